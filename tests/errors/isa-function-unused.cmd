"$ORRERY" isa check isa/function-unused.yaml
