"$ORRERY" machine check machine/dram-line.yaml
