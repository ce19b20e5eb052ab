/* pane_console.c - what the guest has written, and a line to type to it.
 *
 * Lines are wrapped; the newest stay in view until the user scrolls up. Time going back takes the output
 * back. */
#include <string.h>
#include "tui/pane_parts.h"

#define INPUT_MAX 512
#define LINES_MAX 4096 /* wrapped lines that can be scrolled back */

struct console_pane {
    struct pane pane;
    int up;    /* lines scrolled up from the end */
    int lines; /* at the last drawing */
    char input[INPUT_MAX];
    size_t ninput;
};

static struct console_pane *self(struct pane *p)
{
    return (struct console_pane *)p;
}

/* One wrapped line of text[0 .. n): its length, without the newline; *used: with it. */
static size_t wrap(const char *text, size_t n, int width, size_t *used)
{
    size_t len = 0;
    int columns = 0;
    while (len < n && text[len] != '\n') {
        uint32_t ch;
        int c;
        size_t k = text_next(text + len, n - len, &ch, &c);
        if (text[len] == '\t')
            c = 8 - columns % 8;
        if (columns + c > width && columns)
            break;
        columns += c;
        len += k;
    }
    *used = len + (len < n && text[len] == '\n');
    return len;
}

/* Where to begin so that enough lines for the whole pane, scrolled as it is, are certainly behind it. */
static size_t enough(const char *text, size_t size, int lines, int width)
{
    size_t at = size, most = (size_t)lines * (size_t)(width > 0 ? width : 1) * 4;
    int seen = 0;
    while (at && seen <= lines && size - at < most)
        seen += text[--at] == '\n';
    return at && seen > lines ? at + 1 : at;
}

struct line_at {
    size_t from, len;
};

static void console_draw(struct pane *p, struct area a)
{
    struct console_pane *c = self(p);
    size_t size;
    const char *text = engine_console(p->engine, &size);
    struct line_at kept[LINES_MAX];
    int room = a.height - (c->ninput || p->focused ? 1 : 0), n = 0;
    if (room < 1)
        room = 1;
    if (c->up > LINES_MAX - room)
        c->up = LINES_MAX - room;
    for (size_t at = enough(text, size, c->up + room, a.width), used; at < size; at += used, n++) {
        size_t len = wrap(text + at, size - at, a.width, &used);
        kept[n % LINES_MAX] = (struct line_at){ at, len };
    }
    c->lines = n;
    int most = (n < LINES_MAX ? n : LINES_MAX) - room;
    c->up = c->up > most ? most : c->up;
    c->up = c->up < 0 ? 0 : c->up;
    int first = n - room - c->up;
    for (int y = 0; y < room; y++) {
        int i = (first < 0 ? 0 : first) + y;
        if (i < n)
            area_putn(a, 0, y, EL_OUTPUT, text + kept[i % LINES_MAX].from, kept[i % LINES_MAX].len);
    }
    if (room < a.height) {
        int x = area_put(a, 0, a.height - 1, EL_PROMPT, "> ");
        x = area_putn(a, x, a.height - 1, EL_NORMAL, c->input, c->ninput);
        if (p->focused)
            area_fill(a, x, a.height - 1, 1, 1, '_', EL_CURSOR);
    }
}

static void console_title(struct pane *p, struct str *out)
{
    str_add(out, p->focused ? "Enter sends, C-d ends the input" : "F12 to type here");
}

static bool type(struct console_pane *c, tui_key key)
{
    char bytes[4];
    size_t n = text_encode((uint32_t)key, bytes);
    if (c->ninput + n + 2 > sizeof c->input)
        return true;
    memcpy(c->input + c->ninput, bytes, n);
    c->ninput += n;
    return true;
}

/* The program goes on when it is told to: it may have been stepped to here. */
static void say_given(struct pane *p, const char *what)
{
    if (session_waits(p->session))
        pane_say(p, "%s: F9 goes on, F8 one instruction, F12 is the prompt", what);
}

static void give(struct console_pane *c)
{
    struct pane *p = &c->pane;
    say_given(p, "The program has the line");
    c->input[c->ninput++] = '\n';
    session_input(p->session, c->input, c->ninput);
    c->ninput = 0;
    c->up = 0;
}

static bool console_key(struct pane *p, tui_key key)
{
    struct console_pane *c = self(p);
    if (key == K_PGUP || key == K_PGDN || key == K_UP || key == K_DOWN) {
        c->up -= key_lines(key, p->height);
        return true;
    }
    if (key == K_ENTER || key == '\n') {
        give(c);
        return true;
    }
    if (key == K_CHAR_CTRL('d')) {
        say_given(p, "The input ends here");
        session_input(p->session, NULL, 0);
        return true;
    }
    if (key == K_BACKSPACE || key == K_CHAR_CTRL('h')) {
        while (c->ninput && (c->input[--c->ninput] & 0xc0) == 0x80)
            continue;
        return true;
    }
    if (key == K_CHAR_CTRL('u')) {
        c->ninput = 0;
        return true;
    }
    return key >= ' ' && key < K_SPECIAL && type(c, key);
}

static void console_scroll(struct pane *p, int lines)
{
    self(p)->up -= lines;
}

static const struct pane_key_help keys[] = {
    { "Enter", "give the line to the program" },
    { "C-d", "end of the program's input" },
    { "C-u", "throw the line away" },
    { NULL, NULL },
};

const struct pane_kind pane_kind_console = {
    .name = "console",
    .number = 9,
    .min_width = 12,
    .min_height = 2,
    .priority = 40,
    .focusable = true,
    .size = sizeof(struct console_pane),
    .title = console_title,
    .draw = console_draw,
    .key = console_key,
    .scroll = console_scroll,
    .keys = keys,
};
