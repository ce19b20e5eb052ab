"$ORRERY" isa check isa/bits-missing.yaml
