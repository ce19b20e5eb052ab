"$ORRERY" isa check isa/const-unknown.yaml
