/* pane_stats.c - where the cycles went: the CPI stack, which sums to the cycles, the counters, and the
 * costliest lines of the program. */
#include <stdlib.h>
#include <string.h>
#include "tui/pane_parts.h"

#define COSTLY    16
#define TWO_PARTS 72 /* from this width on the lines stand beside the stack */

/* A source line, or an instruction without one, and the cycles charged to it. */
struct costly {
    const struct line *line; /* NULL: none known */
    uint64_t pc, cycles, cause[CAUSE_COUNT];
};

struct stats_pane {
    struct pane pane;
    struct scrolled rows;
    struct costly costly[COSTLY];
    int ncostly;
    uint64_t moment; /* for which they were worked out; 0: none */
};

static struct stats_pane *self(struct pane *p)
{
    return (struct stats_pane *)p;
}

/* ---- costliest lines --------------------------------------------------------------------------------- */

static int by_line(const void *a, const void *b)
{
    const struct costly *x = a, *y = b;
    if (x->line && y->line) {
        int c = strcmp(x->line->file, y->line->file);
        return c ? c : x->line->line - y->line->line;
    }
    return !x->line != !y->line ? !x->line - !y->line : x->pc < y->pc ? -1 : x->pc > y->pc;
}

static int by_cost(const void *a, const void *b)
{
    const struct costly *x = a, *y = b;
    if (x->cycles != y->cycles)
        return x->cycles < y->cycles ? 1 : -1;
    return x->pc < y->pc ? -1 : x->pc > y->pc;
}

static bool same_line(const struct costly *a, const struct costly *b)
{
    return a->line && b->line && a->line->line == b->line->line && !strcmp(a->line->file, b->line->file);
}

static void join(struct costly *to, const struct costly *from)
{
    to->cycles += from->cycles;
    to->pc = from->pc < to->pc ? from->pc : to->pc;
    for (unsigned c = 0; c < CAUSE_COUNT; c++)
        to->cause[c] += from->cause[c];
}

static struct costly one(const struct image *img, const struct profile_count *c)
{
    struct costly out = { .line = img ? image_line_at(img, c->pc) : NULL, .pc = c->pc };
    memcpy(out.cause, c->cause, sizeof out.cause);
    out.cause[CAUSE_BASE] += c->instructions;
    for (unsigned k = 0; k < CAUSE_COUNT; k++)
        out.cycles += out.cause[k];
    return out;
}

static void find_costly(struct stats_pane *s)
{
    uint64_t moment = pane_moment(&s->pane);
    if (s->moment == moment)
        return;
    const struct profile *p = pane_pipe(&s->pane)->profile;
    struct costly *all = xcalloc(p->n + 1, sizeof *all);
    size_t n = 0, k = 0;
    for (uint32_t i = 1; i < p->n; i++) {
        all[n] = one(session_image(s->pane.session), &p->count[i]);
        n += all[n].cycles != 0;
    }
    qsort(all, n, sizeof *all, by_line);
    for (size_t i = 0; i < n; i++)
        if (k && same_line(&all[k - 1], &all[i]))
            join(&all[k - 1], &all[i]);
        else
            all[k++] = all[i];
    qsort(all, k, sizeof *all, by_cost);
    s->ncostly = k < COSTLY ? (int)k : COSTLY;
    memcpy(s->costly, all, (size_t)s->ncostly * sizeof *all);
    free(all);
    s->moment = moment;
}

/* The cause that took most of the line's cycles: "base" where that is its own work. */
static const char *main_cause(const struct costly *c)
{
    unsigned best = CAUSE_BASE;
    for (unsigned k = CAUSE_BASE + 1; k < CAUSE_COUNT; k++)
        if (c->cause[k] > c->cause[best])
            best = k;
    return cause_name((enum cause)best);
}

static void costly_text(const struct pane *p, const struct costly *c, struct str *out)
{
    size_t n = 0;
    const char *text = c->line ? session_source_line(p->session, c->line->file, c->line->line, &n) : NULL;
    if (text) {
        str_addf(out, "%d", c->line->line);
        for (size_t i = 0; i < n; i++) { /* blanks as one */
            bool blank = text[i] == ' ' || text[i] == '\t';
            bool before = !i || text[i - 1] == ' ' || text[i - 1] == '\t';
            if (!blank)
                str_addf(out, "%s%c", before ? " " : "", text[i]);
        }
        return;
    }
    struct code_at at;
    pane_where(p, c->pc, out);
    str_add(out, "  ");
    code_read(p, c->pc, &at);
    code_short(p, &at, c->pc, out);
}

static int draw_costly(struct stats_pane *s, struct area a, int y, int most)
{
    find_costly(s);
    area_put(a, 0, y++, EL_HEADING, "cycles  mostly      costliest lines");
    for (int i = 0; i < s->ncostly && i < most; i++) {
        const struct costly *c = &s->costly[i];
        struct str text;
        str_init(&text);
        costly_text(&s->pane, c, &text);
        area_printf(a, 0, y, EL_NORMAL, "%6llu  %-10s", (unsigned long long)c->cycles, main_cause(c));
        area_text(a, 20, y++, EL_MNEMONIC, text.buf);
        str_release(&text);
    }
    return y;
}

/* ---- the stack --------------------------------------------------------------------------------------- */

static double ratio(uint64_t a, uint64_t b)
{
    return b ? (double)a / (double)b : 0;
}

static int draw_stack(const struct run_stats *s, struct area a, int y)
{
    int bars = a.width - 31 > 40 ? 40 : a.width - 31;
    uint64_t sum = 0, most = 1;
    int x =
        area_printf(a, 0, y, EL_HEADING, "cycles %llu  retired %llu  CPI %.3f", (unsigned long long)s->cycles,
                    (unsigned long long)s->instructions, ratio(s->cycles, s->instructions));
    if (x + 11 <= a.width)
        area_printf(a, x, y, EL_HEADING, "  IPC %.3f", ratio(s->instructions, s->cycles));
    y++;
    for (unsigned c = 0; c < CAUSE_COUNT; c++)
        most = s->cause[c] > most ? s->cause[c] : most;
    for (unsigned c = 0; c < CAUSE_COUNT; c++) {
        if (!s->cause[c])
            continue;
        sum += s->cause[c];
        x = area_printf(a, 0, y, c == CAUSE_BASE ? EL_GOOD : EL_NORMAL, "  %-12s %8llu %6.3f ",
                        cause_name((enum cause)c), (unsigned long long)s->cause[c],
                        ratio(s->cause[c], s->instructions));
        for (int i = 0; i < bars && (uint64_t)i * most < s->cause[c] * (uint64_t)bars; i++)
            area_glyph(a, x + i, y, c == CAUSE_BASE ? EL_GOOD : EL_BAR, GLYPH_BLOCK);
        y++;
    }
    area_printf(a, 0, y++, EL_NORMAL, "  %-12s %8llu %6.3f", "total", (unsigned long long)sum,
                ratio(sum, s->instructions));
    return y;
}

/* ---- counters ---------------------------------------------------------------------------------------- */

static int draw_counters(const struct pane *p, const struct run_stats *s, struct area a, int y)
{
    const struct hier_desc *h = &pane_pipe(p)->d->hier;
    area_printf(a, 0, y++, EL_NORMAL, "branches %llu  mispredicted %llu", (unsigned long long)s->branches,
                (unsigned long long)s->mispredicted);
    area_printf(a, 0, y++, EL_NORMAL, "taken %llu  loads %llu  stores %llu", (unsigned long long)s->taken,
                (unsigned long long)s->loads, (unsigned long long)s->stores);
    area_printf(a, 0, y++, EL_NORMAL, "fetched %llu  squashed %llu", (unsigned long long)s->fetched,
                (unsigned long long)s->squashed);
    for (unsigned i = 0; i < h->ncaches; i++) {
        const struct cache_stats *c = &s->cache[i];
        uint64_t all = c->reads + c->writes, missed = c->read_misses + c->write_misses;
        area_printf(a, 0, y++, EL_NORMAL, "%-4s %llu accesses  %llu misses (%.1f %%)", h->cache[i].name,
                    (unsigned long long)all, (unsigned long long)missed, 100 * ratio(missed, all));
    }
    return y;
}

/* From row y on; returns the row after the last one. */
static int draw_from(struct stats_pane *v, struct area a, int y)
{
    const struct run_stats *s = machine_stats(engine_machine(v->pane.engine));
    struct area left = a, right = a;
    bool two = a.width >= TWO_PARTS;
    if (two) {
        left = area_part(a, 0, 0, a.width / 2 - 1, a.height);
        right = area_part(a, a.width / 2 + 1, 0, a.width, a.height);
    }
    int below = draw_counters(&v->pane, s, left, draw_stack(s, left, y));
    int end = draw_costly(v, right, two ? y : below, COSTLY);
    return end > below ? end : below;
}

static void stats_draw(struct pane *p, struct area a)
{
    struct stats_pane *v = self(p);
    int end = draw_from(v, a, scrolled_fit(&v->rows, a.height));
    scrolled_drawn(p, &v->rows, a.height, end);
}

static bool stats_key(struct pane *p, tui_key key)
{
    return scrolled_key(p, &self(p)->rows, key);
}

static void stats_scroll(struct pane *p, int lines)
{
    self(p)->rows.top += lines;
}

/* In one part or two, as it is shown. */
static int draw_all(struct pane *p, struct area a)
{
    int width = p->width < TWO_PARTS ? TWO_PARTS - 1 : a.width;
    return draw_from(self(p), area_part(a, 0, 0, width, a.height), 0);
}

static bool stats_search(struct pane *p, const char *text, bool backward, bool again)
{
    return scrolled_search(p, &self(p)->rows, draw_all, text, backward, again);
}

const struct pane_kind pane_kind_stats = {
    .name = "stats",
    .number = 0,
    .min_width = 24,
    .min_height = 3,
    .priority = 30,
    .focusable = true,
    .size = sizeof(struct stats_pane),
    .draw = stats_draw,
    .key = stats_key,
    .scroll = stats_scroll,
    .search = stats_search,
};
