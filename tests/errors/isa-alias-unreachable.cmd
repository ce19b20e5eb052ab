"$ORRERY" isa check isa/alias-unreachable.yaml
