/* screen.h - the whole screen without a terminal: panes in a layout, status line and hint line, command line,
 * help; what keys and the mouse do. It is drawn into a canvas. tui.c shows that canvas on a terminal; scripts
 * (`--screen`) and tests look at it directly.
 *
 * Everything a key does is a command, so it can be typed and put into scripts as well (bindings.c). */
#ifndef TUI_SCREEN_H
#define TUI_SCREEN_H

#include <stdbool.h>
#include "debug/session.h"
#include "tui/canvas.h"
#include "tui/keys.h"

struct screen;

/* What needs a terminal. Any may be NULL. */
struct screen_hooks {
    void *ctx;
    void (*busy)(void *ctx, bool begins); /* a command begins, ends */
    void (*idle)(void *ctx);              /* about every 20 ms while the guest runs */
    tui_key (*wait_key)(void *ctx);       /* the next key, for a question; -1: there is nobody */
    void (*repaint)(void *ctx);           /* the terminal was spoilt by others */
    void (*suspend)(void *ctx);
    void (*leave)(void *ctx, bool leave);            /* `tui disable`, `tui enable` */
    void (*setting)(void *ctx, const char *setting); /* one was changed: session_setting() */
};

struct screen_options {
    int width, height;
    bool ascii;
    struct screen_hooks hooks;
    const struct session_io *also; /* output is given to this one, too; NULL: to the screen only */
};

/* Takes over the session's io and Readline until screen_free(). */
struct screen *screen_new(struct session *s, const struct screen_options *o);
void screen_free(struct screen *sc);

void screen_resize(struct screen *sc, int width, int height);
void screen_key(struct screen *sc, tui_key key);

enum mouse_kind { MOUSE_PRESS, MOUSE_RELEASE, MOUSE_DRAG, MOUSE_WHEEL_UP, MOUSE_WHEEL_DOWN };
struct mouse_event {
    enum mouse_kind kind;
    int x, y, button; /* button: 1 left, 2 middle, 3 right */
};
void screen_mouse(struct screen *sc, const struct mouse_event *m);

/* Draws everything. The cursor is at (*x, *y); *x < 0: none. Valid until the next call of anything here. */
const struct canvas *screen_draw(struct screen *sc, int *x, int *y);
void screen_ascii(struct screen *sc, bool ascii);

/* A command as if typed; echo: it is shown. */
enum session_status screen_execute(struct screen *sc, bool echo, const char *command);
void screen_note(struct screen *sc, const char *text); /* among the output */
bool screen_has_quit(const struct screen *sc);
bool screen_is_left(const struct screen *sc); /* `tui disable` */
/* The plain prompt has Readline and the session's io; and back. */
void screen_leave(struct screen *sc);
void screen_enter(struct screen *sc);
/* As session_io.screen: what `tui enable` at the plain prompt calls. */
bool screen_command(void *ctx, const char *command, const char *args, struct str *error);
/* C-c, outside of a command. */
void screen_interrupt(struct screen *sc);
/* Keys typed while the guest runs go to it, if its console has the focus; else false. */
bool screen_guest_key(struct screen *sc, tui_key key);

#endif
