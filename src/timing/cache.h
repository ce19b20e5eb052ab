/* cache.h - caches and the memory behind them: tags and time, never data.
 *
 * Values come from guest memory, so they cannot go wrong here; this file says how long an access takes and
 * counts hits, misses, write-backs. A hierarchy is a list of caches and two paths through them (for fetches
 * and for data), each ending at memory. The description is immutable; all state is one flat block
 * (state_size bytes, no pointers), except `seen`, the append-only record of first touches, which is
 * the same for every copy of the state.
 *
 * Timing rules (docs/CYCLES.md, "Caches and memory"): an access that starts in cycle t and takes n cycles
 * holds its stage in cycles t .. t+n-1. A lookup costs the level's hit latency. A miss first moves a dirty
 * victim to the next level, then reads its line from there. Memory serves one transfer at a time: latency +
 * ceil(bytes / bytes_per_cycle) * (1 + wait_states).
 *
 * A TLB is a cache, too: of translations, with a page for a line (Hennessy & Patterson, appendix B.4). It
 * stands on a path of its own, at whose end the page tables are walked. Programs see no translation (an
 * address means itself), only its time. */
#ifndef TIMING_CACHE_H
#define TIMING_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "timing/mistake.h"
#include "timing/stats.h"

enum replace { REPLACE_LRU, REPLACE_PLRU, REPLACE_FIFO, REPLACE_RANDOM, REPLACE_NRU, REPLACE_COUNT };
const char *const *replace_names(void); /* REPLACE_COUNT names: "lru" "plru" "fifo" "random" "nru" */

enum prefetch { PREFETCH_NONE, PREFETCH_NEXT_LINE, PREFETCH_STRIDE, PREFETCH_COUNT };
const char *const *prefetch_names(void); /* "none" "next_line" "stride" */

/* Of a cache and those in front of it. */
enum inclusion { INCLUSION_NONE, INCLUSION_INCLUSIVE, INCLUSION_EXCLUSIVE, INCLUSION_COUNT };
const char *const *inclusion_names(void); /* "none" "inclusive" "exclusive" */

struct cache_desc {
    const char *name;  /* "l1d" */
    uint64_t size;     /* bytes */
    unsigned line;     /* bytes, a power of two >= 4 */
    unsigned ways;     /* 1..64; PLRU: a power of two */
    unsigned hit;      /* cycles of a lookup, >= 1 */
    unsigned overhead; /* cycles that bringing in a line takes besides the transfers */
    enum replace replace;
    bool write_back;     /* else write-through */
    bool allocate;       /* on a write miss */
    unsigned victims;    /* entries of the victim buffer, 0 = none, at most VICTIMS_MAX */
    unsigned victim_hit; /* cycles of bringing a line back from there, beyond the lookup */
    enum prefetch prefetch;
    unsigned degree;  /* lines (next_line) or distances (stride) ahead, 1..16 */
    unsigned strides; /* stride: entries of its table, a power of two */
    enum inclusion inclusion;
    unsigned mshrs; /* misses that may be under way at once without holding their load; 0: none */
    bool tlb;       /* line: the bytes of a page; hit may be 0: the lookup goes on beside that of the cache */
    /* derived by hier_prepare(): */
    unsigned line_bits, sets, set_mask, lines;
    size_t at_lines, at_sets, at_recent, at_shadow, at_log, at_hash, at_asides,
        at_strides; /* offsets in the state block */
    unsigned hash_mask;
};

#define VICTIMS_MAX 64
#define MSHRS_MAX   16
#define STRIDES_MAX 4096

#define HIER_MEMORY CACHES_MAX /* ends a path: memory, or the page tables */

/* Each port has a path for its accesses and one, HIER_PORTS further, for their translation. */
enum hier_port { HIER_FETCH, HIER_DATA, HIER_PORTS, HIER_FETCH_TLB = HIER_PORTS, HIER_DATA_TLB, HIER_PATHS };

/* Memory of banks that keep a row open each. */
struct dram_desc {
    unsigned banks;               /* a power of two; 0: memory has no rows */
    unsigned row;                 /* bytes, a power of two */
    unsigned hit, miss, conflict; /* cycles: the row is open, none is, another is */
    unsigned row_bits;            /* derived */
};

struct hier_desc {
    struct cache_desc cache[CACHES_MAX];
    unsigned ncaches;
    uint8_t path[HIER_PATHS][CACHES_MAX + 1]; /* cache numbers, then HIER_MEMORY; a TLB's may be empty */
    unsigned page;                            /* bytes, a power of two, the same for all TLBs */
    unsigned walk;                            /* cycles of a walk through the page tables, >= 1 */
    unsigned memory_latency;                  /* cycles, >= 0 */
    unsigned bytes_per_cycle;                 /* >= 1 */
    unsigned wait_states;                     /* further cycles for every bytes_per_cycle bytes */
    bool pipelined;        /* latencies overlap; only the bytes themselves go one transfer at a time */
    bool split;            /* fetches and data have a port of memory each */
    unsigned store_buffer; /* entries, 0 = none, at most STORE_BUFFER_MAX */
    bool store_register;   /* behind the buffer: an entry is free once its transfer begins */
    unsigned combine;      /* bytes of a block whose stores share an entry of the store buffer, 0 = none */
    struct dram_desc dram;
    uint64_t seed;     /* of random replacement */
    size_t state_size; /* derived */
};

#define STORE_BUFFER_MAX 64
#define DRAM_BANKS_MAX   64

/* Checks what a machine file may get wrong and fills the derived members. Returns false if m says what is
 * wrong, in the section of a cache (caches/l1d), of a TLB (tlb/itlb) or in memory. */
bool hier_prepare(struct hier_desc *d, struct mistake *m);

enum hier_event {
    HIER_ACCESS,
    HIER_EVICT,     /* a line leaves the cache and its victim buffer */
    HIER_SPILL,     /* a line goes to the victim buffer */
    HIER_SWAP,      /* a line comes back from there */
    HIER_PREFETCH,  /* a line is asked for by the prefetcher */
    HIER_INVALIDATE /* a line goes because one that includes it goes */
};

/* Where the parts of a cache are, for cache_hit.h. */
struct cache_at {
    struct cache_line *lines;
    struct shadow_node *nodes;
    struct shadow_log *log;
    uint32_t *recent; /* of each set: the place in the tag store of the line used last */
    uint64_t *access; /* accesses so far */
    struct cache_stats *stats;
    uint32_t set_mask;
    uint8_t line_bits;
    bool quick, write_back; /* quick: a hit leaves traces only in what stands here */
};

struct hier {
    const struct hier_desc *desc;
    void *state;                 /* desc->state_size bytes, 8-aligned */
    struct cache_stats *stats;   /* CACHES_MAX of them, part of the machine's state */
    struct memory_stats *memory; /* likewise */
    struct seen *seen[CACHES_MAX];
    uint64_t pc; /* the instruction whose accesses come; set by the caller, derived data */
    struct cache_at at[CACHES_MAX];
    const struct cache_at *first[HIER_PORTS]; /* of the first cache of each path, NULL: none */
    /* observer: cache number (HIER_MEMORY: rows of memory), address of the access or of the evicted line,
     * flags: HIER_F_*; NULL = nobody looks */
    void (*event)(void *ctx, enum hier_event ev, unsigned cache, uint64_t addr, unsigned flags);
    void *event_ctx;
};

enum {
    HIER_F_WRITE = 1,
    HIER_F_HIT = 2,
    HIER_F_DIRTY = 4,      /* of a line that moves; evict: written back */
    HIER_F_CLASS_SHIFT = 4 /* access: enum miss_class of a miss, HIER_HIT_* of a hit from bit 4 */
};

enum { HIER_HIT_PLAIN, HIER_HIT_USEFUL /* first use of a prefetched line */, HIER_HIT_LATE, HIER_HIT_ROW };

/* Classes of misses of rows, after those of caches. */
enum { HIER_ROW_MISS = MISS_CLASSES, HIER_ROW_CONFLICT };

/* state is zeroed by hier_reset. */
void hier_init(struct hier *h, const struct hier_desc *d, void *state, struct cache_stats *stats,
               struct memory_stats *memory);
void hier_release(struct hier *h); /* frees `seen`, not state */
void hier_forget(struct hier *h);  /* `seen` of what lies after the state: it will go on otherwise */
void hier_reset(struct hier *h);

/* Cycles (>= 1) that an access starting at cycle `now` takes. It must lie within one line of the first cache
 * of its path (callers split). hier_store: *buffer_wait = how many of the cycles were spent waiting for the
 * store buffer. */
unsigned hier_fetch(struct hier *h, uint64_t addr, unsigned bytes, uint64_t now);
unsigned hier_load(struct hier *h, uint64_t addr, unsigned bytes, uint64_t now);
unsigned hier_store(struct hier *h, uint64_t addr, unsigned bytes, uint64_t now, unsigned *buffer_wait);

/* No access that starts at `now` takes more cycles: an upper bound, not the least. */
uint64_t hier_most(const struct hier *h, enum hier_port port, uint64_t now);

/* A load that need not wait for its line where the first cache of its path has MSHRs (miss status holding
 * registers, Kroft 1981): returns the cycles (>= 1) until it leaves its stage, `mshr_wait` of them because
 * all were taken; *ready: the cycle from which its data are there. */
unsigned hier_load_ahead(struct hier *h, uint64_t addr, unsigned bytes, uint64_t now, uint64_t *ready,
                         unsigned *mshr_wait);

/* Has the port such a cache? */
static inline unsigned hier_mshrs(const struct hier_desc *d, enum hier_port port)
{
    return d->path[port][0] == HIER_MEMORY ? 0 : d->cache[d->path[port][0]].mshrs;
}

/* Has the port a TLB? */
static inline bool hier_translates(const struct hier_desc *d, enum hier_port port)
{
    return d->path[HIER_PORTS + port][0] != HIER_MEMORY;
}

/* Cycles by which an access of these bytes (at most two pages, one after the other) begins later because its
 * translation comes first; 0 where the TLB has it, or where there is none. */
unsigned hier_translate(struct hier *h, enum hier_port port, uint64_t addr, unsigned bytes, uint64_t now);

/* If an access hits the first level in its hit time: makes it (a store only where that is write-back) and
 * returns true; else changes nothing. hier_hits only asks. */
bool hier_hit(struct hier *h, enum hier_port port, uint64_t addr, bool write);
bool hier_hits(const struct hier *h, enum hier_port port, uint64_t addr);

/* Bytes of a line at the first level of a port's path; 0: no cache there. */
unsigned hier_line(const struct hier_desc *d, enum hier_port port);

/* May a line of the first level go away, or an access there do more than touch it, without a miss there? */
bool hier_meddles(const struct hier_desc *d, enum hier_port port);

/* For views: way `way` of set `set`. */
struct cache_way {
    bool valid, dirty;
    uint64_t addr;  /* of the line */
    unsigned order; /* 0 = next victim ... (policies with an order), else 0 */
};
void hier_view(const struct hier *h, unsigned cache, unsigned set, unsigned way, struct cache_way *out);

#endif
