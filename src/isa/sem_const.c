/* sem_const.c - constant expressions: values known while the description is loaded (or, for asm/, when the
 * operands of a modifier or pseudo-instruction are).
 *
 * Unsized numbers are 64-bit and signed; values with a width follow the width rules of the language, so that
 * what is folded here equals what would be computed at run time. Nothing is reported: "not constant" is an
 * answer. */
#include <string.h>
#include "isa/ir_fold.h"
#include "isa/sem_int.h"

static bool ceval(const struct cenv *env, const struct sem_expr *e, unsigned want, struct cval *out);

static uint64_t as_width(int64_t v, unsigned w)
{
    return (uint64_t)v & bits_mask(w);
}

/* Does an unsized number fit in w bits, signed or unsigned? */
static bool fits(int64_t v, unsigned w)
{
    return bits_fits_s(v, w) || (v >= 0 && bits_fits_u((uint64_t)v, w));
}

/* Gives both sides one width; *w 0: both unsized. */
static bool unify(struct cval *a, struct cval *b, unsigned *w)
{
    *w = a->w ? a->w : b->w;
    if (a->w && b->w && a->w != b->w) {
        return false;
    }
    if (*w) {
        if (!fits(a->v, *w) || !fits(b->v, *w)) {
            return a->w == b->w;
        }
        a->v = (int64_t)as_width(a->v, *w);
        b->v = (int64_t)as_width(b->v, *w);
    }
    return true;
}

static bool compare(unsigned op, struct cval a, struct cval b, struct cval *out)
{
    unsigned w;
    if (!unify(&a, &b, &w)) {
        return false;
    }
    bool is_signed = !w || (op >= OP_LTS && op <= OP_GES);
    int64_t sa = w ? bits_signed((uint64_t)a.v, w) : a.v, sb = w ? bits_signed((uint64_t)b.v, w) : b.v;
    uint64_t ua = (uint64_t)a.v, ub = (uint64_t)b.v;
    bool lt = is_signed ? sa < sb : ua < ub, eq = ua == ub;
    static const uint8_t kinds[] = { 0, 1, 2, 3, 4, 5, 2, 3, 4, 5 }; /* EQ NE LT LE GT GE, and signed */
    switch (kinds[op - OP_EQ]) {
    case 0: out->v = eq; break;
    case 1: out->v = !eq; break;
    case 2: out->v = lt; break;
    case 3: out->v = lt || eq; break;
    case 4: out->v = !lt && !eq; break;
    default: out->v = !lt; break;
    }
    out->w = w ? 1 : 0;
    return true;
}

static enum ir_code ir_of(unsigned op)
{
    static const uint8_t codes[] = {
        [OP_OR] = IR_OR,   [OP_XOR] = IR_XOR,  [OP_AND] = IR_AND,  [OP_ADD] = IR_ADD,   [OP_SUB] = IR_SUB,
        [OP_MUL] = IR_MUL, [OP_DIV] = IR_DIVU, [OP_REM] = IR_REMU, [OP_DIVS] = IR_DIVS, [OP_REMS] = IR_REMS,
        [OP_SHL] = IR_SHL, [OP_SHR] = IR_SHR,  [OP_SAR] = IR_SAR,
    };
    return codes[op];
}

/* Unsized numbers are signed: their / % >> are. Division by 0 and shifts outside 0..63 are not constants. */
static bool plain_arith(unsigned op, int64_t a, int64_t b, int64_t *out)
{
    bool shift = op >= OP_SHL && op <= OP_SAR, divide = op >= OP_DIV;
    if ((shift && (b < 0 || b > 63)) || (divide && b == 0)) {
        return false;
    }
    op = op == OP_DIV ? OP_DIVS : op == OP_REM ? OP_REMS : op == OP_SHR ? OP_SAR : op;
    *out = (int64_t)ir_fold2(ir_of(op), 64, 64, (uint64_t)a, (uint64_t)b);
    return true;
}

static bool binary(const struct cenv *env, const struct sem_expr *e, unsigned want, struct cval *out)
{
    struct cval a, b;
    unsigned w;
    bool compares = e->op >= OP_OROR && e->op <= OP_GES, shift = e->op >= OP_SHL && e->op <= OP_SAR;
    if (!ceval(env, e->a, compares || e->op == OP_CONCAT ? 0 : want, &a)) {
        return false;
    }
    if (e->op == OP_OROR || e->op == OP_ANDAND) {
        bool stop = (a.v != 0) == (e->op == OP_OROR);
        if (!stop && !ceval(env, e->b, 0, &b)) {
            return false;
        }
        *out = (struct cval){ stop ? a.v != 0 : b.v != 0, 1 };
        out->w = a.w == 0 ? 0 : 1;
        return true;
    }
    if (!ceval(env, e->b, compares || shift || e->op == OP_CONCAT ? 0 : want, &b)) {
        return false;
    }
    if (compares) {
        return compare(e->op, a, b, out);
    }
    if (e->op == OP_CONCAT) {
        if (!a.w || !b.w || a.w + b.w > 64) {
            return false;
        }
        *out = (struct cval){ (int64_t)((uint64_t)a.v << b.w | (uint64_t)b.v), a.w + b.w };
        return true;
    }
    if (shift ? (w = a.w, a.w != 0) : (unify(&a, &b, &w) && w)) {
        *out = (struct cval){ (int64_t)ir_fold2(ir_of(e->op), w, w, (uint64_t)a.v, (uint64_t)b.v), w };
        return true;
    }
    if (shift ? false : (a.w || b.w)) {
        return false;
    }
    out->w = 0;
    return plain_arith(e->op, a.v, b.v, &out->v);
}

static bool unary(const struct cenv *env, const struct sem_expr *e, unsigned want, struct cval *out)
{
    if (!ceval(env, e->a, e->op == OP_LNOT ? 0 : want, out)) {
        return false;
    }
    if (e->op == OP_LNOT) {
        out->v = out->v == 0;
        out->w = out->w ? 1 : 0;
        return true;
    }
    uint64_t v = (uint64_t)out->v;
    v = e->op == OP_NOT ? ~v : 0 - v;
    out->v = (int64_t)(out->w ? v & bits_mask(out->w) : v);
    return true;
}

/* e[i], e[h:l], e[b +: n]. An unsized number has 64 bits here. */
static bool slice(const struct cenv *env, const struct sem_expr *e, struct cval *out)
{
    struct cval of, x, y = { 0, 0 };
    if (!ceval(env, e->a, 0, &of) || !ceval(env, e->b, 0, &x) || (e->c && !ceval(env, e->c, 0, &y))) {
        return false;
    }
    int64_t lo = e->kind == EX_SLICE ? y.v : x.v;
    int64_t hi = e->kind == EX_INDEX ? x.v : e->kind == EX_SLICE ? x.v : 0;
    if (e->kind == EX_DSLICE) {
        if (y.v < 1 || y.v > 64 || lo < 0 || lo > 63) {
            return false;
        }
        hi = lo + y.v - 1;
    }
    unsigned w = of.w ? of.w : 64;
    if (lo < 0 || hi < lo || hi >= (int64_t)w) {
        return false;
    }
    out->w = (unsigned)(hi - lo + 1);
    out->v = (int64_t)bits_get((uint64_t)of.v, (unsigned)hi, (unsigned)lo);
    return true;
}

static bool extend(const struct cenv *env, const struct sem_expr *e, unsigned want, struct cval *out)
{
    struct cval w = { want, 0 };
    if (!ceval(env, e->args[0], 0, out) || (e->a && !ceval(env, e->a, 0, &w))) {
        return false;
    }
    if (w.v < 1 || w.v > 64 || (!out->w && !e->a)) {
        return false;
    }
    unsigned to = (unsigned)w.v;
    uint64_t v = (uint64_t)out->v;
    if (e->name->text[0] == 's' && out->w && out->w <= to) {
        v = bits_sext(v, out->w, to);
    } else if (e->name->text[0] != 'r' && out->w > to) {
        return false;
    }
    *out = (struct cval){ (int64_t)(v & bits_mask(to)), to };
    return true;
}

/* ctz, clz, popcount; an unsized number counts as 64 bits. */
static bool count_bits(const struct cenv *env, const struct sem_expr *e, unsigned want, struct cval *out)
{
    (void)want;
    if (!ceval(env, e->args[0], 0, out)) {
        return false;
    }
    unsigned w = out->w ? out->w : 64, n = 0;
    uint64_t v = (uint64_t)out->v & bits_mask(w);
    if (e->name->text[0] == 'p') {
        for (; v; v &= v - 1)
            n++;
    } else {
        bool low = e->name->text[1] == 't';
        while (n < w && !(v >> (low ? n : w - 1 - n) & 1))
            n++;
    }
    out->v = n;
    return true;
}

static bool fits_in(const struct cenv *env, const struct sem_expr *e, unsigned want, struct cval *out)
{
    bool s = strcmp(e->name->text, "fits_s") == 0;
    struct cval v, n;
    (void)want;
    if (!ceval(env, e->args[0], 0, &v) || !ceval(env, e->args[1], 0, &n) || n.v < 1 || n.v > 64) {
        return false;
    }
    out->w = 0;
    out->v = s ? bits_fits_s(v.v, (unsigned)n.v)
               : (n.v == 64 || v.v >= 0) && bits_fits_u((uint64_t)v.v, (unsigned)n.v);
    return true;
}

static const struct {
    const char *name;
    unsigned nargs;
    bool (*value)(const struct cenv *env, const struct sem_expr *e, unsigned want, struct cval *out);
} functions[SEM_CONST_FNS] = {
    { "sext", 1, extend },    { "zext", 1, extend },    { "resize", 1, extend },
    { "ctz", 1, count_bits }, { "clz", 1, count_bits }, { "popcount", 1, count_bits },
    { "fits_s", 2, fits_in }, { "fits_u", 2, fits_in },
};

int sem_const_fn(const char *name, const char **names)
{
    int nargs = -1;
    for (unsigned i = 0; i < SEM_CONST_FNS; i++) {
        names[i] = functions[i].name;
        if (strcmp(functions[i].name, name) == 0)
            nargs = (int)functions[i].nargs;
    }
    return nargs;
}

static bool call(const struct cenv *env, const struct sem_expr *e, unsigned want, struct cval *out)
{
    for (unsigned i = 0; i < SEM_CONST_FNS; i++)
        if (strcmp(functions[i].name, e->name->text) == 0)
            return e->nargs == functions[i].nargs && functions[i].value(env, e, want, out);
    return false;
}

static bool match(const struct cenv *env, const struct sem_expr *e, unsigned want, struct cval *out)
{
    struct cval sel, pat, eq;
    if (!ceval(env, e->a, 0, &sel)) {
        return false;
    }
    for (const struct match_arm *m = e->arms; m; m = m->next) {
        if (m->pattern && (!ceval(env, m->pattern, 0, &pat) || !compare(OP_EQ, sel, pat, &eq))) {
            return false;
        }
        if (!m->pattern || eq.v) {
            return ceval(env, m->value, want, out);
        }
    }
    return false;
}

static bool ceval(const struct cenv *env, const struct sem_expr *e, unsigned want, struct cval *out)
{
    switch (e->kind) {
    case EX_NUM: *out = (struct cval){ (int64_t)e->num, 0 }; return true;
    case EX_SIZED: {
        struct cval w;
        if (!ceval(env, e->a, 0, &w) || w.v < 1 || w.v > 64 || !bits_fits_u(e->num, (unsigned)w.v)) {
            return false;
        }
        *out = (struct cval){ (int64_t)e->num, (unsigned)w.v };
        return true;
    }
    case EX_NAME: {
        enum cname known = env->get ? env->get(env->ctx, e->name, out) : CNAME_UNKNOWN;
        if (known == CNAME_UNKNOWN && e->name->is_const) {
            *out = (struct cval){ e->name->value, 0 };
            return true;
        }
        return known == CNAME_CONST;
    }
    case EX_UNARY: return unary(env, e, want, out);
    case EX_BINARY: return binary(env, e, want, out);
    case EX_IF: {
        struct cval c;
        return ceval(env, e->a, 0, &c) && ceval(env, c.v ? e->b : e->c, want, out);
    }
    case EX_MATCH: return match(env, e, want, out);
    case EX_INDEX:
    case EX_SLICE:
    case EX_DSLICE: return slice(env, e, out);
    case EX_CALL: return call(env, e, want, out);
    default: return false;
    }
}

bool sem_ceval(const struct cenv *env, const struct sem_expr *e, unsigned want, struct cval *out)
{
    return ceval(env, e, want, out);
}

/* ---- for the loader and the assembler ---------------------------------------------------------------- */

static enum cname get_named(const void *ctx, const struct sem_name *name, struct cval *out)
{
    const struct sem_names *names = ctx;
    out->w = 0;
    return names->get(names->ctx, name->text, &out->v) ? CNAME_CONST : CNAME_UNKNOWN;
}

bool sem_const(const struct sem *s, const struct sem_expr *e, const struct sem_names *names, int64_t *out)
{
    struct cenv env = { .s = s, .get = names ? get_named : NULL, .ctx = names };
    struct cval v;
    if (!ceval(&env, e, 0, &v)) {
        return false;
    }
    *out = v.v;
    return true;
}

const char *sem_text(const struct sem *s, const struct sem_expr *e)
{
    struct cenv env = { .s = s };
    struct cval c;
    while (e->kind == EX_IF) {
        if (!ceval(&env, e->a, 0, &c)) {
            return NULL;
        }
        e = c.v ? e->b : e->c;
    }
    return e->kind == EX_TEXT ? e->name->text : NULL;
}

const struct sem_expr *sem_culprit(const struct cenv *env, const struct sem_expr *e)
{
    struct cval v;
    const struct sem_expr *parts[] = { e->a, e->b, e->c };
    for (unsigned i = 0; i < 3; i++) {
        if (parts[i] && !ceval(env, parts[i], 0, &v)) {
            return sem_culprit(env, parts[i]);
        }
    }
    for (unsigned i = 0; i < e->nargs; i++) {
        if (!ceval(env, e->args[i], 0, &v)) {
            return sem_culprit(env, e->args[i]);
        }
    }
    return e;
}

static bool not_constant(struct sem *s, const struct cenv *env, const struct sem_expr *e, struct diag *d)
{
    const struct sem_expr *c = sem_culprit(env, e);
    if (c->kind != EX_NAME) {
        return sem_error(s, d, c->at, "this is not a constant");
    }
    const char *list[256];
    size_t n = 0;
    char buf[DIAG_SUGGEST_MAX];
    for (unsigned i = 0; i < SEM_HASH; i++) {
        for (struct sem_name *nm = s->names[i]; nm && n < 256; nm = nm->next) {
            if (nm->is_const) {
                list[n++] = nm->text;
            }
        }
    }
    return sem_error(s, d, c->at, "'%s' is not a constant%s", c->name->text,
                     diag_suggest(buf, c->name->text, list, n));
}

bool sem_const_yaml(struct sem *s, const struct yaml *y, struct diag *d, int64_t *out)
{
    struct cenv env = { .s = s };
    struct cval v;
    if (y->kind != YAML_SCALAR) {
        diag_error(d, y->loc, "expected a number or a constant expression");
        return false;
    }
    struct sem_expr *e = sem_parse_expr(s, y, NULL, d);
    if (!e) {
        return false;
    }
    if (!ceval(&env, e, 0, &v)) {
        return not_constant(s, &env, e, d);
    }
    *out = v.v;
    return true;
}

struct modifier_values {
    uint64_t S, P;
    unsigned word;
};

static enum cname get_modifier(const void *ctx, const struct sem_name *name, struct cval *out)
{
    const struct modifier_values *m = ctx;
    if (strcmp(name->text, "S") != 0 && strcmp(name->text, "P") != 0) {
        return CNAME_UNKNOWN;
    }
    out->w = m->word;
    out->v = (int64_t)((name->text[0] == 'S' ? m->S : m->P) & bits_mask(m->word));
    return CNAME_CONST;
}

bool sem_modifier(const struct sem *s, const struct sem_expr *e, uint64_t S, uint64_t P, int64_t *out)
{
    struct modifier_values m = { S, P, s->isa->word ? s->isa->word : 64 };
    struct cenv env = { .s = s, .get = get_modifier, .ctx = &m };
    struct cval v;
    if (!ceval(&env, e, m.word, &v)) {
        return false;
    }
    *out = bits_signed((uint64_t)v.v, m.word);
    return true;
}
