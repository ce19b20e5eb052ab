"$ORRERY" isa check isa/abi-register.yaml
