/* reg.c - registers and register files: their slots in the register block, fields, joins, masks, roles and
 * names. */
#include "isa/reg.h"

#include <string.h>
#include "base/bits.h"

#define FILE_MAX 512 /* registers of a file */

static const char *const reg_keys[] = { "width",   "count", "zero", "prefix", "numbered", "names",
                                        "aliases", "roles", "role", "mask",   "ones",     "reset",
                                        "fields",  "join",  "when", "doc",    NULL };
static const char *const reg_field_keys[] = { "bits",      "when", "legal", "fixed",      "read",
                                              "read_only", "doc",  "reset", "write_mask", NULL };

/* ---- fields ------------------------------------------------------------------------------------------ */

static bool field_attributes(struct loader *l, struct reg *r, struct reg_field *f, const struct yaml *y)
{
    int64_t v;
    const struct yaml *k;
    uint64_t mask = bits_mask(f->hi - f->lo + 1u);
    if (!yaml_check_keys(y, l->d, reg_field_keys, "a register's field"))
        return false;
    if ((k = yaml_get(y, "fixed"))) {
        if (!load_const(l, k, &v))
            return false;
        f->fixed = true;
        f->fixed_value = (uint64_t)v & mask;
        r->reset = (r->reset & ~(mask << f->lo)) | f->fixed_value << f->lo;
    }
    if ((k = yaml_get(y, "reset"))) {
        if (!load_const(l, k, &v))
            return false;
        r->reset = (r->reset & ~(mask << f->lo)) | ((uint64_t)v & mask) << f->lo;
    }
    if ((k = yaml_get(y, "write_mask"))) {
        if (!load_const(l, k, &v))
            return false;
        f->write_mask = (uint64_t)v & mask;
    }
    if ((k = yaml_get(y, "read_only")) && !yaml_bool(k, l->d, &f->read_only))
        return false;
    return true;
}

static bool check_field_overlap(struct loader *l, const struct reg *r, const struct reg_field *f,
                                const struct yaml *key)
{
    for (unsigned i = 0; i < r->nfields; i++) {
        const struct reg_field *o = &r->fields[i];
        if (f->lo > o->hi || f->hi < o->lo)
            continue;
        diag_error(l->d, key->loc, "field '%s' (bits %u:%u) overlaps field '%s' (%u:%u) of '%s'", f->name,
                   f->hi, f->lo, o->name, o->hi, o->lo, r->name);
        return false;
    }
    return true;
}

static bool read_field(struct loader *l, struct reg *r, const struct yaml *key, const struct yaml *y)
{
    struct reg_field f = { .name = key->text };
    const struct yaml *bits = y->kind == YAML_MAP ? yaml_get(y, "bits") : y;
    unsigned hi, lo;
    if (!bits) {
        diag_error(l->d, key->loc, "field '%s' needs `bits`", key->text);
        return false;
    }
    if (!load_range(l, bits, r->width, arena_printf(l->a, "register '%s'", r->name), &hi, &lo))
        return false;
    f.hi = (uint8_t)hi;
    f.lo = (uint8_t)lo;
    f.write_mask = bits_mask(hi - lo + 1);
    if (!check_field_overlap(l, r, &f, key) || (y->kind == YAML_MAP && !field_attributes(l, r, &f, y)))
        return false;
    r->fields[r->nfields++] = f;
    return true;
}

bool reg_read_fields(struct loader *l, struct reg *r, const struct yaml *fields)
{
    bool ok = true;
    if (!fields)
        return true;
    if (!load_is_kind(l, fields, YAML_MAP, "`fields`"))
        return false;
    fields = load_prune(l, fields, &ok);
    r->fields = ARENA_ARRAY(l->a, struct reg_field, fields->count + 1);
    yaml_each (i, fields)
        ok &= read_field(l, r, &fields->keys[i], &fields->items[i]);
    return ok;
}

/* ---- names ------------------------------------------------------------------------------------------- */

static bool read_names(struct loader *l, struct reg *r, const struct yaml *names)
{
    if (names->kind == YAML_MAP) { /* names of values */
        r->value_names = arena_alloc(l->a, sizeof *r->value_names * (names->count + 1));
        yaml_each (i, names) {
            int64_t v;
            if (!load_const(l, &names->keys[i], &v) ||
                !load_is_kind(l, &names->items[i], YAML_SCALAR, "a name"))
                return false;
            r->value_names[r->nvalue_names].value = (uint64_t)v & bits_mask(r->width);
            r->value_names[r->nvalue_names++].name = names->items[i].text;
        }
        return true;
    }
    if (!load_is_kind(l, names, YAML_SEQ, "`names`"))
        return false;
    if (names->count != r->count) {
        diag_error(l->d, names->loc, "%zu names for the %u registers of '%s'", names->count, r->count,
                   r->name);
        return false;
    }
    const char **list = ARENA_ARRAY(l->a, const char *, names->count + 1);
    yaml_each (i, names) {
        if (!load_is_kind(l, &names->items[i], YAML_SCALAR, "a name"))
            return false;
        list[i] = names->items[i].text;
    }
    r->names = list;
    return true;
}

static bool read_index(struct loader *l, const struct reg *r, const struct yaml *y, unsigned *out)
{
    int64_t v;
    if (!load_const_in(l, y, arena_printf(l->a, "the index into '%s'", r->name), 0,
                       r->count ? r->count - 1 : 0, &v))
        return false;
    *out = (unsigned)v;
    return true;
}

static bool read_aliases(struct loader *l, struct reg *r, const struct yaml *y)
{
    const struct yaml *al = yaml_get(y, "aliases"), *roles = yaml_get(y, "roles"),
                      *role = yaml_get(y, "role");
    if (al && !load_is_kind(l, al, YAML_MAP, "`aliases`"))
        return false;
    if (roles && !load_is_kind(l, roles, YAML_MAP, "`roles`"))
        return false;
    r->aliases = arena_alloc(l->a, sizeof *r->aliases * ((al ? al->count : 0) + 1));
    r->roles = arena_alloc(l->a, sizeof *r->roles * ((roles ? roles->count : 0) + 2));
    yaml_each (i, al) {
        r->aliases[r->naliases].name = al->keys[i].text;
        if (!read_index(l, r, &al->items[i], &r->aliases[r->naliases++].index))
            return false;
    }
    yaml_each (i, roles) {
        r->roles[r->nroles].role = roles->keys[i].text;
        if (!read_index(l, r, &roles->items[i], &r->roles[r->nroles++].index))
            return false;
    }
    if (role) {
        if (!load_is_kind(l, role, YAML_SCALAR, "`role`"))
            return false;
        r->roles[r->nroles].role = role->text;
        r->roles[r->nroles++].index = 0;
    }
    return true;
}

/* ---- values ------------------------------------------------------------------------------------------ */

/* A constant that must fit r's width, as an unsigned or a negative number. */
bool reg_read_value(struct loader *l, const struct reg *r, const struct yaml *y, uint64_t *out)
{
    int64_t v;
    if (!y)
        return true;
    if (!load_const(l, y, &v))
        return false;
    if (!bits_fits_u((uint64_t)v, r->width) && !bits_fits_s(v, r->width)) {
        diag_error(l->d, y->loc, "%lld doesn't fit in the %u bits of '%s'", (long long)v, r->width, r->name);
        return false;
    }
    *out = (uint64_t)v & bits_mask(r->width);
    return true;
}

static bool read_shape(struct loader *l, struct reg *r, const struct yaml *y)
{
    const struct yaml *width = yaml_get(y, "width"), *count = yaml_get(y, "count"),
                      *zero = yaml_get(y, "zero");
    int64_t v;
    if (!width) {
        diag_error(l->d, r->loc, "register '%s' needs a `width` (or `join`)", r->name);
        return false;
    }
    if (!load_const_in(l, width, "a width", 1, 64, &v))
        return false;
    r->width = (unsigned)v;
    r->mask = bits_mask(r->width);
    if (count) {
        if (!load_const_in(l, count, "a number of registers", 1, FILE_MAX, &v))
            return false;
        r->count = (unsigned)v;
    }
    if (zero) {
        if (!r->count) {
            diag_error(l->d, zero->loc, "`zero` is for register files: '%s' has no `count`", r->name);
            return false;
        }
        if (!load_const_in(l, zero, "the zero register", 0, r->count - 1, &v))
            return false;
        r->zero = (int)v;
    }
    return true;
}

static bool read_texts(struct loader *l, struct reg *r, const struct yaml *y)
{
    const struct yaml *prefix = yaml_get(y, "prefix"), *numbered = yaml_get(y, "numbered"),
                      *doc = yaml_get(y, "doc");
    r->prefix = "";
    if (prefix && !yaml_text(prefix, l->d, &r->prefix))
        return false;
    if (numbered && !yaml_text(numbered, l->d, &r->numbered))
        return false;
    if (doc && !yaml_text(doc, l->d, &r->doc))
        return false;
    if (yaml_get(y, "names") && !read_names(l, r, yaml_get(y, "names")))
        return false;
    if (r->count && !r->names && !r->numbered) {
        diag_error(l->d, r->loc, "the registers of '%s' have no names: give `names` or `numbered`", r->name);
        return false;
    }
    return read_aliases(l, r, y);
}

static bool read_join(struct loader *l, struct reg *r, const struct yaml *join)
{
    const struct reg **parts;
    if (!load_is_kind(l, join, YAML_SEQ, "`join`"))
        return false;
    parts = ARENA_ARRAY(l->a, const struct reg *, join->count + 1);
    yaml_each (i, join) {
        const struct yaml *p = &join->items[i];
        const struct reg *part = p->kind == YAML_SCALAR ? isa_reg_by_name(l->isa, p->text) : NULL;
        if (!part || part->count || part->join) {
            diag_error(l->d, p->loc, "'%s' is no single register defined before",
                       p->kind == YAML_SCALAR ? p->text : "");
            return false;
        }
        parts[i] = part;
        r->width += part->width;
    }
    if (join->count < 2 || r->width > 64) {
        diag_error(l->d, join->loc, "a join has at least two registers and at most 64 bits");
        return false;
    }
    r->join = parts;
    r->njoin = (unsigned)join->count;
    r->mask = bits_mask(r->width);
    return true;
}

bool reg_take_slots(struct loader *l, struct reg *r, unsigned n)
{
    if (l->isa->nslots + n > ISA_MAX_SLOTS) {
        diag_error(l->d, r->loc, "too many registers: the register block has %u places", ISA_MAX_SLOTS);
        return false;
    }
    r->slot = l->isa->nslots;
    l->isa->nslots += n;
    return true;
}

static bool read_register(struct loader *l, const struct item *it)
{
    struct isa *isa = l->isa;
    struct reg *r = &isa->regs[isa->nregs];
    const struct yaml *y = it->value, *join = yaml_get(y, "join");
    r->name = it->name;
    r->loc = it->key->loc;
    r->zero = -1;
    r->prefix = "";
    if (!load_is_kind(l, y, YAML_MAP, "a register") || !yaml_check_keys(y, l->d, reg_keys, "a register"))
        return false;
    if (join ? !read_join(l, r, join) : !read_shape(l, r, y))
        return false;
    if (!read_texts(l, r, y) || !reg_read_value(l, r, yaml_get(y, "mask"), &r->mask) ||
        !reg_read_value(l, r, yaml_get(y, "ones"), &r->ones) ||
        !reg_read_value(l, r, yaml_get(y, "reset"), &r->reset) ||
        !reg_read_fields(l, r, yaml_get(y, "fields")))
        return false;
    if (!join && !reg_take_slots(l, r, r->count ? r->count : 1))
        return false;
    r->reset = (r->reset & r->mask) | r->ones;
    isa->nregs++;
    return true;
}

static bool find_pc(struct loader *l)
{
    struct isa *isa = l->isa;
    for (unsigned i = 0; i < isa->nregs; i++)
        for (unsigned k = 0; k < isa->regs[i].nroles; k++)
            if (strcmp(isa->regs[i].roles[k].role, "pc") == 0 && isa->regs[i].count == 0)
                isa->pc = &isa->regs[i];
    if (isa->pc)
        return true;
    diag_error(l->d, (struct loc){ l->targets.data[0]->loc.src, 0, 0 },
               "no register has `role: pc`: the ISA needs a program counter");
    return false;
}

/* An upper bound on the registers of the spaces. */
static size_t count_space_regs(struct loader *l)
{
    struct item *it;
    size_t n = 0;
    vec_each (it, &l->sec[SEC_REGSPACES].items) {
        const struct yaml *regs = yaml_get(it->value, "regs");
        n += regs ? regs->count : 0;
    }
    return n;
}

bool load_registers(struct loader *l)
{
    struct item *it;
    bool ok = true;
    size_t n = l->sec[SEC_REGISTERS].items.count + count_space_regs(l);
    l->isa->regs = ARENA_ARRAY(l->a, struct reg, n + 1);
    vec_each (it, &l->sec[SEC_REGISTERS].items)
        ok &= read_register(l, it);
    return ok && find_pc(l);
}
