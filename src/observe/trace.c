/* trace.c - see trace.h. A program retires millions of instructions: lines are put together by hand into a
 * large buffer. */
#include "observe/trace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/str.h"

#define BUFFER   (1u << 18)
#define LINE_MAX 64

struct trace {
    struct observer observer;
    char *path;
    int fd, error; /* errno of the first failed write, 0 */
    unsigned pc_digits;
    size_t len;
    char buf[BUFFER];
};

static void flush(struct trace *t)
{
    size_t done = 0;
    while (done < t->len && !t->error) {
        ssize_t n = write(t->fd, t->buf + done, t->len - done);
        if (n < 0 && errno != EINTR)
            t->error = errno;
        done += n > 0 ? (size_t)n : 0;
    }
    t->len = 0;
}

static char *put_decimal(char *p, uint64_t v)
{
    char digits[24];
    int n = 0;
    do
        digits[n++] = (char)('0' + v % 10);
    while (v /= 10);
    while (n)
        *p++ = digits[--n];
    return p;
}

static char *put_hex(char *p, uint64_t v, unsigned digits)
{
    while (digits)
        *p++ = "0123456789abcdef"[v >> 4 * --digits & 15];
    return p;
}

static void on_event(void *ctx, const struct event *e)
{
    struct trace *t = ctx;
    if (BUFFER - t->len < LINE_MAX)
        flush(t);
    char *p = t->buf + t->len;
    p = put_decimal(p, e->cycle);
    *p++ = ',';
    p = put_hex(p, e->pc, t->pc_digits);
    *p++ = ',';
    p = put_hex(p, e->a, 8);
    *p++ = '\n';
    t->len = (size_t)(p - t->buf);
}

struct trace *trace_retirements(struct machine *m, const char *path, struct diag *d)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0) {
        diag_error(d, (struct loc){ 0 }, "cannot write '%s': %s", path, strerror(errno));
        return NULL;
    }
    struct trace *t = xcalloc(1, sizeof *t);
    t->observer = (struct observer){ 1u << EV_RETIRE, on_event, t };
    t->path = xstrdup(path);
    t->fd = fd;
    t->pc_digits = (machine_isa(m)->mem.addr + 3) / 4;
    return t;
}

const struct observer *trace_observer(const struct trace *t)
{
    return &t->observer;
}

int trace_close(struct trace *t, struct diag *d)
{
    flush(t);
    if (close(t->fd) && !t->error)
        t->error = errno;
    int status =
        t->error ? diag_error(d, (struct loc){ 0 }, "cannot write '%s': %s", t->path, strerror(t->error)) : 0;
    free(t->path);
    free(t);
    return status;
}
