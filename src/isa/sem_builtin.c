/* sem_builtin.c - the built-in functions, one row each. */
#include <string.h>
#include "isa/sem_gen.h"

/* How wide the result is. */
enum result {
    R_NONE,
    R_CONTEXT, /* <w>, or what the context wants */
    R_GIVEN,   /* <w> */
    R_FIRST,   /* as the first argument */
    R_PAIR,    /* as either of two arguments */
    R_BIT,
    R_REPEAT,
};

struct builtin {
    const char *name;
    uint8_t nargs, result;
    bool pure, memory; /* memory: <w> is an access */
    uint8_t code;      /* IR code, or enum ir_sys */
    uint16_t (*gen)(struct gen *g, const struct builtin *bi, const struct sem_expr *e, unsigned w);
};

static struct ir_op op_of(enum ir_code code, uint16_t a, uint16_t b)
{
    return (struct ir_op){ .code = (uint8_t)code, .d = IR_NONE, .a = a, .b = b, .c = IR_NONE };
}

/* ---- widths ------------------------------------------------------------------------------------------ */

static uint16_t gen_extend(struct gen *g, const struct builtin *bi, const struct sem_expr *e, unsigned w)
{
    unsigned from;
    uint16_t t = gen_any(g, e->args[0], &from);
    if (from == W_BAD) {
        return gen_zero(g, w);
    }
    if (bi->name[0] != 'r' && from > w) {
        gen_error(g, e->at, "%s from %u to %u bits would truncate; use a slice", bi->name, from, w);
        return gen_zero(g, w);
    }
    if (from > w) {
        return irb_slice(&g->b, t, from, w - 1, 0);
    }
    return bi->name[0] == 's' ? irb_op1(&g->b, IR_SEXT, w, from, t) : t;
}

/* bits<w>(e): a number or value of exactly w bits. */
static uint16_t gen_bits(struct gen *g, const struct builtin *bi, const struct sem_expr *e, unsigned w)
{
    (void)bi;
    return gen_expr(g, e->args[0], w);
}

static unsigned repeat_width(struct gen *g, const struct sem_expr *e, unsigned *part)
{
    int64_t n;
    *part = gen_width(g, e->args[0]);
    *part = *part ? *part : 1;
    if (*part == W_BAD || !e->a || !gen_const_in(g, e->a, 1, 64, "the count", &n)) {
        return e->a ? W_BAD : (gen_error(g, e->at, "rep needs a count: rep<n>(e)"), W_BAD);
    }
    if (n * *part > 64) {
        gen_error(g, e->at, "%lld times %u bits are more than 64", (long long)n, *part);
        return W_BAD;
    }
    return (unsigned)n * *part;
}

static uint16_t gen_rep(struct gen *g, const struct builtin *bi, const struct sem_expr *e, unsigned w)
{
    unsigned part;
    (void)bi;
    if (repeat_width(g, e, &part) == W_BAD) {
        return gen_zero(g, w);
    }
    uint16_t t = gen_expr(g, e->args[0], part), r = t;
    if (part == 1) {
        return irb_op1(&g->b, IR_SEXT, w, 1, t);
    }
    for (unsigned have = part; have < w; have += part) {
        r = irb_concat(&g->b, r, have, t, part);
    }
    return r;
}

/* ---- arithmetic -------------------------------------------------------------------------------------- */

static uint16_t gen_arith2(struct gen *g, const struct builtin *bi, const struct sem_expr *e, unsigned w)
{
    uint16_t a = gen_expr(g, e->args[0], w), b = gen_expr(g, e->args[1], w);
    return irb_op2(&g->b, bi->code, w, 0, a, b);
}

static uint16_t gen_count(struct gen *g, const struct builtin *bi, const struct sem_expr *e, unsigned w)
{
    if (bi->code == IR_BSWAP && w % 8) {
        gen_error(g, e->at, "bswap of %u bits: not a whole number of bytes", w);
        return gen_zero(g, w);
    }
    return irb_op1(&g->b, bi->code, w, w, gen_expr(g, e->args[0], w));
}

static uint16_t gen_rotate(struct gen *g, const struct builtin *bi, const struct sem_expr *e, unsigned w)
{
    struct cval c;
    unsigned wn;
    uint16_t a = gen_expr(g, e->args[0], w), n;
    if (gen_const(g, e->args[1], &c)) {
        if (c.v < 0 || c.v >= (int64_t)w) {
            gen_error(g, e->args[1]->at, "a rotation by %lld of a %u-bit value", (long long)c.v, w);
            return gen_zero(g, w);
        }
        n = irb_const(&g->b, 8, (uint64_t)c.v);
    } else {
        n = gen_any(g, e->args[1], &wn);
    }
    return irb_op2(&g->b, bi->code, w, 0, a, n);
}

/* ---- memory ------------------------------------------------------------------------------------------ */

static uint16_t gen_address(struct gen *g, const struct sem_expr *e, bool phys)
{
    unsigned w;
    return phys ? gen_any(g, e, &w) : gen_expr(g, e, g->s->isa->mem.addr ? g->s->isa->mem.addr : 64);
}

static bool is_phys(const struct builtin *bi)
{
    return bi->name[0] == 'p';
}

static bool access_width(struct gen *g, const struct sem_expr *e, unsigned w)
{
    unsigned cell = g->s->isa->mem.cell ? g->s->isa->mem.cell : 8;
    if (w % cell || w / cell == 0 || (w / cell & (w / cell - 1))) {
        return gen_error(g, e->at, "an access of %u bits; memory cells have %u", w, cell);
    }
    return true;
}

static uint16_t gen_load(struct gen *g, const struct builtin *bi, const struct sem_expr *e, unsigned w)
{
    uint16_t a = gen_address(g, e->args[0], is_phys(bi));
    if (!access_width(g, e, w)) {
        return gen_zero(g, w);
    }
    struct ir_op op = op_of(bi->code, a, IR_NONE);
    op.w = (uint8_t)w;
    op.flags = (uint8_t)((e->as_store ? IRF_AS_STORE : 0) | (is_phys(bi) ? IRF_PHYS : 0));
    g->b.here = e->at;
    irb_flush(&g->b);
    return irb_value(&g->b, op);
}

static uint16_t gen_store(struct gen *g, const struct builtin *bi, const struct sem_expr *e, unsigned w)
{
    int64_t bits;
    if (!e->a) {
        gen_error(g, e->at, "%s needs a width: %s<8>(...)", bi->name, bi->name);
        return gen_zero(g, w);
    }
    if (!gen_const_in(g, e->a, 1, 64, "a width", &bits)) {
        return gen_zero(g, w);
    }
    uint16_t a = gen_address(g, e->args[0], is_phys(bi)), v = gen_expr(g, e->args[1], (unsigned)bits);
    if (!access_width(g, e, (unsigned)bits)) {
        return gen_zero(g, w);
    }
    struct ir_op op = op_of(bi->code, a, v);
    op.w = bi->code == IR_STORE_COND ? 1 : (uint8_t)bits;
    op.w2 = (uint8_t)bits;
    op.flags = is_phys(bi) ? IRF_PHYS : 0;
    g->b.here = e->at;
    irb_flush(&g->b);
    if (bi->code == IR_STORE_COND) {
        return irb_value(&g->b, op);
    }
    irb_effect(&g->b, op);
    return gen_zero(g, w);
}

/* ---- the core ---------------------------------------------------------------------------------------- */

static uint16_t gen_sys(struct gen *g, const struct builtin *bi, const struct sem_expr *e, unsigned w)
{
    uint16_t args[2] = { IR_NONE, IR_NONE };
    for (unsigned i = 0; i < e->nargs; i++) {
        struct cval c;
        unsigned wa;
        if (gen_const(g, e->args[i], &c)) {
            args[i] = irb_const(&g->b, c.w ? c.w : 64, (uint64_t)c.v);
        } else {
            args[i] = gen_any(g, e->args[i], &wa);
        }
    }
    struct ir_op op = op_of(IR_SYS, args[0], args[1]);
    op.imm = bi->code;
    g->b.here = e->at;
    irb_effect(&g->b, op);
    irb_forget(&g->b);
    return gen_zero(g, w);
}

static uint16_t gen_jump_now(struct gen *g, const struct builtin *bi, const struct sem_expr *e, unsigned w)
{
    (void)bi;
    uint16_t t = gen_expr(g, e->args[0], gen_pc_width(g));
    g->b.here = e->at;
    irb_effect(&g->b, op_of(IR_JUMP_NOW, t, IR_NONE));
    return gen_zero(g, w);
}

static uint16_t gen_pending(struct gen *g, const struct builtin *bi, const struct sem_expr *e, unsigned w)
{
    const struct sem_expr *r = e->args[0];
    if (r->kind == EX_INDEX && r->a->kind == EX_NAME) {
        struct meaning m = gen_meaning(g, r->a->name, true);
        if (m.kind == MEANS_REG && m.reg->count) {
            struct ir_op op = op_of(bi->code, gen_index(g, m.reg, r->b), IR_NONE);
            op.w = (uint8_t)m.reg->width;
            op.imm = (uint64_t)(m.reg - g->s->isa->regs);
            return irb_value(&g->b, op);
        }
    }
    gen_error(g, e->at, "pending() takes an element of a register file");
    return gen_zero(g, w);
}

/* ---- the table --------------------------------------------------------------------------------------- */

static const struct builtin builtins[] = {
    /* name, arguments, result, pure, memory, code */
    { "sext", 1, R_CONTEXT, true, false, 0, gen_extend },
    { "zext", 1, R_CONTEXT, true, false, 0, gen_extend },
    { "resize", 1, R_CONTEXT, true, false, 0, gen_extend },
    { "bits", 1, R_GIVEN, true, false, 0, gen_bits },
    { "rep", 1, R_REPEAT, true, false, 0, gen_rep },
    { "mulh_ss", 2, R_PAIR, true, false, IR_MULH_SS, gen_arith2 },
    { "mulh_su", 2, R_PAIR, true, false, IR_MULH_SU, gen_arith2 },
    { "mulh_uu", 2, R_PAIR, true, false, IR_MULH_UU, gen_arith2 },
    { "clz", 1, R_FIRST, true, false, IR_CLZ, gen_count },
    { "ctz", 1, R_FIRST, true, false, IR_CTZ, gen_count },
    { "popcount", 1, R_FIRST, true, false, IR_POPCOUNT, gen_count },
    { "bswap", 1, R_FIRST, true, false, IR_BSWAP, gen_count },
    { "rotl", 2, R_FIRST, true, false, IR_ROTL, gen_rotate },
    { "rotr", 2, R_FIRST, true, false, IR_ROTR, gen_rotate },
    { "load", 1, R_GIVEN, false, true, IR_LOAD, gen_load },
    { "phys_load", 1, R_GIVEN, false, true, IR_LOAD, gen_load },
    { "load_reserved", 1, R_GIVEN, false, true, IR_LOAD_RESERVED, gen_load },
    { "store", 2, R_NONE, false, true, IR_STORE, gen_store },
    { "phys_store", 2, R_NONE, false, true, IR_STORE, gen_store },
    { "store_conditional", 2, R_BIT, false, true, IR_STORE_COND, gen_store },
    { "pending", 1, R_FIRST, true, false, IR_PENDING, gen_pending },
    { "fence", 2, R_NONE, false, false, IR_SYS_FENCE, gen_sys },
    { "flush_translations", 0, R_NONE, false, false, IR_SYS_FLUSH_TRANSLATIONS, gen_sys },
    { "flush_icache", 0, R_NONE, false, false, IR_SYS_FLUSH_ICACHE, gen_sys },
    { "host_call", 0, R_NONE, false, false, IR_SYS_HOST_CALL, gen_sys },
    { "halt", 0, R_NONE, false, false, IR_SYS_HALT, gen_sys },
    { "wait", 0, R_NONE, false, false, IR_SYS_WAIT, gen_sys },
    { "stop", 0, R_NONE, false, false, IR_SYS_STOP, gen_sys },
    { "jam", 0, R_NONE, false, false, IR_SYS_JAM, gen_sys },
    { "interrupt", 1, R_NONE, false, false, IR_SYS_INTERRUPT, gen_sys },
    { "jump_now", 1, R_NONE, false, false, 0, gen_jump_now },
};

const struct builtin *gen_builtin(const struct sem_name *n)
{
    for (size_t i = 0; i < sizeof builtins / sizeof *builtins; i++) {
        if (strcmp(builtins[i].name, n->text) == 0) {
            return &builtins[i];
        }
    }
    return NULL;
}

bool gen_builtin_pure(const struct builtin *bi)
{
    return bi->pure;
}

static bool check_form(struct gen *g, const struct builtin *bi, const struct sem_expr *e)
{
    if (e->nargs != bi->nargs) {
        return gen_error(g, e->at, "%s takes %u argument%s, not %u", bi->name, bi->nargs,
                         bi->nargs == 1 ? "" : "s", e->nargs);
    }
    if (e->as_store && (bi->code != IR_LOAD || !bi->memory)) {
        return gen_error(g, e->at, "only load takes 'as: store'");
    }
    if (!e->a && bi->result == R_GIVEN) {
        return gen_error(g, e->at, "%s needs a width: %s<8>(...)", bi->name, bi->name);
    }
    return true;
}

unsigned gen_builtin_width(struct gen *g, const struct builtin *bi, const struct sem_expr *e)
{
    int64_t w;
    unsigned a, b;
    if (!check_form(g, bi, e)) {
        return W_BAD;
    }
    switch (bi->result) {
    case R_CONTEXT:
    case R_GIVEN:
        if (!e->a) {
            return 0;
        }
        return gen_const_in(g, e->a, 1, 64, "a width", &w) ? (unsigned)w : W_BAD;
    case R_FIRST: return gen_width(g, e->args[0]);
    case R_PAIR:
        a = gen_width(g, e->args[0]);
        b = gen_width(g, e->args[1]);
        return a ? a : b;
    case R_BIT: return 1;
    case R_REPEAT: return repeat_width(g, e, &a);
    default: gen_error(g, e->at, "%s returns nothing", bi->name); return W_BAD;
    }
}

uint16_t gen_builtin_call(struct gen *g, const struct builtin *bi, const struct sem_expr *e, unsigned w)
{
    if (!check_form(g, bi, e)) {
        return gen_zero(g, w);
    }
    if (w == 0 && bi->result != R_NONE) { /* a statement: the value is dropped, the access counts */
        w = gen_builtin_width(g, bi, e);
        if (w == 0 || w == W_BAD) {
            return gen_zero(g, 1);
        }
    }
    return bi->gen(g, bi, e, w);
}
