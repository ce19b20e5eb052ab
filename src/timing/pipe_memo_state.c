/* pipe_memo_state.c - see pipe_memo.h: moments are taken from the state, and put down as one. What counts is
 * what pipe_canonical() leaves of a state. */
#include "timing/pipe_memo.h"

#include <stddef.h>
#include <string.h>

#define TIME_MOST UINT16_MAX

/* What makes an instruction one of which no moment is taken. */
#define CARE_KEY   (KEY_SPECIAL & ~KEY_LATENCY) | KEY_REGION | KEY_BREAK | KEY_ILLEGAL
#define CARE_STATE (SLOT_WRONG | SLOT_TRAP | SLOT_SYS | SLOT_ALONE | SLOT_HANDLED | SLOT_DEVICE)

size_t memo_size(const struct pipe *p)
{
    return sizeof(struct moment) + p->d->nstages * p->d->width * sizeof(struct memo_stage);
}

/* ---- taking ------------------------------------------------------------------------------------------ */

/* Cycles after n; what does not fit is told. */
static uint16_t ahead(uint64_t time, uint64_t n, bool *fits)
{
    if (time <= n)
        return 0;
    *fits &= time - n <= TIME_MOST;
    return (uint16_t)(time - n);
}

/* Where the predictor learns it is kept by number; here is what matters for time. */
static bool take_prediction(const struct pipe *p, const struct pipe_slot *c, struct memo_stage *s)
{
    const struct prediction *q = &c->pred;
    bool keeps = p->d->predict_learns && (c->key.flags & KEY_TRANSFER);
    uint32_t ago = keeps ? p->memos->log.predictions - p->memos->log.predicted[c - p->st->slot] : 0;
    s->predicted = (uint16_t)ago;
    if (!q->valid)
        return ago < LOG_ACCESS;
    s->valid = 1;
    s->taken = q->taken;
    s->from_btb = q->from_btb;
    s->part = q->part;
    s->said = q->said;
    s->target = q->target;
    return ago < LOG_ACCESS && (keeps || !p->d->predict_learns);
}

static bool take_insn(const struct pipe *p, const struct pipe_slot *c, uint64_t n, struct memo_stage *s)
{
    const struct pipe_state *st = p->st;
    bool fits = true, done = c->state & SLOT_DONE;
    if ((c->key.flags & (CARE_KEY)) || (c->state & CARE_STATE) || c->mark || !p->dec[c - st->slot])
        return false;
    s->d = p->dec[c - st->slot];
    s->slot = (uint8_t)((st->slot_next - (unsigned)(c - st->slot)) & p->d->slot_mask);
    s->seq = (uint32_t)(st->seq - c->seq);
    s->expect = c->expect;
    s->lone = c->mate ? 0 : c->lone;
    s->next = done ? c->next : 0;
    s->state = c->state;
    s->acts = c->key.acts;
    s->resolve = c->key.resolve;
    s->until = ahead(c->until, n, &fits);
    s->tlb_until = ahead(c->tlb_until, n, &fits);
    s->room_until = ahead(c->room_until, n, &fits);
    s->decide = ahead(c->decide, n, &fits);
    s->avail[0] = ahead(c->avail[0], n, &fits);
    s->avail[1] = ahead(c->avail[1], n, &fits);
    s->why = s->until ? c->why : 0;
    s->naccess = done ? c->naccess : 0;
    if (c->state & SLOT_WAIT) {
        s->wait_why = c->wait_why;
        s->wait_seq = (uint32_t)(st->seq - c->wait_seq);
    }
    if (done && (c->key.flags & KEY_LATENCY)) {
        s->latency = c->latency;
        s->interval = c->interval;
    }
    if (done && p->d->replay_collision && (c->key.flags & KEY_LOAD)) {
        s->requested = ahead(n + 1, c->requested, &fits);
        fits &= c->requested <= n;
    }
    if (p->d->use_predictor)
        fits &= take_prediction(p, c, s);
    return fits && s->naccess <= 1;
}

/* s: as many as a stage can hold. */
static bool take_stage(const struct pipe *p, unsigned stage, uint64_t n, struct memo_stage *s)
{
    uint64_t e = pipe_entry(p->st, p->st->turn, stage);
    const struct pipe_slot *c = &p->st->slot[ENTRY_SLOT(e)], *m = pipe_mate(p->st, c);
    if (e & ENTRY_INSN)
        return take_insn(p, c, n, s) && (!m || take_insn(p, m, n, s + 1));
    s->bubble = ENTRY_BUBBLE(ENTRY_CAUSE(e), ENTRY_PROFILE(e), 0);
    s->seq = (uint32_t)(p->st->seq - ENTRY_SEQ(e)) & 0x3FFFFF;
    return true;
}

/* The redirect that is due, by whom. */
static bool take_redirect(const struct pipe *p, struct moment *m)
{
    const struct pipe_state *st = p->st;
    bool alive = false;
    if (!st->redirect)
        return true;
    m->redirect = st->redirect;
    m->redirect_stage = st->redirect_stage;
    m->redirect_cause = st->redirect_cause;
    m->redirect_pc = st->redirect_pc;
    m->redirect_slot = (uint8_t)((st->slot_next - st->redirect_slot) & p->d->slot_mask);
    for (unsigned s = 0; s < p->d->nstages * p->d->width; s++)
        alive |= m->stage[s].d && m->stage[s].slot == m->redirect_slot;
    return alive;
}

static bool take_ports(const struct pipe_state *st, uint64_t n, struct moment *m)
{
    bool fits = true;
    if ((m->fetch_free = ahead(st->fetch_free, n + 1, &fits))) {
        m->fetch_profile = st->fetch_profile;
        m->fetch_cause = st->fetch_cause;
    }
    if ((m->port_free = ahead(st->port_free, n + 1, &fits)))
        m->port_profile = st->port_profile;
    if ((m->refill_free = ahead(st->refill_free, n + 1, &fits)))
        m->refill_profile = st->refill_profile;
    if ((m->data_free = ahead(st->data_free, n + 1, &fits))) {
        m->data_profile = st->data_profile;
        m->data_cause = st->data_cause;
    }
    if ((m->frozen_until = ahead(st->frozen_until, n, &fits))) {
        m->frozen_profile = st->frozen_profile;
        m->frozen_seq = (uint32_t)(st->seq - st->frozen_seq);
    }
    return fits;
}

/* Registers that loads will fill; those of the last two cycles still count (pipe_late_canonical). */
static bool take_late(const struct pipe *p, uint64_t n, struct moment *m)
{
    const struct pipe_state *st = p->st;
    bool fits = true;
    if (!p->d->late_loads || st->late_until + 2 < n)
        return true;
    m->late_until = ahead(st->late_until + 3, n, &fits);
    for (unsigned r = 0; r < 64; r++) {
        const struct pipe_late *l = &st->late[r];
        if (l->ready + 2 < n || !l->ready)
            continue;
        if (m->nlate == MEMO_LATE)
            return false;
        m->late[m->nlate++] = (struct memo_late){ .ready = ahead(l->ready + 3, n, &fits),
                                                  .since = ahead(n + 1, l->since, &fits),
                                                  .seq = (uint32_t)(st->seq - l->seq),
                                                  .rival = l->rival ? (uint32_t)(st->seq - l->rival) + 1 : 0,
                                                  .profile = l->profile,
                                                  .reg = (uint8_t)r };
    }
    return fits;
}

bool memo_take(const struct pipe *p, struct moment *m)
{
    const struct pipe_state *st = p->st;
    uint64_t n = p->stats->cycles;
    if (st->serialise | st->attention | st->nreplay || (st->wrong && st->scratch_valid))
        return false;
    memset(m, 0, memo_size(p));
    for (unsigned s = 0; s < p->d->nstages; s++)
        if (!take_stage(p, s, n, &m->stage[s * p->d->width]))
            return false;
    if (p->d->use_predictor && !p->d->predict_learns) {
        struct predict_entry e = predict_get_entry(&p->d->predict, p->predictor);
        m->btb_pc = e.pc;
        m->btb_target = e.target;
        m->btb_valid = e.valid;
        m->btb_transfer = e.transfer;
    }
    m->fetch_pc = st->fetch_pc;
    m->fetch_line = st->fetch_line;
    m->redirected = st->redirected;
    m->wrong = st->wrong;
    return take_redirect(p, m) && take_ports(st, n, m) && take_late(p, n, m);
}

/* ---- putting ----------------------------------------------------------------------------------------- */

static uint64_t from_now(uint16_t ahead, uint64_t n)
{
    return ahead ? n + ahead : 0;
}

static void put_prediction(const struct memo_stage *s, struct prediction *q)
{
    *q = (struct prediction){ .target = s->target,
                              .valid = 1,
                              .taken = s->taken,
                              .from_btb = s->from_btb,
                              .part = s->part,
                              .said = s->said };
}

/* Returns its slot. back: executions since its own; goes on. */
static unsigned put_insn(const struct memo_run *r, const struct memo_stage *s, unsigned *back)
{
    struct pipe *p = r->p;
    struct pipe_log *log = &r->all->log;
    uint64_t n = r->n;
    unsigned i = (r->slot_next - s->slot) & p->d->slot_mask;
    struct pipe_slot *c = &p->st->slot[i];
    memcpy(&c->key, s->d->timing, sizeof c->key);
    memset(&c->until, 0, offsetof(struct pipe_slot, access) - offsetof(struct pipe_slot, until));
    p->dec[i] = s->d;
    c->pc = s->d->pc;
    c->seq = r->seq - s->seq;
    c->expect = s->expect;
    c->next = s->next;
    c->state = s->state;
    c->key.acts = s->acts;
    c->key.resolve = s->resolve;
    c->until = from_now(s->until, n);
    c->tlb_until = from_now(s->tlb_until, n);
    c->room_until = from_now(s->room_until, n);
    c->decide = from_now(s->decide, n);
    c->avail[0] = from_now(s->avail[0], n);
    c->avail[1] = from_now(s->avail[1], n);
    c->why = s->why;
    c->lone = s->lone;
    c->naccess = s->naccess;
    c->wait_why = s->wait_why;
    c->wait_seq = r->seq - s->wait_seq;
    c->latency = s->latency;
    c->interval = s->interval;
    c->requested = n + 1 - s->requested;
    c->pred.valid = 0;
    log->predicted[i] = r->predictions - s->predicted;
    if (s->predicted)
        c->pred = log->prediction[log->predicted[i] & (LOG_ACCESS - 1)];
    else if (s->valid)
        put_prediction(s, &c->pred);
    log->number[i] = r->executions - 1 - *back;
    *back += (s->state & SLOT_DONE) != 0;
    if (s->naccess)
        c->access[0] = log->access[log->number[i] & (LOG_ACCESS - 1)];
    return i;
}

/* Returns the entry. */
static uint64_t put_stage(const struct memo_run *r, const struct memo_stage *s, unsigned *back)
{
    unsigned mate = 0;
    if (!s->d)
        return s->bubble | ENTRY_BUBBLE(0, 0, r->seq - s->seq);
    if (r->p->d->width > 1 && s[1].d)
        mate = put_insn(r, s + 1, back) + 1; /* the younger */
    unsigned i = put_insn(r, s, back);
    r->p->st->slot[i].mate = (uint8_t)mate;
    return ENTRY_INSN | i;
}

static void put_ports(const struct memo_run *r, struct pipe_state *st)
{
    const struct moment *m = r->m;
    st->fetch_free = from_now(m->fetch_free, r->n + 1);
    st->fetch_profile = m->fetch_profile;
    st->fetch_cause = m->fetch_cause;
    st->port_free = from_now(m->port_free, r->n + 1);
    st->port_profile = m->port_profile;
    st->refill_free = from_now(m->refill_free, r->n + 1);
    st->refill_profile = m->refill_profile;
    st->data_free = from_now(m->data_free, r->n + 1);
    st->data_profile = m->data_profile;
    st->data_cause = m->data_cause;
    st->frozen_until = from_now(m->frozen_until, r->n);
    st->frozen_profile = m->frozen_profile;
    st->frozen_seq = r->seq - m->frozen_seq;
}

static void put_late(const struct memo_run *r, struct pipe_state *st)
{
    const struct moment *m = r->m;
    pipe_late_forget(st);
    st->late_until = m->late_until ? r->n + m->late_until - 3 : 0;
    for (unsigned i = 0; i < m->nlate; i++) {
        const struct memo_late *l = &m->late[i];
        st->late[l->reg] = (struct pipe_late){ .ready = r->n + l->ready - 3,
                                               .since = r->n + 1 - l->since,
                                               .seq = r->seq - l->seq,
                                               .rival = l->rival ? r->seq - (l->rival - 1) : 0,
                                               .profile = l->profile };
    }
}

void memo_put(struct memo_run *r)
{
    struct pipe *p = r->p;
    struct pipe_state *st = p->st;
    const struct moment *m = r->m;
    unsigned back = 0;
    for (unsigned s = 0; s < p->d->nstages; s++)
        st->ring[(st->turn - s) & (PIPE_RING - 1)] = put_stage(r, &m->stage[s * p->d->width], &back);
    if (p->d->use_predictor && !p->d->predict_learns) {
        struct predict_entry e = { m->btb_pc, m->btb_target, m->btb_valid, m->btb_transfer };
        predict_put_entry(&p->d->predict, p->predictor, &e);
    }
    st->seq = r->seq;
    st->slot_next = r->slot_next & p->d->slot_mask;
    st->fetch_pc = m->fetch_pc;
    st->fetch_line = m->fetch_line;
    st->redirect = m->redirect;
    st->redirect_stage = m->redirect_stage;
    st->redirect_cause = m->redirect_cause;
    st->redirect_pc = m->redirect_pc;
    st->redirect_slot = (uint8_t)((r->slot_next - m->redirect_slot) & p->d->slot_mask);
    st->redirected = m->redirected;
    st->wrong = m->wrong;
    st->scratch_valid = 0;
    put_ports(r, st);
    if (p->d->late_loads)
        put_late(r, st);
    p->stats->cycles = r->n;
    pipe_look_ahead(p, r->n);
}

/* ---- numbers ----------------------------------------------------------------------------------------- */

static void number(struct pipe *p, struct pipe_log *log, const struct pipe_slot *c, uint32_t *execution)
{
    unsigned i = (unsigned)(c - p->st->slot);
    if (p->d->predict_learns && (c->key.flags & KEY_TRANSFER)) {
        log->predicted[i] = log->predictions;
        log->prediction[log->predictions++ & (LOG_ACCESS - 1)] = c->pred;
    }
    if (!(c->state & SLOT_DONE))
        return;
    log->number[i] = --*execution;
    log->access[*execution & (LOG_ACCESS - 1)] = c->access[0];
}

void memo_number(struct pipe *p, struct pipe_log *log)
{
    uint32_t execution = log->executions;
    for (unsigned s = 0; s < p->d->nstages; s++) {
        uint64_t e = pipe_entry(p->st, p->st->turn, s);
        const struct pipe_slot *c = &p->st->slot[ENTRY_SLOT(e)], *m = pipe_mate(p->st, c);
        if (!(e & ENTRY_INSN))
            continue;
        if (m)
            number(p, log, m, &execution);
        number(p, log, c, &execution);
    }
}
