/* uop.h - the operations that the interpreter runs: what is left of an instruction when its operands are
 * known.
 *
 * Made by emit.c from specialised IR (spec.h), run by ops.h. An operation works on 64-bit slots: the register
 * block, then the workspace (temporaries) behind it, so registers and temporaries are addressed alike.
 * Operations are position independent: jumps inside an instruction are relative.
 *
 * Names: 32 = operands are the low 32 bits of their slots, the result is zero-extended; 32S = the same, the
 * result is sign-extended to 64; 64; M = any width, result masked with x. RR = two slots, RI = slot and imm.
 */
#ifndef EXEC_UOP_H
#define EXEC_UOP_H

#include <stdint.h>

struct uop {
    const void *h; /* the handler: an address inside an interpreter function */
    uint16_t d, a, b, c;
    uint64_t imm, x;
};

/* Tables: a row for what belongs together. */
/* clang-format off */

/* d = a op b. SUB_RI is imm - a. Order of the eight forms: emit.c counts on it. */
#define UOP_ARITH(X, N)                                                                                      \
    X(N##32_RR) X(N##32_RI) X(N##32S_RR) X(N##32S_RI) X(N##64_RR) X(N##64_RI) X(N##M_RR) X(N##M_RI)

/* Shifts: RR takes the amount modulo the width, M_RR (width c) any amount. */
#define UOP_DIVISION(X, N) X(N##32_RR) X(N##32S_RR) X(N##64_RR) X(N##M_RR) /* M: width c */

/* The sixteen comparisons for one use of them. */
#define UOP_COMPARE(X, N)                                                                                    \
    X(N##EQ_RR) X(N##EQ_RI) X(N##NE_RR) X(N##NE_RI)                                                          \
    X(N##LTU_RR) X(N##LTU_RI) X(N##GEU_RR) X(N##GEU_RI)                                                      \
    X(N##LTS32_RR) X(N##LTS32_RI) X(N##GES32_RR) X(N##GES32_RI)                                              \
    X(N##LTS64_RR) X(N##LTS64_RI) X(N##GES64_RR) X(N##GES64_RI)

/* Loads d = [a + imm], stores [a + imm] = b or x (I); c: IRF_*. A: width of the address sum. S32, S64:
 * sign-extended. */
#define UOP_LOAD(X, A)                                                                                       \
    X(LD8U_##A) X(LD8S32_##A) X(LD8S64_##A)                                                                  \
    X(LD16U_##A) X(LD16S32_##A) X(LD16S64_##A) X(LD32U_##A) X(LD32S64_##A) X(LD64U_##A)                      \
    X(LD16UB_##A) X(LD16S32B_##A) X(LD16S64B_##A) X(LD32UB_##A) X(LD32S64B_##A) X(LD64UB_##A)
#define UOP_STORE(X, A)                                                                                      \
    X(ST8_##A) X(ST8I_##A)                                                                                   \
    X(ST16_##A) X(ST16I_##A) X(ST32_##A) X(ST32I_##A) X(ST64_##A) X(ST64I_##A)                               \
    X(ST16B_##A) X(ST16IB_##A) X(ST32B_##A) X(ST32IB_##A) X(ST64B_##A) X(ST64IB_##A)

#define UOP_LIST(X)                                                                                          \
    UOP_ARITH(X, ADD) UOP_ARITH(X, SUB) UOP_ARITH(X, MUL)                                                    \
    UOP_ARITH(X, SHL) UOP_ARITH(X, SHR) UOP_ARITH(X, SAR)                                                    \
    X(AND_RR) X(AND_RI) X(OR_RR) X(OR_RI) X(XOR_RR) X(XOR_RI)                                                \
    UOP_DIVISION(X, DIVU) UOP_DIVISION(X, DIVS) UOP_DIVISION(X, REMU)                                        \
    UOP_DIVISION(X, REMS) UOP_DIVISION(X, MULHSS) UOP_DIVISION(X, MULHSU)                                    \
    UOP_DIVISION(X, MULHUU)                                                                                  \
    X(ROTL) X(ROTR)            /* a by b modulo width c */                                                   \
    X(MOV) X(MOVI)                                                                                           \
    X(SLICE)                   /* d = (a >> c) & x */                                                        \
    X(DSLICE)                  /* d = (a >> b) & x */                                                        \
    X(SSLICE)                  /* d = (a << b) >>signed c, & x */                                            \
    X(CONCAT_RR)               /* d = a << c | b */                                                          \
    X(CONCAT_RI)               /* d = a << c | x */                                                          \
    X(SEL) X(SEL_II)           /* d = a ? b : c; d = a ? imm : x */                                          \
    X(CLZ) X(CTZ) X(POPCOUNT) X(BSWAP) /* of width c */                                                      \
    UOP_COMPARE(X, SET)        /* d = a cmp b */                                                             \
    UOP_COMPARE(X, SKIP)       /* if a cmp b: c operations on */                                             \
    UOP_COMPARE(X, BR)         /* if a cmp b: the instruction jumps to x, else it is done */                 \
    X(SKIP)                    /* c operations on */                                                         \
    UOP_LOAD(X, A32) UOP_LOAD(X, A64)                                                                        \
    UOP_STORE(X, A32) UOP_STORE(X, A64)                                                                      \
    X(LDN) X(STN)              /* x bytes, always the slow way */                                            \
    X(LR) X(SC)                /* x bytes: load reserved, store conditional (d = 0 stored) */                \
    X(READX) X(WRITEX)         /* element a of a file: first slot imm, count x, zero element c or none */    \
    X(JUMP)                    /* the instruction ends with a jump to x */                                   \
    X(CALL)                    /* d = imm, jump to x */                                                      \
    X(JUMP_REG)                /* jump to a */                                                               \
    X(CALL_SUM32) X(CALL_SUM64) /* t = (a + imm) & ~c; d = x; jump to t */                                   \
    X(JUMP_SUM32) X(JUMP_SUM64) /* the same without d */                                                     \
    X(SETJ) X(SETJ_I)          /* a jump inside an instruction with inner control flow; END_JUMP follows */  \
    X(END) X(END_JUMP) X(END_SYS) X(END_SLOT) /* ISAs with delay slots; c: the instruction may jump */       \
    X(RAISE) X(RAISE_I)        /* trap c, value a / imm */                                                   \
    X(SYS)                     /* enum ir_sys c, arguments a b */                                            \
    X(FENCE_CODE)              /* instruction fence */                                                       \
    X(COUNTER) X(COUNTER_WRITE) /* enum ir_counter c */                                                      \
    X(NEXT_PC)                 /* with delay slots; imm: the sequential one */                               \
    X(IN_SLOT) X(SLOT_JUMP) X(SLOT_JUMP_I) /* after the delay slot; END_SLOT follows */                      \
    X(JUMP_NOW)                /* in an ISA with delay slots: without one */                                 \
    X(LATE_WRITE)              /* delayed write of slot d */                                                 \
    X(LATE_READ)               /* d = slot a, seeing through a delayed write */                              \
    X(LATE_CANCEL)             /* slot d was written: a delayed write to it is lost */                       \
    X(LATE_COMMIT)             /* at the end: the delayed write of the instruction before takes place */     \
    X(CHAIN)                   /* block end: goes on at exit x */                                            \
    X(RESOLVE)                 /* an exit whose block isn't known yet */                                     \
    X(LEAVE)                   /* back to the caller of the block */

/* clang-format on */

enum uop_code {
#define UOP_ENUM(N) U_##N,
    UOP_LIST(UOP_ENUM)
#undef UOP_ENUM
        UOP_COUNT
};

#define UOP_NO_SLOT UINT16_MAX

#endif
