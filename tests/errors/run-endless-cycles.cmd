"$ORRERY" run --report none --max-cycles 100k run/endless.s
