/* ir_build.h - makes a program of IR operations; only the semantics compiler uses it.
 *
 * Folds constants, shares equal pure operations within the scope in which they surely ran, remembers register
 * values, and composes field writes (f.z = ..; f.n = ..) into one register write. Operations appear in the
 * order in which they are asked for; control flow is forward only. A temporary is a number; zero extension
 * needs no operation. */
#ifndef ISA_IR_BUILD_H
#define ISA_IR_BUILD_H

#include "isa/sem_int.h"

/* What is known about a temporary. */
struct irb_temp {
    uint8_t width;
    bool is_const, multi;
    uint64_t value; /* is_const */
    uint64_t zeros; /* bits known to be 0, those above the width included */
    unsigned def;   /* index of the defining operation (not multi) */
};

struct irb_vn { /* a pure operation that can be shared */
    unsigned op, bucket;
    int next;
};

struct irb_known { /* register slot (file < 0) or element of a file, and the temporary with its value */
    int file;
    uint16_t slot, index, temp;
};

struct irb_piece {
    uint8_t hi, lo;
    uint16_t temp;
};
struct irb_pending { /* fields of a register written, the register not yet */
    const struct reg *reg;
    struct irb_piece piece[64];
    unsigned n;
    struct place_in at;
};

#define IRB_BUCKETS 128

struct irb {
    const struct isa *isa;
    VEC(struct ir_op) ops;
    VEC(struct place_in) places; /* of each op */
    VEC(struct irb_temp) temps;
    VEC(struct irb_vn) vn;
    int bucket[IRB_BUCKETS];
    VEC(struct irb_known) known;
    VEC(struct irb_known) written; /* log, for irb_leave */
    VEC(struct irb_pending) pending;
    struct place_in here; /* place of what is emitted now */
    bool overflow;        /* too large; what follows is meaningless */
    bool uses_space;      /* a register space was accessed by number */
    uint16_t fields_used;
};

struct irb_label {
    VEC(unsigned) refs; /* operations that go there */
};

struct irb_mark {
    size_t vn, written;
    struct irb_known *known; /* copy */
    size_t nknown;
};

void irb_init(struct irb *b, const struct isa *isa);
void irb_release(struct irb *b);

/* ---- pure operations (ir_simplify.c) ----------------------------------------------------------------- */
uint16_t irb_const(struct irb *b, unsigned w, uint64_t v);
uint16_t irb_op1(struct irb *b, enum ir_code code, unsigned w, unsigned w2, uint16_t a);
uint16_t irb_op2(struct irb *b, enum ir_code code, unsigned w, unsigned w2, uint16_t x, uint16_t y);
uint16_t irb_sel(struct irb *b, unsigned w, uint16_t c, uint16_t x, uint16_t y);
uint16_t irb_slice(struct irb *b, uint16_t a, unsigned wa, unsigned hi, unsigned lo);
uint16_t irb_concat(struct irb *b, uint16_t x, unsigned wx, uint16_t y, unsigned wy);
uint16_t irb_not1(struct irb *b, uint16_t a);                                             /* of one bit */
uint16_t irb_wire2(struct irb *b, enum ir_code code, unsigned w, uint16_t x, uint16_t y); /* IRF_WIRE */
/* d = code imm: FIELD, PC, NEXT_PC, RAW, IN_DELAY_SLOT. zeros: bits known 0 below the width. */
uint16_t irb_leaf(struct irb *b, enum ir_code code, unsigned w, uint64_t imm, uint64_t zeros);

static inline bool irb_is_const(const struct irb *b, uint16_t t)
{
    return b->temps.data[t].is_const;
}

/* ---- emission (ir_build.c) --------------------------------------------------------------------------- */
uint16_t irb_temp(struct irb *b, unsigned w);
uint16_t irb_var(struct irb *b, unsigned w); /* with several definitions */
void irb_set(struct irb *b, uint16_t var, uint16_t value);
uint16_t irb_snapshot(struct irb *b, uint16_t t);    /* a copy if t is a variable */
uint16_t irb_shared(struct irb *b, struct ir_op op); /* pure: an equal one that surely ran, or a new one */
uint16_t irb_value(struct irb *b, struct ir_op op);  /* emits an operation with a result of op.w bits */
void irb_effect(struct irb *b, struct ir_op op);     /* without a result; field writes are completed first */
void irb_flush(struct irb *b);                       /* completes field writes */

void irb_bz(struct irb *b, uint16_t cond, struct irb_label *l);
void irb_br(struct irb *b, struct irb_label *l);
void irb_place(struct irb *b, struct irb_label *l); /* here; frees l */
/* Between these, what is emitted may not run. keep: it surely did. */
struct irb_mark irb_enter(struct irb *b);
void irb_leave(struct irb *b, struct irb_mark *m, bool keep);

/* ---- registers (ir_regs.c): by their stored bits; masks are applied ---------------------------------- */
uint16_t irb_read(struct irb *b, const struct reg *r);
void irb_write(struct irb *b, const struct reg *r, uint16_t v);
uint16_t irb_read_field(struct irb *b, const struct reg *r, unsigned hi, unsigned lo);
void irb_write_field(struct irb *b, const struct reg *r, unsigned hi, unsigned lo, uint16_t v);
uint16_t irb_readx(struct irb *b, const struct reg *file, uint16_t index);
void irb_writex(struct irb *b, const struct reg *file, uint16_t index, uint16_t v);
uint64_t irb_reg_mask(const struct reg *r);
void irb_forget(struct irb *b); /* all register values: something outside may have changed them */

/* ---- finishing (ir_finish.c) ------------------------------------------------------------------------- */
/* Drops what is unreachable or unused, numbers temporaries densely, copies into the arena. Places of the
 * remaining operations come out in *places (the caller frees). NULL: too large. */
struct ir *irb_finish(struct irb *b, struct arena *a, struct place_in **places);

#endif
