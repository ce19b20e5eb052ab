/* shadow.h - a fully associative LRU cache of the same number of lines: tells capacity from conflict misses
 * (Hill 1987).
 *
 * Flat: one array of nodes (doubly linked by index, most recent first) and an open hash of node numbers, both
 * inside the hierarchy's state block. */
#ifndef TIMING_SHADOW_H
#define TIMING_SHADOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct shadow_node {
    uint64_t line;
    uint32_t newer, older; /* node numbers; node 0 is the list's head */
    uint32_t chain;        /* next node in the same bucket, 0 = end */
    uint32_t used;
};

/* nodes: lines + 1 of them; buckets: a power of two, mask = size - 1. */
struct shadow {
    struct shadow_node *nodes;
    uint32_t *buckets;
    uint32_t lines, mask;
};

void shadow_reset(const struct shadow *s);

/* Touches a line: true if it was there; the node it now has is returned in *node. */
bool shadow_touch(const struct shadow *s, uint64_t line, uint32_t *node);

/* The same for a line that stands in node n: no search. False: it stands elsewhere, or nowhere; nothing was
 * done. */
static inline bool shadow_touch_at(struct shadow_node *nodes, uint64_t line, uint32_t n)
{
    struct shadow_node *head = &nodes[0], *x = &nodes[n];
    if (!n || !x->used || x->line != line)
        return false;
    if (head->older == n)
        return true;
    nodes[x->newer].older = x->older;
    nodes[x->older].newer = x->newer;
    x->newer = 0;
    x->older = head->older;
    nodes[head->older].newer = n;
    head->older = n;
    return true;
}

#endif
