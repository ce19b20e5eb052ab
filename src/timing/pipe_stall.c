/* pipe_stall.c - a cycle in which someone stays: each stage is looked at, last to first. See pipe.c. */
#include "timing/pipe_enter.h"

static bool wants_port(const struct pipe_desc *d, const struct pipe_slot *c, unsigned s)
{
    return ((c->key.flags & KEY_LOAD) && s == d->load) ||
           ((c->key.flags & KEY_STORE) && !(c->key.flags & KEY_LOAD) && s == d->store);
}

bool pipe_may_leave(struct pipe *p, struct pipe_slot *c, unsigned i, unsigned s, uint64_t n, uint64_t *bubble)
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
    } else if (s == d->read && d->interlock && pipe_operands_missing(p, c, n, bubble)) {
        return false;
    } else if (s + 1u == d->exec && pipe_must_serialise(p, c, i, n, &at)) {
        why = CAUSE_SERIALISE;
    } else if (s > d->read && d->interlock && pipe_value_missing(p, c, s + 1u, n)) {
        why = CAUSE_DATA;
    } else if (s + 1u == d->write && pipe_result_missing(p, c, n)) {
        why = CAUSE_EXECUTE;
    } else if (d->shared_port && wants_port(d, c, s + 1u) && n < p->st->fetch_free) {
        why = CAUSE_STRUCTURAL;
    } else if (d->rigid && s == d->request && (c->key.flags & (KEY_LOAD | KEY_STORE)) &&
               n < p->st->data_free) {
        why = (enum cause)p->st->data_cause;
        at = why == CAUSE_STRUCTURAL ? at : p->st->data_profile;
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
    c->state &= ~(uint32_t)SLOT_WAIT;
    p->still = false;
    if (c->key.acts >> p->d->read & 1)
        work(p, c, i, p->d->read, n);
}

static void enter_any(struct pipe *p, unsigned i, unsigned s, uint64_t n, const uint64_t *now)
{
    enter(p, i, s, n, now, F_ALL);
}

/* An instruction in stage s. Returns the room it leaves. */
static enum room move_one(struct pipe *p, uint64_t e, unsigned s, enum room room, uint64_t n, uint64_t *now)
{
    unsigned i = ENTRY_SLOT(e);
    struct pipe_slot *c = &p->st->slot[i];
    uint64_t bubble = 0;
    if (PIPE_UNLIKELY(c->decide == n)) {
        c->decide = 0;
        p->still = false;
        pipe_resolve(p, c, i, s);
    }
    if (!room && (c->key.flags & KEY_PAUSE) && pipe_pause(p, c, s, n))
        p->still = false;
    if (s == p->d->last) {
        if ((c->state & SLOT_REPLAY) && c->until < n)
            pipe_replay(p, c, i, s);
        if (c->until < n && !(c->state & SLOT_WAIT)) {
            p->still = false;
            return ROOM_FREE;
        }
    } else if (room && pipe_may_leave(p, c, i, s, n, &bubble)) {
        now[s + 1] = e;
        p->still = false;
        if (!p->d->rigid || pipe_admit(p, i, s + 1, n, &now[s + 1]))
            enter_any(p, i, s + 1, n, now);
        return ROOM_FREE;
    }
    now[s] = e;
    if (room == ROOM_FREE && s < p->d->last)
        now[s + 1] = bubble;
    if ((c->state & SLOT_WAIT) && s == p->d->read)
        wait_over(p, c, i, n, now);
    return ROOM_NONE;
}

static void fetch_stalled(struct pipe *p, enum room room, uint64_t n, uint64_t *now)
{
    uint64_t e = fetch(p, n, F_ALL);
    if (room == ROOM_FREE || (e & ENTRY_INSN))
        now[0] = e;
    if (!(e & ENTRY_INSN))
        return;
    p->still = false;
    if (p->d->works_at_fetch)
        enter_any(p, ENTRY_SLOT(e), 0, n, now);
}

/* A transfer has its effect before the fetch of the same cycle; a stage that was held is still full. */
static void redirect_now(struct pipe *p, enum room room, uint64_t n, uint64_t *now)
{
    struct pipe_state *st = p->st;
    if (room == ROOM_FREE)
        now[0] = ENTRY_BUBBLE(st->redirect_cause, 0, 0); /* not yet fetched */
    for (unsigned s = 0; s < p->d->nstages; s++)
        st->ring[(st->turn - s) & (PIPE_RING - 1)] = now[s];
    pipe_redirect(p, n);
    for (unsigned s = 0; s < p->d->nstages; s++)
        now[s] = pipe_entry(st, st->turn, s);
    p->still = false;
}

void pipe_tick_stalled(struct pipe *p, uint64_t n)
{
    const struct pipe_desc *d = p->d;
    struct pipe_state *st = p->st;
    uint64_t now[PIPE_STAGES + 1]; /* what stands where in cycle n */
    enum room room = ROOM_FREE;    /* in stage s + 1 */
    p->still = true;
    now[0] = pipe_entry(st, st->turn, 0);
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
    if (st->redirect == REDIRECT_NOW)
        redirect_now(p, room, n, now);
    if (room)
        fetch_stalled(p, room, n, now);
    for (unsigned s = 0; s < d->nstages; s++) {
        uint64_t *e = &st->ring[(st->turn - s) & (PIPE_RING - 1)];
        p->still &= *e == now[s];
        *e = now[s];
    }
    pipe_look_ahead(p, n);
    finish(p, now[d->last], n, F_ALL);
}

/* The cycle in which some unit froze the pipeline goes on; in the last of its cycles the last stage acts. */
void pipe_tick_frozen(struct pipe *p, uint64_t n)
{
    struct pipe_state *st = p->st;
    p->still = n < st->frozen_until;
    if (!p->still)
        pipe_look_ahead(p, n);
    finish(p, pipe_entry(st, st->turn, p->d->last), n, F_ALL);
}
