"$ORRERY" run --report none --entry start run/fall.s
