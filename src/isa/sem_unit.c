/* sem_unit.c - compiles one unit: an instruction's statements, isa.illegal, a hook, a function alone. */
#include <stdlib.h>
#include <string.h>
#include "isa/sem_gen.h"

static void gen_init(struct gen *g, struct sem *s, const struct sem_unit *u, struct frame *f, struct diag *d)
{
    memset(g, 0, sizeof *g);
    memset(f, 0, sizeof *f);
    g->s = s;
    g->d = d;
    g->u = u;
    g->frame = f;
    irb_init(&g->b, s->isa);
    irb_const(&g->b, 1, 0); /* temporary 0 always exists: what errors stand for */
}

static void gen_release(struct gen *g)
{
    vec_release(&g->frame->end.refs);
    vec_release(&g->syms);
    vec_release(&g->mode_vars);
    irb_release(&g->b);
}

static struct ir *finish(struct gen *g, struct place_in at, bool rules)
{
    struct place_in *places = NULL;
    struct ir *ir = NULL;
    irb_place(&g->b, &g->frame->end);
    if (g->b.overflow && !g->failed) {
        gen_error(g, at, "this instruction becomes too large (loops are unrolled, functions inlined)");
    }
    if (!g->failed) {
        ir = irb_finish(&g->b, g->s->arena, &places);
        if (!ir) {
            gen_error(g, at, "this instruction becomes too large (loops are unrolled, functions inlined)");
        }
    }
    if (ir && rules && !sem_check_rules(g, ir, places)) {
        ir = NULL;
    }
    if (ir) {
        footprint_derive(g->s->isa, ir, g->b.uses_space);
    }
    free(places);
    return ir;
}

/* ---- addressing modes -------------------------------------------------------------------------------- */

static bool calls_method(const struct sem_expr *e)
{
    if (!e) {
        return false;
    }
    bool found = e->kind == EX_METHOD || calls_method(e->a) || calls_method(e->b) || calls_method(e->c);
    for (unsigned i = 0; !found && i < e->nargs; i++) {
        found = calls_method(e->args[i]);
    }
    for (const struct match_arm *m = e->arms; m && !found; m = m->next) {
        found = calls_method(m->value);
    }
    return found;
}

/* Is a method called where it may not run? Then the variables of modes need a place of their own. */
static bool conditional_methods(const struct stmt *list, bool cond)
{
    for (const struct stmt *st = list; st; st = st->next) {
        bool choice = st->kind == ST_IF || st->kind == ST_MATCH;
        if ((cond && calls_method(st->e)) || conditional_methods(st->body, cond || choice) ||
            conditional_methods(st->other, cond || choice)) {
            return true;
        }
        for (const struct match_arm *m = st->arms; m; m = m->next) {
            if (conditional_methods(m->body, true)) {
                return true;
            }
        }
    }
    return false;
}

static bool add_mode_vars(struct gen *g, const struct sem_mode_binding *m, const struct yaml *map, bool multi)
{
    const struct yaml *vars = yaml_get(map, "vars");
    int64_t w;
    for (size_t i = 0; vars && vars->kind == YAML_MAP && i < vars->count; i++) {
        if (!sem_const_yaml(g->s, &vars->items[i], g->d, &w) || w < 1 || w > 64) {
            g->failed = true;
            return false;
        }
        struct mode_var *v = vec_push(&g->mode_vars);
        *v = (struct mode_var){ .mode = m };
        v->sym = (struct sym){ .name = sem_intern(g->s, vars->keys[i].text, strlen(vars->keys[i].text)),
                               .kind = SYM_VAR,
                               .width = (uint8_t)w,
                               .silent = true,
                               .multi = multi };
        v->sym.temp = irb_const(&g->b, (unsigned)w, 0);
        if (multi) {
            uint16_t var = irb_var(&g->b, (unsigned)w);
            irb_set(&g->b, var, v->sym.temp);
            v->sym.temp = var;
        }
    }
    return true;
}

/* ---- bus timing: operand bytes are fetched before the body, unless it says where --------------------- */

static bool fetches(const struct stmt *list, const char *name)
{
    for (const struct stmt *st = list; st; st = st->next) {
        if ((st->kind == ST_FETCH && strcmp(st->name->text, name) == 0) || fetches(st->body, name) ||
            fetches(st->other, name)) {
            return true;
        }
    }
    return false;
}

static unsigned first_bit(const struct operand *op)
{
    unsigned pos = UINT8_MAX + 1u;
    for (unsigned i = 0; i < op->nslices; i++) {
        pos = op->slices[i].pos < pos ? op->slices[i].pos : pos;
    }
    return pos;
}

static void fetch_tail(struct gen *g, const struct stmt *body)
{
    const struct insn *insn = g->u->insn;
    uint32_t done = 0;
    for (unsigned n = 0; insn && n < insn->noperands; n++) {
        unsigned best = UINT8_MAX;
        for (unsigned i = 0; i < insn->noperands; i++) {
            bool wanted =
                insn->operands[i].tail && !(done >> i & 1) && !fetches(body, insn->operands[i].name);
            if (wanted &&
                (best == UINT8_MAX || first_bit(&insn->operands[i]) < first_bit(&insn->operands[best]))) {
                best = i;
            }
        }
        if (best == UINT8_MAX) {
            return;
        }
        done |= 1u << best;
        irb_effect(&g->b,
                   (struct ir_op){ .code = IR_FETCH, .a = IR_NONE, .b = IR_NONE, .c = IR_NONE, .imm = best });
    }
}

/* ---- entry points ------------------------------------------------------------------------------------ */

/* if !(guard) { illegal; return } */
static void gen_guard(struct gen *g)
{
    bool ok = true;
    const struct sem_expr *cond = sem_parse_expr(g->s, g->u->guard, NULL, g->d);
    struct stmt *illegal = g->u->illegal ? sem_parse_stmts(g->s, g->u->illegal, NULL, g->d, &ok) : NULL;
    if (!cond || !ok) {
        g->failed = true;
        return;
    }
    struct irb_label fine = { 0 };
    /* the guard and isa.illegal see no operands */
    struct sem_fn fn = { .name = sem_intern(g->s, "illegal", strlen("illegal")) };
    struct frame f = { .up = g->frame, .fn = &fn, .base = g->syms.count, .conds = g->conds };
    g->frame = &f;
    irb_bz(&g->b, irb_not1(&g->b, gen_expr(g, cond, 1)), &fine);
    struct irb_mark m = irb_enter(&g->b);
    g->conds++;
    gen_block(g, illegal);
    g->conds--;
    irb_leave(&g->b, &m, false);
    irb_place(&g->b, &f.end);
    g->frame = f.up;
    if (!g->dead || f.early) {
        irb_br(&g->b, &g->frame->end);
    }
    g->dead = g->dead_pruned = false;
    irb_place(&g->b, &fine);
}

struct ir *sem_compile(struct sem *s, const struct sem_unit *u, struct diag *d)
{
    struct gen g;
    struct frame f;
    bool ok;
    struct stmt *body = sem_parse_stmts(s, u->text, u->cells, d, &ok);
    if (!ok) {
        return NULL;
    }
    gen_init(&g, s, u, &f, d);
    for (unsigned i = 0; i < u->nargs; i++) {
        gen_push(&g, sem_intern(s, u->arg_names[i], strlen(u->arg_names[i])), SYM_LET, u->arg_widths[i],
                 irb_leaf(&g.b, IR_FIELD, u->arg_widths[i], i, 0));
    }
    size_t args = g.syms.count;
    if (u->guard) {
        gen_guard(&g);
    }
    bool multi = conditional_methods(body, false);
    for (unsigned i = 0; i < u->nmodes; i++) {
        add_mode_vars(&g, &u->modes[i], u->modes[i].defaults, multi);
        add_mode_vars(&g, &u->modes[i], u->modes[i].mode, multi);
    }
    if (s->isa->bus_timing) {
        fetch_tail(&g, body);
    }
    gen_stmts(&g, body);
    gen_pop(&g, args);
    struct ir *ir = finish(&g, (struct place_in){ .y = u->text }, u->insn != NULL);
    gen_release(&g);
    return ir;
}

/* A function alone, its parameters fields 0.. of the IR. */
static struct ir *compile_fn(struct sem *s, struct sem_fn *fn, struct diag *d)
{
    struct gen g;
    struct frame f;
    static const struct sem_unit none;
    uint16_t args[64];
    struct place_in at = { .y = fn->key };
    gen_init(&g, s, &none, &f, d);
    for (unsigned i = 0; i < fn->nparams; i++) {
        args[i] = irb_leaf(&g.b, IR_FIELD, fn->params[i].width, i, 0);
    }
    gen_inline(&g, fn, NULL, args, at);
    struct ir *ir = finish(&g, at, false);
    gen_release(&g);
    return ir;
}

struct ir *sem_compile_hook(struct sem *s, const char *name, struct loc at, struct diag *d)
{
    struct sem_name *n = sem_intern(s, name, strlen(name));
    const char *list[512];
    size_t count = 0;
    char buf[DIAG_SUGGEST_MAX];
    if (n->fn) {
        n->fn->called = true;
        return compile_fn(s, n->fn, d);
    }
    for (const struct sem_fn *fn = s->fns; fn && count < 512; fn = fn->next) {
        list[count++] = fn->name->text;
    }
    diag_error(d, at, "there is no function '%s'%s", name, diag_suggest(buf, name, list, count));
    return NULL;
}

bool sem_check_functions(struct sem *s, struct diag *d)
{
    bool ok = true;
    for (struct sem_fn *fn = s->fns; fn; fn = fn->next) {
        if (!fn->compiled && !compile_fn(s, fn, d)) {
            ok = false;
        }
    }
    return ok;
}

bool sem_function_called(const struct sem *s, const char *name)
{
    for (const struct sem_fn *fn = s->fns; fn; fn = fn->next) {
        if (strcmp(fn->name->text, name) == 0) {
            return fn->called;
        }
    }
    return false;
}
