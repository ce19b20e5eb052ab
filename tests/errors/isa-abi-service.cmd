"$ORRERY" isa check isa/abi-service.yaml
