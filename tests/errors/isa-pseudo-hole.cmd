"$ORRERY" isa check isa/pseudo-hole.yaml
