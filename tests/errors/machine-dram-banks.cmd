"$ORRERY" machine check machine/dram-banks.yaml
