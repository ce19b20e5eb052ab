"$ORRERY" machine check machine/latency-negative.yaml
