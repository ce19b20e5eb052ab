/* expr_type.c - type names in expressions: "unsigned short *", "struct P (*)[3]". */
#include "debug/expr_tree.h"

#include <string.h>
#include "debug/dwarf.h"

#define SPECIFIERS  8
#define DECLARATORS 32

static bool is_word(const struct token *t, const char *word)
{
    return t->kind == TOK_NAME && strcmp(t->text, word) == 0;
}

static bool qualifier(const struct token *t)
{
    return is_word(t, "const") || is_word(t, "volatile");
}

static bool tagged(const struct token *t, enum type_kind *kind)
{
    *kind = is_word(t, "struct") ? TYPE_STRUCT : is_word(t, "union") ? TYPE_UNION : TYPE_ENUM;
    return *kind != TYPE_ENUM || is_word(t, "enum");
}

bool parser_at_type(const struct parser *p)
{
    const struct token *t = &p->tok;
    enum type_kind kind;
    if (t->kind != TOK_NAME)
        return false;
    if (types_is_word(t->text, t->length) || qualifier(t) || tagged(t, &kind))
        return true;
    const struct debug_place at = p->e->frame ? eval_place(p->e) : (struct debug_place){ 0 };
    return debug_type(p->e->info, TYPE_TYPEDEF, t->text) != NULL &&
           !debug_is_variable(p->e->info, at, t->text);
}

static int tag_type(struct parser *p, enum type_kind kind, const struct type **out)
{
    const char *word = p->tok.text;
    if (parser_next(p) < 0)
        return -1;
    if (p->tok.kind != TOK_NAME)
        return parser_syntax(p);
    *out = debug_type(p->e->info, kind, p->tok.text);
    if (!*out)
        return expr_fail(p->error, "No %s type named %s.", word, p->tok.text);
    return parser_next(p);
}

static int specifiers(struct parser *p, const struct type **out)
{
    const char *words[SPECIFIERS];
    size_t n = 0;
    enum type_kind kind;
    *out = NULL;
    for (;;) {
        const struct token *t = &p->tok;
        if (qualifier(t)) {
            if (parser_next(p) < 0)
                return -1;
        } else if (!*out && !n && t->kind == TOK_NAME && tagged(t, &kind)) {
            if (tag_type(p, kind, out) < 0)
                return -1;
        } else if (!*out && t->kind == TOK_NAME && types_is_word(t->text, t->length)) {
            if (n == SPECIFIERS)
                return parser_syntax(p);
            words[n++] = t->text;
            if (parser_next(p) < 0)
                return -1;
        } else if (!*out && !n && t->kind == TOK_NAME &&
                   (*out = debug_type(p->e->info, TYPE_TYPEDEF, t->text)) != NULL) {
            if (parser_next(p) < 0)
                return -1;
        } else
            break;
    }
    if (n)
        *out = types_named(p->e->types, words, n);
    return *out ? 0 : parser_syntax(p);
}

/* A function's parameters are read and forgotten: calls are not made. */
static int skip_parameters(struct parser *p)
{
    unsigned open = 1;
    while (open) {
        if (p->tok.kind == TOK_END)
            return parser_syntax(p);
        open += parser_is_op(p, '(');
        open -= parser_is_op(p, ')');
        if (parser_next(p) < 0)
            return -1;
    }
    return 0;
}

enum { MAKE_POINTER = -1, MAKE_FUNCTION = -2 };

/* Derivations in the order in which they apply to the base type, outermost last. */
struct declarator {
    int64_t make[DECLARATORS]; /* >= 0: array of so many */
    unsigned n;
};

static int add(struct parser *p, struct declarator *d, int64_t what)
{
    if (d->n == DECLARATORS)
        return expr_fail(p->error, "The type is too complicated.");
    d->make[d->n++] = what;
    return 0;
}

static int suffixes(struct parser *p, struct declarator *d)
{
    int64_t counts[DECLARATORS];
    unsigned n = 0;
    while (parser_is_op(p, '[') || parser_is_op(p, '(')) {
        bool array = parser_is_op(p, '[');
        uint64_t count = 0;
        if (parser_next(p) < 0)
            return -1;
        if (array && ((!parser_is_op(p, ']') && parser_number(p, &count) < 0) || parser_expect(p, ']') < 0))
            return -1;
        if (!array && skip_parameters(p) < 0)
            return -1;
        if (n == DECLARATORS || count > INT32_MAX)
            return expr_fail(p->error, "The type is too complicated.");
        counts[n++] = array ? (int64_t)count : MAKE_FUNCTION;
    }
    while (n > 0)
        if (add(p, d, counts[--n]) < 0)
            return -1;
    return 0;
}

static int declarator(struct parser *p, struct declarator *d)
{
    struct declarator inner = { .n = 0 };
    if (++p->depth > EXPR_MAX_DEPTH)
        return expr_fail(p->error, "The expression is nested too deeply.");
    while (parser_is_op(p, '*') || parser_is_op(p, '&') || qualifier(&p->tok)) {
        if (parser_is_op(p, '*') && add(p, d, MAKE_POINTER) < 0)
            return -1;
        if (parser_next(p) < 0)
            return -1;
    }
    if (parser_is_op(p, '(')) {
        if (parser_next(p) < 0)
            return -1;
        bool nested = parser_is_op(p, '*') || parser_is_op(p, '(');
        if (!nested && (add(p, d, MAKE_FUNCTION) < 0 || skip_parameters(p) < 0))
            return -1;
        if (nested && (declarator(p, &inner) < 0 || parser_expect(p, ')') < 0))
            return -1;
    }
    if (suffixes(p, d) < 0)
        return -1;
    for (unsigned i = 0; i < inner.n; i++)
        if (add(p, d, inner.make[i]) < 0)
            return -1;
    p->depth--;
    return 0;
}

static const struct type *function_of(struct types *t, const struct type *result)
{
    struct type *f = types_new(t, TYPE_FUNCTION);
    f->target = result;
    f->size = 1;
    f->incomplete = true;
    return f;
}

int parser_type(struct parser *p, const struct type **out)
{
    struct declarator d = { .n = 0 };
    const struct type *t;
    if (specifiers(p, &t) < 0 || declarator(p, &d) < 0)
        return -1;
    for (unsigned i = 0; i < d.n; i++) {
        if (d.make[i] == MAKE_POINTER)
            t = types_pointer(p->e->types, t);
        else if (d.make[i] == MAKE_FUNCTION)
            t = function_of(p->e->types, t);
        else
            t = types_array(p->e->types, t, (uint64_t)d.make[i]);
    }
    *out = t;
    return 0;
}
