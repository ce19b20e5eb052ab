"$ORRERY" isa check isa/bit-hole.yaml
