/* pane_break.c - breakpoints, watchpoints and catchpoints: number, how often they were met, what they are. */
#include <string.h>
#include "base/fs.h"
#include "tui/pane_parts.h"

struct break_pane {
    struct pane pane;
    struct list list;
};

static struct break_pane *self(struct pane *p)
{
    return (struct break_pane *)p;
}

static const struct session_break *current(struct pane *p)
{
    const struct session_break *b;
    size_t n = session_breaks(p->session, &b);
    int i = self(p)->list.cursor;
    return i >= 0 && (size_t)i < n ? &b[i] : NULL;
}

static void draw_line(struct pane *p, struct area a, int y, const struct session_break *b)
{
    enum element e = b->enabled ? EL_BREAK : EL_DISABLED;
    bool place = !b->is_watch && !b->is_catch;
    int x = area_printf(a, 0, y, e, "%3d %c%c %5llu  ", b->number, b->temporary ? 't' : 'k',
                        b->enabled ? '+' : '-', (unsigned long long)b->hits);
    if (place)
        x = area_printf(a, x, y, EL_ADDRESS, "0x%llx ", (unsigned long long)b->addr);
    const char *what = b->what ? b->what : "";
    if (!place && strncmp(what, "watch", 5) && strncmp(what, "catch", 5))
        x = area_put(a, x, y, EL_NORMAL, b->is_watch ? "watch " : "catch ");
    x = area_text(a, x, y, EL_NORMAL, place ? fs_base_name(what) : what);
    if (b->condition && *b->condition) {
        x = area_put(a, x, y, EL_DIM, " if ");
        area_text(a, x, y, EL_DIM, b->condition);
    }
    if (p->focused && y == 1 + self(p)->list.cursor - self(p)->list.top)
        area_mark(a, 0, y, a.width, EL_CURSOR);
}

static void break_draw(struct pane *p, struct area a)
{
    const struct session_break *b;
    int n = (int)session_breaks(p->session, &b);
    struct list *l = &self(p)->list;
    list_fit(l, n, a.height - 1);
    pane_rows(p, l->top, l->height, n);
    area_put(a, 0, 0, EL_HEADING, "num on  hits  what");
    if (!n)
        area_put(a, 0, 1, EL_DIM, "none: break, watch and catch make them");
    for (int y = 0; y < l->height && l->top + y < n; y++)
        draw_line(p, a, y + 1, &b[l->top + y]);
}

static bool break_key(struct pane *p, tui_key key)
{
    const struct session_break *b = current(p);
    if (list_key(&self(p)->list, key))
        return true;
    if (!b)
        return false;
    switch (key) {
    case ' ':
    case K_F(2): pane_do(p, true, "%s %d", b->enabled ? "disable" : "enable", b->number); return true;
    case 'd':
    case K_DELETE: pane_do(p, true, "delete %d", b->number); return true;
    case 'c': pane_compose(p, "condition %d ", b->number); return true;
    case K_ENTER:
        if (!b->is_watch && !b->is_catch)
            pane_do(p, true, "list *0x%llx", (unsigned long long)b->addr);
        return true;
    default: return false;
    }
}

static void break_scroll(struct pane *p, int lines)
{
    list_scroll(&self(p)->list, lines);
}

static void break_click(struct pane *p, int x, int y, int button)
{
    struct list *l = &self(p)->list;
    (void)button;
    if (y < 1 || l->top + y - 1 >= l->count)
        return;
    l->cursor = l->top + y - 1;
    const struct session_break *b = current(p);
    if (b && x < 7)
        pane_do(p, true, "%s %d", b->enabled ? "disable" : "enable", b->number);
}

static int draw_all(struct pane *p, struct area a)
{
    const struct session_break *b;
    int n = (int)session_breaks(p->session, &b);
    for (int y = 0; y < n && y < a.height; y++)
        draw_line(p, a, y, &b[y]);
    return n;
}

static bool break_search(struct pane *p, const char *text, bool backward, bool again)
{
    return list_search(p, &self(p)->list, draw_all, text, backward, again);
}

static const struct pane_key_help keys[] = {
    { "Space", "on or off" },
    { "d, Delete", "delete it" },
    { "c", "begin a command that gives it a condition" },
    { "Enter", "show where it is" },
    { NULL, NULL },
};

const struct pane_kind pane_kind_break = {
    .name = "break",
    .number = -1,
    .min_width = 20,
    .min_height = 2,
    .priority = 20,
    .focusable = true,
    .size = sizeof(struct break_pane),
    .draw = break_draw,
    .key = break_key,
    .click = break_click,
    .scroll = break_scroll,
    .search = break_search,
    .keys = keys,
};
