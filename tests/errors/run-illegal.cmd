"$ORRERY" run --report none run/word.s
