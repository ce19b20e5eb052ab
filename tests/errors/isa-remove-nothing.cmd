"$ORRERY" isa check isa/remove-nothing.yaml
