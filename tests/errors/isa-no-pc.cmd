"$ORRERY" isa check isa/no-pc.yaml
