"$ORRERY" machine check machine/tlb-page.yaml
