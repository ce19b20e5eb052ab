"$ORRERY" isa check isa/alias-no-target.yaml
