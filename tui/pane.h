/* pane.h - what a pane is: it draws a part of the debugger's view and reacts to keys. It changes nothing by
 * itself: what the user wants is said as a command (pane_do), so keys, mouse, scripts and prompt have one
 * way.
 *
 * Panes keep only where they are scrolled to and such; all else is read from the session at each drawing. */
#ifndef TUI_PANE_H
#define TUI_PANE_H

#include <stdbool.h>
#include "debug/engine.h"
#include "debug/session.h"
#include "tui/canvas.h"
#include "tui/keys.h"

struct pane;

/* What a pane stands on: the screen, or a test. */
struct pane_host {
    void (*execute)(struct pane_host *host, bool echo, const char *command);
    void (*say)(struct pane_host *host, const char *text); /* "": nothing */
    /* Puts the beginning of a command into the command line, for the user to go on. NULL: there is none. */
    void (*compose)(struct pane_host *host, const char *text);
};

/* A key that a kind of pane has for itself, for the help. */
struct pane_key_help {
    const char *keys, *help;
};

struct pane_kind {
    const char *name;                    /* in `layout`, `focus`, `info win`: "code" */
    int number;                          /* Alt-number jumps to it; shown in the title */
    int min_width, min_height, priority; /* low priority panes are dropped first when there is no room */
    bool focusable, several;             /* several: "mem 2" may exist beside "mem" */
    size_t size;                         /* of the struct that begins with struct pane */
    void (*open)(struct pane *p);        /* may be NULL, as all that follow but draw */
    void (*close)(struct pane *p);
    void (*title)(struct pane *p, struct str *out);          /* what stands after the name */
    void (*draw)(struct pane *p, struct area a);             /* below the title */
    bool (*key)(struct pane *p, tui_key key);                /* true: it was for this pane */
    void (*click)(struct pane *p, int x, int y, int button); /* in its area */
    void (*scroll)(struct pane *p, int lines);               /* wheel, page keys: down is positive */
    bool (*search)(struct pane *p, const char *text, bool backward, bool again); /* true: found and shown */
    bool (*command)(struct pane *p, const char *args,
                    struct str *error); /* "mem 2 x/4xw &arr": what follows */
    const struct pane_key_help *keys;   /* ends with keys == NULL */
};

struct pane {
    const struct pane_kind *kind;
    struct pane_host *host;
    struct session *session;
    struct engine *engine;
    int instance; /* 1, 2, ... */
    bool focused;
    int width, height;              /* of its area at the last drawing */
    bool above, below, left, right; /* there was more then than it had rows, columns for */
};

/* All kinds, in the order of their numbers; ends with NULL. */
extern const struct pane_kind *const pane_kinds[];

/* Runs a command as if typed; echo: it is shown in the command pane. The pane may be closed by it (`layout`):
 * do this last. */
void pane_do(struct pane *p, bool echo, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* The beginning of a command that the user completes: "set var $a0 = ". */
void pane_compose(struct pane *p, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* Rows [top, top + height) of `count` are shown; columns of something likewise. The title says whether there
 * are more. */
void pane_rows(struct pane *p, int top, int height, int count);
void pane_columns(struct pane *p, int left, int width, int count);
/* A sentence for the line below (what stands in the cell under the cursor). NULL: nothing. */
void pane_say(struct pane *p, const char *fmt, ...) PRINTF_LIKE(2, 3);

#endif
