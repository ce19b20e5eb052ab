"$ORRERY" isa check isa/pseudo-emit.yaml
