/* check_exec_run.c - three ways to run the same random machine code must agree after any number of
 * instructions: blocks (core_run), one by one (core_exec), and one by one decoded anew. The code has variable
 * length, jumps into the middle of instructions and writes over itself, and shares its only page with its
 * data. */
#include <check.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "base/bits.h"
#include "exec/exec.h"

#define NREGS  8
#define RAM    0x4000u
#define SIZE   0x1000u
#define VECTOR 0x8000u

/* ---- an ISA by hand: [code, a, b, c], some instructions shorter -------------------------------------- */

enum { A, B, C }; /* operands: registers a and b, signed constant c */

static struct reg regs[2];
static struct isa isa;
static struct insn insns[16];
static struct ir irs[16], hook;
static struct ir_op pool[400];
static unsigned npool;

static struct ir *open_ir(struct ir *ir)
{
    *ir = (struct ir){ .ops = &pool[npool] };
    return ir;
}

/* Appends; a and b are temporaries, the result is the new one (the number of the operation: one temporary
 * each). */
static unsigned op(struct ir *ir, enum ir_code code, unsigned w, unsigned a, unsigned b, uint64_t imm)
{
    unsigned n = ir->nops++;
    bool value = code <= IR_STORE_COND && code != IR_WRITEX && code != IR_WRITE && code != IR_STORE;
    uint16_t d = value || code == IR_COUNTER ? (uint16_t)n : IR_NONE;
    pool[npool++] = (struct ir_op){ .code = code,
                                    .w = (uint8_t)w,
                                    .w2 = 32,
                                    .d = d,
                                    .a = (uint16_t)a,
                                    .b = (uint16_t)b,
                                    .c = IR_NONE,
                                    .imm = imm };
    ir->ntemps = (uint16_t)(n + 1);
    return n;
}

static unsigned konst(struct ir *ir, uint64_t v)
{
    return op(ir, IR_CONST, 32, IR_NONE, IR_NONE, v);
}

static unsigned field(struct ir *ir, unsigned n)
{
    return op(ir, IR_FIELD, n == C ? 32 : 3, IR_NONE, IR_NONE, n);
}

static unsigned reg(struct ir *ir, unsigned n)
{
    return op(ir, IR_READX, 32, field(ir, n), IR_NONE, 0);
}

static void set_reg(struct ir *ir, unsigned n, unsigned v)
{
    op(ir, IR_WRITEX, 32, field(ir, n), v, 0);
}

/* An address in RAM out of anything; c even now and then leaves it. */
static unsigned in_ram(struct ir *ir, unsigned v, uint64_t mask)
{
    unsigned t = op(ir, IR_AND, 32, v, konst(ir, mask), 0);
    return op(ir, IR_ADD, 32, t, konst(ir, RAM), 0);
}

static unsigned pc_plus_c(struct ir *ir)
{
    unsigned twice = op(ir, IR_SHL, 32, field(ir, C), konst(ir, 1), 0);
    unsigned to = op(ir, IR_ADD, 32, op(ir, IR_PC, 32, IR_NONE, IR_NONE, 0), twice, 0);
    return in_ram(ir, op(ir, IR_SUB, 32, to, konst(ir, RAM), 0), SIZE - 1);
}

static void instruction(unsigned n, unsigned len)
{
    pool[npool++] = (struct ir_op){ .code = IR_END };
    irs[n].nops++;
    insns[n] = (struct insn){ .name = "i", .index = n, .len = (uint8_t)len, .ir = &irs[n], .noperands = 3 };
    isa.ninsns = n + 1;
}

static void make_arithmetic(void)
{
    struct ir *ir = open_ir(&irs[0]); /* a = b + c */
    set_reg(ir, A, op(ir, IR_ADD, 32, reg(ir, B), field(ir, C), 0));
    instruction(0, 4);
    ir = open_ir(&irs[1]); /* a = a - b */
    set_reg(ir, A, op(ir, IR_SUB, 32, reg(ir, A), reg(ir, B), 0));
    instruction(1, 3);
    ir = open_ir(&irs[2]); /* a = a * 5 */
    set_reg(ir, A, op(ir, IR_MUL, 32, reg(ir, A), konst(ir, 5), 0));
    instruction(2, 2);
}

static void make_memory(void)
{
    struct ir *ir = open_ir(&irs[3]); /* a = word */
    unsigned ea = in_ram(ir, op(ir, IR_ADD, 32, reg(ir, B), field(ir, C), 0), SIZE - 1);
    set_reg(ir, A, op(ir, IR_LOAD, 32, ea, IR_NONE, 0));
    instruction(3, 4);
    ir = open_ir(&irs[4]); /* word = a */
    ea = in_ram(ir, op(ir, IR_ADD, 32, reg(ir, B), field(ir, C), 0), SIZE + 3);
    op(ir, IR_STORE, 0, ea, reg(ir, A), 0);
    instruction(4, 4);
    ir = open_ir(&irs[5]); /* a byte behind this instruction, and a twice: what it overwrites may be next */
    ea = pc_plus_c(ir);
    unsigned low = op(ir, IR_SLICE, 8, reg(ir, A), IR_NONE, 0);
    op(ir, IR_STORE, 0, ea, low, 0);
    pool[npool - 1].w2 = 8;
    op(ir, IR_STORE, 0, op(ir, IR_ADD, 32, ea, konst(ir, 2), 0), low, 0);
    pool[npool - 1].w2 = 8;
    set_reg(ir, A, op(ir, IR_ADD, 32, reg(ir, A), konst(ir, 77), 0));
    instruction(5, 4);
}

static void make_jumps(void)
{
    struct ir *ir = open_ir(&irs[6]); /* if a != b jump pc + 2c */
    unsigned cond = op(ir, IR_NE, 1, reg(ir, A), reg(ir, B), 0), to = pc_plus_c(ir), bz = npool;
    op(ir, IR_BZ, 1, cond, IR_NONE, 0);
    op(ir, IR_JUMP, 0, to, IR_NONE, 0);
    pool[bz].imm = ir->nops;
    instruction(6, 4);
    ir = open_ir(&irs[7]); /* jump pc + 2c; a = next */
    op(ir, IR_JUMP, 0, pc_plus_c(ir), IR_NONE, 0);
    set_reg(ir, A, op(ir, IR_NEXT_PC, 32, IR_NONE, IR_NONE, 0));
    instruction(7, 4);
    ir = open_ir(&irs[8]); /* jump b + c; a = next */
    op(ir, IR_JUMP, 0, in_ram(ir, op(ir, IR_ADD, 32, reg(ir, B), field(ir, C), 0), SIZE - 2), IR_NONE, 0);
    set_reg(ir, A, op(ir, IR_NEXT_PC, 32, IR_NONE, IR_NONE, 0));
    instruction(8, 4);
    ir = open_ir(&irs[9]); /* if a < b { a = c; jump pc + 2c } else { b = c } */
    cond = op(ir, IR_LTS, 1, reg(ir, A), reg(ir, B), 0);
    to = pc_plus_c(ir);
    bz = npool;
    op(ir, IR_BZ, 1, cond, IR_NONE, 0);
    set_reg(ir, A, field(ir, C));
    op(ir, IR_JUMP, 0, to, IR_NONE, 0);
    unsigned br = npool;
    op(ir, IR_BR, 0, IR_NONE, IR_NONE, 0);
    pool[bz].imm = ir->nops;
    set_reg(ir, B, field(ir, C));
    pool[br].imm = ir->nops;
    instruction(9, 4);
}

static void make_rest(void)
{
    struct ir *ir = open_ir(&irs[10]); /* a = instructions so far */
    unsigned n = op(ir, IR_COUNTER, 64, IR_NONE, IR_NONE, IR_INSTRET);
    set_reg(ir, A, op(ir, IR_SLICE, 32, n, IR_NONE, 0));
    instruction(10, 2);
    ir = open_ir(&irs[11]); /* trap, rarely: if a == b */
    unsigned cond = op(ir, IR_EQ, 1, reg(ir, A), reg(ir, B), 0), bz = npool;
    op(ir, IR_BZ, 1, cond, IR_NONE, 0);
    op(ir, IR_RAISE, 0, reg(ir, A), IR_NONE, 3);
    pool[bz].imm = ir->nops;
    instruction(11, 3);
    ir = open_ir(&irs[12]);
    op(ir, IR_SYS, 0, reg(ir, A), reg(ir, B), IR_SYS_HOST_CALL);
    instruction(12, 3);
    ir = open_ir(&irs[13]);
    op(ir, IR_SYS, 0, IR_NONE, IR_NONE, IR_SYS_FLUSH_ICACHE);
    instruction(13, 1);
    ir = open_ir(&irs[14]); /* isa.illegal */
    op(ir, IR_RAISE, 0, op(ir, IR_RAW, 8, IR_NONE, IR_NONE, 0), IR_NONE, 2);
    instruction(14, 1);
    isa.ninsns--;
    isa.illegal = &irs[14];
    open_ir(&hook); /* x6 = cause, x7 = pc of the victim, jump to the vector */
    op(&hook, IR_WRITE, 32, op(&hook, IR_FIELD, 6, IR_NONE, IR_NONE, 0), IR_NONE, 6);
    op(&hook, IR_WRITE, 32, op(&hook, IR_FIELD, 32, IR_NONE, IR_NONE, 3), IR_NONE, 7);
    op(&hook, IR_JUMP_NOW, 0, konst(&hook, VECTOR), IR_NONE, 0);
    pool[npool++] = (struct ir_op){ .code = IR_END };
    hook.nops++;
}

static void make_isa(void)
{
    if (npool)
        return;
    regs[0] = (struct reg){ .name = "x", .width = 32, .count = NREGS, .zero = 0, .slot = 0 };
    regs[1] = (struct reg){ .name = "pc", .width = 32, .zero = -1, .slot = NREGS };
    isa = (struct isa){ .regs = regs,
                        .nregs = 2,
                        .nslots = NREGS + 1,
                        .pc = &regs[1],
                        .unit = 8,
                        .word = 32,
                        .max_len = 4,
                        .insns = insns };
    isa.mem = (struct mem_desc){ .addr = 32,
                                 .cell = 8,
                                 .misaligned = MISALIGNED_SPLIT,
                                 .misaligned_load = 4,
                                 .misaligned_store = 6,
                                 .fault_load = 5,
                                 .fault_store = 7,
                                 .fault_fetch = 1 };
    make_arithmetic();
    make_memory();
    make_jumps();
    make_rest();
}

const struct insn *isa_decode(const struct isa *which, const struct ibits *raw, uint64_t *fields)
{
    unsigned code = raw->w[0] & 31;
    fields[A] = raw->w[0] >> 8 & 7;
    fields[B] = raw->w[0] >> 16 & 7;
    fields[C] = bits_sext(raw->w[0] >> 24 & 0xFF, 8, 32);
    if (code >= which->ninsns)
        code = code < 30 ? code % 10 : which->ninsns;
    return code < which->ninsns ? &which->insns[code] : NULL;
}

const struct insn *isa_expand(const struct insn *insn, const uint64_t *fields, uint64_t *out)
{
    memcpy(out, fields, 3 * sizeof *out);
    return insn;
}

/* ---- machines ---------------------------------------------------------------------------------------- */

struct rig {
    struct mem mem;
    struct arch arch;
    struct core *core;
};

static uint64_t seed;

static uint32_t rnd(uint32_t n)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)(seed >> 24) % n;
}

static void rig_init(struct rig *r, const uint8_t *ram)
{
    static const uint8_t vector[] = { 8, 5, 3, 8, 0, 6, 0, 1, 8, 5, 3, 8 }; /* jumps into RAM by x3 */
    struct region a = { .base = RAM, .size = SIZE, .flags = MEM_R | MEM_W | MEM_X },
                  b = { .base = VECTOR, .size = 0x1000, .kind = REGION_ROM, .flags = MEM_R | MEM_X };
    mem_init(&r->mem, 32);
    ck_assert(mem_add_region(&r->mem, &a, NULL) && mem_add_region(&r->mem, &b, NULL));
    mem_poke(&r->mem, RAM, ram, SIZE);
    mem_poke(&r->mem, VECTOR, vector, sizeof vector);
    memset(&r->arch, 0, sizeof r->arch);
    r->core = core_new(&isa, &r->mem, &r->arch, -1);
    core_reset(r->core, RAM);
    for (unsigned i = 1; i < NREGS; i++)
        r->arch.slot[i] = i * 0x101;
}

static void rig_release(struct rig *r)
{
    core_free(r->core);
    mem_release(&r->mem);
}

/* Until `instret` instructions have run, or a trap or system call ends it as `end` says it must. */
static void follow(struct rig *r, uint64_t instret, enum exec_status end, bool forgetful)
{
    enum exec_status st = EXEC_OK;
    while (r->arch.instret < instret || ((end == EXEC_TRAP || end == EXEC_FAULT) && st == EXEC_OK)) {
        r->arch.cycle = r->arch.instret;
        if (forgetful)
            core_invalidate(r->core, r->arch.pc - 4, 16);
        const struct dinsn *d = core_decode(r->core, r->arch.pc);
        if (d)
            st = core_exec(r->core, d);
        else if (core_trap(r->core, r->core->out.trap, false, r->core->out.trap_value, r->arch.pc))
            st = EXEC_OK;
        else
            st = EXEC_TRAP;
        if (st != EXEC_OK && st != EXEC_SYS)
            break;
        if (forgetful)
            core_collect(r->core);
    }
    if ((st == EXEC_TRAP) != (end == EXEC_TRAP))
        ck_abort_msg("status %d, not %d", (int)st, (int)end);
}

/* ck_assert writes to a file each time: not for the many comparisons that hold. */
static void same(const struct rig *a, const struct rig *b, uint64_t program)
{
    if (memcmp(a->arch.slot, b->arch.slot, sizeof a->arch.slot) || a->arch.pc != b->arch.pc ||
        a->arch.instret != b->arch.instret || mem_digest(&a->mem) != mem_digest(&b->mem))
        ck_abort_msg("program %" PRIu64 " differs after %" PRIu64 " instructions", program, a->arch.instret);
}

static void random_ram(uint8_t *ram)
{
    for (unsigned i = 0; i < SIZE; i++)
        ram[i] = (uint8_t)rnd(256);
}

/* Runs a program all three ways in steps of random size. */
static void compare(uint64_t program, bool traps)
{
    static uint8_t ram[SIZE];
    struct rig run, one, fresh;
    seed = program * UINT64_C(0x9E3779B97F4A7C15) + 99;
    random_ram(ram);
    isa.hook_trap = traps ? &hook : NULL;
    rig_init(&run, ram);
    rig_init(&one, ram);
    rig_init(&fresh, ram);
    while (run.arch.instret < 1500) {
        uint64_t done, before = run.arch.instret;
        enum exec_status st = core_run(run.core, 1 + rnd(120), &done);
        if (run.arch.instret - before != done)
            ck_abort_msg("program %" PRIu64 ": counted %" PRIu64, program, done);
        follow(&one, run.arch.instret, st, false);
        follow(&fresh, run.arch.instret, st, true);
        same(&run, &one, program);
        same(&run, &fresh, program);
        if (st == EXEC_TRAP) {
            ck_assert_uint_eq(run.core->out.trap, one.core->out.trap);
            ck_assert_uint_eq(run.core->out.trap_value, one.core->out.trap_value);
            run.arch.pc = one.arch.pc = fresh.arch.pc = RAM + rnd(SIZE);
        }
    }
    rig_release(&run);
    rig_release(&one);
    rig_release(&fresh);
}

static unsigned programs(void)
{
    const char *quick = getenv("TESTS_QUICK");
    return quick && *quick ? 60 : 400;
}

START_TEST(three_ways_with_hook)
{
    make_isa();
    for (unsigned i = 0; i < programs(); i++)
        compare(i, true);
}
END_TEST

START_TEST(three_ways_without_hook)
{
    make_isa();
    for (unsigned i = 0; i < programs(); i++)
        compare(1000 + i, false);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("exec_run");
    TCase *t = tcase_create("run");
    tcase_add_test(t, three_ways_with_hook);
    tcase_add_test(t, three_ways_without_hook);
    suite_add_tcase(s, t);
    SRunner *r = srunner_create(s);
    srunner_set_tap(r, "-");
    srunner_run_all(r, CK_SILENT);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
