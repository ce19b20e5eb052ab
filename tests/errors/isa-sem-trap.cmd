"$ORRERY" isa check isa/sem-trap.yaml
