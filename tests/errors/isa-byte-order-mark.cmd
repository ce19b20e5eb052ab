"$ORRERY" isa check isa/byte-order-mark.yaml
