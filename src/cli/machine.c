/* machine.c - `orrery machine list | check | show`: what a user asks about machine files. */
#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/str.h"
#include "machine/machine.h"

enum { KEY_SET = 0x1300 };

struct machine_words {
    cli_names sets, words;
};

static const struct argp_option options[] = {
    { "set", KEY_SET, "KEY=VALUE", 0, "check, show: change a key of the machine file; repeatable", 0 },
    { 0 },
};

static const char doc[] =
    "Lists, checks and shows machines.\v"
    "  list                 the shipped machines\n"
    "  check MACHINE...     everything that is wrong with a machine file\n"
    "  show MACHINE         the machine with every key spelled out, as a machine file\n\n"
    "A MACHINE is the name of a shipped one or a file (a path, or ending in .yaml).\n\n"
    "Examples:\n"
    "  orrery machine show classic5 --set l1d.size=8KiB\n"
    "  orrery machine check ./my-machine.yaml";

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct machine_words *o = state->input;
    switch (key) {
    case KEY_SET:
        if (!strchr(arg, '='))
            return cli_option_error(state, "--set wants KEY=VALUE, not '%s'", arg);
        *vec_push(&o->sets) = arg;
        return 0;
    case ARGP_KEY_ARG: *vec_push(&o->words) = arg; return 0;
    case ARGP_KEY_NO_ARGS: return cli_option_error(state, "list, check or show?");
    default: return ARGP_ERR_UNKNOWN;
    }
}

static struct machine_desc *load(struct machine_words *o, const char *name, struct diag *d)
{
    *vec_push(&o->sets) = NULL;
    o->sets.count--;
    return machine_desc_load(name, o->sets.data, d);
}

/* ---- the actions ------------------------------------------------------------------------------------- */

/* Up to what qualifies it: the first sentence at most. */
static int summary(const char *text)
{
    static const char *const ends[] = { ": ", ". ", " (", ", as " };
    size_t n = strlen(text);
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        const char *end = strstr(text, ends[i]);
        if (end && (size_t)(end - text) < n)
            n = (size_t)(end - text);
    }
    return (int)n;
}

static int list(struct machine_words *o, struct diag *d)
{
    size_t n;
    char **names = machine_names(&n);
    (void)o;
    for (size_t i = 0; i < n; i++) {
        struct machine_desc *m = machine_desc_load(names[i], NULL, d);
        if (m)
            printf("%-24s %.*s\n", names[i], summary(machine_desc_doc(m)), machine_desc_doc(m));
        machine_desc_free(m);
        free(names[i]);
    }
    free(names);
    return d->errors ? CLI_FAILED : CLI_OK;
}

static int check(struct machine_words *o, struct diag *d)
{
    for (size_t i = 1; i < o->words.count; i++) {
        struct machine_desc *m = load(o, o->words.data[i], d);
        if (m)
            printf("%s: fine\n", o->words.data[i]);
        machine_desc_free(m);
    }
    return d->errors ? CLI_FAILED : CLI_OK;
}

static int show(struct machine_words *o, struct diag *d)
{
    struct machine_desc *m = load(o, o->words.data[1], d);
    if (!m)
        return CLI_REFUSED;
    struct str out;
    str_init(&out);
    machine_desc_print(m, &out);
    fputs(out.buf, stdout);
    str_release(&out);
    machine_desc_free(m);
    return CLI_OK;
}

static const struct {
    const char *name;
    size_t least, most; /* words, the action's own included */
    int (*act)(struct machine_words *o, struct diag *d);
} actions[] = { { "list", 1, 1, list }, { "check", 2, SIZE_MAX, check }, { "show", 2, 2, show } };

#define NACTIONS (sizeof actions / sizeof actions[0])

static int act(struct machine_words *o, struct diag *d)
{
    const char *names[NACTIONS];
    char hint[DIAG_SUGGEST_MAX];
    const struct loc nowhere = { NULL, 0, 0 };
    for (size_t i = 0; i < NACTIONS; i++) {
        names[i] = actions[i].name;
        if (strcmp(o->words.data[0], names[i]) != 0)
            continue;
        if (o->words.count >= actions[i].least && o->words.count <= actions[i].most)
            return actions[i].act(o, d);
        diag_error(d, nowhere, "machine %s: %s", names[i],
                   actions[i].most == 1 ? "takes no machine" : "which machine?");
        return CLI_REFUSED;
    }
    diag_error(d, nowhere, "'%s': list, check or show?%s", o->words.data[0],
               diag_suggest(hint, o->words.data[0], names, NACTIONS));
    return CLI_REFUSED;
}

int cmd_machine(int argc, char **argv)
{
    static const struct argp argp = { options, parse, "ACTION [MACHINE...]", doc, NULL, NULL, NULL };
    struct machine_words o = { 0 };
    int status = cli_parse(&argp, 0, argc, argv, &o);
    if (status < 0) {
        struct diag d;
        diag_init(&d);
        status = act(&o, &d);
        diag_print(&d, stderr);
        diag_release(&d);
    }
    vec_release(&o.sets);
    vec_release(&o.words);
    return status;
}
