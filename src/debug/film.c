/* film.c - see film.h. Why an instruction stays is read off the pipeline's state: what it waits for itself,
 * the tag of the bubble that it left in the stage behind it, or that an older one stays. */
#include "debug/film.h"

#include <string.h>
#include "machine/state.h"

void film_forget(struct film *f)
{
    f->from = 1;
    f->to = 0;
    f->base = UINT64_MAX;
}

const struct film_cycle *film_at(const struct film *f, uint64_t cycle)
{
    return cycle >= f->from && cycle <= f->to ? &f->ring[cycle & (FILM_CYCLES - 1)] : NULL;
}

/* Bubbles hold the low bits of a sequence number; the whole one is the last such before `last`. */
static uint64_t whole_seq(uint64_t low, uint64_t last)
{
    uint64_t seq = (last & ~UINT64_C(0x3FFFFF)) | low;
    return seq > last && seq > 0x3FFFFF ? seq - 0x400000 : seq;
}

static void take_bubble(const struct machine *m, struct film_stage *out, uint64_t entry)
{
    out->cause = (uint8_t)ENTRY_CAUSE(entry);
    out->culprit = whole_seq(ENTRY_SEQ(entry), m->st->pipe.seq);
    out->pc = m->profile.count[ENTRY_PROFILE(entry)].pc;
}

/* The instruction in stage s was there in the cycle before. now: the stages behind it are filled in. */
static void why_it_stays(const struct machine *m, const struct pipe_slot *c, unsigned s,
                         struct film_cycle *now)
{
    uint64_t n = now->cycle;
    struct film_stage *out = &now->stage[s], *next = &now->stage[s + 1];
    out->culprit = c->seq;
    if (c->until >= n && c->until) {
        out->cause = (uint8_t)pipe_wait_cause(c, n);
    } else if (c->state & SLOT_WAIT) {
        out->cause = c->wait_why;
        out->culprit = c->wait_seq;
    } else if (s < m->pd.last) {
        out->cause = next->cause;
        out->culprit = next->culprit;
        out->held = next->insn;
        if (next->insn && next->cause == CAUSE_BASE)
            out->culprit = next->seq;
    }
}

static bool is_done(const struct machine *m, const struct pipe_slot *c, unsigned s, uint64_t n)
{
    if (m->pd.cost_table)
        return n >= m->st->pipe.cost_dcache;
    return s == m->pd.last && c->until <= n && !(c->state & SLOT_WAIT);
}

static void cost_cause(const struct machine *m, const struct pipe_slot *c, struct film_stage *out, uint64_t n)
{
    uint64_t end;
    enum cause why = pipe_cost_wait(&m->st->pipe, n, &end);
    bool trap = why == CAUSE_BASE && (c->state & (SLOT_TRAP | SLOT_HANDLED));
    out->cause = (uint8_t)(trap ? CAUSE_TRAP : why);
    out->culprit = c->seq;
}

/* Who was in stage s in the cycle before; NULL: somebody else. */
static const struct film_stage *was_there(const struct film_cycle *before, unsigned s, uint64_t seq)
{
    if (before && before->stage[s].insn && before->stage[s].seq == seq)
        return &before->stage[s];
    return before && before->mate[s].insn && before->mate[s].seq == seq ? &before->mate[s] : NULL;
}

/* It moves and stays with its elder. */
static void take_mate(const struct machine *m, const struct pipe_slot *elder, unsigned s,
                      const struct film_cycle *before, struct film_cycle *now)
{
    const struct pipe_slot *c = m->pd.cost_table ? NULL : pipe_mate(&m->st->pipe, elder);
    struct film_stage *out = &now->mate[s];
    if (!c)
        return;
    const struct film_stage *then = was_there(before, s, c->seq);
    *out = now->stage[s];
    out->seq = c->seq;
    out->pc = c->pc;
    out->since = then ? then->since : now->cycle;
    out->held = then && out->cause != CAUSE_BASE;
    out->trap = c->state & (SLOT_TRAP | SLOT_HANDLED);
    out->wrong = c->state & SLOT_WRONG;
    out->done = is_done(m, c, s, now->cycle) && now->stage[s].done;
    out->hit = false;
}

static void take_stage(const struct machine *m, unsigned s, const struct film_cycle *before,
                       struct film_cycle *now)
{
    uint64_t entry, n = now->cycle;
    const struct pipe_slot *c = pipe_stage(&m->pipe, s, &entry);
    struct film_stage *out = &now->stage[s];
    *out = (struct film_stage){ .since = n };
    now->mate[s] = (struct film_stage){ .since = n };
    if (!c) {
        take_bubble(m, out, entry);
        return;
    }
    now->mate[s].cause = m->pd.cost_table ? CAUSE_BASE : c->lone; /* unless somebody is there */
    out->insn = true;
    out->seq = c->seq;
    out->pc = c->pc;
    out->trap = c->state & (SLOT_TRAP | SLOT_HANDLED);
    out->wrong = c->state & SLOT_WRONG;
    out->done = is_done(m, c, s, n) && !(c->state & SLOT_REPLAY);
    out->cause = CAUSE_BASE;
    const struct film_stage *then = was_there(before, s, c->seq);
    if (then)
        out->since = then->since;
    if (m->pd.cost_table)
        cost_cause(m, c, out, n);
    else if (then)
        why_it_stays(m, c, s, now);
    if (then && then == &before->mate[s] && !out->done && c->lone != CAUSE_BASE) {
        out->cause = c->lone; /* its elder went on without it */
        out->held = false;
    }
    take_mate(m, c, s, before, now);
}

static bool accesses(const struct pipe_slot *c, const struct event *ev)
{
    return c && c->naccess && c->pc == ev->pc && c->access[0].addr == ev->b;
}

/* Accesses to data are told by their instruction's pc and their address. */
static void take_hits(const struct machine *m, struct film_cycle *now, const struct event *events, size_t n)
{
    unsigned first = m->pd.hier.path[HIER_DATA][0];
    for (size_t i = 0; i < n; i++) {
        if (events[i].kind != EV_ACCESS || (events[i].a & 0xFF) != first || !(events[i].a >> 9 & 1))
            continue;
        for (unsigned s = 0; s < (m->pd.cost_table ? 1 : m->pd.nstages); s++) {
            const struct pipe_slot *c = pipe_stage(&m->pipe, s, NULL);
            const struct pipe_slot *mate = c && !m->pd.cost_table ? pipe_mate(&m->st->pipe, c) : NULL;
            now->stage[s].hit |= accesses(c, &events[i]);
            now->mate[s].hit |= accesses(mate, &events[i]);
        }
    }
}

static void carry_hits(const struct film_cycle *before, struct film_cycle *now)
{
    for (unsigned s = 0; s < PIPE_STAGES; s++)
        for (unsigned q = s ? s - 1 : 0; q <= s; q++) {
            const struct film_stage *elder = was_there(before, q, now->stage[s].seq);
            const struct film_stage *younger = was_there(before, q, now->mate[s].seq);
            now->stage[s].hit |= now->stage[s].insn && elder && elder->hit;
            now->mate[s].hit |= now->mate[s].insn && younger && younger->hit;
        }
}

/* What stands where. */
static struct film_cycle *take_stages(struct film *f, const struct machine *m,
                                      const struct film_cycle *before)
{
    struct film_cycle *now = &f->ring[m->st->stats.cycles & (FILM_CYCLES - 1)];
    now->cycle = m->st->stats.cycles;
    for (unsigned s = m->pd.cost_table ? 1 : m->pd.nstages; s-- > 0;)
        take_stage(m, s, before, now);
    return now;
}

/* The cycle before n, as far as it is known. */
static const struct film_cycle *cycle_before(const struct film *f, uint64_t n)
{
    if (n && f->base == n - 1)
        return &f->ring[f->base & (FILM_CYCLES - 1)];
    return n ? film_at(f, n - 1) : NULL;
}

void film_begin(struct film *f, const struct machine *m)
{
    film_forget(f);
    if (m->functional)
        return;
    take_stages(f, m, NULL);
    f->base = m->st->stats.cycles;
}

void film_take(struct film *f, const struct machine *m, const struct event *events, size_t nevents)
{
    uint64_t n = m->st->stats.cycles;
    const struct film_cycle *before = cycle_before(f, n);
    if (f->to < f->from || n != f->to + 1)
        f->from = n;
    f->to = n;
    if (f->to - f->from >= FILM_CYCLES)
        f->from = f->to - FILM_CYCLES + 1;
    if (m->functional)
        return;
    struct film_cycle *now = take_stages(f, m, before);
    f->base = UINT64_MAX;
    if (before)
        carry_hits(before, now);
    if (m->pd.hier.path[HIER_DATA][0] != HIER_MEMORY)
        take_hits(m, now, events, nevents);
}
