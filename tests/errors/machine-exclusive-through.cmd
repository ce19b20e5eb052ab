"$ORRERY" machine check machine/exclusive-through.yaml
