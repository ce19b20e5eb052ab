/* check_exec.c - random IR programs: what is specialised and fused must do what the IR says, operation by
 * operation.
 *
 * The reference below runs the IR as ir.h reads; programs are made by a seeded generator, so a failure can be
 * repeated. */
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

#define NREGS  8
#define RAM    0x4000u
#define SIZE   0x2000u
#define MAXOPS 200

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

/* ---- generator --------------------------------------------------------------------------------------- */

struct gen {
    uint64_t seed;
    struct ir ir;
    struct ir_op ops[MAXOPS + 40];
    uint8_t widths[400];
    uint64_t multi[8];
    unsigned vars[3];
    unsigned nvars;
    bool gone[400]; /* defined inside an `if` that is over */
    unsigned w;     /* of a register */
};

static uint32_t rnd(struct gen *g, uint32_t n)
{
    g->seed ^= g->seed << 13;
    g->seed ^= g->seed >> 7;
    g->seed ^= g->seed << 17;
    return (uint32_t)(g->seed >> 24) % n;
}

static uint64_t rnd64(struct gen *g)
{
    uint64_t v = (uint64_t)rnd(g, UINT32_MAX) << 32 | rnd(g, UINT32_MAX);
    switch (rnd(g, 5)) {
    case 0: return v;
    case 1: return rnd(g, 4);
    case 2: return (uint64_t)0 - rnd(g, 4);
    case 3: return UINT64_C(1) << rnd(g, 64);
    default: return v & 0xFF;
    }
}

static struct ir_op *put(struct gen *g, enum ir_code code, unsigned w)
{
    struct ir_op *o = &g->ops[g->ir.nops++];
    *o = (struct ir_op){
        .code = code, .w = (uint8_t)w, .d = IR_NONE, .a = IR_NONE, .b = IR_NONE, .c = IR_NONE
    };
    return o;
}

static unsigned temp(struct gen *g, unsigned w)
{
    g->widths[g->ir.ntemps] = (uint8_t)w;
    return g->ir.ntemps++;
}

static struct ir_op *def(struct gen *g, enum ir_code code, unsigned w)
{
    struct ir_op *o = put(g, code, w);
    o->d = (uint16_t)temp(g, w);
    return o;
}

static unsigned konst(struct gen *g, unsigned w, uint64_t v)
{
    struct ir_op *o = def(g, rnd(g, 8) ? IR_CONST : IR_FIELD, w);
    o->imm = o->code == IR_CONST ? v & bits_mask(w) : rnd(g, 4);
    return o->d;
}

static unsigned read_reg(struct gen *g)
{
    if (rnd(g, 2)) {
        struct ir_op *o = def(g, IR_READ, g->w);
        o->imm = rnd(g, NREGS);
        return o->d;
    }
    unsigned index = konst(g, 3, rnd(g, NREGS));
    if (!rnd(g, 6)) { /* known at run time only */
        unsigned from = read_reg(g);
        struct ir_op *s = def(g, IR_SLICE, 4);
        s->a = (uint16_t)from;
        index = s->d;
    }
    struct ir_op *o = def(g, IR_READX, g->w);
    o->a = (uint16_t)index;
    return o->d;
}

/* A temporary of width w that is defined here. */
static unsigned value(struct gen *g, unsigned w)
{
    for (unsigned try = 0; try < 6; try++) {
        unsigned t = rnd(g, g->ir.ntemps + 1);
        if (t < g->ir.ntemps && !g->gone[t] && g->widths[t] == w)
            return t;
    }
    if (!rnd(g, 4))
        return konst(g, w, rnd64(g));
    unsigned from = read_reg(g);
    if (w == g->w)
        return from;
    struct ir_op *o;
    if (w < g->w) {
        bool trunc = rnd(g, 2);
        o = def(g, trunc ? IR_TRUNC : IR_SLICE, w);
        o->w2 = (uint8_t)g->w;
        o->imm = trunc ? 0 : rnd(g, g->w - w + 1);
    } else {
        o = def(g, IR_SEXT, w);
        o->w2 = (uint8_t)g->w;
    }
    o->a = (uint16_t)from;
    return o->d;
}

static unsigned some_width(struct gen *g)
{
    static const uint8_t usual[] = { 1, 5, 6, 8, 16, 32, 32, 32, 64, 64 };
    return rnd(g, 8) ? usual[rnd(g, sizeof usual)] : 1 + rnd(g, 64);
}

static unsigned boolean(struct gen *g)
{
    unsigned w = rnd(g, 3) ? g->w : some_width(g);
    unsigned a = value(g, w), b = value(g, w);
    struct ir_op *o = def(g, (enum ir_code)(IR_EQ + rnd(g, 6)), 1);
    o->w2 = (uint8_t)w;
    o->a = (uint16_t)a;
    o->b = (uint16_t)b;
    return o->d;
}

static void gen_binary(struct gen *g)
{
    unsigned w = rnd(g, 3) ? g->w : some_width(g);
    enum ir_code code = (enum ir_code)(IR_ADD + rnd(g, IR_ROTR - IR_ADD + 1));
    bool shift = code >= IR_SHL && code <= IR_ROTR;
    unsigned a = value(g, w), b = value(g, shift && rnd(g, 2) ? (w == 64 ? 6 : w == 32 ? 5 : 4) : w);
    if (shift && rnd(g, 2))
        b = konst(g, 8, rnd(g, 70));
    struct ir_op *o = def(g, code, w);
    o->a = (uint16_t)a;
    o->b = (uint16_t)b;
    if (w == 32 && rnd(g, 2)) {
        unsigned t = o->d;
        o = def(g, IR_SEXT, 64);
        o->w2 = 32;
        o->a = (uint16_t)t;
    }
}

static void gen_bits(struct gen *g)
{
    unsigned w = some_width(g), w2 = some_width(g), a, b, c;
    struct ir_op *o;
    switch (rnd(g, 8)) {
    case 0:
        a = value(g, w);
        o = def(g, rnd(g, 2) ? IR_NOT : IR_NEG, w);
        o->a = (uint16_t)a;
        break;
    case 1:
        if (w > w2) {
            unsigned t = w;
            w = w2;
            w2 = t;
        }
        a = value(g, w2);
        c = rnd(g, w2 - w + 1);
        o = def(g, IR_SLICE, w);
        o->imm = c;
        o->a = (uint16_t)a;
        break;
    case 2:
        a = value(g, w);
        b = value(g, 8);
        c = 1 + rnd(g, w);
        o = def(g, IR_DSLICE, c);
        o->a = (uint16_t)a;
        o->b = (uint16_t)b;
        break;
    case 3:
        w = 1 + rnd(g, 32);
        w2 = 1 + rnd(g, 32);
        a = value(g, w);
        b = value(g, w2);
        o = def(g, IR_CONCAT, w + w2);
        o->w2 = (uint8_t)w2;
        o->a = (uint16_t)a;
        o->b = (uint16_t)b;
        break;
    case 4:
        a = boolean(g);
        b = value(g, w);
        c = value(g, w);
        o = def(g, IR_SEL, w);
        o->a = (uint16_t)a;
        o->b = (uint16_t)b;
        o->c = (uint16_t)c;
        break;
    case 5:
        a = value(g, w);
        o = def(g, (enum ir_code)(IR_CLZ + rnd(g, 3)), 8);
        o->w2 = (uint8_t)w;
        o->a = (uint16_t)a;
        break;
    case 6:
        w = 16u << rnd(g, 3);
        a = value(g, w);
        o = def(g, IR_BSWAP, w);
        o->w2 = (uint8_t)w;
        o->a = (uint16_t)a;
        break;
    default:
        a = value(g, w);
        w2 = w + rnd(g, 65 - w);
        o = def(g, rnd(g, 2) ? IR_SEXT : IR_MOV, w2);
        o->w2 = (uint8_t)w;
        o->a = (uint16_t)a;
    }
}

/* An address in (or a little outside of) RAM. */
static unsigned address(struct gen *g)
{
    unsigned w = g->w, mask = konst(g, w, 0), base, offset, t;
    g->ops[g->ir.nops - 1] = (struct ir_op){ .code = IR_CONST,
                                             .w = (uint8_t)w,
                                             .d = (uint16_t)mask,
                                             .a = IR_NONE,
                                             .b = IR_NONE,
                                             .c = IR_NONE,
                                             .imm = rnd(g, 8) ? 0x1FF8 : 0x2FFF };
    offset = value(g, w);
    struct ir_op *o = def(g, IR_AND, w);
    o->a = (uint16_t)offset;
    o->b = (uint16_t)mask;
    t = o->d;
    o = def(g, IR_CONST, w);
    o->imm = RAM;
    base = o->d;
    o = def(g, IR_ADD, w);
    o->a = (uint16_t)t;
    o->b = (uint16_t)base;
    return o->d;
}

static void gen_access(struct gen *g)
{
    unsigned size = 8u << rnd(g, g->w == 64 ? 4 : 3), a = address(g), b;
    struct ir_op *o;
    switch (rnd(g, 8)) {
    case 0:
    case 1:
    case 2:
        b = value(g, size);
        o = put(g, IR_STORE, 0);
        o->w2 = (uint8_t)size;
        o->a = (uint16_t)a;
        o->b = (uint16_t)b;
        return;
    case 3:
        b = value(g, size);
        o = def(g, IR_STORE_COND, 1);
        o->w2 = (uint8_t)size;
        o->a = (uint16_t)a;
        o->b = (uint16_t)b;
        return;
    default: o = def(g, rnd(g, 6) ? IR_LOAD : IR_LOAD_RESERVED, size); o->a = (uint16_t)a;
    }
    if (size < 64 && rnd(g, 2)) {
        b = o->d;
        o = def(g, IR_SEXT, rnd(g, 2) || size == 32 ? 64 : 32);
        o->w2 = (uint8_t)size;
        o->a = (uint16_t)b;
    }
}

static void gen_write(struct gen *g)
{
    unsigned v = value(g, g->w), index;
    struct ir_op *o;
    if (rnd(g, 2)) {
        o = put(g, IR_WRITE, g->w);
        o->imm = rnd(g, NREGS);
        o->a = (uint16_t)v;
        return;
    }
    index = rnd(g, 5) ? konst(g, 3, rnd(g, NREGS)) : value(g, 5);
    o = put(g, IR_WRITEX, g->w);
    o->a = (uint16_t)index;
    o->b = (uint16_t)v;
}

static void gen_var(struct gen *g)
{
    unsigned t = g->vars[rnd(g, g->nvars)], v = value(g, g->widths[t]);
    struct ir_op *o = put(g, IR_MOV, g->widths[t]);
    o->d = (uint16_t)t;
    o->a = (uint16_t)v;
}

static void gen_some(struct gen *g, unsigned budget, unsigned depth);

static void forget(struct gen *g, unsigned from)
{
    while (from < g->ir.ntemps)
        g->gone[from++] = true;
}

static void gen_if(struct gen *g, unsigned budget, unsigned depth)
{
    unsigned cond = rnd(g, 5) ? boolean(g) : value(g, some_width(g));
    unsigned bz = g->ir.nops, inside = g->ir.ntemps;
    put(g, IR_BZ, 1)->a = (uint16_t)cond;
    gen_some(g, budget / 2, depth + 1);
    forget(g, inside);
    if (rnd(g, 2)) {
        unsigned br = g->ir.nops;
        put(g, IR_BR, 0);
        g->ops[bz].imm = g->ir.nops;
        gen_some(g, budget / 2, depth + 1);
        g->ops[br].imm = g->ir.nops;
    } else {
        g->ops[bz].imm = g->ir.nops;
    }
    forget(g, inside);
}

static void gen_effect(struct gen *g)
{
    unsigned v;
    struct ir_op *o;
    switch (rnd(g, 4)) {
    case 0:
        v = value(g, g->w);
        o = put(g, IR_RAISE, 0);
        o->imm = rnd(g, 16);
        o->a = (uint16_t)v;
        break;
    case 1:
        v = value(g, g->w);
        put(g, IR_JUMP, 0)->a = (uint16_t)v;
        break;
    case 2: def(g, IR_COUNTER, 64)->imm = rnd(g, 3); break;
    default: def(g, rnd(g, 2) ? IR_PC : IR_NEXT_PC, g->w);
    }
}

static void gen_some(struct gen *g, unsigned budget, unsigned depth)
{
    for (unsigned i = 0; i < budget && g->ir.nops < MAXOPS - 40; i++) {
        unsigned what = rnd(g, 16);
        if (what < 6)
            gen_binary(g);
        else if (what < 8)
            gen_bits(g);
        else if (what < 10)
            gen_access(g);
        else if (what < 12)
            gen_write(g);
        else if (what < 13)
            gen_var(g);
        else if (what < 15 && depth < 4)
            gen_if(g, budget, depth);
        else if (!rnd(g, 3))
            gen_effect(g);
    }
}

static void generate(struct gen *g, uint64_t seed, unsigned w)
{
    memset(g, 0, sizeof *g);
    g->seed = seed * UINT64_C(0x9E3779B97F4A7C15) + 12345;
    g->w = w;
    g->ir.ops = g->ops;
    g->ir.widths = g->widths;
    g->ir.multi = g->multi;
    g->nvars = 3;
    for (unsigned i = 0; i < g->nvars; i++) {
        unsigned v = value(g, i == 0 ? w : some_width(g));
        struct ir_op *o = def(g, IR_MOV, g->widths[v]);
        o->a = (uint16_t)v;
        g->vars[i] = o->d;
        g->multi[o->d / 64] |= UINT64_C(1) << (o->d % 64);
    }
    gen_some(g, 2 + rnd(g, 12), 0);
    put(g, IR_END, 0);
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
        s->x[i] = rnd64(g) & bits_mask(g->w);
    for (unsigned i = 0; i < SIZE; i += 8) {
        uint64_t v = rnd64(g);
        memcpy(&s->ram[i], &v, 8);
    }
    mem_poke(&r->mem, RAM, s->ram, SIZE);
    memset(&r->arch, 0, sizeof r->arch);
    memcpy(r->arch.slot, s->x, sizeof s->x);
    r->arch.reserved = (uint8_t)rnd(g, 2);
    s->reserved = r->arch.reserved != 0;
    s->reserve_addr = r->arch.reserve_addr = RAM + (rnd(g, 64) & ~7u);
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
        generate(&g, seed, w);
        uint64_t fields[8];
        for (unsigned i = 0; i < 8; i++)
            fields[i] = rnd64(&g);
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
