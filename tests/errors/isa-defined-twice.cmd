"$ORRERY" isa check isa/defined-twice.yaml
