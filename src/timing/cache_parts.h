/* cache_parts.h - the inside of the memory hierarchy: its state, and what its parts ask of each other. Only
 * the files behind cache.h include it. */
#ifndef TIMING_CACHE_PARTS_H
#define TIMING_CACHE_PARTS_H

#include <stddef.h>
#include "timing/cache_hit.h"

/* At the start of the state block. */
struct hier_state {
    uint64_t random;
    uint64_t memory_free[1 + HIER_PORTS];   /* busy before this cycle: behind caches; a port without cache */
    uint64_t drained;                       /* the last store in the buffer is done before this cycle */
    uint64_t store_done[STORE_BUFFER_MAX];  /* ring: when each buffered store is done */
    uint64_t store_begin[STORE_BUFFER_MAX]; /* when its transfer begins */
    uint64_t store_block[STORE_BUFFER_MAX]; /* write combining: its block + 1 */
    uint64_t mshr_line[MSHRS_MAX], mshr_done[MSHRS_MAX]; /* a line under way + 1; when it has come */
    uint64_t row[DRAM_BANKS_MAX];                        /* open row of each bank + 1; 0: none */
    uint32_t store_next, pad;
    uint64_t access[CACHES_MAX]; /* accesses so far, of each cache */
    uint64_t aside[CACHES_MAX];  /* lines that came into the victim buffer so far */
};

/* A line of a victim buffer. */
struct cache_aside {
    uint64_t tag;   /* as in struct cache_line */
    uint64_t stamp; /* number of its coming */
    uint8_t dirty, pad[7];
};

/* A load or store of a stride prefetcher's table. */
struct cache_stride {
    uint64_t pc, last; /* pc + 1; 0: none. Address accessed last */
    int64_t stride;
};

struct request {
    enum hier_port port;
    uint64_t addr;
    unsigned bytes;
    bool write;
    bool prefetch; /* nobody waits for it */
    bool victim;   /* a whole line comes down to an exclusive cache; dirty: its state */
    bool joined;   /* another store takes it along: nothing goes down */
    bool dirty;    /* back from a read: what came was dirty in an exclusive cache */
};

static inline struct hier_state *hier_state(const struct hier *h)
{
    return (struct hier_state *)h->state;
}

static inline struct cache_line *hier_lines(const struct hier *h, const struct cache_desc *c)
{
    return (struct cache_line *)((char *)h->state + c->at_lines);
}

static inline uint64_t *hier_sets(const struct hier *h, const struct cache_desc *c)
{
    return (uint64_t *)((char *)h->state + c->at_sets);
}

static inline struct cache_aside *hier_asides(const struct hier *h, const struct cache_desc *c)
{
    return (struct cache_aside *)((char *)h->state + c->at_asides);
}

static inline struct cache_stride *hier_strides(const struct hier *h, const struct cache_desc *c)
{
    return (struct cache_stride *)((char *)h->state + c->at_strides);
}

static inline struct shadow hier_shadow(const struct hier *h, const struct cache_desc *c)
{
    char *state = (char *)h->state;
    return (struct shadow){ (struct shadow_node *)(state + c->at_shadow), (uint32_t *)(state + c->at_hash),
                            (struct shadow_log *)(state + c->at_log), c->lines, c->hash_mask };
}

static inline void hier_tell(const struct hier *h, enum hier_event ev, unsigned unit, uint64_t addr,
                             unsigned flags)
{
    if (h->event)
        h->event(h->event_ctx, ev, unit, addr, flags);
}

/* ---- cache_level.c ----------------------------------------------------------------------------------- */

/* Starts in cycle t; returns the cycle in which it is done (t + cycles). */
uint64_t hier_access_level(struct hier *h, unsigned level, struct request *r, uint64_t t);
/* Of cache n. True: a hit, and everything is recorded; *t may become later. False: a miss; nothing has
 * changed. */
bool hier_hit_at(struct hier *h, unsigned n, uint64_t addr, bool write, uint64_t *t);
/* Records a miss; the line's new place in the shadow. */
uint32_t hier_missed(struct hier *h, unsigned n, const struct request *r);
struct cache_line *hier_find(const struct hier *h, const struct cache_desc *c, uint64_t line);
/* Is the line in the cache or in its victim buffer? */
bool hier_has(const struct hier *h, unsigned n, uint64_t line);

/* Empties a place of cache n = path[port][level] for a line to come: what stands there goes to the victim
 * buffer or to the next level. Returns when that is done. */
uint64_t hier_make_room(struct hier *h, unsigned level, enum hier_port port, struct cache_line *l,
                        uint64_t t);
/* The line that r asks for comes from the next level, and l makes room for it: before, so that memory need
 * not keep two; an exclusive cache gives first. *dirty: it was dirty there. */
uint64_t hier_bring(struct hier *h, unsigned level, const struct request *r, struct cache_line *l,
                    bool *dirty, uint64_t t);
/* Line `line` comes into way `way` of its set. */
void hier_place(struct hier *h, unsigned n, uint64_t line, unsigned way, bool dirty);

/* ---- cache_replace.c --------------------------------------------------------------------------------- */

unsigned cache_victim_way(struct hier *h, const struct cache_desc *c, unsigned set);
void cache_touch(const struct hier *h, const struct cache_desc *c, unsigned set, unsigned way, uint64_t now,
                 bool fill);

/* ---- cache_extra.c ----------------------------------------------------------------------------------- */

/* A demand access of cache n ended in cycle t. first: it missed, or was the first use of a prefetched line.
 */
void cache_prefetch(struct hier *h, unsigned level, const struct request *r, bool first, uint64_t t);
/* Takes a line out of the victim buffer: true if it was there. */
bool cache_take_aside(struct hier *h, unsigned n, uint64_t line, bool *dirty);
struct cache_aside *cache_find_aside(const struct hier *h, const struct cache_desc *c, uint64_t line);
/* The place for one more: a free one, or that of the oldest. */
struct cache_aside *cache_oldest_aside(const struct hier *h, const struct cache_desc *c);
/* The bytes of a line of inclusive cache n leave the caches in front of it. True: some of them were dirty. */
bool cache_invalidate_above(struct hier *h, unsigned n, uint64_t addr);
/* An access of an exclusive cache. */
uint64_t cache_exclusive(struct hier *h, unsigned level, struct request *r, uint64_t t);

#endif
