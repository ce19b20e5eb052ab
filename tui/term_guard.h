/* term_guard.h - gives the terminal back when the program dies, and keeps standard error out of the screen.
 */
#ifndef TUI_TERM_GUARD_H
#define TUI_TERM_GUARD_H

#include <stdbool.h>

/* Before ncurses touches the terminal. */
void guard_open(void (*interrupt)(void *ctx), void *ctx);
/* After ncurses has set its own handlers: ours come first. */
void guard_signals(void);
/* After ncurses has ended. */
void guard_close(void);

#endif
