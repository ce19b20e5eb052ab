"$ORRERY" machine check machine/btb-allocate.yaml
