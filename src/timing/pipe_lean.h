/* pipe_lean.h - a tick of a rigid pipeline (pipe_rigid.c) that squeezes no bubbles. Only pipe.c includes it.
 *
 * Without squeezing, whoever is held holds everything before it, empty stages too, and everything behind it
 * moves. So a tick needs to know one thing: the last stage that is held, if any. The ring turns, the stages
 * up to that one are put back, a bubble comes behind them. pipe_stall.c does the same stage by stage; what
 * needs more care (instructions that execute alone, host services) is left to it. Tests compare the two. */
#ifndef TIMING_PIPE_LEAN_H
#define TIMING_PIPE_LEAN_H

#include "timing/pipe_enter.h"

#define F_LEAN (F_PREDICT | F_CACHE | F_SPECIAL)

/* The stages that loops go by: constants where the common shape is compiled by itself. X is read + 1. */
struct lean_shape {
    unsigned last, read;
};

struct lean {
    uint64_t n, turn; /* the cycle; the ring's turn in the one before */
    uint64_t left;    /* what stood in the last stage */
    uint64_t bubble;  /* what comes behind the stage that is held */
    int hold;         /* the last stage that is held, -1: none */
    unsigned gone;    /* the stage that a load would have come into, had it not to be fetched again; or 0 */
};

/* Which stage is held and what comes behind it. By value, so that struct lean stays in registers. */
struct lean_hold {
    int stage;
    uint64_t bubble;
};

static inline struct pipe_slot *lean_slot(const struct pipe *p, uint64_t e)
{
    return &p->st->slot[ENTRY_SLOT(e)];
}

static inline void lean_set(struct lean *t, struct lean_hold h)
{
    t->hold = h.stage;
    t->bubble = h.bubble;
}

/* ---- who is held ------------------------------------------------------------------------------------- */

/* Someone may have to stay for some time. */
static __attribute__((noinline)) struct lean_hold lean_find_hold(struct pipe *p, uint64_t turn, uint64_t n)
{
    for (unsigned s = p->d->nstages; s-- > 0;) {
        uint64_t e = pipe_entry(p->st, turn, s);
        const struct pipe_slot *c = lean_slot(p, e);
        if ((e & ENTRY_INSN) && c->until >= n)
            return (struct lean_hold){ (int)s, ENTRY_BUBBLE(pipe_wait_cause(c, n), c->key.profile, c->seq) };
    }
    p->st->busy_until = 0;
    return (struct lean_hold){ -1, 0 };
}

/* An access in the request stage, and the data port is taken. */
static struct lean_hold lean_port_hold(const struct pipe *p, const struct pipe_slot *c)
{
    enum cause why = (enum cause)p->st->data_cause;
    uint32_t at = why == CAUSE_STRUCTURAL ? c->key.profile : p->st->data_profile;
    return (struct lean_hold){ p->d->request, ENTRY_BUBBLE(why, at, c->seq) };
}

/* As pipe_operands_missing(), where nobody behind the read stage is held: some elder makes what c needs. */
static __attribute__((noinline)) struct lean_hold lean_blocked(const struct pipe *p, uint64_t turn,
                                                               const struct pipe_slot *c, uint64_t need)
{
    const struct pipe_desc *d = p->d;
    uint64_t missing = 0, block[PIPE_NEEDS] = { 0 }, bubble = 0;
    for (unsigned q = d->exec + d->widest; q-- > d->exec;) {
        uint64_t e = pipe_entry(p->st, turn, q);
        const struct pipe_slot *elder = lean_slot(p, e);
        for (unsigned g = 0; g < 2 && (e & ENTRY_INSN); g++) {
            uint64_t dst = elder->key.dst[g] & need;
            if (!dst)
                continue;
            bool loaded = (elder->key.flags & KEY_MADE_LOAD) && (g == 1 || !elder->key.dst[1]);
            unsigned bits = d->blocked[elder->key.make[g]][q];
            for (unsigned k = 0; k < d->nneeds; k++) {
                block[k] = bits >> k & 1 ? block[k] | dst : block[k] & ~dst;
                if ((bits >> k & 1) && (c->key.need[k] & dst))
                    bubble = ENTRY_BUBBLE(loaded ? CAUSE_LOAD_USE : CAUSE_DATA, c->key.profile, elder->seq);
            }
        }
    }
    for (unsigned k = 0; k < d->nneeds; k++)
        missing |= c->key.need[k] & block[k];
    return (struct lean_hold){ missing ? (int)d->read : -1, bubble };
}

/* Must the instruction in the read stage wait for an operand? */
static ALWAYS_INLINE bool lean_missing(const struct pipe *p, struct lean *t, const struct pipe_slot *c,
                                       const struct lean_shape shape)
{
    const unsigned exec = shape.read + 1, end = exec + p->d->widest;
    uint64_t need = c->key.need[0] | c->key.need[1] | c->key.need[2] | c->key.need[3], made = 0;
    for (unsigned q = exec; q <= shape.last && q < end; q++) {
        uint64_t e = pipe_entry(p->st, t->turn, q);
        const struct pipe_key *key = &lean_slot(p, e)->key;
        if (e & ENTRY_INSN)
            made |= key->dst[0] | key->dst[1];
    }
    if (!(made & need))
        return false;
    struct lean_hold h = lean_blocked(p, t->turn, c, need);
    if (h.stage < 0)
        return false;
    lean_set(t, h);
    return true;
}

/* A unit that pauses while a later stage is held. True: one did. */
static __attribute__((noinline)) bool lean_pause(struct pipe *p, uint64_t turn, uint64_t n, int hold)
{
    bool paused = false;
    for (int s = p->d->exec; s < hold; s++) {
        uint64_t e = pipe_entry(p->st, turn, (unsigned)s);
        if ((e & ENTRY_INSN) && (lean_slot(p, e)->key.flags & KEY_PAUSE))
            paused |= pipe_pause(p, lean_slot(p, e), (unsigned)s, n);
    }
    return paused;
}

/* ---- what begins ------------------------------------------------------------------------------------- */

/* In stages behind X, last to first. */
static ALWAYS_INLINE void lean_behind(struct pipe *p, struct lean *t, const struct lean_shape shape)
{
    const struct pipe_desc *d = p->d;
    struct pipe_state *st = p->st;
    const int exec = (int)shape.read + 1, port = d->request + 1;
    for (int q = (int)shape.last; q > exec && q - 1 > t->hold; q--) {
        uint64_t e = pipe_entry(st, t->turn, (unsigned)q - 1);
        struct pipe_slot *c = lean_slot(p, e);
        if (!(e & ENTRY_INSN))
            continue;
        if (q == port && PIPE_UNLIKELY(t->n < st->data_free) && (c->key.flags & (KEY_LOAD | KEY_STORE))) {
            lean_set(t, lean_port_hold(p, c));
            return;
        }
        if (PIPE_LIKELY(!(c->key.acts >> q & 1)) || st->redirect == REDIRECT_NOW)
            continue;
        if (PIPE_UNLIKELY(c->state & SLOT_REPLAY) && q == d->load + 1) {
            t->gone = (unsigned)q;
            pipe_replay(p, c, ENTRY_SLOT(e), d->load);
            continue;
        }
        if (q == port && d->port_interval > 1 && (c->key.flags & (KEY_LOAD | KEY_STORE)))
            pipe_request(p, c, (unsigned)q, t->n);
        work(p, c, ENTRY_SLOT(e), (unsigned)q, t->n);
    }
}

/* In X. */
static ALWAYS_INLINE void lean_execute(struct pipe *p, const struct lean *t, uint64_t e,
                                       const struct lean_shape shape)
{
    const struct pipe_desc *d = p->d;
    struct pipe_state *st = p->st;
    const unsigned i = ENTRY_SLOT(e), s = shape.read + 1;
    struct pipe_slot *c = &st->slot[i];
    if ((c->key.flags & KEY_TRANSFER) && s == d->predict_on && d->use_predictor)
        pipe_predict_here(p, c, i, s);
    if (s == d->request)
        c->requested = t->n;
    if (PIPE_UNLIKELY(st->nreplay) && !st->wrong)
        pipe_execute_again(p, c, i);
    else
        pipe_execute(p, c, i, t->n);
    if (c->key.acts >> s & 1)
        work(p, c, i, s, t->n);
}

/* Comes in from the line at hand, and is an instruction: nothing more is to be asked. */
static ALWAYS_INLINE bool lean_in_line(struct pipe *p, const struct pipe_slot *c, unsigned q)
{
    const struct pipe_desc *d = p->d;
    if (c->key.flags & (KEY_ILLEGAL | KEY_FAULT))
        return false;
    if (q != d->tags)
        return true;
    if ((c->pc >> d->fetch_bits) + 1 != p->st->fetch_line ||
        (c->pc & (d->fetch_line - 1)) + c->key.len > d->fetch_line)
        return false;
    p->stats->cache[d->first_fetch].reads++;
    return true;
}

/* In the stages before X. */
static ALWAYS_INLINE void lean_before(struct pipe *p, const struct lean *t, const struct lean_shape shape)
{
    const struct pipe_desc *d = p->d;
    struct pipe_state *st = p->st;
    for (unsigned q = shape.read; q > 0 && (int)q - 1 > t->hold && st->redirect != REDIRECT_NOW; q--) {
        uint64_t *e = &st->ring[(t->turn + 1 - q) & (PIPE_RING - 1)];
        struct pipe_slot *c = lean_slot(p, *e);
        if (!(*e & ENTRY_INSN))
            continue;
        if (PIPE_UNLIKELY(!lean_in_line(p, c, q)) && !pipe_admit(p, ENTRY_SLOT(*e), q, t->n, e))
            continue;
        if ((c->key.flags & KEY_TRANSFER) && q == d->predict_on && d->use_predictor)
            pipe_predict_here(p, c, ENTRY_SLOT(*e), q);
    }
}

/* ---- the cycle --------------------------------------------------------------------------------------- */

static ALWAYS_INLINE void lean_turn(struct pipe *p, const struct lean *t)
{
    uint64_t *ring = p->st->ring, turn = t->turn + 1;
    if (PIPE_LIKELY(t->hold < 0)) {
        ring[turn & (PIPE_RING - 1)] = 0; /* not yet fetched */
    } else {
        for (unsigned s = 0; (int)s <= t->hold; s++)
            ring[(turn - s) & (PIPE_RING - 1)] = pipe_entry(p->st, t->turn, s);
        ring[(turn - (unsigned)t->hold - 1) & (PIPE_RING - 1)] = t->bubble;
    }
    if (PIPE_UNLIKELY(t->gone)) {
        const struct pipe_slot *c = lean_slot(p, pipe_entry(p->st, turn, t->gone));
        ring[(turn - t->gone) & (PIPE_RING - 1)] = ENTRY_BUBBLE(CAUSE_DCACHE, c->key.profile, c->seq);
    }
    p->st->turn = turn;
}

/* Everything from the bubble on is that bubble, and so was what has left: nothing has changed but time. */
static ALWAYS_INLINE bool lean_still(const struct pipe *p, const struct lean *t, uint64_t bubble)
{
    const struct pipe_state *st = p->st;
    if (t->left != bubble || pipe_entry(st, st->turn, p->d->last) != bubble)
        return false;
    for (unsigned s = (unsigned)(t->hold + 1); s < p->d->last; s++)
        if (pipe_entry(st, st->turn, s) != bubble)
            return false;
    return true;
}

/* True: nothing changed but time. */
static ALWAYS_INLINE bool lean_tick(struct pipe *p, const struct lean_shape shape)
{
    const struct pipe_desc *d = p->d;
    struct pipe_state *st = p->st;
    struct lean t = { .n = p->stats->cycles + 1, .turn = st->turn, .hold = -1 };
    bool moved = st->redirect;
    if (PIPE_UNLIKELY(moved))
        pipe_redirect(p, t.n);
    const uint64_t next = pipe_entry(st, t.turn, shape.read);
    struct pipe_slot *first = lean_slot(p, next);
    t.left = pipe_entry(st, t.turn, shape.last);
    if (PIPE_UNLIKELY(st->serialise || ((next & ENTRY_INSN) && (first->key.flags & KEY_ALONE)))) {
        pipe_tick_stalled(p, t.n);
        return p->still;
    }
    if (PIPE_UNLIKELY(t.n <= st->busy_until))
        lean_set(&t, lean_find_hold(p, t.turn, t.n));
    lean_behind(p, &t, shape);
    const bool dying = st->redirect == REDIRECT_NOW;
    bool comes = (next & ENTRY_INSN) && t.hold < (int)shape.read;
    if (comes && t.n <= st->hazard_until)
        comes = !lean_missing(p, &t, first, shape);
    if (PIPE_UNLIKELY(t.hold > (int)shape.read)) { /* who stood in the way still does */
        st->hazard_until += st->hazard_until >= t.n;
        moved |= d->pauses && lean_pause(p, t.turn, t.n, t.hold);
    }
    if (PIPE_LIKELY(t.hold < (int)shape.last))
        lean_turn(p, &t);
    if (comes && !dying)
        lean_execute(p, &t, next, shape);
    lean_before(p, &t, shape);
    if (PIPE_UNLIKELY(st->redirect)) {
        moved = true;
        if (st->redirect == REDIRECT_NOW)
            pipe_redirect(p, t.n);
    }
    uint64_t bubble = t.bubble;
    if (t.hold < 0)
        bubble = st->ring[(t.turn + 1) & (PIPE_RING - 1)] = fetch(p, t.n, F_LEAN);
    bool still = !(bubble & ENTRY_INSN) && !moved && lean_still(p, &t, bubble);
    finish(p, pipe_entry(st, st->turn, shape.last), t.n, F_CACHE);
    return still;
}

#endif
