/* layout_tree.h - the tree behind layout.h; for layout.c and layout_text.c only. */
#ifndef TUI_LAYOUT_TREE_H
#define TUI_LAYOUT_TREE_H

#include "tui/layout.h"

#define LAYOUT_CHILDREN 16 /* of one split */
#define LAYOUT_DEPTH    8

/* A pane, or a split when kind is NULL. */
struct layout {
    struct layout *parent;
    const struct pane_kind *kind;
    int instance;
    bool horizontal, dropped; /* dropped: no room for it */
    bool lead, kept;          /* lead: what the layout is for; kept: there is room for it and the commands */
    int weight;               /* in its parent */
    int size;                 /* in its parent, in cells, with the title */
    VEC(struct layout *) children;
};

struct layout *layout_new(struct layout *parent, bool horizontal, const struct pane_kind *kind, int instance);

#endif
