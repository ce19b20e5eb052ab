/* options.c - argp without its habits: no exit() in the library, one form of message, and the nearest valid
 * name where an option was misspelt. */
#include "cli/cli.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/fs.h"
#include "base/str.h"

/* One call of cli_parse(). The argp stands first, so that every parser finds the rest from state->root_argp
 * (argp gives each of them its own input and hook). */
struct root {
    struct argp argp;
    void *input; /* the command's */
    bool helped, reported;
};

static struct root *root_of(const struct argp_state *state)
{
    return (struct root *)(uintptr_t)state->root_argp;
}

enum { KEY_DATA_DIR = 0x1000 };

static const struct argp_option common_options[] = {
    { "data-dir", KEY_DATA_DIR, "DIR", 0, "Directory that holds isa/, machines/ and programs/", -2 },
    { "help", 'h', NULL, 0, "Print this help", -1 },
    { 0 },
};

typedef VEC(char *) names;

/* All long names of an argp and its children, with their dashes. */
static void long_names(const struct argp *a, names *out)
{
    for (const struct argp_option *o = a->options; o && (o->name || o->key || o->doc); o++)
        if (o->name)
            *vec_push(out) = xasprintf("--%s", o->name);
    for (const struct argp_child *c = a->children; c && c->argp; c++)
        long_names(c->argp, out);
}

static const struct argp_option *option_by_key(const struct argp *a, int key)
{
    for (const struct argp_option *o = a->options; o && (o->name || o->key || o->doc); o++)
        if (o->key == key)
            return o;
    for (const struct argp_child *c = a->children; c && c->argp; c++) {
        const struct argp_option *o = option_by_key(c->argp, key);
        if (o)
            return o;
    }
    return NULL;
}

/* getopt refused `arg`, a long option: why? */
static void explain_long(struct argp_state *state, const char *arg, const names *all)
{
    char *name = xstrndup(arg, strcspn(arg, "="));
    char hint[DIAG_SUGGEST_MAX];
    size_t prefixes = 0, exact = 0;
    for (size_t i = 0; i < all->count; i++) {
        prefixes += !strncmp(all->data[i], name, strlen(name));
        exact += !strcmp(all->data[i], name);
    }
    if (!prefixes)
        cli_option_error(state, "unknown option '%s'%s", name,
                         diag_suggest(hint, name, (const char *const *)all->data, all->count));
    else if (!exact && prefixes > 1)
        cli_option_error(state, "option '%s' is ambiguous", name);
    else if (strchr(arg, '='))
        cli_option_error(state, "option '%s' takes no value", name);
    else
        cli_option_error(state, "option '%s' needs a value", name);
    free(name);
}

/* Called for every failure; getopt's own failures have not been reported yet. */
static void explain(struct argp_state *state)
{
    const char *arg = state->next > 0 && state->next <= state->argc ? state->argv[state->next - 1] : "";
    names all = { 0 };
    long_names(state->root_argp, &all);
    if (!strncmp(arg, "--", 2)) {
        explain_long(state, arg, &all);
    } else {
        /* a cluster of short options: getopt moves on to the next argument only at its end */
        if (arg[0] != '-' && state->next < state->argc)
            arg = state->argv[state->next];
        const char *p = arg[0] == '-' ? arg + 1 : arg;
        while (*p && option_by_key(state->root_argp, *p) && !option_by_key(state->root_argp, *p)->arg)
            p++;
        if (*p && option_by_key(state->root_argp, *p))
            cli_option_error(state, "option '-%c' needs a value", *p);
        else
            cli_option_error(state, "unknown option '-%c'", *p ? *p : '?');
    }
    for (size_t i = 0; i < all.count; i++)
        free(all.data[i]);
    vec_release(&all);
}

static error_t parse_common(int key, char *arg, struct argp_state *state)
{
    struct root *r = root_of(state);
    switch (key) {
    case KEY_DATA_DIR: fs_set_data_dir(arg); return 0;
    case 'h':
        argp_help(state->root_argp, stdout, ARGP_HELP_SHORT_USAGE | ARGP_HELP_LONG | ARGP_HELP_DOC,
                  state->name);
        r->helped = true;
        return ECANCELED;
    case ARGP_KEY_ERROR:
        if (!r->helped && !r->reported)
            explain(state);
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp common_argp = { common_options, parse_common, NULL, NULL, NULL, NULL, NULL };

/* Hands the command its input. */
static error_t parse_root(int key, char *arg, struct argp_state *state)
{
    (void)arg;
    if (key != ARGP_KEY_INIT)
        return ARGP_ERR_UNKNOWN;
    state->child_inputs[0] = root_of(state)->input;
    return 0;
}

error_t cli_option_error(struct argp_state *state, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    fprintf(stderr, "%s: ", state->name);
    vfprintf(stderr, fmt, ap);
    fprintf(stderr, "\nTry '%s --help'.\n", state->name);
    va_end(ap);
    root_of(state)->reported = true;
    return EINVAL;
}

int cli_parse(const struct argp *argp, unsigned flags, int argc, char **argv, void *input)
{
    struct argp command = *argp;
    const struct argp_child children[] = {
        { &command, 0, NULL, 0 },
        { &common_argp, 0, NULL, -1 },
        { 0 },
    };
    struct root root = { .argp = { NULL, parse_root, argp->args_doc, argp->doc, children, NULL, NULL },
                         .input = input };
    command.args_doc = command.doc = NULL;
    error_t e =
        argp_parse(&root.argp, argc, argv, flags | ARGP_NO_EXIT | ARGP_NO_ERRS | ARGP_NO_HELP, NULL, NULL);
    if (root.helped)
        return CLI_OK;
    return e ? CLI_REFUSED : -1;
}

bool cli_number(const char *text, uint64_t *out)
{
    unsigned base = 10;
    uint64_t v = 0;
    const char *p = text;
    if (p[0] == '0' && (p[1] == 'x' || p[1] == 'X'))
        base = 16, p += 2;
    else if (p[0] == '0' && (p[1] == 'b' || p[1] == 'B'))
        base = 2, p += 2;
    const char *digits = p;
    for (; *p; p++) {
        static const char set[] = "0123456789abcdef";
        if (*p == '_' && p > digits)
            continue;
        const char *d = memchr(set, *p | ('A' <= *p && *p <= 'F' ? 0x20 : 0), base);
        if (!d)
            break;
        if (__builtin_mul_overflow(v, (uint64_t)base, &v) ||
            __builtin_add_overflow(v, (uint64_t)(d - set), &v))
            return false;
    }
    if (p == digits)
        return false;
    if (*p && base == 10 && !p[1]) {
        static const struct {
            char suffix;
            uint64_t factor;
        } suffixes[] = { { 'k', 1000 }, { 'M', 1000000 }, { 'G', 1000000000 } };
        for (size_t i = 0; i < 3; i++)
            if (*p == suffixes[i].suffix)
                return *out = v, !__builtin_mul_overflow(v, suffixes[i].factor, out);
    }
    *out = v;
    return !*p;
}
