"$ORRERY" isa check isa/abi-stack-low.yaml
