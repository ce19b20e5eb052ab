"$ORRERY" isa check isa/enc-plain.yaml
