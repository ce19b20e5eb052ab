/* pane_data.c - the data path: a column for each stage with the instruction in it and its live values, the
 * forwarding paths in use drawn below, the latches between the stages. All of it from the machine's
 * description: any number of stages, any names, any paths. Where columns would be too narrow, a line for each
 * stage. */
#include <string.h>
#include "tui/pane_parts.h"

#define COLUMN_MIN 15
#define COLUMN_MAX 32
#define FACTS      24
#define PATHS      8

struct data_pane {
    struct pane pane;
    struct list list; /* of stages, where they are lines */
};

/* One line of a column. */
struct fact {
    char text[48];
    uint8_t element;
    int8_t from;  /* an operand that is forwarded from this stage; -1: none */
    uint64_t seq; /* ... the instruction that made it */
};

struct facts {
    struct fact line[FACTS];
    int n, width; /* of the column */
};

static struct data_pane *self(struct pane *p)
{
    return (struct data_pane *)p;
}

/* ---- what a stage is for ----------------------------------------------------------------------------------
 */

static void stage_role(const struct pipe_desc *d, unsigned s, struct str *out)
{
    const struct {
        const char *what;
        unsigned stage;
    } roles[] = { { "decode", d->decode }, { "read", d->read },   { "execute", d->exec },
                  { "memory", d->load },   { "store", d->store }, { "write", d->write } };
    if (d->cost_table) {
        str_add(out, "one instruction at a time");
        return;
    }
    if (s == 0)
        str_add(out, "fetch");
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        bool implied = (!strcmp(roles[i].what, "read") && d->read == d->decode) ||
                       (!strcmp(roles[i].what, "store") && d->store == d->load);
        if (roles[i].stage == s && !implied)
            str_addf(out, "%s%s", out->len ? ", " : "", roles[i].what);
    }
}

/* ---- the lines of a column --------------------------------------------------------------------------------
 */

static struct fact *add(struct facts *f, enum element e)
{
    struct fact *l = &f->line[f->n < FACTS ? f->n++ : FACTS - 1];
    *l = (struct fact){ .element = (uint8_t)e, .from = -1 };
    return l;
}

static void set(struct fact *l, const struct str *s)
{
    snprintf(l->text, sizeof l->text, "%s", s->buf);
}

static int value_digits(const struct pane *p, unsigned slot)
{
    return (int)(pane_slot_width(p, slot) + 3) / 4;
}

/* All digits, or if there is no room for them those that count. */
static void add_value(struct str *s, int width, int digits, uint64_t value)
{
    bool fits = (int)s->len + digits <= width;
    str_addf(s, fits ? "%0*llx" : "%.*llx", fits ? digits : 1, (unsigned long long)value);
    if ((int)s->len > width && width > 1) { /* nobody shall take a part for the whole */
        s->len = (size_t)width - 1;
        s->buf[s->len] = '\0';
        str_addc(s, '~');
    }
}

static void add_operand(const struct pane *p, struct facts *out, const struct view_operand *o,
                        const char *arrow)
{
    struct str s;
    str_init(&s);
    pane_slot_name(p, o->slot, &s);
    str_addf(&s, "%*s%s", s.len < 4 ? 4 - (int)s.len : 1, "", arrow);
    if (o->known)
        add_value(&s, out->width, value_digits(p, o->slot), o->value);
    else
        str_add(&s, "--");
    struct fact *l = add(out, o->from >= 0 ? EL_FORWARD : o->from == -1 ? EL_READ : EL_NORMAL);
    l->from = o->from >= 0 ? o->from : -1;
    l->seq = o->from_seq;
    set(l, &s);
    str_release(&s);
}

static void add_fetch(const struct pane *p, struct facts *out, const struct view_stage *s, int digits)
{
    struct fact *l = add(out, EL_ADDRESS);
    (void)p;
    snprintf(l->text, sizeof l->text, "pc   %0*llx", digits, (unsigned long long)s->pc);
    if (!s->predicted)
        return;
    l = add(out, EL_NORMAL);
    snprintf(l->text, sizeof l->text, "next %0*llx %c", digits, (unsigned long long)s->expect,
             s->predicted_taken ? 'T' : 'N');
}

typedef void (*fact_function)(const struct pane *p, const struct view_stage *s, const char *sep,
                              struct str *out);

static void add_text(const struct pane *p, struct facts *out, const struct view_stage *s, fact_function f,
                     enum element e)
{
    struct str text;
    str_init(&text);
    f(p, s, ", ", &text);
    if (text.len)
        set(add(out, e), &text);
    str_release(&text);
}

static void add_results(const struct pane *p, struct facts *out, const struct view_stage *s,
                        const char *arrow)
{
    for (unsigned i = 0; i < s->ndst; i++)
        if (s->dst[i].known) {
            struct view_operand o = s->dst[i];
            o.from = -2;
            add_operand(p, out, &o, arrow);
        }
}

static void add_accesses(const struct pane *p, struct facts *out, const struct view_stage *s)
{
    for (unsigned i = 0; i < s->naccess; i++) {
        const struct access *a = &s->access[i];
        struct fact *l = add(out, EL_NORMAL);
        snprintf(l->text, sizeof l->text, "%s %0*llx", a->store ? "st  " : "ld  ", pane_digits(p, a->addr),
                 (unsigned long long)a->addr);
    }
    if (s->naccess && hier_line(&pane_pipe(p)->d->hier, HIER_DATA)) {
        struct fact *l = add(out, s->hit ? EL_HIT : EL_MISS);
        snprintf(l->text, sizeof l->text, "D$   %s", s->hit ? "hit" : "miss");
    }
}

/* Who makes a register that this stage's instruction will get; 0: it is in the register file. */
static uint64_t maker(const struct flight *f, unsigned stage, unsigned slot)
{
    uint64_t seq = 0; /* the youngest of them */
    for (unsigned s = 0; s < f->places; s++)
        for (unsigned i = 0; s % f->n > stage && !f->stage[s].bubble && i < f->stage[s].ndst; i++)
            if (f->stage[s].dst[i].slot == slot && f->stage[s].seq > seq)
                seq = f->stage[s].seq;
    return seq;
}

static void add_source(const struct pane *p, const struct flight *f, unsigned stage,
                       const struct view_operand *o, struct facts *out)
{
    const struct pipe_desc *d = pane_pipe(p)->d;
    bool later = o->from == -2 && stage == d->read && stage != d->exec;
    uint64_t seq = later ? maker(f, stage, o->slot) : 0;
    if (!seq) {
        add_operand(p, out, o, o->from == -1 && !d->cost_table ? "r" : o->from >= 0 ? "<" : " ");
        return;
    }
    struct str s;
    str_init(&s);
    pane_slot_name(p, o->slot, &s);
    str_addf(&s, "%*s from #%llu", s.len < 4 ? 4 - (int)s.len : 0, "", (unsigned long long)seq);
    set(add(out, EL_NORMAL), &s);
    str_release(&s);
}

static void collect(const struct pane *p, const struct flight *f, unsigned place, int digits,
                    struct facts *out)
{
    const struct view_stage *s = &f->stage[place];
    unsigned stage = place % f->n;
    const struct pipe_desc *d = pane_pipe(p)->d;
    bool all = d->cost_table || d->nstages == 1;
    struct str text;
    out->n = 0;
    if (s->bubble && s->cause != CAUSE_BASE)
        snprintf(add(out, EL_BUBBLE)->text, sizeof out->line[0].text, "%s", cause_name(s->cause));
    if (s->bubble)
        return;
    str_init(&text);
    fact_wait(s, engine_cycle(p->engine), "", &text);
    if (text.len)
        set(add(out, element_of_cause(s->cause)), &text);
    str_release(&text);
    if (stage == 0)
        add_fetch(p, out, s, digits);
    for (unsigned i = 0; i < s->nsrc; i++)
        if (all || stage == d->read || stage == d->exec || s->src[i].from >= 0)
            add_source(p, f, stage, &s->src[i], out);
    if (all || stage == d->exec || stage == d->predict_stage)
        add_text(p, out, s, fact_transfer, EL_NORMAL);
    /* what is loaded is revealed when the machine has it */
    bool loading = s->naccess && (stage < d->load || (stage == d->load && s->cause != CAUSE_BASE));
    if (!all && !loading && stage >= d->exec && stage < d->write)
        add_results(p, out, s, "=");
    if (pane_makes_access(p, stage))
        add_accesses(p, out, s);
    if (all || stage == d->write)
        add_results(p, out, s, "*");
}

/* "#14 add", "(bubble) load-use" */
static enum element headline(const struct pane *p, const struct view_stage *s, struct str *out)
{
    if (s->bubble) {
        str_add(out, "(bubble)");
        return EL_BUBBLE;
    }
    str_addf(out, "#%llu ", (unsigned long long)s->seq);
    code_name(p, s->pc, out);
    if (s->squashed || s->wrong_path)
        str_add(out, s->squashed ? " (squashed)" : " (wrong)");
    return s->squashed || s->wrong_path ? EL_SQUASHED : element_of_seq(s->seq);
}

/* ---- columns ----------------------------------------------------------------------------------------------
 */

/* A forwarding path in use: from the column of a stage to a line of another's. */
struct path {
    int from, to, y; /* stages; the line of the operand */
    int column;      /* where the instruction that made the value stands now */
};

struct picture {
    int width;             /* of a column */
    int bottom;            /* first line below all columns */
    int last[PIPE_STAGES]; /* of each column */
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

/* An instruction and its facts, from line y of its stage's column on. Returns the line below. */
static int draw_place(const struct pane *p, struct area col, int y, struct picture *pic,
                      const struct flight *f, unsigned place)
{
    struct facts facts = { .width = col.width };
    struct str text;
    str_init(&text);
    enum element e = headline(p, &f->stage[place], &text);
    area_put(col, 0, y++, e, text.buf);
    str_release(&text);
    collect(p, f, place, pane_digits(p, f->stage[place].pc), &facts);
    for (int i = 0; i < facts.n; i++, y++) {
        const struct fact *l = &facts.line[i];
        area_put(col, 0, y, (enum element)l->element, l->text);
        if (l->from >= 0 && pic->npaths < PATHS)
            pic->path[pic->npaths++] = (struct path){ l->from, (int)(place % f->n), y, column_of(f, l->seq) };
    }
    return y;
}

static void draw_column(const struct pane *p, struct area a, struct picture *pic, const struct flight *f,
                        unsigned s)
{
    struct area col = area_part(a, (int)s * pic->width + 1, 0, pic->width - 2, a.height);
    struct str text;
    str_init(&text);
    stage_role(pane_pipe(p)->d, s, &text);
    int x = area_put(col, 0, 0, EL_TITLE, engine_stage_name(p->engine, s));
    area_put(col, x + 2, 0, EL_DIM, text.buf);
    str_release(&text);
    int y = draw_place(p, col, 1, pic, f, s);
    if (f->places > f->n && !f->stage[f->n + s].bubble)
        y = draw_place(p, col, y, pic, f, f->n + s);
    pic->last[s] = y - 1;
    if (pic->bottom < y)
        pic->bottom = y;
}

/* From the right end of the operand's line down, along, and up to the column it comes from. */
static void draw_path(struct area a, const struct picture *pic, const struct path *path, int y,
                      const char *label)
{
    int x = (path->to + 1) * pic->width - 1, from = path->column * pic->width + 3;
    int low = x < from ? x : from, high = x < from ? from : x;
    area_glyph(a, x - 1, path->y, EL_FORWARD, GLYPH_LEFT);
    area_glyph(a, x, path->y, EL_FORWARD, GLYPH_TOP_RIGHT);
    for (int k = path->y + 1; k < y; k++)
        area_glyph(a, x, k, EL_FORWARD, GLYPH_VLINE);
    for (int k = pic->last[path->column] + 1; k < y; k++)
        area_glyph(a, from, k, EL_FORWARD, GLYPH_VLINE);
    for (int k = low + 1; k < high; k++)
        area_glyph(a, k, y, EL_FORWARD, GLYPH_HLINE);
    area_glyph(a, low, y, EL_FORWARD, GLYPH_BOTTOM_LEFT);
    area_glyph(a, high, y, EL_FORWARD, GLYPH_BOTTOM_RIGHT);
    int columns = text_columns(label);
    area_put(a, high - low > columns + 2 ? low + 2 : high + 2, y, EL_FORWARD, label);
}

static void draw_paths(const struct pane *p, struct area a, struct picture *pic)
{
    unsigned last = engine_stages(p->engine) - 1;
    for (int i = 0; i < pic->npaths && pic->bottom < a.height; i++) {
        const struct path *path = &pic->path[i];
        struct str label;
        str_init(&label);
        str_addf(&label, " %s", engine_stage_name(p->engine, (unsigned)path->from));
        if ((unsigned)path->from < last)
            str_addf(&label, "/%s", engine_stage_name(p->engine, (unsigned)path->from + 1));
        str_addf(&label, " -> %s ", engine_stage_name(p->engine, (unsigned)path->to));
        draw_path(a, pic, path, pic->bottom, label.buf);
        str_release(&label);
        pic->bottom++;
    }
}

/* What stands in a place, in few columns. */
static void draw_insn(const struct pane *p, struct area col, int x, int y, const struct view_stage *v)
{
    struct code_at c;
    struct str text;
    str_init(&text);
    if (v->bubble) {
        str_addc(&text, '-');
    } else {
        code_read(p, v->pc, &c);
        code_short(p, &c, v->pc, &text);
    }
    area_put(col, x, y, v->bubble ? EL_BUBBLE : element_of_seq(v->seq), text.buf);
    str_release(&text);
}

/* "IF/ID  bne a0,a2,loop": what the next clock edge would hand on. */
static void draw_latches(const struct pane *p, struct area a, const struct picture *pic,
                         const struct flight *f)
{
    int y = pic->bottom + (pic->bottom + 2 < a.height);
    for (unsigned s = 0; s + 1 < f->n && y < a.height; s++) {
        struct area col = area_part(a, (int)s * pic->width + 1, y, pic->width - 1, a.height - y);
        int x = area_printf(col, 0, 0, EL_HEADING, "%s/%s ", engine_stage_name(p->engine, s),
                            engine_stage_name(p->engine, s + 1));
        bool below = col.height > 1;
        draw_insn(p, col, below ? 0 : x, below, &f->stage[s]);
        if (below && f->places > f->n && !f->stage[f->n + s].bubble)
            draw_insn(p, col, 0, 2, &f->stage[f->n + s]);
    }
}

static void draw_columns(struct pane *p, struct area a, const struct flight *f)
{
    struct picture pic = { .width = a.width / (int)f->n };
    if (pic.width > COLUMN_MAX && f->n > 1)
        pic.width = COLUMN_MAX;
    for (unsigned s = 0; s < f->n; s++)
        draw_column(p, a, &pic, f, s);
    draw_paths(p, a, &pic);
    draw_latches(p, a, &pic, f);
}

/* ---- lines ------------------------------------------------------------------------------------------------
 */

static void draw_line(struct pane *p, struct area a, int y, const struct flight *f, unsigned s, int name)
{
    struct str text;
    str_init(&text);
    if (s < f->n)
        area_put(a, 0, y, EL_TITLE, engine_stage_name(p->engine, s));
    enum element e = headline(p, &f->stage[s], &text);
    if (f->stage[s].bubble && f->stage[s].cause != CAUSE_BASE)
        str_addf(&text, " %s", cause_name(f->stage[s].cause));
    if (!f->stage[s].bubble) { /* the whole instruction instead of its name */
        struct code_at c;
        str_clear(&text);
        str_addf(&text, "#%llu ", (unsigned long long)f->stage[s].seq);
        code_read(p, f->stage[s].pc, &c);
        code_short(p, &c, f->stage[s].pc, &text);
    }
    int x = area_put(a, name + 1, y, e, text.buf);
    str_clear(&text);
    stage_fact(p, f, s, &text);
    area_put(a, x < name + 26 ? name + 26 : x + 1, y, EL_NORMAL, text.buf);
    str_release(&text);
}

static void draw_lines(struct pane *p, struct area a, const struct flight *f)
{
    struct list *l = &self(p)->list;
    int name = 2;
    for (unsigned s = 0; s < f->n; s++) {
        int n = text_columns(engine_stage_name(p->engine, s));
        name = n > name ? n : name;
    }
    unsigned lanes = f->places / f->n;
    list_fit(l, (int)f->places, a.height);
    for (int y = 0; y < a.height && l->top + y < l->count; y++) {
        unsigned i = (unsigned)(l->top + y);
        draw_line(p, a, y, f, i / lanes + i % lanes * f->n, name);
    }
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
}

static bool data_key(struct pane *p, tui_key key)
{
    return list_key(&self(p)->list, key);
}

static void data_scroll(struct pane *p, int lines)
{
    list_scroll(&self(p)->list, lines);
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
