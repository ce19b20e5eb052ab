/* stops.c - journeys from one stop to the next: the user's points and those of a command go to the engine;
 * whether a point that was met counts (condition, ignore count, a value that changed) is decided here. */
#include "debug/stops.h"

#include <stdlib.h>
#include <string.h>
#include "debug/watch.h"

struct trip {
    struct session *s;
    const struct plan *p;
    VEC(struct point) points;
    uint64_t found_cycle; /* of what stands in s->met */
};

/* ---- what counts ------------------------------------------------------------------------------------- */

/* The two values of a watch; false: nothing has changed. */
static bool watch_changed(struct session *s, struct stopper *st, const struct hit *h)
{
    if (st->point.kind == POINT_POLL)
        return watch_poll(s, st, h);
    if (st->point.kind == POINT_WRITE && st->point.size <= 8 && h->before == h->value)
        return false;
    watch_values(s, st, h);
    return true;
}

static bool condition_holds(struct session *s, struct stopper *st, bool replaying)
{
    struct str error;
    bool yes = true;
    if (!st->test)
        return true;
    str_init(&error);
    frames_clear(s->home.frames);
    if (!watch_frame(s, st)) {
        yes = false;
    } else if (eval_truth(look(s), st->test, &yes, &error) != 0) {
        yes = true;
        if (!replaying)
            fail(s, "Error in testing condition for breakpoint %d:\n%s", st->number, error.buf);
    }
    s->frame = 0;
    str_release(&error);
    return yes;
}

/* The end of a watched frame, in the direction of time: at its caller, or where it began. */
static bool frame_ends(struct session *s, const struct stopper *st, enum direction d)
{
    const struct abi *a = &s->isa->abi;
    uint64_t sp = a->sp_slot == UINT16_MAX ? st->life.cfa : engine_slot(s->engine, a->sp_slot);
    return d == FORWARD ? sp >= st->life.cfa : sp == st->life.cfa;
}

/* Whether this point of the user, which was met, stops the program. */
static bool counts(struct session *s, struct stopper *st, const struct hit *h, bool replaying)
{
    if (st->kind == STOPS_WATCH && !watch_changed(s, st, h))
        return false;
    if (!condition_holds(s, st, replaying))
        return false;
    if (replaying)
        return st->kind != STOPS_PRINTF;
    st->hits++;
    st->hit = *h;
    if (st->ignore) {
        st->ignore--;
        return false;
    }
    if (st->count && --st->count == 0)
        st->enabled = false;
    if (st->kind != STOPS_PRINTF)
        return true;
    look_moved(s);
    print_formatted(s, st->format);
    return false;
}

static void found(struct trip *t, struct stopper *st, const struct hit *h)
{
    if (t->found_cycle != h->cycle)
        t->s->met.count = 0;
    t->found_cycle = h->cycle;
    st->hit = *h;
    for (size_t i = 0; i < t->s->met.count; i++)
        if (t->s->met.data[i] == st)
            return;
    *vec_push(&t->s->met) = st;
}

static bool met(void *ctx, const struct hit *h, bool replaying)
{
    struct trip *t = ctx;
    if (!h->point->owner)
        return !t->p->accept || t->p->accept(t->s, t->p, h);
    struct stopper *st = h->point->owner;
    bool end = st->lives && h->point->kind == POINT_PC;
    if (end ? !frame_ends(t->s, st, t->p->direction) : !counts(t->s, st, h, replaying))
        return false;
    found(t, st, h);
    st->left = end;
    return true;
}

/* ---- going ------------------------------------------------------------------------------------------- */

static void collect_points(struct trip *t)
{
    struct session *s = t->s;
    for (size_t i = 0; i < s->stoppers.count && !t->p->only_own; i++) {
        struct stopper *st = s->stoppers.data[i];
        if (!st->enabled || (st->kind == STOPS_PRINTF && t->p->direction == REVERSE))
            continue;
        stopper_look(s, st);
        struct point at = st->point;
        for (size_t k = 0; k < st->places.count; k++) {
            at.addr = st->places.data[k].addr;
            if (st->places.data[k].enabled)
                *vec_push(&t->points) = at;
        }
        if (!st->places.count)
            *vec_push(&t->points) = at;
        if (st->lives)
            *vec_push(&t->points) =
                (struct point){ .kind = POINT_PC,
                                .addr = t->p->direction == FORWARD ? st->life.back : st->life.start,
                                .owner = st };
    }
    for (size_t i = 0; i < t->p->nown; i++)
        *vec_push(&t->points) = t->p->own[i];
}

static enum outcome outcome_of(struct session *s, const struct arrival *a, bool limited)
{
    switch (a->halt) {
    case HALT_DONE: return limited ? CAME_TO_LIMIT : CAME_TO_COUNT;
    case HALT_POINT: return s->met.count ? CAME_TO_POINT : CAME_TO_OWN;
    case HALT_BEGIN: return CAME_TO_BEGIN;
    case HALT_EXIT:
    case HALT_TRAP: return CAME_TO_END;
    case HALT_INTERRUPTED: return WAS_INTERRUPTED;
    case HALT_INPUT: return WANTS_INPUT;
    }
    return CAME_TO_COUNT;
}

static void idle(void *ctx)
{
    struct trip *t = ctx;
    if (t->s->io.idle)
        t->s->io.idle(t->s->io.ctx);
    if (t->s->interrupted)
        engine_interrupt(t->s->engine);
}

/* The smaller of a count and what a limit leaves; *limited: it is the limit. */
static uint64_t bound(uint64_t count, uint64_t limit, uint64_t at, bool *limited)
{
    uint64_t left = limit > at ? limit - at : 0;
    if (limit == UINT64_MAX || count <= left)
        return count;
    *limited = true;
    return left;
}

enum outcome travel(struct session *s, const struct plan *p)
{
    struct trip t = { .s = s, .p = p, .found_cycle = UINT64_MAX };
    struct travel go = { .direction = p->direction,
                         .cycles = p->cycles,
                         .instructions = p->instructions,
                         .met = met,
                         .idle = idle,
                         .ctx = &t };
    struct arrival a;
    bool limited = false;
    if (p->direction == FORWARD) {
        go.cycles = bound(p->cycles, s->max_cycles, engine_cycle(s->engine), &limited);
        go.instructions = bound(p->instructions, s->max_instructions, engine_instret(s->engine), &limited);
    }
    s->met.count = 0;
    s->run_serial++;
    s->guest_began_line = false;
    collect_points(&t);
    go.points = t.points.data;
    go.npoints = t.points.count;
    if (s->interrupted)
        a = (struct arrival){ .halt = HALT_INTERRUPTED };
    else if (p->here)
        engine_start(s->engine, &go, &a);
    else
        engine_go(s->engine, &go, &a);
    if (a.halt == HALT_POINT && !a.hit.point->owner)
        s->met.count = t.found_cycle == a.hit.cycle ? s->met.count : 0;
    else if (a.halt != HALT_POINT)
        s->met.count = 0;
    look_moved(s);
    limited = limited &&
              (engine_cycle(s->engine) >= s->max_cycles || engine_instret(s->engine) >= s->max_instructions);
    enum outcome o = outcome_of(s, &a, limited);
    vec_release(&t.points);
    return o;
}

/* ---- the commands of points -------------------------------------------------------------------------- */

void stop_commands(struct session *s, lines *todo)
{
    for (size_t i = 0; i < s->met.count; i++)
        for (size_t k = 0; k < s->met.data[i]->commands.count; k++)
            if (k || strcmp(s->met.data[i]->commands.data[k], "silent") != 0)
                lines_add(todo, s->met.data[i]->commands.data[k]);
}
