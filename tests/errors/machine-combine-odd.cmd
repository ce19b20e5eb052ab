"$ORRERY" machine check machine/combine-odd.yaml
