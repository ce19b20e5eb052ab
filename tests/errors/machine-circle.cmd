cd machine && "$ORRERY" machine check circle.yaml
