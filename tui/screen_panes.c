/* screen_panes.c - layouts and panes of a screen: which layout, which panes are open, where they are, which
 * has the focus. */
#include "tui/screen_private.h"
#include <stdlib.h>
#include <string.h>

/* ---- layouts ----------------------------------------------------------------------------------------- */

static const struct {
    const char *name, *text;
} shipped[] = {
    { "code", "{-horizontal code 3 regs 2} 9 pipe 9 cmd 4" },
    { "pipe", "pipe 14 {-horizontal code 3 regs 2} 4 cmd 4" },
    { "data", "data 10 {-horizontal code 3 regs 2} 8 cmd 4" },
    { "mem", "{-horizontal code 3 regs 2} 6 {-horizontal mem 1 mem2 1} 10 cmd 4" },
    { "cache", "cache 12 {-horizontal code 3 mem 4} 6 cmd 4" },
    { "bpred", "bpred 12 {-horizontal code 3 regs 2} 6 cmd 4" },
    { "stats", "stats 12 {-horizontal code 3 regs 2} 6 cmd 4" },
    { "all", "{-horizontal code 3 pipe 4} 13 {-horizontal data 5 regs 2} 9 "
             "{-horizontal mem 3 cache 3 bpred 2} 8 {-horizontal cmd 4 console 2 stats 2} 9" },
    { "cli", "cmd 1" },
};

void screen_open_layouts(struct screen *sc)
{
    struct str error;
    str_init(&error);
    for (size_t i = 0; i < sizeof shipped / sizeof *shipped; i++) {
        struct layout *l = layout_parse(shipped[i].text, pane_kinds, &error);
        if (!l)
            BUG("layout %s: %s", shipped[i].name, error.buf);
        layout_lead(l, shipped[i].name);
        *vec_push(&sc->layouts) = (struct named_layout){ .name = xstrdup(shipped[i].name), .layout = l };
    }
    str_release(&error);
}

void screen_close_layouts(struct screen *sc)
{
    for (size_t i = 0; i < sc->layouts.count; i++) {
        free(sc->layouts.data[i].name);
        layout_free(sc->layouts.data[i].layout);
    }
    vec_release(&sc->layouts);
    layout_free(sc->layout);
    vec_release(&sc->places);
    vec_release(&sc->borders);
}

bool screen_use_layout(struct screen *sc, size_t index)
{
    if (index >= sc->layouts.count)
        return false;
    layout_free(sc->layout);
    sc->layout = layout_copy(sc->layouts.data[index].layout);
    sc->layout_index = index;
    sc->stale = true;
    sc->zoomed = NULL;
    sc->dragging = false;
    return true;
}

void screen_choose_layout(struct screen *sc)
{
    if (sc->layout && sc->layout_chosen)
        return;
    const char *name = sc->canvas.width >= 120 && sc->canvas.height >= 36 ? "all" : "code";
    for (size_t i = 0; i < sc->layouts.count; i++)
        if (!strcmp(sc->layouts.data[i].name, name) && (!sc->layout || sc->layout_index != i)) {
            screen_use_layout(sc, i);
            return;
        }
}

/* ---- panes ------------------------------------------------------------------------------------------- */

struct pane *screen_pane(struct screen *sc, const struct pane_kind *kind, int instance)
{
    for (size_t i = 0; i < sc->panes.count; i++)
        if (sc->panes.data[i]->kind == kind && sc->panes.data[i]->instance == instance)
            return sc->panes.data[i];
    struct pane *p = xcalloc(1, kind->size);
    p->kind = kind;
    p->host = &sc->host;
    p->session = sc->session;
    p->engine = sc->engine;
    p->instance = instance;
    *vec_push(&sc->panes) = p;
    if (kind->open)
        kind->open(p);
    return p;
}

struct pane *screen_pane_named(struct screen *sc, const char *name, size_t n)
{
    int instance;
    const struct pane_kind *kind = pane_named(pane_kinds, name, n, &instance);
    return kind ? screen_pane(sc, kind, instance) : NULL;
}

struct pane *screen_pane_numbered(struct screen *sc, int number)
{
    for (size_t i = 0; pane_kinds[i]; i++) {
        struct pane *p = pane_kinds[i]->number == number ? screen_pane(sc, pane_kinds[i], 1) : NULL;
        if (p && screen_can_focus(sc, p))
            return p;
    }
    return NULL;
}

struct pane *screen_cmd(struct screen *sc)
{
    return screen_pane(sc, &pane_kind_cmd, 1);
}

const struct pane_place *screen_place_of(const struct screen *sc, const struct pane *p)
{
    for (size_t i = 0; i < sc->places.count; i++)
        if (sc->places.data[i].kind == p->kind && sc->places.data[i].instance == p->instance)
            return &sc->places.data[i];
    return NULL;
}

bool screen_can_focus(const struct screen *sc, const struct pane *p)
{
    return p->kind->focusable &&
           (screen_place_of(sc, p) || (sc->zoomed && layout_has(sc->layout, p->kind, p->instance)));
}

/* ---- where they are ---------------------------------------------------------------------------------- */

/* Nothing but the prompt has room. */
static bool is_tiny(const struct screen *sc)
{
    return sc->canvas.width < 40 || sc->canvas.height < 8;
}

void screen_rows(const struct screen *sc, bool *status, bool *hint)
{
    *status = *hint = !is_tiny(sc);
}

/* The zoomed pane over the whole screen, and a few lines for commands. */
static void place_zoomed(struct screen *sc, int y, int height)
{
    sc->places.count = sc->borders.count = 0;
    struct pane *cmd = screen_cmd(sc), *p = sc->zoomed;
    int below = p == cmd ? height : height >= 12 ? 4 : 2;
    if (p != cmd) {
        int room = height - below - 1;
        *vec_push(&sc->places) = (struct pane_place){ .kind = p->kind,
                                                      .instance = p->instance,
                                                      .y = y + 1,
                                                      .width = sc->canvas.width,
                                                      .height = room > 0 ? room : 0 };
        y += height - below;
    }
    *vec_push(&sc->places) = (struct pane_place){ .kind = cmd->kind,
                                                  .instance = 1,
                                                  .y = y + 1,
                                                  .width = sc->canvas.width,
                                                  .height = below > 1 ? below - 1 : 0 };
}

/* While the program's console is typed to, it has the place of the least important pane if it has none. */
static void place_guest(struct screen *sc)
{
    struct pane_place *to = NULL;
    if (screen_place_of(sc, sc->guest))
        return;
    for (size_t i = 0; i < sc->places.count; i++) {
        struct pane_place *at = &sc->places.data[i];
        bool room = at->width >= sc->guest->kind->min_width && at->height >= sc->guest->kind->min_height;
        if (at->kind != &pane_kind_cmd && room && (!to || at->kind->priority <= to->kind->priority))
            to = at;
    }
    if (to)
        to->kind = sc->guest->kind, to->instance = sc->guest->instance;
}

static void place_prompt(struct screen *sc)
{
    sc->places.count = sc->borders.count = 0;
    *vec_push(&sc->places) = (struct pane_place){
        .kind = &pane_kind_cmd, .instance = 1, .width = sc->canvas.width, .height = sc->canvas.height
    };
}

void screen_place(struct screen *sc)
{
    if (!sc->stale || !sc->layout)
        return;
    bool status, hint;
    screen_rows(sc, &status, &hint);
    int height = sc->canvas.height - status - hint;
    if (is_tiny(sc))
        place_prompt(sc);
    else if (sc->zoomed)
        place_zoomed(sc, status, height);
    else
        layout_place(sc->layout, 0, status, sc->canvas.width, height, &sc->places, &sc->borders);
    if (sc->guest)
        place_guest(sc);
    sc->stale = false;
    for (size_t i = 0; i < sc->places.count; i++) {
        struct pane_place at = sc->places.data[i];
        struct pane *p = screen_pane(sc, at.kind, at.instance);
        p->width = at.width;
        p->height = at.height;
    }
    if (sc->focus && !screen_place_of(sc, sc->focus))
        screen_focus(sc, screen_cmd(sc));
}

/* ---- the focus --------------------------------------------------------------------------------------- */

void screen_focus(struct screen *sc, struct pane *p)
{
    if (sc->focus)
        sc->focus->focused = false;
    if (p != screen_cmd(sc))
        sc->before = p;
    sc->focus = p;
    p->focused = true;
    sc->prefix = -1;
    if (sc->guest && p != sc->guest) {
        sc->guest = NULL;
        sc->stale = true;
    } else if (sc->zoomed && p != sc->guest && !screen_place_of(sc, p)) {
        sc->zoomed = p;
        sc->stale = true;
    }
}

void screen_focus_step(struct screen *sc, int step)
{
    screen_place(sc);
    int n = (int)sc->places.count, at = 0;
    for (int i = 0; i < n; i++)
        if (sc->focus == screen_pane(sc, sc->places.data[i].kind, sc->places.data[i].instance))
            at = i;
    for (int i = 1; i <= n; i++) {
        const struct pane_place *next = &sc->places.data[(at + i * step + n * i) % n];
        if (next->kind->focusable) {
            screen_focus(sc, screen_pane(sc, next->kind, next->instance));
            return;
        }
    }
}
