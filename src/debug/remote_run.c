/* remote_run.c - gdb's remote protocol: running, in both directions; breakpoints and watchpoints; why it
 * stopped. */
#include <string.h>
#include "debug/remote_private.h"

/* gdb has signal numbers of its own. */
enum { GDB_INT = 2, GDB_TRAP = 5, GDB_BUS = 10 };

static int gdb_signal(int host)
{
    return host == 7 ? GDB_BUS : host ? host : GDB_TRAP;
}

/* ---- why it stopped ---------------------------------------------------------------------------------- */

static void reply_signal(struct remote *r, int signal, const char *more)
{
    struct str s;
    str_init(&s);
    str_addf(&s, "T%02x%sthread:1;", (unsigned)signal & 0xff, more);
    remote_reply(r, s.buf);
    str_release(&s);
}

/* The process is gone for gdb. */
static void reply_gone(struct remote *r)
{
    const struct machine_end *e = machine_end(engine_machine(r->o.engine));
    struct str s;
    str_init(&s);
    if (e->stop == STOP_TRAP)
        str_addf(&s, "X%02x", (unsigned)gdb_signal(e->exit_signal) & 0xff);
    else
        str_addf(&s, "W%02x", (unsigned)(e->has_result ? e->result : (uint64_t)e->exit_status) & 0xff);
    remote_reply(r, s.buf);
    str_release(&s);
}

/* A fault is a signal first, at which everything can be looked at. */
static void reply_end(struct remote *r, enum halt halt)
{
    if (r->ended || (halt == HALT_EXIT && !r->o.stop_at_end)) {
        reply_gone(r);
    } else if (halt == HALT_TRAP)
        reply_signal(r, gdb_signal(machine_end(engine_machine(r->o.engine))->exit_signal), "");
    else
        reply_signal(r, GDB_TRAP, "replaylog:end;");
    r->ended = true;
}

/* A breakpoint at an instruction that retires together with the one before it is met at that one. A stop
 * that is called a breakpoint's where gdb knows none is passed over by gdb, so it is not called so. */
static void reply_point(struct remote *r, const struct hit *h)
{
    static const char *const words[POINT_KINDS] = {
        [POINT_WRITE] = "watch", [POINT_READ] = "rwatch", [POINT_ACCESS] = "awatch"
    };
    const struct point *p = h->point;
    char more[64] = "";
    if (p->kind == POINT_PC && p->addr == engine_pc(r->o.engine))
        snprintf(more, sizeof more, "%s:;", p->arg ? "hwbreak" : "swbreak");
    else if (words[p->kind])
        snprintf(more, sizeof more, "%s:%llx;", words[p->kind], (unsigned long long)p->addr);
    reply_signal(r, GDB_TRAP, more);
}

static void reply_arrival(struct remote *r, const struct arrival *a)
{
    switch (a->halt) {
    case HALT_EXIT:
    case HALT_TRAP: reply_end(r, a->halt); return;
    case HALT_POINT:
        r->ended = false;
        reply_point(r, &a->hit);
        return;
    case HALT_BEGIN:
        r->ended = false;
        reply_signal(r, GDB_TRAP, "replaylog:begin;");
        return;
    case HALT_INTERRUPTED:
        r->ended = false;
        reply_signal(r, GDB_INT, "");
        return;
    case HALT_DONE:
    case HALT_INPUT: break;
    }
    r->ended = false;
    reply_signal(r, GDB_TRAP, "");
}

void remote_status(struct remote *r, const char *args)
{
    (void)args;
    if (r->ended)
        reply_gone(r);
    else
        reply_signal(r, GDB_TRAP, "");
}

/* ---- running ----------------------------------------------------------------------------------------- */

void remote_wait(void *ctx)
{
    struct remote *r = ctx;
    if (r->interrupt_waits)
        remote_interrupt(r);
    r->interrupt_waits = false;
    if (r->o.poll)
        r->o.poll(r->o.ctx);
}

static uint64_t left(uint64_t limit, uint64_t now)
{
    return limit == UINT64_MAX ? UINT64_MAX : limit > now ? limit - now : 0;
}

typedef VEC(struct point) point_vec;

/* Of the inserted points: those of code, those of memory. */
static void choose(const struct remote *r, bool code, bool memory, point_vec *out)
{
    const struct point *p;
    vec_each (p, &r->points)
        if (p->kind == POINT_PC ? code : memory)
            *vec_push(out) = *p;
}

static void one_instruction(struct remote *r, enum direction d, const point_vec *points, struct arrival *a)
{
    const struct travel t = { .direction = d,
                              .cycles = UINT64_MAX,
                              .instructions = 1,
                              .points = points ? points->data : NULL,
                              .npoints = points ? points->count : 0 };
    engine_go(r->o.engine, &t, a);
}

/* gdb may expect a stop at a watched access before the access is made, and going back before it is undone: it
 * takes its points away, steps over the access, and only then says what has changed. */
static bool stops_before(const struct remote *r, const struct arrival *a)
{
    return r->o.isa->abi.gdb_watch_before && a->halt == HALT_POINT && a->hit.point->kind != POINT_PC &&
           a->hit.point->kind != POINT_OUTSIDE;
}

/* The access that comes next in this direction has been told of: it is not told of again. */
static void tell_once(struct remote *r, enum direction d)
{
    r->told = true;
    r->told_direction = d;
    r->told_at = engine_instret(r->o.engine);
}

static bool was_told(struct remote *r, enum direction d)
{
    bool told = r->told && r->told_direction == d && r->told_at == engine_instret(r->o.engine);
    r->told = false;
    return told;
}

/* An instruction back. True: that would undo a watched access, *a is its hit, and nothing has changed. */
static bool would_undo(struct remote *r, const point_vec *watched, struct arrival *a)
{
    uint64_t start = engine_cycle(r->o.engine);
    struct arrival back;
    one_instruction(r, REVERSE, NULL, &back);
    *a = back;
    if (back.halt != HALT_DONE || !watched->count)
        return false;
    one_instruction(r, FORWARD, watched, a);
    if (a->halt == HALT_POINT) {
        engine_seek(r->o.engine, start);
        return true;
    }
    one_instruction(r, REVERSE, NULL, a);
    return false;
}

/* The stop at a watched access that is about to be undone. */
static void stop_at_undoing(struct remote *r, const struct arrival *a)
{
    struct arrival ignored;
    if (stops_before(r, a))
        tell_once(r, REVERSE);
    else if (a->halt == HALT_POINT && a->hit.point->kind != POINT_PC)
        one_instruction(r, REVERSE, NULL, &ignored);
    reply_arrival(r, a);
}

/* Back to the last point. */
static void back_to_point(struct remote *r, struct arrival *a)
{
    point_vec all = { 0 };
    choose(r, true, true, &all);
    const struct travel t = { .direction = REVERSE,
                              .cycles = UINT64_MAX,
                              .instructions = UINT64_MAX,
                              .points = all.data,
                              .npoints = all.count,
                              .idle = remote_wait,
                              .ctx = r };
    engine_go(r->o.engine, &t, a);
    stop_at_undoing(r, a);
    vec_release(&all);
}

static void run_back(struct remote *r, bool one)
{
    struct arrival a;
    point_vec watched = { 0 };
    uint64_t start = engine_cycle(r->o.engine);
    r->interrupted = false;
    if (!was_told(r, REVERSE))
        choose(r, false, true, &watched);
    if ((one || watched.count) && would_undo(r, &watched, &a))
        stop_at_undoing(r, &a);
    else if (one)
        reply_arrival(r, &a);
    else {
        engine_seek(r->o.engine, start);
        back_to_point(r, &a);
    }
    vec_release(&watched);
}

static void go_forward(struct remote *r, uint64_t steps, const point_vec *points, struct arrival *a)
{
    struct engine *e = r->o.engine;
    uint64_t instructions = left(r->o.max_instructions, engine_instret(e));
    const struct travel t = { .direction = FORWARD,
                              .cycles = left(r->o.max_cycles, engine_cycle(e)),
                              .instructions = instructions < steps ? instructions : steps,
                              .points = points->data,
                              .npoints = points->count,
                              .idle = remote_wait,
                              .ctx = r };
    engine_go(e, &t, a);
}

/* steps: instructions. range: one more point, or NULL. */
static void run(struct remote *r, uint64_t steps, const struct point *range)
{
    struct arrival a, ignored;
    point_vec code = { 0 }, all = { 0 };
    bool told = was_told(r, FORWARD);
    choose(r, steps == UINT64_MAX, false, &code);
    choose(r, steps == UINT64_MAX, true, &all);
    if (range) {
        *vec_push(&code) = *range;
        *vec_push(&all) = *range;
    }
    r->interrupted = false;
    r->running = true;
    if (told)
        go_forward(r, 1, &code, &a);
    if (!told || (a.halt == HALT_DONE && steps > 1))
        go_forward(r, steps, &all, &a);
    r->running = false;
    if (stops_before(r, &a)) {
        one_instruction(r, REVERSE, NULL, &ignored);
        tell_once(r, FORWARD);
    }
    reply_arrival(r, &a);
    vec_release(&code);
    vec_release(&all);
}

static void again(struct remote *r, const char *args, uint64_t steps)
{
    uint64_t pc;
    const char *why;
    if (*args && (!remote_number(&args, &pc) || *args || !engine_set_pc(r->o.engine, pc, &why))) {
        remote_error(r);
        return;
    }
    run(r, steps, NULL);
}

void remote_continue(struct remote *r, const char *args)
{
    again(r, args, UINT64_MAX);
}

void remote_step(struct remote *r, const char *args)
{
    again(r, args, 1);
}

/* "SIGNAL[;ADDR]": there are no signals to deliver. */
static const char *behind_signal(const char *args)
{
    const char *semicolon = strchr(args, ';');
    return semicolon ? semicolon + 1 : "";
}

void remote_continue_signal(struct remote *r, const char *args)
{
    again(r, behind_signal(args), UINT64_MAX);
}

void remote_step_signal(struct remote *r, const char *args)
{
    again(r, behind_signal(args), 1);
}

/* ";ACTION[:THREAD]...": the first is for our only thread. */
void remote_vcont(struct remote *r, const char *args)
{
    uint64_t from, to;
    char action = *args == ';' ? args[1] : '\0';
    if (action == 'c' || action == 'C')
        run(r, UINT64_MAX, NULL);
    else if (action == 's' || action == 'S')
        run(r, 1, NULL);
    else if (action == 'r') {
        args += 2;
        if (!remote_number(&args, &from) || *args++ != ',' || !remote_number(&args, &to) || to < from) {
            remote_error(r);
            return;
        }
        const struct point out = { .kind = POINT_OUTSIDE, .addr = from, .size = to - from };
        run(r, UINT64_MAX, &out);
    } else
        remote_error(r);
}

void remote_backwards(struct remote *r, const char *args)
{
    if (strcmp(args, "s") == 0)
        run_back(r, true);
    else if (strcmp(args, "c") == 0)
        run_back(r, false);
    else
        remote_reply(r, "");
}

void remote_restart(struct remote *r, const char *args)
{
    (void)args;
    engine_reset(r->o.engine);
    r->ended = false;
    if (r->packet[0] == 'v')
        reply_signal(r, GDB_TRAP, "");
}

/* ---- breakpoints and watchpoints --------------------------------------------------------------------- */

/* "TYPE,ADDR,KIND" */
static bool point_of(const char *args, struct point *p)
{
    static const enum point_kind kinds[] = { POINT_PC, POINT_PC, POINT_WRITE, POINT_READ, POINT_ACCESS };
    uint64_t type, addr, size;
    if (!remote_number(&args, &type) || *args++ != ',' || !remote_number(&args, &addr) || *args++ != ',' ||
        !remote_number(&args, &size))
        return false;
    *p = (struct point){ .kind = kinds[type], .addr = addr, .size = size };
    p->arg = type == 1; /* hardware */
    if (p->kind == POINT_PC)
        p->size = 1;
    return p->size && p->size <= 4096;
}

static struct point *same(struct remote *r, const struct point *p)
{
    for (size_t i = 0; i < r->points.count; i++) {
        struct point *q = &r->points.data[i];
        if (q->kind == p->kind && q->arg == p->arg && q->addr == p->addr && q->size == p->size)
            return q;
    }
    return NULL;
}

/* gdb tries types to learn which there are: the empty answer says that this one is not. */
static bool is_known_type(struct remote *r, const char *args)
{
    bool known = *args >= '0' && *args <= '4' && args[1] == ',';
    if (!known)
        remote_reply(r, "");
    return known;
}

void remote_insert(struct remote *r, const char *args)
{
    struct point p;
    if (!is_known_type(r, args))
        return;
    if (!point_of(args, &p) || (!same(r, &p) && r->points.count >= REMOTE_POINTS)) {
        remote_error(r);
        return;
    }
    if (!same(r, &p))
        *vec_push(&r->points) = p;
    remote_reply(r, "OK");
}

void remote_remove(struct remote *r, const char *args)
{
    struct point p, *q;
    if (!is_known_type(r, args))
        return;
    if (!point_of(args, &p)) {
        remote_error(r);
        return;
    }
    if ((q = same(r, &p)) != NULL) /* removing what is not there is no error */
        *q = r->points.data[--r->points.count];
    remote_reply(r, "OK");
}
