/* unwind.h - from a frame to its caller. For frame.c. */
#ifndef DEBUG_UNWIND_H
#define DEBUG_UNWIND_H

#include "debug/frame.h"

struct unwinder {
    const struct isa *isa;
    const struct image *img;
    const struct debug_info *info;
    const struct world *world;
    const struct types *types;
};

/* Fills function, start, look from pc and level. */
void unwind_describe(const struct unwinder *u, struct frame *f);
/* older has level and regs (all zero); gets pc and regs; younger gets cfa. False: there is no caller;
 * younger->why_end may say why. */
bool unwind_step(const struct unwinder *u, struct frame *younger, struct frame *older);

#endif
