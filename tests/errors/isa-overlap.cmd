"$ORRERY" isa check isa/overlap.yaml
