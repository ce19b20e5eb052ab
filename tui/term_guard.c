/* term_guard.c - see term_guard.h.
 *
 * The handlers of deadly signals write the sequences that every terminal of the last thirty years
 * understands, put the saved mode back, say what happened on the ordinary screen, and raise the signal again
 * with the handler that was there before ncurses came with its own, which would leave the alternate screen a
 * second time, over what was said: so a sanitizer's report and a core dump come as usual. Only
 * async-signal-safe calls. */
#include "tui/term_guard.h"
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static const struct {
    int number;
    const char *name;
} deadly[] = {
    { SIGSEGV, "segmentation fault" },
    { SIGBUS, "bus error" },
    { SIGILL, "illegal instruction" },
    { SIGFPE, "arithmetic fault" },
    { SIGABRT, "aborted" },
    { SIGTERM, "terminated" },
    { SIGHUP, "hangup" },
    { SIGQUIT, "quit by C-\\" },
};
#define DEADLY (sizeof deadly / sizeof *deadly)

static struct {
    struct termios mode;
    bool have_mode;
    struct sigaction old[DEADLY], old_int;
    int saved_error, captured; /* descriptors; -1: none */
    void (*interrupt)(void *ctx);
    void *ctx;
} guard = { .saved_error = -1, .captured = -1 };

static void say(int fd, const char *text)
{
    size_t n = strlen(text);
    while (n) {
        ssize_t w = write(fd, text, n);
        if (w <= 0)
            return;
        text += w, n -= (size_t)w;
    }
}

/* What was written to standard error, from its beginning. */
static void replay(int fd)
{
    char buf[4096];
    ssize_t n;
    for (off_t at = 0; (n = pread(guard.captured, buf, sizeof buf, at)) > 0; at += n)
        if (write(fd, buf, (size_t)n) != n)
            return;
}

static void on_deadly(int number)
{
    size_t i = 0;
    while (i < DEADLY && deadly[i].number != number)
        i++;
    say(STDOUT_FILENO, "\033[?1049l\033[?25h\033[0m\033[?1l\033>");
    say(STDOUT_FILENO, "\033[?1000l\033[?1002l\033[?1006l\033[?2004l\r");
    if (guard.have_mode)
        tcsetattr(STDIN_FILENO, TCSANOW, &guard.mode);
    if (guard.saved_error >= 0) {
        dup2(guard.saved_error, STDERR_FILENO);
        replay(STDERR_FILENO);
    }
    say(STDERR_FILENO, "orrery: ");
    say(STDERR_FILENO, i < DEADLY ? deadly[i].name : "signal");
    say(STDERR_FILENO, "; the terminal is as it was\n");
    if (i < DEADLY)
        sigaction(number, &guard.old[i], NULL);
    raise(number);
}

static void on_interrupt(int number)
{
    (void)number;
    if (guard.interrupt)
        guard.interrupt(guard.ctx);
}

/* Into a file without a name; without one, standard error is simply not seen. */
static void capture_errors(void)
{
    char name[] = "/tmp/orrery-XXXXXX";
    guard.captured = mkstemp(name);
    if (guard.captured < 0)
        return;
    unlink(name);
    guard.saved_error = dup(STDERR_FILENO);
    if (guard.saved_error < 0 || !isatty(STDERR_FILENO) || dup2(guard.captured, STDERR_FILENO) < 0) {
        if (guard.saved_error >= 0) /* redirected by the user: it stays so */
            close(guard.saved_error);
        close(guard.captured);
        guard.saved_error = guard.captured = -1;
    }
}

void guard_open(void (*interrupt)(void *ctx), void *ctx)
{
    guard.interrupt = interrupt;
    guard.ctx = ctx;
    guard.have_mode = tcgetattr(STDIN_FILENO, &guard.mode) == 0;
    capture_errors();
    for (size_t i = 0; i < DEADLY; i++)
        sigaction(deadly[i].number, NULL, &guard.old[i]);
    sigaction(SIGINT, NULL, &guard.old_int);
}

void guard_signals(void)
{
    struct sigaction sa = { .sa_handler = on_deadly, .sa_flags = (int)(SA_RESETHAND | SA_NODEFER) };
    sigemptyset(&sa.sa_mask);
    for (size_t i = 0; i < DEADLY; i++)
        sigaction(deadly[i].number, &sa, NULL);
    sa = (struct sigaction){ .sa_handler = on_interrupt };
    sigemptyset(&sa.sa_mask);
    sigaction(SIGINT, &sa, NULL);
}

void guard_close(void)
{
    for (size_t i = 0; i < DEADLY; i++)
        sigaction(deadly[i].number, &guard.old[i], NULL);
    sigaction(SIGINT, &guard.old_int, NULL);
    if (guard.have_mode)
        tcsetattr(STDIN_FILENO, TCSADRAIN, &guard.mode);
    if (guard.saved_error >= 0) {
        dup2(guard.saved_error, STDERR_FILENO);
        replay(STDERR_FILENO);
        close(guard.saved_error);
        close(guard.captured);
    }
    guard.saved_error = guard.captured = -1;
}
