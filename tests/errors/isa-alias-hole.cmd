"$ORRERY" isa check isa/alias-hole.yaml
