/* snapshot.c - copies of a machine's state, and its digest. Going back in time is copying an older state back
 * and ticking forward again. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include "base/str.h"
#include "machine/state.h"

/* Bytes that snapshots share as long as they are equal. */
struct block {
    uint32_t refs;
    uint8_t bytes[MEM_PAGE];
};

struct blocks {
    struct block **block;
    size_t n, bytes;
};

struct machine_snapshot {
    struct machine *m;
    struct blocks state, count;
    struct mem mem;
    uint32_t nprofile;
};

static size_t part_of(const struct blocks *b, size_t i)
{
    size_t left = b->bytes - i * MEM_PAGE;
    return left < MEM_PAGE ? left : MEM_PAGE;
}

/* A copy of some bytes; near: one of before, or NULL. */
static void blocks_copy(struct machine *m, struct blocks *b, const void *data, size_t bytes,
                        const struct blocks *near)
{
    b->bytes = bytes;
    b->n = (bytes + MEM_PAGE - 1) / MEM_PAGE;
    b->block = xcalloc(b->n + 1, sizeof *b->block);
    m->snapshot_bytes += b->n * sizeof *b->block;
    for (size_t i = 0; i < b->n; i++) {
        const char *from = (const char *)data + i * MEM_PAGE;
        size_t part = part_of(b, i);
        if (near && i < near->n && part == part_of(near, i) && !memcmp(from, near->block[i]->bytes, part)) {
            b->block[i] = near->block[i];
            b->block[i]->refs++;
            continue;
        }
        b->block[i] = xmalloc(sizeof *b->block[i]);
        b->block[i]->refs = 1;
        memcpy(b->block[i]->bytes, from, part);
        m->snapshot_bytes += sizeof *b->block[i];
    }
}

static void blocks_put_back(const struct blocks *b, void *data)
{
    for (size_t i = 0; i < b->n; i++)
        memcpy((char *)data + i * MEM_PAGE, b->block[i]->bytes, part_of(b, i));
}

static void blocks_release(struct machine *m, struct blocks *b)
{
    m->snapshot_bytes -= b->n * sizeof *b->block;
    for (size_t i = 0; i < b->n; i++)
        if (--b->block[i]->refs == 0) {
            m->snapshot_bytes -= sizeof *b->block[i];
            free(b->block[i]);
        }
    free(b->block);
}

struct machine_snapshot *machine_snapshot(struct machine *m, const struct machine_snapshot *near)
{
    struct machine_snapshot *s = xcalloc(1, sizeof *s);
    s->m = m;
    machine_stats(m); /* brings its derived counters up to date */
    blocks_copy(m, &s->state, m->st, m->state_size, near ? &near->state : NULL);
    mem_snapshot(&s->mem, &m->mem);
    s->nprofile = m->profile.n;
    blocks_copy(m, &s->count, m->profile.count, s->nprofile * sizeof *m->profile.count,
                near ? &near->count : NULL);
    m->snapshot_bytes += sizeof *s + mem_table_bytes(&s->mem);
    return s;
}

uint64_t machine_snapshots_bytes(const struct machine *m)
{
    return m->snapshot_bytes + mem_shared_bytes(&m->mem);
}

/* Addresses first decoded after the snapshot keep their numbers; they have no counts yet. */
static void restore_profile(struct profile *p, const struct machine_snapshot *s)
{
    blocks_put_back(&s->count, p->count);
    for (uint32_t i = s->nprofile; i < p->n; i++) {
        uint64_t pc = p->count[i].pc;
        memset(&p->count[i], 0, sizeof p->count[i]);
        p->count[i].pc = pc;
    }
}

void machine_restore(struct machine *m, const struct machine_snapshot *s)
{
    blocks_put_back(&s->state, m->st);
    mem_restore(&m->mem, &s->mem);
    restore_profile(&m->profile, s);
    pipe_restore(&m->pipe);
}

void machine_snapshot_free(struct machine_snapshot *s)
{
    if (!s)
        return;
    s->m->snapshot_bytes -= sizeof *s + mem_table_bytes(&s->mem);
    mem_release(&s->mem);
    blocks_release(s->m, &s->state);
    blocks_release(s->m, &s->count);
    free(s);
}

/* ---- what happened between two ----------------------------------------------------------------------- */

static void blocks_read(const struct blocks *b, size_t at, void *to, size_t n)
{
    while (n) {
        size_t within = at % MEM_PAGE, part = MEM_PAGE - within < n ? MEM_PAGE - within : n;
        memcpy(to, b->block[at / MEM_PAGE]->bytes + within, part);
        to = (char *)to + part;
        at += part;
        n -= part;
    }
}

/* Do both share all bytes from `at` on? */
static bool blocks_share(const struct blocks *a, const struct blocks *b, size_t at, size_t n)
{
    for (size_t i = at / MEM_PAGE; i <= (at + n - 1) / MEM_PAGE; i++)
        if (i >= a->n || i >= b->n || a->block[i] != b->block[i])
            return false;
    return true;
}

/* A trap takes the place of an instruction that was the next to retire. */
static bool trapped_between(const struct machine_snapshot *from, const struct machine_snapshot *to)
{
    const size_t at = offsetof(struct machine_state, stats) + offsetof(struct run_stats, cause) +
                      CAUSE_TRAP * sizeof(uint64_t);
    uint64_t before, after;
    blocks_read(&from->state, at, &before, sizeof before);
    blocks_read(&to->state, at, &after, sizeof after);
    return before != after;
}

/* What has not retired is in the pipeline or has not come there. */
static bool stands_at(const struct machine_snapshot *s, bool (*is)(void *ctx, uint64_t pc), void *ctx)
{
    uint64_t pc;
    blocks_read(&s->state, offsetof(struct machine_state, arch.pc), &pc, sizeof pc);
    for (unsigned i = 0; i < PIPE_SLOTS && !is(ctx, pc); i++)
        blocks_read(&s->state,
                    offsetof(struct machine_state, pipe.slot) + i * sizeof(struct pipe_slot) +
                        offsetof(struct pipe_slot, pc),
                    &pc, sizeof pc);
    return is(ctx, pc);
}

bool machine_came_by(const struct machine_snapshot *from, const struct machine_snapshot *to,
                     bool (*is)(void *ctx, uint64_t pc), void *ctx)
{
    const size_t size = sizeof(struct profile_count);
    if (from->m->functional || trapped_between(from, to) || stands_at(to, is, ctx))
        return true;
    for (uint32_t i = 1; i < to->nprofile; i++) {
        struct profile_count before = { 0 }, after;
        if (blocks_share(&from->count, &to->count, i * size, size))
            continue;
        if (i < from->nprofile)
            blocks_read(&from->count, i * size, &before, size);
        blocks_read(&to->count, i * size, &after, size);
        before.pc = after.pc;
        if (memcmp(&before, &after, size) != 0 && is(ctx, after.pc))
            return true;
    }
    return false;
}

/* ---- digest ------------------------------------------------------------------------------------------ */

static uint64_t mix(uint64_t h, uint64_t v)
{
    h = (h ^ v) * UINT64_C(0x9E3779B97F4A7C15);
    return h ^ h >> 29;
}

static uint64_t digest_bytes(uint64_t h, const void *data, size_t n)
{
    uint64_t v;
    for (size_t i = 0; i + sizeof v <= n; i += sizeof v) {
        memcpy(&v, (const char *)data + i, sizeof v);
        h = mix(h, v);
    }
    return h;
}

uint64_t machine_digest(const struct machine *m)
{
    uint64_t profile = 0;
    for (uint32_t i = 1; i < m->profile.n; i++) {
        const struct profile_count *c = &m->profile.count[i];
        uint64_t any = c->instructions;
        for (unsigned k = 0; k < CAUSE_COUNT; k++)
            any |= c->cause[k];
        if (any)
            profile += digest_bytes(1, c, sizeof *c);
    }
    machine_stats(m); /* brings its derived counters up to date */
    struct machine_state *copy = xmalloc(m->state_size);
    memcpy(copy, m->st, m->state_size);
    pipe_canonical(&m->pipe, &copy->pipe);
    memset(&copy->end, 0, sizeof copy->end); /* why a run paused is no part of what the guest sees */
    if (!copy->pipe.scratch_valid)
        memset(copy->scratch, 0, sizeof copy->scratch);
    uint64_t h = digest_bytes(2, copy, m->state_size);
    free(copy);
    return mix(mix(h, profile), mem_digest(&m->mem));
}
