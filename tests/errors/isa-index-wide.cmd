"$ORRERY" isa check isa/index-wide.yaml
