"$ORRERY" machine check machine/board-optional.yaml
