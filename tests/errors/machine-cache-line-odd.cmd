"$ORRERY" machine check machine/cache-line-odd.yaml
