"$ORRERY" machine check machine/forward-never.yaml
