/* engine.c - an engine's life, and how it lets time pass: by steps, each looked at, or in a rush; to any
 * cycle, by putting a moment back and replaying. What stops a journey is in go.c. */
#include "debug/engine.h"

#include <stdlib.h>
#include <string.h>
#include "base/str.h"
#include "debug/engine_private.h"
#include "machine/state.h"

#define DEFAULT_HISTORY (UINT64_C(256) << 20) /* bytes */
/* Cycles between two moments of a run: what is replayed for a step back, in about 10 ms. FAST: where runs of
 * instructions are memoised, or nothing is timed. */
#define KEEP_EVERY      (UINT64_C(1) << 18)
#define KEEP_EVERY_FAST (UINT64_C(1) << 20)
/* On the way to a certain cycle moments get closer, down to this distance from it: whoever went there is
 * likely to go on from there by small steps. */
#define KEEP_NEAR (UINT64_C(1) << 12)

/* ---- what the machine tells -------------------------------------------------------------------------- */

static void take_event(void *ctx, const struct event *ev)
{
    struct engine *e = ctx;
    *vec_push(&e->events) = *ev;
}

/* In a rush: only what some point waits for. */
static void take_listened(void *ctx, const struct event *ev)
{
    struct engine *e = ctx;
    for (size_t i = 0; i < e->listen->npoints; i++) {
        if (!points_event(&e->listen->points[i], ev))
            continue;
        if (e->events_cycle != ev->cycle)
            e->events.count = 0;
        e->events_cycle = ev->cycle;
        *vec_push(&e->events) = *ev;
        machine_break(e->m);
        return;
    }
}

static void take_output(void *ctx, unsigned stream, const char *text, size_t n)
{
    struct engine *e = ctx;
    for (size_t i = 0; i < n; i++)
        *vec_push(&e->console) = text[i];
    if (e->on_output)
        e->on_output(e->on_output_ctx, stream ? 2 : 1, text, n);
}

/* ---- life -------------------------------------------------------------------------------------------- */

static void release_arguments(struct engine *e)
{
    for (size_t i = 0; i < e->args.count; i++)
        free(e->args.data[i]);
    vec_release(&e->args);
}

static void take_arguments(struct engine *e, int argc, const char *const *argv)
{
    e->args.data = NULL; /* whatever argv is, it may be of the old ones */
    e->args.count = e->args.cap = 0;
    for (int i = 0; i < argc; i++)
        *vec_push(&e->args) = xstrdup(argv[i]);
    e->options.argc = argc;
    e->options.argv = NULL;
}

/* What belongs to a machine that was just made. */
static void stand_at_origin(struct engine *e, uint64_t history_bytes)
{
    e->view = view_new(e->m);
    e->keep_every = e->m->functional || e->m->pd.blocks ? KEEP_EVERY_FAST : KEEP_EVERY;
    e->keep_at = e->keep_every;
    film_forget(&e->film);
    e->origin = machine_snapshot(e->m, NULL);
    history_init(&e->history, e->m, e->view, history_bytes);
    history_keep(&e->history, false);
}

static void leave_machine(struct engine *e)
{
    history_release(&e->history);
    machine_snapshot_free(e->origin);
    view_free(e->view);
    machine_free(e->m);
}

struct engine *engine_new(const struct isa *isa, const struct machine_desc *desc, const struct image *img,
                          const struct engine_options *opt, struct diag *d)
{
    struct engine *e = xcalloc(1, sizeof *e);
    struct machine_options *mo = &e->options;
    *mo = opt->machine;
    mo->out_fd = mo->err_fd = -1;
    mo->stdin_text = NULL;
    mo->log_files = true;
    mo->output = take_output;
    mo->output_ctx = e;
    e->isa = isa;
    e->desc = desc;
    e->m = machine_new(isa, desc, img, mo, d);
    if (!e->m) {
        free(e);
        return NULL;
    }
    take_arguments(e, mo->argc, mo->argv);
    stand_at_origin(e, opt->history_bytes ? opt->history_bytes : DEFAULT_HISTORY);
    return e;
}

void engine_free(struct engine *e)
{
    if (!e)
        return;
    leave_machine(e);
    release_arguments(e);
    vec_release(&e->events);
    vec_release(&e->touches);
    vec_release(&e->console);
    free(e);
}

struct machine *engine_machine(struct engine *e)
{
    return e->m;
}

void engine_interrupt(struct engine *e)
{
    e->interrupted = 1;
    machine_stop(e->m);
}

void engine_on_wait(struct engine *e, void (*wait)(void *ctx), void *ctx)
{
    e->on_wait = wait;
    e->on_wait_ctx = ctx;
}

/* ---- questions --------------------------------------------------------------------------------------- */

uint64_t engine_cycle(const struct engine *e)
{
    return e->m->st->stats.cycles;
}

uint64_t engine_instret(const struct engine *e)
{
    return e->m->st->stats.instructions;
}

bool engine_functional(const struct engine *e)
{
    return e->m->functional;
}

bool engine_over(const struct engine *e)
{
    enum stop stop = machine_end(e->m)->stop;
    return stop == STOP_EXIT || stop == STOP_TRAP;
}

void engine_history(const struct engine *e, uint64_t *oldest, uint64_t *newest, uint64_t *bytes)
{
    *oldest = 0;
    *newest = e->newest;
    *bytes = history_bytes(&e->history);
}

void engine_limit_history(struct engine *e, uint64_t bytes)
{
    e->history.limit = bytes;
    history_thin(&e->history, engine_cycle(e));
}

const struct event *engine_events(const struct engine *e, size_t *n)
{
    *n = e->events_cycle == engine_cycle(e) ? e->events.count : 0;
    return e->events.data;
}

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* ---- one cycle --------------------------------------------------------------------------------------- */

static void observe_all(struct engine *e)
{
    const struct observer all = { .mask = (1u << EV_KINDS) - 1, .event = take_event, .ctx = e };
    machine_observe(e->m, &all);
}

static void be_careful(struct engine *e, bool on)
{
    if (e->careful == on)
        return;
    e->careful = on;
    view_record(e->view, on);
    if (on)
        observe_all(e);
    else
        machine_observe(e->m, NULL);
}

/* Half the way that is left of a journey with a known end; UINT64_MAX: it is short. */
static uint64_t halfway(const struct engine *e)
{
    uint64_t now = engine_cycle(e), left = e->toward > now ? e->toward - now : 0;
    return left > KEEP_NEAR ? now + left / 2 : UINT64_MAX;
}

static void plan_keeping(struct engine *e)
{
    e->keep_at = least((engine_cycle(e) / e->keep_every + 1) * e->keep_every, halfway(e));
}

void engine_record_now(struct engine *e)
{
    if (e->careful)
        return;
    view_record_now(e->view);
    observe_all(e);
    e->careful = true;
}

void engine_put_back(struct engine *e, const struct moment *m)
{
    history_put_back(&e->history, m);
    film_begin(&e->film, e->m);
    plan_keeping(e);
    e->events_cycle = UINT64_MAX;
}

/* The user changed something in this cycle: the machine goes on as it did then. */
static void cross_change(struct engine *e)
{
    const struct moment *m = history_before(&e->history, engine_cycle(e));
    if (m && m->change && m->cycle == engine_cycle(e))
        history_put_back(&e->history, m);
}

/* Keeps this moment if it is time to, and if nothing is in flight that was not recorded. */
static void keep(struct engine *e)
{
    uint64_t now = engine_cycle(e);
    if (now < e->keep_at || !view_complete(e->view))
        return;
    const struct moment *before = history_before(&e->history, now);
    uint64_t left = e->toward > now ? e->toward - now : UINT64_MAX;
    if (!before || now - before->cycle > least(left, e->keep_every) / 4) {
        history_keep(&e->history, false);
        history_thin(&e->history, now);
    }
    plan_keeping(e);
}

static void arrived(struct engine *e)
{
    uint64_t now = engine_cycle(e);
    e->newest = now > e->newest ? now : e->newest;
    cross_change(e);
}

bool engine_step(struct engine *e)
{
    uint64_t before = engine_cycle(e);
    if (engine_over(e) || e->interrupted)
        return false;
    be_careful(e, true);
    e->events.count = 0;
    e->events_cycle = before + 1;
    engine_nothing_told(e);
    machine_tick(e->m);
    e->waiting = engine_cycle(e) == before && !engine_over(e) && !e->interrupted;
    if (engine_cycle(e) == before) {
        e->events_cycle = before;
        return false;
    }
    film_take(&e->film, e->m, e->events.data, e->events.count);
    arrived(e);
    keep(e);
    return true;
}

/* ---- many cycles ------------------------------------------------------------------------------------- */

/* Not looking, to a cycle before which nothing is to be done. */
static bool rush_on(struct engine *e, uint64_t cycle, uint64_t instret)
{
    const struct moment *change = history_change(&e->history, engine_cycle(e));
    const struct observer some = { .mask = e->listen_mask, .event = take_listened, .ctx = e };
    if (e->on_wait)
        e->on_wait(e->on_wait_ctx);
    be_careful(e, e->listen != NULL);
    if (e->listen)
        machine_observe(e->m, &some);
    if (change)
        cycle = least(cycle, change->cycle);
    engine_nothing_told(e);
    e->broke = machine_run(e->m, least(cycle, e->keep_at), instret) == STOP_BREAK;
    if (e->listen)
        observe_all(e);
    e->waiting = machine_end(e->m)->stop == STOP_ASKED && !e->interrupted && engine_cycle(e) < cycle;
    arrived(e);
    return !e->waiting && !e->interrupted && !engine_over(e);
}

bool engine_rush_some(struct engine *e, uint64_t cycle, uint64_t instret)
{
    return engine_cycle(e) < cycle && rush_on(e, cycle, instret);
}

void engine_look(struct engine *e)
{
    bool told = e->events_cycle == engine_cycle(e);
    be_careful(e, true);
    film_forget(&e->film);
    film_take(&e->film, e->m, e->events.data, told ? e->events.count : 0);
}

bool engine_rush(struct engine *e, uint64_t cycle, uint64_t instret)
{
    while (engine_cycle(e) < cycle && engine_instret(e) < instret) {
        bool on = engine_cycle(e) < e->keep_at ? rush_on(e, cycle, instret) : engine_step(e);
        if (!on)
            return false;
    }
    return true;
}

static bool step_to(struct engine *e, uint64_t cycle, uint64_t instret)
{
    while (engine_cycle(e) < cycle && engine_instret(e) < instret)
        if (!engine_step(e))
            return false;
    return true;
}

/* From the present to a cycle or retirement ahead, the last stretch looked at. */
static bool go_on_to(struct engine *e, uint64_t cycle, uint64_t instret)
{
    uint64_t rush_cycle = cycle == UINT64_MAX ? cycle : cycle - least(cycle, LOOK_BACK);
    uint64_t rush_instret = instret == UINT64_MAX ? instret : instret - least(instret, LOOK_BACK);
    return engine_rush(e, rush_cycle, rush_instret) && step_to(e, cycle, instret);
}

/* Every moment is complete, so stepping from one is; a rush may leave something unrecorded. */
static bool replay_to(struct engine *e, const struct moment *from, uint64_t cycle, uint64_t instret)
{
    uint64_t latest = instret > engine_instret(e) ? 0 : engine_cycle(e);
    be_careful(e, true);
    e->toward = cycle == UINT64_MAX ? latest : cycle;
    engine_put_back(e, from);
    bool there = go_on_to(e, cycle, instret);
    e->toward = 0;
    history_thin(&e->history, engine_cycle(e)); /* what was written since the last moment counts, too */
    if (view_complete(e->view) || e->interrupted)
        return there;
    uint64_t end = engine_cycle(e);
    const struct moment *m = history_before(&e->history, end);
    be_careful(e, true);
    engine_put_back(e, m);
    step_to(e, end, UINT64_MAX);
    return there;
}

void engine_settle(struct engine *e)
{
    uint64_t now = engine_cycle(e);
    if (!view_complete(e->view))
        replay_to(e, history_before(&e->history, now), now, UINT64_MAX);
}

bool engine_stand_at(struct engine *e, uint64_t cycle)
{
    uint64_t now = engine_cycle(e);
    const struct moment *m = history_before(&e->history, cycle);
    if (now <= cycle && (m->cycle <= now || cycle - now <= LOOK_BACK)) {
        go_on_to(e, cycle, UINT64_MAX);
        engine_settle(e);
    } else {
        replay_to(e, m, cycle, UINT64_MAX);
    }
    return engine_cycle(e) == cycle;
}

void engine_look_back(struct engine *e)
{
    uint64_t now = engine_cycle(e);
    if (now && !e->m->functional && !film_at(&e->film, now - 1))
        replay_to(e, history_before(&e->history, now - 1), now, UINT64_MAX);
}

bool engine_stand_at_instret(struct engine *e, uint64_t instructions)
{
    const struct moment *m = history_before_instret(&e->history, instructions);
    if (engine_instret(e) < instructions && m->cycle <= engine_cycle(e)) {
        go_on_to(e, UINT64_MAX, instructions);
        engine_settle(e);
    } else {
        replay_to(e, m, UINT64_MAX, instructions);
    }
    return engine_instret(e) >= instructions;
}

bool engine_seek(struct engine *e, uint64_t cycle)
{
    e->interrupted = 0;
    return engine_stand_at(e, cycle);
}

bool engine_seek_instret(struct engine *e, uint64_t instructions)
{
    e->interrupted = 0;
    return engine_stand_at_instret(e, instructions);
}

void engine_reset(struct engine *e)
{
    machine_restore(e->m, e->origin);
    if (e->typed)
        e->m->st->service.in_limit = 0;
    services_change(e->m->services, &e->m->st->service);
    hier_forget(&e->m->pipe.hier);
    history_release(&e->history);
    view_forget(e->view);
    film_forget(&e->film);
    plan_keeping(e);
    e->console.count = 0;
    e->newest = 0;
    e->waiting = false;
    e->interrupted = 0;
    e->events_cycle = UINT64_MAX;
    history_keep(&e->history, false);
}

bool engine_restart(struct engine *e, const struct image *img, int argc, const char *const *argv,
                    struct diag *d)
{
    struct machine_options mo = e->options;
    uint64_t history_bytes = e->history.limit;
    mo.argc = argc;
    mo.argv = argv;
    struct machine *m = machine_new(e->isa, e->desc, img, &mo, d);
    if (!m)
        return false;
    services_inherit(m->services, e->m->services);
    leave_machine(e);
    e->m = m;
    e->careful = false;
    struct engine old = { .args = { e->args.data, e->args.count, e->args.cap } };
    take_arguments(e, argc, argv);
    release_arguments(&old);
    stand_at_origin(e, history_bytes);
    engine_reset(e);
    return true;
}

int engine_arguments(const struct engine *e, const char *const **argv)
{
    *argv = (const char *const *)e->args.data;
    return (int)e->args.count;
}

bool engine_changed(struct engine *e)
{
    struct service_state *st = &e->m->st->service;
    history_cut(&e->history, engine_cycle(e));
    services_change(e->m->services, st);
    hier_forget(&e->m->pipe.hier);
    e->console.count = st->out_pos[0] + st->out_pos[1];
    e->newest = engine_cycle(e);
    history_keep(&e->history, true);
    history_thin(&e->history, e->newest);
    return true;
}
