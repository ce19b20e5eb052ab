"$ORRERY" isa check isa/param-wrong.yaml
