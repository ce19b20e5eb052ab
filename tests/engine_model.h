/* engine_model.h - a machine that knows no pipeline, and the comparison of what the debugger shows with it.
 */
#ifndef TESTS_ENGINE_MODEL_H
#define TESTS_ENGINE_MODEL_H

#include "base/bits.h"
#include "engine_machines.h"

struct model {
    struct engine_rig r;
    struct machine *m;
};

/* A functional machine; boards have their own places in memory. */
static inline void model_start(struct model *t, size_t machine, const char *program)
{
    memset(t, 0, sizeof *t);
    t->r.opt.machine.functional = true;
    engine_rig_start(&t->r, "rv32", machines[machine].sort == BOARD ? machines[machine].name : "single-cycle",
                     NULL, program);
    engine_interactive_input(t->r.e, true);
    engine_input(t->r.e, "one two\nthree two\n", 18);
    engine_input_end(t->r.e);
    t->m = engine_machine(t->r.e);
}

/* What a slot is to show: pc and counters are not in the block. */
static inline uint64_t shown(const struct engine *e, const struct isa *isa, const struct arch *a,
                             unsigned slot)
{
    unsigned index;
    const struct reg *r = isa_slot_reg(isa, slot, &index);
    const struct reg_counter *c = r ? r->counter : NULL;
    if (r == isa->pc)
        return a->pc;
    if (!c)
        return a->slot[slot];
    return (c->of == IR_INSTRET ? engine_instret(e) : engine_cycle(e)) >> c->low & bits_mask(r->width);
}

static inline void compare(const struct engine *e, struct model *t, const char *machine, const char *program)
{
    const struct arch *a = machine_arch(t->m);
    uint64_t n = engine_cycle(e);
    static uint8_t mine[4096], its[4096];
    for (unsigned s = 0; s < t->r.isa->nslots; s++)
        ck_assert_msg(engine_slot(e, s) == shown(e, t->r.isa, a, s), "%s, %s, cycle %llu: slot %u", machine,
                      program, (unsigned long long)n, s);
    ck_assert_msg(engine_pc(e) == a->pc, "%s, %s, cycle %llu: pc", machine, program, (unsigned long long)n);
    uint64_t sp = a->slot[isa_role_slot(t->r.isa, "sp")], at = sp - 512;
    size_t size = engine_read(e, at, mine, 1024);
    ck_assert(mem_peek(machine_mem(t->m), at, its, size));
    ck_assert_msg(!memcmp(mine, its, size), "%s, %s, cycle %llu: stack", machine, program,
                  (unsigned long long)n);
    for (size_t i = 0; i < t->r.img->nsegments; i++) {
        at = t->r.img->segments[i].addr + (n * 64) % (t->r.img->segments[i].size + 1);
        size = engine_read(e, at, mine, 128);
        ck_assert(mem_peek(machine_mem(t->m), at, its, size));
        ck_assert(!memcmp(mine, its, size));
    }
}

#endif
