"$ORRERY" run --report none --base 0x10000 run/bad.hex
