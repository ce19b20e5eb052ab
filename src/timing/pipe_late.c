/* pipe_late.c - non-blocking loads: values that come after their load has gone on. docs/CYCLES.md, "Loads
 * that do not wait". The load leaves its stage after the lookup and may retire; its register is awaited until
 * the line is there (stall on use, Farkas & Jouppi 1994). Who reads or writes an awaited register waits in
 * the read stage, so no register is awaited by two. Only machines with MSHRs come here. */
#include <string.h>
#include "timing/pipe_parts.h"

/* Does what stands in stage s behind c write a register? Returns its number, 0: no. */
static uint64_t writer(const struct pipe *p, const struct pipe_slot *c, unsigned s, unsigned reg)
{
    uint64_t e = pipe_entry(p->st, p->st->turn, s);
    const struct pipe_slot *young = &p->st->slot[ENTRY_SLOT(e)];
    for (; (e & ENTRY_INSN) && young; young = pipe_mate(p->st, young))
        if (young->seq > c->seq && !(young->state & SLOT_WRONG) &&
            ((young->key.dst[0] | young->key.dst[1]) >> reg & 1))
            return young->seq;
    return 0;
}

/* A younger instruction that left the read stage before it was known that the load misses, or leaves it in
 * this cycle: for who comes behind it the register is not awaited. */
static uint64_t rival_of(const struct pipe *p, const struct pipe_slot *c, unsigned reg)
{
    for (unsigned s = p->d->load; s-- > p->d->read;) {
        uint64_t seq = writer(p, c, s, reg);
        if (seq)
            return seq;
    }
    return 0;
}

void pipe_late_load(struct pipe *p, struct pipe_slot *c, uint64_t n, uint64_t ready)
{
    struct pipe_state *st = p->st;
    unsigned g = c->key.dst[1] != 0;
    if (ready <= n + 1 || !(c->key.flags & KEY_MADE_LOAD))
        return;
    c->avail[g] = ready;
    if (c->state & (SLOT_WRONG | SLOT_TRAP | SLOT_HANDLED))
        return; /* it will be squashed: nobody behind it lives */
    for (uint64_t left = c->key.dst[g]; left; left &= left - 1) {
        unsigned reg = (unsigned)__builtin_ctzll(left);
        st->late[reg] = (struct pipe_late){
            .ready = ready, .since = n, .seq = c->seq, .rival = rival_of(p, c, reg), .profile = c->key.profile
        };
    }
    if (ready > st->late_until)
        st->late_until = ready;
    if (ready + 2 > st->hazard_until)
        st->hazard_until = ready + 2;
}

/* The first cycle in which what needs an awaited register in stage `need` may go on from the read stage: the
 * value is forwarded from the load's stage, or read once it has been written. */
static uint64_t usable(const struct pipe_desc *d, const struct pipe_late *l, unsigned need)
{
    bool direct = d->forward[d->load] >> need & 1;
    unsigned ahead = need > d->read ? need - d->read - 1 : 0; /* it needs it so many cycles later */
    uint64_t written = l->ready + !d->write_before_read + (need > d->read);
    return direct ? l->ready - (ahead < l->ready ? ahead : l->ready) : written;
}

/* Must c know of it? That a load misses is known from the next cycle on. */
static bool concerns(const struct pipe_late *l, const struct pipe_slot *c, uint64_t n)
{
    return l->since < n && (!l->rival || c->seq <= l->rival);
}

/* Of the registers in a mask, the one that is awaited longest by work of c in stage `need`. */
static const struct pipe_late *longest(const struct pipe *p, const struct pipe_slot *c, uint64_t mask,
                                       unsigned need, uint64_t n, const struct pipe_late *best)
{
    for (; mask; mask &= mask - 1) {
        const struct pipe_late *l = &p->st->late[__builtin_ctzll(mask)];
        if (concerns(l, c, n) && usable(p->d, l, need) > n && (!best || l->ready > best->ready))
            best = l;
    }
    return best;
}

/* A host service may look at any register. */
static bool wants_all(const struct pipe *p, const struct pipe_slot *c)
{
    const struct dinsn *di = p->dec[c - p->st->slot];
    return di && di->sys;
}

/* Registers that c writes are awaited. */
static const struct pipe_late *rewritten(const struct pipe *p, const struct pipe_slot *c, uint64_t n,
                                         const struct pipe_late *best)
{
    for (uint64_t left = c->key.dst[0] | c->key.dst[1]; left; left &= left - 1) {
        const struct pipe_late *l = &p->st->late[__builtin_ctzll(left)];
        if (concerns(l, c, n) && l->ready > n && (!best || l->ready > best->ready))
            best = l;
    }
    return best;
}

bool pipe_late_missing(const struct pipe *p, const struct pipe_slot *c, uint64_t n, bool here,
                       uint64_t *bubble)
{
    const struct pipe_desc *d = p->d;
    const struct pipe_late *l = NULL;
    if (p->st->late_until + 2 < n)
        return false;
    for (unsigned k = 0; k < d->nneeds; k++)
        if ((d->need_stage[k] == d->read) == here)
            l = longest(p, c, c->key.need[k], d->need_stage[k], n, l);
    if (!here)
        l = wants_all(p, c) ? longest(p, c, ~UINT64_C(0), d->exec, n, l) : rewritten(p, c, n, l);
    if (l)
        *bubble = ENTRY_BUBBLE(CAUSE_DCACHE, l->profile, l->seq);
    return l != NULL;
}

uint64_t pipe_late_next(const struct pipe *p, uint64_t n, uint64_t wake)
{
    if (p->st->late_until + 2 < n)
        return wake;
    for (unsigned r = 0; r < 64; r++)
        for (uint64_t t = p->st->late[r].ready + 2, k = 0; t > n && k < PIPE_STAGES + 2u; t--, k++)
            if (t < wake)
                wake = t;
    return wake;
}

void pipe_late_squash(struct pipe_state *st, uint64_t seq)
{
    for (unsigned r = 0; r < 64; r++)
        if (st->late[r].rival > seq)
            st->late[r].rival = 0;
}

void pipe_late_forget(struct pipe_state *st)
{
    memset(st->late, 0, sizeof st->late);
    st->late_until = 0;
}

/* Values that have come are nobody's business any more. */
void pipe_late_canonical(struct pipe_state *st, uint64_t n)
{
    if (st->late_until + 2 < n)
        pipe_late_forget(st);
    for (unsigned r = 0; r < 64; r++)
        if (st->late[r].ready + 2 < n)
            memset(&st->late[r], 0, sizeof st->late[r]);
}
