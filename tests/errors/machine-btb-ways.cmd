"$ORRERY" machine check machine/btb-ways.yaml
