/* pipe.c - one clock cycle of an in-order scalar pipeline. docs/CYCLES.md states the rules in this order.
 *
 * tick() first tries the common case: no one stays, no one waits, so everything moves by one stage and the
 * ring turns. Otherwise pipe_stall.c looks at each stage, last to first. What happens when an instruction
 * enters a stage is in pipe_enter.h for both. pipe_run() also skips: a tick that changed nothing but time
 * will change nothing until the next time anyone waits for.
 *
 * This is the hot loop of the whole program. The moving tick is compiled several times, each with a constant
 * set of features (F_*) that the machine may use, so that a plain pipeline does not ask for what it has not.
 * A feature that is in the set but not in the machine changes nothing. */
#include "timing/pipe.h"

#include <stddef.h>
#include <string.h>
#include "timing/pipe_enter.h"
#include "timing/pipe_lean.h"
#include "timing/pipe_stream.h"

/* ---- the cycle --------------------------------------------------------------------------------------- */

/* The stages behind `after`, last to first: what comes in begins to work. */
static ALWAYS_INLINE void work_on(struct pipe *p, uint64_t turn, uint64_t n, unsigned after, const unsigned f)
{
    const struct pipe_desc *d = p->d;
    uint64_t e;
    if (f & F_SPREAD) {
        for (const uint8_t *w = d->work_stage; *w && (*w > after || after == d->read); w++) {
            e = pipe_entry(p->st, turn, *w);
            if (e & ENTRY_INSN)
                enter(p, ENTRY_SLOT(e), *w, n, NULL, f);
        }
        return;
    }
    if (f & F_CACHE) {
        e = pipe_entry(p->st, turn, d->load);
        if (e & ENTRY_INSN)
            enter_memory(p, e, n);
    }
    if (after > d->read)
        return;
    e = pipe_entry(p->st, turn, d->exec);
    if (e & ENTRY_INSN)
        enter_exec(p, e, n, f);
    if ((f & F_PREDICT) && d->predict_on && d->predict_on < d->exec) {
        e = pipe_entry(p->st, turn, d->predict_on);
        if ((e & ENTRY_INSN) && (p->st->slot[ENTRY_SLOT(e)].key.flags & KEY_TRANSFER))
            pipe_predict_here(p, &p->st->slot[ENTRY_SLOT(e)], ENTRY_SLOT(e), d->predict_on);
    }
}

/* Everything moves by one stage. */
static ALWAYS_INLINE void tick_moving(struct pipe *p, uint64_t n, const unsigned f)
{
    const struct pipe_desc *d = p->d;
    struct pipe_state *st = p->st;
    uint64_t turn = st->turn + 1;
    work_on(p, turn, n, d->read, f);
    uint64_t e = fetch(p, n, f);
    st->ring[turn & (PIPE_RING - 1)] = e;
    if ((f & F_SPECIAL) && d->works_at_fetch && (e & ENTRY_INSN))
        enter(p, ENTRY_SLOT(e), 0, n, NULL, f);
    st->turn = turn;
    finish(p, pipe_entry(st, turn, d->last), n, f);
}

/* An operand is out of reach and nothing else holds anyone: the stages up to the read stage stay, the others
 * move, a bubble comes between. */
static ALWAYS_INLINE void tick_hazard(struct pipe *p, uint64_t n, uint64_t bubble, const unsigned f)
{
    const struct pipe_desc *d = p->d;
    struct pipe_state *st = p->st;
    uint64_t turn = st->turn + 1;
    work_on(p, turn, n, d->read + 1u, f);
    for (unsigned s = 0; s <= d->read; s++)
        st->ring[(turn - s) & (PIPE_RING - 1)] = pipe_entry(st, turn - 1, s);
    st->ring[(turn - d->read - 1) & (PIPE_RING - 1)] = bubble;
    st->turn = turn;
    finish(p, pipe_entry(st, turn, d->last), n, f);
}

/* An access holds the memory stage and everything before it; the stages behind it move on. */
static void tick_held(struct pipe *p, uint64_t n)
{
    const struct pipe_desc *d = p->d;
    struct pipe_state *st = p->st;
    const struct pipe_slot *c = &st->slot[ENTRY_SLOT(pipe_entry(st, st->turn, d->load))];
    uint64_t e = ENTRY_BUBBLE(pipe_wait_cause(c, n), c->key.profile, c->seq);
    p->still = true;
    for (unsigned s = d->load + 1u; s < d->nstages; s++) {
        uint64_t *at = &st->ring[(st->turn - s) & (PIPE_RING - 1)], before = *at;
        p->still &= before == e;
        *at = e;
        e = before;
    }
    if (st->hazard_until >= n)
        st->hazard_until++; /* who stood in the way still does */
    finish(p, pipe_entry(st, st->turn, d->last), n, F_ALL);
}

/* Does what stands in the read stage wait, in X, for what the access in the memory stage loads? */
static bool waits_for_load(const struct pipe *p, const struct pipe_slot *load)
{
    const struct pipe_state *st = p->st;
    const struct pipe_slot *c = &st->slot[ENTRY_SLOT(pipe_entry(st, st->turn, p->d->read))];
    return (load->key.flags & KEY_MADE_LOAD) && (load->key.dst[load->key.dst[1] != 0] & c->key.need[0]);
}

/* Does nothing move up to the memory stage? It is full up to there; or X is empty because what comes next
 * waits for this very access. */
static bool all_held(const struct pipe *p, uint64_t n)
{
    const struct pipe_desc *d = p->d;
    const struct pipe_state *st = p->st;
    bool full = true;
    if (n > st->memory_until)
        return false;
    for (unsigned s = 0; s <= d->load; s++) {
        bool insn = pipe_entry(st, st->turn, s) & ENTRY_INSN;
        if (!insn && (s != d->exec || d->load != d->exec + 1))
            return false;
        full &= insn;
    }
    return full || waits_for_load(p, &st->slot[ENTRY_SLOT(pipe_entry(st, st->turn, d->load))]);
}

/* The rest of such a time at once. */
static void skip_held(struct pipe *p, uint64_t limit)
{
    struct pipe_state *st = p->st;
    const struct pipe_slot *c = &st->slot[ENTRY_SLOT(pipe_entry(st, st->turn, p->d->load))];
    uint64_t n = p->stats->cycles, last = st->memory_until;
    if (n <= c->room_until && c->room_until < last)
        last = c->room_until; /* then the cause changes, */
    if (n <= c->tlb_until && c->tlb_until < last)
        last = c->tlb_until; /* or before */
    if (last > limit)
        last = limit;
    if (last <= n)
        return;
    uint64_t e = pipe_entry(st, st->turn, p->d->last);
    account_wait(p->stats, p->profile, ENTRY_CAUSE(e), ENTRY_PROFILE(e), last - n);
    if (st->hazard_until > n)
        st->hazard_until += last - n;
}

/* Is the read stage the only one that holds something, and is it full up to there? */
static inline bool only_hazard(const struct pipe *p)
{
    const struct pipe_desc *d = p->d;
    for (unsigned s = 0; s < d->read; s++)
        if (!(pipe_entry(p->st, p->st->turn, s) & ENTRY_INSN))
            return false;
    return d->read + 1u < d->nstages;
}

/* 0: everything may move; 1: the read stage waits for an operand; 2: look at each stage. */
static ALWAYS_INLINE unsigned who_stays(struct pipe *p, uint64_t n, uint64_t *bubble, const unsigned f)
{
    const struct pipe_state *st = p->st;
    if (PIPE_UNLIKELY(n <= st->busy_until) || ((f & F_SPECIAL) && p->d->rigid))
        return 2;
    if (PIPE_LIKELY(n > st->hazard_until) || ((f & F_SPECIAL) && !p->d->interlock))
        return 0;
    uint64_t e = pipe_entry(st, st->turn, p->d->read);
    if (!(e & ENTRY_INSN) || !pipe_operands_missing(p, &st->slot[ENTRY_SLOT(e)], n, bubble))
        return 0;
    return only_hazard(p) ? 1 : 2;
}

/* True: nothing changed but time. */
static ALWAYS_INLINE bool tick(struct pipe *p, const unsigned f)
{
    struct pipe_state *st = p->st;
    uint64_t n = p->stats->cycles + 1, bubble = 0;
    bool still = false;
    if (f & F_WATCH)
        p->cycle = n;
    if (PIPE_UNLIKELY(st->redirect))
        pipe_redirect(p, n);
    unsigned stays = who_stays(p, n, &bubble, f);
    if (PIPE_LIKELY(stays == 0)) {
        tick_moving(p, n, f);
    } else if (stays == 1) {
        tick_hazard(p, n, bubble, f);
    } else {
        if ((f & F_SPECIAL) && n <= st->frozen_until)
            pipe_tick_frozen(p, n);
        else if ((f & F_SPECIAL) && p->d->width > 1)
            pipe_tick_wide(p, n);
        else if ((f & F_CACHE) && all_held(p, n))
            tick_held(p, n);
        else
            pipe_tick_stalled(p, n);
        still = p->still;
    }
    if ((f & F_SPECIAL) && !p->d->interlock)
        pipe_write_loose(p);
    if ((f & F_WATCH) && (p->watch >> PIPE_EV_STAGE & 1))
        pipe_tell_stages(p);
    return still;
}

void pipe_tick(struct pipe *p)
{
    tick(p, F_ALL);
}

/* The last tick changed nothing but time, so neither will the next ones until someone's time has come: take
 * them at once. */
static void skip(struct pipe *p, uint64_t limit)
{
    uint64_t n = p->stats->cycles, wake = pipe_next_change(p, n);
    uint64_t e = pipe_entry(p->st, p->st->turn, p->d->last);
    if (p->st->frozen_until > n) {
        uint64_t last = p->st->frozen_until - 1 < limit ? p->st->frozen_until - 1 : limit;
        if (last > n)
            account_wait(p->stats, p->profile, CAUSE_EXECUTE, p->st->frozen_profile, last - n);
        return;
    }
    if (wake > limit)
        wake = limit + 1;
    if (wake <= n + 1 || wake == UINT64_MAX || (e & ENTRY_INSN))
        return;
    account_wait(p->stats, p->profile, ENTRY_CAUSE(e), ENTRY_PROFILE(e), wake - 1 - n);
    pipe_look_ahead(p, wake - 1);
}

/* A number of ticks, fewer if the machine must act or time was skipped up to `limit`. */
static ALWAYS_INLINE void run_some(struct pipe *p, uint64_t ticks, uint64_t limit, const unsigned f)
{
    const struct pipe_state *st = p->st;
    for (; ticks; ticks--) {
        if (!(f & (F_WATCH | F_SPREAD | F_SPECIAL | F_PREDICT)) && p->d->streams && !st->redirect &&
            st->busy_until <= p->stats->cycles) {
            ticks -= pipe_stream(p, ticks, f & F_CACHE);
            if (!ticks || st->attention)
                return;
        }
        if ((f & F_SPECIAL) && !(f & F_WATCH) && p->d->flows && !st->redirect &&
            st->busy_until <= p->stats->cycles) {
            ticks -= pipe_flow(p, ticks);
            if (!ticks || st->attention)
                return;
        }
        if (!(f & F_WATCH) && p->d->memos) {
            ticks -= pipe_memo(p, ticks);
            if (!ticks || st->attention)
                return;
        }
        bool still = tick(p, f);
        if (PIPE_UNLIKELY(st->attention))
            return;
        if (PIPE_UNLIKELY(still) && !(f & F_WATCH)) {
            if ((f & F_CACHE) && p->stats->cycles < st->memory_until)
                skip_held(p, limit);
            else
                skip(p, limit);
            uint64_t left = limit - p->stats->cycles;
            ticks = left + 1 < ticks ? left + 1 : ticks;
        }
    }
}

static void run_plain(struct pipe *p, uint64_t ticks, uint64_t limit)
{
    run_some(p, ticks, limit, 0);
}

static void run_cached(struct pipe *p, uint64_t ticks, uint64_t limit)
{
    run_some(p, ticks, limit, F_CACHE);
}

static void run_predicted(struct pipe *p, uint64_t ticks, uint64_t limit)
{
    run_some(p, ticks, limit, F_CACHE | F_PREDICT);
}

static void run_any(struct pipe *p, uint64_t ticks, uint64_t limit)
{
    run_some(p, ticks, limit, F_ALL & ~F_WATCH);
}

static void run_watched(struct pipe *p, uint64_t ticks, uint64_t limit)
{
    run_some(p, ticks, limit, F_ALL);
}

static ALWAYS_INLINE void lean_some(struct pipe *p, uint64_t ticks, uint64_t limit,
                                    const struct lean_shape shape)
{
    for (; ticks && !p->st->attention; ticks--) {
        ticks -= p->d->memos ? pipe_memo(p, ticks) : 0;
        if (!ticks || p->st->attention)
            return;
        if (PIPE_LIKELY(!lean_tick(p, shape)))
            continue;
        skip(p, limit);
        uint64_t left = limit - p->stats->cycles;
        ticks = left + 1 < ticks ? left + 1 : ticks;
    }
}

static void run_lean(struct pipe *p, uint64_t ticks, uint64_t limit)
{
    if (p->d->last == 5 && p->d->read == 1)
        lean_some(p, ticks, limit, (struct lean_shape){ 5, 1 });
    else
        lean_some(p, ticks, limit, (struct lean_shape){ p->d->last, p->d->read });
}

#define SLICE 32768 /* ticks between two looks at core->stop */

void pipe_run(struct pipe *p, uint64_t cycles, uint64_t instructions)
{
    const struct run_stats *stats = p->stats;
    const struct pipe_desc *d = p->d;
    bool special = d->works_at_fetch || d->needs_here || d->shared_port || !d->interlock || !d->compact ||
                   d->freezes || d->rigid || d->width > 1;
    void (*run)(struct pipe *, uint64_t, uint64_t) = p->watch                          ? run_watched
                                                     : d->lean                         ? run_lean
                                                     : special                         ? run_any
                                                     : d->use_predictor                ? run_predicted
                                                     : !d->flat_fetch || !d->flat_data ? run_cached
                                                                                       : run_plain;
    while (stats->cycles < cycles && stats->instructions < instructions && !p->st->attention &&
           !p->core->stop) {
        uint64_t ticks = SLICE, left = (instructions - stats->instructions - 1) / d->width + 1;
        ticks = cycles - stats->cycles < ticks ? cycles - stats->cycles : ticks;
        ticks = left < ticks ? left : ticks; /* at most d->width instructions retire in one */
        run(p, ticks, cycles);
    }
    pipe_blocks_settle(p);
    pipe_memos_settle(p);
}
