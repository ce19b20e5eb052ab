"$ORRERY" machine check machine/mshrs-cost.yaml
