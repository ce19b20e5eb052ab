/* isa.h - what the files of `orrery isa` share. */
#ifndef CLI_ISA_H
#define CLI_ISA_H

#include "base/str.h"
#include "cli/cli.h"

/* isa_show.c: the target as a whole; everything of one mnemonic (reports to d if there is none). */
void isa_show_target(const struct isa *isa, struct str *out);
void isa_show_mnemonic(const struct isa *isa, const char *name, bool ir, struct str *out, struct diag *d);

/* isa_boxes.c: the encoding as the manuals draw it. */
void isa_show_boxes(const struct isa *isa, const struct insn *insn, struct str *out);

#endif
