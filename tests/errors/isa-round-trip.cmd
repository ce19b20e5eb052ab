"$ORRERY" isa check isa/round-trip.yaml
