/* abi_debug.c - the parts of the `abi:` section that debuggers need: register numbers in debugging
 * information, names and features of registers in gdb. */
#include "isa/load.h"

#include <string.h>

static const char *const gdb_keys[] = { "architecture", "features", "watchpoints", "doc", NULL };

/* A register or a whole file, as the ISA file calls it. */
static const struct reg *register_or_file(struct loader *l, const struct yaml *y)
{
    unsigned index = 0;
    const struct reg *r;
    if (!load_is_kind(l, y, YAML_SCALAR, "a register"))
        return NULL;
    r = isa_reg_by_name(l->isa, y->text);
    if (!r)
        r = isa_reg_lookup(l->isa, NULL, y->text, strlen(y->text), &index);
    if (r && !r->join && (!r->count || isa_reg_by_name(l->isa, y->text)))
        return r;
    diag_error(l->d, y->loc, "there is no register or register file '%s'", y->text);
    return NULL;
}

/* dwarf: { x: 0 }: x[0] has number 0, x[1] number 1 ... */
static bool read_dwarf(struct loader *l, const struct yaml *y, struct abi *a)
{
    int64_t v;
    if (!y)
        return true;
    if (!load_is_map(l, y, NULL, "`dwarf`"))
        return false;
    a->dwarf = arena_alloc(l->a, sizeof *a->dwarf * (y->count + 1));
    yaml_each (i, y) {
        const struct reg *r = register_or_file(l, &y->keys[i]);
        if (!r || !load_const_in(l, &y->items[i], "a number of debugging information", 0, 65535, &v))
            return false;
        a->dwarf[a->ndwarf].reg = r;
        a->dwarf[a->ndwarf++].number = (unsigned)v;
    }
    return true;
}

static bool read_feature(struct loader *l, const struct yaml *key, const struct yaml *y,
                         struct gdb_feature *f)
{
    f->name = key->text;
    if (!load_is_map(l, y, NULL, "a feature"))
        return false;
    f->regs = ARENA_ARRAY(l->a, struct gdb_reg, y->count + 1);
    yaml_each (i, y) {
        struct gdb_reg *r = &f->regs[f->nregs++];
        r->reg = register_or_file(l, &y->keys[i]);
        if (!r->reg || !yaml_text(&y->items[i], l->d, &r->name))
            return false;
    }
    return true;
}

/* watchpoints: before */
static bool read_watchpoints(struct loader *l, const struct yaml *y, struct abi *a)
{
    if (!y)
        return true;
    a->gdb_watch_before = y->kind == YAML_SCALAR && strcmp(y->text, "before") == 0;
    if (a->gdb_watch_before || (y->kind == YAML_SCALAR && strcmp(y->text, "after") == 0))
        return true;
    diag_error(l->d, y->loc,
               "`watchpoints` is `before` or `after`: where gdb expects a stop, seen from the access");
    return false;
}

/* gdb: { architecture: "...", features: { org.gnu.gdb.name: { x: x, pc: pc } } } */
static bool read_gdb(struct loader *l, const struct yaml *y, struct abi *a)
{
    bool ok = true;
    if (!y)
        return true;
    if (!load_is_map(l, y, gdb_keys, "`gdb`"))
        return false;
    const struct yaml *arch = yaml_get(y, "architecture"), *features = yaml_get(y, "features");
    if (arch) {
        if (!yaml_text(arch, l->d, &a->gdb_architecture))
            return false;
        a->gdb_architecture = load_with_params(l, a->gdb_architecture);
    }
    if (!read_watchpoints(l, yaml_get(y, "watchpoints"), a))
        return false;
    if (!features)
        return true;
    if (!load_is_map(l, features, NULL, "`features`"))
        return false;
    features = load_prune(l, features, &ok);
    a->gdb = ARENA_ARRAY(l->a, struct gdb_feature, features->count + 1);
    yaml_each (i, features)
        ok &= read_feature(l, &features->keys[i], &features->items[i], &a->gdb[a->ngdb++]);
    return ok;
}

bool load_abi_debug(struct loader *l, const struct yaml *abi)
{
    bool ok = read_dwarf(l, yaml_get(abi, "dwarf"), &l->isa->abi);
    return read_gdb(l, yaml_get(abi, "gdb"), &l->isa->abi) && ok;
}
