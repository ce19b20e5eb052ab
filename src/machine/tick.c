/* tick.c - time passes: machine_tick, machine_run, and what the machine does when an instruction with outside
 * effects retires (host services, marker stores, traps that nothing handles). */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "machine/state.h"

#define DEFAULT_CLOCK 100000000 /* Hz; turns cycles into seconds where the machine file names no clock */

enum { SIGNAL_ILLEGAL = 4, SIGNAL_SEGMENT = 11 };

static enum stop end_with(struct machine *m, enum stop stop, uint64_t pc)
{
    m->st->end.stop = stop;
    m->st->end.pc = pc;
    return stop;
}

/* ---- region of interest ------------------------------------------------------------------------------ */

static void region_start(struct run_stats *s)
{
    if (s->region_started)
        return;
    s->region_started = 1;
    s->region_cycle0 = s->cycles;
    s->region_instr0 = s->instructions;
    memcpy(s->region_cause0, s->cause, sizeof s->cause);
}

static void region_end(struct run_stats *s)
{
    if (!s->region_started || s->region_ended)
        return;
    s->region_ended = 1;
    s->region_cycle1 = s->cycles;
    s->region_instr1 = s->instructions;
    memcpy(s->region_cause1, s->cause, sizeof s->cause);
}

static enum stop board_marks(struct machine *m, unsigned marks, uint64_t pc)
{
    struct run_stats *s = &m->st->stats;
    if (marks & BOARD_START)
        region_start(s);
    if (marks & BOARD_STOP)
        region_end(s);
    if (!(marks & BOARD_END))
        return STOP_NONE;
    m->st->end.has_result = true;
    m->st->end.result = m->st->board.result;
    return end_with(m, STOP_EXIT, pc);
}

static void region_by_address(struct machine *m, uint64_t pc)
{
    struct run_stats *s = &m->st->stats;
    if (!m->pipe.has_region)
        return;
    if (pc == m->pipe.region_to && s->region_started)
        region_end(s);
    if (pc == m->pipe.region_from)
        region_start(s);
}

/* ---- traps and services ------------------------------------------------------------------------------ */

static const struct trap *trap_by_number(const struct isa *isa, unsigned number)
{
    for (unsigned i = 0; i < isa->ntraps; i++)
        if (isa->traps[i].number == number)
            return &isa->traps[i];
    return NULL;
}

static enum stop end_in_trap(struct machine *m, bool fault, unsigned trap, uint64_t value, uint64_t pc)
{
    struct machine_end *e = &m->st->end;
    const struct trap *t = fault ? NULL : trap_by_number(m->isa, trap);
    e->has_trap = !fault;
    e->trap = trap;
    e->trap_value = value;
    e->exit_signal = fault ? SIGNAL_SEGMENT : t && t->signal ? t->signal : SIGNAL_ILLEGAL;
    if (e->exit_signal == SIGNAL_SEGMENT)
        program_fault_hint(&m->program, &m->mem, value, e->hint, sizeof e->hint);
    return end_with(m, STOP_TRAP, pc);
}

static uint64_t nanoseconds(const struct machine *m)
{
    uint64_t hz = m->desc->clock ? m->desc->clock : DEFAULT_CLOCK;
    uint64_t cycles = m->st->stats.cycles, seconds = cycles / hz, rest = cycles % hz;
    return seconds * 1000000000 + (uint64_t)((double)rest * 1e9 / (double)hz);
}

static void memory_changed(void *ctx, uint64_t addr, uint64_t size)
{
    core_invalidate(((struct machine *)ctx)->core, addr, size);
}

static void memory_changing(void *ctx, uint64_t addr, uint64_t size)
{
    machine_service_writes(ctx, addr, size);
}

static enum stop host_call(struct machine *m, uint64_t pc)
{
    struct machine_state *st = m->st;
    struct service_call c = { .state = &st->service,
                              .mem = &m->mem,
                              .slots = st->arch.slot,
                              .now_ns = nanoseconds(m),
                              .changing = memory_changing,
                              .changed = memory_changed,
                              .changed_ctx = m };
    enum service_status status = services_call(m->services, &c);
    if (status == SERVICE_STOPPED)
        return STOP_ASKED;
    if (m->hooks.service)
        m->hooks.service(m->hooks.ctx, pc);
    if (c.hint[0])
        snprintf(st->end.hint, sizeof st->end.hint, "%s", c.hint);
    if (status == SERVICE_DONE)
        return STOP_NONE;
    if (status == SERVICE_EXIT) {
        st->end.exit_status = c.exit_status;
        return end_with(m, STOP_EXIT, pc);
    }
    st->end.exit_signal = c.signal;
    st->end.has_trap = false;
    st->end.trap_value = c.value;
    return end_with(m, STOP_TRAP, pc);
}

static enum stop system_call(struct machine *m, unsigned sys, uint64_t pc)
{
    switch ((enum ir_sys)sys) {
    case IR_SYS_HOST_CALL: return host_call(m, pc);
    case IR_SYS_HALT:
    case IR_SYS_STOP:
    case IR_SYS_JAM: return end_with(m, STOP_EXIT, pc);
    case IR_SYS_WAIT: /* no interrupts: waiting for one is over at once */
    case IR_SYS_FENCE:
    case IR_SYS_FLUSH_ICACHE:
    case IR_SYS_FLUSH_TRANSLATIONS:
    case IR_SYS_INTERRUPT: break;
    }
    return STOP_NONE;
}

enum stop machine_attend(struct machine *m)
{
    struct pipe_state *ps = &m->st->pipe;
    const struct pipe_slot *c = &ps->slot[ps->attention_slot];
    enum stop stop = STOP_NONE;
    bool broken = ps->attention & PIPE_BREAK;
    ps->attention &= (uint8_t)~PIPE_BREAK;
    if (ps->attention & PIPE_TRAP) {
        stop = end_in_trap(m, c->status == EXEC_FAULT, c->trap, c->trap_value, c->pc);
    } else if (ps->attention & PIPE_SYS) {
        stop = system_call(m, c->sys, c->pc);
        if (stop == STOP_ASKED)
            return stop; /* the call is made again when the run goes on */
        pipe_release(&m->pipe, false);
        broken |= m->breaks.services || (ps->attention & PIPE_BREAK);
    }
    if (stop == STOP_NONE && (ps->attention & PIPE_MARK)) {
        region_by_address(m, c->pc);
        stop = board_marks(m, c->mark, c->pc);
    }
    ps->attention = 0;
    return stop == STOP_NONE && broken ? STOP_BREAK : stop;
}

/* ---- functional: values only ------------------------------------------------------------------------- */

/* A service that the user interrupted is due again when the run goes on: as if it had just retired. */
static enum stop functional_system(struct machine *m, unsigned sys, uint64_t pc)
{
    struct pipe_state *ps = &m->st->pipe;
    enum stop stop = system_call(m, sys, pc);
    if (stop == STOP_ASKED) {
        ps->attention = PIPE_SYS;
        ps->attention_slot = 0;
        ps->slot[0].sys = (uint8_t)sys;
        ps->slot[0].pc = pc;
    }
    return stop;
}

static void tell_trap(struct machine *m, enum exec_status status, uint64_t pc)
{
    const struct exec_out *out = &m->core->out;
    if (m->hooks.trap && (status == EXEC_TRAP || (status == EXEC_OK && out->trapped)))
        m->hooks.trap(m->hooks.ctx, pc, out->trap, out->trap_value);
}

/* What a stop of the core means; STOP_NONE: goes on. */
static enum stop functional_stop(struct machine *m, enum exec_status status)
{
    const struct exec_out *out = &m->core->out;
    switch (status) {
    case EXEC_TRAP: return end_in_trap(m, false, out->trap, out->trap_value, m->st->arch.pc);
    case EXEC_FAULT: return end_in_trap(m, true, 0, out->trap_value, m->st->arch.pc);
    case EXEC_SYS: return functional_system(m, out->sys, out->sys_pc);
    case EXEC_STOP: return STOP_ASKED;
    case EXEC_OK:
    case EXEC_LIMIT: break;
    }
    return STOP_NONE;
}

static void functional_count(struct machine *m, uint64_t done)
{
    struct run_stats *s = &m->st->stats;
    s->instructions += done;
    s->cycles += done;
    s->cause[CAUSE_BASE] += done;
}

/* On boards and with a region: one at a time, because every instruction may mean something outside. */
static enum exec_status functional_one(struct machine *m, uint64_t *done)
{
    struct arch *a = &m->st->arch;
    uint64_t pc = a->pc;
    a->cycle = a->instret;
    const struct dinsn *d = core_decode(m->core, pc);
    *done = 0;
    if (!d)
        return (enum exec_status)m->core->status;
    enum exec_status status = core_exec(m->core, d);
    *done = (status == EXEC_OK && !m->core->out.trapped) || status == EXEC_SYS;
    return m->core->stop ? EXEC_STOP : status;
}

/* What a single instruction meant outside, and whether somebody must look. */
static enum stop functional_marks(struct machine *m, enum exec_status status, uint64_t done, uint64_t pc)
{
    struct machine_state *st = m->st;
    enum stop stop = STOP_NONE;
    if (done) {
        unsigned marks = st->board.pending;
        region_by_address(m, pc);
        st->board.pending = 0;
        stop = board_marks(m, marks, pc);
    }
    bool look = (st->pipe.attention & PIPE_BREAK) || (status == EXEC_SYS && m->breaks.services) ||
                (m->core->out.trapped && m->breaks.traps) || (done && pipe_is_break(&m->pipe, st->arch.pc));
    return stop == STOP_NONE && look ? STOP_BREAK : stop;
}

static enum stop functional_run(struct machine *m, uint64_t limit)
{
    struct machine_state *st = m->st;
    bool watched = m->has_board || m->pipe.has_region || m->pipe.nbreaks || m->breaks.nranges ||
                   m->breaks.services || m->breaks.traps;
    enum stop stop = st->pipe.attention ? machine_attend(m) : STOP_NONE;
    while (stop == STOP_NONE && st->stats.instructions < limit) {
        uint64_t done, pc = st->arch.pc;
        enum exec_status status =
            watched ? functional_one(m, &done) : core_run(m->core, limit - st->stats.instructions, &done);
        functional_count(m, done);
        if (watched)
            tell_trap(m, status, pc);
        stop = functional_stop(m, status);
        if (watched && stop == STOP_NONE)
            stop = functional_marks(m, status, done, pc);
    }
    st->pipe.attention &= (uint8_t)~PIPE_BREAK;
    return stop;
}

/* ---- machine.h --------------------------------------------------------------------------------------- */

static bool over(const struct machine *m)
{
    enum stop stop = m->st->end.stop;
    return stop == STOP_EXIT || stop == STOP_TRAP;
}

enum stop machine_tick(struct machine *m)
{
    enum stop stop = STOP_NONE;
    if (over(m))
        return m->st->end.stop;
    if (m->functional)
        return functional_run(m, m->st->stats.instructions + 1);
    if (m->st->pipe.attention)
        stop = machine_attend(m);
    if (stop != STOP_NONE && stop != STOP_BREAK)
        return stop;
    if (m->pd.cost_table)
        pipe_cost_tick(&m->pipe);
    else
        pipe_tick(&m->pipe);
    return m->st->pipe.attention ? machine_attend(m) : STOP_NONE;
}

/* While a break is on its way it is looked for after each cycle. *coming: its state, before and then after.
 */
static enum stop pipeline_run(struct machine *m, uint64_t cycles, uint64_t instructions,
                              enum pipe_break *coming)
{
    uint64_t next = m->st->stats.cycles + 1;
    pipe_run(&m->pipe, *coming == BREAK_COMES && next < cycles ? next : cycles, instructions);
    enum stop stop = m->st->pipe.attention ? machine_attend(m) : STOP_NONE;
    *coming = pipe_break_state(&m->pipe);
    bool due = *coming == BREAK_NEXT || (*coming && m->breaks.fetches);
    return stop == STOP_NONE && due ? STOP_BREAK : stop;
}

static enum stop timed_run(struct machine *m, uint64_t cycles, uint64_t instructions)
{
    const struct run_stats *s = &m->st->stats;
    enum stop stop = m->st->pipe.attention ? machine_attend(m) : STOP_NONE;
    enum pipe_break coming = pipe_break_state(&m->pipe);
    while (stop == STOP_NONE && s->cycles < cycles && s->instructions < instructions && !m->core->stop) {
        if (!m->pd.cost_table) {
            stop = pipeline_run(m, cycles, instructions, &coming);
            continue;
        }
        pipe_cost_run(&m->pipe, cycles, instructions);
        if (m->st->pipe.attention)
            stop = machine_attend(m);
    }
    return stop;
}

enum stop machine_run(struct machine *m, uint64_t cycles, uint64_t instructions)
{
    if (over(m))
        return m->st->end.stop;
    enum stop stop = m->functional ? functional_run(m, cycles < instructions ? cycles : instructions)
                                   : timed_run(m, cycles, instructions);
    if (stop == STOP_NONE)
        stop = m->core->stop ? STOP_ASKED : STOP_LIMIT;
    if (stop == STOP_ASKED)
        m->core->stop = 0;
    services_flush(m->services); /* what the guest printed comes before what anybody says about it */
    if (!over(m)) {
        m->st->end.stop = stop;
        m->st->end.pc = m->st->arch.pc;
    }
    return stop;
}

void machine_stop(struct machine *m)
{
    m->core->stop = 1;
}
