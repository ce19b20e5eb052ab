"$ORRERY" isa check isa/duplicate-key.yaml
