/* pipe_rare.c - what does not happen in most cycles: misses, squashes, traps, services, waiting. See
 * pipe_parts.h. */
#include <string.h>
#include "timing/pipe_parts.h"

/* ---- accesses ---------------------------------------------------------------------------------------- */

static unsigned one_access(struct pipe *p, struct pipe_slot *c, const struct access *a, uint64_t at)
{
    unsigned wait = 0;
    if (a->device)
        return 1;
    if (!a->store)
        return pipe_ask_access(p, ASK_LOAD, c, a->addr, a->size, at);
    unsigned cycles = pipe_ask_store(p, c, a, at, &wait);
    if (wait)
        c->room_until = at + wait - 1;
    return cycles;
}

/* Its translations come first, all of them, from cycle n on. Returns when the first access begins. */
static uint64_t translated(struct pipe_slot *c, uint64_t n, uint64_t at)
{
    if (at > n)
        c->tlb_until = at;
    return at;
}

static uint64_t translate_data(struct pipe *p, struct pipe_slot *c, uint64_t n)
{
    uint64_t at = n;
    for (unsigned a = 0; a < c->naccess; a++)
        if (!c->access[a].device)
            at += pipe_ask_access(p, ASK_TRANSLATE, c, c->access[a].addr, c->access[a].size, at);
    return translated(c, n, at);
}

/* A load that goes on after its lookup, whatever is to be brought in. */
static bool goes_ahead(const struct pipe *p, const struct pipe_slot *c)
{
    return p->d->late_loads && c->naccess == 1 && !c->access[0].device && !(c->key.flags & KEY_STORE);
}

static unsigned load_ahead(struct pipe *p, struct pipe_slot *c, uint64_t n, uint64_t at)
{
    unsigned wait;
    uint64_t ready;
    unsigned cycles = pipe_ask_ahead(p, c, &c->access[0], at, &ready, &wait);
    if (wait)
        c->room_until = at + wait - 1;
    pipe_late_load(p, c, n, ready);
    return cycles;
}

/* One after the other. */
void pipe_data_access(struct pipe *p, struct pipe_slot *c, uint64_t n)
{
    uint64_t from = pipe_stay_from(c, n), at = from;
    p->hier.pc = c->pc;
    if (PIPE_UNLIKELY(hier_translates(&p->d->hier, HIER_DATA)))
        at = translate_data(p, c, from);
    bool ahead = PIPE_UNLIKELY(goes_ahead(p, c));
    if (ahead)
        at += load_ahead(p, c, n, at);
    for (unsigned a = 0; a < c->naccess && !ahead; a++) {
        if (PIPE_UNLIKELY(p->d->rigid) && pipe_access_replays(p, c, &c->access[a], at))
            break;
        at += one_access(p, c, &c->access[a], at);
    }
    if (at > from + 1) {
        bool alone = p->d->compact && p->st->busy_until < n && p->d->load < p->d->last;
        c->until = at - 1;
        c->why = CAUSE_DCACHE;
        pipe_busy(p->st, c->until);
        p->st->memory_until = alone ? c->until : 0;
    }
    unsigned g = c->key.dst[1] != 0;
    if ((c->key.flags & KEY_MADE_LOAD) && at > from + 1 && c->avail[g] < at)
        c->avail[g] = at;
    if (p->d->shared_port && c->naccess) {
        p->st->port_free = at;
        p->st->port_profile = c->key.profile;
    }
}

/* The lines that an instruction stands in, one after the other. */
void pipe_fetch_slow(struct pipe *p, struct pipe_slot *c, uint64_t n)
{
    struct pipe_state *st = p->st;
    unsigned left = c->key.len, line = p->d->fetch_line;
    p->hier.pc = c->pc;
    uint64_t addr = c->pc,
             at = translated(c, n, n + pipe_ask_access(p, ASK_TRANSLATE_FETCH, c, addr, left, n));
    while (left) {
        unsigned room = line ? line - (unsigned)(addr & (line - 1)) : left;
        unsigned bytes = left < room ? left : room;
        at += pipe_ask_access(p, ASK_FETCH, c, addr, bytes, at);
        addr += bytes;
        left -= bytes;
    }
    st->fetch_line = line ? ((addr - 1) >> p->d->fetch_bits) + 1 : 0;
    if (at > n + 1) {
        c->until = at - 1;
        c->why = CAUSE_ICACHE;
        pipe_busy(st, c->until);
    }
    if (p->d->shared_port) {
        st->fetch_free = at;
        st->fetch_profile = c->key.profile;
        st->fetch_cause = CAUSE_ICACHE;
    }
}

/* It executes alone, or the run stops for it. */
void pipe_fetched_special(struct pipe *p, const struct pipe_slot *c, uint64_t n)
{
    if (c->key.flags & KEY_ALONE)
        pipe_busy(p->st, n + 1);
    if (c->key.flags & KEY_BREAK)
        p->st->attention |= PIPE_COMES;
}

/* Nothing to fetch there: an instruction that will fault if it is reached, and no more after it. */
uint64_t pipe_fetch_fault(struct pipe *p, unsigned i, uint64_t pc)
{
    struct pipe_state *st = p->st;
    struct pipe_slot *c = &st->slot[i];
    memset(c, 0, sizeof *c);
    c->pc = pc;
    c->seq = ++st->seq;
    c->expect = pc;
    c->key.flags = KEY_FAULT;
    if (pipe_is_break(p, pc)) {
        c->key.flags |= KEY_BREAK;
        st->attention |= PIPE_COMES;
    }
    c->key.profile = profile_entry_of(p->profile, pc);
    c->key.resolve = p->d->exec;
    c->status = (uint8_t)p->core->status;
    c->trap = p->core->out.trap;
    c->trap_value = p->core->out.trap_value;
    p->dec[i] = NULL;
    st->fetch_free = UINT64_MAX;
    st->fetch_profile = c->key.profile;
    st->fetch_cause = CAUSE_TRAP;
    return ENTRY_INSN | i;
}

/* ---- squashes, traps, retirement --------------------------------------------------------------------- */

static void squash(struct pipe *p, const struct pipe_slot *young)
{
    for (; young; young = pipe_mate(p->st, young)) {
        p->stats->squashed++;
        pipe_tell(p, PIPE_EV_SQUASH, young->pc, 0, young->seq);
    }
}

/* A prediction says nothing about the path it is on; of a transfer that executed in the stage in which it was
 * predicted, it leads onto the wrong path if it failed. */
static bool leaves_wrong_path(const struct pipe_state *st, const struct pipe_slot *c)
{
    bool other = st->redirect_beyond ? st->redirect_beyond == BEYOND_PREDICTED : st->redirect_pc != c->next;
    bool failed = (c->state & SLOT_MISFETCH) && other;
    return (c->state & SLOT_DONE) && !(c->state & SLOT_WRONG) && !failed;
}

/* Throws away what is younger than the slot that asked (than its delay slot), and fetches elsewhere from
 * cycle n on. */
void pipe_redirect(struct pipe *p, uint64_t n)
{
    struct pipe_state *st = p->st;
    struct pipe_slot *c = &st->slot[st->redirect_slot];
    unsigned from = st->redirect_slot, stage = st->redirect_stage;
    if (st->redirect_beyond && !pipe_delay_find(p, &from, &stage)) {
        st->redirect = REDIRECT_WAITS;
        return;
    }
    uint64_t bubble = ENTRY_BUBBLE(st->redirect_cause, c->key.profile, c->seq), busy = n;
    struct pipe_slot *last = &st->slot[from]; /* of those that stay */
    for (unsigned s = 0; s < stage; s++) {
        uint64_t *e = &st->ring[(st->turn - s) & (PIPE_RING - 1)];
        if (*e & ENTRY_INSN) {
            struct pipe_slot *young = &st->slot[ENTRY_SLOT(*e)];
            squash(p, young);
            if (s == 0 && young->until >= n) {
                busy = young->until + 1; /* the line under way still comes */
                st->fetch_profile = young->key.profile;
                st->fetch_cause = pipe_wait_cause(young, n);
            }
        }
        *e = bubble;
    }
    squash(p, pipe_mate(st, last));
    if (p->d->late_loads)
        pipe_late_squash(st, last->seq);
    last->lone = last->mate ? st->redirect_cause : last->lone;
    last->mate = 0;
    if (last != c) {
        last->expect = st->redirect_pc;
        c->state &= ~(uint32_t)(st->redirect_beyond == BEYOND_DECIDED ? SLOT_DELAYED : 0);
    }
    if (st->fetch_free == UINT64_MAX || st->fetch_free < busy)
        st->fetch_free = busy;
    st->slot_next = (from + 1) & p->d->slot_mask;
    st->fetch_pc = st->redirect_pc;
    st->redirected = p->d->use_predictor;
    if (leaves_wrong_path(st, c) && !(last->state & (SLOT_TRAP | SLOT_HANDLED)))
        st->wrong = 0;
    st->redirect = st->redirect_beyond = 0;
    if (p->d->use_predictor && (c->key.flags & KEY_TRANSFER) && st->redirect_cause != CAUSE_SERIALISE)
        pipe_ask_recover(p, c);
}

/* In the trap stage. With a handler (which has run when the instruction executed) the fetch goes on there;
 * else the instruction goes on to the end, where the environment ends the program. */
void pipe_take_trap(struct pipe *p, struct pipe_slot *c, unsigned i, unsigned s)
{
    if (!(c->state & SLOT_HANDLED))
        return;
    pipe_tell(p, PIPE_EV_TRAP, c->pc, c->trap, c->seq);
    if (p->break_traps)
        p->st->attention |= PIPE_BREAK;
    pipe_ask_redirect(p->st, i, s, c->next, CAUSE_TRAP);
}

void pipe_retire_special(struct pipe *p, struct pipe_slot *c, unsigned i)
{
    struct pipe_state *st = p->st;
    if (c->state & SLOT_ALONE)
        st->serialise = 0;
    if (c->state & SLOT_SYS)
        st->attention |= PIPE_SYS;
    if (c->mark || (c->key.flags & KEY_REGION))
        st->attention |= PIPE_MARK;
    st->attention_slot = (uint8_t)i;
}

/* The instruction in the last stage has retired, or its trap has been taken. */
static bool is_through(const struct pipe *p, unsigned s, const struct pipe_slot *c)
{
    return s == p->d->last && c->until <= p->stats->cycles && !(c->state & SLOT_WAIT);
}

void pipe_restart(struct pipe *p, uint64_t pc)
{
    struct pipe_state *st = p->st;
    uint64_t n = p->stats->cycles, busy = n + 1;
    pipe_late_forget(st);
    st->cost_itlb = 0;
    st->cost_icache = st->cost_execute = st->cost_dcache = n;
    for (unsigned s = 0; s < p->d->nstages && !p->d->cost_table; s++) {
        uint64_t *e = &st->ring[(st->turn - s) & (PIPE_RING - 1)];
        struct pipe_slot *c = &st->slot[ENTRY_SLOT(*e)];
        if (!(*e & ENTRY_INSN) || is_through(p, s, c))
            continue;
        squash(p, c);
        if (s == 0 && c->until > n)
            busy = c->until + 1; /* the line under way still comes */
        *e = ENTRY_BUBBLE(CAUSE_SERIALISE, 0, c->seq);
    }
    if (!st->attention)
        st->serialise = 0;
    st->wrong = st->redirect = st->redirect_beyond = st->scratch_valid = st->nreplay = 0;
    for (unsigned i = 0; i < PIPE_SLOTS; i++)
        st->slot[i].state &= ~(uint32_t)SLOT_DELAYED;
    st->fetch_pc = pc;
    if (!p->d->cost_table && (st->fetch_free == UINT64_MAX || st->fetch_free < busy)) {
        st->fetch_free = busy;
        st->fetch_profile = 0;
        st->fetch_cause = CAUSE_SERIALISE;
    }
    pipe_busy(st, busy);
}

void pipe_release(struct pipe *p, bool refetch)
{
    struct pipe_state *st = p->st;
    st->serialise = 0;
    pipe_busy(st, p->stats->cycles + 1);
    pipe_check_code(p);
    if (refetch && !p->d->cost_table)
        pipe_ask_redirect(st, st->attention_slot, p->d->last, p->arch->pc, CAUSE_SERIALISE);
}

/* ---- how long nothing changes ------------------------------------------------------------------------ */

static bool needs_care(const struct pipe_slot *c)
{
    return (c->state & (SLOT_WAIT | SLOT_TRAP | SLOT_HANDLED)) || (c->key.flags & KEY_ALONE);
}

/* Where memory answers at once, only several accesses are work behind X (pipe_note_more()): when c, in stage
 * s in cycle n, comes to it if nothing stops it. */
static uint64_t accesses_at(const struct pipe_desc *d, const struct pipe_slot *c, unsigned s, uint64_t n)
{
    unsigned at = c->key.flags & KEY_LOAD ? d->load : d->store;
    return d->flat_data && c->naccess > 1 && s < at ? n + at - s : 0;
}

/* Until when the short way through a tick is closed, and until when results may be out of reach, as known in
 * cycle n. */
void pipe_look_ahead(struct pipe *p, uint64_t n)
{
    struct pipe_state *st = p->st;
    if ((p->d->rigid && !p->d->lean) || p->d->width > 1)
        return; /* no short ways */
    uint64_t hazard = n,
             reach = n + 1 + p->d->read; /* less the stage: the cycle after that at the read stage */
    uint64_t busy = st->serialise || p->d->shared_port ? n + 1 : 0;
    if (st->fetch_free != UINT64_MAX && st->fetch_free > busy)
        busy = st->fetch_free - 1;
    if (st->frozen_until > busy)
        busy = st->frozen_until;
    for (unsigned s = 0; s < p->d->nstages; s++) {
        uint64_t e = pipe_entry(st, st->turn, s);
        if (!(e & ENTRY_INSN))
            continue;
        const struct pipe_slot *c = &st->slot[ENTRY_SLOT(e)];
        uint64_t until = needs_care(c) ? n + 1 : c->until > c->decide ? c->until : c->decide;
        uint64_t accesses = accesses_at(p->d, c, s, n);
        until = accesses > until ? accesses : until;
        if (s > p->d->read && reach + c->key.window > hazard + s)
            hazard = reach + c->key.window - s;
        for (unsigned g = 0; g < 2; g++)
            if (c->key.dst[g] && c->avail[g] > until + 1)
                until = c->avail[g] - 1;
        busy = until > busy ? until : busy;
    }
    if (p->d->late_loads && st->late_until + 2 > hazard)
        hazard = st->late_until + 2;
    st->busy_until = busy;
    st->memory_until = 0;
    st->hazard_until = hazard;
}

static void sooner(uint64_t *wake, uint64_t t, uint64_t n)
{
    if (t > n && t < *wake)
        *wake = t;
}

static void sooner_for(uint64_t *wake, const struct pipe *p, const struct pipe_slot *c, uint64_t n)
{
    sooner(wake, c->until, n); /* the last stage retires in its last cycle, others leave after it */
    sooner(wake, c->until + 1, n);
    sooner(wake, c->tlb_until + 1, n);
    sooner(wake, c->room_until + 1, n);
    sooner(wake, c->decide, n);
    for (unsigned g = 0; g < 2; g++)
        for (unsigned early = 0; c->key.dst[g] && c->avail[g] > n && early <= p->d->nstages; early++)
            sooner(wake, c->avail[g] - early, n);
}

/* The first cycle after n in which a comparison with time comes out differently. */
uint64_t pipe_next_change(const struct pipe *p, uint64_t n)
{
    struct pipe_state *st = p->st;
    uint64_t wake = UINT64_MAX;
    sooner(&wake, st->fetch_free, n);
    sooner(&wake, st->port_free, n);
    sooner(&wake, st->refill_free, n);
    sooner(&wake, st->data_free, n);
    for (unsigned s = 0; s < p->d->nstages; s++) {
        uint64_t e = pipe_entry(st, st->turn, s);
        const struct pipe_slot *c = &st->slot[ENTRY_SLOT(e)];
        for (; (e & ENTRY_INSN) && c; c = pipe_mate(st, c))
            sooner_for(&wake, p, c, n);
    }
    return p->d->late_loads ? pipe_late_next(p, n, wake) : wake;
}
