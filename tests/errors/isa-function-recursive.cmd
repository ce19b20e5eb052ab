"$ORRERY" isa check isa/function-recursive.yaml
