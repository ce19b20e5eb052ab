/* cond.c - .if and its relatives: which statements are assembled at all. */
#include "asm/asm.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { IF_NE, IF_EQ, IF_LT, IF_LE, IF_GT, IF_GE, IF_DEF, IF_NDEF, IF_C, IF_NC, IF_EQS, IF_NES, IF_B, IF_NB };

bool cond_active(const struct assembler *as)
{
    return !as->conds.count || as->conds.data[as->conds.count - 1].active;
}

static bool test_number(struct assembler *as, size_t i, int how, int *rc)
{
    int64_t v = 0;
    if (!expr_operand_const(as, &i, "the condition", &v) || directive_end(as, i) < 0) {
        *rc = -1;
        return false;
    }
    switch (how) {
    case IF_EQ: return v == 0;
    case IF_LT: return v < 0;
    case IF_LE: return v <= 0;
    case IF_GT: return v > 0;
    case IF_GE: return v >= 0;
    default: return v != 0;
    }
}

static bool test_defined(struct assembler *as, size_t i, int *rc)
{
    const struct token *name = NULL;
    if (directive_name(as, &i, &name) < 0) {
        *rc = -1;
        return false;
    }
    return sym_get(as, name->text, name->len)->state != ASYM_UNDEF;
}

/* The text of an operand of .ifc: trimmed, blanks squeezed, quotes removed. */
static void operand_text(struct str *out, const char *t, size_t len)
{
    while (len && isspace((unsigned char)*t)) {
        t++;
        len--;
    }
    while (len && isspace((unsigned char)t[len - 1]))
        len--;
    if (len >= 2 && (*t == '"' || *t == '\'') && t[len - 1] == *t) {
        t++;
        len -= 2;
    }
    str_addn(out, t, len);
}

static bool test_text(struct assembler *as, size_t start, int *rc)
{
    const char *t = as->stmt.text;
    size_t comma = start;
    char quote = 0;
    for (; comma < as->stmt.len && (quote || t[comma] != ','); comma++) {
        if (t[comma] == quote)
            quote = 0;
        else if (!quote && (t[comma] == '"' || t[comma] == '\''))
            quote = t[comma];
    }
    if (comma >= as->stmt.len) {
        *rc = as_error(as, start, "expected two texts separated by ','");
        return false;
    }
    struct str a, b;
    str_init(&a);
    str_init(&b);
    operand_text(&a, t + start, comma - start);
    operand_text(&b, t + comma + 1, as->stmt.len - comma - 1);
    bool same = strcmp(a.buf, b.buf) == 0;
    str_release(&a);
    str_release(&b);
    return same;
}

static bool test(struct assembler *as, size_t start, int how, int *rc)
{
    struct span rest = span_sub(&as->stmt, start, as->stmt.len);
    if (how == IF_C || how == IF_NC || how == IF_EQS || how == IF_NES)
        return test_text(as, start, rc) == (how == IF_C || how == IF_EQS);
    if (how == IF_B || how == IF_NB) {
        while (rest.len && isspace((unsigned char)rest.text[rest.len - 1]))
            rest.len--;
        return (rest.len == 0) == (how == IF_B);
    }
    if (lex_span(&as->isa->assembler, &as->stmt, false, &as->arena, as->d, &as->toks) < 0) {
        *rc = -1;
        return false;
    }
    if (how == IF_DEF || how == IF_NDEF)
        return test_defined(as, 1, rc) == (how == IF_DEF);
    return test_number(as, 1, how, rc);
}

static int begin(struct assembler *as, size_t start, int how)
{
    int rc = 0;
    struct cond c = { false, false, false, cond_active(as), as_where(as, 0) };
    if (as->conds.count > 1000) {
        as->fatal = true;
        return as_error(as, 0, "more than 1000 nested conditionals");
    }
    if (c.outer) {
        c.active = test(as, start, how, &rc) && rc == 0;
        c.taken = c.active || rc < 0;
    }
    *vec_push(&as->conds) = c;
    return rc;
}

static int elseif(struct assembler *as, size_t start)
{
    int rc = 0;
    struct cond *c = as->conds.count ? &as->conds.data[as->conds.count - 1] : NULL;
    if (!c || c->seen_else)
        return as_error(as, 0, "this .elseif belongs to no .if");
    c->active = false;
    if (c->outer && !c->taken) {
        bool yes = test(as, start, IF_NE, &rc) && rc == 0;
        c = &as->conds.data[as->conds.count - 1];
        c->active = yes;
        c->taken = yes || rc < 0;
    }
    return rc;
}

static int otherwise(struct assembler *as)
{
    struct cond *c = as->conds.count ? &as->conds.data[as->conds.count - 1] : NULL;
    if (!c || c->seen_else)
        return as_error(as, 0, "this .else belongs to no .if");
    c->seen_else = true;
    c->active = c->outer && !c->taken;
    c->taken = true;
    return 0;
}

static const struct {
    const char *name;
    int how;
} table[] = {
    { ".if", IF_NE },       { ".ifne", IF_NE },       { ".ifeq", IF_EQ }, { ".iflt", IF_LT },
    { ".ifle", IF_LE },     { ".ifgt", IF_GT },       { ".ifge", IF_GE }, { ".ifdef", IF_DEF },
    { ".ifndef", IF_NDEF }, { ".ifnotdef", IF_NDEF }, { ".ifc", IF_C },   { ".ifnc", IF_NC },
    { ".ifeqs", IF_EQS },   { ".ifnes", IF_NES },     { ".ifb", IF_B },   { ".ifnb", IF_NB },
};

bool cond_directive(struct assembler *as, int *rc)
{
    const char *t = as->stmt.text;
    size_t n = 0;
    if (!as->stmt.len || t[0] != '.')
        return false;
    while (n < as->stmt.len && ident_char((unsigned char)t[n]))
        n++;
    size_t start = n;
    while (start < as->stmt.len && isspace((unsigned char)t[start]))
        start++;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (strlen(table[i].name) == n && strncasecmp(table[i].name, t, n) == 0) {
            *rc = begin(as, start, table[i].how);
            return true;
        }
    }
    if (n == 7 && strncasecmp(t, ".elseif", n) == 0)
        *rc = elseif(as, start);
    else if (n == 5 && strncasecmp(t, ".else", n) == 0)
        *rc = otherwise(as);
    else if (n == 6 && strncasecmp(t, ".endif", n) == 0)
        *rc =
            as->conds.count ? (int)(as->conds.count--, 0) : as_error(as, 0, "this .endif belongs to no .if");
    else
        return false;
    return true;
}
