"$ORRERY" isa check isa/letters-glue.yaml
