"$ORRERY" machine check machine/issue-kind.yaml
