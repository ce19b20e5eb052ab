"$ORRERY" isa check isa/form-shadowed.yaml
