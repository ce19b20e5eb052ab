/* stats.h - what a run counted. Part of the machine's flat state; reports and screens only read it.
 *
 * Law: cycles == sum of cause[], always, after every tick. account.c is the only writer of cause[] and of the
 * profile. */
#ifndef TIMING_STATS_H
#define TIMING_STATS_H

#include <stdint.h>
#include "base/str.h"
#include "isa/kind.h"
#include "timing/predict.h"

/* Why a cycle passed. The order is the priority where several hold at the same stage. */
enum cause {
    CAUSE_BASE,   /* an instruction retired */
    CAUSE_FILL,   /* nothing has reached the end yet after reset */
    CAUSE_ICACHE, /* waiting for instruction bytes */
    CAUSE_ITLB,
    CAUSE_MISPREDICT, /* refetch after a wrong prediction */
    CAUSE_JUMP,       /* refetch after a jump whose target was only known later */
    CAUSE_LOAD_USE,   /* operand comes from a load */
    CAUSE_DATA,       /* operand comes from another unit */
    CAUSE_EXECUTE,    /* a unit is busy with the instruction itself */
    CAUSE_STRUCTURAL, /* a unit or port is taken by another instruction */
    CAUSE_DCACHE,     /* waiting for data */
    CAUSE_DTLB,
    CAUSE_STORE,     /* store buffer full */
    CAUSE_SERIALISE, /* waiting for the pipeline to empty */
    CAUSE_TRAP,
    CAUSE_IDLE,  /* reset, wait for interrupt */
    CAUSE_DRAIN, /* after the last instruction */
    CAUSE_COUNT
};
const char *cause_name(enum cause c);  /* "load-use": in reports */
const char *cause_label(enum cause c); /* ".r": two characters, in diagrams */
void cause_legend(struct str *out);    /* appends what they mean, and the other signs of diagrams */
const char *cause_doc(enum cause c);   /* one sentence */

#define CACHES_MAX 8

enum miss_class { MISS_COMPULSORY, MISS_CAPACITY, MISS_CONFLICT, MISS_CLASSES };

struct cache_stats {
    uint64_t reads, writes; /* accesses */
    uint64_t read_misses, write_misses;
    uint64_t miss[MISS_CLASSES]; /* sums to read_misses + write_misses */
    uint64_t evictions, write_backs;
    uint64_t fills, write_throughs;
    uint64_t victim_hits;   /* misses that the victim buffer served */
    uint64_t invalidations; /* lines that went because one that includes them did */
    uint64_t delayed_hits;  /* loads whose line was on its way already (MSHRs) */
    uint64_t prefetches, prefetch_useful, prefetch_late, prefetch_useless; /* late ones are useful, too */
};

/* Memory itself. The rows are counted where it has such. */
struct memory_stats {
    uint64_t reads, writes; /* transfers */
    uint64_t row_hits, row_misses, row_conflicts;
    uint64_t combined; /* stores that joined another in the store buffer */
};

struct run_stats {
    uint64_t cycles, instructions;
    uint64_t cause[CAUSE_COUNT];
    /* width 2: instructions that retired in the cycle of another; cycles in which only one did, by the cause
     * that kept the place beside it empty. instructions == cause[CAUSE_BASE] + beside, and
     * cause[CAUSE_BASE] == beside + sum of lone[]. */
    uint64_t beside, lone[CAUSE_COUNT];
    uint64_t mix[KIND_COUNT];               /* retired, by kind */
    uint64_t branches, taken, mispredicted; /* conditional */
    uint64_t jumps, jumps_mispredicted;     /* direct and indirect */
    uint64_t btb_hits, btb_misses, ras_hits, ras_misses;
    uint64_t predicted[PREDICT_PARTS], predicted_right[PREDICT_PARTS]; /* see predict_part_name */
    uint64_t fetched, squashed;                                        /* instructions, wrong path included */
    uint64_t loads, stores;                                            /* retired accesses */
    struct cache_stats cache[CACHES_MAX];                              /* machine order */
    struct memory_stats memory;
    /* region of interest: cycle and instruction numbers of the retirements that began and ended it */
    uint8_t region_started, region_ended;
    uint64_t region_cycle0, region_cycle1, region_instr0, region_instr1;
    uint64_t region_cause0[CAUSE_COUNT], region_cause1[CAUSE_COUNT];
};

/* What an observer of the pipeline is told; machine.h says what comes with each. */
enum pipe_event {
    PIPE_EV_RETIRE,
    PIPE_EV_STALL,
    PIPE_EV_FETCH,
    PIPE_EV_STAGE,
    PIPE_EV_SQUASH,
    PIPE_EV_PREDICT,
    PIPE_EV_UPDATE,
    PIPE_EV_ACCESS,
    PIPE_EV_EVICT,
    PIPE_EV_TRAP,
    PIPE_EV_REDIRECT
};

#endif
