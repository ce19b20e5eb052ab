"$ORRERY" isa check isa/schema.yaml
