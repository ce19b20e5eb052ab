"$ORRERY" machine check machine/prefetch-kind.yaml
