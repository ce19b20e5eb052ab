/* mode.c - addressing modes: what a mode may contain, and conditions on the modes of an instruction (`where:
 * "m != imm"`). */
#include "isa/load.h"

#include <ctype.h>
#include <string.h>

/* ---- the section ------------------------------------------------------------------------------------- */

static bool check_mode(struct loader *l, const struct item *it, bool defaults)
{
    static const char *const keys[] = { "tail", "asm", "fields", "doc", "when", "vars", NULL };
    char buf[DIAG_SUGGEST_MAX];
    bool ok = true;
    if (!load_is_kind(l, it->value, YAML_MAP, "a mode"))
        return false;
    yaml_each (i, it->value) {
        const char *k = it->value->keys[i].text;
        const char *const *known = keys;
        while (*known && strcmp(*known, k) != 0)
            known++;
        if ((*known && (!defaults || strcmp(k, "vars") == 0)) || strchr(k, '('))
            continue;
        diag_error(l->d, it->value->keys[i].loc,
                   "unknown key '%s' in a mode%s; a method is written \"name() -> 8\"", k,
                   diag_suggest(buf, k, keys, 6));
        ok = false;
    }
    const struct yaml *tail = yaml_get(it->value, "tail");
    if (tail && (tail->kind != YAML_SCALAR || tail->style == YAML_PLAIN)) {
        diag_error(l->d, tail->loc, "`tail` must be a quoted text such as \"n:16le\"");
        ok = false;
    }
    return ok;
}

bool load_modes(struct loader *l)
{
    struct item *it;
    bool ok = true;
    vec_each (it, &l->sec[SEC_MODES].items) {
        bool defaults = strcmp(it->name, "defaults") == 0;
        ok &= check_mode(l, it, defaults);
        if (defaults)
            l->mode_defaults = it->value;
    }
    return ok;
}

/* ---- conditions on modes ----------------------------------------------------------------------------- */

struct cond {
    struct loader *l;
    const struct text *t;
    size_t at, end;
    const struct enc_group *groups;
    const struct group_code **chosen;
    unsigned n, depth;
    bool ok;
};

static bool refuse(struct cond *c, const char *msg)
{
    if (c->ok)
        diag_error(c->l->d, text_loc(c->t, c->at), "%s", msg);
    c->ok = false;
    return false;
}

static void skip(struct cond *c)
{
    while (c->at < c->end && isspace((unsigned char)c->t->s[c->at]))
        c->at++;
}

static bool accept(struct cond *c, const char *word)
{
    size_t n = strlen(word);
    skip(c);
    if (c->at + n > c->end || strncmp(c->t->s + c->at, word, n) != 0)
        return false;
    c->at += n;
    return true;
}

static size_t word_at(const char *s)
{
    size_t n = 0;
    while (isalnum((unsigned char)s[n]) || s[n] == '_')
        n++;
    return n;
}

/* Which group operand stands here; -1 none. */
static int group_at(const struct cond *c, const char *s)
{
    size_t n = word_at(s);
    for (unsigned i = 0; i < c->n; i++)
        if (n > 0 && strlen(c->groups[i].name) == n && memcmp(c->groups[i].name, s, n) == 0)
            return (int)i;
    return -1;
}

/* The longest of a group's names that stands here; names may be like [hl+]. */
static const char *code_name(struct cond *c, const struct group *g)
{
    const char *best = NULL;
    skip(c);
    for (unsigned i = 0; i < g->ncodes; i++) {
        const char *name = g->codes[i].name;
        size_t n = strlen(name);
        if (c->at + n <= c->end && strncmp(c->t->s + c->at, name, n) == 0 && (!best || n > strlen(best)) &&
            !(isalnum((unsigned char)name[n - 1]) && word_at(c->t->s + c->at + n) > 0))
            best = name;
    }
    return best;
}

static bool either(struct cond *c);

static bool comparison(struct cond *c)
{
    skip(c);
    int g = c->at < c->end ? group_at(c, c->t->s + c->at) : -1;
    if (g < 0)
        return refuse(c,
                      "conditions on modes are written m == name, m != name, with && || ! and parentheses");
    c->at += strlen(c->groups[g].name);
    bool equal = accept(c, "==");
    if (!equal && !accept(c, "!="))
        return refuse(c, "'==' or '!=' expected");
    const char *name = code_name(c, c->groups[g].group);
    if (!name)
        return refuse(
            c, arena_printf(c->l->a, "group '%s' has no such mode or register", c->groups[g].group->name));
    c->at += strlen(name);
    return (strcmp(c->chosen[g]->name, name) == 0) == equal;
}

static bool unary(struct cond *c)
{
    bool v;
    skip(c);
    if (++c->depth > 64)
        return refuse(c, "too deeply nested");
    if (c->at + 1 < c->end && c->t->s[c->at] == '!' && c->t->s[c->at + 1] != '=') {
        c->at++;
        v = !unary(c);
    } else if (accept(c, "(")) {
        v = either(c);
        if (!accept(c, ")"))
            v = refuse(c, "')' expected");
    } else
        v = comparison(c);
    c->depth--;
    return v;
}

static bool both(struct cond *c)
{
    bool v = unary(c);
    while (c->ok && accept(c, "&&")) {
        bool w = unary(c);
        v = v && w;
    }
    return v;
}

static bool either(struct cond *c)
{
    bool v = both(c);
    while (c->ok && accept(c, "||")) {
        bool w = both(c);
        v = v || w;
    }
    return v;
}

/* ---- splitting --------------------------------------------------------------------------------------- */

/* The end of the part of a condition that starts at `at`: the next && outside parentheses. */
static size_t part_end(const char *s, size_t at)
{
    for (int depth = 0; s[at]; at++) {
        depth += s[at] == '(' ? 1 : s[at] == ')' ? -1 : 0;
        if (depth == 0 && s[at] == '&' && s[at + 1] == '&')
            break;
    }
    return at;
}

static bool speaks_of_modes(const struct cond *c, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if ((i == from || word_at(c->t->s + i - 1) == 0) && group_at(c, c->t->s + i) >= 0)
            return true;
    return false;
}

/* Parts that speak of modes become "1" in the copy, at their place, so that positions stay. */
bool mode_where(struct loader *l, const struct text *where, const struct enc_group *groups,
                const struct group_code **chosen, unsigned n, bool *holds, struct text *operands)
{
    struct cond c = { .l = l, .t = where, .groups = groups, .chosen = chosen, .n = n, .ok = true };
    char *copy = arena_strdup(l->a, where->s);
    bool rest = false;
    *holds = true;
    for (size_t at = 0;;) {
        size_t end = part_end(where->s, at);
        if (speaks_of_modes(&c, at, end)) {
            c.at = at;
            c.end = end;
            bool v = either(&c);
            skip(&c);
            if (c.ok && c.at != end)
                refuse(&c, "this can't be read as a condition on modes");
            if (!c.ok)
                return false;
            *holds = *holds && v;
            memset(copy + at, ' ', end - at);
            if (end > at)
                copy[at + (where->s[at] == ' ' && end > at + 1)] = '1';
        } else
            rest = true;
        if (!where->s[end])
            break;
        at = end + 2;
    }
    *operands = *where;
    operands->s = rest ? copy : NULL;
    return true;
}
