/* pipe_memo.h - what happens between two executions is worked out once, for any pipeline. Only pipe_memo*.c
 * include it.
 *
 * A moment is the state of the pipeline at the end of a cycle in which something executed, without values and
 * with times and sequence numbers relative to that cycle. What follows up to the end of the next such cycle
 * depends only on it and on the answers to the questions of these cycles (pipe_ask.h). So it is ticked once,
 * with a log, and kept: a tree of questions below each moment, whose leaves tell the moment that follows,
 * and what was counted. After that nothing is ticked: questions are asked and answers looked up. Schnarr &
 * Larus 1998 do the same for out-of-order cores ("fast-forwarding").
 *
 * Where an answer comes that is not known yet, the moment is put down as a state, and the cycles are ticked
 * with the answers that there are; so no question is put twice. */
#ifndef TIMING_PIPE_MEMO_H
#define TIMING_PIPE_MEMO_H

#include "base/arena.h"
#include "timing/pipe_parts.h"

/* What stands in a stage. Times are cycles after the moment's, 0: past. */
struct memo_stage {
    const struct dinsn *d; /* NULL: a bubble, or no second one */
    uint64_t bubble, expect, next, target;
    uint32_t seq, wait_seq; /* bubble: of its culprit; how far behind the youngest */
    uint32_t state, latency, interval;
    uint16_t until, tlb_until, room_until, decide, avail[2];
    uint16_t requested; /* cycles ago, + 1 */
    uint16_t predicted; /* predictions ago, + 1; 0: none that is kept */
    uint16_t acts;
    uint8_t slot; /* places behind the next one */
    uint8_t lone;
    uint8_t resolve, why, naccess, wait_why;
    uint8_t valid, taken, from_btb, part, said;
    uint8_t pad[3];
};

/* A register that is awaited. */
struct memo_late {
    uint16_t ready, since; /* cycles after the moment's; cycles ago */
    uint32_t seq, rival;   /* how far behind the youngest, the latter + 1 or 0 */
    uint32_t profile;
    uint8_t reg, pad[3];
};

#define MEMO_LATE 6

struct moment {
    struct moment *chain; /* of the same hash */
    uint64_t hash;
    struct memo_question *first; /* NULL: nothing is known of what follows */
    unsigned failures;           /* times that it was ticked in vain */
    /* from here on: the state */
    uint64_t fetch_pc, fetch_line, redirect_pc;
    uint64_t btb_pc, btb_target; /* of the only entry */
    uint32_t fetch_profile, port_profile, refill_profile, data_profile, frozen_profile, frozen_seq;
    uint16_t fetch_free, port_free, refill_free, data_free, frozen_until;
    uint8_t fetch_cause, data_cause;
    uint8_t redirect, redirect_stage, redirect_slot, redirect_cause, redirected, wrong;
    uint8_t btb_valid, btb_transfer, nlate, pad;
    uint16_t late_until;
    struct memo_late late[MEMO_LATE];
    struct memo_stage stage[]; /* nstages, for each instruction that a stage can hold: the elder first */
};

/* Of a counter. */
struct memo_count {
    uint32_t where; /* see counter_of() in pipe_memo.c */
    uint32_t by;
};

#define MEMO_ALIGN 64 /* bytes: what a run looks at lies in as few cache lines of the host as can be */

/* An answer, and what comes then. */
struct memo_answer {
    struct answer is;
    struct memo_question *next; /* asked then; NULL: not known yet */
    struct moment *moment;      /* reached before that; NULL: none */
    uint64_t count;             /* times that this was not counted yet */
    struct memo_answer *other;
    uint32_t cycles, seqs; /* since the moment before */
    uint8_t slots, retired, executions, predictions;
    struct memo_answer *touched; /* of those to be counted */
    const struct memo_count *counts;
    uint32_t ncounts;
    struct memo_question *of;
};

/* Cycle and numbers count from the moment. */
struct memo_question {
    struct question q;
    bool unit, accesses; /* execute: its unit's time is an expression; it loads or stores */
    uint8_t answers;     /* how many are known; 0: `answer` is none yet */
    enum transfer transfer;
    struct memo_answer *after; /* NULL: the first behind a moment */
    _Alignas(MEMO_ALIGN) struct memo_answer answer;
};

/* What is known of an answer to q; NULL: nothing. */
static inline struct memo_answer *memo_known(struct memo_question *q, const struct answer *is)
{
    struct memo_answer *x = q->answers ? &q->answer : NULL;
    while (x && (x->is.value != is->value || x->is.more != is->more))
        x = x->other;
    return x;
}

#define MEMO_HASH    16384 /* powers of two */
#define MEMO_WARM    4096
#define MEMO_MOMENTS 20000
#define MEMO_ANSWERS 48 /* of a question, at most */

struct memos {
    struct moment *table[MEMO_HASH];
    uint8_t warm[MEMO_WARM]; /* times that something began, by address */
    struct arena memory;
    uint64_t generation;
    unsigned count;
    unsigned rest;                    /* ticks before the next try */
    struct memo_answer *touched, end; /* list ended by `end` */
    struct moment *scratch;
    struct pipe_log log;
};

/* A run of moments. */
struct memo_run {
    struct pipe *p;
    struct memos *all;
    struct moment *m;
    uint64_t n, end, seq; /* the moment's cycle; the last cycle; the youngest */
    unsigned slot_next;
    uint64_t retired;
    uint32_t executions, predictions; /* up to the moment: numbers of the next */
    /* at the end, if something was asked behind the moment: */
    struct memo_question *asked; /* the last; NULL: nothing */
    struct answer is;            /* to that one */
    enum exec_status status;     /* execute */
};

/* pipe_memo_state.c: the moment that the state is; false: none, something is under way that needs care. Put:
 * the state as of the run's moment. */
bool memo_take(const struct pipe *p, struct moment *m);
void memo_put(struct memo_run *r);
size_t memo_size(const struct pipe *p); /* bytes of a moment */
/* Numbers what has executed and is in flight, the youngest last. */
void memo_number(struct pipe *p, struct pipe_log *log);

/* pipe_memo_run.c: asks from one moment to the next as far as is known. */
void memo_run(struct memo_run *r);

#endif
