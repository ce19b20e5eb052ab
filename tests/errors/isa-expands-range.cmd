"$ORRERY" isa check isa/expands-range.yaml
