"$ORRERY" machine check machine/issue-width.yaml
