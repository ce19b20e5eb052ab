/* pipe.h - the clock: in-order scalar pipelines of 1 to 16 stages, and cost-table machines.
 *
 * struct pipe_desc is what the machine file says, plus tables made from it by pipe_prepare(); immutable.
 * struct pipe_state is everything that changes (flat, no pointers). struct pipe ties both to a core, caches,
 * a predictor and the counters. The rules of time are stated in docs/CYCLES.md; pipe.c follows its order.
 *
 * A tick moves instructions by one stage, last stage first. What stands in a stage is an entry: either the
 * number of a slot (an instruction on its way) or the tag of a bubble (why nothing is there, and whose fault
 * it is). Entries lie in a ring that turns by one place when the whole pipeline advances, so the common cycle
 * moves nothing. */
#ifndef TIMING_PIPE_H
#define TIMING_PIPE_H

#include <stdbool.h>
#include <stdint.h>
#include "exec/exec.h"
#include "isa/isa.h"
#include "timing/account.h"
#include "timing/cache.h"
#include "timing/cost.h"
#include "timing/predict.h"
#include "timing/stats.h"

#define PIPE_STAGES       16 /* at most */
#define PIPE_RING         32 /* a power of two > PIPE_STAGES + 1 */
#define PIPE_SLOTS        32
#define PIPE_SLOT_SIZE    512 /* bytes */
#define PIPE_NEEDS        4   /* different stages in which operands are needed */
#define PIPE_UNITS        15
#define PIPE_ISSUE_GROUPS 8

/* ---- description ------------------------------------------------------------------------------------- */

struct pipe_unit {
    const char *name;
    struct cost latency, interval; /* cycles until the result exists; cycles that the stage is held */
    bool freeze;                   /* not only the stage is held: nothing moves anywhere */
    uint32_t flow_hold[2];         /* [taken]: cycles in X, whatever the operands; 0: not so simple */
    bool pause;                    /* does not count on in a cycle in which a later stage holds its own */
};

/* How a kind of operation is performed. */
struct pipe_rule {
    bool given;
    uint8_t stage;
    uint8_t unit; /* number + 1, or 0: one cycle */
};

struct pipe_desc {
    bool cost_table; /* kind: cost: no overlap; then only cost[], hier and the reset count */
    struct cost cost[KIND_COUNT];

    unsigned nstages;
    const char *stage[PIPE_STAGES];
    uint8_t decode, read, write, address, load, store, trap;
    uint8_t store_data;         /* the stage that needs the data of a store; the access is in `store` */
    uint8_t result[KIND_COUNT]; /* stage + 1 at whose end the result exists, if later than made; or 0 */
    struct pipe_rule kind[KIND_COUNT]; /* pipe_prepare() fills in what was not given from the parent kind */
    struct pipe_unit unit[PIPE_UNITS];
    unsigned nunits;
    uint16_t forward[PIPE_STAGES]; /* bit s: what was in this stage can be had by work in stage s */
    bool write_before_read, interlock, squeeze, shared_port;
    bool compare_zero, compare_waw, compare_raw;
    uint32_t after[KIND_COUNT]; /* bit k: an instruction of this kind does not issue right behind one of k */
    uint8_t predict_stage;
    bool predict_stage_given;
    /* two at once (pipe_wide.c); kinds are bits */
    unsigned width;                          /* instructions that issue in a cycle: 1 or 2 */
    uint32_t issue_alone, issue_last;        /* never beside another; nothing beside and behind it */
    uint32_t issue_group[PIPE_ISSUE_GROUPS]; /* at most one of each in a cycle */
    unsigned nissue_groups;
    /* rigid pipelines (pipe_rigid.c) */
    bool late_redirect;       /* transfers act in the last cycle of their stay, not in the first */
    bool replay_miss;         /* a load that misses is fetched again, with everything behind it */
    uint8_t replay_collision; /* ... and one that overtook a store: address bits compared; 0: none */
    uint8_t resolve;          /* stage in which transfers act, if later than the one that decides; 0 */
    uint8_t tags;             /* stage on whose entry the instruction cache's tags are checked: 0 or 1 */
    uint8_t illegal;          /* stage on whose entry a word that is no instruction stops the fetch; 0 */
    uint8_t request;          /* stage that an access leaves only when the data port takes it */
    unsigned port_interval;   /* cycles between two accesses at the data port, >= 1 */
    struct predict_desc predict;
    struct hier_desc hier;
    uint64_t reset_cycles;

    /* derived */
    uint8_t exec;                              /* stage X: the earliest that computes or resolves */
    uint8_t last;                              /* nstages - 1 */
    uint8_t nneeds;                            /* classes of need: the stages where operands are needed */
    uint8_t need_stage[PIPE_NEEDS];            /* ascending */
    uint8_t blocked[PIPE_STAGES][PIPE_STAGES]; /* [made in][stands in]: bit k: need k can't be met */
    uint8_t blocked_here[PIPE_STAGES]
                        [PIPE_STAGES]; /* the same for operands needed in the read stage itself */
    uint8_t window[PIPE_STAGES];       /* [made in]: stages after `read` where something blocks */
    uint8_t widest;                    /* the largest window */
    bool freezes;                      /* some unit does */
    uint32_t pairs;                    /* kinds that something does not issue right behind */
    bool needs_here;                   /* some operation needs its operands in the read stage */
    bool fetch_skips;                  /* a fetch from the line of the last one needs no look at the cache */
    uint8_t fetch_bits;                /* log2 of fetch_line */
    uint8_t first_fetch;               /* the cache that fetches go to */
    bool compact;    /* X follows the read stage, all but accesses is done there, these in one stage */
    bool streams;    /* pipe_stream.c applies */
    bool flows;      /* pipe_flow.c applies */
    bool blocks;     /* one of these, and pipe_block.c */
    bool late_loads; /* pipe_late.c applies: loads do not wait for lines that miss */
    uint8_t flow_window[PIPE_STAGES]; /* [made in]: cycles behind X in which something blocks */
    uint8_t predict_on; /* a prediction is made on entering this stage: predict_stage, or the one behind it */
    bool rigid;         /* pipe_rigid.c has a part in each cycle */
    bool lean;          /* pipe_lean.h applies */
    bool predict_fetches;        /* something is predicted at the fetch */
    bool pauses;                 /* some unit does */
    bool store_hits;             /* a store that hits takes one cycle */
    bool works_at_fetch;         /* something is done on entering the first stage */
    bool memos;                  /* pipe_memo.c applies */
    bool quick_hits[HIER_PORTS]; /* a hit in the first cache takes a cycle and only touches the line */
    bool flat_fetch, flat_data;  /* every access takes one cycle: nothing to simulate */
    bool use_predictor;
    bool predict_learns; /* and more of it changes than one target */
    unsigned fetch_line; /* bytes of a line of the first level; 0: no cache */
    unsigned nwork;
    uint8_t work_stage[PIPE_STAGES + 1]; /* stages after the first in which something is done on entry, last
                                            first; 0 ends */
    uint8_t slot_mask;
};

/* Checks the description and fills the derived part; the hierarchy is prepared. Returns false if m says what
 * is wrong, in a section of the pipeline. */
bool pipe_prepare(struct pipe_desc *d, struct mistake *m);

/* The stage that performs a place of an instruction of some kind. */
unsigned pipe_stage_of(const struct pipe_desc *d, enum kind k, enum place p);

/* ---- state ------------------------------------------------------------------------------------------- */

/* What a decoded instruction asks of the pipeline: made once (pipe_decode), kept in dinsn.timing[], copied to
 * the slot. Masks have a bit for each register slot 0..62; bit 63 stands for all others. */
struct pipe_key {
    uint64_t dst[2]; /* registers made in stages make[0] <= make[1] */
    uint64_t need[PIPE_NEEDS];
    uint32_t profile;
    uint16_t acts; /* bit s: something is to be done on entering stage s */
    uint16_t flags;
    uint8_t kind, make[2], unit, len, transfer, resolve, window;
};

enum { /* pipe_key.flags */
       KEY_LOAD = 1,
       KEY_STORE = 2,
       KEY_TRANSFER = 4,
       KEY_CONDITIONAL = 8,
       KEY_ALONE = 16,
       KEY_LATENCY = 32,     /* the unit's latency or interval must be evaluated */
       KEY_REGION = 64,      /* the region of interest begins or ends here */
       KEY_FAULT = 128,      /* no bytes to fetch */
       KEY_NOT_LOCKED = 512, /* the machine has no interlock */
       KEY_MADE_LOAD = 256,  /* dst[1], or dst[0] when that is empty, is loaded */
       KEY_ILLEGAL = 1024,   /* no instruction */
       KEY_PAUSE = 2048,     /* its unit is struct pipe_unit.pause */
       KEY_BREAK = 4096,     /* the run stops after the cycle in which it is fetched */
       KEY_DELAYED = 8192,   /* the ISA has delay slots (pipe_delay.c) */
};

enum {                    /* pipe_slot.state */
       SLOT_DONE = 1,     /* executed */
       SLOT_WRONG = 2,    /* on a wrong path (known at execution) */
       SLOT_MISFETCH = 4, /* what was fetched after it is not what comes after it */
       SLOT_WAIT = 8,     /* in the read stage, operands needed there are missing */
       SLOT_TRAP = 16,    /* will trap */
       SLOT_SYS = 32,     /* a host service or the like is due at retirement */
       SLOT_TAKEN = 64,
       SLOT_DEVICE = 128,    /* accessed a device */
       SLOT_ALONE = 256,     /* younger instructions wait until it has retired */
       SLOT_PREDICTED = 512, /* was redirected in the prediction stage */
       SLOT_SCRATCH = 1024,  /* its values are not architectural */
       SLOT_HANDLED = 2048,  /* its trap was taken by a handler: it goes without retiring */
       SLOT_AGAIN = 8192,    /* it was a load that was fetched again */
       SLOT_REPLAY = 4096,   /* it goes without retiring, is fetched again, and so is what follows */
       SLOT_DELAYED = 16384  /* SLOT_MISFETCH, but of what comes behind its delay slot; not yet mended */
};

/* Executed by pipe_execute_special(). */
#define KEY_SPECIAL (KEY_FAULT | KEY_LATENCY | KEY_ALONE | KEY_NOT_LOCKED)

struct pipe_slot {
    struct pipe_key key;
    uint64_t pc, seq;
    uint64_t expect; /* address that was fetched after it */
    uint64_t next;   /* address that comes after it; valid once done */
    /* zero at the fetch: */
    uint64_t until;      /* last cycle that it must stay where it is, if >= now */
    uint64_t tlb_until;  /* until this cycle it waits for a translation, */
    uint64_t room_until; /* until this one then for room: a store in the buffer, a load for an MSHR */
    uint64_t decide;     /* a transfer whose unit takes longer: the cycle in which it is resolved, or 0 */
    uint64_t avail[2];   /* cycle from which dst[] can be used, if > now */
    uint32_t state;      /* SLOT_* */
    uint8_t why;         /* enum cause of staying until `until` */
    uint8_t mark;        /* BOARD_* of its device store, see machine/ */
    uint8_t naccess;
    uint8_t wait_why; /* SLOT_WAIT: enum cause */
    uint8_t mate;     /* slot + 1 of the next instruction, if it stands in the same stage */
    uint8_t lone;     /* width 2, no mate: enum cause */
    uint8_t pad0[6];
    /* valid where something says so: */
    struct access access[EXEC_MAX_ACCESS];
    struct prediction pred;
    uint64_t wait_seq;  /* SLOT_WAIT: who is waited for */
    uint64_t requested; /* an access: cycle in which it came into the request stage */
    uint64_t beyond;    /* a transfer with a delay slot that is done: address that comes after the slot */
    uint32_t latency, interval;
    uint32_t trap;
    uint8_t sys, status, pad[2]; /* status: enum exec_status of a trap */
    uint64_t trap_value, sys_a, sys_b;
    uint8_t room[PIPE_SLOT_SIZE - 320]; /* a power of two, so that a slot's address is a shift */
};
_Static_assert(sizeof(struct pipe_slot) == PIPE_SLOT_SIZE, "the size of a slot");

/* What an executed instruction came to that was squashed on the right path; it is fetched again, and then
 * nothing executes twice. */
struct pipe_outcome {
    uint64_t next, beyond;
    uint32_t state, latency, interval, trap;
    uint8_t mark, naccess, sys, status;
    struct access access[EXEC_MAX_ACCESS];
    uint64_t trap_value, sys_a, sys_b;
};

/* A store that found its line in the cache: what loads that overtook it are compared with. */
struct pipe_store {
    uint64_t cycle, addr;
    uint32_t size, pad;
};

/* A register that a load which has gone on will fill. */
struct pipe_late {
    uint64_t ready, since; /* cycle from which the value can be had; in which the load's access began */
    uint64_t seq, rival;   /* of the load; of a younger instruction that writes it and did not wait, or 0 */
    uint32_t profile, pad;
};

#define PIPE_STORES 8 /* a power of two */

/* interlock: false: operands caught and results not yet written back, by slot. */
struct pipe_loose {
    uint64_t caught[FOOT_MAX], result[FOOT_MAX];
    uint16_t slot[FOOT_MAX]; /* of the results */
    uint8_t nresults, pad[7];
};

struct pipe_state {
    uint64_t turn;            /* of the ring */
    uint64_t ring[PIPE_RING]; /* entries */
    uint64_t fetch_pc, seq;
    uint64_t busy_until;   /* no slot stays or waits for anything after this cycle */
    uint64_t memory_until; /* until this cycle nothing but an access in the memory stage holds anyone */
    uint64_t hazard_until; /* until this cycle some result may be out of reach */
    uint64_t fetch_free;   /* the fetch port is taken before this cycle */
    uint64_t port_free;    /* shared port: taken by data before this cycle */
    uint64_t fetch_line;   /* line of the last fetch, + 1; 0: unknown */
    uint64_t redirect_pc;
    uint64_t frozen_until; /* the cycle before it was longer: nothing moves, the last stage acts at its end */
    uint64_t frozen_seq;   /* whose unit froze the pipeline */
    uint32_t frozen_profile;
    uint32_t fetch_profile, port_profile; /* who took the fetch port; the shared port */
    uint8_t fetch_cause;                  /* enum cause of waiting for fetch_free */
    uint32_t slot_next;
    uint8_t redirect, redirect_stage, redirect_slot, redirect_cause;
    uint8_t redirected; /* the next fetch is the first after a redirect */
    uint8_t wrong;      /* what enters X is on a wrong path */
    uint8_t serialise;  /* slot + 1 that keeps younger ones before X */
    uint8_t attention;  /* PIPE_*: the machine must act after this tick */
    uint8_t attention_slot;
    uint8_t scratch_valid;   /* the scratch block holds the wrong path's registers */
    uint8_t redirect_beyond; /* the redirect is one behind the delay slot of redirect_slot: BEYOND_* */
    uint8_t pad[1];
    /* cost table: the instruction under way */
    uint64_t cost_itlb, cost_icache, cost_execute,
        cost_dcache; /* it waits until these cycles, in this order */
    /* rigid pipelines */
    uint64_t refill_free; /* nothing is fetched before this cycle: a line of instructions is brought in */
    uint64_t data_free;   /* no access leaves the request stage before this cycle */
    uint32_t refill_profile, data_profile;
    uint8_t data_cause; /* enum cause of waiting for data_free */
    uint8_t nreplay;    /* outcomes that are to be used again, oldest first */
    uint8_t store_next;
    uint8_t pad2[5];
    struct pipe_outcome replay[PIPE_STAGES];
    struct pipe_store store[PIPE_STORES];
    uint64_t late_until; /* no register is awaited after this cycle */
    struct pipe_late late[64];
    struct pipe_slot slot[PIPE_SLOTS];
    struct pipe_loose loose[PIPE_SLOTS];
    struct predict_stats predict;
};

enum {                 /* pipe_state.attention */
       PIPE_SYS = 1,   /* slot attention_slot retired with a service due */
       PIPE_MARK = 2,  /* ... with a marker store or at a region boundary */
       PIPE_TRAP = 4,  /* ... reached the end of the pipeline with a trap that nothing handles */
       PIPE_BREAK = 8, /* something happened that the run is to stop for; no part of the state between runs */
       PIPE_COMES = 16 /* the same: a break was fetched; see pipe_break_state() */
};

/* An entry of the ring. */
#define ENTRY_INSN               (UINT64_C(1) << 63)
#define ENTRY_SLOT(e)            ((unsigned)(e) & (PIPE_SLOTS - 1))
#define ENTRY_BUBBLE(c, at, seq) ((uint64_t)(at) | (uint64_t)(c) << 32 | ((uint64_t)(seq)&0x3FFFFF) << 40)
#define ENTRY_CAUSE(e)           ((enum cause)((e) >> 32 & 0xFF))
#define ENTRY_PROFILE(e)         ((uint32_t)(e))
#define ENTRY_SEQ(e)             ((e) >> 40 & 0x3FFFFF) /* low bits of the culprit's sequence number */

/* ---- engine ------------------------------------------------------------------------------------------ */

/* Where a raw field stands in an instruction (the ISA's `ports:`). */
enum pipe_port { PORT_A, PORT_B, PORT_D, PIPE_PORTS };

struct pipe_raw_port {
    bool given;
    uint8_t hi, lo;
};

struct pipe {
    const struct pipe_desc *d;
    struct core *core;
    struct arch *arch;
    struct pipe_state *st;
    struct run_stats *stats;
    struct profile *profile;
    struct hier hier;
    void *predictor;         /* state block, 8-aligned */
    uint64_t *scratch;       /* ARCH_SLOTS */
    uint32_t *board_pending; /* BOARD_* raised by a device store, or NULL */
    bool has_region;
    uint64_t region_from, region_to;
    struct pipe_raw_port port[PIPE_PORTS];
    unsigned port_base, port_count; /* the registers that raw fields number: slots */
    int ra_slot;                    /* link register, -1: none */
    uint8_t zero_slot[ARCH_SLOTS];  /* 1: reads zero */
    /* derived data: dropped and made again when decoded code goes */
    const struct dinsn *dec[PIPE_SLOTS];
    uint64_t generation, code_stores; /* of the core, when `dec` was made */
    struct blocks *blocks;            /* pipe_block.c */
    struct memos *memos;              /* pipe_memo.c */
    struct pipe_log *log;             /* pipe_ask.h; NULL: nobody notes anything */
    uint64_t cycle;                   /* the one that events belong to; watched runs only */
    bool still;                       /* the last tick changed nothing but time */
    /* what runs are to stop for: see pipe_break_at() */
    const struct code_span *breaks;
    size_t nbreaks;
    bool break_traps; /* a trap is taken by a handler */
    /* observer: mask of 1 << enum pipe_event */
    uint32_t watch;
    void (*event)(void *ctx, enum pipe_event kind, uint64_t pc, uint32_t a, uint64_t b, unsigned n);
    void *event_ctx;
};

/* Fills dinsn.timing; the core's on_decode hook. ctx: struct pipe. */
void pipe_decode(void *ctx, struct dinsn *d);

/* State before the first cycle; the core has been reset to pc. */
void pipe_reset(struct pipe *p, uint64_t pc);

/* One cycle. Afterwards st->attention says whether the machine must act. */
void pipe_tick(struct pipe *p);

/* Why slot c stays where it is in cycle n. */
static inline enum cause pipe_wait_cause(const struct pipe_slot *c, uint64_t n)
{
    if (n <= c->tlb_until)
        return c->why == CAUSE_ICACHE ? CAUSE_ITLB : CAUSE_DTLB;
    if (n <= c->room_until)
        return c->key.flags & KEY_STORE ? CAUSE_STORE : CAUSE_STRUCTURAL;
    return (enum cause)c->why;
}

/* `kind: cost`: what the instruction waits for in cycle n; CAUSE_BASE: nothing. *end: until before that
 * cycle. */
enum cause pipe_cost_wait(const struct pipe_state *st, uint64_t n, uint64_t *end);

/* Ticks until st->attention, `cycles` or `instructions` are reached or core->stop is set; skips stretches in
 * which only time passes. The result is the same as ticking. */
void pipe_run(struct pipe *p, uint64_t cycles, uint64_t instructions);

/* After the machine has dealt with PIPE_SYS: younger instructions may enter X. refetch: they are squashed and
 * fetched again. */
void pipe_release(struct pipe *p, bool refetch);

/* From now on instructions in n spans of addresses are breaks: PIPE_COMES is raised in a cycle in which one
 * is fetched; cost machines: PIPE_BREAK after which it is the next. spans must stay as long. */
void pipe_break_at(struct pipe *p, const struct code_span *spans, size_t n);
bool code_spans_hold(const struct code_span *spans, size_t n, uint64_t pc);
bool pipe_is_break(const struct pipe *p, uint64_t pc);
/* Is one on its way? Behind a loop it is fetched each time around, and squashed again. */
enum pipe_break {
    BREAK_NONE,
    BREAK_COMES,
    BREAK_NEXT /* it executes as the next one, or has executed, on the right path */
};
enum pipe_break pipe_break_state(const struct pipe *p);

/* Between two cycles: whatever has not retired is thrown away, and fetch begins again at pc. The core stands
 * there already. */
void pipe_restart(struct pipe *p, uint64_t pc);

/* After state was copied back: makes derived data again. */
void pipe_restore(struct pipe *p);

void pipe_blocks_free(struct pipe *p); /* derived data */
void pipe_memos_free(struct pipe *p);  /* likewise */

/* A copy of the state in which everything without meaning is zero: for digests. */
void pipe_canonical(const struct pipe *p, struct pipe_state *out);

/* The younger instruction in the same stage; NULL: none. */
static inline struct pipe_slot *pipe_mate(struct pipe_state *st, const struct pipe_slot *c)
{
    return c->mate ? &st->slot[c->mate - 1] : NULL;
}

/* What stands in a stage as of the last cycle (the elder of two). NULL: a bubble, its entry in *entry. */
const struct pipe_slot *pipe_stage(const struct pipe *p, unsigned stage, uint64_t *entry);

/* cost_tick.c: kind: cost. */
void pipe_cost_tick(struct pipe *p);
void pipe_cost_run(struct pipe *p, uint64_t cycles, uint64_t instructions);

#endif
