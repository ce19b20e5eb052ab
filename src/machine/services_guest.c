/* services_guest.c - guest memory and the standard streams, as host services see them. */
#include "machine/services_private.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/bits.h"
#include "base/str.h"

/* ---- memory ------------------------------------------------------------------------------------------ */

static bool permitted(const struct call *k, uint64_t addr, uint64_t n, unsigned flag)
{
    if (n && addr + (n - 1) < addr)
        return false;
    while (n) {
        const struct region *r = mem_region(k->c->mem, addr);
        if (!r || r->kind == REGION_DEVICE || !(r->flags & flag))
            return false;
        uint64_t here = r->size - (addr - r->base);
        if (here >= n)
            return true;
        addr += here;
        n -= here;
    }
    return true;
}

bool guest_readable(const struct call *k, uint64_t addr, uint64_t n)
{
    return permitted(k, addr, n, MEM_R | MEM_X);
}

bool guest_writable(const struct call *k, uint64_t addr, uint64_t n)
{
    return permitted(k, addr, n, MEM_W);
}

bool guest_read(struct call *k, uint64_t addr, void *buf, size_t n)
{
    return guest_readable(k, addr, n) && mem_peek(k->c->mem, addr, buf, n);
}

bool guest_write(struct call *k, uint64_t addr, const void *buf, size_t n)
{
    if (!guest_writable(k, addr, n))
        return false;
    if (k->c->changing)
        k->c->changing(k->c->changed_ctx, addr, n);
    if (!mem_poke(k->c->mem, addr, buf, n))
        return false;
    if (k->s->logging)
        log_written(k, addr, buf, n);
    if (k->c->changed)
        k->c->changed(k->c->changed_ctx, addr, n);
    return true;
}

long guest_string(struct call *k, uint64_t addr, char *buf, size_t max)
{
    for (size_t i = 0; i < max; i++) {
        if (!guest_read(k, addr + i, buf + i, 1))
            return -1;
        if (!buf[i])
            return (long)i;
    }
    return -2;
}

/* ---- structures -------------------------------------------------------------------------------------- */

void guest_put(struct guest_struct *g, unsigned size, uint64_t value)
{
    if (size == GUEST_WORD)
        size = g->k->word / 8;
    while (size && g->len % size)
        g->buf[g->len++] = 0;
    bits_to_bytes(g->buf + g->len, size, g->k->s->isa->mem.big_endian, value);
    g->len += size;
}

bool guest_put_at(struct call *k, struct guest_struct *g, uint64_t addr)
{
    while (g->len % 8)
        g->buf[g->len++] = 0;
    return guest_write(k, addr, g->buf, g->len);
}

uint64_t guest_number(const struct call *k, const uint8_t *p, unsigned size)
{
    return bits_from_bytes(p, size, k->s->isa->mem.big_endian);
}

/* ---- standard input ---------------------------------------------------------------------------------- */

static uint64_t available(const struct services *s, const struct service_state *st)
{
    return st->in_limit < s->in.count ? st->in_limit : s->in.count;
}

/* Waits for more and appends it to the log. 1, 0 at the end, INPUT_STOPPED. */
static int more_input(struct services *s, const struct service_state *st)
{
    char buf[4096];
    if (st->in_limit != UINT64_MAX)
        return st->in_ended ? 0 : INPUT_STOPPED;
    if (s->in_fd < 0)
        return 0;
    if (s->stopped_wait)
        return INPUT_STOPPED;
    services_flush(s); /* a prompt must be seen before the wait */
    ssize_t n;
    while ((n = read(s->in_fd, buf, sizeof buf)) < 0 && errno == EINTR)
        if (s->stop && *s->stop) {
            s->stopped_wait = true;
            return INPUT_STOPPED;
        }
    if (n <= 0) {
        s->in_fd = -1;
        return 0;
    }
    for (ssize_t i = 0; i < n; i++)
        *vec_push(&s->in) = buf[i];
    return 1;
}

long stream_read_line(struct services *s, struct service_state *st, char *buf, size_t n)
{
    size_t got = 0;
    uint64_t pos = st->in_pos;
    while (got < n) {
        if (pos >= available(s, st)) {
            int more = more_input(s, st);
            if (more == INPUT_STOPPED)
                return INPUT_STOPPED;
            if (!more)
                break;
        }
        buf[got++] = s->in.data[pos++];
        if (buf[got - 1] == '\n')
            break;
    }
    st->in_pos = pos;
    return (long)got;
}

int services_read_byte(struct services *s, struct service_state *st)
{
    char c;
    long n = stream_read_line(s, st, &c, 1);
    return n == 1 ? (unsigned char)c : n == INPUT_STOPPED ? INPUT_STOPPED : -1;
}

/* Not a matter of timing: input counts as ready while there is any to come. */
bool services_input_ready(struct services *s, const struct service_state *st)
{
    while (st->in_pos >= available(s, st))
        if (more_input(s, st) <= 0)
            return false;
    return true;
}

void services_wait_again(struct services *s)
{
    s->stopped_wait = false;
}

void services_typed(struct services *s, struct service_state *st, bool on)
{
    st->in_limit = on ? s->in.count : UINT64_MAX;
    st->in_ended = 0;
}

void services_type(struct services *s, struct service_state *st, const char *text, size_t n)
{
    s->in.count = available(s, st);
    for (size_t i = 0; i < n; i++)
        *vec_push(&s->in) = text[i];
    st->in_limit = s->in.count;
}

void services_change(struct services *s, const struct service_state *st)
{
    for (unsigned i = 0; i < 2; i++)
        s->out[i].printed = st->out_pos[i];
    s->in.count = available(s, st);
    log_cut(s, st->calls);
}

/* ---- standard output and error ----------------------------------------------------------------------- */

#define OUT_MAX 65536

static void write_out(struct out_stream *o)
{
    size_t done = 0;
    while (done < o->len) {
        ssize_t n = write(o->fd, o->buf + done, o->len - done);
        if (n < 0 && errno != EINTR) {
            o->error = o->error ? o->error : errno; /* the guest's result must not depend on it */
            break;
        }
        done += n > 0 ? (size_t)n : 0;
    }
    o->len = 0;
}

void services_flush(struct services *s)
{
    write_out(&s->out[0]);
    write_out(&s->out[1]);
}

int services_output_error(const struct services *s)
{
    return s->out[0].error ? s->out[0].error : s->out[1].error;
}

void stream_write(struct services *s, struct service_state *st, unsigned stream, const char *p, size_t n)
{
    struct out_stream *o = &s->out[stream];
    uint64_t *pos = &st->out_pos[stream];
    if (*pos < o->printed) { /* a replay: this was printed the first time */
        uint64_t skip = o->printed - *pos < n ? o->printed - *pos : n;
        *pos += skip;
        p += skip;
        n -= skip;
    }
    *pos += n;
    o->printed += n;
    if (s->output && n)
        s->output(s->output_ctx, stream, p, n);
    if (o->fd < 0 || !n)
        return;
    if (!o->buf)
        o->buf = xmalloc(OUT_MAX);
    bool newline = memchr(p, '\n', n) != NULL;
    while (n) {
        size_t part = n < OUT_MAX - o->len ? n : OUT_MAX - o->len;
        memcpy(o->buf + o->len, p, part);
        o->len += part;
        p += part;
        n -= part;
        if (o->len == OUT_MAX)
            services_flush(s);
    }
    if (stream == 1 || (o->tty && newline))
        services_flush(s);
}

void services_write_byte(struct services *s, struct service_state *st, unsigned stream, uint8_t byte)
{
    char c = (char)byte;
    stream_write(s, st, stream, &c, 1);
}
