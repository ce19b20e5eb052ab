"$ORRERY" isa check isa/abi-watchpoints.yaml
