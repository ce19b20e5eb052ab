"$ORRERY" isa check isa/sem-cell.yaml
