"$ORRERY" machine check machine/mshrs-many.yaml
