/* origin.c - which instruction went to where a program failed. No machine keeps that while it runs: the end
 * of the run is repeated from a snapshot, exactly (machine.h), and what retired last before the failure is
 * looked at. So it costs nothing unless a program fails, and is the same on every machine. */
#include "observe/report.h"

#define LOOK                                                                                                 \
    64 /* instructions before the end from which retirements are listened to; several may retire at once */

/* What retired last, the newest first: before a transfer with a delay slot stands the slot's instruction. */
struct tail {
    uint64_t pc[2];
    unsigned n;
};

static void keep(struct tail *t, uint64_t pc)
{
    t->pc[1] = t->pc[0];
    t->pc[0] = pc;
    t->n++;
}

static void on_retire(void *ctx, const struct event *e)
{
    if (e->kind == EV_RETIRE)
        keep(ctx, e->pc);
}

/* Without a pipeline nothing tells of retirements, but each instruction retires as it executes. */
static void step_to(struct machine *m, uint64_t n, struct tail *t)
{
    while (machine_stats(m)->instructions < n) {
        keep(t, machine_arch(m)->pc);
        if (machine_tick(m) != STOP_NONE)
            break;
    }
}

static void listen_to(struct machine *m, uint64_t n, struct tail *t)
{
    const struct observer o = { 1u << EV_RETIRE, on_retire, t };
    machine_observe(m, &o);
    machine_run(m, UINT64_MAX, n);
    machine_observe(m, NULL);
}

bool report_find_origin(struct machine *m, const struct machine_snapshot *before, uint64_t *from)
{
    const uint64_t n = machine_stats(m)->instructions;
    struct machine_snapshot *end = machine_snapshot(m, before);
    struct tail t = { { 0, 0 }, 0 };
    unsigned slot = machine_isa(m)->delay_slots;
    machine_observe(m, NULL);
    machine_restore(m, before);
    if (n > LOOK && machine_stats(m)->instructions < n - LOOK)
        machine_run(m, UINT64_MAX, n - LOOK);
    if (machine_is_functional(m))
        step_to(m, n, &t);
    else
        listen_to(m, n, &t);
    machine_restore(m, end);
    machine_snapshot_free(end);
    if (slot > 1 || t.n <= slot)
        return false;
    *from = t.pc[slot];
    return true;
}
