"$ORRERY" isa check isa/option-unknown.yaml
