/* debug.c - `orrery debug`: a program in the debugger, at the plain prompt or with scripts. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/fs.h"
#include "base/str.h"
#include "cli/program_files.h"
#include "cli/run.h"
#include "config.h"
#include "debug/engine.h"
#include "debug/prompt.h"
#include "debug/session.h"
#ifdef HAVE_TUI
#include "tui/tui.h"
#endif

enum { KEY_EX = 0x1300, KEY_IEX, KEY_BATCH, KEY_NX, KEY_ARGS, KEY_CLI, KEY_SCREEN, KEY_COLOR };

/* -x and -ex, in the order in which they were given; -iex apart. */
struct order {
    bool file;
    const char *text;
};

struct debug_options {
    struct run_options run;
    VEC(struct order) orders;
    cli_names early;
    bool batch, quiet, no_init, cli;
    int width, height; /* --screen; 0: none */
    int color;         /* enum tui_colors */
};

static const struct argp_option options[] = {
    { "command", 'x', "FILE", 0, "Run the commands in FILE", -5 },
    { "ex", KEY_EX, "COMMAND", 0, "Run a command; may be repeated, in order with -x", -5 },
    { "iex", KEY_IEX, "COMMAND", 0, "Run a command before the init files", -5 },
    { "batch", KEY_BATCH, NULL, 0, "Leave after the commands; status 1 if one failed", -5 },
    { "quiet", 'q', NULL, 0, "No introduction", -5 },
    { "nx", KEY_NX, NULL, 0, "No init files", -5 },
    { "args", KEY_ARGS, NULL, 0, "All that follows PROGRAM are its arguments", -5 },
    { "cli", KEY_CLI, NULL, 0, "The plain prompt: output is only appended", -5 },
#ifdef HAVE_TUI
    { "screen", KEY_SCREEN, "WIDTHxHEIGHT", 0,
      "A screen of this size that is not shown: `tui key` presses keys, `save-display` writes what it shows",
      -5 },
    { "color", KEY_COLOR, "auto|always|never", 0,
      "Whether the screen has colours (default: auto, see NO_COLOR)", -5 },
#endif
    { 0 },
};

#ifdef HAVE_TUI
static error_t parse_screen(struct argp_state *state, const char *arg, struct debug_options *o)
{
    char after;
    if (sscanf(arg, "%4dx%4d%c", &o->width, &o->height, &after) != 2 || o->width < 1 || o->height < 1 ||
        o->width > 1000 || o->height > 1000)
        return cli_option_error(state, "--screen is WIDTHxHEIGHT, as 80x24, each from 1 to 1000, not '%s'",
                                arg);
    return 0;
}

static error_t parse_color(struct argp_state *state, const char *arg, struct debug_options *o)
{
    static const char *const words[] = {
        [TUI_COLORS_AUTO] = "auto", [TUI_COLORS_ON] = "always", [TUI_COLORS_OFF] = "never"
    };
    for (int i = 0; i < 3; i++)
        if (!strcmp(arg, words[i]))
            return o->color = i, 0;
    return cli_option_error(state, "--color is auto, always or never, not '%s'", arg);
}
#endif

static const char doc[] =
    "Opens a program in the debugger: step it by cycles, instructions and lines, forwards and backwards, ask "
    "why an instruction waits, and look into every stage, cache and predictor.\v"
    "The commands are gdb's, and some more for the machine: type `help`, or read docs/DEBUGGER.md.\n\n"
    "Examples:\n"
    "  orrery debug hello.s\n"
    "  orrery debug -m classic5-predict -ex 'break main' -ex run a.out\n"
    "  orrery debug -batch -x grade.dbg answer.s";

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct debug_options *o = state->input;
    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = &o->run; return 0;
    case 'x': *vec_push(&o->orders) = (struct order){ true, arg }; return 0;
    case KEY_EX: *vec_push(&o->orders) = (struct order){ false, arg }; return 0;
    case KEY_IEX: *vec_push(&o->early) = arg; return 0;
    case KEY_BATCH: o->batch = true; return 0;
    case 'q': o->quiet = true; return 0;
    case KEY_NX: o->no_init = true; return 0;
    case KEY_ARGS: o->run.one_program = true; return 0;
    case KEY_CLI: o->cli = true; return 0;
#ifdef HAVE_TUI
    case KEY_SCREEN: return parse_screen(state, arg, o);
    case KEY_COLOR: return parse_color(state, arg, o);
#endif
    case ARGP_KEY_END:
        if (o->run.traces.count || o->run.report_file || o->run.report != REPORT_TEXT)
            return cli_option_error(state,
                                    "%s belongs to `orrery run`; in the debugger there is `info stats`",
                                    o->run.traces.count ? "--trace" : "a report");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

/* ---- init files -------------------------------------------------------------------------------------- */

static void user_init(struct session *s)
{
    const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    char *path = NULL;
    if (config && *config)
        path = xasprintf("%s/orrery/init", config);
    else if (home && *home)
        path = xasprintf("%s/.config/orrery/init", home);
    if (path && fs_exists(path))
        session_source(s, path, false);
    free(path);
}

/* Whether `dir` is one of the directories of a list separated by colons, or below one. */
static bool is_safe(const char *list, const char *dir)
{
    while (*list) {
        size_t n = strcspn(list, ":");
        size_t m = n;
        while (m > 1 && list[m - 1] == '/')
            m--;
        if (m && !strncmp(list, dir, m) && (!dir[m] || dir[m] == '/' || (m == 1 && *list == '/')))
            return true;
        list += n + (list[n] == ':');
    }
    return false;
}

/* A file of commands that somebody else may have put there: only where the user said so. */
static void project_init(struct session *s)
{
    char *dir = getcwd(NULL, 0);
    struct str safe;
    if (!dir || !fs_exists(".orreryinit")) {
        free(dir);
        return;
    }
    str_init(&safe);
    session_setting(s, "auto-load safe-path", &safe);
    if (is_safe(safe.buf, dir))
        session_source(s, ".orreryinit", false);
    else
        fprintf(stderr,
                "warning: \"%s/.orreryinit\" was not run: \"auto-load safe-path\" is \"%s\".\n"
                "To allow it, put \"set auto-load safe-path %s\" into your own init file.\n",
                dir, safe.buf, dir);
    str_release(&safe);
    free(dir);
}

/* ---- running ----------------------------------------------------------------------------------------- */

/* Who is talked to: the plain prompt, and in front of it the screen, if there is one. */
struct talk {
    struct session *session;
    struct prompt *prompt;
    const struct debug_options *o;
    struct tui *tui; /* NULL: none */
};

static enum session_status execute(struct talk *t, const char *line)
{
#ifdef HAVE_TUI
    if (t->tui)
        return tui_execute(t->tui, line);
#endif
    return session_execute(t->session, line, false);
}

/* What the command line asked for, up to `quit`. *failed: something did not work. */
static enum session_status obey(struct talk *t, bool *failed)
{
    const struct debug_options *o = t->o;
    enum session_status status = SESSION_OK;
    for (size_t i = 0; i < o->early.count && status != SESSION_QUIT; i++)
        status = execute(t, o->early.data[i]);
    if (!o->no_init && status != SESSION_QUIT) {
        user_init(t->session);
        project_init(t->session);
    }
    for (size_t i = 0; i < o->orders.count && status != SESSION_QUIT; i++) {
        const struct order *order = &o->orders.data[i];
        status = order->file ? session_source(t->session, order->text, false) : execute(t, order->text);
        *failed |= status == SESSION_FAILED;
    }
    if (o->batch && status != SESSION_QUIT && session_continuation(t->session)) {
        fputs("The commands end within a block; \"end\" is missing.\n", stderr);
        *failed = true;
    }
    return status;
}

static void introduce(struct talk *t)
{
    if (t->o->quiet || t->o->batch || t->tui)
        return;
    printf("Orrery " PACKAGE_VERSION ". %s on machine %s. Type \"help\" for help.\n",
           session_isa(t->session)->name,
           machine_desc_name(machine_description(engine_machine(session_engine(t->session)))));
}

#ifdef HAVE_TUI
/* A screen that was asked for, or the terminal's. */
static void open_screen(struct talk *t, FILE *in)
{
    const struct debug_options *o = t->o;
    bool terminal = !o->cli && !o->batch && in == stdin && tui_possible();
    struct tui_options to = { .width = o->width,
                              .height = o->height,
                              .colors = (enum tui_colors)o->color,
                              .plain = prompt_io(t->prompt) };
    if (o->width || terminal)
        t->tui = tui_open(t->session, &to);
}

static bool is_wanted(void *ctx)
{
    return tui_is_wanted(ctx);
}

/* The screen, and the plain prompt as often as the user changes between them. */
static enum session_status converse_on_screen(struct talk *t)
{
    for (;;) {
        prompt_read_history(t->session);
        enum tui_end end = tui_loop(t->tui);
        prompt_write_history(t->session);
        if (end == TUI_QUIT)
            return SESSION_QUIT;
        enum session_status status = prompt_loop(t->prompt, is_wanted, t->tui);
        if (status == SESSION_QUIT || !tui_is_wanted(t->tui))
            return status;
    }
}
#endif

static int converse(struct talk *t, FILE *in)
{
    bool failed = false;
    (void)in;
#ifdef HAVE_TUI
    open_screen(t, in);
#endif
    introduce(t);
    enum session_status status = obey(t, &failed);
    if (status != SESSION_QUIT && !t->o->batch) {
#ifdef HAVE_TUI
        if (t->tui && !t->o->width)
            status = converse_on_screen(t);
        else
#endif
            status = prompt_loop(t->prompt, NULL, NULL);
    }
#ifdef HAVE_TUI
    tui_close(t->tui);
#endif
    fflush(stdout);
    return status == SESSION_QUIT  ? session_exit_status(t->session)
           : t->o->batch && failed ? CLI_FAILED
                                   : CLI_OK;
}

/* Where commands come from. With --input the guest has standard input for itself. */
static FILE *command_input(const struct debug_options *o, struct diag *d)
{
    if (!o->run.input)
        return stdin;
    int keep = dup(STDIN_FILENO);
    FILE *f = keep < 0 ? NULL : fdopen(keep, "r");
    if (!f) {
        diag_error(d, (struct loc){ 0 }, "cannot duplicate standard input: %s", strerror(errno));
        return NULL;
    }
    return run_input(o->run.input, d) < 0 ? fclose(f), NULL : f;
}

static int debug(struct debug_options *o, struct prepared *p)
{
    int status = CLI_REFUSED;
    struct engine_options eo = { .machine = p->machine };
    FILE *in = command_input(o, &p->diag);
    struct engine *e = in ? engine_new(p->isa, p->desc, p->image, &eo, &p->diag) : NULL;
    diag_print(&p->diag, stderr);
    if (e) {
        struct prompt *prompt = prompt_new(in);
        struct session_io io = prompt_io(prompt);
        struct session *s = session_new(e, p->isa, p->image, &io);
        session_allow_host(s, true);
        struct program_files files;
        program_files_init(&files, &o->run, p);
        const struct session_program program = { &files, program_files_changed, program_files_read };
        if (!o->run.region) /* which was found in the program as it is */
            session_set_program(s, &program);
        session_limit(s, o->run.max_cycles, o->run.max_instructions);
        prompt_attach(prompt, s);
        struct talk talk = { .session = s, .prompt = prompt, .o = o };
        status = converse(&talk, in);
        prompt_attach(prompt, NULL);
        session_free(s);
        prompt_free(prompt);
        engine_free(e);
        program_files_release(&files);
    }
    if (in && in != stdin)
        fclose(in);
    return status;
}

int cmd_debug(int argc, char **argv)
{
    struct debug_options o = { 0 };
    const struct argp_child children[] = { { &cli_run_argp, 0, NULL, 0 }, { 0 } };
    const struct argp argp = { options, parse, "PROGRAM... [ARGUMENT...]", doc, children, NULL, NULL };
    run_options_init(&o.run);
    int status = cli_parse(&argp, ARGP_IN_ORDER | ARGP_LONG_ONLY, argc, argv, &o);
    if (status < 0) {
        struct prepared p;
        if (prepare(&p, &o.run) < 0) {
            diag_print(&p.diag, stderr);
            status = CLI_REFUSED;
        } else {
            status = debug(&o, &p);
        }
        prepared_release(&p);
    }
    run_options_release(&o.run);
    vec_release(&o.orders);
    vec_release(&o.early);
    return status;
}
