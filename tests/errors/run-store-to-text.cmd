"$ORRERY" run --report none run/text.s
