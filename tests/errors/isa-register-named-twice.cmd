"$ORRERY" isa check isa/register-named-twice.yaml
