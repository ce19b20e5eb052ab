/* layout.c - sizes of what can be short or long, and places inside sections.
 *
 * The result must be the one of GNU as, and where branches depend on each other there is more than one: so
 * this goes the same way. First, every branch is as long as it looks from its place, with what follows it
 * still at the start of the section (forward branches look far). Then rounds: each item moves by what grew or
 * shrank before it, and chooses again; what stands after it is still where the last round left it. Shrinking
 * stops after some rounds, so it ends. */
#include "asm/asm.h"

#include "base/bits.h"

struct round {
    struct assembler *as;
    struct section *sec;
    bool changed, grow_only;
};

enum { SHRINK_ROUNDS = 100, MAX_ROUNDS = 2000 };

/* ---- instructions ------------------------------------------------------------------------------------ */

/* Chooses the narrowest candidate that reaches from `addr` (in the section); the widest needs not. */
static void place_node(struct round *r, struct node *n, uint64_t addr)
{
    unsigned pick = r->grow_only ? n->chosen : 0;
    n->addr = addr;
    while (pick + 1 < n->ncands && !cand_fits(r->as, &n->cands[pick], r->sec, addr))
        pick++;
    n->chosen = pick;
    const struct cand *c = &n->cands[pick];
    if (c->insn) {
        n->size = c->insn->len;
        return;
    }
    for (unsigned i = 0; i < c->nseq; i++) {
        place_node(r, &c->seq[i], addr);
        addr += c->seq[i].size;
    }
    c->seq[c->nseq].addr = addr; /* stands for the end */
    n->size = addr - n->addr;
}

/* ---- other items ------------------------------------------------------------------------------------- */

static unsigned leb_length(int64_t v, bool is_signed)
{
    unsigned n = 1;
    uint64_t u = (uint64_t)v;
    if (is_signed) {
        while (!bits_fits_s(v, 7 * n) && n < 10)
            n++;
        return n;
    }
    while (u >>= 7)
        n++;
    return n;
}

static uint64_t align_padding(const struct item *it)
{
    uint64_t pad = (0 - it->offset) & (it->align - 1);
    return it->max && pad > it->max ? 0 : pad;
}

/* What an area or number needs by its value. Never less than before: then it could swing. */
static void size_by_value(struct round *r, struct item *it)
{
    struct value v;
    if (it->fixed || !expr_eval(r->as, it->e, EVAL_PLACED, 0, &v))
        return;
    uint64_t want = (uint64_t)v.v;
    if (it->kind == ITEM_LEB)
        want = leb_length(v.v, it->is_signed);
    else if (it->kind == ITEM_SPACE)
        want = v.v < 0 || v.v > ASM_MAX_SECTION ? 0 : want * it->fill_size;
    else
        want = want - (v.sec ? r->sec->addr : 0) - it->offset;
    if (it->kind == ITEM_ORG && (want > ASM_MAX_SECTION || (v.sec && v.sec != r->sec)))
        want = 0; /* backwards: reported when bytes are made */
    if (it->kind == ITEM_ORG || want > it->size)
        it->size = want;
}

static void size_item(struct round *r, struct item *it)
{
    uint64_t before = it->size;
    switch (it->kind) {
    case ITEM_DATA: break;
    case ITEM_INSN:
        place_node(r, it->node, it->offset);
        it->size = it->node->size;
        break;
    case ITEM_ALIGN: it->size = align_padding(it); break;
    case ITEM_SPACE:
    case ITEM_ORG:
    case ITEM_LEB: size_by_value(r, it); break;
    }
    r->changed |= it->size != before;
}

/* One round over a section. first: nothing after the item at hand has a place yet. */
static int place_section(struct round *r, bool first)
{
    uint64_t at = 0, limit = r->sec->nobits ? ASM_MAX_SECTION : ASM_MAX_FILLED;
    for (size_t i = 0; i < r->sec->items.count; i++) {
        struct item *it = &r->sec->items.data[i];
        r->sec->placed = first ? i + 1 : SIZE_MAX;
        it->offset = at;
        size_item(r, it);
        at += it->size;
        if (at > limit) {
            as_error_at(r->as, &it->at, "section %s grows beyond the limit of %llu MiB%s", r->sec->name,
                        (unsigned long long)(limit >> 20),
                        r->sec->nobits ? "" : " (use .bss for large areas of zeroes)");
            return -1;
        }
    }
    r->sec->placed = SIZE_MAX;
    r->sec->size = at;
    return 0;
}

static int each_section(struct round *r, bool first)
{
    struct asm_file **f;
    struct section **s;
    vec_each (f, &r->as->files) {
        vec_each (s, &(*f)->sections) {
            r->sec = *s;
            if (place_section(r, first) < 0)
                return -1;
        }
    }
    return 0;
}

int layout(struct assembler *as)
{
    struct round r = { as, NULL, true, false };
    if (each_section(&r, true) < 0)
        return -1;
    link_place(as);
    for (int rounds = 0; r.changed && rounds < MAX_ROUNDS; rounds++) {
        r.changed = false;
        r.grow_only = rounds >= SHRINK_ROUNDS;
        if (each_section(&r, false) < 0)
            return -1;
        link_place(as);
    }
    return 0;
}
