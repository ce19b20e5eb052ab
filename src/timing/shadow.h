/* shadow.h - a fully associative LRU cache of the same number of lines: tells capacity from conflict misses
 * (Hill 1987).
 *
 * Most touches are of lines that are there; they only write down when. What is oldest is asked when a line
 * goes out, so the order is kept lazily: a heap of the touches known to it, oldest first; one that turns out
 * to have been touched again since sinks to where it belongs.
 *
 * Flat: nodes, an open hash of node numbers and the heap, all inside the hierarchy's state block. */
#ifndef TIMING_SHADOW_H
#define TIMING_SHADOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct shadow_node {
    uint64_t line;  /* UINT64_MAX: none */
    uint64_t when;  /* of the last touch; 0: never */
    uint32_t chain; /* next node in the same bucket, 0 = end */
    uint32_t pad;
};

struct shadow_age {
    uint64_t when; /* of a touch of the node, perhaps not the last */
    uint32_t node, pad;
};

/* nodes: lines + 1 of them, the first unused; heap: lines; buckets: a power of two, mask = size - 1. */
struct shadow {
    struct shadow_node *nodes;
    struct shadow_age *heap;
    uint32_t *buckets;
    uint32_t lines, mask;
};

void shadow_reset(const struct shadow *s);

/* Touches a line: true if it was there; the node it now has is returned in *node. now: larger with each
 * touch. */
bool shadow_touch(const struct shadow *s, uint64_t line, uint64_t now, uint32_t *node);

/* The same for a line that stands in node n: no search. False: it stands elsewhere, or nowhere; nothing was
 * done. */
static inline bool shadow_touch_at(struct shadow_node *nodes, uint64_t line, uint32_t n, uint64_t now)
{
    if (nodes[n].line != line)
        return false;
    nodes[n].when = now;
    return true;
}

#endif
