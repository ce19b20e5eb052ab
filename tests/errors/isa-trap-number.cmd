"$ORRERY" isa check isa/trap-number.yaml
