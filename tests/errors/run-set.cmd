"$ORRERY" run --report none --set l1d.ways=3 run/fall.s
