/* command.h - the table of commands, from which come look-up by abbreviations, help, apropos, completion, the
 * rule of repetition, and (by a test) the list in docs/DEBUGGER.md.
 *
 * A command's name is one word or several ("info registers"): the words before the last are a prefix, itself
 * an entry. To add one: a line in command_table.c and a function. */
#ifndef DEBUG_COMMAND_H
#define DEBUG_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include "debug/session.h"

enum command_class {
    CLASS_RUNNING,
    CLASS_TIME,
    CLASS_POINTS,
    CLASS_DATA,
    CLASS_STACK,
    CLASS_FILES,
    CLASS_MACHINE,
    CLASS_INFO,
    CLASS_SUPPORT,
    CLASS_SCREEN,
    CLASS_COUNT
};
extern const struct command_class_doc {
    const char *name, *doc; /* "breakpoints", one sentence */
} command_classes[CLASS_COUNT];

/* What stands after a command: for completion. */
enum argument {
    ARG_NONE,
    ARG_TEXT, /* anything; nothing to complete */
    ARG_LOCATION,
    ARG_EXPRESSION,
    ARG_REGISTER,
    ARG_FILE,
    ARG_POINT,      /* number of a breakpoint */
    ARG_CHECKPOINT, /* number of a checkpoint */
    ARG_DISPLAY,    /* number of an automatic display */
    ARG_COMMAND,
    ARG_SUB, /* a sub-command */
    ARG_SETTING,
    ARG_STAGE,
    ARG_CACHE,
    ARG_CAUSE,
    ARG_TRAP,
    ARG_SYMBOL,
    ARG_MNEMONIC
};

enum repeat {
    REPEAT_SAME, /* an empty line does it again */
    REPEAT_BARE, /* ... without its arguments: it goes on from where it was */
    REPEAT_NONE
};

enum command_flags {
    COMMAND_SLASH = 1,    /* letters may follow: print/x */
    COMMAND_BLOCK = 2,    /* more lines follow, up to `end` */
    COMMAND_RESUMES = 4,  /* time moves: nothing after it in `commands` is run */
    COMMAND_OPEN = 8,     /* a prefix that is a command too: what is no sub-command is its argument */
    COMMAND_GLUED = 16,   /* arguments may follow without a space: `!ls`, `|p x|cat` */
    COMMAND_ALONE = 32,   /* takes no arguments */
    COMMAND_BACK = 64,    /* the same as another command, against exec-direction */
    COMMAND_SPACES = 256, /* spaces at the end belong to its argument */
    COMMAND_TIMED = 128   /* means nothing where instructions take no time (--functional) */
};

struct session_command;

/* One line after its command was found. */
struct call {
    const struct session_command *command;
    const char *args;        /* after the command and its letters, without spaces around; "" */
    const char *slash;       /* letters after '/', "" */
    bool typed;              /* by a person who can be asked */
    const char *const *body; /* COMMAND_BLOCK: the lines up to `end` */
    size_t nbody;
};

typedef enum session_status command_fn(struct session *s, const struct call *c);

struct session_command {
    const char *name;
    const char *aliases; /* gdb's short forms, separated by spaces: they win over ambiguity. NULL: none */
    enum command_class class;
    enum argument arg;
    enum repeat repeat;
    unsigned flags;
    command_fn *run;
    const char *usage;   /* "break [LOCATION] [if CONDITION]" */
    const char *help;    /* the first sentence is the summary */
    const char *example; /* lines that can be typed; NULL */
};

/* All commands: tables, each in the file of its functions and ended by a NULL name, in the order of help. */
extern const struct session_command *const command_tables[];
#define command_each(c)                                                                                      \
    for (const struct session_command *const *t_ = command_tables, *(c) = *t_; *t_;                          \
         (c)++, (c)->name || ((c) = *++t_))

/* The entry whose whole name this is, NULL. */
const struct session_command *command_exact(const char *name);

/* c is a sub-command of prefix; its last word. */
bool command_is_under(const struct session_command *c, const struct session_command *prefix);
const char *command_word(const struct session_command *c);
bool command_is_prefix(const struct session_command *c);

/* What a line begins with. */
struct found {
    const struct session_command *command; /* NULL: `user` or nothing */
    const struct user_command *user;       /* of `define` */
    const char *rest;                      /* what follows the command's words and letters, spaces skipped */
    char slash[16];
    char *expanded; /* the line after the user's alias was put in, NULL; command_release frees */
};

/* Through prefixes, abbreviations and the user's aliases. False: error has the sentence. */
bool command_find(struct session *s, const char *line, struct found *f, struct str *error);
void command_release(struct found *f);

#endif
