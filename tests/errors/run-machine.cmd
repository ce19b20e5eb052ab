"$ORRERY" run --report none -m classic run/fall.s
