/* pipe_stream.h - many cycles of a plain pipeline at once: what pipe_stream.c (which says how) and
 * pipe_block.c share. Only these and pipe.c include it. */
#ifndef TIMING_PIPE_STREAM_H
#define TIMING_PIPE_STREAM_H

#include "timing/pipe_parts.h"

#define STREAM_RING 16 /* > PIPE_STAGES - 1; a power of two */

/* What no stream takes on. */
#define STREAM_CARE (KEY_SPECIAL | KEY_REGION | KEY_BREAK)

/* What entered X. */
struct stream_entry {
    const struct pipe_key *key; /* NULL: a bubble */
    const struct dinsn *d;      /* NULL: it stands in its slot since before */
    uint64_t seq, next;         /* next: where a transfer that was not fetched goes */
    uint64_t bubble;
    uint32_t state;
    uint8_t slot; /* in a stream: not yet wrapped */
    uint8_t naccess, pad[2];
    struct access access;
    uint64_t avail; /* of its unit: cycle from which its result can be had; latency, interval */
    uint32_t latency, interval;
};

/* What changes in every cycle; kept in registers as far as they go. */
struct stream_hot {
    uint64_t n; /* the cycle */
    uint64_t fetch_pc, seq, hazard_until;
    uint64_t wide_until; /* as hazard_until, for results that are out of reach for more than a cycle */
    uint32_t slot_next;  /* not yet wrapped */
    uint32_t tail;       /* of stream.pre */
    unsigned empty;      /* of the stages before X, after a redirect; STREAM_REDIRECT: it is due */
    uint64_t line_from, line_to;   /* addresses that a fetch gets from the line of the last one */
    uint64_t looks;                /* fetches that were no such */
    uint64_t idle;                 /* cycles in which nothing entered X */
    struct stream_entry *pending;  /* its access is due in the next cycle */
    struct stream_entry *redirect; /* sends the fetch elsewhere in the next cycle */
    struct stream_entry *special;  /* executed, and the rest is left to pipe_executed() */
    uint64_t wait;                 /* entry: tag of the redirect that leaves the stages before X empty */
    enum exec_status status;       /* of special */
    struct stream_entry *hold;     /* its access holds the memory stage ... */
    uint64_t hold_until,
        hold_store;      /* ... to the end of this cycle; of these, to this one for the store buffer */
    uint64_t hazard_dst; /* for blocks: registers that may be out of reach until hazard_until; */
    uint64_t skew;       /* the cycle is n + skew */
    unsigned made,
        made_wait; /* pending has been made: cycles, of these for the store buffer; 0: it has not */
    bool stop;     /* this cycle's fetch is left to fetch() */
};

struct stream {
    struct stream_entry x[STREAM_RING];   /* what entered X, by cycle */
    const struct dinsn *pre[STREAM_RING]; /* fetched, before X: the last to tail - 1 */
};

#define STREAM_REDIRECT UINT32_MAX

static ALWAYS_INLINE void stream_count_bubble(struct pipe *p, uint64_t bubble, uint64_t by)
{
    p->stats->cause[ENTRY_CAUSE(bubble)] += by;
    p->profile->count[ENTRY_PROFILE(bubble)].cause[ENTRY_CAUSE(bubble)] += by;
}

/* Instructions and their cycles are counted at the end. */
static ALWAYS_INLINE void stream_count_insn(struct pipe *p, const struct pipe_key *key, uint64_t by)
{
    p->profile->count[key->profile].instructions += by;
    p->stats->mix[key->kind] += by;
}

#define STREAM_MORE (KEY_LOAD | KEY_STORE | KEY_TRANSFER) /* there is more to count */

static ALWAYS_INLINE void stream_count_more(struct pipe *p, const struct pipe_key *key, uint32_t state,
                                            uint64_t by)
{
    struct run_stats *s = p->stats;
    unsigned flags = key->flags;
    bool missed = state & SLOT_MISFETCH;
    if (flags & KEY_LOAD)
        s->loads += by;
    if (flags & KEY_STORE)
        s->stores += by;
    if (flags & KEY_CONDITIONAL)
        account_branch(s, p->profile, key->profile, state & SLOT_TAKEN, missed, by);
    else if (flags & KEY_TRANSFER)
        account_jump(s, p->profile, key->profile, missed, by);
}

/* What the instruction that has just executed accessed. False: that needs care. */
static ALWAYS_INLINE bool stream_note(const struct pipe *p, struct stream_entry *e)
{
    const struct exec_out *out = &p->core->out;
    if (PIPE_UNLIKELY(p->core->code_stores != p->code_stores))
        return false;
    if (PIPE_UNLIKELY(out->naccess != 1 || out->access[0].device))
        return out->naccess == 0;
    e->naccess = 1;
    e->access.addr = out->access[0].addr;
    e->access.size = out->access[0].size;
    e->access.store = out->access[0].store;
    return true;
}

/* What operands wait for: the registers that are withheld from each need, and by whom a needed one is. */
struct stream_block {
    uint64_t from[PIPE_NEEDS];
    const struct stream_entry *culprit;
    bool loaded;
};

/* e, in a stage, withholds what it makes as g-th from the needs in `bits`, and has it for the others. Elders
 * come first. */
static ALWAYS_INLINE void stream_withhold(struct stream_block *b, const struct pipe_desc *d,
                                          const struct pipe_key *key, const struct stream_entry *e,
                                          unsigned g, unsigned bits)
{
    uint64_t dst = e->key->dst[g];
    for (unsigned k = 0; dst && k < d->nneeds; k++) {
        b->from[k] = bits >> k & 1 ? b->from[k] | dst : b->from[k] & ~dst;
        if ((bits >> k & 1) && (key->need[k] & dst)) {
            b->culprit = e;
            b->loaded = (e->key->flags & KEY_MADE_LOAD) && (g == 1 || !e->key->dst[1]);
        }
    }
}

/* An entry that comes into X, `by` times; the same times -1 takes it back. */
void stream_count(struct pipe *p, const struct stream_entry *e, uint64_t by);

/* The state of the pipeline is taken up; false: it cannot be. At the end it is put down, as of cycle h->n;
 * the fetch of that cycle is still to be done if h->stop. */
bool stream_begin(struct stream *t, struct stream_hot *h, struct pipe *p);
void stream_end(struct pipe *p, const struct stream *t, const struct stream_hot *h);

/* At most `ticks` cycles; returns how many. cached: accesses may take more than one. */
uint64_t pipe_stream(struct pipe *p, uint64_t ticks, bool cached);

/* ---- blocks: pipe_block.c ---------------------------------------------------------------------------- */

/* Before blocks are asked for: those of code that is no more are dropped. False: there are none now. */
bool pipe_blocks_begin(struct pipe *p);
/* The block that begins at pc; NULL: none yet. */
struct block *pipe_block_at(struct pipe *p, uint64_t pc);
/* With its first instruction first before X: runs this block and what follows it, up to the end of cycle
 * `end`. False: nothing has happened. */
bool pipe_blocks_run(struct pipe *p, struct block *b, struct stream *t, struct stream_hot *h, uint64_t end);
/* Counts what blocks have run; until then it is missing in the counters. */
void pipe_blocks_settle(struct pipe *p);
/* Keys of decoded instructions have changed. */
void pipe_blocks_drop(struct pipe *p);

#endif
