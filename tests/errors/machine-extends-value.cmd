"$ORRERY" machine check machine/extends-value.yaml
