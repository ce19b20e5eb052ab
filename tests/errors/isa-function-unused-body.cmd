"$ORRERY" isa check isa/function-unused-body.yaml
