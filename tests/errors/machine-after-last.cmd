"$ORRERY" machine check machine/after-last.yaml
