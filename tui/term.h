/* term.h - the terminal: ncurses, and nothing but. It shows a canvas, gives keys and mouse events, and leaves
 * the terminal as it was, whatever happens: at the end, at a crash, at a signal, while suspended.
 *
 * There is one terminal, so its state is the file's own. */
#ifndef TUI_TERM_H
#define TUI_TERM_H

#include "tui/screen.h"
#include "tui/theme.h"

enum term_event_kind { TERM_NOTHING, TERM_KEY, TERM_MOUSE, TERM_RESIZE, TERM_END };

struct term_event {
    enum term_event_kind kind;
    tui_key key;
    struct mouse_event mouse;
};

/* Both ends are terminals that can be drawn on. */
bool term_possible(void);
/* True if the terminal's characters are UTF-8. */
bool term_is_utf8(void);

/* interrupt: called at SIGINT, async-signal-safe; NULL: nothing. False: no terminal, or ncurses does not know
 * it. */
bool term_open(void (*interrupt)(void *ctx), void *ctx);
/* What was written to standard error meanwhile comes out now. */
void term_close(void);

void term_size(int *width, int *height);
void term_show(const struct canvas *c, int cursor_x, int cursor_y);
void term_repaint(void); /* the next term_show() draws every cell */
void term_colors(bool on, enum theme theme);
void term_mouse(bool on);

/* The next event; wait: false returns TERM_NOTHING where there is none. */
void term_read(struct term_event *out, bool wait);
/* C-c and C-\ become signals (while the guest runs), or keys. */
void term_signals(bool on);
void term_suspend(void); /* returns after `fg` */

#endif
