"$ORRERY" isa check isa/hook-name.yaml
