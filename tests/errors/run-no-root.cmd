"$ORRERY" run --report none run/file.s
