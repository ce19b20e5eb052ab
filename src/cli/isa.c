/* isa.c - `orrery isa list | check | show`: what a user asks about instruction sets and files of their own.
 */
#include "cli/isa.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/str.h"

struct isa_options {
    struct target_options target; /* its `target` stays NULL: the target is a word here */
    cli_names sets, words;
    bool ir, untested;
};

enum { KEY_IR = 0x1200, KEY_PARAM, KEY_UNTESTED };

static const struct argp_option options[] = {
    { "ir", KEY_IR, NULL, 0, "show: also the operations that the semantics became", 0 },
    { "untested", KEY_UNTESTED, NULL, 0, "check: name the instructions that no test covers", 0 },
    { "param", KEY_PARAM, "NAME=NUMBER", 0, "Set a parameter of the target; repeatable", 0 },
    { 0 },
};

static const char doc[] =
    "Lists, checks and shows instruction sets.\v"
    "  list                      the shipped targets\n"
    "  check TARGET|FILE...      everything the loader can find wrong, and the tests in the files\n"
    "  show TARGET               registers, options and instructions of a target\n"
    "  show TARGET MNEMONIC...   encoding, syntax, semantics, sources and destinations of instructions\n\n"
    "A TARGET is the name of a shipped one or a target file (a path, or ending in .yaml).\n\n"
    "Examples:\n"
    "  orrery isa show TARGET add\n"
    "  orrery isa check --with M,C ./my-target.yaml";

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct isa_options *o = state->input;
    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = &o->target; return 0;
    case KEY_IR: o->ir = true; return 0;
    case KEY_UNTESTED: o->untested = true; return 0;
    case KEY_PARAM: *vec_push(&o->sets) = arg; return 0;
    case ARGP_KEY_ARG:
        if (o->target.target)
            return cli_option_error(state, "the target is a word here: orrery isa show TARGET");
        *vec_push(&o->words) = arg;
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const char *const *terminated(cli_names *names)
{
    *vec_push(names) = NULL;
    names->count--;
    return names->data;
}

static struct isa *load(struct isa_options *o, const char *target, bool check, struct diag *d)
{
    const char **services = cli_service_names();
    const struct isa_request rq = { .target = target,
                                    .with = terminated(&o->target.with),
                                    .without = terminated(&o->target.without),
                                    .sets = terminated(&o->sets),
                                    .paths = terminated(&o->target.paths),
                                    .services = services,
                                    .check = check };
    struct isa *isa = isa_load(&rq, d);
    free(services);
    return isa;
}

/* ---- the actions ------------------------------------------------------------------------------------- */

static int list(struct isa_options *o, struct diag *d)
{
    size_t n;
    char **names = isa_targets(&n);
    for (size_t i = 0; i < n; i++) {
        struct isa *isa = load(o, names[i], false, d);
        if (isa)
            printf("%-12s %s\n", names[i], isa->doc ? isa->doc : isa->name);
        isa_free(isa);
        free(names[i]);
    }
    free(names);
    return d->errors ? CLI_FAILED : CLI_OK;
}

static void print_checked(const struct isa *isa, bool untested)
{
    printf("%s: %u instructions, %u aliases, %u pseudo-instructions: no errors; %u tests passed, %u "
           "instruction%s "
           "without a test\n",
           isa->target, isa->ninsns, isa->naliases, isa->npseudos, isa->ntests, isa->nuntested,
           isa->nuntested == 1 ? "" : "s");
    for (unsigned i = 0; untested && i < isa->ninsns; i++)
        if (!isa->tested[i])
            printf("  %s%s%s: %s\n", isa->insns[i].name, isa->insns[i].variant ? " " : "",
                   isa->insns[i].variant ? isa->insns[i].variant : "", isa->insns[i].enc_text);
}

static int check(struct isa_options *o, struct diag *d)
{
    for (size_t i = 1; i < o->words.count; i++) {
        int before = d->errors;
        struct isa *isa = load(o, o->words.data[i], true, d);
        diag_print(d, stderr);
        if (isa)
            print_checked(isa, o->untested);
        else
            fprintf(stderr, "%s: %d error%s\n", o->words.data[i], d->errors - before,
                    d->errors - before == 1 ? "" : "s");
        isa_free(isa);
    }
    return d->errors ? CLI_FAILED : CLI_OK;
}

static int show(struct isa_options *o, struct diag *d)
{
    struct isa *isa = load(o, o->words.data[1], false, d);
    struct str out;
    if (!isa)
        return CLI_REFUSED;
    str_init(&out);
    if (o->words.count == 2)
        isa_show_target(isa, &out);
    for (size_t i = 2; i < o->words.count; i++)
        isa_show_mnemonic(isa, o->words.data[i], o->ir, &out, d);
    fputs(out.buf, stdout);
    str_release(&out);
    isa_free(isa);
    return d->errors ? CLI_REFUSED : CLI_OK;
}

static const struct action {
    const char *name;
    int (*run)(struct isa_options *o, struct diag *d);
    size_t min, max; /* words, the action's name included */
    const char *usage;
} actions[] = {
    { "list", list, 1, 1, "list" },
    { "check", check, 2, SIZE_MAX, "check TARGET|FILE..." },
    { "show", show, 2, SIZE_MAX, "show TARGET [MNEMONIC...]" },
};
#define ACTIONS (sizeof actions / sizeof actions[0])

static const struct action *find_action(const struct isa_options *o)
{
    const char *names[ACTIONS], *word = o->words.count ? o->words.data[0] : NULL;
    char hint[DIAG_SUGGEST_MAX];
    for (size_t i = 0; i < ACTIONS; i++) {
        names[i] = actions[i].name;
        if (!word || strcmp(word, names[i]) != 0)
            continue;
        if (o->words.count >= actions[i].min && o->words.count <= actions[i].max)
            return &actions[i];
        fprintf(stderr, "orrery isa: usage: orrery isa %s\n", actions[i].usage);
        return NULL;
    }
    if (word)
        fprintf(stderr, "orrery isa: unknown action '%s'%s\nTry 'orrery isa --help'.\n", word,
                diag_suggest(hint, word, names, ACTIONS));
    else
        fputs("orrery isa: list, check or show?\nTry 'orrery isa --help'.\n", stderr);
    return NULL;
}

int cmd_isa(int argc, char **argv)
{
    static const struct argp_child children[] = { { &cli_target_argp, 0, NULL, 0 }, { 0 } };
    static const struct argp argp = { options, parse, "ACTION [TARGET] [MNEMONIC...]", doc, children,
                                      NULL,    NULL };
    struct isa_options o = { 0 };
    struct diag d;
    int status = cli_parse(&argp, 0, argc, argv, &o);
    if (status < 0) {
        const struct action *a = find_action(&o);
        diag_init(&d);
        status = a ? a->run(&o, &d) : CLI_REFUSED;
        diag_print(&d, stderr);
        diag_release(&d);
    }
    vec_release(&o.sets);
    vec_release(&o.words);
    target_options_release(&o.target);
    return status;
}
