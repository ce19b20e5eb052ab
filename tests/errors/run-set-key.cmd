"$ORRERY" run --report none --set l1d.assoc=2 run/fall.s
