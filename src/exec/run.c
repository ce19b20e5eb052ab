/* run.c - runs many instructions, block after block: for --functional.
 *
 * The same operations as step.c, without its notes: where an instruction's address or number is needed
 * (faults, counters) it is found from the position in the block. */
#include "exec/exec.h"

#include <string.h>
#include "exec/code.h"
#include "exec/host.h"

#define SLICE (1 << 20) /* instructions between two looks at core->stop */

#define NOTE(addr, n, st)                 (void)0
#define LOAD_SLOW(addr, n, flags, value)  exec_load(c, addr, n, flags, value)
#define STORE_SLOW(addr, n, flags, value) (exec_store(c, addr, n, flags, value) && still_valid(c, &e, u))
#define STORE_OK                          1
#define FALL                              NEXT
#define GO                                                                                                   \
    do {                                                                                                     \
        left -= e->cost;                                                                                     \
        if (UNLIKELY(left < 0))                                                                              \
            goto budget;                                                                                     \
        u = e->code;                                                                                         \
        goto * u->h;                                                                                         \
    } while (0)
#define TAKE(to)                                                                                             \
    do {                                                                                                     \
        e = (struct exit *)(uintptr_t)(to);                                                                  \
        GO;                                                                                                  \
    } while (0)
#define TAKE_INDIRECT(target)                                                                                \
    do {                                                                                                     \
        uint64_t to_ = (target);                                                                             \
        e = &c->cache->indirect[(to_ >> 1) & (INDIRECTS - 1)];                                               \
        if (UNLIKELY(e->pc != to_))                                                                          \
            exit_reset(c, e, to_, 0);                                                                        \
        GO;                                                                                                  \
    } while (0)

/* After a store the slow way: if it hit decoded code, the block that runs ends with this instruction. Always
 * true. */
static bool still_valid(struct core *c, struct exit **e, const struct uop *u)
{
    if (LIKELY(!c->cache->flushed))
        return true;
    block_cut(c, u);
    *e = &c->cache->entry;
    c->cache->flushed = false;
    return true;
}

/* Instructions completed before the one of operation u. */
static uint64_t completed(const struct core *c, const struct exit *e, const struct uop *u, int64_t left)
{
    const struct block *b = e->to;
    return (uint64_t)(c->cache->left_start - left - (int64_t)(b->ninsns - block_insn(b, u)));
}

/* From A->pc on, at most `left` instructions; *rest gets those not run. With c NULL: see step.c. A->pc is
 * right at the end, A->instret is the caller's to advance. */
static enum exec_status run_blocks(struct core *c, struct arch *A, int64_t left, int64_t *rest,
                                   const void *const **table)
{
    static const void *const handlers[UOP_COUNT] = {
#define UOP_LABEL(N) [U_##N] = &&op_##N,
        UOP_LIST(UOP_LABEL)
#undef UOP_LABEL
    };
    if (!c) {
        *table = handlers;
        return EXEC_OK;
    }
    const struct mem_tlb *tlb = c->mem->tlb;
    const uint64_t base = A->instret;
    uint64_t *R = A->slot;
    struct exit *e = &c->cache->entry;
    const struct uop *u = NULL;
    enum exec_status st = EXEC_OK;
    exit_reset(c, e, A->pc, 0);
    c->cache->left_start = left;
    c->cache->flushed = false;
    GO;

#include "exec/ops.h"

op_CHAIN:
    TAKE(u->x);
op_RESOLVE : {
    struct block *b = c->cache->dead_blocks ? NULL : block_at(c, e->pc);
    A->pc = e->pc;
    if (!b)
        goto out;
    e->to = b;
    e->code = b->code;
    e->cost = (int64_t)b->ninsns - e->back;
    left -= b->ninsns;
    if (left < 0)
        goto budget;
    u = b->code;
    SAME;
}
op_END_JUMP:
    if (c->jump_set) {
        c->jump_set = false;
        TAKE_INDIRECT(c->jump_to);
    }
    TAKE(u->x);
op_END_SYS:
    A->pc = c->jump_set ? c->jump_to : ((struct exit *)(uintptr_t)u->x)->pc;
    c->jump_set = false;
    c->out.sys_pc = e->to->pcs[e->to->ninsns - 1];
    st = EXEC_SYS;
    goto out;
op_END_SLOT:
    exec_end_slot(c, A, e->to->pcs[e->to->ninsns - 1], ((struct exit *)(uintptr_t)u->x)->pc, u->c);
    c->out.sys_pc = e->to->pcs[e->to->ninsns - 1];
    st = u->c & 2 ? EXEC_SYS : EXEC_OK;
    goto out;
op_COUNTER:
    A->cycle = A->instret = base + completed(c, e, u, left);
    R[u->d] = exec_counter(A, u->c);
    NEXT;
op_COUNTER_WRITE:
    A->cycle = A->instret = base + completed(c, e, u, left);
    A->counter_offset[u->c] = R[u->a] - (exec_counter(A, u->c) - A->counter_offset[u->c]);
    NEXT;
op_LEAVE:
    A->pc = e->to->pcs[c->cache->cut];
    left += (int64_t)(e->to->ninsns - c->cache->cut);
    goto out;
op_END: /* not in blocks */
budget:
    left += e->to->ninsns;
    A->pc = e->pc;
    goto out;
fault:
    c->jump_set = c->now_set = false;
    st = (enum exec_status)c->status;
    A->pc = e->to->pcs[block_insn(e->to, u)];
    left += (int64_t)(e->to->ninsns - block_insn(e->to, u));
out:
    A->instret = base;
    *rest = left;
    return st;
}

const void *const *run_handlers(void)
{
    const void *const *table = NULL;
    run_blocks(NULL, NULL, 0, NULL, &table);
    return table;
}

/* One instruction by itself: delay slots, ends of the budget, addresses that can't be fetched. */
static enum exec_status run_one(struct core *c, uint64_t *done)
{
    struct arch *a = c->arch;
    a->cycle = a->instret;
    c->out.trapped = false;
    const struct dinsn *d = core_decode(c, a->pc);
    enum exec_status st = d ? core_exec(c, d) : exec_handle_trap(c, (enum exec_status)c->status);
    if (d && !c->out.trapped && (st == EXEC_OK || st == EXEC_SYS))
        ++*done;
    return st;
}

/* A slice of blocks. */
static enum exec_status run_slice(struct core *c, uint64_t most, uint64_t *done)
{
    struct arch *a = c->arch;
    int64_t left = most < SLICE ? (int64_t)most : SLICE, rest;
    enum exec_status st = run_blocks(c, a, left, &rest, NULL);
    uint64_t n = (uint64_t)(left - rest);
    memset(&a->slot[c->isa->nslots], 0, c->cache->nwork * sizeof a->slot[0]);
    a->instret += n;
    *done += n;
    if (st == EXEC_TRAP || st == EXEC_FAULT)
        return exec_handle_trap(c, st);
    return st == EXEC_OK && n == 0 ? run_one(c, done) : st;
}

enum exec_status core_run(struct core *c, uint64_t budget, uint64_t *done)
{
    enum exec_status st = EXEC_OK;
    *done = 0;
    while (st == EXEC_OK) {
        if (c->stop)
            st = EXEC_STOP;
        else if (*done >= budget)
            st = EXEC_LIMIT;
        else if (c->arch->jump_pending)
            st = run_one(c, done);
        else
            st = run_slice(c, budget - *done, done);
        blocks_collect(c);
        c->out.naccess = 0;
    }
    c->arch->cycle = c->arch->instret;
    c->out.next_pc = c->arch->pc;
    return st;
}
