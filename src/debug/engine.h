/* engine.h - a machine in time: the only way in which anything in debug/ and tui/ lets time pass, goes back,
 * or changes the guest.
 *
 * The engine owns a machine and its history: snapshots that thin out with age within a bound of memory, and a
 * log of inputs (what the user changed or typed). Any cycle since reset is reached by copying the nearest
 * older snapshot and ticking (law 4); going back, stop conditions of replayed cycles only count where they
 * are asked for, and nothing is printed twice.
 *
 * What is read here is the view: the machine as of the last retirement (registers, memory, pc of what retires
 * next), at every cycle, whatever younger instructions have executed already. Timing structures (stages,
 * caches, predictor, counters) are as of the end of the last cycle.
 *
 * It knows no commands, prints nothing, and draws nothing. */
#ifndef DEBUG_ENGINE_H
#define DEBUG_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "machine/machine.h"

struct engine;

struct engine_options {
    struct machine_options machine; /* out_fd, err_fd, stdin_text are ignored: the engine keeps the console */
    uint64_t history_bytes;         /* bound of the history's memory; 0: 256 MiB */
};

/* isa, desc, img and what the options point to must outlive it. NULL after reporting. The machine stands at
 * cycle 0. */
struct engine *engine_new(const struct isa *isa, const struct machine_desc *desc, const struct image *img,
                          const struct engine_options *opt, struct diag *d);
void engine_free(struct engine *e);

/* For reading only: description, statistics, caches. Its registers and memory may be ahead of the view. */
struct machine *engine_machine(struct engine *e);

/* ---- stopping ---------------------------------------------------------------------------------------- */

enum direction { FORWARD, REVERSE };

enum point_kind {
    POINT_PC,      /* the instruction at addr is the next to retire */
    POINT_INSIDE,  /* the next to retire lies in [addr, addr + size) */
    POINT_OUTSIDE, /* it lies outside of it: stepping over a line */
    POINT_ENTER,   /* the instruction at addr enters stage `arg` */
    POINT_WRITE,   /* a retired store touched [addr, addr + size) */
    POINT_READ,    /* a retired load did */
    POINT_ACCESS,  /* either */
    POINT_POLL,    /* asked at every retirement: software watches, `finish` by frame */
    POINT_STALL,   /* a cycle was charged to cause `arg` (enum cause; -1: any but base and fill; STALL_RAW) */
    POINT_FLUSH,   /* instructions were squashed */
    POINT_MISPREDICT, /* a prediction turned out wrong */
    POINT_MISS,       /* cache `arg` (-1: any) missed */
    POINT_EVICT,      /* ... evicted a line */
    POINT_SYSTEM,     /* a host service retired; arg: its number in the guest's numbering, -1: any */
    POINT_EXCEPTION,  /* a trap was taken or ended the program; arg: its number, -1: any */
    POINT_KINDS
};

#define STALL_RAW (-2) /* for an operand: CAUSE_LOAD_USE or CAUSE_DATA */

struct point {
    enum point_kind kind;
    int arg;
    uint64_t addr, size;
    void *owner; /* whoever made it; the engine does not look */
};

/* A point that was met: in this cycle, by this instruction. */
struct hit {
    const struct point *point;
    uint64_t cycle, seq, pc;
    uint64_t addr;          /* WRITE, READ, ACCESS, MISS, EVICT: of the access */
    uint64_t before, value; /* WRITE: what lay at point->addr before and after (size <= 8) */
    bool store;
    int arg;       /* STALL: cause; MISS, EVICT: cache; SYSTEM: number; EXCEPTION: trap */
    char note[80]; /* a sentence for the user, "" if none */
};

enum halt {
    HALT_DONE,        /* the count of cycles or instructions has passed */
    HALT_POINT,       /* a point was met and `met` said stop */
    HALT_BEGIN,       /* going back: cycle 0, or the oldest cycle kept */
    HALT_EXIT,        /* the program has ended (machine_end) */
    HALT_TRAP,        /* it ended in a trap that nothing handles */
    HALT_INTERRUPTED, /* engine_interrupt() */
    HALT_INPUT        /* the guest reads its console and nothing is there (only if options say so) */
};

/* How far to go. Counts are relative. One past the end stays at the end: history stays usable. */
struct travel {
    enum direction direction;
    uint64_t cycles;       /* UINT64_MAX: any number */
    uint64_t instructions; /* retirements; UINT64_MAX: any number. Going back by n: to the moment before the
                              last n instructions retired, seen when they are next to retire */
    const struct point *points;
    size_t npoints;
    /* Whether a met point stops the run; called with the view at that moment, for each point that is met
     * then. NULL: always. Going back it is called for replayed moments, in forward order, and the last one
     * for which it said yes is where the journey ends: it must not have effects (`replaying` says so). */
    bool (*met)(void *ctx, const struct hit *h, bool replaying);
    /* Called about every 20 ms of host time; may draw, may call engine_interrupt(). NULL: nothing. */
    void (*idle)(void *ctx);
    void *ctx;
};

struct arrival {
    enum halt halt;
    struct hit hit; /* HALT_POINT */
};

/* Goes. A run that starts where a POINT_PC lies does not stop there again at once (as gdb). */
void engine_go(struct engine *e, const struct travel *t, struct arrival *a);
/* The same forwards for a program that is started: a POINT_PC where it stands counts. */
void engine_start(struct engine *e, const struct travel *t, struct arrival *a);

/* To the end of a cycle, forwards or backwards, without looking at points. False: never reached (the program
 * ended before; then it stands at its end). */
bool engine_seek(struct engine *e, uint64_t cycle);
bool engine_seek_instret(struct engine *e, uint64_t instructions); /* the cycle of that retirement */

void engine_interrupt(struct engine *e); /* async-signal-safe */
/* Called now and then while time passes, wherever it goes: for those who learn of an interruption by looking.
 * It may call engine_interrupt(), and must not look at the guest. NULL: nobody. */
void engine_on_wait(struct engine *e, void (*wait)(void *ctx), void *ctx);

/* Back to cycle 0 with empty console; the inputs of the past are forgotten. */
void engine_reset(struct engine *e);

/* The same with another image (it must outlive the engine), or other arguments of the program, argv[0]
 * included; they are copied. False after reporting: nothing has changed. */
bool engine_restart(struct engine *e, const struct image *img, int argc, const char *const *argv,
                    struct diag *d);
int engine_arguments(const struct engine *e, const char *const **argv);

uint64_t engine_cycle(const struct engine *e);
uint64_t engine_instret(const struct engine *e);
bool engine_functional(const struct engine *e); /* instructions take no time: a cycle is an instruction */
bool engine_over(const struct engine *e);       /* the program has ended at this moment */
/* The span that can be reached now without running on: [*oldest, *newest] cycles. */
void engine_history(const struct engine *e, uint64_t *oldest, uint64_t *newest, uint64_t *bytes);
void engine_limit_history(struct engine *e, uint64_t bytes);

/* ---- the view ---------------------------------------------------------------------------------------- */

uint64_t engine_pc(const struct engine *e); /* of the next instruction to retire */
/* Of the register block (exec/exec.h). That of pc is engine_pc(), that of a counter what it shows now. */
uint64_t engine_slot(const struct engine *e, unsigned slot);
/* Bytes read (devices read as absent); fewer than size at the first address where nothing is. */
size_t engine_read(const struct engine *e, uint64_t addr, void *buf, size_t size);

/* What the user changes: a logged input, and the end of the recorded future. False: not possible (why: a
 * sentence). Younger instructions that have executed are squashed and fetched again. */
bool engine_set_slot(struct engine *e, unsigned slot, uint64_t value, const char **why);
bool engine_set_pc(struct engine *e, uint64_t pc, const char **why);
bool engine_write(struct engine *e, uint64_t addr, const void *buf, size_t size, const char **why);

/* ---- the pipeline ------------------------------------------------------------------------------------ */

#define VIEW_OPERANDS 6

/* An operand or result as an instruction in flight has it at the end of the cycle. */
struct view_operand {
    uint16_t slot;
    uint64_t value;
    bool known;  /* an operand has been read or forwarded, a result made */
    int8_t from; /* stage that it was in when it was forwarded in this cycle; -1: read from the register file
                    in this cycle; -2: neither */
    uint64_t from_seq; /* forwarded: who made it; not known: who will, 0: the register file has it */
    bool latched;      /* known before the instruction came into its stage: in the latch in front of it */
    uint8_t need;      /* an operand: the stage that works with it */
};

/* What stands in one place at the end of a cycle. */
struct view_stage {
    bool bubble;
    enum cause cause; /* bubble: why; instruction: why it stays (CAUSE_BASE: it does not) */
    uint64_t seq, pc; /* bubble: of the culprit where there is one, else 0 */
    uint64_t culprit; /* sequence number of whom it waits for, 0: nobody */
    uint64_t since;   /* cycle in which it entered the stage */
    uint64_t leaves;  /* last cycle in which it is held as far as known, 0: not held */
    bool wrong_path, decided, taken, predicted, predicted_taken, trapped, squashed;
    bool decides;          /* a transfer, and this is the stage that decides it */
    uint64_t next, expect; /* where it goes, once that is decided; what was fetched after it */
    unsigned nsrc, ndst;
    struct view_operand src[VIEW_OPERANDS], dst[VIEW_OPERANDS];
    unsigned naccess;
    struct access access[EXEC_MAX_ACCESS];
    bool hit; /* its first access hit the first level */
};

unsigned engine_stages(const struct engine *e);
/* Places for instructions: one in each stage; on machines that issue two at once, from engine_stages() on,
 * another for the younger of two in the same stage. A bubble there means that the elder is alone. */
unsigned engine_places(const struct engine *e);
const char *engine_stage_name(const struct engine *e, unsigned stage); /* "EX"; the machine file's */
void engine_stage(const struct engine *e, unsigned place, struct view_stage *out);

/* A diagram: what was where in cycles [from, to], made by replaying them. The present does not change. */
struct diagram_row {
    uint64_t seq, pc, first, last; /* cycles in which it was in the pipeline, within the diagram */
    bool retired, squashed;
    size_t cell; /* of cycle `first`, in diagram.cells; one for each cycle */
};
struct diagram_cell {
    int8_t stage;  /* -1: nowhere (out of it already) */
    uint8_t cause; /* enum cause: why it stayed; CAUSE_BASE: it moved in */
    uint8_t held;  /* 1: only because an older one stays */
    uint64_t culprit;
};
struct diagram {
    uint64_t from, to;
    struct diagram_row *rows; /* by sequence number */
    size_t nrows;
    struct diagram_cell *cells;
    size_t ncells;
};
void engine_diagram(struct engine *e, uint64_t from, uint64_t to, struct diagram *out);
void diagram_release(struct diagram *d);

/* What happened in the last cycle, oldest first: the machine's events. Valid until time moves. */
const struct event *engine_events(const struct engine *e, size_t *n);

/* ---- the guest's console ----------------------------------------------------------------------------- */

/* What the guest has written up to now (goes back with time). fd: 1 or 2, 0: both in order. */
const char *engine_console(const struct engine *e, size_t *size);
/* Called as the guest writes new output, not when it is written again in a replay. NULL: nobody. */
void engine_on_output(struct engine *e, void (*write)(void *ctx, int fd, const char *text, size_t n),
                      void *ctx);
void engine_input(struct engine *e, const char *text, size_t n); /* typed; a logged input */
void engine_input_end(struct engine *e);
/* True: a read with nothing there waits (HALT_INPUT); false (default): reads the process's standard input as
 * `orrery run` does, and logs it. */
void engine_interactive_input(struct engine *e, bool on);

#endif
