"$ORRERY" isa check isa/where-unknown.yaml
