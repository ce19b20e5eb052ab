"$ORRERY" machine check machine/issue-rigid.yaml
