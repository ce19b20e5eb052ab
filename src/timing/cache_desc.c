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

static const char *check_cache(const struct cache_desc *c)
{
    if (!bits_power_of_two(c->line) || c->line < 4 || c->line > 4096)
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
    if (!bits_power_of_two(c->size / ((uint64_t)c->line * c->ways)))
        return "the number of sets, size / (line x ways), must be a power of two";
    if (c->replace == REPLACE_PLRU && !bits_power_of_two(c->ways))
        return "tree pseudo-LRU needs a power of two of ways";
    if (c->hit < 1 || c->hit > 1000)
        return "the hit latency must be from 1 to 1000 cycles";
    if (c->victims > VICTIMS_MAX)
        return "at most 64 entries in a victim buffer";
    if (c->mshrs > MSHRS_MAX)
        return "at most 16 MSHRs";
    if (c->prefetch && (c->degree < 1 || c->degree > 16))
        return "a prefetcher goes 1 to 16 steps ahead";
    if (c->prefetch == PREFETCH_STRIDE && (!bits_power_of_two(c->strides) || c->strides > STRIDES_MAX))
        return "the entries of a stride prefetcher must be a power of two up to 4096";
    return NULL;
}

static const char *check_tlb(const struct hier_desc *d, const struct cache_desc *c)
{
    if (!bits_power_of_two(d->page) || d->page < 256 || d->page > (1u << 30))
        return "the size of a page must be a power of two from 256 bytes to 1 GiB";
    if (c->lines < 1 || c->lines > 65536)
        return "a TLB has from 1 to 65536 entries";
    if (c->ways < 1 || c->ways > 64)
        return "a TLB has from 1 to 64 ways";
    if (c->lines % c->ways)
        return "the number of entries must be a multiple of the ways";
    if (!bits_power_of_two(c->lines / c->ways))
        return "the number of sets, entries / ways, must be a power of two";
    if (c->replace == REPLACE_PLRU && !bits_power_of_two(c->ways))
        return "tree pseudo-LRU needs a power of two of ways";
    return NULL;
}

/* Cache n and one that stands before it in some path. */
static const char *check_pair(const struct cache_desc *c, const struct cache_desc *front, bool next)
{
    if (c->inclusion == INCLUSION_INCLUSIVE && front->line > c->line)
        return "it cannot include a cache with longer lines";
    if (c->inclusion == INCLUSION_INCLUSIVE && front->size > c->size)
        return "it cannot include a larger cache";
    if (c->inclusion != INCLUSION_EXCLUSIVE || !next)
        return NULL;
    if (front->line != c->line)
        return "an exclusive cache needs lines of the same size as those in front of it";
    if (!front->write_back)
        return "what stands in front of an exclusive cache must be write: back";
    return NULL;
}

static const char *check_inclusion(const struct hier_desc *d, unsigned n)
{
    const struct cache_desc *c = &d->cache[n];
    bool behind = false;
    if (!c->inclusion)
        return NULL;
    for (unsigned port = 0; port < HIER_PORTS; port++) {
        unsigned at = 0;
        while (d->path[port][at] != HIER_MEMORY && d->path[port][at] != n)
            at++;
        if (d->path[port][at] == HIER_MEMORY)
            continue;
        behind |= at > 0;
        for (unsigned i = 0; i < at; i++) {
            const char *wrong = check_pair(c, &d->cache[d->path[port][i]], i + 1 == at);
            if (wrong)
                return wrong;
        }
    }
    if (!behind)
        return "inclusion is about the caches in front of a cache; there are none";
    if (c->inclusion == INCLUSION_EXCLUSIVE && (!c->write_back || !c->allocate))
        return "an exclusive cache keeps what comes down: write: back, allocate: true";
    if (c->inclusion == INCLUSION_EXCLUSIVE && (c->victims || c->prefetch))
        return "an exclusive cache has neither a victim buffer nor a prefetcher";
    return NULL;
}

/* Of cache n: only loads go on without their data, and only one level down. */
static const char *check_mshrs(const struct hier_desc *d, unsigned n)
{
    if (!d->cache[n].mshrs)
        return NULL;
    if (d->path[HIER_DATA][0] != n)
        return "MSHRs belong to the first cache that loads go to";
    for (unsigned i = 0; d->path[HIER_FETCH][i] != HIER_MEMORY; i++)
        if (d->path[HIER_FETCH][i] == n)
            return "a cache with MSHRs is for data alone: a fetch has to wait for its line";
    return NULL;
}

static const char *check_memory(const struct hier_desc *d)
{
    const struct dram_desc *m = &d->dram;
    unsigned first = d->path[HIER_DATA][0];
    if (d->bytes_per_cycle < 1)
        return "memory must move at least one byte in a cycle";
    if (d->store_buffer > STORE_BUFFER_MAX)
        return "at most 64 store buffer entries";
    if (d->store_register && !d->store_buffer)
        return "store_register is a register behind a store buffer, and there is none";
    if (d->combine && (!bits_power_of_two(d->combine) || d->combine < 4 || d->combine > 64))
        return "stores are combined in blocks of a power of two from 4 to 64 bytes";
    if (d->combine && (!d->store_buffer || d->store_register))
        return "stores are combined in a store buffer (without a register behind it)";
    if (d->combine && first != HIER_MEMORY && d->cache[first].allocate)
        return "there is nothing to combine where a store that misses brings its line in (allocate: true)";
    for (unsigned i = 0; i < d->ncaches; i++)
        if (d->cache[i].line < d->combine)
            return "a line of a cache is shorter than the blocks in which stores are combined";
    if (!m->banks)
        return NULL;
    if (!bits_power_of_two(m->banks) || m->banks > DRAM_BANKS_MAX)
        return "the number of banks must be a power of two up to 64";
    if (!bits_power_of_two(m->row) || m->row < 64 || m->row > (1u << 20))
        return "the size of a row must be a power of two from 64 bytes to 1 MiB";
    for (unsigned i = 0; i < d->ncaches; i++)
        if (!d->cache[i].tlb && d->cache[i].line > m->row)
            return "a row of memory is shorter than a line of a cache";
    if (m->hit > m->miss || m->miss > m->conflict)
        return "an open row takes no longer than a closed one, and that no longer than a conflict";
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

const char *hier_prepare(struct hier_desc *d, unsigned *which)
{
    size_t total = 0;
    place(&total, sizeof(struct hier_state));
    for (unsigned i = 0; i < d->ncaches; i++) {
        *which = i;
        const struct cache_desc *c = &d->cache[i];
        const char *wrong = c->tlb ? check_tlb(d, c) : check_cache(c);
        if (wrong || (wrong = check_inclusion(d, i)) || (wrong = check_mshrs(d, i)))
            return wrong;
        layout_cache(&d->cache[i], &total);
    }
    *which = CACHES_MAX;
    const char *wrong = check_memory(d);
    if (wrong)
        return wrong;
    d->dram.row_bits = log2_of(d->dram.row);
    d->state_size = total;
    return NULL;
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
