/* type.c - basic types of the guest, derived types, members. */
#include "debug/type.h"

#include <string.h>

/* ---- basic types ------------------------------------------------------------------------------------- */

/* Size 0: by the guest's data model, see types_init(). */
static const struct {
    const char *name;
    enum type_kind kind;
    bool is_signed;
    uint8_t size;
} basics[BASIC_COUNT] = {
    [BASIC_VOID] = { "void", TYPE_VOID, false, 1 },
    [BASIC_BOOL] = { "_Bool", TYPE_BOOL, false, 1 },
    [BASIC_CHAR] = { "char", TYPE_CHAR, true, 1 },
    [BASIC_SCHAR] = { "signed char", TYPE_CHAR, true, 1 },
    [BASIC_UCHAR] = { "unsigned char", TYPE_CHAR, false, 1 },
    [BASIC_SHORT] = { "short", TYPE_INT, true, 2 },
    [BASIC_USHORT] = { "unsigned short", TYPE_INT, false, 2 },
    [BASIC_INT] = { "int", TYPE_INT, true, 0 },
    [BASIC_UINT] = { "unsigned int", TYPE_INT, false, 0 },
    [BASIC_LONG] = { "long", TYPE_INT, true, 0 },
    [BASIC_ULONG] = { "unsigned long", TYPE_INT, false, 0 },
    [BASIC_LLONG] = { "long long", TYPE_INT, true, 8 },
    [BASIC_ULLONG] = { "unsigned long long", TYPE_INT, false, 8 },
    [BASIC_FLOAT] = { "float", TYPE_FLOAT, true, 4 },
    [BASIC_DOUBLE] = { "double", TYPE_FLOAT, true, 8 },
    [BASIC_LDOUBLE] = { "long double", TYPE_FLOAT, true, 16 },
    [BASIC_INT8] = { "int8_t", TYPE_INT, true, 1 },
    [BASIC_UINT8] = { "uint8_t", TYPE_INT, false, 1 },
    [BASIC_CODE] = { NULL, TYPE_FUNCTION, false, 1 },
    [BASIC_NO_CODE] = { "text variable, no debug info", TYPE_FUNCTION, false, 1 },
    [BASIC_NO_DATA] = { "data variable, no debug info", TYPE_INT, true, 0 },
};

static unsigned round_size(unsigned bits)
{
    unsigned size = 1;
    while (size < 8 && size * 8 < bits)
        size *= 2;
    return size;
}

void types_init(struct types *t, const struct isa *isa)
{
    unsigned word = round_size(isa->word ? isa->word : 32);
    unsigned of_int = word < 4 ? 2 : 4, of_long = word > 4 ? 8 : 4;
    memset(t, 0, sizeof *t);
    arena_init(&t->arena);
    t->big_endian = isa->mem.big_endian;
    t->address_bits = isa->mem.addr ? isa->mem.addr : 64;
    t->pointer_size = isa->abi.elf_class ? (unsigned)isa->abi.elf_class / 8 : round_size(t->address_bits);
    for (unsigned i = 0; i < BASIC_COUNT; i++) {
        struct type *b = &t->basic[i];
        b->kind = basics[i].kind;
        b->name = basics[i].name;
        b->is_signed = basics[i].is_signed;
        b->size = basics[i].size;
    }
    t->basic[BASIC_INT].size = t->basic[BASIC_UINT].size = of_int;
    t->basic[BASIC_LONG].size = t->basic[BASIC_ULONG].size = of_long;
    t->basic[BASIC_NO_DATA].size = word;
    t->basic[BASIC_NO_DATA].no_debug = t->basic[BASIC_NO_CODE].no_debug = true;
    t->basic[BASIC_CODE].incomplete = true;
}

void types_release(struct types *t)
{
    arena_release(&t->arena);
}

const struct type *types_basic(const struct types *t, enum basic b)
{
    return &t->basic[b];
}

const struct type *types_int(const struct types *t, unsigned size, bool is_signed)
{
    static const enum basic order[] = { BASIC_INT8, BASIC_SHORT, BASIC_INT, BASIC_LONG, BASIC_LLONG };
    for (unsigned i = 0; i < sizeof order / sizeof order[0]; i++)
        if (t->basic[order[i]].size == size)
            return &t->basic[order[i] + !is_signed];
    return &t->basic[is_signed ? BASIC_LLONG : BASIC_ULLONG];
}

/* ---- by name ----------------------------------------------------------------------------------------- */

enum word { W_SIGNED, W_UNSIGNED, W_SHORT, W_LONG, W_INT, W_CHAR, W_FLOAT, W_DOUBLE, W_VOID, W_BOOL, WORDS };

static const char *const words_of_c[WORDS] = { "signed", "unsigned", "short",  "long", "int",
                                               "char",   "float",    "double", "void", "_Bool" };

bool types_is_word(const char *word, size_t len)
{
    for (unsigned i = 0; i < WORDS; i++)
        if (strlen(words_of_c[i]) == len && memcmp(words_of_c[i], word, len) == 0)
            return true;
    return false;
}

static enum basic integer_named(const unsigned *n)
{
    bool u = n[W_UNSIGNED];
    if (n[W_CHAR])
        return u ? BASIC_UCHAR : n[W_SIGNED] ? BASIC_SCHAR : BASIC_CHAR;
    if (n[W_SHORT])
        return u ? BASIC_USHORT : BASIC_SHORT;
    if (n[W_LONG])
        return (n[W_LONG] == 1 ? BASIC_LONG : BASIC_LLONG) + (u ? 1 : 0);
    return u ? BASIC_UINT : BASIC_INT;
}

const struct type *types_named(const struct types *t, const char *const *words, size_t n)
{
    unsigned seen[WORDS] = { 0 }, total = 0;
    for (size_t i = 0; i < n; i++)
        for (unsigned w = 0; w < WORDS; w++)
            if (strcmp(words[i], words_of_c[w]) == 0)
                seen[w]++, total++;
    if (!total || total != n || seen[W_LONG] > 2)
        return NULL;
    for (unsigned w = 0; w < WORDS; w++)
        if (w != W_LONG && seen[w] > 1)
            return NULL;
    if (seen[W_VOID] || seen[W_BOOL] || seen[W_FLOAT])
        return n > 1 ? NULL : &t->basic[seen[W_VOID] ? BASIC_VOID : seen[W_BOOL] ? BASIC_BOOL : BASIC_FLOAT];
    if (seen[W_DOUBLE])
        return n - seen[W_LONG] > 1 || seen[W_LONG] > 1
                   ? NULL
                   : &t->basic[seen[W_LONG] ? BASIC_LDOUBLE : BASIC_DOUBLE];
    unsigned sizes = (seen[W_SHORT] != 0) + (seen[W_LONG] != 0) + (seen[W_CHAR] != 0);
    if ((seen[W_SIGNED] && seen[W_UNSIGNED]) || sizes > 1 || (seen[W_CHAR] && seen[W_INT]))
        return NULL;
    return &t->basic[integer_named(seen)];
}

/* ---- derived types ----------------------------------------------------------------------------------- */

struct type *types_new(struct types *t, enum type_kind kind)
{
    struct type *n = ARENA_NEW(&t->arena, struct type);
    n->kind = kind;
    return n;
}

/* Derived types are kept with what they derive from, which is otherwise immutable. */
static struct type *mutable_type(const struct type *t)
{
    return (struct type *)(uintptr_t)t;
}

const struct type *types_pointer(struct types *t, const struct type *target)
{
    struct type *of = mutable_type(target ? target : &t->basic[BASIC_VOID]);
    if (!of->pointer) {
        of->pointer = types_new(t, TYPE_POINTER);
        of->pointer->target = of;
        of->pointer->size = t->pointer_size;
    }
    return of->pointer;
}

const struct type *types_array(struct types *t, const struct type *element, uint64_t count)
{
    struct type *of = mutable_type(element), *a;
    for (a = of->arrays; a; a = a->next)
        if (a->count == count)
            return a;
    a = types_new(t, TYPE_ARRAY);
    a->target = element;
    a->count = count;
    a->size = element->size && count > UINT64_MAX / element->size ? UINT64_MAX : count * element->size;
    a->next = of->arrays;
    of->arrays = a;
    return a;
}

/* ---- questions --------------------------------------------------------------------------------------- */

#define TYPEDEF_MAX 64 /* debugging information may go in circles */

const struct type *type_strip(const struct type *t)
{
    for (unsigned i = 0; i < TYPEDEF_MAX && t->kind == TYPE_TYPEDEF && t->target; i++)
        t = t->target;
    return t;
}

bool type_is_integer(const struct type *t)
{
    t = type_strip(t);
    return t->kind == TYPE_INT || t->kind == TYPE_CHAR || t->kind == TYPE_BOOL || t->kind == TYPE_ENUM;
}

bool type_is_scalar(const struct type *t)
{
    t = type_strip(t);
    return type_is_integer(t) || t->kind == TYPE_FLOAT || t->kind == TYPE_POINTER;
}

static const struct field *member(const struct type *t, const char *name, uint64_t *offset, unsigned depth)
{
    t = type_strip(t);
    if ((t->kind != TYPE_STRUCT && t->kind != TYPE_UNION) || depth > 16)
        return NULL;
    for (size_t i = 0; i < t->nfields; i++) {
        const struct field *f = &t->fields[i], *inner;
        uint64_t at = *offset + f->offset;
        if (f->name && strcmp(f->name, name) == 0)
            return *offset = at, f;
        if (!f->name && (inner = member(f->type, name, &at, depth + 1)) != NULL)
            return *offset = at, inner;
    }
    return NULL;
}

const struct field *type_member(const struct type *t, const char *name, uint64_t *offset)
{
    return member(t, name, offset, 0);
}
