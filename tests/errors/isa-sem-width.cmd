"$ORRERY" isa check isa/sem-width.yaml
