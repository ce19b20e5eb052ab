/* expr.c - expressions of the assembler's text: parsing with the precedence of C. Values are eval.c's. */
#include "asm/asm.h"

#include <string.h>
#include <strings.h>

struct parser {
    struct assembler *as;
    const struct tokens *t;
    size_t i;
    const struct span *s;
    struct fail *f;
    bool reg_name;
    int depth;
};

static struct expr *parse_binary(struct parser *p, int level);

void fail_set(struct fail *f, int rank, size_t offset, const char *fmt, ...)
{
    if (rank <= f->rank)
        return;
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(f->text, sizeof f->text, fmt, ap);
    va_end(ap);
    f->rank = rank;
    f->offset = offset;
    f->shape = false;
}

struct expr *expr_new(struct assembler *as, enum expr_kind kind, struct loc loc)
{
    struct expr *e = ARENA_NEW(&as->arena, struct expr);
    e->kind = kind;
    e->loc = loc;
    e->depth = 1;
    return e;
}

struct expr *expr_num(struct assembler *as, uint64_t v, struct loc loc)
{
    struct expr *e = expr_new(as, EX_NUM, loc);
    e->num = v;
    return e;
}

static const struct token *tok(const struct parser *p)
{
    return &p->t->v.data[p->i];
}

static struct expr *refuse(struct parser *p, const char *what)
{
    const struct token *t = tok(p);
    if (t->kind == TOK_END)
        fail_set(p->f, (int)p->i + 1, t->offset, "%s is missing", what);
    else if (t->kind == TOK_STRING)
        fail_set(p->f, (int)p->i + 1, t->offset, "expected %s, found a string", what);
    else
        fail_set(p->f, (int)p->i + 1, t->offset, "expected %s, found '%.*s'", what, (int)t->len, t->text);
    return NULL;
}

static struct expr *join(struct parser *p, enum expr_kind kind, unsigned op, struct expr *a, struct expr *b,
                         struct loc loc)
{
    int depth = a->depth > (b ? b->depth : 0) ? a->depth : b->depth;
    if (depth >= ASM_MAX_EXPR_DEPTH) {
        fail_set(p->f, 9000, tok(p)->offset, "the expression is nested more than %d deep",
                 ASM_MAX_EXPR_DEPTH);
        return NULL;
    }
    struct expr *e = expr_new(p->as, kind, loc);
    e->op = op;
    e->a = a;
    e->b = b;
    e->depth = depth + 1;
    return e;
}

static const struct modifier *find_modifier(const struct isa *isa, const struct token *t)
{
    for (unsigned i = 0; i < isa->nmodifiers; i++) {
        if (strlen(isa->modifiers[i].name) == t->len &&
            strncasecmp(isa->modifiers[i].name, t->text, t->len) == 0)
            return &isa->modifiers[i];
    }
    return NULL;
}

static struct expr *unknown_modifier(struct parser *p, const struct token *t)
{
    const struct isa *isa = p->as->isa;
    const char **names = ARENA_ARRAY(&p->as->arena, const char *, isa->nmodifiers + 1);
    for (unsigned i = 0; i < isa->nmodifiers; i++)
        names[i] = isa->modifiers[i].name;
    char *name = arena_strndup(&p->as->arena, t->text, t->len), buf[DIAG_SUGGEST_MAX];
    fail_set(p->f, (int)p->i + 100, t->offset, "unknown modifier '%s'%s", name,
             diag_suggest(buf, name, names, isa->nmodifiers));
    return NULL;
}

static struct expr *parse_paren(struct parser *p, const char *what)
{
    if (!tok_is(tok(p), "("))
        return refuse(p, what);
    p->i++;
    if (++p->depth > ASM_MAX_EXPR_DEPTH / 4) {
        fail_set(p->f, 9000, tok(p)->offset, "more than %d nested parentheses", ASM_MAX_EXPR_DEPTH / 4);
        return NULL;
    }
    struct expr *e = parse_binary(p, 0);
    p->depth--;
    if (!e)
        return NULL;
    if (!tok_is(tok(p), ")"))
        return refuse(p, "')'");
    p->i++;
    return e;
}

static struct expr *parse_modifier(struct parser *p)
{
    const struct token *t = tok(p);
    const struct modifier *m = find_modifier(p->as->isa, t);
    if (!m)
        return unknown_modifier(p, t);
    p->i++;
    struct expr *a = parse_paren(p, "'(' after the modifier");
    if (!a)
        return NULL;
    struct expr *e = join(p, EX_MOD, 0, a, NULL, span_loc(p->s, t->offset));
    if (e)
        e->mod = m;
    return e;
}

static struct expr *parse_symbol(struct parser *p)
{
    const struct token *t = tok(p);
    struct assembler *as = p->as;
    struct loc loc = span_loc(p->s, t->offset);
    unsigned index;
    p->i++;
    if (t->kind == TOK_IDENT && t->len == 1 && t->text[0] == '.')
        return sym_here(as, loc);
    struct asym *sym;
    if (t->kind == TOK_LOCAL) {
        sym = sym_local_ref(as, t->num, t->forward);
        if (!sym) {
            fail_set(p->f, (int)p->i + 100, t->offset, "there is no label '%llu:' before this line",
                     (unsigned long long)t->num);
            return NULL;
        }
    } else {
        if (isa_reg_lookup(as->isa, NULL, t->text, t->len, &index))
            p->reg_name = true;
        sym = sym_get(as, t->text, t->len);
    }
    sym->used = true;
    if (sym->state == ASYM_EQU)
        return sym->equ;
    struct expr *e = expr_new(as, EX_SYM, loc);
    e->sym = sym;
    return e;
}

static struct expr *parse_unary_op(struct parser *p, unsigned op)
{
    struct loc loc = span_loc(p->s, tok(p)->offset);
    p->i++;
    if (++p->depth > ASM_MAX_EXPR_DEPTH / 4) {
        fail_set(p->f, 9000, tok(p)->offset, "more than %d nested operators", ASM_MAX_EXPR_DEPTH / 4);
        return NULL;
    }
    struct expr *a = parse_binary(p, 11);
    p->depth--;
    return !a || op == '+' ? a : join(p, EX_UNARY, op, a, NULL, loc);
}

/* A target's own unary operator ("<" = low byte): 'l', 'h' or 0. */
static unsigned own_operator(const struct assembler *as, const struct token *t)
{
    for (unsigned i = 0; i < as->isa->assembler.noperators; i++) {
        if (tok_is(t, as->isa->assembler.operators[i].op))
            return strcmp(as->isa->assembler.operators[i].fn, "lo8") == 0 ? 'l' : 'h';
    }
    return 0;
}

static struct expr *parse_primary(struct parser *p)
{
    const struct token *t = tok(p);
    unsigned own;
    switch (t->kind) {
    case TOK_NUMBER: p->i++; return expr_num(p->as, t->num, span_loc(p->s, t->offset));
    case TOK_EXPR: p->i++; return t->expr;
    case TOK_IDENT:
    case TOK_LOCAL: return parse_symbol(p);
    case TOK_PERCENT: return parse_modifier(p);
    case TOK_FLOAT: return refuse(p, "a whole number");
    case TOK_PUNCT:
        if (t->op == '-' || t->op == '~' || t->op == '!' || t->op == '+')
            return parse_unary_op(p, t->op);
        own = own_operator(p->as, t);
        if (own)
            return parse_unary_op(p, own);
        if (t->op == '(')
            return parse_paren(p, "(");
        return refuse(p, "an expression");
    default: return refuse(p, "an expression");
    }
}

/* Binding strength of the binary operators, C's; 0 = none. */
static int strength(const struct token *t)
{
    static const struct {
        const char *op;
        int level;
    } table[] = { { "||", 1 }, { "&&", 2 }, { "|", 3 },  { "^", 4 },  { "&", 5 },  { "==", 6 }, { "!=", 6 },
                  { "<>", 6 }, { "<", 7 },  { "<=", 7 }, { ">", 7 },  { ">=", 7 }, { "<<", 8 }, { ">>", 8 },
                  { "+", 9 },  { "-", 9 },  { "*", 10 }, { "/", 10 }, { "%", 10 } };
    for (size_t k = 0; k < sizeof table / sizeof table[0]; k++) {
        if (tok_is(t, table[k].op))
            return table[k].level;
    }
    return 0;
}

static struct expr *parse_binary(struct parser *p, int level)
{
    struct expr *a = parse_primary(p);
    int l;
    while (a && (l = strength(tok(p))) > level) {
        const struct token *op = tok(p);
        p->i++;
        struct expr *b = parse_binary(p, l);
        a = b ? join(p, EX_BINARY, op->op, a, b, span_loc(p->s, op->offset)) : NULL;
    }
    return a;
}

struct expr *expr_fold(struct assembler *as, struct expr *e)
{
    int64_t v;
    if (e && e->kind != EX_NUM && expr_const(as, e, &v))
        return expr_num(as, (uint64_t)v, e->loc);
    return e;
}

struct expr *expr_parse(struct assembler *as, const struct tokens *t, size_t *i, const struct span *s,
                        struct fail *f, bool *reg_name)
{
    struct parser p = { as, t, *i, s, f, false, 0 };
    struct expr *e = parse_binary(&p, 0);
    *i = p.i;
    if (reg_name)
        *reg_name |= p.reg_name;
    return expr_fold(as, e);
}

struct expr *expr_operand(struct assembler *as, size_t *i)
{
    struct fail f = { 0 };
    struct expr *e = expr_parse(as, &as->toks, i, &as->stmt, &f, NULL);
    if (!e)
        as_error(as, f.offset, "%s", f.text);
    return e;
}

bool expr_operand_const(struct assembler *as, size_t *i, const char *what, int64_t *v)
{
    size_t offset = as->toks.v.data[*i].offset;
    struct expr *e = expr_operand(as, i);
    if (!e)
        return false;
    if (expr_const(as, e, v))
        return true;
    as_error(as, offset, "%s must be a constant whose value is known here", what);
    return false;
}
