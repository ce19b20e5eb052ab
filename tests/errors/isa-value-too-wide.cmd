"$ORRERY" isa check isa/value-too-wide.yaml
