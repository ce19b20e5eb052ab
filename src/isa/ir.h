/* ir.h - what an instruction does: three-address operations on 64-bit slots.
 *
 * Made by the semantics compiler once per concrete instruction at load time (operand fields still symbolic),
 * specialised by exec/ at the first execution of an address. Every value is a bit vector of a constant
 * width 1..64, kept zero-extended in its temporary. Control flow inside an instruction is forward only (loops
 * are unrolled, functions inlined). Nothing here points back into YAML. */
#ifndef ISA_IR_H
#define ISA_IR_H

#include <stdbool.h>
#include <stdint.h>

/* Notation: d = destination temporary, a b c = source temporaries, w = width of the result in bits, w2 = see
 * there. Temporaries are defined before use on every path; one with several definitions (a `var`) is assigned
 * by IR_MOV only and marked in ir->multi. */
enum ir_code {
    IR_NOP,
    IR_CONST, /* d = imm */
    IR_FIELD, /* d = decoded value of operand number imm (isa.h struct operand: sign-extended, register index,
                 ...) */
    IR_PC,    /* d = address of this instruction (or the fetch pointer where isa.pc_reads is next) */
    IR_NEXT_PC,        /* d = address of what runs next if nothing jumps */
    IR_RAW,            /* d = raw instruction bits, w wide */
    IR_IN_DELAY_SLOT,  /* d = 1 in a delay slot */
    IR_READ,           /* d = register slot imm */
    IR_READX,          /* d = file imm (index into isa->regs), element a; a is a function of operand fields */
    IR_WRITE,          /* register slot imm = a */
    IR_WRITEX,         /* file imm, element a = b */
    IR_WRITEX_DELAYED, /* the same, visible after one more instruction */
    IR_PENDING,        /* d = file imm, element a, seeing through a delayed write */
    IR_MOV,            /* d = a */
    IR_ADD,
    IR_SUB,
    IR_MUL,
    IR_AND,
    IR_OR,
    IR_XOR, /* d = a op b, width w both sides and result */
    IR_DIVU,
    IR_DIVS,
    IR_REMU,
    IR_REMS, /* total: x/0 = all ones, x%0 = x, MIN/-1 = MIN, MIN%-1 = 0 */
    IR_MULH_SS,
    IR_MULH_SU,
    IR_MULH_UU, /* high half of the 2w-bit product */
    IR_SHL,
    IR_SHR,
    IR_SAR, /* a is w wide, b any width: amounts >= w give 0 / sign */
    IR_ROTL,
    IR_ROTR, /* amount modulo w */
    IR_NOT,
    IR_NEG,
    IR_EQ,
    IR_NE,
    IR_LTU,
    IR_LEU,
    IR_LTS,
    IR_LES,    /* d is 1 bit; w2 = operand width */
    IR_SEXT,   /* d = a sign-extended from w2 to w */
    IR_TRUNC,  /* d = low w bits of a (a is w2 wide) */
    IR_SLICE,  /* d = a[imm + w - 1 : imm] */
    IR_DSLICE, /* d = (a >> b)[w-1:0]; b at run time */
    IR_CONCAT, /* d = a @ b, b is w2 wide */
    IR_SEL,    /* d = a ? b : c; all pure */
    IR_CLZ,
    IR_CTZ,
    IR_POPCOUNT,
    IR_BSWAP,         /* of width w2 */
    IR_LOAD,          /* d = memory[a], w bits; flags IRF_* */
    IR_STORE,         /* memory[a] = b, w2 bits */
    IR_LOAD_RESERVED, /* as IR_LOAD, sets the reservation */
    IR_STORE_COND,    /* d = 0 stored / 1 not; memory[a] = b, w2 bits */
    IR_BZ,            /* if a == 0 continue at op index imm (> own index) */
    IR_BR,            /* continue at op index imm (> own index) */
    IR_JUMP,          /* control transfer to a, after isa.delay_slots instructions */
    IR_JUMP_NOW,      /* without delay slot */
    IR_RAISE,         /* trap number imm, value a; ends the instruction */
    IR_IDLE,          /* bus timing: one cycle without access */
    IR_FETCH,         /* bus timing: fetch part w2 (0 all, 1 lo, 2 hi) of operand imm */
    IR_COUNTER,       /* d = core counter imm (enum ir_counter) */
    IR_COUNTER_WRITE, /* counter imm = a */
    IR_SYS,           /* built-in imm (enum ir_sys) with arguments a, b */
    IR_END,           /* always last */
    IR_CODE_COUNT
};

enum {
    IRF_AS_STORE = 1, /* faults look like a store's */
    IRF_PHYS = 2,     /* no translation */
    IRF_WIRE = 4,     /* AND, OR or SHL that only puts bits in place (register fields): no work for a unit */
};

enum ir_counter { IR_CYCLE, IR_INSTRET, IR_TIME };

enum ir_sys {
    IR_SYS_HOST_CALL, /* host_call(): the environment's service, see abi: */
    IR_SYS_HALT,      /* halt(): the program ends */
    IR_SYS_WAIT,      /* wait(): until an interrupt input changes */
    IR_SYS_STOP,
    IR_SYS_JAM,
    IR_SYS_FENCE, /* fence(pred, succ) */
    IR_SYS_FLUSH_ICACHE,
    IR_SYS_FLUSH_TRANSLATIONS,
    IR_SYS_INTERRUPT, /* interrupt(n) */
};

#define IR_NONE UINT16_MAX

struct ir_op {
    uint8_t code, w, w2, flags;
    uint16_t d, a, b, c; /* temporaries; IR_NONE where unused */
    uint64_t imm;
};

/* A source or destination: register slot `slot`, or (file >= 0) element `index` of a file, where the
 * temporary `index` is a function of operand fields only. */
struct foot_reg {
    int16_t file;   /* index into isa->regs, or -1 */
    uint16_t slot;  /* file < 0 */
    uint16_t index; /* file >= 0: temporary */
    uint16_t
        needs; /* source: mask of 1 << enum place that consume it; destination: 1 << the producing place */
};

#define FOOT_MAX 8 /* sources, and destinations, of one instruction */

/* What an instruction reads, writes and may do: derived, never annotated. */
struct footprint {
    struct foot_reg src[FOOT_MAX], dst[FOOT_MAX];
    uint8_t nsrc, ndst;
    uint8_t kind;               /* enum kind */
    uint8_t loads, stores;      /* how many accesses on the longest path */
    bool may_trap, conditional, /* conditional: the control transfer or a write is conditional */
        jumps, sys, alone;      /* alone: issues with an empty pipeline (state-dependent register index) */
    bool op_signed;             /* the multiplication or division is signed (for latency expressions) */
    bool op_b_signed;           /* so is its second operand */
    bool op_rem;                /* divider used for its remainder */
    uint16_t op_a, op_b;        /* temporaries: operands of the multiplication, division or shift (latency
                                   expressions); IR_NONE */
    uint64_t traps;             /* mask of trap numbers it can raise itself, 63 = any higher */
};

struct ir {
    struct ir_op *ops;
    uint16_t nops, ntemps;
    uint8_t *widths;      /* of each temporary */
    uint64_t *multi;      /* bit set of temporaries with several definitions */
    uint16_t fields_used; /* operands that the semantics mention: 1 << number */
    struct footprint foot;
};

const char *ir_code_name(enum ir_code c);
struct str;
void ir_print(const struct ir *ir, struct str *out); /* one op a line, for tests and `isa show --ir` */

/* Runs the IR directly: slow, no pipeline; for `tests:` of isa files and as an independent model in tests.
 * The callbacks return false to stop (fault). See ir_eval.c. */
struct isa;
struct ir_env {
    uint64_t *slots; /* the register block */
    const uint64_t *fields;
    uint64_t pc, next_pc, raw;
    bool in_delay_slot, reserved; /* reserved: a load_reserved holds; store_conditional needs and ends it */
    bool (*load)(void *ctx, uint64_t addr, unsigned bits, unsigned flags, uint64_t *out);
    bool (*store)(void *ctx, uint64_t addr, unsigned bits, unsigned flags, uint64_t v);
    bool (*sys)(void *ctx, enum ir_sys s, uint64_t a, uint64_t b);
    uint64_t (*counter)(void *ctx, enum ir_counter c);
    void *ctx;
    /* out */
    bool jumped, trapped;
    uint64_t target, trap_value;
    unsigned trap;
};
void ir_eval(const struct isa *isa, const struct ir *ir, struct ir_env *env);

#endif
