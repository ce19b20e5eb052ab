"$ORRERY" run --report none --misaligned trap run/odd.s
