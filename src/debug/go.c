/* go.c - journeys: forwards until something stops them, backwards to where it last did. Going back, the time
 * between two moments is replayed forwards, the later first, and the last point that was met is remembered.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "debug/engine_private.h"
#include "machine/state.h"

#define IDLE_EVERY 20000000 /* nanoseconds of host time */

struct journey {
    struct engine *e;
    const struct travel *t;
    struct arrival *a;
    struct points_seen seen;
    uint64_t idle_at;
    unsigned count;
};

static uint64_t host_now(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
}

static void may_idle(struct journey *j)
{
    if (!j->t->idle || ++j->count % 256)
        return;
    uint64_t now = host_now();
    if (now < j->idle_at)
        return;
    j->t->idle(j->t->ctx);
    j->idle_at = host_now() + IDLE_EVERY;
}

static uint64_t plus(uint64_t a, uint64_t b)
{
    return a + b < a ? UINT64_MAX : a + b;
}

static uint64_t minus(uint64_t a, uint64_t b)
{
    return a < b ? 0 : a - b;
}

/* ---- forwards ---------------------------------------------------------------------------------------------
 */

/* Why time stands still. */
static enum halt stuck(const struct engine *e)
{
    enum stop stop = machine_end(e->m)->stop;
    if (engine_over(e))
        return stop == STOP_TRAP ? HALT_TRAP : HALT_EXIT;
    return e->interrupted ? HALT_INTERRUPTED : HALT_INPUT;
}

static enum halt go_forward(struct journey *j)
{
    struct engine *e = j->e;
    const struct travel *t = j->t;
    uint64_t cycles = plus(engine_cycle(e), t->cycles), instret = plus(engine_instret(e), t->instructions);
    engine_settle(e);
    while (engine_cycle(e) < cycles && engine_instret(e) < instret) {
        if (!engine_step(e))
            return stuck(e);
        if (points_look(e, t, false, &j->seen, &j->a->hit))
            return HALT_POINT;
        may_idle(j);
    }
    return engine_over(e) ? stuck(e) : HALT_DONE;
}

/* ---- backwards --------------------------------------------------------------------------------------------
 */

/* Between two cycles: the last hit before `end`, or at it if `with_end`. */
static bool search(struct journey *j, const struct moment *from, uint64_t begin, uint64_t end,
                   struct hit *found)
{
    struct engine *e = j->e;
    bool any = false;
    engine_put_back(e, from);
    points_begin(e, &j->seen);
    while (engine_cycle(e) < end && engine_step(e)) {
        struct hit hit;
        if (points_look(e, j->t, true, &j->seen, &hit) && engine_cycle(e) >= begin) {
            *found = hit;
            any = true;
        }
        may_idle(j);
    }
    return any;
}

static enum halt search_back(struct journey *j, uint64_t begin)
{
    struct engine *e = j->e;
    uint64_t end = minus(engine_cycle(e), 1);
    while (end > begin) {
        const struct moment m = *history_before(&e->history, end - 1);
        uint64_t from = m.cycle;
        if (search(j, &m, begin + 1, end, &j->a->hit)) {
            engine_seek(e, j->a->hit.cycle);
            return HALT_POINT;
        }
        if (e->interrupted)
            return HALT_INTERRUPTED;
        end = from;
    }
    return HALT_DONE;
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
        engine_seek_instret(e, wanted);
        begin = engine_cycle(e) > begin ? engine_cycle(e) : begin;
        if (t->npoints)
            engine_seek(e, start);
    }
    if (t->npoints) {
        enum halt h = search_back(j, begin);
        if (h == HALT_POINT || h == HALT_INTERRUPTED) {
            if (h == HALT_INTERRUPTED)
                engine_seek(e, start);
            return h;
        }
    }
    engine_seek(e, begin);
    return all || short_of ? HALT_BEGIN : HALT_DONE;
}

/* ---- engine.h ---------------------------------------------------------------------------------------------
 */

void engine_go(struct engine *e, const struct travel *t, struct arrival *a)
{
    struct journey j = { .e = e, .t = t, .a = a, .idle_at = host_now() + IDLE_EVERY };
    memset(a, 0, sizeof *a);
    e->interrupted = 0;
    e->m->core->stop = 0;
    points_begin(e, &j.seen);
    j.seen.start = t->direction == FORWARD ? UINT64_MAX : j.seen.instret;
    a->halt = t->direction == FORWARD ? go_forward(&j) : go_reverse(&j);
    e->interrupted = 0;
    e->m->core->stop = 0;
}
