/* cache.c - see cache.h: lookup, replacement, write policies, levels, memory, store buffer. Classification of
 * misses is in seen.c and shadow.c. Nothing here knows what the data are. */
#include "timing/cache.h"

#include <string.h>
#include "base/str.h"
#include "timing/cache_hit.h"
#include "timing/seen.h"

/* At the start of the state block. */
struct hier_state {
    uint64_t random;
    uint64_t memory_free[1 + HIER_PORTS];  /* busy before this cycle: behind caches; a port without cache */
    uint64_t drained;                      /* the last store in the buffer is done before this cycle */
    uint64_t store_done[STORE_BUFFER_MAX]; /* ring: when each buffered store is done */
    uint32_t store_next, pad;
    uint64_t access[CACHES_MAX]; /* accesses so far, of each cache */
};

const char *const *replace_names(void)
{
    static const char *const names[REPLACE_COUNT] = { "lru", "plru", "fifo", "random", "nru" };
    return names;
}

static bool power_of_two(uint64_t v)
{
    return v && !(v & (v - 1));
}

static unsigned log2_of(uint64_t v)
{
    unsigned n = 0;
    while (v >>= 1)
        n++;
    return n;
}

static const char *check_cache(const struct cache_desc *c)
{
    if (!power_of_two(c->line) || c->line < 4 || c->line > 4096)
        return "the line size must be a power of two from 4 to 4096 bytes";
    if (c->ways < 1)
        return "a cache needs at least one way";
    if (c->ways > 64)
        return "at most 64 ways";
    if (c->line > c->size)
        return "the line is larger than the cache";
    if (c->size > (UINT64_C(1) << 30))
        return "at most 1 GiB";
    if (c->size % ((uint64_t)c->line * c->ways))
        return "the size is not a multiple of line x ways";
    if (!power_of_two(c->size / ((uint64_t)c->line * c->ways)))
        return "the number of sets, size / (line x ways), must be a power of two";
    if (c->replace == REPLACE_PLRU && !power_of_two(c->ways))
        return "tree pseudo-LRU needs a power of two of ways";
    if (c->hit < 1 || c->hit > 1000)
        return "the hit latency must be from 1 to 1000 cycles";
    return NULL;
}

static size_t place(size_t *total, size_t bytes)
{
    size_t at = *total;
    *total += (bytes + 7) & ~(size_t)7;
    return at;
}

static void layout_cache(struct cache_desc *c, size_t *total)
{
    c->line_bits = log2_of(c->line);
    c->lines = (unsigned)(c->size / c->line);
    c->sets = c->lines / c->ways;
    c->set_mask = c->sets - 1;
    c->hash_mask = (1u << log2_of(c->lines)) * 2 - 1;
    c->at_lines = place(total, c->lines * sizeof(struct cache_line));
    c->at_sets = place(total, c->sets * sizeof(uint64_t));
    c->at_recent = place(total, c->sets * sizeof(uint32_t));
    c->at_shadow = place(total, (c->lines + 1) * sizeof(struct shadow_node));
    c->at_log = place(total, sizeof(struct shadow_log));
    c->at_hash = place(total, (c->hash_mask + 1) * sizeof(uint32_t));
}

const char *hier_prepare(struct hier_desc *d, unsigned *which)
{
    size_t total = 0;
    place(&total, sizeof(struct hier_state));
    for (unsigned i = 0; i < d->ncaches; i++) {
        *which = i;
        const char *wrong = check_cache(&d->cache[i]);
        if (wrong)
            return wrong;
        layout_cache(&d->cache[i], &total);
    }
    *which = CACHES_MAX;
    if (d->bytes_per_cycle < 1)
        return "memory must move at least one byte in a cycle";
    if (d->store_buffer > STORE_BUFFER_MAX)
        return "at most 64 store buffer entries";
    if (d->store_register && !d->store_buffer)
        return "store_register is a register behind a store buffer, and there is none";
    d->state_size = total;
    return NULL;
}

static struct hier_state *state_of(const struct hier *h)
{
    return h->state;
}

static struct cache_line *lines_of(const struct hier *h, const struct cache_desc *c)
{
    return (struct cache_line *)((char *)h->state + c->at_lines);
}

static uint64_t *sets_of(const struct hier *h, const struct cache_desc *c)
{
    return (uint64_t *)((char *)h->state + c->at_sets);
}

static uint32_t *recent_of(const struct hier *h, const struct cache_desc *c)
{
    return (uint32_t *)((char *)h->state + c->at_recent);
}

static struct shadow shadow_of(const struct hier *h, const struct cache_desc *c)
{
    char *state = h->state;
    return (struct shadow){ (struct shadow_node *)(state + c->at_shadow), (uint32_t *)(state + c->at_hash),
                            (struct shadow_log *)(state + c->at_log), c->lines, c->hash_mask };
}

void hier_init(struct hier *h, const struct hier_desc *d, void *state, struct cache_stats *stats)
{
    memset(h, 0, sizeof *h);
    h->desc = d;
    h->state = state;
    h->stats = stats;
    for (unsigned i = 0; i < d->ncaches; i++) {
        const struct cache_desc *c = &d->cache[i];
        h->seen[i] = seen_new();
        h->at[i] = (struct cache_at){ .lines = lines_of(h, c),
                                      .nodes = shadow_of(h, c).nodes,
                                      .log = shadow_of(h, c).log,
                                      .recent = recent_of(h, c),
                                      .access = &state_of(h)->access[i],
                                      .stats = &stats[i],
                                      .set_mask = c->set_mask,
                                      .line_bits = (uint8_t)c->line_bits,
                                      .quick = c->replace == REPLACE_LRU,
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
        seen_forget(h->seen[i], state_of(h)->access[i]);
}

void hier_reset(struct hier *h)
{
    memset(h->state, 0, h->desc->state_size);
    state_of(h)->random = h->desc->seed ? h->desc->seed : UINT64_C(0x2545F4914F6CDD1D);
    for (unsigned i = 0; i < h->desc->ncaches; i++) {
        struct shadow s = shadow_of(h, &h->desc->cache[i]);
        shadow_reset(&s);
    }
}

/* xorshift64* (Vigna 2014); the state is part of the machine's. */
static uint32_t random_next(struct hier_state *st)
{
    uint64_t x = st->random;
    x ^= x >> 12;
    x ^= x << 25;
    x ^= x >> 27;
    st->random = x;
    return (uint32_t)((x * UINT64_C(0x2545F4914F6CDD1D)) >> 32);
}

/* ---- replacement
 * ------------------------------------------------------------------------------------------- */

/* Tree pseudo-LRU: bit n of the set's word is node n (root 1, children 2n and 2n+1); 0 = the victim is on the
 * left. */
static void plru_touch(uint64_t *bits, unsigned ways, unsigned way)
{
    for (unsigned node = 1, half = ways / 2; half; half /= 2) {
        unsigned right = way & half ? 1 : 0;
        *bits = right ? *bits & ~(UINT64_C(1) << node) : *bits | UINT64_C(1) << node;
        node = node * 2 + right;
    }
}

static unsigned plru_victim(uint64_t bits, unsigned ways)
{
    unsigned node = 1, way = 0;
    for (unsigned half = ways / 2; half; half /= 2) {
        unsigned right = (unsigned)(bits >> node & 1);
        way |= right ? half : 0;
        node = node * 2 + right;
    }
    return way;
}

/* Not recently used: one bit a way; when all are set, all others are cleared. The victim is the first way
 * whose bit is clear. */
static void nru_touch(uint64_t *bits, unsigned ways, unsigned way)
{
    uint64_t all = ways == 64 ? ~UINT64_C(0) : (UINT64_C(1) << ways) - 1;
    *bits |= UINT64_C(1) << way;
    if (*bits == all)
        *bits = UINT64_C(1) << way;
}

static unsigned nru_victim(uint64_t bits, unsigned ways)
{
    for (unsigned w = 0; w < ways; w++)
        if (!(bits >> w & 1))
            return w;
    return 0;
}

static unsigned oldest(const struct cache_line *set, unsigned ways)
{
    unsigned best = 0;
    for (unsigned w = 1; w < ways; w++)
        if (set[w].stamp < set[best].stamp)
            best = w;
    return best;
}

/* An invalid way first (the lowest), else as the policy says. */
static unsigned victim_way(struct hier *h, const struct cache_desc *c, const struct cache_line *set,
                           uint64_t bits)
{
    for (unsigned w = 0; w < c->ways; w++)
        if (!set[w].tag)
            return w;
    switch (c->replace) {
    case REPLACE_PLRU: return plru_victim(bits, c->ways);
    case REPLACE_NRU: return nru_victim(bits, c->ways);
    case REPLACE_RANDOM: return random_next(state_of(h)) % c->ways; /* NOLINT: the description has ways */
    case REPLACE_LRU:
    case REPLACE_FIFO:
    case REPLACE_COUNT: break;
    }
    return oldest(set, c->ways);
}

static void touch(const struct cache_desc *c, struct cache_line *l, unsigned way, uint64_t *bits,
                  uint64_t now, bool fill)
{
    switch (c->replace) {
    case REPLACE_LRU: l->stamp = now; break;
    case REPLACE_FIFO:
        if (fill)
            l->stamp = now;
        break;
    case REPLACE_PLRU: plru_touch(bits, c->ways, way); break;
    case REPLACE_NRU: nru_touch(bits, c->ways, way); break;
    case REPLACE_RANDOM:
    case REPLACE_COUNT: break;
    }
}

/* ---- one access through the levels
 * --------------------------------------------------------------------------- */

struct request {
    enum hier_port port;
    uint64_t addr;
    unsigned bytes;
    bool write;
};

static uint64_t access_level(struct hier *h, unsigned level, const struct request *r, uint64_t t);

/* One transfer at a time: starts when memory is free. Ports without a cache have a memory of their own (where
 * both share one, the pipeline lets only one begin). Returns the cycle in which it is done. */
static uint64_t access_memory(struct hier *h, unsigned level, const struct request *r, uint64_t t)
{
    const struct hier_desc *d = h->desc;
    uint64_t *free_at = &state_of(h)->memory_free[level && !d->split ? 0 : 1 + r->port];
    uint64_t beats = (r->bytes + d->bytes_per_cycle - 1) / d->bytes_per_cycle;
    if (*free_at > t)
        t = *free_at;
    t += d->memory_latency + beats * (1 + d->wait_states);
    *free_at = t;
    return t;
}

static void tell(const struct hier *h, enum hier_event ev, unsigned cache, uint64_t addr, unsigned flags)
{
    if (h->event)
        h->event(h->event_ctx, ev, cache, addr, flags);
}

/* Which of the three C's: never seen: compulsory; also missed by a fully associative LRU cache of the same
 * size: capacity; else conflict. */
static enum miss_class classify(struct hier *h, unsigned cache, uint64_t line, bool in_shadow)
{
    if (!seen_before(h->seen[cache], line, state_of(h)->access[cache]))
        return MISS_COMPULSORY;
    return in_shadow ? MISS_CONFLICT : MISS_CAPACITY;
}

/* Makes room in a set and brings the line in. */
static uint64_t fill_line(struct hier *h, unsigned level, const struct request *r, struct cache_line *l,
                          uint64_t t)
{
    unsigned n = h->desc->path[r->port][level];
    const struct cache_desc *c = &h->desc->cache[n];
    if (l->tag) {
        uint64_t addr = (l->tag - 1) << c->line_bits;
        h->stats[n].evictions++;
        tell(h, HIER_EVICT, n, addr, l->dirty ? HIER_F_DIRTY : 0);
        if (l->dirty) {
            struct request back = { r->port, addr, c->line, true };
            h->stats[n].write_backs++;
            t = access_level(h, level + 1, &back, t);
        }
    }
    struct request in = { r->port, r->addr >> c->line_bits << c->line_bits, c->line, false };
    t = access_level(h, level + 1, &in, t) + c->overhead;
    h->stats[n].fills++;
    l->tag = (r->addr >> c->line_bits) + 1;
    l->dirty = 0;
    return t;
}

static uint64_t write_through(struct hier *h, unsigned level, const struct request *r, uint64_t t)
{
    h->stats[h->desc->path[r->port][level]].write_throughs++;
    return access_level(h, level + 1, r, t);
}

static uint64_t miss(struct hier *h, unsigned level, const struct request *r, uint32_t shadow, uint64_t t)
{
    unsigned n = h->desc->path[r->port][level];
    const struct cache_desc *c = &h->desc->cache[n];
    struct hier_state *st = state_of(h);
    if (r->write && !c->allocate)
        return write_through(h, level, r, t);
    uint64_t line = r->addr >> c->line_bits;
    unsigned s = (unsigned)line & c->set_mask;
    struct cache_line *set = lines_of(h, c) + (size_t)s * c->ways;
    uint64_t *bits = sets_of(h, c) + s;
    unsigned way = victim_way(h, c, set, *bits);
    struct cache_line *l = &set[way];
    t = fill_line(h, level, r, l, t);
    l->shadow = shadow;
    touch(c, l, way, bits, st->access[n], true);
    recent_of(h, c)[s] = s * c->ways + way;
    if (!r->write)
        return t;
    if (!c->write_back)
        return write_through(h, level, r, t);
    l->dirty = 1;
    return t;
}

static struct cache_line *find(const struct hier *h, const struct cache_desc *c, uint64_t line)
{
    struct cache_line *l = lines_of(h, c) + (size_t)((unsigned)line & c->set_mask) * c->ways;
    for (const struct cache_line *end = l + c->ways; l < end; l++)
        if (l->tag == line + 1)
            return l;
    return NULL;
}

/* A hit that is not as simple as cache_hit.h has it. */
static __attribute__((noinline)) void use_line(struct hier *h, unsigned n, struct cache_line *l,
                                               uint64_t addr, bool write)
{
    const struct cache_desc *c = &h->desc->cache[n];
    struct shadow sh = shadow_of(h, c);
    uint64_t line = l->tag - 1, now = ++state_of(h)->access[n];
    unsigned set = (unsigned)line & c->set_mask, way = (unsigned)(l - lines_of(h, c)) - set * c->ways;
    if (sh.nodes[l->shadow].line == line)
        shadow_touch_at(sh.nodes, sh.log, l->shadow, now);
    else
        shadow_touch(&sh, line, now, &l->shadow);
    touch(c, l, way, sets_of(h, c) + set, now, false);
    l->dirty |= write && c->write_back;
    *(write ? &h->stats[n].writes : &h->stats[n].reads) += 1;
    tell(h, HIER_ACCESS, n, addr, (write ? HIER_F_WRITE : 0) | HIER_F_HIT);
}

/* True: a hit, and everything is recorded. False: a miss; nothing has changed. */
static bool hit(struct hier *h, unsigned n, uint64_t addr, bool write)
{
    const struct cache_at *at = &h->at[n];
    uint64_t line = addr >> at->line_bits;
    struct cache_line *l = find(h, &h->desc->cache[n], line);
    if (!l)
        return false;
    at->recent[line & at->set_mask] = (uint32_t)(l - at->lines);
    if (!cache_quick_hit(h, at, addr, write))
        use_line(h, n, l, addr, write);
    return true;
}

/* Records a miss; the line's new place in the shadow. */
static uint32_t missed(struct hier *h, unsigned n, const struct request *r)
{
    const struct cache_desc *c = &h->desc->cache[n];
    struct hier_state *st = state_of(h);
    struct cache_stats *s = &h->stats[n];
    struct shadow sh = shadow_of(h, c);
    uint64_t line = r->addr >> c->line_bits;
    uint32_t shadow;
    st->access[n]++;
    enum miss_class cls = classify(h, n, line, shadow_touch(&sh, line, st->access[n], &shadow));
    *(r->write ? &s->writes : &s->reads) += 1;
    *(r->write ? &s->write_misses : &s->read_misses) += 1;
    s->miss[cls]++;
    tell(h, HIER_ACCESS, n, r->addr, (r->write ? HIER_F_WRITE : 0) | (unsigned)cls << HIER_F_CLASS_SHIFT);
    return shadow;
}

/* Starts in cycle t; returns the cycle in which it is done (t + cycles). */
static uint64_t access_level(struct hier *h, unsigned level, const struct request *r, uint64_t t)
{
    unsigned n = h->desc->path[r->port][level];
    if (n == HIER_MEMORY)
        return access_memory(h, level, r, t);
    t += h->desc->cache[n].hit;
    if (!hit(h, n, r->addr, r->write))
        return miss(h, level, r, missed(h, n, r), t);
    return r->write && !h->desc->cache[n].write_back ? write_through(h, level, r, t) : t;
}

/* ---- the ports
 * ------------------------------------------------------------------------------------------------- */

/* The cache that a port asks first, HIER_MEMORY if there is none. */
static unsigned first_cache(const struct hier *h, enum hier_port port)
{
    return h->desc->path[port][0];
}

bool hier_hit(struct hier *h, enum hier_port port, uint64_t addr, bool write)
{
    unsigned n = first_cache(h, port);
    return n != HIER_MEMORY && hit(h, n, addr, write);
}

bool hier_hits(const struct hier *h, enum hier_port port, uint64_t addr)
{
    unsigned n = first_cache(h, port);
    return n != HIER_MEMORY && find(h, &h->desc->cache[n], addr >> h->desc->cache[n].line_bits);
}

/* At least one cycle, even where memory answers at once. */
static unsigned cycles_between(uint64_t now, uint64_t done)
{
    return done > now + 1 ? (unsigned)(done - now) : 1;
}

unsigned hier_fetch(struct hier *h, uint64_t addr, unsigned bytes, uint64_t now)
{
    struct request r = { HIER_FETCH, addr, bytes, false };
    return cycles_between(now, access_level(h, 0, &r, now));
}

unsigned hier_load(struct hier *h, uint64_t addr, unsigned bytes, uint64_t now)
{
    struct request r = { HIER_DATA, addr, bytes, false };
    uint64_t drained = state_of(h)->drained;
    if (drained <= now || h->desc->store_register) /* the register keeps the order */
        return cycles_between(now, access_level(h, 0, &r, now));
    /* what a load fetches from behind the buffer must not overtake the stores in it */
    unsigned n = first_cache(h, HIER_DATA);
    if (n != HIER_MEMORY && hit(h, n, addr, false))
        return h->desc->cache[n].hit;
    return cycles_between(now, access_level(h, 0, &r, drained));
}

/* With a register at the port to memory behind it: an entry is free when its store moves on into the register
 * and its transfer begins. The lookup is made before the store comes into the buffer. */
static unsigned registered_store(struct hier *h, const struct request *r, uint64_t now, unsigned *wait)
{
    struct hier_state *st = state_of(h);
    uint64_t *slot = &st->store_done[st->store_next];
    uint64_t start = *slot > now ? *slot : now;
    unsigned n = first_cache(h, HIER_DATA);
    unsigned lookup = n == HIER_MEMORY ? 1 : h->desc->cache[n].hit;
    *wait = (unsigned)(start - now);
    *slot = st->drained > start + lookup ? st->drained : start + lookup;
    uint64_t done = access_level(h, 0, r, n == HIER_MEMORY ? start + lookup : start);
    st->drained = done > st->drained ? done : st->drained;
    st->store_next = (st->store_next + 1) % h->desc->store_buffer;
    return *wait + lookup;
}

/* With a store buffer a store leaves after its first lookup; what remains is done behind it, in order. */
static unsigned buffered_store(struct hier *h, const struct request *r, uint64_t now, unsigned *wait)
{
    struct hier_state *st = state_of(h);
    uint64_t *slot = &st->store_done[st->store_next];
    uint64_t start = *slot > now ? *slot : now; /* the oldest entry makes room */
    unsigned n = first_cache(h, HIER_DATA);
    unsigned lookup = n == HIER_MEMORY ? 1 : h->desc->cache[n].hit;
    *wait = (unsigned)(start - now);
    uint64_t begin = st->drained > start ? st->drained : start;
    uint64_t done = access_level(h, 0, r, begin);
    if (done > start + lookup) {
        *slot = done;
        st->drained = done;
        st->store_next = (st->store_next + 1) % h->desc->store_buffer;
    }
    return *wait + lookup;
}

unsigned hier_store(struct hier *h, uint64_t addr, unsigned bytes, uint64_t now, unsigned *buffer_wait)
{
    struct request r = { HIER_DATA, addr, bytes, true };
    *buffer_wait = 0;
    if (!h->desc->store_buffer)
        return cycles_between(now, access_level(h, 0, &r, now));
    unsigned n = first_cache(h, HIER_DATA);
    if (n != HIER_MEMORY && h->desc->cache[n].write_back && hit(h, n, addr, true))
        return h->desc->cache[n].hit;
    return h->desc->store_register ? registered_store(h, &r, now, buffer_wait)
                                   : buffered_store(h, &r, now, buffer_wait);
}

unsigned hier_line(const struct hier_desc *d, enum hier_port port)
{
    unsigned n = d->path[port][0];
    return n == HIER_MEMORY ? 0 : d->cache[n].line;
}

void hier_view(const struct hier *h, unsigned cache, unsigned set, unsigned way, struct cache_way *out)
{
    const struct cache_desc *c = &h->desc->cache[cache];
    const struct cache_line *s = lines_of(h, c) + (size_t)set * c->ways;
    out->valid = s[way].tag != 0;
    out->dirty = s[way].dirty;
    out->addr = s[way].tag ? (s[way].tag - 1) << c->line_bits : 0;
    out->order = 0;
    if (c->replace == REPLACE_LRU || c->replace == REPLACE_FIFO)
        for (unsigned w = 0; w < c->ways; w++)
            out->order += s[w].tag && s[w].stamp < s[way].stamp;
}
