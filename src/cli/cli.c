/* cli.c - the table of commands and `orrery` itself: its own options, help, and the choice of a command. */
#include "cli/cli.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/str.h"
#include "config.h"

const struct command cli_commands[] = {
    { "run", "run a program and report where every cycle went", cmd_run },
    { "debug", "step a program through the pipeline, forwards and backwards", cmd_debug },
    { "gdb", "let gdb, or an editor that speaks its protocol, drive a program", cmd_gdb },
    { "compare", "run a program on several machines, side by side", cmd_compare },
    { "isa", "list, check and show instruction sets", cmd_isa },
    { "machine", "list, check and show machines", cmd_machine },
    { "asm", "assemble and link sources", cmd_asm },
    { "disasm", "print the code of a program", cmd_disasm },
    { NULL, NULL, NULL },
};

struct cli {
    bool version;
    int command; /* index in argv of the command's name, 0: none */
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct cli *c = state->input;
    (void)arg;
    switch (key) {
    case 'V': c->version = true; return 0;
    case ARGP_KEY_ARG:
        c->command = state->next - 1;
        state->next = state->argc; /* the rest is the command's */
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option options[] = {
    { "version", 'V', NULL, 0, "Print the version", -1 },
    { 0 },
};

/* What Orrery is and the list of commands. The caller frees. */
static char *help_text(void)
{
    struct str s;
    str_init(&s);
    str_add(&s, "Runs programs on processors described in text files, clock cycle by clock cycle, and says "
                "where every cycle went.\v"
                "Commands:\n");
    for (const struct command *c = cli_commands; c->name; c++)
        str_addf(&s, "  %-10s %s\n", c->name, c->summary);
    str_add(&s, "\n`orrery COMMAND --help` explains a command; orrery(1) explains everything.");
    return s.buf;
}

static const struct command *find(const char *name)
{
    for (const struct command *c = cli_commands; c->name; c++)
        if (!strcmp(c->name, name))
            return c;
    return NULL;
}

static int unknown_command(const char *name)
{
    const char *names[64];
    size_t n = 0;
    char hint[DIAG_SUGGEST_MAX];
    for (const struct command *c = cli_commands; c->name && n < 64; c++)
        names[n++] = c->name;
    fprintf(stderr, "orrery: unknown command '%s'%s\nTry 'orrery --help'.\n", name,
            diag_suggest(hint, name, names, n));
    return CLI_REFUSED;
}

/* Calls the command with argv[0] = "orrery NAME", the name by which its messages speak. */
static int dispatch(const struct command *c, int argc, char **argv)
{
    char *name = xasprintf("orrery %s", c->name);
    char **args = xcalloc((size_t)argc + 1, sizeof *args);
    memcpy(args, argv, (size_t)argc * sizeof *args);
    args[0] = name;
    int status = c->run(argc, args);
    free(args);
    free(name);
    return status;
}

static int run_command(int argc, char **argv)
{
    struct cli cli = { 0 };
    char name[] = "orrery", *doc = help_text(), *args[2] = { name, NULL };
    const struct argp argp = { options, parse, "COMMAND [ARGUMENT...]", doc, NULL, NULL, NULL };
    if (argc > 0)
        argv[0] = args[0];
    int status = cli_parse(&argp, ARGP_IN_ORDER, argc ? argc : 1, argc ? argv : args, &cli);
    free(doc);
    if (status >= 0)
        return status;
    if (cli.version) {
        printf("orrery %s\n", PACKAGE_VERSION);
        return CLI_OK;
    }
    if (!cli.command) {
        fprintf(stderr, "Usage: orrery COMMAND [ARGUMENT...]\nTry 'orrery --help'.\n");
        return CLI_REFUSED;
    }
    const struct command *c = find(argv[cli.command]);
    if (!c)
        return unknown_command(argv[cli.command]);
    return dispatch(c, argc - cli.command, argv + cli.command);
}

/* What was printed must have come where it should. */
int cli_main(int argc, char **argv)
{
    int status = run_command(argc, argv);
    errno = 0;
    if (status == CLI_REFUSED || (fflush(stdout) == 0 && !ferror(stdout)))
        return status;
    fprintf(stderr, "orrery: error: cannot write to standard output: %s\n",
            errno ? strerror(errno) : "write error");
    return CLI_REFUSED;
}
