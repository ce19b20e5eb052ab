/* sem_stmt.c - statements -> IR: scopes, conditions decided now or at run time, loops unrolled, returns. */
#include <stdlib.h>
#include <string.h>
#include "isa/sem_gen.h"

static struct ir_op effect(enum ir_code code, uint16_t a, uint64_t imm)
{
    return (
        struct ir_op){ .code = (uint8_t)code, .d = IR_NONE, .a = a, .b = IR_NONE, .c = IR_NONE, .imm = imm };
}

/* ---- let, var ---------------------------------------------------------------------------------------- */

static bool arms_assign(const struct match_arm *m, const struct sem_name *n)
{
    for (; m; m = m->next) {
        if (gen_assigned(m->body, n, true)) {
            return true;
        }
    }
    return false;
}

/* Is the variable assigned below a condition? */
bool gen_assigned(const struct stmt *list, const struct sem_name *n, bool conditional)
{
    for (const struct stmt *st = list; st; st = st->next) {
        if (st->kind == ST_ASSIGN && conditional && st->target->kind == EX_NAME && st->target->name == n) {
            return true;
        }
        bool cond = conditional || st->kind == ST_IF;
        if (gen_assigned(st->body, n, cond) || gen_assigned(st->other, n, cond) || arms_assign(st->arms, n)) {
            return true;
        }
    }
    return false;
}

static void gen_let(struct gen *g, const struct stmt *st)
{
    int64_t given = 0;
    unsigned w;
    if (st->width && !gen_const_in(g, st->width, 1, 64, "a width", &given)) {
        given = W_BAD;
    }
    w = st->width ? (unsigned)given : gen_width(g, st->e);
    if (w == 0) {
        gen_error(g, st->e->at, "the width of this value is not known; write  let %s: width = ...",
                  st->name->text);
        w = W_BAD;
    }
    sem_resolve(g->s, st->name);
    if (st->name->space || (st->name->reg && st->name->reg->count)) {
        gen_error(g, st->at, "'%s' is already a register %s", st->name->text,
                  st->name->space ? "space" : "file");
    }
    uint16_t v = w == W_BAD ? gen_zero(g, 1) : irb_snapshot(&g->b, gen_expr(g, st->e, w));
    if (w == W_BAD) { /* of any width, so that one mistake makes one message */
        g->failed = true;
    }
    bool multi = st->kind == ST_VAR && w != W_BAD && gen_assigned(st->next, st->name, false);
    if (multi) {
        uint16_t var = irb_var(&g->b, w);
        irb_set(&g->b, var, v);
        v = var;
    }
    struct sym *s = gen_push(g, st->name, st->kind == ST_VAR ? SYM_VAR : SYM_LET, w, v);
    s->multi = multi;
    s->silent = false;
    s->at = st->at;
}

/* ---- assignment -------------------------------------------------------------------------------------- */

static void assign_sym(struct gen *g, const struct sem_expr *target, struct sym *s, const struct sem_expr *e)
{
    if (s->kind != SYM_VAR) {
        gen_error(g, target->at, "'%s' is a %s; use var to assign again", target->name->text,
                  s->kind == SYM_CONST ? "loop counter"
                  : s->at.y            ? "let"
                                       : "parameter");
        return;
    }
    bool multi = s->multi;
    uint16_t var = s->temp;
    if (s->width == W_BAD) {
        return;
    }
    uint16_t v = gen_expr(g, e, s->width);
    if (multi) {
        irb_set(&g->b, var, v);
        return;
    }
    v = irb_snapshot(&g->b, v);
    struct meaning m = gen_meaning(g, target->name, true); /* symbols may have moved */
    m.sym->temp = v;
}

static void assign_name(struct gen *g, const struct sem_expr *t, const struct sem_expr *e)
{
    struct meaning m = gen_meaning(g, t->name, true);
    uint16_t v;
    switch (m.kind) {
    case MEANS_SYM: assign_sym(g, t, m.sym, e); break;
    case MEANS_REG:
        if (m.reg->count) {
            gen_error(g, t->at, "'%s' is a register file; write %s[index] = ...", t->name->text,
                      t->name->text);
            break;
        }
        v = gen_expr(g, e, m.width);
        g->b.here = t->at;
        gen_reg_write(g, m.reg, v, t->at);
        break;
    case MEANS_NOTHING: gen_suggest_name(g, t->at, t->name); break;
    case MEANS_PC: gen_error(g, t->at, "'%s' is not assigned; write  jump target", t->name->text); break;
    default: gen_error(g, t->at, "'%s' cannot be assigned", t->name->text); break;
    }
}

static void assign_field(struct gen *g, const struct sem_expr *t, const struct sem_expr *e)
{
    unsigned w = gen_width(g, t);
    if (w == W_BAD) {
        return;
    }
    struct meaning m = gen_meaning(g, t->a->name, true);
    uint16_t v = gen_expr(g, e, w);
    g->b.here = t->at;
    for (unsigned i = 0; i < m.reg->nfields; i++) {
        if (strcmp(m.reg->fields[i].name, t->name->text) == 0) {
            gen_field_write(g, m.reg, &m.reg->fields[i], v);
        }
    }
}

static void assign_element(struct gen *g, const struct stmt *st)
{
    const struct sem_expr *t = st->target;
    struct meaning m = { .kind = MEANS_NOTHING };
    if (t->a->kind == EX_NAME) {
        m = gen_meaning(g, t->a->name, true);
    }
    bool file = m.kind == MEANS_REG && m.reg->count;
    if (!file && m.space && m.kind != MEANS_SYM && st->kind != ST_DELAYED) {
        gen_space_write(g, t, st->e);
        return;
    }
    if (!file) {
        if (m.kind == MEANS_NOTHING && t->a->kind == EX_NAME) {
            gen_suggest_name(g, t->a->at, t->a->name);
        } else {
            gen_error(g, t->at, "only registers, their fields and variables can be assigned");
        }
        return;
    }
    uint16_t v = gen_expr(g, st->e, m.reg->width), index = gen_index(g, m.reg, t->b);
    g->b.here = t->at;
    if (st->kind == ST_DELAYED) {
        struct ir_op op = effect(IR_WRITEX_DELAYED, index, (uint64_t)(m.reg - g->s->isa->regs));
        op.b = v;
        op.w = (uint8_t)m.reg->width;
        irb_effect(&g->b, op);
    } else {
        irb_writex(&g->b, m.reg, index, v);
    }
}

static void gen_assign(struct gen *g, const struct stmt *st)
{
    const struct sem_expr *t = st->target;
    if (st->kind == ST_DELAYED && t->kind != EX_INDEX) {
        gen_error(g, t->at, "delayed needs an element of a register file: delayed r[i] = v");
        return;
    }
    switch (t->kind) {
    case EX_NAME: assign_name(g, t, st->e); break;
    case EX_FIELD: assign_field(g, t, st->e); break;
    case EX_INDEX: assign_element(g, st); break;
    default: gen_error(g, t->at, "only registers, their fields and variables can be assigned"); break;
    }
}

/* ---- conditions -------------------------------------------------------------------------------------- */

void gen_block(struct gen *g, const struct stmt *list)
{
    size_t base = g->syms.count;
    gen_stmts(g, list);
    gen_pop(g, base);
}

/* A block that may not run. Returns in *dead, *pruned how it ended. */
static void gen_arm(struct gen *g, const struct stmt *list, bool *dead, bool *pruned)
{
    struct irb_mark m = irb_enter(&g->b);
    g->conds++;
    g->dead = g->dead_pruned = false;
    gen_block(g, list);
    g->conds--;
    irb_leave(&g->b, &m, false);
    *dead = g->dead;
    *pruned = g->dead_pruned;
}

static void gen_if_stmt(struct gen *g, const struct stmt *st)
{
    struct cval v;
    uint16_t c;
    if (gen_const(g, st->e, &v)) {
        c = irb_const(&g->b, 1, v.v != 0);
    } else {
        c = gen_expr(g, st->e, 1);
    }
    if (irb_is_const(&g->b, c)) {
        bool yes = g->b.temps.data[c].value != 0;
        gen_mark_used(g, yes ? st->other : st->body);
        gen_block(g, yes ? st->body : st->other);
        g->dead_pruned = g->dead;
        return;
    }
    struct irb_label other = { 0 }, end = { 0 };
    bool dead, dead2 = false, pruned, pruned2 = false;
    irb_bz(&g->b, c, &other);
    gen_arm(g, st->body, &dead, &pruned);
    if (st->other) {
        if (!dead) {
            irb_br(&g->b, &end);
        }
        irb_place(&g->b, &other);
        gen_arm(g, st->other, &dead2, &pruned2);
        irb_place(&g->b, &end);
    } else {
        irb_place(&g->b, &other);
    }
    g->dead = dead && dead2;
    g->dead_pruned = g->dead && (pruned || pruned2);
}

/* ---- match ------------------------------------------------------------------------------------------- */

#define MAX_ARMS 256

static bool check_pattern(struct gen *g, const struct match_arm *m, unsigned ws, uint64_t *seen, unsigned n)
{
    struct cval c;
    if (!gen_const(g, m->pattern, &c)) {
        return gen_error(g, m->at, "a pattern must be a constant (or _)");
    }
    if (c.w ? c.w != ws : !bits_fits_s(c.v, ws) && !(c.v >= 0 && bits_fits_u((uint64_t)c.v, ws))) {
        return gen_error(g, m->at, "this pattern does not fit the %u-bit value", ws);
    }
    seen[n] = (uint64_t)c.v & bits_mask(ws);
    for (unsigned i = 0; i < n; i++) {
        if (seen[i] == seen[n]) {
            return gen_error(g, m->at, "this pattern stands here twice");
        }
    }
    return true;
}

static uint64_t first_missing(const uint64_t *seen, unsigned n)
{
    for (uint64_t v = 0;; v++) {
        bool there = false;
        for (unsigned i = 0; i < n && !there; i++) {
            there = seen[i] == v;
        }
        if (!there) {
            return v;
        }
    }
}

bool gen_check_arms(struct gen *g, const struct match_arm *arms, struct place_in at, unsigned ws,
                    bool exhaustive, uint16_t sel, const struct match_arm **only)
{
    uint64_t seen[MAX_ARMS];
    unsigned n = 0;
    bool any = false, is_const = irb_is_const(&g->b, sel);
    *only = NULL;
    for (const struct match_arm *m = arms; m; m = m->next) {
        bool full = any || (ws < 8 && n == 1u << ws);
        if (full) {
            return gen_error(g, m->at, "this arm is never reached");
        }
        if (n == MAX_ARMS) {
            return gen_error(g, m->at, "too many arms");
        }
        any = !m->pattern;
        if (m->pattern && !check_pattern(g, m, ws, seen, n)) {
            return false;
        }
        if (is_const && !*only && (any || seen[n] == g->b.temps.data[sel].value)) {
            *only = m;
        }
        n += !any;
    }
    bool complete = any || (ws < 9 && n == 1u << ws);
    if (exhaustive && !complete && !(is_const && *only)) {
        return gen_error(g, at, "no arm for %llu; the last one can be  _ => ...",
                         (unsigned long long)first_missing(seen, n));
    }
    return true;
}

static void gen_match_arms(struct gen *g, const struct match_arm *m, uint16_t sel, unsigned ws)
{
    struct irb_label end = { 0 };
    bool all_dead = true, any_pruned = false, dead, pruned, complete = false;
    for (unsigned n = 1; m; m = m->next, n++) {
        struct irb_label next = { 0 };
        complete = !m->pattern || (!m->next && ws < 9 && n == 1u << ws);
        if (!complete) {
            irb_bz(&g->b, irb_op2(&g->b, IR_EQ, 1, ws, sel, gen_expr(g, m->pattern, ws)), &next);
        }
        gen_arm(g, m->body, &dead, &pruned);
        if (!dead) {
            irb_br(&g->b, &end);
        }
        all_dead = all_dead && dead;
        any_pruned = any_pruned || pruned;
        irb_place(&g->b, &next);
    }
    irb_place(&g->b, &end);
    g->dead = complete && all_dead;
    g->dead_pruned = g->dead && any_pruned;
}

static void gen_match_stmt(struct gen *g, const struct stmt *st)
{
    struct cval c;
    unsigned ws = 64;
    const struct match_arm *only;
    uint16_t sel;
    if (gen_const(g, st->e, &c) && !c.w) {
        sel = irb_const(&g->b, 64, (uint64_t)c.v);
    } else {
        sel = irb_snapshot(&g->b, gen_any(g, st->e, &ws));
    }
    if (ws == W_BAD || !gen_check_arms(g, st->arms, st->at, ws, false, sel, &only)) {
        return;
    }
    if (!irb_is_const(&g->b, sel)) {
        gen_match_arms(g, st->arms, sel, ws);
        return;
    }
    for (const struct match_arm *m = st->arms; m; m = m->next) {
        if (m != only) {
            gen_mark_used(g, m->body);
        }
    }
    if (only) {
        gen_block(g, only->body);
        g->dead_pruned = g->dead;
    }
}

/* ---- for, return, raise ------------------------------------------------------------------------------ */

static void gen_for(struct gen *g, const struct stmt *st)
{
    int64_t from, to;
    if (!gen_const_in(g, st->e, -65536, 65536, "a loop bound", &from) ||
        !gen_const_in(g, st->width, -65536, 65536, "a loop bound", &to)) {
        return;
    }
    int64_t step = from <= to ? 1 : -1;
    for (int64_t i = from; !g->dead && i != to + step; i += step) {
        size_t base = g->syms.count;
        if (!gen_step(g, st->at)) {
            return;
        }
        gen_push(g, st->name, SYM_CONST, 64, 0)->value = i;
        gen_stmts(g, st->body);
        gen_pop(g, base);
    }
    g->dead_pruned = g->dead; /* whether it ends depends on the bounds */
}

static uint16_t return_value(struct gen *g, const struct stmt *st, struct frame *f)
{
    unsigned ret = f->fn->ret;
    if (!ret && st->e) {
        gen_error(g, st->at, "'%s' returns nothing", f->fn->name->text);
    } else if (ret && !st->e) {
        gen_error(g, st->at, "'%s' returns a value of %u bits", f->fn->name->text, ret);
    } else if (ret) {
        return gen_expr(g, st->e, ret);
    }
    return gen_zero(g, ret);
}

/* At the end of the function a return just names the value; elsewhere it goes to the end, and several values
 * meet in a variable. */
static void gen_return(struct gen *g, const struct stmt *st)
{
    struct frame *f = g->frame;
    bool last = g->conds == f->conds;
    if (f->reg) {
        gen_error(g, st->at, "the code of a register returns nothing");
        return;
    }
    if (!f->fn) {
        if (st->e) {
            gen_error(g, st->at, "an instruction returns nothing");
            return;
        }
        if (!last) {
            f->early = true;
            irb_br(&g->b, &f->end);
        }
        g->dead = true;
        return;
    }
    uint16_t v = return_value(g, st, f);
    if (last && !f->early) {
        f->result = v;
    } else {
        if (f->fn->ret && !f->result_is_var) {
            f->result = irb_var(&g->b, f->fn->ret);
            f->result_is_var = true;
        }
        if (f->fn->ret) {
            irb_set(&g->b, f->result, v);
        }
        if (!last) {
            f->early = true;
            irb_br(&g->b, &f->end);
        }
    }
    f->has_result = true;
    g->dead = true;
}

static void gen_raise(struct gen *g, const struct stmt *st)
{
    const struct isa *isa = g->s->isa;
    VEC(const char *) list = { 0 };
    char buf[DIAG_SUGGEST_MAX];
    for (unsigned i = 0; i < isa->ntraps; i++) {
        if (strcmp(isa->traps[i].name, st->name->text) == 0) {
            uint16_t v = st->e ? gen_expr(g, st->e, isa->word ? isa->word : 64) : gen_zero(g, 1);
            g->b.here = st->at;
            irb_effect(&g->b, effect(IR_RAISE, v, isa->traps[i].number));
            g->dead = true;
            vec_release(&list);
            return;
        }
        *vec_push(&list) = isa->traps[i].name;
    }
    gen_error(g, st->at, "unknown trap '%s'%s", st->name->text,
              diag_suggest(buf, st->name->text, list.data, list.count));
    g->dead = g->dead_pruned = true;
    vec_release(&list);
}

/* ---- the rest ---------------------------------------------------------------------------------------- */

static void gen_jump(struct gen *g, const struct stmt *st)
{
    uint16_t t = gen_expr(g, st->e, gen_pc_width(g));
    g->b.here = st->at;
    irb_effect(&g->b, effect(IR_JUMP, t, 0));
}

static void gen_fetch(struct gen *g, const struct stmt *st)
{
    struct meaning m = gen_meaning(g, st->name, true);
    if (!g->s->isa->bus_timing) {
        gen_error(g, st->at, "fetch needs  timing: bus");
    } else if (m.kind != MEANS_OPERAND || !g->u->insn->operands[m.operand].tail) {
        gen_error(g, st->at, "'%s' is no operand in the bytes after the opcode", st->name->text);
    } else {
        struct ir_op op = effect(IR_FETCH, IR_NONE, m.operand);
        op.w2 = st->part;
        irb_effect(&g->b, op);
        g->b.fields_used |= (uint16_t)(1u << m.operand);
    }
}

static void gen_idle(struct gen *g, const struct stmt *st)
{
    if (!g->s->isa->bus_timing) {
        gen_error(g, st->at, "idle needs  timing: bus");
        return;
    }
    irb_effect(&g->b, effect(IR_IDLE, IR_NONE, 0));
}

static void gen_expr_stmt(struct gen *g, const struct stmt *st)
{
    const struct sem_expr *e = st->e;
    if (e->kind == EX_CALL && (gen_builtin(e->name) || e->name->fn || g->frame->mode) && gen_pure(g, e) &&
        !(e->name->fn && !e->name->fn->ret)) {
        gen_error(g, e->at, "this value is not used");
    } else if (e->kind == EX_CALL) {
        gen_call(g, e, 0);
    } else if (e->kind == EX_METHOD && strcmp(e->name->text, "exists") != 0) {
        gen_method(g, e, 0);
    } else if (gen_width(g, e) != W_BAD) {
        gen_error(g, e->at, "this value is not used");
    } else {
        g->failed = true;
    }
}

static void gen_stmt(struct gen *g, const struct stmt *st)
{
    g->b.here = st->at;
    switch (st->kind) {
    case ST_LET:
    case ST_VAR: gen_let(g, st); break;
    case ST_ASSIGN:
    case ST_DELAYED: gen_assign(g, st); break;
    case ST_IF: gen_if_stmt(g, st); break;
    case ST_MATCH: gen_match_stmt(g, st); break;
    case ST_FOR: gen_for(g, st); break;
    case ST_RETURN: gen_return(g, st); break;
    case ST_RAISE: gen_raise(g, st); break;
    case ST_JUMP: gen_jump(g, st); break;
    case ST_IDLE: gen_idle(g, st); break;
    case ST_FETCH: gen_fetch(g, st); break;
    default: gen_expr_stmt(g, st); break;
    }
}

void gen_stmts(struct gen *g, const struct stmt *list)
{
    for (const struct stmt *st = list; st; st = st->next) {
        if (g->dead) {
            if (!g->dead_pruned && !g->failed) {
                gen_error(g, st->at, "nothing gets here");
            }
            gen_mark_used(g, st);
            return;
        }
        if (!gen_step(g, st->at)) {
            return;
        }
        gen_stmt(g, st);
    }
}
