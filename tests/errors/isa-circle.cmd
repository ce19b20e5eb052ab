"$ORRERY" isa check isa/circle.yaml
