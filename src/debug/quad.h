/* quad.h - IEEE binary128, the `long double` of many guests, of which a host may know nothing: as text in
 * full, and to and from the host's double, in which expressions calculate. */
#ifndef DEBUG_QUAD_H
#define DEBUG_QUAD_H

#include <stdint.h>
#include "base/str.h"

struct quad {
    uint64_t high, low; /* sign, 15 bits of exponent, 112 of the significand */
};

double quad_double(struct quad q); /* the nearest */
struct quad quad_of(double d);
void quad_text(struct quad q, struct str *out); /* 36 significant digits, as %g writes them */

#endif
