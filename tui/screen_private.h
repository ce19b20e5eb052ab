/* screen_private.h - what the files of the screen share: screen*.c, cmd_pane.c, help.c. */
#ifndef TUI_SCREEN_PRIVATE_H
#define TUI_SCREEN_PRIVATE_H

#include "base/vec.h"
#include "tui/bindings.h"
#include "tui/layout.h"
#include "tui/line.h"
#include "tui/log.h"
#include "tui/pane.h"
#include "tui/screen.h"

struct named_layout {
    char *name;
    struct layout *layout;
};

/* A place of the status or hint line that can be clicked. */
struct spot {
    int x, y, width;
    const char *command; /* NULL: the timeline */
};

/* The search being typed; also the last one, for n and N. */
struct search {
    bool open, backward, failed;
    struct pane *pane; /* where */
    struct str text;
};

struct help_entry {
    char *keys, *text;
    const char *command; /* NULL: a heading */
    bool compose;        /* wants arguments: goes to the prompt */
    bool heading;
};

struct help {
    bool open, typing; /* typing: into the filter */
    VEC(struct help_entry) entries;
    VEC(size_t) shown; /* those that the filter lets through */
    struct str filter;
    int top, cursor, height;
};

struct screen {
    struct pane_host host; /* first: panes find the screen by it */
    struct session *session;
    struct engine *engine;
    struct screen_hooks hooks;
    const struct session_io *also;
    struct canvas canvas;

    VEC(struct named_layout) layouts;
    size_t layout_index;
    bool layout_chosen;    /* by the user: no other one is taken when the size changes */
    struct layout *layout; /* a copy of the layout in use, with the sizes as the user has made them */
    struct pane *guest;    /* the console while it is typed to, wherever it is else; NULL: it is not */
    struct pane *zoomed;   /* alone with a few lines for commands; NULL: none is */
    bool stale;            /* layout or size have changed since the panes were placed */
    pane_places places;
    borders borders;
    VEC(struct pane *) panes;    /* all that were ever shown: they keep where they are scrolled to */
    struct pane *focus, *before; /* before: the last one that was not the command pane */

    struct log log;
    int log_back;                                        /* rows scrolled back */
    bool running, quit, left, away, single, single_line; /* left: `tui disable`; away: it has been done */
    tui_key prefix;                                      /* C-x was typed, or g in a pane; -1 */
    struct search search;
    struct help help;
    struct str message; /* over the hint line until the next key */
    bool dragging;      /* `drag`, from where the mouse was last */
    struct border drag;
    int drag_x, drag_y;
    int key_depth; /* of `tui key` within itself */
    VEC(struct spot) spots;
    int cursor_x, cursor_y;
};

/* screen_panes.c */
void screen_open_layouts(struct screen *sc);
void screen_close_layouts(struct screen *sc);
bool screen_use_layout(struct screen *sc, size_t index);
void screen_choose_layout(struct screen *sc); /* by size, unless the user has chosen */
void screen_place(struct screen *sc);         /* if stale */
struct pane *screen_pane(struct screen *sc, const struct pane_kind *kind, int instance); /* opens it */
struct pane *screen_pane_named(struct screen *sc, const char *name, size_t n); /* NULL: no such pane */
const struct pane_place *screen_place_of(const struct screen *sc, const struct pane *p); /* NULL: not seen */
/* It is seen, or will be when it gets the focus: a pane of the layout takes the place of the zoomed one. */
bool screen_can_focus(const struct screen *sc, const struct pane *p);
struct pane *screen_pane_numbered(struct screen *sc, int number); /* that can have the focus; else NULL */
struct pane *screen_cmd(struct screen *sc);
void screen_focus(struct screen *sc, struct pane *p);
void screen_focus_step(struct screen *sc, int step);

/* screen_draw.c, screen_status.c */
void screen_draw_status(struct screen *sc, struct area a);
void screen_draw_hint(struct screen *sc, struct area a);
void screen_rows(const struct screen *sc, bool *status, bool *hint); /* which of the two lines there are */
void screen_add_spot(struct screen *sc, struct area a, int x, int width, const char *command);

/* screen_commands.c */
/* Names of layouts and panes, where a command of the screen wants one; NULL: elsewhere. */
char **screen_complete(struct screen *sc, const char *text, size_t point, size_t *from);
void screen_print(struct screen *sc, const char *fmt, ...) PRINTF_LIKE(2, 3);
void screen_save(struct screen *sc, struct str *out, bool elements);

/* screen_keys.c */
void screen_search_open(struct screen *sc, bool backward);
void screen_pane_key(struct screen *sc, struct pane *p, tui_key key);

/* help.c */
void help_open(struct screen *sc);
void help_close(struct screen *sc);
void help_key(struct screen *sc, tui_key key);
void help_draw(struct screen *sc, struct area a);

/* cmd_pane.c */
extern const struct pane_kind pane_kind_cmd;

#endif
