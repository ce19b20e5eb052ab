/* core.c - a core's life, reset, traps, and the parts of an instruction that are too rare for the
 * interpreter. */
#include "exec/exec.h"

#include <stdlib.h>
#include <string.h>
#include "base/str.h"
#include "exec/code.h"

struct core *core_new(const struct isa *isa, struct mem *mem, struct arch *arch, int misaligned)
{
    if (isa->nslots + 16 > ARCH_SLOTS)
        return NULL;
    struct core *c = xcalloc(1, sizeof *c);
    c->isa = isa;
    c->mem = mem;
    c->arch = arch;
    c->misaligned = misaligned >= 0 ? (unsigned)misaligned : (unsigned)isa->mem.misaligned;
    while ((8u << c->cell_shift) < isa->mem.cell)
        c->cell_shift++;
    code_new(c);
    return c;
}

void core_free(struct core *c)
{
    if (!c)
        return;
    code_free(c);
    free(c);
}

static void reset_register(struct arch *a, const struct reg *r)
{
    unsigned n = r->njoin ? 0 : r->count ? r->count : 1;
    for (unsigned i = 0; i < n && r->slot + i < ARCH_SLOTS; i++)
        a->slot[r->slot + i] = r->zero >= 0 && i == (unsigned)r->zero ? 0 : r->reset;
}

void core_reset(struct core *c, uint64_t pc)
{
    const struct isa *isa = c->isa;
    memset(c->arch, 0, sizeof *c->arch);
    for (unsigned i = 0; i < isa->nregs; i++)
        reset_register(c->arch, &isa->regs[i]);
    for (unsigned k = 0; k < isa->nspaces; k++)
        for (unsigned i = 0; i < isa->spaces[k].nregs; i++)
            if (isa->spaces[k].regs[i])
                reset_register(c->arch, isa->spaces[k].regs[i]);
    c->arch->pc = pc;
    c->code_stores = 0;
}

void core_record(struct core *c, const struct exec_recorder *r)
{
    c->recorder = r;
    c->careful = r != NULL;
    c->noting = c->joined = false;
}

void core_record_now(struct core *c, const struct exec_recorder *r)
{
    core_record(c, r);
    r->begin(r->ctx, c->arch->pc);
    c->noting = c->joined = true;
}

bool record_begin(struct core *c, uint64_t pc)
{
    if (c->noting && !c->joined)
        return false;
    c->joined = false;
    c->recorder->begin(c->recorder->ctx, pc);
    return c->noting = true;
}

void record_end(struct core *c)
{
    c->noting = false;
}

/* The trap's own instruction, made at first use. Its arguments stand in the workspace. */
static void run_hook(struct core *c, struct dinsn **hook, const struct ir *ir, const uint64_t args[4])
{
    struct arch *a = c->arch;
    if (!*hook)
        *hook = code_hook(c, ir);
    struct dinsn *d = *hook;
    d->next = a->pc;
    memcpy(&a->slot[c->isa->nslots], args, 4 * sizeof *args);
    uint64_t pc = a->pc;
    if (core_exec(c, d) <= EXEC_OK)
        a->instret--; /* a hook is no instruction */
    c->out.naccess = 0;
    if (!c->out.taken)
        a->pc = pc;
}

bool core_trap(struct core *c, unsigned trap, bool is_interrupt, uint64_t value, uint64_t pc)
{
    const struct ir *ir = c->isa->hook_trap;
    struct arch *a = c->arch;
    if (!ir)
        return false;
    bool outer = c->recorder && record_begin(c, pc);
    if (a->delayed_pending) {
        a->slot[a->delayed_slot] = a->delayed_value;
        a->delayed_pending = 0;
    }
    const uint64_t args[4] = { trap, is_interrupt, value, pc };
    run_hook(c, &c->cache->hook_trap, ir, args);
    if (outer)
        record_end(c);
    a->jump_pending = 0;
    c->out.trapped = true;
    c->out.trap = trap;
    c->out.trap_value = value;
    return true;
}

uint64_t exec_counter(const struct arch *a, unsigned counter)
{
    return (counter == IR_INSTRET ? a->instret : a->cycle) + a->counter_offset[counter];
}

void exec_end_slot(struct core *c, struct arch *a, uint64_t pc, uint64_t next, unsigned flags)
{
    uint64_t after = a->jump_pending ? a->jump_target : next;
    if (c->now_set) {
        after = c->jump_to;
        a->jump_pending = 0;
    } else {
        a->jump_pending = flags & 1;
        if (flags & 1)
            a->jump_target = c->jump_set ? c->jump_to : after + (next - pc);
    }
    c->now_set = c->jump_set = false;
    a->pc = after;
}
