/* lex.c - a statement as tokens. Numbers, characters, strings, names, one- and two-character operators. See
 * text.h. */
#include "asm/text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

struct lexer {
    const struct asm_desc *desc;
    const struct span *s;
    bool templates;
    struct arena *arena;
    struct diag *d;
    struct tokens *out;
    size_t pos;
    bool blank;
};

bool ident_start(int c)
{
    return isalpha(c) || c == '_' || c == '.' || c == '$' || c >= 0x80;
}

bool ident_char(int c)
{
    return ident_start(c) || isdigit(c);
}

bool tok_is(const struct token *t, const char *punct)
{
    unsigned op = (unsigned char)punct[0] | (unsigned)(unsigned char)punct[punct[0] ? 1 : 0] << 8;
    return t->kind == TOK_PUNCT && t->op == op;
}

bool tok_same(const struct token *a, const struct token *b, bool fold)
{
    if (a->kind != b->kind)
        return false;
    if (a->kind == TOK_PUNCT)
        return a->op == b->op;
    if (a->kind == TOK_NUMBER)
        return a->num == b->num;
    return a->len == b->len &&
           (fold ? strncasecmp(a->text, b->text, a->len) : memcmp(a->text, b->text, a->len)) == 0;
}

static int peek(const struct lexer *x, size_t ahead)
{
    return x->pos + ahead < x->s->len ? (unsigned char)x->s->text[x->pos + ahead] : -1;
}

static struct token *add(struct lexer *x, enum tok_kind kind, size_t len)
{
    struct token *t = vec_push(&x->out->v);
    memset(t, 0, sizeof *t);
    t->kind = kind;
    t->text = x->s->text + x->pos;
    t->len = len;
    t->offset = x->pos;
    x->pos += len;
    x->blank = false;
    return t;
}

int lex_escape(const char *text, size_t len, size_t *pos)
{
    static const char from[] = "abefnrtv0", to[] = "\a\b\033\f\n\r\t\v";
    if (*pos >= len)
        return -1;
    unsigned char c = (unsigned char)text[(*pos)++];
    unsigned v = 0;
    if (c == 'x') {
        while (*pos < len && isxdigit((unsigned char)text[*pos]))
            v = v * 16 + digit_value(text[(*pos)++]);
        return (int)(v & 0xFF);
    }
    if (c >= '0' && c <= '7') {
        v = c - '0';
        for (int i = 0; i < 2 && *pos < len && text[*pos] >= '0' && text[*pos] <= '7'; i++)
            v = v * 8 + (unsigned)(text[(*pos)++] - '0');
        return (int)(v & 0xFF);
    }
    const char *p = strchr(from, c);
    return p && c ? (unsigned char)to[p - from] : c;
}

static int lex_string(struct lexer *x)
{
    size_t start = x->pos + 1, i = start;
    char *buf = arena_alloc(x->arena, x->s->len - x->pos + 1), *p = buf;
    const char *t = x->s->text;
    while (i < x->s->len && t[i] != '"') {
        if (t[i] != '\\') {
            *p++ = t[i++];
            continue;
        }
        i++;
        int c = lex_escape(t, x->s->len, &i);
        if (c < 0)
            break;
        *p++ = (char)c;
    }
    if (i >= x->s->len)
        return span_error(x->d, x->s, x->pos, "this string has no closing '\"'");
    struct token *k = add(x, TOK_STRING, i + 1 - x->pos);
    k->text = buf;
    k->len = (size_t)(p - buf);
    return 0;
}

/* Letters go on after the first character and end in a quote: 'hello'. */
static bool is_quoted_text(const struct lexer *x, size_t i)
{
    size_t start = i;
    while (i < x->s->len && (ident_char((unsigned char)x->s->text[i]) || x->s->text[i] == ' '))
        i++;
    return i > start && ident_char((unsigned char)x->s->text[start]) && i < x->s->len &&
           x->s->text[i] == '\'';
}

static int lex_char(struct lexer *x)
{
    size_t i = x->pos + 1;
    int c;
    if (i >= x->s->len)
        return span_error(x->d, x->s, x->pos, "a character is missing after \"'\"");
    if (x->s->text[i] == '\\') {
        i++;
        c = lex_escape(x->s->text, x->s->len, &i);
        if (c < 0)
            return span_error(x->d, x->s, x->pos, "a character is missing after '\\'");
    } else {
        c = (unsigned char)x->s->text[i++];
        if (c >= 0x80)
            return span_error(x->d, x->s, x->pos, "only ASCII characters can be character constants");
    }
    if (is_quoted_text(x, i))
        return span_error(x->d, x->s, x->pos,
                          "a character constant holds one character; text stands in double quotes");
    if (i < x->s->len && x->s->text[i] == '\'')
        i++;
    add(x, TOK_NUMBER, i - x->pos)->num = (uint64_t)c;
    return 0;
}

/* Digits of `base` from x->pos + skip on, as a number token. */
static int lex_digits(struct lexer *x, size_t skip, unsigned base)
{
    size_t n = skip;
    uint64_t v = 0;
    bool big = false;
    for (int c; (c = peek(x, n)) >= 0 && (isalnum(c) || c == '_'); n++) {
        unsigned dv = digit_value(c);
        if (dv >= base)
            return span_error(x->d, x->s, x->pos + n, "'%c' is not a digit of a base-%u number", c, base);
        big |= v > (UINT64_MAX - dv) / base;
        v = v * base + dv;
    }
    if (n == skip)
        return span_error(x->d, x->s, x->pos, "a digit is missing after '%.*s'", (int)skip,
                          x->s->text + x->pos);
    if (big)
        return span_error(x->d, x->s, x->pos, "the number does not fit 64 bits");
    add(x, TOK_NUMBER, n)->num = v;
    return 0;
}

/* Length of a target's own number prefix here that is followed by a digit of the base, 0 if none. */
static size_t own_prefix(const struct lexer *x, const char **list, unsigned n, unsigned base)
{
    for (unsigned i = 0; i < n; i++) {
        size_t len = strlen(list[i]);
        if (len && x->pos + len < x->s->len && strncasecmp(x->s->text + x->pos, list[i], len) == 0 &&
            digit_value(peek(x, len)) < base)
            return len;
    }
    return 0;
}

static bool after_value(const struct lexer *x)
{
    if (!x->out->v.count)
        return false;
    const struct token *t = &x->out->v.data[x->out->v.count - 1];
    return t->kind == TOK_IDENT || t->kind == TOK_NUMBER || t->kind == TOK_LOCAL || tok_is(t, ")");
}

static int lex_number(struct lexer *x)
{
    int c1 = peek(x, 1);
    size_t n = 0;
    if (peek(x, 0) == '0' && (c1 == 'x' || c1 == 'X'))
        return lex_digits(x, 2, 16);
    if (peek(x, 0) == '0' && (c1 == 'b' || c1 == 'B') && (peek(x, 2) == '0' || peek(x, 2) == '1'))
        return lex_digits(x, 2, 2);
    while (isdigit(peek(x, n) < 0 ? 0 : peek(x, n)))
        n++;
    int c = peek(x, n);
    if ((c == 'f' || c == 'b') && !ident_char(peek(x, n + 1) < 0 ? 0 : peek(x, n + 1)) && n < 10) {
        uint64_t v = 0;
        for (size_t i = 0; i < n; i++)
            v = v * 10 + (uint64_t)(peek(x, i) - '0');
        struct token *t = add(x, TOK_LOCAL, n + 1);
        t->num = v;
        t->forward = c == 'f';
        return 0;
    }
    if (c == '.' || ((c == 'e' || c == 'E') && (isdigit(peek(x, n + 1) & 0xFF) || peek(x, n + 1) == '-'))) {
        while ((c = peek(x, n)) >= 0 &&
               (isalnum(c) || c == '.' || ((c == '-' || c == '+') && tolower(peek(x, n - 1)) == 'e')))
            n++;
        add(x, TOK_FLOAT, n);
        return 0;
    }
    return peek(x, 0) == '0' && n > 1 ? lex_digits(x, 1, 8) : lex_digits(x, 0, 10);
}

static int lex_template(struct lexer *x, int c)
{
    size_t n = 1;
    if (c == '@') {
        while (peek(x, n) >= '0' && peek(x, n) <= '9')
            n++;
        struct token *t = add(x, TOK_LINE, n);
        for (size_t i = 1; i < n && i < 4; i++)
            t->num = t->num * 10 + (uint64_t)(t->text[i] - '0');
        return 0;
    }
    while (peek(x, n) >= 0 && ident_char(peek(x, n)))
        n++;
    if (peek(x, n) != '}')
        return span_error(x->d, x->s, x->pos, "this '{' has no '}'");
    struct token *t = add(x, TOK_HOLE, n + 1);
    t->text++;
    t->len -= 2;
    return 0;
}

static void lex_punct(struct lexer *x, int c)
{
    static const char two[] = "<<>><=>===!=<>&&||";
    int c1 = peek(x, 1);
    for (size_t i = 0; two[i]; i += 2) {
        if (c == two[i] && c1 == two[i + 1]) {
            add(x, TOK_PUNCT, 2)->op = (unsigned)c | (unsigned)c1 << 8;
            return;
        }
    }
    add(x, TOK_PUNCT, 1)->op = (unsigned)c;
}

static int lex_one(struct lexer *x)
{
    int c = peek(x, 0), c1 = peek(x, 1);
    size_t n = 1;
    if (c == '"')
        return lex_string(x);
    if (c == '\'')
        return lex_char(x);
    size_t prefix = own_prefix(x, x->desc->hex, x->desc->nhex, 16);
    if (prefix)
        return lex_digits(x, prefix, 16);
    prefix = own_prefix(x, x->desc->binary, x->desc->nbinary, 2);
    if (prefix && !after_value(x))
        return lex_digits(x, prefix, 2);
    if (isdigit(c))
        return lex_number(x);
    if (x->templates && (c == '{' || (c == '@' && c1 >= '0' && c1 <= '9')))
        return lex_template(x, c);
    /* "a%b" and "a % b" divide; "addq %rax" names a register */
    bool percent = c == '%' && c1 >= 0 && ident_start(c1) && (x->blank || !after_value(x));
    if (percent || ident_start(c)) {
        while (peek(x, n) >= 0 && ident_char(peek(x, n)))
            n++;
        add(x, percent ? TOK_PERCENT : TOK_IDENT, n);
        return 0;
    }
    if (c < 0x20 || c == 0x7F)
        return span_error(x->d, x->s, x->pos, "unexpected character 0x%02X", (unsigned)c);
    lex_punct(x, c);
    return 0;
}

int lex_span(const struct asm_desc *desc, const struct span *s, bool templates, struct arena *a,
             struct diag *d, struct tokens *out)
{
    struct lexer x = { desc, s, templates, a, d, out, 0, false };
    out->v.count = 0;
    while (x.pos < s->len) {
        if (isspace((unsigned char)s->text[x.pos])) {
            x.pos++;
            x.blank = true;
            continue;
        }
        if (lex_one(&x) < 0)
            return -1;
    }
    add(&x, TOK_END, 0);
    return 0;
}
