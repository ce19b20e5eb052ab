"$ORRERY" isa check isa/target-key.yaml
