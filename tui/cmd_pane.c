/* cmd_pane.c - the command pane: what was printed, and the line being typed below it. */
#include "tui/screen_private.h"
#include <string.h>

static struct screen *screen_of(const struct pane *p)
{
    return (struct screen *)p->host;
}

/* Columns of the first n bytes. */
static int columns_before(const char *text, size_t n)
{
    char *part = xstrndup(text, n);
    int columns = text_columns(part);
    free(part);
    return columns;
}

/* A line longer than the pane is shifted so that the cursor stays in it. */
static void draw_line(struct screen *sc, struct area a, int y)
{
    struct line_view v;
    line_view(&v);
    int prompt = text_columns(v.prompt), cursor = prompt + columns_before(v.text, v.point);
    int shift = cursor < a.width ? 0 : cursor - a.width + 1 + a.width / 4;
    int x = area_put(a, -shift, y, EL_PROMPT, v.prompt);
    x = area_put(a, x, y, EL_NORMAL, v.text);
    if (shift)
        area_put(a, 0, y, EL_DIM, "<");
    if (x > a.width)
        area_put(a, a.width - 1, y, EL_DIM, ">");
    if (screen_of(screen_cmd(sc))->focus == screen_cmd(sc) && cursor - shift < a.width) {
        sc->cursor_x = a.x + cursor - shift;
        sc->cursor_y = a.y + y;
    }
}

static void draw(struct pane *p, struct area a)
{
    struct screen *sc = screen_of(p);
    if (a.height < 1)
        return;
    if (sc->running) { /* no prompt: what runs prints */
        log_draw(&sc->log, a, a.height, 0);
        return;
    }
    int most = log_rows(&sc->log, a.width, sc->log_back + a.height) - (a.height - 1);
    if (sc->log_back > most)
        sc->log_back = most > 0 ? most : 0;
    int y = log_draw(&sc->log, a, a.height - 1, sc->log_back);
    draw_line(sc, a, sc->log_back ? a.height - 1 : y);
}

static void title(struct pane *p, struct str *out)
{
    const struct screen *sc = screen_of(p);
    int hidden = log_rows_marked(&sc->log, p->width, LOG_LINES) - (p->height - 1);
    if (sc->single)
        str_add(out, "SingleKey: q leaves, other keys give the prompt");
    else if (sc->log_back)
        str_addf(out, "%d lines back, PgDn returns", sc->log_back);
    else if (hidden > 0)
        str_addf(out, "PgUp: %d more line%s", hidden, hidden > 1 ? "s" : "");
}

static void scroll(struct pane *p, int lines)
{
    struct screen *sc = screen_of(p);
    long back = (long)sc->log_back - lines;
    sc->log_back = back < 0 ? 0 : back > LOG_LINES * 100 ? LOG_LINES * 100 : (int)back;
}

static bool search(struct pane *p, const char *text, bool backward, bool again)
{
    struct screen *sc = screen_of(p);
    int back = log_search(&sc->log, p->width,
                          again      ? sc->log_back
                          : backward ? -1
                                     : sc->log_back,
                          text, !backward && again);
    if (back < 0)
        return false;
    sc->log_back = back;
    return true;
}

static void click(struct pane *p, int x, int y, int button)
{
    (void)p, (void)x, (void)y, (void)button; /* the focus is enough */
}

const struct pane_kind pane_kind_cmd = {
    .name = "cmd",
    .number = 4,
    .min_width = 1,
    .min_height = 1,
    .priority = 100,
    .focusable = true,
    .size = sizeof(struct pane),
    .draw = draw,
    .title = title,
    .scroll = scroll,
    .search = search,
    .click = click,
};
