/* encode.c - the text of an encoding -> bits, operands and groups, in the order written (most significant bit
 * first).
 *
 * Tokens: 0101 bits, 0x4C four bits a digit, 5:3 a value in 3 bits, --- ignored, name, name:5, name:16le,
 * name[12|10:5], m:group, and / between units. Or a format's name followed by field=constant (field=- ignores
 * it). layout.c puts the bits into memory order. */
#include "isa/load.h"

#include <ctype.h>
#include <string.h>

/* A token and where it stands. */
struct token {
    const struct text *t;
    size_t off, len;
    const char *s;
};

static bool fail(struct enc *e, const struct token *k, const char *fmt, ...) PRINTF_LIKE(3, 4);
static bool fail(struct enc *e, const struct token *k, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    diag_verror(e->l->d, DIAG_ERROR, text_loc(k->t, k->off), fmt, ap);
    va_end(ap);
    return false;
}

static bool next_token(const struct text *t, size_t *at, struct token *k)
{
    const char *s = t->s;
    while (s[*at] == ' ' || s[*at] == '\n' || s[*at] == '\t')
        ++*at;
    k->t = t;
    k->off = *at;
    k->s = s + *at;
    /* blanks inside [ ] belong to the token */
    for (int depth = 0; s[*at] && (depth > 0 || !isspace((unsigned char)s[*at])); ++*at)
        depth += s[*at] == '[' ? 1 : s[*at] == ']' ? -1 : 0;
    k->len = *at - k->off;
    return k->len > 0;
}

static size_t word_length(const char *s)
{
    size_t n = 0;
    if (isalpha((unsigned char)s[0]) || s[0] == '_')
        while (isalnum((unsigned char)s[n]) || s[n] == '_')
            n++;
    return n;
}

/* ---- bits -------------------------------------------------------------------------------------------- */

static bool add_bit(struct enc *e, const struct token *k, char what, unsigned operand, unsigned bit)
{
    if (e->nbits == ENC_MAX_BITS)
        return fail(e, k, "an encoding has at most %d bits", ENC_MAX_BITS);
    e->bits[e->nbits++] = (struct enc_bit){ what, (uint8_t)operand, (uint8_t)bit };
    return true;
}

static bool add_value(struct enc *e, const struct token *k, uint64_t v, unsigned n)
{
    if (n < 64 && v >> n)
        return fail(e, k, "%llu doesn't fit in %u bit%s", (unsigned long long)v, n, n == 1 ? "" : "s");
    for (unsigned b = n; b-- > 0;)
        if (!add_bit(e, k, (v >> b & 1) ? '1' : '0', 0, 0))
            return false;
    return true;
}

/* ---- operands ---------------------------------------------------------------------------------------- */

/* Attributes of a name: the item's own `fields`, the format's, the global field. false after an error. */
static bool find_attributes(struct enc *e, const struct token *k, const char *name, struct field *out,
                            bool *found)
{
    const struct yaml *y = yaml_get(e->local, name);
    struct field *global = map_get(&e->l->fields, name);
    (void)k;
    *found = true;
    if (global)
        global->used = true;
    if (!y && e->format && strcmp(name, "bits") != 0)
        y = yaml_get(e->format->node, name);
    if (y) {
        if (!field_parse(e->l, y, name, out))
            return false;
        if (!out->bits && global)
            out->bits = global->bits;
        return true;
    }
    if (global) {
        *out = *global;
        return true;
    }
    memset(out, 0, sizeof *out);
    out->op.name = name;
    *found = false;
    return true;
}

static int find_operand(const struct enc *e, const char *name)
{
    for (unsigned i = 0; i < e->p->insn.noperands; i++)
        if (strcmp(e->p->insn.operands[i].name, name) == 0)
            return (int)i;
    return -1;
}

/* The operand `name`, made at its first bit. -1 after an error. */
static int operand(struct enc *e, const struct token *k, const char *name, const struct field *f)
{
    struct insn *insn = &e->p->insn;
    int i = find_operand(e, name);
    if (i >= 0)
        return i;
    if (insn->noperands == INSN_MAX_OPERANDS) {
        fail(e, k, "an instruction has at most %d operands", INSN_MAX_OPERANDS);
        return -1;
    }
    struct operand *op = &insn->operands[insn->noperands];
    *op = f->op;
    op->name = name;
    op->loc = text_loc(k->t, k->off);
    op->sem_width = (uint8_t)f->as; /* 0: decided when the encoding is complete */
    return insn->noperands++;
}

static int find_fixed(struct enc *e, const char *name)
{
    for (unsigned i = 0; i < e->nfixed; i++)
        if (strcmp(e->fixed[i].name, name) == 0) {
            e->fixed[i].used = true;
            return (int)i;
        }
    return -1;
}

/* Bits hi..lo of a field: constant if the use of the format fixes it, else of an operand. */
static bool add_field(struct enc *e, const struct token *k, const char *name, const struct field *f,
                      unsigned hi, unsigned lo)
{
    int fixed = find_fixed(e, name);
    if (fixed >= 0) {
        for (unsigned b = hi + 1; b-- > lo;) {
            char bit = e->fixed[fixed].ignore ? '-' : (e->fixed[fixed].value >> b & 1) ? '1' : '0';
            if (!add_bit(e, k, bit, 0, 0))
                return false;
        }
        return true;
    }
    int i = operand(e, k, name, f);
    if (i < 0)
        return false;
    for (unsigned b = hi + 1; b-- > lo;) {
        if (e->have[i] >> b & 1)
            return fail(e, k, "bit %u of '%s' is encoded twice", b, name);
        e->have[i] |= UINT64_C(1) << b;
        if (!add_bit(e, k, 'f', (unsigned)i, b))
            return false;
    }
    return true;
}

/* A fixed value must fit the whole field. */
static bool check_fixed(struct enc *e, const struct token *k, const char *name, unsigned width)
{
    for (unsigned i = 0; i < e->nfixed; i++) {
        int64_t v = e->fixed[i].value;
        if (strcmp(e->fixed[i].name, name) != 0 || e->fixed[i].ignore || width >= 63)
            continue;
        if (v < 0 || v >= INT64_C(1) << width) {
            diag_error(e->l->d, text_loc(&e->text, e->fixed[i].off), "%s=%lld doesn't fit in %u bit%s", name,
                       (long long)v, width, width == 1 ? "" : "s");
            return false;
        }
    }
    (void)k;
    return true;
}

/* name[12|10:5] */
static bool sliced_token(struct enc *e, const struct token *k, size_t n)
{
    char *name = arena_strndup(e->l->a, k->s, n);
    struct field f;
    bool found;
    unsigned hi, lo, top = 0;
    if (k->s[k->len - 1] != ']')
        return fail(e, k, "']' is missing");
    if (!find_attributes(e, k, name, &f, &found))
        return false;
    if (!f.as && !f.op.reg && !f.op.space && !f.op.letters)
        f.as = UINT8_MAX; /* an immediate: as wide as the ISA's word */
    for (size_t at = n + 1; at < k->len;) {
        size_t len = strcspn(k->s + at, "|]");
        if (!load_plain_range(k->s + at, len, &hi, &lo) &&
            !load_range(e->l, text_scalar(e->l, k->t, k->off + at, len), 64,
                        arena_printf(e->l->a, "operand '%s'", name), &hi, &lo))
            return false;
        if (!add_field(e, k, name, &f, hi, lo))
            return false;
        top = hi > top ? hi : top;
        at += len + 1;
    }
    return check_fixed(e, k, name, top + 1);
}

static bool group_token(struct enc *e, const struct token *k, const char *name, const char *group)
{
    char buf[DIAG_SUGGEST_MAX];
    struct group *g = map_get(&e->l->groups, group);
    if (!g)
        return fail(e, k, "there is no group '%s'%s", group, load_suggest_map(buf, group, &e->l->groups));
    if (e->ngroups == INSN_MAX_OPERANDS)
        return fail(e, k, "too many groups in one encoding");
    g->used = true;
    e->groups[e->ngroups++] = (struct enc_group){ name, g, e->nbits };
    for (unsigned i = 0; i < g->bits; i++)
        if (!add_bit(e, k, 'g', 0, 0))
            return false;
    return true;
}

/* A field of n bits whose bytes may be in the other order than the bits are laid out. */
static bool wide_field(struct enc *e, const struct token *k, const char *name, const struct field *f,
                       unsigned n, const char *order)
{
    bool little = strcmp(order, "le") == 0, lsb_first = e->l->isa->unit > 8 && !e->l->isa->big_endian;
    unsigned start = e->chunk_start[e->nchunks - 1];
    if (n % 8 || (e->nbits - start) % 8)
        return fail(e, k, "'%s' has a byte order, so it must be whole bytes and start at one", name);
    if (little == lsb_first)
        return add_field(e, k, name, f, n - 1, 0);
    for (unsigned b = 0; b < n; b += 8)
        if (!add_field(e, k, name, f, b + 7, b))
            return false;
    return true;
}

/* name, name:5, name:16le, m:group */
static bool named_token(struct enc *e, const struct token *k, size_t n, const char *prefix)
{
    char *bare = arena_strndup(e->l->a, k->s, n), *name = bare;
    char buf[DIAG_SUGGEST_MAX];
    const char *rest = k->s + n + 1;
    struct field f;
    bool found;
    unsigned width = 0;
    if (prefix)
        name = arena_printf(e->l->a, "%s.%s", prefix, bare);
    if (n < k->len && k->s[n] != ':')
        return fail(e, k, "'%.*s' can't be read in an encoding", (int)k->len, k->s);
    if (n < k->len && !isdigit((unsigned char)*rest))
        return group_token(e, k, name, arena_strndup(e->l->a, rest, k->len - n - 1));
    if (!find_attributes(e, k, bare, &f, &found))
        return false;
    size_t at = n + 1;
    while (at < k->len && isdigit((unsigned char)k->s[at]) && width < 1000)
        width = width * 10 + (unsigned)(k->s[at++] - '0');
    if (n == k->len) {
        if (!found)
            return fail(e, k, "there is no field '%s'%s", bare, load_suggest_map(buf, bare, &e->l->fields));
        width = f.bits;
    }
    if (width < 1 || width > 64)
        return fail(e, k, "'%s' needs a width in 1..64, as in %s:5", bare, bare);
    if (!check_fixed(e, k, bare, width))
        return false;
    if (at < k->len) {
        char *order = arena_strndup(e->l->a, k->s + at, k->len - at);
        if (strcmp(order, "le") != 0 && strcmp(order, "be") != 0)
            return fail(e, k, "'%s' is no byte order: le or be", order);
        return wide_field(e, k, name, &f, width, order);
    }
    return add_field(e, k, name, &f, width - 1, 0);
}

/* 0x4C, 5:3, 0x10:8 */
static bool number_token(struct enc *e, const struct token *k)
{
    char *s = arena_strndup(e->l->a, k->s, k->len), *colon = strchr(s, ':');
    int64_t v, n;
    if (colon) {
        *colon = '\0';
        if (!load_number(s, &v) || !load_number(colon + 1, &n) || v < 0 || n < 1 || n > 64)
            return fail(e, k, "'%.*s' can't be read: a value in so many bits is written 5:3", (int)k->len,
                        k->s);
        return add_value(e, k, (uint64_t)v, (unsigned)n);
    }
    if (s[0] == '0' && s[1] == 'x') {
        if (!load_number(s, &v) || k->len > 18)
            return fail(e, k, "'%s' is no number", s);
        return add_value(e, k, (uint64_t)v, (unsigned)(k->len - 2) * 4);
    }
    return fail(e, k, "'%s': bits are 0, 1 and -; a value in so many bits is written %s:3", s, s);
}

static bool one_token(struct enc *e, const struct token *k, const char *prefix)
{
    size_t n = word_length(k->s);
    if (k->len == 1 && k->s[0] == '/') {
        e->chunk_start[e->nchunks++] = e->nbits;
        return true;
    }
    if (strspn(k->s, "01-") >= k->len) {
        for (size_t i = 0; i < k->len; i++)
            if (!add_bit(e, k, k->s[i], 0, 0))
                return false;
        return true;
    }
    if (isdigit((unsigned char)k->s[0]))
        return number_token(e, k);
    if (n == 0)
        return fail(e, k, "'%.*s' can't be read in an encoding", (int)k->len, k->s);
    return n < k->len && k->s[n] == '[' ? sliced_token(e, k, n) : named_token(e, k, n, prefix);
}

static bool all_tokens(struct enc *e, const struct text *t, size_t at, const char *prefix)
{
    struct token k;
    while (next_token(t, &at, &k))
        if (!one_token(e, &k, prefix))
            return false;
    return true;
}

/* ---- formats ----------------------------------------------------------------------------------------- */

unsigned enc_names(struct loader *l, const struct yaml *bits, const char **names)
{
    const struct text t = { .s = bits->text };
    struct token k;
    unsigned n = 0;
    for (size_t at = 0; n < ENC_MAX_BITS && next_token(&t, &at, &k);) {
        size_t len = word_length(k.s), i = 0;
        if (k.s[len] == ':' && !isdigit((unsigned char)k.s[len + 1]))
            continue; /* a group */
        while (i < n && (strlen(names[i]) != len || memcmp(names[i], k.s, len) != 0))
            i++;
        if (len > 0 && i == n)
            names[n++] = arena_strndup(l->a, k.s, len);
    }
    return n;
}

/* field=value after the format's name. */
static bool format_argument(struct enc *e, const struct token *k)
{
    size_t n = word_length(k->s);
    int64_t v = 0;
    if (n == 0 || n >= k->len || k->s[n] != '=')
        return fail(e, k, "after the format's name, `field=value` is expected, not '%.*s'", (int)k->len,
                    k->s);
    if (e->nfixed == sizeof e->fixed / sizeof e->fixed[0])
        return fail(e, k, "too many fixed fields");
    bool ignore = k->len == n + 2 && k->s[n + 1] == '-';
    if (!ignore && !load_number_n(k->s + n + 1, k->len - n - 1, &v) &&
        !load_const(e->l, text_scalar(e->l, k->t, k->off + n + 1, k->len - n - 1), &v))
        return false;
    e->fixed[e->nfixed].name = arena_strndup(e->l->a, k->s, n);
    e->fixed[e->nfixed].off = k->off;
    e->fixed[e->nfixed].ignore = ignore;
    e->fixed[e->nfixed].used = false;
    e->fixed[e->nfixed++].value = v;
    return true;
}

static bool use_format(struct enc *e, struct format *f, size_t at)
{
    struct text *bits = ARENA_NEW(e->l->a, struct text);
    struct token k;
    e->format = f;
    f->used = true;
    while (next_token(&e->text, &at, &k))
        if (!format_argument(e, &k))
            return false;
    if (!text_subst(e->l, f->bits, NULL, NULL, bits) || !all_tokens(e, bits, 0, NULL))
        return false;
    for (unsigned i = 0; i < e->nfixed; i++)
        if (!e->fixed[i].used) {
            diag_error(e->l->d, text_loc(&e->text, e->fixed[i].off), "format '%s' has no field '%s'", f->name,
                       e->fixed[i].name);
            return false;
        }
    return true;
}

bool enc_read(struct enc *e, const struct yaml *enc)
{
    struct token k;
    size_t at = 0;
    if (!text_subst(e->l, enc, e->cells, e->used_cols, &e->text))
        return false;
    e->chunk_start[e->nchunks++] = 0;
    if (!next_token(&e->text, &at, &k)) {
        diag_error(e->l->d, enc->loc, "the encoding is empty");
        return false;
    }
    struct format *f = map_get(&e->l->formats, arena_strndup(e->l->a, k.s, k.len));
    return f ? use_format(e, f, at) : all_tokens(e, &e->text, 0, NULL);
}

bool enc_tail(struct enc *e, const struct yaml *tail, const char *prefix)
{
    struct text *t = ARENA_NEW(e->l->a, struct text);
    if (!text_subst(e->l, tail, NULL, NULL, t))
        return false;
    e->chunk_start[e->nchunks++] = e->nbits;
    return all_tokens(e, t, 0, prefix);
}
