/* shadow.c - see shadow.h. */
#include "timing/shadow.h"

#include <string.h>

static uint32_t bucket_of(const struct shadow *s, uint64_t line)
{
    return (uint32_t)((line * UINT64_C(0x9E3779B97F4A7C15)) >> 32) & s->mask;
}

void shadow_reset(const struct shadow *s)
{
    memset(s->nodes, 0, (s->lines + 1) * sizeof *s->nodes);
    memset(s->buckets, 0, (s->mask + 1) * sizeof *s->buckets);
    memset(s->log, 0, sizeof *s->log);
    /* the list starts with all nodes unused, node 1 the oldest */
    for (uint32_t i = 0; i <= s->lines; i++) {
        s->nodes[i].line = UINT64_MAX;
        s->nodes[i].newer = i == s->lines ? 0 : i + 1;
        s->nodes[i].older = i == 0 ? s->lines : i - 1;
    }
}

static uint32_t lookup(const struct shadow *s, uint64_t line)
{
    for (uint32_t n = s->buckets[bucket_of(s, line)]; n; n = s->nodes[n].chain)
        if (s->nodes[n].line == line)
            return n;
    return 0;
}

static void drop_from_bucket(const struct shadow *s, uint32_t n)
{
    uint32_t *at = &s->buckets[bucket_of(s, s->nodes[n].line)];
    while (*at != n)
        at = &s->nodes[*at].chain;
    *at = s->nodes[n].chain;
}

static void to_front(struct shadow_node *nodes, uint32_t n)
{
    struct shadow_node *head = &nodes[0], *x = &nodes[n];
    nodes[x->newer].older = x->older;
    nodes[x->older].newer = x->newer;
    x->newer = 0;
    x->older = head->older;
    nodes[head->older].newer = n;
    head->older = n;
}

/* The log is in the order of first touches; what counts is the last. */
void shadow_settle(struct shadow_node *nodes, struct shadow_log *log)
{
    uint32_t *node = log->node;
    for (uint32_t i = 1; i < log->n; i++) {
        uint32_t x = node[i], j = i;
        for (; j > 0 && nodes[node[j - 1]].when > nodes[x].when; j--)
            node[j] = node[j - 1];
        node[j] = x;
    }
    for (uint32_t i = 0; i < log->n; i++)
        to_front(nodes, node[i]);
    if (log->n)
        log->since = nodes[node[log->n - 1]].when;
    log->n = 0;
}

bool shadow_touch(const struct shadow *s, uint64_t line, uint64_t now, bool takes, uint32_t *node)
{
    uint32_t n = lookup(s, line);
    bool there = n != 0;
    *node = n;
    if (!there && !takes)
        return false;
    shadow_settle(s->nodes, s->log);
    if (!there) {
        n = s->nodes[0].newer; /* the oldest */
        if (s->nodes[n].when)
            drop_from_bucket(s, n);
        uint32_t b = bucket_of(s, line);
        s->nodes[n].line = line;
        s->nodes[n].chain = s->buckets[b];
        s->buckets[b] = n;
    }
    to_front(s->nodes, n);
    s->nodes[n].when = now;
    s->log->since = now;
    *node = n;
    return there;
}
