"$ORRERY" run --report none -t rv31 run/fall.s
