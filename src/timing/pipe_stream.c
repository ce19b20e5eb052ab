/* pipe_stream.c - many cycles of a plain pipeline at once.
 *
 * While nothing takes more than a cycle, a pipeline in which everything but accesses is done in X (compact)
 * needs no slots: what enters X in which cycle follows from the instructions alone. An instruction enters X
 * in the cycle after the one before it, later if the tables say that an operand is out of reach, and exec + 1
 * cycles after a transfer that was not fetched; whatever enters X in cycle n is in the last stage last - exec
 * cycles later. So this is run by instructions, and the state of the pipeline is put down at the end as
 * ticking would have left it. It ends where anything else begins: a miss, a slow unit, a service, a trap, a
 * device, changed code, a limit.
 *
 * Counting goes ahead of time: an entry is counted when it enters X, and what has not reached the last stage
 * by the end is taken back. */
#include "timing/pipe_stream.h"

#include "timing/cache_hit.h"
#include "timing/pipe_enter.h"

/* ---- accesses that need a look ----------------------------------------------------------------------- */

/* An access made in this cycle takes so many, some of them for the store buffer. */
static void stream_takes(struct stream_hot *h, struct stream_entry *e, unsigned cycles, unsigned wait)
{
    if (cycles == 1)
        return;
    h->hold = e;
    h->hold_until = h->n + cycles - 1;
    h->hold_store = wait ? h->n + wait - 1 : 0;
}

static __attribute__((noinline)) void stream_any_access(struct pipe *p, struct stream_hot *h,
                                                        struct stream_entry *e)
{
    unsigned wait = h->made_wait, cycles = h->made;
    h->made = h->made_wait = 0;
    if (cycles) {
        stream_takes(h, e, cycles, wait);
        return;
    }
    p->hier.pc = e->d ? e->d->pc : p->st->slot[e->slot & p->d->slot_mask].pc;
    cycles = e->access.store ? hier_store(&p->hier, e->access.addr, e->access.size, h->n, &wait)
                             : hier_load(&p->hier, e->access.addr, e->access.size, h->n);
    stream_takes(h, e, cycles, wait);
}

/* The bubble that the stage behind memory gets in cycle n of the hold. */
static uint64_t stream_hold_bubble(const struct stream_hot *h, uint64_t n)
{
    enum cause why = n <= h->hold_store ? CAUSE_STORE : CAUSE_DCACHE;
    return ENTRY_BUBBLE(why, h->hold->key->profile, h->hold->seq);
}

/* All of the hold at once: what is in X and memory stays, bubbles come behind it. */
static __attribute__((noinline)) void stream_hold(struct pipe *p, struct stream *t, struct stream_hot *h)
{
    const struct pipe_desc *d = p->d;
    struct stream_entry now[PIPE_STAGES];
    uint64_t cycles = h->hold_until - h->n;
    for (unsigned k = 0; k <= (unsigned)(d->last - d->exec); k++) {
        uint64_t from = k < 2 ? k : k - 1 <= cycles ? UINT64_MAX : k - cycles;
        if (from != UINT64_MAX) {
            now[k] = t->x[(h->n - from) & (STREAM_RING - 1)];
        } else {
            now[k].key = NULL;
            now[k].d = NULL;
            now[k].bubble = stream_hold_bubble(h, h->hold_until - (k - 2));
        }
    }
    uint64_t store = h->hold_store > h->n ? h->hold_store - h->n : 0;
    store = store < cycles ? store : cycles;
    struct profile_count *count = &p->profile->count[h->hold->key->profile];
    p->stats->cause[CAUSE_STORE] += store;
    count->cause[CAUSE_STORE] += store;
    p->stats->cause[CAUSE_DCACHE] += cycles - store;
    count->cause[CAUSE_DCACHE] += cycles - store;
    bool pending = h->pending != NULL;
    if (h->hazard_until > h->n)
        h->hazard_until += cycles;
    if (h->wide_until > h->n)
        h->wide_until += cycles;
    h->idle += cycles;
    h->n = h->hold_until;
    for (unsigned k = 0; k <= (unsigned)(d->last - d->exec); k++)
        t->x[(h->n - k) & (STREAM_RING - 1)] = now[k];
    h->pending = pending ? &t->x[h->n & (STREAM_RING - 1)] : NULL;
    h->hold = NULL;
}

/* ---- the parts of a cycle ---------------------------------------------------------------------------- */

/* The access of what entered X in the cycle before. */
static ALWAYS_INLINE void stream_access(struct pipe *p, struct stream_hot *h)
{
    struct stream_entry *e = h->pending;
    if (!e)
        return;
    h->pending = NULL;
    bool simple = p->d->store_hits || !e->access.store;
    if (h->made || !simple ||
        !cache_quick_hit(&p->hier, p->hier.first[HIER_DATA], e->access.addr, e->access.store))
        stream_any_access(p, h, e);
}

/* X gets a bubble: may that access be made here, be it a miss? A miss must hold everything before it: the
 * stages before X are full, and what comes next (key) waits for this access. */
static ALWAYS_INLINE bool stream_may_access(const struct pipe *p, const struct stream_hot *h,
                                            const struct pipe_key *key)
{
    const struct stream_entry *e = h->pending;
    if (!e)
        return true;
    if (key && (e->key->flags & KEY_MADE_LOAD) && (e->key->dst[e->key->dst[1] != 0] & key->need[0]))
        return true;
    return (p->d->store_hits || !e->access.store) && hier_hits(&p->hier, HIER_DATA, e->access.addr);
}

/* False: the fetch of this cycle may take longer, or brings something that needs care: left to fetch(). */
static ALWAYS_INLINE bool stream_fetch(struct pipe *p, struct stream *t, struct stream_hot *h,
                                       const unsigned f)
{
    const struct pipe_desc *d = p->d;
    uint64_t pc = h->fetch_pc;
    const struct dinsn *di = core_decode(p->core, pc);
    if (PIPE_UNLIKELY(!di) || PIPE_UNLIKELY(((const struct pipe_key *)di->timing)->flags & STREAM_CARE))
        return false;
    if ((f & F_CACHE) && !d->flat_fetch) {
        if (PIPE_UNLIKELY(pc < h->line_from || pc + di->len > h->line_to)) {
            uint64_t from = pc >> d->fetch_bits << d->fetch_bits;
            if (pc + di->len > from + d->fetch_line ||
                !(cache_quick_hit(&p->hier, p->hier.first[HIER_FETCH], pc, false) ||
                  hier_hit(&p->hier, HIER_FETCH, pc, false)))
                return false;
            h->line_from = from;
            h->line_to = from + d->fetch_line;
            h->looks++;
        }
    }
    t->pre[h->tail++ & (STREAM_RING - 1)] = di;
    h->seq++;
    h->slot_next++;
    h->fetch_pc = di->next;
    return true;
}

static ALWAYS_INLINE void stream_bubble(struct pipe *p, struct stream *t, struct stream_hot *h,
                                        uint64_t bubble)
{
    struct stream_entry *e = &t->x[h->n & (STREAM_RING - 1)];
    e->key = NULL;
    e->d = NULL;
    e->bubble = bubble;
    stream_count_bubble(p, bubble, 1);
    h->idle++;
}

/* As pipe_operands_missing(), of what stands first before X, for cycle n + 1. */
static bool stream_missing(const struct pipe *p, const struct stream *t, uint64_t n,
                           const struct pipe_key *key, uint64_t *bubble)
{
    const struct pipe_desc *d = p->d;
    uint64_t need = key->need[0] | key->need[1] | key->need[2] | key->need[3];
    struct stream_block block = { .culprit = NULL };
    uint64_t missing = 0;
    for (unsigned q = d->exec + d->widest; q-- > d->exec;) {
        const struct stream_entry *e = &t->x[(n - (q - d->exec)) & (STREAM_RING - 1)];
        if (!e->key || !((e->key->dst[0] | e->key->dst[1]) & need))
            continue;
        for (unsigned g = 0; g < 2; g++)
            stream_withhold(&block, d, key, e, g, d->blocked[e->key->make[g]][q]);
    }
    for (unsigned k = 0; k < d->nneeds; k++)
        missing |= key->need[k] & block.from[k];
    if (!missing || !block.culprit)
        return false;
    *bubble = ENTRY_BUBBLE(block.loaded ? CAUSE_LOAD_USE : CAUSE_DATA, key->profile, block.culprit->seq);
    return true;
}

/* The same where only what stands in X can stand in the way. */
static bool stream_missing_next(const struct pipe_desc *d, const struct stream_entry *e,
                                const struct pipe_key *key, uint64_t *bubble)
{
    const struct pipe_key *by = e->key;
    uint64_t dst[2] = { by->dst[0] & ~by->dst[1], by->dst[1] }, missing[2] = { 0, 0 };
    for (unsigned g = 0; g < 2; g++)
        for (unsigned k = 0, bits = d->blocked[by->make[g]][d->exec]; bits >> k; k++)
            missing[g] |= bits >> k & 1 ? key->need[k] & dst[g] : 0;
    if (!(missing[0] | missing[1]))
        return false;
    bool loaded = (by->flags & KEY_MADE_LOAD) && (missing[1] || !by->dst[1]);
    *bubble = ENTRY_BUBBLE(loaded ? CAUSE_LOAD_USE : CAUSE_DATA, key->profile, e->seq);
    return true;
}

/* Is an operand of what stands first before X out of reach in cycle n + 1? */
static ALWAYS_INLINE bool stream_must_wait(const struct pipe *p, const struct stream *t,
                                           const struct stream_hot *h, const struct pipe_key *key,
                                           uint64_t *bubble)
{
    if (h->n >= h->hazard_until)
        return false;
    if (PIPE_UNLIKELY(h->n < h->wide_until))
        return stream_missing(p, t, h->n, key, bubble);
    const struct stream_entry *e = &t->x[h->n & (STREAM_RING - 1)];
    uint64_t need = key->need[0] | key->need[1] | key->need[2] | key->need[3];
    return e->key && e->key->window && ((e->key->dst[0] | e->key->dst[1]) & need) &&
           stream_missing_next(p->d, e, key, bubble);
}

/* What the execution of a load, a store or a transfer came to. False: it needs care. */
static ALWAYS_INLINE bool stream_outcome(struct pipe *p, struct stream_hot *h, struct stream_entry *e,
                                         const unsigned f)
{
    unsigned flags = e->key->flags;
    uint64_t next = p->arch->pc;
    if ((flags & (KEY_LOAD | KEY_STORE)) && !stream_note(p, e))
        return false;
    if ((f & F_CACHE) && !p->d->flat_data && e->naccess)
        h->pending = e;
    bool missed = next != e->d->next;
    if (p->core->out.taken) {
        e->state = SLOT_DONE | SLOT_TAKEN;
        missed = true; /* see pipe_goes_elsewhere() */
        if (flags & KEY_DELAYED)
            return false;
    }
    if (missed) {
        if (!(flags & KEY_TRANSFER))
            return false;
        e->state |= SLOT_MISFETCH;
        e->next = next;
        h->redirect = e;
        h->empty = STREAM_REDIRECT;
    }
    stream_count_more(p, e->key, e->state, 1);
    return true;
}

static bool stream_special(struct pipe *p, struct stream_hot *h, struct stream_entry *e,
                           enum exec_status status)
{
    e->naccess = 0;
    e->state = 0;
    stream_count_more(p, e->key, 0, 1);
    h->special = e;
    h->status = status;
    return false;
}

/* The first before X enters it in cycle n. False: what it came to needs care (special). */
static ALWAYS_INLINE bool stream_execute(struct pipe *p, struct stream *t, struct stream_hot *h,
                                         const struct dinsn *di, const unsigned full, const unsigned f)
{
    const struct core *core = p->core;
    const struct pipe_key *key = (const struct pipe_key *)di->timing;
    struct stream_entry *e = &t->x[h->n & (STREAM_RING - 1)];
    e->d = di;
    e->key = key;
    e->seq = h->seq - full + 1;
    e->slot = (uint8_t)(h->slot_next - full);
    e->naccess = 0;
    e->state = SLOT_DONE;
    p->arch->cycle = h->n;
    enum exec_status status = core_exec(p->core, di);
    stream_count_insn(p, key, 1);
    bool fine = !(status | core->out.trapped);
    if (key->flags & STREAM_MORE)
        fine = fine && stream_outcome(p, h, e, f);
    else
        fine &= p->arch->pc == di->next;
    if (PIPE_UNLIKELY(!fine))
        return stream_special(p, h, e, status);
    if (key->window) {
        uint64_t until = h->n + key->window;
        if (until > h->hazard_until)
            h->hazard_until = until;
        if (PIPE_UNLIKELY(key->window > 1) && until > h->wide_until)
            h->wide_until = until;
    }
    return true;
}

/* In the cycle after a transfer that was not fetched. */
static ALWAYS_INLINE void stream_redirect(struct pipe *p, struct stream_hot *h)
{
    const struct stream_entry *e = h->redirect;
    enum cause why = e->key->flags & KEY_CONDITIONAL ? CAUSE_MISPREDICT : CAUSE_JUMP;
    p->stats->squashed += p->d->exec;
    h->empty = p->d->exec;
    h->slot_next = e->slot + 1u;
    h->fetch_pc = e->next;
    h->wait = ENTRY_BUBBLE(why, e->key->profile, e->seq);
    h->redirect = NULL;
}

/* Bubbles into X until the stages before it are full again. */
static ALWAYS_INLINE void stream_refill(struct pipe *p, struct stream *t, struct stream_hot *h, uint64_t end,
                                        const unsigned f)
{
    uint64_t begin = h->n;
    do {
        struct stream_entry *e = &t->x[++h->n & (STREAM_RING - 1)];
        if (f & F_CACHE)
            stream_access(p, h);
        e->key = NULL;
        e->d = NULL;
        e->bubble = h->wait;
        h->stop = !stream_fetch(p, t, h, f);
    } while (!h->stop && --h->empty && h->n < end);
    stream_count_bubble(p, h->wait, h->n - begin);
    h->idle += h->n - begin;
}

/* ---- all of it --------------------------------------------------------------------------------------- */

/* What is left of the last cycle of a stream: the execution that needs care, a redirect, the fetch. */
static void stream_finish(struct pipe *p, const struct stream_hot *h)
{
    struct pipe_state *st = p->st;
    unsigned x = p->d->exec;
    if (h->special) {
        unsigned i = h->special->slot & p->d->slot_mask;
        struct pipe_slot *c = &st->slot[i];
        pipe_executed(p, c, i, h->n, h->status);
        if (c->key.acts >> x & 1)
            work(p, c, i, x, h->n);
    }
    if (h->redirect) {
        unsigned i = h->redirect->slot & p->d->slot_mask;
        struct pipe_slot *c = &st->slot[i];
        pipe_misfetch(p, c);
        pipe_resolve(p, c, i, x);
    }
    if (!h->stop)
        return;
    st->ring[st->turn & (PIPE_RING - 1)] = fetch(p, h->n, F_CACHE);
    finish(p, pipe_entry(st, st->turn, p->d->last), h->n, F_CACHE);
}

/* Registers that may be out of reach in cycle n + 1. */
static uint64_t stream_suspects(const struct pipe *p, const struct stream *t, uint64_t n)
{
    uint64_t dst = 0;
    for (unsigned k = 0; k < p->d->widest; k++) {
        const struct pipe_key *key = t->x[(n - k) & (STREAM_RING - 1)].key;
        dst |= key && key->window > k ? key->dst[0] | key->dst[1] : 0;
    }
    return dst;
}

/* Whole blocks, as far as they go. False: not here. */
static ALWAYS_INLINE bool stream_block(struct pipe *p, struct stream *t, struct stream_hot *h, uint64_t end)
{
    struct block *b = pipe_block_at(p, t->pre[(h->tail - p->d->exec) & (STREAM_RING - 1)]->pc);
    struct stream_hot copy;
    if (!b)
        return false;
    copy = *h;
    copy.hazard_dst = h->n < h->hazard_until ? stream_suspects(p, t, h->n) : 0;
    bool ran = pipe_blocks_run(p, b, t, &copy, end);
    if (ran)
        *h = copy;
    return ran;
}

/* Up to the end of cycle `end`. */
static ALWAYS_INLINE void stream_cycles(struct pipe *p, struct stream *t, struct stream_hot *out,
                                        uint64_t end, const unsigned f)
{
    struct stream_hot h = *out; /* a copy whose address nobody has */
    const unsigned full = p->d->exec;
    const bool blocks = pipe_blocks_begin(p);
    while (h.n < end) {
        if (blocks && !h.empty && !h.made && stream_block(p, t, &h, end)) {
            if (h.stop)
                break;
            if (h.n >= end)
                continue;
        }
        const struct dinsn *di = t->pre[(h.tail - full) & (STREAM_RING - 1)];
        const struct pipe_key *key = (const struct pipe_key *)di->timing;
        uint64_t bubble;
        if (PIPE_UNLIKELY(h.empty)) { /* on its way after a redirect */
            if (h.empty == STREAM_REDIRECT)
                stream_redirect(p, &h);
            if ((f & F_CACHE) && !stream_may_access(p, &h, NULL))
                break;
            stream_refill(p, t, &h, end, f);
            if (PIPE_UNLIKELY(h.stop))
                break;
        } else if (stream_must_wait(p, t, &h, key, &bubble)) {
            if ((f & F_CACHE) && !stream_may_access(p, &h, key))
                break;
            h.n++;
            if (f & F_CACHE)
                stream_access(p, &h);
            stream_bubble(p, t, &h, bubble);
        } else {
            if (PIPE_UNLIKELY(key->unit))
                break;
            h.n++;
            if (f & F_CACHE)
                stream_access(p, &h);
            if (PIPE_UNLIKELY(!stream_execute(p, t, &h, di, full, f) || !stream_fetch(p, t, &h, f))) {
                h.stop = true;
                h.empty = 1;
                break;
            }
        }
        if ((f & F_CACHE) && PIPE_UNLIKELY(h.hold != NULL)) {
            if (h.redirect || h.hold_until > end)
                break;
            stream_hold(p, t, &h);
        }
    }
    *out = h;
}

/* At most `ticks` cycles; returns how many. */
static ALWAYS_INLINE uint64_t stream_some(struct pipe *p, uint64_t ticks, const unsigned f)
{
    struct stream t;
    struct stream_hot h;
    uint64_t begin = p->stats->cycles;
    if (!stream_begin(&t, &h, p))
        return 0;
    stream_cycles(p, &t, &h, begin + ticks, f);
    stream_end(p, &t, &h);
    stream_finish(p, &h);
    return p->stats->cycles - begin;
}

uint64_t pipe_stream(struct pipe *p, uint64_t ticks, bool cached)
{
    return cached ? stream_some(p, ticks, F_CACHE) : stream_some(p, ticks, 0);
}
