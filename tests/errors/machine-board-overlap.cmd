"$ORRERY" machine check machine/board-overlap.yaml
