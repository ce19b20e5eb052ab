/* engine_operand.c - what an instruction in flight has of its operands and results at the end of a cycle, and
 * which way operands came.
 *
 * Values are known early: instructions execute whole in stage X. Shown is what the modelled machine has. A
 * result is there once the stage that makes it has had the time it takes; an operand once it was read or came
 * over a forwarding path, by the rules of docs/CYCLES.md, "Data hazards". Where instructions stood is in the
 * film. */
#include <string.h>
#include "debug/engine_private.h"
#include "machine/state.h"

/* An operand of the instruction in a place, and the elder that makes it. */
struct reader {
    const struct engine *e;
    const struct pipe_slot *c, *maker; /* maker: NULL: the register file has had it for long */
    uint16_t slot;
    unsigned stage, need; /* where it stands, where it needs the operand */
    uint64_t since;       /* the cycle in which it came there */
};

static uint64_t mask_of(unsigned slot)
{
    return UINT64_C(1) << (slot < 63 ? slot : 63);
}

/* ---- where and when ---------------------------------------------------------------------------------- */

static const struct film_stage *standing(const struct engine *e, uint64_t seq, uint64_t cycle, int *stage)
{
    const struct film_cycle *f = film_at(&e->film, cycle);
    for (unsigned i = 0; f && i < engine_places(e); i++) {
        const struct film_stage *at = engine_film_place(e, f, i);
        if (at->insn && at->seq == seq) {
            *stage = (int)(i % engine_stages(e));
            return at;
        }
    }
    *stage = -1;
    return NULL;
}

/* Where an instruction stood in a cycle; -1: nowhere that the film knows. */
static int stood(const struct engine *e, uint64_t seq, uint64_t cycle)
{
    int stage;
    standing(e, seq, cycle, &stage);
    return stage;
}

/* Can what c, in this stage at the end of this cycle, makes of a register be used in the next? */
static bool made(const struct pipe_slot *c, unsigned slot, unsigned stage, uint64_t cycle)
{
    unsigned group = (c->key.dst[1] & mask_of(slot)) != 0;
    return stage >= c->key.make[group] && c->avail[group] <= cycle + 1;
}

static unsigned needed_in(const struct pipe_desc *d, const struct pipe_slot *c, unsigned slot)
{
    for (unsigned k = 0; k < d->nneeds; k++)
        if (c->key.need[k] & mask_of(slot))
            return d->need_stage[k];
    return d->kind[c->key.kind].stage;
}

/* ---- the maker --------------------------------------------------------------------------------------- */

static bool writes(const struct engine *e, const struct pipe_slot *c, unsigned slot)
{
    const struct dinsn *d = engine_decoded(e, c);
    for (unsigned k = 0; d && k < d->ndst; k++)
        if (d->dst[k].slot == slot)
            return true;
    return false;
}

/* Is it in the pipeline, or has it retired in the cycle before? */
static bool is_near(const struct engine *e, const struct pipe_slot *c)
{
    uint64_t n = engine_cycle(e);
    int stage;
    if (c->state & SLOT_WRONG)
        return false;
    for (unsigned i = 0; i < engine_places(e); i++)
        if (engine_slot_in(e, i) == c)
            return true;
    const struct film_stage *f = n ? standing(e, c->seq, n - 1, &stage) : NULL;
    return f && f->done && !f->trap;
}

/* The youngest elder that writes the register. Slots are taken in turn, so that of the last that retired is
 * as it was. */
static const struct pipe_slot *maker_of(const struct engine *e, const struct pipe_slot *c, unsigned slot)
{
    const struct pipe_slot *best = NULL;
    for (unsigned i = 0; i < PIPE_SLOTS; i++) {
        const struct pipe_slot *w = &e->m->st->pipe.slot[i];
        if (w->seq && w->seq < c->seq && (!best || w->seq > best->seq) && writes(e, w, slot) && is_near(e, w))
            best = w;
    }
    return best;
}

/* ---- which way it came ------------------------------------------------------------------------------- */

/* A load that did not wait for its line and makes the operand later; NULL: none. */
static const struct pipe_late *awaited(const struct reader *r)
{
    const struct pipe_late *l = r->slot < 63 ? &r->e->m->st->pipe.late[r->slot] : NULL;
    bool mine = l && l->seq && l->seq < r->c->seq && (!l->rival || r->c->seq <= l->rival);
    return r->e->m->pd.late_loads && mine ? l : NULL;
}

/* Does the register file give it to who reads in this cycle? */
static bool in_file(const struct reader *r, uint64_t cycle)
{
    const struct pipe_desc *d = &r->e->m->pd;
    const struct pipe_late *late = awaited(r);
    if (late && (!r->maker || r->maker->seq <= late->seq))
        return cycle >= late->ready + !d->write_before_read;
    int at = r->maker ? stood(r->e, r->maker->seq, cycle) : -1;
    return at < 0 || at > (int)d->write || (at == (int)d->write && d->write_before_read);
}

/* The stage that a forwarding path brings it from in this cycle; -1: none does. */
static int brought(const struct reader *r, uint64_t cycle)
{
    const struct pipe_desc *d = &r->e->m->pd;
    int to = stood(r->e, r->c->seq, cycle), from = stood(r->e, r->maker->seq, cycle - 1);
    bool path = to >= 0 && from >= 0 && d->forward[from] >> to & 1;
    return path && made(r->maker, r->slot, (unsigned)from, cycle - 1) ? from : -1;
}

/* The last cycle in which it stood in the read stage; the film's first but one, if it began later. */
static uint64_t last_read(const struct reader *r)
{
    uint64_t n = engine_cycle(r->e);
    while (n > 0 && stood(r->e, r->c->seq, n) > (int)r->e->m->pd.read)
        n--;
    return n;
}

static uint64_t made_by(const struct reader *r)
{
    const struct pipe_late *late = awaited(r);
    return r->maker ? r->maker->seq : late ? late->seq : 0;
}

/* Behind the read stage: over the first path that had it. */
static void forwarded(const struct reader *r, struct view_operand *out)
{
    const struct pipe_desc *d = &r->e->m->pd;
    uint64_t read = last_read(r), now = engine_cycle(r->e);
    int from = -1;
    out->known = out->latched = true;
    if (r->need <= d->read || r->stage > r->need || in_file(r, read))
        return;
    for (uint64_t n = read + 1; r->maker && from < 0 && n <= now; n++) {
        from = brought(r, n);
        out->latched = n < r->since;
        if (from >= 0 && n < now)
            return;
    }
    if (!r->maker && now == read + 1) /* a late load's */
        from = d->load;
    out->known = from >= 0 || r->stage == r->need;
    out->from = (int8_t)(from >= 0 ? from : -2);
    out->from_seq = from >= 0 || !out->known ? made_by(r) : 0;
}

/* In the read stage: over a path, if it is needed here; else from the file, in the first cycle in which it
 * can be had there. */
static void read_here(const struct reader *r, struct view_operand *out)
{
    uint64_t now = engine_cycle(r->e);
    bool here = r->maker && r->need <= r->e->m->pd.read;
    int from = here ? brought(r, now) : -1;
    out->from_seq = made_by(r);
    if (from >= 0) {
        out->known = true;
        out->from = (int8_t)from;
        return;
    }
    if (in_file(r, now)) {
        bool before = r->since < now && in_file(r, now - 1);
        *out = (struct view_operand){ .slot = out->slot, .need = out->need, .known = true };
        out->from = before ? -2 : -1;
        return;
    }
    for (uint64_t n = now - 1; here && !out->known && stood(r->e, r->c->seq, n) == (int)r->stage; n--)
        out->known = brought(r, n) >= 0;
}

static bool executed(const struct pipe_slot *c)
{
    return (c->state & SLOT_DONE) && !(c->state & SLOT_WRONG);
}

/* Without an interlock nobody waits for what is not there: it takes what the register file had. */
static uint64_t loose_value(const struct reader *r, unsigned which, struct view_operand *out)
{
    const struct pipe_state *st = &r->e->m->st->pipe;
    const struct pipe_loose *l = r->maker ? &st->loose[r->maker - st->slot] : NULL;
    bool from_maker = r->stage > r->e->m->pd.read && out->known && out->from_seq;
    for (unsigned i = 0; from_maker && i < l->nresults; i++)
        if (l->slot[i] == r->slot)
            return l->result[i];
    out->known = true;
    out->from = r->stage == r->e->m->pd.read ? -1 : out->from;
    return st->loose[r->c - st->slot].caught[which];
}

static void source(const struct reader *r, unsigned which, const struct view_record *found,
                   struct view_operand *out)
{
    const struct engine *e = r->e;
    const struct pipe_desc *d = &e->m->pd;
    *out = (struct view_operand){ .slot = r->slot, .from = -2, .need = (uint8_t)r->need };
    if (r->stage < d->read)
        return;
    if (r->stage == d->read)
        read_here(r, out);
    else
        forwarded(r, out);
    if (!d->interlock) {
        out->value = loose_value(r, which, out);
    } else if (executed(r->c)) {
        out->known &= found != NULL;
        out->value = found ? found->arch.slot[r->slot] : 0;
    } else {
        bool right = !(r->c->state & SLOT_WRONG) && !e->m->st->pipe.wrong;
        out->known &= right && (!r->maker || executed(r->maker));
        out->value = e->m->st->arch.slot[r->slot];
    }
    out->latched &= out->known;
    if (!out->known)
        out->value = 0;
}

static void result(const struct engine *e, const struct pipe_slot *c, unsigned stage, uint64_t since,
                   uint64_t number, unsigned which, struct view_operand *out)
{
    const struct pipe_loose *l = &e->m->st->pipe.loose[c - e->m->st->pipe.slot];
    const struct view_record *after = view_record_of(e->view, number + 1);
    out->from = -2;
    if (!executed(c) || (c->state & (SLOT_TRAP | SLOT_HANDLED | SLOT_WAIT)))
        return;
    if (!(e->m->pd.cost_table ? engine_cost_done(e) : made(c, out->slot, stage, engine_cycle(e))))
        return;
    out->latched = stage > 0 && since > 0 && made(c, out->slot, stage - 1, since - 1);
    if (!e->m->pd.cost_table && !e->m->pd.interlock) {
        out->known = which < l->nresults;
        out->value = out->known ? l->result[which] : 0;
        return;
    }
    out->known = after || number + 1 == e->m->st->arch.instret;
    if (out->known)
        out->value = after ? after->arch.slot[out->slot] : e->m->st->arch.slot[out->slot];
}

/* One instruction at a time: it reads as it begins. */
static void cost_source(const struct engine *e, const struct pipe_slot *c, bool came,
                        const struct view_record *found, struct view_operand *out)
{
    out->from = came ? -1 : -2;
    out->known = executed(c) ? found != NULL : !(c->state & SLOT_WRONG);
    if (out->known)
        out->value = executed(c) ? found->arch.slot[out->slot] : e->m->st->arch.slot[out->slot];
}

void engine_operands(const struct engine *e, const struct pipe_slot *c, unsigned stage, uint64_t number,
                     uint64_t since, struct view_stage *out)
{
    const struct pipe_desc *d = &e->m->pd;
    const struct dinsn *i = engine_decoded(e, c);
    if (!i)
        return;
    const struct view_record *found = executed(c) ? view_record_of(e->view, number) : NULL;
    out->nsrc = i->nsrc < VIEW_OPERANDS ? i->nsrc : VIEW_OPERANDS;
    out->ndst = i->ndst < VIEW_OPERANDS ? i->ndst : VIEW_OPERANDS;
    for (unsigned k = 0; k < out->nsrc; k++) {
        uint16_t slot = i->src[k].slot;
        struct reader r = { .e = e, .c = c, .slot = slot, .stage = stage, .since = since };
        out->src[k].slot = slot;
        if (d->cost_table) {
            cost_source(e, c, since == engine_cycle(e), found, &out->src[k]);
            continue;
        }
        r.maker = maker_of(e, c, slot);
        r.need = needed_in(d, c, slot);
        source(&r, k, found, &out->src[k]);
    }
    for (unsigned k = 0; k < out->ndst; k++) {
        out->dst[k].slot = i->dst[k].slot;
        result(e, c, stage, since, number, k, &out->dst[k]);
    }
}
