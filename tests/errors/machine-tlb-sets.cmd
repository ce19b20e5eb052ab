"$ORRERY" machine check machine/tlb-sets.yaml
