/* pipe_hazard.c - data hazards: can an instruction have its operands in time? docs/CYCLES.md, "Data hazards".
 *
 * The question is put to the elders in flight, from the oldest to the youngest, so that for each register the
 * youngest writer decides. It is only asked when the tables say that something may be out of reach. */
#include "timing/pipe_parts.h"

/* Registers that each class of need cannot have: block[k]. */
struct reach {
    uint64_t block[PIPE_NEEDS];
    const struct pipe_slot *culprit; /* the youngest elder that withholds something */
    unsigned group;
};

/* Bits of the classes whose work comes before the result exists. A class that works in stage N begins, if
 * nothing stalls, N - read - 1 cycles after n. */
static unsigned too_late(const struct pipe_desc *d, const struct pipe_slot *e, unsigned group, uint64_t n)
{
    unsigned bits = 0;
    if (e->avail[group] <= n)
        return 0;
    for (unsigned k = 0; k < d->nneeds; k++) {
        unsigned stage = d->need_stage[k];
        if (e->avail[group] > (stage == d->read ? n : n - 1 + stage - d->read))
            bits |= 1u << k;
    }
    return bits;
}

static void apply(const struct pipe_desc *d, struct reach *r, const struct pipe_slot *c,
                  const struct pipe_slot *e, unsigned group, unsigned bits)
{
    uint64_t dst = e->key.dst[group];
    for (unsigned k = 0; k < d->nneeds; k++) {
        if (bits >> k & 1)
            r->block[k] |= dst;
        else
            r->block[k] &= ~dst;
        if ((bits >> k & 1) && (c->key.need[k] & dst)) {
            r->culprit = e;
            r->group = group;
        }
    }
}

/* An elder in stage q. */
static inline void reach_past(const struct pipe_desc *d, struct reach *r, const struct pipe_slot *c,
                              const struct pipe_slot *elder, unsigned q, uint64_t n, uint64_t need)
{
    if (!((elder->key.dst[0] | elder->key.dst[1]) & need))
        return;
    for (unsigned g = 0; g < 2; g++) {
        if (!(elder->key.dst[g] & need))
            continue;
        unsigned made = elder->key.make[g];
        unsigned bits = d->blocked[made][q] | (q >= made ? too_late(d, elder, g, n) : 0);
        apply(d, r, c, elder, g, bits);
    }
}

static void reach_of(const struct pipe *p, const struct pipe_slot *c, uint64_t n, struct reach *r)
{
    const struct pipe_desc *d = p->d;
    *r = (struct reach){ .culprit = NULL };
    uint64_t need = c->key.need[0] | c->key.need[1] | c->key.need[2] | c->key.need[3];
    for (unsigned q = d->last; q > d->read; q--) {
        uint64_t e = pipe_entry(p->st, p->st->turn, q);
        const struct pipe_slot *elder = &p->st->slot[ENTRY_SLOT(e)];
        for (; (e & ENTRY_INSN) && elder; elder = pipe_mate(p->st, elder))
            reach_past(d, r, c, elder, q, n, need);
    }
}

static bool lacks(const struct pipe_desc *d, const struct pipe_slot *c, const struct reach *r, bool here)
{
    uint64_t missing = 0;
    for (unsigned k = 0; k < d->nneeds; k++)
        if ((d->need_stage[k] == d->read) == here)
            missing |= c->key.need[k] & r->block[k];
    return missing != 0;
}

/* Operands needed in the read stage itself, in cycle n. The elder was in q in the cycle before. */
static void reach_here(const struct pipe *p, const struct pipe_slot *c, uint64_t n, const uint64_t *now,
                       struct reach *r)
{
    const struct pipe_desc *d = p->d;
    *r = (struct reach){ .culprit = NULL };
    for (unsigned q = d->nstages; q-- > d->read;) {
        uint64_t e = pipe_entry(p->st, p->st->turn, q);
        if (!(e & ENTRY_INSN) || &p->st->slot[ENTRY_SLOT(e)] == c)
            continue;
        const struct pipe_slot *elder = &p->st->slot[ENTRY_SLOT(e)];
        bool writes_now = q + 1 == d->write && d->write_before_read && (!now || now[d->write] == e);
        for (unsigned g = 0; g < 2; g++) {
            if (!elder->key.dst[g])
                continue;
            unsigned made = elder->key.make[g], bits = d->blocked_here[made][q];
            if (writes_now && made < d->write)
                bits = 0;
            if (q >= made)
                bits |= too_late(d, elder, g, n);
            apply(d, r, c, elder, g, bits);
        }
    }
}

static enum cause blame(const struct reach *r, uint64_t *culprit)
{
    if (!r->culprit)
        return CAUSE_DATA;
    *culprit = r->culprit->seq;
    bool loaded = (r->culprit->key.flags & KEY_MADE_LOAD) && (r->group == 1 || !r->culprit->key.dst[1]);
    return loaded ? CAUSE_LOAD_USE : CAUSE_DATA;
}

bool pipe_operands_missing_here(const struct pipe *p, struct pipe_slot *c, uint64_t n, const uint64_t *now)
{
    struct reach r;
    uint64_t bubble;
    if (p->d->late_loads && pipe_late_missing(p, c, n, true, &bubble)) {
        c->wait_why = ENTRY_CAUSE(bubble);
        c->wait_seq = ENTRY_SEQ(bubble);
        return true;
    }
    reach_here(p, c, n, now, &r);
    if (!lacks(p->d, c, &r, true))
        return false;
    c->wait_why = (uint8_t)blame(&r, &c->wait_seq);
    return true;
}

/* Kinds that are not issued in consecutive cycles (`hazards: after:`): the elder has just left the read
 * stage. */
static bool pair_waits(const struct pipe *p, const struct pipe_slot *c, uint64_t *bubble)
{
    const struct pipe_desc *d = p->d;
    uint64_t e = pipe_entry(p->st, p->st->turn, d->read + 1u);
    const struct pipe_slot *elder = &p->st->slot[ENTRY_SLOT(e)];
    if (!d->after[c->key.kind] || d->read == d->last || !(e & ENTRY_INSN) ||
        !(d->after[c->key.kind] >> elder->key.kind & 1))
        return false;
    *bubble = ENTRY_BUBBLE(CAUSE_STRUCTURAL, c->key.profile, elder->seq);
    return true;
}

bool pipe_operands_missing(const struct pipe *p, const struct pipe_slot *c, uint64_t n, uint64_t *bubble)
{
    struct reach r;
    uint64_t culprit = c->seq;
    if (PIPE_UNLIKELY(p->d->late_loads) && pipe_late_missing(p, c, n, false, bubble))
        return true;
    reach_of(p, c, n, &r);
    if (!r.culprit || !lacks(p->d, c, &r, false))
        return pair_waits(p, c, bubble);
    enum cause why = blame(&r, &culprit);
    *bubble = ENTRY_BUBBLE(why, c->key.profile, culprit);
    return true;
}

/* An operand that is needed late (stage s, well after the read stage) must exist when c enters s. */
bool pipe_value_missing(const struct pipe *p, const struct pipe_slot *c, unsigned s, uint64_t n)
{
    const struct pipe_desc *d = p->d;
    uint64_t late = 0, need = 0;
    for (unsigned k = 0; k < d->nneeds; k++)
        if (d->need_stage[k] == s)
            need = c->key.need[k];
    if (!need)
        return false;
    for (unsigned q = d->last; q >= s; q--) {
        uint64_t e = pipe_entry(p->st, p->st->turn, q);
        if (!(e & ENTRY_INSN))
            continue;
        const struct pipe_slot *elder = &p->st->slot[ENTRY_SLOT(e)];
        for (; elder && elder->seq < c->seq; elder = pipe_mate(p->st, elder))
            for (unsigned g = 0; g < 2; g++) {
                bool missing = q < elder->key.make[g] || elder->avail[g] > n;
                late = missing ? late | elder->key.dst[g] : late & ~elder->key.dst[g];
            }
    }
    return (late & need) != 0;
}

/* Results made before the writing stage must exist when it is entered; what is loaded may come later where
 * loads do not wait (pipe_late.c). */
bool pipe_result_missing(const struct pipe *p, const struct pipe_slot *c, uint64_t n)
{
    unsigned loaded = c->key.dst[1] != 0;
    bool late = p->d->late_loads && (c->key.flags & KEY_MADE_LOAD);
    for (unsigned g = 0; g < 2; g++)
        if (c->key.dst[g] && c->key.make[g] < p->d->write && c->avail[g] > n && !(late && g == loaded))
            return true;
    return false;
}

/* Something older executes alone, or c must and something older is still on its way, or awaited. */
bool pipe_must_serialise(const struct pipe *p, const struct pipe_slot *c, unsigned i, uint64_t n,
                         uint32_t *at)
{
    const struct pipe_state *st = p->st;
    if (st->serialise && st->serialise - 1u != i) {
        *at = st->slot[st->serialise - 1].key.profile;
        return true;
    }
    if (!(c->key.flags & KEY_ALONE))
        return false;
    if (p->d->late_loads && st->late_until > n)
        return true;
    for (unsigned q = p->d->exec; q < p->d->nstages; q++) {
        uint64_t e = pipe_entry(st, st->turn, q);
        if ((e & ENTRY_INSN) && (q < p->d->last || st->slot[ENTRY_SLOT(e)].until >= n))
            return true;
    }
    return false;
}
