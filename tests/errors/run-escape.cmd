"$ORRERY" run --report none --root run --personality linux run/escape.s
