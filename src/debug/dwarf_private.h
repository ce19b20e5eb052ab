/* dwarf_private.h - what dwarf*.c share. */
#ifndef DEBUG_DWARF_PRIVATE_H
#define DEBUG_DWARF_PRIVATE_H

#include <elfutils/libdw.h>
#include "base/vec.h"
#include "debug/dwarf.h"
#include "debug/expr.h"
#include "debug/unwind.h"

enum entry_kind { ENTRY_TYPE, ENTRY_VARIABLE, ENTRY_FUNCTION, ENTRY_ENUMERATOR };

/* Something declared at the top level of a compilation unit. */
struct entry {
    enum entry_kind kind;
    const char *name;
    const char *file; /* of its unit */
    Dwarf_Die die;
    Dwarf_Die parent; /* ENTRY_ENUMERATOR: the enumeration */
    unsigned unit;
    bool external, declaration;
    uint64_t low, high; /* ENTRY_FUNCTION */
    struct entry *next; /* of the same name, in order */
};

struct type_slot {
    const void *die; /* address of the DIE */
    const struct type *type;
};

/* What queries add as they go. */
struct debug_cache {
    struct type_slot *slots; /* hash table, a power of two */
    size_t size, count;
    unsigned depth; /* of types in types */
    unsigned unit;  /* the last that was asked for debug_locates(), 0: none */
    bool locates;
};

struct debug_info {
    const struct isa *isa;
    const struct image *img;
    struct types *types;
    char *data; /* the file */
    Elf *elf;
    Dwarf *dw;
    Dwarf_CFI *frame_cfi, *eh_cfi;
    VEC(struct entry *) entries;   /* in order of the file */
    VEC(struct entry *) functions; /* with code, by low */
    struct map names;              /* name -> first entry */
    struct arena arena;
    struct debug_cache *cache;
};

/* dwarf.c */
bool dwarf_has_flag(Dwarf_Die *die, unsigned name); /* DW_AT_*; its own or of what it abstracts from */
const struct entry *dwarf_first(const struct debug_info *info, const char *name);
const struct entry *dwarf_function(const struct debug_info *info, uint64_t pc);

/* dwarf_type.c: never NULL; die NULL: void. What cannot be understood is an unnamed struct without members.
 */
const struct type *dwarf_type(const struct debug_info *info, Dwarf_Die *die);
const struct type *dwarf_type_of(const struct debug_info *info,
                                 Dwarf_Die *die); /* of a variable: DW_AT_type */
struct location_context;
/* Of a variable, with the bounds that its array has at this moment. */
const struct type *dwarf_type_here(const struct debug_info *info, Dwarf_Die *variable,
                                   struct location_context *c);
void dwarf_types_release(struct debug_cache *c);

/* dwarf_locate.c: the value of a variable, in a frame; optimized_out if it has none. May be owned. */
int dwarf_value(struct eval *e, const struct debug_info *info, Dwarf_Die *variable, Dwarf_Die *function,
                struct value *out);
bool dwarf_is_static(Dwarf_Die *variable); /* at a fixed address */
/* Register slot of a number in debugging information; -1: none. */
int dwarf_register(const struct isa *isa, unsigned number);

/* A location expression, run. */
enum located { LOCATED_NOWHERE, LOCATED_MEMORY, LOCATED_REGISTER, LOCATED_VALUE };
struct location {
    enum located kind;
    uint64_t value; /* address, number of the register, value */
};
/* What an expression is evaluated against. */
struct location_context {
    const struct debug_info *info;
    const struct unwinder *u;
    const struct frame *frame; /* NULL: the present */
    Dwarf_Die *function;       /* for its frame base; NULL: none */
    bool has_cfa;
    uint64_t cfa;
    unsigned depth;
};
/* Runs ops[0..n) up to a piece or the end; *used: how many. initial: on the stack, if push. False: cannot be
 * evaluated. */
bool dwarf_locate(struct location_context *c, const Dwarf_Op *ops, size_t n, bool push, uint64_t initial,
                  size_t *used, struct location *out);

/* A number that an expression gives, or another variable. c NULL: none is known. */
bool dwarf_number(struct location_context *c, Dwarf_Die *die, unsigned attribute, uint64_t *out);

/* dwarf_frame.c */
bool dwarf_cfa(const struct unwinder *u, const struct frame *f, uint64_t *cfa);

#endif
