"$ORRERY" machine check machine/stage-twice.yaml
