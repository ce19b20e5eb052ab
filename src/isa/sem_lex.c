/* sem_lex.c - the semantics language: characters -> tokens.
 *
 * Knows where an expression may continue on the next line (inside parentheses, after an operator, before
 * `then`, `else`, `elif`), so the parser sees a newline token only where a statement ends. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "isa/sem_int.h"

/* Longest first within a first character. */
static const struct {
    const char *text;
    uint8_t op;
} operators[] = {
    { "<=_s", OP_LES }, { ">=_s", OP_GES },    { ">>_s", OP_SAR }, { "<_s", OP_LTS },   { ">_s", OP_GTS },
    { "/_s", OP_DIVS }, { "%_s", OP_REMS },    { "||", OP_OROR },  { "&&", OP_ANDAND }, { "==", OP_EQ },
    { "=>", P_ARROW },  { "!=", OP_NE },       { "<=", OP_LE },    { ">=", OP_GE },     { "<<", OP_SHL },
    { ">>", OP_SHR },   { "+:", P_PLUSCOLON }, { "..", P_DOTDOT }, { "<", OP_LT },      { ">", OP_GT },
    { "|", OP_OR },     { "^", OP_XOR },       { "&", OP_AND },    { "@", OP_CONCAT },  { "+", OP_ADD },
    { "-", OP_SUB },    { "*", OP_MUL },       { "/", OP_DIV },    { "%", OP_REM },     { "~", OP_NOT },
    { "!", OP_LNOT },   { "(", P_LPAREN },     { ")", P_RPAREN },  { "[", P_LBRACK },   { "]", P_RBRACK },
    { "{", P_LBRACE },  { "}", P_RBRACE },     { ",", P_COMMA },   { ":", P_COLON },    { ".", P_DOT },
    { "=", P_ASSIGN },
};

const char *sem_op_text(unsigned op)
{
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        if (operators[i].op == op) {
            return operators[i].text;
        }
    }
    return op == P_TICK ? "'" : "?";
}

struct lexer {
    struct sem *s;
    const struct yaml *y;
    const struct loc *row;
    struct diag *d;
    const char *text;
    unsigned off;
    int depth; /* of ( and [ */
    struct tokens *out;
};

static struct token *add(struct lexer *lx, uint8_t kind, unsigned off, unsigned len)
{
    struct token *t = vec_push(lx->out);
    *t = (struct token){ .kind = kind, .off = off, .len = len };
    return t;
}

static bool error_at(struct lexer *lx, unsigned off, const char *what)
{
    return sem_error(lx->s, lx->d, (struct place_in){ lx->y, off, lx->row }, "%s", what);
}

static bool lex_number(struct lexer *lx)
{
    unsigned start = lx->off, digits = 0;
    unsigned base = 10;
    uint64_t v = 0;
    const char *p = lx->text + start;
    if (*p == '0' && (p[1] == 'x' || p[1] == 'X')) {
        base = 16;
        p += 2;
    } else if (*p == '0' && (p[1] == 'b' || p[1] == 'B')) {
        base = 2;
        p += 2;
    } else if (*p == '0' && isdigit((unsigned char)p[1])) {
        return error_at(lx, start, "a number does not begin with 0 (hexadecimal is 0x, binary 0b)");
    }
    for (; isalnum((unsigned char)*p) || *p == '_'; p++) {
        if (*p == '_') {
            continue;
        }
        unsigned dv = digit_value(*p);
        if (dv >= base) {
            return error_at(lx, (unsigned)(p - lx->text), "this is not a digit of the number");
        }
        if (v > (UINT64_MAX - dv) / base) {
            return error_at(lx, start, "this number does not fit in 64 bits");
        }
        v = v * base + dv;
        digits++;
    }
    if (!digits) {
        return error_at(lx, start, "a number without digits");
    }
    lx->off = (unsigned)(p - lx->text);
    add(lx, T_NUM, start, lx->off - start)->num = v;
    return true;
}

static void lex_name(struct lexer *lx, bool cell)
{
    unsigned start = lx->off, from = start + cell;
    unsigned end = from;
    while (isalnum((unsigned char)lx->text[end]) || lx->text[end] == '_') {
        end++;
    }
    lx->off = end;
    struct token *t = add(lx, cell ? T_CELL : T_ID, start, end - start);
    t->name = sem_intern(lx->s, lx->text + from, end - from);
}

/* 'text', unless the quote follows a width directly (8'0xFF). */
static bool lex_quote(struct lexer *lx)
{
    struct token *last = lx->out->count ? &lx->out->data[lx->out->count - 1] : NULL;
    if (last && (last->kind == T_NUM || last->kind == T_ID || (last->kind == T_OP && last->op == P_RPAREN)) &&
        last->off + last->len == lx->off) {
        add(lx, T_OP, lx->off++, 1)->op = P_TICK;
        return true;
    }
    unsigned start = lx->off + 1;
    const char *end = strchr(lx->text + start, '\'');
    if (!end) {
        return error_at(lx, lx->off, "this quote is not closed");
    }
    unsigned len = (unsigned)(end - lx->text) - start;
    add(lx, T_TEXT, lx->off, len + 2)->name = sem_intern(lx->s, lx->text + start, len);
    lx->off = start + len + 1;
    return true;
}

static bool lex_operator(struct lexer *lx)
{
    const char *p = lx->text + lx->off;
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        size_t n = strlen(operators[i].text);
        if (strncmp(p, operators[i].text, n) == 0) {
            uint8_t op = operators[i].op;
            add(lx, T_OP, lx->off, (unsigned)n)->op = op;
            lx->off += (unsigned)n;
            lx->depth += (op == P_LPAREN || op == P_LBRACK) - (op == P_RPAREN || op == P_RBRACK);
            return true;
        }
    }
    if (*p == '?') {
        return error_at(lx, lx->off, "there is no '?'; write  if c then a else b");
    }
    char buf[64];
    snprintf(buf, sizeof buf,
             isprint((unsigned char)*p) ? "unexpected character '%c'" : "unexpected byte 0x%02x",
             (unsigned char)*p);
    return error_at(lx, lx->off, buf);
}

static bool lex_one(struct lexer *lx)
{
    char c = lx->text[lx->off];
    if (c == '\n' || c == ';') {
        if (c == ';' || lx->depth <= 0) {
            add(lx, T_NL, lx->off, 1);
        }
        lx->off++;
        return true;
    }
    if (c == ' ' || c == '\t' || c == '\r') {
        lx->off++;
        return true;
    }
    if (c == '/' && lx->text[lx->off + 1] == '/') {
        lx->off += (unsigned)strcspn(lx->text + lx->off, "\n");
        return true;
    }
    if (isdigit((unsigned char)c)) {
        return lex_number(lx);
    }
    if (isalpha((unsigned char)c) || (c == '_' && !isalnum((unsigned char)lx->text[lx->off + 1]))) {
        lex_name(lx, false);
        return true;
    }
    if (c == '$' && isalpha((unsigned char)lx->text[lx->off + 1])) {
        lex_name(lx, true);
        return true;
    }
    return c == '\'' ? lex_quote(lx) : lex_operator(lx);
}

static bool continues_before(const struct token *t)
{
    static const char *const words[] = { "then", "else", "elif" };
    for (size_t i = 0; t->kind == T_ID && i < sizeof words / sizeof *words; i++) {
        if (strcmp(t->name->text, words[i]) == 0) {
            return true;
        }
    }
    return false;
}

static bool continues_after(const struct token *t)
{
    if (t->kind == T_ID) {
        return strcmp(t->name->text, "then") == 0 || strcmp(t->name->text, "else") == 0;
    }
    return t->kind == T_OP && (t->op < OP_NOT || t->op == P_COMMA || t->op == P_ASSIGN || t->op == P_ARROW);
}

/* Drops newlines that do not end a statement, and repeated ones. A `;` counts as a newline here: nothing can
 * sensibly stand between an operator and a `;`, and the parser says what is missing. */
static void drop_newlines(struct lexer *lx)
{
    struct tokens *v = lx->out;
    size_t n = 0;
    for (size_t i = 0; i < v->count; i++) {
        if (v->data[i].kind == T_NL && lx->text[v->data[i].off] == '\n') {
            size_t j = i + 1;
            while (v->data[j].kind == T_NL) {
                j++;
            }
            if (continues_before(&v->data[j]) || (n && continues_after(&v->data[n - 1]))) {
                continue;
            }
        }
        v->data[n++] = v->data[i];
    }
    v->count = n;
}

bool sem_lex(struct sem *s, const struct yaml *y, const struct loc *row, struct diag *d, struct tokens *out)
{
    struct lexer lx = { .s = s, .y = y, .row = row, .d = d, .text = y->text, .out = out };
    while (lx.text[lx.off]) {
        if (!lex_one(&lx)) {
            return false;
        }
    }
    add(&lx, T_EOF, lx.off, 0);
    drop_newlines(&lx);
    return true;
}
