"$ORRERY" machine check machine/cache-line-large.yaml
