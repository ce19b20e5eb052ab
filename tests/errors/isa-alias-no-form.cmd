"$ORRERY" isa check isa/alias-no-form.yaml
