"$ORRERY" run --report none run/nothing-here.s
