"$ORRERY" isa check isa/mode-unknown.yaml
