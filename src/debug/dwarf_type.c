/* dwarf_type.c - types from debugging information. Each DIE is made into a type once; chains and sizes are
 * bounded, because files lie. */
#include "debug/dwarf_private.h"

#include <dwarf.h>
#include <stdlib.h>
#include <string.h>

#define TYPE_DEPTH   64
#define MEMBERS_MAX  65536
#define ELEMENTS_MAX (UINT64_C(1) << 40)

/* ---- the cache --------------------------------------------------------------------------------------- */

static size_t hash(const void *die, size_t size)
{
    uint64_t h = (uint64_t)(uintptr_t)die * UINT64_C(0x9E3779B97F4A7C15);
    return (size_t)(h >> 32) & (size - 1);
}

static struct type_slot *find(const struct debug_cache *c, const void *die)
{
    size_t i = hash(die, c->size);
    while (c->slots[i].die && c->slots[i].die != die)
        i = (i + 1) & (c->size - 1);
    return &c->slots[i];
}

static void grow(struct debug_cache *c)
{
    struct debug_cache old = *c;
    c->size = old.size ? old.size * 2 : 256;
    c->slots = xcalloc(c->size, sizeof *c->slots);
    for (size_t i = 0; i < old.size; i++)
        if (old.slots[i].die)
            *find(c, old.slots[i].die) = old.slots[i];
    free(old.slots);
}

static void remember(struct debug_cache *c, const void *die, const struct type *t)
{
    if (c->count * 2 >= c->size)
        grow(c);
    struct type_slot *s = find(c, die);
    c->count += !s->die;
    *s = (struct type_slot){ die, t };
}

void dwarf_types_release(struct debug_cache *c)
{
    free(c->slots);
    free(c);
}

/* ---- attributes -------------------------------------------------------------------------------------- */

static bool attribute(Dwarf_Die *die, unsigned name, uint64_t *out)
{
    Dwarf_Attribute a;
    Dwarf_Word w;
    if (!dwarf_attr_integrate(die, name, &a) || dwarf_formudata(&a, &w) != 0)
        return false;
    *out = w;
    return true;
}

static uint64_t byte_size(Dwarf_Die *die)
{
    uint64_t n = 0;
    attribute(die, DW_AT_byte_size, &n);
    return n;
}

static struct type *start(const struct debug_info *info, Dwarf_Die *die, enum type_kind kind)
{
    struct type *t = types_new(info->types, kind);
    const char *name = dwarf_diename(die);
    t->name = name; /* lives as long as the file's data */
    t->size = byte_size(die);
    remember(info->cache, die->addr, t);
    return t;
}

/* ---- one kind each ----------------------------------------------------------------------------------- */

/* Compilers write "long unsigned int"; the names that C has first. */
static const char *common_name(const char *name)
{
    static const char *const same[][2] = {
        { "short int", "short" },
        { "long int", "long" },
        { "long long int", "long long" },
        { "short unsigned int", "unsigned short" },
        { "long unsigned int", "unsigned long" },
        { "long long unsigned int", "unsigned long long" },
    };
    for (size_t i = 0; name && i < sizeof same / sizeof same[0]; i++)
        if (strcmp(name, same[i][0]) == 0)
            return same[i][1];
    return name;
}

static const struct type *base_type(const struct debug_info *info, Dwarf_Die *die)
{
    uint64_t encoding = 0;
    struct type *t = start(info, die, TYPE_INT);
    t->name = common_name(t->name);
    attribute(die, DW_AT_encoding, &encoding);
    t->is_signed = encoding == DW_ATE_signed || encoding == DW_ATE_signed_char || encoding == DW_ATE_float;
    if (encoding == DW_ATE_boolean)
        t->kind = TYPE_BOOL;
    else if (encoding == DW_ATE_float && t->size >= 4)
        t->kind = TYPE_FLOAT;
    else if (encoding == DW_ATE_complex_float && (t->size == 8 || t->size == 16 || t->size == 32)) {
        t->kind = TYPE_COMPLEX;
        t->target = types_basic(info->types, t->size == 8    ? BASIC_FLOAT
                                             : t->size == 16 ? BASIC_DOUBLE
                                                             : BASIC_LDOUBLE);
    } else if ((encoding == DW_ATE_signed_char || encoding == DW_ATE_unsigned_char) && t->size == 1)
        t->kind = TYPE_CHAR;
    if (!t->size)
        t->kind = TYPE_VOID, t->size = 1;
    return t;
}

static void place_bits(const struct debug_info *info, struct field *f, uint64_t at, uint64_t bits)
{
    uint64_t unit = f->type->size * 8, within;
    if (!unit || unit > 64 || bits > unit || at > ELEMENTS_MAX)
        return;
    f->offset = at / unit * (unit / 8);
    within = at % unit;
    if (within + bits > unit) /* packed */
        f->offset = at / 8, within = at % 8;
    if (within + bits > unit)
        return;
    f->bits = (uint8_t)bits;
    f->bit = (uint8_t)(info->types->big_endian ? unit - within - bits : within);
}

static void member_place(const struct debug_info *info, Dwarf_Die *die, struct field *f)
{
    uint64_t at = 0, bits, offset, size;
    attribute(die, DW_AT_data_member_location, &f->offset);
    if (!attribute(die, DW_AT_bit_size, &bits) || !bits)
        return;
    if (attribute(die, DW_AT_data_bit_offset, &at))
        place_bits(info, f, at, bits);
    else if (attribute(die, DW_AT_bit_offset, &offset)) { /* DWARF 3: from the most significant bit */
        size = byte_size(die) ? byte_size(die) : f->type->size;
        if (size <= 8 && offset + bits <= size * 8)
            place_bits(info, f, f->offset * 8 + (info->types->big_endian ? offset : size * 8 - offset - bits),
                       bits);
    } else
        place_bits(info, f, f->offset * 8, bits);
}

static void members(const struct debug_info *info, Dwarf_Die *die, struct type *t)
{
    VEC(struct field) v = { 0 };
    Dwarf_Die child;
    if (dwarf_child(die, &child) == 0)
        do {
            if (dwarf_tag(&child) != DW_TAG_member || dwarf_has_flag(&child, DW_AT_external))
                continue;
            struct field f = { .name = dwarf_diename(&child), .type = dwarf_type_of(info, &child) };
            member_place(info, &child, &f);
            *vec_push(&v) = f;
        } while (v.count < MEMBERS_MAX && dwarf_siblingof(&child, &child) == 0);
    struct field *all = ARENA_ARRAY(&info->types->arena, struct field, v.count + 1);
    if (v.count)
        memcpy(all, v.data, v.count * sizeof *all);
    t->fields = all;
    t->nfields = v.count;
    vec_release(&v);
}

static const struct type *struct_type(const struct debug_info *info, Dwarf_Die *die, enum type_kind kind)
{
    const char *name = dwarf_diename(die);
    if (dwarf_has_flag(die, DW_AT_declaration) && name) { /* defined in another unit? */
        for (const struct entry *e = dwarf_first(info, name); e; e = e->next)
            if (e->kind == ENTRY_TYPE && !e->declaration &&
                dwarf_tag((Dwarf_Die *)&e->die) == dwarf_tag(die)) {
                Dwarf_Die there = e->die;
                const struct type *t = dwarf_type(info, &there);
                remember(info->cache, die->addr, t);
                return t;
            }
    }
    struct type *t = start(info, die, kind);
    t->incomplete = dwarf_has_flag(die, DW_AT_declaration);
    members(info, die, t);
    return t;
}

/* Single bits, none twice. */
static bool are_flags(const struct enumerator *v, size_t n)
{
    uint64_t seen = 0;
    for (size_t i = 0; i < n; i++) {
        uint64_t b = (uint64_t)v[i].value;
        if ((b & (b - 1)) || (b & seen))
            return false;
        seen |= b;
    }
    return seen != 0;
}

static const struct type *enum_type(const struct debug_info *info, Dwarf_Die *die)
{
    struct type *t = start(info, die, TYPE_ENUM);
    VEC(struct enumerator) v = { 0 };
    Dwarf_Die child;
    Dwarf_Attribute a;
    Dwarf_Sword n;
    if (dwarf_child(die, &child) == 0)
        do {
            if (dwarf_tag(&child) != DW_TAG_enumerator || !dwarf_attr(&child, DW_AT_const_value, &a) ||
                dwarf_formsdata(&a, &n) != 0 || !dwarf_diename(&child))
                continue;
            *vec_push(&v) = (struct enumerator){ dwarf_diename(&child), n };
            t->is_signed |= n < 0;
        } while (v.count < MEMBERS_MAX && dwarf_siblingof(&child, &child) == 0);
    struct enumerator *all = ARENA_ARRAY(&info->types->arena, struct enumerator, v.count + 1);
    if (v.count)
        memcpy(all, v.data, v.count * sizeof *all);
    t->values = all;
    t->nvalues = v.count;
    t->is_flags = are_flags(all, v.count);
    vec_release(&v);
    return t;
}

#define DIMENSIONS 8

/* Elements of a dimension. False: it has no bound, or one that only c can tell. */
static bool count_of(Dwarf_Die *range, struct location_context *c, uint64_t *count)
{
    uint64_t upper;
    if (attribute(range, DW_AT_count, count) || dwarf_number(c, range, DW_AT_count, count))
        return true;
    if (!attribute(range, DW_AT_upper_bound, &upper) && !dwarf_number(c, range, DW_AT_upper_bound, &upper))
        return false;
    *count = upper + 1;
    return true;
}

static const struct type *array_type(const struct debug_info *info, Dwarf_Die *die,
                                     struct location_context *c)
{
    const struct type *t = dwarf_type_of(info, die);
    uint64_t counts[DIMENSIONS];
    unsigned n = 0;
    Dwarf_Die child;
    if (dwarf_child(die, &child) == 0)
        do {
            uint64_t count = 0;
            if (dwarf_tag(&child) != DW_TAG_subrange_type)
                continue;
            if (!count_of(&child, c, &count))
                count = 0;
            counts[n++] = count < ELEMENTS_MAX ? count : 0;
        } while (n < DIMENSIONS && dwarf_siblingof(&child, &child) == 0);
    while (n > 0)
        t = types_array(info->types, t, counts[--n]);
    if (!c)
        remember(info->cache, die->addr, t);
    return t;
}

const struct type *dwarf_type_here(const struct debug_info *info, Dwarf_Die *variable,
                                   struct location_context *c)
{
    Dwarf_Attribute a;
    Dwarf_Die die;
    if (dwarf_attr_integrate(variable, DW_AT_type, &a) && dwarf_formref_die(&a, &die) &&
        dwarf_tag(&die) == DW_TAG_array_type)
        return array_type(info, &die, c);
    return dwarf_type_of(info, variable);
}

static const struct type *function_type(const struct debug_info *info, Dwarf_Die *die)
{
    struct type *t = start(info, die, TYPE_FUNCTION);
    VEC(struct field) v = { 0 };
    Dwarf_Die child;
    t->name = NULL;
    t->size = 1;
    t->target = dwarf_type_of(info, die);
    if (dwarf_child(die, &child) == 0)
        do {
            if (dwarf_tag(&child) == DW_TAG_unspecified_parameters)
                t->varargs = true;
            if (dwarf_tag(&child) == DW_TAG_formal_parameter)
                *vec_push(&v) =
                    (struct field){ .name = dwarf_diename(&child), .type = dwarf_type_of(info, &child) };
        } while (v.count < 256 && dwarf_siblingof(&child, &child) == 0);
    t->incomplete = !v.count && !dwarf_has_flag(die, DW_AT_prototyped);
    struct field *all = ARENA_ARRAY(&info->types->arena, struct field, v.count + 1);
    if (v.count)
        memcpy(all, v.data, v.count * sizeof *all);
    t->fields = all;
    t->nfields = v.count;
    vec_release(&v);
    return t;
}

/* typedef; const and volatile as typedefs without a name. */
static const struct type *other_name(const struct debug_info *info, Dwarf_Die *die, int tag)
{
    struct type *t = start(info, die, TYPE_TYPEDEF);
    t->is_const = tag == DW_TAG_const_type;
    if (tag != DW_TAG_typedef)
        t->name = NULL;
    t->target = types_basic(info->types, BASIC_VOID); /* while it is not known: chains may be circles */
    t->target = dwarf_type_of(info, die);
    t->size = t->target->size;
    return t;
}

/* ---- all of them ------------------------------------------------------------------------------------- */

static const struct type *make(const struct debug_info *info, Dwarf_Die *die)
{
    int tag = dwarf_tag(die);
    switch (tag) {
    case DW_TAG_base_type: return base_type(info, die);
    case DW_TAG_pointer_type:
    case DW_TAG_reference_type:
    case DW_TAG_rvalue_reference_type: return types_pointer(info->types, dwarf_type_of(info, die));
    case DW_TAG_structure_type:
    case DW_TAG_class_type: return struct_type(info, die, TYPE_STRUCT);
    case DW_TAG_union_type: return struct_type(info, die, TYPE_UNION);
    case DW_TAG_enumeration_type: return enum_type(info, die);
    case DW_TAG_array_type: return array_type(info, die, NULL);
    case DW_TAG_subroutine_type:
    case DW_TAG_subprogram: return function_type(info, die);
    case DW_TAG_typedef:
    case DW_TAG_const_type:
    case DW_TAG_volatile_type: return other_name(info, die, tag);
    case DW_TAG_restrict_type:
    case DW_TAG_atomic_type: return dwarf_type_of(info, die);
    default: return start(info, die, TYPE_STRUCT);
    }
}

const struct type *dwarf_type(const struct debug_info *info, Dwarf_Die *die)
{
    struct debug_cache *c = info->cache;
    const struct type *t;
    if (!die)
        return types_basic(info->types, BASIC_VOID);
    if (c->size && (t = find(c, die->addr)->type) != NULL)
        return t;
    if (c->depth >= TYPE_DEPTH)
        return types_basic(info->types, BASIC_VOID);
    c->depth++;
    t = make(info, die);
    c->depth--;
    return t;
}

const struct type *dwarf_type_of(const struct debug_info *info, Dwarf_Die *die)
{
    Dwarf_Attribute a;
    Dwarf_Die type;
    if (!dwarf_attr_integrate(die, DW_AT_type, &a) || !dwarf_formref_die(&a, &type))
        return types_basic(info->types, BASIC_VOID);
    return dwarf_type(info, &type);
}
