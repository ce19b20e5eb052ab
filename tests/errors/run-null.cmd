"$ORRERY" run --report none run/null.s
