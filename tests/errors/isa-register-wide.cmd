"$ORRERY" isa check isa/register-wide.yaml
