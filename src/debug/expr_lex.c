/* expr_lex.c - expressions: text to tokens. */
#include "debug/expr_tree.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

int expr_fail(struct str *error, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    str_clear(error);
    str_vaddf(error, fmt, ap);
    va_end(ap);
    return -1;
}

static bool word_char(int c)
{
    return isalnum(c) || c == '_' || c == '$' || c >= 0x80;
}

static char peek(const struct lexer *l, size_t n)
{
    return (size_t)(l->end - l->at) > n ? l->at[n] : '\0';
}

/* ---- numbers ----------------------------------------------------------------------------------------- */

static unsigned base_of(const char *s, size_t n, unsigned radix, size_t *skip)
{
    *skip = 0;
    if (n > 1 && s[0] == '0') {
        int c = tolower((unsigned char)s[1]);
        if (c == 'x' || c == 'b')
            return *skip = 2, c == 'x' ? 16 : 2;
        if (isdigit(c))
            return *skip = 1, 8;
    }
    return radix;
}

/* u, l, ll, in any order: each at most once. */
static bool suffix(const char *s, size_t n, struct token *t)
{
    unsigned u = 0, l = 0;
    for (size_t i = 0; i < n; i++) {
        int c = tolower((unsigned char)s[i]);
        if (c == 'u')
            u++;
        else if (c == 'l')
            l++;
        else
            return false;
    }
    if (u > 1 || l > 2)
        return false;
    t->nsuffix = 0;
    if (u)
        t->suffix[t->nsuffix++] = 'u';
    for (unsigned i = 0; i < l; i++)
        t->suffix[t->nsuffix++] = 'l';
    return true;
}

static int bad_number(struct lexer *l, const char *s, size_t n)
{
    return expr_fail(l->error, "Invalid number \"%.*s\".", (int)(n > 80 ? 80 : n), s);
}

static int lex_float(struct lexer *l, const char *s, size_t n, struct token *t)
{
    char buf[64], *end;
    if (n >= sizeof buf)
        return bad_number(l, s, n);
    memcpy(buf, s, n);
    buf[n] = '\0';
    t->kind = TOK_FLOAT;
    t->real = strtod(buf, &end);
    if (end == buf)
        return bad_number(l, s, n);
    if (*end && !end[1] && strchr("fFlL", *end)) {
        t->suffix[0] = (char)tolower((unsigned char)*end);
        t->nsuffix = 1;
        end++;
    }
    return *end ? bad_number(l, s, n) : 0;
}

static int lex_number(struct lexer *l, struct token *t)
{
    const char *s = l->at;
    size_t n = 0, skip, i;
    bool prefixed = s[0] == '0' && tolower((unsigned char)peek(l, 1)) == 'x';
    bool hex = prefixed || l->radix == 16, real = false; /* an e is a digit */
    while (isalnum((unsigned char)peek(l, n)) || peek(l, n) == '_' || (!real && peek(l, n) == '.') ||
           (!hex && n && strchr("+-", peek(l, n)) && peek(l, n) && tolower((unsigned char)s[n - 1]) == 'e'))
        real |= s[n] == '.' ? !prefixed : !hex && tolower((unsigned char)s[n]) == 'e', n++;
    l->at += n;
    unsigned base = base_of(s, n, l->radix, &skip);
    if (real && !prefixed && base != 2)
        return lex_float(l, s, n, t);
    t->kind = TOK_INT;
    t->decimal = base == 10;
    t->number = 0;
    for (i = skip; i < n && digit_value(s[i]) < base; i++) {
        if (t->number > (UINT64_MAX - digit_value(s[i])) / base)
            return expr_fail(l->error, "Numeric constant too large.");
        t->number = t->number * base + digit_value(s[i]);
    }
    if (i == skip && base != 8)
        return bad_number(l, s, n);
    return suffix(s + i, n - i, t) ? 0 : bad_number(l, s, n);
}

/* ---- characters and strings -------------------------------------------------------------------------- */

static int escape(struct lexer *l, unsigned char *out)
{
    static const char names[] = "abefnrtv", values[] = "\a\b\033\f\n\r\t\v";
    int c = (unsigned char)peek(l, 0);
    unsigned v = 0, n = 0;
    l->at++;
    if (c == 'x') {
        while (n < 2 && isxdigit((unsigned char)peek(l, 0)))
            v = v * 16 + digit_value(*l->at++), n++;
        *out = (unsigned char)v;
        return n ? 0 : expr_fail(l->error, "\\x escape without a following hex digit");
    }
    if (c >= '0' && c <= '7') {
        for (v = (unsigned)c - '0', n = 1; n < 3 && peek(l, 0) >= '0' && peek(l, 0) <= '7'; n++)
            v = v * 8 + (unsigned)(*l->at++ - '0');
        *out = (unsigned char)v;
        return 0;
    }
    const char *known = c ? strchr(names, c) : NULL;
    *out = (unsigned char)(known ? values[known - names] : c);
    return 0;
}

static int quoted(struct lexer *l, struct token *t, char quote)
{
    struct str s;
    int status = 0;
    str_init(&s);
    l->at++;
    for (;;) {
        if (l->at >= l->end) {
            status = expr_fail(l->error, quote == '"' ? "Unterminated string in expression."
                                                      : "Unmatched single quote.");
            break;
        }
        unsigned char c = (unsigned char)*l->at++;
        if (c == (unsigned char)quote)
            break;
        if (c == '\\' && l->at < l->end && (status = escape(l, &c)) < 0)
            break;
        str_addc(&s, (char)c);
    }
    t->text = arena_strndup(l->arena, s.buf, s.len);
    t->length = s.len;
    str_release(&s);
    return status;
}

static int lex_quoted(struct lexer *l, struct token *t)
{
    if (*l->at == '"') {
        t->kind = TOK_STRING;
        return quoted(l, t, '"');
    }
    if (quoted(l, t, '\'') < 0)
        return -1;
    if (!t->length)
        return expr_fail(l->error, "Empty character constant.");
    t->kind = TOK_QUOTED;
    if (t->length == 1) {
        t->kind = TOK_INT;
        t->is_char = true;
        t->number = (unsigned char)t->text[0];
    }
    return 0;
}

/* ---- operators --------------------------------------------------------------------------------------- */

static const struct {
    const char *text;
    int op, assign;
} longer[] = {
    { "<<=", '=', OP_SHL }, { ">>=", '=', OP_SHR }, { "<<", OP_SHL, 0 },   { ">>", OP_SHR, 0 },
    { "<=", OP_LE, 0 },     { ">=", OP_GE, 0 },     { "==", OP_EQ, 0 },    { "!=", OP_NE, 0 },
    { "&&", OP_ANDAND, 0 }, { "||", OP_OROR, 0 },   { "->", OP_ARROW, 0 }, { "::", OP_SCOPE, 0 },
    { "++", OP_INC, 0 },    { "--", OP_DEC, 0 },    { "+=", '=', '+' },    { "-=", '=', '-' },
    { "*=", '=', '*' },     { "/=", '=', '/' },     { "%=", '=', '%' },    { "&=", '=', '&' },
    { "|=", '=', '|' },     { "^=", '=', '^' },
};

static int lex_op(struct lexer *l, struct token *t)
{
    t->kind = TOK_OP;
    for (size_t i = 0; i < sizeof longer / sizeof longer[0]; i++) {
        size_t n = strlen(longer[i].text);
        if ((size_t)(l->end - l->at) >= n && memcmp(l->at, longer[i].text, n) == 0) {
            t->op = longer[i].op;
            t->assign = longer[i].assign;
            l->at += n;
            return 0;
        }
    }
    if (!*l->at || !strchr("+-*/%&|^~!<>=?:,.()[]{}@", *l->at))
        return expr_fail(l->error, "Invalid character '%c' in expression.", *l->at);
    t->op = *l->at++;
    return 0;
}

int lex_next(struct lexer *l, struct token *t)
{
    while (l->at < l->end && isspace((unsigned char)*l->at))
        l->at++;
    *t = (struct token){ .kind = TOK_END, .at = l->at };
    if (l->at >= l->end)
        return 0;
    unsigned char c = (unsigned char)*l->at;
    if (isdigit(c) || (c == '.' && isdigit((unsigned char)peek(l, 1))))
        return lex_number(l, t);
    if (c == '"' || c == '\'')
        return lex_quoted(l, t);
    if (!word_char(c))
        return lex_op(l, t);
    t->kind = c == '$' ? TOK_DOLLAR : TOK_NAME;
    while (l->at < l->end && word_char((unsigned char)*l->at))
        l->at++;
    t->length = (size_t)(l->at - t->at);
    t->text = arena_strndup(l->arena, t->at, t->length);
    return 0;
}
