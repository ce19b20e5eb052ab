"$ORRERY" machine check machine/tlb-replay.yaml
