/* run.c - `orrery run`: a program, a machine, the run, the report. */
#include "cli/run.h"

#include <errno.h>
#include <langinfo.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "asm/image.h"
#include "base/str.h"
#include "machine/machine.h"
#include "observe/report.h"
#include "observe/trace.h"

static const struct loc nowhere;

/* Everything that one run holds. */
struct run {
    const struct run_options *o;
    struct diag diag;
    struct isa *isa;
    struct image *image;
    struct machine_desc *desc;
    struct machine *machine;
    struct trace *trace;
    cli_names argv;
    uint64_t region_from, region_to;
    enum stop stop;
    double seconds;
};

/* ---- getting ready ----------------------------------------------------------------------------------------
 */

/* A symbol of the program, or a number. */
static int place(struct run *r, const char *what, const char *text, uint64_t *out)
{
    const struct symbol *s = image_symbol(r->image, text);
    char hint[DIAG_SUGGEST_MAX];
    if (s)
        return *out = s->addr, 0;
    if (cli_number(text, out))
        return 0;
    cli_names names = { 0 };
    for (size_t i = 0; i < r->image->nsymbols; i++)
        *vec_push(&names) = r->image->symbols[i].name;
    diag_error(&r->diag, nowhere, "%s: the program has no symbol '%s'%s", what, text,
               diag_suggest(hint, text, names.data, names.count));
    vec_release(&names);
    return -1;
}

static int region(struct run *r)
{
    const char *text = r->o->region, *colon = text ? strchr(text, ':') : NULL;
    if (!text)
        return 0;
    char *from = xstrndup(text, colon ? (size_t)(colon - text) : strlen(text));
    int status = place(r, "--region", from, &r->region_from);
    free(from);
    if (!status && colon)
        status = place(r, "--region", colon + 1, &r->region_to);
    return status;
}

static int load_program(struct run *r)
{
    const struct run_options *o = r->o;
    const struct image_request rq = { o->programs.data, o->programs.count, o->base, o->has_base };
    r->image = image_load(r->isa, &rq, &r->diag);
    if (!r->image || region(r) < 0)
        return -1;
    return o->entry ? place(r, "--entry", o->entry, &r->image->entry) : 0;
}

static int make_machine(struct run *r)
{
    const struct run_options *o = r->o;
    *vec_push(&r->argv) = o->programs.data[0];
    for (int i = 0; i < o->nargs; i++)
        *vec_push(&r->argv) = o->args[i];
    const struct machine_options opt = { .personality = o->personality,
                                         .root = o->root,
                                         .argc = (int)r->argv.count,
                                         .argv = r->argv.data,
                                         .seed = o->seed,
                                         .functional = o->functional,
                                         .misaligned = o->misaligned,
                                         .has_region = o->region != NULL,
                                         .region_from = r->region_from,
                                         .region_to = r->region_to,
                                         .out_fd = STDOUT_FILENO,
                                         .err_fd = STDERR_FILENO };
    r->machine = machine_new(r->isa, r->desc, r->image, &opt, &r->diag);
    return r->machine ? 0 : -1;
}

static int prepare(struct run *r, struct run_options *o)
{
    *vec_push(&o->sets) = NULL;
    o->sets.count--;
    r->isa = cli_load_isa(&o->target, o->programs.data[0], &r->diag);
    if (!r->isa)
        return -1;
    r->desc = machine_desc_load(o->machine, o->sets.data, &r->diag);
    if (!r->desc || load_program(r) < 0 || make_machine(r) < 0)
        return -1;
    if (!o->trace_file)
        return 0;
    r->trace = trace_open(r->machine, o->trace_kind, o->trace_file, &r->diag);
    if (r->trace)
        machine_observe(r->machine, trace_observer(r->trace));
    return r->trace ? 0 : -1;
}

/* ---- running ----------------------------------------------------------------------------------------------
 */

/* What the handler of SIGINT stops: a signal handler has no other way to know. */
static struct machine *volatile interruptible;

static void on_interrupt(int signal)
{
    (void)signal;
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

/* In slices, so that there is a moment to show progress; the slices do not change what happens. */
static void run_slices(struct run *r, double start)
{
    const struct run_options *o = r->o;
    uint64_t slice = UINT64_C(1) << 16;
    double shown = 0;
    for (;;) {
        const struct run_stats *s = machine_stats(r->machine);
        uint64_t cycles = s->cycles, instructions = s->instructions;
        double before = now();
        r->stop = machine_run(
            r->machine, o->functional ? o->max_cycles : earlier(o->max_cycles, cycles, slice),
            o->functional ? earlier(o->max_instructions, instructions, slice) : o->max_instructions);
        if (r->stop != STOP_LIMIT || s->cycles >= o->max_cycles || s->instructions >= o->max_instructions)
            break;
        double after = now();
        if (after - before < PROGRESS_EVERY / 4)
            slice *= 2;
        if (after - start >= PROGRESS_AFTER && after - shown >= PROGRESS_EVERY) {
            shown = after;
            print_progress(r, after - start);
        }
    }
    if (shown > 0)
        fputs("\r\033[K", stderr);
}

static void run_program(struct run *r)
{
    struct sigaction action = { .sa_handler = on_interrupt }, old;
    double start = now();
    interruptible = r->machine;
    sigaction(SIGINT, &action, &old);
    if (isatty(STDERR_FILENO))
        run_slices(r, start);
    else
        r->stop = machine_run(r->machine, r->o->max_cycles, r->o->max_instructions);
    sigaction(SIGINT, &old, NULL);
    interruptible = NULL;
    r->seconds = now() - start;
}

/* ---- the end ----------------------------------------------------------------------------------------------
 */

static int exit_status(const struct machine_end *e)
{
    switch (e->stop) {
    case STOP_EXIT: return (e->has_result ? (int)e->result : e->exit_status) & 0xff;
    case STOP_TRAP: return CLI_SIGNAL + e->exit_signal;
    case STOP_LIMIT: return CLI_LIMIT;
    case STOP_ASKED: return CLI_SIGNAL + SIGINT;
    case STOP_BREAK:
    case STOP_NONE: break;
    }
    return CLI_LIMIT;
}

static void explain_end(struct run *r)
{
    const struct machine_end *e = machine_end(r->machine);
    const struct run_options *o = r->o;
    if (e->stop == STOP_TRAP)
        report_fault(r->machine, o->programs.data[0], stderr);
    else if (e->hint[0])
        fprintf(stderr, "orrery: %s\n", e->hint);
    if (e->stop == STOP_LIMIT)
        fprintf(stderr, "orrery: stopped at the limit (%s)\n",
                machine_stats(r->machine)->cycles >= o->max_cycles ? "--max-cycles" : "--max-instructions");
}

static int write_report(struct run *r, const struct report *report)
{
    const struct run_options *o = r->o;
    const struct report_style style = { .utf8 = !strcmp(nl_langinfo(CODESET), "UTF-8") };
    FILE *out = o->report_file ? fopen(o->report_file, "w") : stderr;
    if (!out)
        return diag_error(&r->diag, nowhere, "cannot write '%s': %s", o->report_file, strerror(errno));
    int failed = 0;
    if (o->report == REPORT_JSON)
        failed = report_json(report, out);
    else
        report_text(report, &style, out);
    failed |= fflush(out) | ferror(out);
    if (out != stderr)
        failed |= fclose(out);
    return failed ? diag_error(&r->diag, nowhere, "cannot write '%s': %s",
                               o->report_file ? o->report_file : "standard error", strerror(errno))
                  : 0;
}

static int finish(struct run *r)
{
    const struct run_options *o = r->o;
    int status = exit_status(machine_end(r->machine));
    explain_end(r);
    if (r->trace && trace_close(r->trace, &r->diag) < 0)
        status = CLI_REFUSED;
    r->trace = NULL;
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
    if (write_report(r, &report) < 0)
        status = CLI_REFUSED;
    report_release(&report);
    return status;
}

static void release(struct run *r)
{
    diag_print(&r->diag, stderr);
    if (r->trace)
        trace_close(r->trace, &r->diag);
    if (r->machine)
        machine_free(r->machine);
    if (r->desc)
        machine_desc_free(r->desc);
    if (r->image)
        image_free(r->image);
    if (r->isa)
        isa_free(r->isa);
    vec_release(&r->argv);
    diag_release(&r->diag);
}

int cmd_run(int argc, char **argv)
{
    struct run_options o;
    int status = run_options_parse(&o, argc, argv);
    if (status < 0) {
        struct run r = { .o = &o };
        diag_init(&r.diag);
        if (prepare(&r, &o) < 0) {
            status = CLI_REFUSED;
        } else {
            diag_print(&r.diag, stderr); /* warnings */
            run_program(&r);
            status = finish(&r);
        }
        release(&r);
    }
    run_options_release(&o);
    return status;
}
