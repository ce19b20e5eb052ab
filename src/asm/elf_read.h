/* elf_read.h - statically linked ELF executables, 32 and 64 bits, by libelf; line tables by libdw. */
#ifndef ASM_ELF_READ_H
#define ASM_ELF_READ_H

#include "asm/image.h"

/* NULL after reporting. */
struct image *elf_load(const struct isa *isa, const char *path, struct diag *d);

/* The same from memory; `name` for messages. Line tables are read only if `lines`. */
struct image *elf_load_memory(const struct isa *isa, const char *name, char *data, size_t size, bool lines,
                              struct diag *d);

#endif
