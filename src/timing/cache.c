/* cache.c - see cache.h: the ports of the hierarchy and its state. What happens level by level is in
 * cache_level.c. Nothing here knows what the data are. */
#include "timing/cache.h"

#include <string.h>
#include "timing/cache_parts.h"
#include "timing/seen.h"

void hier_init(struct hier *h, const struct hier_desc *d, void *state, struct cache_stats *stats,
               struct memory_stats *memory)
{
    memset(h, 0, sizeof *h);
    h->desc = d;
    h->state = state;
    h->stats = stats;
    h->memory = memory;
    for (unsigned i = 0; i < d->ncaches; i++) {
        const struct cache_desc *c = &d->cache[i];
        h->seen[i] = seen_new();
        h->at[i] = (struct cache_at){ .lines = hier_lines(h, c),
                                      .nodes = hier_shadow(h, c).nodes,
                                      .log = hier_shadow(h, c).log,
                                      .recent = (uint32_t *)((char *)state + c->at_recent),
                                      .access = &hier_state(h)->access[i],
                                      .stats = &stats[i],
                                      .set_mask = c->set_mask,
                                      .line_bits = (uint8_t)c->line_bits,
                                      .quick = c->replace == REPLACE_LRU && c->prefetch != PREFETCH_STRIDE,
                                      .write_back = c->write_back };
    }
    for (unsigned port = 0; port < HIER_PORTS; port++)
        h->first[port] = d->path[port][0] == HIER_MEMORY ? NULL : &h->at[d->path[port][0]];
    hier_reset(h);
}

void hier_release(struct hier *h)
{
    for (unsigned i = 0; i < CACHES_MAX; i++) {
        seen_free(h->seen[i]);
        h->seen[i] = NULL;
    }
}

void hier_forget(struct hier *h)
{
    for (unsigned i = 0; i < h->desc->ncaches; i++)
        seen_forget(h->seen[i], hier_state(h)->access[i]);
}

void hier_reset(struct hier *h)
{
    memset(h->state, 0, h->desc->state_size);
    hier_state(h)->random = h->desc->seed ? h->desc->seed : UINT64_C(0x2545F4914F6CDD1D);
    for (unsigned i = 0; i < h->desc->ncaches; i++) {
        struct shadow s = hier_shadow(h, &h->desc->cache[i]);
        shadow_reset(&s);
    }
}

/* ---- the ports --------------------------------------------------------------------------------------- */

/* The cache that a port asks first, HIER_MEMORY if there is none. */
static unsigned first_cache(const struct hier *h, enum hier_port port)
{
    return h->desc->path[port][0];
}

bool hier_hits(const struct hier *h, enum hier_port port, uint64_t addr)
{
    unsigned n = first_cache(h, port);
    if (n == HIER_MEMORY)
        return false;
    const struct cache_line *l = hier_find(h, &h->desc->cache[n], addr >> h->desc->cache[n].line_bits);
    return l && !l->prefetched;
}

bool hier_hit(struct hier *h, enum hier_port port, uint64_t addr, bool write)
{
    unsigned n = first_cache(h, port);
    uint64_t t = 0;
    return hier_hits(h, port, addr) && h->desc->cache[n].prefetch != PREFETCH_STRIDE &&
           hier_hit_at(h, n, addr, write, &t);
}

/* Need it not go further than the first cache? */
static bool stays(const struct hier *h, enum hier_port port, uint64_t addr)
{
    unsigned n = first_cache(h, port);
    return n != HIER_MEMORY && hier_has(h, n, addr >> h->desc->cache[n].line_bits);
}

/* At least one cycle, even where memory answers at once. */
static unsigned cycles_between(uint64_t now, uint64_t done)
{
    return done > now + 1 ? (unsigned)(done - now) : 1;
}

unsigned hier_translate(struct hier *h, enum hier_port port, uint64_t addr, unsigned bytes, uint64_t now)
{
    if (!hier_translates(h->desc, port))
        return 0;
    struct request r = { .port = (enum hier_port)(HIER_PORTS + port), .addr = addr, .bytes = 1 };
    uint64_t t = hier_access_level(h, 0, &r, now);
    r.addr += bytes - 1;
    if ((r.addr ^ addr) & ~(uint64_t)(h->desc->page - 1))
        t = hier_access_level(h, 0, &r, t);
    return (unsigned)(t - now);
}

unsigned hier_fetch(struct hier *h, uint64_t addr, unsigned bytes, uint64_t now)
{
    struct request r = { .port = HIER_FETCH, .addr = addr, .bytes = bytes };
    return cycles_between(now, hier_access_level(h, 0, &r, now));
}

unsigned hier_load(struct hier *h, uint64_t addr, unsigned bytes, uint64_t now)
{
    struct request r = { .port = HIER_DATA, .addr = addr, .bytes = bytes };
    uint64_t from = hier_state(h)->drained;
    /* what a load fetches from behind the buffer must not overtake the stores in it; a register behind it
     * keeps the order */
    if (from <= now || h->desc->store_register || stays(h, HIER_DATA, addr))
        from = now;
    return cycles_between(now, hier_access_level(h, 0, &r, from));
}

/* Each level asks the next at most for what makes room, for the line, and for what is written through. */
uint64_t hier_most(const struct hier *h, enum hier_port port, uint64_t now)
{
    const struct hier_desc *d = h->desc;
    const struct hier_state *st = hier_state(h);
    uint64_t times = 1, bytes = 8, most = 0, wait = st->drained > now ? st->drained - now : 0;
    for (const uint8_t *n = d->path[port]; *n != HIER_MEMORY; n++) {
        const struct cache_desc *c = &d->cache[*n];
        most += times * (c->hit + c->overhead + c->victim_hit);
        bytes = c->line > bytes ? c->line : bytes;
        times *= 3;
    }
    uint64_t row = d->dram.hit > d->dram.miss ? d->dram.hit : d->dram.miss;
    row = d->dram.conflict > row ? d->dram.conflict : row;
    bytes = d->combine > bytes ? d->combine : bytes;
    most += times * (d->memory_latency + row + (bytes / d->bytes_per_cycle + 1) * (1 + d->wait_states));
    for (unsigned i = 0; i < 1 + HIER_PORTS; i++)
        if (st->memory_free[i] > now + wait)
            wait = st->memory_free[i] - now;
    return most + wait;
}

/* ---- non-blocking loads ------------------------------------------------------------------------------ */

/* When the line of an address has come, if that is still on its way in cycle `now`; else 0. */
static uint64_t under_way(const struct hier *h, uint64_t addr, uint64_t now)
{
    const struct hier_state *st = hier_state(h);
    unsigned n = first_cache(h, HIER_DATA), mshrs = hier_mshrs(h->desc, HIER_DATA);
    for (unsigned i = 0; i < mshrs; i++)
        if (st->mshr_line[i] == (addr >> h->desc->cache[n].line_bits) + 1 && st->mshr_done[i] > now)
            return st->mshr_done[i];
    return 0;
}

/* The register that is free first. */
static unsigned next_mshr(const struct hier *h)
{
    const uint64_t *done = hier_state(h)->mshr_done;
    unsigned best = 0;
    for (unsigned i = 1; i < hier_mshrs(h->desc, HIER_DATA); i++)
        best = done[i] < done[best] ? i : best;
    return best;
}

unsigned hier_load_ahead(struct hier *h, uint64_t addr, unsigned bytes, uint64_t now, uint64_t *ready,
                         unsigned *mshr_wait)
{
    struct hier_state *st = hier_state(h);
    unsigned n = first_cache(h, HIER_DATA);
    const struct cache_desc *c = &h->desc->cache[n];
    *mshr_wait = 0;
    if (stays(h, HIER_DATA, addr)) {
        uint64_t line_comes = under_way(h, addr, now);
        unsigned cycles = hier_load(h, addr, bytes, now);
        *ready = now + cycles;
        if (line_comes > *ready) {
            h->stats[n].delayed_hits++;
            *ready = line_comes;
        }
        return cycles;
    }
    unsigned i = next_mshr(h);
    if (st->mshr_done[i] > now)
        *mshr_wait = (unsigned)(st->mshr_done[i] - now);
    now += *mshr_wait;
    *ready = st->mshr_done[i] = now + hier_load(h, addr, bytes, now);
    st->mshr_line[i] = (addr >> c->line_bits) + 1;
    return *mshr_wait + c->hit;
}

/* ---- stores ------------------------------------------------------------------------------------------ */

/* With a register at the port to memory behind it: an entry is free when its store moves on into the register
 * and its transfer begins. The lookup is made before the store comes into the buffer. */
static unsigned registered_store(struct hier *h, struct request *r, uint64_t now, unsigned *wait)
{
    struct hier_state *st = hier_state(h);
    uint64_t *slot = &st->store_done[st->store_next];
    uint64_t start = *slot > now ? *slot : now;
    unsigned n = first_cache(h, HIER_DATA);
    unsigned lookup = n == HIER_MEMORY ? 1 : h->desc->cache[n].hit;
    *wait = (unsigned)(start - now);
    *slot = st->drained > start + lookup ? st->drained : start + lookup;
    uint64_t done = hier_access_level(h, 0, r, n == HIER_MEMORY ? start + lookup : start);
    st->drained = done > st->drained ? done : st->drained;
    st->store_next = (st->store_next + 1) % h->desc->store_buffer;
    return *wait + lookup;
}

/* Write combining: a store to a block that an entry holds whose transfer has not begun joins it. */
static bool joins(const struct hier *h, const struct request *r, uint64_t now)
{
    const struct hier_state *st = hier_state(h);
    uint64_t block = r->addr / h->desc->combine + 1;
    for (unsigned i = 0; i < h->desc->store_buffer; i++)
        if (st->store_block[i] == block && st->store_begin[i] > now)
            return true;
    return false;
}

/* With a store buffer a store leaves after its first lookup; what remains is done behind it, in order. */
static unsigned buffered_store(struct hier *h, struct request *r, uint64_t now, unsigned *wait)
{
    struct hier_state *st = hier_state(h);
    if (h->desc->combine && joins(h, r, now)) {
        h->memory->combined++;
        r->joined = true;
        return cycles_between(now, hier_access_level(h, 0, r, now));
    }
    uint64_t *slot = &st->store_done[st->store_next];
    uint64_t start = *slot > now ? *slot : now; /* the oldest entry makes room */
    unsigned n = first_cache(h, HIER_DATA);
    unsigned lookup = n == HIER_MEMORY ? 1 : h->desc->cache[n].hit;
    *wait = (unsigned)(start - now);
    uint64_t begin = st->drained > start ? st->drained : start;
    uint64_t block = h->desc->combine ? r->addr / h->desc->combine + 1 : 0;
    r->bytes = h->desc->combine ? h->desc->combine : r->bytes; /* whole blocks go out */
    uint64_t done = hier_access_level(h, 0, r, begin);
    if (done > start + lookup) {
        *slot = done;
        st->store_begin[st->store_next] = begin;
        st->store_block[st->store_next] = block;
        st->drained = done;
        st->store_next = (st->store_next + 1) % h->desc->store_buffer;
    }
    return *wait + lookup;
}

unsigned hier_store(struct hier *h, uint64_t addr, unsigned bytes, uint64_t now, unsigned *buffer_wait)
{
    struct request r = { .port = HIER_DATA, .addr = addr, .bytes = bytes, .write = true };
    unsigned n = first_cache(h, HIER_DATA);
    *buffer_wait = 0;
    if (!h->desc->store_buffer ||
        (n != HIER_MEMORY && h->desc->cache[n].write_back && stays(h, HIER_DATA, addr))) {
        uint64_t line_comes = under_way(h, addr, now); /* what is to be changed must be there */
        return cycles_between(now, hier_access_level(h, 0, &r, line_comes ? line_comes : now));
    }
    return h->desc->store_register ? registered_store(h, &r, now, buffer_wait)
                                   : buffered_store(h, &r, now, buffer_wait);
}

void hier_view(const struct hier *h, unsigned cache, unsigned set, unsigned way, struct cache_way *out)
{
    const struct cache_desc *c = &h->desc->cache[cache];
    const struct cache_line *s = hier_lines(h, c) + (size_t)set * c->ways;
    out->valid = s[way].tag != 0;
    out->dirty = s[way].dirty;
    out->addr = s[way].tag ? (s[way].tag - 1) << c->line_bits : 0;
    out->order = 0;
    if (c->replace == REPLACE_LRU || c->replace == REPLACE_FIFO)
        for (unsigned w = 0; w < c->ways; w++)
            out->order += s[w].tag && s[w].stamp < s[way].stamp;
}
