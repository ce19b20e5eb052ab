/* pane_regs.c - registers by group: one for each register file of the ISA (the first together with the single
 * registers), one for each space of numbered registers. '*' after a value: written since the last stop; 'r':
 * read in this cycle. */
#include <string.h>
#include "base/bits.h"
#include "tui/pane_parts.h"

struct regs_pane {
    struct pane pane;
    int group;
    char radix;               /* x d u o t */
    int left;                 /* the first column that is seen */
    int cursor;               /* register of the group */
    int columns, rows, count; /* at the last drawing */
};

struct reg_list {
    unsigned n;
    uint16_t slot[ISA_MAX_SLOTS];
};

static struct regs_pane *self(struct pane *p)
{
    return (struct regs_pane *)p;
}

static void regs_open(struct pane *p)
{
    self(p)->radix = 'x';
}

/* ---- groups ------------------------------------------------------------------------------------------ */

static bool is_file(const struct reg *r)
{
    return r->count && !r->njoin && !r->space;
}

static const struct reg *first_file(const struct isa *isa)
{
    for (unsigned i = 0; i < isa->nregs; i++)
        if (is_file(&isa->regs[i]))
            return &isa->regs[i];
    return NULL;
}

/* The group a register belongs to: 0 the first file and single registers, then other files, then spaces. */
static int group_of(const struct isa *isa, const struct reg *r)
{
    if (r->njoin)
        return -1;
    if (!r->space && (!r->count || r == first_file(isa)))
        return 0;
    int g = 1;
    for (unsigned i = 0; i < isa->nregs; i++) {
        const struct reg *f = &isa->regs[i];
        if (!is_file(f) || f == first_file(isa))
            continue;
        if (f == r)
            return g;
        g++;
    }
    for (unsigned i = 0; i < isa->nspaces; i++, g++)
        if (&isa->spaces[i] == r->space)
            return g;
    return -1;
}

static const char *group_name(const struct isa *isa, int group)
{
    const struct reg *first = first_file(isa);
    if (group == 0)
        return first ? first->name : "registers";
    for (unsigned i = 0; i < isa->nregs; i++) {
        const struct reg *r = &isa->regs[i];
        if (group_of(isa, r) == group)
            return r->space ? r->space->name : r->name;
    }
    return NULL;
}

static int group_count(const struct isa *isa)
{
    int n = 0;
    while (group_name(isa, n))
        n++;
    return n;
}

/* Files come before single registers. */
static void list_group(const struct isa *isa, int group, struct reg_list *out)
{
    out->n = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (unsigned i = 0; i < isa->nregs; i++) {
            const struct reg *r = &isa->regs[i];
            if ((r->count == 0) != (pass == 1) || group_of(isa, r) != group)
                continue;
            for (unsigned k = 0; k < (r->count ? r->count : 1) && out->n < ISA_MAX_SLOTS; k++)
                out->slot[out->n++] = (uint16_t)(r->slot + k);
        }
    }
}

/* ---- values ------------------------------------------------------------------------------------------ */

static int value_width(unsigned bits, char radix)
{
    switch (radix) {
    case 'd': return (int)(bits * 30103 / 100000) + 2;
    case 'u': return (int)(bits * 30103 / 100000) + 1;
    case 'o': return (int)(bits + 2) / 3;
    case 't': return (int)bits;
    default: return (int)(bits + 3) / 4;
    }
}

static void put_value(struct area a, int x, int y, enum element e, int width, char radix, unsigned bits,
                      uint64_t v)
{
    char text[65];
    switch (radix) {
    case 'd': area_printf(a, x, y, e, "%*lld", width, (long long)bits_signed(v, bits)); return;
    case 'u': area_printf(a, x, y, e, "%*llu", width, (unsigned long long)v); return;
    case 'o': area_printf(a, x, y, e, "%0*llo", width, (unsigned long long)v); return;
    case 't':
        for (unsigned i = 0; i < bits; i++)
            text[i] = v >> (bits - 1 - i) & 1 ? '1' : '0';
        text[bits] = '\0';
        area_put(a, x, y, e, text);
        return;
    default: area_printf(a, x, y, e, "%0*llx", value_width(bits, 'x'), (unsigned long long)v); return;
    }
}

/* ---- drawing ----------------------------------------------------------------------------------------- */

struct widths {
    int name, value, column;
};

static struct widths measure(const struct pane *p, const struct reg_list *l, char radix)
{
    struct widths w = { .name = 4 };
    struct str name;
    str_init(&name);
    for (unsigned i = 0; i < l->n; i++) {
        str_clear(&name);
        pane_slot_name(p, l->slot[i], &name);
        int value = value_width(pane_slot_width(p, l->slot[i]), radix);
        w.name = text_columns(name.buf) > w.name ? text_columns(name.buf) : w.name;
        w.value = value > w.value ? value : w.value;
    }
    w.column = w.name + 1 + w.value + 2;
    str_release(&name);
    return w;
}

static void draw_reg(struct regs_pane *r, struct area a, int x, int y, const struct widths *w, unsigned slot,
                     const struct flight *f, bool cursor)
{
    const struct pane *p = &r->pane;
    bool changed = session_slot_changed(p->session, slot), read = flight_reads(f, slot);
    enum element e = changed ? EL_CHANGED : read ? EL_READ : EL_NORMAL;
    struct str name;
    str_init(&name);
    pane_slot_name(p, slot, &name);
    area_put(a, x, y, EL_LABEL, name.buf);
    str_release(&name);
    unsigned bits = pane_slot_width(p, slot);
    int at = x + w->name + 1,
        width = r->radix == 'd' || r->radix == 'u' ? w->value : value_width(bits, r->radix);
    put_value(a, at, y, e, width, r->radix, bits, engine_slot(p->engine, slot));
    if (changed || read)
        area_put(a, at + width, y, e, changed ? "*" : "r");
    if (cursor)
        area_mark(a, x, y, w->column - 1, EL_CURSOR);
}

/* What does not fit stands in further columns, to the right. */
static void keep_columns(struct regs_pane *r)
{
    int most = (r->count + r->rows - 1) / r->rows - r->columns;
    r->left = r->left > most ? most : r->left;
    r->left = r->left < 0 ? 0 : r->left;
}

static void regs_draw(struct pane *p, struct area a)
{
    struct regs_pane *r = self(p);
    const struct isa *isa = session_isa(p->session);
    struct reg_list l;
    struct flight f;
    if (!group_name(isa, r->group))
        r->group = 0;
    list_group(isa, r->group, &l);
    flight_read(p->engine, &f);
    struct widths w = measure(p, &l, r->radix);
    r->count = (int)l.n;
    r->columns = a.width >= w.column ? a.width / w.column : 1;
    r->rows = a.height > 0 ? a.height : 1;
    if (r->cursor >= r->count)
        r->cursor = r->count ? r->count - 1 : 0;
    keep_columns(r);
    pane_columns(p, r->left, r->columns, (r->count + r->rows - 1) / r->rows);
    for (int i = 0; i < r->count; i++) {
        int y = i % r->rows, column = i / r->rows - r->left;
        if (column >= 0 && column < r->columns)
            draw_reg(r, a, 1 + column * w.column, y, &w, l.slot[i], &f, p->focused && i == r->cursor);
    }
}

static void regs_title(struct pane *p, struct str *out)
{
    const struct isa *isa = session_isa(p->session);
    if (group_count(isa) > 1)
        str_addf(out, "%s  ", group_name(isa, self(p)->group));
    str_add(out, "*=written r=read");
}

/* ---- keys -------------------------------------------------------------------------------------------- */

static void show_cursor(struct regs_pane *r)
{
    int column = r->rows ? r->cursor / r->rows : 0;
    if (column < r->left)
        r->left = column;
    if (column >= r->left + r->columns)
        r->left = column - r->columns + 1;
}

static void turn_group(struct regs_pane *r, int by)
{
    int n = group_count(session_isa(r->pane.session));
    r->group = (r->group + by + n) % n;
    r->left = r->cursor = 0;
}

static bool move(struct regs_pane *r, int by)
{
    int to = r->cursor + by;
    if (to >= 0 && to < r->count)
        r->cursor = to;
    show_cursor(r);
    return true;
}

static void edit(struct regs_pane *r)
{
    struct reg_list l;
    struct str name;
    list_group(session_isa(r->pane.session), r->group, &l);
    if (r->cursor >= (int)l.n)
        return;
    str_init(&name);
    pane_slot_name(&r->pane, l.slot[r->cursor], &name);
    pane_compose(&r->pane, "set var $%s = ", name.buf[0] == '$' ? name.buf + 1 : name.buf);
    str_release(&name);
}

static bool regs_key(struct pane *p, tui_key key)
{
    struct regs_pane *r = self(p);
    switch (key) {
    case 'x':
    case 'd':
    case 'u':
    case 'o':
    case 't': r->radix = (char)key; return true;
    case ']': turn_group(r, 1); return true;
    case '[': turn_group(r, -1); return true;
    case K_RIGHT:
    case 'l': return move(r, r->rows);
    case K_LEFT:
    case 'h': return move(r, -r->rows);
    case '=':
    case K_ENTER: edit(r); return true;
    case 'g':
    case K_HOME: return move(r, -r->cursor);
    case 'G':
    case K_END: return move(r, r->count - 1 - r->cursor);
    default: return key_lines(key, p->height) ? move(r, key_lines(key, p->height)) : false;
    }
}

/* One below the other. */
static int draw_all(struct pane *p, struct area a)
{
    struct reg_list l;
    struct flight f = { 0 };
    list_group(session_isa(p->session), self(p)->group, &l);
    struct widths w = measure(p, &l, self(p)->radix);
    for (int y = 0; y < (int)l.n && y < a.height; y++)
        draw_reg(self(p), a, 0, y, &w, l.slot[y], &f, false);
    return (int)l.n;
}

static bool regs_search(struct pane *p, const char *text, bool backward, bool again)
{
    struct regs_pane *r = self(p);
    int row = rows_search(p, draw_all, r->cursor, text, backward, again);
    return row >= 0 && move(r, row - r->cursor);
}

static void regs_scroll(struct pane *p, int lines)
{
    self(p)->left += lines < 0 ? -1 : 1;
}

/* "tui reg GROUP|next|prev" */
static bool regs_command(struct pane *p, const char *args, struct str *error)
{
    struct regs_pane *r = self(p);
    const struct isa *isa = session_isa(p->session);
    if (!strcmp(args, "next") || !strcmp(args, "prev")) {
        turn_group(r, args[0] == 'n' ? 1 : -1);
        return true;
    }
    for (int g = 0; group_name(isa, g); g++) {
        if (strcmp(group_name(isa, g), args))
            continue;
        r->group = g;
        r->left = r->cursor = 0;
        return true;
    }
    str_addf(error, "no group of registers '%s'; there is", args);
    for (int g = 0; group_name(isa, g); g++)
        str_addf(error, "%s %s", g ? "," : "", group_name(isa, g));
    return false;
}

static const struct pane_key_help keys[] = {
    { "Left, Right, h, l", "the next column" },
    { "[, ]", "previous and next group of registers" },
    { "x d u o t", "hexadecimal, signed, unsigned, octal, binary" },
    { "=, Enter", "begin a command that sets the register" },
    { NULL, NULL },
};

const struct pane_kind pane_kind_regs = {
    .name = "regs",
    .number = 2,
    .min_width = 16,
    .min_height = 3,
    .priority = 80,
    .focusable = true,
    .size = sizeof(struct regs_pane),
    .open = regs_open,
    .title = regs_title,
    .draw = regs_draw,
    .key = regs_key,
    .scroll = regs_scroll,
    .search = regs_search,
    .command = regs_command,
    .keys = keys,
};
