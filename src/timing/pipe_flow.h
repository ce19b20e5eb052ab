/* pipe_flow.h - when instructions enter X and leave it where accesses take no time: what pipe_flow.c and the
 * blocks ask of pipe_flow_hazard.c. */
#ifndef TIMING_PIPE_FLOW_H
#define TIMING_PIPE_FLOW_H

#include "timing/pipe_stream.h"

#define FLOW_RING STREAM_RING

/* What is left to the tick. */
#define FLOW_CARE (KEY_FAULT | KEY_ALONE | KEY_NOT_LOCKED | KEY_REGION | KEY_BREAK)

struct flow {
    struct stream s;        /* what entered X, by cycle; fetched, before X: head .. tail - 1 */
    uint64_t n, skew, end;  /* the cycle is n + skew */
    uint64_t fetch_pc, seq; /* seq: of the last that was fetched */
    uint64_t hazard_until;  /* until then some of these registers may be out of reach */
    uint64_t hazard_dst;
    uint32_t slot_next, head, tail;
    struct stream_entry *redirect; /* sends the fetch elsewhere in the next cycle */
    struct stream_entry *special;  /* executed in cycle n, and the rest is left to the tick's functions */
    enum exec_status status;       /* of special */
    uint64_t wait;                 /* special: the bubble it makes while it waits, or 0; and for whom */
    uint64_t refill;               /* bubble: tag of the redirect that leaves the stages before X empty */
    bool stop;                     /* the fetch of cycle n is left to fetch() */
};

static inline struct stream_entry *flow_at(struct flow *t, uint64_t n)
{
    return &t->s.x[n & (FLOW_RING - 1)];
}

/* As stream_begin() and stream_end(); at most `ticks` cycles. */
bool flow_begin(struct flow *t, struct pipe *p, uint64_t ticks);
void flow_end(struct pipe *p, const struct flow *t);

static inline void flow_bubble(struct flow *t, uint64_t n, uint64_t bubble)
{
    struct stream_entry *e = flow_at(t, n);
    e->key = NULL;
    e->d = NULL;
    e->bubble = bubble;
}

/* Cannot an operand be had, in cycle n, by what then begins to work in the read stage (here), or leaves it?
 * The elders are looked at where they stood in the cycle before. Then *bubble is what X gets. */
bool flow_out_of_reach(const struct pipe *p, struct flow *t, uint64_t n, const struct pipe_key *key,
                       bool here, uint64_t *bubble);

/* Bubbles, from cycle n on, while key waits in the read stage, which is X, for operands needed there: how
 * many. */
unsigned flow_wait_here(const struct pipe *p, struct flow *t, const struct pipe_key *key, uint64_t n);
/* The same for operands needed later, before it leaves in cycle n. */
unsigned flow_wait_late(const struct pipe *p, struct flow *t, const struct pipe_key *key, uint64_t n);

/* What an instruction that leaves X after cycle `last` may withhold. */
static ALWAYS_INLINE void flow_hazard(struct flow *t, const struct pipe_key *key, uint64_t last)
{
    if (!key->window)
        return;
    t->hazard_dst = (t->hazard_until > last ? t->hazard_dst : 0) | key->dst[0] | key->dst[1];
    if (last + key->window > t->hazard_until)
        t->hazard_until = last + key->window;
}

/* Without executing: what comes first begins to work in X in this cycle, after bubbles; */
uint64_t flow_begins(const struct pipe *p, struct flow *t, const struct pipe_key *key);
/* then its unit keeps it there for `hold` cycles: its last one in X. t goes on behind it. */
uint64_t flow_ends(const struct pipe *p, struct flow *t, const struct pipe_key *key, uint64_t seq,
                   uint64_t begin, unsigned hold);

#endif
