/* dwarf.c - debugging information of programs: what is declared at the top of its units, and who finds it.
 * Names point into the file's data, which is kept. */
#include "debug/dwarf.h"

#include <dwarf.h>
#include <libelf.h>
#include <stdlib.h>
#include <string.h>
#include "base/fs.h"
#include "debug/dwarf_private.h"

#define ENTRIES_MAX (1u << 20)
#define SCOPES_MAX  64

/* ---- reading ----------------------------------------------------------------------------------------- */

bool dwarf_has_flag(Dwarf_Die *die, unsigned name)
{
    Dwarf_Attribute a;
    bool yes = false;
    return dwarf_attr_integrate(die, name, &a) && dwarf_formflag(&a, &yes) == 0 && yes;
}

static bool code_range(Dwarf_Die *die, uint64_t *low, uint64_t *high)
{
    Dwarf_Addr base, from, to;
    if (dwarf_lowpc(die, &from) == 0 && dwarf_highpc(die, &to) == 0) {
        *low = from;
        *high = to;
        return to > from;
    }
    if (dwarf_ranges(die, 0, &base, &from, &to) <= 0)
        return false;
    *low = from;
    *high = to;
    return to > from;
}

static struct entry *add(struct debug_info *info, Dwarf_Die *die, enum entry_kind kind, const char *file,
                         unsigned unit)
{
    const char *name = dwarf_diename(die);
    if (!name || info->entries.count >= ENTRIES_MAX)
        return NULL;
    struct entry *e = ARENA_NEW(&info->arena, struct entry), *last;
    *e = (struct entry){ .kind = kind, .name = name, .file = file, .die = *die, .unit = unit };
    e->external = dwarf_has_flag(die, DW_AT_external);
    e->declaration = dwarf_has_flag(die, DW_AT_declaration);
    if (kind == ENTRY_FUNCTION && code_range(die, &e->low, &e->high))
        *vec_push(&info->functions) = e;
    *vec_push(&info->entries) = e;
    last = map_get(&info->names, name);
    if (!last)
        map_put(&info->names, name, e);
    for (; last; last = last->next)
        if (!last->next) {
            last->next = e;
            break;
        }
    return e;
}

static void add_enumerators(struct debug_info *info, Dwarf_Die *type, const char *file, unsigned unit)
{
    Dwarf_Die child;
    if (dwarf_child(type, &child) == 0)
        do {
            struct entry *e = dwarf_tag(&child) == DW_TAG_enumerator
                                  ? add(info, &child, ENTRY_ENUMERATOR, file, unit)
                                  : NULL;
            if (e)
                e->parent = *type;
        } while (dwarf_siblingof(&child, &child) == 0);
}

static void add_declared(struct debug_info *info, Dwarf_Die *die, const char *file, unsigned unit)
{
    switch (dwarf_tag(die)) {
    case DW_TAG_enumeration_type: add_enumerators(info, die, file, unit); /* fall through */
    case DW_TAG_base_type:
    case DW_TAG_structure_type:
    case DW_TAG_class_type:
    case DW_TAG_union_type:
    case DW_TAG_typedef: add(info, die, ENTRY_TYPE, file, unit); break;
    case DW_TAG_variable: add(info, die, ENTRY_VARIABLE, file, unit); break;
    case DW_TAG_subprogram: add(info, die, ENTRY_FUNCTION, file, unit); break;
    default: break;
    }
}

static int by_low(const void *a, const void *b)
{
    const struct entry *x = *(struct entry *const *)a, *y = *(struct entry *const *)b;
    return x->low != y->low ? (x->low < y->low ? -1 : 1) : 0;
}

static void read_units(struct debug_info *info)
{
    Dwarf_CU *cu = NULL;
    Dwarf_Die unit, child;
    uint8_t type;
    unsigned n = 0;
    while (n < ENTRIES_MAX && dwarf_get_units(info->dw, cu, &cu, NULL, &type, &unit, NULL) == 0) {
        const char *file = dwarf_diename(&unit);
        n++;
        if (type == DW_UT_compile && dwarf_child(&unit, &child) == 0)
            do
                add_declared(info, &child, file ? file : "", n);
            while (info->entries.count < ENTRIES_MAX && dwarf_siblingof(&child, &child) == 0);
    }
    if (info->functions.count)
        qsort(info->functions.data, info->functions.count, sizeof *info->functions.data, by_low);
}

struct debug_info *debug_open(const struct isa *isa, const struct image *img, struct types *types)
{
    size_t size;
    if (!img || !img->is_elf)
        return NULL;
    struct debug_info *info = xcalloc(1, sizeof *info);
    info->isa = isa;
    info->img = img;
    info->types = types;
    arena_init(&info->arena);
    map_init(&info->names);
    info->cache = xcalloc(1, sizeof *info->cache);
    info->data = fs_read(img->name, &size);
    elf_version(EV_CURRENT);
    info->elf = info->data ? elf_memory(info->data, size) : NULL;
    info->dw = info->elf ? dwarf_begin_elf(info->elf, DWARF_C_READ, NULL) : NULL;
    if (info->elf)
        info->eh_cfi = dwarf_getcfi_elf(info->elf);
    if (info->dw) {
        info->frame_cfi = dwarf_getcfi(info->dw);
        read_units(info);
    }
    if (!info->dw && !info->eh_cfi) {
        debug_close(info);
        return NULL;
    }
    return info;
}

void debug_close(struct debug_info *info)
{
    if (!info)
        return;
    if (info->eh_cfi)
        dwarf_cfi_end(info->eh_cfi);
    if (info->dw)
        dwarf_end(info->dw);
    if (info->elf)
        elf_end(info->elf);
    free(info->data);
    dwarf_types_release(info->cache);
    vec_release(&info->entries);
    vec_release(&info->functions);
    map_release(&info->names);
    arena_release(&info->arena);
    free(info);
}

/* ---- finding ----------------------------------------------------------------------------------------- */

const struct entry *dwarf_first(const struct debug_info *info, const char *name)
{
    return info ? map_get(&info->names, name) : NULL;
}

const struct entry *dwarf_function(const struct debug_info *info, uint64_t pc)
{
    size_t lo = 0, hi = info ? info->functions.count : 0;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (info->functions.data[mid]->low <= pc)
            lo = mid + 1;
        else
            hi = mid;
    }
    const struct entry *e = lo ? info->functions.data[lo - 1] : NULL;
    return e && pc < e->high ? e : NULL;
}

static bool is_located(Dwarf_Die *die)
{
    Dwarf_Attribute a;
    unsigned form = dwarf_attr(die, DW_AT_location, &a) ? dwarf_whatform(&a) : 0;
    return form == DW_FORM_sec_offset || form == DW_FORM_loclistx || form == DW_FORM_data4 ||
           form == DW_FORM_data8;
}

static bool any_located(Dwarf_Die *scope, unsigned depth)
{
    Dwarf_Die child;
    if (depth > SCOPES_MAX || dwarf_child(scope, &child) != 0)
        return false;
    do
        if (is_located(&child) || any_located(&child, depth + 1))
            return true;
    while (dwarf_siblingof(&child, &child) == 0);
    return false;
}

bool debug_locates(const struct debug_info *info, uint64_t pc)
{
    const struct entry *e = dwarf_function(info, pc);
    Dwarf_Die unit;
    if (e && e->unit != info->cache->unit) {
        Dwarf_Die die = e->die;
        info->cache->unit = e->unit;
        info->cache->locates = dwarf_diecu(&die, &unit, NULL, NULL) && any_located(&unit, 0);
    }
    return e && info->cache->locates;
}

static bool of_kind(const struct entry *e, enum type_kind kind)
{
    int tag = dwarf_tag((Dwarf_Die *)(uintptr_t)&e->die);
    switch (kind) {
    case TYPE_STRUCT: return tag == DW_TAG_structure_type || tag == DW_TAG_class_type;
    case TYPE_UNION: return tag == DW_TAG_union_type;
    case TYPE_ENUM: return tag == DW_TAG_enumeration_type;
    default: return tag == DW_TAG_typedef || tag == DW_TAG_base_type;
    }
}

const struct type *debug_type(const struct debug_info *info, enum type_kind kind, const char *name)
{
    const struct entry *found = NULL;
    for (const struct entry *e = dwarf_first(info, name); e; e = e->next)
        if (e->kind == ENTRY_TYPE && of_kind(e, kind) && (!found || found->declaration))
            found = e;
    if (!found)
        return NULL;
    Dwarf_Die die = found->die;
    return dwarf_type(info, &die);
}

static void fill_function(const struct debug_info *info, const struct entry *e, struct debug_function *out)
{
    Dwarf_Die die = e->die;
    int line = 0;
    dwarf_decl_line(&die, &line);
    *out = (struct debug_function){ .name = e->name,
                                    .file = e->file,
                                    .line = line,
                                    .low = e->low,
                                    .high = e->high,
                                    .type = dwarf_type(info, &die),
                                    .is_static = !e->external };
}

bool debug_function_at(const struct debug_info *info, uint64_t pc, struct debug_function *out)
{
    const struct entry *e = dwarf_function(info, pc);
    if (e)
        fill_function(info, e, out);
    return e != NULL;
}

bool debug_function_named(const struct debug_info *info, const char *name, struct debug_function *out)
{
    for (const struct entry *e = dwarf_first(info, name); e; e = e->next)
        if (e->kind == ENTRY_FUNCTION && e->high) {
            fill_function(info, e, out);
            return true;
        }
    return false;
}

static bool place_of(const struct entry *e, uint64_t *addr)
{
    Dwarf_Die die = e->die;
    Dwarf_Attribute a;
    Dwarf_Op *ops;
    size_t n;
    *addr = e->low;
    if (e->kind == ENTRY_FUNCTION)
        return e->high != 0;
    if (!dwarf_attr_integrate(&die, DW_AT_location, &a) || dwarf_getlocation(&a, &ops, &n) != 0 || !n ||
        ops[0].atom != DW_OP_addr)
        return false;
    *addr = ops[0].number;
    return true;
}

void debug_each_symbol(const struct debug_info *info, bool (*each)(void *ctx, const struct debug_symbol *s),
                       void *ctx)
{
    for (size_t i = 0; info && i < info->entries.count; i++) {
        const struct entry *e = info->entries.data[i];
        Dwarf_Die die = e->die;
        uint64_t addr;
        int line = 0;
        if ((e->kind != ENTRY_FUNCTION && e->kind != ENTRY_VARIABLE) || !place_of(e, &addr))
            continue;
        bool function = e->kind == ENTRY_FUNCTION;
        dwarf_decl_line(&die, &line);
        const struct debug_symbol s = { .name = e->name,
                                        .file = e->file,
                                        .line = line,
                                        .type = function ? dwarf_type(info, &die) : dwarf_type_of(info, &die),
                                        .is_function = function,
                                        .is_static = !e->external,
                                        .addr = addr };
        if (!each(ctx, &s))
            return;
    }
}
