"$ORRERY" isa check isa/field-reg.yaml
