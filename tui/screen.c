/* screen.c - a screen's life, its commands and its output; see screen.h. */
#include "tui/screen.h"
#include "tui/screen_private.h"
#include <stdlib.h>
#include <string.h>

/* ---- output ------------------------------------------------------------------------------------------ */

/* The guest's console has a pane; where that is not on the screen, the command pane shows it too. */
static bool console_is_shown(const struct screen *sc)
{
    for (size_t i = 0; i < sc->places.count; i++)
        if (!strcmp(sc->places.data[i].kind->name, "console"))
            return true;
    return false;
}

static void on_write(void *ctx, enum session_text kind, const char *text, size_t n)
{
    static const enum element elements[] = {
        [TEXT_OUT] = EL_NORMAL, [TEXT_ERROR] = EL_ERROR, [TEXT_GUEST] = EL_OUTPUT
    };
    struct screen *sc = ctx;
    if (kind != TEXT_GUEST || !console_is_shown(sc))
        log_add(&sc->log, elements[kind], text, n);
    if (sc->also && sc->also->write)
        sc->also->write(sc->also->ctx, kind, text, n);
}

static bool on_ask(void *ctx, const char *question)
{
    struct screen *sc = ctx;
    if (!sc->hooks.wait_key)
        return true;
    for (;;) {
        log_end_line(&sc->log);
        log_add(&sc->log, EL_PROMPT, question, strlen(question));
        tui_key key = sc->hooks.wait_key(sc->hooks.ctx);
        bool yes = key == 'y' || key == 'Y';
        if (yes || key == 'n' || key == 'N' || key < 0 || key == K_ESCAPE || key == K_CHAR_CTRL('c')) {
            log_add(&sc->log, EL_PROMPT, yes ? "y\n" : "n\n", 2);
            return yes;
        }
        log_add(&sc->log, EL_PROMPT, "\nPlease answer y or n.\n", 23);
    }
}

static void on_idle(void *ctx)
{
    struct screen *sc = ctx;
    if (sc->hooks.idle)
        sc->hooks.idle(sc->hooks.ctx);
    if (sc->also && sc->also->idle)
        sc->also->idle(sc->also->ctx);
}

static void on_setting(void *ctx, const char *name)
{
    struct screen *sc = ctx;
    if (sc->hooks.setting)
        sc->hooks.setting(sc->hooks.ctx, name);
}

void screen_print(struct screen *sc, const char *fmt, ...)
{
    struct str s;
    str_init(&s);
    va_list ap;
    va_start(ap, fmt);
    str_vaddf(&s, fmt, ap);
    va_end(ap);
    on_write(sc, TEXT_OUT, s.buf, s.len);
    str_release(&s);
}

void screen_note(struct screen *sc, const char *text)
{
    log_add(&sc->log, EL_DIM, text, strlen(text));
}

/* ---- commands ---------------------------------------------------------------------------------------- */

static void update_prompt(struct screen *sc)
{
    const char *more = session_continuation(sc->session);
    line_prompt(more ? more : session_prompt(sc->session));
}

static void echo_line(struct screen *sc, const char *text)
{
    struct line_view v;
    line_view(&v);
    char *both = xasprintf("%s%s\n", v.prompt, text);
    log_end_line(&sc->log);
    log_mark(&sc->log);
    log_add(&sc->log, EL_PROMPT, both, strlen(both));
    free(both);
    sc->log_back = 0;
}

enum session_status screen_execute(struct screen *sc, bool echo, const char *command)
{
    if (sc->running) /* from within a command: only what belongs to the screen */
        return SESSION_FAILED;
    if (echo)
        echo_line(sc, command);
    sc->running = true;
    if (sc->hooks.busy)
        sc->hooks.busy(sc->hooks.ctx, true);
    enum session_status status = session_execute(sc->session, command, true);
    if (sc->hooks.busy)
        sc->hooks.busy(sc->hooks.ctx, false);
    sc->running = false;
    sc->quit |= status == SESSION_QUIT;
    log_end_line(&sc->log);
    update_prompt(sc);
    return status;
}

static void host_execute(struct pane_host *host, bool echo, const char *command)
{
    screen_execute((struct screen *)host, echo, command);
}

static void host_say(struct pane_host *host, const char *text)
{
    struct screen *sc = (struct screen *)host;
    str_clear(&sc->message);
    str_add(&sc->message, text);
}

static void host_compose(struct pane_host *host, const char *text)
{
    struct screen *sc = (struct screen *)host;
    line_set(text);
    screen_focus(sc, screen_cmd(sc));
}

/* ---- the line ---------------------------------------------------------------------------------------- */

static void on_accept(void *ctx, const char *text)
{
    struct screen *sc = ctx;
    bool more = session_continuation(sc->session) != NULL;
    echo_line(sc, text ? text : more ? "end" : "quit");
    line_remember(text ? text : "");
    screen_execute(sc, false, text ? text : more ? "end" : "quit");
    if (sc->single_line && !session_continuation(sc->session)) {
        sc->single_line = false;
        sc->single = true;
    }
}

static char **on_complete(void *ctx, const char *text, size_t point, size_t *from)
{
    struct screen *sc = ctx;
    char **words = screen_complete(sc, text, point, from);
    if (words)
        return words;
    return session_complete(sc->session, text, point, from);
}

/* In columns, top to bottom, as shells do. */
static void on_list(void *ctx, char *const *words, size_t n)
{
    struct screen *sc = ctx;
    struct line_view v;
    line_view(&v);
    char *text = xstrdup(v.text);
    echo_line(sc, text);
    free(text);
    int width = 1, room = screen_cmd(sc)->width > 0 ? screen_cmd(sc)->width : 80;
    for (size_t i = 0; i < n; i++)
        width = text_columns(words[i]) + 2 > width ? text_columns(words[i]) + 2 : width;
    size_t columns = (size_t)(room / width > 0 ? room / width : 1), rows = (n + columns - 1) / columns;
    for (size_t row = 0; row < rows; row++) {
        struct str line;
        str_init(&line);
        for (size_t i = row; i < n; i += rows) {
            str_add(&line, words[i]);
            if (i + rows < n)
                str_addf(&line, "%*s", width - text_columns(words[i]), "");
        }
        str_addc(&line, '\n');
        log_add(&sc->log, EL_NORMAL, line.buf, line.len);
        str_release(&line);
    }
}

void screen_interrupt(struct screen *sc)
{
    struct line_view v;
    line_view(&v);
    char *text = xstrdup(v.text);
    line_clear();
    echo_line(sc, text);
    free(text);
    log_add(&sc->log, EL_NORMAL, "Quit\n", 5);
    session_cancel(sc->session);
    update_prompt(sc);
    if (sc->single_line)
        sc->single_line = false, sc->single = true;
}

/* ---- life -------------------------------------------------------------------------------------------- */

static void open_line(struct screen *sc)
{
    static const struct line_hooks hooks = { .accept = on_accept, .complete = on_complete, .list = on_list };
    struct line_hooks h = hooks;
    h.ctx = sc;
    line_open(&h, session_prompt(sc->session));
}

struct screen *screen_new(struct session *s, const struct screen_options *o)
{
    struct screen *sc = xcalloc(1, sizeof *sc);
    sc->host = (struct pane_host){ .execute = host_execute, .say = host_say, .compose = host_compose };
    sc->session = s;
    sc->engine = session_engine(s);
    sc->hooks = o->hooks;
    sc->also = o->also;
    sc->prefix = -1;
    str_init(&sc->message);
    str_init(&sc->search.text);
    str_init(&sc->help.filter);
    canvas_init(&sc->canvas, 0, 0);
    sc->canvas.ascii = o->ascii;
    screen_open_layouts(sc);
    sc->away = true;
    screen_enter(sc);
    screen_resize(sc, o->width, o->height);
    screen_focus(sc, screen_cmd(sc));
    return sc;
}

void screen_enter(struct screen *sc)
{
    struct session_io io = { .ctx = sc,
                             .write = on_write,
                             .ask = on_ask,
                             .idle = on_idle,
                             .screen = screen_command,
                             .setting = on_setting };
    if (!sc->away)
        return;
    sc->away = false;
    open_line(sc);
    line_size(sc->canvas.width, sc->canvas.height);
    session_set_io(sc->session, &io);
}

void screen_leave(struct screen *sc)
{
    if (!sc->away)
        line_close();
    sc->away = true;
}

void screen_free(struct screen *sc)
{
    if (!sc)
        return;
    help_close(sc);
    screen_leave(sc);
    for (size_t i = 0; i < sc->panes.count; i++) {
        struct pane *p = sc->panes.data[i];
        if (p->kind->close)
            p->kind->close(p);
        free(p);
    }
    vec_release(&sc->panes);
    screen_close_layouts(sc);
    vec_release(&sc->spots);
    log_release(&sc->log);
    str_release(&sc->message);
    str_release(&sc->search.text);
    str_release(&sc->help.filter);
    canvas_release(&sc->canvas);
    free(sc);
}

void screen_resize(struct screen *sc, int width, int height)
{
    canvas_resize(&sc->canvas, width, height);
    sc->stale = true;
    sc->dragging = false;
    line_size(width, height);
    screen_choose_layout(sc);
    screen_place(sc);
}

void screen_ascii(struct screen *sc, bool ascii)
{
    sc->canvas.ascii = ascii;
}

bool screen_has_quit(const struct screen *sc)
{
    return sc->quit;
}

bool screen_is_left(const struct screen *sc)
{
    return sc->left;
}
