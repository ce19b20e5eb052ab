/* pipe_rigid.c - what some pipelines do that textbooks leave out: transfers that act in the last cycle of
 * their stay, an instruction cache whose tags are compared a stage after the fetch, a data port that takes an
 * access only now and then, loads that are fetched again after a miss or because they overtook a store.
 *
 * pipe_stall.c asks here before an instruction comes into a stage. Every cycle of such a machine goes that
 * way, since what a stage that is held does to those before it matters even when they are empty or about to
 * be squashed. docs/CYCLES.md, "Rigid pipelines". */
#include <string.h>
#include "timing/pipe_parts.h"

/* ---- instructions: tags compared on entering a stage behind the fetch -------------------------------- */

/* The tags say whether what was fetched is the instruction. If not its line is brought in, and the fetch goes
 * on with it in the last cycle of that. */
static bool fetched_right(struct pipe *p, const struct pipe_slot *c, uint64_t n)
{
    struct pipe_state *st = p->st;
    const struct pipe_desc *d = p->d;
    uint64_t line = (c->pc >> d->fetch_bits) + 1, addr = c->pc, at = n;
    unsigned left = c->key.len;
    p->hier.pc = c->pc;
    if (line == st->fetch_line && d->fetch_skips && (c->pc & (d->fetch_line - 1)) + left <= d->fetch_line) {
        pipe_fetch_skip(p, c);
        return true;
    }
    while (left) {
        unsigned room = d->fetch_line - (unsigned)(addr & (d->fetch_line - 1));
        unsigned bytes = left < room ? left : room;
        unsigned cycles = pipe_ask_access(p, ASK_FETCH, c, addr, bytes, at);
        at += cycles > 1 ? cycles : 0;
        addr += bytes;
        left -= bytes;
    }
    st->fetch_line = ((addr - 1) >> d->fetch_bits) + 1;
    if (at == n)
        return true;
    st->refill_free = at - 1;
    st->refill_profile = c->key.profile;
    return false;
}

static void fetch_again(struct pipe *p, const struct pipe_slot *c, unsigned i)
{
    struct pipe_state *st = p->st;
    p->stats->squashed++;
    pipe_tell(p, PIPE_EV_SQUASH, c->pc, 0, c->seq);
    st->slot_next = i;
    st->fetch_pc = c->pc;
}

static void stop_fetch(struct pipe_state *st, const struct pipe_slot *c)
{
    st->fetch_free = UINT64_MAX;
    st->fetch_profile = c->key.profile;
    st->fetch_cause = CAUSE_TRAP;
}

/* ---- loads that are fetched again -------------------------------------------------------------------- */

/* Member by member: what lies between them is not part of the state. */
static void copy_accesses(struct access *to, const struct access *from, unsigned n)
{
    for (unsigned a = 0; a < n; a++) {
        to[a].addr = from[a].addr;
        to[a].size = from[a].size;
        to[a].store = from[a].store;
        to[a].device = from[a].device;
    }
}

static void put_outcome(struct pipe_outcome *o, const struct pipe_slot *c)
{
    memset(o, 0, sizeof *o);
    o->next = c->next;
    o->beyond = c->key.flags & KEY_DELAYED ? c->beyond : 0;
    o->state =
        c->state & (SLOT_DONE | SLOT_TAKEN | SLOT_TRAP | SLOT_SYS | SLOT_DEVICE | SLOT_ALONE | SLOT_HANDLED);
    o->latency = c->latency;
    o->interval = c->interval;
    o->mark = c->mark;
    o->naccess = c->naccess;
    copy_accesses(o->access, c->access, c->naccess);
    if (o->state & SLOT_SYS) {
        o->sys = c->sys;
        o->sys_a = c->sys_a;
        o->sys_b = c->sys_b;
    }
    if ((o->state & (SLOT_TRAP | SLOT_HANDLED)) || (c->key.flags & KEY_FAULT)) {
        o->status = c->status;
        o->trap = c->trap;
        o->trap_value = c->trap_value;
    }
}

/* What has executed from stage s back to X is kept, before what is still kept from another time. */
static void keep_outcomes(struct pipe *p, unsigned s)
{
    struct pipe_state *st = p->st;
    struct pipe_outcome kept[PIPE_STAGES];
    unsigned n = 0;
    for (unsigned q = s + 1; q-- > p->d->exec;) {
        uint64_t e = pipe_entry(st, st->turn, q);
        const struct pipe_slot *c = &st->slot[ENTRY_SLOT(e)];
        if ((e & ENTRY_INSN) && (c->state & (SLOT_DONE | SLOT_WRONG)) == SLOT_DONE)
            put_outcome(&kept[n++], c);
    }
    kept[0].state |= SLOT_AGAIN;
    memmove(st->replay + n, st->replay, st->nreplay * sizeof st->replay[0]);
    memcpy(st->replay, kept, n * sizeof kept[0]);
    st->nreplay = (uint8_t)(st->nreplay + n);
}

void pipe_replay(struct pipe *p, struct pipe_slot *c, unsigned i, unsigned s)
{
    struct pipe_state *st = p->st;
    keep_outcomes(p, s);
    st->serialise = 0;
    st->redirect = 0;
    pipe_ask_redirect(st, i, s + 1, c->pc, CAUSE_DCACHE);
    st->redirect = REDIRECT_NOW;
    p->stats->squashed++;
    pipe_tell(p, PIPE_EV_SQUASH, c->pc, 0, c->seq);
}

/* In X: it has executed before. */
void pipe_execute_again(struct pipe *p, struct pipe_slot *c, unsigned i)
{
    struct pipe_state *st = p->st;
    const struct pipe_outcome *o = &st->replay[0];
    if (p->log)
        p->log->number[i] = p->log->executions - st->nreplay; /* what is kept are the youngest */
    c->next = o->next;
    c->beyond = o->beyond;
    c->state |= o->state;
    c->latency = o->latency;
    c->interval = o->interval;
    c->mark = o->mark;
    c->naccess = o->naccess;
    copy_accesses(c->access, o->access, o->naccess);
    c->trap = o->trap;
    c->trap_value = o->trap_value;
    c->status = o->status;
    c->sys = o->sys;
    c->sys_a = o->sys_a;
    c->sys_b = o->sys_b;
    st->nreplay--;
    memmove(st->replay, st->replay + 1, st->nreplay * sizeof st->replay[0]);
    memset(st->replay + st->nreplay, 0, sizeof st->replay[0]);
    if (c->state & (SLOT_SYS | SLOT_ALONE))
        st->serialise = (uint8_t)(i + 1);
    if (c->state & (SLOT_TRAP | SLOT_HANDLED)) {
        c->key.acts |= (uint16_t)(1u << p->d->trap);
        st->wrong = 1;
        st->scratch_valid = 0;
        return;
    }
    if (pipe_goes_elsewhere(p, c, c->next, c->state & SLOT_TAKEN))
        pipe_misfetch(p, c);
}

/* Did the load pass the request stage, in cycle `since`, before an older store to the same bytes, as far as
 * the compared bits of their addresses tell, was where stores are made? */
bool pipe_overtakes(const struct pipe *p, const struct access *a, uint64_t since, uint64_t n)
{
    const struct pipe_state *st = p->st;
    uint64_t mask = (UINT64_C(1) << p->d->replay_collision) - 1;
    uint64_t at = a->addr & mask;
    if (st->store[(st->store_next - 1u) & (PIPE_STORES - 1)].cycle < since)
        return false; /* the youngest store is too old */
    for (unsigned k = 0; k < PIPE_STORES; k++) {
        const struct pipe_store *s = &p->st->store[k];
        uint64_t to = s->addr & mask;
        if (s->cycle >= since && s->cycle < n && s->size && at < to + s->size && to < at + a->size)
            return true;
    }
    return false;
}

bool pipe_note_store(struct pipe *p, const struct access *a, uint64_t n)
{
    struct pipe_state *st = p->st;
    if (!hier_hits(&p->hier, HIER_DATA, a->addr))
        return false;
    st->store[st->store_next++ & (PIPE_STORES - 1)] =
        (struct pipe_store){ .cycle = n, .addr = a->addr, .size = a->size };
    return true;
}

bool pipe_access_replays(struct pipe *p, struct pipe_slot *c, const struct access *a, uint64_t n)
{
    const struct pipe_desc *d = p->d;
    struct pipe_state *st = p->st;
    if (a->device || (c->state & (SLOT_WRONG | SLOT_AGAIN)))
        return false;
    if (a->store) {
        if (d->replay_collision)
            pipe_ask_note(p, c, a, n);
        return false;
    }
    if (d->replay_miss && !pipe_ask_hits(p, c, a, n)) {
        st->data_free = n + pipe_ask_access(p, ASK_LOAD, c, a->addr, a->size, n) - 1;
        st->data_profile = c->key.profile;
        st->data_cause = CAUSE_DCACHE;
    } else if (!d->replay_collision || !pipe_ask_overtakes(p, c, a, n)) {
        return false;
    }
    c->state |= SLOT_REPLAY;
    return true;
}

/* ---- coming into a stage ----------------------------------------------------------------------------- */

void pipe_request(struct pipe *p, struct pipe_slot *c, unsigned s, uint64_t n)
{
    const struct pipe_desc *d = p->d;
    if (s == d->request)
        c->requested = n;
    if (s != d->request + 1u || d->port_interval == 1)
        return;
    p->st->data_free = n + d->port_interval;
    p->st->data_profile = c->key.profile;
    p->st->data_cause = CAUSE_STRUCTURAL;
}

bool pipe_admit(struct pipe *p, unsigned i, unsigned s, uint64_t n, uint64_t *entry)
{
    const struct pipe_desc *d = p->d;
    struct pipe_slot *c = &p->st->slot[i];
    if (p->st->redirect == REDIRECT_NOW)
        return false; /* it takes the place, as it would, and is squashed there */
    if ((c->state & SLOT_REPLAY) && s == d->load + 1u) {
        *entry = ENTRY_BUBBLE(CAUSE_DCACHE, c->key.profile, c->seq);
        pipe_replay(p, c, i, d->load);
        return false;
    }
    if (s == d->tags && !(c->key.flags & KEY_FAULT) && !fetched_right(p, c, n)) {
        *entry = ENTRY_BUBBLE(CAUSE_ICACHE, c->key.profile, c->seq);
        fetch_again(p, c, i);
        return false;
    }
    if (s == d->illegal && (c->key.flags & KEY_ILLEGAL))
        stop_fetch(p->st, c);
    if (c->key.flags & (KEY_LOAD | KEY_STORE))
        pipe_request(p, c, s, n);
    return true;
}

/* A unit that pauses did not count in cycle n - 1 if a later stage held its own then. */
bool pipe_pause(struct pipe *p, struct pipe_slot *c, unsigned s, uint64_t n)
{
    if (s != p->d->kind[c->key.kind].stage || c->until + 1 < n)
        return false;
    c->until++;
    pipe_busy(p->st, c->until);
    for (unsigned g = 0; g < 2; g++)
        c->avail[g] += c->avail[g] >= n;
    return true;
}
