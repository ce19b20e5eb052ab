"$ORRERY" machine check machine/mshrs-rigid.yaml
