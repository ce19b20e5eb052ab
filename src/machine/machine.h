/* machine.h - a whole simulated computer: ISA + machine file + program.
 *
 * machine_tick() is the only place where time passes (law 3). Everything that changes lies in the flat struct
 * state of the machine, in guest memory and in paged tables (caches, profile), all copied by
 * machine_snapshot(). Observers read. */
#ifndef MACHINE_MACHINE_H
#define MACHINE_MACHINE_H

#include <stdbool.h>
#include <stdint.h>
#include "asm/image.h"
#include "exec/exec.h"
#include "isa/isa.h"
#include "timing/stats.h"

/* ---- machine files ----------------------------------------------------------------------------------- */

struct machine_desc; /* desc.h: everything a machine file says */

/* name: of a shipped machine ("classic5") or a path. sets: "l1d.size=8KiB" ..., NULL-terminated or NULL. NULL
 * after reporting. machine_desc_free frees. */
struct machine_desc *machine_desc_load(const char *name, const char *const *sets, struct diag *d);
void machine_desc_free(struct machine_desc *m);
const char *machine_desc_name(const struct machine_desc *m);
const char *machine_desc_doc(const struct machine_desc *m);
const char *machine_desc_models(const struct machine_desc *m); /* "textbook" or "exact: ..." */
bool machine_desc_has_board(const struct machine_desc *m);
uint64_t machine_desc_clock(const struct machine_desc *m); /* Hz; 0: none given */
unsigned machine_desc_caches(const struct machine_desc *m);
const char *machine_desc_cache_name(const struct machine_desc *m, unsigned i); /* "l1i" */
unsigned machine_desc_width(const struct machine_desc *m); /* instructions that may retire in a cycle */
/* Parts of the branch predictor that counted in run_stats.predicted: "gshare". NULL: no such part. */
const char *machine_desc_predictor(const struct machine_desc *m, unsigned part);
void machine_desc_print(const struct machine_desc *m,
                        struct str *out); /* resolved: all keys, after extends and --set */
char **machine_names(size_t *count);      /* shipped, sorted; the caller frees */

/* ---- events ------------------------------------------------------------------------------------------ */

enum event_kind {
    EV_RETIRE = PIPE_EV_RETIRE, /* pc, a = raw word, b = sequence number */
    EV_STALL = PIPE_EV_STALL,   /* pc, a = enum cause, b = sequence number of the culprit, n cycles */
    EV_FETCH = PIPE_EV_FETCH,
    EV_STAGE = PIPE_EV_STAGE,     /* pc, a = stage, b = sequence number */
    EV_SQUASH = PIPE_EV_SQUASH,   /* pc, b = sequence number */
    EV_PREDICT = PIPE_EV_PREDICT, /* a prediction was made: pc, a = EV_PREDICT_*, b = target */
    EV_UPDATE = PIPE_EV_UPDATE,   /* the outcome, in program order: the same, b = where it went */
    EV_ACCESS = PIPE_EV_ACCESS,   /* pc, a = cache | write << 8 | hit << 9 | class of a miss or kind of hit <<
                                     12, b = address */
    EV_EVICT = PIPE_EV_EVICT,     /* a = cache | dirty << 8, b = line address */
    EV_TRAP = PIPE_EV_TRAP,
    EV_REDIRECT = PIPE_EV_REDIRECT, /* what was fetched after a transfer of control was wrong: pc, a = enum
                    cause, b = sequence number */
    EV_LINE, /* a line moves otherwise: a = cache | dirty << 8 | what << 12 (EV_LINE_*), b = its address */
    EV_KINDS
};

/* `a` of EV_PREDICT and EV_UPDATE; from bit EV_PREDICT_TRANSFER on enum transfer, from EV_PREDICT_INDEX on
 * the number of the counter used (23 bits). */
enum {
    EV_PREDICT_TAKEN = 1, /* predicted */
    EV_PREDICT_WAS_TAKEN = 2,
    EV_PREDICT_BTB = 4,
    EV_PREDICT_MADE = 8,
    EV_PREDICT_TRANSFER = 4,
    EV_PREDICT_INDEX = 8
};

enum {
    EV_LINE_SPILL,    /* to the victim buffer */
    EV_LINE_SWAP,     /* back from there */
    EV_LINE_PREFETCH, /* asked for by the prefetcher */
    EV_LINE_INVALIDATE
};

/* What happened: small, fixed size. */
struct event {
    uint64_t cycle, pc, b;
    uint32_t a;
    uint16_t kind, n;
};

struct observer {
    uint32_t mask; /* 1 << enum event_kind */
    void (*event)(void *ctx, const struct event *e);
    void *ctx;
};

/* ---- the machine ------------------------------------------------------------------------------------- */

enum stop {
    STOP_NONE,
    STOP_EXIT,  /* exit_status */
    STOP_TRAP,  /* trap without handler: exit_signal, trap, trap_value, pc of struct machine_end */
    STOP_LIMIT, /* cycles or instructions */
    STOP_ASKED, /* machine_stop() */
    STOP_BREAK, /* see machine_break_on() */
};

struct machine_options {
    const char *personality; /* NULL: the target's default for this image */
    const char *root;        /* directory that guest files live under; NULL: none */
    int argc;
    const char *const *argv;
    uint64_t seed;
    bool functional;                 /* values only: `cycle` reads as `instret` */
    int misaligned;                  /* -1: as the ISA says; enum misaligned */
    bool has_region;                 /* region of interest without a board: */
    uint64_t region_from, region_to; /* pc; region_to 0: to the end */
    const char *stdin_text;          /* NULL: the host's stdin (descriptor 0) */
    int out_fd, err_fd;              /* where the guest's descriptors 1 and 2 go; -1 discards */
    bool log_files;                  /* replays take what files gave from a log, and do not write to them */
    /* If not NULL, gets what the guest writes; stream 0: output, 1: error. Not again in a replay. */
    void (*output)(void *ctx, unsigned stream, const char *text, size_t n);
    void *output_ctx;
};

struct machine; /* state.h for the insides */

struct machine *machine_new(const struct isa *isa, const struct machine_desc *desc, const struct image *img,
                            const struct machine_options *opt, struct diag *d);
void machine_free(struct machine *m);

/* One clock cycle. Returns STOP_NONE while the program goes on. */
enum stop machine_tick(struct machine *m);

/* Until the program ends, `cycles` or `instructions` (totals since reset; UINT64_MAX: none) are reached, or
 * machine_stop(). Identical to ticking. */
enum stop machine_run(struct machine *m, uint64_t cycles, uint64_t instructions);
void machine_stop(struct machine *m); /* async-signal-safe */

/* What machine_run stops for (STOP_BREAK) besides its limits, at the end of the cycle in which ...
 * No machine pays for what is not asked for. The arrays are copied. */
struct machine_range {
    uint64_t addr, size; /* bytes */
    bool loads, stores;
};
struct machine_breaks {
    /* an instruction in there is the next to execute; without a pipeline: to retire */
    const struct code_span *spans;
    size_t nspans;
    bool fetches;                       /* or is fetched there, on a wrong path perhaps */
    const struct machine_range *ranges; /* an instruction that executes touches memory there */
    size_t nranges;
    void (*touched)(void *ctx); /* told at once, before a store; NULL: nobody */
    void *touched_ctx;
    bool services; /* a host service has been performed (one that writes to a range stops the run, too) */
    bool traps;    /* a handler takes a trap, or it ends the program */
};
void machine_break_on(struct machine *m, const struct machine_breaks *b); /* NULL: nothing */
/* What else happens as instructions retire, told at once. Accesses: only those that no pipeline stands
 * between, of the ranges above: before a host service writes, and with `functional` before any access. */
struct machine_hooks {
    void *ctx;
    void (*access)(void *ctx, uint64_t addr, uint64_t size, bool store);
    void (*service)(void *ctx, uint64_t pc);                             /* has been performed */
    void (*trap)(void *ctx, uint64_t pc, unsigned trap, uint64_t value); /* functional: taken */
};
void machine_hook(struct machine *m, const struct machine_hooks *h); /* NULL: nobody is told */
void machine_break(struct machine *m); /* called by an observer: at the end of this cycle */
/* The instruction that last touched a range retires as this one (counted from 1); 0: none did. */
uint64_t machine_touched(const struct machine *m);

void machine_observe(struct machine *m, const struct observer *o); /* NULL: none. One at a time. */

const struct run_stats *machine_stats(const struct machine *m);
const struct isa *machine_isa(const struct machine *m);
const struct image *machine_image(const struct machine *m);
const struct machine_desc *machine_description(const struct machine *m);
struct mem *machine_mem(struct machine *m);
bool machine_is_functional(const struct machine *m);
const struct arch *machine_arch(const struct machine *m); /* as of the last executed instruction */

/* The insides of time, for views: description, caches (hier_view), predictor (predict_view_*), profile. */
struct pipe;
const struct pipe *machine_pipe(const struct machine *m);

/* Why output of the program was lost (errno of the host), 0: none was. */
int machine_output_error(const struct machine *m);

/* How it ended. */
struct machine_end {
    enum stop stop;
    int exit_status, exit_signal;
    unsigned trap; /* if has_trap: a failed host service, or a fault that the ISA has no trap for, has none */
    uint64_t trap_value, pc;
    uint64_t result; /* board: value stored to the marker's end register */
    bool has_trap, has_result;
    char hint[160]; /* what the user may do: "files need --root DIR" */
};
const struct machine_end *machine_end(const struct machine *m);

/* Profile: cycles by cause charged to an address. Iterates over all addresses with cycles != 0, in address
 * order. */
struct profile_entry {
    uint64_t pc, instructions;
    uint64_t cause[CAUSE_COUNT];
};
size_t machine_profile(const struct machine *m, struct profile_entry **out); /* the caller frees *out */

/* Copies of everything that changes. A machine can be put back to any of its own snapshots, any number of
 * times; machine_snapshot_free frees, and must before the machine goes. `near` is another of its snapshots:
 * what is equal in both is shared; NULL: none. (Files that the guest wrote on the host stay as they are.) */
struct machine_snapshot;
struct machine_snapshot *machine_snapshot(struct machine *m, const struct machine_snapshot *near);
void machine_restore(struct machine *m, const struct machine_snapshot *s);
void machine_snapshot_free(struct machine_snapshot *s);
uint64_t machine_snapshots_bytes(const struct machine *m); /* that they hold together */
/* Between two snapshots, `from` the earlier: has an instruction been the next to retire, at an address for
 * which `is` says yes? True, too, where it might have been. */
bool machine_came_by(const struct machine_snapshot *from, const struct machine_snapshot *to,
                     bool (*is)(void *ctx, uint64_t pc), void *ctx);

/* Digest of everything that the guest and the timing can see, for tests of equality. */
uint64_t machine_digest(const struct machine *m);

#endif
