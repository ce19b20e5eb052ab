/* check_exec_isa.c - every instruction of every shipped target: specialised and executed, it must do what the
 * plain evaluator (ir_eval) makes of its semantics, on random operands, registers and memory. */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/bits.h"
#include "exec/exec.h"
#include "exec/uop.h"

#define SIZE 0x10000u

#define RECORDED 64

struct rig {
    struct isa *isa;
    struct mem mem, twin; /* the twin is the evaluator's */
    struct arch arch;
    struct core *core;
    uint64_t seed, base; /* base: of RAM, in bytes */
    unsigned shift;      /* log2 of the bytes of a cell */
    /* what the evaluator met */
    enum exec_status st;
    unsigned trap;
    uint64_t value;
    bool sys;
    enum ir_sys sys_code;
    /* what a recorder was told */
    struct exec_recorder recorder;
    struct arch recorded;
    unsigned nbegun, nstores;
    struct {
        uint64_t addr;
        unsigned size;
        uint8_t old[8];
    } stores[RECORDED];
};

static uint64_t rnd(struct rig *r)
{
    r->seed ^= r->seed << 13;
    r->seed ^= r->seed >> 7;
    r->seed ^= r->seed << 17;
    return r->seed * UINT64_C(0x2545F4914F6CDD1D);
}

/* A number, more often than not an interesting one. */
static uint64_t number(struct rig *r)
{
    uint64_t v = rnd(r);
    switch (v >> 8 & 7) {
    case 0: return v;
    case 1: return v >> 60;
    case 2: return 0 - (v >> 60);
    case 3: return UINT64_C(1) << (v >> 58);
    default: return (r->base >> r->shift) + (v >> 48) % ((SIZE >> r->shift) + 8);
    }
}

/* ---- the evaluator's world --------------------------------------------------------------------------- */

static bool stop(struct rig *r, int trap, uint64_t value)
{
    r->st = trap >= 0 ? EXEC_TRAP : EXEC_FAULT;
    r->trap = trap >= 0 ? (unsigned)trap : 0;
    r->value = value;
    return false;
}

static bool access_ok(struct rig *r, uint64_t addr, unsigned n, bool store)
{
    const struct mem_desc *m = &r->isa->mem;
    uint64_t at = addr << r->shift;
    if (n > 1u << r->shift && (at & (n - 1)) && m->misaligned == MISALIGNED_TRAP)
        return stop(r, store ? m->misaligned_store : m->misaligned_load, addr);
    if (at < r->base || at - r->base > SIZE - n)
        return stop(r, store ? m->fault_store : m->fault_load, addr);
    return true;
}

static bool load(void *ctx, uint64_t addr, unsigned bits, unsigned flags, uint64_t *out)
{
    struct rig *r = ctx;
    uint8_t b[8];
    unsigned n = bits / 8;
    if (!access_ok(r, addr, n, flags & IRF_AS_STORE))
        return false;
    mem_peek(&r->twin, addr << r->shift, b, n);
    *out = 0;
    for (unsigned i = 0; i < n; i++)
        *out |= (uint64_t)b[i] << 8 * (r->isa->mem.big_endian ? n - 1 - i : i);
    return true;
}

static bool store(void *ctx, uint64_t addr, unsigned bits, unsigned flags, uint64_t v)
{
    struct rig *r = ctx;
    uint8_t b[8];
    unsigned n = bits / 8;
    (void)flags;
    if (!access_ok(r, addr, n, true))
        return false;
    for (unsigned i = 0; i < n; i++)
        b[i] = (uint8_t)(v >> 8 * (r->isa->mem.big_endian ? n - 1 - i : i));
    mem_poke(&r->twin, addr << r->shift, b, n);
    return true;
}

static bool sys(void *ctx, enum ir_sys s, uint64_t a, uint64_t b)
{
    struct rig *r = ctx;
    (void)a, (void)b;
    if (s != IR_SYS_FENCE && s != IR_SYS_FLUSH_ICACHE && s != IR_SYS_FLUSH_TRANSLATIONS) {
        r->sys = true;
        r->sys_code = s;
    }
    return true;
}

static uint64_t counter(void *ctx, enum ir_counter c)
{
    const struct rig *r = ctx;
    return c == IR_INSTRET ? r->arch.instret : r->arch.cycle;
}

/* ---- one instruction --------------------------------------------------------------------------------- */

static void random_state(struct rig *r)
{
    core_reset(r->core, 0);
    for (unsigned i = 0; i < r->isa->nregs; i++) {
        const struct reg *g = &r->isa->regs[i];
        uint64_t mask = bits_mask(g->width) & (g->mask ? g->mask : UINT64_MAX);
        for (unsigned k = 0; !g->njoin && k < (g->count ? g->count : 1); k++)
            if (g != r->isa->pc && (int)k != g->zero)
                r->arch.slot[g->slot + k] = (number(r) & mask) | g->ones;
    }
    r->arch.instret = 1000;
    r->arch.cycle = 2000;
}

static uint64_t raw_number(const struct rig *r, const uint8_t *bytes, unsigned n)
{
    uint64_t v = 0;
    n = n < 8 ? n : 8;
    for (unsigned i = 0; i < n; i++)
        v |= (uint64_t)bytes[r->isa->big_endian ? n - 1 - i : i] << 8 * i;
    return v;
}

static void put_code(struct rig *r, uint64_t at, const uint8_t *bytes, unsigned n)
{
    mem_poke(&r->mem, at, bytes, n);
    mem_poke(&r->twin, at, bytes, n);
}

static void complain(const struct rig *r, const struct insn *insn, const uint8_t *bytes, const char *what)
{
    char text[64] = "";
    for (unsigned i = 0; i < insn->len; i++)
        snprintf(text + 3 * i, sizeof text - 3 * i, " %02x", bytes[i]);
    ck_abort_msg("%s %s:%s differs: %s", r->isa->target, insn->name, text, what);
}

static void compare(struct rig *r, const struct insn *insn, const uint8_t *bytes, const uint64_t *slots,
                    const struct ir_env *env, enum exec_status st)
{
    const struct exec_out *out = &r->core->out;
    const struct arch *a = &r->arch;
    if (env->trapped) {
        r->st = EXEC_TRAP;
        r->trap = env->trap;
        r->value = env->trap_value;
    } else if (r->st == EXEC_OK && r->sys) {
        r->st = EXEC_SYS;
    }
    if (a->delayed_pending)
        r->arch.slot[a->delayed_slot] = a->delayed_value;
    if (st != r->st)
        complain(r, insn, bytes, "status");
    if ((st == EXEC_TRAP && out->trap != r->trap) ||
        ((st == EXEC_TRAP || st == EXEC_FAULT) && out->trap_value != r->value))
        complain(r, insn, bytes, "trap");
    if (st == EXEC_SYS && out->sys != r->sys_code)
        complain(r, insn, bytes, "system call");
    if (memcmp(a->slot, slots, ARCH_SLOTS * sizeof *slots))
        complain(r, insn, bytes, "registers");
    if ((insn->expands || insn->ir->foot.stores) && mem_digest(&r->mem) != mem_digest(&r->twin))
        complain(r, insn, bytes, "memory");
    if (st <= EXEC_OK || st == EXEC_SYS) {
        if (out->taken != env->jumped || (env->jumped && out->target != env->target))
            complain(r, insn, bytes, "jump");
        if (!r->isa->delay_slots && a->pc != (env->jumped ? env->target : env->next_pc))
            complain(r, insn, bytes, "pc");
    }
    if (st == EXEC_OK && a->reserved != env->reserved)
        complain(r, insn, bytes, "reservation");
}

/* The evaluator's pc doesn't move while operands are fetched. */
static bool fetches(const struct ir *ir)
{
    for (unsigned i = 0; ir && i < ir->nops; i++)
        if (ir->ops[i].code == IR_FETCH)
            return true;
    return false;
}

/* On scratch registers the same comes out, and nothing else changes. */
static void dry_run(struct rig *r, const struct insn *insn, const uint8_t *bytes, const struct dinsn *d,
                    const uint64_t *want, const struct ir_env *env)
{
    uint64_t scratch[ARCH_SLOTS];
    struct arch before = r->arch;
    memcpy(scratch, r->arch.slot, sizeof scratch);
    enum exec_status st = core_exec_scratch(r->core, d, scratch, false);
    if (memcmp(&before, &r->arch, sizeof before))
        complain(r, insn, bytes, "scratch execution changed the state");
    if (r->isa->delay_slots || (d->stores && d->loads))
        return; /* delayed writes stay pending; loads behind suppressed stores */
    if (memcmp(scratch, want, sizeof scratch))
        complain(r, insn, bytes, "scratch registers");
    if ((env->trapped || r->st != EXEC_OK) != (st == EXEC_TRAP || st == EXEC_FAULT))
        complain(r, insn, bytes, "scratch status");
}

static void record_begun(void *ctx, uint64_t pc)
{
    struct rig *r = ctx;
    r->nbegun += pc == r->arch.pc;
    r->recorded = r->arch;
}

static void record_stored(void *ctx, uint64_t addr, unsigned size)
{
    struct rig *r = ctx;
    ck_assert_uint_lt(r->nstores, RECORDED);
    r->stores[r->nstores].addr = addr;
    r->stores[r->nstores].size = size;
    ck_assert(mem_peek(&r->mem, addr, r->stores[r->nstores++].old, size));
}

/* What it overwrote is told to a recorder, and can be put back. */
static void undo(struct rig *r, const struct insn *insn, const uint8_t *bytes, const uint64_t *before,
                 uint64_t memory)
{
    core_record(r->core, NULL);
    if (r->nbegun != 1 || memcmp(before, r->recorded.slot, sizeof r->recorded.slot))
        complain(r, insn, bytes, "the record of the state before");
    while (r->nstores--)
        mem_poke(&r->mem, r->stores[r->nstores].addr, r->stores[r->nstores].old, r->stores[r->nstores].size);
    if (mem_digest(&r->mem) != memory)
        complain(r, insn, bytes, "the record of stores");
}

static void run_one(struct rig *r, const struct insn *insn)
{
    uint64_t where = (r->base >> r->shift) + ((rnd(r) >> 50) & ~UINT64_C(7)),
             fields[INSN_MAX_OPERANDS] = { 0 }, encoded[INSN_MAX_OPERANDS] = { 0 };
    struct ibits raw = { { 0, 0 } };
    uint8_t bytes[INSN_MAX_BYTES] = { 0 };
    for (unsigned i = 0; i < insn->len; i++) {
        unsigned at = 8 * (i % 8);
        uint64_t keep = insn->mask.w[i / 8] >> at & 0xFF;
        bytes[i] = (uint8_t)((insn->value.w[i / 8] >> at & keep) | (rnd(r) >> 40 & ~keep & 0xFF));
        raw.w[i / 8] |= (uint64_t)bytes[i] << at;
    }
    const struct insn *found = isa_decode(r->isa, &raw, encoded),
                      *body = found ? isa_expand(found, encoded, fields) : NULL;
    if (!found || found->len != insn->len || fetches(body->ir))
        return; /* not found: `where:` says that these bits are another */
    random_state(r);
    put_code(r, where << r->shift, bytes, insn->len);
    r->arch.pc = where;
    uint64_t next = (where + (insn->len >> r->shift)) & bits_mask(r->isa->pc->width);
    uint64_t slots[ARCH_SLOTS], before[ARCH_SLOTS], memory = 0;
    memcpy(slots, r->arch.slot, sizeof slots);
    memcpy(before, slots, sizeof slots);
    const struct dinsn *d = core_decode(r->core, where);
    if (!d || d->enc != found)
        complain(r, insn, bytes, "decoding");
    if (d->ncode == 1 && d->uops[0] == U_RAISE_I && body->ir->nops > 2 && !body->ir->foot.may_trap)
        complain(r, insn, bytes, "specialisation failed");
    struct ir_env env = { .slots = slots,
                          .fields = fields,
                          .pc = r->isa->pc_next ? next : where,
                          .next_pc = next,
                          .raw = raw_number(r, bytes, insn->len),
                          .load = load,
                          .store = store,
                          .sys = sys,
                          .counter = counter,
                          .ctx = r };
    r->st = EXEC_OK;
    r->sys = false;
    ir_eval(r->isa, body->ir, &env);
    dry_run(r, insn, bytes, d, slots, &env);
    bool back = !(rnd(r) >> 62);
    if (back) {
        memory = mem_digest(&r->mem);
        r->nbegun = r->nstores = 0;
        r->recorder = (struct exec_recorder){ r, record_begun, record_stored };
        core_record(r->core, &r->recorder);
    }
    enum exec_status st = core_exec(r->core, d);
    compare(r, insn, bytes, slots, &env, st);
    if (back) {
        undo(r, insn, bytes, before, memory);
        mem_release(&r->twin);
        mem_snapshot(&r->twin, &r->mem);
    }
}

static struct isa *load_isa(const char *name)
{
    struct diag d;
    diag_init(&d);
    struct isa *isa = isa_load(&(struct isa_request){ .target = name }, &d);
    if (!isa) {
        diag_print(&d, stderr);
        ck_abort_msg("%s doesn't load", name);
    }
    diag_release(&d);
    return isa;
}

static void rig_init(struct rig *r, struct isa *isa)
{
    *r = (struct rig){ .isa = isa, .seed = 88172645463325252 };
    while (8u << r->shift < isa->mem.cell)
        r->shift++;
    r->base = isa->mem.addr > 16 ? 0x40000 : 0;
    struct region ram = { .base = r->base, .size = SIZE, .flags = MEM_R | MEM_W | MEM_X };
    mem_init(&r->mem, isa->mem.addr + r->shift);
    ck_assert(mem_add_region(&r->mem, &ram, NULL));
    for (uint64_t a = 0; a < SIZE; a += 8) {
        uint64_t v = number(r);
        mem_poke(&r->mem, r->base + a, &v, 8);
    }
    r->core = core_new(isa, &r->mem, &r->arch, -1);
    core_reset(r->core, r->base >> r->shift);
}

static void rig_release(struct rig *r)
{
    core_free(r->core);
    mem_release(&r->mem);
}

static bool quick(void)
{
    const char *q = getenv("TESTS_QUICK");
    return q && *q;
}

static char **targets;

START_TEST(every_instruction)
{
    static struct rig r;
    struct isa *isa = load_isa(targets[_i]);
    isa->hook_trap = NULL; /* what the hooks do is not the matter here */
    isa->mem.fault_all = NULL;
    rig_init(&r, isa);
    mem_snapshot(&r.twin, &r.mem);
    for (unsigned i = 0; i < isa->ninsns; i++)
        for (unsigned k = 0; k < (quick() ? 10u : 60u); k++)
            run_one(&r, &isa->insns[i]);
    mem_release(&r.twin);
    rig_release(&r);
    isa_free(isa);
}
END_TEST

/* ---- programs of random instructions: in blocks and one by one --------------------------------------- */

static unsigned random_insn(struct rig *r, uint8_t *bytes)
{
    const struct insn *insn = &r->isa->insns[(rnd(r) >> 20) % r->isa->ninsns];
    for (unsigned i = 0; i < insn->len; i++) {
        unsigned at = 8 * (i % 8);
        uint64_t keep = insn->mask.w[i / 8] >> at & 0xFF;
        bytes[i] = (uint8_t)((insn->value.w[i / 8] >> at & keep) | (rnd(r) >> 40 & ~keep & 0xFF));
    }
    return insn->len;
}

/* One by one until `instret`; then, if a trap ended the other, until it happens here too. */
static void follow(struct rig *r, uint64_t instret, bool trap)
{
    enum exec_status st = EXEC_OK;
    while (r->arch.instret < instret || (trap && st == EXEC_OK)) {
        r->arch.cycle = r->arch.instret;
        const struct dinsn *d = core_decode(r->core, r->arch.pc);
        st = d ? core_exec(r->core, d) : EXEC_TRAP;
        if (st == EXEC_TRAP || st == EXEC_FAULT)
            break;
    }
    if (trap != (st == EXEC_TRAP || st == EXEC_FAULT))
        ck_abort_msg("%s: trap on one side only", r->isa->target);
}

static void check_same(const struct rig *a, const struct rig *b)
{
    struct arch x = a->arch, y = b->arch;
    x.cycle = y.cycle = 0;
    if (memcmp(&x, &y, sizeof x) || mem_digest(&a->mem) != mem_digest(&b->mem))
        ck_abort_msg("%s: differs after %" PRIu64 " instructions", a->isa->target, x.instret);
}

START_TEST(random_programs)
{
    static struct rig run, one;
    struct isa *isa = load_isa(targets[_i]);
    isa->hook_trap = NULL;
    rig_init(&run, isa);
    rig_init(&one, isa);
    for (uint64_t a = 0; a < SIZE - INSN_MAX_BYTES;) {
        uint8_t bytes[INSN_MAX_BYTES] = { 0 };
        unsigned len = random_insn(&run, bytes);
        mem_poke(&run.mem, run.base + a, bytes, len);
        mem_poke(&one.mem, run.base + a, bytes, len);
        a += len;
    }
    for (unsigned turn = 0; turn < (quick() ? 300u : 3000u); turn++) {
        uint64_t done;
        enum exec_status st = core_run(run.core, 1 + (rnd(&run) >> 58), &done);
        bool trap = st == EXEC_TRAP || st == EXEC_FAULT;
        follow(&one, run.arch.instret, trap);
        check_same(&run, &one);
        if (!trap)
            continue;
        uint64_t pc = ((run.base + (rnd(&run) >> 48)) & ~UINT64_C(7)) >> run.shift;
        for (unsigned i = 0; i < isa->nregs; i++)
            for (unsigned k = 0; k < isa->regs[i].count; k++)
                if ((int)k != isa->regs[i].zero)
                    run.arch.slot[isa->regs[i].slot + k] = number(&run) & bits_mask(isa->regs[i].width);
        run.arch.pc = pc;
        run.arch.jump_pending = 0;
        one.arch = run.arch;
    }
    rig_release(&run);
    rig_release(&one);
    isa_free(isa);
}
END_TEST

/* What a program spends its time on is one operation (and one that ends the instruction, unless it jumps). */
START_TEST(one_operation_each)
{
    static const struct {
        const char *target;
        uint32_t word;
        unsigned ops;
    } rows[] = {
        { "rv32", 0x00C58533, 2 }, /* add a0, a1, a2 */
        { "rv32", 0xFFF58513, 2 }, /* addi a0, a1, -1 */
        { "rv32", 0x12345537, 2 }, /* lui a0, 0x12345 */
        { "rv32", 0x12345517, 2 }, /* auipc a0, 0x12345 */
        { "rv32", 0x00C5B533, 2 }, /* sltu a0, a1, a2 */
        { "rv32", 0x40C5D533, 2 }, /* sra a0, a1, a2 */
        { "rv32", 0x02C58533, 2 }, /* mul a0, a1, a2 */
        { "rv32", 0x02C5C533, 2 }, /* div a0, a1, a2 */
        { "rv32", 0x0085A503, 2 }, /* lw a0, 8(a1) */
        { "rv32", 0x00859503, 2 }, /* lh a0, 8(a1) */
        { "rv32", 0x00A5A423, 2 }, /* sw a0, 8(a1) */
        { "rv32", 0x0005A023, 2 }, /* sw zero, 0(a1) */
        { "rv32", 0x00B50463, 1 }, /* beq a0, a1, 8 */
        { "rv32", 0x00A05463, 1 }, /* bge zero, a0, 8 */
        { "rv32", 0x008000EF, 1 }, /* jal ra, 8 */
        { "rv32", 0x00008067, 1 }, /* ret */
        { "rv32", 0x004500E7, 1 }, /* jalr ra, 4(a0) */
        { "rv32", 0x00000013, 1 }, /* nop */
        { "rv64", 0x00C5853B, 2 }, /* addw a0, a1, a2 */
        { "rv64", 0xFFF5851B, 2 }, /* addiw a0, a1, -1 */
        { "rv64", 0x0005851B, 2 }, /* sext.w a0, a1 */
        { "rv64", 0x00C5D53B, 2 }, /* srlw a0, a1, a2 */
        { "rv64", 0x4035D51B, 2 }, /* sraiw a0, a1, 3 */
        { "rv64", 0x02C5853B, 2 }, /* mulw a0, a1, a2 */
        { "rv64", 0x0085A503, 2 }, /* lw a0, 8(a1) */
        { "rv64", 0x0085B503, 2 }, /* ld a0, 8(a1) */
        { "rv64", 0x00A5A423, 2 }, /* sw a0, 8(a1) */
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct diag d;
        struct mem m;
        static struct arch arch;
        diag_init(&d);
        struct isa *isa = isa_load(&(struct isa_request){ .target = rows[i].target }, &d);
        ck_assert_ptr_nonnull(isa);
        mem_init(&m, isa->mem.addr);
        mem_add_region(&m, &(struct region){ .base = 0x1000, .size = 0x1000, .flags = MEM_R | MEM_X }, NULL);
        mem_poke(&m, 0x1000, &rows[i].word, 4);
        struct core *c = core_new(isa, &m, &arch, -1);
        const struct dinsn *dec = core_decode(c, 0x1000);
        ck_assert_ptr_nonnull(dec);
        ck_assert_msg(dec->ncode == rows[i].ops, "%s %s: %u operations", rows[i].target, dec->insn->name,
                      dec->ncode);
        core_free(c);
        mem_release(&m);
        isa_free(isa);
        diag_release(&d);
    }
}
END_TEST

int main(void)
{
    size_t n;
    targets = isa_targets(&n);
    Suite *s = suite_create("exec_isa");
    TCase *t = tcase_create("targets");
    tcase_add_loop_test(t, every_instruction, 0, (int)n);
    tcase_add_loop_test(t, random_programs, 0, (int)n);
    tcase_add_test(t, one_operation_each);
    suite_add_tcase(s, t);
    SRunner *r = srunner_create(s);
    srunner_set_tap(r, "-");
    srunner_run_all(r, CK_SILENT);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    for (size_t i = 0; i < n; i++)
        free(targets[i]);
    free(targets);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
