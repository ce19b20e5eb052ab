"$ORRERY" isa check isa/group-code.yaml
