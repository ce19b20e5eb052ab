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
    /* the list starts with all nodes unused, node 1 the oldest */
    for (uint32_t i = 0; i <= s->lines; i++) {
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

bool shadow_touch(const struct shadow *s, uint64_t line, uint32_t *node)
{
    uint32_t n = lookup(s, line);
    bool there = n != 0;
    if (!there) {
        n = s->nodes[0].newer; /* the oldest */
        if (s->nodes[n].used)
            drop_from_bucket(s, n);
        uint32_t b = bucket_of(s, line);
        s->nodes[n].line = line;
        s->nodes[n].used = 1;
        s->nodes[n].chain = s->buckets[b];
        s->buckets[b] = n;
    }
    shadow_touch_at(s->nodes, line, n);
    *node = n;
    return there;
}
