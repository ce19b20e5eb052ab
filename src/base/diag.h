/* diag.h - where and why something the user gave was refused.
 *
 * Every user error (YAML, assembly, expressions, ELF, options) goes to a `struct diag`: a list of messages,
 * each with a place. Printing shows `file:line:col: error: text`, the source line, a caret, and the notes.
 * Not for programming errors: those are BUG(). */
#ifndef BASE_DIAG_H
#define BASE_DIAG_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* A text that messages point into. Lives until the diag that registered it is released. */
struct source {
    const char *name; /* as the user wrote it */
    const char *text; /* NUL-terminated; may contain NULs when size says so */
    size_t size;
};

/* A place. line and col count from 1, col in characters (not bytes); line 0 = the file as a whole; src NULL =
 * no place at all (a command line option). A value type: copy freely. */
struct loc {
    const struct source *src;
    int line, col;
};

enum diag_level { DIAG_ERROR, DIAG_WARNING, DIAG_NOTE };

struct diag_msg {
    enum diag_level level;
    struct loc loc;
    char *text;
};

#define DIAG_MAX_ERRORS 20 /* per phase; see diag_phase() */

struct diag {
    struct diag_msg *msgs;
    size_t count, cap;
    int errors;       /* all errors so far */
    int phase_errors; /* errors since diag_phase() */
    bool muted;       /* after DIAG_MAX_ERRORS the rest of the phase is only counted */
    struct source **sources;
    size_t nsources;
};

#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))

void diag_init(struct diag *d);
void diag_release(struct diag *d);

/* Registers a text (copies name and text). The result lives as long as d. */
const struct source *diag_source(struct diag *d, const char *name, const char *text, size_t size);

/* Reads a file and registers it. Returns NULL after reporting (at `from`) that it can't be read. */
const struct source *diag_read_file(struct diag *d, const char *path, struct loc from);

/* All return -1, so that a caller can `return diag_error(...)`. A note belongs to the message before it. */
int diag_error(struct diag *d, struct loc at, const char *fmt, ...) PRINTF_LIKE(3, 4);
int diag_warning(struct diag *d, struct loc at, const char *fmt, ...) PRINTF_LIKE(3, 4);
int diag_note(struct diag *d, struct loc at, const char *fmt, ...) PRINTF_LIKE(3, 4);
int diag_verror(struct diag *d, enum diag_level level, struct loc at, const char *fmt, va_list ap)
    PRINTF_LIKE(4, 0);

/* Starts a new phase: up to DIAG_MAX_ERRORS more errors are kept. */
void diag_phase(struct diag *d);

/* Prints every message with source line and caret; the messages are then dropped (counts stay). */
void diag_print(struct diag *d, FILE *out);
/* The same into a string; the caller frees. */
char *diag_text(struct diag *d);

/* The candidate nearest to `name` (the same but for case, or an edit distance of at most a third of its
 * length, at least 1), or NULL. Use:
 * diag_error(d, at, "unknown key '%s'%s", name, diag_suggest(buf, name, list, n)); it writes
 * "; did you mean 'x'?" or "" into buf (DIAG_SUGGEST_MAX bytes) and returns it. */
#define DIAG_SUGGEST_MAX 160
const char *diag_nearest(const char *name, const char *const *list, size_t n);
const char *diag_suggest(char *buf, const char *name, const char *const *list, size_t n);

/* A programming error: says where, aborts. */
#define BUG(...) bug_at(__FILE__, __LINE__, __VA_ARGS__)
_Noreturn void bug_at(const char *file, int line, const char *fmt, ...) PRINTF_LIKE(3, 4);

#endif
