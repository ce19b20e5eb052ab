"$ORRERY" machine check machine/cache-sets.yaml
