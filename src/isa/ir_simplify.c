/* ir_simplify.c - pure operations of the IR builder: folding of constants, identities, known zero bits.
 *
 * Only what makes instructions shorter or lets a condition be decided; never changes a value. */
#include "isa/ir_build.h"
#include "isa/ir_fold.h"

static struct irb_temp *info(struct irb *b, uint16_t t)
{
    return &b->temps.data[t];
}

static struct ir_op make(enum ir_code code, unsigned w, unsigned w2, uint16_t x, uint16_t y)
{
    return (struct ir_op){
        .code = (uint8_t)code, .w = (uint8_t)w, .w2 = (uint8_t)w2, .d = IR_NONE, .a = x, .b = y, .c = IR_NONE
    };
}

uint16_t irb_const(struct irb *b, unsigned w, uint64_t v)
{
    struct ir_op op = make(IR_CONST, w, 0, IR_NONE, IR_NONE);
    op.imm = v & bits_mask(w);
    uint16_t t = irb_shared(b, op);
    struct irb_temp *i = info(b, t);
    i->is_const = true;
    i->value = op.imm;
    i->zeros = ~op.imm;
    return t;
}

uint16_t irb_leaf(struct irb *b, enum ir_code code, unsigned w, uint64_t imm, uint64_t zeros)
{
    struct ir_op op = make(code, w, 0, IR_NONE, IR_NONE);
    op.imm = imm;
    /* the fetch pointer moves while the instruction runs */
    uint16_t t = code == IR_PC && b->isa->bus_timing ? irb_value(b, op) : irb_shared(b, op);
    info(b, t)->zeros |= zeros;
    return t;
}

/* The operation that made t, if it is one of `code`. */
static const struct ir_op *made_by(struct irb *b, uint16_t t, enum ir_code code)
{
    const struct irb_temp *i = info(b, t);
    if (i->multi || i->def >= b->ops.count) {
        return NULL;
    }
    const struct ir_op *op = &b->ops.data[i->def];
    if (op->d != t || op->code != code) {
        return NULL;
    }
    /* a variable may have changed since */
    return info(b, op->a)->multi || (op->b != IR_NONE && info(b, op->b)->multi) ? NULL : op;
}

/* ---- one operand ------------------------------------------------------------------------------------- */

uint16_t irb_op1(struct irb *b, enum ir_code code, unsigned w, unsigned w2, uint16_t a)
{
    struct ir_op op = make(code, w, w2, a, IR_NONE);
    const struct irb_temp *i = info(b, a);
    if (i->is_const) {
        return irb_const(b, w, ir_fold(&op, i->value, 0, 0));
    }
    if (code == IR_SEXT && (w == w2 || i->zeros >> (w2 - 1) & 1)) {
        return a; /* the sign is 0 */
    }
    return irb_shared(b, op);
}

uint16_t irb_not1(struct irb *b, uint16_t a)
{
    return irb_op2(b, IR_EQ, 1, 1, a, irb_const(b, 1, 0));
}

uint16_t irb_slice(struct irb *b, uint16_t a, unsigned wa, unsigned hi, unsigned lo)
{
    const struct irb_temp *i = info(b, a);
    if (lo >= i->width) {
        return irb_const(b, hi - lo + 1, 0);
    }
    hi = hi < i->width ? hi : i->width - 1u; /* above are the zeros of an extension */
    unsigned w = hi - lo + 1;
    if (i->is_const) {
        return irb_const(b, w, i->value >> lo);
    }
    if (lo == 0 && (w == wa || (~i->zeros & ~bits_mask(w)) == 0)) {
        return a;
    }
    if ((~i->zeros >> lo & bits_mask(w)) == 0) {
        return irb_const(b, w, 0);
    }
    const struct ir_op *from = made_by(b, a, IR_SLICE);
    if (from) {
        return irb_slice(b, from->a, info(b, from->a)->width, hi + (unsigned)from->imm,
                         lo + (unsigned)from->imm);
    }
    if ((from = made_by(b, a, IR_CONCAT))) {
        unsigned low = from->w2, high = from->w - low;
        uint16_t x = from->a, y = from->b;
        if (hi < low) {
            return irb_slice(b, y, low, hi, lo);
        }
        if (lo >= low) {
            return irb_slice(b, x, high, hi - low, lo - low);
        }
    }
    if ((from = made_by(b, a, IR_TRUNC))) {
        return irb_slice(b, from->a, from->w2, hi, lo);
    }
    uint64_t zeros = i->zeros >> lo | ~bits_mask(w);
    struct ir_op op = make(lo ? IR_SLICE : IR_TRUNC, w, lo ? 0 : wa, a, IR_NONE);
    op.imm = lo;
    uint16_t t = irb_shared(b, op);
    info(b, t)->zeros |= zeros;
    return t;
}

/* ---- two operands ------------------------------------------------------------------------------------ */

static bool commutes(enum ir_code code)
{
    return code == IR_ADD || code == IR_MUL || code == IR_AND || code == IR_OR || code == IR_XOR ||
           code == IR_EQ || code == IR_NE || code == IR_MULH_SS || code == IR_MULH_UU;
}

/* y is the constant v. Returns true and *out if the result is simple. */
static bool with_const(struct irb *b, enum ir_code code, unsigned w, unsigned w2, uint16_t x, uint64_t v,
                       uint16_t *out)
{
    uint64_t m = bits_mask(w), maybe = ~info(b, x)->zeros;
    *out = x;
    switch (code) {
    case IR_ADD:
    case IR_SUB:
    case IR_OR:
    case IR_XOR:
    case IR_SHL:
    case IR_SHR:
    case IR_SAR:
    case IR_ROTL:
    case IR_ROTR: return v == 0;
    case IR_AND:
        if ((maybe & v & m) == 0) {
            *out = irb_const(b, w, 0);
            return true;
        }
        return (maybe & ~v) == 0;
    case IR_MUL:
        if (v == 0) {
            *out = irb_const(b, w, 0);
        }
        return v <= 1;
    case IR_DIVU: return v == 1;
    case IR_EQ:
    case IR_NE:
        if (v & ~maybe) { /* a bit that is 0 in x is 1 in v */
            *out = irb_const(b, 1, code == IR_NE);
            return true;
        }
        if (maybe == 1 && v == (code == IR_EQ)) {
            return true; /* bit == 1, bit != 0 */
        }
        if (maybe == 1 && code == IR_NE) { /* bit != 1 */
            *out = irb_op2(b, IR_EQ, 1, w2, x, irb_const(b, w2, 0));
            return true;
        }
        return false;
    default: return false;
    }
}

/* Bits known 0 in the result. */
static uint64_t zeros_of(struct irb *b, enum ir_code code, unsigned w, unsigned w2, uint16_t x, uint16_t y)
{
    const struct irb_temp *i = info(b, x), *j = info(b, y);
    uint64_t zx = i->zeros, zy = j->zeros, high = ~bits_mask(w);
    switch (code) {
    case IR_AND: return zx | zy | high;
    case IR_OR:
    case IR_XOR: return (zx & zy) | high;
    case IR_SHL:
        return j->is_const && j->value < w ? (zx << j->value) | bits_mask((unsigned)j->value) | high : high;
    case IR_SHR:
        return j->is_const && j->value < w ? (zx >> j->value) | ~(~UINT64_C(0) >> j->value) | high : high;
    case IR_CONCAT: return ((zx << w2) | (zy & bits_mask(w2))) | high;
    case IR_ADD:
    case IR_SUB: { /* low bits 0 in both stay 0 */
        uint64_t maybe = ~(zx & zy), lowest = maybe & (0 - maybe);
        return maybe ? (lowest - 1) | high : ~UINT64_C(0);
    }
    default: return high;
    }
}

static uint16_t simplify2(struct irb *b, enum ir_code code, unsigned w, unsigned w2, uint16_t x, uint16_t y,
                          unsigned flags)
{
    uint16_t t;
    if (info(b, x)->is_const && info(b, y)->is_const) {
        return irb_const(b, w, ir_fold2(code, w, w2, info(b, x)->value, info(b, y)->value));
    }
    if (commutes(code) && info(b, x)->is_const) {
        t = x;
        x = y;
        y = t;
    }
    if (info(b, y)->is_const && with_const(b, code, w, w2, x, info(b, y)->value, &t)) {
        return t;
    }
    struct ir_op op = make(code, w, w2, x, y);
    op.flags = (uint8_t)flags;
    uint64_t zeros = zeros_of(b, code, w, w2, x, y);
    t = irb_shared(b, op);
    info(b, t)->zeros |= zeros;
    return t;
}

uint16_t irb_op2(struct irb *b, enum ir_code code, unsigned w, unsigned w2, uint16_t x, uint16_t y)
{
    return simplify2(b, code, w, w2, x, y, 0);
}

uint16_t irb_wire2(struct irb *b, enum ir_code code, unsigned w, uint16_t x, uint16_t y)
{
    return simplify2(b, code, w, 0, x, y, IRF_WIRE);
}

uint16_t irb_concat(struct irb *b, uint16_t x, unsigned wx, uint16_t y, unsigned wy)
{
    if (info(b, x)->is_const && info(b, x)->value == 0) {
        return y;
    }
    /* two neighbouring slices of one value */
    const struct ir_op *p = made_by(b, x, IR_SLICE), *q = made_by(b, y, IR_SLICE);
    q = q ? q : made_by(b, y, IR_TRUNC);
    if (p && q && p->a == q->a && p->imm == (q->code == IR_SLICE ? q->imm : 0) + wy) {
        unsigned lo = q->code == IR_SLICE ? (unsigned)q->imm : 0, src = b->temps.data[q->a].width;
        return irb_slice(b, q->a, src, lo + wx + wy - 1, lo);
    }
    return irb_op2(b, IR_CONCAT, wx + wy, wy, x, y);
}

uint16_t irb_sel(struct irb *b, unsigned w, uint16_t c, uint16_t x, uint16_t y)
{
    const struct irb_temp *i = info(b, c), *p = info(b, x), *q = info(b, y);
    if (i->is_const) {
        return i->value ? x : y;
    }
    if (x == y) {
        return x;
    }
    if (w == 1 && p->is_const && q->is_const) { /* 1:0 or 0:1; equal constants are one temporary */
        return p->value ? c : irb_not1(b, c);
    }
    uint64_t zeros = p->zeros & q->zeros;
    struct ir_op op = make(IR_SEL, w, 0, x, y);
    op.a = c;
    op.b = x;
    op.c = y;
    uint16_t t = irb_shared(b, op);
    info(b, t)->zeros |= zeros;
    return t;
}
