/* insn.h - shared by insn.c (candidates), pseudo.c (expansions) and encode.c (bits). */
#ifndef ASM_INSN_H
#define ASM_INSN_H

#include "asm/form.h"

/* A reason about a value beats every reason about syntax; that of a pseudo-instruction, which takes more
 * values than the instruction of its name, beats that one's. */
enum { RANK_VALUE = 1000, RANK_PSEUDO, RANK_BOUND = 9000 };

struct cands {
    VEC(struct cand) v;
};

/* Operands to be read: of the statement itself, or of a line that a pseudo-instruction emits. */
struct stmt_line {
    const struct tokens *toks;
    size_t first; /* first token after the mnemonic */
    const struct span *span;
    size_t offset; /* of the statement's mnemonic, for messages about lines that nobody wrote */
    int depth;     /* pseudo-instructions around it */
};

int line_build(struct assembler *as, const struct form *forms, const struct stmt_line *l, struct node *node,
               struct fail *f);
bool pseudo_expand(struct assembler *as, const struct match *m, const struct stmt_line *l, struct cands *out,
                   struct fail *f);

/* Is a distance odd, so that no wider instruction could mend it? */
bool cand_misplaced(struct assembler *as, const struct cand *c, uint64_t addr);

/* A decoded value as the operand's semantics see it: zero-extended at its width. */
uint64_t operand_field(const struct operand *op, uint64_t v);

#endif
