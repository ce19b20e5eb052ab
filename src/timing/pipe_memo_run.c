/* pipe_memo_run.c - see pipe_memo.h: from moment to moment, as far as the answers are known. */
#include "timing/pipe_memo.h"

#include <string.h>
#include "timing/cache_hit.h"

/* ---- questions --------------------------------------------------------------------------------------- */

static uint64_t cycle_of(const struct memo_run *r, const struct memo_question *q)
{
    return r->n + q->q.cycle;
}

static struct access *access_of(const struct memo_run *r, const struct memo_question *q)
{
    return &r->all->log.access[(r->executions + q->q.whose) & (LOG_ACCESS - 1)];
}

static ALWAYS_INLINE bool quick(const struct pipe *p, enum hier_port port, uint64_t addr, bool write)
{
    const struct cache_at *c = p->hier.first[port];
    return c && p->d->quick_hits[port] && cache_quick_hit(&p->hier, c, addr, write);
}

/* what: as q says. */
static ALWAYS_INLINE struct answer ask_access(const struct memo_run *r, const struct memo_question *q,
                                              enum ask what, uint64_t addr, unsigned bytes)
{
    r->p->hier.pc = q->q.d->pc;
    return (struct answer){ pipe_access(r->p, what, addr, bytes, cycle_of(r, q)), 0 };
}

static struct answer ask_load(const struct memo_run *r, const struct memo_question *q)
{
    const struct access *a = access_of(r, q);
    if (quick(r->p, HIER_DATA, a->addr, false))
        return (struct answer){ 1, 0 };
    return ask_access(r, q, ASK_LOAD, a->addr, a->size);
}

static struct answer ask_translate(const struct memo_run *r, const struct memo_question *q)
{
    const struct access *a = access_of(r, q);
    return ask_access(r, q, ASK_TRANSLATE, a->addr, a->size);
}

static struct answer ask_fetch(const struct memo_run *r, const struct memo_question *q)
{
    if (quick(r->p, HIER_FETCH, q->q.addr, false))
        return (struct answer){ 1, 0 };
    return ask_access(r, q, ASK_FETCH, q->q.addr, q->q.bytes);
}

static struct answer ask_store(const struct memo_run *r, const struct memo_question *q)
{
    struct pipe *p = r->p;
    const struct access *a = access_of(r, q);
    unsigned wait;
    if (p->d->store_hits && quick(p, HIER_DATA, a->addr, true))
        return (struct answer){ 1, 0 };
    p->hier.pc = q->q.d->pc;
    uint64_t cycles = hier_store(&p->hier, a->addr, a->size, cycle_of(r, q), &wait);
    return (struct answer){ cycles, wait };
}

static struct answer ask_ahead(const struct memo_run *r, const struct memo_question *q)
{
    struct pipe *p = r->p;
    const struct access *a = access_of(r, q);
    uint64_t n = cycle_of(r, q), ready;
    unsigned wait;
    p->hier.pc = q->q.d->pc;
    unsigned cycles = hier_load_ahead(&p->hier, a->addr, a->size, n, &ready, &wait);
    return (struct answer){ cycles | (uint64_t)wait << 32, ready - n };
}

/* On a wrong path, by the registers as they are; what it writes is put back. */
static struct answer ask_wrong(const struct memo_run *r, const struct memo_question *q)
{
    struct pipe *p = r->p;
    const struct dinsn *d = q->q.d;
    uint64_t *slots = p->arch->slot, kept[FOOT_MAX];
    const struct pipe_key *key = (const struct pipe_key *)d->timing;
    struct unit_time t = { 0, 0 };
    struct cost_in in = pipe_operands(d, slots);
    for (unsigned i = 0; i < d->ndst; i++)
        kept[i] = slots[d->dst[i].slot];
    struct exec_out saved = p->core->out;
    enum exec_status status = core_exec_scratch(p->core, d, slots, false);
    if (key->flags & KEY_LATENCY)
        t = pipe_unit_time(p, key, in);
    const struct exec_out *out = &p->core->out;
    bool taken = status == EXEC_OK && (key->flags & KEY_TRANSFER) && out->taken;
    uint64_t next = !d->jumps ? 0 : status == EXEC_OK ? out->next_pc : d->next;
    struct answer is = pipe_answer(next, taken, 0, t.latency, t.interval);
    is.more |= (uint64_t)status << ANSWER_STATUS;
    for (unsigned i = 0; i < d->ndst; i++)
        slots[d->dst[i].slot] = kept[i];
    p->core->out = saved;
    return is;
}

static struct prediction *prediction_of(const struct memo_run *r, const struct memo_question *q)
{
    return &r->all->log.prediction[(r->predictions + q->q.whose) & (LOG_ACCESS - 1)];
}

static struct answer ask_predict_fetch(const struct memo_run *r, const struct memo_question *q)
{
    struct pipe *p = r->p;
    const struct predict_desc *d = &p->d->predict;
    struct predict_stats *s = &p->st->predict;
    struct prediction *pred = prediction_of(r, q);
    if (!q->transfer && predict_fetch_misses(d, p->predictor, q->q.d->pc, q->q.bytes, s))
        return (struct answer){ 0, 0 };
    bool made = predict_fetch(d, p->predictor, q->q.d->pc, q->q.d->next, q->q.bytes, pred, s);
    return pipe_predicted(made, pred);
}

static struct answer ask_predict_decode(const struct memo_run *r, const struct memo_question *q)
{
    struct pipe *p = r->p;
    const struct dinsn *d = q->q.d;
    struct prediction *pred = prediction_of(r, q);
    bool made = predict_decode(&p->d->predict, p->predictor, d->pc, q->transfer,
                               d->has_target ? d->target : 0, d->next, pred);
    return pipe_predicted(made, pred);
}

static struct answer tell_predictor(const struct memo_run *r, const struct memo_question *q)
{
    struct pipe *p = r->p;
    const struct prediction *pred = prediction_of(r, q);
    if (q->q.ask == ASK_UPDATE)
        predict_update(&p->d->predict, p->predictor, q->q.d->pc, q->transfer, q->q.bytes, q->q.addr, pred,
                       &p->st->predict);
    else
        predict_recover(&p->d->predict, p->predictor, q->transfer, q->q.d->next, pred);
    return (struct answer){ 0, 0 };
}

static ALWAYS_INLINE struct answer ask(struct memo_run *r, const struct memo_question *q)
{
    struct pipe *p = r->p;
    uint64_t n = cycle_of(r, q);
    switch (q->q.ask) {
    case ASK_LOAD: return ask_load(r, q);
    case ASK_TRANSLATE: return ask_translate(r, q);
    case ASK_STORE: return ask_store(r, q);
    case ASK_AHEAD: return ask_ahead(r, q);
    case ASK_FETCH: return ask_fetch(r, q);
    case ASK_TRANSLATE_FETCH: return ask_access(r, q, ASK_TRANSLATE_FETCH, q->q.addr, q->q.bytes);
    case ASK_HITS: return (struct answer){ hier_hits(&p->hier, HIER_DATA, access_of(r, q)->addr), 0 };
    case ASK_NOTE: return (struct answer){ pipe_note_store(p, access_of(r, q), n), 0 };
    case ASK_OVERTAKES: return (struct answer){ pipe_overtakes(p, access_of(r, q), n - q->q.since, n), 0 };
    case ASK_PREDICT_FETCH: return ask_predict_fetch(r, q);
    case ASK_PREDICT_DECODE: return ask_predict_decode(r, q);
    case ASK_UPDATE:
    case ASK_RECOVER: return tell_predictor(r, q);
    default: return ask_wrong(r, q);
    }
}

/* ---- executions -------------------------------------------------------------------------------------- */

/* Did something happen that no answer tells? The one access of most is kept. */
static ALWAYS_INLINE bool needs_care(struct memo_run *r, const struct memo_question *q)
{
    const struct core *core = r->p->core;
    const struct exec_out *out = &core->out;
    if (!out->naccess && core->code_stores == r->p->code_stores)
        return false;
    struct access *a = access_of(r, q);
    a->addr = out->access[0].addr;
    a->size = out->access[0].size;
    a->store = out->access[0].store;
    a->device = false;
    return out->naccess != 1 || out->access[0].device || core->code_stores != r->p->code_stores;
}

/* The unit's time, from the operands as they were. */
static __attribute__((noinline)) struct answer execute_unit(struct memo_run *r, const struct memo_question *q)
{
    struct pipe *p = r->p;
    const struct pipe_key *key = (const struct pipe_key *)q->q.d->timing;
    struct cost_in in = pipe_operands(q->q.d, p->arch->slot);
    r->status = core_exec(p->core, q->q.d);
    struct unit_time t = pipe_unit_time(p, key, in);
    return pipe_answer(p->arch->pc, p->core->out.taken, p->core->out.naccess, t.latency, t.interval);
}

/* False: it is left to the tick to see what came of it. */
static ALWAYS_INLINE bool execute(struct memo_run *r, const struct memo_question *q, struct answer *is)
{
    struct pipe *p = r->p;
    p->arch->cycle = cycle_of(r, q);
    if (PIPE_UNLIKELY(q->unit)) {
        *is = execute_unit(r, q);
    } else {
        r->status = core_exec(p->core, q->q.d);
        *is = pipe_answer(p->arch->pc, p->core->out.taken, p->core->out.naccess, 0, 0);
    }
    if (PIPE_UNLIKELY(r->status | p->core->out.trapped))
        return false;
    return !q->accesses || !needs_care(r, q);
}

/* ---- the way ----------------------------------------------------------------------------------------- */

static void touch(struct memos *all, struct memo_answer *x)
{
    x->touched = all->touched;
    all->touched = x;
}

/* The moment behind an answer is reached. */
static ALWAYS_INLINE void reach(struct memo_run *r, struct memo_answer *x)
{
    if (!x->count++)
        touch(r->all, x);
    r->n += x->cycles;
    r->seq += x->seqs;
    r->slot_next += x->slots;
    r->retired += x->retired;
    r->executions += x->executions;
    r->predictions += x->predictions;
    r->m = x->moment;
}

/* Puts a question. NULL: the answer is not known, and kept in the run. */
static ALWAYS_INLINE struct memo_answer *put(struct memo_run *r, struct memo_question *q)
{
    struct answer is;
    bool fine = true;
    if (q->q.ask == ASK_EXECUTE)
        fine = execute(r, q, &is);
    else
        is = ask(r, q);
    struct memo_answer *x = PIPE_LIKELY(fine) ? memo_known(q, &is) : NULL;
    if (PIPE_LIKELY(x && (x->next || x->moment)))
        return x;
    r->asked = q;
    r->is = is;
    return NULL;
}

void memo_run(struct memo_run *r)
{
    struct memo_question *q = r->m->first;
    while (q && cycle_of(r, q) <= r->end) {
        struct memo_answer *x = put(r, q);
        if (PIPE_UNLIKELY(!x))
            return;
        if (x->moment)
            reach(r, x);
        if (PIPE_UNLIKELY(!x->next))
            x->next = r->m->first;
        q = x->next;
    }
    r->asked = q && q->after ? q->after->of : NULL;
    if (r->asked)
        r->is = q->after->is;
}
