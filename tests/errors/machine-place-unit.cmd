"$ORRERY" machine check machine/place-unit.yaml
