"$ORRERY" isa check isa/mode-where.yaml
