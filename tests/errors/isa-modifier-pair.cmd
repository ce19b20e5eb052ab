"$ORRERY" isa check isa/modifier-pair.yaml
