"$ORRERY" machine check machine/combine-allocate.yaml
