"$ORRERY" run --report none --region main:finish run/fall.s
