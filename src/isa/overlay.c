/* overlay.c - a module with `extends` changes others: add, replace, remove.
 *
 * `add` must define new names, `replace` and `remove` must hit something: an overlay cannot rot silently.
 * Instructions have no unique names; what `replace` and `remove` hit among them is decided when their
 * encodings are known (table.c). */
#include "isa/load.h"

#include <string.h>

static const char *const sections[] = { "registers", "regspaces",    "memory",    "fields",  "formats",
                                        "modes",     "groups",       "functions", "traps",   "hooks",
                                        "inputs",    "modifiers",    "guards",    "ports",   "assembler",
                                        "isa",       "instructions", "aliases",   "pseudos", "tests",
                                        NULL };

static int section_by_name(const char *name)
{
    for (int s = 0; s < SEC_COUNT; s++)
        if (strcmp(load_section_names[s], name) == 0)
            return s;
    return -1;
}

static bool missing(struct loader *l, enum section_id s, const char *name, const struct yaml *at,
                    const char *verb)
{
    char buf[DIAG_SUGGEST_MAX];
    diag_error(l->d, at->loc, "nothing to %s: `%s` has no '%s'%s", verb, load_section_names[s], name,
               load_suggest_section(l, buf, name, s));
    return false;
}

static bool add_or_replace(struct loader *l, const struct module *m, const struct yaml *y, enum section_id s,
                           bool replace)
{
    bool ok = true, list = load_section_is_list(s);
    if (!load_is_kind(l, y, list ? YAML_SEQ : YAML_MAP, "this part of an overlay"))
        return false;
    if (replace && list && s != SEC_INSTRUCTIONS) {
        diag_error(l->d, y->loc, "entries of `%s` have no names: they can be added, not replaced",
                   load_section_names[s]);
        return false;
    }
    yaml_each (i, y) {
        const struct yaml *key = list ? NULL : &y->keys[i];
        if (replace && key && !load_find(l, s, load_entry_name(l, s, key)))
            ok = missing(l, s, load_entry_name(l, s, key), key, "replace");
        else
            ok &= load_add_entry(l, s, key, &y->items[i], m->name, replace);
    }
    return ok;
}

/* Takes an entry out; the others keep their order. */
static bool remove_entry(struct loader *l, enum section_id s, const struct yaml *name)
{
    struct section *sec = &l->sec[s];
    if (!load_is_kind(l, name, YAML_SCALAR, "a name to remove"))
        return false;
    struct item *it = load_find(l, s, name->text);
    if (!it)
        return missing(l, s, name->text, name, "remove");
    vec_remove(&sec->items, (size_t)(it - sec->items.data));
    map_release(&sec->index);
    map_init(&sec->index);
    for (size_t i = 0; i < sec->items.count; i++)
        map_put(&sec->index, sec->items.data[i].name, (void *)(i + 1));
    return true;
}

static bool remove_insn(struct loader *l, const struct yaml *y)
{
    static const char *const keys[] = { "name", "enc", NULL };
    struct removal r = { .at = y };
    if (y->kind == YAML_SCALAR)
        r.name = y->text;
    else {
        const struct yaml *name = yaml_get(y, "name"), *enc = yaml_get(y, "enc");
        if (!yaml_check_keys(y, l->d, keys, "an instruction to remove"))
            return false;
        if (!name || name->kind != YAML_SCALAR || (enc && enc->kind != YAML_SCALAR)) {
            diag_error(l->d, y->loc, "an instruction to remove is a name or {name, enc}");
            return false;
        }
        r.name = name->text;
        r.enc = enc ? enc->text : NULL;
    }
    *vec_push(&l->removals) = r;
    return true;
}

static bool remove_all(struct loader *l, const struct yaml *y, enum section_id s)
{
    bool ok = true;
    if (!load_is_kind(l, y, YAML_SEQ, "a list of what to remove"))
        return false;
    if (load_section_is_list(s) && s != SEC_INSTRUCTIONS) {
        diag_error(l->d, y->loc, "entries of `%s` have no names: they can't be removed",
                   load_section_names[s]);
        return false;
    }
    yaml_each (i, y)
        ok &= s == SEC_INSTRUCTIONS ? remove_insn(l, &y->items[i]) : remove_entry(l, s, &y->items[i]);
    return ok;
}

/* One of remove, replace, add. */
static bool apply(struct loader *l, const struct module *m, const char *verb)
{
    const struct yaml *y = yaml_get(m->doc, verb);
    bool ok = true;
    if (!y)
        return true;
    if (!yaml_get(m->doc, "extends")) {
        diag_error(l->d, yaml_key(m->doc, verb)->loc,
                   "`%s` needs `extends`: only an overlay changes other modules", verb);
        return false;
    }
    if (!load_is_kind(l, y, YAML_MAP, arena_printf(l->a, "`%s`", verb)) ||
        !yaml_check_keys(y, l->d, sections, "an overlay"))
        return false;
    yaml_each (i, y) {
        int s = section_by_name(y->keys[i].text);
        if (verb[2] == 'm')
            ok &= remove_all(l, &y->items[i], s);
        else
            ok &= add_or_replace(l, m, &y->items[i], s, verb[0] == 'r');
    }
    return ok;
}

bool load_overlay(struct loader *l, const struct module *m)
{
    bool ok = apply(l, m, "remove");
    ok &= apply(l, m, "replace");
    return apply(l, m, "add") && ok;
}
