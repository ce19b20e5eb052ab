"$ORRERY" machine check machine/tlb-key.yaml
