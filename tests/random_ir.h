/* random_ir.h - random IR programs that are sound: every value is defined before it is used, wherever
 * branches lead; accesses are in RAM or beside it. Made by a seeded generator, so a failure can be repeated.
 */
#ifndef TESTS_RANDOM_IR_H
#define TESTS_RANDOM_IR_H

#include <stdbool.h>
#include <stdint.h>
#include "isa/ir.h"

#define NREGS  8       /* of file 0; number 0 is the constant 0 */
#define RAM    0x4000u /* where it begins */
#define SIZE   0x2000u
#define MAXOPS 200

struct gen {
    uint64_t seed;
    struct ir ir;
    struct ir_op ops[MAXOPS + 40];
    uint8_t widths[400];
    uint64_t multi[8];
    unsigned vars[3];
    unsigned nvars;
    bool gone[400]; /* defined inside an `if` that is over */
    unsigned w;     /* of a register */
};

/* The program number `seed` for registers of w bits, in g->ir. The generator goes on where it ends. */
void gen_program(struct gen *g, uint64_t seed, unsigned w);
/* 0 to n - 1. */
uint32_t gen_below(struct gen *g, uint32_t n);
/* Small, large, powers of two: what goes wrong at edges. */
uint64_t gen_number(struct gen *g);

#endif
