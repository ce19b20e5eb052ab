"$ORRERY" machine check machine/combine-buffer.yaml
