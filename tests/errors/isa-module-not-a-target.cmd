"$ORRERY" isa check isa/module-not-a-target.yaml
