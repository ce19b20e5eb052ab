/* module.c - merges the modules into sections: every entry of every section, by name, with `when` applied.
 *
 * A second definition of a name is an error. Exceptions: the maps of `memory` and the lists of registers of a
 * space are merged entry by entry; an overlay's add/replace/remove (overlay.c). */
#include "isa/load.h"

#include <string.h>

const char *const load_section_names[SEC_COUNT + 1] = {
    [SEC_PARAMS] = "params",       [SEC_CONSTS] = "consts",       [SEC_ISA] = "isa",
    [SEC_REGISTERS] = "registers", [SEC_REGSPACES] = "regspaces", [SEC_MEMORY] = "memory",
    [SEC_FIELDS] = "fields",       [SEC_FORMATS] = "formats",     [SEC_MODES] = "modes",
    [SEC_GROUPS] = "groups",       [SEC_FUNCTIONS] = "functions", [SEC_TRAPS] = "traps",
    [SEC_HOOKS] = "hooks",         [SEC_INPUTS] = "inputs",       [SEC_MODIFIERS] = "modifiers",
    [SEC_GUARDS] = "guards",       [SEC_PORTS] = "ports",         [SEC_ASSEMBLER] = "assembler",
    [SEC_ALIASES] = "aliases",     [SEC_PSEUDOS] = "pseudos",     [SEC_INSTRUCTIONS] = "instructions",
    [SEC_TESTS] = "tests",
};

static const char *const module_keys[] = {
    "schema",    "module",    "requires", "extends",   "doc",     "params", "consts",    "isa",
    "registers", "regspaces", "memory",   "fields",    "formats", "modes",  "groups",    "functions",
    "traps",     "hooks",     "inputs",   "modifiers", "guards",  "ports",  "assembler", "instructions",
    "aliases",   "pseudos",   "tests",    "add",       "replace", "remove", NULL,
};

bool load_section_is_list(enum section_id s)
{
    return s == SEC_INSTRUCTIONS || s == SEC_ALIASES || s == SEC_PSEUDOS || s == SEC_TESTS;
}

struct item *load_find(struct loader *l, enum section_id s, const char *name)
{
    size_t at = (size_t)map_get(&l->sec[s].index, name);
    return at ? &l->sec[s].items.data[at - 1] : NULL;
}

/* The name of an entry: its key; of a function, the key up to the parenthesis. */
const char *load_entry_name(struct loader *l, enum section_id s, const struct yaml *key)
{
    if (s != SEC_FUNCTIONS)
        return key->text;
    size_t n = strcspn(key->text, "(");
    while (n > 0 && key->text[n - 1] == ' ')
        n--;
    return arena_strndup(l->a, key->text, n);
}

/* ---- merging of maps --------------------------------------------------------------------------------- */

static bool merge_maps(struct loader *l, const struct yaml *a, const struct yaml *b, bool deep,
                       struct yaml *out);

/* One entry that both maps have. */
static bool merge_entry(struct loader *l, struct yaml *have, const struct yaml *key, const struct yaml *b,
                        bool deep)
{
    struct yaml *m = ARENA_NEW(l->a, struct yaml);
    if (deep && have->kind == YAML_MAP && b->kind == YAML_MAP) {
        if (!merge_maps(l, have, b, false, m))
            return false;
        *have = *m;
        return true;
    }
    diag_error(l->d, key->loc, "'%s' is defined twice", key->text);
    diag_note(l->d, have->loc, "the first definition");
    return false;
}

/* Entries of a, then those of b; deep: maps that both have are merged in turn. */
static bool merge_maps(struct loader *l, const struct yaml *a, const struct yaml *b, bool deep,
                       struct yaml *out)
{
    bool ok = true;
    *out = *a;
    out->items = ARENA_ARRAY(l->a, struct yaml, a->count + b->count + 1);
    out->keys = ARENA_ARRAY(l->a, struct yaml, a->count + b->count + 1);
    memcpy(out->items, a->items, a->count * sizeof *a->items);
    memcpy(out->keys, a->keys, a->count * sizeof *a->keys);
    yaml_each (i, b) {
        size_t at = 0;
        while (at < a->count && strcmp(a->keys[at].text, b->keys[i].text) != 0)
            at++;
        if (at < a->count)
            ok &= merge_entry(l, &out->items[at], &b->keys[i], &b->items[i], deep);
        else {
            out->keys[out->count] = b->keys[i];
            out->items[out->count++] = b->items[i];
        }
    }
    return ok;
}

static bool merge_into(struct loader *l, enum section_id s, struct item *have, const struct yaml *key,
                       const struct yaml *value)
{
    bool merges = s == SEC_REGSPACES || s == SEC_MEMORY || s == SEC_MODES;
    struct yaml *m = ARENA_NEW(l->a, struct yaml);
    if (merges && have->value->kind == YAML_MAP && value->kind == YAML_MAP && s != SEC_MODES) {
        if (!merge_maps(l, have->value, value, s == SEC_REGSPACES, m))
            return false;
        have->value = m;
        return true;
    }
    diag_error(l->d, key->loc,
               "'%s' is already in `%s`; only an overlay (`extends`, `replace`) may define it again",
               have->name, load_section_names[s]);
    diag_note(l->d, have->key->loc, "the first definition, in module '%s'", have->module);
    return false;
}

/* An overlay's `replace` in `memory`: single keys of the map, which must be there. */
static bool replace_keys(struct loader *l, struct item *have, const struct yaml *value)
{
    struct yaml *m = ARENA_NEW(l->a, struct yaml);
    bool ok = true;
    if (!load_is_kind(l, value, YAML_MAP, "a memory") || have->value->kind != YAML_MAP)
        return false;
    *m = *have->value;
    m->items = ARENA_ARRAY(l->a, struct yaml, m->count + 1);
    memcpy(m->items, have->value->items, m->count * sizeof *m->items);
    yaml_each (i, value) {
        size_t at = 0;
        while (at < m->count && strcmp(m->keys[at].text, value->keys[i].text) != 0)
            at++;
        if (at < m->count) {
            m->items[at] = value->items[i];
            continue;
        }
        diag_error(l->d, value->keys[i].loc, "nothing to replace: memory '%s' has no '%s'", have->name,
                   value->keys[i].text);
        ok = false;
    }
    have->value = m;
    return ok;
}

/* ---- entries ----------------------------------------------------------------------------------------- */

bool load_add_entry(struct loader *l, enum section_id s, const struct yaml *key, const struct yaml *value,
                    const char *module, bool replace)
{
    struct section *sec = &l->sec[s];
    bool ok = true;
    if (!load_when(l, value, &ok))
        return ok;
    struct item it = { .key = key, .value = value, .module = module, .replaces = replace };
    if (key) {
        struct item *have;
        it.name = load_entry_name(l, s, key);
        if ((have = load_find(l, s, it.name))) {
            if (!replace)
                return merge_into(l, s, have, key, value);
            if (s == SEC_MEMORY)
                return replace_keys(l, have, value);
            *have = it;
            return true;
        }
        map_put(&sec->index, it.name, (void *)(sec->items.count + 1));
    }
    *vec_push(&sec->items) = it;
    return true;
}

static bool add_section(struct loader *l, enum section_id s, const struct yaml *y, const char *module)
{
    bool ok = true, list = load_section_is_list(s);
    if (y->kind == YAML_SCALAR && y->text[0] == '\0')
        return true; /* `aliases:` with nothing below */
    if (!load_is_kind(l, y, list ? YAML_SEQ : YAML_MAP, arena_printf(l->a, "`%s`", load_section_names[s])))
        return false;
    yaml_each (i, y)
        ok &= load_add_entry(l, s, list ? NULL : &y->keys[i], &y->items[i], module, false);
    return ok;
}

static bool merge_module(struct loader *l, const struct module *m)
{
    bool ok = yaml_check_keys(m->doc, l->d, module_keys, "a module");
    for (unsigned s = 0; s < SEC_COUNT; s++) {
        const struct yaml *y = yaml_get(m->doc, load_section_names[s]);
        if (y && s != SEC_PARAMS && s != SEC_CONSTS)
            ok &= add_section(l, s, y, m->name);
    }
    return load_overlay(l, m) && ok;
}

bool load_merge(struct loader *l)
{
    struct module *m;
    bool ok = true;
    vec_each (m, &l->modules)
        ok &= merge_module(l, m);
    return ok;
}
