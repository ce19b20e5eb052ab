/* unwind_scan.c - callers without call frame information: what the beginning of a function does with the
 * stack pointer and the return address is found out by running its semantics on marked registers. Knows no
 * ISA: roles "sp" and "ra" of the ISA file say which registers those are. */
#include "debug/unwind.h"

#include <stdlib.h>
#include <string.h>
#include "base/bits.h"

#define SCAN_STEPS  256
#define SCAN_STORES 64
#define CODE_MAX    (1u << 20) /* bytes of code that are looked through for calls */

/* ---- decoding ---------------------------------------------------------------------------------------- */

struct decoded {
    const struct ir *ir;
    uint64_t fields[INSN_MAX_OPERANDS], raw;
    unsigned len;
};

static bool decode(const struct unwinder *u, uint64_t pc, struct decoded *d)
{
    uint8_t bytes[INSN_MAX_BYTES] = { 0 };
    struct ibits raw = { { 0, 0 } };
    uint64_t fields[INSN_MAX_OPERANDS] = { 0 };
    size_t n = u->world->read(u->world->ctx, pc, bytes, sizeof bytes);
    for (size_t i = 0; i < n; i++)
        raw.w[i / 8] |= (uint64_t)bytes[i] << (8 * (i % 8));
    const struct insn *insn = n ? isa_decode(u->isa, &raw, fields) : NULL;
    if (!insn || insn->len > n)
        return false;
    d->len = insn->len;
    d->raw = raw.w[0];
    memcpy(d->fields, fields, sizeof fields);
    if (insn->expands)
        insn = isa_expand(insn, fields, d->fields);
    d->ir = insn->ir;
    return d->ir != NULL;
}

/* ---- running on marks -------------------------------------------------------------------------------- */

struct store {
    uint64_t addr, value;
};
struct scan {
    uint64_t slots[ISA_MAX_SLOTS];
    struct store stores[SCAN_STORES];
    unsigned n;
};

static uint64_t stack_mark(const struct types *t)
{
    return t->address_bits >= 32 ? UINT64_C(0x40000000) : 0x4000;
}

static uint64_t mark_of(unsigned slot, unsigned width)
{
    return (width >= 32 ? UINT64_C(0x5A5A0000) : 0x5A00) + slot;
}

static bool scan_load(void *ctx, uint64_t addr, unsigned bits, unsigned flags, uint64_t *out)
{
    const struct scan *s = ctx;
    (void)bits, (void)flags;
    *out = 0;
    for (unsigned i = 0; i < s->n; i++)
        if (s->stores[i].addr == addr)
            *out = s->stores[i].value;
    return true;
}

static bool scan_store(void *ctx, uint64_t addr, unsigned bits, unsigned flags, uint64_t v)
{
    struct scan *s = ctx;
    (void)bits, (void)flags;
    if (s->n < SCAN_STORES)
        s->stores[s->n++] = (struct store){ addr, v };
    return true;
}

static bool scan_sys(void *ctx, enum ir_sys sys, uint64_t a, uint64_t b)
{
    (void)ctx, (void)sys, (void)a, (void)b;
    return false;
}

static uint64_t scan_counter(void *ctx, enum ir_counter c)
{
    (void)ctx, (void)c;
    return 0;
}

static void execute(const struct unwinder *u, struct scan *s, const struct decoded *d, uint64_t pc,
                    struct ir_env *env)
{
    *env = (struct ir_env){ .slots = s->slots, .fields = d->fields, .pc = pc, .next_pc = pc + d->len };
    env->raw = d->raw;
    env->load = scan_load;
    env->store = scan_store;
    env->sys = scan_sys;
    env->counter = scan_counter;
    env->ctx = s;
    ir_eval(u->isa, d->ir, env);
}

static void mark_registers(const struct unwinder *u, struct scan *s)
{
    memset(s, 0, sizeof *s);
    for (unsigned i = 0; i < u->isa->nregs; i++) {
        const struct reg *r = &u->isa->regs[i];
        for (unsigned k = 0; !r->join && r->width >= 16 && k < (r->count ? r->count : 1); k++)
            if ((int)k != r->zero && r->slot + k < ISA_MAX_SLOTS)
                s->slots[r->slot + k] = mark_of(r->slot + k, r->width);
    }
    if (u->isa->abi.sp_slot < u->isa->nslots)
        s->slots[u->isa->abi.sp_slot] = stack_mark(u->types);
}

/* From the function's beginning to where it stands (true), or to its first jump that is always taken. */
static bool run_prologue(const struct unwinder *u, struct scan *s, uint64_t start, uint64_t end)
{
    struct decoded d;
    struct ir_env env;
    for (unsigned i = 0; i < SCAN_STEPS && start < end && decode(u, start, &d); i++) {
        if (d.ir->foot.jumps && !d.ir->foot.conditional)
            return false;
        execute(u, s, &d, start, &env);
        start += d.len;
    }
    return start >= end;
}

/* ---- the caller -------------------------------------------------------------------------------------- */

static int saved_register(const struct unwinder *u, uint64_t mark)
{
    for (unsigned slot = 0; slot < u->isa->nslots; slot++) {
        unsigned index;
        const struct reg *r = isa_slot_reg(u->isa, slot, &index);
        if (r && r->width >= 16 && mark == mark_of(slot, r->width))
            return (int)slot;
    }
    return -1;
}

int scan_unwind(const struct unwinder *u, struct frame *younger, struct frame *older)
{
    int ra = isa_role_slot(u->isa, "ra");
    unsigned sp = u->isa->abi.sp_slot;
    uint64_t now, value, top = stack_mark(u->types);
    if (ra < 0 || sp >= u->isa->nslots || !younger->start || u->isa->mem.cell > 8 ||
        !frame_slot(u->world, u->types, younger, sp, u->types->address_bits, &now))
        return 0;
    struct scan *s = xcalloc(1, sizeof *s);
    mark_registers(u, s);
    bool reached = run_prologue(u, s, younger->start, younger->pc);
    uint64_t size = top - s->slots[sp]; /* of the frame; the stack grows down */
    for (unsigned i = 0; i < u->isa->nslots; i++)
        older->regs[i] = younger->regs ? younger->regs[i] : (struct frame_reg){ FRAME_SAME, 0 };
    bool found = false;
    for (unsigned i = 0; size <= 65536 && i < s->n; i++) {
        int slot = saved_register(u, s->stores[i].value);
        if (slot < 0)
            continue;
        older->regs[slot] = (struct frame_reg){ FRAME_MEMORY, now + size + (s->stores[i].addr - top) };
        found |= slot == ra;
    }
    if (!found && reached && !younger->level && s->slots[ra] == mark_of((unsigned)ra, u->types->address_bits))
        found = size <= 65536; /* nothing has happened to it yet */
    free(s);
    if (!found)
        return 0;
    older->regs[sp] = (struct frame_reg){ FRAME_VALUE, now + size };
    if (!frame_slot(u->world, u->types, older, (unsigned)ra, u->types->address_bits, &value) || !value)
        return -1;
    younger->has_cfa = true;
    younger->cfa = now + size;
    older->pc = value;
    return 1;
}

/* ---- what is called ---------------------------------------------------------------------------------- */

static int by_address(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

/* Where jumps go that leave a return address behind, as far as they and the instruction before them tell. */
static void find_calls(const struct unwinder *u, const struct segment *seg, struct scan *s, called_vec *out)
{
    unsigned index, step = u->isa->align >= 8 ? u->isa->align / 8 : 1;
    int ra = isa_role_slot(u->isa, "ra");
    const struct reg *r = ra < 0 ? NULL : isa_slot_reg(u->isa, (unsigned)ra, &index);
    uint64_t end = seg->addr + (seg->filled < CODE_MAX ? seg->filled : CODE_MAX);
    struct decoded last = { .ir = NULL }, d;
    for (uint64_t pc = seg->addr; r && pc < end;) {
        struct ir_env env;
        bool ok = decode(u, pc, &d);
        if (ok && d.ir->foot.jumps && !d.ir->foot.conditional) {
            mark_registers(u, s);
            if (last.ir && !last.ir->foot.jumps)
                execute(u, s, &last, pc - last.len, &env);
            uint64_t before = s->slots[ra];
            execute(u, s, &d, pc, &env);
            if (env.jumped && s->slots[ra] != before)
                *vec_push(out) = env.target;
        }
        last = ok ? d : (struct decoded){ .ir = NULL };
        pc += ok ? d.len : step;
    }
}

void scan_called(const struct unwinder *u, called_vec *out)
{
    struct scan *s = xcalloc(1, sizeof *s);
    out->count = 0;
    for (size_t i = 0; u->img && i < u->img->nsegments; i++)
        if (u->img->segments[i].flags & SEG_X)
            find_calls(u, &u->img->segments[i], s, out);
    if (out->count)
        qsort(out->data, out->count, sizeof *out->data, by_address);
    free(s);
}

bool scan_is_called(const called_vec *called, uint64_t addr)
{
    return called->count &&
           bsearch(&addr, called->data, called->count, sizeof *called->data, by_address) != NULL;
}
