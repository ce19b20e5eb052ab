/* cache_level.c - one access through the levels: lookup, miss, write policies, memory. What only some caches
 * have (victim buffers, prefetchers, inclusion) is in cache_extra.c. */
#include "timing/cache_parts.h"
#include "timing/seen.h"

/* What the row of an address adds; leaves it open. */
static unsigned open_row(struct hier *h, const struct request *r)
{
    const struct dram_desc *d = &h->desc->dram;
    uint64_t number = r->addr >> d->row_bits, *open = &hier_state(h)->row[number & (d->banks - 1)];
    bool there = *open == number + 1, closed = !*open;
    unsigned what = there ? HIER_F_HIT | HIER_HIT_ROW << HIER_F_CLASS_SHIFT
                          : (closed ? HIER_ROW_MISS : HIER_ROW_CONFLICT) << HIER_F_CLASS_SHIFT;
    *open = number + 1;
    *(there ? &h->memory->row_hits : closed ? &h->memory->row_misses : &h->memory->row_conflicts) += 1;
    hier_tell(h, HIER_ACCESS, HIER_MEMORY, r->addr, (r->write ? HIER_F_WRITE : 0) | what);
    return there ? d->hit : closed ? d->miss : d->conflict;
}

/* One transfer at a time: starts when memory is free (pipelined: what precedes the bytes overlaps). Ports
 * without a cache have a memory of their own (where both share one, the pipeline lets only one begin).
 * Returns the cycle in which it is done. */
static uint64_t access_memory(struct hier *h, unsigned level, const struct request *r, uint64_t t)
{
    const struct hier_desc *d = h->desc;
    uint64_t *free_at = &hier_state(h)->memory_free[level && !d->split ? 0 : 1 + r->port];
    if (r->joined)
        return t + 1;
    uint64_t beats = (r->bytes + d->bytes_per_cycle - 1) / d->bytes_per_cycle;
    if (*free_at > t && !d->pipelined)
        t = *free_at;
    *(r->write ? &h->memory->writes : &h->memory->reads) += 1;
    beats *= 1 + d->wait_states;
    uint64_t begin = t + d->memory_latency + (d->dram.banks ? open_row(h, r) : 0);
    if (d->pipelined && *free_at > begin)
        begin = *free_at;
    return *free_at = begin + beats;
}

/* Which of the three C's: never seen: compulsory; also missed by a fully associative LRU cache of the same
 * size, which takes in what this one does: capacity; else conflict. */
static enum miss_class classify(struct hier *h, unsigned cache, uint64_t line, bool in_shadow)
{
    if (!seen_before(h->seen[cache], line, hier_state(h)->access[cache]))
        return MISS_COMPULSORY;
    return in_shadow ? MISS_CONFLICT : MISS_CAPACITY;
}

/* ---- lines come and go ------------------------------------------------------------------------------- */

/* A line leaves for good: to the next level, if that must know. */
static uint64_t leave(struct hier *h, unsigned level, enum hier_port port, uint64_t line, bool dirty,
                      uint64_t t)
{
    unsigned n = h->desc->path[port][level], next = h->desc->path[port][level + 1];
    const struct cache_desc *c = &h->desc->cache[n];
    uint64_t addr = line << c->line_bits;
    bool down = next != HIER_MEMORY && h->desc->cache[next].inclusion == INCLUSION_EXCLUSIVE;
    if (c->inclusion == INCLUSION_INCLUSIVE)
        dirty |= cache_invalidate_above(h, n, addr);
    h->stats[n].evictions++;
    hier_tell(h, HIER_EVICT, n, addr, dirty ? HIER_F_DIRTY : 0);
    h->stats[n].write_backs += dirty;
    if (!dirty && !down)
        return t;
    struct request back = {
        .port = port, .addr = addr, .bytes = c->line, .write = true, .victim = down, .dirty = dirty
    };
    return hier_access_level(h, level + 1, &back, t);
}

uint64_t hier_make_room(struct hier *h, unsigned level, enum hier_port port, struct cache_line *l, uint64_t t)
{
    unsigned n = h->desc->path[port][level];
    const struct cache_desc *c = &h->desc->cache[n];
    if (!l->tag)
        return t;
    uint64_t line = l->tag - 1;
    bool dirty = l->dirty;
    h->stats[n].prefetch_useless += l->prefetched;
    l->tag = 0;
    l->prefetched = 0;
    if (!c->victims)
        return leave(h, level, port, line, dirty, t);
    struct cache_aside *a = cache_oldest_aside(h, c), old = *a;
    *a = (struct cache_aside){ .tag = line + 1, .stamp = ++hier_state(h)->aside[n], .dirty = dirty };
    hier_tell(h, HIER_SPILL, n, line << c->line_bits, dirty ? HIER_F_DIRTY : 0);
    return old.tag ? leave(h, level, port, old.tag - 1, old.dirty, t) : t;
}

void hier_place(struct hier *h, unsigned n, uint64_t line, unsigned way, bool dirty)
{
    const struct cache_desc *c = &h->desc->cache[n];
    unsigned set = (unsigned)line & c->set_mask, index = set * c->ways + way;
    struct cache_line *l = hier_lines(h, c) + index;
    l->tag = line + 1;
    l->dirty = dirty;
    l->shadow = 0;
    cache_touch(h, c, set, way, hier_state(h)->access[n], true);
    h->at[n].recent[set] = index;
}

uint64_t hier_bring(struct hier *h, unsigned level, const struct request *r, struct cache_line *l,
                    bool *dirty, uint64_t t)
{
    const struct cache_desc *c = &h->desc->cache[h->desc->path[r->port][level]];
    unsigned next = h->desc->path[r->port][level + 1];
    bool swap = next != HIER_MEMORY && h->desc->cache[next].inclusion == INCLUSION_EXCLUSIVE;
    struct request in = { .port = r->port,
                          .addr = r->addr >> c->line_bits << c->line_bits,
                          .bytes = c->line,
                          .prefetch = r->prefetch };
    if (!swap)
        t = hier_make_room(h, level, r->port, l, t);
    t = hier_access_level(h, level + 1, &in, t) + c->overhead;
    if (swap)
        t = hier_make_room(h, level, r->port, l, t);
    *dirty = in.dirty;
    return t;
}

/* The line that r asks for comes in, from the victim buffer or from the next level. */
static uint64_t fill_line(struct hier *h, unsigned level, const struct request *r, uint32_t shadow,
                          uint64_t t)
{
    unsigned n = h->desc->path[r->port][level];
    const struct cache_desc *c = &h->desc->cache[n];
    uint64_t line = r->addr >> c->line_bits;
    unsigned set = (unsigned)line & c->set_mask, way = cache_victim_way(h, c, set);
    struct cache_line *l = hier_lines(h, c) + (size_t)set * c->ways + way;
    bool dirty = false;
    if (c->victims && cache_take_aside(h, n, line, &dirty)) {
        t = hier_make_room(h, level, r->port, l, t) + c->victim_hit;
    } else {
        t = hier_bring(h, level, r, l, &dirty, t);
        h->stats[n].fills++;
    }
    hier_place(h, n, line, way, dirty);
    l->shadow = shadow;
    return t;
}

static uint64_t write_through(struct hier *h, unsigned level, struct request *r, uint64_t t)
{
    if (r->joined)
        return t;
    h->stats[h->desc->path[r->port][level]].write_throughs++;
    return hier_access_level(h, level + 1, r, t);
}

/* Does a miss bring the line into the cache? */
static bool brings_in(const struct hier *h, const struct cache_desc *c, const struct request *r)
{
    return !r->write || c->allocate || (c->victims && cache_find_aside(h, c, r->addr >> c->line_bits));
}

static uint64_t miss(struct hier *h, unsigned level, struct request *r, uint32_t shadow, uint64_t t)
{
    unsigned n = h->desc->path[r->port][level];
    const struct cache_desc *c = &h->desc->cache[n];
    uint64_t line = r->addr >> c->line_bits;
    if (!brings_in(h, c, r))
        return write_through(h, level, r, t);
    t = fill_line(h, level, r, shadow, t);
    if (!r->write)
        return t;
    if (!c->write_back)
        return write_through(h, level, r, t);
    hier_find(h, c, line)->dirty = 1;
    return t;
}

/* ---- lookup ------------------------------------------------------------------------------------------ */

struct cache_line *hier_find(const struct hier *h, const struct cache_desc *c, uint64_t line)
{
    struct cache_line *l = hier_lines(h, c) + (size_t)((unsigned)line & c->set_mask) * c->ways;
    for (const struct cache_line *end = l + c->ways; l < end; l++)
        if (l->tag == line + 1)
            return l;
    return NULL;
}

bool hier_has(const struct hier *h, unsigned n, uint64_t line)
{
    const struct cache_desc *c = &h->desc->cache[n];
    return hier_find(h, c, line) || (c->victims && cache_find_aside(h, c, line));
}

/* The first use of a prefetched line: it may still be on its way. */
static unsigned first_use(struct hier *h, unsigned n, struct cache_line *l, uint64_t *t)
{
    bool late = l->ready > *t;
    seen_before(h->seen[n], l->tag - 1, hier_state(h)->access[n]);
    l->prefetched = 0;
    h->stats[n].prefetch_useful++;
    h->stats[n].prefetch_late += late;
    if (late)
        *t = l->ready;
    return (late ? HIER_HIT_LATE : HIER_HIT_USEFUL) << HIER_F_CLASS_SHIFT;
}

/* A hit that is not as simple as cache_hit.h has it. */
static __attribute__((noinline)) void use_line(struct hier *h, unsigned n, struct cache_line *l,
                                               uint64_t addr, bool write, uint64_t *t)
{
    const struct cache_desc *c = &h->desc->cache[n];
    struct shadow sh = hier_shadow(h, c);
    uint64_t line = l->tag - 1, now = ++hier_state(h)->access[n];
    unsigned set = (unsigned)line & c->set_mask, way = (unsigned)(l - hier_lines(h, c)) - set * c->ways;
    if (sh.nodes[l->shadow].line == line)
        shadow_touch_at(sh.nodes, sh.log, l->shadow, now);
    else
        shadow_touch(&sh, line, now, true, &l->shadow);
    cache_touch(h, c, set, way, now, false);
    unsigned kind = l->prefetched ? first_use(h, n, l, t) : 0;
    l->dirty |= write && c->write_back;
    *(write ? &h->stats[n].writes : &h->stats[n].reads) += 1;
    hier_tell(h, HIER_ACCESS, n, addr, (write ? HIER_F_WRITE : 0) | HIER_F_HIT | kind);
}

bool hier_hit_at(struct hier *h, unsigned n, uint64_t addr, bool write, uint64_t *t)
{
    const struct cache_at *at = &h->at[n];
    struct cache_line *l = hier_find(h, &h->desc->cache[n], addr >> at->line_bits);
    if (!l)
        return false;
    at->recent[addr >> at->line_bits & at->set_mask] = (uint32_t)(l - at->lines);
    if (!cache_quick_hit(h, at, addr, write))
        use_line(h, n, l, addr, write, t);
    return true;
}

uint32_t hier_missed(struct hier *h, unsigned n, const struct request *r)
{
    const struct cache_desc *c = &h->desc->cache[n];
    struct hier_state *st = hier_state(h);
    struct cache_stats *s = &h->stats[n];
    struct shadow sh = hier_shadow(h, c);
    uint64_t line = r->addr >> c->line_bits;
    uint32_t shadow;
    st->access[n]++;
    bool there = shadow_touch(&sh, line, st->access[n], brings_in(h, c, r), &shadow);
    enum miss_class cls = classify(h, n, line, there);
    *(r->write ? &s->writes : &s->reads) += 1;
    *(r->write ? &s->write_misses : &s->read_misses) += 1;
    s->miss[cls]++;
    hier_tell(h, HIER_ACCESS, n, r->addr,
              (r->write ? HIER_F_WRITE : 0) | (unsigned)cls << HIER_F_CLASS_SHIFT);
    return shadow;
}

uint64_t hier_access_level(struct hier *h, unsigned level, struct request *r, uint64_t t)
{
    unsigned n = h->desc->path[r->port][level];
    if (n == HIER_MEMORY)
        return r->port < HIER_PORTS ? access_memory(h, level, r, t) : t + h->desc->walk;
    const struct cache_desc *c = &h->desc->cache[n];
    t += c->hit;
    if (c->inclusion == INCLUSION_EXCLUSIVE)
        return cache_exclusive(h, level, r, t);
    uint64_t useful = h->stats[n].prefetch_useful;
    bool there = hier_hit_at(h, n, r->addr, r->write, &t);
    if (!there)
        t = miss(h, level, r, hier_missed(h, n, r), t);
    else if (r->write && !c->write_back)
        t = write_through(h, level, r, t);
    if (c->prefetch && !r->prefetch)
        cache_prefetch(h, level, r, !there || h->stats[n].prefetch_useful != useful, t);
    return t;
}
