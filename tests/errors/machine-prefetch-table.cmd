"$ORRERY" machine check machine/prefetch-table.yaml
