"$ORRERY" isa check isa/format-unused.yaml
