/* canvas.c - cells, text and clipping; see canvas.h.
 *
 * The width of a character is decided here by a small table, not by the host's wcwidth(), so that a screen is
 * the same on every host and in every locale. Combining marks are left out: a cell holds one character. */
#include "tui/canvas.h"
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* ---- characters -------------------------------------------------------------------------------------- */

struct range {
    uint32_t first, last;
};

/* East Asian wide and fullwidth characters, and pictographs (Unicode's EastAsianWidth, in rough blocks). */
static const struct range wide[] = {
    { 0x1100, 0x115f },   { 0x2e80, 0x303e },   { 0x3041, 0x4dbf },   { 0x4e00, 0xa4cf },
    { 0xa960, 0xa97f },   { 0xac00, 0xd7a3 },   { 0xf900, 0xfaff },   { 0xfe30, 0xfe6f },
    { 0xff00, 0xff60 },   { 0xffe0, 0xffe6 },   { 0x1f300, 0x1f64f }, { 0x1f680, 0x1f6ff },
    { 0x1f900, 0x1f9ff }, { 0x20000, 0x3fffd },
};

/* Marks that combine with the character before, and characters that are not seen. */
static const struct range unseen[] = {
    { 0x0300, 0x036f }, { 0x0483, 0x0489 }, { 0x0591, 0x05bd }, { 0x0610, 0x061a }, { 0x064b, 0x065f },
    { 0x1ab0, 0x1aff }, { 0x1dc0, 0x1dff }, { 0x200b, 0x200f }, { 0x202a, 0x202e }, { 0x2060, 0x2064 },
    { 0x20d0, 0x20ff }, { 0xfe00, 0xfe0f }, { 0xfe20, 0xfe2f }, { 0xfeff, 0xfeff }, { 0xe0100, 0xe01ef },
};

static bool in_ranges(uint32_t ch, const struct range *r, size_t n)
{
    for (size_t i = 0; i < n && r[i].first <= ch; i++)
        if (ch <= r[i].last)
            return true;
    return false;
}

static int columns_of(uint32_t ch)
{
    if (ch < 0x300)
        return 1;
    if (in_ranges(ch, unseen, sizeof unseen / sizeof *unseen))
        return 0;
    return in_ranges(ch, wide, sizeof wide / sizeof *wide) ? 2 : 1;
}

/* Bytes of the sequence that begins with `lead`, and the smallest character worth that many. 0: none does. */
static unsigned sequence(unsigned char lead, uint32_t *bits, uint32_t *least)
{
    if (lead >= 0xc2 && lead <= 0xdf) {
        *bits = lead & 0x1f, *least = 0x80;
        return 2;
    }
    if ((lead & 0xf0) == 0xe0) {
        *bits = lead & 0x0f, *least = 0x800;
        return 3;
    }
    if (lead >= 0xf0 && lead <= 0xf4) {
        *bits = lead & 0x07, *least = 0x10000;
        return 4;
    }
    return 0;
}

size_t text_next(const char *text, size_t n, uint32_t *ch, int *columns)
{
    *ch = '?', *columns = 1;
    unsigned char lead = (unsigned char)text[0];
    if (lead < 0x80) {
        if (lead >= 0x20 && lead != 0x7f)
            *ch = lead;
        return 1;
    }
    uint32_t c = 0, least = 0;
    unsigned length = sequence(lead, &c, &least);
    if (!length || length > n)
        return 1;
    for (unsigned i = 1; i < length; i++) {
        if ((text[i] & 0xc0) != 0x80)
            return 1;
        c = c << 6 | (text[i] & 0x3f);
    }
    if (c < least || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
        return 1;
    if (c >= 0xa0) /* below: control characters of the upper half */
        *ch = c, *columns = columns_of(c);
    return length;
}

size_t text_encode(uint32_t ch, char out[4])
{
    if (ch < 0x80) {
        out[0] = (char)ch;
        return 1;
    }
    unsigned length = ch < 0x800 ? 2 : ch < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
    for (unsigned i = length; --i > 0; ch >>= 6)
        out[i] = (char)(0x80 | (ch & 0x3f));
    out[0] = (char)(lead[length] | ch);
    return length;
}

int text_columns(const char *text)
{
    int sum = 0;
    for (size_t n = strlen(text); n;) {
        uint32_t ch;
        int columns;
        size_t used = text_next(text, n, &ch, &columns);
        sum += *text == '\t' ? 8 - sum % 8 : columns;
        text += used, n -= used;
    }
    return sum;
}

/* ---- the grid ---------------------------------------------------------------------------------------- */

void canvas_init(struct canvas *c, int width, int height)
{
    *c = (struct canvas){ 0 };
    canvas_resize(c, width, height);
}

void canvas_resize(struct canvas *c, int width, int height)
{
    c->width = width < 0 ? 0 : width;
    c->height = height < 0 ? 0 : height;
    size_t n = (size_t)c->width * (size_t)c->height;
    c->cells = xrealloc(c->cells, (n ? n : 1) * sizeof *c->cells);
    canvas_clear(c);
}

void canvas_release(struct canvas *c)
{
    free(c->cells);
    *c = (struct canvas){ 0 };
}

void canvas_clear(struct canvas *c)
{
    static const struct cell blank = { .ch = ' ', .element = EL_NORMAL };
    for (int i = 0; i < c->width * c->height; i++)
        c->cells[i] = blank;
}

struct area canvas_area(struct canvas *c)
{
    return (struct area){ .canvas = c, .width = c->width, .height = c->height };
}

/* [*at, *at + *size) becomes the part of it that lies in [0, room). */
static void clip(int *at, int *size, int room)
{
    if (*at < 0)
        *size += *at, *at = 0;
    if (*at > room)
        *at = room;
    if (*size > room - *at)
        *size = room - *at;
    if (*size < 0)
        *size = 0;
}

struct area area_part(struct area a, int x, int y, int width, int height)
{
    clip(&x, &width, a.width);
    clip(&y, &height, a.height);
    return (struct area){ .canvas = a.canvas, .x = a.x + x, .y = a.y + y, .width = width, .height = height };
}

/* ---- drawing ----------------------------------------------------------------------------------------- */

static struct cell *cell_at(struct area a, int x, int y)
{
    if (x < 0 || y < 0 || x >= a.width || y >= a.height)
        return NULL;
    return &a.canvas->cells[(a.y + y) * a.canvas->width + a.x + x];
}

/* What is left of a character of two columns when one of them is overwritten is a blank. */
static void split(struct canvas *c, struct cell *cell)
{
    ptrdiff_t at = cell - c->cells;
    int column = (int)(at % c->width);
    if (!cell->ch && column > 0)
        cell[-1].ch = ' ';
    if (cell->ch && column + 1 < c->width && !cell[1].ch)
        cell[1].ch = ' ';
}

static void set(struct area a, int x, int y, enum element e, uint32_t ch)
{
    struct cell *cell = cell_at(a, x, y);
    if (!cell)
        return;
    split(a.canvas, cell);
    cell->ch = ch;
    cell->element = (uint8_t)e;
}

/* A character of two columns of which only one is within the area is shown as a blank there. */
static void set_wide(struct area a, int x, int y, enum element e, uint32_t ch)
{
    bool whole = cell_at(a, x, y) && cell_at(a, x + 1, y);
    set(a, x, y, e, whole ? ch : ' ');
    set(a, x + 1, y, e, ' ');
    if (whole)
        cell_at(a, x + 1, y)->ch = 0;
}

int area_putn(struct area a, int x, int y, enum element e, const char *text, size_t n)
{
    int start = x;
    while (n) {
        uint32_t ch;
        int columns;
        size_t used = text_next(text, n, &ch, &columns);
        if (*text == '\t') {
            ch = ' ';
            for (columns = 8 - (x - start) % 8; columns > 1; columns--)
                set(a, x++, y, e, ' ');
        }
        if (ch >= 0x80 && a.canvas->ascii) {
            ch = '?';
            if (columns == 2)
                set(a, x++, y, e, ch), columns = 1;
        }
        if (columns == 2)
            set_wide(a, x, y, e, ch);
        else if (columns == 1)
            set(a, x, y, e, ch);
        x += columns;
        text += used, n -= used;
    }
    return x;
}

int area_put(struct area a, int x, int y, enum element e, const char *text)
{
    return area_putn(a, x, y, e, text, strlen(text));
}

int area_textn(struct area a, int x, int y, enum element e, const char *text, size_t n)
{
    int end = area_putn(a, x, y, e, text, n);
    if (end > a.width && x < a.width)
        area_glyph(a, a.width - 1, y, e, GLYPH_ELLIPSIS);
    return end;
}

int area_text(struct area a, int x, int y, enum element e, const char *text)
{
    return area_textn(a, x, y, e, text, strlen(text));
}

int area_printf(struct area a, int x, int y, enum element e, const char *fmt, ...)
{
    char small[256];
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(small, sizeof small, fmt, ap);
    if (n >= 0 && (size_t)n < sizeof small) {
        x = area_putn(a, x, y, e, small, (size_t)n);
    } else {
        struct str s;
        str_init(&s);
        str_vaddf(&s, fmt, again);
        x = area_putn(a, x, y, e, s.buf, s.len);
        str_release(&s);
    }
    va_end(again);
    va_end(ap);
    return x;
}

void area_fill(struct area a, int x, int y, int width, int height, uint32_t ch, enum element e)
{
    if (ch >= 0x80 && (a.canvas->ascii || columns_of(ch) != 1))
        ch = '?';
    clip(&x, &width, a.width);
    clip(&y, &height, a.height);
    for (int row = y; row < y + height; row++)
        for (int column = x; column < x + width; column++)
            set(a, column, row, e, ch);
}

void area_paste(struct area a, const struct canvas *from, int line)
{
    int width = a.width < from->width ? a.width : from->width;
    for (int y = 0; width > 0 && y < a.height && line + y < from->height; y++)
        memcpy(cell_at(a, 0, y), &from->cells[(line + y) * from->width], (size_t)width * sizeof(struct cell));
}

void area_mark(struct area a, int x, int y, int width, enum element e)
{
    clip(&x, &width, a.width);
    for (int column = x; column < x + width; column++) {
        struct cell *cell = cell_at(a, column, y);
        if (cell)
            cell->element = (uint8_t)e;
    }
}

/* Columns of the text if it stands at (x, y), else 0. */
static int text_at(struct area a, int x, int y, const char *text)
{
    int start = x;
    for (size_t n = strlen(text), used; n; text += used, n -= used) {
        uint32_t ch;
        int columns;
        used = text_next(text, n, &ch, &columns);
        const struct cell *cell = cell_at(a, x, y);
        if (!cell || cell->ch != ch)
            return 0;
        x += columns;
    }
    return x - start;
}

void area_mark_text(struct area a, enum element e, const char *text)
{
    for (int y = 0; y < a.height; y++)
        for (int x = 0; x < a.width; x++) {
            int columns = text_at(a, x, y, text);
            area_mark(a, x, y, columns, e);
            x += columns > 0 ? columns - 1 : 0;
        }
}

static const struct {
    char ascii;
    uint32_t unicode;
} glyphs[GLYPH_COUNT] = {
    [GLYPH_HLINE] = { '-', 0x2500 },        [GLYPH_VLINE] = { '|', 0x2502 },
    [GLYPH_CROSS] = { '+', 0x253c },        [GLYPH_TOP_LEFT] = { '+', 0x250c },
    [GLYPH_TOP_RIGHT] = { '+', 0x2510 },    [GLYPH_BOTTOM_LEFT] = { '+', 0x2514 },
    [GLYPH_BOTTOM_RIGHT] = { '+', 0x2518 }, [GLYPH_TEE_LEFT] = { '+', 0x251c },
    [GLYPH_TEE_RIGHT] = { '+', 0x2524 },    [GLYPH_TEE_UP] = { '+', 0x2534 },
    [GLYPH_TEE_DOWN] = { '+', 0x252c },     [GLYPH_LEFT] = { '<', 0x2190 },
    [GLYPH_RIGHT] = { '>', 0x2192 },        [GLYPH_UP] = { '^', 0x2191 },
    [GLYPH_DOWN] = { 'v', 0x2193 },         [GLYPH_BLOCK] = { '#', 0x2588 },
    [GLYPH_ELLIPSIS] = { '~', 0x2026 },     [GLYPH_MORE_LEFT] = { '<', 0x2039 },
    [GLYPH_MORE_RIGHT] = { '>', 0x203a },   [GLYPH_TURN_DOWN] = { '/', 0x250c },
    [GLYPH_TURN_UP] = { '\\', 0x2514 },
};

void area_glyph(struct area a, int x, int y, enum element e, enum glyph g)
{
    set(a, x, y, e, a.canvas->ascii ? (uint32_t)glyphs[g].ascii : glyphs[g].unicode);
}

/* ---- as text ----------------------------------------------------------------------------------------- */

char element_letter(enum element e)
{
    static const char letters[] = ".abcdefghijklmnopqrstuvwxyzABCDEF01234567";
    _Static_assert(sizeof letters - 1 == EL_COUNT, "a letter for each element");
    return letters[e];
}

static void dump_block(const struct canvas *c, bool elements, struct str *out)
{
    for (int y = 0; y < c->height; y++) {
        size_t end = out->len;
        for (int x = 0; x < c->width; x++) {
            const struct cell *cell = &c->cells[y * c->width + x];
            char bytes[4];
            if (elements)
                str_addc(out, element_letter(cell->element));
            else if (cell->ch)
                str_addn(out, bytes, text_encode(cell->ch, bytes));
            if (elements ? cell->element != EL_NORMAL : cell->ch != ' ')
                end = out->len;
        }
        str_cut(out, end);
        str_addc(out, '\n');
    }
}

void canvas_dump(const struct canvas *c, bool with_elements, struct str *out)
{
    dump_block(c, false, out);
    if (with_elements)
        dump_block(c, true, out);
}
