/* cache_desc.c - descriptions of caches: what is refused, and where everything lies in the state block. */
#include <string.h>
#include "base/bits.h"
#include "base/str.h"
#include "timing/cache_parts.h"

static unsigned log2_of(uint64_t v)
{
    unsigned n = 0;
    while (v >>= 1)
        n++;
    return n;
}

static bool check_cache(const struct cache_desc *c, struct mistake *m)
{
    if (!bits_power_of_two(c->line) || c->line < 4 || c->line > 4096)
        return mistake(m, "line", "the line size must be a power of two from 4 to 4096 bytes");
    if (c->ways < 1)
        return mistake(m, "ways", "a cache needs at least one way");
    if (c->ways > 64)
        return mistake(m, "ways", "at most 64 ways");
    if (c->line > c->size)
        return mistake(m, "line size", "the line is larger than the cache");
    if (c->size > (UINT64_C(1) << 30))
        return mistake(m, "size", "at most 1 GiB");
    if (c->size % ((uint64_t)c->line * c->ways))
        return mistake(m, "size ways line", "the size is not a multiple of line x ways");
    if (!bits_power_of_two(c->size / ((uint64_t)c->line * c->ways)))
        return mistake(m, "size ways line",
                       "the number of sets, size / (line x ways), must be a power of two");
    if (c->replace == REPLACE_PLRU && !bits_power_of_two(c->ways))
        return mistake(m, "ways replace", "tree pseudo-LRU needs a power of two of ways");
    if (c->hit < 1 || c->hit > 1000)
        return mistake(m, "hit", "the hit latency must be from 1 to 1000 cycles");
    if (c->victims > VICTIMS_MAX)
        return mistake(m, "victim/entries", "at most 64 entries in a victim buffer");
    if (c->mshrs > MSHRS_MAX)
        return mistake(m, "mshrs", "at most 16 MSHRs");
    if (c->prefetch && (c->degree < 1 || c->degree > 16))
        return mistake(m, "prefetch/degree", "a prefetcher goes 1 to 16 steps ahead");
    if (c->prefetch == PREFETCH_STRIDE && (!bits_power_of_two(c->strides) || c->strides > STRIDES_MAX))
        return mistake(m, "prefetch/entries",
                       "the entries of a stride prefetcher must be a power of two up to 4096");
    return true;
}

static bool check_tlb(const struct hier_desc *d, const struct cache_desc *c, struct mistake *m)
{
    if (!bits_power_of_two(d->page) || d->page < 256 || d->page > (1u << 30)) {
        mistake_in(m, "tlb");
        return mistake(m, "page", "the size of a page must be a power of two from 256 bytes to 1 GiB");
    }
    if (c->lines < 1 || c->lines > 65536)
        return mistake(m, "entries", "a TLB has from 1 to 65536 entries");
    if (c->ways < 1 || c->ways > 64)
        return mistake(m, "ways", "a TLB has from 1 to 64 ways");
    if (c->lines % c->ways)
        return mistake(m, "ways entries", "the number of entries must be a multiple of the ways");
    if (!bits_power_of_two(c->lines / c->ways))
        return mistake(m, "ways entries", "the number of sets, entries / ways, must be a power of two");
    if (c->replace == REPLACE_PLRU && !bits_power_of_two(c->ways))
        return mistake(m, "ways replace", "tree pseudo-LRU needs a power of two of ways");
    return true;
}

/* Cache n and one that stands before it in some path. */
static bool check_pair(const struct cache_desc *c, const struct cache_desc *front, bool next,
                       struct mistake *m)
{
    if (c->inclusion == INCLUSION_INCLUSIVE && front->line > c->line)
        return mistake(m, "line inclusion", "it cannot include a cache with longer lines");
    if (c->inclusion == INCLUSION_INCLUSIVE && front->size > c->size)
        return mistake(m, "size inclusion", "it cannot include a larger cache");
    if (c->inclusion != INCLUSION_EXCLUSIVE || !next)
        return true;
    if (front->line != c->line)
        return mistake(m, "line inclusion",
                       "an exclusive cache needs lines of the same size as those in front of it");
    if (front->write_back)
        return true;
    mistake_in(m, "caches/%s", front->name);
    return mistake(m, "write", "what stands in front of an exclusive cache must be write: back");
}

static bool check_inclusion(const struct hier_desc *d, unsigned n, struct mistake *m)
{
    const struct cache_desc *c = &d->cache[n];
    bool behind = false;
    if (!c->inclusion)
        return true;
    for (unsigned port = 0; port < HIER_PORTS; port++) {
        unsigned at = 0;
        while (d->path[port][at] != HIER_MEMORY && d->path[port][at] != n)
            at++;
        if (d->path[port][at] == HIER_MEMORY)
            continue;
        behind |= at > 0;
        for (unsigned i = 0; i < at; i++)
            if (!check_pair(c, &d->cache[d->path[port][i]], i + 1 == at, m))
                return false;
    }
    if (!behind)
        return mistake(m, "inclusion", "inclusion is about the caches in front of a cache; there are none");
    if (c->inclusion == INCLUSION_EXCLUSIVE && (!c->write_back || !c->allocate))
        return mistake(m, c->write_back ? "allocate" : "write",
                       "an exclusive cache keeps what comes down: write: back, allocate: true");
    if (c->inclusion == INCLUSION_EXCLUSIVE && (c->victims || c->prefetch))
        return mistake(m, c->victims ? "victim" : "prefetch",
                       "an exclusive cache has neither a victim buffer nor a prefetcher");
    return true;
}

/* Of cache n: only loads go on without their data, and only one level down. */
static bool check_mshrs(const struct hier_desc *d, unsigned n, struct mistake *m)
{
    if (!d->cache[n].mshrs)
        return true;
    if (d->path[HIER_DATA][0] != n)
        return mistake(m, "mshrs", "MSHRs belong to the first cache that loads go to");
    for (unsigned i = 0; d->path[HIER_FETCH][i] != HIER_MEMORY; i++)
        if (d->path[HIER_FETCH][i] == n)
            return mistake(m, "mshrs",
                           "a cache with MSHRs is for data alone: a fetch has to wait for its line");
    return true;
}

static bool check_memory(const struct hier_desc *d, struct mistake *m)
{
    const struct dram_desc *r = &d->dram;
    unsigned first = d->path[HIER_DATA][0];
    if (d->bytes_per_cycle < 1)
        return mistake(m, "bytes_per_cycle", "memory must move at least one byte in a cycle");
    if (d->store_buffer > STORE_BUFFER_MAX)
        return mistake(m, "store_buffer", "at most 64 store buffer entries");
    if (d->store_register && !d->store_buffer)
        return mistake(m, "store_register",
                       "store_register is a register behind a store buffer, and there is none");
    if (d->combine && (!bits_power_of_two(d->combine) || d->combine < 4 || d->combine > 64))
        return mistake(m, "combine", "stores are combined in blocks of a power of two from 4 to 64 bytes");
    if (d->combine && (!d->store_buffer || d->store_register))
        return mistake(m, "combine", "stores are combined in a store buffer (without a register behind it)");
    if (d->combine && first != HIER_MEMORY && d->cache[first].allocate)
        return mistake(
            m, "combine",
            "there is nothing to combine where a store that misses brings its line in (allocate: true)");
    for (unsigned i = 0; i < d->ncaches; i++)
        if (d->cache[i].line < d->combine)
            return mistake(m, "combine",
                           "a line of a cache is shorter than the blocks in which stores are combined");
    if (!r->banks)
        return true;
    if (!bits_power_of_two(r->banks) || r->banks > DRAM_BANKS_MAX)
        return mistake(m, "dram/banks", "the number of banks must be a power of two up to 64");
    if (!bits_power_of_two(r->row) || r->row < 64 || r->row > (1u << 20))
        return mistake(m, "dram/row", "the size of a row must be a power of two from 64 bytes to 1 MiB");
    for (unsigned i = 0; i < d->ncaches; i++)
        if (!d->cache[i].tlb && d->cache[i].line > r->row)
            return mistake(m, "dram/row", "a row of memory is shorter than a line of a cache");
    if (r->hit > r->miss || r->miss > r->conflict)
        return mistake(m, r->hit > r->miss ? "dram/hit dram/miss" : "dram/conflict dram/miss",
                       "an open row takes no longer than a closed one, and that no longer than a conflict");
    return true;
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
    c->lines = c->tlb ? c->lines : (unsigned)(c->size / c->line);
    c->sets = c->lines / c->ways;
    c->set_mask = c->sets - 1;
    c->hash_mask = (1u << log2_of(c->lines)) * 2 - 1;
    c->at_lines = place(total, c->lines * sizeof(struct cache_line));
    c->at_sets = place(total, c->sets * sizeof(uint64_t));
    c->at_recent = place(total, c->sets * sizeof(uint32_t));
    c->at_shadow = place(total, (c->lines + 1) * sizeof(struct shadow_node));
    c->at_log = place(total, sizeof(struct shadow_log));
    c->at_hash = place(total, (c->hash_mask + 1) * sizeof(uint32_t));
    c->at_asides = place(total, c->victims * sizeof(struct cache_aside));
    c->at_strides =
        place(total, (c->prefetch == PREFETCH_STRIDE ? c->strides : 0) * sizeof(struct cache_stride));
}

bool hier_prepare(struct hier_desc *d, struct mistake *m)
{
    size_t total = 0;
    place(&total, sizeof(struct hier_state));
    for (unsigned i = 0; i < d->ncaches; i++) {
        const struct cache_desc *c = &d->cache[i];
        mistake_in(m, "%s/%s", c->tlb ? "tlb" : "caches", c->name);
        if (!(c->tlb ? check_tlb(d, c, m) : check_cache(c, m)) || !check_inclusion(d, i, m) ||
            !check_mshrs(d, i, m))
            return false;
        layout_cache(&d->cache[i], &total);
    }
    mistake_in(m, "memory");
    if (!check_memory(d, m))
        return false;
    d->dram.row_bits = log2_of(d->dram.row);
    d->state_size = total;
    return true;
}

unsigned hier_line(const struct hier_desc *d, enum hier_port port)
{
    unsigned n = d->path[port][0];
    return n == HIER_MEMORY ? 0 : d->cache[n].line;
}

bool hier_meddles(const struct hier_desc *d, enum hier_port port)
{
    const uint8_t *path = d->path[port];
    bool meddles = path[0] != HIER_MEMORY && d->cache[path[0]].prefetch;
    for (unsigned i = 0; path[i] != HIER_MEMORY; i++)
        meddles |= d->cache[path[i]].inclusion == INCLUSION_INCLUSIVE;
    return meddles;
}
