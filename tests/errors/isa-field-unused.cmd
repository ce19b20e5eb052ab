"$ORRERY" isa check isa/field-unused.yaml
