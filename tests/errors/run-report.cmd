"$ORRERY" run --report none --report yaml run/fall.s
