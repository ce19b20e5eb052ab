"$ORRERY" machine check machine/victim-key.yaml
