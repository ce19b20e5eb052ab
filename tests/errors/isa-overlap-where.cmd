"$ORRERY" isa check isa/overlap-where.yaml
