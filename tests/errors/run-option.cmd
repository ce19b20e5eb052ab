"$ORRERY" run --report none --maxcycles 5 run/fall.s
