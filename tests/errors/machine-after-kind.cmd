"$ORRERY" machine check machine/after-kind.yaml
