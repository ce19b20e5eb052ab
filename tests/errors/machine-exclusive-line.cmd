"$ORRERY" machine check machine/exclusive-line.yaml
