"$ORRERY" isa check isa/many.yaml
