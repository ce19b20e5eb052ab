/* code.h - the cache of decoded code, and what the interpreter's parts share. Inside exec/ only.
 *
 * Decoded instructions hang on pages of guest memory. Blocks (block.c) are copies of the operations of
 * consecutive instructions, for core_run; any write to decoded code drops all blocks, but only the
 * instructions it overlaps. */
#ifndef EXEC_CODE_H
#define EXEC_CODE_H

#include <stdbool.h>
#include <stdint.h>
#include "base/vec.h"
#include "exec/exec.h"
#include "exec/spec.h"
#include "exec/uop.h"

/* A way from one block into another. While `to` isn't known, code is an operation that finds it out. */
struct exit {
    const struct uop *code;
    int64_t cost; /* instructions to charge: those of the block `to` less those not run of the one left */
    struct block *to;
    uint64_t pc;  /* where it leads */
    int64_t back; /* those not run of the block left */
};

struct block {
    struct block *next; /* of all, or of those to be freed */
    struct dinsn *first;
    unsigned ninsns, nuops, nexits, nwork;
    struct uop *code;
    struct exit *exits;
    uint64_t *pcs;    /* of each instruction */
    uint16_t *starts; /* its first operation */
};

#define GRANULE_BITS 6 /* a page has 64 granules, one bit each */

/* Decoded instructions of a page, by first byte / unit. */
struct code_page {
    uint64_t number;
    uint64_t granules; /* where decoded bytes stand */
    struct code_page *next;
    struct dinsn *d[];
};

struct retired {
    struct dinsn *d;
    uint64_t event;
};

#define CODE_PAGES 256  /* hash chains */
#define INDIRECTS  1024 /* entries of the table of indirect targets */

struct code_cache {
    struct dinsn *hot[CORE_HOT];
    struct dinsn nothing; /* fills unused entries of hot */
    struct code_page *pages[CODE_PAGES];
    unsigned unit_shift; /* log2 of the bytes of a decoder unit */
    uint64_t generation, events;
    VEC(struct retired) retired;
    size_t retired_first;
    struct spec spec;
    bool late;                           /* the ISA has delayed register writes */
    struct dinsn *hook_trap, *fault_all; /* made at first use */
    const void *const *step_handlers, *const *run_handlers;
    /* core_run */
    struct block *blocks, *dead_blocks, stub;
    struct uop stub_code;
    struct exit indirect[INDIRECTS], entry;
    bool flushed;       /* the blocks were dropped, the one that runs included */
    unsigned cut;       /* that one ends before its instruction number `cut` */
    unsigned nwork;     /* workspace slots that blocks use */
    int64_t left_start; /* instructions that might run when core_run's slice began */
};

/* code.c */
struct code_cache *code_new(struct core *c);
void code_free(struct core *c);
/* Specialises; head says all that decoding found out. The caller frees with free(). */
struct dinsn *code_make(struct core *c, const struct spec_in *in, const struct dinsn *head);
struct dinsn *code_hook(struct core *c, const struct ir *ir); /* an instruction without address */
/* A store of size bytes hit a page with decoded code. */
void code_stored(struct core *c, uint64_t addr, uint64_t size);
bool code_clean(const struct core *c, uint64_t addr, unsigned size); /* surely no decoded byte there */

/* access.c: the slow way of loads and stores. addr in bytes; false: c->status, out.trap, out.trap_value. */
bool exec_load(struct core *c, uint64_t addr, unsigned size, unsigned flags, uint64_t *value);
bool exec_store(struct core *c, uint64_t addr, unsigned size, unsigned flags, uint64_t value);
void exec_fetch_fault(struct core *c, uint64_t pc);
static inline void exec_note(struct core *c, uint64_t addr, unsigned size, bool store, bool device)
{
    if (c->out.naccess < EXEC_MAX_ACCESS)
        c->out.access[c->out.naccess++] =
            (struct access){ .addr = addr, .size = (uint8_t)size, .store = store, .device = device };
}

/* core.c: brackets what is recorded as one instruction; what runs inside of it belongs to it. True: this is
 * the outermost, which record_end() must close. */
bool record_begin(struct core *c, uint64_t pc);
void record_end(struct core *c);

/* core.c */
void exec_end_slot(struct core *c, struct arch *a, uint64_t pc, uint64_t next, unsigned flags);
uint64_t exec_counter(const struct arch *a, unsigned counter);

/* The ISA's own way of dealing with EXEC_TRAP and EXEC_FAULT (out.trap, out.trap_value), if it has one:
 * EXEC_OK. */
enum exec_status exec_handle_trap(struct core *c, enum exec_status st);

/* step.c, run.c: addresses of the handlers, by enum uop_code */
const void *const *step_handlers(void);
const void *const *run_handlers(void);

/* block.c */
struct block *block_at(struct core *c, uint64_t pc); /* NULL: nothing to fetch there */
void blocks_flush(struct core *c);                   /* out of use; memory stays */
void blocks_collect(struct core *c);                 /* frees what was flushed */
void exit_reset(struct core *c, struct exit *e, uint64_t pc, int64_t back);
unsigned block_insn(const struct block *b, const struct uop *u); /* which instruction u belongs to */
/* The block of u, which was flushed, ends after the instruction of u; entry.to is that block. */
void block_cut(struct core *c, const struct uop *u);

#endif
