/* compare.c - `orrery compare`: one program on several machines, side by side. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "base/str.h"
#include "cli/run.h"
#include "observe/compare.h"

static const char doc[] =
    "Runs a program on several machines and prints cycles, their causes, misses and mispredictions side by "
    "side; the first machine is what the others are measured against.\v"
    "A --set before the first -m is for all machines, one behind an -m for that machine; naming a machine "
    "twice compares two settings of it. What the program prints is not shown, but compared; its standard "
    "input is empty unless --input names a file. The table goes to standard output.\n\n"
    "The exit status is 0 if all machines ended with the same status and output, else 1; 125 if Orrery "
    "refuses.\n\n"
    "Examples:\n"
    "  orrery compare -m classic5 -m classic5-predict quicksort.s\n"
    "  orrery compare -m classic5 -m classic5 --set l1d.size=8KiB -m classic5 --set l1d.ways=4 matmul.s\n"
    "  orrery compare -m single-cycle -m multi-cycle -m classic5 --report json sort.elf";

/* All runs of one comparison. */
struct compare {
    const struct run_options *o;
    struct prepared p;
    struct machine_desc **desc;
    struct report *reports;
    char **names;
    bool *differs;
    FILE **output; /* what each guest wrote */
    size_t n, done;
    struct run_output out;
};

/* The machine's name, and what was changed of it alone. */
static char *column_name(const struct run_options *o, size_t i, size_t to)
{
    struct str s;
    str_init(&s);
    str_add(&s, o->machines.data[i].name);
    for (size_t k = o->machines.data[i].first_set; k < to; k++)
        str_addf(&s, "%s%s", k == o->machines.data[i].first_set ? " " : ",", o->sets.data[k]);
    return s.buf;
}

static int load_machines(struct compare *c)
{
    const struct run_options *o = c->o;
    size_t common = o->machines.data[0].first_set;
    for (size_t i = 0; i < c->n; i++) {
        size_t to = i + 1 < c->n ? o->machines.data[i + 1].first_set : o->sets.count;
        cli_names sets = { 0 };
        for (size_t k = 0; k < common; k++)
            *vec_push(&sets) = o->sets.data[k];
        for (size_t k = o->machines.data[i].first_set; k < to; k++)
            *vec_push(&sets) = o->sets.data[k];
        *vec_push(&sets) = NULL;
        c->names[i] = column_name(o, i, to);
        c->desc[i] = machine_desc_load(o->machines.data[i].name, sets.data, &c->p.diag);
        vec_release(&sets);
        if (!c->desc[i])
            return -1;
    }
    return 0;
}

static bool same_bytes(FILE *a, FILE *b)
{
    char x[4096], y[4096];
    rewind(a);
    rewind(b);
    for (;;) {
        size_t n = fread(x, 1, sizeof x, a), m = fread(y, 1, sizeof y, b);
        if (n != m || memcmp(x, y, n))
            return false;
        if (n == 0)
            return true;
    }
}

static int run_one(struct compare *c, size_t i)
{
    const struct run_options *o = c->o;
    struct machine_options opt = c->p.machine;
    c->output[i] = tmpfile();
    if (!c->output[i])
        return diag_error(&c->p.diag, (struct loc){ 0 }, "cannot make a temporary file: %s", strerror(errno));
    opt.out_fd = opt.err_fd = fileno(c->output[i]);
    if (run_input(o->input ? o->input : "/dev/null", &c->p.diag) < 0)
        return -1;
    struct machine *m = machine_new(c->p.isa, c->desc[i], c->p.image, &opt, &c->p.diag);
    if (!m)
        return -1;
    machine_run(m, o->max_cycles, o->max_instructions);
    const struct report_context ctx = { .program = o->programs.data[0],
                                        .args = o->args,
                                        .nargs = (size_t)o->nargs,
                                        .sets = o->sets.data,
                                        .nsets = o->sets.count,
                                        .seed = o->seed,
                                        .status = run_exit_status(machine_end(m)) };
    report_collect(&c->reports[i], m, &ctx);
    c->done++;
    c->differs[i] =
        i && (c->reports[i].status != c->reports[0].status || !same_bytes(c->output[i], c->output[0]));
    machine_free(m);
    return 0;
}

static int write_comparison(const void *what, FILE *out)
{
    const struct compare *c = what;
    const struct comparison all = { (const char *const *)c->names, c->reports, c->differs, c->n };
    if (c->o->report == REPORT_JSON)
        return compare_json(&all, out);
    compare_text(&all, out);
    return 0;
}

static int compare(struct compare *c, struct run_options *o)
{
    if (prepare_program(&c->p, o) < 0 || load_machines(c) < 0 ||
        run_output_open(&c->out, o->report_file, stdout, "standard output", &c->p.diag) < 0)
        return CLI_REFUSED;
    for (size_t i = 0; i < c->n; i++)
        if (run_one(c, i) < 0)
            return CLI_REFUSED;
    diag_print(&c->p.diag, stderr); /* warnings */
    int status = CLI_OK;
    for (size_t i = 0; i < c->n; i++)
        status = c->differs[i] ? CLI_FAILED : status;
    return run_output_write(&c->out, write_comparison, c, &c->p.diag) < 0 ? CLI_REFUSED : status;
}

static void release(struct compare *c)
{
    for (size_t i = 0; i < c->n; i++) {
        if (i < c->done)
            report_release(&c->reports[i]);
        if (c->output[i])
            fclose(c->output[i]);
        if (c->desc[i])
            machine_desc_free(c->desc[i]);
        free(c->names[i]);
    }
    run_output_close(&c->out);
    free(c->reports);
    free(c->output);
    free(c->desc);
    free(c->names);
    free(c->differs);
    diag_print(&c->p.diag, stderr);
    prepared_release(&c->p);
}

static bool meaningless(const struct run_options *o)
{
    const char *what = o->functional              ? "--functional runs without a machine"
                       : o->traces.count          ? "--trace writes one machine's events"
                       : o->report == REPORT_NONE ? "--report none leaves nothing"
                       : o->machines.count == 0   ? "name machines with -m"
                                                  : NULL;
    if (what)
        fprintf(stderr, "orrery compare: %s\nTry 'orrery compare --help'.\n", what);
    return what != NULL;
}

int cmd_compare(int argc, char **argv)
{
    struct run_options o;
    int status = run_options_parse(&o, doc, argc, argv);
    if (status < 0 && meaningless(&o))
        status = CLI_REFUSED;
    if (status < 0) {
        size_t n = o.machines.count;
        struct compare c = { .o = &o, .n = n };
        c.desc = xcalloc(n, sizeof *c.desc);
        c.reports = xcalloc(n, sizeof *c.reports);
        c.names = xcalloc(n, sizeof *c.names);
        c.differs = xcalloc(n, sizeof *c.differs);
        c.output = xcalloc(n, sizeof *c.output);
        status = compare(&c, &o);
        release(&c);
    }
    run_options_release(&o);
    return status;
}
