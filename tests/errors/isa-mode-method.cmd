"$ORRERY" isa check isa/mode-method.yaml
