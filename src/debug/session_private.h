/* session_private.h - what the files of the debugger's commands share. Nobody outside src/debug includes it.
 */
#ifndef DEBUG_SESSION_PRIVATE_H
#define DEBUG_SESSION_PRIVATE_H

#include <signal.h>
#include <stdio.h>
#include "base/vec.h"
#include "debug/command.h"
#include "debug/expr.h"
#include "debug/format.h"
#include "debug/frame.h"
#include "debug/session.h"

typedef VEC(char *) lines; /* owned strings */
void lines_release(lines *l);
void lines_add(lines *l, const char *text);

/* settings.c: what `set` changes. The order has no meaning; settings_table has the names. */
struct settings {
    bool confirm, pagination, history_save, logging, log_overwrite, log_redirect, trace, next_line, mouse,
        pretty;
    unsigned height, listsize, elements, repeats, history_size, radix, radix_in, radix_out, reverse;
    char *args, *prompt, *log_file, *history_file, *safe_path;
    unsigned style, highlight, animate, border, theme; /* the screen's */
    uint64_t history_limit;
};

struct user_command {
    char *name, *doc;
    lines body;
};

struct user_alias {
    char *name, *text;
};

struct display {
    int number;
    bool enabled;
    char *slash, *text;
};

struct checkpoint {
    int number;
    uint64_t cycle, pc;
};

struct source_file {
    char *name, *text;
    size_t size;
    VEC(const char *) at; /* beginning of each line */
};

struct stopper; /* stops.h */

struct session {
    struct engine *engine;
    const struct isa *isa;
    const struct image *image;
    struct session_io io;
    struct session_program program;
    struct settings set;
    bool allow_host;

    /* looking (look.c) */
    struct eval_home home; /* values: history, convenience variables, types */
    unsigned frame;        /* selected; 0: innermost */

    /* input (session.c, cmd_script.c) */
    char *last;       /* what an empty line does */
    struct str begun; /* lines that ended with a backslash */
    lines block;
    int block_depth;
    bool block_text;
    int depth, loops; /* of lines within lines, of `while` */
    const struct user_args *args;
    const char *script; /* being read, NULL */
    int script_line;
    volatile sig_atomic_t interrupted;
    bool quitting, broke, continued; /* quit, loop_break, loop_continue */
    int exit_status;
    VEC(struct user_command) user;
    VEC(struct user_alias) aliases;

    /* output (output.c) */
    struct str *capture; /* NULL: to io */
    bool guest_began_line;
    FILE *log;

    /* points and stops (stops.h) */
    VEC(struct stopper *) stoppers; /* by number */
    VEC(struct stopper *) met;      /* at this stop */
    VEC(struct session_break) listed;
    int last_number;
    lines due;                    /* commands of the points of the last stop */
    lines skips;                  /* functions that `step` goes over */
    bool in_actions, actions_due; /* commands of breakpoints */
    uint64_t run_serial;          /* counts runs */
    char reason[120];
    uint64_t max_cycles, max_instructions;
    uint64_t *slots, *slots_before; /* registers at the last two stops */
    struct seen_page *pages;        /* changes.c */
    unsigned npages;

    /* where commands go on */
    VEC(struct checkpoint) checkpoints;
    int last_checkpoint;
    VEC(struct display) displays;
    int last_display;
    VEC(struct source_file *) sources;
    struct {
        const char *file; /* NULL: nothing was listed */
        int line;         /* in the middle of the last list, what places without a file refer to */
        int first, last;  /* lines shown */
    } list;
    struct examine x;
    char *search; /* last regular expression */
};

/* ---- output.c ---------------------------------------------------------------------------------------- */

void out(struct session *s, const char *fmt, ...) PRINTF_LIKE(2, 3);
void out_text(struct session *s, const char *text, size_t n);
void out_begin_line(struct session *s); /* after what the guest wrote without ending its line */
/* An error: one sentence, the newline is added. Returns SESSION_FAILED. */
enum session_status fail(struct session *s, const char *fmt, ...) PRINTF_LIKE(2, 3);
enum session_status fail_text(struct session *s, const char *text);
/* Asks, if a person typed this and `confirm` is on; else yes. Ctrl-C is no, reported as Quit. */
bool ask(struct session *s, const struct call *c, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* ---- session.c, cmd_script.c, settings.c ------------------------------------------------------------- */

/* Follows the nesting of blocks, one line after the other. In `document` stands text, not commands. */
struct nesting {
    int depth;
    bool text;
};
void nest(struct session *s, struct nesting *n, const char *line);
/* Lines one after the other, blocks as wholes, up to the first failure. */
enum session_status run_lines(struct session *s, const char *const *line, size_t n, bool typed);
enum session_status session_feed(struct session *s, const char *line, bool typed); /* within a script */
char *script_arguments(struct session *s, const char *line);
enum session_status script_call(struct session *s, const struct user_command *u, const char *rest);
void scripts_release(struct session *s);
void settings_init(struct session *s);
void settings_release(struct session *s);
void sources_release(struct session *s);
void displays_release(struct session *s);
void displays_show(struct session *s); /* cmd_data.c: after a stop */

/* reread.c: before the program begins anew. False after reporting: nothing has changed. */
bool program_reread(struct session *s);

/* ---- look.c: expressions, as commands use them ------------------------------------------------------------
 *
 * All report failures. */

void look_open(struct session *s);
void look_close(struct session *s);
void look_reread(struct session *s);  /* s->image is another one */
void look_moved(struct session *s);   /* time has moved: frames are found anew, the innermost is selected */
struct eval *look(struct session *s); /* as of the selected frame */
const struct frame *look_frame(struct session *s, unsigned number);  /* as users count */
const struct frame *look_call(struct session *s, unsigned level);    /* by calls */
const struct frame *look_caller(struct session *s, unsigned number); /* who called the function of a frame */
const struct frame *look_frame_known(struct session *s);             /* the innermost, its CFA worked out */
bool look_true(struct session *s, const char *text, bool *yes);
bool look_uint(struct session *s, const char *text, uint64_t *value);
bool look_count(struct session *s, const char *text, uint64_t *n); /* refuses negative ones */
bool look_value(struct session *s, const char *text, struct value *out);
enum session_status look_assign(struct session *s, const char *text);
void look_set_int(struct session *s, const char *name, int64_t value);
/* As `print` shows it; letter 0: by type and output-radix. */
void look_format(struct session *s, const struct value *v, char letter, struct str *out);

#endif
