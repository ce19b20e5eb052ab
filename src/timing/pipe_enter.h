/* pipe_enter.h - what happens when an instruction enters a stage, the fetch, and what the last stage does
 * with a cycle: the parts that the moving tick (pipe.c) and the stalled one (pipe_stall.c) share. Each takes
 * a constant set of features. */
#ifndef TIMING_PIPE_ENTER_H
#define TIMING_PIPE_ENTER_H

#include <stddef.h>
#include <string.h>
#include "timing/pipe_parts.h"

enum {
    F_WATCH = 1,   /* an observer looks */
    F_PREDICT = 2, /* a predictor */
    F_CACHE = 4,   /* accesses may take more than a cycle */
    F_SPECIAL = 8, /* work in the first stage, operands needed in the read stage, a shared port, no interlock,
                      units that freeze */
    F_SPREAD = 16, /* work elsewhere than in X, right behind the read stage, and in one memory stage */
    F_ALL = 31
};

/* ---- entering a stage -------------------------------------------------------------------------------- */

/* Starts the work of stage s for an instruction that has its operands there. */
static ALWAYS_INLINE void work(struct pipe *p, struct pipe_slot *c, unsigned i, unsigned s, uint64_t n)
{
    const struct pipe_desc *d = p->d;
    struct pipe_state *st = p->st;
    if (c->key.window && s == d->read + 1u && n + c->key.window > st->hazard_until)
        st->hazard_until = n + c->key.window;
    if (PIPE_UNLIKELY(c->key.unit) && s == d->kind[c->key.kind].stage)
        pipe_start_unit(p, c, s, n);
    if ((c->key.flags & (KEY_LOAD | KEY_STORE)) && s == (c->key.flags & KEY_LOAD ? d->load : d->store) &&
        (!d->flat_data || c->naccess > 1))
        pipe_data_access(p, c, n);
    if (((c->key.flags & KEY_TRANSFER) || (c->state & SLOT_MISFETCH)) && s == c->key.resolve && !c->decide)
        pipe_resolve(p, c, i, s);
    if (PIPE_UNLIKELY(c->state & (SLOT_TRAP | SLOT_HANDLED)) && s == d->trap)
        pipe_take_trap(p, c, i, s);
}

/* Instruction i comes into stage s in cycle n. now: see pipe_operands_missing_here. */
static ALWAYS_INLINE void enter(struct pipe *p, unsigned i, unsigned s, uint64_t n, const uint64_t *now,
                                const unsigned f)
{
    const struct pipe_desc *d = p->d;
    struct pipe_slot *c = &p->st->slot[i];
    if ((f & F_SPECIAL) && d->needs_here && s == d->read && c->key.need[0] && d->interlock &&
        pipe_operands_missing_here(p, c, n, now)) {
        c->state |= SLOT_WAIT;
        pipe_busy(p->st, n + 1);
    }
    if ((f & F_PREDICT) && d->use_predictor && s == d->predict_on && s && (c->key.flags & KEY_TRANSFER))
        pipe_predict_here(p, c, i, s);
    if (s == d->exec && (f & F_SPECIAL) && p->st->nreplay && !p->st->wrong)
        pipe_execute_again(p, c, i);
    else if (s == d->exec && (f & F_SPECIAL) && PIPE_UNLIKELY(p->log != NULL))
        pipe_log_execute(p, c, i, n);
    else if (s == d->exec)
        pipe_execute(p, c, i, n);
    if ((c->key.acts >> s & 1) && !((f & F_SPECIAL) && (c->state & SLOT_WAIT)))
        work(p, c, i, s, n);
}

/* The same for a pipeline without F_SPECIAL and F_SPREAD: everything but accesses is done in X. */
static ALWAYS_INLINE void enter_exec(struct pipe *p, uint64_t e, uint64_t n, const unsigned f)
{
    struct pipe_state *st = p->st;
    unsigned i = ENTRY_SLOT(e);
    struct pipe_slot *c = &st->slot[i];
    unsigned s = p->d->exec;
    if ((f & F_PREDICT) && p->d->use_predictor && s == p->d->predict_on && (c->key.flags & KEY_TRANSFER))
        pipe_predict_here(p, c, i, s);
    pipe_execute(p, c, i, n);
    if (PIPE_LIKELY(!(c->key.acts >> s & 1)))
        return;
    if (c->key.window && n + c->key.window > st->hazard_until)
        st->hazard_until = n + c->key.window;
    if (PIPE_UNLIKELY(c->key.unit))
        pipe_start_unit(p, c, s, n);
    if (((c->state & SLOT_MISFETCH) || ((f & F_PREDICT) && (c->key.flags & KEY_TRANSFER))) && !c->decide)
        pipe_resolve(p, c, i, s);
}

static ALWAYS_INLINE void enter_memory(struct pipe *p, uint64_t e, uint64_t n)
{
    struct pipe_slot *c = &p->st->slot[ENTRY_SLOT(e)];
    if ((c->key.acts >> p->d->load & 1) && (c->key.flags & (KEY_LOAD | KEY_STORE)))
        pipe_data_access(p, c, n);
}

/* What a stage that was looked at has for the one before it. */
enum room { ROOM_NONE, ROOM_FREE, ROOM_BUBBLE /* a bubble that can't move, but may be overrun */ };

/* ---- fetch ------------------------------------------------------------------------------------------- */

static ALWAYS_INLINE void fetch_time(struct pipe *p, struct pipe_slot *c, uint64_t n, const unsigned f)
{
    const struct pipe_desc *d = p->d;
    uint64_t line = (c->pc >> d->fetch_bits) + 1;
    if (d->fetch_skips && line == p->st->fetch_line &&
        (c->pc & (d->fetch_line - 1)) + c->key.len <= d->fetch_line) {
        if (f & F_WATCH)
            pipe_fetch_skip(p, c);
        else
            p->stats->cache[d->first_fetch].reads++;
        return;
    }
    pipe_fetch_slow(p, c, n);
}

/* Begins to fetch in cycle n. Returns the entry of the first stage. */
static ALWAYS_INLINE uint64_t fetch(struct pipe *p, uint64_t n, const unsigned f)
{
    struct pipe_state *st = p->st;
    const struct pipe_desc *d = p->d;
    if (PIPE_UNLIKELY(n < st->fetch_free))
        return ENTRY_BUBBLE(st->fetch_cause, st->fetch_profile, st->seq);
    if ((f & F_SPECIAL) && n < st->refill_free)
        return ENTRY_BUBBLE(CAUSE_ICACHE, st->refill_profile, st->seq);
    if ((f & F_SPECIAL) && d->shared_port && n < st->port_free)
        return ENTRY_BUBBLE(CAUSE_STRUCTURAL, st->port_profile, st->seq);
    if ((f & F_SPECIAL) && st->serialise && d->exec == 0)
        return ENTRY_BUBBLE(CAUSE_SERIALISE, st->slot[st->serialise - 1].key.profile, st->seq);
    uint64_t pc = st->fetch_pc;
    const struct dinsn *di = core_decode(p->core, pc);
    unsigned i = st->slot_next;
    struct pipe_slot *c = &st->slot[i];
    st->slot_next = (i + 1) & d->slot_mask;
    if (PIPE_UNLIKELY(di == NULL))
        return pipe_fetch_fault(p, i, pc);
    uint64_t next = di->next;
    memcpy(&c->key, di->timing, sizeof c->key);
    p->dec[i] = di;
    c->pc = pc;
    c->seq = ++st->seq;
    c->expect = next;
    memset(&c->until, 0, offsetof(struct pipe_slot, access) - offsetof(struct pipe_slot, until));
    if ((f & F_CACHE) && !d->flat_fetch)
        fetch_time(p, c, n, f);
    if ((f & F_PREDICT) && d->use_predictor) {
        c->pred.valid = 0;
        if (d->predict_fetches) {
            pipe_predict_at_fetch(p, c, i);
            next = c->expect;
        }
        st->redirected = 0;
    }
    st->fetch_pc = next;
    if (PIPE_UNLIKELY(c->key.flags & (KEY_ALONE | KEY_BREAK)))
        pipe_fetched_special(p, c, n);
    if (f & F_WATCH)
        pipe_tell(p, PIPE_EV_FETCH, pc, 0, c->seq);
    return ENTRY_INSN | i;
}

/* ---- the last stage ---------------------------------------------------------------------------------- */

/* The instruction in the last stage does not retire in cycle n. */
static void finish_late(struct pipe *p, struct pipe_slot *c, unsigned i, uint64_t n)
{
    if (c->until > n) {
        pipe_wait(p, pipe_wait_cause(c, n), c->key.profile, c->seq, 1);
    } else if (c->state & SLOT_WAIT) {
        pipe_wait(p, (enum cause)c->wait_why, c->key.profile, c->wait_seq, 1);
    } else if (c->state & SLOT_REPLAY) {
        pipe_wait(p, CAUSE_DCACHE, c->key.profile, c->seq, 1);
    } else {
        pipe_wait(p, CAUSE_TRAP, c->key.profile, c->seq, 1);
        if (c->state & SLOT_TRAP) {
            p->st->attention |= PIPE_TRAP;
            p->st->attention_slot = (uint8_t)i;
        }
    }
}

/* Accounts cycle n by what stands in the last stage. */
static ALWAYS_INLINE void finish(struct pipe *p, uint64_t e, uint64_t n, const unsigned f)
{
    if ((f & F_SPECIAL) && p->st->frozen_until > n) {
        pipe_wait(p, CAUSE_EXECUTE, p->st->frozen_profile, p->st->frozen_seq, 1);
        return;
    }
    if (!(e & ENTRY_INSN)) {
        account_wait(p->stats, p->profile, ENTRY_CAUSE(e), ENTRY_PROFILE(e), 1);
        if (f & F_WATCH)
            pipe_tell(p, PIPE_EV_STALL, p->profile->count[ENTRY_PROFILE(e)].pc, ENTRY_CAUSE(e), ENTRY_SEQ(e));
        return;
    }
    unsigned i = ENTRY_SLOT(e);
    struct pipe_slot *c = &p->st->slot[i];
    if (PIPE_UNLIKELY(c->until > n || (c->state & (SLOT_WAIT | SLOT_TRAP | SLOT_HANDLED | SLOT_REPLAY))))
        finish_late(p, c, i, n);
    else
        pipe_retire(p, c, i);
}

#endif
