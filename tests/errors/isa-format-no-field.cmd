"$ORRERY" isa check isa/format-no-field.yaml
