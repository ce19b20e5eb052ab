/* cost.h - a number of cycles: a constant, or an expression of an instruction's operands.
 *
 * Machine files write them as `34` or `"4 + b / 4 + b % 4"`. Names: a, b (the operands of the multiplication,
 * division or shift; sign-extended if the operation is signed), signed, rem (1 if so), taken (1 if a control
 * transfer took place), bits (width of the operands). Functions: min max abs clz. Operators as in C, and
 * `if c then x else y`. All arithmetic is total: it wraps at 64 bits, x / 0 and x % 0 are 0. */
#ifndef TIMING_COST_H
#define TIMING_COST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define COST_CODE 48
#define COST_MAX  100000 /* cycles; results are brought between 1 and this */

struct cost_op {
    uint8_t code;
    int64_t value;
};

struct cost {
    bool constant; /* then value */
    bool by_taken; /* knows no operands: value, or taken_value when a transfer took place */
    uint32_t value, taken_value;
    uint8_t ncode;
    struct cost_op code[COST_CODE]; /* postfix */
    const char *text;               /* as written; borrowed */
};

struct cost_in {
    int64_t a, b;
    bool is_signed, rem, taken;
    uint8_t bits;
};

struct cost cost_const(uint32_t cycles);

/* NULL, or a static sentence about the mistake; *at = its offset in text. text must outlive c. */
const char *cost_parse(const char *text, struct cost *c, size_t *at);

/* 1..COST_MAX */
uint32_t cost_eval(const struct cost *c, const struct cost_in *in);

#endif
