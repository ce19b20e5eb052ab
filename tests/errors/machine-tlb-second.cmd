"$ORRERY" machine check machine/tlb-second.yaml
