/* pipe_ask.c - see pipe_ask.h: questions with a log. */
#include "timing/pipe_ask.h"

#include "timing/pipe_parts.h"

/* ---- the log ----------------------------------------------------------------------------------------- */

/* The next question. *known: it has been answered before. */
static struct asked *ask(struct pipe *p, enum ask what, const struct pipe_slot *c, uint64_t n, bool *known)
{
    static struct asked none;
    struct pipe_log *log = p->log;
    unsigned i = (unsigned)(c - p->st->slot);
    *known = log->next < log->n;
    if (!*known && log->n == LOG_MOST) {
        log->lost = true;
        return &none;
    }
    struct asked *x = &log->asked[log->next++];
    if (*known)
        return x;
    log->n = log->next;
    x->q = (struct question){ .ask = (uint8_t)what, .d = p->dec[i], .cycle = n, .whose = log->number[i] };
    log->lost |= (c->state & SLOT_WRONG) && what < ASK_FETCH && what != ASK_WRONG;
    return x;
}

/* What is counted in between is no part of what the cycle counts. */
static void before(struct pipe *p)
{
    p->log->before.reads = pipe_reads(p);
    p->log->before.predict = p->st->predict;
}

static void after(struct pipe *p)
{
    struct asked_stats *sum = &p->log->counted, *was = &p->log->before;
    const uint64_t *now = (const uint64_t *)&p->st->predict;
    sum->reads += pipe_reads(p) - was->reads;
    for (size_t i = 0; i < sizeof sum->predict / sizeof(uint64_t); i++)
        ((uint64_t *)&sum->predict)[i] += now[i] - ((const uint64_t *)&was->predict)[i];
}

/* ---- accesses ---------------------------------------------------------------------------------------- */

unsigned pipe_log_access(struct pipe *p, enum ask what, const struct pipe_slot *c, uint64_t addr,
                         unsigned bytes, uint64_t n)
{
    bool known;
    struct asked *x = ask(p, what, c, n, &known);
    if (!known) {
        x->q.addr = addr;
        x->q.bytes = bytes;
        before(p);
        x->is.value = pipe_access(p, what, addr, bytes, n);
        after(p);
    }
    return (unsigned)x->is.value;
}

unsigned pipe_log_store(struct pipe *p, const struct pipe_slot *c, const struct access *a, uint64_t n,
                        unsigned *wait)
{
    bool known;
    struct asked *x = ask(p, ASK_STORE, c, n, &known);
    if (!known) {
        before(p);
        x->is.value = hier_store(&p->hier, a->addr, a->size, n, wait);
        x->is.more = *wait;
        after(p);
    }
    *wait = (unsigned)x->is.more;
    return (unsigned)x->is.value;
}

/* cycles and those waited for an MSHR are one word */
unsigned pipe_log_ahead(struct pipe *p, const struct pipe_slot *c, const struct access *a, uint64_t n,
                        uint64_t *ready, unsigned *wait)
{
    bool known;
    struct asked *x = ask(p, ASK_AHEAD, c, n, &known);
    if (!known) {
        before(p);
        unsigned cycles = hier_load_ahead(&p->hier, a->addr, a->size, n, ready, wait);
        after(p);
        x->is = (struct answer){ cycles | (uint64_t)*wait << 32, *ready - n };
    }
    *wait = (unsigned)(x->is.value >> 32);
    *ready = n + x->is.more;
    return (unsigned)x->is.value;
}

bool pipe_log_hits(struct pipe *p, const struct pipe_slot *c, const struct access *a, uint64_t n)
{
    bool known;
    struct asked *x = ask(p, ASK_HITS, c, n, &known);
    if (!known)
        x->is.value = hier_hits(&p->hier, HIER_DATA, a->addr);
    return x->is.value;
}

bool pipe_log_note(struct pipe *p, const struct pipe_slot *c, const struct access *a, uint64_t n)
{
    bool known;
    struct asked *x = ask(p, ASK_NOTE, c, n, &known);
    if (!known)
        x->is.value = pipe_note_store(p, a, n);
    return x->is.value;
}

bool pipe_log_overtakes(struct pipe *p, const struct pipe_slot *c, const struct access *a, uint64_t n)
{
    bool known;
    struct asked *x = ask(p, ASK_OVERTAKES, c, n, &known);
    if (!known) {
        x->q.since = (uint32_t)(n - c->requested);
        x->is.value = pipe_overtakes(p, a, c->requested, n);
    }
    return x->is.value;
}

/* ---- predictions ------------------------------------------------------------------------------------- */

/* Of a transfer it is kept for the outcome. */
static bool predicted(struct pipe *p, struct pipe_slot *c, struct asked *x, bool known, bool made)
{
    struct pipe_log *log = p->log;
    if (!known) {
        x->q.whose = log->predictions;
        x->is = pipe_predicted(made, &c->pred);
    }
    made = x->is.more & 1;
    if (!(c->key.flags & KEY_TRANSFER) && !made) {
        c->pred.valid = 0;
        return false;
    }
    log->lost |= !(c->key.flags & KEY_TRANSFER);
    log->predicted[c - p->st->slot] = log->predictions;
    struct prediction *kept = &log->prediction[log->predictions++ & (LOG_ACCESS - 1)];
    if (known)
        c->pred = *kept;
    else
        *kept = c->pred;
    return made;
}

bool pipe_log_predict_fetch(struct pipe *p, struct pipe_slot *c)
{
    bool known, made = false;
    if (!(c->key.flags & KEY_TRANSFER) && !core_generation(p->core)) {
        made = pipe_predict_fetch(
            p, c); /* no question: transfers have entries, and what stands here never was one */
        p->log->lost |= made;
        return made;
    }
    struct asked *x = ask(p, ASK_PREDICT_FETCH, c, p->stats->cycles + 1, &known);
    if (!known) {
        before(p);
        x->q.bytes = p->st->redirected;
        made = pipe_predict_fetch(p, c);
        after(p);
    }
    return predicted(p, c, x, known, made);
}

bool pipe_log_predict_decode(struct pipe *p, struct pipe_slot *c, const struct dinsn *d)
{
    bool known, made = false;
    struct asked *x = ask(p, ASK_PREDICT_DECODE, c, p->stats->cycles + 1, &known);
    if (!known) {
        before(p);
        made = pipe_predict_decode(p, c, d);
        after(p);
    }
    return predicted(p, c, x, known, made);
}

void pipe_log_update(struct pipe *p, struct pipe_slot *c, bool taken)
{
    bool known;
    struct asked *x = ask(p, ASK_UPDATE, c, p->stats->cycles + 1, &known);
    if (known)
        return;
    x->q.whose = p->log->predicted[c - p->st->slot];
    x->q.addr = c->next;
    x->q.bytes = taken;
    before(p);
    pipe_update(p, c, taken);
    after(p);
}

void pipe_log_recover(struct pipe *p, struct pipe_slot *c)
{
    bool known;
    struct asked *x = ask(p, ASK_RECOVER, c, p->stats->cycles + 1, &known);
    if (known)
        return;
    x->q.whose = p->log->predicted[c - p->st->slot];
    pipe_recover(p, c);
}

/* ---- executions -------------------------------------------------------------------------------------- */

/* Units work for less than 2^24 cycles here. */
static bool too_long(const struct pipe_slot *c)
{
    return (c->latency | c->interval) >> ANSWER_INTERVAL;
}

static void take_unit(struct pipe_slot *c, const struct answer *is)
{
    if (!(c->key.flags & KEY_LATENCY))
        return;
    c->latency = is->more & ((1u << ANSWER_INTERVAL) - 1);
    c->interval = is->more >> ANSWER_INTERVAL & ((1u << ANSWER_INTERVAL) - 1);
}

/* Does something that is told come out of an execution on the right path? Then registers are not as they were
 * before it; but what is wrong will be squashed before. */
static bool registers_changed(const struct pipe_log *log)
{
    for (unsigned i = 0; i < log->n; i++)
        if (log->asked[i].q.ask == ASK_EXECUTE)
            return true;
    return false;
}

static enum exec_status wrong_as_told(struct pipe_slot *c, const struct dinsn *d, const struct answer *is)
{
    c->next = d->jumps ? is->value : d->next;
    c->state |= is->more >> ANSWER_TAKEN & 1 ? SLOT_TAKEN : 0;
    take_unit(c, is);
    return (enum exec_status)(is->more >> ANSWER_STATUS);
}

static enum exec_status run_wrong(struct pipe *p, struct pipe_slot *c, unsigned i, struct asked *x)
{
    enum exec_status status = pipe_run_wrong(p, c, i);
    bool taken = c->state & SLOT_TAKEN;
    p->log->lost |= p->log->wrong || too_long(c); /* it may see what another has left */
    p->log->wrong = true;
    x->is = pipe_answer(x->q.d->jumps ? c->next : 0, taken, 0, c->latency, c->interval);
    x->is.more |= (uint64_t)status << ANSWER_STATUS;
    return status;
}

/* On a wrong path only what may come out in several ways is noted. */
static void execute_wrong(struct pipe *p, struct pipe_slot *c, unsigned i, uint64_t n)
{
    const struct dinsn *d = p->dec[i];
    bool known, noted = d && (d->loads || d->stores || d->may_trap || d->jumps || d->sys ||
                              (c->key.flags & KEY_LATENCY));
    if (!noted) {
        pipe_execute(p, c, i, n);
        return;
    }
    struct asked *x = ask(p, ASK_WRONG, c, n, &known);
    c->state |= SLOT_WRONG | SLOT_SCRATCH | SLOT_DONE;
    c->naccess = 0;
    c->next = c->expect;
    bool told = known && registers_changed(p->log);
    pipe_wrong_came_out(p, c, told ? wrong_as_told(c, d, &x->is) : run_wrong(p, c, i, x));
}

/* An execution that is no news. */
static void has_executed(struct pipe *p, struct pipe_slot *c, const struct answer *is)
{
    const struct pipe_log *log = p->log;
    bool taken = is->more >> ANSWER_TAKEN & 1;
    c->next = is->value;
    c->state |= taken ? SLOT_DONE | SLOT_TAKEN : SLOT_DONE;
    c->naccess = is->more >> ANSWER_ACCESSES & 1;
    if (c->naccess)
        c->access[0] = log->access[log->executions & (LOG_ACCESS - 1)];
    if (pipe_goes_elsewhere(p, c, c->next, taken))
        pipe_misfetch(p, c);
}

void pipe_log_execute(struct pipe *p, struct pipe_slot *c, unsigned i, uint64_t n)
{
    struct pipe_log *log = p->log;
    bool known;
    if (p->st->wrong) {
        execute_wrong(p, c, i, n);
        return;
    }
    log->lost |= (c->key.flags & KEY_SPECIAL & ~(unsigned)KEY_LATENCY) != 0;
    log->executed = true;
    if (log->lost) {
        pipe_execute(p, c, i, n);
        return;
    }
    log->number[i] = log->executions;
    struct asked *x = ask(p, ASK_EXECUTE, c, n, &known);
    if (!known) {
        struct cost_in in = pipe_operands(p->dec[i], p->arch->slot);
        p->arch->cycle = n;
        x->status = core_exec(p->core, p->dec[i]);
        pipe_evaluate_unit(p, c, in);
        const struct exec_out *out = &p->core->out;
        x->is = pipe_answer(p->arch->pc, out->taken, out->naccess, c->latency, c->interval);
    }
    take_unit(c, &x->is);
    if (known && log->next < log->n)
        has_executed(p, c, &x->is);
    else
        pipe_executed(p, c, i, n, x->status); /* the core still knows */
    log->access[log->executions++ & (LOG_ACCESS - 1)] = c->access[0];
    log->lost |= too_long(c) || c->naccess > 1 || c->mark ||
                 (c->state & (SLOT_TRAP | SLOT_HANDLED | SLOT_SYS | SLOT_DEVICE));
}
