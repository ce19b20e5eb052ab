"$ORRERY" isa check isa/where-never.yaml
