"$ORRERY" isa check isa/separator.yaml
