"$ORRERY" isa check isa/module-case.yaml
