"$ORRERY" isa check isa/wrong-file.yaml
