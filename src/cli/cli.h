/* cli.h - the command line: a table of commands, each in a file of its own, and what they share.
 *
 * A command parses its arguments with argp through cli_parse(), does its work by calling the layers below,
 * and returns the exit status of the process; it never exits. Refusals go through struct diag and end in
 * CLI_REFUSED. */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <argp.h>
#include <stdbool.h>
#include "base/diag.h"
#include "base/vec.h"
#include "isa/isa.h"

enum {
    CLI_OK = 0,
    CLI_FAILED = 1,    /* a check found something */
    CLI_LIMIT = 124,   /* a limit in cycles or instructions was reached */
    CLI_REFUSED = 125, /* wrong options, unreadable or wrong files: nothing was run */
    CLI_SIGNAL = 128   /* plus the number of a signal */
};

/* argv[0] is "orrery NAME"; the result is the exit status. */
typedef int command_fn(int argc, char **argv);

struct command {
    const char *name, *summary; /* summary: one line for `orrery --help` */
    command_fn *run;
};

/* All commands in the order of the help text; ends with a NULL name. */
extern const struct command cli_commands[];

/* The whole program. */
int cli_main(int argc, char **argv);

/* Parses with the command's own argp, to which -h, --help and --data-dir are added; input is what its parser
 * finds in state->input. flags: 0 or ARGP_IN_ORDER. Returns -1 to go on, else the exit status (help was
 * printed, or an error was reported). The parser reports its own errors with cli_option_error(). */
int cli_parse(const struct argp *argp, unsigned flags, int argc, char **argv, void *input);

/* Reports "orrery NAME: text" and how to get help; returns EINVAL for the parser to return. */
error_t cli_option_error(struct argp_state *state, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Numbers on the command line: decimal, 0x, 0b, with `_` between digits and the suffixes k, M, G (powers of
 * ten). */
bool cli_number(const char *text, uint64_t *out);

/* ---- choosing an ISA (target.c): -t, --with, --without, --isa-path in every command that needs one --- */

typedef VEC(const char *) cli_names;

struct target_options {
    const char *target; /* NULL: by the program, else the default target */
    cli_names with, without, paths;
    VEC(char *) owned;
};

/* A child for a command's argp. Its input, a struct target_options, is given at ARGP_KEY_INIT. */
extern const struct argp cli_target_argp;

void target_options_release(struct target_options *o);

/* Loads the ISA: what the options say, or what `file` (an ELF file; NULL: none) is for, or the default. NULL
 * after reporting. */
struct isa *cli_load_isa(struct target_options *o, const char *file, struct diag *d);

/* For isa_request.services: the names of all host services, a NULL behind them. The caller frees the array.
 */
const char **cli_service_names(void);

/* ---- the commands ------------------------------------------------------------------------------------ */

command_fn cmd_asm;
command_fn cmd_compare;
command_fn cmd_debug;
command_fn cmd_disasm;
command_fn cmd_gdb;
command_fn cmd_isa;
command_fn cmd_machine;
command_fn cmd_run;

#endif
