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

/* ---- places ------------------------------------------------------------------------------------------ */

static bool executed(const struct pipe_slot *c)
{
    return (c->state & SLOT_DONE) && !(c->state & SLOT_WRONG);
}

/* What stands in a place; NULL: a bubble, or nobody beside the elder. */
const struct pipe_slot *engine_slot_in(const struct engine *e, unsigned place)
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

const struct dinsn *engine_decoded(const struct engine *e, const struct pipe_slot *c)
{
    return e->m->pipe.dec[c - e->m->st->pipe.slot];
}

const struct film_stage *engine_film_place(const struct engine *e, const struct film_cycle *f, unsigned place)
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
        const struct film_stage *f = engine_film_place(e, film, i);
        n -= is_counted(engine_slot_in(e, i)) && f && f->done;
    }
    for (unsigned i = engine_places(e); i-- > 0 && by_age(e, i) != place;)
        n += is_counted(engine_slot_in(e, by_age(e, i)));
    return n;
}

bool engine_cost_done(const struct engine *e)
{
    return engine_cycle(e) >= e->m->st->pipe.cost_dcache;
}

/* ---- a stage ----------------------------------------------------------------------------------------- */

/* The stage that decides a transfer. */
static unsigned deciding(const struct pipe_desc *d, const struct pipe_slot *c)
{
    unsigned stage = pipe_stage_of(d, (enum kind)c->key.kind, PLACE_BRANCH);
    bool loaded = (c->key.flags & KEY_LOAD) && !(c->key.flags & KEY_CONDITIONAL);
    return loaded && d->load > stage ? d->load : stage;
}

/* What it does is known to the simulator from stage X on, and shown from where the machine knows it. */
static void outcome(const struct engine *e, const struct pipe_slot *c, unsigned stage, uint64_t now,
                    struct view_stage *out)
{
    const struct pipe_desc *d = &e->m->pd;
    bool done = c->state & SLOT_DONE && !(c->state & SLOT_WAIT), transfer = c->key.flags & KEY_TRANSFER;
    bool whole = !d->cost_table || engine_cost_done(e);
    unsigned decides = d->cost_table ? 0 : deciding(d, c);
    out->wrong_path = c->state & SLOT_WRONG;
    out->decides = transfer && stage == decides;
    out->decided = done && whole && (!transfer || (stage >= decides && c->decide <= now));
    out->taken = out->decided && (c->state & SLOT_TAKEN);
    out->predicted = c->pred.valid;
    out->predicted_taken = c->pred.valid && c->pred.taken;
    out->trapped = c->state & (SLOT_TRAP | SLOT_HANDLED);
    out->next = out->decided ? c->next : 0;
    out->expect = c->expect;
    out->leaves = c->until > now ? c->until : 0;
    out->naccess = done && (d->cost_table || stage >= d->address) ? c->naccess : 0;
    memcpy(out->access, c->access, out->naccess * sizeof out->access[0]);
}

void engine_stage(const struct engine *e, unsigned place, struct view_stage *out)
{
    uint64_t now = engine_cycle(e);
    const struct film_cycle *film = film_at(&e->film, now);
    memset(out, 0, sizeof *out);
    if (place >= engine_places(e))
        return;
    const struct film_stage *f = engine_film_place(e, film, place);
    const struct pipe_slot *c = engine_slot_in(e, place);
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
    unsigned stage = place % engine_stages(e);
    outcome(e, c, stage, now, out);
    out->hit = f && f->hit;
    engine_operands(e, c, stage, number_in(e, place, film), out->since, out);
}

/* ---- diagrams ---------------------------------------------------------------------------------------- */

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
            const struct film_stage *at = engine_film_place(e, f, i);
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
            const struct film_stage *at = engine_film_place(e, f, i);
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
