/* sem_check.c - expressions over named values (`where`, `when` and `let` of a pseudo-instruction, modifiers):
 * whether they can be worked out at all. sem_const() answers "not constant" without a reason; this finds the
 * reason once, when the file is read. */
#include <string.h>
#include "isa/sem_int.h"

struct check {
    struct sem *s;
    const struct sem_scope *scope;
    struct diag *d;
    int64_t sample; /* what every name is while the whole is tried */
};

static bool check_expr(struct check *c, const struct sem_expr *e);

static const struct sem_scope_name *find(const struct check *c, const char *name)
{
    for (unsigned i = 0; i < c->scope->count; i++)
        if (strcmp(c->scope->names[i].name, name) == 0)
            return &c->scope->names[i];
    return NULL;
}

static bool check_name(struct check *c, const struct sem_expr *e)
{
    const char *list[SEM_SCOPE_MAX], *name = e->name->text;
    char buf[DIAG_SUGGEST_MAX];
    if (e->name->is_const || find(c, name))
        return true;
    if (isa_reg_by_name(c->s->isa, name))
        return sem_error(c->s, c->d, e->at, "'%s' is a register: what it holds can't decide here", name);
    for (unsigned i = 0; i < c->scope->count; i++)
        list[i] = c->scope->names[i].name;
    return sem_error(c->s, c->d, e->at, "'%s' is no %s%s", name, c->scope->what,
                     diag_suggest(buf, name, list, c->scope->count));
}

static bool check_call(struct check *c, const struct sem_expr *e)
{
    const char *list[SEM_CONST_FNS];
    char buf[DIAG_SUGGEST_MAX];
    int nargs = sem_const_fn(e->name->text, list);
    bool ok = true;
    if (nargs < 0)
        return sem_error(c->s, c->d, e->at, "there is no function '%s' here%s", e->name->text,
                         diag_suggest(buf, e->name->text, list, SEM_CONST_FNS));
    if (nargs != e->nargs)
        return sem_error(c->s, c->d, e->at, "'%s' takes %d argument%s, not %u", e->name->text, nargs,
                         nargs == 1 ? "" : "s", e->nargs);
    for (unsigned i = 0; i < e->nargs; i++)
        ok &= check_expr(c, e->args[i]);
    return ok;
}

/* A name compared with a number: one that it can be. */
static bool check_range(struct check *c, const struct sem_expr *name, const struct sem_expr *number)
{
    struct cenv none = { .s = c->s };
    struct cval v;
    const struct sem_scope_name *n = name->kind == EX_NAME ? find(c, name->name->text) : NULL;
    if (!n || !sem_ceval(&none, number, 0, &v) || (v.v >= n->lo && v.v <= n->hi))
        return true;
    return sem_error(c->s, c->d, number->at, "'%s' is never %lld: it can be %lld to %lld", n->name,
                     (long long)v.v, (long long)n->lo, (long long)n->hi);
}

/* All of them, so that each mistake is told. */
static bool check_parts(struct check *c, const struct sem_expr *e)
{
    const struct sem_expr *parts[] = { e->a, e->b, e->c };
    bool ok = true;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        ok &= !parts[i] || check_expr(c, parts[i]);
    for (const struct match_arm *m = e->arms; m; m = m->next) {
        ok &= !m->pattern || check_expr(c, m->pattern);
        ok &= check_expr(c, m->value);
    }
    if (ok && e->kind == EX_BINARY && e->op >= OP_EQ && e->op <= OP_GES)
        return check_range(c, e->a, e->b) && check_range(c, e->b, e->a);
    return ok;
}

static bool check_expr(struct check *c, const struct sem_expr *e)
{
    switch (e->kind) {
    case EX_NAME: return check_name(c, e);
    case EX_CALL: return check_call(c, e) && (!e->a || check_expr(c, e->a));
    case EX_TEXT:
    case EX_FIELD:
    case EX_METHOD: return sem_error(c->s, c->d, e->at, "this can't stand here: only numbers and names can");
    default: return check_parts(c, e);
    }
}

static enum cname get_sample(const void *ctx, const struct sem_name *name, struct cval *out)
{
    const struct check *c = ctx;
    if (!find(c, name->text))
        return CNAME_UNKNOWN;
    *out = (struct cval){ c->sample, c->scope->width };
    return CNAME_CONST;
}

bool sem_check_scope(struct sem *s, const struct sem_expr *e, const struct sem_scope *scope, struct diag *d)
{
    static const int64_t samples[] = { 0, 1, 31 };
    struct check c = { s, scope, d, 0 };
    struct cenv env = { .s = s, .get = get_sample, .ctx = &c };
    struct cval v;
    if (!check_expr(&c, e))
        return false;
    for (unsigned i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        c.sample = samples[i];
        if (sem_ceval(&env, e, scope->width, &v))
            return true;
    }
    return sem_error(s, d, sem_culprit(&env, e)->at,
                     "this has no value: its parts differ in width, or bits are named that it doesn't have");
}
