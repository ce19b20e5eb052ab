/* gdb.c - `orrery gdb`: a program that gdb and what speaks its remote protocol can drive. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "base/str.h"
#include "cli/run.h"
#include "debug/remote.h"
#include "debug/session.h"

#define DEFAULT_PORT 1234

enum { KEY_PORT = 0x1400, KEY_LISTEN, KEY_STDIO, KEY_STOP_AT_END };

struct gdb_options {
    struct run_options run;
    uint64_t port;
    const char *address;
    bool stdio, stop_at_end;
};

static const struct argp_option options[] = {
    { "port", KEY_PORT, "N", 0, "TCP port to wait at; 0: any that is free (default: 1234)", -5 },
    { "listen", KEY_LISTEN, "ADDRESS", 0,
      "Let others in too: address of the interface to wait at (default: 127.0.0.1)", -5 },
    { "stdio", KEY_STDIO, NULL, 0, "Speak through standard input and output", -5 },
    { "stop-at-end", KEY_STOP_AT_END, NULL, 0, "Stop at the program's end, where one can still go back", -5 },
    { 0 },
};

static const char doc[] =
    "Waits for gdb, or for an editor that speaks gdb's remote protocol, and lets it run a program on a "
    "machine, forwards and backwards.\v"
    "The pipeline, caches and statistics are reached by `monitor`, which takes every command of `orrery "
    "debug`. docs/GDB.md says how to set up gdb and VS Code.\n\n"
    "Examples:\n"
    "  orrery gdb --port 1234 a.out          then, in gdb: target remote :1234\n"
    "  gdb-multiarch -ex 'target remote | orrery gdb --stdio a.out' a.out";

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct gdb_options *o = state->input;
    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = &o->run; return 0;
    case KEY_PORT:
        return cli_number(arg, &o->port) && o->port <= 65535
                   ? 0
                   : cli_option_error(state, "--port wants a number up to 65535, not '%s'", arg);
    case KEY_LISTEN: o->address = arg; return 0;
    case KEY_STDIO: o->stdio = true; return 0;
    case KEY_STOP_AT_END: o->stop_at_end = true; return 0;
    case ARGP_KEY_END:
        if (o->run.traces.count || o->run.report_file || o->run.report != REPORT_TEXT)
            return cli_option_error(state, "%s belongs to `orrery run`; here there is `monitor info stats`",
                                    o->run.traces.count ? "--trace" : "a report");
        if (o->run.functional)
            return cli_option_error(state, "--functional runs without a machine, and the debugger shows one");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

/* ---- the connection ---------------------------------------------------------------------------------- */

struct connection {
    int in, out;
    bool closed;
    char early[4096]; /* arrived while the program ran */
    size_t nearly;
    struct remote *remote;
    struct session *session;
    struct str *monitor; /* what a monitor command prints */
};

static void send_all(void *ctx, const char *data, size_t n)
{
    struct connection *c = ctx;
    while (n > 0 && !c->closed) {
        ssize_t done = write(c->out, data, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0) {
            c->closed = true;
            return;
        }
        data += done;
        n -= (size_t)done;
    }
}

/* Looks for Ctrl-C, which gdb sends as a byte outside of packets; while the program runs it sends none. */
static void while_running(void *ctx)
{
    struct connection *c = ctx;
    struct pollfd p = { .fd = c->in, .events = POLLIN };
    char buf[256];
    while (!c->closed && c->nearly + sizeof buf <= sizeof c->early && poll(&p, 1, 0) > 0) {
        ssize_t n = read(c->in, buf, sizeof buf);
        if (n == 0 || (n < 0 && errno != EINTR))
            c->closed = true;
        for (ssize_t i = 0; i < n; i++)
            if (buf[i] == 3)
                remote_interrupt(c->remote);
            else
                c->early[c->nearly++] = buf[i];
    }
    if (c->closed)
        remote_interrupt(c->remote);
}

static void write_monitor(void *ctx, enum session_text kind, const char *text, size_t n)
{
    struct connection *c = ctx;
    if (c->monitor && kind != TEXT_GUEST) /* the guest's comes to gdb by itself */
        str_addn(c->monitor, text, n);
}

static bool monitor(void *ctx, const char *command, struct str *out)
{
    struct connection *c = ctx;
    c->monitor = out;
    enum session_status status = session_execute(c->session, command, false);
    c->monitor = NULL;
    if (session_continuation(c->session)) {
        session_cancel(c->session);
        str_add(out, "Commands that need more lines are not available here.\n");
        status = SESSION_FAILED;
    }
    return status != SESSION_FAILED;
}

static void interrupt_monitor(void *ctx)
{
    struct connection *c = ctx;
    session_interrupt(c->session);
}

static void serve(struct connection *c)
{
    char buf[4096];
    while (!c->closed && !remote_done(c->remote)) {
        size_t n = c->nearly;
        memcpy(buf, c->early, n);
        c->nearly = 0;
        if (!n) {
            ssize_t got = read(c->in, buf, sizeof buf);
            if (got < 0 && errno == EINTR)
                continue;
            if (got <= 0)
                return;
            n = (size_t)got;
        }
        remote_feed(c->remote, buf, n);
    }
}

/* ---- where it comes from ----------------------------------------------------------------------------- */

static int refuse(struct diag *d, const char *what)
{
    return diag_error(d, (struct loc){ 0 }, "%s: %s", what, strerror(errno));
}

static int listen_at(const struct gdb_options *o, struct diag *d)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons((uint16_t)o->port) };
    socklen_t size = sizeof at;
    int one = 1, fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0)
        return refuse(d, "no socket");
    if (inet_pton(AF_INET, o->address, &at.sin_addr) != 1) {
        close(fd);
        return diag_error(d, (struct loc){ 0 }, "--listen wants an IPv4 address, not '%s'", o->address);
    }
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(fd, (struct sockaddr *)&at, size) < 0 || listen(fd, 1) < 0 ||
        getsockname(fd, (struct sockaddr *)&at, &size) < 0) {
        refuse(d, "cannot wait at the port");
        close(fd);
        return -1;
    }
    fprintf(stderr, "orrery: waiting for gdb at %s:%u\n", o->address, ntohs(at.sin_port));
    return fd;
}

static int accept_one(const struct gdb_options *o, struct diag *d)
{
    int one = 1, fd = -1, listener = listen_at(o, d);
    if (listener < 0)
        return -1;
    do
        fd = accept(listener, NULL, NULL);
    while (fd < 0 && errno == EINTR);
    if (fd < 0)
        refuse(d, "no connection");
    else
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    close(listener);
    return fd;
}

/* The protocol takes standard input and output away from the guest: it reads a file, or nothing. */
static int take_stdio(struct connection *c, const struct gdb_options *o, struct diag *d)
{
    c->in = dup(STDIN_FILENO);
    c->out = dup(STDOUT_FILENO);
    if (c->in < 0 || c->out < 0)
        return refuse(d, "cannot duplicate standard input");
    return run_input(o->run.input ? o->run.input : "/dev/null", d);
}

static int connect_gdb(struct connection *c, const struct gdb_options *o, struct diag *d)
{
    if (o->stdio)
        return take_stdio(c, o, d);
    if (o->run.input && run_input(o->run.input, d) < 0)
        return -1;
    c->in = c->out = accept_one(o, d);
    return c->in < 0 ? -1 : 0;
}

static void disconnect(struct connection *c)
{
    if (c->in >= 0)
        close(c->in);
    if (c->out >= 0 && c->out != c->in)
        close(c->out);
}

/* ---- the whole --------------------------------------------------------------------------------------- */

static int gdb(const struct gdb_options *o, struct prepared *p)
{
    const struct engine_options eo = { .machine = p->machine };
    struct connection c = { .in = -1, .out = -1 };
    const struct session_io io = { .ctx = &c, .write = write_monitor };
    struct engine *e = engine_new(p->isa, p->desc, p->image, &eo, &p->diag);
    diag_print(&p->diag, stderr);
    if (!e)
        return CLI_REFUSED;
    signal(SIGPIPE, SIG_IGN);
    int status = connect_gdb(&c, o, &p->diag) < 0 ? CLI_REFUSED : CLI_OK;
    if (status == CLI_OK) {
        const struct remote_options ro = { .engine = e,
                                           .isa = p->isa,
                                           .img = p->image,
                                           .ctx = &c,
                                           .send = send_all,
                                           .poll = while_running,
                                           .monitor = monitor,
                                           .interrupt = interrupt_monitor,
                                           .max_cycles = o->run.max_cycles,
                                           .max_instructions = o->run.max_instructions,
                                           .stop_at_end = o->stop_at_end };
        c.session = session_new(e, p->isa, p->image, &io);
        c.remote = remote_new(&ro);
        serve(&c);
        remote_free(c.remote);
        session_free(c.session);
    }
    disconnect(&c);
    engine_free(e);
    return status;
}

int cmd_gdb(int argc, char **argv)
{
    struct gdb_options o = { .port = DEFAULT_PORT, .address = "127.0.0.1" };
    const struct argp_child children[] = { { &cli_run_argp, 0, NULL, 0 }, { 0 } };
    const struct argp argp = { options, parse, "PROGRAM... [ARGUMENT...]", doc, children, NULL, NULL };
    run_options_init(&o.run);
    int status = cli_parse(&argp, ARGP_IN_ORDER, argc, argv, &o);
    if (status < 0) {
        struct prepared p;
        status = prepare(&p, &o.run) < 0 ? CLI_REFUSED : gdb(&o, &p);
        diag_print(&p.diag, stderr);
        prepared_release(&p);
    }
    run_options_release(&o.run);
    return status;
}
