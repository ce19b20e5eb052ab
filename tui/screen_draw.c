/* screen_draw.c - titles, borders, panes, and the line in which a search is typed. */
#include "tui/screen_private.h"
#include <string.h>

/* At the right end of the title, where there is more than the pane shows: "<>^v". Returns the columns
 * before. */
static int draw_more(const struct pane *p, struct area a)
{
    const struct {
        bool more;
        enum glyph mark;
    } sides[] = { { p->below, GLYPH_DOWN },
                  { p->above, GLYPH_UP },
                  { p->right, GLYPH_MORE_RIGHT },
                  { p->left, GLYPH_MORE_LEFT } };
    int x = a.width;
    for (size_t i = 0; i < sizeof sides / sizeof *sides; i++)
        if (sides[i].more)
            area_glyph(a, --x, 0, EL_TITLE, sides[i].mark);
    return x < a.width ? x - 1 : x;
}

/* "-- 1 code  sum.s ----v"; the one in focus has an arrow. */
static void draw_title(struct screen *sc, const struct pane_place *at)
{
    struct pane *p = screen_pane(sc, at->kind, at->instance);
    struct area a = area_part(canvas_area(&sc->canvas), at->x, at->y - 1, at->width, 1);
    enum element e = p->focused ? EL_TITLE_FOCUS : EL_TITLE;
    for (int x = 0; x < a.width; x++)
        area_glyph(a, x, 0, EL_TITLE, GLYPH_HLINE);
    struct area text = area_part(a, 0, 0, draw_more(p, a), 1);
    struct str s;
    str_init(&s);
    str_addc(&s, ' ');
    if (at->kind->number >= 0 && at->kind->number <= 9)
        str_addf(&s, "%d ", at->kind->number);
    str_add(&s, at->kind->name);
    if (at->instance > 1)
        str_addf(&s, "%d", at->instance);
    str_addc(&s, ' ');
    int x = area_put(text, 2, 0, e, s.buf);
    if (p->focused)
        area_glyph(text, 1, 0, e, GLYPH_RIGHT);
    str_clear(&s);
    if (at->kind->title)
        at->kind->title(p, &s);
    if (s.len) {
        x = area_put(text, x, 0, EL_TITLE, " ");
        x = area_text(text, x, 0, EL_TITLE, s.buf);
        area_put(text, x, 0, EL_TITLE, " ");
    }
    str_release(&s);
}

static bool is_title_row(const struct screen *sc, int x, int y)
{
    for (size_t i = 0; i < sc->places.count; i++) {
        const struct pane_place *p = &sc->places.data[i];
        if (p->y - 1 == y && x >= p->x && x < p->x + p->width)
            return true;
    }
    return false;
}

static void draw_border(struct screen *sc, const struct border *b)
{
    struct area a = canvas_area(&sc->canvas);
    for (int y = b->y; b->column && y < b->y + b->length; y++) {
        bool left = is_title_row(sc, b->x - 1, y), right = is_title_row(sc, b->x + 1, y);
        enum glyph g = y == b->y       ? GLYPH_TEE_DOWN
                       : left && right ? GLYPH_CROSS
                       : left          ? GLYPH_TEE_RIGHT
                       : right         ? GLYPH_TEE_LEFT
                                       : GLYPH_VLINE;
        area_glyph(a, b->x, y, EL_TITLE, g);
    }
}

static void draw_panes(struct screen *sc)
{
    for (size_t i = 0; i < sc->places.count; i++) {
        const struct pane_place *at = &sc->places.data[i];
        struct pane *p = screen_pane(sc, at->kind, at->instance);
        struct area a = area_part(canvas_area(&sc->canvas), at->x, at->y, at->width, at->height);
        p->width = a.width;
        p->height = a.height;
        if (a.width > 0 && a.height > 0)
            at->kind->draw(p, a);
        if (p == sc->search.pane && (sc->search.open || p->focused) && p->kind->search)
            area_mark_text(a, EL_MATCH, sc->search.text.buf);
        if (at->y > 0)
            draw_title(sc, at);
    }
    for (size_t i = 0; i < sc->borders.count; i++)
        draw_border(sc, &sc->borders.data[i]);
}

static void draw_search(struct screen *sc, struct area a)
{
    area_fill(a, 0, 0, a.width, 1, ' ', EL_NORMAL);
    int x = area_put(a, 0, 0, EL_PROMPT, sc->search.backward ? "?" : "/");
    x = area_put(a, x, 0, EL_NORMAL, sc->search.text.buf);
    sc->cursor_x = a.x + (x < a.width ? x : a.width - 1);
    sc->cursor_y = a.y;
    if (!sc->search.pane->kind->search)
        area_put(a, x + 2, 0, EL_ERROR, "there is nothing to search in this pane");
    else if (sc->search.failed)
        area_put(a, x + 2, 0, EL_ERROR, "not found");
}

/* The last line: what is being searched for, a sentence, or keys. */
static void draw_bottom(struct screen *sc, struct area a, bool hint)
{
    if (sc->search.open) {
        draw_search(sc, a);
    } else if (sc->message.len && hint) {
        area_text(a, 0, 0, EL_NORMAL, sc->message.buf);
    } else if (hint) {
        screen_draw_hint(sc, a);
    }
}

const struct canvas *screen_draw(struct screen *sc, int *x, int *y)
{
    bool status, hint;
    screen_place(sc);
    screen_rows(sc, &status, &hint);
    canvas_clear(&sc->canvas);
    sc->spots.count = 0;
    sc->cursor_x = sc->cursor_y = -1;
    struct area all = canvas_area(&sc->canvas);
    draw_panes(sc);
    if (status)
        screen_draw_status(sc, area_part(all, 0, 0, all.width, 1));
    draw_bottom(sc, area_part(all, 0, all.height - 1, all.width, 1), hint);
    if (sc->help.open)
        help_draw(sc, area_part(all, 0, status, all.width, all.height - status - hint));
    *x = sc->cursor_x < all.width ? sc->cursor_x : all.width - 1;
    *y = sc->cursor_y < all.height ? sc->cursor_y : all.height - 1;
    return &sc->canvas;
}
