/* flat.h - memory images without headers. */
#ifndef ASM_FLAT_H
#define ASM_FLAT_H

#include "asm/image.h"

/* hex: text, one 32-bit word a line, stored in the target's byte order; else the bytes as they are. Execution
 * starts at base. NULL after reporting. */
struct image *flat_load(const struct isa *isa, const char *path, uint64_t base, bool hex, struct diag *d);

#endif
