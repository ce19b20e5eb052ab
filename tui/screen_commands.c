/* screen_commands.c - the commands that belong to the screen. Names and messages are gdb's where gdb has
 * them; what they take is told by the debugger's table of commands. */
#include "tui/screen_private.h"
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

typedef bool screen_fn(struct screen *sc, const char *args, struct str *error);

static bool refuse(struct str *error, const char *fmt, ...) PRINTF_LIKE(2, 3);

static bool refuse(struct str *error, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    str_vaddf(error, fmt, ap);
    va_end(ap);
    return false;
}

static size_t word_length(const char *p)
{
    return strcspn(p, " \t");
}

static const char *after_word(const char *p)
{
    p += word_length(p);
    return p + strspn(p, " \t");
}

static bool is_word(const char *p, const char *word)
{
    return word_length(p) == strlen(word) && !strncmp(p, word, strlen(word));
}

/* ---- layouts ----------------------------------------------------------------------------------------- */

static bool use_layout(struct screen *sc, size_t index)
{
    sc->layout_chosen = true;
    return screen_use_layout(sc, index);
}

static bool list_layouts(struct screen *sc)
{
    for (size_t i = 0; i < sc->layouts.count; i++) {
        struct str s;
        str_init(&s);
        layout_print(sc->layouts.data[i].layout, &s);
        screen_print(sc, "%c %-8s %s\n", i == sc->layout_index ? '*' : ' ', sc->layouts.data[i].name, s.buf);
        str_release(&s);
    }
    return true;
}

static bool do_layout(struct screen *sc, const char *args, struct str *error)
{
    size_t n = word_length(args), count = sc->layouts.count, found = count;
    if (!n)
        return list_layouts(sc);
    if (is_word(args, "next"))
        return use_layout(sc, (sc->layout_index + 1) % count);
    if (is_word(args, "prev"))
        return use_layout(sc, (sc->layout_index + count - 1) % count);
    for (size_t i = 0; i < count; i++) {
        const char *name = sc->layouts.data[i].name;
        if (strncmp(name, args, n) != 0)
            continue;
        if (strlen(name) == n)
            return use_layout(sc, i);
        if (found < count)
            return refuse(error, "Ambiguous layout \"%.*s\": %s and %s.", (int)n, args,
                          sc->layouts.data[found].name, name);
        found = i;
    }
    if (found < count)
        return use_layout(sc, found);
    return refuse(error, "Unrecognized layout \"%.*s\".  \"layout\" lists them.", (int)n, args);
}

static bool do_new_layout(struct screen *sc, const char *args, struct str *error)
{
    size_t n = word_length(args);
    for (size_t i = 0; i < n; i++)
        if (!isalnum((unsigned char)args[i]) && !strchr("-_.", args[i]))
            return refuse(error, "A layout's name is made of letters, digits, - and _.");
    if (!n || is_word(args, "next") || is_word(args, "prev"))
        return refuse(error, "A name and a list of windows are expected: code 2 cmd 1");
    struct layout *l = layout_parse(after_word(args), pane_kinds, error);
    if (!l)
        return false;
    char *name = xstrndup(args, n);
    layout_lead(l, name);
    for (size_t i = 0; i < sc->layouts.count; i++)
        if (!strcmp(name, sc->layouts.data[i].name)) {
            free(name);
            layout_free(sc->layouts.data[i].layout);
            sc->layouts.data[i].layout = l;
            return true;
        }
    *vec_push(&sc->layouts) = (struct named_layout){ .name = name, .layout = l };
    return true;
}

/* ---- panes ------------------------------------------------------------------------------------------- */

/* A pane that is on the screen: its name, or the number in its title. */
static struct pane *seen_pane(struct screen *sc, const char *args, struct str *error)
{
    size_t n = word_length(args);
    screen_place(sc);
    if (n == 1 && isdigit((unsigned char)*args)) {
        struct pane *p = screen_pane_numbered(sc, *args - '0');
        if (!p)
            refuse(error, "There is no window %c on the screen.", *args);
        return p;
    }
    struct pane *p = screen_pane_named(sc, args, n);
    if (!p)
        refuse(error, "No window named \"%.*s\"; \"info win\" lists those that are seen.", (int)n, args);
    else if (!screen_can_focus(sc, p)) {
        refuse(error, "Window %.*s is not on the screen: \"layout\" lists the layouts.", (int)n, args);
        p = NULL;
    }
    return p;
}

static bool do_focus(struct screen *sc, const char *args, struct str *error)
{
    if (is_word(args, "next") || is_word(args, "prev")) {
        screen_focus_step(sc, *args == 'n' ? 1 : -1);
        return true;
    }
    if (!*args)
        return refuse(error, "Which window?  next, prev, or a name: \"info win\" lists them.");
    struct pane *p = seen_pane(sc, args, error);
    if (!p)
        return false;
    screen_focus(sc, p);
    return true;
}

/* [NAME] [+|-]N */
static bool resize(struct screen *sc, const char *args, bool width, struct str *error)
{
    struct pane *p = sc->focus;
    if (isalpha((unsigned char)*args)) {
        if (!(p = seen_pane(sc, args, error)))
            return false;
        args = after_word(args);
    }
    char sign = *args == '+' || *args == '-' ? *args++ : 0;
    size_t digits = strspn(args, "0123456789");
    if (!digits || digits > 4 || args[digits])
        return refuse(error, "A number of %s is expected, or + or - and a number.",
                      width ? "columns" : "lines");
    int n = atoi(args), now = width ? p->width : p->height;
    n = sign == '+' ? now + n : sign == '-' ? now - n : n;
    if (n < 1)
        return refuse(error, "The size must be at least 1.");
    screen_place(sc);
    if (sc->zoomed || !layout_resize(sc->layout, p->kind, p->instance, width, width ? n : n + 1))
        return refuse(error, "Window %s has nothing %s it to take the space from.", p->kind->name,
                      width ? "beside" : "above or below");
    sc->stale = true;
    return true;
}

static bool do_winheight(struct screen *sc, const char *args, struct str *error)
{
    return resize(sc, args, false, error);
}

static bool do_winwidth(struct screen *sc, const char *args, struct str *error)
{
    return resize(sc, args, true, error);
}

static bool do_info_win(struct screen *sc, const char *args, struct str *error)
{
    (void)args, (void)error;
    screen_place(sc);
    screen_print(sc, "Name       Lines Columns Focus\n");
    for (size_t i = 0; i < sc->places.count; i++) {
        const struct pane_place *at = &sc->places.data[i];
        struct pane *p = screen_pane(sc, at->kind, at->instance);
        char name[16];
        if (at->instance > 1)
            snprintf(name, sizeof name, "%s%d", at->kind->name, at->instance);
        else
            snprintf(name, sizeof name, "%s", at->kind->name);
        screen_print(sc, p->focused ? "%-10s %5d %7d (has focus)\n" : "%-10s %5d %7d\n", name, at->height,
                     at->width);
    }
    return true;
}

/* NAME ARGS: what the pane makes of them. */
static bool do_pane(struct screen *sc, const char *args, struct str *error)
{
    size_t n = word_length(args);
    struct pane *p = n ? screen_pane_named(sc, args, n) : NULL;
    if (!p)
        return refuse(error, "No window named \"%.*s\".", (int)n, args);
    if (!p->kind->command)
        return refuse(error, "Window %s has no settings.", p->kind->name);
    return p->kind->command(p, after_word(args), error);
}

/* [N] WHAT: the memory panes. */
static bool do_mem(struct screen *sc, const char *args, struct str *error)
{
    char name[] = "mem1";
    if (isdigit((unsigned char)args[0]) && (args[1] == ' ' || args[1] == '\t')) {
        name[3] = args[0];
        args = after_word(args);
    }
    struct pane *p = screen_pane_named(sc, name, 4);
    if (!p)
        return refuse(error, "There is no memory pane %c.", name[3]);
    return p->kind->command(p, args, error);
}

static bool do_reg(struct screen *sc, const char *args, struct str *error)
{
    struct pane *p = screen_pane_named(sc, "regs", 4);
    return p->kind->command(p, args, error);
}

/* ---- the screen -------------------------------------------------------------------------------------- */

static bool do_refresh(struct screen *sc, const char *args, struct str *error)
{
    (void)args, (void)error;
    if (sc->hooks.repaint)
        sc->hooks.repaint(sc->hooks.ctx);
    return true;
}

static bool leave(struct screen *sc, bool left, struct str *error)
{
    if (!sc->hooks.leave)
        return refuse(error, "There is no terminal.");
    sc->left = left;
    sc->hooks.leave(sc->hooks.ctx, left);
    return true;
}

static bool do_enable(struct screen *sc, const char *args, struct str *error)
{
    (void)args;
    return leave(sc, false, error);
}

static bool do_disable(struct screen *sc, const char *args, struct str *error)
{
    (void)args;
    return leave(sc, true, error);
}

static bool do_suspend(struct screen *sc, const char *args, struct str *error)
{
    (void)args;
    if (!sc->hooks.suspend)
        return refuse(error, "There is no terminal.");
    sc->hooks.suspend(sc->hooks.ctx);
    return true;
}

static bool do_zoom(struct screen *sc, const char *args, struct str *error)
{
    (void)args, (void)error;
    sc->zoomed = sc->zoomed ? NULL : sc->focus;
    sc->stale = true;
    return true;
}

static bool do_single_key(struct screen *sc, const char *args, struct str *error)
{
    (void)args, (void)error;
    sc->single = !sc->single;
    sc->single_line = false;
    return true;
}

static bool do_help(struct screen *sc, const char *args, struct str *error)
{
    (void)args, (void)error;
    if (sc->help.open)
        help_close(sc);
    else
        help_open(sc);
    return true;
}

static bool do_search(struct screen *sc, const char *args, struct str *error)
{
    (void)args, (void)error;
    screen_search_open(sc, false);
    return true;
}

static bool do_guest(struct screen *sc, const char *args, struct str *error)
{
    (void)args;
    struct pane *p = screen_pane_named(sc, "console", 7);
    if (sc->focus == p) {
        screen_focus(sc, screen_cmd(sc));
        return true;
    }
    sc->guest = p;
    sc->stale = true;
    screen_focus(sc, p);
    screen_place(sc);
    return sc->focus == p || refuse(error, "There is no room for the program's console.");
}

#define KEY_DEPTH 4

/* [PANE] KEY...: as if typed; with a pane, given to that pane. */
static bool do_key(struct screen *sc, const char *args, struct str *error)
{
    struct pane *p = NULL;
    size_t n = word_length(args);
    if (sc->away)
        return refuse(error, "The screen is not there: \"tui enable\".");
    if (sc->key_depth == KEY_DEPTH)
        return refuse(error, "Keys that type keys that type keys: that is enough.");
    if (key_parse(args, n) < 0 && (p = screen_pane_named(sc, args, n)))
        args = after_word(args);
    for (; *args; args = after_word(args)) {
        tui_key key = key_parse(args, word_length(args));
        if (key < 0)
            return refuse(error, "No key is named \"%.*s\".", (int)word_length(args), args);
        bool running = sc->running;
        sc->running = false; /* keys are commands: this one has done its part */
        sc->key_depth++;
        if (p)
            screen_pane_key(sc, p, key);
        else
            screen_key(sc, key);
        sc->running = running;
        sc->key_depth--;
    }
    return true;
}

static bool do_save(struct screen *sc, const char *args, struct str *error)
{
    bool elements = is_word(args, "-elements");
    if (elements)
        args = after_word(args);
    if (!*args)
        return refuse(error, "The name of a file is expected.");
    if (!session_may_use_host(sc->session))
        return refuse(error, "Cannot write %s: not available here.", args);
    struct str text;
    str_init(&text);
    screen_save(sc, &text, elements);
    FILE *f = fopen(args, "w");
    bool fine = f && fwrite(text.buf, 1, text.len, f) == text.len;
    fine = f && fclose(f) == 0 && fine;
    str_release(&text);
    return fine || refuse(error, "Cannot write %s: %s.", args, strerror(errno));
}

void screen_save(struct screen *sc, struct str *out, bool elements)
{
    int x, y;
    bool running = sc->running;
    sc->running = false; /* as it is seen at the prompt */
    screen_draw(sc, &x, &y);
    sc->running = running;
    canvas_dump(&sc->canvas, elements, out);
}

/* ---- completion -------------------------------------------------------------------------------------- */

typedef VEC(char *) words;

static void offer(words *w, const char *begin, size_t n, const char *name)
{
    if (!strncmp(begin, name, n))
        *vec_push(w) = xstrdup(name);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

char **screen_complete(struct screen *sc, const char *text, size_t point, size_t *from)
{
    static const struct {
        const char *command;
        bool layouts, steps; /* steps: next and prev as well */
    } takers[] = { { "layout ", true, true },      { "tui layout ", true, true },
                   { "focus ", false, true },      { "tui focus ", false, true },
                   { "winheight ", false, false }, { "winwidth ", false, false },
                   { "tui pane ", false, false } };
    for (size_t i = 0; i < sizeof takers / sizeof *takers; i++) {
        size_t n = strlen(takers[i].command);
        if (point < n || strncmp(text, takers[i].command, n) != 0 || memchr(text + n, ' ', point - n))
            continue;
        words w = { 0 };
        const char *begin = text + n;
        *from = n;
        for (size_t l = 0; takers[i].layouts && l < sc->layouts.count; l++)
            offer(&w, begin, point - n, sc->layouts.data[l].name);
        for (size_t k = 0; !takers[i].layouts && pane_kinds[k]; k++)
            if (pane_kinds[k]->focusable)
                offer(&w, begin, point - n, pane_kinds[k]->name);
        if (takers[i].steps) {
            offer(&w, begin, point - n, "next");
            offer(&w, begin, point - n, "prev");
        }
        if (w.count)
            qsort(w.data, w.count, sizeof *w.data, by_name);
        *vec_push(&w) = NULL;
        return w.data;
    }
    return NULL;
}

/* ---- the table --------------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    screen_fn *run;
} commands[] = {
    { "layout", do_layout },
    { "focus", do_focus },
    { "winheight", do_winheight },
    { "winwidth", do_winwidth },
    { "refresh", do_refresh },
    { "info win", do_info_win },
    { "mem", do_mem },
    { "save-display", do_save },
    { "tui enable", do_enable },
    { "tui disable", do_disable },
    { "tui focus", do_focus },
    { "tui layout", do_layout },
    { "tui refresh", do_refresh },
    { "tui new-layout", do_new_layout },
    { "tui window height", do_winheight },
    { "tui window width", do_winwidth },
    { "tui reg", do_reg },
    { "tui pane", do_pane },
    { "tui zoom", do_zoom },
    { "tui single-key", do_single_key },
    { "tui help", do_help },
    { "tui search", do_search },
    { "tui guest", do_guest },
    { "tui key", do_key },
    { "tui suspend", do_suspend },
};

bool screen_command(void *ctx, const char *command, const char *args, struct str *error)
{
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (!strcmp(command, commands[i].name))
            return commands[i].run(ctx, args ? args : "", error);
    return refuse(error, "The screen has no command \"%s\".", command);
}
