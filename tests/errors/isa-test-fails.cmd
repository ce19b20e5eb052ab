"$ORRERY" isa check isa/test-fails.yaml
