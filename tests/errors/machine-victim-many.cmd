"$ORRERY" machine check machine/victim-many.yaml
