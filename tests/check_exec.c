/* check_exec.c - random IR programs: what is specialised and fused must do what the IR says, operation by
 * operation.
 *
 * The reference below runs the IR as ir.h reads; random_ir.c makes the programs. */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/bits.h"
#include "base/str.h"
#include "exec/code.h"
#include "exec/exec.h"
#include "isa/ir_fold.h"
#include "random_ir.h"

/* ---- a tiny ISA: a file of eight registers, x[0] is zero --------------------------------------------- */

static struct reg regs[2];
static struct isa tiny;

static void tiny_init(unsigned width, bool big, unsigned misaligned)
{
    memset(regs, 0, sizeof regs);
    memset(&tiny, 0, sizeof tiny);
    regs[0] = (struct reg){ .name = "x", .width = width, .count = NREGS, .zero = 0, .slot = 0 };
    regs[1] = (struct reg){ .name = "pc", .width = width, .zero = -1, .slot = NREGS };
    tiny.regs = regs;
    tiny.nregs = 2;
    tiny.nslots = NREGS + 1;
    tiny.pc = &regs[1];
    tiny.unit = 8;
    tiny.word = width;
    tiny.max_len = 4;
    tiny.mem = (struct mem_desc){ .addr = width,
                                  .cell = 8,
                                  .big_endian = big,
                                  .misaligned = (enum misaligned)misaligned,
                                  .misaligned_load = 4,
                                  .misaligned_store = 6,
                                  .fault_load = 5,
                                  .fault_store = 7,
                                  .fault_fetch = 1 };
}

/* The decoder isn't used: instructions are made from IR. */
const struct insn *isa_decode(const struct isa *isa, const struct ibits *raw, uint64_t *fields)
{
    (void)isa, (void)raw, (void)fields;
    return NULL;
}

const struct insn *isa_expand(const struct insn *insn, const uint64_t *fields, uint64_t *out)
{
    (void)fields, (void)out;
    return insn;
}

/* ---- reference --------------------------------------------------------------------------------------- */

struct state {
    uint64_t x[NREGS];
    uint8_t ram[SIZE];
    bool reserved, jumped, trapped;
    uint64_t reserve_addr, target, trap_value;
    unsigned trap;
};

static bool trap(struct state *s, unsigned n, uint64_t v)
{
    s->trapped = true;
    s->trap = n;
    s->trap_value = v;
    return false;
}

static bool access_ok(struct state *s, uint64_t a, unsigned n, bool store)
{
    if (a & (n - 1) && tiny.mem.misaligned == MISALIGNED_TRAP)
        return trap(s, store ? 6 : 4, a);
    if (a < RAM || a + n > RAM + SIZE || a + n < a)
        return trap(s, store ? 7 : 5, a);
    return true;
}

static bool ref_load(struct state *s, uint64_t a, unsigned n, uint64_t *v)
{
    *v = 0;
    if (!access_ok(s, a, n, false))
        return false;
    for (unsigned i = 0; i < n; i++)
        *v |= (uint64_t)s->ram[a - RAM + i] << 8 * (tiny.mem.big_endian ? n - 1 - i : i);
    return true;
}

static bool ref_store(struct state *s, uint64_t a, unsigned n, uint64_t v)
{
    if (!access_ok(s, a, n, true))
        return false;
    for (unsigned i = 0; i < n; i++)
        s->ram[a - RAM + i] = (uint8_t)(v >> 8 * (tiny.mem.big_endian ? n - 1 - i : i));
    return true;
}

static bool ref_op(const struct gen *g, struct state *s, uint64_t *t, const struct ir_op *o,
                   const uint64_t *fields)
{
    uint64_t a = o->a == IR_NONE ? 0 : t[o->a], b = o->b == IR_NONE ? 0 : t[o->b],
             c = o->c == IR_NONE ? 0 : t[o->c];
    uint64_t r = 0;
    switch (o->code) {
    case IR_FIELD: r = fields[o->imm] & bits_mask(o->w); break;
    case IR_PC: r = 0x100; break;
    case IR_NEXT_PC: r = 0x104; break;
    case IR_COUNTER: r = (o->imm == IR_INSTRET ? 77 : 99) & bits_mask(o->w); break;
    case IR_READ: r = o->imm ? s->x[o->imm] : 0; break;
    case IR_READX: r = a && a < NREGS ? s->x[a] : 0; break;
    case IR_WRITE:
        if (o->imm)
            s->x[o->imm] = a;
        break;
    case IR_WRITEX:
        if (a && a < NREGS)
            s->x[a] = b;
        break;
    case IR_LOAD_RESERVED:
    case IR_LOAD:
        if (!ref_load(s, a, o->w / 8, &r))
            return false;
        if (o->code == IR_LOAD_RESERVED) {
            s->reserved = true;
            s->reserve_addr = a;
        }
        break;
    case IR_STORE: return ref_store(s, a, o->w2 / 8, b);
    case IR_STORE_COND:
        r = !(s->reserved && s->reserve_addr == a);
        s->reserved = false;
        if (!r && !ref_store(s, a, o->w2 / 8, b))
            return false;
        break;
    case IR_JUMP:
        s->jumped = true;
        s->target = a;
        break;
    case IR_RAISE: return trap(s, (unsigned)o->imm, a);
    default: r = ir_fold(o, a, b, c);
    }
    if (o->d != IR_NONE)
        t[o->d] = r;
    (void)g;
    return true;
}

static void reference(const struct gen *g, struct state *s, const uint64_t *fields)
{
    uint64_t t[400] = { 0 };
    for (unsigned i = 0; g->ops[i].code != IR_END; i++) {
        const struct ir_op *o = &g->ops[i];
        if (o->code == IR_BR || (o->code == IR_BZ && t[o->a] == 0))
            i = (unsigned)o->imm - 1;
        else if (o->code != IR_BZ && !ref_op(g, s, t, o, fields))
            return;
    }
}

/* ---- comparison -------------------------------------------------------------------------------------- */

struct rig {
    struct mem mem;
    struct arch arch;
    struct core *core;
};

static void rig_init(struct rig *r)
{
    mem_init(&r->mem, tiny.mem.addr);
    struct region ram = { .base = RAM, .size = SIZE, .flags = MEM_R | MEM_W, .name = "ram" };
    ck_assert(mem_add_region(&r->mem, &ram, NULL));
    memset(&r->arch, 0, sizeof r->arch);
    r->core = core_new(&tiny, &r->mem, &r->arch, -1);
}

static void rig_release(struct rig *r)
{
    core_free(r->core);
    mem_release(&r->mem);
}

static void explain(const struct gen *g, uint64_t seed)
{
    struct str s;
    str_init(&s);
    ir_print(&g->ir, &s);
    fprintf(stderr, "# seed %" PRIu64 " width %u\n%s", seed, g->w, s.buf);
    str_release(&s);
}

static bool compare(struct rig *r, const struct state *s, enum exec_status st)
{
    uint8_t ram[SIZE];
    bool same = s->trapped == (st == EXEC_TRAP);
    for (unsigned i = 0; i < NREGS; i++)
        same &= r->arch.slot[i] == s->x[i];
    for (unsigned i = tiny.nslots; i < ARCH_SLOTS; i++)
        same &= r->arch.slot[i] == 0;
    mem_peek(&r->mem, RAM, ram, SIZE);
    same &= !memcmp(ram, s->ram, SIZE);
    if (s->trapped)
        same &=
            r->core->out.trap == s->trap && r->core->out.trap_value == s->trap_value && r->arch.pc == 0x100;
    else
        same &= r->arch.pc == (s->jumped ? s->target : 0x104) && r->core->out.taken == s->jumped;
    same &= r->arch.reserved == s->reserved;
    return same;
}

static void fill(struct gen *g, struct rig *r, struct state *s)
{
    memset(s, 0, sizeof *s);
    for (unsigned i = 1; i < NREGS; i++)
        s->x[i] = gen_number(g) & bits_mask(g->w);
    for (unsigned i = 0; i < SIZE; i += 8) {
        uint64_t v = gen_number(g);
        memcpy(&s->ram[i], &v, 8);
    }
    mem_poke(&r->mem, RAM, s->ram, SIZE);
    memset(&r->arch, 0, sizeof r->arch);
    memcpy(r->arch.slot, s->x, sizeof s->x);
    r->arch.reserved = (uint8_t)gen_below(g, 2);
    s->reserved = r->arch.reserved != 0;
    s->reserve_addr = r->arch.reserve_addr = RAM + (gen_below(g, 64) & ~7u);
    r->arch.pc = 0x100;
    r->arch.instret = 77;
    r->arch.cycle = 99;
}

static void random_programs(unsigned w, bool big, unsigned misaligned, unsigned from, unsigned to)
{
    static struct gen g;
    static struct state s;
    struct rig r;
    tiny_init(w, big, misaligned);
    rig_init(&r);
    for (uint64_t seed = from; seed < to; seed++) {
        gen_program(&g, seed, w);
        uint64_t fields[8];
        for (unsigned i = 0; i < 8; i++)
            fields[i] = gen_number(&g);
        struct spec_in in = {
            .isa = &tiny, .ir = &g.ir, .fields = fields, .pc = 0x100, .next = 0x104, .len = 4
        };
        struct dinsn *d = code_make(r.core, &in, &(struct dinsn){ .pc = 0x100, .next = 0x104, .len = 4 });
        for (unsigned turn = 0; turn < 3; turn++) {
            fill(&g, &r, &s);
            enum exec_status st = core_exec(r.core, d);
            reference(&g, &s, fields);
            if (!compare(&r, &s, st)) {
                explain(&g, seed);
                ck_abort_msg("seed %" PRIu64 " differs", seed);
            }
        }
        free(d);
    }
    rig_release(&r);
}

static unsigned count(void)
{
    const char *quick = getenv("TESTS_QUICK");
    return quick && *quick ? 1500 : 6000;
}

START_TEST(random_32)
{
    random_programs(32, false, MISALIGNED_TRAP, 0, count());
}
END_TEST

START_TEST(random_64)
{
    random_programs(64, false, MISALIGNED_SPLIT, 100000, 100000 + count());
}
END_TEST

START_TEST(random_big_endian)
{
    random_programs(32, true, MISALIGNED_SPLIT, 200000, 200000 + count());
}
END_TEST

START_TEST(random_16)
{
    random_programs(16, false, MISALIGNED_SPLIT, 300000, 300000 + count());
}
END_TEST

int main(void)
{
    Suite *s = suite_create("exec");
    TCase *t = tcase_create("random programs");
    tcase_add_test(t, random_32);
    tcase_add_test(t, random_64);
    tcase_add_test(t, random_big_endian);
    tcase_add_test(t, random_16);
    suite_add_tcase(s, t);
    SRunner *r = srunner_create(s);
    srunner_set_tap(r, "-");
    srunner_run_all(r, CK_SILENT);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
