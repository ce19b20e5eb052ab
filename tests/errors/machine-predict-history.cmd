"$ORRERY" machine check machine/predict-history.yaml
