/* engine_stage.c - what stands in the stages of the pipeline: operands and where they come from, and the
 * diagram of a window of cycles. Read off the machine's state, the records and the film. */
#include <stdlib.h>
#include <string.h>
#include "base/str.h"
#include "debug/engine_private.h"
#include "machine/state.h"

unsigned engine_stages(const struct engine *e)
{
    return e->m->functional ? 0 : e->m->pd.cost_table ? 1 : e->m->pd.nstages;
}

unsigned engine_places(const struct engine *e)
{
    return engine_stages(e) * (e->m->pd.width > 1 && !e->m->pd.cost_table ? 2 : 1);
}

const char *engine_stage_name(const struct engine *e, unsigned stage)
{
    if (e->m->pd.cost_table)
        return "EX";
    return stage < e->m->pd.nstages ? e->m->pd.stage[stage] : "?";
}

/* ---- operands ---------------------------------------------------------------------------------------------
 */

static uint64_t mask_of(unsigned slot)
{
    return UINT64_C(1) << (slot < 63 ? slot : 63);
}

static bool executed(const struct pipe_slot *c)
{
    return (c->state & SLOT_DONE) && !(c->state & SLOT_WRONG);
}

/* What stands in a place; NULL: a bubble, or nobody beside the elder. */
static const struct pipe_slot *slot_in(const struct engine *e, unsigned place)
{
    unsigned n = engine_stages(e);
    const struct pipe_slot *c = pipe_stage(&e->m->pipe, place % n, NULL);
    return !c || place < n ? c : pipe_mate(&e->m->st->pipe, c);
}

/* Places by age, the youngest first: stages from the first on, in each the younger of two before the elder.
 */
static unsigned by_age(const struct engine *e, unsigned i)
{
    unsigned n = engine_stages(e), lanes = engine_places(e) / n;
    return i / lanes + (lanes - 1 - i % lanes) * n;
}

static const struct dinsn *decoded(const struct engine *e, const struct pipe_slot *c)
{
    return e->m->pipe.dec[c - e->m->st->pipe.slot];
}

static const struct film_stage *film_place(const struct engine *e, const struct film_cycle *f, unsigned place)
{
    unsigned n = engine_stages(e);
    return !f ? NULL : place < n ? &f->stage[place] : &f->mate[place - n];
}

/* One that has or will have a number among those retired. */
static bool is_counted(const struct pipe_slot *c)
{
    return c && executed(c) && !(c->state & (SLOT_TRAP | SLOT_HANDLED));
}

/* The number of the executed instruction in a place, as view_record_of() counts. */
static uint64_t number_in(const struct engine *e, unsigned place, const struct film_cycle *film)
{
    uint64_t n = engine_instret(e);
    for (unsigned i = 0; i < engine_places(e); i++) {
        const struct film_stage *f = film_place(e, film, i);
        n -= is_counted(slot_in(e, i)) && f && f->done;
    }
    for (unsigned i = engine_places(e); i-- > 0 && by_age(e, i) != place;)
        n += is_counted(slot_in(e, by_age(e, i)));
    return n;
}

/* The youngest instruction in flight that is older than the one in `stage` and writes a register. */
static const struct pipe_slot *writer(const struct engine *e, unsigned stage, unsigned slot, unsigned *where)
{
    unsigned lanes = engine_places(e) / engine_stages(e);
    for (unsigned i = (stage + 1) * lanes; i < engine_places(e); i++) {
        const struct dinsn *d;
        const struct pipe_slot *c = slot_in(e, by_age(e, i));
        if (!c || (c->state & SLOT_WRONG) || !(d = decoded(e, c)))
            continue;
        for (unsigned k = 0; k < d->ndst; k++)
            if (d->dst[k].slot == slot) {
                *where = i / lanes;
                return c;
            }
    }
    return NULL;
}

/* Where an instruction stood in a cycle; -1: nowhere that the film knows. */
static int stood(const struct engine *e, uint64_t seq, uint64_t cycle)
{
    const struct film_cycle *f = film_at(&e->film, cycle);
    for (unsigned i = 0; f && i < engine_places(e); i++)
        if (film_place(e, f, i)->insn && film_place(e, f, i)->seq == seq)
            return (int)(i % engine_stages(e));
    return -1;
}

/* The last cycle in which it stood in a stage before this one. */
static uint64_t read_cycle(const struct engine *e, uint64_t seq, unsigned read)
{
    uint64_t n = engine_cycle(e);
    while (n > 0 && stood(e, seq, n) > (int)read)
        n--;
    return n;
}

static bool needed_in(const struct pipe_desc *d, const struct pipe_slot *c, unsigned slot, unsigned stage)
{
    for (unsigned k = 0; k < d->nneeds; k++)
        if (c->key.need[k] & mask_of(slot))
            return d->need_stage[k] == stage;
    return d->exec == stage;
}

/* Fills out->from: docs in engine.h. */
static void forwarding(const struct engine *e, const struct pipe_slot *c, unsigned stage, bool came,
                       struct view_operand *out)
{
    const struct pipe_desc *d = &e->m->pd;
    unsigned where;
    out->from = -2;
    if (!came)
        return;
    const struct pipe_slot *w = writer(e, stage, out->slot, &where);
    if (!needed_in(d, c, out->slot, stage)) {
        if (stage == d->read && !w)
            out->from = -1;
        return;
    }
    out->from = -1;
    if (!w)
        return;
    int then = stood(e, w->seq, read_cycle(e, c->seq, d->read));
    if (then > (int)d->write || (then == (int)d->write && d->write_before_read))
        return;
    int before = stood(e, w->seq, engine_cycle(e) - 1);
    out->from = (int8_t)(before < 0 ? (int)where : before);
    out->from_seq = w->seq;
}

static void source(const struct engine *e, const struct pipe_slot *c, unsigned stage, bool came,
                   const struct view_record *r, struct view_operand *out)
{
    unsigned where;
    const struct pipe_slot *w = writer(e, stage, out->slot, &where);
    if (executed(c)) {
        out->known = r != NULL;
        out->value = r ? r->arch.slot[out->slot] : 0;
    } else if (!(c->state & SLOT_WRONG) && (!w || executed(w)) && !e->m->st->pipe.wrong) {
        out->known = true;
        out->value = e->m->st->arch.slot[out->slot];
    }
    if (!e->m->pd.cost_table)
        forwarding(e, c, stage, came, out);
    else
        out->from = came ? -1 : -2;
}

static void result(const struct engine *e, const struct pipe_slot *c, uint64_t number,
                   struct view_operand *out)
{
    out->from = -2;
    if (!executed(c) || (c->state & (SLOT_TRAP | SLOT_HANDLED)))
        return;
    const struct view_record *after = view_record_of(e->view, number + 1);
    out->known = after || number + 1 == e->m->st->arch.instret;
    if (out->known)
        out->value = after ? after->arch.slot[out->slot] : e->m->st->arch.slot[out->slot];
}

/* Without interlocks: what it caught and made lies in its slot. */
static void loose_operands(const struct engine *e, const struct pipe_slot *c, const struct dinsn *d,
                           struct view_stage *out)
{
    const struct pipe_loose *l = &e->m->st->pipe.loose[c - e->m->st->pipe.slot];
    for (unsigned i = 0; i < out->ndst; i++) {
        out->dst[i].known = executed(c) && i < l->nresults;
        out->dst[i].value = out->dst[i].known ? l->result[i] : 0;
    }
    (void)d;
}

static void operands(const struct engine *e, const struct pipe_slot *c, unsigned place, bool came,
                     const struct film_cycle *film, struct view_stage *out)
{
    unsigned stage = place % engine_stages(e);
    const struct dinsn *d = decoded(e, c);
    if (!d)
        return;
    uint64_t number = number_in(e, place, film);
    const struct view_record *r = executed(c) ? view_record_of(e->view, number) : NULL;
    out->nsrc = d->nsrc < VIEW_OPERANDS ? d->nsrc : VIEW_OPERANDS;
    out->ndst = d->ndst < VIEW_OPERANDS ? d->ndst : VIEW_OPERANDS;
    for (unsigned i = 0; i < out->nsrc; i++) {
        out->src[i].slot = d->src[i].slot;
        source(e, c, stage, came, r, &out->src[i]);
    }
    for (unsigned i = 0; i < out->ndst; i++) {
        out->dst[i].slot = d->dst[i].slot;
        result(e, c, number, &out->dst[i]);
    }
    if (!e->m->pd.cost_table && !e->m->pd.interlock)
        loose_operands(e, c, d, out);
}

/* ---- a stage ----------------------------------------------------------------------------------------------
 */

static void outcome(const struct pipe_slot *c, const struct film_stage *f, uint64_t now,
                    struct view_stage *out)
{
    out->wrong_path = c->state & SLOT_WRONG;
    out->executed = c->state & SLOT_DONE;
    out->taken = c->state & SLOT_TAKEN;
    out->predicted = c->pred.valid;
    out->predicted_taken = c->pred.valid && c->pred.taken;
    out->trapped = c->state & (SLOT_TRAP | SLOT_HANDLED);
    out->next = out->executed ? c->next : 0;
    out->expect = c->expect;
    out->leaves = c->until > now ? c->until : 0;
    out->naccess = out->executed ? c->naccess : 0;
    memcpy(out->access, c->access, out->naccess * sizeof out->access[0]);
    out->hit = f && f->hit;
}

void engine_stage(const struct engine *e, unsigned place, struct view_stage *out)
{
    uint64_t now = engine_cycle(e);
    const struct film_cycle *film = film_at(&e->film, now);
    memset(out, 0, sizeof *out);
    if (place >= engine_places(e))
        return;
    const struct film_stage *f = film_place(e, film, place);
    const struct pipe_slot *c = slot_in(e, place);
    out->bubble = !c || !c->seq;
    out->cause = f ? (enum cause)f->cause : CAUSE_FILL;
    out->since = f ? f->since : now;
    out->culprit = f ? f->culprit : 0;
    if (out->bubble) {
        out->pc = f ? f->pc : 0;
        out->seq = out->culprit;
        return;
    }
    out->seq = c->seq;
    out->pc = c->pc;
    outcome(c, f, now, out);
    operands(e, c, place, out->since == now, film, out);
}

/* ---- diagrams ---------------------------------------------------------------------------------------------
 */

struct rows {
    struct diagram_row *row;
    size_t n, cap;
};

static struct diagram_row *row_of(struct rows *r, const struct film_stage *f, uint64_t cycle)
{
    for (size_t i = r->n; i-- > 0;)
        if (r->row[i].seq == f->seq)
            return &r->row[i];
    if (r->n == r->cap) {
        r->cap = r->cap ? r->cap * 2 : 64;
        r->row = xrealloc(r->row, r->cap * sizeof *r->row);
    }
    size_t i = r->n++;
    for (; i > 0 && r->row[i - 1].seq > f->seq; i--)
        r->row[i] = r->row[i - 1];
    r->row[i] = (struct diagram_row){ .seq = f->seq, .pc = f->pc, .first = cycle, .last = cycle };
    return &r->row[i];
}

/* Who was there, from when to when, and what became of them. */
static void find_rows(const struct engine *e, uint64_t from, uint64_t to, struct rows *r)
{
    for (uint64_t n = from; n <= to; n++) {
        const struct film_cycle *f = film_at(&e->film, n);
        for (unsigned i = 0; f && i < engine_places(e); i++) {
            const struct film_stage *at = film_place(e, f, i);
            if (!at->insn)
                continue;
            struct diagram_row *row = row_of(r, at, n);
            row->last = n;
            row->retired |= at->done && !at->trap;
            row->squashed = !at->done && n < to;
        }
    }
}

static void fill_cells(const struct engine *e, struct diagram *out)
{
    struct rows r = { .row = out->rows, .n = out->nrows, .cap = out->nrows };
    for (uint64_t n = out->from; n <= out->to; n++) {
        const struct film_cycle *f = film_at(&e->film, n);
        for (unsigned i = 0; f && i < engine_places(e); i++) {
            const struct film_stage *at = film_place(e, f, i);
            if (!at->insn)
                continue;
            const struct diagram_row *row = row_of(&r, at, n);
            out->cells[row->cell + (n - row->first)] = (struct diagram_cell){

                .stage = (int8_t)(i % engine_stages(e)),
                .cause = at->cause,
                .held = at->held,
                .culprit = at->culprit
            };
        }
    }
}

static void draw(const struct engine *e, struct diagram *out)
{
    struct rows r = { 0 };
    find_rows(e, out->from, out->to, &r);
    out->rows = r.row;
    out->nrows = r.n;
    for (size_t i = 0; i < r.n; i++) {
        r.row[i].cell = out->ncells;
        out->ncells += (size_t)(r.row[i].last - r.row[i].first) + 1;
    }
    out->cells = xcalloc(out->ncells + 1, sizeof *out->cells);
    for (size_t i = 0; i < out->ncells; i++)
        out->cells[i].stage = -1;
    fill_cells(e, out);
}

void engine_diagram(struct engine *e, uint64_t from, uint64_t to, struct diagram *out)
{
    uint64_t now = engine_cycle(e);
    to = to < e->newest ? to : e->newest;
    from = from ? from : 1;
    if (to > FILM_CYCLES / 2 && from < to - FILM_CYCLES / 2)
        from = to - FILM_CYCLES / 2;
    memset(out, 0, sizeof *out);
    out->from = from;
    out->to = to;
    if (from > to || e->m->functional) {
        out->to = from - 1;
        return;
    }
    if (film_at(&e->film, from) && film_at(&e->film, to)) {
        draw(e, out);
        return;
    }
    engine_seek(e, from - 1);
    while (engine_cycle(e) < to && engine_step(e)) {
    }
    draw(e, out);
    engine_seek(e, now);
}

void diagram_release(struct diagram *d)
{
    free(d->rows);
    free(d->cells);
    memset(d, 0, sizeof *d);
}
