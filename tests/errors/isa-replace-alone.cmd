"$ORRERY" isa check isa/replace-alone.yaml
