"$ORRERY" machine check machine/tlb-none.yaml
