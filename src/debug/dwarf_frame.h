/* dwarf_frame.h - call frame information. For unwind.c and location expressions. */
#ifndef DEBUG_DWARF_FRAME_H
#define DEBUG_DWARF_FRAME_H

#include "debug/unwind.h"

/* 1: older is filled; 0: there is no information for this place; -1: the information says that this is the
 * outermost frame, or contradicts itself. */
int dwarf_unwind(const struct unwinder *u, struct frame *younger, struct frame *older);

#endif
