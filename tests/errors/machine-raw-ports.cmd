"$ORRERY" run -t mips1 -m machine/raw.yaml --report none machine/nop.s
