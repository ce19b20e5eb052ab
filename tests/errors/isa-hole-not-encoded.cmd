"$ORRERY" isa check isa/hole-not-encoded.yaml
