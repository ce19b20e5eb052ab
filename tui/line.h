/* line.h - the line being typed: GNU Readline, fed with keys and drawn by whoever asks. The only file of the
 * screen that knows Readline, whose state is global: one line at a time. It writes nothing anywhere. */
#ifndef TUI_LINE_H
#define TUI_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include "tui/keys.h"

struct line_hooks {
    void *ctx;
    /* A line was entered; NULL: end of file (C-d on an empty line). Called outside of Readline. */
    void (*accept)(void *ctx, const char *text);
    /* As session_complete(). */
    char **(*complete)(void *ctx, const char *text, size_t point, size_t *from);
    void (*list)(void *ctx, char *const *words, size_t n); /* several words are possible */
};

void line_open(const struct line_hooks *hooks, const char *prompt);
void line_close(void);

void line_key(tui_key key);
void line_prompt(const char *prompt);
void line_clear(void);
void line_set(const char *text); /* the cursor at its end */
bool line_is_empty(void);
void line_size(int columns, int rows);
void line_remember(const char *text); /* into the history */

/* What is to be seen now. prompt: without invisible marks. Both valid until the next call. */
struct line_view {
    const char *prompt, *text;
    size_t point; /* bytes of text before the cursor */
};
void line_view(struct line_view *out);

#endif
