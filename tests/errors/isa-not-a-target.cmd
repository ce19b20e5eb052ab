"$ORRERY" isa check isa/not-a-target.yaml
