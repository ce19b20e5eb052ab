/* remote.c - gdb's remote protocol: frames of packets, and which function answers which. */
#include "debug/remote.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "debug/remote_private.h"

#define INTERRUPT '\3' /* Ctrl-C, between packets */

/* ---- sending ----------------------------------------------------------------------------------------- */

static const char digits[] = "0123456789abcdef";

void remote_reply_bytes(struct remote *r, const char *data, size_t n)
{
    unsigned char sum = 0;
    str_clear(&r->last);
    str_addc(&r->last, '$');
    for (size_t i = 0; i < n; i++) {
        char c = data[i];
        if (c == '$' || c == '#' || c == '}' || c == '*') {
            str_addc(&r->last, '}');
            sum = (unsigned char)(sum + '}');
            c ^= 0x20;
        }
        str_addc(&r->last, c);
        sum = (unsigned char)(sum + (unsigned char)c);
    }
    str_addf(&r->last, "#%02x", sum);
    r->o.send(r->o.ctx, r->last.buf, r->last.len);
}

void remote_reply(struct remote *r, const char *text)
{
    remote_reply_bytes(r, text, strlen(text));
}

void remote_error(struct remote *r)
{
    remote_reply(r, "E01");
}

/* ---- numbers ----------------------------------------------------------------------------------------- */

bool remote_number(const char **s, uint64_t *out)
{
    uint64_t v = 0;
    const char *start = *s;
    for (; digit_value(**s) < 16; (*s)++) {
        if (v >> 60)
            return false;
        v = v << 4 | digit_value(**s);
    }
    *out = v;
    return *s > start;
}

bool remote_hex_bytes(const char *s, unsigned char *out, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        unsigned hi = digit_value(s[2 * i]), lo = hi < 16 ? digit_value(s[2 * i + 1]) : 99;
        if (lo >= 16)
            return false;
        out[i] = (unsigned char)(hi << 4 | lo);
    }
    return true;
}

void remote_add_hex(struct str *out, const void *bytes, size_t n)
{
    const unsigned char *p = bytes;
    for (size_t i = 0; i < n; i++) {
        str_addc(out, digits[p[i] >> 4]);
        str_addc(out, digits[p[i] & 15]);
    }
}

/* What is printed on gdb's terminal. Only while gdb waits for the program or a monitor command. */
static void console(struct remote *r, const char *text, size_t n)
{
    struct str packet;
    str_init(&packet);
    while (n > 0) {
        size_t part = n < 1024 ? n : 1024;
        str_clear(&packet);
        str_addc(&packet, 'O');
        remote_add_hex(&packet, text, part);
        remote_reply_bytes(r, packet.buf, packet.len);
        text += part;
        n -= part;
    }
    str_release(&packet);
}

static void on_output(void *ctx, int fd, const char *text, size_t n)
{
    struct remote *r = ctx;
    (void)fd;
    if (r->running)
        console(r, text, n);
}

/* ---- small answers ----------------------------------------------------------------------------------- */

static void ok(struct remote *r, const char *args)
{
    (void)args;
    remote_reply(r, "OK");
}

static void supported(struct remote *r, const char *args)
{
    struct str s;
    (void)args;
    str_init(&s);
    str_addf(&s,
             "PacketSize=%x;QStartNoAckMode+;qXfer:features:read+;swbreak+;hwbreak+;ReverseStep+;"
             "ReverseContinue+;vContSupported+",
             REMOTE_PACKET);
    if (r->o.img && r->o.img->is_elf)
        str_add(&s, ";qXfer:exec-file:read+");
    if (machine_desc_has_board(machine_description(engine_machine(r->o.engine))))
        str_add(&s, ";qXfer:memory-map:read+");
    remote_reply(r, s.buf);
    str_release(&s);
}

static void no_ack(struct remote *r, const char *args)
{
    ok(r, args);
    r->no_ack = true;
}

/* All threads stop together, always. */
static void non_stop(struct remote *r, const char *args)
{
    if (strcmp(args, "0") == 0)
        ok(r, args);
    else
        remote_error(r);
}

static void extended(struct remote *r, const char *args)
{
    r->extended = true;
    ok(r, args);
}

static void detach(struct remote *r, const char *args)
{
    ok(r, args);
    r->done = true;
}

static void kill_all(struct remote *r, const char *args)
{
    (void)args;
    r->done = true;
}

/* In extended mode a kill is what comes before the next run. */
static void vkill(struct remote *r, const char *args)
{
    ok(r, args);
    r->done = !r->extended;
}

static void one_thread(struct remote *r, const char *args)
{
    (void)args;
    remote_reply(r, "m1");
}

static void no_more_threads(struct remote *r, const char *args)
{
    (void)args;
    remote_reply(r, "l");
}

static void current_thread(struct remote *r, const char *args)
{
    (void)args;
    remote_reply(r, "QC1");
}

static void attached(struct remote *r, const char *args)
{
    (void)args;
    remote_reply(r, "0");
}

static void thread_info(struct remote *r, const char *args)
{
    struct str text, hex;
    (void)args;
    str_init(&text);
    str_init(&hex);
    str_addf(&text, "%s on %s, cycle %llu", r->o.isa->name,
             machine_desc_name(machine_description(engine_machine(r->o.engine))),
             (unsigned long long)engine_cycle(r->o.engine));
    remote_add_hex(&hex, text.buf, text.len);
    remote_reply(r, hex.buf);
    str_release(&text);
    str_release(&hex);
}

static void monitor(struct remote *r, const char *args)
{
    size_t n = strlen(args) / 2;
    char *command = xcalloc(n + 1, 1);
    struct str out;
    str_init(&out);
    if (!r->o.monitor || strlen(args) % 2 || !remote_hex_bytes(args, (unsigned char *)command, n)) {
        remote_reply(r, r->o.monitor ? "E01" : "");
    } else {
        r->running = true;
        engine_on_wait(r->o.engine, remote_wait, r);
        r->o.monitor(r->o.ctx, command, &out);
        engine_on_wait(r->o.engine, NULL, NULL);
        r->running = false;
        console(r, out.buf, out.len);
        ok(r, args);
    }
    str_release(&out);
    free(command);
}

static void vcont_actions(struct remote *r, const char *args)
{
    (void)args;
    remote_reply(r, "vCont;c;C;s;S;r");
}

/* ---- which function answers -------------------------------------------------------------------------- */

/* The first that begins like the packet, words as a whole; what is not here gets the empty answer: "not
 * supported". */
static const struct {
    const char *name;
    void (*answer)(struct remote *r, const char *args);
} packets[] = {
    { "qSupported", supported },
    { "QStartNoAckMode", no_ack },
    { "QNonStop:", non_stop },
    { "qXfer:", remote_transfer },
    { "qRcmd,", monitor },
    { "qfThreadInfo", one_thread },
    { "qsThreadInfo", no_more_threads },
    { "qThreadExtraInfo,", thread_info },
    { "qAttached", attached },
    { "qSymbol:", ok },
    { "qC", current_thread },
    { "vCont?", vcont_actions },
    { "vCont", remote_vcont },
    { "vKill;", vkill },
    { "vRun;", remote_restart },
    { "?", remote_status },
    { "!", extended },
    { "H", ok },
    { "T", ok },
    { "g", remote_read_all },
    { "G", remote_write_all },
    { "p", remote_read_one },
    { "P", remote_write_one },
    { "m", remote_read_memory },
    { "M", remote_write_memory },
    { "X", remote_write_binary },
    { "c", remote_continue },
    { "s", remote_step },
    { "C", remote_continue_signal },
    { "S", remote_step_signal },
    { "b", remote_backwards },
    { "Z", remote_insert },
    { "z", remote_remove },
    { "D", detach },
    { "k", kill_all },
    { "R", remote_restart },
};

/* "qC" is not the beginning of "qCRC:": behind a word something else follows, or nothing. Letters and names
 * that end in a separator are followed by anything. */
static bool is_packet(const struct remote *r, const char *name)
{
    size_t n = strlen(name);
    return r->size >= n && memcmp(r->packet, name, n) == 0 &&
           (n == 1 || !isalnum((unsigned char)name[n - 1]) || !isalnum((unsigned char)r->packet[n]));
}

static void answer(struct remote *r)
{
    r->packet[r->size] = '\0';
    if (r->too_long) {
        remote_error(r);
        return;
    }
    for (size_t i = 0; i < sizeof packets / sizeof packets[0]; i++) {
        if (is_packet(r, packets[i].name)) {
            packets[i].answer(r, r->packet + strlen(packets[i].name));
            return;
        }
    }
    remote_reply(r, "");
}

/* ---- frames ------------------------------------------------------------------------------------------ */

static void complete(struct remote *r)
{
    bool good = r->sum == r->want;
    r->state = WANT_PACKET;
    if (!r->no_ack)
        r->o.send(r->o.ctx, good ? "+" : "-", 1);
    if (good || r->no_ack)
        answer(r);
}

static void outside(struct remote *r, char c)
{
    if (c == '$') {
        r->state = IN_PACKET;
        r->size = 0;
        r->sum = 0;
        r->too_long = false;
    } else if (c == '-' && r->last.len && !r->no_ack)
        r->o.send(r->o.ctx, r->last.buf, r->last.len);
}

static void inside(struct remote *r, char c)
{
    if (c == '#')
        r->state = WANT_SUM1;
    else if (c == '$') /* the end of the last one was lost */
        outside(r, c);
    else {
        r->sum = (unsigned char)(r->sum + (unsigned char)c);
        if (r->size < REMOTE_PACKET)
            r->packet[r->size++] = c;
        else
            r->too_long = true;
    }
}

/* Is there a Ctrl-C before the next packet? */
static bool has_interrupt(const char *bytes, size_t n)
{
    const char *packet = memchr(bytes, '$', n);
    return memchr(bytes, INTERRUPT, packet ? (size_t)(packet - bytes) : n) != NULL;
}

void remote_feed(struct remote *r, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n && !r->done; i++) {
        unsigned v = digit_value(bytes[i]);
        switch (r->state) {
        case WANT_PACKET: outside(r, bytes[i]); break;
        case IN_PACKET: inside(r, bytes[i]); break;
        case WANT_SUM1:
            r->want = v < 16 ? (unsigned char)(v << 4) : 0;
            r->state = WANT_SUM2;
            break;
        case WANT_SUM2:
            r->want |= v < 16 ? (unsigned char)v : 0;
            r->interrupt_waits = has_interrupt(bytes + i + 1, n - i - 1);
            complete(r);
            break;
        }
    }
}

/* ---- the whole --------------------------------------------------------------------------------------- */

struct remote *remote_new(const struct remote_options *o)
{
    struct remote *r = xcalloc(1, sizeof *r);
    r->o = *o;
    str_init(&r->last);
    arena_init(&r->arena);
    remote_make_registers(r);
    engine_on_output(o->engine, on_output, r);
    return r;
}

void remote_free(struct remote *r)
{
    if (!r)
        return;
    engine_on_output(r->o.engine, NULL, NULL);
    str_release(&r->last);
    arena_release(&r->arena);
    vec_release(&r->regs);
    vec_release(&r->points);
    free(r);
}

void remote_interrupt(struct remote *r)
{
    r->interrupted = true;
    engine_interrupt(r->o.engine);
    if (r->o.interrupt)
        r->o.interrupt(r->o.ctx);
}

bool remote_done(const struct remote *r)
{
    return r->done;
}
