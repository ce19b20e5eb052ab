"$ORRERY" isa check isa/column-misspelt.yaml
