/* layout.h - which panes are on the screen and where: a tree of splits with weights, in gdb's syntax
 *
 *     {-horizontal code 3 regs 2} 9 pipe 9 cmd 4
 *
 * Lists stand below each other, or side by side after -horizontal; each pane or {list} is followed by its
 * weight; weight 0 takes the smallest size. "mem2" is the second pane of the kind mem. Sizes are cells; a
 * pane's title is a row of its own above it, panes side by side have one column between them.
 *
 * Where there is no room for all minimum sizes, panes of the lowest priority are left out, the leading one
 * last; the command pane never is. It draws nothing and knows no session. */
#ifndef TUI_LAYOUT_H
#define TUI_LAYOUT_H

#include <stdbool.h>
#include "base/vec.h"
#include "tui/pane.h"

struct layout;

/* One pane on the screen. (x, y, width, height) is what it draws in; its title is the row above. */
struct pane_place {
    const struct pane_kind *kind;
    int instance;
    int x, y, width, height;
};
typedef VEC(struct pane_place) pane_places;

/* A line between two panes: x is a column of height cells from y (side by side), or y a row of width cells
 * from x: the title of the lower one. */
struct border {
    bool column;
    int x, y, length;
    struct layout *split; /* of its children `index` and index + 1, for layout_move */
    int index;
};
typedef VEC(struct border) borders;

/* Reads a list. NULL: *error says why. Freed with layout_free(). */
struct layout *layout_parse(const char *text, const struct pane_kind *const *kinds, struct str *error);
struct layout *layout_copy(const struct layout *l);
void layout_free(struct layout *l);
void layout_print(const struct layout *l, struct str *out); /* as layout_parse() reads it */

/* Puts the panes into a rectangle of which the first row is for titles. Both lists are overwritten, the panes
 * in the order of the text. */
void layout_place(struct layout *l, int x, int y, int width, int height, pane_places *out, borders *lines);

/* What the layout is for: its pane of this name, else its first one. */
void layout_lead(struct layout *l, const char *name);
bool layout_has(const struct layout *l, const struct pane_kind *kind, int instance);

/* Resizing, after layout_place(): false: there is nothing beside it in that direction. */
bool layout_resize(struct layout *l, const struct pane_kind *kind, int instance, bool width, int size);
void layout_move(struct layout *split, int index, int by); /* the border after child `index` */

/* "mem2" or "mem": its kind (a unique prefix will do) and instance. NULL: no such pane. */
const struct pane_kind *pane_named(const struct pane_kind *const *kinds, const char *name, size_t n,
                                   int *instance);

#endif
