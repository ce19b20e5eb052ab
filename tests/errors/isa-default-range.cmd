"$ORRERY" isa check isa/default-range.yaml
