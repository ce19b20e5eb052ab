/* sem_call.c - calls: functions and methods of addressing modes, inlined where they stand; by value, never
 * recursive. */
#include <string.h>
#include "isa/sem_gen.h"

#define MAX_INLINE 48      /* calls inside calls */
#define MAX_STEPS  1000000 /* expressions and statements of one instruction */

bool gen_step(struct gen *g, struct place_in at)
{
    if (++g->steps == MAX_STEPS || (g->b.overflow && g->steps < MAX_STEPS)) {
        g->steps = MAX_STEPS;
        return gen_error(g, at, "this instruction becomes too large (loops are unrolled, functions inlined)");
    }
    return g->steps < MAX_STEPS;
}

bool gen_body(struct gen *g, struct sem_fn *fn)
{
    if (!fn->parsed) {
        bool ok;
        fn->parsed = true;
        fn->body = sem_parse_stmts(g->s, fn->text, NULL, g->d, &ok);
        fn->bad = !ok;
    }
    if (fn->bad) {
        g->failed = true; /* reported when it was parsed */
    }
    return !fn->bad;
}

/* ---- inlining ---------------------------------------------------------------------------------------- */

static bool may_inline(struct gen *g, const struct sem_fn *fn, struct place_in at)
{
    if (fn->active) {
        return gen_error(g, at, "recursion: '%s' is called while it runs; functions are inlined",
                         fn->name->text);
    }
    if (g->nesting >= MAX_INLINE) {
        return gen_error(g, at, "calls are nested too deeply");
    }
    return gen_step(g, at);
}

/* After the body: is there a value on every path? */
static uint16_t finish_inline(struct gen *g, struct sem_fn *fn, struct frame *f)
{
    if (!g->dead && fn->ret && !g->failed) {
        struct place_in at = { .y = fn->key };
        gen_error(g, at, "missing return: '%s' can end without a value", fn->name->text);
    }
    if (f->has_result || f->early) {
        g->dead = false;
        g->dead_pruned = false;
    }
    irb_place(&g->b, &f->end);
    return f->has_result && fn->ret ? f->result : gen_zero(g, fn->ret);
}

uint16_t gen_inline(struct gen *g, struct sem_fn *fn, const struct sem_mode_binding *mode,
                    const uint16_t *args, struct place_in at)
{
    fn->compiled = true;
    if (!may_inline(g, fn, at) || !gen_body(g, fn)) {
        return gen_zero(g, fn->ret);
    }
    struct frame f = { .up = g->frame, .fn = fn, .mode = mode, .base = g->syms.count, .conds = g->conds };
    for (unsigned i = 0; i < fn->nparams; i++) {
        gen_push(g, fn->params[i].name, SYM_LET, fn->params[i].width, args[i]);
    }
    fn->active = true;
    g->nesting++;
    g->frame = &f;
    struct irb_mark m = irb_enter(&g->b);
    size_t params = g->syms.count;
    gen_stmts(g, fn->body);
    gen_pop(g, params);
    uint16_t r;
    irb_leave(&g->b, &m, !f.early);
    r = finish_inline(g, fn, &f);
    g->syms.count = f.base;
    g->frame = f.up;
    g->nesting--;
    fn->active = false;
    return r;
}

static bool check_args(struct gen *g, const struct sem_expr *e, const struct sem_fn *fn)
{
    if (e->nargs != fn->nparams) {
        gen_error(g, e->at, "'%s' takes %u argument%s, not %u", fn->name->text, fn->nparams,
                  fn->nparams == 1 ? "" : "s", e->nargs);
        if (fn->key) {
            sem_note(g->d, (struct place_in){ .y = fn->key }, "it is defined here");
        }
        return false;
    }
    if (e->a && e->kind == EX_CALL) {
        return gen_error(g, e->at, "'%s' takes no <width>", fn->name->text);
    }
    return true;
}

static uint16_t call_fn(struct gen *g, const struct sem_expr *e, struct sem_fn *fn,
                        const struct sem_mode_binding *mode, unsigned w)
{
    uint16_t args[64];
    fn->called = true;
    if (!check_args(g, e, fn)) {
        return gen_zero(g, w);
    }
    for (unsigned i = 0; i < fn->nparams; i++) {
        args[i] = gen_expr(g, e->args[i], fn->params[i].width);
    }
    g->b.here = e->at;
    return gen_inline(g, fn, mode, args, e->at);
}

uint16_t gen_call(struct gen *g, const struct sem_expr *e, unsigned w)
{
    const struct builtin *bi = gen_builtin(e->name);
    if (bi) {
        return gen_builtin_call(g, bi, e, w);
    }
    if (g->frame->mode) {
        struct sem_fn *m = gen_method_fn(g, g->frame->mode, e->name, (struct place_in){ 0 });
        if (m) {
            return call_fn(g, e, m, g->frame->mode, w);
        }
    }
    if (!e->name->fn) {
        gen_width(g, e); /* reports */
        g->failed = true;
        return gen_zero(g, w);
    }
    return call_fn(g, e, e->name->fn, NULL, w);
}

/* ---- methods ----------------------------------------------------------------------------------------- */

const struct sem_mode_binding *gen_mode(struct gen *g, const struct sem_expr *e)
{
    if (e->kind != EX_NAME) {
        return NULL;
    }
    struct meaning m = gen_meaning(g, e->name, true);
    return m.kind == MEANS_MODE ? m.mode : NULL;
}

/* Does a key such as "get() -> 8" name the method? */
static bool key_is(const struct yaml *key, const char *name)
{
    size_t n = strlen(name);
    const char *p = key->text;
    return strncmp(p, name, n) == 0 && p[n + strspn(p + n, " ")] == '(';
}

static const struct yaml *find_key(const struct yaml *map, const char *name, const struct yaml **body)
{
    for (size_t i = 0; map && map->kind == YAML_MAP && i < map->count; i++) {
        if (key_is(&map->keys[i], name)) {
            *body = &map->items[i];
            return &map->keys[i];
        }
    }
    return NULL;
}

/* The method's function, parsed once for each key node. */
static struct sem_fn *method_of_key(struct gen *g, const struct yaml *key, const struct yaml *body)
{
    for (struct sem_fn *fn = g->s->methods; fn; fn = fn->next) {
        if (fn->key == key) {
            return fn->name ? fn : NULL;
        }
    }
    struct sem_fn *fn = sem_parse_signature(g->s, key, g->d);
    if (!fn) { /* remembered as bad */
        g->failed = true;
        fn = ARENA_NEW(g->s->arena, struct sem_fn);
        fn->key = key;
    }
    fn->text = body;
    fn->next = g->s->methods;
    g->s->methods = fn;
    return fn->name ? fn : NULL;
}

struct sem_fn *gen_method_fn(struct gen *g, const struct sem_mode_binding *m, const struct sem_name *name,
                             struct place_in at)
{
    static const char *const derived[] = { "get", "set", "rget", "rset" };
    const struct yaml *body = NULL, *ea = NULL, *key;
    if (m->reg) {
        if (at.y) {
            gen_error(g, at, "register '%s' as an operand has get() and set(v), not %s()", m->name,
                      name->text);
        }
        return NULL;
    }
    key = find_key(m->mode, name->text, &body);
    if (!key && (key = find_key(m->defaults, name->text, &body))) {
        for (size_t i = 0; i < sizeof derived / sizeof *derived; i++) {
            if (strcmp(derived[i], name->text) == 0 && !find_key(m->mode, "ea", &ea)) {
                key = NULL; /* the defaults work through ea() */
                break;
            }
        }
    }
    if (key) {
        return method_of_key(g, key, body);
    }
    if (at.y) {
        gen_error(g, at, "mode '%s' has no method %s(); exclude it with  where: \"%s != %s\"", m->name,
                  name->text, m->operand, m->name);
    }
    return NULL;
}

static uint16_t register_method(struct gen *g, const struct sem_expr *e, const struct sem_mode_binding *m,
                                unsigned w)
{
    if (strcmp(e->name->text, "get") == 0 && e->nargs == 0) {
        return gen_reg_read(g, m->reg, e->at);
    }
    if (strcmp(e->name->text, "set") == 0 && e->nargs == 1 && w == 0) {
        uint16_t v = gen_expr(g, e->args[0], m->reg->width);
        g->b.here = e->at;
        gen_reg_write(g, m->reg, v, e->at);
        return gen_zero(g, 1);
    }
    gen_error(g, e->at, "register '%s' as an operand has get() and set(v)", m->name);
    return gen_zero(g, w);
}

uint16_t gen_method(struct gen *g, const struct sem_expr *e, unsigned w)
{
    const struct sem_mode_binding *m = gen_mode(g, e->a);
    if (m && m->reg) {
        return register_method(g, e, m, w);
    }
    if (m) {
        struct sem_fn *fn = gen_method_fn(g, m, e->name, e->at);
        return fn ? call_fn(g, e, fn, m, w) : gen_zero(g, w);
    }
    struct meaning of = { .kind = MEANS_NOTHING };
    if (e->a->kind == EX_NAME) {
        of = gen_meaning(g, e->a->name, true);
    }
    if (of.space && strcmp(e->name->text, "exists") == 0) {
        if (e->nargs != 1) {
            gen_error(g, e->at, "exists() takes one number");
            return gen_zero(g, 1);
        }
        return gen_space_exists(g, of.space, e->args[0]);
    }
    gen_width(g, e); /* reports */
    g->failed = true;
    return gen_zero(g, w);
}
