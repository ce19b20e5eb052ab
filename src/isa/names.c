/* names.c - registers by name: an index of every spelling that the assembler accepts, and the names that are
 * printed. */
#include "isa/load.h"

#include <ctype.h>
#include <string.h>

/* Value of isa->reg_names; two files may share a spelling. */
struct reg_name {
    const struct reg *reg;
    unsigned index;
    struct reg_name *next;
};

#define NAME_MAX_LEN 64

static void add_name(struct loader *l, const struct reg *r, const char *prefix, const char *name,
                     unsigned index)
{
    char *full = arena_printf(l->a, "%s%s", prefix, name);
    struct reg_name *n = ARENA_NEW(l->a, struct reg_name);
    if (l->isa->assembler.case_insensitive)
        for (char *p = full; *p; p++)
            *p = (char)tolower((unsigned char)*p);
    *n = (struct reg_name){ r, index, NULL };
    struct reg_name *have = map_get(&l->isa->reg_names, full);
    if (!have) {
        map_put(&l->isa->reg_names, full, n);
        return;
    }
    while (have->next)
        have = have->next;
    have->next = n;
}

static bool same_file_twice(struct loader *l, const struct reg *r)
{
    const struct map_entry *e;
    map_each (e, &l->isa->reg_names) {
        const struct reg_name *a = e->value;
        for (; a; a = a->next)
            for (const struct reg_name *b = a->next; b && a->reg == r; b = b->next)
                if (b->reg == r && b->index != a->index) {
                    diag_error(l->d, r->loc, "'%s' names two registers of '%s': %u and %u", e->key, r->name,
                               a->index, b->index);
                    return true;
                }
    }
    return false;
}

/* Files may share spellings (where an operand stands says which is meant), a single register must have its
 * own. */
static bool taken(struct loader *l, const struct reg *r)
{
    const struct map_entry *e;
    map_each (e, &l->isa->reg_names)
        for (const struct reg_name *a = e->value; a; a = a->next) {
            const struct reg_name *first = e->value;
            if (a->reg != r || first->reg == r || first->reg->space)
                continue;
            diag_error(l->d, r->loc, "'%s' is already the name of a register of '%s'", e->key,
                       first->reg->name);
            diag_note(l->d, first->reg->loc, "'%s' stands here", first->reg->name);
            return true;
        }
    return false;
}

static void add_register(struct loader *l, const struct reg *r)
{
    const char *prefix = r->space ? r->space->prefix : r->prefix;
    if (r->count == 0)
        add_name(l, r, prefix, r->name, 0);
    for (unsigned i = 0; i < r->count && r->names; i++)
        add_name(l, r, prefix, r->names[i], i);
    for (unsigned i = 0; i < r->count && r->numbered; i++)
        add_name(l, r, prefix, arena_printf(l->a, "%s%u", r->numbered, i), i);
    for (unsigned i = 0; i < r->naliases; i++)
        add_name(l, r, prefix, r->aliases[i].name, r->aliases[i].index);
}

bool load_names(struct loader *l)
{
    struct isa *isa = l->isa;
    const struct item *c = load_find(l, SEC_ASSEMBLER, "case");
    isa->assembler.case_insensitive =
        c && c->value->kind == YAML_SCALAR && strcmp(c->value->text, "insensitive") == 0;
    for (unsigned i = 0; i < isa->nregs; i++)
        add_register(l, &isa->regs[i]);
    bool ok = true;
    for (unsigned i = 0; i < isa->nregs; i++)
        ok &= isa->regs[i].count ? !same_file_twice(l, &isa->regs[i])
                                 : isa->regs[i].space || !taken(l, &isa->regs[i]);
    return ok;
}

const struct reg *isa_reg_lookup(const struct isa *isa, const struct reg *file, const char *name, size_t len,
                                 unsigned *index)
{
    char key[NAME_MAX_LEN];
    if (len >= sizeof key)
        return NULL;
    memcpy(key, name, len);
    key[len] = '\0';
    if (isa->assembler.case_insensitive)
        for (char *p = key; *p; p++)
            *p = (char)tolower((unsigned char)*p);
    for (const struct reg_name *n = map_get(&isa->reg_names, key); n; n = n->next)
        if (!file || n->reg == file) {
            *index = n->index;
            return n->reg;
        }
    return NULL;
}

void isa_reg_name(const struct reg *r, unsigned index, struct str *out)
{
    str_add(out, r->space ? r->space->prefix : r->prefix);
    if (r->count == 0)
        str_add(out, r->name);
    else if (r->names && index < r->count)
        str_add(out, r->names[index]);
    else
        str_addf(out, "%s%u", r->numbered ? r->numbered : r->name, index);
}

const struct reg *isa_reg_by_name(const struct isa *isa, const char *name)
{
    for (unsigned i = 0; i < isa->nregs; i++)
        if (strcmp(isa->regs[i].name, name) == 0)
            return &isa->regs[i];
    return NULL;
}

/* Joins and views share the slots of others, which come first. */
const struct reg *isa_slot_reg(const struct isa *isa, unsigned slot, unsigned *index)
{
    for (unsigned i = 0; i < isa->nregs; i++) {
        const struct reg *r = &isa->regs[i];
        if (!r->join && slot >= r->slot && slot < r->slot + (r->count ? r->count : 1)) {
            *index = slot - r->slot;
            return r;
        }
    }
    return NULL;
}

int isa_role_slot(const struct isa *isa, const char *role)
{
    for (unsigned i = 0; i < isa->nregs; i++)
        for (unsigned k = 0; k < isa->regs[i].nroles; k++)
            if (strcmp(isa->regs[i].roles[k].role, role) == 0 && !isa->regs[i].join)
                return (int)(isa->regs[i].slot + isa->regs[i].roles[k].index);
    return -1;
}

bool isa_has_role(const struct reg *r, unsigned index, const char *role)
{
    for (unsigned i = 0; i < r->nroles; i++)
        if (r->roles[i].index == index && strcmp(r->roles[i].role, role) == 0)
            return true;
    return false;
}
