"$ORRERY" machine check machine/store-data-early.yaml
