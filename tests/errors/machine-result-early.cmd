"$ORRERY" machine check machine/result-early.yaml
