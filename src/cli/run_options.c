/* run_options.c - the options of the commands that run a program. */
#include "cli/run.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "base/str.h"

#define DEFAULT_MACHINE "classic5"
#define DEFAULT_SEED    1

enum {
    KEY_SET = 0x1200,
    KEY_ROOT,
    KEY_MAX_CYCLES,
    KEY_MAX_INSTRUCTIONS,
    KEY_REPORT,
    KEY_REGION,
    KEY_BASE,
    KEY_ENTRY,
    KEY_SEED,
    KEY_MISALIGNED,
    KEY_FUNCTIONAL,
    KEY_TRACE,
    KEY_PERSONALITY
};

static const struct argp_option options[] = {
    { "machine", 'm', "MACHINE", 0,
      "Machine: the name of a shipped one or a machine file (default: classic5)", 1 },
    { "set", KEY_SET, "KEY=VALUE", 0, "Change a key of the machine file: --set l1d.size=8KiB; repeatable",
      1 },
    { "functional", KEY_FUNCTIONAL, NULL, 0, "Values only, no machine and no cycles: fastest", 1 },
    { "max-cycles", KEY_MAX_CYCLES, "N", 0, "Stop after N clock cycles (exit status 124)", 2 },
    { "max-instructions", KEY_MAX_INSTRUCTIONS, "N", 0, "Stop after N instructions (exit status 124)", 2 },
    { "root", KEY_ROOT, "DIR", 0, "Let the program see the files below DIR, as its /", 3 },
    { "seed", KEY_SEED, "N", 0, "Seed of all random choices (default: 1)", 3 },
    { "misaligned", KEY_MISALIGNED, "split|trap", 0,
      "What a misaligned access does (default: as the ISA says)", 3 },
    { "personality", KEY_PERSONALITY, "NAME", 0,
      "Meaning of the program's calls of its environment (default: "
      "by the sort of program)",
      3 },
    { "input", 'i', "FILE", 0, "The program's standard input (default: Orrery's own)", 3 },
    { "base", KEY_BASE, "ADDR", 0, "Where a flat image (.bin, .hex) is loaded and starts", 4 },
    { "entry", KEY_ENTRY, "SYMBOL|ADDR", 0, "Where the program starts", 4 },
    { "report", KEY_REPORT, "text|json|none", 0, "Form of the report (default: text)", 5 },
    { "output", 'o', "FILE", 0, "Where the report goes (default: standard error)", 5 },
    { "region", KEY_REGION, "FROM[:TO]", 0,
      "Region of interest: from the first retirement at FROM to the next "
      "at TO, symbols or addresses",
      5 },
    { "trace", KEY_TRACE, "KIND=FILE", 0,
      "Write one line for every event: retire (cycle,pc,word), access (of caches), predict (of the branch "
      "predictor); repeatable, each to a file of its own",
      5 },
    { 0 },
};

/* ---- values ------------------------------------------------------------------------------------------ */

static error_t number(struct argp_state *state, const char *option, const char *arg, uint64_t *out)
{
    if (cli_number(arg, out))
        return 0;
    return cli_option_error(state, "%s wants a number, not '%s'", option, arg);
}

/* One word of a list; its place to *out. */
static error_t choice(struct argp_state *state, const char *option, const char *arg, const char *const *words,
                      size_t n, int *out)
{
    char hint[DIAG_SUGGEST_MAX];
    struct str all;
    for (size_t i = 0; i < n; i++)
        if (!strcmp(arg, words[i]))
            return *out = (int)i, 0;
    str_init(&all);
    for (size_t i = 0; i < n; i++)
        str_addf(&all, "%s%s", i ? ", " : "", words[i]);
    cli_option_error(state, "%s is one of %s, not '%s'%s", option, all.buf, arg,
                     diag_suggest(hint, arg, words, n));
    str_release(&all);
    return EINVAL;
}

static error_t parse_report(struct argp_state *state, const char *arg, struct run_options *o)
{
    static const char *const forms[] = { "text", "json", "none" };
    int form = 0;
    error_t e = choice(state, "--report", arg, forms, 3, &form);
    o->report = (enum report_form)form;
    return e;
}

static error_t parse_trace(struct argp_state *state, const char *arg, struct run_options *o)
{
    int kind = 0;
    const char *eq = strchr(arg, '=');
    if (!eq || !eq[1])
        return cli_option_error(state, "--trace wants KIND=FILE, not '%s'", arg);
    char *word = xstrndup(arg, (size_t)(eq - arg));
    error_t e = choice(state, "the kind of a --trace", word, trace_kind_names(), TRACE_KINDS, &kind);
    free(word);
    struct trace_choice *t;
    vec_each (t, &o->traces)
        if (!strcmp(t->file, eq + 1))
            return cli_option_error(state, "each --trace needs a file of its own, not '%s' again", t->file);
    *vec_push(&o->traces) = (struct trace_choice){ (enum trace_kind)kind, eq + 1 };
    return e;
}

static error_t parse_misaligned(struct argp_state *state, const char *arg, struct run_options *o)
{
    static const char *const ways[] = { [MISALIGNED_SPLIT] = "split", [MISALIGNED_TRAP] = "trap" };
    return choice(state, "--misaligned", arg, ways, 2, &o->misaligned);
}

/* ---- arguments --------------------------------------------------------------------------------------- */

static bool is_assembly(const char *path)
{
    size_t n = strlen(path);
    return n > 2 && path[n - 2] == '.' && (path[n - 1] == 's' || path[n - 1] == 'S');
}

/* Programs first; from the first word that is none, everything is the guest's. */
static error_t parse_word(struct argp_state *state, char *arg, struct run_options *o)
{
    bool first = o->programs.count == 0;
    bool quoted = state->quoted && state->next > state->quoted;
    if (first || (!quoted && !o->one_program && is_assembly(arg))) {
        *vec_push(&o->programs) = arg;
        if (is_assembly(arg) && !o->one_program)
            return 0;
        if (state->next < state->argc && !strcmp(state->argv[state->next], "--"))
            state->next++;
    } else {
        state->next--;
    }
    o->args = (const char *const *)state->argv + state->next;
    o->nargs = state->argc - state->next;
    state->next = state->argc;
    return 0;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct run_options *o = state->input;
    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = &o->target; return 0;
    case 'm':
        o->machine = arg;
        *vec_push(&o->machines) = (struct machine_choice){ arg, o->sets.count };
        return 0;
    case 'o': o->report_file = arg; return 0;
    case 'i': o->input = arg; return 0;
    case KEY_SET:
        if (!strchr(arg, '='))
            return cli_option_error(state, "--set wants KEY=VALUE, not '%s'", arg);
        *vec_push(&o->sets) = arg;
        return 0;
    case KEY_ROOT: o->root = arg; return 0;
    case KEY_MAX_CYCLES: return number(state, "--max-cycles", arg, &o->max_cycles);
    case KEY_MAX_INSTRUCTIONS: return number(state, "--max-instructions", arg, &o->max_instructions);
    case KEY_REPORT: return parse_report(state, arg, o);
    case KEY_REGION: o->region = arg; return 0;
    case KEY_BASE: o->has_base = true; return number(state, "--base", arg, &o->base);
    case KEY_ENTRY: o->entry = arg; return 0;
    case KEY_SEED: return number(state, "--seed", arg, &o->seed);
    case KEY_MISALIGNED: return parse_misaligned(state, arg, o);
    case KEY_FUNCTIONAL: o->functional = true; return 0;
    case KEY_TRACE: return parse_trace(state, arg, o);
    case KEY_PERSONALITY: o->personality = arg; return 0;
    case ARGP_KEY_ARG: return parse_word(state, arg, o);
    case ARGP_KEY_NO_ARGS: return cli_option_error(state, "which program?");
    case ARGP_KEY_END:
        if (o->functional && (o->traces.count || o->region))
            return cli_option_error(state, "%s needs a machine, and --functional runs without one",
                                    o->traces.count ? "--trace" : "--region");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_child target_child[] = { { &cli_target_argp, 0, NULL, 0 }, { 0 } };
const struct argp cli_run_argp = { options, parse, NULL, NULL, target_child, NULL, NULL };

void run_options_init(struct run_options *o)
{
    *o = (struct run_options){ .machine = DEFAULT_MACHINE,
                               .max_cycles = UINT64_MAX,
                               .max_instructions = UINT64_MAX,
                               .seed = DEFAULT_SEED,
                               .misaligned = -1 };
}

int run_options_parse(struct run_options *o, const char *doc, int argc, char **argv)
{
    const struct argp argp = { options, parse, "PROGRAM... [ARGUMENT...]", doc, target_child, NULL, NULL };
    run_options_init(o);
    return cli_parse(&argp, ARGP_IN_ORDER, argc, argv, o);
}

void run_options_release(struct run_options *o)
{
    target_options_release(&o->target);
    vec_release(&o->machines);
    vec_release(&o->sets);
    vec_release(&o->programs);
    vec_release(&o->traces);
}
