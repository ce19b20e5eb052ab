/* assemble.h - assembly sources to an image. */
#ifndef ASM_ASSEMBLE_H
#define ASM_ASSEMBLE_H

#include "asm/image.h"
#include "base/str.h"

/* Assembles and links the files. listing: NULL, or a text "address bytes line" is appended. NULL after
 * reporting. */
struct image *asm_assemble(const struct isa *isa, const char *const *files, size_t nfiles,
                           struct str *listing, struct diag *d);

/* The same for one text in memory; `name` for messages. */
struct image *asm_assemble_text(const struct isa *isa, const char *name, const char *text, size_t size,
                                struct diag *d);

#endif
