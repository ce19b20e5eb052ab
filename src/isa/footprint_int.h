/* footprint_int.h - what the two halves of the footprint share; nobody else includes it. */
#ifndef ISA_FOOTPRINT_INT_H
#define ISA_FOOTPRINT_INT_H

#include "isa/isa.h"

/* What a value reaches. */
enum {
    TO_WRITE = 1,   /* a register */
    TO_DATA = 2,    /* store data */
    TO_ADDRESS = 4, /* of a load or store */
    TO_JUMP = 8,    /* a target, or the condition of one */
    TO_TRAP = 16,   /* a trap's value or condition */
    TO_COND = 32,   /* a condition of anything else */
    TO_SYS = 64,
    TO_CSR = 128, /* a register of a space */
};

struct foot {
    const struct isa *isa;
    struct ir *ir;
    uint8_t *reach;   /* of each temporary: TO_* */
    uint16_t *places; /* of each temporary: mask of the places that consume it */
    uint8_t *made;    /* of each temporary: enum place that makes it */
    uint8_t *guards;  /* of each operation IR_BZ: TO_* of what it decides about */
    bool *guarded;    /* of each operation: may not run (conditions that only lead to a trap do not count) */
    bool *state;      /* of each temporary: depends on registers or memory */
    bool uses_space;
};

static inline bool is_wire(const struct ir_op *op)
{
    return op->code == IR_MOV || op->code == IR_SEXT || op->code == IR_TRUNC || op->code == IR_SLICE ||
           op->code == IR_CONCAT || op->flags & IRF_WIRE;
}

static inline bool is_memory(const struct ir_op *op)
{
    return op->code >= IR_LOAD && op->code <= IR_STORE_COND;
}

static inline bool is_load(const struct ir_op *op)
{
    return op->code == IR_LOAD || op->code == IR_LOAD_RESERVED;
}

static inline bool is_div(const struct ir_op *op)
{
    return op->code >= IR_DIVU && op->code <= IR_REMS;
}

static inline bool is_mul(const struct ir_op *op)
{
    return op->code == IR_MUL || (op->code >= IR_MULH_SS && op->code <= IR_MULH_UU);
}

static inline bool is_shift(const struct ir_op *op)
{
    return op->code >= IR_SHL && op->code <= IR_ROTR && !(op->flags & IRF_WIRE);
}

static inline bool is_write(const struct ir_op *op)
{
    return op->code == IR_WRITE || op->code == IR_WRITEX || op->code == IR_WRITEX_DELAYED;
}

static inline bool of_space(const struct isa *isa, uint64_t slot)
{
    for (unsigned i = 0; i < isa->nspaces; i++) {
        for (unsigned j = 0; j < isa->spaces[i].nregs; j++) {
            if (isa->spaces[i].regs[j]->slot == slot && isa->spaces[i].regs[j]->space) {
                return true;
            }
        }
    }
    return false;
}

static inline const struct ir_op *def_of(const struct ir *ir, uint16_t t)
{
    for (unsigned i = 0; t != IR_NONE && i < ir->nops; i++) {
        if (ir->ops[i].d == t) {
            return &ir->ops[i];
        }
    }
    return NULL;
}

void foot_set_kind(struct foot *f); /* kind, jumps, sys, op_* (footprint_kind.c) */

#endif
