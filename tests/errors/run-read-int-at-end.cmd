"$ORRERY" run --report none run/number.s
