"$ORRERY" isa check isa/operand-not-written.yaml
