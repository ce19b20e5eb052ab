"$ORRERY" machine check machine/store-data.yaml
