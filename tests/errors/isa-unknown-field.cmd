"$ORRERY" isa check isa/unknown-field.yaml
