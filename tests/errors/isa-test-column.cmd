"$ORRERY" isa check isa/test-column.yaml
