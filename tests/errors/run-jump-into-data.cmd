"$ORRERY" run --report none run/data.s
