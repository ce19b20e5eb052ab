"$ORRERY" isa check isa/abi-trap.yaml
