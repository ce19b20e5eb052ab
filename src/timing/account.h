/* account.h - where cycles are counted: every cycle exactly one cause (law 6), and to which address.
 *
 * The functions below are the only writers of run_stats.cycles, .cause, .beside, .lone, of what is counted of
 * branches and jumps, and of the profile.
 * Addresses are named by their index in the profile (given out at decode), so that counting needs no search.
 */
#ifndef TIMING_ACCOUNT_H
#define TIMING_ACCOUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "timing/stats.h"

struct profile_count {
    uint64_t pc;
    uint64_t instructions;       /* retired here; each is one cycle of CAUSE_BASE ... */
    uint64_t beside;             /* ... but for these, which retired in the cycle of their elder */
    uint64_t cause[CAUSE_COUNT]; /* cycles charged to this address, BASE apart */
    uint64_t taken;              /* of a conditional branch's instructions */
    uint64_t mispredicted;       /* of a branch's or a jump's */
};

/* count[0] stands for "no address". Entries are only ever added, in the order of first decode. */
struct profile {
    struct profile_count *count;
    uint32_t n, cap;
    uint32_t *index; /* hash: pc -> entry, 0 = free */
    uint32_t nindex;
};

void profile_init(struct profile *p);
void profile_release(struct profile *p);
uint32_t profile_entry_of(struct profile *p, uint64_t pc); /* adds it if new */

static inline void account_base(struct run_stats *s, struct profile *p, uint32_t at)
{
    s->cycles++;
    s->cause[CAUSE_BASE]++;
    p->count[at].instructions++;
}

/* Width 2: one more retired in the same cycle; or none did, and why. */
static inline void account_beside(struct run_stats *s, struct profile *p, uint32_t at)
{
    s->beside++;
    p->count[at].instructions++;
    p->count[at].beside++;
}

static inline void account_lone(struct run_stats *s, enum cause why)
{
    s->lone[why]++;
}

static inline void account_wait(struct run_stats *s, struct profile *p, enum cause c, uint32_t at, uint64_t n)
{
    s->cycles += n;
    s->cause[c] += n;
    p->count[at].cause[c] += n;
}

/* The outcome of `by` conditional branches, or of as many other transfers of control, all alike. */
static inline void account_branch(struct run_stats *s, struct profile *p, uint32_t at, bool taken,
                                  bool missed, uint64_t by)
{
    s->branches += by;
    s->taken += taken ? by : 0;
    s->mispredicted += missed ? by : 0;
    p->count[at].taken += taken ? by : 0;
    p->count[at].mispredicted += missed ? by : 0;
}

static inline void account_jump(struct run_stats *s, struct profile *p, uint32_t at, bool missed, uint64_t by)
{
    s->jumps += by;
    s->jumps_mispredicted += missed ? by : 0;
    p->count[at].mispredicted += missed ? by : 0;
}

#endif
