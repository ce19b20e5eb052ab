/* log.h - what has been printed: the lines above the prompt, kept within a bound. */
#ifndef TUI_LOG_H
#define TUI_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include "base/vec.h"
#include "tui/canvas.h"

#define LOG_LINES    10000
#define LOG_LINE_MAX 4096 /* bytes; the rest of a longer line stands on the next one */

struct log_line {
    char *text; /* without newline */
    size_t len;
    enum element element;
};

struct log {
    VEC(struct log_line) lines;
    bool open;   /* the last line goes on */
    size_t mark; /* the line at which the last command stands */
};

void log_release(struct log *l);
/* Text with newlines; carriage returns are left out. */
void log_add(struct log *l, enum element e, const char *text, size_t n);
void log_end_line(struct log *l); /* so that what follows begins a line */

/* Draws the last lines, wrapped, above the row `bottom` (not drawn), `back` rows further up. Returns the row
 * after the last one drawn: less than bottom when there are few lines. */
int log_draw(const struct log *l, struct area a, int bottom, int back);
void log_mark(struct log *l); /* a command comes */
/* Rows from the last command on, counted up to limit. */
int log_rows_marked(const struct log *l, int width, int limit);
int log_rows(const struct log *l, int width, int limit); /* wrapped rows, counted up to limit */
/* The number of rows from the end to a line that contains text, searching up from `back` rows; -1: none. */
int log_search(const struct log *l, int width, int back, const char *text, bool down);

#endif
