"$ORRERY" isa check isa/module-misspelt.yaml
