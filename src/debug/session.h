/* session.h - the debugger without a screen: an engine, breakpoints, values, settings, and a table of
 * commands.
 *
 * Everything a user can do is a command, given as text to session_execute(); the plain prompt, scripts, the
 * screen and `monitor` of the remote protocol all come in here. It prints through struct session_io only.
 * Names, abbreviations and repeat rules are gdb's. docs/DEBUGGER.md is the manual. */
#ifndef DEBUG_SESSION_H
#define DEBUG_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "asm/image.h"
#include "base/diag.h"
#include "base/str.h"
#include "debug/engine.h"
#include "isa/isa.h"

struct session;

enum session_text { TEXT_OUT, TEXT_ERROR, TEXT_GUEST /* what the program wrote */ };

struct session_io {
    void *ctx;
    void (*write)(void *ctx, enum session_text kind, const char *text, size_t n);
    bool (*ask)(void *ctx, const char *question); /* y or n; NULL: nobody to ask, which means yes */
    void (*idle)(void *ctx);                      /* about every 20 ms while the guest runs; may be NULL */
    /* Commands that belong to a screen (layout, focus, tui ...). NULL: no screen. False: error is filled. */
    bool (*screen)(void *ctx, const char *command, const char *args, struct str *error);
    void (*setting)(void *ctx, const char *name); /* a setting has changed; may be NULL */
};

/* All must outlive the session. */
struct session *session_new(struct engine *e, const struct isa *isa, const struct image *img,
                            const struct session_io *io);
void session_free(struct session *s);
/* Runs stop at these totals (UINT64_MAX: none). */
void session_limit(struct session *s, uint64_t cycles, uint64_t instructions);
/* Whether commands may use the host: files and the shell. Off at first: what comes over a wire may not. */
void session_allow_host(struct session *s, bool allow);
bool session_may_use_host(const struct session *s);
void session_set_io(struct session *s, const struct session_io *io);

/* Where the program comes from: it is read again before it begins anew, if its files have changed. NULL: it
 * is not. What `read` returns must outlive the session; NULL after reporting. */
struct session_program {
    void *ctx;
    bool (*changed)(void *ctx); /* since it was read */
    const struct image *(*read)(void *ctx, struct diag *d);
};
void session_set_program(struct session *s, const struct session_program *p);

enum session_status { SESSION_OK, SESSION_FAILED, SESSION_QUIT };

/* One line. typed: an empty line repeats the last command, and the line may be answered by questions. Errors
 * are printed as well as returned. */
enum session_status session_execute(struct session *s, const char *line, bool typed);
/* A command wants more lines (commands, define, document, python-like blocks): prompt for the next, ">".
 * NULL: no. */
const char *session_continuation(const struct session *s);
void session_cancel(struct session *s); /* gives up the lines of a block that has begun */
enum session_status session_source(struct session *s, const char *path, bool verbose);
int session_exit_status(const struct session *s); /* after SESSION_QUIT */
void session_interrupt(struct session *s);        /* async-signal-safe: Ctrl-C */

/* What may stand in place of text[0 .. point): complete words that begin like the last one, sorted, NULL at
 * the end; the caller frees each and the array. *from: where the last word begins. */
char **session_complete(struct session *s, const char *text, size_t point, size_t *from);

/* ---- for screens and the remote protocol: questions without effects ---------------------------------- */

struct engine *session_engine(const struct session *s);
const struct isa *session_isa(const struct session *s);
const struct image *session_image(const struct session *s);
const char *session_stop_reason(const struct session *s); /* "breakpoint 1", "step", ...; "" before a run */
/* The program stopped because there was nothing to read, and has been given nothing since. */
bool session_waits(const struct session *s);
void session_input(struct session *s, const char *text,
                   size_t n); /* typed for it; NULL: the end of its input */
/* The value of a setting, as `show` knows it ("highlight", "tui border-kind"), appended to out. NULL: there
 * is none. */
const char *session_setting(const struct session *s, const char *name, struct str *out);
const char *session_prompt(const struct session *s);

struct session_break {
    int number;
    bool enabled, temporary, is_watch, is_catch;
    uint64_t addr; /* breakpoints */
    uint64_t hits;
    const char *what; /* "main", "watch x", "catch miss l1d" */
    const char *condition;
};
/* A breakpoint with several places stands there once for each. */
size_t session_breaks(const struct session *s, const struct session_break **out); /* until the next command */

/* Changed between the last two stops (going either way). */
bool session_slot_changed(const struct session *s, unsigned slot);
bool session_byte_changed(const struct session *s, uint64_t addr);

/* Source text. line: from 1. NULL: there is none. Valid as long as the session. */
const char *session_source_line(struct session *s, const char *file, int line, size_t *length);
/* The address whose code the code pane shows as current: the selected frame's, else engine_pc. */
uint64_t session_location(const struct session *s);

/* An expression as `print` takes it (expr.h). False: error is filled. */
bool session_evaluate(struct session *s, const char *text, uint64_t *value, struct str *error);
/* The sentence that `why #seq` prints. */
void session_why(struct session *s, uint64_t seq, struct str *out);

#endif
