/* space.c - register spaces: sparse registers reached by number (`regspaces`).
 *
 * Here they get their names, numbers, slots, fields and reset values. What an access does (check, read,
 * write, legal, views) is code, which sem_add_space() compiles from the same YAML. */
#include "isa/reg.h"

#include <stdlib.h>
#include <string.h>
#include "base/bits.h"

static const char *const space_keys[] = { "addr", "width", "prefix", "check", "missing",
                                          "regs", "doc",   "when",   NULL };
static const char *const space_reg_keys[] = { "at",   "fields",     "view", "mask",  "ones",    "reset",
                                              "read", "write",      "part", "fixed", "counter", "read_only",
                                              "when", "write_mask", "doc",  "names", NULL };

static bool read_number(struct loader *l, const struct regspace *sp, struct reg *r, const struct yaml *y,
                        uint32_t *hi)
{
    const char *dash = y->kind == YAML_SCALAR ? strchr(y->text + (y->text[0] == '-'), '-') : NULL;
    int64_t limit = (INT64_C(1) << sp->addr) - 1, v, w;
    const struct yaml *first = dash ? load_sub(l, y, 0, (size_t)(dash - y->text)) : y;
    if (!load_const_in(l, first, "the register's number", 0, limit, &v))
        return false;
    w = v;
    if (dash && !load_const_in(l, load_sub(l, y, (size_t)(dash - y->text) + 1, strlen(dash + 1)),
                               "the last register's number", v, limit, &w))
        return false;
    r->at = (uint32_t)v;
    *hi = (uint32_t)w;
    return true;
}

/* The registers read so far are in isa->regs; `last` has the end of each one's range. */
static bool check_number(struct loader *l, const struct regspace *sp, const struct reg *r, uint32_t hi,
                         const uint32_t *last, const struct yaml *at)
{
    for (unsigned i = 0; i < sp->nregs; i++) {
        if (hi < sp->regs[i]->at || r->at > last[i])
            continue;
        diag_error(l->d, at->loc, "'%s' and '%s' have the same number 0x%x", r->name, sp->regs[i]->name,
                   r->at > sp->regs[i]->at ? r->at : sp->regs[i]->at);
        diag_note(l->d, sp->regs[i]->loc, "'%s' is here", sp->regs[i]->name);
        return false;
    }
    return true;
}

/* Whether `when` took the field away: a view may name it all the same. */
static bool pruned_field(struct loader *l, const struct regspace *sp, const char *reg, const char *field)
{
    const struct item *it = load_find(l, SEC_REGSPACES, sp->name);
    const struct yaml *y = it ? yaml_get(yaml_get(yaml_get(it->value, "regs"), reg), "fields") : NULL;
    struct module *m;
    if (yaml_get(y, field))
        return false;
    vec_each (m, &l->modules) {
        const struct yaml *regs = yaml_get(yaml_get(yaml_get(m->doc, "regspaces"), sp->name), "regs");
        if (yaml_get(yaml_get(yaml_get(regs, reg), "fields"), field))
            return true;
    }
    return false;
}

/* `view: mstatus, fields: [SIE, SPP]`: the fields of another register. */
static bool read_view(struct loader *l, const struct regspace *sp, struct reg *r, const struct yaml *y)
{
    const struct yaml *view = yaml_get(y, "view"), *fields = yaml_get(y, "fields");
    const struct reg *of = NULL;
    char buf[DIAG_SUGGEST_MAX];
    if (!load_is_kind(l, view, YAML_SCALAR, "`view`"))
        return false;
    for (unsigned i = 0; i < sp->nregs; i++)
        if (strcmp(sp->regs[i]->name, view->text) == 0)
            of = sp->regs[i];
    if (!of) {
        diag_error(l->d, view->loc, "`view` of '%s': there is no such register before this one", view->text);
        return false;
    }
    r->slot = of->slot;
    r->reset = of->reset;
    if (!fields)
        return true;
    if (!load_is_kind(l, fields, YAML_SEQ, "the `fields` of a view"))
        return false;
    r->fields = ARENA_ARRAY(l->a, struct reg_field, fields->count + 1);
    const char *names[64];
    for (unsigned i = 0; i < of->nfields && i < 64; i++)
        names[i] = of->fields[i].name;
    yaml_each (i, fields) {
        const struct yaml *f = &fields->items[i];
        const struct reg_field *have = NULL;
        for (unsigned k = 0; f->kind == YAML_SCALAR && k < of->nfields; k++)
            if (strcmp(of->fields[k].name, f->text) == 0)
                have = &of->fields[k];
        if (have)
            r->fields[r->nfields++] = *have;
        else if (f->kind != YAML_SCALAR || !pruned_field(l, sp, of->name, f->text)) {
            diag_error(l->d, f->loc, "'%s' has no field '%s'%s", of->name,
                       f->kind == YAML_SCALAR ? f->text : "",
                       diag_suggest(buf, f->kind == YAML_SCALAR ? f->text : "", names,
                                    of->nfields < 64 ? of->nfields : 64));
            return false;
        }
    }
    return true;
}

static bool read_values(struct loader *l, struct reg *r, const struct yaml *y)
{
    const struct yaml *fixed = yaml_get(y, "fixed");
    uint64_t fixed_value = 0;
    if (!reg_read_value(l, r, yaml_get(y, "mask"), &r->mask) ||
        !reg_read_value(l, r, yaml_get(y, "ones"), &r->ones) ||
        !reg_read_value(l, r, yaml_get(y, "reset"), &r->reset))
        return false;
    if (fixed) {
        if (!reg_read_value(l, r, fixed, &fixed_value))
            return false;
        r->reset = fixed_value;
        r->mask |= fixed_value;
    }
    return true;
}

static bool read_counter(struct loader *l, struct reg *r, const struct yaml *y)
{
    static const char *const names[] = { "cycle", "instret", "time" }; /* enum ir_counter */
    const struct yaml *of = yaml_get(y, "counter"), *part = yaml_get(y, "part");
    char buf[DIAG_SUGGEST_MAX];
    uint8_t i = 0;
    if (!of)
        return true;
    const char *name = of->kind == YAML_SCALAR ? of->text : "";
    while (i < 3 && strcmp(names[i], name) != 0)
        i++;
    if (i == 3) {
        diag_error(l->d, of->loc, "no counter '%s' (cycle, instret, time)%s", name,
                   diag_suggest(buf, name, names, 3));
        return false;
    }
    const char *which = !part ? "low" : part->kind == YAML_SCALAR ? part->text : "";
    bool high = strcmp(which, "high") == 0;
    if (!high && strcmp(which, "low") != 0) {
        diag_error(l->d, part->loc, "part is low or high");
        return false;
    }
    if (high && r->width >= 64) {
        diag_error(l->d, part->loc, "a counter of 64 bits has no high part in a register of %u bits",
                   r->width);
        return false;
    }
    struct reg_counter *c = ARENA_NEW(l->a, struct reg_counter);
    c->of = i;
    c->low = high ? (uint8_t)r->width : 0;
    c->high = (uint8_t)(c->low + r->width - 1 > 63 ? 63 : c->low + r->width - 1);
    r->counter = c;
    return true;
}

static bool read_space_reg(struct loader *l, struct regspace *sp, const struct yaml *key,
                           const struct yaml *y, uint32_t *last)
{
    struct isa *isa = l->isa;
    struct reg *r = &isa->regs[isa->nregs];
    const struct yaml *at = yaml_get(y, "at"), *doc = yaml_get(y, "doc");
    *r = (struct reg){
        .name = key->text, .loc = key->loc, .width = sp->width, .zero = -1, .prefix = "", .space = sp
    };
    r->mask = bits_mask(r->width);
    if (!load_is_kind(l, y, YAML_MAP, "a register") ||
        !yaml_check_keys(y, l->d, space_reg_keys, "a register of a space"))
        return false;
    if (!at) {
        diag_error(l->d, key->loc, "'%s' needs `at`: its number in the space", key->text);
        return false;
    }
    if (!read_number(l, sp, r, at, &last[sp->nregs]) || !check_number(l, sp, r, last[sp->nregs], last, at) ||
        (doc && !yaml_text(doc, l->d, &r->doc)) || !read_values(l, r, y) || !read_counter(l, r, y))
        return false;
    if (isa_reg_by_name(isa, r->name)) {
        diag_error(l->d, key->loc, "there is already a register '%s'", r->name);
        return false;
    }
    if (yaml_get(y, "view") ? !read_view(l, sp, r, y)
                            : !reg_take_slots(l, r, 1) || !reg_read_fields(l, r, yaml_get(y, "fields")))
        return false;
    r->reset |= r->ones;
    sp->regs[sp->nregs++] = r;
    isa->nregs++;
    return true;
}

static int by_number(const void *a, const void *b)
{
    const struct reg *x = *(const struct reg *const *)a, *y = *(const struct reg *const *)b;
    return x->at < y->at ? -1 : x->at > y->at;
}

/* The node as sem_add_space() gets it: registers and fields whose `when` is false are gone. */
static const struct yaml *prune_space(struct loader *l, const struct yaml *node, bool *ok)
{
    struct yaml *c = ARENA_NEW(l->a, struct yaml);
    *c = *node;
    c->items = ARENA_ARRAY(l->a, struct yaml, node->count + 1);
    memcpy(c->items, node->items, node->count * sizeof *node->items);
    yaml_each (i, node) {
        if (strcmp(node->keys[i].text, "regs") != 0 || node->items[i].kind != YAML_MAP)
            continue;
        struct yaml *regs = &c->items[i];
        *regs = *load_prune(l, &node->items[i], ok);
        for (size_t k = 0; k < regs->count; k++) {
            struct yaml *reg = &regs->items[k];
            if (reg->kind != YAML_MAP || !yaml_get(reg, "fields"))
                continue;
            struct yaml *items = ARENA_ARRAY(l->a, struct yaml, reg->count);
            memcpy(items, reg->items, reg->count * sizeof *items);
            yaml_each (f, reg)
                if (strcmp(reg->keys[f].text, "fields") == 0)
                    items[f] = *load_prune(l, &items[f], ok);
            reg->items = items;
        }
    }
    return c;
}

static bool read_space(struct loader *l, struct item *it)
{
    struct isa *isa = l->isa;
    struct regspace *sp = &isa->spaces[isa->nspaces];
    bool ok = true;
    int64_t v;
    if (!load_is_kind(l, it->value, YAML_MAP, "a register space") ||
        !yaml_check_keys(it->value, l->d, space_keys, "a register space"))
        return false;
    it->value = prune_space(l, it->value, &ok);
    const struct yaml *addr = yaml_get(it->value, "addr"), *width = yaml_get(it->value, "width"),
                      *regs = yaml_get(it->value, "regs"), *prefix = yaml_get(it->value, "prefix");
    if (!addr || !width || !regs) {
        diag_error(l->d, it->key->loc, "register space '%s' needs `addr`, `width` and `regs`", it->name);
        return false;
    }
    sp->name = it->name;
    sp->prefix = "";
    if (!ok || !load_is_kind(l, regs, YAML_MAP, "`regs`") ||
        (prefix && !yaml_text(prefix, l->d, &sp->prefix)) || !load_const_in(l, addr, "`addr`", 1, 16, &v))
        return false;
    sp->addr = (unsigned)v;
    if (!load_const_in(l, width, "`width`", 1, 64, &v))
        return false;
    sp->width = (unsigned)v;
    sp->regs = ARENA_ARRAY(l->a, const struct reg *, regs->count + 1);
    isa->nspaces++;
    uint32_t *last = ARENA_ARRAY(l->a, uint32_t, regs->count + 1);
    yaml_each (i, regs)
        ok &= read_space_reg(l, sp, &regs->keys[i], &regs->items[i], last);
    qsort(sp->regs, sp->nregs, sizeof sp->regs[0], by_number);
    return ok;
}

bool load_spaces(struct loader *l)
{
    struct item *it;
    bool ok = true;
    l->isa->spaces = ARENA_ARRAY(l->a, struct regspace, l->sec[SEC_REGSPACES].items.count + 1);
    vec_each (it, &l->sec[SEC_REGSPACES].items)
        ok &= read_space(l, it);
    return ok;
}
