"$ORRERY" isa check isa/overlap-row.yaml
