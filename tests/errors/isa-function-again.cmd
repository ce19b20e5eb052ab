"$ORRERY" isa check isa/function-again.yaml
