"$ORRERY" isa check isa/leading-zero.yaml
