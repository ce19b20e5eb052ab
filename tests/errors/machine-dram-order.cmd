"$ORRERY" machine check machine/dram-order.yaml
