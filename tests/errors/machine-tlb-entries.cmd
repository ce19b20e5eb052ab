"$ORRERY" machine check machine/tlb-entries.yaml
