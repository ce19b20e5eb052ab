/* pipe_flow.c - many cycles at once of a pipeline whose memories answer at once: instruction by instruction.
 *
 * Where accesses take no time and everything is computed and decided in X, nothing ever stays behind X, and
 * what happens before it follows from the instructions alone: an instruction waits for operands, enters X, is
 * held there by its unit, and sends the fetch elsewhere or not. So each takes a few steps, whatever the
 * number of cycles; bubbles are counted, not moved. At the end the state is put down as ticking would have
 * left it. This serves machines that pipe_stream.c does not: operands needed in the read stage itself, units
 * with expressions as latencies, units that freeze, kinds that do not issue one behind the other. Predictions
 * are left to pipe_memo.c.
 *
 * Time here runs without the cycles in which the pipeline is frozen (`skew` of them so far). A held
 * instruction counts as if it had come into X in its last cycle there, bubbles before it. Counting goes
 * ahead: an entry is counted when it enters X, and what has not reached the last stage by the end is taken
 * back. What needs care (a trap, a service, a device, changed code, a hold that goes beyond the limit) is
 * left, in the cycle in which it enters X, to the functions of the tick. */
#include "timing/pipe_flow.h"

#include "timing/pipe_enter.h"

/* ---- fetch ------------------------------------------------------------------------------------------- */

static bool can_fetch(struct pipe *p, uint64_t pc)
{
    const struct dinsn *di = core_decode(p->core, pc);
    return di && !(((const struct pipe_key *)di->timing)->flags & FLOW_CARE);
}

/* False: it brings something that needs care, which is left to fetch(). */
static ALWAYS_INLINE bool flow_fetch(struct pipe *p, struct flow *t)
{
    const struct dinsn *di = core_decode(p->core, t->fetch_pc);
    if (PIPE_UNLIKELY(!di) || PIPE_UNLIKELY(((const struct pipe_key *)di->timing)->flags & FLOW_CARE))
        return false;
    t->s.pre[t->tail++ & (FLOW_RING - 1)] = di;
    t->seq++;
    t->slot_next++;
    t->fetch_pc = di->next;
    return true;
}

/* In the cycle after a transfer was decided that was not fetched. */
static void flow_redirect(struct pipe *p, struct flow *t)
{
    const struct stream_entry *e = t->redirect;
    enum cause why = e->key->flags & KEY_CONDITIONAL ? CAUSE_MISPREDICT : CAUSE_JUMP;
    p->stats->squashed += t->tail - t->head;
    t->head = t->tail;
    t->slot_next = e->slot + 1u;
    t->fetch_pc = e->next;
    t->refill = ENTRY_BUBBLE(why, e->key->profile, e->seq);
    t->redirect = NULL;
}

/* ---- one instruction --------------------------------------------------------------------------------- */

/* Runs it. False: what came of it needs care. */
static ALWAYS_INLINE bool run_it(struct pipe *p, struct flow *t, struct stream_entry *e)
{
    struct core *core = p->core;
    const struct pipe_key *key = e->key;
    struct cost_in in;
    if (key->flags & KEY_LATENCY)
        in = pipe_operands(e->d, p->arch->slot);
    p->arch->cycle = t->n + 1 + t->skew;
    enum exec_status status = core_exec(core, e->d);
    e->next = p->arch->pc;
    bool fine = !(status | core->out.trapped), missed = e->next != e->d->next;
    e->latency = e->interval = 1;
    if (PIPE_UNLIKELY(key->unit)) {
        const struct pipe_unit *u = &p->d->unit[key->unit - 1];
        struct unit_time unit = { u->latency.value, u->interval.value };
        if (key->flags & KEY_LATENCY)
            unit = pipe_unit_time(p, key, in);
        e->latency = unit.latency;
        e->interval = unit.interval;
    }
    if (key->flags & (KEY_LOAD | KEY_STORE))
        fine = stream_note(p, e) && fine;
    if (core->out.taken) {
        e->state |= SLOT_TAKEN;
        missed = true;
        fine &= !(key->flags & KEY_DELAYED);
    }
    e->state |= missed ? SLOT_MISFETCH : 0;
    t->status = status;
    return fine && (!missed || (key->flags & KEY_TRANSFER));
}

/* Leaves e, which enters X in cycle n + 1, to the tick's functions. */
static void leave(struct flow *t, const struct stream_entry *e, uint64_t wait)
{
    struct stream_entry *x = flow_at(t, ++t->n);
    *x = *e;
    x->state = 0;
    x->naccess = 0;
    t->special = x;
    t->wait = wait;
    t->stop = true;
}

/* e has been executed and stays in X to cycle `last` (from `begin` on it works). */
static void settle(struct pipe *p, struct flow *t, struct stream_entry *e, uint64_t begin, uint64_t last)
{
    flow_hazard(t, e->key, last);
    e->avail = begin + e->latency + t->skew;
    e->state |= SLOT_DONE;
    t->n = last;
    struct stream_entry *x = flow_at(t, last);
    if (x != e)
        *x = *e;
    stream_count(p, x, 1);
    if (x->state & SLOT_MISFETCH)
        t->redirect = x;
}

/* While X is held after the transfer in it was decided, the fetch goes on at its target. */
static void refill_behind(struct pipe *p, struct flow *t, uint64_t cycles)
{
    flow_redirect(p, t);
    while (cycles-- && t->tail - t->head < p->d->exec)
        flow_fetch(p, t); /* can_fetch() was asked */
}

/* A hold, a wait or a freeze: e was executed on entering X in cycle n + 1. False: stops. */
static __attribute__((noinline)) bool stay(struct pipe *p, struct flow *t, struct stream_entry *e, bool fine)
{
    const struct pipe_desc *d = p->d;
    struct stream_entry own = *e; /* its place may get a bubble */
    const struct pipe_key *key = own.key;
    bool freeze = key->unit && d->unit[key->unit - 1].freeze, missed = own.state & SLOT_MISFETCH;
    uint64_t enter = t->n + 1, hold = freeze ? 1 : own.interval, frozen = freeze ? own.interval - 1 : 0;
    if (own.latency > hold && (key->flags & KEY_TRANSFER))
        hold = own.latency;
    unsigned w = d->needs_here && key->need[0] ? flow_wait_here(p, t, key, enter) : 0;
    uint64_t begin = enter + w, held = begin + hold - 1, decided = begin + own.latency - 1;
    uint64_t waits = w ? flow_at(t, enter)->bubble : 0, waited[FLOW_RING];
    uint64_t execute = ENTRY_BUBBLE(CAUSE_EXECUTE, key->profile, own.seq);
    if (!fine || held + t->skew + frozen > t->end || (missed && decided < held && !can_fetch(p, own.next)) ||
        !can_fetch(p, t->fetch_pc)) {
        leave(t, &own, waits);
        return false;
    }
    for (unsigned k = 0; k < w; k++)
        waited[k] = flow_at(t, enter + k)->bubble; /* what follows may overwrite it */
    for (uint64_t k = held - begin < FLOW_RING ? begin : held - FLOW_RING; k < held; k++)
        flow_bubble(t, k, execute);
    unsigned v = d->exec == d->read && d->exec < d->last ? flow_wait_late(p, t, key, held + 1) : 0;
    if (held + v + t->skew + frozen > t->end) {
        leave(t, &own, waits);
        return false;
    }
    for (unsigned k = 0; k < w; k++)
        stream_count_bubble(p, waited[k], 1);
    stream_count_bubble(p, execute, held - begin + frozen);
    for (unsigned k = 0; k < v; k++)
        stream_count_bubble(p, flow_at(t, held + k)->bubble, 1);
    flow_fetch(p, t);
    settle(p, t, &own, begin, held + v);
    t->skew += frozen;
    if (missed && decided < t->n)
        refill_behind(p, t, t->n - decided);
    return true;
}

/* What comes first enters X in cycle n + 1. False: stops. */
static ALWAYS_INLINE bool flow_insn(struct pipe *p, struct flow *t, const unsigned depth)
{
    const struct pipe_desc *d = p->d;
    const unsigned at = (t->tail - depth) & (FLOW_RING - 1);
    const struct dinsn *di = t->s.pre[at];
    const struct pipe_key *key = (const struct pipe_key *)di->timing;
    uint64_t bubble, n = t->n + 1;
    bool suspect = n <= t->hazard_until;
    if (suspect && d->exec > d->read && flow_out_of_reach(p, t, n, key, false, &bubble)) {
        flow_bubble(t, n, bubble);
        stream_count_bubble(p, bubble, 1);
        t->n = n;
        return true;
    }
    struct stream_entry *e = flow_at(t, n);
    e->key = key;
    e->d = di;
    e->seq = t->seq - depth + 1;
    e->slot = (uint8_t)((t->slot_next - depth) & d->slot_mask);
    e->state = 0;
    e->naccess = 0;
    t->head++;
    bool fine = run_it(p, t, e);
    if (PIPE_UNLIKELY(key->unit) || (suspect && d->exec == d->read))
        return stay(p, t, e, fine);
    if (PIPE_UNLIKELY(!fine)) {
        leave(t, e, 0);
        return false;
    }
    t->stop = !flow_fetch(p, t);
    settle(p, t, e, n, n);
    return !t->stop;
}

/* ---- blocks ------------------------------------------------------------------------------------------ */

/* Runs blocks, if one begins with what comes first. */
static bool flow_blocks(struct pipe *p, struct flow *t)
{
    struct stream_hot h = { .n = t->n,
                            .seq = t->seq,
                            .slot_next = t->slot_next,
                            .hazard_until = t->hazard_until,
                            .hazard_dst = t->hazard_dst,
                            .skew = t->skew };
    struct block *b = pipe_block_at(p, t->s.pre[t->head & (FLOW_RING - 1)]->pc);
    if (!b || !pipe_blocks_run(p, b, &t->s, &h, t->end - t->skew))
        return false;
    uint64_t cycles = h.n - t->n;
    p->stats->cause[CAUSE_BASE] += cycles - h.idle;
    p->stats->instructions += cycles - h.idle;
    t->n = h.n;
    t->seq = h.seq;
    t->slot_next = h.slot_next;
    t->fetch_pc = h.fetch_pc;
    t->hazard_until = h.hazard_until;
    t->hazard_dst = h.hazard_dst;
    t->head = 0;
    t->tail = h.tail;
    t->redirect = h.redirect;
    return true;
}

static void flow_cycles(struct pipe *p, struct flow *t)
{
    const unsigned depth = p->d->exec;
    const bool blocks = pipe_blocks_begin(p);
    while (t->n + t->skew < t->end) {
        if (PIPE_UNLIKELY(t->redirect != NULL))
            flow_redirect(p, t);
        if (PIPE_UNLIKELY(t->tail - t->head < depth)) {
            flow_bubble(t, ++t->n, t->refill);
            stream_count_bubble(p, t->refill, 1);
            t->stop = !flow_fetch(p, t);
            if (t->stop)
                return;
            continue;
        }
        if (blocks && flow_blocks(p, t))
            continue;
        if (!flow_insn(p, t, depth))
            return;
    }
}

uint64_t pipe_flow(struct pipe *p, uint64_t ticks)
{
    struct flow t;
    uint64_t from = p->stats->cycles;
    if (!flow_begin(&t, p, ticks))
        return 0;
    flow_cycles(p, &t);
    flow_end(p, &t);
    return p->stats->cycles - from;
}
