/* fuzz_debugger.h - a debugger with a small program on a small machine, for fuzz targets that give it
 * commands. What takes too long is interrupted, as by a user's C-c, and the program ends after some cycles.
 */
#ifndef FUZZ_DEBUGGER_H
#define FUZZ_DEBUGGER_H

#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include "asm/assemble.h"
#include "debug/engine.h"
#include "debug/session.h"
#include "isa/isa.h"
#include "machine/machine.h"

#define FUZZ_CYCLES   20000
#define FUZZ_PATIENCE 300000 /* microseconds between two interruptions */

struct fuzz_debugger {
    struct engine *engine;
    struct session *session;
    struct diag diag;
};

/* Loops, calls, reads and writes a line: something for every pane. */
static const char fuzz_program[] = "_start: la a0, arr\n li a1, 0\n addi a2, a0, 16\n"
                                   "loop: lw t0, 0(a0)\n add a1, a1, t0\n addi a0, a0, 4\n bne a0, a2, loop\n"
                                   " call twofold\n sw a1, 0(a2)\n"
                                   " li a0, 0\n la a1, line\n li a2, 8\n li a7, 63\n ecall\n"
                                   " mv a2, a0\n li a0, 1\n la a1, line\n li a7, 64\n ecall\n"
                                   " li a7, 93\n ecall\n"
                                   "twofold: add a1, a1, a1\n ret\n"
                                   " .data\narr: .word 3, 5, 7, 11\ntotal: .word 0, 0\nline: .space 8\n"
                                   "msg: .asciz \"done\"\n";

/* What is loaded once: that takes longer than a hundred inputs. */
struct fuzz_loaded {
    struct isa *isa;
    struct image *image;
    struct machine_desc *desc;
};

static struct session *volatile fuzz_interruptible;

static inline void fuzz_on_alarm(int signal)
{
    (void)signal;
    if (fuzz_interruptible)
        session_interrupt(fuzz_interruptible);
}

static inline void fuzz_alarm_every(long microseconds)
{
    const struct itimerval t = { { 0, microseconds }, { 0, microseconds } };
    setitimer(ITIMER_REAL, &t, NULL);
}

static inline const struct fuzz_loaded *fuzz_load(void)
{
    static struct fuzz_loaded made;
    const struct isa_request rq = { .target = "rv32" };
    struct diag d;
    if (made.isa)
        return &made;
    diag_init(&d);
    made.isa = isa_load(&rq, &d);
    made.desc = machine_desc_load("classic5-predict", NULL, &d);
    made.image =
        made.isa ? asm_assemble_text(made.isa, "fuzz.s", fuzz_program, strlen(fuzz_program), &d) : NULL;
    diag_print(&d, stderr);
    diag_release(&d);
    if (!made.image || !made.desc)
        abort();
    signal(SIGALRM, fuzz_on_alarm);
    return &made;
}

static inline void fuzz_debugger_open(struct fuzz_debugger *f)
{
    static const struct engine_options options = { .machine = { .misaligned = -1, .seed = 1 },
                                                   .history_bytes = 8 << 20 };
    static const struct session_io io = { 0 };
    const struct fuzz_loaded *made = fuzz_load();
    diag_init(&f->diag);
    f->engine = engine_new(made->isa, made->desc, made->image, &options, &f->diag);
    f->session = f->engine ? session_new(f->engine, made->isa, made->image, &io) : NULL;
    if (!f->session)
        abort();
    session_limit(f->session, FUZZ_CYCLES, UINT64_MAX);
    fuzz_interruptible = f->session;
    fuzz_alarm_every(FUZZ_PATIENCE);
}

static inline void fuzz_debugger_close(struct fuzz_debugger *f)
{
    fuzz_alarm_every(0);
    fuzz_interruptible = NULL;
    session_free(f->session);
    engine_free(f->engine);
    diag_release(&f->diag);
}

#endif
