/* text.c - $col substitution: a text put together from several scalars that still knows where each character
 * comes from. */
#include "isa/load.h"

#include <ctype.h>
#include <string.h>

struct builder {
    struct loader *l;
    struct str out;
    VEC(struct text_part) parts;
};

static void add_part(struct builder *b, const struct yaml *y, size_t off)
{
    *vec_push(&b->parts) = (struct text_part){ b->out.len, off, y };
}

/* Index of the column whose name is s[0..n), -1 none. */
static int find_column(const struct sem_cells *cells, const char *s, size_t n)
{
    for (unsigned i = 0; cells && i < cells->count; i++)
        if (strlen(cells->names[i]) == n && memcmp(cells->names[i], s, n) == 0)
            return (int)i;
    return -1;
}

static size_t name_length(const char *s)
{
    size_t n = 0;
    while (isalnum((unsigned char)s[n]) || s[n] == '_')
        n++;
    return n;
}

/* $name that is no column: a slip if a column has nearly that name; else '$' is meant (registers may be
 * written with it). */
static bool misspelt(struct loader *l, const struct yaml *y, size_t off, size_t n,
                     const struct sem_cells *cells)
{
    char buf[DIAG_SUGGEST_MAX], *name = arena_strndup(l->a, y->text + off + 1, n);
    if (!diag_nearest(name, cells->names, cells->count))
        return false;
    diag_error(l->d, yaml_loc_at(y, off), "the table has no column '%s'%s", name,
               diag_suggest(buf, name, cells->names, cells->count));
    return true;
}

static bool expand(struct builder *b, const struct yaml *y, const struct sem_cells *cells, bool *used)
{
    const char *s = y->text;
    size_t i = 0;
    add_part(b, y, 0);
    while (s[i]) {
        size_t n = s[i] == '$' ? name_length(s + i + 1) : 0;
        if (n == 0 || isdigit((unsigned char)s[i + 1]) || !cells) {
            str_addc(&b->out, s[i++]);
            continue;
        }
        int col = find_column(cells, s + i + 1, n);
        if (col < 0) {
            if (misspelt(b->l, y, i, n, cells))
                return false;
            str_addc(&b->out, s[i++]);
            continue;
        }
        if (!load_is_kind(b->l, cells->cells[col], YAML_SCALAR, "a cell that stands in a text"))
            return false;
        if (used)
            used[col] = true;
        add_part(b, cells->cells[col], 0);
        str_add(&b->out, cells->cells[col]->text);
        i += n + 1;
        add_part(b, y, i);
    }
    return true;
}

bool text_subst(struct loader *l, const struct yaml *y, const struct sem_cells *cells, bool *used,
                struct text *out)
{
    struct builder b = { .l = l };
    if (!load_is_kind(l, y, YAML_SCALAR, "this text"))
        return false;
    str_init(&b.out);
    bool ok = expand(&b, y, cells, used);
    if (ok) {
        out->s = arena_strdup(l->a, b.out.buf);
        out->nparts = (unsigned)b.parts.count;
        out->parts = ARENA_ARRAY(l->a, struct text_part, b.parts.count);
        memcpy(out->parts, b.parts.data, b.parts.count * sizeof *out->parts);
    }
    str_release(&b.out);
    vec_release(&b.parts);
    return ok;
}

struct loc text_loc(const struct text *t, size_t off)
{
    const struct text_part *p = t->parts;
    for (unsigned i = 0; i < t->nparts; i++)
        if (t->parts[i].at <= off)
            p = &t->parts[i];
    return yaml_loc_at(p->y, p->off + (off - p->at));
}

const struct yaml *text_scalar(struct loader *l, const struct text *t, size_t off, size_t len)
{
    struct yaml *y = ARENA_NEW(l->a, struct yaml);
    while (len > 0 && t->s[off] == ' ')
        off++, len--;
    while (len > 0 && t->s[off + len - 1] == ' ')
        len--;
    y->kind = YAML_SCALAR;
    y->style = YAML_PLAIN;
    y->loc = text_loc(t, off);
    y->text = arena_strndup(l->a, t->s + off, len);
    return y;
}

void text_mark_used(const char *s, const struct sem_cells *cells, bool *used)
{
    for (; *s; s++) {
        size_t n = *s == '$' ? name_length(s + 1) : 0;
        int col = n ? find_column(cells, s + 1, n) : -1;
        if (col >= 0)
            used[col] = true;
    }
}
