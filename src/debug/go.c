/* go.c - journeys: forwards until something stops them, backwards to where it last did. Going back, the time
 * between two moments is replayed forwards, the later first, and the last point that was met is remembered.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "debug/engine_private.h"
#include "machine/state.h"

#define IDLE_EVERY 20000000 /* nanoseconds of host time */

#define SLICE_MIN (1 << 14) /* cycles rushed between two looks at the host's clock */
#define SLICE_MAX (1 << 22)
#define WATCH_MAX (UINT64_C(64) << MEM_PAGE_BITS) /* bytes that are watched without looking at each cycle */

struct journey {
    struct engine *e;
    const struct travel *t;
    struct arrival *a;
    struct points_seen seen;
    uint64_t idle_at, slice;
    unsigned count;
    /* what is told to the machine so that it can be rushed */
    bool may_rush, told, due, enters, replaying;
    bool places; /* all points are met by what is the next to retire, and it is counted where it does */
    VEC(struct code_span) spans;
    VEC(struct machine_range) ranges;
    uint64_t pending; /* instructions that retire up to this number are looked at */
};

static uint64_t host_now(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
}

/* Is it time for idle()? The clock is asked now and then. */
static bool host_due(struct journey *j)
{
    if (j->due || (++j->count % 64 && j->slice == SLICE_MIN))
        return j->due;
    return j->due = host_now() >= j->idle_at;
}

static void be_idle(struct journey *j)
{
    if (j->t->idle)
        j->t->idle(j->t->ctx);
    if (j->e->on_wait)
        j->e->on_wait(j->e->on_wait_ctx);
    j->idle_at = host_now() + IDLE_EVERY;
    j->due = false;
}

static uint64_t plus(uint64_t a, uint64_t b)
{
    return a + b < a ? UINT64_MAX : a + b;
}

static uint64_t minus(uint64_t a, uint64_t b)
{
    return a < b ? 0 : a - b;
}

/* ---- forwards ---------------------------------------------------------------------------------------- */

/* Why time stands still. */
static enum halt stuck(const struct engine *e)
{
    enum stop stop = machine_end(e->m)->stop;
    if (engine_over(e))
        return stop == STOP_TRAP ? HALT_TRAP : HALT_EXIT;
    return e->interrupted ? HALT_INTERRUPTED : HALT_INPUT;
}

static void add_span(struct journey *j, uint64_t addr, uint64_t size)
{
    if (size)
        *vec_push(&j->spans) = (struct code_span){ addr, addr + (size - 1) };
}

/* Where a point is met by what is the next to retire, or enters a stage. */
static void add_places(struct journey *j, const struct point *p)
{
    switch (p->kind) {
    case POINT_PC:
    case POINT_ENTER: add_span(j, p->addr, 1); break;
    case POINT_INSIDE: add_span(j, p->addr, p->size); break;
    case POINT_OUTSIDE:
        add_span(j, 0, p->addr);
        add_span(j, p->addr + p->size, 0 - (p->addr + p->size));
        break;
    default: break;
    }
}

/* Is the point met where a certain instruction is the next to retire, and nowhere else? */
static bool is_place(const struct point *p)
{
    return p->kind == POINT_PC || p->kind == POINT_INSIDE || p->kind == POINT_OUTSIDE;
}

/* What of the points the machine can stop for by itself. */
static void plan(struct journey *j, struct machine_breaks *b)
{
    const struct travel *t = j->t;
    struct engine *e = j->e;
    j->may_rush = true;
    j->places = e->m->pd.width == 1 && !e->m->functional;
    for (size_t i = 0; i < t->npoints; i++) {
        const struct point *p = &t->points[i];
        bool access = p->kind == POINT_WRITE || p->kind == POINT_READ || p->kind == POINT_ACCESS;
        e->listen_mask |= points_events(p);
        add_places(j, p);
        j->enters |= p->kind == POINT_ENTER;
        j->places &= is_place(p);
        if (access)
            *vec_push(&j->ranges) =
                (struct machine_range){ p->addr, p->size, p->kind != POINT_WRITE, p->kind != POINT_READ };
        b->services |= p->kind == POINT_SYSTEM;
        b->traps |= p->kind == POINT_EXCEPTION || is_place(p);
        bool paired = e->m->pd.width > 1 && p->kind != POINT_PC && is_place(p); /* met by the elder alone */
        if (p->kind == POINT_POLL || paired || (access && p->size > WATCH_MAX))
            j->may_rush = false;
    }
    if (e->m->pd.cost_table && j->spans.count)
        for (size_t i = 0; i < t->npoints; i++)
            j->may_rush &= t->points[i].kind != POINT_ENTER;
    b->fetches = j->enters;
    b->spans = j->spans.data;
    b->nspans = j->spans.count;
    b->ranges = j->ranges.data;
    b->nranges = j->ranges.count;
}

static void touched(void *ctx)
{
    engine_record_now(((struct journey *)ctx)->e);
}

/* What has executed already was not stopped for. */
static void prepare(struct journey *j)
{
    struct engine *e = j->e;
    struct machine_breaks b = { .touched = touched, .touched_ctx = j };
    e->listen_mask = 0;
    plan(j, &b);
    j->slice = SLICE_MIN;
    j->pending = e->m->st->arch.instret;
    if (!j->may_rush && !b.nranges)
        return;
    machine_break_on(e->m, &b);
    j->told = true;
}

static void forget_plan(struct journey *j)
{
    if (j->told)
        machine_break_on(j->e->m, NULL);
    j->told = false;
    vec_release(&j->spans);
    vec_release(&j->ranges);
}

/* Is something on its way that must be looked at? */
static bool look_out(const struct journey *j)
{
    const struct engine *e = j->e;
    uint64_t touched = machine_touched(e->m);
    uint64_t until = touched > j->pending ? touched : j->pending;
    return engine_instret(e) < until || pipe_break_state(&e->m->pipe) || view_trap(e->view);
}

static bool look(struct journey *j)
{
    return points_look(j->e, j->t, j->replaying, &j->seen, &j->a->hit);
}

static bool is_met_at(void *ctx, uint64_t pc)
{
    const struct journey *j = ctx;
    return code_spans_hold(j->spans.data, j->spans.count, pc);
}

/* What is the next to retire at the end of a rush may have been so for some time, if it was not fetched
 * before (it is a break): when its fetch began just now, or has not begun. */
static bool is_late(struct journey *j)
{
    struct engine *e = j->e;
    if (e->broke)
        return pipe_break_state(&e->m->pipe) && points_late(e);
    return view_complete(e->view) && is_met_at(j, engine_pc(e));
}

/* Before the cycle in which it became so, but not before `from`. */
static void stand_before(struct journey *j, uint64_t from)
{
    struct engine *e = j->e;
    uint64_t end = engine_cycle(e), instret = engine_instret(e), back = LOOK_BACK / 4;
    do {
        engine_stand_at(e, minus(end, back) > from ? minus(end, back) : from);
        back *= 4;
    } while (engine_cycle(e) > from && engine_instret(e) == instret && !e->interrupted);
    points_begin(e, &j->seen);
}

/* The present is the first that is looked at after a rush, unless what was before must be looked at again. */
static bool rush_ended(struct journey *j, uint64_t from)
{
    struct engine *e = j->e;
    uint64_t end = engine_cycle(e);
    engine_look(e);
    if (e->broke && j->enters)
        engine_settle(e);
    if (!is_late(j)) {
        j->seen.instret = j->seen.pc = UINT64_MAX;
        return look(j);
    }
    stand_before(j, from);
    while (engine_cycle(e) < end && engine_step(e))
        if (look(j)) {
            if (view_complete(e->view))
                history_keep(&e->history, false);
            return true;
        }
    return false;
}

/* The guest runs unobserved for a slice of host time, then what may be drawn is made whole. True: a point. */
static bool rush(struct journey *j, uint64_t cycles, uint64_t instret)
{
    struct engine *e = j->e;
    uint64_t from = engine_cycle(e), start = host_now(), end = plus(from, j->slice);
    e->listen = e->listen_mask ? j->t : NULL;
    engine_rush_some(e, end < cycles ? end : cycles, instret);
    e->listen = NULL;
    uint64_t took = host_now() - start;
    if (took < IDLE_EVERY / 8 && j->slice < SLICE_MAX && engine_cycle(e) == end)
        j->slice *= 2;
    else if (took > IDLE_EVERY / 2 && j->slice > SLICE_MIN)
        j->slice /= 2;
    return rush_ended(j, from);
}

/* On towards a cycle and a retirement: a cycle or a rush. True: a point. */
static bool go_on(struct journey *j, uint64_t cycles, uint64_t instret)
{
    struct engine *e = j->e;
    uint64_t now = engine_cycle(e);
    bool idle = (j->t->idle || e->on_wait) && host_due(j);
    bool fast = j->may_rush && !idle && now < cycles && now < e->keep_at && engine_instret(e) < instret;
    if (!fast && j->enters) /* it may be met while what was rushed past is still in flight */
        engine_settle(e);
    bool met = fast && !look_out(j) ? rush(j, cycles, instret) : engine_step(e) && look(j);
    if (idle && view_complete(e->view) && !met)
        be_idle(j);
    return met;
}

static enum halt go_forward(struct journey *j)
{
    struct engine *e = j->e;
    const struct travel *t = j->t;
    uint64_t cycles = plus(engine_cycle(e), t->cycles), instret = plus(engine_instret(e), t->instructions);
    uint64_t rush_to = cycles == UINT64_MAX ? cycles : minus(cycles, LOOK_BACK);
    uint64_t rush_instret = instret == UINT64_MAX ? instret : minus(instret, LOOK_BACK);
    engine_settle(e);
    prepare(j);
    while (engine_cycle(e) < cycles && engine_instret(e) < instret) {
        uint64_t now = engine_cycle(e);
        if (go_on(j, rush_to, rush_instret))
            return HALT_POINT;
        if (engine_over(e) || e->interrupted || (e->waiting && engine_cycle(e) == now))
            return stuck(e);
    }
    return HALT_DONE;
}

/* ---- backwards --------------------------------------------------------------------------------------- */

/* From a moment to a cycle: the last hit at or after `begin`. The end is looked at cycle by cycle: a rush to
 * it would leave what is in flight there unrecorded. */
static bool search(struct journey *j, const struct moment *from, uint64_t begin, uint64_t end,
                   struct hit *found)
{
    struct engine *e = j->e;
    bool any = false;
    engine_put_back(e, from);
    points_begin(e, &j->seen);
    j->seen.start_instret = j->seen.instret; /* what is the next here became so before */
    j->seen.start_pc = j->seen.pc;
    if (view_complete(e->view))
        points_first(e, j->t);
    j->pending = e->m->st->arch.instret;
    while (engine_cycle(e) < end && !e->interrupted) {
        uint64_t now = engine_cycle(e);
        if (go_on(j, minus(end, LOOK_BACK), UINT64_MAX) && engine_cycle(e) >= begin) {
            *found = j->a->hit;
            any = true;
        }
        if (engine_cycle(e) == now)
            break;
    }
    return any;
}

/* Can nothing have been met from a moment to a cycle? Told by what was counted, if that is a moment, too. */
static bool is_quiet(struct journey *j, const struct moment *from, uint64_t end)
{
    const struct moment *to = history_before(&j->e->history, end);
    return j->places && to->cycle == end && !to->change &&
           !machine_came_by(from->snapshot, to->snapshot, is_met_at, j);
}

static enum halt search_back(struct journey *j, uint64_t begin)
{
    struct engine *e = j->e;
    struct hit hit;
    uint64_t end = minus(engine_cycle(e), 1);
    prepare(j);
    j->replaying = true;
    while (end > begin && !e->interrupted) {
        const struct moment m = *history_before(&e->history, end - 1);
        if (!is_quiet(j, &m, end) && search(j, &m, begin + 1, end, &hit)) {
            forget_plan(j);
            engine_stand_at(e, hit.cycle);
            j->a->hit = hit;
            return HALT_POINT;
        }
        end = m.cycle;
    }
    forget_plan(j);
    return e->interrupted ? HALT_INTERRUPTED : HALT_DONE;
}

static enum halt go_reverse(struct journey *j)
{
    struct engine *e = j->e;
    const struct travel *t = j->t;
    uint64_t start = engine_cycle(e), begin = minus(start, t->cycles);
    uint64_t wanted = t->instructions == UINT64_MAX ? 0 : minus(engine_instret(e), t->instructions);
    bool short_of = (t->cycles != UINT64_MAX && t->cycles > start) ||
                    (t->instructions != UINT64_MAX && t->instructions > engine_instret(e));
    bool all = t->cycles == UINT64_MAX && t->instructions == UINT64_MAX;
    if (t->instructions != UINT64_MAX) {
        engine_stand_at_instret(e, wanted);
        if (engine_instret(e) > wanted) /* retired together with the one before it: before both */
            engine_stand_at(e, minus(engine_cycle(e), 1));
        begin = engine_cycle(e) > begin ? engine_cycle(e) : begin;
        if (t->npoints)
            engine_stand_at(e, start);
    }
    if (t->npoints) {
        enum halt h = search_back(j, begin);
        if (h == HALT_POINT || h == HALT_INTERRUPTED) {
            if (h == HALT_INTERRUPTED) {
                e->interrupted = 0;
                engine_stand_at(e, start);
            }
            return h;
        }
    }
    engine_stand_at(e, begin);
    return all || short_of ? HALT_BEGIN : HALT_DONE;
}

/* ---- engine.h ---------------------------------------------------------------------------------------- */

void engine_go(struct engine *e, const struct travel *t, struct arrival *a)
{
    struct journey j = { .e = e, .t = t, .a = a, .idle_at = host_now() + IDLE_EVERY };
    memset(a, 0, sizeof *a);
    e->interrupted = 0;
    e->m->core->stop = 0;
    if (t->direction == FORWARD)
        services_wait_again(e->m->services);
    engine_attend(e, t);
    points_begin(e, &j.seen);
    j.seen.start_instret = t->direction == FORWARD ? j.seen.instret : UINT64_MAX;
    j.seen.start_pc = j.seen.pc;
    a->halt = t->direction == FORWARD ? go_forward(&j) : go_reverse(&j);
    forget_plan(&j);
    engine_attend(e, NULL);
    e->interrupted = 0;
    e->m->core->stop = 0;
    engine_look_back(e);
}

void engine_start(struct engine *e, const struct travel *t, struct arrival *a)
{
    struct points_seen nothing = { UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX };
    memset(a, 0, sizeof *a);
    if (points_look(e, t, false, &nothing, &a->hit))
        a->halt = HALT_POINT;
    else
        engine_go(e, t, a);
}
