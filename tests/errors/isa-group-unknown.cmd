"$ORRERY" isa check isa/group-unknown.yaml
