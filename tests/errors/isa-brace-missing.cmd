"$ORRERY" isa check isa/brace-missing.yaml
