"$ORRERY" machine check machine/place-parent.yaml
