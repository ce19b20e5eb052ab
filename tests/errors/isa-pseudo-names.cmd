"$ORRERY" isa check isa/pseudo-names.yaml
