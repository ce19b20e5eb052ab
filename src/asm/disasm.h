/* disasm.h - one instruction as text, from the same syntax templates that the assembler reads. */
#ifndef ASM_DISASM_H
#define ASM_DISASM_H

#include "base/str.h"
#include "isa/isa.h"

struct image;

enum {
    DISASM_NO_ALIASES = 1,
    /* real instructions, not `nop` or `ret` */ DISASM_RAW_BRANCH = 2 /* offsets, not addresses */
};

/* Appends the text of `insn` with these decoded operands at address pc; symbols from img (may be NULL). insn
 * NULL: the raw bits as a data directive of `len` bytes. */
void disasm_insn(const struct isa *isa, const struct insn *insn, const uint64_t *fields,
                 const struct ibits *raw, unsigned len, uint64_t pc, const struct image *img, unsigned flags,
                 struct str *out);

/* Decodes and prints what stands at bytes[0..n); returns its length in bytes (if nothing decodes,
 * isa_length).
 */
unsigned disasm_bytes(const struct isa *isa, const uint8_t *bytes, unsigned n, uint64_t pc,
                      const struct image *img, unsigned flags, struct str *out);

#endif
