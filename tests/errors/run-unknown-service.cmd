"$ORRERY" run --report none run/service.s
