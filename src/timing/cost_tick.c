/* cost_tick.c - `kind: cost` machines: one instruction at a time, held for the cost of its kind and for what
 * its accesses miss. In this order: cycles beyond the first of the fetch (icache), cost - 1 cycles (execute),
 * cycles beyond the first of its data accesses (dcache, or store-buffer), and the cycle in which it retires.
 */
#include <stddef.h>
#include <string.h>
#include "timing/pipe_parts.h"

static uint64_t fetch_extra(struct pipe *p, struct pipe_slot *c, uint64_t n)
{
    if (p->d->flat_fetch)
        return 0;
    uint64_t line = (c->pc >> p->d->fetch_bits) + 1;
    if (p->d->fetch_skips && line == p->st->fetch_line &&
        (c->pc & (p->d->fetch_line - 1)) + c->key.len <= p->d->fetch_line) {
        pipe_fetch_skip(p, c);
        return 0;
    }
    pipe_fetch_slow(p, c, n);
    return c->until > n ? c->until - n : 0;
}

static uint64_t data_extra(struct pipe *p, struct pipe_slot *c, uint64_t n)
{
    c->until = 0;
    if (!c->naccess || (p->d->flat_data && c->naccess == 1))
        return 0;
    pipe_data_access(p, c, n);
    return c->until > n ? c->until - n : 0;
}

static struct pipe_slot *take(struct pipe *p, uint64_t pc)
{
    struct pipe_state *st = p->st;
    struct pipe_slot *c = &st->slot[0];
    const struct dinsn *d = core_decode(p->core, pc);
    st->slot_next = 0;
    st->ring[st->turn & (PIPE_RING - 1)] = ENTRY_INSN;
    if (!d) {
        pipe_fetch_fault(p, 0, pc);
        st->fetch_free = 0;
        return c;
    }
    memcpy(&c->key, d->timing, sizeof c->key);
    p->dec[0] = d;
    c->pc = pc;
    c->seq = ++st->seq;
    c->expect = pc + c->key.len;
    memset(&c->until, 0, offsetof(struct pipe_slot, access) - offsetof(struct pipe_slot, until));
    pipe_tell(p, PIPE_EV_FETCH, pc, 0, c->seq);
    return c;
}

/* An instruction begins in cycle n. */
static void begin(struct pipe *p, uint64_t n)
{
    struct pipe_state *st = p->st;
    struct pipe_slot *c = take(p, p->arch->pc);
    uint64_t icache = c->key.flags & KEY_FAULT ? 0 : fetch_extra(p, c, n);
    c->naccess = 0;
    st->wrong = 0;
    if (c->key.flags & KEY_FAULT) {
        pipe_execute_special(p, c, 0, n);
    } else {
        const struct dinsn *d = p->dec[0];
        const struct cost *cost = &p->d->cost[c->key.kind];
        struct cost_in in = cost->constant ? (struct cost_in){ 0 } : pipe_operands(d, p->arch->slot);
        p->arch->cycle = n;
        enum exec_status status = core_exec(p->core, d);
        c->state |= SLOT_DONE;
        if (c->key.flags & (KEY_LOAD | KEY_STORE))
            pipe_note_accesses(p, c, n);
        in.taken = status == EXEC_OK && p->core->out.taken;
        if (status != EXEC_OK || p->core->out.trapped)
            pipe_execute_status(p, c, 0, status, n);
        if (in.taken)
            c->state |= SLOT_TAKEN;
        c->next = p->arch->pc;
        st->cost_execute = cost_eval(cost, &in) - 1;
    }
    if (c->state & (SLOT_TRAP | SLOT_HANDLED))
        st->cost_execute = 0;
    st->cost_icache = n + icache;
    st->cost_execute += st->cost_icache;
    st->cost_dcache = st->cost_execute + data_extra(p, c, st->cost_execute);
    st->serialise = 0;
}

static void wait_until(struct pipe *p, enum cause why, uint32_t at, uint64_t end, uint64_t limit)
{
    uint64_t last = end <= limit ? end : limit + 1;
    pipe_wait(p, why, at, p->st->seq, last - 1 - p->stats->cycles);
}

static void end_trap(struct pipe *p, struct pipe_slot *c)
{
    pipe_wait(p, CAUSE_TRAP, c->key.profile, c->seq, 1);
    if (c->state & SLOT_HANDLED) {
        pipe_tell(p, PIPE_EV_TRAP, c->pc, c->trap, c->seq);
        if (p->break_traps)
            p->st->attention |= PIPE_BREAK;
        return;
    }
    p->st->attention |= PIPE_TRAP;
    p->st->attention_slot = 0;
}

/* Goes on by at least one cycle, at most to the end of cycle `limit`. */
static void advance(struct pipe *p, uint64_t limit)
{
    struct pipe_state *st = p->st;
    struct pipe_slot *c = &st->slot[0];
    uint64_t n = p->stats->cycles + 1;
    p->cycle = n;
    if (n < st->fetch_free) {
        wait_until(p, CAUSE_IDLE, 0, st->fetch_free, limit);
        return;
    }
    if (n > st->cost_dcache)
        begin(p, n);
    if (PIPE_UNLIKELY(p->watch >> PIPE_EV_STAGE & 1))
        pipe_tell_stages(p);
    if (n < st->cost_icache)
        wait_until(p, CAUSE_ICACHE, c->key.profile, st->cost_icache, limit);
    else if (n < st->cost_execute)
        wait_until(p, CAUSE_EXECUTE, c->key.profile, st->cost_execute, limit);
    else if (n < st->cost_dcache && n <= c->store_until)
        wait_until(p, CAUSE_STORE, c->key.profile,
                   c->store_until + 1 < st->cost_dcache ? c->store_until + 1 : st->cost_dcache, limit);
    else if (n < st->cost_dcache)
        wait_until(p, CAUSE_DCACHE, c->key.profile, st->cost_dcache, limit);
    else if (c->state & (SLOT_TRAP | SLOT_HANDLED))
        end_trap(p, c);
    else
        pipe_retire(p, c, 0);
}

void pipe_cost_tick(struct pipe *p)
{
    advance(p, p->stats->cycles + 1);
}

void pipe_cost_run(struct pipe *p, uint64_t cycles, uint64_t instructions)
{
    const struct run_stats *stats = p->stats;
    const volatile int *stop = &p->core->stop;
    while (stats->cycles < cycles && stats->instructions < instructions && !p->st->attention && !*stop) {
        advance(p, p->watch ? stats->cycles + 1 : cycles);
        if (PIPE_UNLIKELY(p->nbreaks) && stats->cycles >= p->st->cost_dcache && pipe_is_break(p, p->arch->pc))
            p->st->attention |= PIPE_BREAK;
    }
}
