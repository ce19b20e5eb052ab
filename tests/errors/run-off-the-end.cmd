"$ORRERY" run --report none run/fall.s
