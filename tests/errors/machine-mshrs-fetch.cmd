"$ORRERY" machine check machine/mshrs-fetch.yaml
