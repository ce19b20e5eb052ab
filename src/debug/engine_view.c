/* engine_view.c - what is shown, what the user changes, and the guest's console. */
#include "debug/engine.h"

#include "base/bits.h"
#include "debug/engine_private.h"
#include "machine/state.h"

uint64_t engine_pc(const struct engine *e)
{
    return view_pc(e->view);
}

/* What a counter shows at this moment. */
static uint64_t counter(const struct engine *e, const struct reg_counter *c)
{
    uint64_t real = c->of == IR_INSTRET ? engine_instret(e) : engine_cycle(e);
    return (real + view_arch(e->view)->counter_offset[c->of]) >> c->low & bits_mask(c->high - c->low + 1u);
}

uint64_t engine_slot(const struct engine *e, unsigned slot)
{
    unsigned index;
    const struct reg *r = isa_slot_reg(e->isa, slot, &index);
    if (r == e->isa->pc)
        return engine_pc(e);
    if (r && r->counter)
        return counter(e, r->counter);
    return slot < ARCH_SLOTS ? view_slot(e->view, slot) : 0;
}

size_t engine_read(const struct engine *e, uint64_t addr, void *buf, size_t size)
{
    return view_read(e->view, addr, buf, size);
}

/* ---- changes ----------------------------------------------------------------------------------------- */

static bool may_change(struct engine *e, const char **why)
{
    *why = "the program has ended";
    if (engine_over(e))
        return false;
    engine_settle(e);
    *why = "an instruction is half done";
    return view_rewind(e->view);
}

bool engine_set_slot(struct engine *e, unsigned slot, uint64_t value, const char **why)
{
    unsigned index;
    const struct reg *r = slot < e->isa->nslots ? isa_slot_reg(e->isa, slot, &index) : NULL;
    if (!r || (r->zero >= 0 && index == (unsigned)r->zero)) {
        *why = r ? "this register is always zero" : "there is no such register";
        return false;
    }
    if (r == e->isa->pc)
        return engine_set_pc(e, value, why);
    if (r->counter) {
        *why = "this register shows a counter";
        return false;
    }
    if (!may_change(e, why))
        return false;
    e->m->st->arch.slot[slot] = value & bits_mask(r->width);
    return engine_changed(e);
}

bool engine_set_pc(struct engine *e, uint64_t pc, const char **why)
{
    if (!may_change(e, why))
        return false;
    struct arch *a = &e->m->st->arch;
    a->jump_pending = 0;
    view_restart_at(e->view, pc & bits_mask(e->isa->pc->width));
    return engine_changed(e);
}

bool engine_write(struct engine *e, uint64_t addr, const void *buf, size_t size, const char **why)
{
    uint8_t old;
    if (!may_change(e, why))
        return false;
    *why = "there is no memory at this address";
    for (size_t i = 0; i < size; i++)
        if (!mem_peek(&e->m->mem, addr + i, &old, 1))
            return false;
    mem_poke(&e->m->mem, addr, buf, size);
    return engine_changed(e);
}

/* ---- console ----------------------------------------------------------------------------------------- */

const char *engine_console(const struct engine *e, size_t *size)
{
    const struct service_state *st = &e->m->st->service;
    *size = st->out_pos[0] + st->out_pos[1];
    return e->console.data;
}

void engine_on_output(struct engine *e, void (*write)(void *ctx, int fd, const char *text, size_t n),
                      void *ctx)
{
    e->on_output = write;
    e->on_output_ctx = ctx;
}

void engine_input(struct engine *e, const char *text, size_t n)
{
    engine_settle(e);
    services_type(e->m->services, &e->m->st->service, text, n);
    engine_changed(e);
}

void engine_input_end(struct engine *e)
{
    engine_settle(e);
    e->m->st->service.in_ended = 1;
    engine_changed(e);
}

void engine_interactive_input(struct engine *e, bool on)
{
    if (e->typed == on)
        return;
    e->typed = on;
    engine_settle(e);
    services_typed(e->m->services, &e->m->st->service, on);
    engine_changed(e);
}
