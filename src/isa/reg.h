/* reg.h - what reg.c and space.c share. */
#ifndef ISA_REG_H
#define ISA_REG_H

#include "isa/load.h"

bool reg_read_fields(struct loader *l, struct reg *r, const struct yaml *fields);
bool reg_read_value(struct loader *l, const struct reg *r, const struct yaml *y, uint64_t *out);
bool reg_take_slots(struct loader *l, struct reg *r, unsigned n);

#endif
