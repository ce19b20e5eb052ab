"$ORRERY" isa check isa/module-missing.yaml
