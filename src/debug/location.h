/* location.h - places in the program as users write them: 12, sum.s:12, main, *0x1000, +1, -1. */
#ifndef DEBUG_LOCATION_H
#define DEBUG_LOCATION_H

#include <stdbool.h>
#include <stdint.h>
#include "base/str.h"
#include "debug/session.h"

struct frame;

struct location {
    uint64_t addr;
    const char *file; /* NULL: no line information there */
    int line;
};

/* text: the whole place; "" is where the selected frame stands. False: error has gdb's sentence. */
bool location_parse(struct session *s, const char *text, struct location *out, struct str *error);
/* The line that text names, whether it has code or not; addr: of the first code from it on, or of the
 * function's first instruction. False: error has gdb's sentence. */
bool location_parse_line(struct session *s, const char *text, struct location *out, struct str *error);
/* All places that text means: a line may be compiled at several, a function put into others. At least one,
 * sorted, each once; the caller frees *out. 0: error has gdb's sentence. */
size_t location_parse_all(struct session *s, const char *text, struct location **out, struct str *error);
/* Where a breakpoint at addr goes: not into the prologue of a function. */
uint64_t location_begun(const struct session *s, uint64_t addr);
/* The line that places without a file refer to. False: none is known. */
bool location_current(struct session *s, const char **file, int *line);
/* "0x1c <loop+12>" without and with the symbol. */
void location_symbol(const struct session *s, uint64_t addr, struct str *out);  /* "<loop+12>" or "" */
void location_address(const struct session *s, uint64_t addr, struct str *out); /* "0x0000001c" */
/* The name of the function or label that addr lies in, NULL; *offset into it. */
const char *location_function(const struct session *s, uint64_t addr, uint64_t *offset);
/* Where the function of a frame begins, or its nearest label. False: not known. */
bool location_entry(const struct session *s, const struct frame *f, uint64_t *entry);
/* The line that a frame stands at. */
bool location_line(const struct session *s, const struct frame *f, const char **file, int *line);
/* " at sum.s:11" or "": how gdb goes on after a function's name. */
void location_at(const struct session *s, uint64_t addr, struct str *out);
void location_of(const struct session *s, const struct frame *f, struct str *out);
/* Is a frame told with its address? It does not stand at the beginning of its line. */
bool location_inside(const struct session *s, const struct frame *f);

#endif
