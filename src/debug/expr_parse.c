/* expr_parse.c - expressions: tokens to trees, by precedence. One table has all binary operators. */
#include "debug/expr_tree.h"

#include <stdlib.h>
#include <string.h>

enum { PREC_COMMA = 1, PREC_ASSIGN, PREC_COND, PREC_OR, PREC_UNARY = 15 };

static const struct binary {
    int op, prec;
    enum node_kind kind;
} binaries[] = {
    { ',', PREC_COMMA, NODE_COMMA },
    { '=', PREC_ASSIGN, NODE_ASSIGN },
    { '?', PREC_COND, NODE_COND },
    { OP_OROR, PREC_OR, NODE_OR },
    { OP_ANDAND, 5, NODE_AND },
    { '|', 6, NODE_BINARY },
    { '^', 7, NODE_BINARY },
    { '&', 8, NODE_BINARY },
    { OP_EQ, 9, NODE_BINARY },
    { OP_NE, 9, NODE_BINARY },
    { '<', 10, NODE_BINARY },
    { '>', 10, NODE_BINARY },
    { OP_LE, 10, NODE_BINARY },
    { OP_GE, 10, NODE_BINARY },
    { OP_SHL, 11, NODE_BINARY },
    { OP_SHR, 11, NODE_BINARY },
    { '@', 12, NODE_AT },
    { '+', 13, NODE_BINARY },
    { '-', 13, NODE_BINARY },
    { '*', 14, NODE_BINARY },
    { '/', 14, NODE_BINARY },
    { '%', 14, NODE_BINARY },
};

static struct node *expression(struct parser *p, int least);
static struct node *unary(struct parser *p);

/* ---- tools ------------------------------------------------------------------------------------------- */

int parser_next(struct parser *p)
{
    return lex_next(&p->lex, &p->tok);
}

bool parser_is_op(const struct parser *p, int op)
{
    return p->tok.kind == TOK_OP && p->tok.op == op;
}

int parser_syntax(struct parser *p)
{
    return expr_fail(p->error, "A syntax error in expression, near `%.*s'.", (int)strnlen(p->tok.at, 200),
                     p->tok.at);
}

int parser_expect(struct parser *p, int op)
{
    return parser_is_op(p, op) ? parser_next(p) : parser_syntax(p);
}

static struct node *fail(int status)
{
    (void)status;
    return NULL;
}

static struct node *new_node(struct parser *p, enum node_kind kind)
{
    struct node *n = ARENA_NEW(&p->x->arena, struct node);
    n->kind = kind;
    n->depth = 1;
    return n;
}

static unsigned depth_of(const struct node *n)
{
    return n ? n->depth : 0;
}

/* NULL if the tree gets too deep. */
static struct node *join(struct parser *p, struct node *n)
{
    unsigned a = depth_of(n->a), b = depth_of(n->b), c = depth_of(n->c);
    n->depth = 1 + (a > b ? (a > c ? a : c) : (b > c ? b : c));
    if (n->depth > EXPR_MAX_DEPTH)
        return fail(expr_fail(p->error, "The expression is nested too deeply."));
    return n;
}

/* Inside of parentheses or brackets, where commas are operators. NULL: failed. */
static struct node *nested(struct parser *p, int close)
{
    p->nesting++;
    struct node *n = expression(p, PREC_COMMA);
    p->nesting--;
    return n && parser_expect(p, close) == 0 ? n : NULL;
}

int parser_number(struct parser *p, uint64_t *out)
{
    if (p->tok.kind != TOK_INT)
        return parser_syntax(p);
    *out = p->tok.number;
    return parser_next(p);
}

/* ---- leaves ------------------------------------------------------------------------------------------ */

/* C's rule: the first type of the list in which the number fits. */
static const struct type *literal_type(const struct parser *p)
{
    static const enum basic order[] = { BASIC_INT, BASIC_LONG, BASIC_LLONG };
    const struct token *t = &p->tok;
    const struct types *types = p->e->types;
    bool u = t->nsuffix && t->suffix[0] == 'u';
    unsigned longs = t->nsuffix - u;
    if (t->is_char)
        return types_basic(types, BASIC_CHAR);
    for (unsigned i = longs; i < 3; i++) {
        const struct type *s = types_basic(types, order[i]);
        uint64_t limit = s->size >= 8 ? UINT64_MAX : (UINT64_C(1) << (8 * s->size)) - 1;
        if (!u && t->number <= limit / 2)
            return s;
        if ((u || !t->decimal) && t->number <= limit)
            return types_basic(types, order[i] + 1);
    }
    return types_basic(types, BASIC_ULLONG);
}

static struct node *literal(struct parser *p)
{
    const struct token *t = &p->tok;
    struct node *n = new_node(p, t->kind == TOK_INT ? NODE_INT : NODE_FLOAT);
    n->number = t->number;
    n->real = t->real;
    n->type = t->kind == TOK_INT
                  ? literal_type(p)
                  : types_basic(p->e->types, t->nsuffix && t->suffix[0] == 'f' ? BASIC_FLOAT : BASIC_DOUBLE);
    return parser_next(p) < 0 ? NULL : n;
}

static struct node *string(struct parser *p)
{
    struct node *n = new_node(p, NODE_STRING);
    struct str all;
    str_init(&all);
    int status = 0;
    while (status == 0 && p->tok.kind == TOK_STRING) { /* neighbours are one */
        str_addn(&all, p->tok.text, p->tok.length);
        status = parser_next(p);
    }
    n->text = arena_strndup(&p->x->arena, all.buf, all.len);
    n->length = all.len;
    str_release(&all);
    return status < 0 ? NULL : n;
}

/* $ $$ $N $$N: history; else a name. */
static struct node *dollar(struct parser *p)
{
    const char *s = p->tok.text + 1;
    struct node *n = new_node(p, NODE_DOLLAR);
    char *end;
    n->text = s;
    n->relative = *s == '$' || !*s;
    const char *digits = *s == '$' ? s + 1 : s;
    if (strspn(digits, "0123456789") == strlen(digits)) {
        n->kind = NODE_HISTORY;
        n->number = *digits ? strtoull(digits, &end, 10) : *s == '$';
    }
    return parser_next(p) < 0 ? NULL : n;
}

static struct node *name(struct parser *p)
{
    struct node *n = new_node(p, NODE_NAME);
    n->text = p->tok.text;
    if (parser_next(p) < 0)
        return NULL;
    if (!parser_is_op(p, OP_SCOPE))
        return n;
    n->kind = NODE_SCOPE;
    n->scope = n->text;
    if (parser_next(p) < 0)
        return NULL;
    if (p->tok.kind != TOK_NAME && p->tok.kind != TOK_QUOTED)
        return fail(parser_syntax(p));
    n->text = p->tok.text;
    return parser_next(p) < 0 ? NULL : n;
}

static struct node *type_node(struct parser *p)
{
    struct node *n = new_node(p, NODE_TYPE);
    return parser_type(p, &n->type) < 0 ? NULL : n;
}

/* "(" is eaten: a cast, a type, or an expression. */
static struct node *parenthesis(struct parser *p)
{
    if (!parser_at_type(p))
        return nested(p, ')');
    struct node *t = type_node(p);
    if (!t || parser_expect(p, ')') < 0)
        return NULL;
    if (p->tok.kind == TOK_END || (p->tok.kind == TOK_OP && strchr(")],:?", p->tok.op < 128 ? p->tok.op : 1)))
        return t; /* sizeof (int), whatis (int) */
    struct node *n = new_node(p, NODE_CAST);
    n->type = t->type;
    n->a = unary(p);
    return n->a ? join(p, n) : NULL;
}

/* "{" is eaten: {type} address */
static struct node *brace(struct parser *p)
{
    struct node *deref = new_node(p, NODE_UNARY), *cast = new_node(p, NODE_CAST);
    const struct type *t;
    deref->op = '*';
    if (!parser_at_type(p))
        return fail(parser_syntax(p));
    if (parser_type(p, &t) < 0 || parser_expect(p, '}') < 0)
        return NULL;
    cast->type = types_pointer(p->e->types, t);
    cast->a = unary(p);
    deref->a = cast;
    return cast->a && join(p, cast) ? join(p, deref) : NULL;
}

static struct node *global(struct parser *p)
{
    struct node *n = new_node(p, NODE_SCOPE);
    if (parser_next(p) < 0)
        return NULL;
    if (p->tok.kind != TOK_NAME)
        return fail(parser_syntax(p));
    n->text = p->tok.text;
    return parser_next(p) < 0 ? NULL : n;
}

static struct node *primary(struct parser *p)
{
    switch (p->tok.kind) {
    case TOK_INT:
    case TOK_FLOAT: return literal(p);
    case TOK_STRING: return string(p);
    case TOK_DOLLAR: return dollar(p);
    case TOK_NAME: return parser_at_type(p) ? type_node(p) : name(p);
    case TOK_QUOTED: return name(p);
    case TOK_OP:
        if (parser_is_op(p, OP_SCOPE))
            return global(p);
        if (parser_is_op(p, '('))
            return parser_next(p) < 0 ? NULL : parenthesis(p);
        if (parser_is_op(p, '{'))
            return parser_next(p) < 0 ? NULL : brace(p);
        break;
    case TOK_END: break;
    }
    return fail(parser_syntax(p));
}

/* ---- postfix, unary ---------------------------------------------------------------------------------- */

static struct node *member(struct parser *p, struct node *a)
{
    struct node *n = new_node(p, NODE_MEMBER);
    n->a = a;
    if (parser_is_op(p, OP_ARROW)) {
        n->a = new_node(p, NODE_UNARY);
        n->a->op = '*';
        n->a->a = a;
        if (!join(p, n->a))
            return NULL;
    }
    if (parser_next(p) < 0)
        return NULL;
    if (p->tok.kind != TOK_NAME)
        return fail(parser_syntax(p));
    n->text = p->tok.text;
    return parser_next(p) < 0 ? NULL : join(p, n);
}

static struct node *step(struct parser *p, struct node *a, bool postfix)
{
    struct node *n = new_node(p, NODE_STEP);
    n->op = p->tok.op == OP_INC ? '+' : '-';
    n->postfix = postfix;
    if (parser_next(p) < 0)
        return NULL;
    n->a = postfix ? a : unary(p);
    return n->a ? join(p, n) : NULL;
}

static struct node *postfix(struct parser *p)
{
    struct node *n = primary(p);
    while (n && p->tok.kind == TOK_OP) {
        if (parser_is_op(p, '.') || parser_is_op(p, OP_ARROW))
            n = member(p, n);
        else if (parser_is_op(p, '[')) {
            struct node *i = new_node(p, NODE_INDEX);
            i->a = n;
            n = parser_next(p) < 0 || !(i->b = nested(p, ']')) ? NULL : join(p, i);
        } else if (parser_is_op(p, OP_INC) || parser_is_op(p, OP_DEC))
            n = step(p, n, true);
        else if (parser_is_op(p, '('))
            return fail(expr_fail(p->error, "Functions of the program cannot be called from the debugger."));
        else
            break;
    }
    return n;
}

static struct node *unary_op(struct parser *p)
{
    static const char ops[] = "-+!~*&";
    struct node *n = new_node(p, NODE_UNARY);
    if (p->tok.kind == TOK_NAME && strcmp(p->tok.text, "sizeof") == 0)
        n->kind = NODE_SIZEOF;
    else if (parser_is_op(p, OP_INC) || parser_is_op(p, OP_DEC))
        return step(p, NULL, false);
    else if (p->tok.kind == TOK_OP && p->tok.op < 128 && strchr(ops, p->tok.op))
        n->op = p->tok.op;
    else
        return postfix(p);
    if (parser_next(p) < 0)
        return NULL;
    n->a = unary(p);
    return n->a ? join(p, n) : NULL;
}

static struct node *unary(struct parser *p)
{
    if (++p->depth > EXPR_MAX_DEPTH)
        return fail(expr_fail(p->error, "The expression is nested too deeply."));
    struct node *n = unary_op(p);
    p->depth--;
    return n;
}

/* ---- binary ------------------------------------------------------------------------------------------ */

static bool stops(const struct parser *p)
{
    if (p->nesting)
        return false;
    return (p->stop_at_comma && parser_is_op(p, ',')) ||
           (p->stop && p->tok.kind == TOK_NAME && strcmp(p->tok.text, p->stop) == 0);
}

static const struct binary *binary_here(const struct parser *p, int least)
{
    if (p->tok.kind != TOK_OP || stops(p))
        return NULL;
    for (size_t i = 0; i < sizeof binaries / sizeof binaries[0]; i++)
        if (binaries[i].op == p->tok.op)
            return binaries[i].prec >= least ? &binaries[i] : NULL;
    return NULL;
}

static struct node *conditional(struct parser *p, struct node *n)
{
    p->nesting++;
    n->b = expression(p, PREC_COMMA);
    p->nesting--;
    if (!n->b || parser_expect(p, ':') < 0)
        return NULL;
    n->c = expression(p, PREC_COND);
    return n->c ? join(p, n) : NULL;
}

static struct node *expression(struct parser *p, int least)
{
    const struct binary *b;
    if (++p->depth > EXPR_MAX_DEPTH)
        return fail(expr_fail(p->error, "The expression is nested too deeply."));
    struct node *left = unary(p);
    while (left && (b = binary_here(p, least)) != NULL) {
        struct node *n = new_node(p, b->kind);
        bool right = b->kind == NODE_ASSIGN;
        n->op = right ? p->tok.assign : b->op;
        n->a = left;
        if (parser_next(p) < 0)
            return NULL;
        if (b->kind == NODE_COND)
            left = conditional(p, n);
        else {
            n->b = expression(p, b->prec + !right);
            left = n->b ? join(p, n) : NULL;
        }
    }
    p->depth--;
    return left;
}

/* ---- the whole --------------------------------------------------------------------------------------- */

struct expr *eval_parse_part(struct eval *e, const char *text, const char *stop, const char **rest,
                             struct str *error)
{
    size_t length = strlen(text);
    if (length > EXPR_MAX_TEXT) {
        expr_fail(error, "The expression is too long.");
        return NULL;
    }
    struct expr *x = xcalloc(1, sizeof *x);
    arena_init(&x->arena);
    struct parser p = { .e = e, .x = x, .stop = stop, .stop_at_comma = rest != NULL, .error = error };
    p.lex = (struct lexer){ text, text + length, &x->arena, error, e->radix ? e->radix : 10 };
    if (parser_next(&p) == 0)
        x->root = expression(&p, PREC_COMMA);
    if (x->root && (rest ? p.tok.kind != TOK_END && !stops(&p) : p.tok.kind != TOK_END))
        x->root = fail(parser_syntax(&p));
    if (!x->root) {
        expr_free(x);
        return NULL;
    }
    if (rest)
        *rest = p.tok.at;
    return x;
}

struct expr *eval_parse(struct eval *e, const char *text, struct str *error)
{
    return eval_parse_part(e, text, NULL, NULL, error);
}

void expr_free(struct expr *x)
{
    if (!x)
        return;
    arena_release(&x->arena);
    free(x);
}
