/* layout.c - sizes and addresses. Every round places all items with the sizes they have, then lets those grow
 * that don't reach; sizes never shrink, so it ends, and the result is the smallest one for the given order of
 * candidates. */
#include "asm/asm.h"

#include "base/bits.h"

struct round {
    struct assembler *as;
    struct section *sec;
    bool grew, failed;
};

/* ---- instructions -----------------------------------------------------------------------------------------
 */

/* Lets a node (at `addr` in the section) grow by one candidate if it must. */
static void grow_node(struct round *r, struct node *n)
{
    const struct cand *c = &n->cands[n->chosen];
    if (c->insn) {
        if (n->chosen + 1 < n->ncands && !cand_fits(r->as, c, r->sec, n->addr)) {
            n->chosen++;
            r->grew = true;
        }
        return;
    }
    for (unsigned i = 0; i < c->nseq; i++)
        grow_node(r, &c->seq[i]);
}

static void place_node(struct node *n, uint64_t addr)
{
    const struct cand *c = &n->cands[n->chosen];
    n->addr = addr;
    if (c->insn) {
        n->size = c->insn->len;
        return;
    }
    for (unsigned i = 0; i < c->nseq; i++) {
        place_node(&c->seq[i], addr);
        addr += c->seq[i].size;
    }
    c->seq[c->nseq].addr = addr; /* stands for the end */
    n->size = addr - n->addr;
}

/* ---- other items ------------------------------------------------------------------------------------------
 */

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

/* Sizes that follow from values. An alignment may shrink again: that moves what follows, but makes nothing
 * grow without end, since only growth of other items starts another round. */
static void size_item(struct round *r, struct item *it)
{
    struct value v;
    switch (it->kind) {
    case ITEM_DATA: break;
    case ITEM_INSN:
        place_node(it->node, it->offset);
        it->size = it->node->size;
        break;
    case ITEM_ALIGN: it->size = align_padding(it); break;
    case ITEM_SPACE:
    case ITEM_ORG:
    case ITEM_LEB:
        if (it->fixed || !expr_eval(r->as, it->e, EVAL_PLACED, 0, &v))
            break;
        uint64_t want = (uint64_t)v.v;
        if (it->kind == ITEM_LEB)
            want = leb_length(v.v, it->is_signed);
        else if (it->kind == ITEM_SPACE)
            want = v.v < 0 || v.v > ASM_MAX_SECTION ? 0 : want * it->fill_size;
        else
            want = want - (v.sec ? r->sec->addr : 0) - it->offset;
        if (it->kind == ITEM_ORG && (want > ASM_MAX_SECTION || (v.sec && v.sec != r->sec)))
            want = 0; /* backwards: reported when bytes are made */
        if (it->kind == ITEM_ORG ? want != it->size : want > it->size) {
            r->grew |= want > it->size;
            it->size = want;
        }
        break;
    }
}

static int place_section(struct round *r)
{
    uint64_t at = 0;
    struct item *it;
    vec_each (it, &r->sec->items) {
        it->offset = at;
        size_item(r, it);
        at += it->size;
        uint64_t limit = r->sec->nobits ? ASM_MAX_SECTION : ASM_MAX_FILLED;
        if (at > limit) {
            as_error_at(r->as, &it->at, "section %s grows beyond the limit of %llu MiB%s", r->sec->name,
                        (unsigned long long)(limit >> 20),
                        r->sec->nobits ? "" : " (use .bss for large areas of zeroes)");
            return -1;
        }
    }
    r->sec->size = at;
    return 0;
}

static int each_section(struct round *r, int (*fn)(struct round *))
{
    struct asm_file **f;
    struct section **s;
    vec_each (f, &r->as->files) {
        vec_each (s, &(*f)->sections) {
            r->sec = *s;
            if (fn(r) < 0)
                return -1;
        }
    }
    return 0;
}

static int grow_section(struct round *r)
{
    struct item *it;
    vec_each (it, &r->sec->items) {
        if (it->kind == ITEM_INSN && !it->fixed)
            grow_node(r, it->node);
    }
    return 0;
}

int layout(struct assembler *as)
{
    struct round r = { as, NULL, true, false };
    int rounds = 0;
    if (each_section(&r, place_section) < 0)
        return -1;
    link_place(as);
    while (r.grew && rounds++ < 1000) {
        r.grew = false;
        each_section(&r, grow_section);
        if (each_section(&r, place_section) < 0)
            return -1;
        link_place(as);
    }
    return 0;
}
