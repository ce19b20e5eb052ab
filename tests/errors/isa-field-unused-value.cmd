"$ORRERY" isa check isa/field-unused-value.yaml
