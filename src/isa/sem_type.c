/* sem_type.c - widths of expressions, constants in context, and which expressions have no effect.
 *
 * gen_width answers 0 where the width comes from the context (numbers, sext without <n>). It reports what
 * makes a width unknowable; mismatches are found where the value is needed (sem_expr.c). */
#include <stdarg.h>
#include <string.h>
#include "isa/sem_gen.h"

bool gen_error(struct gen *g, struct place_in at, const char *fmt, ...)
{
    char text[400];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    g->failed = true;
    return sem_error(g->s, g->d, at, "%s", text);
}

/* ---- constants --------------------------------------------------------------------------------------- */

static enum cname get_const(const void *ctx, const struct sem_name *name, struct cval *out)
{
    struct gen *g = (struct gen *)ctx;
    struct meaning m = gen_meaning(g, (struct sem_name *)name, true);
    if (m.kind == MEANS_NOTHING || m.kind == MEANS_CONST) {
        return CNAME_UNKNOWN;
    }
    if (m.kind != MEANS_SYM || m.width == W_BAD) {
        return CNAME_VARIES;
    }
    if (m.sym->kind == SYM_CONST) {
        *out = (struct cval){ m.sym->value, 0 };
    } else if (!m.sym->multi && m.width <= 64 && irb_is_const(&g->b, m.sym->temp)) {
        *out = (struct cval){ (int64_t)g->b.temps.data[m.sym->temp].value, m.width };
    } else {
        return CNAME_VARIES;
    }
    m.sym->used = true;
    return CNAME_CONST;
}

bool gen_const(struct gen *g, const struct sem_expr *e, struct cval *out)
{
    struct cenv env = { .s = g->s, .get = get_const, .ctx = g };
    return sem_ceval(&env, e, 0, out);
}

bool gen_const_in(struct gen *g, const struct sem_expr *e, int64_t lo, int64_t hi, const char *what,
                  int64_t *out)
{
    struct cval v;
    if (!gen_const(g, e, &v)) {
        return gen_error(g, e->at, "%s must be a constant", what);
    }
    if (v.v < lo || v.v > hi) {
        return gen_error(g, e->at, "%s must be from %lld to %lld, not %lld", what, (long long)lo,
                         (long long)hi, (long long)v.v);
    }
    *out = v.v;
    return true;
}

/* ---- widths ------------------------------------------------------------------------------------------ */

static unsigned name_width(struct gen *g, const struct sem_expr *e)
{
    struct meaning m = gen_meaning(g, e->name, true);
    switch (m.kind) {
    case MEANS_NOTHING: gen_suggest_name(g, e->at, e->name); return W_BAD;
    case MEANS_MODE:
        gen_error(g, e->at, "'%s' is an addressing-mode operand; use %s.get(), %s.set(v), ...", e->name->text,
                  e->name->text, e->name->text);
        return W_BAD;
    case MEANS_SPACE:
        gen_error(g, e->at, "'%s' is a register space; write %s[number]", e->name->text, e->name->text);
        return W_BAD;
    case MEANS_REG:
        if (m.reg->count) {
            gen_error(g, e->at, "'%s' is a register file; write %s[index]", e->name->text, e->name->text);
            return W_BAD;
        }
        return m.width;
    case MEANS_CONST: return 0;
    case MEANS_SYM: return m.sym->kind == SYM_CONST ? 0 : m.width;
    default: return m.width;
    }
}

static unsigned either(unsigned a, unsigned b)
{
    return a ? a : b;
}

static unsigned binary_width(struct gen *g, const struct sem_expr *e)
{
    struct cval v;
    if (e->op >= OP_OROR && e->op <= OP_GES) {
        return gen_const(g, e, &v) ? v.w : 1;
    }
    unsigned a = gen_width(g, e->a);
    if (e->op >= OP_SHL && e->op <= OP_SAR) {
        return a;
    }
    unsigned b = gen_width(g, e->b);
    if (a == W_BAD || b == W_BAD) {
        return W_BAD;
    }
    if (e->op != OP_CONCAT) {
        return either(a, b);
    }
    if (!a || !b) {
        gen_error(g, (a ? e->b : e->a)->at, "the width of this operand of '@' is not known; write e.g. 4'0");
        return W_BAD;
    }
    if (a + b > 64) {
        gen_error(g, e->at, "%u @ %u bits are more than 64", a, b);
        return W_BAD;
    }
    return a + b;
}

static unsigned slice_width(struct gen *g, const struct sem_expr *e)
{
    int64_t hi, lo;
    if (e->kind == EX_DSLICE) {
        return gen_const_in(g, e->c, 1, 64, "the width of a slice", &hi) ? (unsigned)hi : W_BAD;
    }
    struct cval h, l;
    if (!gen_const(g, e->b, &h) || !gen_const(g, e->c, &l)) {
        gen_error(g, e->at, "the bounds of a slice must be constants; use e[base +: width]");
        return W_BAD;
    }
    hi = h.v;
    lo = l.v;
    if (lo < 0 || hi < lo || hi > 63) {
        gen_error(g, e->at, "slice [%lld:%lld]: the high bit comes first, both are from 0 to 63",
                  (long long)hi, (long long)lo);
        return W_BAD;
    }
    return (unsigned)(hi - lo + 1);
}

static unsigned index_width(struct gen *g, const struct sem_expr *e)
{
    if (e->a->kind == EX_NAME) {
        struct meaning m = gen_meaning(g, e->a->name, true);
        if (m.kind == MEANS_REG && m.reg->count) {
            return m.reg->width;
        }
        if (m.space && m.kind != MEANS_SYM) {
            return m.space->width;
        }
    }
    return gen_width(g, e->a) == W_BAD ? W_BAD : 1;
}

static unsigned field_width(struct gen *g, const struct sem_expr *e)
{
    struct meaning m = { .kind = MEANS_NOTHING };
    if (e->a->kind == EX_NAME) {
        m = gen_meaning(g, e->a->name, true);
        if (m.kind == MEANS_NOTHING) {
            gen_suggest_name(g, e->a->at, e->a->name);
            return W_BAD;
        }
    }
    if (m.kind != MEANS_REG || m.reg->count) {
        gen_error(g, e->at, "only single registers have fields");
        return W_BAD;
    }
    const char *list[64];
    char buf[DIAG_SUGGEST_MAX];
    for (unsigned i = 0; i < m.reg->nfields; i++) {
        const struct reg_field *f = &m.reg->fields[i];
        if (strcmp(f->name, e->name->text) == 0) {
            return f->hi - f->lo + 1u;
        }
        list[i % 64] = f->name;
    }
    gen_error(g, e->at, "register '%s' has no field '%s'%s", m.reg->name, e->name->text,
              diag_suggest(buf, e->name->text, list, m.reg->nfields < 64 ? m.reg->nfields : 64));
    return W_BAD;
}

static unsigned fn_width(struct gen *g, const struct sem_expr *e, const struct sem_fn *fn)
{
    if (!fn) {
        return W_BAD; /* reported */
    }
    if (!fn->ret) {
        gen_error(g, e->at, "'%s' returns nothing", fn->name->text);
        return W_BAD;
    }
    return fn->ret;
}

static unsigned call_width(struct gen *g, const struct sem_expr *e)
{
    const struct builtin *bi = gen_builtin(e->name);
    if (bi) {
        return gen_builtin_width(g, bi, e);
    }
    if (g->frame->mode) {
        struct sem_fn *m = gen_method_fn(g, g->frame->mode, e->name, (struct place_in){ 0 });
        if (m) {
            return fn_width(g, e, m);
        }
    }
    if (e->name->fn) {
        return fn_width(g, e, e->name->fn);
    }
    const char *list[512];
    size_t n = 0;
    char buf[DIAG_SUGGEST_MAX];
    for (const struct sem_fn *f = g->s->fns; f && n < 512; f = f->next) {
        list[n++] = f->name->text;
    }
    gen_error(g, e->at, "unknown function '%s'%s", e->name->text, diag_suggest(buf, e->name->text, list, n));
    return W_BAD;
}

static unsigned method_width(struct gen *g, const struct sem_expr *e)
{
    const struct sem_mode_binding *m = gen_mode(g, e->a);
    if (m && m->reg) {
        return strcmp(e->name->text, "get") == 0 ? m->reg->width : W_BAD;
    }
    if (m) {
        return fn_width(g, e, gen_method_fn(g, m, e->name, e->at));
    }
    if (e->a->kind == EX_NAME && gen_meaning(g, e->a->name, true).space &&
        strcmp(e->name->text, "exists") == 0) {
        return 1;
    }
    gen_error(g, e->at, "only addressing-mode operands have methods, and register spaces exists(number)");
    return W_BAD;
}

static unsigned match_width(struct gen *g, const struct sem_expr *e)
{
    for (const struct match_arm *m = e->arms; m; m = m->next) {
        unsigned w = gen_width(g, m->value);
        if (w) {
            return w;
        }
    }
    return 0;
}

unsigned gen_width(struct gen *g, const struct sem_expr *e)
{
    int64_t w;
    struct cval c;
    switch (e->kind) {
    case EX_NUM: return 0;
    case EX_SIZED: return gen_const_in(g, e->a, 1, 64, "a width", &w) ? (unsigned)w : W_BAD;
    case EX_NAME: return name_width(g, e);
    case EX_UNARY: return gen_width(g, e->a);
    case EX_BINARY: return binary_width(g, e);
    case EX_IF:
        if (gen_const(g, e->a, &c)) {
            return gen_width(g, c.v ? e->b : e->c);
        }
        return either(gen_width(g, e->b), gen_width(g, e->c));
    case EX_MATCH: return match_width(g, e);
    case EX_INDEX: return index_width(g, e);
    case EX_SLICE:
    case EX_DSLICE: return slice_width(g, e);
    case EX_FIELD: return field_width(g, e);
    case EX_CALL: return call_width(g, e);
    case EX_METHOD: return method_width(g, e);
    default: gen_error(g, e->at, "a text is not a value"); return W_BAD;
    }
}

unsigned gen_pair(struct gen *g, const struct sem_expr *e)
{
    unsigned a = gen_width(g, e->a), b = gen_width(g, e->b);
    if (a == W_BAD || b == W_BAD) {
        return W_BAD;
    }
    if (!a && !b) {
        gen_error(g, e->at, "neither side has a known width");
        return W_BAD;
    }
    if (a && b && a != b) {
        gen_error(g, e->at, "the operands of '%s' are %u and %u bits wide", sem_op_text(e->op), a, b);
        return W_BAD;
    }
    return either(a, b);
}

/* ---- purity ------------------------------------------------------------------------------------------ */

static bool pure_stmts(struct gen *g, const struct stmt *list);

static bool pure_fn(struct gen *g, struct sem_fn *fn)
{
    if (fn->pure == 0) {
        fn->pure = 3; /* recursion, reported elsewhere, counts as impure */
        fn->pure = gen_body(g, fn) && pure_stmts(g, fn->body) ? 1 : 2;
    }
    return fn->pure == 1;
}

static bool pure_arms(struct gen *g, const struct match_arm *m)
{
    for (; m; m = m->next) {
        if ((m->value && !gen_pure(g, m->value)) || !pure_stmts(g, m->body)) {
            return false;
        }
    }
    return true;
}

bool gen_pure(struct gen *g, const struct sem_expr *e)
{
    if (e->kind == EX_METHOD) {
        return strcmp(e->name->text, "exists") == 0;
    }
    if (e->kind == EX_INDEX && e->a->kind == EX_NAME) {
        sem_resolve(g->s, e->a->name);
        if (e->a->name->space) {
            return false;
        }
    }
    if (e->kind == EX_CALL) {
        const struct builtin *bi = gen_builtin(e->name);
        if (bi ? !gen_builtin_pure(bi) : !e->name->fn || g->frame->mode || !pure_fn(g, e->name->fn)) {
            return false;
        }
    }
    for (unsigned i = 0; i < e->nargs; i++) {
        if (!gen_pure(g, e->args[i])) {
            return false;
        }
    }
    return (!e->a || gen_pure(g, e->a)) && (!e->b || gen_pure(g, e->b)) && (!e->c || gen_pure(g, e->c)) &&
           pure_arms(g, e->arms);
}

/* Effects on locals alone are none. */
static bool pure_stmts(struct gen *g, const struct stmt *list)
{
    for (const struct stmt *st = list; st; st = st->next) {
        switch (st->kind) {
        case ST_RAISE:
        case ST_JUMP:
        case ST_DELAYED:
        case ST_IDLE:
        case ST_FETCH: return false;
        case ST_ASSIGN:
            if (st->target->kind != EX_NAME) {
                return false;
            }
            sem_resolve(g->s, st->target->name);
            if (st->target->name->reg) {
                return false;
            }
            break;
        default: break;
        }
        if ((st->e && !gen_pure(g, st->e)) || !pure_stmts(g, st->body) || !pure_stmts(g, st->other) ||
            !pure_arms(g, st->arms)) {
            return false;
        }
    }
    return true;
}
