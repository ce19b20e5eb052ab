"$ORRERY" isa check isa/format-attribute.yaml
