/* decode.c - the decision tree: raw bits -> instruction.
 *
 * A node looks at up to TABLE_BITS neighbouring bits that all its instructions fix, and has a child for each
 * value. Where they have no bit in common, it looks at the one bit that most of them fix; those that don't go
 * to both sides. A leaf lists instructions that no bit tells apart: they must be kept apart by `where`
 * (overlap.c). */
#include "isa/load.h"

#include <stdlib.h>
#include <string.h>
#include "base/bits.h"

#define TABLE_BITS 8
#define MAX_NODES  (1 << 18) /* beyond, leaves just list what is left: slower, not wrong */

struct decode_node {
    uint8_t pos, n; /* bits looked at; n 0: a leaf */
    struct decode_node **child;
    const struct insn **list; /* leaf: NULL-terminated */
};

struct builder {
    struct loader *l;
    const struct insn *insns;
    unsigned nodes;
    bool ok;
};

static struct ibits ibits_and(struct ibits a, struct ibits b)
{
    return (struct ibits){ { a.w[0] & b.w[0], a.w[1] & b.w[1] } };
}

static bool ibits_zero(struct ibits a)
{
    return (a.w[0] | a.w[1]) == 0;
}

static bool bit(const struct ibits *b, unsigned pos)
{
    return b->w[pos / 64] >> pos % 64 & 1;
}

/* Bits that all fix and that are not the same in all. */
static struct ibits telling_bits(const struct builder *b, const unsigned *set, unsigned n)
{
    struct ibits common = b->insns[set[0]].mask, diff = { { 0, 0 } };
    for (unsigned i = 1; i < n; i++) {
        const struct insn *a = &b->insns[set[i]];
        common = ibits_and(common, a->mask);
        diff.w[0] |= a->value.w[0] ^ b->insns[set[0]].value.w[0];
        diff.w[1] |= a->value.w[1] ^ b->insns[set[0]].value.w[1];
    }
    return ibits_and(common, diff);
}

/* The longest run of set bits within one 64-bit half, at most TABLE_BITS long. */
static unsigned longest_run(const struct ibits *b, unsigned *pos)
{
    unsigned best = 0, run = 0;
    for (unsigned i = 0; i < ENC_MAX_BITS; i++) {
        run = bit(b, i) && i % 64 ? run + 1 : bit(b, i);
        if (run > best && run <= TABLE_BITS) {
            best = run;
            *pos = i + 1 - run;
        }
    }
    return best;
}

/* The bit that most instructions fix, among those that tell at least two apart. False: nothing does. */
static bool best_bit(const struct builder *b, const unsigned *set, unsigned n, unsigned *pos)
{
    unsigned best = 0;
    for (unsigned p = 0; p < b->l->isa->max_len * 8; p++) {
        unsigned ones = 0, zeros = 0;
        for (unsigned i = 0; i < n; i++) {
            const struct insn *a = &b->insns[set[i]];
            if (bit(&a->mask, p))
                bit(&a->value, p) ? ones++ : zeros++;
        }
        if (ones && zeros && ones + zeros > best) {
            best = ones + zeros;
            *pos = p;
        }
    }
    return best > 0;
}

static struct decode_node *leaf(struct builder *b, const unsigned *set, unsigned n)
{
    struct decode_node *d = ARENA_NEW(b->l->a, struct decode_node);
    d->list = ARENA_ARRAY(b->l->a, const struct insn *, n + 1);
    for (unsigned i = 0; i < n; i++)
        d->list[i] = &b->insns[set[i]];
    if (n > 1)
        b->ok &= overlap_leaf(b->l, set, n);
    return d;
}

static struct decode_node *build(struct builder *b, const unsigned *set, unsigned n);

static struct decode_node *branch(struct builder *b, const unsigned *set, unsigned n, unsigned pos,
                                  unsigned bits)
{
    struct decode_node *d = ARENA_NEW(b->l->a, struct decode_node);
    unsigned *sub = xmalloc(n * sizeof *sub);
    d->pos = (uint8_t)pos;
    d->n = (uint8_t)bits;
    d->child = ARENA_ARRAY(b->l->a, struct decode_node *, 1u << bits);
    for (unsigned v = 0; v < 1u << bits; v++) {
        unsigned m = 0;
        for (unsigned i = 0; i < n; i++) {
            const struct insn *a = &b->insns[set[i]];
            uint64_t mask = ibits_get(&a->mask, pos, bits);
            if ((ibits_get(&a->value, pos, bits) & mask) == (v & mask))
                sub[m++] = set[i];
        }
        if (m > 0)
            d->child[v] = build(b, sub, m);
    }
    free(sub);
    return d;
}

static struct decode_node *build(struct builder *b, const unsigned *set, unsigned n)
{
    unsigned pos = 0, bits = 1;
    if (n == 1 || ++b->nodes > MAX_NODES)
        return leaf(b, set, n);
    struct ibits telling = telling_bits(b, set, n);
    if (!ibits_zero(telling))
        bits = longest_run(&telling, &pos);
    else if (!best_bit(b, set, n, &pos))
        return leaf(b, set, n);
    return branch(b, set, n, pos, bits);
}

/* ---- lengths ----------------------------------------------------------------------------------------- */

/* What all encodings of `len` bytes have in common in their first unit, such as RISC-V's two lowest bits. */
static struct length common_bits(const struct isa *isa, unsigned len)
{
    struct length c = { { { 0, 0 } }, { { 0, 0 } }, len };
    bool first = true;
    for (unsigned i = 0; i < isa->ninsns; i++) {
        const struct insn *x = &isa->insns[i];
        if (x->len != len)
            continue;
        if (first)
            c = (struct length){ { { bits_mask(isa->unit), 0 } }, x->value, len };
        first = false;
        c.mask.w[0] &= x->mask.w[0] & ~(x->value.w[0] ^ c.value.w[0]);
    }
    c.value = ibits_and(c.value, c.mask);
    return c;
}

/* Can a shorter instruction have these bits too? */
static bool ambiguous(const struct isa *isa, const struct length *c)
{
    for (unsigned i = 0; i < isa->ninsns; i++) {
        const struct insn *x = &isa->insns[i];
        if (x->len < c->len && !((x->value.w[0] ^ c->value.w[0]) & x->mask.w[0] & c->mask.w[0]))
            return true;
    }
    return false;
}

static void find_lengths(struct loader *l)
{
    struct isa *isa = l->isa;
    isa->lengths = ARENA_ARRAY(l->a, struct length, INSN_MAX_BYTES);
    for (unsigned len = INSN_MAX_BYTES; len > isa->unit / 8; len--) {
        struct length c = common_bits(isa, len);
        if (!ibits_zero(c.mask) && !ambiguous(isa, &c))
            isa->lengths[isa->nlengths++] = c;
    }
}

unsigned isa_length(const struct isa *isa, const struct ibits *raw)
{
    for (unsigned i = 0; i < isa->nlengths; i++) {
        if ((raw->w[0] & isa->lengths[i].mask.w[0]) == isa->lengths[i].value.w[0])
            return isa->lengths[i].len;
    }
    return isa->unit >= 8 ? isa->unit / 8 : 1;
}

/* ---- the tree ---------------------------------------------------------------------------------------- */

bool load_decode(struct loader *l)
{
    struct builder b = { .l = l, .insns = l->isa->insns, .ok = true };
    unsigned *all = xmalloc(l->isa->ninsns * sizeof *all);
    for (unsigned i = 0; i < l->isa->ninsns; i++)
        all[i] = i;
    l->isa->decode = build(&b, all, l->isa->ninsns);
    find_lengths(l);
    free(all);
    return b.ok;
}

/* ---- decoding ---------------------------------------------------------------------------------------- */

bool decode_matches(const struct insn *i, const struct ibits *raw)
{
    return (raw->w[0] & i->mask.w[0]) == i->value.w[0] && (raw->w[1] & i->mask.w[1]) == i->value.w[1];
}

/* Operand values; false: a register that does not exist. */
static bool extract(const struct insn *insn, const struct ibits *raw, uint64_t *fields)
{
    for (unsigned i = 0; i < insn->noperands; i++) {
        const struct operand *op = &insn->operands[i];
        fields[i] = isa_operand_value(op, raw);
        if (op->reg && fields[i] >= op->reg->count)
            return false;
    }
    for (unsigned i = insn->noperands; i < INSN_MAX_OPERANDS; i++)
        fields[i] = 0;
    return true;
}

const struct insn *isa_decode(const struct isa *isa, const struct ibits *raw, uint64_t *fields)
{
    const struct decode_node *d = isa->decode;
    while (d && d->n)
        d = d->child[ibits_get(raw, d->pos, d->n)];
    if (!d)
        return NULL;
    for (const struct insn *const *i = d->list; *i; i++)
        if (decode_matches(*i, raw) && extract(*i, raw, fields) && isa_where(isa, *i, fields))
            return *i;
    return NULL;
}
