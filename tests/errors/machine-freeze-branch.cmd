"$ORRERY" machine check machine/freeze-branch.yaml
