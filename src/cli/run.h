/* run.h - what `orrery run` was asked to do; shared by run.c and run_options.c only. */
#ifndef CLI_RUN_H
#define CLI_RUN_H

#include "cli/cli.h"
#include "observe/trace.h"

enum report_form { REPORT_TEXT, REPORT_JSON, REPORT_NONE };

struct run_options {
    struct target_options target;
    const char *machine;
    cli_names sets, programs;
    const char *const *args; /* the guest's, without argv[0] */
    int nargs;
    const char *root, *report_file, *region, *entry, *trace_file, *personality;
    enum report_form report;
    enum trace_kind trace_kind;
    uint64_t max_cycles, max_instructions, base, seed;
    bool has_base, functional;
    int misaligned; /* enum misaligned, -1 as the ISA says */
};

/* -1: go on; else the exit status. o is set up either way: run_options_release(). */
int run_options_parse(struct run_options *o, int argc, char **argv);
void run_options_release(struct run_options *o);

#endif
