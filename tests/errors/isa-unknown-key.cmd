"$ORRERY" isa check isa/unknown-key.yaml
