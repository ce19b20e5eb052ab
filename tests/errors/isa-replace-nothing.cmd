"$ORRERY" isa check isa/replace-nothing.yaml
