/* bindings.h - the table of keys: what each does, as a command. Hint line, help and docs/SCREEN.md are made
 * from it or compared with it by a test. */
#ifndef TUI_BINDINGS_H
#define TUI_BINDINGS_H

#include "tui/keys.h"

enum key_context {
    KEYS_ANYWHERE,
    KEYS_PROMPT, /* the command line has the focus */
    KEYS_PANE,   /* another pane has */
    KEYS_SINGLE, /* SingleKey mode */
    KEYS_CONTEXTS
};

struct binding {
    enum key_context context;
    const char *keys;    /* "C-x o", or several that do the same: "j, Down" when command is NULL */
    const char *command; /* NULL: done by the screen itself or Readline; listed for the help */
    const char *help;
    const char *hint; /* for the hint line; NULL: not there */
};

extern const struct binding bindings[]; /* ends with keys == NULL */

/* What a key does, prefix: the key before it (C-x) or -1. NULL: nothing. */
const struct binding *binding_find(enum key_context context, tui_key prefix, tui_key key);
const char *key_context_name(enum key_context c);

#endif
