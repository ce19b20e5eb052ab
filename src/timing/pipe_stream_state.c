/* pipe_stream_state.c - the state of a pipeline as streams and flows take it up, and as they put it down:
 * as ticking would have left it. */
#include "timing/pipe_flow.h"

#include <stddef.h>
#include <string.h>
#include "timing/pipe_enter.h"

/* ---- what both do ------------------------------------------------------------------------------------ */

void stream_count(struct pipe *p, const struct stream_entry *e, uint64_t by)
{
    if (!e->key) {
        stream_count_bubble(p, e->bubble, by);
        return;
    }
    p->stats->cause[CAUSE_BASE] += by;
    p->stats->instructions += by;
    stream_count_insn(p, e->key, by);
    stream_count_more(p, e->key, e->state, by);
}

static void take(const struct pipe *p, struct stream_entry *e, uint64_t entry)
{
    const struct pipe_slot *c = &p->st->slot[ENTRY_SLOT(entry)];
    e->key = NULL;
    e->d = NULL;
    e->bubble = entry;
    if (!(entry & ENTRY_INSN))
        return;
    e->key = &c->key;
    e->slot = (uint8_t)ENTRY_SLOT(entry);
    e->seq = c->seq;
    e->state = c->state;
    e->naccess = c->naccess;
    if (c->naccess)
        e->access = c->access[0];
}

static struct pipe_slot *put_slot(struct pipe *p, const struct dinsn *di, unsigned slot, uint64_t seq)
{
    struct pipe_slot *c = &p->st->slot[slot];
    memcpy(&c->key, di->timing, sizeof c->key);
    p->dec[slot] = di;
    c->pc = di->pc;
    c->seq = seq;
    c->expect = di->next;
    memset(&c->until, 0, offsetof(struct pipe_slot, access) - offsetof(struct pipe_slot, until));
    return c;
}

/* ---- streams ----------------------------------------------------------------------------------------- */

/* What stands before X is followed by what was fetched after it: a delay slot may not be. */
static bool follows(const struct pipe *p, unsigned i)
{
    return p->dec[i] && p->st->slot[i].expect == p->dec[i]->next;
}

static bool stream_plain(const struct pipe_slot *c)
{
    return !(c->key.flags & STREAM_CARE) && !c->mark &&
           !(c->state &
             (SLOT_TRAP | SLOT_SYS | SLOT_ALONE | SLOT_HANDLED | SLOT_WAIT | SLOT_DEVICE | SLOT_DELAYED));
}

bool stream_begin(struct stream *t, struct stream_hot *h, struct pipe *p)
{
    const struct pipe_desc *d = p->d;
    const struct pipe_state *st = p->st;
    uint64_t n = p->stats->cycles;
    if (st->redirect | st->wrong | st->serialise | st->attention || st->busy_until > n ||
        st->fetch_free > n + 1)
        return false;
    for (unsigned s = 0; s < d->nstages; s++) {
        uint64_t e = pipe_entry(st, st->turn, s);
        if ((e & ENTRY_INSN) ? !stream_plain(&st->slot[ENTRY_SLOT(e)]) : s < d->exec)
            return false;
        if (s < d->exec && !follows(p, ENTRY_SLOT(e)))
            return false;
    }
    struct stream_entry *x = &t->x[n & (STREAM_RING - 1)];
    take(p, x, pipe_entry(st, st->turn, d->exec));
    if (x->key && x->naccess > 1)
        return false;
    *h = (struct stream_hot){ .n = n,
                              .fetch_pc = st->fetch_pc,
                              .seq = st->seq,
                              .hazard_until = st->hazard_until,
                              .wide_until = st->hazard_until,
                              .slot_next = st->slot_next,
                              .pending = !d->flat_data && x->key && x->naccess ? x : NULL };
    if (st->fetch_line) {
        h->line_from = (st->fetch_line - 1) << d->fetch_bits;
        h->line_to = h->line_from + d->fetch_line;
    }
    for (unsigned s = d->exec; s-- > 0;)
        t->pre[h->tail++] = p->dec[ENTRY_SLOT(pipe_entry(st, st->turn, s))];
    for (unsigned s = d->exec; s < d->nstages; s++) {
        struct stream_entry *e = &t->x[(n - (s - d->exec)) & (STREAM_RING - 1)];
        if (s > d->exec)
            take(p, e, pipe_entry(st, st->turn, s));
        if (s < d->last)
            stream_count(p, e, 1);
    }
    return true;
}

static void stream_put_done(struct pipe *p, const struct stream_entry *e)
{
    struct pipe_slot *c = &p->st->slot[e->slot & p->d->slot_mask];
    put_slot(p, e->d, e->slot & p->d->slot_mask, e->seq);
    c->state = e->state;
    c->next = e->state & SLOT_MISFETCH ? e->next : e->d->next;
    c->naccess = e->naccess;
    c->access[0] = e->access;
    c->access[0].device = false;
    if (e->state & SLOT_MISFETCH)
        c->key.acts |= (uint16_t)(1u << c->key.resolve);
}

/* What the cycles had in common: fetches from the line at hand, instructions that entered X. */
static void stream_count_all(struct pipe *p, const struct stream_hot *h, uint64_t executed)
{
    if (!p->d->flat_fetch)
        p->stats->cache[p->d->first_fetch].reads += h->seq - p->st->seq - h->looks;
    p->stats->cause[CAUSE_BASE] += executed;
    p->stats->instructions += executed;
}

/* Puts down the state as of cycle n; the fetch of that cycle is still to be done if h->stop. */
void stream_end(struct pipe *p, const struct stream *t, const struct stream_hot *h)
{
    const struct pipe_desc *d = p->d;
    struct pipe_state *st = p->st;
    uint64_t *ring = st->ring, cycles = h->n - p->stats->cycles;
    unsigned before = d->exec - (h->empty == STREAM_REDIRECT ? 0 : h->empty); /* X */
    stream_count_all(p, h, cycles - h->idle);
    st->turn += cycles;
    for (unsigned s = h->stop; s < d->exec; s++) {
        unsigned back = s - h->stop; /* fetches ago */
        uint64_t *e = &ring[(st->turn - s) & (PIPE_RING - 1)];
        unsigned slot = (h->slot_next - 1 - back) & d->slot_mask;
        *e = back < before ? ENTRY_INSN | slot : h->wait;
        if (*e & ENTRY_INSN)
            put_slot(p, t->pre[(h->tail - 1 - back) & (STREAM_RING - 1)], slot, h->seq - back);
    }
    for (unsigned s = d->exec; s < d->nstages; s++) {
        const struct stream_entry *e = &t->x[(h->n - (s - d->exec)) & (STREAM_RING - 1)];
        ring[(st->turn - s) & (PIPE_RING - 1)] = e->key ? ENTRY_INSN | (e->slot & d->slot_mask) : e->bubble;
        if (e->key && e->d)
            stream_put_done(p, e);
        if (s < d->last || h->stop)
            stream_count(p, e, (uint64_t)-1);
    }
    if (h->hold) { /* as pipe_data_access() leaves it */
        struct pipe_slot *c = &st->slot[h->hold->slot & d->slot_mask];
        c->until = h->hold_until;
        c->why = CAUSE_DCACHE;
        c->room_until = h->hold_store;
        if (c->key.flags & KEY_MADE_LOAD)
            c->avail[c->key.dst[1] != 0] = h->hold_until + 1;
        pipe_busy(st, c->until);
        st->memory_until = c->until;
    }
    if (h->line_to)
        st->fetch_line = (h->line_from >> d->fetch_bits) + 1;
    st->fetch_pc = h->fetch_pc;
    st->seq = h->seq;
    st->slot_next = h->slot_next & d->slot_mask;
    st->hazard_until = h->hazard_until;
    p->stats->cycles = h->n - h->stop;
}

/* ---- flows ------------------------------------------------------------------------------------------- */

static bool flow_plain(const struct pipe_slot *c, uint64_t n)
{
    return !(c->key.flags & FLOW_CARE) && !c->mark && c->avail[0] <= n + 1 && c->avail[1] <= n + 1 &&
           !(c->state &
             (SLOT_TRAP | SLOT_SYS | SLOT_ALONE | SLOT_HANDLED | SLOT_WAIT | SLOT_DEVICE | SLOT_DELAYED));
}

static bool flow_may_begin(const struct pipe *p, uint64_t n)
{
    const struct pipe_desc *d = p->d;
    const struct pipe_state *st = p->st;
    if (st->redirect | st->wrong | st->serialise | st->attention || st->busy_until > n ||
        st->fetch_free > n + 1)
        return false;
    for (unsigned s = 0; s < d->nstages; s++) {
        uint64_t e = pipe_entry(st, st->turn, s);
        if ((e & ENTRY_INSN) ? !flow_plain(&st->slot[ENTRY_SLOT(e)], n) : s < d->exec)
            return false;
        if (s < d->exec && !follows(p, ENTRY_SLOT(e)))
            return false;
    }
    return true;
}

bool flow_begin(struct flow *t, struct pipe *p, uint64_t ticks)
{
    const struct pipe_desc *d = p->d;
    const struct pipe_state *st = p->st;
    if (!flow_may_begin(p, p->stats->cycles))
        return false;
    t->n = p->stats->cycles;
    t->skew = 0;
    t->end = t->n + ticks;
    t->fetch_pc = st->fetch_pc;
    t->seq = st->seq;
    t->hazard_until =
        t->n + PIPE_STAGES; /* the slots that are there are not looked at: any may be in the way */
    t->hazard_dst = UINT64_MAX;
    t->slot_next = st->slot_next;
    t->head = t->tail = 0;
    t->redirect = t->special = NULL;
    t->wait = 0;
    t->stop = false;
    for (unsigned s = d->exec; s-- > 0;) {
        unsigned i = ENTRY_SLOT(pipe_entry(st, st->turn, s));
        t->s.pre[t->tail++] = p->dec[i];
    }
    for (unsigned s = d->exec; s < d->nstages; s++) {
        struct stream_entry *e = flow_at(t, t->n - (s - d->exec));
        take(p, e, pipe_entry(st, st->turn, s));
        if (s < d->last)
            stream_count(p, e, 1);
    }
    return true;
}

static void flow_put_done(struct pipe *p, const struct flow *t, const struct stream_entry *e)
{
    struct pipe_slot *c = put_slot(p, e->d, e->slot, e->seq);
    c->latency = e->latency;
    c->interval = e->interval;
    if (e == t->special)
        return;
    c->state = e->state;
    c->next = e->next;
    c->naccess = e->naccess;
    c->access[0] = e->access;
    c->access[0].device = false;
    for (unsigned g = 0; g < 2; g++)
        if (c->key.unit && c->key.dst[g] && c->key.make[g] >= p->d->exec)
            c->avail[g] = e->avail;
    if (e->state & SLOT_MISFETCH)
        c->key.acts |= (uint16_t)(1u << c->key.resolve);
}

/* Puts down the state as of cycle n + skew; its fetch is still to be done if t->stop. */
static void flow_put_state(struct pipe *p, const struct flow *t)
{
    const struct pipe_desc *d = p->d;
    struct pipe_state *st = p->st;
    for (unsigned s = t->stop; s < d->exec; s++) {
        unsigned back = s - t->stop; /* fetches ago */
        unsigned slot = (t->slot_next - 1 - back) & d->slot_mask, at = (t->tail - 1 - back) & (FLOW_RING - 1);
        uint64_t *e = &st->ring[(st->turn - s) & (PIPE_RING - 1)];
        *e = back < t->tail - t->head ? ENTRY_INSN | slot : t->refill;
        if (*e & ENTRY_INSN)
            put_slot(p, t->s.pre[at], slot, t->seq - back);
    }
    for (unsigned s = d->exec; s < d->nstages; s++) {
        const struct stream_entry *e = &t->s.x[(t->n - (s - d->exec)) & (FLOW_RING - 1)];
        st->ring[(st->turn - s) & (PIPE_RING - 1)] = e->key ? ENTRY_INSN | e->slot : e->bubble;
        if (e->key && e->d)
            flow_put_done(p, t, e);
        if ((s < d->last || t->stop) && e != t->special)
            stream_count(p, e, (uint64_t)-1);
    }
    st->fetch_pc = t->fetch_pc;
    st->seq = t->seq;
    st->slot_next = t->slot_next & d->slot_mask;
    p->stats->cycles = t->n + t->skew - t->stop;
}

/* What is left of the entry into X of an instruction that needs care. */
static void finish_special(struct pipe *p, const struct flow *t, uint64_t n)
{
    unsigned i = t->special->slot, x = p->d->exec;
    struct pipe_slot *c = &p->st->slot[i];
    pipe_executed(p, c, i, n, t->status);
    if (t->wait) {
        c->state |= SLOT_WAIT;
        c->wait_why = ENTRY_CAUSE(t->wait);
        c->wait_seq = c->seq - ((c->seq - ENTRY_SEQ(t->wait)) & 0x3FFFFF);
    } else if (c->key.acts >> x & 1) {
        work(p, c, i, x, n);
    }
}

void flow_end(struct pipe *p, const struct flow *t)
{
    struct pipe_state *st = p->st;
    uint64_t n = t->n + t->skew;
    flow_put_state(p, t);
    if (t->special) {
        finish_special(p, t, n);
    } else if (t->redirect) {
        unsigned i = t->redirect->slot;
        struct pipe_slot *c = &st->slot[i];
        pipe_misfetch(p, c);
        pipe_ask_redirect(st, i, p->d->exec, c->next, pipe_redirect_cause(c));
    }
    if (t->stop) {
        st->ring[st->turn & (PIPE_RING - 1)] = fetch(p, n, F_ALL & ~F_WATCH);
        finish(p, pipe_entry(st, st->turn, p->d->last), n, F_ALL & ~F_WATCH);
    }
    pipe_look_ahead(p, n);
}
