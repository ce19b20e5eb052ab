/* sem_fixture.h - a small ISA made by hand, to compile semantics for without the loader. */
#ifndef TESTS_SEM_FIXTURE_H
#define TESTS_SEM_FIXTURE_H

#include <stdlib.h>
#include <string.h>
#include "base/vec.h"
#include "isa/isa.h"
#include "isa/sem.h"

/* Registers: pc; x[32] with x[0] = 0; r[4] without; a (8 bits); f (8 bits: z n h c, the low four do not
 * exist); cc (3 bits zf sf of); b c joined to bc; big (64 bits). Operands: rd rs1 rs2 (of x), imm (signed, 32
 * bits, even), n (8 bits), ri (of r). Traps: bad 2, ovf 12. Constants: XLEN 32. */
enum { R_PC, R_X, R_R, R_A, R_F, R_CC, R_B, R_C, R_BC, R_BIG, R_COUNT };
enum {
    SLOT_PC,
    SLOT_X,
    SLOT_R = 33,
    SLOT_A = 37,
    SLOT_F,
    SLOT_CC,
    SLOT_B,
    SLOT_C,
    SLOT_BIG,
    SLOT_CSR,
    SLOTS = 64
};
enum { O_RD, O_RS1, O_RS2, O_IMM, O_N, O_RI, O_COUNT };

struct fixture {
    struct isa *isa;
    struct sem *sem;
    struct insn *insn;
    struct diag diag;
};

static inline struct yaml *fx_yaml(struct fixture *fx, const char *text)
{
    struct yaml *y = ARENA_NEW(&fx->isa->arena, struct yaml);
    y->style = YAML_QUOTED2;
    y->text = arena_strdup(&fx->isa->arena, text);
    y->style = YAML_PLAIN;
    y->loc = (struct loc){ diag_source(&fx->diag, "test", text, strlen(text)), 1, 1 };
    return y;
}

static inline void fx_regs(struct isa *isa)
{
    static const struct reg regs[R_COUNT] = {
        [R_PC] = { .name = "pc", .width = 32, .slot = SLOT_PC, .zero = -1 },
        [R_X] = { .name = "x", .width = 32, .count = 32, .slot = SLOT_X, .zero = 0 },
        [R_R] = { .name = "r", .width = 32, .count = 4, .slot = SLOT_R, .zero = -1 },
        [R_A] = { .name = "a", .width = 8, .slot = SLOT_A, .zero = -1 },
        [R_F] = { .name = "f", .width = 8, .slot = SLOT_F, .zero = -1, .mask = 0xF0 },
        [R_CC] = { .name = "cc", .width = 3, .slot = SLOT_CC, .zero = -1 },
        [R_B] = { .name = "b", .width = 8, .slot = SLOT_B, .zero = -1 },
        [R_C] = { .name = "c", .width = 8, .slot = SLOT_C, .zero = -1 },
        [R_BC] = { .name = "bc", .width = 16, .zero = -1 },
        [R_BIG] = { .name = "big", .width = 64, .slot = SLOT_BIG, .zero = -1 },
    };
    static const struct reg_field f_fields[] = { { .name = "z", .hi = 7, .lo = 7 },
                                                 { .name = "n", .hi = 6, .lo = 6 },
                                                 { .name = "h", .hi = 5, .lo = 5 },
                                                 { .name = "c", .hi = 4, .lo = 4 } };
    static const struct reg_field cc_fields[] = { { .name = "zf", .hi = 2, .lo = 2 },
                                                  { .name = "sf", .hi = 1, .lo = 1 },
                                                  { .name = "of", .hi = 0, .lo = 0 } };
    isa->nregs = R_COUNT;
    isa->regs = ARENA_ARRAY(&isa->arena, struct reg, R_COUNT);
    memcpy(isa->regs, regs, sizeof regs);
    isa->regs[R_F].fields = ARENA_ARRAY(&isa->arena, struct reg_field, 4);
    memcpy(isa->regs[R_F].fields, f_fields, sizeof f_fields);
    isa->regs[R_F].nfields = 4;
    isa->regs[R_CC].fields = ARENA_ARRAY(&isa->arena, struct reg_field, 3);
    memcpy(isa->regs[R_CC].fields, cc_fields, sizeof cc_fields);
    isa->regs[R_CC].nfields = 3;
    const struct reg **join = ARENA_ARRAY(&isa->arena, const struct reg *, 2);
    join[0] = &isa->regs[R_B];
    join[1] = &isa->regs[R_C];
    isa->regs[R_BC].join = join;
    isa->regs[R_BC].njoin = 2;
    isa->pc = &isa->regs[R_PC];
    isa->nslots = SLOTS;
}

static inline void fx_operands(struct fixture *fx)
{
    static const char *const names[] = { "rd", "rs1", "rs2", "imm", "n", "ri" };
    fx->insn = ARENA_NEW(&fx->isa->arena, struct insn);
    fx->insn->name = "test";
    fx->insn->len = 4;
    fx->insn->noperands = O_COUNT;
    for (unsigned i = 0; i < O_COUNT; i++) {
        struct operand *op = &fx->insn->operands[i];
        op->name = names[i];
        op->width = op->sem_width = 5;
        op->reg = i < O_IMM ? &fx->isa->regs[R_X] : NULL;
    }
    fx->insn->operands[O_IMM].width = 12;
    fx->insn->operands[O_IMM].sem_width = 32;
    fx->insn->operands[O_IMM].is_signed = true;
    fx->insn->operands[O_IMM].low = 1;
    fx->insn->operands[O_N].width = fx->insn->operands[O_N].sem_width = 8;
    fx->insn->operands[O_RI].width = fx->insn->operands[O_RI].sem_width = 2;
    fx->insn->operands[O_RI].reg = &fx->isa->regs[R_R];
}

static inline void fx_init(struct fixture *fx)
{
    struct isa *isa = calloc(1, sizeof *isa);
    fx->isa = isa;
    arena_init(&isa->arena);
    isa->word = 32;
    isa->align = 32;
    isa->max_len = 4;
    isa->mem = (struct mem_desc){ .addr = 32,
                                  .cell = 8,
                                  .misaligned = MISALIGNED_TRAP,
                                  .fault_load = 5,
                                  .fault_store = 7,
                                  .fault_fetch = 1 };
    fx_regs(isa);
    isa->ntraps = 2;
    isa->traps = ARENA_ARRAY(&isa->arena, struct trap, 2);
    isa->traps[0] = (struct trap){ .name = "bad", .number = 2 };
    isa->traps[1] = (struct trap){ .name = "ovf", .number = 12 };
    diag_init(&fx->diag);
    fx->sem = sem_new(isa);
    sem_set_const(fx->sem, "XLEN", 32);
    fx_operands(fx);
}

static inline void fx_release(struct fixture *fx)
{
    diag_release(&fx->diag);
    arena_release(&fx->isa->arena);
    free(fx->isa);
}

static inline struct ir *fx_compile(struct fixture *fx, const char *text)
{
    struct sem_unit u = { .insn = fx->insn, .text = fx_yaml(fx, text) };
    return sem_compile(fx->sem, &u, &fx->diag);
}

#endif
