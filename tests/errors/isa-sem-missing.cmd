"$ORRERY" isa check isa/sem-missing.yaml
