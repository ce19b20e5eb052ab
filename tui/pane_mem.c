/* pane_mem.c - memory in any format of `x`: from an address that an expression names, which is looked at
 * again at each drawing ("mem $sp" follows the stack pointer).
 *
 * '*' before a cell: a byte of it changed since the last stop; [..]: accessed in this cycle. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "asm/disasm.h"
#include "base/bits.h"
#include "tui/pane_parts.h"

#define EXPRESSION 120
#define FIND_MAX   64
#define FIND_REACH (UINT64_C(1) << 22) /* bytes that are searched */

struct mem_pane {
    struct pane pane;
    char expression[EXPRESSION]; /* "": where the program's data begin */
    char format;                 /* x d u o t c a f i s */
    uint8_t unit;                /* bytes of a cell */
    int count;                   /* cells that were asked for; 0: as many as there is room for */
    int64_t offset;              /* bytes scrolled away from the expression's value */
    uint64_t cursor;             /* an address */
    bool placed;                 /* the cursor is somewhere on purpose */
    uint64_t start;              /* at the last drawing: first address, bytes of a row, rows */
    int row, rows;
    int cell, first_column;
    uint8_t find[FIND_MAX];
    size_t nfind;
};

static struct mem_pane *self(struct pane *p)
{
    return (struct mem_pane *)p;
}

static void mem_open(struct pane *p)
{
    self(p)->format = 'x';
    self(p)->unit = 1;
}

/* ---- where ------------------------------------------------------------------------------------------- */

/* Without an expression: the program's data, in a second pane its stack. */
static uint64_t default_place(const struct pane *p)
{
    const struct image *img = session_image(p->session);
    for (size_t i = 0; p->instance < 2 && i < img->nsegments; i++)
        if (img->segments[i].flags & SEG_W && !(img->segments[i].flags & SEG_X) && img->segments[i].size)
            return img->segments[i].addr;
    int sp = isa_role_slot(session_isa(p->session), "sp");
    return sp >= 0 ? engine_slot(p->engine, (unsigned)sp) : img->nsegments ? img->segments[0].addr : 0;
}

static bool base_of(const struct mem_pane *m, uint64_t *base, struct str *error)
{
    if (m->expression[0])
        return session_evaluate(m->pane.session, m->expression, base, error);
    *base = default_place(&m->pane);
    return true;
}

static uint64_t address_mask(const struct pane *p)
{
    unsigned bits = session_isa(p->session)->mem.addr;
    return bits_mask(bits ? bits : 64);
}

/* ---- cells ------------------------------------------------------------------------------------------- */

static int cell_width(char format, unsigned unit)
{
    unsigned bits = 8 * unit;
    switch (format) {
    case 'd': return (int)(bits * 30103 / 100000) + 2;
    case 'u': return (int)(bits * 30103 / 100000) + 1;
    case 'o': return (int)(bits + 2) / 3;
    case 't': return (int)bits;
    case 'c': return 4;
    case 'f': return unit == 8 ? 22 : 13;
    case 'a': return 16;
    default: return (int)unit * 2;
    }
}

static void float_text(uint64_t v, unsigned unit, char *out, size_t n)
{
    float f;
    double d;
    uint32_t low = (uint32_t)v;
    memcpy(&f, &low, sizeof f);
    memcpy(&d, &v, sizeof d);
    snprintf(out, n, "%*.*g", cell_width('f', unit), unit == 8 ? 15 : 7, unit == 8 ? d : (double)f);
}

static void char_text(uint64_t v, char *out, size_t n)
{
    if (v >= ' ' && v < 0x7f)
        snprintf(out, n, " '%c'", (char)v);
    else
        snprintf(out, n, "\\%03o", (unsigned)v & 0xff);
}

static void cell_text(const struct pane *p, char format, unsigned unit, uint64_t v, char *out, size_t n)
{
    int w = cell_width(format, unit);
    struct str where;
    switch (format) {
    case 'd': snprintf(out, n, "%*lld", w, (long long)bits_signed(v, 8 * unit)); return;
    case 'u': snprintf(out, n, "%*llu", w, (unsigned long long)v); return;
    case 'o': snprintf(out, n, "%0*llo", w, (unsigned long long)v); return;
    case 'c': char_text(v, out, n); return;
    case 'f': float_text(v, unit, out, n); return;
    case 't':
        for (unsigned i = 0; i < 8 * unit && i + 1 < n; i++)
            out[i] = v >> (8 * unit - 1 - i) & 1 ? '1' : '0', out[i + 1] = '\0';
        return;
    case 'a':
        str_init(&where);
        pane_where(p, v, &where);
        snprintf(out, n, "%-*.*s", w, w, where.buf);
        str_release(&where);
        return;
    default: snprintf(out, n, "%0*llx", w, (unsigned long long)v); return;
    }
}

/* ---- drawing ----------------------------------------------------------------------------------------- */

struct look {
    struct area a;
    int digits, ascii; /* ascii: its column, -1: none */
    const struct access *access;
};

/* How many cells fit into a row: a power of two, or what was asked for. */
static int cells_of(const struct mem_pane *m, int width, int digits, bool ascii)
{
    int room = width - digits - 1, cell = cell_width(m->format, m->unit) + 1, n = 1;
    if (ascii)
        room -= 3, cell += m->unit;
    while (2 * n * cell <= room && 2 * n * m->unit <= 64)
        n *= 2;
    if (m->count && m->count < n)
        n = m->count;
    return n;
}

static bool touched(const struct access *c, uint64_t addr)
{
    return c && addr - c->addr < c->size;
}

static void draw_cell(const struct mem_pane *m, const struct look *l, int x, int y, uint64_t addr,
                      const uint8_t *bytes, size_t there)
{
    char text[72] = "";
    int w = cell_width(m->format, m->unit);
    bool changed = false, access = touched(l->access, addr);
    for (unsigned i = 0; i < m->unit; i++) {
        changed |= session_byte_changed(m->pane.session, addr + i);
        access |= touched(l->access, addr + i);
    }
    uint64_t v = pane_number(&m->pane, bytes, m->unit);
    if (there < m->unit)
        memset(text, '-', (size_t)w), text[w] = '\0';
    else
        cell_text(&m->pane, m->format, m->unit, v, text, sizeof text);
    enum element e = there < m->unit ? EL_DIM : changed ? EL_CHANGED : access ? EL_READ : EL_NORMAL;
    bool before = touched(l->access, addr - 1), after = touched(l->access, addr + m->unit);
    if (changed || (access && !before))
        area_put(l->a, x, y, e, access && !before ? "[" : "*");
    if (access && !after)
        area_put(l->a, x + 1 + w, y, e, "]");
    area_put(l->a, x + 1, y, e, text);
    if (m->pane.focused && m->placed && m->cursor - addr < m->unit)
        area_mark(l->a, x + 1, y, w, EL_CURSOR);
}

static void draw_ascii(const struct mem_pane *m, const struct look *l, int y, const uint8_t *bytes, size_t n,
                       size_t there)
{
    int x = l->ascii;
    area_put(l->a, x, y, EL_DIM, "|");
    for (size_t i = 0; i < n; i++) {
        char c[2] = { i < there && bytes[i] >= ' ' && bytes[i] < 0x7f ? (char)bytes[i] : '.', '\0' };
        bool changed = session_byte_changed(m->pane.session, m->start + (uint64_t)(y * m->row) + i);
        area_put(l->a, x + 1 + (int)i, y, changed ? EL_CHANGED : EL_NORMAL, c);
    }
    area_put(l->a, x + 1 + (int)n, y, EL_DIM, "|");
}

static void draw_cells(struct mem_pane *m, struct look *l)
{
    bool ascii = m->unit == 1 && m->format == 'x' && l->a.width >= 36;
    int n = cells_of(m, l->a.width, l->digits, ascii);
    uint8_t bytes[64 + 8];
    m->cell = cell_width(m->format, m->unit) + 1;
    m->row = n * m->unit;
    m->first_column = l->digits + 1;
    l->ascii = ascii ? m->first_column + n * m->cell + 1 : -1;
    for (int y = 0; y < l->a.height; y++) {
        uint64_t addr = (m->start + (uint64_t)(y * m->row)) & address_mask(&m->pane);
        size_t there = engine_read(m->pane.engine, addr, bytes, (size_t)m->row);
        area_printf(l->a, 0, y, EL_ADDRESS, "%0*llx:", l->digits, (unsigned long long)addr);
        if (ascii)
            draw_ascii(m, l, y, bytes, (size_t)m->row, there);
        for (int i = 0; i < n; i++) {
            size_t at = (size_t)i * m->unit;
            draw_cell(m, l, m->first_column + i * m->cell, y, addr + at, bytes + at,
                      there > at ? there - at : 0);
        }
    }
}

/* Formats whose rows have a length of their own: i, s. */
static void draw_rows(struct mem_pane *m, struct look *l)
{
    uint64_t addr = m->start;
    m->row = m->format == 'i' ? (int)(session_isa(m->pane.session)->unit / 8) : 8;
    m->row = m->row < 1 ? 1 : m->row;
    for (int y = 0; y < l->a.height; y++) {
        struct str text;
        str_init(&text);
        uint64_t len = 1;
        if (m->format == 'i') {
            struct code_at c;
            code_read(&m->pane, addr, &c);
            code_text(&m->pane, &c, addr, &text);
            len = c.len;
        } else {
            char byte = 1;
            str_addc(&text, '"');
            for (len = 0; len < 200 && engine_read(m->pane.engine, addr + len, &byte, 1) && byte; len++)
                if (isprint((unsigned char)byte))
                    str_addc(&text, byte);
                else
                    str_addf(&text, "\\%03o", (unsigned char)byte);
            str_add(&text, "\"");
            len++;
        }
        area_printf(l->a, 0, y, EL_ADDRESS, "%0*llx:", l->digits, (unsigned long long)addr);
        area_put(l->a, l->digits + 2, y, EL_NORMAL, text.buf);
        str_release(&text);
        addr = (addr + (len ? len : 1)) & address_mask(&m->pane);
    }
}

static void mem_draw(struct pane *p, struct area a)
{
    struct mem_pane *m = self(p);
    struct flight f;
    const struct view_stage *whose;
    struct str error;
    str_init(&error);
    uint64_t base = 0;
    if (base_of(m, &base, &error)) {
        flight_read(p->engine, &f);
        struct look l = { .a = a, .access = flight_access(p, &f, &whose) };
        m->start = (base + (uint64_t)m->offset) & address_mask(p);
        m->rows = a.height;
        l.digits = pane_digits(p, m->start);
        if (m->format == 'i' || m->format == 's')
            draw_rows(m, &l);
        else
            draw_cells(m, &l);
    } else {
        area_put(a, 0, 0, EL_ERROR, error.buf);
    }
    str_release(&error);
}

static void mem_title(struct pane *p, struct str *out)
{
    struct mem_pane *m = self(p);
    if (m->format != 'x' || m->unit != 1 || m->count) {
        str_add(out, "x/");
        if (m->count)
            str_addf(out, "%d", m->count);
        str_addf(out, "%c%c  ", m->format,
                 m->unit == 1   ? 'b'
                 : m->unit == 2 ? 'h'
                 : m->unit == 4 ? 'w'
                                : 'g');
    }
    if (m->expression[0])
        str_add(out, m->expression);
    else
        pane_where(p, default_place(p), out);
    str_add(out, "  = edit  / find");
}

/* ---- format and place -------------------------------------------------------------------------------- */

/* "/4xw" -> count, format, unit. False: no such format. */
static bool parse_format(struct mem_pane *m, const char **text, struct str *error)
{
    static const char units[] = "bhwg";
    const char *s = *text;
    int count = 0;
    while (isdigit((unsigned char)*s) && count < 1000)
        count = 10 * count + (*s++ - '0');
    char format = m->format;
    unsigned unit = m->unit;
    for (; *s && !isspace((unsigned char)*s); s++) {
        const char *u = strchr(units, *s);
        if (u)
            unit = 1u << (u - units);
        else if (strchr("xduotcafis", *s))
            format = *s;
        else {
            str_addf(error, "no format '%c': formats are x d u o t c a f i s, sizes b h w g", *s);
            return false;
        }
    }
    if (format == 'f' && unit < 4)
        unit = 4;
    if (format == 'c')
        unit = 1;
    if (format == 'a')
        unit = pane_slot_width(&m->pane, session_isa(m->pane.session)->pc->slot) / 8;
    m->format = format;
    m->unit = (uint8_t)(unit == 1 || unit == 2 || unit == 4 ? unit : 8);
    m->count = count;
    *text = s;
    return true;
}

/* "x/4xw &arr", "/4xw &arr", "&arr", "x/xw": what to show. */
static bool mem_command(struct pane *p, const char *args, struct str *error)
{
    struct mem_pane *m = self(p), saved = *m;
    while (isspace((unsigned char)*args))
        args++;
    if (args[0] == 'x' && args[1] == '/')
        args++;
    if (*args == '/' && (args++, !parse_format(m, &args, error)))
        return false;
    while (isspace((unsigned char)*args))
        args++;
    if (!*args)
        return true;
    if (strlen(args) >= sizeof m->expression) {
        str_add(error, "this expression is too long for a memory pane");
        *m = saved;
        return false;
    }
    snprintf(m->expression, sizeof m->expression, "%s", args);
    uint64_t value;
    if (!session_evaluate(p->session, m->expression, &value, error)) {
        *m = saved;
        return false;
    }
    m->offset = 0;
    m->placed = false;
    return true;
}

/* ---- keys -------------------------------------------------------------------------------------------- */

/* The window moves so that the cursor is in it. */
static void show_cursor(struct mem_pane *m)
{
    int64_t at = (int64_t)(m->cursor - m->start), row = m->row ? m->row : 1;
    if (at < 0)
        m->offset -= (-at + row - 1) / row * row;
    else if (at >= row * m->rows)
        m->offset += (at / row - m->rows + 1) * row;
}

static bool move(struct mem_pane *m, int64_t bytes)
{
    if (!m->placed)
        m->cursor = m->start;
    else
        m->cursor = (m->cursor + (uint64_t)bytes) & address_mask(&m->pane);
    m->placed = true;
    show_cursor(m);
    struct str where;
    str_init(&where);
    pane_where(&m->pane, m->cursor, &where);
    pane_say(&m->pane, "0x%llx %s", (unsigned long long)m->cursor, where.buf);
    str_release(&where);
    return true;
}

static void edit(struct mem_pane *m)
{
    static const char *const types[] = { "char", "char", "short", "short",    "int",
                                         "int",  "int",  "int",   "long long" };
    pane_compose(&m->pane, "set {%s}0x%llx = ", types[m->unit <= 8 ? m->unit : 8],
                 (unsigned long long)(m->placed ? m->cursor : m->start));
}

static void next_unit(struct mem_pane *m)
{
    m->unit = (uint8_t)(m->unit == 8 ? 1 : 2 * m->unit);
    m->count = 0;
    if (m->format == 'f' && m->unit < 4)
        m->unit = 4;
}

static bool mem_key(struct pane *p, tui_key key)
{
    struct mem_pane *m = self(p);
    int lines = key_lines(key, p->height);
    if (lines)
        return move(m, (int64_t)lines * (m->row ? m->row : 1));
    switch (key) {
    case K_LEFT:
    case 'h': return move(m, -(int64_t)m->unit);
    case K_RIGHT:
    case 'l': return move(m, m->unit);
    case K_HOME:
    case 'g':
        m->offset = 0;
        m->placed = false;
        return true;
    case 'x':
    case 'd':
    case 'u':
    case 'o':
    case 't':
    case 'i':
    case 's':
        m->format = (char)key;
        m->count = 0;
        return true;
    case 'w': next_unit(m); return true;
    case '=':
    case K_ENTER: edit(m); return true;
    default: return false;
    }
}

static void mem_scroll(struct pane *p, int lines)
{
    struct mem_pane *m = self(p);
    m->offset += (int64_t)lines * (m->row ? m->row : 1);
}

static void mem_click(struct pane *p, int x, int y, int button)
{
    struct mem_pane *m = self(p);
    (void)button;
    if (m->format == 'i' || m->format == 's' || !m->cell || x < m->first_column)
        return;
    int column = (x - m->first_column) / m->cell * m->unit;
    if (column >= m->row)
        return;
    m->cursor = m->start + (uint64_t)(y * m->row + column);
    m->placed = true;
    move(m, 0);
}

/* ---- finding ----------------------------------------------------------------------------------------- */

/* A number is looked for as a cell, anything else as text. */
static void find_what(struct mem_pane *m, const char *text)
{
    char *end;
    uint64_t v = strtoull(text, &end, 0);
    m->nfind = strnlen(text, sizeof m->find);
    memcpy(m->find, text, m->nfind);
    if (!*text || *end)
        return;
    bits_to_bytes(m->find, m->unit, session_isa(m->pane.session)->mem.big_endian, v);
    m->nfind = m->unit;
}

static bool here(const struct mem_pane *m, uint64_t addr)
{
    uint8_t bytes[FIND_MAX];
    return engine_read(m->pane.engine, addr, bytes, m->nfind) == m->nfind &&
           !memcmp(bytes, m->find, m->nfind);
}

/* From the cursor to where memory ends, at most FIND_REACH bytes. */
static bool mem_search(struct pane *p, const char *text, bool backward, bool again)
{
    struct mem_pane *m = self(p);
    find_what(m, text);
    uint64_t at = m->placed ? m->cursor : m->start, mask = address_mask(p);
    uint8_t byte;
    if (again)
        at += backward ? UINT64_MAX : 1;
    for (uint64_t i = 0; m->nfind && i < FIND_REACH; i++, at += backward ? UINT64_MAX : 1) {
        at &= mask;
        if (!engine_read(p->engine, at, &byte, 1))
            return false;
        if (byte != m->find[0] || !here(m, at))
            continue;
        m->cursor = at;
        m->placed = true;
        move(m, 0);
        return true;
    }
    return false;
}

static const struct pane_key_help keys[] = {
    { "Left, Right, h, l", "the next cell" },
    { "x d u o t i s", "format: hexadecimal, signed, unsigned, octal, binary, instructions, strings" },
    { "w", "cells of 1, 2, 4, 8 bytes" },
    { "g, Home", "back to the address asked for" },
    { "=, Enter", "begin a command that changes the cell" },
    { "/", "find a number or a text" },
    { NULL, NULL },
};

const struct pane_kind pane_kind_mem = {
    .name = "mem",
    .number = 6,
    .min_width = 20,
    .min_height = 2,
    .priority = 60,
    .focusable = true,
    .several = true,
    .size = sizeof(struct mem_pane),
    .open = mem_open,
    .title = mem_title,
    .draw = mem_draw,
    .key = mem_key,
    .click = mem_click,
    .scroll = mem_scroll,
    .search = mem_search,
    .command = mem_command,
    .keys = keys,
};
