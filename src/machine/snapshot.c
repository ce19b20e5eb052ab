/* snapshot.c - copies of a machine's state, and its digest. Going back in time is copying an older state back
 * and ticking forward again. */
#include <stdlib.h>
#include <string.h>
#include "base/str.h"
#include "machine/state.h"

struct machine_snapshot {
    void *state;
    struct mem mem;
    struct profile_count *count;
    uint32_t nprofile;
};

struct machine_snapshot *machine_snapshot(struct machine *m)
{
    struct machine_snapshot *s = xcalloc(1, sizeof *s);
    s->state = xmalloc(m->state_size);
    memcpy(s->state, m->st, m->state_size);
    mem_snapshot(&s->mem, &m->mem);
    s->nprofile = m->profile.n;
    s->count = xmalloc(s->nprofile * sizeof *s->count);
    memcpy(s->count, m->profile.count, s->nprofile * sizeof *s->count);
    return s;
}

/* Addresses first decoded after the snapshot keep their numbers; they have no counts yet. */
static void restore_profile(struct profile *p, const struct machine_snapshot *s)
{
    memcpy(p->count, s->count, s->nprofile * sizeof *s->count);
    for (uint32_t i = s->nprofile; i < p->n; i++) {
        uint64_t pc = p->count[i].pc;
        memset(&p->count[i], 0, sizeof p->count[i]);
        p->count[i].pc = pc;
    }
}

void machine_restore(struct machine *m, struct machine_snapshot *s)
{
    memcpy(m->st, s->state, m->state_size);
    mem_restore(&m->mem, &s->mem);
    restore_profile(&m->profile, s);
    pipe_restore(&m->pipe);
}

void machine_snapshot_free(struct machine_snapshot *s)
{
    if (!s)
        return;
    mem_release(&s->mem);
    free(s->state);
    free(s->count);
    free(s);
}

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
