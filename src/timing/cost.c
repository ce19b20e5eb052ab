/* cost.c - see cost.h: recursive descent to postfix code, and a loop that runs it. */
#include "timing/cost.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum code {
    C_NUM,
    C_A,
    C_B,
    C_SIGNED,
    C_REM,
    C_TAKEN,
    C_BITS,
    C_ADD,
    C_SUB,
    C_MUL,
    C_DIV,
    C_MOD,
    C_SHL,
    C_SHR,
    C_LT,
    C_LE,
    C_GT,
    C_GE,
    C_EQ,
    C_NE,
    C_AND,
    C_OR,
    C_NOT,
    C_NEG,
    C_MIN,
    C_MAX,
    C_ABS,
    C_CLZ,
    C_SEL
};

#define DEPTH_MAX 32

struct parser {
    const char *text, *p;
    struct cost *c;
    const char *error;
    const char *error_at;
    int depth;
};

static void fail(struct parser *ps, const char *why)
{
    if (ps->error)
        return;
    ps->error = why;
    ps->error_at = ps->p;
}

static void emit(struct parser *ps, enum code code, int64_t value)
{
    if (ps->c->ncode == COST_CODE) {
        fail(ps, "this expression is too long");
        return;
    }
    ps->c->code[ps->c->ncode++] = (struct cost_op){ (uint8_t)code, value };
}

static void blanks(struct parser *ps)
{
    while (isspace((unsigned char)*ps->p))
        ps->p++;
}

static bool accept(struct parser *ps, const char *token)
{
    blanks(ps);
    size_t n = strlen(token);
    if (strncmp(ps->p, token, n) != 0)
        return false;
    if (isalpha((unsigned char)token[0]) && (isalnum((unsigned char)ps->p[n]) || ps->p[n] == '_'))
        return false;
    ps->p += n;
    return true;
}

static void expect(struct parser *ps, const char *token, const char *why)
{
    if (!ps->error && !accept(ps, token))
        fail(ps, why);
}

/* Counts a level of nesting, which the caller takes back; false after an error. */
static bool deeper(struct parser *ps)
{
    if (++ps->depth > DEPTH_MAX)
        fail(ps, "this expression is nested too deeply");
    return !ps->error;
}

static void expression(struct parser *ps);
static void primary(struct parser *ps);

static const struct {
    const char *name;
    uint8_t code, args; /* args 0: a variable */
} names[] = { { "a", C_A, 0 },         { "b", C_B, 0 },       { "signed", C_SIGNED, 0 }, { "rem", C_REM, 0 },
              { "taken", C_TAKEN, 0 }, { "bits", C_BITS, 0 }, { "min", C_MIN, 2 },       { "max", C_MAX, 2 },
              { "abs", C_ABS, 1 },     { "clz", C_CLZ, 1 } };

static void arguments(struct parser *ps, unsigned n)
{
    expect(ps, "(", "expected '(' after the name of a function");
    for (unsigned i = 0; i < n && !ps->error; i++) {
        if (i)
            expect(ps, ",", "expected ',' and another argument");
        expression(ps);
    }
    expect(ps, ")", "expected ')' to close the '('");
}

static void name(struct parser *ps)
{
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (!accept(ps, names[i].name))
            continue;
        if (names[i].args)
            arguments(ps, names[i].args);
        emit(ps, (enum code)names[i].code, 0);
        return;
    }
    fail(ps, "unknown name; known are a, b, bits, signed, rem, taken, min, max, abs, clz");
}

static void number(struct parser *ps)
{
    char *end;
    unsigned long long v = strtoull(ps->p, &end, ps->p[0] == '0' && (ps->p[1] | 32) == 'x' ? 16 : 10);
    if (v > INT32_MAX)
        fail(ps, "this number is too large");
    ps->p = end;
    emit(ps, C_NUM, (int64_t)v);
}

static void unary(struct parser *ps, enum code code)
{
    if (deeper(ps)) {
        primary(ps);
        emit(ps, code, 0);
    }
    ps->depth--;
}

static void primary(struct parser *ps)
{
    blanks(ps);
    if (isdigit((unsigned char)*ps->p)) {
        number(ps);
    } else if (accept(ps, "(")) {
        expression(ps);
        expect(ps, ")", "expected ')' to close the '('");
    } else if (accept(ps, "-")) {
        unary(ps, C_NEG);
    } else if (accept(ps, "!")) {
        unary(ps, C_NOT);
    } else if (isalpha((unsigned char)*ps->p)) {
        name(ps);
    } else {
        fail(ps, "expected a number, a name or '('");
    }
}

/* Longer tokens stand before their beginnings. */
static const struct {
    const char *token;
    uint8_t code, level;
} operators[] = { { "||", C_OR, 0 },  { "&&", C_AND, 1 }, { "==", C_EQ, 2 }, { "!=", C_NE, 2 },
                  { "<<", C_SHL, 4 }, { ">>", C_SHR, 4 }, { "<=", C_LE, 3 }, { ">=", C_GE, 3 },
                  { "<", C_LT, 3 },   { ">", C_GT, 3 },   { "+", C_ADD, 5 }, { "-", C_SUB, 5 },
                  { "*", C_MUL, 6 },  { "/", C_DIV, 6 },  { "%", C_MOD, 6 } };

static const size_t noperators = sizeof operators / sizeof operators[0];

static void binary(struct parser *ps, unsigned level)
{
    if (level > 6) {
        primary(ps);
        return;
    }
    binary(ps, level + 1);
    while (!ps->error) {
        size_t i = 0;
        blanks(ps);
        while (i < noperators && strncmp(ps->p, operators[i].token, strlen(operators[i].token)) != 0)
            i++;
        if (i == noperators || operators[i].level != level)
            return;
        ps->p += strlen(operators[i].token);
        binary(ps, level + 1);
        emit(ps, (enum code)operators[i].code, 0);
    }
}

static void expression(struct parser *ps)
{
    bool fine = deeper(ps);
    if (fine && accept(ps, "if")) {
        expression(ps);
        expect(ps, "then", "expected 'then'");
        expression(ps);
        expect(ps, "else", "expected 'else'");
        expression(ps);
        emit(ps, C_SEL, 0);
    } else if (fine) {
        binary(ps, 0);
    }
    ps->depth--;
}

struct cost cost_const(uint32_t cycles)
{
    return (struct cost){ .constant = true, .by_taken = true, .value = cycles, .taken_value = cycles };
}

/* Does it ask for any of these? */
static bool asks(const struct cost *c, enum code from, enum code to)
{
    for (unsigned i = 0; i < c->ncode; i++)
        if (c->code[i].code >= from && c->code[i].code <= to)
            return true;
    return false;
}

const char *cost_parse(const char *text, struct cost *c, size_t *at)
{
    struct parser ps = { .text = text, .p = text, .c = c };
    memset(c, 0, sizeof *c);
    c->text = text;
    expression(&ps);
    blanks(&ps);
    if (*ps.p)
        fail(&ps, "expected an operator");
    *at = ps.error ? (size_t)(ps.error_at - text) : 0;
    if (ps.error)
        return ps.error;
    if (!asks(c, C_A, C_REM) && !asks(c, C_BITS, C_BITS)) {
        c->value = cost_eval(c, &(struct cost_in){ 0 });
        c->taken_value = cost_eval(c, &(struct cost_in){ .taken = true });
        c->constant = !asks(c, C_TAKEN, C_TAKEN);
        c->by_taken = true;
    }
    return NULL;
}

static int64_t shift_left(int64_t x, int64_t n)
{
    return n < 0 || n > 63 ? 0 : (int64_t)((uint64_t)x << n);
}

static int64_t shift_right(int64_t x, int64_t n)
{
    return n < 0 || n > 63 ? (x < 0 ? -1 : 0) : x >> n;
}

static int64_t leading_zeros(int64_t x, unsigned bits)
{
    uint64_t v = bits >= 64 ? (uint64_t)x : (uint64_t)x & ((UINT64_C(1) << bits) - 1);
    return v ? __builtin_clzll(v) - (64 - (int64_t)bits) : bits;
}

static int64_t apply(enum code code, int64_t x, int64_t y)
{
    switch (code) {
    case C_ADD: return (int64_t)((uint64_t)x + (uint64_t)y);
    case C_SUB: return (int64_t)((uint64_t)x - (uint64_t)y);
    case C_MUL: return (int64_t)((uint64_t)x * (uint64_t)y);
    case C_DIV: return y == 0 ? 0 : y == -1 ? (int64_t)(0 - (uint64_t)x) : x / y;
    case C_MOD: return y == 0 || y == -1 ? 0 : x % y;
    case C_SHL: return shift_left(x, y);
    case C_SHR: return shift_right(x, y);
    case C_LT: return x < y;
    case C_LE: return x <= y;
    case C_GT: return x > y;
    case C_GE: return x >= y;
    case C_EQ: return x == y;
    case C_NE: return x != y;
    case C_AND: return x && y;
    case C_OR: return x || y;
    case C_MIN: return x < y ? x : y;
    case C_MAX: return x > y ? x : y;
    case C_NUM:
    case C_A:
    case C_B:
    case C_SIGNED:
    case C_REM:
    case C_TAKEN:
    case C_BITS:
    case C_NOT:
    case C_NEG:
    case C_ABS:
    case C_CLZ:
    case C_SEL: break;
    }
    return 0;
}

static int64_t run(const struct cost *c, const struct cost_in *in)
{
    int64_t s[COST_CODE + 1] = { 0 };
    unsigned n = 0;
    unsigned bits = in->bits ? in->bits : 64;
    for (unsigned i = 0; i < c->ncode; i++) {
        uint8_t code = c->code[i].code;
        switch (code) {
        case C_NUM: s[n++] = c->code[i].value; break;
        case C_A: s[n++] = in->a; break;
        case C_B: s[n++] = in->b; break;
        case C_SIGNED: s[n++] = in->is_signed; break;
        case C_REM: s[n++] = in->rem; break;
        case C_TAKEN: s[n++] = in->taken; break;
        case C_BITS: s[n++] = bits; break;
        case C_NOT: s[n - 1] = !s[n - 1]; break;
        case C_NEG: s[n - 1] = (int64_t)(0 - (uint64_t)s[n - 1]); break;
        case C_ABS: s[n - 1] = s[n - 1] < 0 ? (int64_t)(0 - (uint64_t)s[n - 1]) : s[n - 1]; break;
        case C_CLZ: s[n - 1] = leading_zeros(s[n - 1], bits); break;
        case C_SEL:
            s[n - 3] = s[n - 3] ? s[n - 2] : s[n - 1];
            n -= 2;
            break;
        default:
            s[n - 2] = apply((enum code)code, s[n - 2], s[n - 1]);
            n--;
            break;
        }
    }
    return s[0];
}

uint32_t cost_eval(const struct cost *c, const struct cost_in *in)
{
    if (c->constant)
        return c->value;
    if (c->by_taken)
        return in->taken ? c->taken_value : c->value;
    int64_t v = run(c, in);
    return v < 1 ? 1 : v > COST_MAX ? COST_MAX : (uint32_t)v;
}
