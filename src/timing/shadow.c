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
    s->nodes[0].line = UINT64_MAX;
    for (uint32_t i = 0; i < s->lines; i++) {
        s->nodes[i + 1].line = UINT64_MAX;
        s->heap[i] = (struct shadow_age){ 0, i + 1, 0 };
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

/* The first of the heap has become younger. */
static void sink(const struct shadow *s)
{
    struct shadow_age *heap = s->heap, x = heap[0];
    uint32_t i = 0, child;
    while ((child = 2 * i + 1) < s->lines) {
        if (child + 1 < s->lines && heap[child + 1].when < heap[child].when)
            child++;
        if (heap[child].when >= x.when)
            break;
        heap[i] = heap[child];
        i = child;
    }
    heap[i] = x;
}

static uint32_t oldest(const struct shadow *s)
{
    struct shadow_age *first = &s->heap[0];
    while (first->when != s->nodes[first->node].when) {
        first->when = s->nodes[first->node].when;
        sink(s);
    }
    return first->node;
}

bool shadow_touch(const struct shadow *s, uint64_t line, uint64_t now, uint32_t *node)
{
    uint32_t n = lookup(s, line);
    bool there = n != 0;
    if (!there) {
        n = oldest(s);
        if (s->nodes[n].when)
            drop_from_bucket(s, n);
        uint32_t b = bucket_of(s, line);
        s->nodes[n].line = line;
        s->nodes[n].chain = s->buckets[b];
        s->buckets[b] = n;
    }
    s->nodes[n].when = now;
    *node = n;
    return there;
}
