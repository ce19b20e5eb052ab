/* pipe_parts.h - the parts of a cycle that pipe.c puts together: hazards, execution, accesses, prediction,
 * retirement, squashing. Only pipe*.c include it; what is rare lies in pipe_rare.c,
 * pipe_exec.c and pipe_state.c. */
#ifndef TIMING_PIPE_PARTS_H
#define TIMING_PIPE_PARTS_H

#include "timing/pipe.h"
#include "timing/pipe_ask.h"

#define ALWAYS_INLINE inline __attribute__((always_inline))

#define PIPE_LIKELY(x)   __builtin_expect(!!(x), 1)
#define PIPE_UNLIKELY(x) __builtin_expect(!!(x), 0)

static inline uint64_t pipe_entry(const struct pipe_state *st, uint64_t turn, unsigned stage)
{
    return st->ring[(turn - stage) & (PIPE_RING - 1)];
}

/* Until then the short ways through a tick are closed. */
static inline void pipe_busy(struct pipe_state *st, uint64_t until)
{
    st->memory_until = 0;
    if (until > st->busy_until)
        st->busy_until = until;
}

/* A fetch from the line of the last one: the cache need not be asked. */
static inline void pipe_fetch_skip(struct pipe *p, const struct pipe_slot *c)
{
    p->stats->cache[p->d->first_fetch].reads++;
    if (PIPE_UNLIKELY(p->hier.event != NULL)) {
        p->hier.pc = c->pc;
        p->hier.event(p->hier.event_ctx, HIER_ACCESS, p->d->first_fetch, c->pc, HIER_F_HIT);
    }
}

static inline void pipe_tell(const struct pipe *p, enum pipe_event kind, uint64_t pc, uint32_t a, uint64_t b)
{
    if (PIPE_UNLIKELY(p->watch >> kind & 1))
        p->event(p->event_ctx, kind, pc, a, b, 1);
}

/* ---- rare: pipe_rare.c, pipe_exec.c, pipe_state.c, pipe_stall.c -------------------------------------- */

void pipe_execute_special(struct pipe *p, struct pipe_slot *c, unsigned i, uint64_t n);
void pipe_execute_status(struct pipe *p, struct pipe_slot *c, unsigned i, enum exec_status status,
                         uint64_t n);
/* Right after the execution, which tells whether control is transferred, of a unit whose time is an
 * expression. in: operands as they were before. evaluate: of any. */
struct unit_time {
    uint32_t latency, interval;
};
struct unit_time pipe_unit_time(const struct pipe *p, const struct pipe_key *key, struct cost_in in);
void pipe_evaluate_unit(const struct pipe *p, struct pipe_slot *c, struct cost_in in);
/* On a wrong path: executes; what comes of it. */
enum exec_status pipe_run_wrong(struct pipe *p, struct pipe_slot *c, unsigned i);
void pipe_wrong_came_out(struct pipe *p, struct pipe_slot *c, enum exec_status status);
void pipe_misfetch(struct pipe *p, struct pipe_slot *c);
void pipe_check_code(struct pipe *p);
struct cost_in pipe_operands(const struct dinsn *d, const uint64_t *slots);
void pipe_data_access(struct pipe *p, struct pipe_slot *c, uint64_t n);
void pipe_fetch_slow(struct pipe *p, struct pipe_slot *c, uint64_t n);
void pipe_fetched_special(struct pipe *p, const struct pipe_slot *c, uint64_t n);
uint64_t pipe_fetch_fault(struct pipe *p, unsigned i, uint64_t pc);
void pipe_take_trap(struct pipe *p, struct pipe_slot *c, unsigned i, unsigned s);
void pipe_redirect(struct pipe *p, uint64_t n);
void pipe_retire_special(struct pipe *p, struct pipe_slot *c, unsigned i);
void pipe_write_loose(struct pipe *p);
void pipe_tick_stalled(struct pipe *p, uint64_t n);
void pipe_tick_frozen(struct pipe *p, uint64_t n);
void pipe_tick_wide(struct pipe *p, uint64_t n);
/* May the instruction in stage s go on to s + 1 in cycle n? Else the bubble that s + 1 gets instead. */
bool pipe_may_leave(struct pipe *p, struct pipe_slot *c, unsigned i, unsigned s, uint64_t n,
                    uint64_t *bubble);
uint64_t pipe_flow(struct pipe *p, uint64_t ticks); /* at most; returns how many */
void pipe_tell_stages(const struct pipe *p);
void pipe_look_ahead(struct pipe *p, uint64_t n);
uint64_t pipe_next_change(const struct pipe *p, uint64_t n);

/* pipe_memo.c: at most `ticks` cycles; returns how many. What they count is missing in the counters, cycles
 * and instructions apart, until it is settled. */
uint64_t pipe_memo(struct pipe *p, uint64_t ticks);
void pipe_memos_settle(struct pipe *p);
void pipe_memos_drop(struct pipe *p); /* keys of decoded instructions have changed */

/* loads that do not wait: pipe_late.c. A load whose access began in cycle n has its data in cycle `ready`. */
void pipe_late_load(struct pipe *p, struct pipe_slot *c, uint64_t n, uint64_t ready);
/* Does c, in the read stage, touch an awaited register? here: of those needed in that stage itself. */
bool pipe_late_missing(const struct pipe *p, const struct pipe_slot *c, uint64_t n, bool here,
                       uint64_t *bubble);
uint64_t pipe_late_next(const struct pipe *p, uint64_t n, uint64_t wake);
void pipe_late_squash(struct pipe_state *st, uint64_t seq); /* what is younger goes */
void pipe_late_forget(struct pipe_state *st);
void pipe_late_canonical(struct pipe_state *st, uint64_t n);

/* rigid pipelines: pipe_rigid.c. An instruction is about to come into stage s in cycle n. False: it begins
 * nothing there; *entry, what stands there, may have become a bubble. */
bool pipe_admit(struct pipe *p, unsigned i, unsigned s, uint64_t n, uint64_t *entry);
/* In the load stage, which it leaves: it and everything behind it is squashed and fetched again. */
void pipe_replay(struct pipe *p, struct pipe_slot *c, unsigned i, unsigned s);
void pipe_execute_again(struct pipe *p, struct pipe_slot *c, unsigned i);
/* An access in its stage: true if it is a load that must be fetched again. */
bool pipe_access_replays(struct pipe *p, struct pipe_slot *c, const struct access *a, uint64_t n);
/* A load or store comes into stage s. */
void pipe_request(struct pipe *p, struct pipe_slot *c, unsigned s, uint64_t n);
/* An instruction in stage s has no room behind it. True: its unit did not count. */
bool pipe_pause(struct pipe *p, struct pipe_slot *c, unsigned s, uint64_t n);

/* delay slots: pipe_delay.c. c has just executed, and what comes next was fetched after it. Is it a transfer,
 * and what is fetched behind its slot is not what comes there; or the slot of such a one? */
void pipe_delay_note(const struct pipe *p, struct pipe_slot *c); /* has just executed: fills c->beyond */
bool pipe_delay_missed(const struct pipe *p, const struct pipe_slot *c, bool taken);
/* As pipe_misfetch(). False: no delay slot has to do with it. */
bool pipe_delay_misfetch(struct pipe *p, struct pipe_slot *c);
/* As pipe_transfer(), of the fetch behind the delay slot of slot i. */
bool pipe_delay_transfer(struct pipe *p, unsigned i, unsigned s, uint64_t pc, enum cause why);
/* The redirect is one behind a delay slot: *i and *s become that slot and its stage. False: not yet fetched.
 */
bool pipe_delay_find(const struct pipe *p, unsigned *i, unsigned *s);

/* hazards: pipe_hazard.c. The ring still shows the cycle before n; now: what stands where in cycle n as far
 * as known, NULL: everything moves. */
bool pipe_operands_missing(const struct pipe *p, const struct pipe_slot *c, uint64_t n, uint64_t *bubble);
bool pipe_operands_missing_here(const struct pipe *p, struct pipe_slot *c, uint64_t n, const uint64_t *now);
bool pipe_value_missing(const struct pipe *p, const struct pipe_slot *c, unsigned s, uint64_t n);
bool pipe_result_missing(const struct pipe *p, const struct pipe_slot *c, uint64_t n);
bool pipe_must_serialise(const struct pipe *p, const struct pipe_slot *c, unsigned i, uint64_t n,
                         uint32_t *at);

/* ---- redirecting the fetch --------------------------------------------------------------------------- */

enum {                    /* pipe_state.redirect */
       REDIRECT_NEXT = 1, /* from the next cycle on */
       REDIRECT_NOW = 2,  /* rigid pipelines: still in this one */
       REDIRECT_WAITS = 3 /* once the delay slot has been fetched; only an elder can still ask */
};

enum {                       /* pipe_state.redirect_beyond: behind the delay slot, */
       BEYOND_PREDICTED = 1, /* as is predicted */
       BEYOND_DECIDED = 2    /* as is known */
};

/* Was slot i, or the same instruction earlier, there before the one that asked? */
static inline bool pipe_is_older(const struct pipe_state *st, unsigned i)
{
    return st->slot[i].seq <= st->slot[st->redirect_slot].seq;
}

/* Slot i, in stage s in this cycle, sends the fetch elsewhere from the next cycle on. The oldest one of a
 * cycle wins; stages are looked at from the last, so it comes first. False: it is not this one. */
static inline bool pipe_ask_redirect(struct pipe_state *st, unsigned i, unsigned s, uint64_t pc,
                                     enum cause why)
{
    if (st->redirect && !(st->redirect == REDIRECT_WAITS && pipe_is_older(st, i)))
        return false;
    st->redirect = REDIRECT_NEXT;
    st->redirect_beyond = 0;
    st->redirect_slot = (uint8_t)i;
    st->redirect_stage = (uint8_t)s;
    st->redirect_cause = (uint8_t)why;
    st->redirect_pc = pc;
    return true;
}

/* A transfer in stage s, or (late_redirect) one that has just left the stage before it: that one's last cycle
 * is over, the redirect has its effect now. */
static inline void pipe_transfer(struct pipe *p, unsigned i, unsigned s, uint64_t pc, enum cause why)
{
    if (pipe_ask_redirect(p->st, i, s, pc, why) && p->d->late_redirect)
        p->st->redirect = REDIRECT_NOW;
}

static inline enum cause pipe_redirect_cause(const struct pipe_slot *c)
{
    if (!(c->key.flags & KEY_TRANSFER))
        return CAUSE_SERIALISE;
    return (c->key.flags & KEY_CONDITIONAL) || c->pred.valid ? CAUSE_MISPREDICT : CAUSE_JUMP;
}

/* What PREDICT and UPDATE events say in `a`: EV_PREDICT_* in machine.h. */
static inline uint32_t pipe_predict_bits(const struct pipe_slot *c, bool taken)
{
    const struct prediction *q = &c->pred;
    return (uint32_t)(q->valid && q->taken) | (uint32_t)taken << 1 | (uint32_t)q->from_btb << 2 |
           (uint32_t)q->valid << 3 | (uint32_t)c->key.transfer << 4 | q->index << 8;
}

/* The outcome is known: trains the predictor, mends the fetch. */
static inline void pipe_resolve(struct pipe *p, struct pipe_slot *c, unsigned i, unsigned s)
{
    if (p->d->use_predictor && (c->key.flags & KEY_TRANSFER) && !(c->state & SLOT_WRONG)) {
        bool taken = c->state & SLOT_TAKEN;
        pipe_ask_update(p, c, taken);
        pipe_tell(p, PIPE_EV_UPDATE, c->pc, pipe_predict_bits(c, taken), pipe_went(c));
    }
    if (c->state & SLOT_MISFETCH) {
        if (!(c->state & SLOT_WRONG))
            pipe_tell(p, PIPE_EV_REDIRECT, c->pc, pipe_redirect_cause(c), c->seq);
        if (c->state & SLOT_DELAYED)
            pipe_delay_transfer(p, i, s, c->beyond, pipe_redirect_cause(c));
        else
            pipe_transfer(p, i, s, c->next, pipe_redirect_cause(c));
    }
}

/* ---- prediction -------------------------------------------------------------------------------------- */

/* Kind and direct target are known. True: predicted taken, the fetch goes on at c->pred.target. */
static inline bool pipe_predict_decoded(struct pipe *p, struct pipe_slot *c, unsigned i)
{
    const struct dinsn *di = p->dec[i];
    if (c->pred.valid || !di)
        return false;
    bool made = pipe_ask_predict_decode(p, c, di);
    if (made)
        pipe_tell(p, PIPE_EV_PREDICT, c->pc, pipe_predict_bits(c, false), c->pred.target);
    return made && c->pred.taken;
}

/* The fetch follows the prediction from the next one on. */
static inline void pipe_follow_at_fetch(struct pipe *p, struct pipe_slot *c, unsigned i)
{
    if (c->key.flags & KEY_DELAYED)
        c->pred.taken = pipe_delay_transfer(p, i, 0, c->pred.target, CAUSE_JUMP);
    else
        c->expect = c->pred.target;
}

static inline void pipe_predict_at_fetch(struct pipe *p, struct pipe_slot *c, unsigned i)
{
    const struct pipe_desc *d = p->d;
    c->pred.valid = 0;
    if (pipe_ask_predict_fetch(p, c)) {
        pipe_tell(p, PIPE_EV_PREDICT, c->pc, pipe_predict_bits(c, false), c->pred.target);
        if (c->pred.taken)
            pipe_follow_at_fetch(p, c, i);
    } else if (d->predict_on == 0 && (c->key.flags & KEY_TRANSFER) && pipe_predict_decoded(p, c, i)) {
        pipe_follow_at_fetch(p, c, i);
    }
    p->st->redirected = 0;
}

/* In the prediction stage. */
static inline void pipe_predict_here(struct pipe *p, struct pipe_slot *c, unsigned i, unsigned s)
{
    if (s >= c->key.resolve || !pipe_predict_decoded(p, c, i))
        return;
    c->state |= SLOT_PREDICTED;
    if (c->key.flags & KEY_DELAYED) {
        c->pred.taken = pipe_delay_transfer(p, i, s, c->pred.target, CAUSE_JUMP);
        return;
    }
    c->expect = c->pred.target;
    pipe_transfer(p, i, s, c->expect, CAUSE_JUMP);
}

/* ---- execution and accesses -------------------------------------------------------------------------- */

/* What the instruction accessed, kept for its memory stage. */
void pipe_note_more(struct pipe *p, struct pipe_slot *c, uint64_t n);

static inline void pipe_note_accesses(struct pipe *p, struct pipe_slot *c, uint64_t n)
{
    const struct exec_out *out = &p->core->out;
    c->naccess = out->naccess;
    if (PIPE_LIKELY(out->naccess == 1 && !out->access[0].device)) {
        c->access[0].addr = out->access[0].addr; /* member by member: they were written so just now */
        c->access[0].size = out->access[0].size;
        c->access[0].store = out->access[0].store;
        c->access[0].device = false;
    } else if (out->naccess) {
        pipe_note_more(p, c, n);
    }
    if (PIPE_UNLIKELY(p->core->code_stores != p->code_stores))
        pipe_check_code(p);
}

/* Is what was fetched behind c not what comes behind it? A transfer that was not predicted taken redirects
 * the fetch even where its target happens to be the next instruction: hardware looks at the direction. */
static inline bool pipe_goes_elsewhere(const struct pipe *p, const struct pipe_slot *c, uint64_t next,
                                       bool taken)
{
    if (next != c->expect)
        return true;
    if (PIPE_UNLIKELY(c->key.flags & KEY_DELAYED))
        return pipe_delay_missed(p, c, taken);
    if (PIPE_LIKELY(!taken))
        return false;
    return !p->d->use_predictor || !c->pred.valid || !c->pred.taken;
}

/* What the execution of slot i in cycle n came to. */
static inline void pipe_executed(struct pipe *p, struct pipe_slot *c, unsigned i, uint64_t n,
                                 enum exec_status status)
{
    const struct core *core = p->core;
    if (c->key.flags & (KEY_LOAD | KEY_STORE))
        pipe_note_accesses(p, c, n);
    if (PIPE_UNLIKELY(status | core->out.trapped)) {
        pipe_execute_status(p, c, i, status, n);
        if (c->state & (SLOT_TRAP | SLOT_HANDLED))
            return;
    }
    uint64_t next = p->arch->pc;
    c->next = next;
    c->state |= SLOT_DONE;
    if (core->out.taken)
        c->state |= SLOT_TAKEN;
    if (PIPE_UNLIKELY(c->key.flags & KEY_DELAYED))
        pipe_delay_note(p, c);
    if (pipe_goes_elsewhere(p, c, next, core->out.taken))
        pipe_misfetch(p, c);
}

/* The instruction runs, whole, in program order. */
static inline void pipe_execute(struct pipe *p, struct pipe_slot *c, unsigned i, uint64_t n)
{
    struct core *core = p->core;
    struct arch *arch = p->arch;
    if (PIPE_UNLIKELY(p->st->wrong | (c->key.flags & KEY_SPECIAL))) {
        pipe_execute_special(p, c, i, n);
        return;
    }
    arch->cycle = n;
    pipe_executed(p, c, i, n, core_exec(core, p->dec[i]));
}

/* Cycles beyond the first in a stage add up; `from` is where the next begin. */
static inline uint64_t pipe_stay_from(const struct pipe_slot *c, uint64_t n)
{
    return c->until > n ? c->until : n;
}

/* A unit that freezes the pipeline: this cycle becomes as long as its work. */
static inline void pipe_freeze(struct pipe *p, const struct pipe_slot *c, uint64_t until)
{
    p->st->frozen_until = until;
    p->st->frozen_seq = c->seq;
    p->st->frozen_profile = c->key.profile;
    pipe_busy(p->st, until);
}

static inline void pipe_start_unit(struct pipe *p, struct pipe_slot *c, unsigned s, uint64_t n)
{
    const struct pipe_unit *u = &p->d->unit[c->key.unit - 1];
    uint32_t latency = c->key.flags & KEY_LATENCY ? c->latency : u->latency.value;
    uint32_t interval = c->key.flags & KEY_LATENCY ? c->interval : u->interval.value;
    uint64_t from = pipe_stay_from(c, n);
    bool decides = latency > 1 && (c->key.flags & KEY_TRANSFER) && s == c->key.resolve;
    if (decides && interval < latency)
        interval = latency; /* it does not leave before it is decided */
    if (u->freeze && interval > 1) {
        pipe_freeze(p, c, from + interval - 1);
    } else if (interval > 1) {
        c->until = from + interval - 1;
        c->why = CAUSE_EXECUTE;
        pipe_busy(p->st, c->until);
    }
    for (unsigned g = 0; g < 2; g++)
        if (c->key.dst[g] && c->key.make[g] >= s)
            c->avail[g] = from + latency;
    if (latency > 1)
        pipe_busy(p->st, from + latency - 1);
    if (decides)
        c->decide = from + latency - 1;
}

/* ---- the end ----------------------------------------------------------------------------------------- */

static inline void pipe_wait(struct pipe *p, enum cause why, uint32_t at, uint64_t seq, uint64_t cycles)
{
    account_wait(p->stats, p->profile, why, at, cycles);
    pipe_tell(p, PIPE_EV_STALL, p->profile->count[at].pc, why, seq);
}

static inline void pipe_count(struct run_stats *s, struct profile *p, const struct pipe_slot *c)
{
    unsigned flags = c->key.flags;
    s->loads += flags & KEY_LOAD;
    s->stores += (flags & KEY_STORE) != 0;
    if (!(flags & KEY_TRANSFER))
        return;
    bool missed = c->state & SLOT_MISFETCH;
    if (flags & KEY_CONDITIONAL)
        account_branch(s, p, c->key.profile, c->state & SLOT_TAKEN, missed, 1);
    else
        account_jump(s, p, c->key.profile, missed, 1);
}

/* What a retirement is besides a cycle. */
static inline __attribute__((always_inline)) void pipe_retired(struct pipe *p, struct pipe_slot *c,
                                                               unsigned i)
{
    struct run_stats *s = p->stats;
    s->instructions++;
    s->mix[c->key.kind]++;
    if (c->key.flags & (KEY_LOAD | KEY_STORE | KEY_TRANSFER))
        pipe_count(s, p->profile, c);
    if (PIPE_UNLIKELY(c->mark || (c->state & (SLOT_SYS | SLOT_ALONE)) || (c->key.flags & KEY_REGION)))
        pipe_retire_special(p, c, i);
    if (PIPE_UNLIKELY(p->watch))
        pipe_tell(p, PIPE_EV_RETIRE, c->pc, p->dec[i] ? (uint32_t)p->dec[i]->raw.w[0] : 0, c->seq);
}

static inline __attribute__((always_inline)) void pipe_retire(struct pipe *p, struct pipe_slot *c, unsigned i)
{
    account_base(p->stats, p->profile, c->key.profile);
    pipe_retired(p, c, i);
}

#endif
