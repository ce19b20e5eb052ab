/* kind.h - the kinds of operation by which machine files speak of instructions (never by name).
 *
 * Kinds form a tree: a rule for `alu` holds for `alu.shift` unless that is named itself. Every instruction
 * has one kind, derived from its semantics (footprint.c). Places are the finer grain: what a value read is
 * used for, and what makes a value written; a machine file says which stage performs each place. */
#ifndef ISA_KIND_H
#define ISA_KIND_H

#include <stdint.h>

enum kind {
    KIND_NONE, /* not decoded */
    KIND_ALU,
    KIND_ALU_SHIFT,
    KIND_MUL,
    KIND_MUL_HIGH,
    KIND_DIV,
    KIND_FP,
    KIND_FP_ADD,
    KIND_FP_MUL,
    KIND_FP_FMA,
    KIND_FP_DIV,
    KIND_FP_SQRT,
    KIND_FP_CMP,
    KIND_FP_CVT,
    KIND_LOAD,
    KIND_STORE,
    KIND_AMO,
    KIND_BRANCH,        /* conditional control transfer */
    KIND_JUMP,          /* parent of the next two */
    KIND_JUMP_DIRECT,   /* target known from the instruction and its address */
    KIND_JUMP_INDIRECT, /* target from a register or memory */
    KIND_CSR,
    KIND_FENCE,
    KIND_SYSTEM, /* host call, trap, halt, wait */
    KIND_COUNT
};

const char *kind_name(enum kind k);         /* "alu.shift" */
enum kind kind_parent(enum kind k);         /* KIND_NONE at the top */
enum kind kind_by_name(const char *name);   /* KIND_NONE: no such kind */
const char *const *kind_names(unsigned *n); /* for suggestions */

/* Where a value is needed or made. Bits of a mask: one read can feed several. */
enum place {
    PLACE_DECODE, /* known at decode: constants, immediates, pc; never needs a register */
    PLACE_ALU,
    PLACE_MUL,
    PLACE_DIV,
    PLACE_FP,
    PLACE_ADDRESS, /* effective address of a load or store */
    PLACE_LOAD,    /* producer only: the loaded value */
    PLACE_STORE,   /* consumer only: store data */
    PLACE_BRANCH,  /* consumer only: condition or target of a control transfer */
    PLACE_CSR,
    PLACE_COUNT
};
const char *place_name(enum place p); /* "alu" "address" ... as machine files write it */

#endif
