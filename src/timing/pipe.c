/* pipe.c - one clock cycle of an in-order scalar pipeline. docs/CYCLES.md states the rules in this order.
 *
 * tick() first tries the common case: no one stays, no one waits, so everything moves by one stage and the
 * ring turns. Otherwise tick_stalled() looks at each stage, last to first. What happens when an instruction
 * enters a stage is in enter() for both. pipe_run() also skips: a tick that changed nothing but time will
 * change nothing until the next time anyone waits for.
 *
 * The helpers in pipe_parts.h are inlined here: this is the hot loop of the whole program. */
#include "timing/pipe.h"

#include <string.h>
#include "timing/pipe_parts.h"

/* ---- entering a stage -------------------------------------------------------------------------------------
 */

/* Starts the work of stage s for an instruction that has its operands there. */
static inline void work(struct pipe *p, struct pipe_slot *c, unsigned i, unsigned s, uint64_t n)
{
    const struct pipe_desc *d = p->d;
    struct pipe_state *st = p->st;
    if (c->key.window && s == d->read + 1u && n + c->key.window > st->hazard_until)
        st->hazard_until = n + c->key.window;
    if (c->key.unit && s == d->kind[c->key.kind].stage)
        pipe_start_unit(p, c, s, n);
    if ((c->key.flags & (KEY_LOAD | KEY_STORE)) && s == (c->key.flags & KEY_LOAD ? d->load : d->store))
        pipe_data_access(p, c, n);
    if (((c->key.flags & KEY_TRANSFER) || (c->state & SLOT_MISFETCH)) && s == c->key.resolve)
        pipe_resolve(p, c, i, s);
    if (PIPE_UNLIKELY(c->state & (SLOT_TRAP | SLOT_HANDLED)) && s == d->trap)
        pipe_take_trap(p, c, i, s);
}

/* Instruction i comes into stage s in cycle n. now: see pipe_operands_missing_here. */
static inline void enter(struct pipe *p, unsigned i, unsigned s, uint64_t n, const uint64_t *now)
{
    const struct pipe_desc *d = p->d;
    struct pipe_slot *c = &p->st->slot[i];
    if (d->needs_here && s == d->read && c->key.need[0] && d->interlock &&
        pipe_operands_missing_here(p, c, n, now)) {
        c->state |= SLOT_WAIT;
        pipe_busy(p->st, n + 1);
    }
    if (d->use_predictor && s == d->predict_stage && s && (c->key.flags & KEY_TRANSFER))
        pipe_predict_here(p, c, i, s);
    if (s == d->exec)
        pipe_execute(p, c, i, n);
    if ((c->key.acts >> s & 1) && !(c->state & SLOT_WAIT))
        work(p, c, i, s, n);
}

/* ---- fetch ------------------------------------------------------------------------------------------------
 */

static inline void fetch_time(struct pipe *p, struct pipe_slot *c, uint64_t n)
{
    const struct pipe_desc *d = p->d;
    uint64_t line = (c->pc >> d->fetch_bits) + 1;
    if (d->fetch_skips && line == p->st->fetch_line &&
        (c->pc & (d->fetch_line - 1)) + c->key.len <= d->fetch_line) {
        p->stats->cache[d->hier.path[HIER_FETCH][0]].reads++;
        p->access_pc = c->pc;
        if (PIPE_UNLIKELY(p->watch >> PIPE_EV_ACCESS & 1))
            p->hier.event(p->hier.event_ctx, HIER_ACCESS, d->hier.path[HIER_FETCH][0], c->pc, HIER_F_HIT);
        return;
    }
    pipe_fetch_slow(p, c, n);
}

/* Begins to fetch in cycle n. Returns the entry of the first stage. */
static inline uint64_t fetch(struct pipe *p, uint64_t n)
{
    struct pipe_state *st = p->st;
    const struct pipe_desc *d = p->d;
    if (PIPE_UNLIKELY(n < st->fetch_free))
        return ENTRY_BUBBLE(st->fetch_cause, st->fetch_profile, st->seq);
    if (d->shared_port && n < st->port_free)
        return ENTRY_BUBBLE(CAUSE_STRUCTURAL, st->port_profile, st->seq);
    if (PIPE_UNLIKELY(st->serialise) && d->exec == 0)
        return ENTRY_BUBBLE(CAUSE_SERIALISE, st->slot[st->serialise - 1].key.profile, st->seq);
    uint64_t pc = st->fetch_pc;
    const struct dinsn *di = core_decode(p->core, pc);
    unsigned i = st->slot_next;
    struct pipe_slot *c = &st->slot[i];
    st->slot_next = (uint8_t)((i + 1) & d->slot_mask);
    p->stats->fetched++;
    if (PIPE_UNLIKELY(di == NULL))
        return pipe_fetch_fault(p, i, pc);
    memcpy(&c->key, di->timing, sizeof c->key);
    p->dec[i] = di;
    c->pc = pc;
    c->seq = ++st->seq;
    c->expect = pc + c->key.len;
    c->until = c->store_until = 0;
    c->avail[0] = c->avail[1] = 0;
    c->state = 0;
    c->mark = 0;
    c->raw = (uint32_t)di->raw.w[0];
    if (!d->flat_fetch)
        fetch_time(p, c, n);
    if (d->use_predictor)
        pipe_predict_at_fetch(p, c, i);
    st->fetch_pc = c->expect;
    if (PIPE_UNLIKELY(c->key.flags & KEY_ALONE))
        pipe_busy(st, n + 1);
    pipe_tell(p, PIPE_EV_FETCH, pc, 0, c->seq);
    return ENTRY_INSN | i;
}

/* ---- the last stage ---------------------------------------------------------------------------------------
 */

/* Accounts cycle n by what stands in the last stage. */
static inline void finish(struct pipe *p, uint64_t e, uint64_t n)
{
    if (PIPE_UNLIKELY(!(e & ENTRY_INSN))) {
        pipe_wait(p, ENTRY_CAUSE(e), ENTRY_PROFILE(e), ENTRY_SEQ(e), 1);
        return;
    }
    unsigned i = ENTRY_SLOT(e);
    struct pipe_slot *c = &p->st->slot[i];
    if (PIPE_UNLIKELY(c->until > n)) {
        pipe_wait(p, pipe_wait_cause(c, n), c->key.profile, c->seq, 1);
    } else if (PIPE_UNLIKELY(c->state & SLOT_WAIT)) {
        pipe_wait(p, (enum cause)c->wait_why, c->key.profile, c->wait_seq, 1);
    } else if (PIPE_UNLIKELY(c->state & (SLOT_TRAP | SLOT_HANDLED))) {
        pipe_wait(p, CAUSE_TRAP, c->key.profile, c->seq, 1);
        if (c->state & SLOT_TRAP) {
            p->st->attention |= PIPE_TRAP;
            p->st->attention_slot = (uint8_t)i;
        }
    } else {
        pipe_retire(p, c, i);
    }
}

/* ---- a cycle in which someone stays -----------------------------------------------------------------------
 */

static bool wants_port(const struct pipe_desc *d, const struct pipe_slot *c, unsigned s)
{
    return ((c->key.flags & KEY_LOAD) && s == d->load) ||
           ((c->key.flags & KEY_STORE) && !(c->key.flags & KEY_LOAD) && s == d->store);
}

/* May the instruction in stage s go on to s + 1 in cycle n? Else the bubble that s + 1 gets instead. */
static bool may_leave(struct pipe *p, struct pipe_slot *c, unsigned i, unsigned s, uint64_t n,
                      uint64_t *bubble)
{
    const struct pipe_desc *d = p->d;
    enum cause why = CAUSE_BASE;
    uint64_t culprit = c->seq;
    uint32_t at = c->key.profile;
    if (c->until >= n) {
        why = pipe_wait_cause(c, n);
    } else if (c->state & SLOT_WAIT) {
        why = (enum cause)c->wait_why;
        culprit = c->wait_seq;
    } else if (s == d->read && d->interlock && pipe_operands_missing(p, c, n)) {
        why = pipe_missing_cause(p, c, n, &culprit);
    } else if (s + 1u == d->exec && pipe_must_serialise(p, c, i, n, &at)) {
        why = CAUSE_SERIALISE;
    } else if (s > d->read && d->interlock && pipe_value_missing(p, c, s + 1u, n)) {
        why = CAUSE_DATA;
    } else if (s + 1u == d->write && pipe_result_missing(p, c, n)) {
        why = CAUSE_EXECUTE;
    } else if (d->shared_port && wants_port(d, c, s + 1u) && n < p->st->fetch_free) {
        why = CAUSE_STRUCTURAL;
    }
    if (why == CAUSE_BASE)
        return true;
    *bubble = ENTRY_BUBBLE(why, at, culprit);
    return false;
}

/* An instruction that waits in the read stage for operands needed there begins to work once it has them. */
static void wait_over(struct pipe *p, struct pipe_slot *c, unsigned i, uint64_t n, const uint64_t *now)
{
    if (pipe_operands_missing_here(p, c, n, now))
        return;
    c->state &= (uint16_t)~SLOT_WAIT;
    p->st->still = 0;
    if (c->key.acts >> p->d->read & 1)
        work(p, c, i, p->d->read, n);
}

/* What a stage has for the one before it. */
enum room { ROOM_NONE, ROOM_FREE, ROOM_BUBBLE /* a bubble that can't move, but may be overrun */ };

/* An instruction in stage s. Returns the room it leaves. */
static enum room move_one(struct pipe *p, uint64_t e, unsigned s, enum room room, uint64_t n, uint64_t *now)
{
    unsigned i = ENTRY_SLOT(e);
    struct pipe_slot *c = &p->st->slot[i];
    uint64_t bubble = 0;
    if (s == p->d->last) {
        if (c->until < n && !(c->state & SLOT_WAIT)) {
            p->st->still = 0;
            return ROOM_FREE;
        }
    } else if (room && may_leave(p, c, i, s, n, &bubble)) {
        now[s + 1] = e;
        p->st->still = 0;
        enter(p, i, s + 1, n, now);
        return ROOM_FREE;
    }
    now[s] = e;
    if (room == ROOM_FREE && s < p->d->last)
        now[s + 1] = bubble;
    if ((c->state & SLOT_WAIT) && s == p->d->read)
        wait_over(p, c, i, n, now);
    return ROOM_NONE;
}

static void tick_stalled(struct pipe *p, uint64_t n)
{
    const struct pipe_desc *d = p->d;
    struct pipe_state *st = p->st;
    uint64_t now[PIPE_STAGES + 1] = { 0 }; /* what stands where in cycle n */
    enum room room = ROOM_FREE;            /* in stage s + 1 */
    st->still = 1;
    for (unsigned s = d->nstages; s-- > 0;) {
        uint64_t e = pipe_entry(st, st->turn, s);
        if (e & ENTRY_INSN) {
            room = move_one(p, e, s, room, n, now);
        } else if (room == ROOM_FREE) {
            now[s + 1] = e;
        } else {
            now[s] = e;
            room = d->squeeze ? ROOM_BUBBLE : ROOM_NONE;
        }
    }
    if (room) {
        uint64_t e = fetch(p, n);
        if (room == ROOM_FREE || (e & ENTRY_INSN))
            now[0] = e;
        if (e & ENTRY_INSN) {
            st->still = 0;
            enter(p, ENTRY_SLOT(e), 0, n, now);
        }
    }
    for (unsigned s = 0; s < d->nstages; s++) {
        uint64_t *e = &st->ring[(st->turn - s) & (PIPE_RING - 1)];
        st->still &= *e == now[s];
        *e = now[s];
    }
    pipe_look_ahead(p, n);
    finish(p, now[d->last], n);
}

/* ---- the cycle --------------------------------------------------------------------------------------------
 */

/* Everything moves by one stage. */
static inline void tick_moving(struct pipe *p, uint64_t n)
{
    const struct pipe_desc *d = p->d;
    struct pipe_state *st = p->st;
    uint64_t turn = st->turn + 1;
    st->still = 0;
    for (unsigned k = 0; k < d->nwork && d->work_stage[k]; k++) {
        unsigned s = d->work_stage[k];
        uint64_t e = pipe_entry(st, turn, s);
        if (e & ENTRY_INSN)
            enter(p, ENTRY_SLOT(e), s, n, NULL);
    }
    uint64_t e = fetch(p, n);
    st->ring[turn & (PIPE_RING - 1)] = e;
    if (d->works_at_fetch && (e & ENTRY_INSN))
        enter(p, ENTRY_SLOT(e), 0, n, NULL);
    st->turn = turn;
    finish(p, pipe_entry(st, turn, d->last), n);
}

static inline bool hazard(const struct pipe *p, uint64_t n)
{
    uint64_t e = pipe_entry(p->st, p->st->turn, p->d->read);
    return (e & ENTRY_INSN) && pipe_operands_missing(p, &p->st->slot[ENTRY_SLOT(e)], n);
}

static inline __attribute__((always_inline)) void tick(struct pipe *p)
{
    struct pipe_state *st = p->st;
    uint64_t n = p->stats->cycles + 1;
    if (PIPE_UNLIKELY(p->watch))
        p->cycle = n;
    if (PIPE_UNLIKELY(st->redirect))
        pipe_redirect(p, n);
    if (PIPE_UNLIKELY(n <= st->busy_until) || (n <= st->hazard_until && p->d->interlock && hazard(p, n)))
        tick_stalled(p, n);
    else
        tick_moving(p, n);
    if (PIPE_UNLIKELY(!p->d->interlock))
        pipe_write_loose(p);
    if (PIPE_UNLIKELY(p->watch >> PIPE_EV_STAGE & 1))
        pipe_tell_stages(p, n);
}

void pipe_tick(struct pipe *p)
{
    tick(p);
}

/* The last tick changed nothing but time, so neither will the next ones until someone's time has come: take
 * them at once. */
static void skip(struct pipe *p, uint64_t limit)
{
    uint64_t n = p->stats->cycles, wake = pipe_next_change(p, n);
    uint64_t e = pipe_entry(p->st, p->st->turn, p->d->last);
    if (wake > limit)
        wake = limit + 1;
    if (wake <= n + 1 || wake == UINT64_MAX || (e & ENTRY_INSN))
        return;
    account_wait(p->stats, p->profile, ENTRY_CAUSE(e), ENTRY_PROFILE(e), wake - 1 - n);
    pipe_look_ahead(p, wake - 1);
}

void pipe_run(struct pipe *p, uint64_t cycles, uint64_t instructions)
{
    const struct run_stats *stats = p->stats;
    const struct pipe_state *st = p->st;
    const volatile int *stop = &p->core->stop;
    bool skips = !p->watch;
    while (stats->cycles < cycles && stats->instructions < instructions && !st->attention && !*stop) {
        tick(p);
        if (PIPE_UNLIKELY(st->still) && skips && !st->attention)
            skip(p, cycles);
    }
}
