/* run.c - `orrery run`: a program, a machine, the run, the report. */
#include "cli/run.h"

#include <langinfo.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "machine/machine.h"
#include "observe/report.h"
#include "observe/trace.h"

/* Everything that one run holds. */
struct run {
    const struct run_options *o;
    struct prepared p;
    struct machine *machine;
    VEC(struct trace *) traces;
    struct run_output report;
    enum stop stop;
    double seconds;
    /* Where the end of a run that fails is repeated from: the beginning, and each time it has become longer
     * by an eighth. */
    struct {
        struct machine_snapshot *state;
        uint64_t instructions;
    } moment[2]; /* the newer first */
};

static const char doc[] =
    "Runs a program on a machine and reports where every cycle went.\v"
    "PROGRAM is an ELF executable, a flat image, or assembly: all leading arguments ending in .s or .S are "
    "assembled and linked together. What follows the program, or `--`, are the program's arguments.\n\n"
    "The exit status is the program's; 128 + the number of a signal after a fault, 124 at a limit, 125 if "
    "Orrery refuses, 130 after Ctrl-C, 143 after SIGTERM.\n\n"
    "Examples:\n"
    "  orrery run hello.s\n"
    "  orrery run -m classic5-predict --set l1d.size=8KiB a.out input.txt\n"
    "  orrery run --report json -o report.json main.s lib.s -- 42";

/* ---- traces ------------------------------------------------------------------------------------------ */

/* A machine has one observer; this one hands on. */
static void tell_traces(void *ctx, const struct event *e)
{
    struct run *r = ctx;
    struct trace **t;
    vec_each (t, &r->traces) {
        const struct observer *o = trace_observer(*t);
        if (o->mask >> e->kind & 1)
            o->event(o->ctx, e);
    }
}

static int open_traces(struct run *r)
{
    struct observer all = { .event = tell_traces, .ctx = r };
    const struct trace_choice *c;
    vec_each (c, &r->o->traces) {
        struct trace *t = trace_open(r->machine, c->kind, c->file, &r->p.diag);
        if (!t)
            return -1;
        *vec_push(&r->traces) = t;
        all.mask |= trace_observer(t)->mask;
    }
    if (r->traces.count)
        machine_observe(r->machine, r->traces.count == 1 ? trace_observer(r->traces.data[0]) : &all);
    return 0;
}

/* 0, or -1 if one could not be written. */
static int close_traces(struct run *r)
{
    struct trace **t;
    int status = 0;
    vec_each (t, &r->traces)
        status |= trace_close(*t, &r->p.diag);
    vec_release(&r->traces);
    return status;
}

static int make_machine(struct run *r)
{
    const struct run_options *o = r->o;
    struct machine_options opt = r->p.machine;
    opt.out_fd = STDOUT_FILENO;
    opt.err_fd = STDERR_FILENO;
    opt.log_files = opt.root != NULL; /* the end may be repeated: see keep_moment() */
    if (o->input && run_input(o->input, &r->p.diag) < 0)
        return -1;
    r->machine = machine_new(r->p.isa, r->p.desc, r->p.image, &opt, &r->p.diag);
    if (!r->machine || open_traces(r) < 0)
        return -1;
    return o->report == REPORT_NONE
               ? 0
               : run_output_open(&r->report, o->report_file, stderr, "standard error", &r->p.diag);
}

/* ---- running ----------------------------------------------------------------------------------------- */

/* These end the run as Ctrl-C does, so that nothing that the program wrote is lost: timeout(1) and graders
 * send SIGTERM. */
static const int stopping[] = { SIGINT, SIGTERM, SIGHUP };
#define NSTOPPING (sizeof stopping / sizeof stopping[0])

/* What the handler stops: a signal handler has no other way to know. */
static struct machine *volatile interruptible;
static volatile sig_atomic_t stopped_by;

static void on_interrupt(int signal)
{
    stopped_by = signal;
    if (interruptible)
        machine_stop(interruptible);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

#define PROGRESS_AFTER 1.0  /* seconds until the first progress line */
#define PROGRESS_EVERY 0.25 /* seconds */

static void print_progress(const struct run *r, double seconds)
{
    const struct run_stats *s = machine_stats(r->machine);
    fprintf(stderr, "\r\033[K%.1f s: %.1f million instructions, %.1f million cycles (Ctrl-C stops)\r",
            seconds, (double)s->instructions / 1e6, (double)s->cycles / 1e6);
}

static uint64_t earlier(uint64_t limit, uint64_t now_at, uint64_t step)
{
    return limit - now_at < step ? limit : now_at + step;
}

#define FIRST_MOMENT (1u << 20) /* instructions */

/* The instruction at which the next moment is kept: few over a whole run, and never more than a ninth of it
 * after the last. */
static uint64_t next_moment(const struct run *r)
{
    return r->moment[0].state ? FIRST_MOMENT + r->moment[0].instructions / 8 * 9 : 0;
}

static void keep_moment(struct run *r)
{
    if (machine_stats(r->machine)->instructions < next_moment(r))
        return;
    machine_snapshot_free(r->moment[1].state);
    r->moment[1] = r->moment[0];
    r->moment[0].state = machine_snapshot(r->machine, r->moment[1].state);
    r->moment[0].instructions = machine_stats(r->machine)->instructions;
}

/* The newest moment that is not just before the end. */
static const struct machine_snapshot *moment_before(const struct run *r)
{
    const bool near = machine_stats(r->machine)->instructions - r->moment[0].instructions < 1000;
    return r->moment[near && r->moment[1].state ? 1 : 0].state;
}

static void free_moments(struct run *r)
{
    for (unsigned i = 0; i < 2; i++)
        machine_snapshot_free(r->moment[i].state);
}

static uint64_t lesser(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* In slices: to the next moment, and if somebody watches, short ones to show progress. They do not change
 * what happens. */
static void run_slices(struct run *r, double start)
{
    const struct run_options *o = r->o;
    const bool shows = isatty(STDERR_FILENO);
    uint64_t slice = shows ? UINT64_C(1) << 16 : UINT64_MAX;
    double shown = 0;
    for (;;) {
        const struct run_stats *s = machine_stats(r->machine);
        uint64_t cycles = s->cycles, instructions = s->instructions;
        double before = now();
        keep_moment(r);
        uint64_t to = lesser(o->max_instructions, next_moment(r));
        r->stop =
            machine_run(r->machine, o->functional ? o->max_cycles : earlier(o->max_cycles, cycles, slice),
                        o->functional ? earlier(to, instructions, slice) : to);
        if (r->stop != STOP_LIMIT || s->cycles >= o->max_cycles || s->instructions >= o->max_instructions)
            break;
        double after = now();
        if (shows && after - before < PROGRESS_EVERY / 4)
            slice *= 2;
        if (shows && after - start >= PROGRESS_AFTER && after - shown >= PROGRESS_EVERY) {
            shown = after;
            print_progress(r, after - start);
        }
    }
    if (shown > 0)
        fputs("\r\033[K", stderr);
}

static void run_program(struct run *r)
{
    struct sigaction action = { .sa_handler = on_interrupt }, old[NSTOPPING];
    double start = now();
    interruptible = r->machine;
    for (size_t i = 0; i < NSTOPPING; i++) {
        sigaction(stopping[i], &action, &old[i]);
        if (stopping[i] != SIGINT && old[i].sa_handler == SIG_IGN) /* nohup(1) */
            sigaction(stopping[i], &old[i], NULL);
    }
    run_slices(r, start);
    for (size_t i = 0; i < NSTOPPING; i++)
        sigaction(stopping[i], &old[i], NULL);
    interruptible = NULL;
    r->seconds = now() - start;
}

/* ---- the end ----------------------------------------------------------------------------------------- */

static void explain_end(struct run *r)
{
    const struct machine_end *e = machine_end(r->machine);
    const struct run_options *o = r->o;
    if (e->stop == STOP_TRAP)
        report_fault(r->machine, o->programs.data[0], moment_before(r), stderr);
    else if (e->hint[0])
        fprintf(stderr, "orrery: %s\n", e->hint);
    if (e->stop == STOP_LIMIT)
        fprintf(stderr, "orrery: stopped at the limit (%s)\n",
                machine_stats(r->machine)->cycles >= o->max_cycles ? "--max-cycles" : "--max-instructions");
}

/* A report and the form that was asked for. */
struct written {
    const struct report *report;
    enum report_form form;
};

static int write_report(const void *what, FILE *out)
{
    const struct written *w = what;
    const struct report_style style = { .utf8 = !strcmp(nl_langinfo(CODESET), "UTF-8") };
    if (w->form == REPORT_JSON)
        return report_json(w->report, out);
    report_text(w->report, &style, out);
    return 0;
}

static int finish(struct run *r)
{
    const struct run_options *o = r->o;
    int status = r->stop == STOP_ASKED && stopped_by ? CLI_SIGNAL + stopped_by
                                                     : run_exit_status(machine_end(r->machine));
    explain_end(r);
    int lost = machine_output_error(r->machine);
    if (lost) {
        diag_error(&r->p.diag, (struct loc){ 0 }, "cannot write the program's output: %s", strerror(lost));
        status = CLI_REFUSED;
    }
    if (close_traces(r) < 0)
        status = CLI_REFUSED;
    if (o->report == REPORT_NONE)
        return status;
    const struct report_context ctx = { .program = o->programs.data[0],
                                        .args = o->args,
                                        .nargs = (size_t)o->nargs,
                                        .sets = o->sets.data,
                                        .nsets = o->sets.count,
                                        .seed = o->seed,
                                        .functional = o->functional,
                                        .status = status,
                                        .seconds = r->seconds };
    struct report report;
    report_collect(&report, r->machine, &ctx);
    const struct written w = { &report, o->report };
    if (run_output_write(&r->report, write_report, &w, &r->p.diag) < 0)
        status = CLI_REFUSED;
    report_release(&report);
    return status;
}

int cmd_run(int argc, char **argv)
{
    struct run_options o;
    int status = run_options_parse(&o, doc, argc, argv);
    if (status < 0) {
        struct run r = { .o = &o };
        if (prepare(&r.p, &o) < 0 || make_machine(&r) < 0) {
            status = CLI_REFUSED;
        } else {
            diag_print(&r.p.diag, stderr); /* warnings */
            run_program(&r);
            status = finish(&r);
        }
        diag_print(&r.p.diag, stderr);
        close_traces(&r);
        run_output_close(&r.report);
        free_moments(&r);
        machine_free(r.machine);
        prepared_release(&r.p);
    }
    run_options_release(&o);
    return status;
}
