/* dwarf_write.h - a line table (DWARF 4) for an image that has lines. */
#ifndef ASM_DWARF_WRITE_H
#define ASM_DWARF_WRITE_H

#include "asm/image.h"
#include "base/vec.h"
#include <stdlib.h>

struct bytes {
    VEC(uint8_t) v;
};

struct dwarf_sections {
    struct bytes line, info, abbrev;
};

/* addr_size in bytes; big: byte order. The caller releases with dwarf_release(). */
void dwarf_make(const struct image *img, unsigned addr_size, bool big, struct dwarf_sections *out);
void dwarf_release(struct dwarf_sections *s);

#endif
