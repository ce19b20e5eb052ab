"$ORRERY" isa check isa/register-fields.yaml
