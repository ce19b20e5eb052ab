/* pipe_ask.h - what a cycle asks of what is outside the pipeline: how an instruction came out, how long an
 * access takes, whether a line is there. Everything else that happens in a cycle follows from what stood
 * where before it. pipe_memo.c notes the questions of some cycles (struct pipe_log) and later asks them by
 * itself; and it lets cycles be ticked whose questions have been answered already.
 *
 * Without a log the functions below only ask. Included by pipe_parts.h alone. */
#ifndef TIMING_PIPE_ASK_H
#define TIMING_PIPE_ASK_H

#include "timing/pipe.h"

enum ask {
    ASK_EXECUTE,   /* runs an instruction */
    ASK_WRONG,     /* the same on a wrong path */
    ASK_LOAD,      /* cycles of an access */
    ASK_STORE,     /* ... and, of these, for room in the store buffer */
    ASK_AHEAD,     /* a load that need not wait: cycles, of these for an MSHR; when its data are there */
    ASK_TRANSLATE, /* of an access: cycles */
    ASK_FETCH,     /* cycles */
    ASK_TRANSLATE_FETCH,
    ASK_HITS,      /* is the line of a load there? */
    ASK_NOTE,      /* a store: is its line there? Then it is noted for loads that overtake it */
    ASK_OVERTAKES, /* did a load overtake a store? */
    /* of predictors that learn: */
    ASK_PREDICT_FETCH,  /* what the target buffer says */
    ASK_PREDICT_DECODE, /* what the rest says, once it is decoded */
    ASK_UPDATE,         /* tells the outcome; no answer */
    ASK_RECOVER         /* tells of a squash; no answer */
};

struct answer {
    uint64_t value, more;
};

struct question {
    const struct dinsn *d; /* whose */
    uint64_t cycle;
    uint64_t addr;  /* fetch, translate_fetch; update: what came next */
    uint32_t bytes; /* fetch, translate_fetch; predict_fetch: is it the first one after a redirect?
                       update: taken? */
    uint32_t whose; /* accesses: number of the execution; predict*, update, recover: of the
                       prediction */
    uint32_t since; /* overtakes: cycles that the load had been under way */
    uint8_t ask;    /* enum ask */
};

struct asked {
    struct question q;
    struct answer is;
    enum exec_status status; /* execute */
};

#define LOG_MOST   24
#define LOG_ACCESS 64 /* a power of two > 2 * PIPE_STAGES */

/* What a cycle counts and what is asked in it, too: reads of the cache that is fetched from (a fetch from the
 * line of the last one asks nobody), predictions. */
struct asked_stats {
    uint64_t reads;
    struct predict_stats predict;
};

/* The former; 0 without a cache. */
static inline uint64_t pipe_reads(const struct pipe *p)
{
    return p->d->first_fetch < CACHES_MAX ? p->stats->cache[p->d->first_fetch].reads : 0;
}

struct pipe_log {
    struct asked asked[LOG_MOST];
    unsigned n, next;                 /* noted or answered before; the one that comes next */
    bool lost;                        /* something happened that is not noted */
    bool wrong;                       /* something has been noted that ran on a wrong path */
    bool executed;                    /* something has run on the right one */
    uint32_t executions;              /* number of the next */
    uint32_t number[PIPE_SLOTS];      /* of the execution of what is in a slot */
    struct access access[LOG_ACCESS]; /* by number */
    uint32_t predictions;             /* the same for predictions of transfers, if the predictor learns */
    uint32_t predicted[PIPE_SLOTS];
    struct prediction prediction[LOG_ACCESS];
    struct asked_stats counted, before; /* when something was asked; before the last time */
};

/* How an execution came out, but for traps and services. */
#define ANSWER_INTERVAL 24 /* bits of `more`: latency, interval, taken, number of accesses, status */
#define ANSWER_TAKEN    48
#define ANSWER_ACCESSES 49
#define ANSWER_STATUS   56

static inline struct answer pipe_answer(uint64_t next, bool taken, unsigned naccess, uint32_t latency,
                                        uint32_t interval)
{
    return (struct answer){ next, latency | (uint64_t)interval << ANSWER_INTERVAL |
                                      (uint64_t)taken << ANSWER_TAKEN |
                                      (uint64_t)naccess << ANSWER_ACCESSES };
}

/* With a log. */
void pipe_log_execute(struct pipe *p, struct pipe_slot *c, unsigned i, uint64_t n);
unsigned pipe_log_access(struct pipe *p, enum ask what, const struct pipe_slot *c, uint64_t addr,
                         unsigned bytes, uint64_t n);
unsigned pipe_log_store(struct pipe *p, const struct pipe_slot *c, const struct access *a, uint64_t n,
                        unsigned *wait);
unsigned pipe_log_ahead(struct pipe *p, const struct pipe_slot *c, const struct access *a, uint64_t n,
                        uint64_t *ready, unsigned *wait);
bool pipe_log_hits(struct pipe *p, const struct pipe_slot *c, const struct access *a, uint64_t n);
bool pipe_log_note(struct pipe *p, const struct pipe_slot *c, const struct access *a, uint64_t n);
bool pipe_log_overtakes(struct pipe *p, const struct pipe_slot *c, const struct access *a, uint64_t n);

bool pipe_log_predict_fetch(struct pipe *p, struct pipe_slot *c);
bool pipe_log_predict_decode(struct pipe *p, struct pipe_slot *c, const struct dinsn *d);
void pipe_log_update(struct pipe *p, struct pipe_slot *c, bool taken);
void pipe_log_recover(struct pipe *p, struct pipe_slot *c);

/* What was predicted, as an answer. */
static inline struct answer pipe_predicted(bool made, const struct prediction *q)
{
    return (struct answer){ made && q->taken ? q->target : 0,
                            made | (uint64_t)(q->valid << 1) | (uint64_t)(made && q->taken) << 2 };
}

/* Without one, only asking. access: load, fetch, translate*. */
static inline unsigned pipe_access(struct pipe *p, enum ask what, uint64_t addr, unsigned bytes, uint64_t n)
{
    switch (what) {
    case ASK_LOAD: return hier_load(&p->hier, addr, bytes, n);
    case ASK_TRANSLATE: return hier_translate(&p->hier, HIER_DATA, addr, bytes, n);
    case ASK_TRANSLATE_FETCH: return hier_translate(&p->hier, HIER_FETCH, addr, bytes, n);
    default: return hier_fetch(&p->hier, addr, bytes, n);
    }
}

/* pipe_rigid.c. overtakes: of a load that has been under way since a cycle. */
bool pipe_note_store(struct pipe *p, const struct access *a, uint64_t n);
bool pipe_overtakes(const struct pipe *p, const struct access *a, uint64_t since, uint64_t n);

/* Where a transfer that is done went, and where a call returns to: behind its delay slot, if it has one. */
static inline uint64_t pipe_went(const struct pipe_slot *c)
{
    return c->key.flags & KEY_DELAYED ? c->beyond : c->next;
}

static inline uint64_t pipe_link(const struct pipe_slot *c)
{
    return c->pc + (c->key.flags & KEY_DELAYED ? 2u * c->key.len : c->key.len);
}

static inline bool pipe_predict_fetch(struct pipe *p, struct pipe_slot *c)
{
    return predict_fetch(&p->d->predict, p->predictor, c->pc, pipe_link(c), p->st->redirected, &c->pred,
                         &p->st->predict);
}

static inline bool pipe_predict_decode(struct pipe *p, struct pipe_slot *c, const struct dinsn *d)
{
    return predict_decode(&p->d->predict, p->predictor, c->pc, (enum transfer)c->key.transfer,
                          d->has_target ? d->target : 0, pipe_link(c), &c->pred);
}

static inline void pipe_update(struct pipe *p, struct pipe_slot *c, bool taken)
{
    predict_update(&p->d->predict, p->predictor, c->pc, (enum transfer)c->key.transfer, taken, pipe_went(c),
                   &c->pred, &p->st->predict);
}

static inline void pipe_recover(struct pipe *p, struct pipe_slot *c)
{
    predict_recover(&p->d->predict, p->predictor, (enum transfer)c->key.transfer, pipe_link(c), &c->pred);
}

/* What the tick calls. */
static inline unsigned pipe_ask_access(struct pipe *p, enum ask what, const struct pipe_slot *c,
                                       uint64_t addr, unsigned bytes, uint64_t n)
{
    return p->log ? pipe_log_access(p, what, c, addr, bytes, n) : pipe_access(p, what, addr, bytes, n);
}

static inline unsigned pipe_ask_store(struct pipe *p, const struct pipe_slot *c, const struct access *a,
                                      uint64_t n, unsigned *wait)
{
    return p->log ? pipe_log_store(p, c, a, n, wait) : hier_store(&p->hier, a->addr, a->size, n, wait);
}

static inline unsigned pipe_ask_ahead(struct pipe *p, const struct pipe_slot *c, const struct access *a,
                                      uint64_t n, uint64_t *ready, unsigned *wait)
{
    return p->log ? pipe_log_ahead(p, c, a, n, ready, wait)
                  : hier_load_ahead(&p->hier, a->addr, a->size, n, ready, wait);
}

static inline bool pipe_ask_hits(struct pipe *p, const struct pipe_slot *c, const struct access *a,
                                 uint64_t n)
{
    return p->log ? pipe_log_hits(p, c, a, n) : hier_hits(&p->hier, HIER_DATA, a->addr);
}

static inline void pipe_ask_note(struct pipe *p, const struct pipe_slot *c, const struct access *a,
                                 uint64_t n)
{
    if (p->log)
        pipe_log_note(p, c, a, n);
    else
        pipe_note_store(p, a, n);
}

static inline bool pipe_ask_overtakes(struct pipe *p, const struct pipe_slot *c, const struct access *a,
                                      uint64_t n)
{
    return p->log ? pipe_log_overtakes(p, c, a, n) : pipe_overtakes(p, a, c->requested, n);
}

/* Predictors that do not learn are no question: what they say follows from the state. */
static inline bool pipe_notes_predictions(const struct pipe *p)
{
    return p->log && p->d->predict_learns;
}

static inline bool pipe_ask_predict_fetch(struct pipe *p, struct pipe_slot *c)
{
    return pipe_notes_predictions(p) ? pipe_log_predict_fetch(p, c) : pipe_predict_fetch(p, c);
}

static inline bool pipe_ask_predict_decode(struct pipe *p, struct pipe_slot *c, const struct dinsn *d)
{
    return pipe_notes_predictions(p) ? pipe_log_predict_decode(p, c, d) : pipe_predict_decode(p, c, d);
}

static inline void pipe_ask_update(struct pipe *p, struct pipe_slot *c, bool taken)
{
    if (pipe_notes_predictions(p))
        pipe_log_update(p, c, taken);
    else
        pipe_update(p, c, taken);
}

static inline void pipe_ask_recover(struct pipe *p, struct pipe_slot *c)
{
    if (pipe_notes_predictions(p))
        pipe_log_recover(p, c);
    else
        pipe_recover(p, c);
}

#endif
