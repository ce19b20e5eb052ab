/* value.c - values: storage and numbers. */
#include "debug/value.h"

#include <stdlib.h>
#include <string.h>
#include "base/bits.h"

const unsigned char *value_bytes(const struct value *v)
{
    return v->large ? v->large : v->small;
}

unsigned char *value_space(struct value *v, struct arena *a)
{
    size_t n = v->type->size;
    if (n <= VALUE_SMALL) {
        v->large = NULL;
        v->owned = false;
        memset(v->small, 0, sizeof v->small);
        return v->small;
    }
    v->owned = a == NULL;
    v->large = a ? arena_alloc(a, n) : xcalloc(n, 1);
    return v->large;
}

void value_release(struct value *v)
{
    if (v->owned)
        free(v->large);
    *v = (struct value){ 0 };
}

void value_copy(struct value *out, const struct value *v)
{
    *out = *v;
    if (v->large) {
        out->large = xmalloc(v->type->size);
        memcpy(out->large, v->large, v->type->size);
        out->owned = true;
    }
}

uint64_t value_missing(const struct value *v, uint64_t offset, uint64_t size)
{
    return offset < 64 ? v->missing >> offset & bits_mask(size < 64 ? (unsigned)size : 64) : 0;
}

void value_part(struct value *part, const struct value *whole, uint64_t offset, struct arena *a)
{
    uint64_t size = part->type->size, missing = value_missing(whole, offset, size);
    if (part->bits && missing)
        missing &= bits_mask((part->bit + part->bits + 7u) / 8) & ~bits_mask(part->bit / 8u);
    part->optimized_out = whole->optimized_out || (missing && type_is_scalar(part->type));
    if (part->optimized_out)
        return;
    memcpy(value_space(part, a), value_bytes(whole) + offset, size);
    part->missing = missing;
}

bool value_is_gone(const struct value *v)
{
    uint64_t size = v->type ? v->type->size : 0;
    return v->optimized_out || (size && size <= 64 && value_missing(v, 0, size) == bits_mask((unsigned)size));
}

bool value_is_void(const struct value *v)
{
    return !v->type || type_strip(v->type)->kind == TYPE_VOID;
}

uint64_t bytes_uint(const struct types *t, const unsigned char *p, size_t n)
{
    return bits_from_bytes(p, n, t->big_endian);
}

void bytes_set(const struct types *t, unsigned char *p, size_t n, uint64_t value)
{
    bits_to_bytes(p, n, t->big_endian, value);
}

uint64_t value_uint(const struct types *t, const struct value *v)
{
    const struct type *type = type_strip(v->type);
    size_t size = type->size > 8 ? 8 : type->size;
    unsigned width = v->bits ? v->bits : (unsigned)size * 8;
    uint64_t n = bytes_uint(t, value_bytes(v), size);
    if (!width)
        return 0;
    return type->is_signed && type->kind != TYPE_FLOAT ? (uint64_t)bits_signed(n, width)
                                                       : n & bits_mask(width);
}

struct quad value_quad(const struct types *t, const struct value *v)
{
    const unsigned char *p = value_bytes(v);
    const unsigned high = t->big_endian ? 0 : 8;
    return (struct quad){ bytes_uint(t, p + high, 8), bytes_uint(t, p + 8 - high, 8) };
}

double value_double(const struct types *t, const struct value *v)
{
    if (type_strip(v->type)->size == 16)
        return quad_double(value_quad(t, v));
    uint64_t n = bytes_uint(t, value_bytes(v), v->type->size > 8 ? 8 : type_strip(v->type)->size);
    if (type_strip(v->type)->size == 4) {
        uint32_t w = (uint32_t)n;
        float f;
        memcpy(&f, &w, sizeof f);
        return (double)f;
    }
    double d;
    memcpy(&d, &n, sizeof d);
    return d;
}

void value_set_uint(const struct types *t, struct value *v, const struct type *type, uint64_t n)
{
    *v = (struct value){ .type = type };
    bytes_set(t, v->small, type->size <= VALUE_SMALL ? type->size : VALUE_SMALL, n);
}

void value_set_double(const struct types *t, struct value *v, const struct type *type, double d)
{
    uint64_t n;
    if (type->size == 16) {
        struct quad q = quad_of(d);
        *v = (struct value){ .type = type };
        bytes_set(t, v->small + (t->big_endian ? 0 : 8), 8, q.high);
        bytes_set(t, v->small + (t->big_endian ? 8 : 0), 8, q.low);
        return;
    }
    if (type->size == 4) {
        float f = (float)d;
        uint32_t w;
        memcpy(&w, &f, sizeof w);
        n = w;
    } else
        memcpy(&n, &d, sizeof n);
    value_set_uint(t, v, type, n);
}
