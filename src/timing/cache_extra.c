/* cache_extra.c - what only some caches have: victim buffers, prefetchers, inclusion and exclusion.
 * docs/CACHES.md has a section for each. */
#include "timing/cache_parts.h"

/* ---- victim buffers (Jouppi 1990) -------------------------------------------------------------------- */

struct cache_aside *cache_find_aside(const struct hier *h, const struct cache_desc *c, uint64_t line)
{
    struct cache_aside *a = hier_asides(h, c);
    for (unsigned i = 0; i < c->victims; i++)
        if (a[i].tag == line + 1)
            return &a[i];
    return NULL;
}

struct cache_aside *cache_oldest_aside(const struct hier *h, const struct cache_desc *c)
{
    struct cache_aside *a = hier_asides(h, c), *best = a;
    for (unsigned i = 0; i < c->victims; i++) {
        if (!a[i].tag)
            return &a[i];
        best = a[i].stamp < best->stamp ? &a[i] : best;
    }
    return best;
}

bool cache_take_aside(struct hier *h, unsigned n, uint64_t line, bool *dirty)
{
    const struct cache_desc *c = &h->desc->cache[n];
    struct cache_aside *a = cache_find_aside(h, c, line);
    if (!a)
        return false;
    *dirty = a->dirty;
    a->tag = 0;
    h->stats[n].victim_hits++;
    hier_tell(h, HIER_SWAP, n, line << c->line_bits, *dirty ? HIER_F_DIRTY : 0);
    return true;
}

/* ---- prefetching ------------------------------------------------------------------------------------- */

const char *const *prefetch_names(void)
{
    static const char *const names[PREFETCH_COUNT] = { "none", "next_line", "stride" };
    return names;
}

/* A line that nobody asked for comes in, unless it is there. */
static void bring(struct hier *h, unsigned level, enum hier_port port, uint64_t line, uint64_t t)
{
    unsigned n = h->desc->path[port][level];
    const struct cache_desc *c = &h->desc->cache[n];
    if (hier_has(h, n, line))
        return;
    unsigned set = (unsigned)line & c->set_mask, way = cache_victim_way(h, c, set);
    struct cache_line *l = hier_lines(h, c) + (size_t)set * c->ways + way;
    h->stats[n].prefetches++;
    hier_tell(h, HIER_PREFETCH, n, line << c->line_bits, 0);
    struct request r = { .port = port, .addr = line << c->line_bits, .prefetch = true };
    bool dirty;
    t = hier_bring(h, level, &r, l, &dirty, t);
    hier_place(h, n, line, way, dirty);
    l->prefetched = 1;
    l->ready = t;
}

#define PREFETCH_PAGE 12 /* bits: prefetching does not leave the page of the access */

static void bring_all(struct hier *h, unsigned level, const struct request *r, int64_t stride, uint64_t t)
{
    const struct cache_desc *c = &h->desc->cache[h->desc->path[r->port][level]];
    uint64_t addr = r->addr, line = addr >> c->line_bits;
    for (unsigned k = 0; k < c->degree; k++) {
        addr += (uint64_t)stride;
        if (addr >> PREFETCH_PAGE != r->addr >> PREFETCH_PAGE)
            return;
        if (addr >> c->line_bits != line)
            bring(h, level, r->port, addr >> c->line_bits, t);
        line = addr >> c->line_bits;
    }
}

/* Reference prediction by instruction (Chen and Baer 1995): twice the same distance, and the next are
 * fetched. */
static void by_stride(struct hier *h, unsigned level, const struct request *r, uint64_t t)
{
    const struct cache_desc *c = &h->desc->cache[h->desc->path[r->port][level]];
    struct cache_stride *e = hier_strides(h, c) + ((h->pc >> 1) & (c->strides - 1));
    if (e->pc != h->pc + 1) {
        *e = (struct cache_stride){ .pc = h->pc + 1, .last = r->addr };
        return;
    }
    int64_t stride = (int64_t)(r->addr - e->last);
    bool again = stride && stride == e->stride;
    e->stride = stride;
    e->last = r->addr;
    if (again)
        bring_all(h, level, r, stride, t);
}

void cache_prefetch(struct hier *h, unsigned level, const struct request *r, bool first, uint64_t t)
{
    const struct cache_desc *c = &h->desc->cache[h->desc->path[r->port][level]];
    if (c->prefetch == PREFETCH_STRIDE)
        by_stride(h, level, r, t);
    else if (first)
        bring_all(h, level, r, (int64_t)c->line, t);
}

/* ---- inclusion --------------------------------------------------------------------------------------- */

const char *const *inclusion_names(void)
{
    static const char *const names[INCLUSION_COUNT] = { "none", "inclusive", "exclusive" };
    return names;
}

/* True: it was there, and dirty. */
static bool drop(struct hier *h, unsigned n, uint64_t line)
{
    const struct cache_desc *c = &h->desc->cache[n];
    struct cache_line *l = hier_find(h, c, line);
    struct cache_aside *a = c->victims ? cache_find_aside(h, c, line) : NULL;
    if (!l && !a)
        return false;
    bool dirty = l ? l->dirty : a->dirty;
    if (l) {
        h->stats[n].prefetch_useless += l->prefetched;
        l->tag = 0;
        l->prefetched = 0;
    } else {
        a->tag = 0;
    }
    h->stats[n].invalidations++;
    hier_tell(h, HIER_INVALIDATE, n, line << c->line_bits, dirty ? HIER_F_DIRTY : 0);
    return dirty;
}

bool cache_invalidate_above(struct hier *h, unsigned n, uint64_t addr)
{
    const struct hier_desc *d = h->desc;
    uint64_t end = addr + d->cache[n].line;
    bool dirty = false;
    for (unsigned port = 0; port < HIER_PORTS; port++) {
        unsigned below = 0;
        while (d->path[port][below] != HIER_MEMORY && d->path[port][below] != n)
            below++;
        if (d->path[port][below] == HIER_MEMORY)
            continue;
        for (unsigned i = 0; i < below; i++) {
            unsigned above = d->path[port][i], bits = d->cache[above].line_bits;
            for (uint64_t line = addr >> bits; line << bits < end; line++)
                dirty |= drop(h, above, line);
        }
    }
    return dirty;
}

/* A line that comes down stays here; a line that is read goes up. */
uint64_t cache_exclusive(struct hier *h, unsigned level, struct request *r, uint64_t t)
{
    unsigned n = h->desc->path[r->port][level];
    const struct cache_desc *c = &h->desc->cache[n];
    uint64_t line = r->addr >> c->line_bits;
    struct cache_line *l = hier_find(h, c, line);
    if (l) {
        bool dirty = l->dirty || (r->write && (!r->victim || r->dirty));
        hier_hit_at(h, n, r->addr, r->write, &t);
        l->dirty = dirty;
        if (!r->write) {
            r->dirty = dirty;
            l->tag = 0;
        }
        return t;
    }
    uint32_t shadow = hier_missed(h, n, r);
    if (!r->victim)
        return hier_access_level(h, level + 1, r, t);
    unsigned set = (unsigned)line & c->set_mask, way = cache_victim_way(h, c, set);
    l = hier_lines(h, c) + (size_t)set * c->ways + way;
    t = hier_make_room(h, level, r->port, l, t);
    hier_place(h, n, line, way, r->dirty);
    l->shadow = shadow;
    return t;
}
