"$ORRERY" isa check isa/same-syntax.yaml
