"$ORRERY" isa check isa/param-unset.yaml
