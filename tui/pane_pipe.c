/* pane_pipe.c - instructions against cycles: what was where, when, and why it stayed.
 *
 * A row is an instruction that was fetched; one that was squashed has '-' for a number. Columns are cycles,
 * three, two or one characters wide. The newest cycle stays at the right until the user scrolls away. */
#include <stdlib.h>
#include <string.h>
#include "tui/pane_parts.h"

#define SEARCH_CYCLES 1000 /* that are searched */

struct pipe_pane {
    struct pane pane;
    int zoom;            /* columns of a cycle */
    bool loose;          /* scrolled away: `to` stays */
    uint64_t to;         /* the last cycle shown */
    int up;              /* rows scrolled up from the last one */
    uint64_t row, cycle; /* the cursor: an instruction, a cycle; row 0: none yet */
    int cells;           /* cycles shown at the last drawing */
    /* the diagram of [from, till], made when it was `now` and the history reached to `newest` */
    struct diagram diagram;
    uint64_t from, till, now, newest;
    bool made;
};

static struct pipe_pane *self(struct pane *p)
{
    return (struct pipe_pane *)p;
}

static void pipe_open(struct pane *p)
{
    self(p)->zoom = 3;
}

static void forget(struct pipe_pane *v)
{
    if (v->made)
        diagram_release(&v->diagram);
    v->made = false;
}

static void pipe_close(struct pane *p)
{
    forget(self(p));
}

/* ---- the window -------------------------------------------------------------------------------------- */

struct window {
    int text, cells, n, fact; /* columns where they begin; cycles shown; -1: there is no room for facts */
    uint64_t from, to;
};

static uint64_t newest_cycle(const struct pipe_pane *v)
{
    uint64_t oldest, newest, bytes, now = engine_cycle(v->pane.engine);
    engine_history(v->pane.engine, &oldest, &newest, &bytes);
    return newest > now ? newest : now;
}

static uint64_t oldest_cycle(const struct pipe_pane *v)
{
    uint64_t oldest, newest, bytes;
    engine_history(v->pane.engine, &oldest, &newest, &bytes);
    return oldest ? oldest : 1;
}

/* Columns of the numbers of instructions. */
static int seq_width(const struct pipe_pane *v)
{
    int n = 3;
    for (uint64_t seq = machine_stats(engine_machine(v->pane.engine))->fetched; seq >= 1000; seq /= 10)
        n++;
    return n;
}

static struct window window_of(struct pipe_pane *v, int width)
{
    struct window w = { .text = seq_width(v) + 1 };
    int text = width >= 60 ? 18 : width >= 36 ? 13 : width >= 24 ? 6 : 0;
    int facts = width >= 60 ? (width / 4 < 26 ? width / 4 : 26) : 0;
    w.cells = w.text + text;
    w.n = (width - w.cells - facts) / v->zoom;
    if (w.n < 1)
        w.n = 1;
    uint64_t now = engine_cycle(v->pane.engine);
    uint64_t last = newest_cycle(v);
    w.to = v->loose ? v->to : now;
    if (w.to > last)
        w.to = last;
    if (w.to < (uint64_t)w.n) /* the beginning: as many cycles as there are */
        w.to = (uint64_t)w.n < last ? (uint64_t)w.n : last;
    if (!v->loose && w.to > now)
        w.to = now;
    w.from = w.to >= (uint64_t)w.n ? w.to - (uint64_t)w.n + 1 : 1;
    if (facts && w.from <= now && now <= w.to)
        w.fact = w.cells + (w.to - w.from + 1 < (uint64_t)w.n ? (int)(w.to - w.from + 1) : w.n) * v->zoom + 2;
    else
        w.fact = -1;
    return w;
}

static void make_diagram(struct pipe_pane *v, const struct window *w)
{
    uint64_t now = engine_cycle(v->pane.engine), newest = newest_cycle(v);
    if (v->made && v->from == w->from && v->till == w->to && v->now == now && v->newest == newest)
        return;
    forget(v);
    if (w->to < w->from)
        return;
    engine_diagram(v->pane.engine, w->from, w->to, &v->diagram);
    v->made = true;
    v->from = w->from;
    v->till = w->to;
    v->now = now;
    v->newest = newest;
}

/* The row of the cursor, -1: it is not in the window. */
static int cursor_row(const struct pipe_pane *v)
{
    for (size_t i = 0; v->made && i < v->diagram.nrows; i++)
        if (v->diagram.rows[i].seq == v->row)
            return (int)i;
    return -1;
}

static const struct diagram_cell *cell_at(const struct pipe_pane *v, const struct diagram_row *r,
                                          uint64_t cycle)
{
    if (cycle < r->first || cycle > r->last)
        return NULL;
    const struct diagram_cell *c = &v->diagram.cells[r->cell + (cycle - r->first)];
    return c->stage < 0 ? NULL : c;
}

/* ---- drawing ----------------------------------------------------------------------------------------- */

/* The label of a cell, and what it is shown as. */
static enum element label_of(const struct pipe_pane *v, const struct diagram_row *r, uint64_t cycle,
                             const struct diagram_cell *c, char labels[PIPE_STAGES][4], const char **text)
{
    bool narrow = v->zoom == 1;
    if (r->squashed && cycle == r->last) {
        *text = narrow ? "x" : "xx";
        return EL_SQUASHED;
    }
    if (c->held) {
        *text = narrow ? "." : "..";
        return EL_HELD;
    }
    if (c->cause != CAUSE_BASE) {
        const char *mark = cause_label((enum cause)c->cause);
        *text = narrow ? mark + 1 : mark;
        return element_of_cause((enum cause)c->cause);
    }
    *text = labels[c->stage < PIPE_STAGES ? c->stage : 0];
    return r->squashed ? EL_SQUASHED : element_of_seq(r->seq);
}

static void draw_cells(const struct pipe_pane *v, struct area a, const struct window *w, int y,
                       const struct diagram_row *r, char labels[PIPE_STAGES][4])
{
    uint64_t last = r->last < w->to ? r->last : w->to;
    for (uint64_t n = r->first > w->from ? r->first : w->from; n <= last; n++) {
        const struct diagram_cell *c = cell_at(v, r, n);
        if (!c)
            continue;
        const char *text;
        enum element e = label_of(v, r, n, c, labels, &text);
        int x = w->cells + (int)(n - w->from) * v->zoom + (v->zoom == 3);
        area_put(a, x, y, e, text);
        if (v->pane.focused && r->seq == v->row && n == v->cycle)
            area_mark(a, x, y, v->zoom < 2 ? 1 : 2, EL_CURSOR);
    }
}

static void draw_instruction(const struct pipe_pane *v, struct area a, const struct window *w, int y,
                             const struct diagram_row *r)
{
    const struct pane *p = &v->pane;
    enum element e = r->squashed ? EL_SQUASHED : element_of_seq(r->seq);
    if (r->squashed)
        area_printf(a, 0, y, e, "%*s", w->text - 1, "-");
    else
        area_printf(a, 0, y, e, "%*llu", w->text - 1, (unsigned long long)r->seq);
    struct code_at c;
    struct str text;
    str_init(&text);
    code_read(p, r->pc, &c);
    code_short(p, &c, r->pc, &text);
    area_text(area_part(a, 0, 0, w->cells - (v->zoom < 3), a.height), w->text, y, EL_MNEMONIC, text.buf);
    str_release(&text);
}

/* What it does in the present cycle, behind the cells. */
static void draw_fact(const struct pipe_pane *v, struct area a, const struct window *w,
                      const struct flight *f, int y, const struct diagram_row *r)
{
    if (w->fact < 0)
        return;
    struct str text;
    str_init(&text);
    for (unsigned s = 0; s < f->places; s++)
        if (!f->stage[s].bubble && f->stage[s].seq == r->seq)
            stage_fact(&v->pane, f, s, &text);
    area_text(a, w->fact, y, EL_NORMAL, text.buf);
    str_release(&text);
}

static void draw_heading(const struct pipe_pane *v, struct area a, const struct window *w)
{
    uint64_t now = engine_cycle(v->pane.engine);
    area_printf(a, 0, 0, EL_HEADING, "%*s", w->text - 1, "#");
    area_put(area_part(a, 0, 0, w->cells, 1), w->text, 0, EL_HEADING, "instruction");
    for (uint64_t n = w->from; n <= w->to; n++) {
        int x = w->cells + (int)(n - w->from) * v->zoom;
        if (v->zoom == 3)
            area_printf(a, x, 0, n == now ? EL_PC : EL_HEADING, n < 10 ? "%c %llu" : "%c%02llu",
                        n == now ? '>' : ' ', (unsigned long long)(n % 100));
        else if (n == now)
            area_put(a, x, 0, EL_PC, ">");
        else if (n % 10 == 0)
            area_printf(a, x, 0, EL_HEADING, "%llu", (unsigned long long)n);
    }
    if (w->fact >= 0)
        area_put(a, w->fact, 0, EL_HEADING, "this cycle");
}

/* The first row to draw, so that the last ones, or the cursor, are seen. */
static int first_row(struct pipe_pane *v, int height)
{
    int n = v->made ? (int)v->diagram.nrows : 0, first = n - height - v->up, at = cursor_row(v);
    if (v->pane.focused && at >= 0 && v->loose) {
        if (at < first)
            first = at;
        if (at >= first + height)
            first = at - height + 1;
    }
    if (first > n - height)
        first = n - height;
    return first < 0 ? 0 : first;
}

static void pipe_draw(struct pane *p, struct area a)
{
    struct pipe_pane *v = self(p);
    struct window w = window_of(v, a.width);
    struct flight f;
    char labels[PIPE_STAGES][4];
    make_diagram(v, &w);
    v->cells = w.n;
    v->to = w.to;
    flight_read(p->engine, &f);
    stage_labels(p->engine, v->zoom == 1 ? 1 : 2, labels);
    draw_heading(v, a, &w);
    int first = first_row(v, a.height - 1);
    for (int y = 1; y < a.height && v->made && first + y - 1 < (int)v->diagram.nrows; y++) {
        const struct diagram_row *r = &v->diagram.rows[first + y - 1];
        draw_instruction(v, a, &w, y, r);
        draw_cells(v, a, &w, y, r, labels);
        draw_fact(v, a, &w, &f, y, r);
    }
    if (!v->made || !v->diagram.nrows)
        area_put(a, w.text, 1, EL_DIM, "nothing has been fetched yet");
}

static void pipe_title(struct pane *p, struct str *out)
{
    struct pipe_pane *v = self(p);
    if (v->loose)
        str_addf(out, "to cycle %llu (End: now)  ", (unsigned long long)v->to);
    cause_legend(out);
}

/* ---- the cursor -------------------------------------------------------------------------------------- */

static void say_cell(struct pipe_pane *v)
{
    int i = cursor_row(v);
    const struct diagram_row *r = i < 0 ? NULL : &v->diagram.rows[i];
    const struct diagram_cell *c = r ? cell_at(v, r, v->cycle) : NULL;
    if (!r)
        return;
    struct code_at code;
    struct str text, place;
    str_init(&text);
    str_init(&place);
    code_read(&v->pane, r->pc, &code);
    code_short(&v->pane, &code, r->pc, &text);
    pane_where(&v->pane, r->pc, &place);
    str_addf(&text, " at %s, cycle %llu: ", place.buf, (unsigned long long)v->cycle);
    if (!c)
        str_add(&text, v->cycle < r->first ? "not fetched yet" : r->squashed ? "squashed" : "gone");
    else if (r->squashed && v->cycle == r->last)
        str_addf(&text, "squashed in %s", engine_stage_name(v->pane.engine, (unsigned)c->stage));
    else if (c->held)
        str_addf(&text, "held in %s behind an older one",
                 engine_stage_name(v->pane.engine, (unsigned)c->stage));
    else if (c->cause != CAUSE_BASE)
        str_addf(&text, "stays in %s: %s", engine_stage_name(v->pane.engine, (unsigned)c->stage),
                 cause_doc((enum cause)c->cause));
    else
        str_addf(&text, "in %s", engine_stage_name(v->pane.engine, (unsigned)c->stage));
    if (c && c->culprit && c->culprit != r->seq)
        str_addf(&text, " (#%llu)", (unsigned long long)c->culprit);
    pane_say(&v->pane, "#%llu %s", (unsigned long long)r->seq, text.buf);
    str_release(&place);
    str_release(&text);
}

/* A cursor that is nowhere goes to the newest instruction that is under way. */
static bool find_cursor(struct pipe_pane *v)
{
    if (!v->made || !v->diagram.nrows)
        return false;
    if (cursor_row(v) >= 0 && v->cycle >= v->diagram.from && v->cycle <= v->diagram.to)
        return true;
    v->row = v->diagram.rows[v->diagram.nrows - 1].seq;
    v->cycle = v->diagram.to;
    return true;
}

/* Scrolls so that a cycle is in the window. */
static void show_cycle(struct pipe_pane *v, uint64_t cycle)
{
    if (cycle > v->to)
        v->to = cycle;
    else if (cycle + (uint64_t)v->cells <= v->to)
        v->to = cycle + (uint64_t)v->cells - 1;
    else
        return;
    v->loose = true;
}

static bool move(struct pipe_pane *v, int rows, int64_t cycles)
{
    if (!find_cursor(v))
        return true;
    uint64_t low = oldest_cycle(v), high = newest_cycle(v);
    uint64_t to = v->cycle + (uint64_t)cycles;
    if (cycles < 0 && (v->cycle < (uint64_t)-cycles || to < low))
        to = low;
    v->cycle = to > high ? high : to;
    show_cycle(v, v->cycle);
    int i = cursor_row(v) + rows, n = (int)v->diagram.nrows;
    i = i < 0 ? 0 : i >= n ? n - 1 : i;
    v->row = v->diagram.rows[i].seq;
    if (rows)
        v->up = n - 1 - i > v->pane.height - 2 ? n - v->pane.height + 1 - i : 0;
    if (v->up < 0)
        v->up = 0;
    if (rows && v->diagram.rows[i].last < v->cycle)
        v->cycle = v->diagram.rows[i].last;
    if (rows && v->diagram.rows[i].first > v->cycle)
        v->cycle = v->diagram.rows[i].first;
    say_cell(v);
    return true;
}

static void zoom(struct pipe_pane *v, int by)
{
    v->zoom += by;
    v->zoom = v->zoom < 1 ? 1 : v->zoom > 3 ? 3 : v->zoom;
}

static void lock(struct pipe_pane *v)
{
    v->loose = false;
    v->up = 0;
    v->row = 0;
    pane_say(&v->pane, NULL);
}

static bool pipe_key(struct pane *p, tui_key key)
{
    struct pipe_pane *v = self(p);
    int page = v->cells > 1 ? v->cells - 1 : 1, lines = key_lines(key, p->height - 1);
    switch (key) {
    case K_LEFT:
    case 'h': return move(v, 0, -1);
    case K_RIGHT:
    case 'l': return move(v, 0, 1);
    case K_PGUP: return move(v, 0, -page);
    case K_PGDN: return move(v, 0, page);
    case K_HOME:
    case 'g': return move(v, 0, INT64_MIN / 2);
    case '+': zoom(v, 1); return true;
    case '-': zoom(v, -1); return true;
    case K_END:
    case 'G': lock(v); return true;
    case K_ENTER:
        if (find_cursor(v))
            pane_do(p, true, "goto cycle %llu", (unsigned long long)v->cycle);
        return true;
    case 'w':
        if (find_cursor(v))
            pane_do(p, true, "why #%llu", (unsigned long long)v->row);
        return true;
    default: return lines ? move(v, lines, 0) : false;
    }
}

static void pipe_click(struct pane *p, int x, int y, int button)
{
    struct pipe_pane *v = self(p);
    struct window w = window_of(v, p->width);
    int i = first_row(v, p->height - 1) + y - 1;
    (void)button;
    if (!v->made || y < 1 || i < 0 || i >= (int)v->diagram.nrows || x < w.cells)
        return;
    uint64_t cycle = w.from + (uint64_t)((x - w.cells) / v->zoom);
    if (cycle > w.to)
        return;
    v->row = v->diagram.rows[i].seq;
    v->cycle = cycle;
    say_cell(v);
    pane_do(p, true, "goto cycle %llu", (unsigned long long)cycle);
}

/* The wheel goes through time. */
static void pipe_scroll(struct pane *p, int lines)
{
    struct pipe_pane *v = self(p);
    uint64_t high = newest_cycle(v), low = oldest_cycle(v) + (uint64_t)(v->cells > 0 ? v->cells - 1 : 0);
    uint64_t to = v->to + (uint64_t)(int64_t)lines;
    if (lines < 0 && (v->to < (uint64_t) - (int64_t)lines || to < low))
        to = low;
    v->to = to > high ? high : to;
    v->loose = v->to != engine_cycle(p->engine);
}

/* ---- search ------------------------------------------------------------------------------------------ */

static bool row_has(const struct pane *p, const struct diagram_row *r, const char *text)
{
    struct code_at c;
    struct str s;
    str_init(&s);
    code_read(p, r->pc, &c);
    code_short(p, &c, r->pc, &s);
    bool found = strstr(s.buf, text) != NULL;
    str_release(&s);
    return found;
}

/* Among the instructions of the newest SEARCH_CYCLES cycles, all around; the cursor goes to its fetch. */
static bool pipe_search(struct pane *p, const char *text, bool backward, bool again)
{
    struct pipe_pane *v = self(p);
    uint64_t low = oldest_cycle(v), high = newest_cycle(v);
    if (high < low)
        return false;
    struct diagram d;
    engine_diagram(p->engine, high - low < SEARCH_CYCLES ? low : high - SEARCH_CYCLES, high, &d);
    int n = (int)d.nrows, from = n - 1, found = -1;
    for (int i = 0; v->row && i < n; i++)
        from = d.rows[i].seq == v->row ? i : from;
    for (int k = again; found < 0 && k < n + again; k++) {
        int i = ((from + (backward ? -k : k)) % n + n) % n;
        found = row_has(p, &d.rows[i], text) ? i : -1;
    }
    if (found >= 0) {
        v->row = d.rows[found].seq;
        v->cycle = d.rows[found].first;
        v->loose = true;
        show_cycle(v, v->cycle);
    }
    diagram_release(&d);
    return found >= 0;
}

static const struct pane_key_help keys[] = {
    { "Left, Right, h, l", "the cell of the cycle before, after" },
    { "PgUp, PgDn", "as many cycles as there is room for" },
    { "+, -", "more or fewer columns for a cycle" },
    { "Enter", "go to the cycle of this cell" },
    { "w", "why is this instruction where it is" },
    { "End, G", "follow the newest cycle again" },
    { NULL, NULL },
};

const struct pane_kind pane_kind_pipe = {
    .name = "pipe",
    .number = 3,
    .min_width = 24,
    .min_height = 3,
    .priority = 90,
    .focusable = true,
    .size = sizeof(struct pipe_pane),
    .open = pipe_open,
    .close = pipe_close,
    .title = pipe_title,
    .draw = pipe_draw,
    .key = pipe_key,
    .click = pipe_click,
    .scroll = pipe_scroll,
    .search = pipe_search,
    .keys = keys,
};
