"$ORRERY" run --report none --personality rars run/fall.s
