/* step.c - runs one instruction: for the timing model, which wants to know what it accessed and where it
 * went. */
#include "exec/exec.h"

#include <string.h>
#include "exec/code.h"
#include "exec/host.h"

#define NOTE(addr, n, st)                 exec_note(c, addr, n, st, false)
#define LOAD_SLOW(addr, n, flags, value)  exec_load(c, addr, n, flags, value)
#define STORE_SLOW(addr, n, flags, value) exec_store(c, addr, n, flags, value)
#define STORE_OK                          (!c->careful)
#define FALL                              goto done
#define TAKE(to)                                                                                             \
    do {                                                                                                     \
        A->pc = c->out.target = (to);                                                                        \
        c->out.taken = true;                                                                                 \
        goto done;                                                                                           \
    } while (0)
#define TAKE_INDIRECT(to) TAKE(to)

enum exec_status exec_handle_trap(struct core *c, enum exec_status st)
{
    struct exec_out out = c->out;
    if (st == EXEC_TRAP && core_trap(c, out.trap, false, out.trap_value, c->arch->pc))
        return EXEC_OK;
    if (st == EXEC_FAULT && c->isa->mem.fault_all) {
        if (!c->cache->fault_all)
            c->cache->fault_all = code_hook(c, c->isa->mem.fault_all);
        c->cache->fault_all->next = c->arch->pc;
        return core_exec(c, c->cache->fault_all);
    }
    return st;
}

static void clear_work(const struct core *c, const struct dinsn *d, uint64_t *slots)
{
    memset(&slots[c->isa->nslots], 0, d->nwork * sizeof *slots);
}

/* How core_exec ends when the instruction couldn't. A hook that fails has no other to go to; scratch runs
 * have none. */
static enum exec_status fault(struct core *c, const struct dinsn *d, const struct arch *a)
{
    enum exec_status st = (enum exec_status)c->status;
    if (a != c->arch || d == c->cache->hook_trap || d == c->cache->fault_all)
        return st;
    return exec_handle_trap(c, st);
}

/* With d NULL: gives the addresses of the handlers to *table and runs nothing. */
static enum exec_status interpret(struct core *c, const struct dinsn *d, uint64_t *R, struct arch *A,
                                  const void *const **table)
{
    static const void *const handlers[UOP_COUNT] = {
#define UOP_LABEL(N) [U_##N] = &&op_##N,
        UOP_LIST(UOP_LABEL)
#undef UOP_LABEL
    };
    if (!d) {
        *table = handlers;
        return EXEC_OK;
    }
    const struct mem_tlb *tlb = c->mem->tlb;
    const struct uop *u = d->code;
    c->out.taken = c->out.trapped = false;
    c->out.naccess = 0;
    A->pc = d->next;
    SAME;

#include "exec/ops.h"

op_COUNTER:
    R[u->d] = exec_counter(A, u->c);
    NEXT;
op_COUNTER_WRITE:
    A->counter_offset[u->c] = R[u->a] - (exec_counter(A, u->c) - A->counter_offset[u->c]);
    NEXT;
op_END_JUMP:
    if (c->jump_set) {
        c->jump_set = false;
        TAKE(c->jump_to);
    }
    goto done;
op_END_SLOT:
    if (c->jump_set || c->now_set) {
        c->out.taken = true;
        c->out.target = c->jump_to;
    }
    exec_end_slot(c, A, d->pc, d->next, u->c);
    if (!(u->c & 2))
        goto done;
    goto sys;
op_END_SYS:
    if (c->jump_set) {
        c->jump_set = false;
        c->out.taken = true;
        A->pc = c->out.target = c->jump_to;
    }
sys:
    A->instret++;
    c->out.sys_pc = d->pc;
    c->out.next_pc = A->pc;
    clear_work(c, d, R);
    return EXEC_SYS;

op_CHAIN:
op_RESOLVE:
op_LEAVE: /* only in blocks */
op_END:
done:
    A->instret++;
    c->out.next_pc = A->pc;
    if (UNLIKELY(d->nwork))
        clear_work(c, d, R);
    return EXEC_OK;

fault:
    c->jump_set = c->now_set = false;
    A->pc = c->out.next_pc = d->pc;
    c->out.taken = false;
    clear_work(c, d, R);
    return fault(c, d, A);
}

const void *const *step_handlers(void)
{
    const void *const *table = NULL;
    interpret(NULL, NULL, NULL, NULL, &table);
    return table;
}

static void ran(const struct dinsn *d)
{
    ((struct dinsn *)(uintptr_t)d)->ran = true;
}

static enum exec_status exec_recorded(struct core *c, const struct dinsn *d)
{
    bool outer = record_begin(c, d->pc);
    enum exec_status st = interpret(c, d, c->arch->slot, c->arch, NULL);
    if (outer)
        record_end(c);
    return st;
}

enum exec_status core_exec(struct core *c, const struct dinsn *d)
{
    ran(d);
    if (UNLIKELY(c->recorder != NULL))
        return exec_recorded(c, d);
    return interpret(c, d, c->arch->slot, c->arch, NULL);
}

enum exec_status core_exec_scratch(struct core *c, const struct dinsn *d, uint64_t *scratch,
                                   bool perform_stores)
{
    struct arch ghost; /* all but the registers */
    uint64_t stores = c->code_stores;
    memcpy((char *)&ghost + sizeof ghost.slot, (char *)c->arch + sizeof ghost.slot,
           sizeof ghost - sizeof ghost.slot);
    bool careful = c->careful;
    c->dry = !perform_stores;
    c->careful |= c->dry;
    bool outer = perform_stores && c->recorder && record_begin(c, d->pc);
    enum exec_status st = interpret(c, d, scratch, &ghost, NULL);
    if (outer)
        record_end(c);
    c->dry = false;
    c->careful = careful;
    if (!perform_stores) {
        c->code_stores = stores;
    } else {
        ran(d);
        c->arch->reserved = ghost.reserved;
        c->arch->reserve_addr = ghost.reserve_addr;
        c->arch->jump_pending = ghost.jump_pending;
        c->arch->jump_target = ghost.jump_target;
        if (ghost.delayed_pending) /* when it is seen is the pipeline's affair */
            scratch[ghost.delayed_slot] = ghost.delayed_value;
    }
    return st;
}
