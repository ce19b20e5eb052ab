/* shadow.h - a fully associative LRU cache of the same number of lines: tells capacity from conflict misses
 * (Hill 1987).
 *
 * Most touches are of lines that are there; they only write down when. The order is a list that is brought up
 * to date when it is asked for, from a short log of the nodes touched since.
 *
 * Flat: one array of nodes (doubly linked by index, most recent first), an open hash of node numbers and the
 * log, all inside the hierarchy's state block. */
#ifndef TIMING_SHADOW_H
#define TIMING_SHADOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct shadow_node {
    uint64_t line;         /* UINT64_MAX: none */
    uint64_t when;         /* of the last touch; 0: never */
    uint32_t newer, older; /* node numbers; node 0 is the list's head */
    uint32_t chain;        /* next node in the same bucket, 0 = end */
    uint32_t pad;
};

#define SHADOW_LOG 32

struct shadow_log {
    uint64_t since; /* touches up to this one are in the list */
    uint32_t n, pad;
    uint32_t node[SHADOW_LOG]; /* touched since */
};

/* nodes: lines + 1 of them; buckets: a power of two, mask = size - 1. */
struct shadow {
    struct shadow_node *nodes;
    uint32_t *buckets;
    struct shadow_log *log;
    uint32_t lines, mask;
};

void shadow_reset(const struct shadow *s);

/* Touches a line: true if it was there; the node it now has is returned in *node. now: larger with each
 * touch. takes: else it is taken in; without, *node is 0 then. */
bool shadow_touch(const struct shadow *s, uint64_t line, uint64_t now, bool takes, uint32_t *node);

/* Brings the list up to date. */
void shadow_settle(struct shadow_node *nodes, struct shadow_log *log);

/* shadow_touch() of the line that stands in node n: no search. */
static inline void shadow_touch_at(struct shadow_node *nodes, struct shadow_log *log, uint32_t n,
                                   uint64_t now)
{
    if (nodes[n].when <= log->since) {
        if (log->n == SHADOW_LOG)
            shadow_settle(nodes, log);
        log->node[log->n++] = n;
    }
    nodes[n].when = now;
}

#endif
