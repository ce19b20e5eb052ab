/* unwind.h - from a frame to its caller. For frame.c. */
#ifndef DEBUG_UNWIND_H
#define DEBUG_UNWIND_H

#include "base/vec.h"
#include "debug/frame.h"

/* Addresses that something calls, sorted. */
typedef VEC(uint64_t) called_vec;

struct unwinder {
    const struct isa *isa;
    const struct image *img;
    const struct debug_info *info;
    const struct world *world;
    const struct types *types;
    const called_vec *called; /* NULL: not known */
};

/* Fills function, start, look from pc and level. */
void unwind_describe(const struct unwinder *u, struct frame *f);
/* older has level and regs (all zero); gets pc and regs; younger gets cfa. False: there is no caller;
 * younger->why_end may say why. */
bool unwind_step(const struct unwinder *u, struct frame *younger, struct frame *older);
/* The same; what called main counts, too. */
bool unwind_caller(const struct unwinder *u, struct frame *younger, struct frame *older);

/* unwind_scan.c: without call frame information. 1, 0, -1 as dwarf_unwind(). */
int scan_unwind(const struct unwinder *u, struct frame *younger, struct frame *older);
void scan_called(const struct unwinder *u, called_vec *out);
bool scan_is_called(const called_vec *called, uint64_t addr);

#endif
