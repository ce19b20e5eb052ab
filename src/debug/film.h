/* film.h - what stood in each stage of the pipeline, cycle by cycle, for as long as a ring holds it.
 *
 * Made from the machine's state after each cycle that the engine ticks one by one; from it come the answers
 * about stages and the pipeline diagram. Reads only. */
#ifndef DEBUG_FILM_H
#define DEBUG_FILM_H

#include <stdbool.h>
#include <stdint.h>
#include "machine/machine.h"
#include "timing/pipe.h"

#define FILM_CYCLES 1024 /* a power of two */

struct film_stage {
    uint64_t seq, pc; /* 0: a bubble; then pc: of the culprit where there is one */
    uint64_t culprit; /* sequence number of whom it waits for, 0: nobody */
    uint64_t since;   /* cycle in which it entered, as far back as the film goes */
    uint8_t cause;    /* enum cause: bubble: why; else why it stayed in this cycle, CAUSE_BASE: it came */
    bool insn, held;  /* held: it stays because an older one does */
    bool done;        /* in the last stage: it has retired, or its trap is taken */
    bool trap, wrong, hit; /* hit: its first access hit the first level */
};

struct film_cycle {
    uint64_t cycle;
    struct film_stage stage[PIPE_STAGES];
    struct film_stage mate[PIPE_STAGES]; /* the younger in the same stage, if two issue at once */
};

struct film {
    struct film_cycle ring[FILM_CYCLES];
    uint64_t from, to; /* cycles [from, to] are there; to < from: none */
    uint64_t base;     /* of this one it is known only what stood where; UINT64_MAX: of none */
};

void film_forget(struct film *f);
/* Forgets all; the present cycle, whose events are not known, is what the next is compared with. */
void film_begin(struct film *f, const struct machine *m);
/* The present cycle and its events; after a gap, anew. */
void film_take(struct film *f, const struct machine *m, const struct event *events, size_t nevents);
const struct film_cycle *film_at(const struct film *f, uint64_t cycle); /* NULL: not there */

#endif
