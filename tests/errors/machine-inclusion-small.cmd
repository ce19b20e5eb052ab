"$ORRERY" machine check machine/inclusion-small.yaml
