/* pipe_wide.c - one clock cycle of an in-order pipeline that issues two instructions at once.
 *
 * A stage holds a packet: the instruction that its entry names and, perhaps, its mate, the next one of the
 * program (pipe_slot.mate). Packets are made by the fetch, may be split at the read stage, where instructions
 * issue, and are never joined again: from X on, what issued together moves in lock step. What happens to each
 * instruction in a stage is what happens in a scalar pipeline (pipe_enter.h). docs/CYCLES.md, "Two at once".
 *
 * Hennessy & Patterson, 6th ed., 3.7; Patterson & Hennessy, Computer Organization and Design, 4.10. */
#include "timing/pipe_enter.h"

/* ---- who issues together ----------------------------------------------------------------------------- */

static bool breaks_rule(const struct pipe_desc *d, unsigned elder, unsigned young)
{
    if ((d->issue_alone >> elder & 1) || (d->issue_alone >> young & 1) || (d->issue_last >> elder & 1))
        return true;
    for (unsigned g = 0; g < d->nissue_groups; g++)
        if ((d->issue_group[g] >> elder & 1) && (d->issue_group[g] >> young & 1))
            return true;
    return false;
}

/* Why the mate m of c cannot issue in the same cycle; CAUSE_BASE: it can. */
static enum cause apart(const struct pipe *p, const struct pipe_slot *c, const struct pipe_slot *m,
                        uint64_t n)
{
    uint64_t made = c->key.dst[0] | c->key.dst[1], bubble = 0;
    uint64_t need = m->key.need[0] | m->key.need[1] | m->key.need[2] | m->key.need[3];
    unsigned flags = c->key.flags | m->key.flags;
    const struct dinsn *di = p->dec[c - p->st->slot];
    if ((flags & (KEY_ALONE | KEY_FAULT)) || (c->key.flags & KEY_REGION) || p->st->serialise || !di ||
        di->sys)
        return CAUSE_SERIALISE;
    if (made & (need | m->key.dst[0] | m->key.dst[1]))
        return CAUSE_DATA;
    if (breaks_rule(p->d, c->key.kind, m->key.kind))
        return CAUSE_STRUCTURAL;
    return pipe_operands_missing(p, m, n, &bubble) ? ENTRY_CAUSE(bubble) : CAUSE_BASE;
}

/* ---- moving ------------------------------------------------------------------------------------------ */

static void enter_any(struct pipe *p, unsigned i, unsigned s, uint64_t n, const uint64_t *now)
{
    enter(p, i, s, n, now, F_ALL);
}

static void decide_late(struct pipe *p, struct pipe_slot *c, unsigned s, uint64_t n)
{
    if (c->decide != n)
        return;
    c->decide = 0;
    p->still = false;
    pipe_resolve(p, c, (unsigned)(c - p->st->slot), s);
}

/* What a packet in stage s leaves behind. */
enum left { LEFT_ALL, LEFT_NOTHING, LEFT_MATE };

/* A packet in a stage that has room behind it: may it go on in cycle n? */
static enum left go_on(struct pipe *p, struct pipe_slot *c, struct pipe_slot *m, unsigned s, uint64_t n,
                       uint64_t *bubble)
{
    if (!pipe_may_leave(p, c, (unsigned)(c - p->st->slot), s, n, bubble))
        return LEFT_ALL;
    if (!m)
        return LEFT_NOTHING;
    if (s == p->d->read) {
        enum cause why = apart(p, c, m, n);
        if (why == CAUSE_BASE)
            return LEFT_NOTHING;
        c->lone = m->lone = (uint8_t)why;
        return LEFT_MATE;
    }
    return pipe_may_leave(p, m, (unsigned)(m - p->st->slot), s, n, bubble) ? LEFT_NOTHING : LEFT_ALL;
}

/* The packet of entry e in stage s. Returns the room it leaves. */
static enum room move_packet(struct pipe *p, uint64_t e, unsigned s, enum room room, uint64_t n,
                             uint64_t *now)
{
    unsigned i = ENTRY_SLOT(e);
    struct pipe_slot *c = &p->st->slot[i], *m = pipe_mate(p->st, c);
    uint64_t bubble = 0;
    decide_late(p, c, s, n);
    if (m)
        decide_late(p, m, s, n);
    if (s == p->d->last) {
        bool gone = c->until < n && (!m || m->until < n);
        now[s] = e;
        p->still &= !gone;
        return gone ? ROOM_FREE : ROOM_NONE;
    }
    enum left left = room ? go_on(p, c, m, s, n, &bubble) : LEFT_ALL;
    if (left == LEFT_ALL) {
        now[s] = e;
        if (room == ROOM_FREE)
            now[s + 1] = bubble;
        return ROOM_NONE;
    }
    now[s + 1] = e;
    p->still = false;
    if (left == LEFT_MATE) {
        now[s] = ENTRY_INSN | (c->mate - 1u);
        c->mate = 0;
        m = NULL;
    }
    enter_any(p, i, s + 1, n, now);
    if (m)
        enter_any(p, (unsigned)(m - p->st->slot), s + 1, n, now);
    return left == LEFT_NOTHING ? ROOM_FREE : ROOM_NONE;
}

/* ---- fetch ------------------------------------------------------------------------------------------- */

/* Why nothing is fetched beside c; CAUSE_BASE: its mate is. A packet does not go on behind a transfer that is
 * predicted taken, nor into another line. */
static enum cause ends_packet(struct pipe *p, const struct pipe_slot *c)
{
    uint64_t next = c->pc + c->key.len;
    if (c->key.flags & KEY_FAULT)
        return CAUSE_SERIALISE;
    if (p->st->fetch_pc != next)
        return CAUSE_JUMP;
    if (!p->d->fetch_line)
        return CAUSE_BASE;
    const struct dinsn *di = core_decode(p->core, next);
    uint64_t last = next + (di ? di->len : 1u) - 1;
    return last >> p->d->fetch_bits == c->pc >> p->d->fetch_bits ? CAUSE_BASE : CAUSE_STRUCTURAL;
}

static void fetch_packet(struct pipe *p, enum room room, uint64_t n, uint64_t *now)
{
    uint64_t e = fetch(p, n, F_ALL);
    if (room == ROOM_FREE || (e & ENTRY_INSN))
        now[0] = e;
    if (!(e & ENTRY_INSN))
        return;
    p->still = false;
    struct pipe_slot *c = &p->st->slot[ENTRY_SLOT(e)];
    enum cause why = ends_packet(p, c);
    c->lone = (uint8_t)why;
    if (why != CAUSE_BASE)
        return;
    uint64_t mate = fetch(p, n, F_ALL);
    if (!(mate & ENTRY_INSN))
        return;
    c->mate = (uint8_t)(ENTRY_SLOT(mate) + 1);
    p->st->slot[ENTRY_SLOT(mate)].lone = CAUSE_STRUCTURAL;
}

/* ---- the end ----------------------------------------------------------------------------------------- */

/* The mate retires in the cycle of its elder. */
static void retire_beside(struct pipe *p, struct pipe_slot *m)
{
    unsigned i = (unsigned)(m - p->st->slot);
    account_beside(p->stats, p->profile, m->key.profile);
    pipe_retired(p, m, i);
}

/* The elder has retired, and something happens with it or with its mate that must be looked at by itself: the
 * mate has the stage in the next cycle. */
static void mate_stays(struct pipe *p, struct pipe_slot *c, uint64_t n)
{
    struct pipe_slot *m = pipe_mate(p->st, c);
    p->st->ring[(p->st->turn - p->d->last) & (PIPE_RING - 1)] = ENTRY_INSN | (c->mate - 1u);
    c->mate = 0;
    m->until = n + 1;
    m->why = CAUSE_STRUCTURAL;
    account_lone(p->stats, CAUSE_STRUCTURAL);
}

static void finish_packet(struct pipe *p, uint64_t e, uint64_t n)
{
    struct pipe_slot *c = &p->st->slot[ENTRY_SLOT(e)], *m = e & ENTRY_INSN ? pipe_mate(p->st, c) : NULL;
    if (m && m->until > n && c->until <= n) {
        pipe_wait(p, pipe_wait_cause(m, n), m->key.profile, m->seq, 1);
        return;
    }
    uint64_t before = p->stats->instructions;
    finish(p, e, n, F_ALL);
    if (p->stats->instructions == before)
        return;
    if (!m)
        account_lone(p->stats, (enum cause)c->lone);
    else if ((p->st->attention & ~(unsigned)(PIPE_BREAK | PIPE_COMES)) ||
             (m->state & (SLOT_TRAP | SLOT_HANDLED)))
        mate_stays(p, c, n);
    else
        retire_beside(p, m);
}

void pipe_tick_wide(struct pipe *p, uint64_t n)
{
    const struct pipe_desc *d = p->d;
    struct pipe_state *st = p->st;
    uint64_t now[PIPE_STAGES + 1]; /* what stands where in cycle n */
    enum room room = ROOM_FREE;    /* in stage s + 1 */
    p->still = true;
    for (unsigned s = d->nstages; s-- > 0;) {
        uint64_t e = pipe_entry(st, st->turn, s);
        if (e & ENTRY_INSN) {
            room = move_packet(p, e, s, room, n, now);
        } else if (room == ROOM_FREE) {
            now[s + 1] = e;
        } else {
            now[s] = e;
            room = d->squeeze ? ROOM_BUBBLE : ROOM_NONE;
        }
    }
    if (room)
        fetch_packet(p, room, n, now);
    for (unsigned s = 0; s < d->nstages; s++) {
        uint64_t *at = &st->ring[(st->turn - s) & (PIPE_RING - 1)];
        p->still &= *at == now[s];
        *at = now[s];
    }
    finish_packet(p, now[d->last], n);
}
