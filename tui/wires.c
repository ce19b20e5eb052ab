/* wires.c - see wires.h. */
#include "tui/wires.h"

#include <stdlib.h>
#include "base/str.h"

enum { UP = 1, DOWN = 2, LEFT = 4, RIGHT = 8, ARROW = 16 };

static const uint8_t shapes[16] = {
    [UP] = GLYPH_VLINE,
    [DOWN] = GLYPH_VLINE,
    [UP | DOWN] = GLYPH_VLINE,
    [LEFT] = GLYPH_HLINE,
    [RIGHT] = GLYPH_HLINE,
    [LEFT | RIGHT] = GLYPH_HLINE,
    [DOWN | RIGHT] = GLYPH_TOP_LEFT,
    [DOWN | LEFT] = GLYPH_TOP_RIGHT,
    [UP | RIGHT] = GLYPH_BOTTOM_LEFT,
    [UP | LEFT] = GLYPH_BOTTOM_RIGHT,
    [UP | DOWN | RIGHT] = GLYPH_TEE_LEFT,
    [UP | DOWN | LEFT] = GLYPH_TEE_RIGHT,
    [UP | LEFT | RIGHT] = GLYPH_TEE_UP,
    [DOWN | LEFT | RIGHT] = GLYPH_TEE_DOWN,
    [UP | DOWN | LEFT | RIGHT] = GLYPH_CROSS,
};

void wires_init(struct wires *w, int width, int height)
{
    w->width = width > 0 ? width : 0;
    w->height = height > 0 ? height : 0;
    w->cells = xcalloc((size_t)w->width * (size_t)w->height + 1, 1);
}

void wires_release(struct wires *w)
{
    free(w->cells);
    w->cells = NULL;
}

static void leave(struct wires *w, int x, int y, unsigned sides)
{
    if (x >= 0 && y >= 0 && x < w->width && y < w->height)
        w->cells[y * w->width + x] |= (uint8_t)sides;
}

void wires_line(struct wires *w, int from_x, int from_y, int to_x, int to_y)
{
    for (int x = from_x < to_x ? from_x : to_x, end = from_x + to_x - x; x < end; x++) {
        leave(w, x, from_y, RIGHT);
        leave(w, x + 1, from_y, LEFT);
    }
    for (int y = from_y < to_y ? from_y : to_y, end = from_y + to_y - y; y < end; y++) {
        leave(w, to_x, y, DOWN);
        leave(w, to_x, y + 1, UP);
    }
}

void wires_arrow(struct wires *w, int x, int y)
{
    leave(w, x, y, ARROW);
}

static unsigned sides(const struct wires *w, int x, int y)
{
    return x >= 0 && y >= 0 && x < w->width && y < w->height ? w->cells[y * w->width + x] : 0;
}

int wires_room(const struct wires *w, int from, int y, int columns)
{
    for (int x = from; x < from + columns; x++)
        if (sides(w, x, y) & (UP | DOWN))
            from = x + 1;
    return from;
}

void wires_draw(const struct wires *w, struct area a, enum element e)
{
    for (int y = 0; y < w->height; y++)
        for (int x = 0; x < w->width; x++) {
            unsigned at = sides(w, x, y);
            if (at)
                area_glyph(a, x, y, e, at & ARROW ? GLYPH_LEFT : (enum glyph)shapes[at]);
        }
}
