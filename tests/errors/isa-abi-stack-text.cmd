"$ORRERY" isa check isa/abi-stack-text.yaml
