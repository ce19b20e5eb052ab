/* report.h - what a run was and where its cycles went: collected once, then printed as text or JSON.
 *
 * Collecting reads a machine that has stopped; printing knows only struct report, so the two forms cannot
 * disagree. docs/REPORT.md explains every number. */
#ifndef OBSERVE_REPORT_H
#define OBSERVE_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include "base/arena.h"
#include "base/str.h"
#include "machine/machine.h"

#define REPORT_LINES 10

/* A line of the program (or, without line information, an instruction) and the cycles charged to it. */
struct report_line {
    uint64_t pc;      /* lowest address of it that was charged */
    const char *file; /* NULL: unknown */
    int line;
    const char *where; /* "loop+0x8": nearest symbol, or NULL */
    const char *text;  /* source text, or disassembly */
    uint64_t cycles, instructions;
    uint64_t cause[CAUSE_COUNT];
};

/* The region of interest: from the retirement that began it to the one that ended it, or to the last one. */
struct report_region {
    bool started, ended;
    uint64_t cycles, instructions, cause[CAUSE_COUNT];
};

struct report {
    struct arena arena;
    const char *program;
    const char *const *args; /* of the guest, argv[0] excluded */
    size_t nargs;
    const char *target, *target_name;
    const char *const *options; /* of the target, that are on */
    size_t noptions;
    const char *machine, *models; /* NULL: functional, no machine */
    const char *const *sets;      /* --set key=value */
    size_t nsets;
    uint64_t clock; /* Hz, 0 unknown */
    uint64_t seed;
    bool functional;
    unsigned address_digits; /* hexadecimal */

    struct machine_end end;
    const char *trap; /* name of end.trap, NULL */
    int status;       /* exit status of the process */

    struct run_stats stats;
    struct report_region region;
    unsigned width; /* instructions that may retire in a cycle */
    unsigned ncaches;
    const char *caches[CACHES_MAX];
    const char *predictor[PREDICT_PARTS]; /* names of the parts that predicted; NULL: none */
    struct report_line *lines;            /* costliest first */
    size_t nlines, nlines_total;

    double seconds; /* of the host */
};

/* What the machine does not know about its run. */
struct report_context {
    const char *program;
    const char *const *args;
    size_t nargs;
    const char *const *sets;
    size_t nsets;
    uint64_t seed;
    bool functional;
    int status;
    double seconds;
};

/* r is initialised; borrows from m and ctx. report_release frees what was collected. */
void report_collect(struct report *r, struct machine *m, const struct report_context *ctx);
void report_release(struct report *r);
/* Width 2: of all places in all cycles (2 each) those that held an instruction (CAUSE_BASE) or stayed empty
 * for a cause. Sums to cycles * width. */
uint64_t report_places(const struct report *r, enum cause c);
struct report_region report_find_region(const struct run_stats *s);

struct report_style {
    bool utf8; /* bars of blocks; otherwise of # */
};
void report_text(const struct report *r, const struct report_style *style, FILE *out);

#define REPORT_SCHEMA "orrery.run/1"
/* 0, or -1: writing failed. */
int report_json(const struct report *r, FILE *out);

/* lines.c: the costliest lines of a profile into r->lines. Used by report_collect; separate for tests. */
void report_find_lines(struct report *r, const struct isa *isa, const struct image *img, struct mem *mem,
                       const struct profile_entry *profile, size_t n);

/* fault.c: how a program failed: place, address, registers, and where it came from if it got there by a
 * transfer. before: a snapshot of some moment before the end, NULL: it is not said where it came from.
 * Nothing if it did not fail. */
void report_fault(struct machine *m, const char *program, const struct machine_snapshot *before, FILE *out);
/* origin.c: the address of the instruction that retired last before the program failed (with a delay slot: of
 * the one before the slot). The machine's end is repeated from `before`, without an observer, and is put
 * back. false: not known. */
bool report_find_origin(struct machine *m, const struct machine_snapshot *before, uint64_t *from);
/* "illegal instruction" for 4, ... "signal 9" in buf for others. */
const char *signal_text(int signal, char *buf, size_t n);

#define REPORT_NUMBER 32
/* 1234567 -> "1,234,567" in buf of REPORT_NUMBER bytes, which is returned. */
const char *report_grouped(uint64_t v, char *buf);
double report_ratio(uint64_t a, uint64_t b); /* 0 if b is 0 */

/* Name of the trap that ended a run, NULL if it was none of the ISA's. */
const char *report_trap_name(const struct isa *isa, const struct machine_end *e);

/* Appends the instruction at pc, disassembled. Returns its length; 0: nothing is mapped there. */
unsigned report_instruction(const struct isa *isa, const struct image *img, struct mem *mem, uint64_t pc,
                            struct str *out);

/* "loop+0x8" for an address, or NULL; allocated in a. */
const char *report_where(const struct image *img, uint64_t pc, struct arena *a);

#endif
