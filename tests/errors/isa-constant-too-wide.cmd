"$ORRERY" isa check isa/constant-too-wide.yaml
