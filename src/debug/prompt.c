/* prompt.c - the plain prompt. Output is only ever appended: nothing moves the cursor but Readline within the
 * line being typed. */
#include "debug/prompt.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <unistd.h>
#include <readline/history.h>
#include <readline/readline.h>
#include "base/str.h"
#include "debug/matches.h"

struct prompt {
    struct session *session;
    FILE *in;
    bool terminal;  /* both ends: Readline, questions, pages */
    unsigned lines; /* printed since the last command, for pages */
    bool skip;      /* the rest of the output of this command */
    struct sigaction old;
};

/* A signal handler and Readline's hooks have no argument: the prompt that is at work. */
static struct prompt *volatile current;
static volatile sig_atomic_t cancelled;

static void on_interrupt(int signal)
{
    (void)signal;
    cancelled = 1;
    if (current && current->session)
        session_interrupt(current->session);
}

struct prompt *prompt_new(FILE *in)
{
    struct prompt *p = xcalloc(1, sizeof *p);
    struct sigaction action = { .sa_handler = on_interrupt };
    p->in = in;
    p->terminal = isatty(fileno(in)) && isatty(STDOUT_FILENO);
    current = p;
    sigaction(SIGINT, &action, &p->old);
    return p;
}

void prompt_attach(struct prompt *p, struct session *s)
{
    p->session = s;
}

/* Waits for input. False: Ctrl-C came, if only just before the wait. */
static bool await_input(FILE *in)
{
    sigset_t interrupt, others;
    fd_set set;
    int n;
    sigemptyset(&interrupt);
    sigaddset(&interrupt, SIGINT);
    sigprocmask(SIG_BLOCK, &interrupt, &others);
    do {
        FD_ZERO(&set);
        FD_SET(fileno(in), &set);
        n = cancelled ? 1 : pselect(fileno(in) + 1, &set, NULL, NULL, NULL, &others);
    } while (n < 0 && errno == EINTR);
    sigprocmask(SIG_SETMASK, &others, NULL);
    return !cancelled;
}

/* ---- output ------------------------------------------------------------------------------------------ */

static unsigned page_height(const struct prompt *p)
{
    struct str text;
    if (!p->session || !p->terminal)
        return 0;
    str_init(&text);
    session_setting(p->session, "pagination", &text);
    bool on = !strcmp(text.buf, "on");
    str_clear(&text);
    session_setting(p->session, "height", &text);
    unsigned height = on ? (unsigned)strtoul(text.buf, NULL, 10) : 0;
    str_release(&text);
    return height;
}

/* False: the input has ended, or Ctrl-C (then `cancelled`). */
static bool read_answer(struct prompt *p, const char *question, char *answer, int size)
{
    fputs(question, stdout);
    fflush(stdout);
    if (await_input(p->in) && fgets(answer, size, p->in))
        return true;
    clearerr(p->in);
    return false;
}

/* After a page: asks whether to go on. */
static void pause_page(struct prompt *p)
{
    static const char question[] = "--Type <RET> for more, q to quit, c to continue without paging--";
    char answer[16];
    p->lines = 0;
    if (!read_answer(p, question, answer, sizeof answer) || *answer == 'q')
        p->skip = true;
    else if (*answer == 'c')
        session_execute(p->session, "set pagination off", false);
}

static void write_paged(struct prompt *p, const char *text, size_t n)
{
    unsigned height = page_height(p);
    while (n && !p->skip) {
        const char *nl = memchr(text, '\n', n);
        size_t part = nl && height ? (size_t)(nl - text) + 1 : n;
        fwrite(text, 1, part, stdout);
        text += part;
        n -= part;
        if (nl && height && ++p->lines >= height - 1)
            pause_page(p);
    }
}

static void write_text(void *ctx, enum session_text kind, const char *text, size_t n)
{
    struct prompt *p = ctx;
    if (kind == TEXT_ERROR) {
        fflush(stdout);
        fwrite(text, 1, n, stderr);
    } else if (kind == TEXT_GUEST) {
        fwrite(text, 1, n, stdout);
        fflush(stdout);
    } else {
        write_paged(p, text, n);
    }
}

static bool ask(void *ctx, const char *question)
{
    struct prompt *p = ctx;
    char answer[64];
    if (!p->terminal) {
        printf("%s[answered Y; input not from terminal]\n", question);
        return true;
    }
    for (;;) {
        if (!read_answer(p, question, answer, sizeof answer)) {
            puts(cancelled ? "" : "EOF [assumed Y]");
            return !cancelled;
        }
        if (*answer == 'y' || *answer == 'Y' || *answer == 'n' || *answer == 'N')
            return *answer == 'y' || *answer == 'Y';
        puts("Please answer y or n.");
    }
}

struct session_io prompt_io(struct prompt *p)
{
    return (struct session_io){ .ctx = p, .write = write_text, .ask = ask };
}

/* ---- Readline ---------------------------------------------------------------------------------------- */

static char **completion(const char *text, int start, int end)
{
    size_t from;
    char **words = session_complete(current->session, rl_line_buffer, (size_t)end, &from);
    (void)text;
    return readline_matches(words, from, (size_t)start);
}

/* A byte for Readline. Ctrl-C while a line is typed: the line is given up, as if empty. */
static int get_byte(FILE *in)
{
    unsigned char c;
    for (;;) {
        if (!await_input(in)) {
            rl_replace_line("", 1);
            return '\n';
        }
        ssize_t n = read(fileno(in), &c, 1);
        if (n == 1)
            return c;
        if (n == 0 || errno != EINTR)
            return EOF;
    }
}

/* Where the history is kept; the caller frees. NULL: nowhere. */
static char *history_path(struct session *s)
{
    struct str text;
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    str_init(&text);
    session_setting(s, "history filename", &text);
    if (text.len)
        return str_take(&text);
    if (state && *state)
        str_add(&text, state);
    else if (home && *home)
        str_addf(&text, "%s/.local/state", home);
    else {
        str_release(&text);
        return NULL;
    }
    str_add(&text, "/orrery");
    for (char *p = text.buf + 1; *p; p++)
        if (*p == '/') {
            *p = '\0';
            mkdir(text.buf, 0700);
            *p = '/';
        }
    mkdir(text.buf, 0700);
    str_add(&text, "/history");
    return str_take(&text);
}

/* C-x a: the same key leaves the screen. What was being typed is given up. */
static int to_screen(int count, int key)
{
    (void)count;
    rl_replace_line("tui enable", 1);
    rl_point = rl_end;
    rl_redisplay();
    return rl_newline(1, key);
}

static void open_readline(struct prompt *p, bool screen)
{
    rl_readline_name = "orrery";
    rl_instream = p->in;
    rl_attempted_completion_function = completion;
    rl_getc_function = get_byte;
    rl_catch_signals = 0; /* SIGINT is ours, and ends the read */
    rl_variable_bind("enable-bracketed-paste", "off");
    if (screen) {
        rl_bind_keyseq("\\C-xa", to_screen);
        rl_bind_keyseq("\\C-x\\C-a", to_screen);
    }
    prompt_read_history(p->session);
}

void prompt_read_history(struct session *s)
{
    char *path = history_path(s);
    using_history();
    if (path)
        read_history(path);
    free(path);
    using_history();
}

void prompt_write_history(struct session *s)
{
    struct str text;
    char *path;
    str_init(&text);
    session_setting(s, "history save", &text);
    bool save = !strcmp(text.buf, "on");
    str_clear(&text);
    session_setting(s, "history size", &text);
    int size = atoi(text.buf);
    str_release(&text);
    path = save ? history_path(s) : NULL;
    if (size > 0)
        stifle_history(size);
    if (path)
        write_history(path);
    free(path);
    clear_history();
}

static char *read_line(struct prompt *p, const char *prompt)
{
    if (p->terminal) {
        char *line = readline(prompt);
        HIST_ENTRY *last = history_length ? history_get(history_base + history_length - 1) : NULL;
        if (line && *line && (!last || strcmp(last->line, line) != 0))
            add_history(line);
        return line;
    }
    char *line = NULL;
    size_t cap = 0;
    ssize_t n = getline(&line, &cap, p->in);
    if (n < 0) {
        free(line);
        return NULL;
    }
    while (n && (line[n - 1] == '\n' || line[n - 1] == '\r'))
        line[--n] = '\0';
    return line;
}

/* ---- the loop ---------------------------------------------------------------------------------------- */

enum session_status prompt_loop(struct prompt *p, bool (*done)(void *ctx), void *ctx)
{
    enum session_status status = SESSION_OK;
    if (p->terminal)
        open_readline(p, done != NULL);
    while (status != SESSION_QUIT && !(done && done(ctx))) {
        const char *more = session_continuation(p->session);
        cancelled = 0;
        char *line = read_line(p, more ? more : session_prompt(p->session));
        if (!line && errno == EINTR && cancelled) {
            clearerr(p->in);
            continue;
        }
        if (!line)
            break;
        p->lines = 0;
        p->skip = false;
        if (cancelled) {
            puts("Quit");
            session_cancel(p->session);
        } else {
            status = session_execute(p->session, line, p->terminal);
        }
        fflush(stdout);
        free(line);
    }
    if (p->terminal && status != SESSION_QUIT && !(done && done(ctx)))
        puts("quit");
    if (p->terminal)
        prompt_write_history(p->session);
    return status;
}

void prompt_free(struct prompt *p)
{
    if (!p)
        return;
    sigaction(SIGINT, &p->old, NULL);
    current = NULL;
    free(p);
}
