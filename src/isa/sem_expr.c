/* sem_expr.c - expressions -> IR. gen_expr(e, w) makes a value of exactly w bits or reports why it can't. */
#include <stdlib.h>
#include <string.h>
#include "isa/sem_gen.h"

uint16_t gen_zero(struct gen *g, unsigned w)
{
    return irb_const(&g->b, w && w <= 64 ? w : 1, 0);
}

uint16_t gen_any(struct gen *g, const struct sem_expr *e, unsigned *w)
{
    *w = gen_width(g, e);
    if (*w == 0) {
        gen_error(g, e->at,
                  "the width of this value is not known; write it as e.g. 8'5 or with zext<n>(...)");
        *w = W_BAD;
    }
    if (*w == W_BAD) {
        g->failed = true;
        return gen_zero(g, 1);
    }
    return gen_expr(g, e, *w);
}

/* ---- names, fields ----------------------------------------------------------------------------------- */

static uint16_t operand_value(struct gen *g, unsigned i)
{
    const struct operand *op = &g->u->insn->operands[i];
    uint64_t zeros = bits_mask(op->low);
    if (!op->is_signed && op->width < 64) {
        /* a register's index may have an offset added */
        zeros |= op->reg_offset ? ~bits_mask(op->sem_width) : ~bits_mask(op->width);
    }
    g->b.fields_used |= (uint16_t)(1u << i);
    return irb_leaf(&g->b, IR_FIELD, op->sem_width, i, op->reg ? 0 : zeros);
}

/* Low bits that instruction addresses never have. */
static uint64_t pc_zeros(const struct gen *g)
{
    const struct isa *isa = g->s->isa;
    unsigned cell = isa->mem.cell ? isa->mem.cell : 8, cells = isa->align / cell;
    return cells && (cells & (cells - 1)) == 0 ? cells - 1 : 0;
}

static uint16_t gen_name(struct gen *g, const struct sem_expr *e)
{
    struct meaning m = gen_meaning(g, e->name, false);
    switch (m.kind) {
    case MEANS_SYM: return m.snapshot ? irb_snapshot(&g->b, m.sym->temp) : m.sym->temp;
    case MEANS_OPERAND: return operand_value(g, m.operand);
    case MEANS_PC: return irb_leaf(&g->b, IR_PC, m.width, 0, pc_zeros(g));
    case MEANS_NEXT_PC: return irb_leaf(&g->b, IR_NEXT_PC, m.width, 0, pc_zeros(g));
    case MEANS_INSN: return irb_leaf(&g->b, IR_RAW, m.width, 0, 0);
    case MEANS_DELAY: return irb_leaf(&g->b, IR_IN_DELAY_SLOT, 1, 0, 0);
    case MEANS_FIELD: return gen_field_read(g, m.reg, m.field->f, e->at);
    case MEANS_REG: return gen_reg_read(g, m.reg, e->at);
    default: g->failed = true; return gen_zero(g, m.width);
    }
}

static const struct reg_field *field_of(const struct reg *r, const char *name)
{
    for (unsigned i = 0; i < r->nfields; i++) {
        if (strcmp(r->fields[i].name, name) == 0) {
            return &r->fields[i];
        }
    }
    return NULL;
}

/* ---- indexing ---------------------------------------------------------------------------------------- */

uint16_t gen_index(struct gen *g, const struct reg *file, const struct sem_expr *e)
{
    struct cval c;
    unsigned w;
    if (gen_const(g, e, &c) && c.w == 0) {
        if (c.v < 0 || c.v >= (int64_t)file->count) {
            gen_error(g, e->at, "%s[%lld]: there are %u registers", file->name, (long long)c.v, file->count);
            return gen_zero(g, 8);
        }
        return irb_const(&g->b, 8, (uint64_t)c.v);
    }
    if (e->kind == EX_NAME) {
        struct meaning m = gen_meaning(g, e->name, true);
        const struct reg *of = m.kind == MEANS_OPERAND ? g->u->insn->operands[m.operand].reg : NULL;
        if (of && of != file) {
            gen_error(g, e->at, "'%s' is an index into %s, not %s", e->name->text, of->name, file->name);
            return gen_zero(g, 8);
        }
    }
    uint16_t t = gen_any(g, e, &w);
    if (w != W_BAD && w > 1 && bits_mask(w - 1) >= file->count - 1) {
        gen_error(g, e->at, "an index of %u bits for %u registers", w, file->count);
    }
    return t;
}

static uint16_t gen_bit(struct gen *g, const struct sem_expr *e)
{
    struct cval c;
    unsigned w, wi;
    uint16_t t = gen_any(g, e->a, &w);
    if (w == W_BAD) {
        return gen_zero(g, 1);
    }
    if (gen_const(g, e->b, &c)) {
        if (c.v < 0 || c.v >= (int64_t)w) {
            gen_error(g, e->b->at, "bit %lld of a %u-bit value", (long long)c.v, w);
            return gen_zero(g, 1);
        }
        return irb_slice(&g->b, t, w, (unsigned)c.v, (unsigned)c.v);
    }
    uint16_t i = gen_any(g, e->b, &wi);
    return irb_op2(&g->b, IR_DSLICE, 1, 0, t, i);
}

static uint16_t gen_indexed(struct gen *g, const struct sem_expr *e)
{
    if (e->a->kind == EX_NAME) {
        struct meaning m = gen_meaning(g, e->a->name, true);
        if (m.kind == MEANS_REG && m.reg->count) {
            uint16_t index = gen_index(g, m.reg, e->b);
            g->b.here = e->at;
            return irb_readx(&g->b, m.reg, index);
        }
        if (m.space && m.kind != MEANS_SYM) {
            return gen_space_read(g, e);
        }
    }
    return gen_bit(g, e);
}

static uint16_t gen_slice(struct gen *g, const struct sem_expr *e, unsigned w)
{
    struct cval lo;
    unsigned of, wi;
    uint16_t t = gen_any(g, e->a, &of);
    if (of == W_BAD) {
        return gen_zero(g, w);
    }
    bool fixed = gen_const(g, e->kind == EX_SLICE ? e->c : e->b, &lo);
    if (fixed && (lo.v < 0 || lo.v + (int64_t)w > (int64_t)of)) {
        if (e->kind == EX_SLICE) {
            gen_error(g, e->at, "slice [%lld:%lld] of a %u-bit value", (long long)lo.v + w - 1,
                      (long long)lo.v, of);
        } else {
            gen_error(g, e->at, "slice [%lld +: %u] of a %u-bit value", (long long)lo.v, w, of);
        }
        return gen_zero(g, w);
    }
    if (fixed) {
        return irb_slice(&g->b, t, of, (unsigned)lo.v + w - 1, (unsigned)lo.v);
    }
    if (w > of) {
        gen_error(g, e->at, "%u bits of a %u-bit value", w, of);
        return gen_zero(g, w);
    }
    uint16_t i = gen_any(g, e->b, &wi);
    return irb_op2(&g->b, IR_DSLICE, w, 0, t, i);
}

/* ---- operators --------------------------------------------------------------------------------------- */

static uint16_t gen_compare(struct gen *g, const struct sem_expr *e)
{
    static const struct {
        uint8_t code;
        bool swap;
    } table[] = { { IR_EQ, 0 },  { IR_NE, 0 },  { IR_LTU, 0 }, { IR_LEU, 0 }, { IR_LTU, 1 },
                  { IR_LEU, 1 }, { IR_LTS, 0 }, { IR_LES, 0 }, { IR_LTS, 1 }, { IR_LES, 1 } };
    unsigned w = gen_pair(g, e), i = e->op - OP_EQ;
    if (w == W_BAD) {
        g->failed = true;
        return gen_zero(g, 1);
    }
    uint16_t a = gen_expr(g, e->a, w), b = gen_expr(g, e->b, w);
    return irb_op2(&g->b, table[i].code, 1, w, table[i].swap ? b : a, table[i].swap ? a : b);
}

/* a && b, a || b: b is not evaluated when a decides; only if b has effects does that take a branch. */
static uint16_t gen_logic(struct gen *g, const struct sem_expr *e)
{
    struct cval c;
    bool is_or = e->op == OP_OROR, stop;
    uint16_t a = 0;
    if (gen_const(g, e->a, &c)) {
        stop = (c.v != 0) == is_or;
    } else {
        a = gen_expr(g, e->a, 1);
        if (!irb_is_const(&g->b, a)) {
            if (gen_pure(g, e->b)) {
                uint16_t b = gen_expr(g, e->b, 1);
                return irb_op2(&g->b, is_or ? IR_OR : IR_AND, 1, 0, a, b);
            }
            struct irb_label end = { 0 };
            uint16_t r = irb_var(&g->b, 1);
            irb_set(&g->b, r, a);
            irb_bz(&g->b, is_or ? irb_not1(&g->b, a) : a, &end);
            struct irb_mark m = irb_enter(&g->b);
            g->conds++;
            irb_set(&g->b, r, gen_expr(g, e->b, 1));
            g->conds--;
            irb_leave(&g->b, &m, false);
            irb_place(&g->b, &end);
            return r;
        }
        stop = (g->b.temps.data[a].value != 0) == is_or;
    }
    if (stop) {
        gen_mark_expr(g, e->b);
        return irb_const(&g->b, 1, is_or);
    }
    return gen_expr(g, e->b, 1);
}

static uint16_t gen_shift(struct gen *g, const struct sem_expr *e, unsigned w)
{
    static const uint8_t codes[] = { IR_SHL, IR_SHR, IR_SAR };
    struct cval c;
    unsigned wn;
    uint16_t a = gen_expr(g, e->a, w), n;
    if (gen_const(g, e->b, &c)) {
        if (c.v < 0 || c.v >= (int64_t)w) {
            gen_error(g, e->b->at, "a shift by %lld of a %u-bit value", (long long)c.v, w);
            return gen_zero(g, w);
        }
        n = irb_const(&g->b, 8, (uint64_t)c.v);
    } else {
        n = gen_any(g, e->b, &wn);
    }
    return irb_op2(&g->b, codes[e->op - OP_SHL], w, 0, a, n);
}

static uint16_t gen_binary(struct gen *g, const struct sem_expr *e, unsigned w)
{
    static const uint8_t codes[] = {
        [OP_OR] = IR_OR,   [OP_XOR] = IR_XOR,  [OP_AND] = IR_AND,  [OP_ADD] = IR_ADD,   [OP_SUB] = IR_SUB,
        [OP_MUL] = IR_MUL, [OP_DIV] = IR_DIVU, [OP_REM] = IR_REMU, [OP_DIVS] = IR_DIVS, [OP_REMS] = IR_REMS,
    };
    if (e->op == OP_OROR || e->op == OP_ANDAND) {
        return gen_logic(g, e);
    }
    if (e->op >= OP_EQ && e->op <= OP_GES) {
        return gen_compare(g, e);
    }
    if (e->op >= OP_SHL && e->op <= OP_SAR) {
        return gen_shift(g, e, w);
    }
    if (e->op == OP_CONCAT) {
        unsigned wa, wb;
        uint16_t a = gen_any(g, e->a, &wa), b = gen_any(g, e->b, &wb);
        return wa == W_BAD || wb == W_BAD ? gen_zero(g, w) : irb_concat(&g->b, a, wa, b, wb);
    }
    uint16_t a = gen_expr(g, e->a, w), b = gen_expr(g, e->b, w);
    return irb_op2(&g->b, codes[e->op], w, 0, a, b);
}

static uint16_t gen_unary(struct gen *g, const struct sem_expr *e, unsigned w)
{
    if (e->op == OP_LNOT) {
        if (w != 1) {
            gen_error(g, e->at, "'!' needs a value of 1 bit; this is %u bits wide", w);
            return gen_zero(g, w);
        }
        return irb_not1(&g->b, gen_expr(g, e->a, 1));
    }
    return irb_op1(&g->b, e->op == OP_NOT ? IR_NOT : IR_NEG, w, 0, gen_expr(g, e->a, w));
}

/* ---- choices ----------------------------------------------------------------------------------------- */

static uint16_t gen_if(struct gen *g, const struct sem_expr *e, unsigned w)
{
    struct cval v;
    uint16_t c;
    if (gen_const(g, e->a, &v)) {
        c = irb_const(&g->b, 1, v.v != 0);
    } else {
        c = gen_expr(g, e->a, 1);
    }
    if (irb_is_const(&g->b, c)) {
        bool yes = g->b.temps.data[c].value != 0;
        gen_mark_expr(g, yes ? e->c : e->b);
        return gen_expr(g, yes ? e->b : e->c, w);
    }
    if (gen_pure(g, e->b) && gen_pure(g, e->c)) {
        uint16_t b = gen_expr(g, e->b, w);
        return irb_sel(&g->b, w, c, b, gen_expr(g, e->c, w));
    }
    struct irb_label other = { 0 }, end = { 0 };
    uint16_t r = irb_var(&g->b, w);
    g->conds++;
    irb_bz(&g->b, c, &other);
    struct irb_mark m = irb_enter(&g->b);
    irb_set(&g->b, r, gen_expr(g, e->b, w));
    irb_leave(&g->b, &m, false);
    irb_br(&g->b, &end);
    irb_place(&g->b, &other);
    m = irb_enter(&g->b);
    irb_set(&g->b, r, gen_expr(g, e->c, w));
    irb_leave(&g->b, &m, false);
    irb_place(&g->b, &end);
    g->conds--;
    return r;
}

static bool arms_pure(struct gen *g, const struct match_arm *m)
{
    for (; m; m = m->next) {
        if (!gen_pure(g, m->value)) {
            return false;
        }
    }
    return true;
}

/* All arms evaluated, one selected: from the last to the first. */
static uint16_t select_arms(struct gen *g, const struct match_arm *m, uint16_t sel, unsigned ws, unsigned w)
{
    uint16_t v = gen_expr(g, m->value, w);
    if (!m->next) {
        return v;
    }
    uint16_t is = irb_op2(&g->b, IR_EQ, 1, ws, sel, gen_expr(g, m->pattern, ws));
    return irb_sel(&g->b, w, is, v, select_arms(g, m->next, sel, ws, w));
}

static uint16_t branch_arms(struct gen *g, const struct match_arm *m, uint16_t sel, unsigned ws, unsigned w)
{
    struct irb_label end = { 0 };
    uint16_t r = irb_var(&g->b, w);
    g->conds++;
    for (; m; m = m->next) {
        struct irb_label next = { 0 };
        if (m->next) {
            irb_bz(&g->b, irb_op2(&g->b, IR_EQ, 1, ws, sel, gen_expr(g, m->pattern, ws)), &next);
        }
        struct irb_mark mark = irb_enter(&g->b);
        irb_set(&g->b, r, gen_expr(g, m->value, w));
        irb_leave(&g->b, &mark, false);
        if (m->next) {
            irb_br(&g->b, &end);
        }
        irb_place(&g->b, &next);
    }
    irb_place(&g->b, &end);
    g->conds--;
    return r;
}

static uint16_t gen_match(struct gen *g, const struct sem_expr *e, unsigned w)
{
    unsigned ws;
    const struct match_arm *only;
    uint16_t sel = gen_any(g, e->a, &ws);
    if (ws == W_BAD || !gen_check_arms(g, e->arms, e->at, ws, true, sel, &only)) {
        return gen_zero(g, w);
    }
    if (only) {
        for (const struct match_arm *m = e->arms; m; m = m->next) {
            gen_mark_expr(g, m->value);
        }
        return gen_expr(g, only->value, w);
    }
    sel = irb_snapshot(&g->b, sel);
    return arms_pure(g, e->arms) ? select_arms(g, e->arms, sel, ws, w) : branch_arms(g, e->arms, sel, ws, w);
}

/* ---- the whole --------------------------------------------------------------------------------------- */

static uint16_t gen_field(struct gen *g, const struct sem_expr *e)
{
    struct meaning m = gen_meaning(g, e->a->name, true);
    return gen_field_read(g, m.reg, field_of(m.reg, e->name->text), e->at);
}

static uint16_t dispatch(struct gen *g, const struct sem_expr *e, unsigned w)
{
    switch (e->kind) {
    case EX_NAME: return gen_name(g, e);
    case EX_UNARY: return gen_unary(g, e, w);
    case EX_BINARY: return gen_binary(g, e, w);
    case EX_IF: return gen_if(g, e, w);
    case EX_MATCH: return gen_match(g, e, w);
    case EX_INDEX: return gen_indexed(g, e);
    case EX_SLICE:
    case EX_DSLICE: return gen_slice(g, e, w);
    case EX_FIELD: return gen_field(g, e);
    case EX_CALL: return gen_call(g, e, w);
    case EX_METHOD: return gen_method(g, e, w);
    default: return gen_zero(g, w);
    }
}

static uint16_t gen_constant(struct gen *g, const struct sem_expr *e, struct cval c, unsigned w)
{
    if (!bits_fits_s(c.v, w) && !(c.v >= 0 && bits_fits_u((uint64_t)c.v, w))) {
        gen_error(g, e->at, "%lld does not fit in %u bit%s", (long long)c.v, w, w > 1 ? "s" : "");
    }
    return irb_const(&g->b, w, (uint64_t)c.v);
}

uint16_t gen_expr(struct gen *g, const struct sem_expr *e, unsigned w)
{
    struct cval c;
    if (!gen_step(g, e->at)) {
        return gen_zero(g, w);
    }
    g->b.here = e->at;
    bool is_const = gen_const(g, e, &c);
    if (is_const && e->kind != EX_NUM && e->kind != EX_SIZED) {
        gen_mark_expr(g, e); /* what a constant choice leaves out is used all the same */
    }
    if (is_const && c.w == 0) {
        return gen_constant(g, e, c, w);
    }
    unsigned have = gen_width(g, e);
    if (have == W_BAD) {
        g->failed = true;
        return gen_zero(g, w);
    }
    if (e->kind == EX_SIZED && !bits_fits_u(e->num, have)) {
        gen_error(g, e->at, "%llu does not fit in %u bit%s", (unsigned long long)e->num, have,
                  have > 1 ? "s" : "");
        return gen_zero(g, w);
    }
    if (have && have != w) {
        gen_error(g, e->at, "this is %u bit%s wide, %u needed here (use sext, zext or a slice)", have,
                  have > 1 ? "s" : "", w);
        return gen_zero(g, w);
    }
    if (is_const) {
        return irb_const(&g->b, w, (uint64_t)c.v);
    }
    return dispatch(g, e, w);
}
