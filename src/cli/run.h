/* run.h - what the commands that run a program share: their options, and getting everything ready. */
#ifndef CLI_RUN_H
#define CLI_RUN_H

#include "asm/image.h"
#include "cli/cli.h"
#include "machine/machine.h"
#include "observe/report.h"
#include "observe/trace.h"

enum report_form { REPORT_TEXT, REPORT_JSON, REPORT_NONE };

/* A machine that was named, and the --set that stood behind its name. */
struct machine_choice {
    const char *name;
    size_t first_set; /* in run_options.sets */
};

/* A --trace. */
struct trace_choice {
    enum trace_kind kind;
    const char *file;
};

struct run_options {
    struct target_options target;
    const char *machine;
    VEC(struct machine_choice) machines; /* all that were named: `compare` */
    cli_names sets, programs;
    const char *const *args; /* the guest's, without argv[0] */
    int nargs;
    const char *input; /* file for the guest's standard input, NULL: the process's */
    const char *root, *report_file, *region, *entry, *personality;
    enum report_form report;
    VEC(struct trace_choice) traces;
    uint64_t max_cycles, max_instructions, base, seed;
    bool has_base, functional, one_program; /* one_program: all that follows it is the guest's */
    int misaligned;                         /* enum misaligned, -1 as the ISA says */
};

/* Parses the command line of a command that runs a program; doc is its help text. -1: go on; else the exit
 * status. o is set up either way: run_options_release(). */
int run_options_parse(struct run_options *o, const char *doc, int argc, char **argv);
void run_options_release(struct run_options *o);

/* The same as a child of a command's own argp: its input is a struct run_options after run_options_init(). */
extern const struct argp cli_run_argp;
void run_options_init(struct run_options *o);

/* A program on its way into a machine. Messages go to diag; who prepares prints and releases it. */
struct prepared {
    struct diag diag;
    struct isa *isa;
    struct machine_desc *desc; /* of o->machine with all of o->sets */
    struct image *image;
    struct machine_options machine; /* but for the guest's input and output */
    cli_names argv;
};

/* ISA, machine file, program, region and entry. 0, or -1 after reporting. p is set up either way. */
int prepare(struct prepared *p, struct run_options *o);
/* The same without a machine file. */
int prepare_program(struct prepared *p, struct run_options *o);
/* The program alone, of an ISA that is there. */
int prepare_image(struct prepared *p, const struct run_options *o);
void prepared_release(struct prepared *p);

/* Standard input, from here on, is a file from its beginning. 0, or -1 after reporting. */
int run_input(const char *path, struct diag *d);

/* The exit status of a process whose guest ended so. */
int run_exit_status(const struct machine_end *e);

/* Where a report goes: opened before the run, so that a long one isn't lost; what the file holds is only
 * replaced when the report is written. */
struct run_output {
    const char *name; /* for messages */
    FILE *f;          /* NULL: not open */
    bool ours;        /* a file that was opened, not one of the process's streams */
};
/* file: NULL, the stream `usual` of that name. 0, or -1 after reporting. run_output_close() also where the
 * report was never written. */
int run_output_open(struct run_output *o, const char *file, FILE *usual, const char *name, struct diag *d);
int run_output_write(struct run_output *o, int (*write)(const void *what, FILE *out), const void *what,
                     struct diag *d);
void run_output_close(struct run_output *o);

#endif
