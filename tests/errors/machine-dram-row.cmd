"$ORRERY" machine check machine/dram-row.yaml
