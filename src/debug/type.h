/* type.h - C types as the debugger knows them: the basic ones of the guest, those made by expressions
 * (pointers, arrays), and those that debugging information declares.
 *
 * Types are immutable once complete, live in the arena of a `struct types`, and are compared by structure
 * only where C does. Nothing here reads the guest. */
#ifndef DEBUG_TYPE_H
#define DEBUG_TYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/map.h"
#include "base/str.h"
#include "isa/isa.h"

enum type_kind {
    TYPE_VOID,
    TYPE_BOOL,
    TYPE_CHAR, /* one byte, printed with its character */
    TYPE_INT,
    TYPE_FLOAT,
    TYPE_COMPLEX, /* two of `target`: the real part and the imaginary one */
    TYPE_ENUM,
    TYPE_POINTER, /* references too */
    TYPE_ARRAY,
    TYPE_STRUCT,
    TYPE_UNION,
    TYPE_FUNCTION,
    TYPE_TYPEDEF
};

struct field {
    const char *name; /* NULL: an anonymous struct or union, or an unnamed parameter */
    const struct type *type;
    uint64_t offset;   /* bytes */
    uint8_t bit, bits; /* bit-field: `bits` bits from bit `bit` (counted from the least significant of the
                          type->size bytes at offset, in the guest's byte order); bits 0: no bit-field */
};

struct enumerator {
    const char *name;
    int64_t value;
};

struct type {
    enum type_kind kind;
    bool is_signed, is_const;
    bool incomplete; /* declared only; an array without a bound; a function without a prototype */
    bool no_debug;   /* of a symbol that nothing describes */
    bool is_flags;   /* enum: its values are single bits, combinations are printed with | */
    bool varargs;
    const char *name;           /* tag, typedef or basic name; NULL: none */
    uint64_t size;              /* bytes */
    const struct type *target;  /* pointer, array, typedef, function (result; NULL: void) */
    uint64_t count;             /* array: elements */
    const struct field *fields; /* struct, union; function: parameters */
    size_t nfields;
    const struct enumerator *values;
    size_t nvalues;
    struct type *pointer; /* pointer to this, made on demand */
    struct type *arrays;  /* arrays of this, made on demand: a list by `next` */
    struct type *next;
};

/* Basic types, by name and size in the guest's C. */
enum basic {
    BASIC_VOID,
    BASIC_BOOL,
    BASIC_CHAR,
    BASIC_SCHAR,
    BASIC_UCHAR,
    BASIC_SHORT,
    BASIC_USHORT,
    BASIC_INT,
    BASIC_UINT,
    BASIC_LONG,
    BASIC_ULONG,
    BASIC_LLONG,
    BASIC_ULLONG,
    BASIC_FLOAT,
    BASIC_DOUBLE,
    BASIC_LDOUBLE, /* IEEE binary128, if no debugging information says otherwise */
    BASIC_INT8,    /* printed as numbers */
    BASIC_UINT8,
    BASIC_CODE,    /* void () : what $pc points to */
    BASIC_NO_CODE, /* <text variable, no debug info> */
    BASIC_NO_DATA, /* <data variable, no debug info>: a word */
    BASIC_COUNT
};

struct types {
    struct arena arena;
    struct type basic[BASIC_COUNT];
    unsigned pointer_size; /* bytes */
    unsigned address_bits; /* of an address: what pointers are cut to */
    bool big_endian;
};

void types_init(struct types *t, const struct isa *isa);
void types_release(struct types *t);

const struct type *types_basic(const struct types *t, enum basic b);
/* The integer of so many bytes (1, 2, 4, 8), numbers even where it is one byte. */
const struct type *types_int(const struct types *t, unsigned size, bool is_signed);
/* By C's words ("unsigned", "short", "int" ... in any order); NULL: no such combination. */
const struct type *types_named(const struct types *t, const char *const *words, size_t n);
bool types_is_word(const char *word, size_t len); /* "unsigned", "long" ... */

/* Made once for each target; target NULL: void. */
const struct type *types_pointer(struct types *t, const struct type *target);
const struct type *types_array(struct types *t, const struct type *element, uint64_t count);
struct type *types_new(struct types *t, enum type_kind kind); /* for whoever fills it: dwarf_type.c */

/* Through typedefs. */
const struct type *type_strip(const struct type *t);
bool type_is_integer(const struct type *t); /* int, char, bool, enum */
bool type_is_scalar(const struct type *t);  /* integer, float, pointer */
/* A member of a struct or union by name, also inside anonymous ones: *offset is added to. NULL: none. */
const struct field *type_member(const struct type *t, const char *name, uint64_t *offset);

/* As in a cast: "int (*)[20]". */
void type_name(const struct type *t, struct str *out);
/* A declaration without its semicolon: "int (*x)[20]". */
void type_declare(const struct type *t, const char *name, struct str *out);
/* As ptype shows: typedefs resolved once, struct members, enumerators. */
void type_describe(const struct type *t, struct str *out);

#endif
