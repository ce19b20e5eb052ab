"$ORRERY" run --report none -m no-such-machine --set x=1 run/fall.s
