"$ORRERY" isa check isa/bit-twice.yaml
