/* desc_issue.c - `issue:` in the pipeline of a machine file: two instructions at once, and which two. */
#include "machine/desc_private.h"

static bool read_list(struct reading *r, const struct yaml *y, uint32_t *out)
{
    if (y->kind != YAML_SEQ) {
        diag_error(r->d, y->loc, "expected a list of kinds of operation");
        return false;
    }
    for (size_t i = 0; i < y->count; i++)
        if (!desc_kinds(r, &y->items[i], out))
            return false;
    return true;
}

static bool read_groups(struct reading *r, const struct yaml *y)
{
    struct pipe_desc *d = &r->m->pipe;
    if (!y)
        return true;
    if (y->kind != YAML_SEQ || y->count > PIPE_ISSUE_GROUPS) {
        diag_error(r->d, y->loc, "one_of is a list of at most %d lists of kinds of operation",
                   PIPE_ISSUE_GROUPS);
        return false;
    }
    for (size_t i = 0; i < y->count; i++)
        if (!read_list(r, &y->items[i], &d->issue_group[d->nissue_groups++]))
            return false;
    return true;
}

bool desc_issue(struct reading *r, const struct yaml *y)
{
    static const char *const keys[] = { "width", "alone", "last", "one_of", NULL };
    struct pipe_desc *d = &r->m->pipe;
    d->width = 1;
    if (!y)
        return true;
    if (!yaml_check_keys(y, r->d, keys, "issue") || !desc_number(r, yaml_get(y, "width"), 1, 2, &d->width))
        return false;
    const struct yaml *alone = yaml_get(y, "alone"), *last = yaml_get(y, "last");
    return (!alone || read_list(r, alone, &d->issue_alone)) &&
           (!last || read_list(r, last, &d->issue_last)) && read_groups(r, yaml_get(y, "one_of"));
}
