"$ORRERY" isa check isa/space-view.yaml
