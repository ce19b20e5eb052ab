"$ORRERY" machine check machine/cache-no-ways.yaml
