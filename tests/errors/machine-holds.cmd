"$ORRERY" machine check machine/holds.yaml
