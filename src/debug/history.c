/* history.c - see history.h: a sorted array. */
#include "debug/history.h"

#include <stdlib.h>
#include <string.h>

void history_init(struct history *h, struct machine *m, struct view *v, uint64_t limit)
{
    *h = (struct history){ .m = m, .view = v, .limit = limit };
}

static void release(struct moment *m)
{
    machine_snapshot_free(m->snapshot);
    view_kept_free(m->records);
}

static void drop(struct history *h, size_t i)
{
    release(&h->moments.data[i]);
    vec_remove(&h->moments, i);
}

void history_release(struct history *h)
{
    while (h->moments.count)
        drop(h, h->moments.count - 1);
    vec_release(&h->moments);
}

/* How many moments lie at or before a cycle. */
static size_t count_before(const struct history *h, uint64_t cycle)
{
    size_t lo = 0, hi = h->moments.count;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (h->moments.data[mid].cycle <= cycle)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

void history_keep(struct history *h, bool change)
{
    const struct run_stats *s = machine_stats(h->m);
    size_t i = count_before(h, s->cycles);
    bool there = i && h->moments.data[i - 1].cycle == s->cycles;
    if (there && !change)
        return;
    struct moment now = { .cycle = s->cycles,
                          .instret = s->instructions,
                          .snapshot = machine_snapshot(h->m, i ? h->moments.data[i - 1].snapshot : NULL),
                          .records = view_keep(h->view),
                          .change = change };
    if (there) {
        release(&h->moments.data[i - 1]);
        h->moments.data[i - 1] = now;
        return;
    }
    (void)vec_push(&h->moments);
    memmove(&h->moments.data[i + 1], &h->moments.data[i],
            (h->moments.count - 1 - i) * sizeof h->moments.data[0]);
    h->moments.data[i] = now;
}

void history_cut(struct history *h, uint64_t cycle)
{
    while (h->moments.count && h->moments.data[h->moments.count - 1].cycle > cycle)
        drop(h, h->moments.count - 1);
}

/* ---- memory ------------------------------------------------------------------------------------------ */

uint64_t history_bytes(const struct history *h)
{
    uint64_t bytes = machine_snapshots_bytes(h->m);
    for (size_t i = 0; i < h->moments.count; i++)
        bytes += view_kept_bytes(h->moments.data[i].records);
    return bytes;
}

/* The gap that the absence of moment i would leave, against its distance from the present: small goes first.
 */
static double worth(const struct history *h, size_t i, uint64_t present)
{
    const struct moment *m = &h->moments.data[i];
    uint64_t distance = m->cycle < present ? present - m->cycle : m->cycle - present;
    return (double)(m[1].cycle - m[-1].cycle) / (double)(distance + 4096);
}

/* The further back, the wider: fresh memory costs more than the replay that a moment saves. */
#define DENSE (1.0 / 16)

static void thin_out(struct history *h, uint64_t present)
{
    for (size_t i = h->moments.count; i-- > 2;)
        if (!h->moments.data[i - 1].change && worth(h, i - 1, present) < DENSE)
            drop(h, i - 1);
}

void history_thin(struct history *h, uint64_t present)
{
    thin_out(h, present);
    while (h->moments.count > 2 && history_bytes(h) > h->limit) {
        size_t best = 0;
        double least = 0;
        for (size_t i = 1; i + 1 < h->moments.count; i++) {
            if (h->moments.data[i].change)
                continue;
            double w = worth(h, i, present);
            if (!best || w < least) {
                best = i;
                least = w;
            }
        }
        if (!best)
            best = h->moments.data[h->moments.count - 1].change ? 0 : h->moments.count - 1;
        if (!best)
            return;
        drop(h, best);
    }
}

/* ---- questions --------------------------------------------------------------------------------------- */

const struct moment *history_before(const struct history *h, uint64_t cycle)
{
    size_t i = count_before(h, cycle);
    return i ? &h->moments.data[i - 1] : NULL;
}

const struct moment *history_before_instret(const struct history *h, uint64_t instret)
{
    size_t i = h->moments.count;
    while (i > 1 && h->moments.data[i - 1].instret >= instret)
        i--;
    return i ? &h->moments.data[i - 1] : NULL;
}

const struct moment *history_change(const struct history *h, uint64_t cycle)
{
    for (size_t i = count_before(h, cycle); i < h->moments.count; i++)
        if (h->moments.data[i].change)
            return &h->moments.data[i];
    return NULL;
}

void history_put_back(const struct history *h, const struct moment *m)
{
    machine_restore(h->m, m->snapshot);
    view_put_back(h->view, m->records);
}
