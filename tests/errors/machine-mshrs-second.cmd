"$ORRERY" machine check machine/mshrs-second.yaml
