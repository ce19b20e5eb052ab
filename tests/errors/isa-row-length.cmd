"$ORRERY" isa check isa/row-length.yaml
