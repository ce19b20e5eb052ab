/* screen_mouse.c - the mouse: a click gives the focus and goes to the pane, the wheel scrolls what is under
 * it, borders are dragged, hints and the timeline are clicked. */
#include "tui/screen_private.h"
#include <inttypes.h>

#define WHEEL_LINES 3

static const struct pane_place *place_at(const struct screen *sc, int x, int y)
{
    for (size_t i = 0; i < sc->places.count; i++) {
        const struct pane_place *p = &sc->places.data[i];
        if (x >= p->x && x < p->x + p->width && y >= p->y - 1 && y < p->y + p->height)
            return p;
    }
    return NULL;
}

/* Columns first: where a title meets one, it is the column that is meant. */
static const struct border *border_at(const struct screen *sc, int x, int y)
{
    const struct border *found = NULL;
    for (size_t i = 0; i < sc->borders.count; i++) {
        const struct border *b = &sc->borders.data[i];
        if (b->column && x == b->x && y >= b->y && y < b->y + b->length)
            return b;
        if (!b->column && y == b->y && x >= b->x && x < b->x + b->length)
            found = b;
    }
    return found;
}

/* The cell clicked is a moment of the recorded time. */
static void go_to_moment(struct screen *sc, const struct spot *s, int x)
{
    uint64_t oldest, newest, bytes;
    engine_history(sc->engine, &oldest, &newest, &bytes);
    double part = s->width > 1 ? (double)(x - s->x) / (s->width - 1) : 0;
    char command[64];
    snprintf(command, sizeof command, "goto cycle %" PRIu64,
             oldest + (uint64_t)(part * (double)(newest - oldest)));
    screen_execute(sc, true, command);
}

static bool click_spot(struct screen *sc, const struct mouse_event *m)
{
    for (size_t i = 0; i < sc->spots.count; i++) {
        struct spot s = sc->spots.data[i];
        if (m->y != s.y || m->x < s.x || m->x >= s.x + s.width)
            continue;
        if (s.command)
            screen_execute(sc, false, s.command);
        else
            go_to_moment(sc, &s, m->x);
        return true;
    }
    return false;
}

static void press(struct screen *sc, const struct mouse_event *m)
{
    if (click_spot(sc, m))
        return;
    const struct border *b = m->button == 1 ? border_at(sc, m->x, m->y) : NULL;
    sc->dragging = b != NULL;
    if (b)
        sc->drag = *b;
    sc->drag_x = m->x;
    sc->drag_y = m->y;
    const struct pane_place *at = place_at(sc, m->x, m->y);
    if (!at)
        return;
    struct pane *p = screen_pane(sc, at->kind, at->instance);
    int x = m->x - at->x, y = m->y - at->y;
    if (at->kind->focusable)
        screen_focus(sc, p);
    if (y >= 0 && at->kind->click)
        at->kind->click(p, x, y, m->button);
}

/* The border follows; the panes are placed anew, so it is looked up again where it is now. */
static void drag(struct screen *sc, const struct mouse_event *m)
{
    if (!sc->dragging || sc->zoomed)
        return;
    struct border b = sc->drag;
    int by = b.column ? m->x - sc->drag_x : m->y - sc->drag_y;
    if (!by)
        return;
    layout_move(b.split, b.index, by);
    sc->stale = true;
    screen_place(sc);
    sc->dragging = false;
    for (size_t i = 0; i < sc->borders.count; i++)
        if (sc->borders.data[i].split == b.split && sc->borders.data[i].index == b.index) {
            sc->drag = sc->borders.data[i];
            sc->dragging = true;
        }
    sc->drag_x = b.column ? sc->drag.x : m->x;
    sc->drag_y = b.column ? m->y : sc->drag.y;
}

static void wheel(struct screen *sc, const struct mouse_event *m, int lines)
{
    const struct pane_place *at = place_at(sc, m->x, m->y);
    if (at && at->kind->scroll)
        at->kind->scroll(screen_pane(sc, at->kind, at->instance), lines);
}

void screen_mouse(struct screen *sc, const struct mouse_event *m)
{
    if (sc->running)
        return;
    screen_place(sc);
    str_clear(&sc->message);
    if (sc->help.open) {
        if (m->kind == MOUSE_WHEEL_UP || m->kind == MOUSE_WHEEL_DOWN)
            help_key(sc, m->kind == MOUSE_WHEEL_UP ? K_UP : K_DOWN);
        else if (m->kind == MOUSE_PRESS)
            help_close(sc);
        return;
    }
    switch (m->kind) {
    case MOUSE_PRESS: press(sc, m); break;
    case MOUSE_DRAG: drag(sc, m); break;
    case MOUSE_RELEASE: sc->dragging = false; break;
    case MOUSE_WHEEL_UP: wheel(sc, m, -WHEEL_LINES); break;
    case MOUSE_WHEEL_DOWN: wheel(sc, m, WHEEL_LINES); break;
    }
}
