"$ORRERY" run --report none run/brk.s
