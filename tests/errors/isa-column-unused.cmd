"$ORRERY" isa check isa/column-unused.yaml
