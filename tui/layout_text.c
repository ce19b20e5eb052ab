/* layout_text.c - layouts as text: see layout.h. */
#include "tui/layout_tree.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

const struct pane_kind *pane_named(const struct pane_kind *const *kinds, const char *name, size_t n,
                                   int *instance)
{
    size_t letters = n;
    while (letters && isdigit((unsigned char)name[letters - 1]))
        letters--;
    *instance = letters < n ? atoi(name + letters) : 1;
    const struct pane_kind *found = NULL;
    for (; letters && *kinds; kinds++) {
        if (strncmp((*kinds)->name, name, letters))
            continue;
        if (strlen((*kinds)->name) == letters) {
            found = *kinds;
            break;
        }
        if (found)
            return NULL;
        found = *kinds;
    }
    if (!found || *instance < 1 || *instance > 9 || n > letters + 1 || (*instance > 1 && !found->several))
        return NULL;
    return found;
}

struct reader {
    const char *p;
    const struct pane_kind *const *kinds;
    struct layout *root;
    struct str *error;
};

static bool fail(struct reader *r, const char *text)
{
    str_add(r->error, text);
    return false;
}

/* ... with the word that is at fault. */
static bool fail_at(struct reader *r, const char *before, size_t n, const char *after)
{
    str_addf(r->error, "%s \"%.*s\"%s", before, (int)n, r->p, after);
    return false;
}

static size_t word(struct reader *r)
{
    r->p += strspn(r->p, " \t");
    return *r->p == '{' || *r->p == '}' ? 1 : strcspn(r->p, " \t{}");
}

static bool unknown_pane(struct reader *r, size_t n)
{
    const char *names[64];
    size_t count = 0;
    for (; r->kinds[count] && count < 64; count++)
        names[count] = r->kinds[count]->name;
    char hint[DIAG_SUGGEST_MAX];
    char *name = xstrndup(r->p, n);
    str_addf(r->error, "Unknown window \"%s\"%s", name, diag_suggest(hint, name, names, count));
    free(name);
    return false;
}

static bool read_pane(struct reader *r, struct layout *list, size_t n)
{
    int instance;
    if (n == 6 && !memcmp(r->p, "status", n)) { /* gdb's layouts name it; here it is always on top */
        r->p += n;
        return true;
    }
    const struct pane_kind *kind = pane_named(r->kinds, r->p, n, &instance);
    if (!kind)
        return unknown_pane(r, n);
    if (layout_has(r->root, kind, instance))
        return fail_at(r, "Window", n, " seen twice in layout");
    layout_new(list, false, kind, instance);
    r->p += n;
    return true;
}

/* Weights up to 999; `before` is how many children there were: "status" adds none. */
static bool read_weight(struct reader *r, struct layout *list, size_t before)
{
    size_t n = word(r);
    if (!n || *r->p == '{' || *r->p == '}')
        return fail(r, "Missing size of a window");
    if (n > 3 || strspn(r->p, "0123456789") < n)
        return fail_at(r, "Invalid window size", n, "");
    if (list->children.count > before)
        list->children.data[before]->weight = atoi(r->p);
    r->p += n;
    return true;
}

static bool read_list(struct reader *r, struct layout *list, int depth)
{
    size_t n = word(r);
    if (n == 11 && !memcmp(r->p, "-horizontal", n)) {
        list->horizontal = true;
        r->p += n;
    }
    while ((n = word(r)) && *r->p != '}') {
        size_t before = list->children.count;
        if (before == LAYOUT_CHILDREN || depth == LAYOUT_DEPTH)
            return fail(r, "Too many windows");
        if (*r->p == '{') {
            r->p++;
            if (!read_list(r, layout_new(list, false, NULL, 1), depth + 1))
                return false;
            if (*r->p != '}')
                return fail(r, "Missing '}' in layout");
            r->p++;
        } else if (!read_pane(r, list, n)) {
            return false;
        }
        if (!read_weight(r, list, before))
            return false;
    }
    if (!list->children.count)
        return fail(r, "A list of windows is empty");
    return true;
}

struct layout *layout_parse(const char *text, const struct pane_kind *const *kinds, struct str *error)
{
    struct reader r = { .p = text, .kinds = kinds, .error = error, .root = layout_new(NULL, false, NULL, 1) };
    int instance;
    const struct pane_kind *cmd = pane_named(kinds, "cmd", 3, &instance);
    if (read_list(&r, r.root, 0)) {
        if (*r.p)
            fail(&r, "Extra '}' in layout");
        else if (!cmd || !layout_has(r.root, cmd, 1))
            fail(&r, "New layout does not contain the \"cmd\" window");
        else
            return r.root;
    }
    layout_free(r.root);
    return NULL;
}

static void print_list(const struct layout *l, struct str *out)
{
    if (l->horizontal)
        str_add(out, "-horizontal ");
    for (size_t i = 0; i < l->children.count; i++) {
        const struct layout *child = l->children.data[i];
        if (i)
            str_addc(out, ' ');
        if (child->kind) {
            str_add(out, child->kind->name);
            if (child->instance > 1)
                str_addf(out, "%d", child->instance);
        } else {
            str_addc(out, '{');
            print_list(child, out);
            str_addc(out, '}');
        }
        str_addf(out, " %d", child->weight);
    }
}

void layout_print(const struct layout *l, struct str *out)
{
    print_list(l, out);
}
