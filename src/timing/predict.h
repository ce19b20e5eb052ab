/* predict.h - branch prediction: direction, target buffer, return stack.
 *
 * The description is immutable, the state one flat block (state_size bytes). The pipeline asks twice:
 * when a word is fetched (predict_fetch: only a branch target buffer can answer, as hardware knows nothing
 * else yet), and when it is decoded in the prediction stage (predict_decode: kind and direct target are
 * known). It tells the outcome once, in program order, when the branch is resolved (predict_update), and
 * repairs the return stack after a squash.
 *
 * Directions are direction.h's; here are the target buffer, the return stack, and the order of things.
 * Source: Hennessy & Patterson 6th ed. 3.3, 3.9. */
#ifndef TIMING_PREDICT_H
#define TIMING_PREDICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "timing/mistake.h"

enum predict_kind {
    PREDICT_NOT_TAKEN, /* never, jumps included: everything taken is a redirect */
    PREDICT_TAKEN,
    PREDICT_BTFN,       /* backward taken, forward not */
    PREDICT_ONE_BIT,    /* last outcome, table indexed by pc */
    PREDICT_TWO_BIT,    /* saturating counter, table indexed by pc */
    PREDICT_GSHARE,     /* two-bit counters indexed by pc xor global history */
    PREDICT_LOCAL,      /* two-bit counters indexed by the branch's own history */
    PREDICT_TOURNAMENT, /* local against gshare; a two-bit counter for each pc chooses */
    PREDICT_PERCEPTRON, /* signs of past outcomes, weighted */
    PREDICT_TAGE,       /* tagged tables with histories of geometric lengths over a two-bit base */
    PREDICT_KINDS
};
const char *const *predict_names(void); /* PREDICT_KINDS names: "not_taken" ... */

#define PREDICT_ENTRIES_MAX (1u << 22)
#define PREDICT_PARTS       5 /* a prediction comes from one part of the predictor */

struct predict_desc {
    enum predict_kind kind;
    unsigned entries;   /* of the direction table, a power of two; default 1024. perceptron: of them */
    unsigned history;   /* outcomes looked at. gshare, local, tournament: 1..log2(entries); perceptron: 1..62;
                           tage: the longest, 8..64 */
    unsigned histories; /* local, tournament: entries of the table of own histories */
    unsigned tagged;    /* tage: entries of each tagged table */
    unsigned initial; /* counters start here: 0..1 (one_bit), 0..3; default 1 (weakly not taken), one_bit 0 */
    unsigned btb_entries; /* 0 = none; a power of two */
    unsigned btb_ways;    /* divides entries; LRU */
    bool btb_backward;  /* only taken conditional branches backwards get an entry, not every taken transfer */
    bool btb_clear;     /* a predicted branch that is not taken loses its entry */
    bool btb_not_first; /* the first word that is fetched after a redirect is not looked up */
    unsigned ras_entries; /* 0 = none; at most 64 */
    unsigned shift;       /* low pc bits ignored in indices: log2 of the instruction alignment in bytes */
    size_t state_size, at_btb, at_ras; /* derived */
    unsigned btb_mask;                 /* derived: sets of the target buffer - 1 */
};

/* Checks what a machine file may get wrong and fills the derived members. Returns false if m says what is
 * wrong, in the section pipeline/predict. */
bool predict_prepare(struct predict_desc *d, struct mistake *m);

enum transfer {
    TRANSFER_NONE,
    TRANSFER_BRANCH,
    TRANSFER_JUMP,
    TRANSFER_CALL,
    TRANSFER_INDIRECT,
    TRANSFER_ICALL,
    TRANSFER_RETURN
};

/* What was predicted for one instruction; kept in its slot until it is resolved. */
struct prediction {
    uint64_t target;
    uint64_t history; /* outcomes decided before it was made, the newest in bit 0; 0 if nothing learns */
    uint32_t index;   /* of the counter used: kinds up to gshare. Others: how many branches had been decided,
                         modulo 2^22; 0 if nothing learns */
    uint32_t local;   /* of the counter that the branch's own history selected */
    uint8_t valid;    /* a prediction was made */
    uint8_t taken;
    uint8_t from_btb; /* made at fetch */
    uint8_t from_ras; /* the target came from the return stack */
    uint8_t ras_top;  /* before this instruction; for repair */
    uint8_t ras_count;
    uint8_t part; /* of the predictor that gave the direction, see predict_part_name */
    uint8_t said; /* tournament: what the parts said */
};

struct predict_stats {
    uint64_t btb_hits, btb_misses;                      /* look-ups, wrong path included */
    uint64_t ras_hits, ras_misses;                      /* returns predicted by the stack, right and wrong */
    uint64_t made[PREDICT_PARTS], right[PREDICT_PARTS]; /* directions of conditional branches, as decided */
};

/* "gshare", "tagged 2"; NULL: the predictor has no such part. */
const char *predict_part_name(const struct predict_desc *d, unsigned part);

/* At fetch (first: the first word after a redirect): true if the target buffer knows pc; then *p is filled
 * and p->taken tells whether to redirect fetch. */
bool predict_fetch(const struct predict_desc *d, void *state, uint64_t pc, uint64_t next_pc, bool first,
                   struct prediction *p, struct predict_stats *s);

/* The same of what is no transfer, as far as it need not be known more of: true if the target buffer does not
 * know pc. False: nothing has happened. */
bool predict_fetch_misses(const struct predict_desc *d, void *state, uint64_t pc, bool first,
                          struct predict_stats *s);

/* At decode of a control transfer that predict_fetch did not know. target: known unless indirect. True:
 * prediction made, p->taken tells whether to redirect. next_pc: return address of a call. */
bool predict_decode(const struct predict_desc *d, void *state, uint64_t pc, enum transfer t, uint64_t target,
                    uint64_t next_pc, struct prediction *p);

/* The outcome. p: as predicted (valid = 0 if none was made). */
void predict_update(const struct predict_desc *d, void *state, uint64_t pc, enum transfer t, bool taken,
                    uint64_t target, const struct prediction *p, struct predict_stats *s);

/* After a squash of everything younger than the instruction that p belongs to. */
void predict_recover(const struct predict_desc *d, void *state, enum transfer t, uint64_t next_pc,
                     const struct prediction *p);

/* ---- predictors that learn nothing but one target at most: what they are to do follows from little --- */

struct predict_entry {
    uint64_t pc, target;
    uint8_t valid, transfer;
};
bool predict_is_plain(const struct predict_desc *d);
/* All that changes in its state. */
struct predict_entry predict_get_entry(const struct predict_desc *d, const void *state);
void predict_put_entry(const struct predict_desc *d, void *state, const struct predict_entry *e);

void predict_reset(const struct predict_desc *d, void *state);

/* ---- for views: nothing changes ---------------------------------------------------------------------- */

/* What would be predicted for a conditional branch now. */
struct predict_now {
    bool taken;
    unsigned part;       /* that says so, see predict_part_name */
    bool has_counter;    /* the prediction is this one counter: */
    uint32_t index;      /* its number */
    unsigned value, top; /* 0..top; taken from (top + 1) / 2 up */
};
void predict_view(const struct predict_desc *d, const void *state, uint64_t pc, uint64_t target,
                  struct predict_now *out);
/* The last outcomes that predictions look at, the newest in bit 0, and how many bits; 0: none are kept. */
unsigned predict_view_history(const struct predict_desc *d, const void *state, uint64_t *bits);

/* Entry number i (< btb_entries) of the target buffer, set by set. False: empty. */
struct predict_btb {
    uint64_t pc, target;
    enum transfer transfer;
};
bool predict_view_btb(const struct predict_desc *d, const void *state, unsigned i, struct predict_btb *out);
/* Return address number i of the stack, 0 the newest. False: there are not so many. */
bool predict_view_ras(const struct predict_desc *d, const void *state, unsigned i, uint64_t *addr);

#endif
