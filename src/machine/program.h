/* program.h - puts a program into memory: regions, segments, stack with arguments, initial registers.
 *
 * Without a board the memory map is the program's own segments, a heap that grows by host services, and a
 * stack at the place that the target's abi: section names, filled the way Linux does (argc, argv,
 * environment, auxiliary vector). On a board the regions are the board's; the segments must lie in its
 * memory, and registers keep their reset values. */
#ifndef MACHINE_PROGRAM_H
#define MACHINE_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "asm/image.h"
#include "base/diag.h"
#include "isa/isa.h"
#include "mem/mem.h"

struct program_request {
    const struct isa *isa;
    const struct image *img;
    bool board; /* regions are already there: only copy the segments */
    int argc;
    const char *const *argv;
    uint64_t seed; /* for the random bytes of the auxiliary vector */
};

/* Where things were put. Flat. */
struct program {
    uint64_t entry;
    uint64_t brk_start, brk_limit; /* heap: a page at brk_start, may grow up to brk_limit; 0: none */
    uint64_t stack_low, stack_top; /* the stack's region; equal: none */
};

/* Fills memory and the register block (after its reset). 0, or -1 after reporting. */
int program_load(const struct program_request *rq, struct mem *mem, uint64_t *slots, struct program *out,
                 struct diag *d);

/* A sentence about a faulting address ("stack overflow: ..."), or "" ; n >= 1 bytes. */
void program_fault_hint(const struct program *p, const struct mem *mem, uint64_t addr, char *buf, size_t n);

#endif
