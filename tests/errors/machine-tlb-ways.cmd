"$ORRERY" machine check machine/tlb-ways.yaml
