/* ops.h - what each operation does: the body of an interpreter function, included by step.c, by run.c and by
 * timing/pipe_block_run.c.
 *
 * Not a header: handlers, one label each. In scope where it is included: u (struct uop *), R (the slots), A
 * (struct arch *), c (struct core *), tlb. The includer says how an operation ends and how an instruction
 * does:
 *   NOTE(a, n, st)    an access of n bytes was made
 *   LOAD_SLOW(a, n, flags, pointer to value), STORE_SLOW(a, n, flags, value)   false: fault
 *   STORE_OK          may the inline way be taken for stores?
 *   TAKE(target), TAKE_INDIRECT(target), FALL   the end of a branch that is taken, taken to a computed
 * address, not taken CLOBBER           leave all the same for the compiler (no merging of handlers)
 */

#define A32         ((uint32_t)R[u->a])
#define B32         ((uint32_t)R[u->b])
#define I32         ((uint32_t)u->imm)
#define A64         (R[u->a])
#define B64         (R[u->b])
#define I64         (u->imm)
#define SIGNED32(v) ((uint64_t)(int64_t)(int32_t)(v))

/* A handler that computes d. */
#define DO(NAME, VALUE)                                                                                      \
    op_##NAME : R[u->d] = (VALUE);                                                                           \
    NEXT;

/* ---- arithmetic -------------------------------------------------------------------------------------- */

#define ARITH(N, OP)                                                                                         \
    DO(N##32_RR, (uint32_t)(A32 OP B32))                                                                     \
    DO(N##32S_RR, SIGNED32(A32 OP B32))                                                                      \
    DO(N##64_RR, A64 OP B64)                                                                                 \
    DO(N##M_RR, (A64 OP B64)&u->x)
#define ARITH_I(N, OP)                                                                                       \
    DO(N##32_RI, (uint32_t)(I32 OP A32))                                                                     \
    DO(N##32S_RI, SIGNED32(I32 OP A32))                                                                      \
    DO(N##64_RI, I64 OP A64)                                                                                 \
    DO(N##M_RI, (I64 OP A64)&u->x)

ARITH(ADD, +)
ARITH_I(ADD, +)
ARITH(SUB, -)
ARITH_I(SUB, -)
ARITH(MUL, *)
ARITH_I(MUL, *)

DO(AND_RR, A64 &B64)
DO(AND_RI, A64 &I64)
DO(OR_RR, A64 | B64)
DO(OR_RI, A64 | I64)
DO(XOR_RR, A64 ^ B64)
DO(XOR_RI, A64 ^ I64)

/* Amounts modulo the width, but in M_RR; x is the mask of the result, c the width. */
#define SIGNED(v, w) ((int64_t)((v) << (64 - (w))) >> (64 - (w)))
#define MIN64(v, m)  ((v) < (m) ? (v) : (m))

DO(SHL32_RR, (uint32_t)(A32 << (B32 & 31)))
DO(SHL32_RI, (uint32_t)(A32 << I32))
DO(SHL32S_RR, SIGNED32(A32 << (B32 & 31)))
DO(SHL32S_RI, SIGNED32(A32 << I32))
DO(SHL64_RR, A64 << (B64 & 63))
DO(SHL64_RI, A64 << I64)
DO(SHLM_RR, B64 < u->c ? (A64 << B64) & u->x : 0)
DO(SHLM_RI, (A64 << I64) & u->x)
DO(SHR32_RR, A32 >> (B32 & 31))
DO(SHR32_RI, A32 >> I32)
DO(SHR32S_RR, SIGNED32(A32 >> (B32 & 31)))
DO(SHR32S_RI, SIGNED32(A32 >> I32))
DO(SHR64_RR, A64 >> (B64 & 63))
DO(SHR64_RI, A64 >> I64)
DO(SHRM_RR, B64 < u->c ? A64 >> B64 : 0)
DO(SHRM_RI, A64 >> I64)
DO(SAR32_RR, (uint32_t)((int32_t)A32 >> (B32 & 31)))
DO(SAR32_RI, (uint32_t)((int32_t)A32 >> I32))
DO(SAR32S_RR, SIGNED32((int32_t)A32 >> (B32 & 31)))
DO(SAR32S_RI, SIGNED32((int32_t)A32 >> I32))
DO(SAR64_RR, (uint64_t)((int64_t)A64 >> (B64 & 63)))
DO(SAR64_RI, (uint64_t)((int64_t)A64 >> I64))
DO(SARM_RR, (uint64_t)(SIGNED(A64, u->c) >> MIN64(B64, 63)) & u->x)
DO(SARM_RI, (uint64_t)(SIGNED(A64, u->c) >> I64) & u->x)

/* Total, as spec_eval says: x / 0 = all ones, x % 0 = x, MIN / -1 = MIN, MIN % -1 = 0. T: unsigned, S: signed
 * type. */
#define UQUOTIENT(T, S, a, b) ((b) ? (a) / (b) : (T)-1)
#define UREST(T, S, a, b)     ((b) ? (a) % (b) : (a))
#define SQUOTIENT(T, S, a, b) (!(b) ? (T)-1 : (b) == (T)-1 ? (T)0 - (a) : (T)((S)(a) / (S)(b)))
#define SREST(T, S, a, b)     (!(b) ? (a) : (b) == (T)-1 ? (T)0 : (T)((S)(a) % (S)(b)))

#define DIVIDE(N, HOW)                                                                                       \
    DO(N##32_RR, HOW(uint32_t, int32_t, A32, B32))                                                           \
    DO(N##32S_RR, SIGNED32(HOW(uint32_t, int32_t, A32, B32)))                                                \
    DO(N##64_RR, HOW(uint64_t, int64_t, A64, B64))

DIVIDE(DIVU, UQUOTIENT)
DIVIDE(DIVS, SQUOTIENT)
DIVIDE(REMU, UREST)
DIVIDE(REMS, SREST)

#define HIGH32(X, Y) ((uint32_t)((uint64_t)((int64_t)(X) * (int64_t)(Y)) >> 32))
#define HIGH64(X, Y) ((uint64_t)(((u128)(s128)(X) * (u128)(s128)(Y)) >> 64))

DO(MULHSS32_RR, HIGH32((int32_t)A32, (int32_t)B32))
DO(MULHSS32S_RR, SIGNED32(HIGH32((int32_t)A32, (int32_t)B32)))
DO(MULHSS64_RR, HIGH64((int64_t)A64, (int64_t)B64))
DO(MULHSU32_RR, HIGH32((int32_t)A32, (int64_t)B32))
DO(MULHSU32S_RR, SIGNED32(HIGH32((int32_t)A32, (int64_t)B32)))
DO(MULHSU64_RR, HIGH64((int64_t)A64, B64))
DO(MULHUU32_RR, (uint32_t)(((uint64_t)A32 * B32) >> 32))
DO(MULHUU32S_RR, SIGNED32(((uint64_t)A32 * B32) >> 32))
DO(MULHUU64_RR, HIGH64(A64, B64))

#define GENERIC(NAME, CODE)                                                                                  \
    op_##NAME:                                                                                               \
    {                                                                                                        \
        const uint64_t v[3] = { A64, B64, 0 };                                                               \
        uint64_t r = 0;                                                                                      \
        spec_eval(CODE, u->c, u->c, 0, v, &r);                                                               \
        R[u->d] = r;                                                                                         \
        NEXT;                                                                                                \
    }

GENERIC(DIVUM_RR, IR_DIVU)
GENERIC(DIVSM_RR, IR_DIVS)
GENERIC(REMUM_RR, IR_REMU)
GENERIC(REMSM_RR, IR_REMS)
GENERIC(MULHSSM_RR, IR_MULH_SS)
GENERIC(MULHSUM_RR, IR_MULH_SU)
GENERIC(MULHUUM_RR, IR_MULH_UU)
GENERIC(ROTL, IR_ROTL)
GENERIC(ROTR, IR_ROTR)

/* ---- bits -------------------------------------------------------------------------------------------- */

DO(MOV, A64)
DO(MOVI, I64)
DO(SLICE, (A64 >> u->c) & u->x)
DO(DSLICE, B64 < 64 ? (A64 >> B64) & u->x : 0)
DO(SSLICE, (uint64_t)((int64_t)(A64 << u->b) >> u->c) & u->x)
DO(CONCAT_RR, A64 << u->c | B64)
DO(CONCAT_RI, A64 << u->c | u->x)
DO(SEL, A64 ? B64 : R[u->c])
DO(SEL_II, A64 ? I64 : u->x)
DO(CLZ, A64 ? (uint64_t)__builtin_clzll(A64) - (64u - u->c) : u->c)
DO(CTZ, A64 ? (uint64_t)__builtin_ctzll(A64) : u->c)
DO(POPCOUNT, (uint64_t)__builtin_popcountll(A64))
DO(BSWAP, __builtin_bswap64(A64) >> (64 - u->c))

/* ---- comparisons ------------------------------------------------------------------------------------- */

/* clang-format off */
#define COMPARE(USE, F)                                                                                      \
    USE(F##EQ_RR, A64 == B64)                                                                                \
    USE(F##EQ_RI, A64 == I64)                                                                                \
    USE(F##NE_RR, A64 != B64)                                                                                \
    USE(F##NE_RI, A64 != I64)                                                                                \
    USE(F##LTU_RR, A64 < B64)                                                                                \
    USE(F##LTU_RI, A64 < I64)                                                                                \
    USE(F##GEU_RR, A64 >= B64)                                                                               \
    USE(F##GEU_RI, A64 >= I64)                                                                               \
    USE(F##LTS32_RR, (int32_t)A32 < (int32_t)B32)                                                            \
    USE(F##LTS32_RI, (int32_t)A32 < (int32_t)I32)                                                            \
    USE(F##GES32_RR, (int32_t)A32 >= (int32_t)B32)                                                           \
    USE(F##GES32_RI, (int32_t)A32 >= (int32_t)I32)                                                           \
    USE(F##LTS64_RR, (int64_t)A64 < (int64_t)B64)                                                            \
    USE(F##LTS64_RI, (int64_t)A64 < (int64_t)I64)                                                            \
    USE(F##GES64_RR, (int64_t)A64 >= (int64_t)B64)                                                           \
    USE(F##GES64_RI, (int64_t)A64 >= (int64_t)I64)
/* clang-format on */

#define SKIP_IF(NAME, COND)                                                                                  \
    op_##NAME : u += (COND) ? u->c : 1;                                                                      \
    SAME;
#define BRANCH_IF(NAME, COND)                                                                                \
    op_##NAME : if (COND) TAKE(u->x);                                                                        \
    FALL;

COMPARE(DO, SET)
COMPARE(SKIP_IF, SKIP)
COMPARE(BRANCH_IF, BR)

op_SKIP : u += u->c;
SAME;

/* ---- memory ------------------------------------------------------------------------------------------ */

/* Hit: the tag is the page's address and the bits that alignment wants to be zero are. */
#define HIT(t, ea, n) LIKELY((t)->tag == ((ea) & (~(uint64_t)(MEM_PAGE - 1) | ((n)-1))))

#define LOAD(NAME, T, ORDER, VALUE, SUM)                                                                     \
    op_##NAME:                                                                                               \
    {                                                                                                        \
        uint64_t ea = (SUM)(A64 + I64);                                                                      \
        const struct mem_tlb_entry *t = &tlb->rd[mem_tlb_index(ea)];                                         \
        T v;                                                                                                 \
        if (HIT(t, ea, sizeof v)) {                                                                          \
            memcpy(&v, (const void *)(t->addend + (uintptr_t)ea), sizeof v);                                 \
            v = ORDER(v);                                                                                    \
            NOTE(ea, sizeof v, false);                                                                       \
        } else {                                                                                             \
            uint64_t slow;                                                                                   \
            if (!LOAD_SLOW(ea, sizeof v, u->c, &slow))                                                       \
                goto fault;                                                                                  \
            v = (T)slow;                                                                                     \
        }                                                                                                    \
        R[u->d] = (VALUE);                                                                                   \
        NEXT;                                                                                                \
    }

#define LOADS(A, SUM)                                                                                        \
    LOAD(LD8U_##A, uint8_t, SAME8, v, SUM)                                                                   \
    LOAD(LD8S32_##A, uint8_t, SAME8, (uint32_t)(int8_t)v, SUM)                                               \
    LOAD(LD8S64_##A, uint8_t, SAME8, (uint64_t)(int8_t)v, SUM)                                               \
    LOAD(LD16U_##A, uint16_t, LE16, v, SUM)                                                                  \
    LOAD(LD16S32_##A, uint16_t, LE16, (uint32_t)(int16_t)v, SUM)                                             \
    LOAD(LD16S64_##A, uint16_t, LE16, (uint64_t)(int16_t)v, SUM)                                             \
    LOAD(LD32U_##A, uint32_t, LE32, v, SUM)                                                                  \
    LOAD(LD32S64_##A, uint32_t, LE32, (uint64_t)(int32_t)v, SUM)                                             \
    LOAD(LD64U_##A, uint64_t, LE64, v, SUM)                                                                  \
    LOAD(LD16UB_##A, uint16_t, BE16, v, SUM)                                                                 \
    LOAD(LD16S32B_##A, uint16_t, BE16, (uint32_t)(int16_t)v, SUM)                                            \
    LOAD(LD16S64B_##A, uint16_t, BE16, (uint64_t)(int16_t)v, SUM)                                            \
    LOAD(LD32UB_##A, uint32_t, BE32, v, SUM)                                                                 \
    LOAD(LD32S64B_##A, uint32_t, BE32, (uint64_t)(int32_t)v, SUM)                                            \
    LOAD(LD64UB_##A, uint64_t, BE64, v, SUM)

#define STORE(NAME, T, ORDER, VALUE, SUM)                                                                    \
    op_##NAME:                                                                                               \
    {                                                                                                        \
        uint64_t ea = (SUM)(A64 + I64);                                                                      \
        const struct mem_tlb_entry *t = &tlb->wr[mem_tlb_index(ea)];                                         \
        T v = (T)(VALUE);                                                                                    \
        if (HIT(t, ea, sizeof v) && STORE_OK) {                                                              \
            v = ORDER(v);                                                                                    \
            memcpy((void *)(t->addend + (uintptr_t)ea), &v, sizeof v);                                       \
            NOTE(ea, sizeof v, true);                                                                        \
        } else if (!STORE_SLOW(ea, sizeof v, u->c, v)) {                                                     \
            goto fault;                                                                                      \
        }                                                                                                    \
        NEXT;                                                                                                \
    }

#define STORES(A, SUM)                                                                                       \
    STORE(ST8_##A, uint8_t, SAME8, B64, SUM)                                                                 \
    STORE(ST8I_##A, uint8_t, SAME8, u->x, SUM)                                                               \
    STORE(ST16_##A, uint16_t, LE16, B64, SUM)                                                                \
    STORE(ST16I_##A, uint16_t, LE16, u->x, SUM)                                                              \
    STORE(ST32_##A, uint32_t, LE32, B64, SUM)                                                                \
    STORE(ST32I_##A, uint32_t, LE32, u->x, SUM)                                                              \
    STORE(ST64_##A, uint64_t, LE64, B64, SUM)                                                                \
    STORE(ST64I_##A, uint64_t, LE64, u->x, SUM)                                                              \
    STORE(ST16B_##A, uint16_t, BE16, B64, SUM)                                                               \
    STORE(ST16IB_##A, uint16_t, BE16, u->x, SUM)                                                             \
    STORE(ST32B_##A, uint32_t, BE32, B64, SUM)                                                               \
    STORE(ST32IB_##A, uint32_t, BE32, u->x, SUM)                                                             \
    STORE(ST64B_##A, uint64_t, BE64, B64, SUM)                                                               \
    STORE(ST64IB_##A, uint64_t, BE64, u->x, SUM)

LOADS(A32, uint32_t)
LOADS(A64, uint64_t)
STORES(A32, uint32_t)
STORES(A64, uint64_t)

op_LDN:
{
    uint64_t v;
    if (!LOAD_SLOW(A64 + I64, (unsigned)u->x, u->c, &v))
        goto fault;
    R[u->d] = v;
    NEXT;
}
op_STN : if (!STORE_SLOW(A64 + I64, (unsigned)u->x, u->c, B64)) goto fault;
NEXT;
op_LR:
{
    uint64_t v, ea = A64;
    if (!LOAD_SLOW(ea, (unsigned)u->x, u->c, &v))
        goto fault;
    A->reserved = 1;
    A->reserve_addr = ea;
    R[u->d] = v;
    NEXT;
}
op_SC:
{
    bool held = A->reserved && A->reserve_addr == A64;
    A->reserved = 0;
    if (held && !STORE_SLOW(A64, (unsigned)u->x, u->c, B64))
        goto fault;
    R[u->d] = !held;
    NEXT;
}

/* ---- registers by number ----------------------------------------------------------------------------- */

op_READX : R[u->d] = A64 < u->x && (u->c == UOP_NO_SLOT || A64 != u->c) ? R[u->imm + A64] : 0;
NEXT;
op_WRITEX : if (A64 < u->x && (u->c == UOP_NO_SLOT || A64 != u->c))
{
    if (A->delayed_pending == 2 && A->delayed_slot == u->imm + A64)
        A->delayed_pending = 0;
    R[u->imm + A64] = B64;
}
NEXT;
op_LATE_WRITE : if (A->delayed_pending == 2 && A->delayed_slot != u->d) R[A->delayed_slot] = A->delayed_value;
A->delayed_pending = 1;
A->delayed_slot = u->d;
A->delayed_value = B64;
NEXT;
op_LATE_READ : R[u->d] = A->delayed_pending == 2 && A->delayed_slot == u->a ? A->delayed_value : A64;
NEXT;
op_LATE_CANCEL : if (A->delayed_pending == 2 && A->delayed_slot == u->d) A->delayed_pending = 0;
NEXT;
op_LATE_COMMIT : if (A->delayed_pending == 2) R[A->delayed_slot] = A->delayed_value;
A->delayed_pending = A->delayed_pending == 1 ? 2 : 0;
NEXT;

/* ---- control ----------------------------------------------------------------------------------------- */

op_JUMP : TAKE(u->x);
op_CALL : R[u->d] = u->imm;
TAKE(u->x);
op_JUMP_REG : TAKE_INDIRECT(A64);
op_CALL_SUM32:
{
    uint64_t to = (uint32_t)(A64 + I64) & ~(uint64_t)u->c;
    R[u->d] = u->x;
    TAKE_INDIRECT(to);
}
op_CALL_SUM64:
{
    uint64_t to = (A64 + I64) & ~(uint64_t)u->c;
    R[u->d] = u->x;
    TAKE_INDIRECT(to);
}
op_JUMP_SUM32 : TAKE_INDIRECT((uint32_t)(A64 + I64) & ~(uint64_t)u->c);
op_JUMP_SUM64 : TAKE_INDIRECT((A64 + I64) & ~(uint64_t)u->c);
op_SETJ : c->jump_to = A64;
c->jump_set = true;
NEXT;
op_SETJ_I : c->jump_to = I64;
c->jump_set = true;
NEXT;
op_SLOT_JUMP : c->jump_to = A64;
c->jump_set = true;
NEXT;
op_SLOT_JUMP_I : c->jump_to = I64;
c->jump_set = true;
NEXT;
op_JUMP_NOW : c->jump_to = A64;
c->now_set = true;
NEXT;
op_NEXT_PC : R[u->d] = A->jump_pending ? A->jump_target : I64;
NEXT;
op_IN_SLOT : R[u->d] = A->jump_pending != 0;
NEXT;
op_RAISE_I : c->out.trap_value = I64;
goto raise;
op_RAISE : c->out.trap_value = A64;
raise : c->out.trap = u->c;
c->status = EXEC_TRAP;
goto fault;
op_SYS : c->out.sys = (enum ir_sys)u->c;
c->out.sys_a = A64;
c->out.sys_b = B64;
NEXT;
op_FENCE_CODE : if (!c->dry) c->code_stores = 0;
NEXT;

#undef A32
#undef B32
#undef I32
#undef A64
#undef B64
#undef I64
