/* tui.h - the screen as the program sees it: opened on a session, run until the user quits or leaves it.
 *
 *     t = tui_open(session, &options);
 *     tui_execute(t, line) ...                 what the command line asked for
 *     while (tui_loop(t) == TUI_LEFT)          `tui disable`: a plain prompt,
 *         ... until tui_is_wanted(t)           until `tui enable` is given there
 *     tui_close(t);
 */
#ifndef TUI_TUI_H
#define TUI_TUI_H

#include <stdbool.h>
#include "debug/session.h"

struct tui;

enum tui_colors { TUI_COLORS_AUTO, TUI_COLORS_ON, TUI_COLORS_OFF };

struct tui_options {
    int width, height; /* a screen of this size and no terminal: for scripts; 0: the terminal's */
    enum tui_colors colors;
    /* Where output goes where there is no screen to be seen: the session's own io. Its `screen` is not used.
     */
    struct session_io plain;
};

/* Standard input and output are a terminal that a screen can be shown on. */
bool tui_possible(void);

/* Takes over the session's io until tui_close(). NULL: ncurses does not know the terminal. */
struct tui *tui_open(struct session *s, const struct tui_options *o);
void tui_close(struct tui *t);

/* A line, shown as if typed. */
enum session_status tui_execute(struct tui *t, const char *line);

enum tui_end { TUI_QUIT, TUI_LEFT };
enum tui_end tui_loop(struct tui *t);
bool tui_is_wanted(const struct tui *t); /* after TUI_LEFT: `tui enable` was given */

#endif
