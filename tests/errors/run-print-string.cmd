"$ORRERY" run --report none run/string.s
