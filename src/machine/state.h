/* state.h - the insides of a machine. Everything that changes while it runs is in struct machine_state and
 * the blocks that follow it in memory (caches, predictor, scratch registers): one allocation without
 * pointers, copied as bytes; guest memory and the profile beside it. The rest is description, host side, or
 * derived. */
#ifndef MACHINE_STATE_H
#define MACHINE_STATE_H

#include "machine/desc.h"
#include "machine/machine.h"
#include "machine/program.h"
#include "machine/services.h"

struct machine_state {
    struct arch arch;
    struct pipe_state pipe;
    struct run_stats stats;
    struct service_state service;
    struct board_state board;
    struct machine_end end;
    uint64_t scratch[ARCH_SLOTS];
    /* then: state of the caches, of the predictor */
};

struct machine {
    const struct isa *isa;
    const struct image *img;
    const struct machine_desc *desc;
    struct pipe_desc pd; /* the machine file's, adapted to the ISA */
    struct machine_state *st;
    size_t state_size, at_hier, at_predict;
    struct mem mem;
    struct core *core;
    struct pipe pipe;
    struct profile profile;
    struct services *services;
    struct board board;
    struct program program;
    struct observer observer;
    bool functional;
    struct { /* machine_break_on() */
        struct code_span *spans;
        uint64_t *pages;
        struct machine_range *ranges;
        size_t nranges;
        bool fetches, services, traps;
        uint64_t touched;
        void (*on_touch)(void *ctx);
        void *on_touch_ctx;
    } breaks;
    struct machine_hooks hooks;
    uint64_t snapshot_bytes; /* that snapshots hold, memory pages apart */
    bool has_board;          /* the machine file's board is there */
};

/* breaks.c: a host service is about to write. */
void machine_service_writes(struct machine *m, uint64_t addr, uint64_t size);
/* tick.c */
enum stop machine_attend(struct machine *m); /* does what the pipeline asks for; STOP_NONE: goes on */

#endif
