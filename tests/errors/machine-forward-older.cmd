"$ORRERY" machine check machine/forward-older.yaml
