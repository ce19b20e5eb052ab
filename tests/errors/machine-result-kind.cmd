"$ORRERY" machine check machine/result-kind.yaml
