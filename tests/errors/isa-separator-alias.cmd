"$ORRERY" isa check isa/separator-alias.yaml
