"$ORRERY" machine check machine/compare.yaml
