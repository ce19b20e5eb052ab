"$ORRERY" isa check isa/asm-plain.yaml
