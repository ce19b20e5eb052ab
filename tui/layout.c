/* layout.c - where panes lie: see layout.h. Reading the text is layout_text.c. */
#include "tui/layout.h"
#include "tui/layout_tree.h"
#include <stdlib.h>
#include <string.h>

/* ---- the tree ---------------------------------------------------------------------------------------- */

struct layout *layout_new(struct layout *parent, bool horizontal, const struct pane_kind *kind, int instance)
{
    struct layout *l = xcalloc(1, sizeof *l);
    l->parent = parent;
    l->horizontal = horizontal;
    l->kind = kind;
    l->instance = instance;
    if (parent)
        *vec_push(&parent->children) = l;
    return l;
}

void layout_free(struct layout *l)
{
    if (!l)
        return;
    for (size_t i = 0; i < l->children.count; i++)
        layout_free(l->children.data[i]);
    vec_release(&l->children);
    free(l);
}

static struct layout *copy_below(const struct layout *l, struct layout *parent)
{
    struct layout *copy = layout_new(parent, l->horizontal, l->kind, l->instance);
    copy->weight = l->weight;
    copy->lead = l->lead;
    for (size_t i = 0; i < l->children.count; i++)
        copy_below(l->children.data[i], copy);
    return copy;
}

struct layout *layout_copy(const struct layout *l)
{
    return copy_below(l, NULL);
}

static struct layout *find(struct layout *l, const struct pane_kind *kind, int instance)
{
    if (l->kind)
        return l->kind == kind && l->instance == instance ? l : NULL;
    for (size_t i = 0; i < l->children.count; i++) {
        struct layout *found = find(l->children.data[i], kind, instance);
        if (found)
            return found;
    }
    return NULL;
}

bool layout_has(const struct layout *l, const struct pane_kind *kind, int instance)
{
    return find((struct layout *)l, kind, instance) != NULL;
}

/* ---- sizes ------------------------------------------------------------------------------------------- */

static bool is_needed(const struct layout *l)
{
    return l->kind && !strcmp(l->kind->name, "cmd");
}

static bool is_shown(const struct layout *l)
{
    if (l->kind)
        return !l->dropped;
    for (size_t i = 0; i < l->children.count; i++)
        if (is_shown(l->children.data[i]))
            return true;
    return false;
}

/* The least size of what is shown of it, in columns or in rows (with titles). */
static int least(const struct layout *l, bool columns)
{
    if (!is_shown(l))
        return 0;
    if (l->kind)
        return columns ? l->kind->min_width : l->kind->min_height + 1;
    int sum = 0, max = 0, shown = 0;
    for (size_t i = 0; i < l->children.count; i++) {
        int size = least(l->children.data[i], columns);
        sum += size;
        max = size > max ? size : max;
        shown += is_shown(l->children.data[i]);
    }
    return l->horizontal != columns ? max : columns ? sum + shown - 1 : sum;
}

static struct layout *first_named(struct layout *l, const char *name)
{
    if (l->kind)
        return !is_needed(l) && (!name || !strcmp(l->kind->name, name)) ? l : NULL;
    struct layout *found = NULL;
    for (size_t i = 0; i < l->children.count && !found; i++)
        found = first_named(l->children.data[i], name);
    return found;
}

void layout_lead(struct layout *l, const char *name)
{
    struct layout *lead = first_named(l, name);
    if (!lead)
        lead = first_named(l, NULL);
    if (lead)
        lead->lead = true;
}

static bool is_less_important(const struct layout *a, const struct layout *b)
{
    return a->kept != b->kept ? b->kept : a->kind->priority <= b->kind->priority;
}

/* The pane to leave out first. NULL: only the command pane is left. */
static struct layout *least_important(struct layout *l)
{
    if (l->kind)
        return l->dropped || is_needed(l) ? NULL : l;
    struct layout *best = NULL;
    for (size_t i = 0; i < l->children.count; i++) {
        struct layout *other = least_important(l->children.data[i]);
        if (other && (!best || is_less_important(other, best)))
            best = other;
    }
    return best;
}

#define CMD_ROWS 2 /* at least, with its title */

static void undrop(struct layout *l, int width, int height)
{
    l->dropped = false;
    l->kept = l->lead && l->kind->min_width <= width && l->kind->min_height + 1 + CMD_ROWS <= height;
    for (size_t i = 0; i < l->children.count; i++)
        undrop(l->children.data[i], width, height);
}

/* Shares `size` cells among the children that are shown, by weight, none below its least size as long as
 * there is room. Result in child->size. */
static void share(struct layout *l, int size)
{
    size_t n = l->children.count;
    bool fixed[LAYOUT_CHILDREN] = { false };
    int rest = size;
    for (bool again = true; again;) {
        again = false;
        long weights = 0;
        for (size_t i = 0; i < n; i++)
            if (!fixed[i] && is_shown(l->children.data[i]))
                weights += l->children.data[i]->weight;
        int left = rest;
        long seen = 0;
        for (size_t i = 0; i < n; i++) {
            struct layout *child = l->children.data[i];
            if (fixed[i] || !is_shown(child))
                continue;
            /* cumulative rounding: the sizes add up to `rest` exactly */
            long before = weights ? rest * seen / weights : 0;
            seen += child->weight;
            child->size = weights ? (int)(rest * seen / weights - before) : 0;
            left -= child->size;
        }
        for (size_t i = 0; i < n; i++) {
            struct layout *child = l->children.data[i];
            int floor = least(child, l->horizontal);
            floor = floor < rest ? floor : rest; /* the command pane takes less than it should have */
            if (!fixed[i] && is_shown(child) && child->size < floor) {
                child->size = floor;
                fixed[i] = true;
                rest -= floor;
                again = true;
            }
        }
        if (!again && left > 0) /* all weights are 0: the last one takes what is left */
            for (size_t i = n; i-- > 0;)
                if (is_shown(l->children.data[i])) {
                    l->children.data[i]->size += left;
                    break;
                }
    }
}

/* Decides what is shown of it in so many cells, and how large each child is. */
static void fit(struct layout *l, int width, int height)
{
    if (l->kind) {
        if (!is_needed(l) && (l->kind->min_width > width || l->kind->min_height + 1 > height))
            l->dropped = true;
        return;
    }
    int room = l->horizontal ? width : height;
    for (;;) {
        struct layout *victim;
        while (least(l, l->horizontal) > room && (victim = least_important(l)))
            victim->dropped = true;
        int shown = 0;
        for (size_t i = 0; i < l->children.count; i++)
            shown += is_shown(l->children.data[i]);
        if (!shown)
            return;
        share(l, l->horizontal ? room - (shown - 1) : room);
        int left = 0;
        for (size_t i = 0; i < l->children.count; i++) {
            struct layout *child = l->children.data[i];
            if (is_shown(child))
                fit(child, l->horizontal ? child->size : width, l->horizontal ? height : child->size);
            left += is_shown(child);
        }
        if (left == shown)
            return;
    }
}

/* ---- pane_places ------------------------------------------------------------------------------------- */

/* The border between a child and the one shown before it, which stands at (x, y). */
static void add_border(struct layout *l, int before, int x, int y, int width, int height, borders *lines)
{
    *vec_push(lines) = (struct border){ .column = l->horizontal,
                                        .x = x,
                                        .y = y,
                                        .length = l->horizontal ? height : width,
                                        .split = l,
                                        .index = before };
}

static void put(struct layout *l, int x, int y, int width, int height, pane_places *out, borders *lines)
{
    if (l->kind) {
        *vec_push(out) = (struct pane_place){ .kind = l->kind,
                                              .instance = l->instance,
                                              .x = x,
                                              .y = y + 1,
                                              .width = width,
                                              .height = height > 1 ? height - 1 : 0 };
        return;
    }
    int before = -1;
    for (size_t i = 0; i < l->children.count; i++) {
        struct layout *child = l->children.data[i];
        if (!is_shown(child))
            continue;
        if (before >= 0) {
            add_border(l, before, x, y, width, height, lines);
            x += l->horizontal;
        }
        put(child, x, y, l->horizontal ? child->size : width, l->horizontal ? height : child->size, out,
            lines);
        x += l->horizontal ? child->size : 0;
        y += l->horizontal ? 0 : child->size;
        before = (int)i;
    }
}

void layout_place(struct layout *l, int x, int y, int width, int height, pane_places *out, borders *lines)
{
    out->count = lines->count = 0;
    undrop(l, width, height);
    fit(l, width, height);
    put(l, x, y, width, height, out, lines);
}

/* ---- resizing ---------------------------------------------------------------------------------------- */

static int next_shown(const struct layout *l, int index, int step)
{
    for (int i = index + step; i >= 0 && i < (int)l->children.count; i += step)
        if (is_shown(l->children.data[i]))
            return i;
    return -1;
}

/* From now on the weights are the sizes: what is not touched stays as it is. */
static void weigh_by_size(struct layout *l)
{
    for (size_t i = 0; i < l->children.count; i++)
        if (is_shown(l->children.data[i]))
            l->children.data[i]->weight = l->children.data[i]->size;
}

void layout_move(struct layout *split, int index, int by)
{
    int after = next_shown(split, index, 1);
    if (after < 0)
        return;
    struct layout *a = split->children.data[index], *b = split->children.data[after];
    int spare_a = a->size - least(a, split->horizontal), spare_b = b->size - least(b, split->horizontal);
    if (by > spare_b)
        by = spare_b;
    if (by < -spare_a)
        by = -spare_a;
    a->size += by;
    b->size -= by;
    weigh_by_size(split);
}

bool layout_resize(struct layout *l, const struct pane_kind *kind, int instance, bool width, int size)
{
    struct layout *child = find(l, kind, instance);
    if (!child || !is_shown(child))
        return false;
    for (; child->parent; child = child->parent) {
        struct layout *split = child->parent;
        if (split->horizontal != width)
            continue;
        int index = 0;
        while (split->children.data[index] != child)
            index++;
        int by = size - child->size;
        int before = next_shown(split, index, -1);
        if (next_shown(split, index, 1) >= 0)
            layout_move(split, index, by);
        else if (before >= 0)
            layout_move(split, before, -by);
        else
            continue;
        return true;
    }
    return false;
}
