/* insn_tests.c - runs `tests:` of ISA files (docs/ISA-FILES.md): text -> code, state before -> state after.
 *
 * The IR is run by ir_eval(), so that a test says something about the description alone, not about a machine.
 */
#include "isa/insn_test.h"

#include <stdlib.h>
#include <string.h>
#include "base/bits.h"

static const char *const test_keys[] = { "asm", "code", "before", "after", "doc", "when", NULL };

/* ---- the world of the instruction -------------------------------------------------------------------- */

static unsigned byte_shift(const struct isa *isa, unsigned bits, unsigned k)
{
    return isa->mem.big_endian ? bits - 8 - k * 8 : k * 8;
}

static bool test_load(void *ctx, uint64_t addr, unsigned bits, unsigned flags, uint64_t *out)
{
    struct test *t = ctx;
    (void)flags;
    *out = 0;
    for (unsigned k = 0; k < bits / 8; k++) {
        struct byte *b = test_find_byte(t->mem, t->nmem, test_byte_address(t->l->isa, addr) + k);
        *out |= (uint64_t)(b ? b->value : 0) << byte_shift(t->l->isa, bits, k);
    }
    return true;
}

static bool test_store(void *ctx, uint64_t addr, unsigned bits, unsigned flags, uint64_t v)
{
    struct test *t = ctx;
    (void)flags;
    for (unsigned k = 0; k < bits / 8; k++) {
        struct byte *b = test_make_byte(t->mem, &t->nmem, test_byte_address(t->l->isa, addr) + k);
        if (!b) {
            t->full = true;
            return false;
        }
        b->value = (uint8_t)(v >> byte_shift(t->l->isa, bits, k));
        b->written = true;
    }
    return true;
}

static bool test_sys(void *ctx, enum ir_sys s, uint64_t a, uint64_t b)
{
    struct test *t = ctx;
    (void)a;
    (void)b;
    if ((unsigned)s < TEST_SYS_COUNT && test_sys_names[s])
        t->sys = (int)s;
    return true;
}

static uint64_t test_counter(void *ctx, enum ir_counter c)
{
    (void)ctx;
    (void)c;
    return 0;
}

/* ---- comparing --------------------------------------------------------------------------------------- */

static const char *trap_name(const struct isa *isa, unsigned number)
{
    for (unsigned i = 0; i < isa->ntraps; i++)
        if (isa->traps[i].number == number)
            return isa->traps[i].name;
    return "?";
}

static bool compare_registers(struct test *t, struct loc at)
{
    const struct isa *isa = t->l->isa;
    bool ok = true;
    for (unsigned s = 0; s < isa->nslots; s++) {
        unsigned index = 0;
        const struct reg *r = isa_slot_reg(isa, s, &index);
        struct str name;
        if (!r || r == isa->pc || t->slots[s] == t->want[s] || (r->zero >= 0 && index == (unsigned)r->zero))
            continue;
        str_init(&name);
        isa_reg_name(r, index, &name);
        diag_error(t->l->d, at, "%s is 0x%llx after this test, not 0x%llx", name.buf,
                   (unsigned long long)t->slots[s], (unsigned long long)t->want[s]);
        str_release(&name);
        ok = false;
    }
    return ok;
}

static bool compare_memory(struct test *t, struct loc at)
{
    const struct isa *isa = t->l->isa;
    if (t->full) {
        diag_error(t->l->d, at, "the instruction stores more than %d bytes", TEST_MEMORY);
        return false;
    }
    for (unsigned i = 0; i < t->nmem; i++) {
        const struct byte *w = test_find_byte(t->want_mem, t->nwant_mem, t->mem[i].addr);
        if (w && w->value == t->mem[i].value)
            continue;
        if (!w && !t->mem[i].written)
            continue;
        diag_error(t->l->d, at, "the byte at 0x%llx is 0x%02x after this test%s",
                   (unsigned long long)t->mem[i].addr / (isa->mem.cell / 8), t->mem[i].value,
                   w ? "" : ", which doesn't say that it is written");
        return false;
    }
    for (unsigned i = 0; i < t->nwant_mem; i++) {
        const struct byte *b = test_find_byte(t->mem, t->nmem, t->want_mem[i].addr);
        if ((b ? b->value : 0) == t->want_mem[i].value)
            continue;
        diag_error(t->l->d, at, "the byte at 0x%llx is 0x%02x after this test, not 0x%02x",
                   (unsigned long long)t->want_mem[i].addr / (isa->mem.cell / 8), b ? b->value : 0,
                   t->want_mem[i].value);
        return false;
    }
    return true;
}

static bool compare_trap(struct test *t, const struct ir_env *env, const struct outcome *o)
{
    const struct isa *isa = t->l->isa;
    uint64_t v;
    if (!env->trapped) {
        if (o->trap)
            diag_error(t->l->d, o->trap->loc, "trap '%s' is not raised", o->trap->text);
        return !o->trap;
    }
    if (!o->trap || strcmp(trap_name(isa, env->trap), o->trap->text) != 0) {
        diag_error(t->l->d, o->trap ? o->trap->loc : o->at, "trap '%s' is raised (value 0x%llx)",
                   trap_name(isa, env->trap), (unsigned long long)env->trap_value);
        return false;
    }
    if (o->trap_value && (!test_fits(t, o->trap_value, isa->word, &v) || v != env->trap_value)) {
        diag_error(t->l->d, o->trap_value->loc, "the trap's value is 0x%llx",
                   (unsigned long long)env->trap_value);
        return false;
    }
    return true;
}

static bool compare_pc(struct test *t, const struct ir_env *env, const struct outcome *o, uint64_t next)
{
    uint64_t mask = bits_mask(t->l->isa->pc->width), got = (env->jumped ? env->target : next) & mask;
    uint64_t want = o->pc_at ? o->pc : next & mask;
    if (env->trapped || got == want)
        return true;
    diag_error(t->l->d, o->pc_at ? o->pc_at->loc : o->at, "pc is 0x%llx after this test, not 0x%llx",
               (unsigned long long)got, (unsigned long long)want);
    return false;
}

static bool compare_sys(struct test *t, const struct outcome *o)
{
    if (t->sys == t->want_sys)
        return true;
    if (t->sys >= 0)
        diag_error(t->l->d, o->at, "the instruction does %s(), which the test must say: `sys: %s`",
                   test_sys_names[t->sys], test_sys_names[t->sys]);
    else
        diag_error(t->l->d, o->at, "the instruction doesn't do %s()", test_sys_names[t->want_sys]);
    return false;
}

/* ---- running ----------------------------------------------------------------------------------------- */

static bool run(struct test *t, struct outcome *o)
{
    const struct isa *isa = t->l->isa;
    uint64_t fields[INSN_MAX_OPERANDS], next = t->pc + t->insn->len * 8u / isa->mem.cell;
    const struct insn *insn = isa_expand(t->insn, t->fields, fields);
    struct ir_env env = {
        .slots = t->slots,
        .fields = fields,
        .pc = isa->pc_next ? next & bits_mask(isa->pc->width) : t->pc,
        .next_pc = next & bits_mask(isa->pc->width),
        .raw = isa->unit > 8 ? ibits_to_word(isa, &t->raw, t->insn->len) : t->raw.w[0],
        .in_delay_slot = t->delay_slot,
        .reserved = t->reserved,
        .load = test_load,
        .store = test_store,
        .sys = test_sys,
        .counter = test_counter,
        .ctx = t,
    };
    ir_eval(isa, insn->ir, &env);
    bool ok = compare_trap(t, &env, o);
    ok = ok && compare_sys(t, o) && compare_pc(t, &env, o, next);
    return ok && compare_registers(t, o->at) && compare_memory(t, o->at);
}

static bool one_test(struct loader *l, const struct yaml *y, const struct insn *of, bool *covered)
{
    struct outcome o = { 0 };
    bool wanted = true;
    if (!load_when(l, y, &wanted))
        return wanted;
    struct test *t = xcalloc(1, sizeof *t);
    t->l = l;
    t->y = y;
    test_reset(t);
    bool ok = load_is_kind(l, y, YAML_MAP, "a test") && yaml_check_keys(y, l->d, test_keys, "a test") &&
              test_read_before(t) && test_read_insn(t, of) && test_read_after(t, &o);
    if (ok && of && strcmp(t->insn->name, of->name) != 0) {
        diag_error(l->d, y->loc, "this is a '%s', but the test belongs to '%s'", t->insn->name, of->name);
        ok = false;
    }
    if (ok)
        covered[t->insn->index] = true;
    if (ok)
        ok = run(t, &o);
    free(t);
    return ok;
}

/* Tests of an instruction with several forms are one list: each list runs once. */
static bool seen_before(const struct isa *isa, unsigned i)
{
    for (unsigned k = i; k-- > 0;)
        if (isa->insns[k].tests == isa->insns[i].tests)
            return true;
    return false;
}

bool load_tests(struct loader *l)
{
    struct isa *isa = l->isa;
    struct item *it;
    bool ok = true, *covered = ARENA_ARRAY(l->a, bool, isa->ninsns);
    for (unsigned i = 0; i < isa->ninsns; i++) {
        const struct yaml *tests = isa->insns[i].tests;
        if (!tests || seen_before(isa, i))
            continue;
        isa->ntests += (unsigned)tests->count;
        yaml_each (k, tests)
            ok &= one_test(l, &tests->items[k], &isa->insns[i], covered);
    }
    vec_each (it, &l->sec[SEC_TESTS].items)
        ok &= one_test(l, it->value, NULL, covered);
    isa->ntests += (unsigned)l->sec[SEC_TESTS].items.count;
    for (unsigned i = 0; i < isa->ninsns; i++)
        isa->nuntested += !covered[i];
    isa->tested = covered;
    return ok;
}
