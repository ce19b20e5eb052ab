/* trace.c - see trace.h. A program retires millions of instructions: lines are put together by hand into a
 * large buffer. */
#include "observe/trace.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/str.h"
#include "timing/predict.h"

#define BUFFER   (1u << 18)
#define LINE_MAX 160

struct trace {
    struct observer observer;
    const struct machine_desc *desc;
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

static void on_retire(void *ctx, const struct event *e)
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

static void PRINTF_LIKE(2, 3) put_line(struct trace *t, const char *fmt, ...)
{
    if (BUFFER - t->len < LINE_MAX)
        flush(t);
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(t->buf + t->len, LINE_MAX, fmt, ap);
    va_end(ap);
    t->len += (size_t)n < LINE_MAX ? (size_t)n : LINE_MAX - 1;
}

/* What lines do, and how they are. */
static void on_line(struct trace *t, const struct event *e)
{
    static const char *const moves[] = { "spill", "swap", "prefetch", "invalidate" };
    bool evict = e->kind == EV_EVICT, dirty = e->a >> 8 & 1;
    put_line(t, "%" PRIu64 ",%s,%s,0x%0*" PRIx64 ",%s,0x%0*" PRIx64 "\n", e->cycle,
             machine_desc_cache_name(t->desc, e->a & 0xFF), evict ? "evict" : moves[e->a >> 12 & 3],
             (int)t->pc_digits, e->b, dirty ? "dirty" : "clean", (int)t->pc_digits, e->pc);
}

static void on_access(void *ctx, const struct event *e)
{
    static const char *const classes[] = { "compulsory", "capacity", "conflict", "row-miss", "row-conflict" };
    static const char *const hits[] = { "hit", "useful", "late", "row-hit" };
    struct trace *t = ctx;
    if (e->kind != EV_ACCESS) {
        on_line(t, e);
        return;
    }
    bool write = e->a >> 8 & 1, hit = e->a >> 9 & 1;
    unsigned which = e->a >> 12 & 7, n = hit ? sizeof hits / sizeof *hits : sizeof classes / sizeof *classes;
    put_line(t, "%" PRIu64 ",%s,%s,0x%0*" PRIx64 ",%s,0x%0*" PRIx64 "\n", e->cycle,
             machine_desc_cache_name(t->desc, e->a & 0xFF), write ? "write" : "read", (int)t->pc_digits, e->b,
             which < n ? (hit ? hits : classes)[which] : "?", (int)t->pc_digits, e->pc);
}

static void on_prediction(void *ctx, const struct event *e)
{
    static const char *const transfers[] = { "none",     "branch", "jump",   "call",
                                             "indirect", "icall",  "return", "" };
    struct trace *t = ctx;
    bool update = e->kind == EV_UPDATE;
    bool taken = e->a & (update ? EV_PREDICT_WAS_TAKEN : EV_PREDICT_TAKEN);
    const char *from = !(e->a & EV_PREDICT_MADE) ? "none" : e->a & EV_PREDICT_BTB ? "btb" : "decode";
    put_line(t, "%" PRIu64 ",%s,0x%0*" PRIx64 ",%s,%s,%d,0x%0*" PRIx64 ",%u\n", e->cycle,
             update ? "update" : "lookup", (int)t->pc_digits, e->pc, from,
             transfers[e->a >> EV_PREDICT_TRANSFER & 7], taken, (int)t->pc_digits, e->b,
             e->a >> EV_PREDICT_INDEX);
}

static const struct {
    const char *heading;
    uint32_t mask;
    void (*event)(void *ctx, const struct event *e);
} kinds[TRACE_KINDS] = {
    { "", 1u << EV_RETIRE, on_retire },
    { "cycle,cache,event,address,detail,pc\n", 1u << EV_ACCESS | 1u << EV_EVICT | 1u << EV_LINE, on_access },
    { "cycle,event,pc,from,transfer,taken,target,index\n", 1u << EV_PREDICT | 1u << EV_UPDATE,
      on_prediction },
};

const char *const *trace_kind_names(void)
{
    static const char *const names[TRACE_KINDS] = { "retire", "access", "predict" };
    return names;
}

struct trace *trace_open(struct machine *m, enum trace_kind kind, const char *path, struct diag *d)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0) {
        diag_error(d, (struct loc){ 0 }, "cannot write '%s': %s", path, strerror(errno));
        return NULL;
    }
    struct trace *t = xcalloc(1, sizeof *t);
    t->observer = (struct observer){ kinds[kind].mask, kinds[kind].event, t };
    t->desc = machine_description(m);
    t->path = xstrdup(path);
    t->fd = fd;
    t->pc_digits = (machine_isa(m)->mem.addr + 3) / 4;
    put_line(t, "%s", kinds[kind].heading);
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
