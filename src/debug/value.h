/* value.h - values of expressions: bytes with a type, and where they came from.
 *
 * And `struct world`: the questions that expressions ask of the guest. debug/world.c answers them from an
 * engine; tests from a few arrays. */
#ifndef DEBUG_VALUE_H
#define DEBUG_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/str.h"
#include "debug/engine.h"
#include "debug/quad.h"
#include "debug/type.h"

/* ---- the guest --------------------------------------------------------------------------------------- */

/* Addresses are those that programs use (in cells of memory). `why`: a sentence after false, or NULL. */
struct world {
    void *ctx;
    uint64_t (*slot)(void *ctx, unsigned slot); /* of the register block */
    uint64_t (*pc)(void *ctx);
    size_t (*read)(void *ctx, uint64_t addr, void *buf, size_t n); /* bytes read from the beginning */
    bool (*set_slot)(void *ctx, unsigned slot, uint64_t value, const char **why);
    bool (*set_pc)(void *ctx, uint64_t pc, const char **why);
    bool (*write)(void *ctx, uint64_t addr, const void *buf, size_t n, const char **why);
    uint64_t (*cycle)(void *ctx);
    uint64_t (*instret)(void *ctx);
    /* The pipeline; NULL: there is none. */
    unsigned (*stages)(void *ctx);
    const char *(*stage_name)(void *ctx, unsigned stage);
    void (*stage)(void *ctx, unsigned stage, struct view_stage *out);
};

struct world world_of_engine(struct engine *e);

/* ---- values ------------------------------------------------------------------------------------------ */

#define VALUE_MAX_SIZE 65536 /* bytes; larger ones are refused when their bytes are needed */
#define VALUE_SMALL    16

enum lval { LVAL_NONE, LVAL_MEMORY, LVAL_SLOT, LVAL_PC, LVAL_VARIABLE, LVAL_PART };

/* A struct value that is zero is void. Copying the struct shares `large`: value_copy() makes an own one. */
struct value {
    const struct type *type;
    enum lval place;
    uint64_t addr;     /* LVAL_MEMORY; LVAL_PART: offset in the variable */
    uint16_t slot;     /* LVAL_SLOT */
    uint8_t bit, bits; /* bit-field of what lies there, from the least significant bit; bits 0: all */
    bool lazy;         /* LVAL_MEMORY: bytes not yet read */
    bool optimized_out;
    uint64_t missing; /* the same for single bytes: bit n for byte n, of the first 64, where the lowest comes
                       first; not of numbers */
    bool owned;       /* large is from malloc() */
    const char *variable; /* LVAL_VARIABLE, LVAL_PART: its name, as long as the variables live */
    unsigned char *large; /* type->size bytes if those are more than VALUE_SMALL */
    unsigned char small[VALUE_SMALL];
};

const unsigned char *value_bytes(const struct value *v);
unsigned char *value_space(struct value *v, struct arena *a); /* type->size bytes to write; a NULL: owned */
void value_release(struct value *v);                          /* and makes it void */
void value_copy(struct value *out, const struct value *v);    /* an own copy of a fetched value */

/* Bytes of a part of a value: what is missing of the whole is missing of it; a number misses all or nothing.
 */
void value_part(struct value *part, const struct value *whole, uint64_t offset, struct arena *a);
uint64_t value_missing(const struct value *v, uint64_t offset,
                       uint64_t size);     /* of these bytes, from bit 0 */
bool value_is_gone(const struct value *v); /* all of it is optimised out */

bool value_is_void(const struct value *v);
/* Integers, characters, enumerations, pointers: their bits, sign-extended where the type is signed.
 * Bit-fields too. */
uint64_t value_uint(const struct types *t, const struct value *v);
double value_double(const struct types *t, const struct value *v);    /* TYPE_FLOAT */
struct quad value_quad(const struct types *t, const struct value *v); /* TYPE_FLOAT of 16 bytes */
void value_set_uint(const struct types *t, struct value *v, const struct type *type, uint64_t n);
void value_set_double(const struct types *t, struct value *v, const struct type *type, double d);

/* Bytes <-> numbers of 1..8 bytes in the guest's order. */
uint64_t bytes_uint(const struct types *t, const unsigned char *p, size_t n);
void bytes_set(const struct types *t, unsigned char *p, size_t n, uint64_t value);

#endif
