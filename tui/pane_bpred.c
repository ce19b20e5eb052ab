/* pane_bpred.c - branch prediction: how often it was right, the branches of the program with their counters
 * and what they cost, the branch target buffer, the return stack, the history. */
#include <stdlib.h>
#include <string.h>
#include "tui/pane_parts.h"

struct bpred_pane {
    struct pane pane;
    struct branch *branch; /* as of `moment` */
    int n;
    uint64_t moment;
    struct scrolled rows;
};

static struct bpred_pane *self(struct pane *p)
{
    return (struct bpred_pane *)p;
}

static void bpred_close(struct pane *p)
{
    free(self(p)->branch);
}

/* ---- the branches ------------------------------------------------------------------------------------ */

static void find_branches(struct bpred_pane *v)
{
    uint64_t moment = pane_moment(&v->pane);
    if (v->moment == moment)
        return;
    free(v->branch);
    v->n = (int)branches_list(v->pane.engine, session_isa(v->pane.session), &v->branch);
    v->moment = moment;
}

static void draw_counter(struct area a, int x, int y, const struct predict_now *now)
{
    if (!now->has_counter)
        return;
    char bits[3] = { now->value >> 1 & 1 ? '1' : '0', now->value & 1 ? '1' : '0', '\0' };
    area_printf(a, x, y, EL_DIM, "%u:%s", now->index, now->top == 1 ? bits + 1 : bits);
}

/* What would be predicted, and why: the counter, or the part of the predictor that decides. */
static void draw_prediction(const struct bpred_pane *v, struct area a, int x, int y, const struct branch *b,
                            bool why)
{
    const struct pipe *pipe = pane_pipe(&v->pane);
    struct predict_now now;
    predict_view(&pipe->d->predict, pipe->predictor, b->pc, b->target, &now);
    area_put(a, x, y, now.taken ? EL_GOOD : EL_NORMAL, now.taken ? "T" : "n");
    if (why && now.has_counter)
        draw_counter(a, x + 4, y, &now);
    else if (why && predict_part_name(&pipe->d->predict, 1))
        area_put(a, x + 4, y, EL_DIM, predict_part_name(&pipe->d->predict, now.part));
}

/* In five columns: 99999, 100k, 99M. */
static void draw_count(struct area a, int x, int y, enum element e, uint64_t n)
{
    static const char units[] = " kMGTPE";
    unsigned unit = 0;
    for (; n > 99999 || (unit && n > 9999); n /= 1000)
        unit++;
    if (unit)
        area_printf(a, x, y, e, "%4llu%c", (unsigned long long)n, units[unit]);
    else
        area_printf(a, x, y, e, "%5llu", (unsigned long long)n);
}

/* Where the columns stand; 0: no room for it, or nothing to show in it. */
struct columns {
    int digits, now, why, runs, taken, wrong, to;
};

static struct columns columns_of(const struct bpred_pane *v, int width)
{
    const struct predict_desc *d = &pane_pipe(&v->pane)->d->predict;
    struct columns c = { .digits = v->n ? pane_digits(&v->pane, v->branch[v->n - 1].pc) : 6 };
    int why = d->kind >= PREDICT_ONE_BIT ? 8 : 0, counts = 3 * 6 - 1;
    c.now = c.digits + 1;
    if (c.now + 4 + why + counts > width) /* what was counted first */
        why = 0;
    c.why = why ? c.now + 4 : 0;
    c.runs = c.now + (why ? 4 + why : 4);
    c.taken = c.runs + 6;
    c.wrong = c.taken + 6;
    c.to = c.wrong + 6 + 5 < width ? c.wrong + 6 : 0;
    return c;
}

static void draw_heading(struct area a, const struct columns *c, int y)
{
    area_put(a, 0, y, EL_HEADING, "branch");
    area_put(a, c->now, y, EL_HEADING, c->why ? "now counter" : "now");
    area_put(a, c->runs, y, EL_HEADING, c->to ? " runs taken wrong to" : " runs taken wrong");
}

static int draw_branches(struct bpred_pane *v, struct area a, int y, const struct flight *f)
{
    find_branches(v);
    struct columns c = columns_of(v, a.width);
    draw_heading(a, &c, y++);
    for (int i = 0; i < v->n; i++, y++) {
        const struct branch *b = &v->branch[i];
        int stage = flight_at(f, b->pc);
        area_printf(a, 0, y, stage < 0 ? EL_ADDRESS : element_of_seq(f->stage[stage].seq), "%0*llx", c.digits,
                    (unsigned long long)b->pc);
        draw_prediction(v, a, c.now, y, b, c.why != 0);
        draw_count(a, c.runs, y, EL_NORMAL, b->runs);
        draw_count(a, c.taken, y, EL_NORMAL, b->taken);
        draw_count(a, c.wrong, y, b->mispredicted ? EL_BAD : EL_DIM, b->mispredicted);
        struct str to;
        str_init(&to);
        if (b->has_target && c.to)
            pane_where(&v->pane, b->target, &to);
        area_text(a, c.to, y, EL_LABEL, to.buf);
        str_release(&to);
    }
    return y;
}

/* ---- the rest ---------------------------------------------------------------------------------------- */

static double percent(uint64_t part, uint64_t whole)
{
    return whole ? 100 * (double)part / (double)whole : 0;
}

static int draw_accuracy(const struct pane *p, struct area a, int y)
{
    const struct run_stats *s = machine_stats(engine_machine(p->engine));
    const struct pipe *pipe = pane_pipe(p);
    uint64_t bits, right = s->branches - s->mispredicted;
    unsigned n = predict_view_history(&pipe->d->predict, pipe->predictor, &bits);
    if (!s->branches)
        area_put(a, 0, y++, EL_DIM, "no branch was decided yet");
    else
        area_printf(a, 0, y++, EL_NORMAL, "accuracy %.1f %% (%llu/%llu)", percent(right, s->branches),
                    (unsigned long long)right, (unsigned long long)s->branches);
    if (!n)
        return y;
    char text[65];
    for (unsigned i = 0; i < n; i++)
        text[i] = bits >> (n - 1 - i) & 1 ? '1' : '0';
    text[n] = '\0';
    area_printf(a, 0, y++, EL_NORMAL, "GHR %s", text);
    return y;
}

static void put_way(const struct pane *p, struct area a, int y, const char *what, uint64_t from, uint64_t to)
{
    struct str text;
    str_init(&text);
    str_addf(&text, "%s ", what);
    if (from != to) {
        pane_where(p, from, &text);
        str_add(&text, " -> ");
    }
    pane_where(p, to, &text);
    area_text(a, 0, y, EL_NORMAL, text.buf);
    str_release(&text);
}

static int draw_tables(const struct pane *p, struct area a, int y)
{
    const struct pipe *pipe = pane_pipe(p);
    const struct predict_desc *d = &pipe->d->predict;
    const struct run_stats *s = machine_stats(engine_machine(p->engine));
    if (d->btb_entries)
        area_printf(a, 0, y++, EL_HEADING, "BTB %u entries  hits %llu  misses %llu", d->btb_entries,
                    (unsigned long long)s->btb_hits, (unsigned long long)s->btb_misses);
    for (unsigned i = 0; i < d->btb_entries; i++) {
        struct predict_btb e;
        if (predict_view_btb(d, pipe->predictor, i, &e))
            put_way(p, a, y++, "BTB", e.pc, e.target);
    }
    uint64_t to;
    for (unsigned i = 0; predict_view_ras(d, pipe->predictor, i, &to); i++)
        put_way(p, a, y++, "RAS", to, to);
    return y;
}

/* From row y on; returns the row after the last one. */
static int draw_from(struct pane *p, struct area a, int y)
{
    if (pane_pipe(p)->d->cost_table) {
        area_put(a, 0, y, EL_DIM, "this machine predicts nothing");
        return y + 1;
    }
    struct flight f;
    flight_read(p->engine, &f);
    y = draw_accuracy(p, a, y);
    y = draw_branches(self(p), a, y, &f);
    return draw_tables(p, a, y);
}

static void bpred_draw(struct pane *p, struct area a)
{
    struct scrolled *rows = &self(p)->rows;
    scrolled_drawn(p, rows, a.height, draw_from(p, a, scrolled_fit(rows, a.height)));
}

static void bpred_title(struct pane *p, struct str *out)
{
    const struct pipe_desc *d = pane_pipe(p)->d;
    if (d->cost_table)
        return;
    str_add(out, predict_names()[d->predict.kind]);
    if (d->predict.kind >= PREDICT_ONE_BIT)
        str_addf(out, "  %u entries", d->predict.entries);
}

static bool bpred_key(struct pane *p, tui_key key)
{
    return scrolled_key(p, &self(p)->rows, key);
}

static void bpred_scroll(struct pane *p, int lines)
{
    self(p)->rows.top += lines;
}

static int draw_all(struct pane *p, struct area a)
{
    return draw_from(p, a, 0);
}

static bool bpred_search(struct pane *p, const char *text, bool backward, bool again)
{
    return scrolled_search(p, &self(p)->rows, draw_all, text, backward, again);
}

const struct pane_kind pane_kind_bpred = {
    .name = "bpred",
    .number = 8,
    .min_width = 20,
    .min_height = 3,
    .priority = 45,
    .focusable = true,
    .size = sizeof(struct bpred_pane),
    .close = bpred_close,
    .title = bpred_title,
    .draw = bpred_draw,
    .key = bpred_key,
    .scroll = bpred_scroll,
    .search = bpred_search,
};
