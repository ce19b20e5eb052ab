/* overlap.c - two encodings must not match the same bits, unless `where` keeps them apart.
 *
 * The decision tree brings the candidates together: instructions that share a leaf overlap. That includes a
 * short encoding that is the beginning of a longer one. */
#include "isa/load.h"

#include <stdlib.h>
#include <string.h>

#define ENUM_BITS 12 /* operand bits that are tried out one by one */

/* Values of a's operands while a condition is tried: bits that both patterns leave open come from `open`. */
struct trial {
    const struct insn *a;
    struct ibits raw, fixed;
    uint8_t asked; /* operands that the condition speaks of */
};

static bool trial_get(const void *ctx, const char *name, int64_t *value)
{
    struct trial *t = *(struct trial *const *)ctx;
    for (unsigned i = 0; i < t->a->noperands; i++) {
        const struct operand *op = &t->a->operands[i];
        if (strcmp(op->name, name) != 0)
            continue;
        uint64_t v = isa_operand_value(op, &t->raw);
        t->asked |= (uint8_t)(1u << i);
        *value = op->is_signed && op->sem_width < 64
                     ? (int64_t)(v << (64 - op->sem_width)) >> (64 - op->sem_width)
                     : (int64_t)v;
        return true;
    }
    return false;
}

static bool evaluate(struct loader *l, struct trial *t, const struct sem_expr *e)
{
    struct sem_names names = { trial_get, &t };
    int64_t v;
    return !sem_const(l->sem, e, &names, &v) || v != 0;
}

/* Positions of the open bits of the operands in `which`; returns how many, at most ENUM_BITS + 1. */
static unsigned open_bits(const struct trial *t, unsigned which, uint8_t *pos)
{
    unsigned n = 0;
    for (unsigned i = 0; i < t->a->noperands; i++)
        for (unsigned s = 0; (which >> i & 1) && s < t->a->operands[i].nslices; s++)
            for (unsigned k = 0; k < t->a->operands[i].slices[s].n; k++) {
                unsigned p = t->a->operands[i].slices[s].pos + k;
                if (!(t->fixed.w[p / 64] >> p % 64 & 1) && n <= ENUM_BITS)
                    pos[n++] = (uint8_t)p;
            }
    return n;
}

/* Whether one condition of a is false for every word that matches both patterns. */
static bool never_holds(struct loader *l, struct trial *t, const struct sem_expr *e)
{
    uint8_t pos[ENUM_BITS + 1];
    unsigned n;
    t->asked = 0;
    if (evaluate(l, t, e))
        return false;
    /* short circuits may hide operands: repeat until none is new */
    for (unsigned before = ~0u; before != t->asked;) {
        before = t->asked;
        n = open_bits(t, t->asked, pos);
        if (n > ENUM_BITS)
            return false;
        for (uint64_t v = 0; v < UINT64_C(1) << n; v++) {
            for (unsigned k = 0; k < n; k++)
                ibits_put(&t->raw, pos[k], 1, v >> k);
            if (evaluate(l, t, e))
                return false;
        }
    }
    return true;
}

bool overlap_where_never(struct loader *l, const struct insn *insn)
{
    struct trial t = { .a = insn, .raw = insn->value, .fixed = insn->mask };
    return never_holds(l, &t, insn->where);
}

/* `where` of a is taken apart at &&; one part that never holds is enough. */
static bool where_excludes(struct loader *l, unsigned ai, unsigned bi)
{
    const struct proto *p = l->protos.data[ai];
    const struct insn *a = &l->isa->insns[ai], *b = &l->isa->insns[bi];
    if (!a->where)
        return false;
    const char *s = p->where.s;
    for (size_t at = 0; s[at];) {
        size_t end = at;
        for (int depth = 0; s[end] && !(depth == 0 && s[end] == '&' && s[end + 1] == '&'); end++)
            depth += s[end] == '(' ? 1 : s[end] == ')' ? -1 : 0;
        const struct sem_expr *e =
            sem_parse_expr(l->sem, text_scalar(l, &p->where, at, end - at), NULL, l->d);
        struct trial t = { .a = a };
        for (unsigned w = 0; w < 2; w++) {
            t.raw.w[w] = a->value.w[w] | b->value.w[w];
            t.fixed.w[w] = a->mask.w[w] | b->mask.w[w];
        }
        if (e && never_holds(l, &t, e))
            return true;
        at = s[end] ? end + 2 : end;
    }
    return false;
}

static bool conflict(const struct insn *a, const struct insn *b)
{
    for (unsigned w = 0; w < 2; w++)
        if ((a->value.w[w] ^ b->value.w[w]) & a->mask.w[w] & b->mask.w[w])
            return true;
    return false;
}

static void report(struct loader *l, const struct insn *a, const struct insn *b)
{
    struct ibits both = { { a->value.w[0] | b->value.w[0], a->value.w[1] | b->value.w[1] } };
    unsigned len = a->len > b->len ? a->len : b->len;
    struct str example;
    str_init(&example);
    if (l->isa->unit == 8 || len > 8)
        for (unsigned i = 0; i < len; i++)
            str_addf(&example, "%s%02llx", i ? " " : "", (unsigned long long)ibits_get(&both, i * 8, 8));
    else
        str_addf(&example, "0x%0*llx", (int)len * 2, (unsigned long long)ibits_to_word(l->isa, &both, len));
    diag_error(l->d, b->loc, "the encoding of '%s'%s%s%s overlaps that of '%s': %s matches both", b->name,
               b->variant ? " (" : "", b->variant ? b->variant : "", b->variant ? ")" : "", a->name,
               example.buf);
    diag_note(l->d, a->loc, "'%s'%s%s%s stands here", a->name, a->variant ? " (" : "",
              a->variant ? a->variant : "", a->variant ? ")" : "");
    const struct loc rows[] = { l->protos.data[b->index]->row_loc, l->protos.data[a->index]->row_loc };
    for (unsigned i = 0; i < 2; i++)
        if (rows[i].src)
            diag_note(l->d, rows[i], "the table's row '%s'", (i ? a : b)->row ? (i ? a : b)->row : "");
    str_release(&example);
}

bool overlap_leaf(struct loader *l, const unsigned *list, unsigned n)
{
    bool ok = true;
    for (unsigned i = 1; i < n; i++)
        for (unsigned k = 0; k < i; k++) {
            const struct insn *a = &l->isa->insns[list[k]], *b = &l->isa->insns[list[i]];
            if (conflict(a, b) || l->protos.data[list[i]]->dropped)
                continue;
            if (where_excludes(l, list[i], list[k]) || where_excludes(l, list[k], list[i]))
                continue;
            report(l, a, b);
            l->protos.data[list[i]]->dropped = true; /* one report for each */
            ok = false;
        }
    return ok;
}
