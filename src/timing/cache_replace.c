/* cache_replace.c - which line goes: LRU, tree pseudo-LRU, FIFO, random, NRU. docs/CACHES.md, "Which line
 * goes". */
#include "timing/cache_parts.h"

const char *const *replace_names(void)
{
    static const char *const names[REPLACE_COUNT] = { "lru", "plru", "fifo", "random", "nru" };
    return names;
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
unsigned cache_victim_way(struct hier *h, const struct cache_desc *c, unsigned set)
{
    const struct cache_line *line = hier_lines(h, c) + (size_t)set * c->ways;
    uint64_t bits = hier_sets(h, c)[set];
    for (unsigned w = 0; w < c->ways; w++)
        if (!line[w].tag)
            return w;
    switch (c->replace) {
    case REPLACE_PLRU: return plru_victim(bits, c->ways);
    case REPLACE_NRU: return nru_victim(bits, c->ways);
    case REPLACE_RANDOM: return random_next(hier_state(h)) % c->ways; /* NOLINT: the description has ways */
    case REPLACE_LRU:
    case REPLACE_FIFO:
    case REPLACE_COUNT: break;
    }
    return oldest(line, c->ways);
}

void cache_touch(const struct hier *h, const struct cache_desc *c, unsigned set, unsigned way, uint64_t now,
                 bool fill)
{
    struct cache_line *l = hier_lines(h, c) + (size_t)set * c->ways + way;
    switch (c->replace) {
    case REPLACE_LRU: l->stamp = now; break;
    case REPLACE_FIFO:
        if (fill)
            l->stamp = now;
        break;
    case REPLACE_PLRU: plru_touch(&hier_sets(h, c)[set], c->ways, way); break;
    case REPLACE_NRU: nru_touch(&hier_sets(h, c)[set], c->ways, way); break;
    case REPLACE_RANDOM:
    case REPLACE_COUNT: break;
    }
}
