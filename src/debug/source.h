/* source.h - source lines: their text and their addresses. Knows no commands. */
#ifndef DEBUG_SOURCE_H
#define DEBUG_SOURCE_H

#include <stdbool.h>
#include <stdint.h>
#include "debug/session.h"

const char *source_file_named(const struct session *s, const char *name); /* as the line table has it; NULL */

int source_lines(struct session *s, const char *file); /* 0: no text */
bool source_line_at(const struct session *s, uint64_t addr, const char **file, int *line);
/* [*from, *to): the addresses around addr that belong to its line. */
bool source_line_range(const struct session *s, uint64_t addr, uint64_t *from, uint64_t *to);
bool source_line_begins(const struct session *s, uint64_t addr);
/* Of the first line from `line` on that has code. */
bool source_line_addr(const struct session *s, const char *file, int line, uint64_t *addr, int *found);

#endif
