"$ORRERY" isa check isa/memory-merge.yaml
