/* bits.h - bit vectors of width 1..64 kept zero-extended in a uint64_t. All functions are total: no undefined
 * behaviour for any argument in the stated ranges. */
#ifndef BASE_BITS_H
#define BASE_BITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The low w bits set; w in 0..64. */
static inline uint64_t bits_mask(unsigned w)
{
    return w >= 64 ? ~UINT64_C(0) : (UINT64_C(1) << w) - 1;
}

static inline bool bits_power_of_two(uint64_t v)
{
    return v && !(v & (v - 1));
}

/* v's bits hi..lo; 63 >= hi >= lo. */
static inline uint64_t bits_get(uint64_t v, unsigned hi, unsigned lo)
{
    return (v >> lo) & bits_mask(hi - lo + 1);
}

/* v, w bits wide (1..64), as a signed number. */
static inline int64_t bits_signed(uint64_t v, unsigned w)
{
    uint64_t sign = UINT64_C(1) << (w - 1);
    v &= bits_mask(w);
    return (int64_t)((v ^ sign) - sign);
}

/* Sign extension from `from` to `to` bits, zero-extended above; 1 <= from <= to <= 64. */
static inline uint64_t bits_sext(uint64_t v, unsigned from, unsigned to)
{
    return (uint64_t)bits_signed(v, from) & bits_mask(to);
}

static inline bool bits_fits_s(int64_t v, unsigned w)
{
    return w >= 64 || (v >= -(INT64_C(1) << (w - 1)) && v < (INT64_C(1) << (w - 1)));
}

static inline bool bits_fits_u(uint64_t v, unsigned w)
{
    return (v & ~bits_mask(w)) == 0;
}

/* Whether n bytes at a and m at b have one in common. Either may end at 2^64. */
static inline bool bits_overlap(uint64_t a, uint64_t n, uint64_t b, uint64_t m)
{
    return n && m && (a - b < m || b - a < n);
}

/* ---- numbers in memory: n bytes, big: the most significant one first --------------------------------- */

/* Of a number of more than 64 bits the lower ones. */
static inline uint64_t bits_from_bytes(const uint8_t *p, size_t n, bool big)
{
    uint64_t v = 0;
    for (size_t i = 0; i < n && i < 8; i++)
        v |= (uint64_t)p[big ? n - 1 - i : i] << (8 * i);
    return v;
}

/* v is cut to n bytes, or zero-extended to them. */
static inline void bits_to_bytes(uint8_t *p, size_t n, bool big, uint64_t v)
{
    for (size_t i = 0; i < n; i++)
        p[big ? n - 1 - i : i] = (uint8_t)(i < 8 ? v >> (8 * i) : 0);
}

#endif
