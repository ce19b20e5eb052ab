"$ORRERY" machine check machine/mshrs-interlock.yaml
