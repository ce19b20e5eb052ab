"$ORRERY" isa check isa/space-number.yaml
