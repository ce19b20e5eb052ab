"$ORRERY" machine check machine/prefetch-entries.yaml
