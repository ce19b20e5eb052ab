/* pane_code.c - the program: source and disassembly, where its instructions stand in the pipeline,
 * breakpoints, and where the branch under the cursor goes.
 *
 * A line is: gutter ("B+": breakpoint, met, enabled; "b-": never met, disabled; "T": temporary; "=>", "B+>":
 * here stands the program, or the selected frame), arrow, address, bytes where there is room, the stage that
 * holds the instruction, line number, text. */
#include <string.h>
#include "base/fs.h"
#include "tui/code_rows.h"

struct code_pane {
    struct pane pane;
    struct code_rows program, place;
    const struct image *listed; /* the program was made from it */
    bool counts;
    bool follow;       /* the location stays in view */
    uint64_t location; /* at the last drawing */
    uint64_t moment;
    int top, cursor;
};

#define WIDE 52 /* from here on the bytes are shown */

static struct code_pane *self(struct pane *p)
{
    return (struct code_pane *)p;
}

static void code_open(struct pane *p)
{
    self(p)->follow = true;
}

static void code_close(struct pane *p)
{
    code_rows_release(&self(p)->program);
    code_rows_release(&self(p)->place);
}

/* ---- which rows -------------------------------------------------------------------------------------- */

static struct code_rows *rows_of(struct code_pane *c)
{
    return c->place.outside ? &c->place : &c->program;
}

static int clamp(int v, int low, int high)
{
    return v > high ? (high < low ? low : high) : v < low ? low : v;
}

/* Finds the row of an address; what the program does not have is listed by itself. */
static int locate(struct code_pane *c, uint64_t addr)
{
    int row = code_rows_find(&c->program, addr);
    if (row >= 0) {
        code_rows_release(&c->place);
        c->place = (struct code_rows){ 0 };
        return row;
    }
    row = c->place.outside ? code_rows_find(&c->place, addr) : -1;
    if (row >= 0 && row < (int)c->place.v.count - c->pane.height)
        return row;
    code_rows_release(&c->place);
    code_rows_place(&c->pane, addr, &c->place);
    return 0;
}

/* Brings a row into the middle third if it is not there. */
static void center(struct code_pane *c, int row)
{
    int h = c->pane.height, at = row - c->top;
    if (at < h / 3 || at >= h - h / 3)
        c->top = row - h / 3;
    c->top = clamp(c->top, 0, (int)rows_of(c)->v.count - h);
}

static void go_to(struct code_pane *c, uint64_t addr)
{
    c->cursor = locate(c, addr);
    center(c, c->cursor);
}

static void keep_in_view(struct code_pane *c)
{
    int n = (int)rows_of(c)->v.count, h = c->pane.height;
    c->cursor = clamp(c->cursor, 0, n - 1);
    c->top = clamp(c->top, c->cursor - h + 1, c->cursor);
    c->top = clamp(c->top, 0, n - h);
}

/* What is current: after the end of the program, the instruction that ended it. */
static uint64_t current_place(const struct code_pane *c)
{
    const struct pane *p = &c->pane;
    uint64_t location = session_location(p->session), last = machine_end(engine_machine(p->engine))->pc;
    if (!engine_over(p->engine) || code_rows_find(&c->program, location) >= 0)
        return location;
    if (code_rows_find(&c->program, last) >= 0)
        return last;
    for (size_t i = c->program.v.count; i-- > 0;) { /* it ran out of its code */
        const struct code_row *r = &c->program.v.data[i];
        if (r->kind == ROW_INSN && r->addr + r->len == location)
            return r->addr;
    }
    return location;
}

static void update(struct code_pane *c)
{
    const struct image *img = session_image(c->pane.session);
    if (c->listed != img) {
        code_rows_release(&c->program);
        code_rows_release(&c->place);
        c->place = (struct code_rows){ 0 };
        code_rows_program(&c->pane, &c->program);
        c->listed = img;
    }
    uint64_t location = current_place(c), now = engine_cycle(c->pane.engine);
    if (location != c->location || now != c->moment)
        c->follow = true;
    c->location = location;
    c->moment = now;
    if (c->follow)
        go_to(c, location);
    else
        keep_in_view(c);
}

static const struct code_row *row_at(struct code_pane *c, int i)
{
    const struct code_rows *rows = rows_of(c);
    return i >= 0 && i < (int)rows->v.count ? &rows->v.data[i] : NULL;
}

/* ---- drawing ----------------------------------------------------------------------------------------- */

struct layout {
    int digits, address, bytes, bytes_width, stage, stage_width, line, line_width, text;
};

static int decimal(int v)
{
    int n = 1;
    while (v >= 10)
        v /= 10, n++;
    return n;
}

static int stage_width(const struct pane *p)
{
    size_t most = 2;
    for (unsigned s = 0; s < engine_stages(p->engine); s++) {
        size_t n = strlen(engine_stage_name(p->engine, s));
        most = n > most ? n : most;
    }
    return most < 6 ? (int)most : 6;
}

static struct layout lay_out(struct code_pane *c, int width)
{
    const struct code_rows *rows = rows_of(c);
    struct layout l = { 0 };
    uint64_t highest = rows->v.count ? rows->v.data[rows->v.count - 1].addr : 0;
    unsigned most = session_isa(c->pane.session)->max_len;
    l.digits = pane_digits(&c->pane, highest);
    l.address = c->counts ? 8 : 3;
    l.bytes = l.address + l.digits + 1;
    l.bytes_width = width >= WIDE + l.digits ? 2 * (int)(most < 4 ? most : 4) + 1 : 0;
    l.stage = l.bytes + l.bytes_width;
    l.stage_width = stage_width(&c->pane);
    l.line = l.stage + l.stage_width + 1;
    l.line_width = rows->last_line ? decimal(rows->last_line) : 0;
    l.text = l.line + (l.line_width ? l.line_width + 1 : 0);
    return l;
}

static const struct session_break *break_at(const struct pane *p, uint64_t addr)
{
    const struct session_break *b;
    size_t n = session_breaks(p->session, &b);
    for (size_t i = 0; i < n; i++)
        if (!b[i].is_watch && !b[i].is_catch && b[i].addr == addr)
            return &b[i];
    return NULL;
}

static void draw_gutter(struct code_pane *c, struct area a, int y, const struct code_row *r)
{
    const struct session_break *b = break_at(&c->pane, r->addr);
    if (!b)
        return;
    char letter = b->temporary ? 't' : 'b';
    if (b->hits)
        letter = (char)(letter - 'a' + 'A');
    area_printf(a, 0, y, b->enabled ? EL_BREAK : EL_DISABLED, "%c%c", letter, b->enabled ? '+' : '-');
    if (c->counts)
        area_printf(a, 3, y, EL_DIM, "%4llu", (unsigned long long)b->hits);
}

/* Source text with its label, and its comment, set off. */
static void draw_source(const struct pane *p, struct area a, int x, int y, const struct line *l)
{
    size_t n;
    const char *text = session_source_line(p->session, l->file, l->line, &n);
    if (!text) {
        area_printf(a, x, y, EL_DIM, "%s:%d", l->file, l->line);
        return;
    }
    while (n && (text[n - 1] == ' ' || text[n - 1] == '\t' || text[n - 1] == '\r'))
        n--;
    area_textn(a, x, y, EL_NORMAL, text, n);
    const struct isa *isa = session_isa(p->session);
    for (size_t i = 0; session_image(p->session)->from_source && i < n; i++) {
        bool quote = text[i] == '"' || text[i] == '\'';
        bool comment = false;
        for (unsigned k = 0; k < isa->assembler.ncomments; k++) {
            size_t len = strlen(isa->assembler.comments[k]);
            comment |= len && i + len <= n && !memcmp(text + i, isa->assembler.comments[k], len);
        }
        if (comment)
            area_textn(a, x + (int)i, y, EL_COMMENT, text + i, memchr(text, '\t', n) ? 0 : n - i);
        if (comment || quote)
            return;
    }
}

static void draw_disassembly(const struct pane *p, struct area a, int x, int y, uint64_t addr, enum element e)
{
    struct code_at c;
    struct str text;
    str_init(&text);
    code_read(p, addr, &c);
    code_text(p, &c, addr, &text);
    area_text(a, x, y, e, text.buf);
    str_release(&text);
}

static void draw_bytes(const struct pane *p, struct area a, const struct layout *l, int y,
                       const struct code_row *r)
{
    uint8_t bytes[INSN_MAX_BYTES];
    size_t n = engine_read(p->engine, r->addr, bytes, r->len);
    const struct isa *isa = session_isa(p->session);
    unsigned unit = isa->unit / 8 ? isa->unit / 8 : 1;
    int x = l->bytes;
    /* one number if that is how the ISA's manual writes it, units where instructions differ in length */
    bool whole = n <= 4 && (unit == n || isa->unit >= 16);
    for (size_t i = 0; i < n && x < l->bytes + l->bytes_width - 1; i++, x += 2)
        area_printf(a, x, y, EL_DIM, "%02x", bytes[whole && !isa->big_endian ? n - 1 - i : i]);
}

static void draw_insn(struct code_pane *c, struct area a, const struct layout *l, const struct flight *f,
                      int y, const struct code_row *r)
{
    const struct pane *p = &c->pane;
    draw_gutter(c, a, y, r);
    enum element e = r->addr == c->location ? EL_PC : EL_ADDRESS;
    area_printf(a, l->address, y, e, "%0*llx", l->digits, (unsigned long long)r->addr);
    if (l->bytes_width)
        draw_bytes(p, a, l, y, r);
    int stage = flight_at(f, r->addr);
    if (stage >= 0) {
        struct str name;
        str_init(&name);
        const char *full = engine_stage_name(p->engine, (unsigned)stage % f->n);
        str_addn(&name, full, strnlen(full, (size_t)l->stage_width));
        area_put(a, l->stage, y, element_of_seq(f->stage[stage].seq), name.buf);
        str_release(&name);
    }
    if (r->line) {
        area_printf(a, l->line, y, EL_DIM, "%*d", l->line_width, r->line->line);
        draw_source(p, a, l->text, y, r->line);
    } else {
        bool more = session_image(p->session)->from_source && l->line_width;
        draw_disassembly(p, a,
                         l->text + (more            ? 8
                                    : l->line_width ? 2
                                                    : 0),
                         y, r->addr, more ? EL_DIM : EL_NORMAL);
    }
}

static void draw_row(struct code_pane *c, struct area a, const struct layout *l, const struct flight *f,
                     int y, const struct code_row *r)
{
    switch ((enum row_kind)r->kind) {
    case ROW_LABEL: area_printf(a, l->text, y, EL_LABEL, "%s:", r->text); break;
    case ROW_SOURCE:
        area_printf(a, l->line, y, EL_DIM, "%*d", l->line_width, r->line->line);
        draw_source(&c->pane, a, l->text, y, r->line);
        break;
    case ROW_INSN: draw_insn(c, a, l, f, y, r); break;
    }
}

/* From the branch under the cursor to where it goes, in the column before the addresses. */
static void draw_arrow(struct code_pane *c, struct area a, const struct layout *l)
{
    const struct code_row *r = row_at(c, c->cursor);
    struct code_at at;
    if (!r || r->kind != ROW_INSN)
        return;
    code_read(&c->pane, r->addr, &at);
    int to = at.has_target ? code_rows_find(rows_of(c), at.target) : -1;
    if (to < 0 || to == c->cursor)
        return;
    int x = l->address - 1, from = c->cursor - c->top, y = to - c->top;
    bool down = to > c->cursor;
    area_glyph(a, x, from, EL_MATCH, down ? GLYPH_TURN_DOWN : GLYPH_TURN_UP);
    for (int k = from + (down ? 1 : -1); k != y && k >= 0 && k < a.height; k += down ? 1 : -1)
        area_glyph(a, x, k, EL_MATCH, GLYPH_VLINE);
    if (y >= 0 && y < a.height)
        area_glyph(a, x, y, EL_MATCH, GLYPH_RIGHT);
    else
        area_glyph(a, x, down ? a.height - 1 : 0, EL_MATCH, down ? GLYPH_DOWN : GLYPH_UP);
}

/* "=>", or "B+>"; over the arrow: which line is current is asked more often. */
static void draw_current(struct code_pane *c, struct area a, const struct layout *l)
{
    int y = code_rows_find(rows_of(c), c->location) - c->top;
    if (y < 0 || y >= a.height)
        return;
    if (!break_at(&c->pane, c->location))
        area_put(a, l->address - 2, y, EL_PC, "=");
    area_put(a, l->address - 1, y, EL_PC, ">");
}

static void code_draw(struct pane *p, struct area a)
{
    struct code_pane *c = self(p);
    struct flight f;
    update(c);
    flight_read(p->engine, &f);
    struct layout l = lay_out(c, a.width);
    for (int y = 0; y < a.height && row_at(c, c->top + y); y++)
        draw_row(c, a, &l, &f, y, row_at(c, c->top + y));
    if (!rows_of(c)->v.count)
        area_put(a, 0, 0, EL_DIM, "no code here");
    draw_arrow(c, a, &l);
    draw_current(c, a, &l);
    if (p->focused)
        area_mark(a, l.address, c->cursor - c->top, a.width - l.address, EL_CURSOR);
}

static void code_title(struct pane *p, struct str *out)
{
    const struct image *img = session_image(p->session);
    const struct line *l = img ? image_line_at(img, session_location(p->session)) : NULL;
    const char *name = l ? l->file : img ? img->name : "";
    str_add(out, fs_base_name(name));
}

/* ---- keys -------------------------------------------------------------------------------------------- */

/* "sum.s:11" where that says the same as the address. */
static void line_name(const struct code_row *r, struct str *out)
{
    const struct line *l = r->line;
    const char *name = l ? fs_base_name(l->file) : NULL;
    if (l && !strpbrk(name, " \t:\"'"))
        str_addf(out, "%s:%d", name, l->line);
    else
        str_addf(out, "*0x%llx", (unsigned long long)r->addr);
}

static void command_at(struct code_pane *c, const char *command)
{
    const struct code_row *r = row_at(c, c->cursor);
    if (!r)
        return;
    struct str place;
    str_init(&place);
    line_name(r, &place);
    pane_do(&c->pane, true, "%s %s", command, place.buf);
    str_release(&place);
}

static void toggle(struct code_pane *c, const char *command)
{
    const struct code_row *r = row_at(c, c->cursor);
    const struct session_break *b = r ? break_at(&c->pane, r->addr) : NULL;
    if (b)
        pane_do(&c->pane, true, "delete %d", b->number);
    else
        command_at(c, command);
}

static void follow(struct code_pane *c)
{
    const struct code_row *r = row_at(c, c->cursor);
    struct code_at at;
    if (!r || r->kind != ROW_INSN)
        return;
    code_read(&c->pane, r->addr, &at);
    if (at.has_target) {
        c->follow = false;
        go_to(c, at.target);
    } else {
        pane_say(&c->pane, "this instruction goes nowhere else");
    }
}

static void move(struct code_pane *c, int lines)
{
    c->follow = false;
    c->cursor += lines;
    keep_in_view(c);
}

static bool code_key(struct pane *p, tui_key key)
{
    struct code_pane *c = self(p);
    int lines = key_lines(key, p->height), n = (int)rows_of(c)->v.count;
    if (lines) {
        move(c, lines);
        return true;
    }
    switch (key) {
    case 'g': move(c, -n); return true;
    case 'G': move(c, n); return true;
    case K_HOME:
    case '.': c->follow = true; return true;
    case 'c': c->counts = !c->counts; return true;
    case K_ENTER: follow(c); return true;
    case ' ':
    case K_F(2): toggle(c, "break"); return true;
    case 't': toggle(c, "tbreak"); return true;
    case 'u': command_at(c, "until"); return true;
    case K_F(4): command_at(c, "advance"); return true;
    default: return false;
    }
}

static void code_click(struct pane *p, int x, int y, int button)
{
    struct code_pane *c = self(p);
    (void)button;
    if (!row_at(c, c->top + y))
        return;
    c->follow = false;
    c->cursor = c->top + y;
    if (x < 3)
        toggle(c, "break");
}

static void code_scroll(struct pane *p, int lines)
{
    struct code_pane *c = self(p);
    int n = (int)rows_of(c)->v.count;
    c->follow = false;
    c->top = clamp(c->top + lines, 0, n - p->height);
    c->cursor = clamp(c->cursor, c->top, c->top + p->height - 1);
}

/* ---- search ------------------------------------------------------------------------------------------ */

static bool row_has(struct code_pane *c, const struct code_row *r, const char *text)
{
    size_t n = 0;
    if (r->kind == ROW_LABEL)
        return strstr(r->text, text) != NULL;
    const char *source =
        r->line ? session_source_line(c->pane.session, r->line->file, r->line->line, &n) : NULL;
    if (source)
        return memmem(source, n, text, strlen(text)) != NULL;
    struct code_at at;
    struct str s;
    str_init(&s);
    code_read(&c->pane, r->addr, &at);
    code_text(&c->pane, &at, r->addr, &s);
    bool found = strstr(s.buf, text) != NULL;
    str_release(&s);
    return found;
}

static bool code_search(struct pane *p, const char *text, bool backward, bool again)
{
    struct code_pane *c = self(p);
    int n = (int)rows_of(c)->v.count;
    for (int k = again ? 1 : 0; k < n + (again ? 1 : 0); k++) {
        int i = ((c->cursor + (backward ? -k : k)) % n + n) % n;
        if (!row_has(c, row_at(c, i), text))
            continue;
        c->follow = false;
        c->cursor = i;
        center(c, i);
        return true;
    }
    return false;
}

static const struct pane_key_help keys[] = {
    { "Space, F2", "breakpoint on or off here" },
    { "t", "temporary breakpoint here" },
    { "u, F4", "run to here" },
    { "Enter", "to where this branch or jump goes" },
    { ".", "back to where the program stands" },
    { "c", "how often each breakpoint was met" },
    { NULL, NULL },
};

const struct pane_kind pane_kind_code = {
    .name = "code",
    .number = 1,
    .min_width = 24,
    .min_height = 3,
    .priority = 100,
    .focusable = true,
    .size = sizeof(struct code_pane),
    .open = code_open,
    .close = code_close,
    .title = code_title,
    .draw = code_draw,
    .key = code_key,
    .click = code_click,
    .scroll = code_scroll,
    .search = code_search,
    .keys = keys,
};
