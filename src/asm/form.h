/* form.h - one accepted way to write something: an instruction, an alias or a pseudo-instruction. */
#ifndef ASM_FORM_H
#define ASM_FORM_H

#include "asm/asm.h"
#include "base/str.h"

enum form_kind { FORM_INSN, FORM_ALIAS, FORM_PSEUDO };

/* A piece of the operands' syntax: a token that must stand there, or a hole. */
struct form_part {
    bool is_hole;
    unsigned hole;
    struct token tok;
};

struct form {
    enum form_kind kind;
    const char *mnemonic;
    const struct insn *insn;
    const struct syntax *syntax;
    const struct alias *alias;
    const struct pseudo *pseudo;
    struct form_part *parts;
    unsigned nparts;
    struct form *next; /* same mnemonic */
};

/* An abbreviation of an instruction: `insn` means the same, with operands given by `map` (one per long
 * operand). */
struct abbr {
    const struct insn *insn;
    const struct operand_map *map;
};

const struct form *form_find(const struct assembler *as, const char *mnemonic, size_t len);

/* What an attempt to read operands by a form gave: one value per hole. */
struct match {
    const struct form *form;
    struct opval vals[INSN_MAX_OPERANDS];
    const struct token *toks[INSN_MAX_OPERANDS]; /* first token of the hole's text */
    bool reg_name;                               /* a register's name was taken for a symbol */
};
bool form_match(struct assembler *as, const struct form *f, const struct tokens *t, size_t i,
                const struct span *s, struct match *m, struct fail *fail);

/* The form as one writes it, with the names of its operands: "lw rd, imm(rs1)". */
void form_print(const struct form *f, struct str *out);

/* Turns a written number into an operand's value: relative, scaled, in range. place: address of the
 * instruction, len: its bytes. raw: a modifier's result, not scaled. false: `why` (WHY_MAX bytes) says why.
 */
enum { WHY_MAX = 200 };
bool operand_value(const struct isa *isa, const struct operand *op, int64_t *v, uint64_t place, unsigned len,
                   bool raw, bool *normalised, char *why);

#endif
