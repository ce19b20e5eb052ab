"$ORRERY" run --report none --functional --max-instructions 1M run/endless.s
