/* pipe_block.h - blocks: instructions in a row whose time in a plain pipeline is worked out once. Only
 * pipe_block.c, which makes and counts them, and pipe_block_run.c, which runs them, include it.
 *
 * Which instruction of a block enters X in which cycle, counted from the block's own beginning, follows from
 * its instructions alone, if nothing before it stands in the way of the first and every access is a hit. So
 * it is noted at the first run (memoised, as Schnarr & Larus 1998 do for out-of-order cores), and then a
 * block runs like code without time: operations one after the other, copied together. An access that misses
 * delays what comes after it, where that is all that it does; elsewhere, and if it has to go the slow way, it
 * ends the run before it is executed. A new line of instructions is looked for in the cycle in which it is
 * fetched. What the run counts is how often it left each block at each place; the rest is worked out later.
 *
 * The instructions of a block have run and have been decoded before, those behind it that are fetched
 * meanwhile, too: so nothing is decoded earlier than by ticking, and the profile has the same order. */
#ifndef TIMING_PIPE_BLOCK_H
#define TIMING_PIPE_BLOCK_H

#include "base/arena.h"
#include "exec/uop.h"
#include "timing/pipe_flow.h"

#define BLOCK_INSNS  32
#define BLOCK_CYCLES 512 /* at most, about */
#define BLOCK_BUBBLE UINT8_MAX

/* What X got in a cycle. */
struct block_cycle {
    uint8_t insn; /* or BLOCK_BUBBLE: */
    uint8_t cause, culprit;
    uint32_t profile;
};

/* How an instruction comes through X. Cycles are counted from the block's beginning, which is 0. */
struct block_pass {
    uint16_t cycle;                   /* its last one in X; bubbles before it, as if it had entered then */
    uint16_t enter;                   /* its first one, in which it executes */
    uint16_t avail;                   /* from which the result of its unit can be had */
    uint16_t hold;                    /* cycles that its unit took */
    uint16_t hazard;                  /* after it: until when operands may be out of reach, 0: as before; */
    uint64_t dst;                     /* which */
    const struct block_cycle *before; /* [0 .. cycle]: what X got up to then */
};

/* A way out: a transfer that is taken. */
struct block_way {
    uint64_t pc;
    struct block *to; /* NULL: not looked for yet, or none */
    uint64_t count;
    uint8_t insn; /* whose it is */
    struct block_pass pass;
};

struct block_insn {
    const struct dinsn *d;
    struct block_way *way; /* NULL: none */
    struct block_pass pass;
    uint16_t start; /* its first operation */
    bool may_hold;  /* its access may take longer: what comes next will be beside it whatever happens */
    bool crosses;   /* what is fetched in this cycle stands in another line than what was before */
};

struct block {
    struct block *chain;   /* of the same hash */
    struct block *touched; /* of those to be counted */
    uint64_t pc;
    unsigned n;      /* instructions; 0: not made (yet) */
    unsigned tries;  /* times that it was asked for in vain */
    unsigned cycles; /* that it takes at most */
    bool counts;     /* stands among the touched */
    bool refills;    /* after a redirect its first instructions come in a cycle each, if their lines hit */
    uint64_t first_line, last_line; /* of those, by number */
    uint64_t need;      /* registers that are needed while something before the block may withhold them */
    struct block *next; /* that follows; NULL: not looked for yet, or none */
    struct uop *code;
    struct block_insn *insn; /* n, then those that are fetched while these enter X */
    uint64_t *left;          /* [0 .. n]: runs that ended before that instruction */
};

#define BLOCKS_HASH 1024
#define BLOCKS_MOST 8192

struct blocks {
    struct block *table[BLOCKS_HASH];
    struct block *touched, end; /* list of the touched, ended by `end` */
    struct arena memory;
    uint64_t generation;
    unsigned count;
    unsigned nwork; /* workspace slots that blocks use */
};

/* Operations of blocks besides those of instructions. */
enum { BLOCK_LINE = UOP_COUNT, BLOCK_END, BLOCK_UOPS };

const void *const *pipe_block_handlers(void); /* BLOCK_UOPS of them */

static inline const struct pipe_key *block_key(const struct block_insn *i)
{
    return (const struct pipe_key *)i->d->timing;
}

/* Bubbles after a transfer, until what it leads to enters X. */
static inline uint64_t block_refill(const struct block_insn *i, uint64_t seq)
{
    const struct pipe_key *key = block_key(i);
    enum cause why = key->flags & KEY_CONDITIONAL ? CAUSE_MISPREDICT : CAUSE_JUMP;
    return ENTRY_BUBBLE(why, key->profile, seq);
}

#endif
