/* help.c - the help over the panes: all keys and all commands, from their tables, with a filter. Enter does
 * what is under the cursor; what wants arguments goes to the prompt. */
#include "tui/screen_private.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "debug/command.h"

/* ---- entries ----------------------------------------------------------------------------------------- */

static void add(struct help *h, const char *keys, const char *text, size_t n, const char *command)
{
    *vec_push(&h->entries) =
        (struct help_entry){ .keys = xstrdup(keys), .text = xstrndup(text, n), .command = command };
}

static void add_heading(struct help *h, const char *text)
{
    add(h, text, "", 0, NULL);
    h->entries.data[h->entries.count - 1].heading = true;
}

static void add_keys(struct help *h)
{
    int context = -1;
    struct str s;
    str_init(&s);
    for (const struct binding *b = bindings; b->keys; b++) {
        if ((int)b->context != context) {
            context = b->context;
            str_clear(&s);
            str_addf(&s, "Keys %s", key_context_name(b->context));
            add_heading(h, s.buf);
        }
        str_clear(&s);
        str_add(&s, b->help);
        if (b->command && strncmp(b->command, "tui ", 4) != 0)
            str_addf(&s, " (%s)", b->command);
        add(h, b->keys, s.buf, s.len, b->command);
    }
    str_release(&s);
}

/* Keys that a kind of pane has for itself. */
static void add_pane_keys(struct screen *sc)
{
    for (size_t i = 0; pane_kinds[i]; i++) {
        const struct pane_key_help *k = pane_kinds[i]->keys;
        if (!k)
            continue;
        struct str s;
        str_init(&s);
        str_addf(&s, "Keys in the %s pane", pane_kinds[i]->name);
        add_heading(&sc->help, s.buf);
        str_release(&s);
        for (; k->keys; k++)
            add(&sc->help, k->keys, k->help, strlen(k->help), NULL);
    }
}

static size_t first_sentence(const char *text)
{
    const char *end = strstr(text, ". ");
    const char *line = strchr(text, '\n');
    if (!end || (line && line < end))
        end = line;
    return end ? (size_t)(end - text) + (*end == '.') : strlen(text);
}

static void add_commands(struct help *h)
{
    for (int class = 0; class < CLASS_COUNT; class ++) {
        add_heading(h, command_classes[class].doc);
        command_each(c)
        {
            if ((int)c->class != class || !c->help)
                continue;
            add(h, c->usage ? c->usage : c->name, c->help, first_sentence(c->help), c->name);
            h->entries.data[h->entries.count - 1].compose = c->usage && strcmp(c->usage, c->name) != 0;
        }
    }
}

/* ---- the filter -------------------------------------------------------------------------------------- */

static bool contains(const char *text, const char *part)
{
    size_t n = strlen(part);
    for (; *text; text++)
        if (!strncasecmp(text, part, n))
            return true;
    return !n;
}

/* Headings stay where something below them does. */
static void filter(struct help *h)
{
    h->shown.count = 0;
    size_t heading = 0;
    bool pending = false;
    for (size_t i = 0; i < h->entries.count; i++) {
        const struct help_entry *e = &h->entries.data[i];
        if (e->heading) {
            heading = i;
            pending = true;
        } else if (contains(e->keys, h->filter.buf) || contains(e->text, h->filter.buf)) {
            if (pending)
                *vec_push(&h->shown) = heading;
            pending = false;
            *vec_push(&h->shown) = i;
        }
    }
    h->top = 0;
    h->cursor = h->shown.count > 1;
}

void help_close(struct screen *sc)
{
    struct help *h = &sc->help;
    for (size_t i = 0; i < h->entries.count; i++) {
        free(h->entries.data[i].keys);
        free(h->entries.data[i].text);
    }
    vec_release(&h->entries);
    vec_release(&h->shown);
    h->open = false;
}

void help_open(struct screen *sc)
{
    help_close(sc);
    str_clear(&sc->help.filter);
    sc->help.open = true;
    sc->help.typing = false;
    add_keys(&sc->help);
    add_pane_keys(sc);
    add_commands(&sc->help);
    filter(&sc->help);
}

/* ---- keys -------------------------------------------------------------------------------------------- */

static void move(struct help *h, int by)
{
    int n = (int)h->shown.count;
    h->cursor += by;
    h->cursor = h->cursor >= n ? n - 1 : h->cursor;
    h->cursor = h->cursor < 0 ? 0 : h->cursor;
}

static void choose(struct screen *sc)
{
    struct help *h = &sc->help;
    if (h->cursor >= (int)h->shown.count)
        return;
    struct help_entry e = h->entries.data[h->shown.data[h->cursor]];
    if (!e.command)
        return;
    help_close(sc);
    if (e.compose) {
        char *text = xasprintf("%s ", e.command);
        sc->host.compose(&sc->host, text);
        free(text);
    } else {
        screen_execute(sc, true, e.command);
    }
}

static bool move_key(struct help *h, tui_key key)
{
    int page = h->height > 1 ? h->height - 1 : 1;
    switch (key) {
    case K_UP: move(h, -1); return true;
    case K_DOWN: move(h, 1); return true;
    case K_PGUP: move(h, -page); return true;
    case K_PGDN: move(h, page); return true;
    case K_HOME: move(h, -1000000); return true;
    case K_END: move(h, 1000000); return true;
    default: return false;
    }
}

static void filter_key(struct help *h, tui_key key)
{
    char bytes[4];
    if (key == K_BACKSPACE || key == K_CHAR_CTRL('h')) {
        h->typing = h->filter.len > 0;
        str_drop_char(&h->filter);
    } else if (key >= ' ' && key < K_SPECIAL) {
        str_addn(&h->filter, bytes, text_encode((uint32_t)key, bytes));
    }
    filter(h);
}

void help_key(struct screen *sc, tui_key key)
{
    struct help *h = &sc->help;
    if (move_key(h, key))
        return;
    if (key == K_ENTER) {
        choose(sc);
    } else if (key == K_CHAR_CTRL('c') || (key == K_ESCAPE && !h->filter.len)) {
        help_close(sc);
    } else if (key == K_ESCAPE) {
        str_clear(&h->filter);
        h->typing = false;
        filter(h);
    } else if (h->typing) {
        filter_key(h, key);
    } else {
        switch (key) {
        case '/': h->typing = true; break;
        case 'j': move(h, 1); break;
        case 'k': move(h, -1); break;
        case 'g': move(h, -1000000); break;
        case 'G': move(h, 1000000); break;
        case 'q': help_close(sc); break;
        default: break;
        }
    }
}

/* ---- drawing ----------------------------------------------------------------------------------------- */

static void draw_entry(const struct help *h, struct area a, int y, int i)
{
    const struct help_entry *e = &h->entries.data[h->shown.data[i]];
    int column = a.width < 60 ? 14 : 30;
    if (e->heading) {
        area_put(a, 0, y, EL_HEADING, e->keys);
    } else {
        int x = area_put(a, 2, y, EL_HINT_KEY, e->keys);
        area_text(a, x + 2 > column ? x + 2 : column, y, EL_NORMAL, e->text);
    }
    if (i == h->cursor) {
        area_put(a, 0, y, EL_CURSOR, e->heading ? "" : ">");
        area_mark(a, 0, y, a.width, EL_CURSOR);
    }
}

void help_draw(struct screen *sc, struct area a)
{
    struct help *h = &sc->help;
    area_fill(a, 0, 0, a.width, a.height, ' ', EL_NORMAL);
    for (int x = 0; x < a.width; x++)
        area_glyph(a, x, 0, EL_TITLE, GLYPH_HLINE);
    int x = area_put(a, 2, 0, EL_TITLE_FOCUS, " help ");
    x = area_put(a, x, 0, EL_TITLE, h->typing || h->filter.len ? " /" : " / filters ");
    x = area_put(a, x, 0, EL_NORMAL, h->filter.buf);
    sc->cursor_x = sc->cursor_y = -1;
    if (h->typing) {
        sc->cursor_x = a.x + x;
        sc->cursor_y = a.y;
    }
    struct area list = area_part(a, 0, 1, a.width, a.height - 1);
    h->height = list.height;
    if (h->cursor < h->top)
        h->top = h->cursor;
    if (h->cursor >= h->top + list.height)
        h->top = h->cursor - list.height + 1;
    if (h->top == 1)
        h->top = 0;
    for (int y = 0; y < list.height && h->top + y < (int)h->shown.count; y++)
        draw_entry(h, list, y, h->top + y);
    if (!h->shown.count)
        area_put(list, 2, 0, EL_DIM, "nothing fits the filter");
}
