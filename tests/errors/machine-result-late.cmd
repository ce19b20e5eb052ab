"$ORRERY" machine check machine/result-late.yaml
