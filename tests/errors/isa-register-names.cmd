"$ORRERY" isa check isa/register-names.yaml
