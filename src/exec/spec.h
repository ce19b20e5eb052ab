/* spec.h - specialisation: the IR of an instruction with its operands known -> operations (uop.h). Inside
 * exec/ only.
 *
 * Phases, in order, each over the whole instruction (forward control flow only, so one pass suffices):
 *   fold.c     constants, the zero register, dead branches, algebra     struct ir -> struct sop[]
 *   combine.c  register reads and writes into operands; fusion          struct sop[] -> struct sop[]
 *   emit.c     temporaries -> workspace slots, selection                struct sop[] -> struct uop[]
 * `struct spec` is working memory that is used again for each instruction. */
#ifndef EXEC_SPEC_H
#define EXEC_SPEC_H

#include <stdbool.h>
#include <stdint.h>
#include "base/vec.h"
#include "exec/exec.h"
#include "exec/uop.h"
#include "isa/isa.h"

enum val_kind { V_NONE, V_CONST, V_TEMP, V_REG };

/* An operand: a constant, a temporary, a register slot. */
struct val {
    uint8_t kind;
    uint16_t i;
    uint64_t k;
};

/* Codes behind those of the IR. */
enum {
    S_GEU = IR_CODE_COUNT,
    S_GES,
    S_SKIP,        /* if a cc b continue at target */
    S_BRANCH,      /* if a cc b the instruction jumps to imm; else it is done */
    S_SSLICE,      /* d = a[imm + w2 - 1 : imm] sign-extended to w */
    S_CALL,        /* d = b (constant); jump to a; ends the instruction */
    S_CALL_SUM,    /* t = (a + imm) & ~mask; d = c (constant); jump to t */
    S_LATE_CANCEL, /* register slot imm was written: see uop.h */
    S_CODE_COUNT
};

struct sop {
    uint8_t code, w, w2, flags;
    uint8_t cc;   /* IR_EQ IR_NE IR_LTU S_GEU IR_LTS S_GES */
    uint8_t sx;   /* the result is then sign-extended from w to sx; 0: not */
    bool modulo;  /* shift: by the amount modulo w */
    bool label;   /* control comes from elsewhere too */
    bool last;    /* jump that ends the instruction */
    uint8_t mask; /* S_CALL_SUM */
    uint8_t aw;   /* IR_LOAD, IR_STORE: width of the sum a + imm; 0: address is a */
    struct val d, a, b, c;
    uint64_t imm;
    unsigned target; /* index: IR_BR, S_SKIP; IR's until link_targets() in fold.c */
};

struct spec_in {
    const struct isa *isa;
    const struct ir *ir;
    const struct insn *insn; /* may be NULL */
    const uint64_t *fields;  /* NULL: field n is workspace slot n, written by the caller (hooks) */
    uint64_t pc, next, raw;
    unsigned len;
    bool late;         /* some instruction of the ISA has delayed register writes */
    bool outside_slot; /* delay slots: as if it stood in none */
};

struct spec {
    struct spec_in in;
    VEC(struct sop) ops;
    VEC(struct val) val;     /* of each temporary of the IR */
    VEC(unsigned) map;       /* IR index -> index in ops */
    VEC(uint8_t) reach;      /* IR index: 0 not, 1 from above, 2 by a branch */
    VEC(unsigned) uses, def; /* of each temporary */
    VEC(struct uop) code;    /* the result */
    VEC(uint16_t) uops;      /* enum uop_code of each */
    unsigned ntemps, nwork;  /* nwork: workspace slots used */
    bool failed;             /* more temporaries than there is workspace */
};

void spec_init(struct spec *s);
void spec_release(struct spec *s);

/* All phases; the result is in code, uops, nwork. d (may be NULL) gets footprint, operands for latencies,
 * target. */
void spec_run(struct spec *s, const struct spec_in *in, struct dinsn *d);

void spec_fold(struct spec *s);                          /* fold.c */
bool spec_dead_target(struct spec *s, uint64_t *target); /* fold.c */
void spec_facts(struct spec *s, struct dinsn *d);        /* facts.c: between fold and combine */
void spec_combine(struct spec *s);                       /* combine.c */
void spec_emit(struct spec *s);                          /* emit.c */

/* Value of a pure operation; false: not pure. */
bool spec_eval(unsigned code, unsigned w, unsigned w2, uint64_t imm, const uint64_t v[3], uint64_t *out);
bool spec_pure(unsigned code);

static inline struct val val_const(uint64_t k)
{
    return (struct val){ .kind = V_CONST, .k = k };
}
static inline struct val val_temp(unsigned t)
{
    return (struct val){ .kind = V_TEMP, .i = (uint16_t)t };
}
static inline struct val val_reg(unsigned slot)
{
    return (struct val){ .kind = V_REG, .i = (uint16_t)slot };
}
static inline bool val_is(struct val v, uint64_t k)
{
    return v.kind == V_CONST && v.k == k;
}
static inline bool val_same(struct val a, struct val b)
{
    return a.kind == b.kind && a.i == b.i && (a.kind != V_CONST || a.k == b.k);
}

#endif
