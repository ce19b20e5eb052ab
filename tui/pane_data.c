/* pane_data.c - the data path: a column for each stage with the instruction in it and its live values, the
 * forwarding paths in use drawn below, and what the latches between the stages hold. All of it from the
 * machine's description: any number of stages, any names, any paths. Where columns would be too narrow, a
 * line for each stage. What is higher than the pane can be scrolled. */
#include <string.h>
#include "tui/data_facts.h"
#include "tui/wires.h"

#define COLUMN_MIN 15
#define COLUMN_MAX 32
#define PATHS      16
#define PAGE       96 /* lines at most */

struct data_pane {
    struct pane pane;
    struct list list; /* lines; the cursor is not shown */
};

static struct data_pane *self(struct pane *p)
{
    return (struct data_pane *)p;
}

static void data_fit(struct list *l, int count, int height)
{
    l->cursor = l->top; /* it is not shown */
    list_fit(l, count, height);
}

/* ---- columns ----------------------------------------------------------------------------------------- */

/* A forwarding path in use: operands of a stage that come from the same instruction. */
struct path {
    unsigned from, to; /* stages: the first half of the latch's name; where the operands are */
    uint64_t seq;      /* of the instruction that made them */
    int column;        /* where that stands now */
    int lane;          /* of the paths into the stage, from the right */
    int top;           /* line of the first operand; -1: not drawn yet */
};

struct picture {
    struct wires *wires;
    int width;             /* of a column */
    int bottom;            /* first line below all columns */
    int last[PIPE_STAGES]; /* of each column */
    int lanes[PIPE_STAGES];
    struct path path[PATHS];
    int npaths;
};

/* Where an instruction stands; one that has retired in this cycle: behind the last stage. */
static int column_of(const struct flight *f, uint64_t seq)
{
    for (unsigned s = 0; s < f->places; s++)
        if (!f->stage[s].bubble && f->stage[s].seq == seq)
            return (int)(s % f->n);
    return (int)f->n - 1;
}

static struct path *path_to(struct picture *pic, unsigned stage, uint64_t seq)
{
    for (int i = 0; i < pic->npaths; i++)
        if (pic->path[i].to == stage && pic->path[i].seq == seq)
            return &pic->path[i];
    return NULL;
}

/* Each in a lane of its own. */
static void find_paths(const struct flight *f, struct picture *pic)
{
    for (unsigned i = 0; i < f->places; i++) {
        unsigned lanes = f->places / f->n, to = i / lanes, place = to + i % lanes * f->n;
        const struct view_stage *s = &f->stage[place];
        for (unsigned k = 0; !s->bubble && k < s->nsrc; k++) {
            const struct view_operand *o = &s->src[k];
            if (o->from >= 0 && pic->npaths < PATHS && !path_to(pic, to, o->from_seq))
                pic->path[pic->npaths++] = (struct path){ .from = (unsigned)o->from,
                                                          .to = to,
                                                          .seq = o->from_seq,
                                                          .column = column_of(f, o->from_seq),
                                                          .lane = pic->lanes[to]++,
                                                          .top = -1 };
        }
    }
}

static int lane_x(const struct picture *pic, const struct path *path)
{
    return ((int)path->to + 1) * pic->width - 1 - path->lane;
}

/* From the lane to an operand's line, where an arrow ends it. */
static void draw_operand(struct picture *pic, struct path *path, int y)
{
    int end = ((int)path->to + 1) * pic->width - 1 - pic->lanes[path->to];
    wires_line(pic->wires, end, y, lane_x(pic, path), y);
    wires_arrow(pic->wires, end, y);
    if (path->top < 0)
        path->top = y;
}

static void put_facts(struct area a, int y, const struct facts *facts)
{
    for (int i = 0; i < facts->n; i++)
        area_text(a, 0, y + i, (enum element)facts->line[i].element, facts->line[i].text);
}

/* An instruction and its facts, from line y of its stage's column on. Returns the line below. */
static int draw_place(const struct pane *p, struct area col, int y, struct picture *pic,
                      const struct flight *f, unsigned place)
{
    struct facts facts = { .width = col.width };
    struct str text;
    str_init(&text);
    enum element e = data_headline(p, &f->stage[place], &text);
    area_text(col, 0, y++, e, text.buf);
    str_release(&text);
    data_facts(p, f, place, &facts);
    put_facts(col, y, &facts);
    for (int i = 0; i < facts.n; i++) {
        const struct fact *l = &facts.line[i];
        struct path *path = l->from >= 0 ? path_to(pic, place % f->n, l->seq) : NULL;
        if (path)
            draw_operand(pic, path, y + i);
    }
    return y + facts.n;
}

static void draw_column(const struct pane *p, struct area a, struct picture *pic, const struct flight *f,
                        unsigned s)
{
    struct area col = area_part(a, (int)s * pic->width + 1, 0, pic->width - 2 - pic->lanes[s], a.height);
    struct area head = area_part(a, (int)s * pic->width + 1, 0, pic->width - 2, 1);
    struct str text;
    str_init(&text);
    data_role(pane_pipe(p)->d, s, &text);
    int x = area_text(head, 0, 0, EL_TITLE, engine_stage_name(p->engine, s));
    area_text(head, x + 2, 0, EL_DIM, text.buf);
    str_release(&text);
    int y = draw_place(p, col, 1, pic, f, s);
    if (f->places > f->n && !f->stage[f->n + s].bubble)
        y = draw_place(p, col, y, pic, f, f->n + s);
    pic->last[s] = y - 1;
    if (pic->bottom < y)
        pic->bottom = y;
}

/* From the operands down, along a line of its own, and up to the column that the path comes from. */
static void lay_path(struct picture *pic, int i, int y)
{
    const struct path *path = &pic->path[i];
    int x = lane_x(pic, path), from = path->column * pic->width + 3;
    for (int k = 0; k < i; k++)
        from += 2 * (pic->path[k].column == path->column);
    wires_line(pic->wires, x, path->top, x, y);
    wires_line(pic->wires, x, y, from, y);
    wires_line(pic->wires, from, pic->last[path->column] + 1, from, y);
}

/* " MEM/WB -> EX " */
static void name_path(const struct pane *p, const struct path *path, struct str *out)
{
    str_addf(out, " %s", engine_stage_name(p->engine, path->from));
    if (path->from + 1 < engine_stages(p->engine))
        str_addf(out, "/%s", engine_stage_name(p->engine, path->from + 1));
    str_addf(out, " -> %s ", engine_stage_name(p->engine, path->to));
}

static void draw_paths(const struct pane *p, struct area a, struct picture *pic)
{
    for (int i = 0; i < pic->npaths; i++)
        lay_path(pic, i, pic->bottom + i);
    wires_draw(pic->wires, a, EL_FORWARD);
    for (int i = 0; i < pic->npaths; i++) {
        const struct path *path = &pic->path[i];
        int x = lane_x(pic, path), from = path->column * pic->width + 3;
        struct str label;
        str_init(&label);
        name_path(p, path, &label);
        x = wires_room(pic->wires, (x < from ? x : from) + 2, pic->bottom + i, text_columns(label.buf));
        area_put(a, x, pic->bottom + i, EL_FORWARD, label.buf);
        str_release(&label);
    }
    pic->bottom += pic->npaths;
}

/* ---- latches ----------------------------------------------------------------------------------------- */

/* What a latch holds of an instruction, from line y on; returns the line below. */
static int draw_latched(const struct pane *p, struct area col, int y, const struct flight *f, unsigned place)
{
    const struct view_stage *v = &f->stage[place];
    struct facts facts = { .width = col.width };
    struct code_at c;
    struct str text;
    str_init(&text);
    if (v->bubble) {
        str_addc(&text, '-');
    } else {
        code_read(p, v->pc, &c);
        code_short(p, &c, v->pc, &text);
    }
    area_text(col, 0, y++, v->bubble ? EL_BUBBLE : element_of_seq(v->seq), text.buf);
    str_release(&text);
    data_latched(p, f, place, &facts);
    put_facts(col, y, &facts);
    return y + facts.n;
}

/* "MEM/WB lw t0,0(a0)", "t0 =00000007": what the clock edge before this cycle brought into it, and the stage
 * behind it works with. */
static int draw_latches(const struct pane *p, struct area a, const struct picture *pic,
                        const struct flight *f, int y)
{
    int bottom = y;
    for (unsigned s = 0; s + 1 < f->n; s++) {
        struct area col = area_part(a, (int)s * pic->width + 1, 0, pic->width - 1, a.height);
        area_printf(col, 0, y, EL_HEADING, "%s/%s", engine_stage_name(p->engine, s),
                    engine_stage_name(p->engine, s + 1));
        int end = draw_latched(p, col, y + 1, f, s + 1);
        if (f->places > f->n && !f->stage[f->n + s + 1].bubble)
            end = draw_latched(p, col, end, f, f->n + s + 1);
        bottom = end > bottom ? end : bottom;
    }
    return bottom;
}

/* ---- the page ---------------------------------------------------------------------------------------- */

/* Lines of the picture, which is drawn on a page of its own. */
static int draw_picture(struct pane *p, struct area a, const struct flight *f, int height)
{
    struct wires wires;
    struct picture pic = { .wires = &wires, .width = a.width / (int)f->n };
    if (pic.width > COLUMN_MAX && f->n > 1)
        pic.width = COLUMN_MAX;
    wires_init(&wires, a.width, a.height);
    find_paths(f, &pic);
    for (unsigned s = 0; s < f->n; s++)
        draw_column(p, a, &pic, f, s);
    draw_paths(p, a, &pic);
    wires_release(&wires);
    return f->n > 1 ? draw_latches(p, a, &pic, f, pic.bottom + (pic.bottom + 2 < height)) : pic.bottom;
}

/* How much there is above and below, at the right ends of the first and last line. */
static void mark_more(struct area a, const struct list *l)
{
    struct str text;
    str_init(&text);
    for (int end = 0; end < 2; end++) {
        int more = end ? l->count - l->top - l->height : l->top, y = end ? a.height - 1 : 0;
        if (more <= 0)
            continue;
        str_clear(&text);
        str_addf(&text, " %d more ", more);
        int x = a.width - text_columns(text.buf) - 1;
        area_put(a, x, y, EL_HINT_KEY, text.buf);
        area_glyph(a, a.width - 1, y, EL_HINT_KEY, end ? GLYPH_DOWN : GLYPH_UP);
    }
    str_release(&text);
}

static void draw_columns(struct pane *p, struct area a, const struct flight *f)
{
    struct list *l = &self(p)->list;
    struct canvas page;
    canvas_init(&page, a.width, PAGE);
    page.ascii = a.canvas->ascii;
    int lines = draw_picture(p, canvas_area(&page), f, a.height);
    data_fit(l, lines < PAGE ? lines : PAGE, a.height);
    area_paste(a, &page, l->top);
    canvas_release(&page);
}

/* ---- lines ------------------------------------------------------------------------------------------- */

static void draw_line(struct pane *p, struct area a, int y, const struct flight *f, unsigned s, int name)
{
    struct str text;
    str_init(&text);
    if (s < f->n)
        area_put(a, 0, y, EL_TITLE, engine_stage_name(p->engine, s));
    enum element e = data_headline(p, &f->stage[s], &text);
    if (f->stage[s].bubble && f->stage[s].cause != CAUSE_BASE)
        str_addf(&text, " %s", cause_name(f->stage[s].cause));
    if (!f->stage[s].bubble) { /* the whole instruction instead of its name */
        struct code_at c;
        str_clear(&text);
        str_addf(&text, "#%llu ", (unsigned long long)f->stage[s].seq);
        code_read(p, f->stage[s].pc, &c);
        code_short(p, &c, f->stage[s].pc, &text);
    }
    int x = area_text(a, name + 1, y, e, text.buf);
    str_clear(&text);
    stage_fact(p, f, s, &text);
    area_text(a, x < name + 26 ? name + 26 : x + 1, y, EL_NORMAL, text.buf);
    str_release(&text);
}

/* Places in the order of the stages; nobody beside an elder: no line. */
static int places_of(const struct flight *f, unsigned places[])
{
    int n = 0;
    for (unsigned s = 0; s < f->n; s++)
        for (unsigned place = s; place < f->places; place += f->n)
            if (place == s || !f->stage[place].bubble)
                places[n++] = place;
    return n;
}

static void draw_lines(struct pane *p, struct area a, const struct flight *f)
{
    struct list *l = &self(p)->list;
    unsigned places[2 * PIPE_STAGES];
    int name = 2;
    for (unsigned s = 0; s < f->n; s++) {
        int n = text_columns(engine_stage_name(p->engine, s));
        name = n > name ? n : name;
    }
    data_fit(l, places_of(f, places), a.height);
    for (int y = 0; y < a.height && l->top + y < l->count; y++)
        draw_line(p, a, y, f, places[l->top + y], name);
}

static void data_draw(struct pane *p, struct area a)
{
    struct flight f;
    flight_read(p->engine, &f);
    if (!f.n)
        return;
    if (a.width / (int)f.n >= COLUMN_MIN && a.height >= 4)
        draw_columns(p, a, &f);
    else
        draw_lines(p, a, &f);
    mark_more(a, &self(p)->list);
}

static void data_scroll(struct pane *p, int lines)
{
    list_scroll(&self(p)->list, lines);
}

/* There is no cursor: keys scroll. */
static bool data_key(struct pane *p, tui_key key)
{
    const struct list *l = &self(p)->list;
    int n = key == 'g' || key == K_HOME  ? -l->count
            : key == 'G' || key == K_END ? l->count
                                         : key_lines(key, l->height);
    data_scroll(p, n);
    return n != 0;
}

static void data_title(struct pane *p, struct str *out)
{
    (void)p;
    str_add(out, "r=read  <=forwarded  *=written");
}

const struct pane_kind pane_kind_data = {
    .name = "data",
    .number = 5,
    .min_width = 24,
    .min_height = 3,
    .priority = 70,
    .focusable = true,
    .size = sizeof(struct data_pane),
    .title = data_title,
    .draw = data_draw,
    .key = data_key,
    .scroll = data_scroll,
};
