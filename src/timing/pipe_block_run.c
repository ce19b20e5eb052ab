/* pipe_block_run.c - see pipe_block.h: runs blocks, and puts down the state of the stream behind them.
 *
 * The third user of exec/ops.h. The data access of an instruction is made a cycle after its execution, when
 * the next one executes or a bubble comes: so it lags behind here, too, and the last one is left to the
 * stream. */
#include "timing/pipe_block.h"

#include <string.h>
#include "exec/host.h"
#include "exec/spec.h"
#include "timing/cache_hit.h"

#define PAST STREAM_RING /* a power of two */

/* What ran: instructions first .. n - 1 of a block. */
struct past {
    const struct block *b;
    uint64_t begin;                /* the cycles behind this one */
    uint64_t from;                 /* the block's cycle 0, if nothing had been held */
    uint64_t to;                   /* way: its target */
    const struct block_pass *last; /* how the last one came through X */
    uint32_t hold,
        store; /* bubbles before the first: its access took longer; of these, for the store buffer */
    uint8_t first, n;
    bool way;      /* the last one was a transfer that was taken, */
    bool refilled; /* and the stages before X are full again */
};

/* A run of blocks. */
struct run {
    struct pipe *p;
    struct stream_hot *h;
    struct past past[PAST];
    struct access access[PAST]; /* the last ones */
    unsigned npast, naccess;
    uint64_t executed, refills;
    uint64_t n;        /* the cycle */
    struct past *open; /* the block that runs: past[npast] */
    /* an access that did not just hit and that nothing has been told of: its cycles, 0: none; those for the
     * store buffer; whose it is */
    unsigned made, made_wait, maker;
    uint64_t hazard, hazard_dst, line;
    const struct block *b; /* what comes next: instruction `at` of it */
    unsigned at;
    bool cached, lagging; /* lagging: the last access is still to be made */
    bool redirect, stop;  /* as in struct stream_hot */
};

/* ---- accesses ---------------------------------------------------------------------------------------- */

/* Is the line the one that its set used last? */
static ALWAYS_INLINE bool at_hand(const struct cache_at *c, uint64_t addr)
{
    uint64_t line = addr >> c->line_bits;
    return c->lines[c->recent[line & c->set_mask]].tag == line + 1;
}

static __attribute__((noinline)) bool surely_hits(const struct run *r, uint64_t addr)
{
    return hier_hits(&r->p->hier, HIER_DATA, addr);
}

/* An access that hits. Hits of plain caches do not ask for the time. */
static void make_access(struct run *r, const struct access *a)
{
    struct hier *hier = &r->p->hier;
    unsigned wait;
    if (cache_quick_hit(hier, hier->first[HIER_DATA], a->addr, a->store))
        return;
    if (a->store)
        hier_store(hier, a->addr, a->size, 0, &wait);
    else
        hier_load(hier, a->addr, a->size, 0);
}

static ALWAYS_INLINE void catch_up(struct run *r)
{
    if (r->lagging)
        make_access(r, &r->access[(r->naccess - 1) & (PAST - 1)]);
    r->lagging = false;
}

static ALWAYS_INLINE void note_access(struct run *r, uint64_t addr, unsigned size, bool store)
{
    struct access *a = &r->access[r->naccess++ & (PAST - 1)];
    a->addr = addr;
    a->size = (uint8_t)size;
    a->store = store;
}

/* It is known to hit: its turn comes when the next is made. */
static ALWAYS_INLINE void note_hit(struct run *r)
{
    catch_up(r);
    r->lagging = true;
}

/* A fetch from a line other than the last. False: it misses. */
static bool fetch_line(struct run *r, uint64_t line)
{
    struct hier *hier = &r->p->hier;
    uint64_t addr = line << r->p->d->fetch_bits;
    if (!cache_quick_hit(hier, hier->first[HIER_FETCH], addr, false) &&
        !hier_hit(hier, HIER_FETCH, addr, false))
        return false;
    r->h->looks++;
    r->line = line;
    return true;
}

/* The first instructions of b, after a redirect. */
static bool fetch_first(struct run *r, const struct block *b)
{
    const struct hier *hier = &r->p->hier;
    uint64_t last = b->last_line << r->p->d->fetch_bits;
    if (r->p->d->flat_fetch)
        return true;
    if (b->first_line != r->line) {
        if (b->last_line != b->first_line && !hier_hits(hier, HIER_FETCH, last))
            return false;
        if (!fetch_line(r, b->first_line))
            return false;
    }
    return b->last_line == b->first_line || fetch_line(r, b->last_line);
}

/* ---- from block to block ----------------------------------------------------------------------------- */

static void touch(struct run *r, struct block *b)
{
    b->counts = true;
    b->touched = r->p->blocks->touched;
    r->p->blocks->touched = b;
}

/* What the access made last took beyond its cycle: everything up to its instruction has stayed. In terms of
 * what enters X: it came so much later. */
static void put_hold(struct run *r)
{
    struct past *open = r->open, before = *open;
    const struct block_insn *x = &open->b->insn[r->maker];
    uint32_t hold = r->made - 1, store = r->made_wait ? r->made_wait - 1 : 0;
    uint64_t begin = open->from + x->pass.cycle - 1;
    r->made = 0;
    if (!hold)
        return;
    store = store < hold ? store : hold;
    stream_count_bubble(r->p, ENTRY_BUBBLE(CAUSE_STORE, block_key(x)->profile, 0), store);
    stream_count_bubble(r->p, ENTRY_BUBBLE(CAUSE_DCACHE, block_key(x)->profile, 0), hold - store);
    open->n = (uint8_t)r->maker;
    open->last = &open->b->insn[r->maker ? r->maker - 1 : 0].pass;
    r->executed += r->maker - open->first;
    if (begin > open->begin) {
        open = r->open = &r->past[++r->npast & (PAST - 1)];
        *open = before;
    }
    open->begin = begin;
    open->from += hold;
    open->first = (uint8_t)r->maker;
    open->hold = hold;
    open->store = store;
}

static ALWAYS_INLINE void open_block(struct run *r, const struct block *b)
{
    struct past *open = r->open = &r->past[r->npast & (PAST - 1)];
    open->b = b;
    open->begin = open->from = r->n;
    open->hold = 0;
    open->first = 0;
    open->way = open->refilled = false;
}

/* The open block is left after its first n instructions. */
static ALWAYS_INLINE struct past *leave(struct run *r, unsigned n, const struct block_pass *last)
{
    if (PIPE_UNLIKELY(r->made))
        put_hold(r);
    struct past *past = r->open;
    r->npast++;
    past->n = (uint8_t)n;
    past->last = last;
    r->executed += n - past->first;
    r->n = past->from + last->cycle;
    if (last->hazard) {
        uint64_t hazard = past->from + last->hazard;
        r->hazard_dst = last->dst | (r->hazard > r->n ? r->hazard_dst : 0);
        r->hazard = hazard > r->hazard ? hazard : r->hazard;
    }
    return past;
}

static struct past *leave_before(struct run *r, unsigned n)
{
    return leave(r, n, &r->open->b->insn[n - 1].pass);
}

static unsigned insn_of(const struct block *b, const struct uop *u)
{
    unsigned at = (unsigned)(u - b->code), k = b->n;
    while (k > 1 && b->insn[k - 1].start > at)
        k--;
    return k - 1;
}

/* The access of operation u does not hit at once. Made here, if the instruction behind it is sure to come
 * into X beside it, and if it is over by the end of cycle `end`. False: nothing has happened. */
static bool make_slow_access(struct run *r, const struct uop *u, uint64_t addr, unsigned size, bool store,
                             uint64_t end)
{
    struct hier *hier = &r->p->hier;
    const struct block *b = r->open->b;
    unsigned i = insn_of(b, u), wait = 0;
    uint64_t from = r->open->from + (r->made ? r->made - 1 : 0), n = from + b->insn[i].pass.cycle + 1;
    if (!b->insn[i].may_hold || from + b->cycles + hier_most(hier, HIER_DATA, n) > end)
        return false;
    if (r->made)
        put_hold(r);
    catch_up(r);
    hier->pc = b->insn[i].d->pc;
    r->made = store ? hier_store(hier, addr, size, n, &wait) : hier_load(hier, addr, size, n);
    r->made_wait = wait;
    r->maker = i;
    return true;
}

/* What comes behind the access made last is not executed here after all, so it is the stream that holds. */
static void pass_on(struct run *r)
{
    r->h->made = r->made;
    r->h->made_wait = r->made_wait;
    r->made = 0;
}

/* A transfer has redirected the fetch: the stages before X are filled again at once. NULL: they aren't. */
static ALWAYS_INLINE struct block *refill(struct run *r, struct past *past, struct block_way *way,
                                          uint64_t end)
{
    struct pipe *p = r->p;
    struct block *to = way->to;
    if (PIPE_UNLIKELY(!to))
        to = way->to = pipe_block_at(p, way->pc);
    if (!to || !to->refills || r->n + p->d->exec > end || !fetch_first(r, to))
        return NULL;
    past->refilled = true;
    r->n += p->d->exec;
    r->refills++;
    return to;
}

/* May something in b have to wait for what came before? key: of what stands in X; NULL: a bubble. */
static ALWAYS_INLINE bool may_wait(const struct run *r, const struct block *b, const struct pipe_key *key)
{
    if (PIPE_LIKELY(r->n >= r->hazard))
        return false;
    const uint32_t *after = r->p->d->after;
    return (r->hazard_dst & b->need) || (key && (after[block_key(b->insn)->kind] >> key->kind & 1));
}

/* ---- the interpreter --------------------------------------------------------------------------------- */

#define FALL NEXT
#define TAKE(to)                                                                                             \
    do {                                                                                                     \
        way = (struct block_way *)(uintptr_t)(to);                                                           \
        goto taken;                                                                                          \
    } while (0)
#define TAKE_INDIRECT(to)                                                                                    \
    do {                                                                                                     \
        target = (to);                                                                                       \
        goto indirect;                                                                                       \
    } while (0)
#define MAKE(ea, n, st)                                                                                      \
    do {                                                                                                     \
        if (data && (PIPE_LIKELY(at_hand(data, ea)) || surely_hits(run, ea)))                                \
            note_hit(run);                                                                                   \
        else if (data && !make_slow_access(run, u, ea, n, st, end))                                          \
            goto fault;                                                                                      \
        note_access(run, ea, n, st);                                                                         \
    } while (0)
#define NOTE(ea, n, st)                                                                                      \
    if (!(st))                                                                                               \
    MAKE(ea, n, st)
#define STORE_OK                                                                                             \
    __extension__({                                                                                          \
        MAKE(ea, sizeof v, true);                                                                            \
        true;                                                                                                \
    })
#define LOAD_SLOW(addr, n, flags, value)  (*(value) = 0)
#define STORE_SLOW(addr, n, flags, value) 0

/* Runs block b and what follows. With run NULL: gives the addresses of the handlers to *table. */
static void run_blocks(struct run *run, struct block *b, const struct pipe_key *in_x, uint64_t end,
                       const void *const **table)
{
    static const void *const handlers[BLOCK_UOPS] = {
#define UOP_LABEL(N) [U_##N] = &&op_##N,
        UOP_LIST(UOP_LABEL)
#undef UOP_LABEL
            [BLOCK_LINE] = &&line,
        [BLOCK_END] = &&ended,
    };
    if (!run) {
        *table = handlers;
        return;
    }
    struct pipe *p = run->p;
    struct core *c = p->core;
    struct arch *A = p->arch;
    uint64_t *R = A->slot, target;
    const struct mem_tlb *tlb = c->mem->tlb;
    const struct cache_at *data = run->cached ? p->hier.first[HIER_DATA] : NULL;
    const struct uop *u;
    struct block_way *way;
    struct past *past;

enter:
    run->b = b;
    run->at = 0;
    if (PIPE_UNLIKELY(run->n + b->cycles > end) || may_wait(run, b, in_x))
        return;
    open_block(run, b);
    if (PIPE_UNLIKELY(!b->counts))
        touch(run, b);
    u = b->code;
    SAME;

#include "exec/ops.h"

line:
    if (PIPE_LIKELY(fetch_line(run, u->imm)))
        NEXT;
    run->at = insn_of(b, u) + 1;
    b->left[run->at]++;
    leave_before(run, run->at);
    run->stop = true;
    return;

ended:
    b->left[b->n]++;
    leave_before(run, b->n);
    in_x = block_key(&b->insn[b->n - 1]);
    if (PIPE_UNLIKELY(!b->next)) {
        run->at = b->n;
        b->next = pipe_block_at(p, b->insn[b->n].d->pc);
        if (!b->next)
            return;
    }
    b = b->next;
    goto enter;

indirect:
    way = b->insn[b->n - 1].way;
    if (way->pc != target || !way->to) {
        way->pc = target;
        way->to = NULL;
    }
taken:
    way->count++;
    catch_up(run);
    past = leave(run, way->insn + 1u, &way->pass);
    past->way = true;
    past->to = way->pc;
    run->at = way->insn + 1u;
    run->stop = PIPE_UNLIKELY(b->insn[way->insn].crosses) &&
                !fetch_line(run, b->insn[run->at + p->d->exec - 1].d->pc >> p->d->fetch_bits);
    b = run->stop ? NULL : refill(run, past, way, end);
    in_x = NULL;
    if (PIPE_LIKELY(b != NULL))
        goto enter;
    run->redirect = true;
    return;

fault: /* this instruction is not for here */
    run->at = insn_of(b, u);
    if (!run->at)
        return;
    b->left[run->at]++;
    if (run->made && run->maker + 1 == run->at)
        pass_on(run);
    leave_before(run, run->at);
    return;

    /* what no block has */
op_COUNTER:
op_COUNTER_WRITE:
op_END_JUMP:
op_END_SLOT:
op_END_SYS:
op_CHAIN:
op_RESOLVE:
op_LEAVE:
op_END:
    goto fault;
}

const void *const *pipe_block_handlers(void)
{
    const void *const *table = NULL;
    run_blocks(NULL, NULL, NULL, 0, &table);
    return table;
}

/* ---- what the stream finds behind it ----------------------------------------------------------------- */

static void put_bubble(struct stream_entry *e, uint64_t bubble)
{
    e->key = NULL;
    e->d = NULL;
    e->bubble = bubble;
}

static void put_insn(struct run *r, struct stream_entry *e, const struct past *past, unsigned i, uint64_t seq,
                     uint8_t slot)
{
    const struct block_insn *x = &past->b->insn[i];
    bool went = past->way && i + 1u == past->n;
    e->d = x->d;
    e->key = block_key(x);
    e->seq = seq;
    e->slot = slot;
    e->state = went ? SLOT_DONE | SLOT_TAKEN | SLOT_MISFETCH : SLOT_DONE;
    e->next = went ? past->to : x->d->next;
    const struct block_pass *pass = i + 1u == past->n ? past->last : &x->pass;
    e->avail = past->from + pass->avail + r->h->skew;
    e->latency = e->interval = pass->hold;
    e->naccess = (e->key->flags & (KEY_LOAD | KEY_STORE)) != 0;
    if (e->naccess)
        e->access = r->access[--r->naccess & (PAST - 1)];
}

/* Bubble number i of those that an access has left behind its instruction. */
static uint64_t held_bubble(const struct past *past, uint64_t i, uint64_t seq)
{
    enum cause why = i < past->store ? CAUSE_STORE : CAUSE_DCACHE;
    return ENTRY_BUBBLE(why, block_key(&past->b->insn[past->first])->profile, seq);
}

/* Cycle n of what ran; seq, slot: of its first instruction. */
static void put_cycle(struct run *r, struct stream_entry *e, const struct past *past, uint64_t n,
                      uint64_t seq, unsigned slot)
{
    uint64_t cycle = n - past->from;
    const struct block_cycle *c = &past->last->before[cycle];
    const struct block_insn *last = &past->b->insn[past->n - 1];
    uint64_t seq0 = seq - past->first; /* of the block's first */
    if (n - past->begin <= past->hold)
        put_bubble(e, held_bubble(past, n - past->begin - 1, seq));
    else if (past->refilled && cycle > past->last->cycle)
        put_bubble(e, block_refill(last, seq0 + past->n - 1));
    else if (c->insn == BLOCK_BUBBLE)
        put_bubble(e, ENTRY_BUBBLE(c->cause, c->profile, seq0 + c->culprit));
    else
        put_insn(r, e, past, c->insn, seq0 + c->insn,
                 (uint8_t)((slot + c->insn - past->first) & r->p->d->slot_mask));
}

/* What has entered X and is on its way to the last stage. seq, slot: of what comes next. */
static void put_entries(struct run *r, struct stream *t, uint64_t seq, unsigned slot)
{
    const struct pipe_desc *d = r->p->d;
    const struct past *past = NULL;
    for (uint64_t n = r->n; n > r->h->n && r->n - n <= (unsigned)(d->last - d->exec); n--) {
        if (!past || n <= past->begin) {
            past = &r->past[--r->npast & (PAST - 1)];
            unsigned ran = (unsigned)past->n - past->first;
            seq -= ran + (past->refilled ? d->exec : 0u);
            slot -= ran;
        }
        put_cycle(r, &t->x[n & (STREAM_RING - 1)], past, n, seq, slot);
    }
}

/* What was fetched and stands before X. */
static void put_fetched(const struct run *r, struct stream *t, struct stream_hot *h)
{
    unsigned n = r->p->d->exec - r->stop;
    h->tail = n;
    for (unsigned i = 0; i < n; i++)
        t->pre[i] = r->b->insn[r->at + i].d;
    h->fetch_pc = r->b->insn[r->at + n - 1].d->next;
}

static void put_down(struct run *r, struct stream *t, struct stream_hot *h)
{
    const struct pipe_desc *d = r->p->d;
    uint64_t seq = h->seq - d->exec + 1 + r->executed + r->refills * d->exec;
    unsigned slot = h->slot_next - d->exec + (unsigned)r->executed;
    bool pending = r->lagging || h->made;
    put_entries(r, t, seq, slot);
    put_fetched(r, t, h);
    h->idle += r->n - h->n - r->executed;
    h->n = r->n;
    h->seq = seq + d->exec - 1 - r->stop;
    h->slot_next = slot + d->exec - r->stop;
    h->hazard_until = r->hazard;
    h->hazard_dst = r->hazard_dst;
    if (d->widest > 1)
        h->wide_until = r->hazard;
    h->stop = r->stop;
    h->empty = r->stop ? 1 : r->redirect ? STREAM_REDIRECT : 0;
    h->pending = pending ? &t->x[h->n & (STREAM_RING - 1)] : NULL;
    h->redirect = r->redirect ? &t->x[h->n & (STREAM_RING - 1)] : NULL;
    if (!d->flat_fetch) {
        h->line_from = r->line << d->fetch_bits;
        h->line_to = h->line_from + d->fetch_line;
    }
}

/* ---- a run ------------------------------------------------------------------------------------------- */

/* The access under way lags behind already, if it hits. */
static bool take_pending(struct run *r, const struct stream_entry *e)
{
    if (!e)
        return true;
    if ((e->access.store && !r->p->d->store_hits) || !surely_hits(r, e->access.addr))
        return false;
    r->access[0] = e->access;
    r->naccess = 1;
    return r->lagging = true;
}

/* Was the fetch before the first of b from a line that is known? */
static bool take_line(struct run *r, const struct block *b)
{
    const struct pipe_desc *d = r->p->d;
    uint64_t pc = b->insn[d->exec - 1].d->pc;
    r->line = r->h->line_from >> d->fetch_bits;
    return d->flat_fetch || (pc >= r->h->line_from && pc < r->h->line_to);
}

/* The core as executing one by one would have left it. */
static void put_core(struct run *r, uint64_t pc, uint64_t cycle)
{
    struct arch *a = r->p->arch;
    a->pc = pc;
    a->instret += r->executed;
    a->cycle = cycle;
    memset(&a->slot[r->p->core->isa->nslots], 0, r->p->blocks->nwork * sizeof a->slot[0]);
}

bool pipe_blocks_run(struct pipe *p, struct block *b, struct stream *t, struct stream_hot *h, uint64_t end)
{
    struct run r; /* arrays are filled as it goes */
    r.p = p;
    r.h = h;
    r.n = h->n;
    r.hazard = h->hazard_until;
    r.hazard_dst = h->hazard_dst;
    r.npast = r.naccess = 0;
    r.executed = r.refills = 0;
    r.made = 0;
    r.cached = !p->d->flat_data;
    r.lagging = r.redirect = r.stop = false;
    if (!take_line(&r, b) || !take_pending(&r, h->pending))
        return false;
    run_blocks(&r, b, t->x[h->n & (STREAM_RING - 1)].key, end, NULL);
    if (!r.executed)
        return false;
    const struct past *last = &r.past[(r.npast - 1) & (PAST - 1)];
    const struct block_insn *x = &last->b->insn[last->n - 1];
    if (last->refilled || !(block_key(x)->flags & (KEY_LOAD | KEY_STORE)))
        catch_up(&r);
    put_core(&r, last->way ? last->to : x->d->next, last->from + last->last->enter + h->skew);
    if (r.redirect) { /* the stream counts what comes of it */
        stream_count_bubble(p, block_refill(x, 0), (uint64_t)0 - p->d->exec);
        p->stats->squashed -= p->d->exec;
    }
    put_down(&r, t, h);
    return true;
}
