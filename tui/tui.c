/* tui.c - the screen on a terminal: events go to the screen, its canvas to the terminal; while the guest
 * runs, it is drawn a few times a second. Without a terminal there is only the screen. */
#include "tui/tui.h"
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "base/vec.h"
#include "tui/screen.h"
#include "tui/term.h"
#include "tui/theme.h"

#define REDRAW_MS 200

struct tui {
    struct session *session;
    struct screen *screen;
    struct tui_options options;
    bool terminal, shown; /* shown: the terminal is ours now */
    long drawn_ms;
    VEC(tui_key) ahead; /* typed while a command ran */
    size_t taken;
};

bool tui_possible(void)
{
    return term_possible();
}

static long now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void draw(struct tui *t)
{
    int x, y;
    if (!t->shown)
        return;
    const struct canvas *c = screen_draw(t->screen, &x, &y);
    term_show(c, x, y);
    t->drawn_ms = now_ms();
}

static void resize(struct tui *t)
{
    int width, height;
    term_size(&width, &height);
    screen_resize(t->screen, width, height);
    term_repaint();
}

/* ---- while a command runs ---------------------------------------------------------------------------- */

static void on_interrupt(void *ctx)
{
    struct tui *t = ctx;
    session_interrupt(t->session);
}

static void on_busy(void *ctx, bool begins)
{
    struct tui *t = ctx;
    if (begins)
        t->drawn_ms = now_ms();
    term_signals(begins);
}

/* Input is looked at, too: the guest's is given to it, the rest is kept for later. */
static void on_idle(void *ctx)
{
    struct tui *t = ctx;
    struct term_event e;
    if (!t->shown)
        return;
    for (term_read(&e, false); e.kind != TERM_NOTHING; term_read(&e, false)) {
        if (e.kind == TERM_RESIZE)
            resize(t);
        else if (e.kind == TERM_END || (e.kind == TERM_KEY && e.key == K_CHAR_CTRL('c')))
            session_interrupt(t->session);
        else if (e.kind == TERM_KEY && e.key == K_CHAR_CTRL('z'))
            term_suspend();
        else if (e.kind == TERM_KEY && !screen_guest_key(t->screen, e.key))
            *vec_push(&t->ahead) = e.key;
        if (e.kind == TERM_END)
            break;
    }
    if (now_ms() - t->drawn_ms >= REDRAW_MS)
        draw(t);
}

static tui_key on_wait_key(void *ctx)
{
    struct tui *t = ctx;
    struct term_event e;
    if (!t->shown)
        return -1;
    for (;;) {
        if (t->taken < t->ahead.count)
            return t->ahead.data[t->taken++];
        draw(t);
        term_read(&e, true);
        if (e.kind == TERM_KEY)
            return e.key;
        if (e.kind == TERM_RESIZE)
            resize(t);
        else if (e.kind == TERM_END)
            return -1;
    }
}

/* ---- the terminal ------------------------------------------------------------------------------------ */

/* A setting as `show` would print it. */
static bool setting_is(const struct tui *t, const char *name, const char *value)
{
    struct str text;
    str_init(&text);
    session_setting(t->session, name, &text);
    bool is = !strcmp(text.buf, value);
    str_release(&text);
    return is;
}

/* NO_COLOR counts if it is not empty; what the user says here and now wins over it. */
static bool wants_colors(const struct tui *t)
{
    const char *no = getenv("NO_COLOR");
    if (setting_is(t, "style enabled", "off"))
        return false;
    if (setting_is(t, "style enabled", "on"))
        return true;
    if (t->options.colors != TUI_COLORS_AUTO)
        return t->options.colors == TUI_COLORS_ON;
    return !no || !*no;
}

static bool wants_ascii(const struct tui *t)
{
    return setting_is(t, "tui border-kind", "ascii") || (t->terminal && !term_is_utf8());
}

static void apply_settings(struct tui *t)
{
    screen_ascii(t->screen, wants_ascii(t));
    if (!t->terminal)
        return;
    term_mouse(setting_is(t, "mouse", "on"));
    struct str theme;
    str_init(&theme);
    session_setting(t->session, "tui theme", &theme);
    term_colors(wants_colors(t), theme_named(theme.buf));
    str_release(&theme);
    term_repaint();
}

static bool show(struct tui *t)
{
    if (!t->terminal || t->shown)
        return true;
    if (!term_open(on_interrupt, t))
        return false;
    t->shown = true;
    int width, height;
    term_size(&width, &height);
    screen_resize(t->screen, width, height);
    apply_settings(t);
    return true;
}

static void hide(struct tui *t)
{
    if (t->shown)
        term_close();
    t->shown = false;
}

static void on_repaint(void *ctx)
{
    (void)ctx;
    term_repaint();
}

static void on_suspend(void *ctx)
{
    struct tui *t = ctx;
    term_suspend();
    resize(t);
}

static void on_leave(void *ctx, bool leave)
{
    (void)ctx, (void)leave; /* tui_loop() and tui_is_wanted() ask the screen */
}

static void on_setting(void *ctx, const char *setting)
{
    static const char *const ours[] = { "style enabled", "mouse", "tui border-kind", "tui theme" };
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        if (!strcmp(setting, ours[i]))
            apply_settings(ctx);
}

/* ---- opening and closing ----------------------------------------------------------------------------- */

struct tui *tui_open(struct session *s, const struct tui_options *o)
{
    struct tui *t = xcalloc(1, sizeof *t);
    t->session = s;
    t->options = *o;
    t->terminal = !o->width;
    struct screen_options so = { .width = o->width,
                                 .height = o->height,
                                 .also = t->terminal ? NULL : &t->options.plain };
    so.hooks = (struct screen_hooks){ .ctx = t, .setting = on_setting };
    if (t->terminal) {
        so.hooks.busy = on_busy;
        so.hooks.idle = on_idle;
        so.hooks.wait_key = on_wait_key;
        so.hooks.repaint = on_repaint;
        so.hooks.suspend = on_suspend;
        so.hooks.leave = on_leave;
    }
    t->screen = screen_new(s, &so);
    apply_settings(t);
    if (!show(t)) {
        tui_close(t);
        return NULL;
    }
    if (t->terminal)
        screen_note(t->screen, "Type commands here; F1 is help, Tab completes, quit leaves.\n");
    engine_interactive_input(session_engine(s), t->terminal);
    return t;
}

void tui_close(struct tui *t)
{
    if (!t)
        return;
    hide(t);
    screen_free(t->screen);
    session_set_io(t->session, &t->options.plain);
    vec_release(&t->ahead);
    free(t);
}

enum session_status tui_execute(struct tui *t, const char *line)
{
    bool picture = !strncmp(line, "save-display", 12); /* shows what was there without it */
    return screen_execute(t->screen, !picture, line);
}

/* ---- the loop ---------------------------------------------------------------------------------------- */

static bool goes_on(const struct tui *t)
{
    return !screen_has_quit(t->screen) && !screen_is_left(t->screen);
}

/* Keys typed while the command ran come before all others. */
static void handle(struct tui *t, const struct term_event *e)
{
    switch (e->kind) {
    case TERM_KEY: screen_key(t->screen, e->key); break;
    case TERM_MOUSE: screen_mouse(t->screen, &e->mouse); break;
    case TERM_RESIZE: resize(t); break;
    case TERM_NOTHING:
    case TERM_END: break;
    }
    while (t->taken < t->ahead.count && goes_on(t))
        screen_key(t->screen, t->ahead.data[t->taken++]);
    t->taken = t->ahead.count = 0;
}

/* What is there already is done before the next drawing. */
static void run_screen(struct tui *t)
{
    struct term_event e = { .kind = TERM_NOTHING };
    while (goes_on(t) && e.kind != TERM_END) {
        draw(t);
        term_read(&e, true);
        handle(t, &e);
        while (goes_on(t) && e.kind != TERM_END) {
            term_read(&e, false);
            if (e.kind == TERM_NOTHING)
                break;
            handle(t, &e);
        }
    }
}

/* Output of the plain prompt goes where it always went; `tui enable` comes to the screen. */
static void plain_write(void *ctx, enum session_text kind, const char *text, size_t n)
{
    struct tui *t = ctx;
    if (t->options.plain.write)
        t->options.plain.write(t->options.plain.ctx, kind, text, n);
}

static bool plain_ask(void *ctx, const char *question)
{
    struct tui *t = ctx;
    return !t->options.plain.ask || t->options.plain.ask(t->options.plain.ctx, question);
}

static void plain_idle(void *ctx)
{
    struct tui *t = ctx;
    if (t->options.plain.idle)
        t->options.plain.idle(t->options.plain.ctx);
}

static bool plain_screen(void *ctx, const char *command, const char *args, struct str *error)
{
    struct tui *t = ctx;
    return screen_command(t->screen, command, args, error);
}

enum tui_end tui_loop(struct tui *t)
{
    if (!t->terminal || screen_has_quit(t->screen))
        return TUI_QUIT;
    screen_enter(t->screen);
    if (!show(t))
        return TUI_QUIT;
    run_screen(t);
    hide(t);
    if (!screen_is_left(t->screen))
        return TUI_QUIT;
    screen_leave(t->screen);
    struct session_io io = {
        .ctx = t, .write = plain_write, .ask = plain_ask, .idle = plain_idle, .screen = plain_screen
    };
    session_set_io(t->session, &io);
    return TUI_LEFT;
}

bool tui_is_wanted(const struct tui *t)
{
    return !screen_is_left(t->screen);
}
