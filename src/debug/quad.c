/* quad.c - IEEE binary128 with integers only. */
#include "debug/quad.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#define SIGN     (UINT64_C(1) << 63)
#define EXPONENT 0x7fff
#define BIAS     16383
#define FRACTION 112 /* bits of the significand that are kept */
#define HIGH     ((UINT64_C(1) << 48) - 1)

#define DIGITS 36 /* that tell any two numbers apart */

static unsigned exponent(struct quad q)
{
    return (unsigned)(q.high >> 48) & EXPONENT;
}

/* ---- double ------------------------------------------------------------------------------------------ */

double quad_double(struct quad q)
{
    unsigned e = exponent(q);
    uint64_t high = q.high & HIGH;
    bool negative = q.high & SIGN;
    double d;
    if (e == EXPONENT)
        d = high | q.low ? (double)NAN : (double)INFINITY;
    else {
        /* 64 bits, the last of which says whether any were left out */
        uint64_t top = (e ? UINT64_C(1) << 63 : 0) | high << 15 | q.low >> 49;
        d = ldexp((double)(top | (q.low << 15 != 0)), (int)(e ? e : 1) - BIAS - 63);
    }
    return negative ? -d : d;
}

struct quad quad_of(double d)
{
    struct quad q = { .high = signbit(d) ? SIGN : 0 };
    int e;
    if (isnan(d) || isinf(d)) {
        q.high |= (uint64_t)EXPONENT << 48 | (isnan(d) ? UINT64_C(1) << 47 : 0);
        return q;
    }
    if (d == 0)
        return q;
    uint64_t m = (uint64_t)ldexp(frexp(fabs(d), &e), 53); /* 53 bits, the first is 1 */
    q.high |= (uint64_t)(e - 1 + BIAS) << 48 | (m >> 4 & HIGH);
    q.low = m << 60;
    return q;
}

/* ---- text -------------------------------------------------------------------------------------------- */

#define LIMB  1000000000u /* nine digits */
#define LIMBS 1400        /* 2^-16494 has 11564 digits */

struct big {
    uint32_t limb[LIMBS]; /* the least significant first */
    unsigned n;
};

static void multiply(struct big *b, uint32_t by, uint64_t carry)
{
    for (unsigned i = 0; i < b->n; i++) {
        carry += (uint64_t)b->limb[i] * by;
        b->limb[i] = (uint32_t)(carry % LIMB);
        carry /= LIMB;
    }
    for (; carry; carry /= LIMB)
        b->limb[b->n++] = (uint32_t)(carry % LIMB);
}

/* b * base^times; step is base^count, which fits a limb. */
static void multiply_power(struct big *b, uint32_t base, uint32_t step, unsigned count, unsigned times)
{
    for (; times >= count; times -= count)
        multiply(b, step, 0);
    while (times--)
        multiply(b, base, 0);
}

static void digits_of(const struct big *b, struct str *out)
{
    for (unsigned i = b->n; i-- > 0;)
        str_addf(out, i + 1 == b->n ? "%u" : "%09u", b->limb[i]);
}

/* Cuts to DIGITS, rounding to the nearest and ties to even. True: it became a digit longer. */
static bool round_digits(struct str *digits)
{
    char *s = digits->buf;
    if (digits->len <= DIGITS)
        return false;
    bool more = strspn(s + DIGITS + 1, "0") < digits->len - DIGITS - 1;
    bool up = s[DIGITS] > '5' || (s[DIGITS] == '5' && (more || s[DIGITS - 1] & 1));
    digits->len = DIGITS;
    s[DIGITS] = '\0';
    for (size_t i = DIGITS; up && i-- > 0;) {
        up = s[i] == '9';
        s[i] = up ? '0' : (char)(s[i] + 1);
    }
    if (up) /* all nines */
        s[0] = '1';
    return up;
}

/* d.ddd * 10^point, as %g writes it. */
static void write_digits(struct str *digits, int point, struct str *out)
{
    while (digits->len > 1 && digits->buf[digits->len - 1] == '0')
        digits->buf[--digits->len] = '\0';
    int n = (int)digits->len;
    const char *s = digits->buf;
    if (point < -4 || point >= DIGITS)
        str_addf(out, "%c%s%se%c%02d", s[0], n > 1 ? "." : "", s + 1, point < 0 ? '-' : '+',
                 point < 0 ? -point : point);
    else if (point < 0)
        str_addf(out, "0.%.*s%s", -point - 1, "0000", s);
    else if (point + 1 >= n)
        str_addf(out, "%s%.*s", s, point + 1 - n, "000000000000000000000000000000000000");
    else
        str_addf(out, "%.*s.%s", point + 1, s, s + point + 1);
}

static void add_number(struct quad q, struct str *out)
{
    unsigned e = exponent(q);
    int power = (int)(e ? e : 1) - BIAS - FRACTION;
    uint64_t high = (q.high & HIGH) | (e ? HIGH + 1 : 0);
    struct big b = { .n = 0 };
    struct str digits;
    for (int i = 3; i >= 0; i--) { /* 32 bits at a time */
        multiply(&b, 1u << 31, 0);
        multiply(&b, 2, (i > 1 ? high : q.low) >> (i & 1 ? 32 : 0) & 0xffffffff);
    }
    if (power >= 0)
        multiply_power(&b, 2, 1u << 29, 29, (unsigned)power);
    else /* m / 2^k = m * 5^k / 10^k */
        multiply_power(&b, 5, 244140625, 12, (unsigned)-power);
    str_init(&digits);
    digits_of(&b, &digits);
    int point = (int)digits.len - 1 + (power < 0 ? power : 0);
    point += round_digits(&digits);
    write_digits(&digits, point, out);
    str_release(&digits);
}

void quad_text(struct quad q, struct str *out)
{
    uint64_t high = q.high & HIGH;
    if (q.high & SIGN)
        str_addc(out, '-');
    if (exponent(q) == EXPONENT && !high && !q.low)
        str_add(out, "inf");
    else if (exponent(q) == EXPONENT)
        str_addf(out, "nan(0x%llx%016llx)", (unsigned long long)high, (unsigned long long)q.low);
    else if (!exponent(q) && !high && !q.low)
        str_addc(out, '0');
    else
        add_number(q, out);
}
