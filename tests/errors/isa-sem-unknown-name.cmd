"$ORRERY" isa check isa/sem-unknown-name.yaml
