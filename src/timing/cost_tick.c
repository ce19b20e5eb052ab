/* cost_tick.c - `kind: cost` machines: one instruction at a time, held for the cost of its kind and for what
 * its accesses miss. In this order: cycles beyond the first of the fetch (itlb, icache), cost - 1 cycles
 * (execute), cycles beyond the first of its data accesses (dtlb, store-buffer, dcache), and the cycle in
 * which it retires.
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

static struct pipe_slot *take(struct pipe *p, uint64_t pc, const struct dinsn *d)
{
    struct pipe_state *st = p->st;
    struct pipe_slot *c = &st->slot[0];
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

/* What an execution in cycle n came to. */
static void settle(struct pipe *p, struct pipe_slot *c, uint64_t n, struct cost_in *in,
                   enum exec_status status)
{
    c->state |= SLOT_DONE;
    c->naccess = 0;
    if (c->key.flags & (KEY_LOAD | KEY_STORE))
        pipe_note_accesses(p, c, n);
    in->taken = status == EXEC_OK && p->core->out.taken;
    if (status != EXEC_OK || p->core->out.trapped)
        pipe_execute_status(p, c, 0, status, n);
    if (in->taken)
        c->state |= SLOT_TAKEN;
    c->next = p->arch->pc;
}

/* How long it takes then. */
static void set_times(struct pipe *p, struct pipe_slot *c, uint64_t begun, uint64_t cost)
{
    struct pipe_state *st = p->st;
    st->cost_itlb = c->tlb_until;
    st->cost_icache = begun;
    c->tlb_until = 0;
    st->cost_execute = begun + (c->state & (SLOT_TRAP | SLOT_HANDLED) ? 0 : cost - 1);
    st->cost_dcache = st->cost_execute + data_extra(p, c, st->cost_execute);
    st->wrong = 0;
    st->serialise = 0;
}

/* An instruction begins in cycle n. */
static void begin(struct pipe *p, uint64_t n)
{
    const struct dinsn *d = core_decode(p->core, p->arch->pc);
    struct pipe_slot *c = take(p, p->arch->pc, d);
    uint64_t icache = d ? fetch_extra(p, c, n) : 0;
    p->st->wrong = 0;
    if (!d) {
        c->naccess = 0;
        pipe_execute_special(p, c, 0, n);
        set_times(p, c, n, 1);
        return;
    }
    const struct cost *cost = &p->d->cost[c->key.kind];
    struct cost_in in = cost->by_taken ? (struct cost_in){ 0 } : pipe_operands(d, p->arch->slot);
    p->arch->cycle = n;
    enum exec_status status = core_exec(p->core, d);
    settle(p, c, n, &in, status);
    set_times(p, c, n + icache, cost_eval(cost, &in));
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

enum cause pipe_cost_wait(const struct pipe_state *st, uint64_t n, uint64_t *end)
{
    const struct pipe_slot *c = &st->slot[0];
    const struct {
        uint64_t end;
        enum cause why;
    } phase[] = {
        { st->cost_itlb, CAUSE_ITLB },       { st->cost_icache, CAUSE_ICACHE },
        { st->cost_execute, CAUSE_EXECUTE }, { c->tlb_until, CAUSE_DTLB },
        { c->room_until + 1, CAUSE_STORE },  { st->cost_dcache, CAUSE_DCACHE },
    };
    for (size_t i = 0; i < sizeof phase / sizeof phase[0]; i++)
        if (n < phase[i].end) {
            *end = phase[i].end;
            return phase[i].why;
        }
    return CAUSE_BASE;
}

/* Goes on by at least one cycle, at most to the end of cycle `limit`. */
static void advance(struct pipe *p, uint64_t limit)
{
    struct pipe_state *st = p->st;
    struct pipe_slot *c = &st->slot[0];
    uint64_t n = p->stats->cycles + 1, end;
    p->cycle = n;
    if (n < st->fetch_free) {
        wait_until(p, CAUSE_IDLE, 0, st->fetch_free, limit);
        return;
    }
    if (n > st->cost_dcache)
        begin(p, n);
    if (PIPE_UNLIKELY(p->watch >> PIPE_EV_STAGE & 1))
        pipe_tell_stages(p);
    enum cause why = pipe_cost_wait(st, n, &end);
    if (why != CAUSE_BASE)
        wait_until(p, why, c->key.profile, end, limit);
    else if (c->state & (SLOT_TRAP | SLOT_HANDLED))
        end_trap(p, c);
    else
        pipe_retire(p, c, 0);
}

void pipe_cost_tick(struct pipe *p)
{
    advance(p, p->stats->cycles + 1);
}

/* ---- many at once -----------------------------------------------------------------------------------------
 *
 * While nothing takes more than its cost, nobody looks and nothing special happens, an instruction needs no
 * slot: it is executed and counted. What was executed last is put into the slot at the end, as if it had gone
 * through it; if it is not finished then (a limit), or not ordinary, advance() goes on with it. */

#define FLAT_CARE  (KEY_FAULT | KEY_ALONE | KEY_REGION)
#define FLAT_SLICE 4096 /* instructions between two looks at core->stop */

static bool runs_flat(const struct pipe *p)
{
    const struct pipe_state *st = p->st;
    uint64_t n = p->stats->cycles;
    return p->d->flat_fetch && p->d->flat_data && !p->watch && n + 1 >= st->fetch_free &&
           n >= st->cost_dcache;
}

static inline bool ordinary(const struct pipe *p, const struct pipe_key *key, enum exec_status status)
{
    const struct exec_out *out = &p->core->out;
    if (PIPE_UNLIKELY(status != EXEC_OK || out->trapped))
        return false;
    return !(key->flags & (KEY_LOAD | KEY_STORE)) ||
           (out->naccess == 1 && !out->access[0].device && p->core->code_stores == p->code_stores);
}

static inline void count_flat(struct pipe *p, const struct pipe_key *key, uint32_t cost, bool taken)
{
    struct run_stats *s = p->stats;
    unsigned flags = key->flags;
    account_base(s, p->profile, key->profile);
    if (cost > 1)
        account_wait(s, p->profile, CAUSE_EXECUTE, key->profile, cost - 1);
    s->instructions++;
    s->mix[key->kind]++;
    s->loads += flags & KEY_LOAD;
    s->stores += (flags & KEY_STORE) != 0;
    if (flags & KEY_CONDITIONAL)
        account_branch(s, p->profile, key->profile, taken, false, 1);
    else if (flags & KEY_TRANSFER)
        account_jump(s, p->profile, key->profile, false, 1);
}

static void run_flat(struct pipe *p, uint64_t cycles, uint64_t instructions)
{
    struct run_stats *s = p->stats;
    struct core *core = p->core;
    const struct dinsn *d = NULL, *next;
    struct cost_in in = { 0 };
    enum exec_status status = EXEC_OK;
    uint32_t cost = 1;
    uint64_t n = 0, seq = p->st->seq;
    for (unsigned left = FLAT_SLICE; left && s->cycles < cycles && s->instructions < instructions; left--) {
        next = core_decode(core, p->arch->pc);
        const struct pipe_key *key = next ? (const struct pipe_key *)next->timing : NULL;
        if (!next || (key->flags & FLAT_CARE))
            break;
        const struct cost *table = &p->d->cost[key->kind];
        d = next;
        n = s->cycles + 1;
        if (PIPE_UNLIKELY(!table->by_taken))
            in = pipe_operands(d, p->arch->slot);
        p->arch->cycle = n;
        seq++;
        status = core_exec(core, d);
        in.taken = core->out.taken;
        cost = cost_eval(table, &in);
        if (PIPE_UNLIKELY(!ordinary(p, key, status)) || n + cost - 1 > cycles)
            break;
        count_flat(p, key, cost, in.taken);
    }
    if (!d)
        return;
    p->st->seq = seq - 1;
    struct pipe_slot *c = take(p, d->pc, d);
    settle(p, c, n, &in, status);
    set_times(p, c, n, status == EXEC_OK ? cost : cost_eval(&p->d->cost[c->key.kind], &in));
}

void pipe_cost_run(struct pipe *p, uint64_t cycles, uint64_t instructions)
{
    const struct run_stats *stats = p->stats;
    const volatile int *stop = &p->core->stop;
    while (stats->cycles < cycles && stats->instructions < instructions && !p->st->attention && !*stop) {
        if (!p->nbreaks && runs_flat(p))
            run_flat(p, cycles, instructions);
        if (stats->cycles < cycles && stats->instructions < instructions)
            advance(p, p->watch ? stats->cycles + 1 : cycles);
        if (PIPE_UNLIKELY(p->nbreaks) && stats->cycles >= p->st->cost_dcache && pipe_is_break(p, p->arch->pc))
            p->st->attention |= PIPE_BREAK;
    }
}
