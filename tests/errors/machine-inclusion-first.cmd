"$ORRERY" machine check machine/inclusion-first.yaml
