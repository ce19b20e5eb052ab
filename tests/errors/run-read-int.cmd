echo twelve | "$ORRERY" run --report none run/number.s
