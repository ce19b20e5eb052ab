"$ORRERY" isa check isa/expands-nothing.yaml
