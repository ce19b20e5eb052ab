/* pipe_exec.c - executions that need care: on wrong paths, with traps, services and latencies, without an
 * interlock. The plain ones are pipe_execute() in pipe_parts.h. */
#include <string.h>
#include "base/bits.h"
#include "timing/pipe_parts.h"

/* ---- execution --------------------------------------------------------------------------------------- */

static int64_t operand(const struct dinsn *d, unsigned n, const uint64_t *slots)
{
    if (!d->op[n].known)
        return 0;
    unsigned width = d->op[n].width ? d->op[n].width : 64;
    uint64_t v = d->op[n].is_const ? d->op[n].value : slots[d->op[n].slot] >> d->op[n].shift;
    return (n ? d->op_b_signed : d->op_signed) ? bits_signed(v, width) : (int64_t)(v & bits_mask(width));
}

/* What a latency expression sees. */
struct cost_in pipe_operands(const struct dinsn *d, const uint64_t *slots)
{
    return (struct cost_in){ .a = operand(d, 0, slots),
                             .b = operand(d, 1, slots),
                             .is_signed = d->op_signed,
                             .rem = d->op_rem,
                             .bits = d->op[0].known ? d->op[0].width : 0 };
}

struct unit_time pipe_unit_time(const struct pipe *p, const struct pipe_key *key, struct cost_in in)
{
    const struct pipe_unit *u = &p->d->unit[key->unit - 1];
    in.taken = (key->flags & KEY_TRANSFER) && p->core->out.taken;
    return (struct unit_time){ cost_eval(&u->latency, &in), cost_eval(&u->interval, &in) };
}

void pipe_evaluate_unit(const struct pipe *p, struct pipe_slot *c, struct cost_in in)
{
    if (!(c->key.flags & KEY_LATENCY))
        return;
    struct unit_time t = pipe_unit_time(p, &c->key, in);
    c->latency = t.latency;
    c->interval = t.interval;
}

/* Becomes a trap, taken in the trap stage; what follows is on a wrong path. */
static void set_trap(struct pipe *p, struct pipe_slot *c, enum exec_status status, unsigned trap,
                     uint64_t value, uint64_t n)
{
    c->state |= SLOT_DONE | (status == EXEC_OK ? SLOT_HANDLED : SLOT_TRAP);
    c->next = p->arch->pc;
    c->status = (uint8_t)status;
    c->trap = trap;
    c->trap_value = value;
    c->key.acts |= (uint16_t)(1u << p->d->trap);
    p->st->wrong = 1;
    p->st->scratch_valid = 0;
    pipe_busy(p->st, n + 1);
}

void pipe_execute_status(struct pipe *p, struct pipe_slot *c, unsigned i, enum exec_status status, uint64_t n)
{
    const struct exec_out *out = &p->core->out;
    if (status == EXEC_TRAP || status == EXEC_FAULT || out->trapped) {
        set_trap(p, c, status, out->trap, out->trap_value, n);
        return;
    }
    if (status != EXEC_SYS)
        return;
    c->sys = (uint8_t)out->sys;
    c->sys_a = out->sys_a;
    c->sys_b = out->sys_b;
    c->state |= SLOT_SYS;
    p->st->serialise = (uint8_t)(i + 1);
    pipe_busy(p->st, n + 1);
}

/* Not what was fetched next comes next: the younger ones are on a wrong path until this one is resolved. */
void pipe_misfetch(struct pipe *p, struct pipe_slot *c)
{
    if (p->core->isa->delay_slots && pipe_delay_misfetch(p, c))
        return;
    c->state |= SLOT_MISFETCH;
    p->st->wrong = 1;
    p->st->scratch_valid = 0;
    if (!(c->key.flags & KEY_TRANSFER))
        c->key.resolve = p->d->exec;
    c->key.acts |= (uint16_t)(1u << c->key.resolve);
}

static void note_outcome(struct pipe *p, struct pipe_slot *c, uint64_t next)
{
    c->next = next;
    c->state |= SLOT_DONE;
    if ((c->key.flags & KEY_TRANSFER) && p->core->out.taken)
        c->state |= SLOT_TAKEN;
    if (c->key.flags & KEY_DELAYED)
        pipe_delay_note(p, c);
}

/* On registers that are thrown away at the redirect: filled when the wrong path begins. */
enum exec_status pipe_run_wrong(struct pipe *p, struct pipe_slot *c, unsigned i)
{
    struct pipe_state *st = p->st;
    if (!st->scratch_valid) {
        memcpy(p->scratch, p->arch->slot, p->core->isa->nslots * sizeof *p->scratch);
        st->scratch_valid = 1;
    }
    struct cost_in in = pipe_operands(p->dec[i], p->scratch);
    struct exec_out saved = p->core->out;
    enum exec_status status = core_exec_scratch(p->core, p->dec[i], p->scratch, false);
    pipe_evaluate_unit(p, c, in);
    if (status == EXEC_OK) {
        note_outcome(p, c, p->core->out.next_pc);
        c->naccess = p->core->out.naccess;
        memcpy(c->access, p->core->out.access, sizeof c->access);
    }
    p->core->out = saved;
    return status;
}

void pipe_wrong_came_out(struct pipe *p, struct pipe_slot *c, enum exec_status status)
{
    struct pipe_state *st = p->st;
    if (status != EXEC_OK) {
        c->next = c->expect;
        st->fetch_free = UINT64_MAX; /* a trap or a service there: nothing is fetched until the redirect */
        st->fetch_profile = c->key.profile;
        st->fetch_cause = CAUSE_TRAP;
    } else if (pipe_goes_elsewhere(p, c, c->next, c->state & SLOT_TAKEN)) {
        c->state |= SLOT_MISFETCH;
        if (!(c->key.flags & KEY_TRANSFER))
            c->key.resolve = p->d->exec;
        c->key.acts |= (uint16_t)(1u << c->key.resolve);
    }
}

static void execute_wrong(struct pipe *p, struct pipe_slot *c, unsigned i)
{
    c->state |= SLOT_WRONG | SLOT_SCRATCH | SLOT_DONE;
    c->naccess = 0;
    c->next = c->expect;
    if (!(c->key.flags & KEY_FAULT))
        pipe_wrong_came_out(p, c, pipe_run_wrong(p, c, i));
}

/* ---- no interlock: values as the register file and the forwarding paths hold them -------------------- */

/* The youngest elder that writes register slot `reg` and can reach the consumer, which enters X in cycle n.
 */
static const struct pipe_loose *within_reach(const struct pipe *p, uint64_t n, unsigned k, uint16_t reg,
                                             unsigned *which)
{
    const struct pipe_desc *d = p->d;
    for (unsigned q = d->read + 1u; q < d->nstages; q++) {
        uint64_t e = pipe_entry(p->st, p->st->turn, q);
        const struct pipe_slot *elder = &p->st->slot[ENTRY_SLOT(e)];
        if (!(e & ENTRY_INSN) || !(elder->state & SLOT_DONE) ||
            (elder->state & (SLOT_WRONG | SLOT_TRAP | SLOT_HANDLED)))
            continue;
        const struct pipe_loose *l = &p->st->loose[ENTRY_SLOT(e)];
        for (unsigned r = 0; r < l->nresults; r++) {
            if (l->slot[r] != reg)
                continue;
            unsigned g = elder->key.dst[1] && (elder->key.dst[1] >> (reg < 63 ? reg : 63) & 1);
            unsigned made = elder->key.make[g];
            bool in_file = q > d->write || (q == d->write && d->write_before_read); /* caught from there */
            if (in_file || (d->blocked[made][q] >> k & 1) || (q >= made && elder->avail[g] > n))
                continue;
            *which = r;
            return l;
        }
    }
    return NULL;
}

static unsigned class_of_source(const struct pipe_desc *d, const struct pipe_slot *c, uint16_t reg)
{
    for (unsigned k = 0; k < d->nneeds; k++)
        if (c->key.need[k] >> (reg < 63 ? reg : 63) & 1)
            return k;
    return 0;
}

static void fill_scratch(struct pipe *p, struct pipe_slot *c, unsigned i, const struct dinsn *d, uint64_t n)
{
    const struct pipe_loose *own = &p->st->loose[i];
    if (d->alone)
        memcpy(p->scratch, p->arch->slot, p->core->isa->nslots * sizeof *p->scratch);
    for (unsigned r = 0; r < d->ndst; r++)
        p->scratch[d->dst[r].slot] = p->arch->slot[d->dst[r].slot];
    for (unsigned s = 0; s < d->nsrc; s++) {
        uint16_t reg = d->src[s].slot;
        unsigned which;
        const struct pipe_loose *l = within_reach(p, n, class_of_source(p->d, c, reg), reg, &which);
        p->scratch[reg] = p->zero_slot[reg] ? 0 : l ? l->result[which] : own->caught[s];
    }
}

/* The register file is written in the writing stage; until then results lie in the slot. */
static void execute_loose(struct pipe *p, struct pipe_slot *c, unsigned i, uint64_t n)
{
    const struct dinsn *d = p->dec[i];
    struct pipe_loose *own = &p->st->loose[i];
    fill_scratch(p, c, i, d, n);
    struct cost_in in = pipe_operands(d, p->scratch);
    p->arch->cycle = n;
    enum exec_status status = core_exec_scratch(p->core, d, p->scratch, true);
    pipe_evaluate_unit(p, c, in);
    own->nresults = d->ndst;
    for (unsigned r = 0; r < d->ndst; r++) {
        own->slot[r] = d->dst[r].slot;
        own->result[r] = p->scratch[d->dst[r].slot];
    }
    if (c->key.flags & (KEY_LOAD | KEY_STORE))
        pipe_note_accesses(p, c, n);
    if (status != EXEC_OK || p->core->out.trapped)
        pipe_execute_status(p, c, i, status, n);
    if (c->state & (SLOT_TRAP | SLOT_HANDLED))
        return;
    p->arch->pc = p->core->out.next_pc;
    p->arch->instret++;
    note_outcome(p, c, p->arch->pc);
    if (pipe_goes_elsewhere(p, c, c->next, p->core->out.taken))
        pipe_misfetch(p, c);
}

static void write_file(struct pipe *p)
{
    uint64_t e = pipe_entry(p->st, p->st->turn, p->d->write);
    if (!(e & ENTRY_INSN))
        return;
    const struct pipe_slot *c = &p->st->slot[ENTRY_SLOT(e)];
    const struct pipe_loose *l = &p->st->loose[ENTRY_SLOT(e)];
    if (!(c->state & SLOT_DONE) || (c->state & (SLOT_WRONG | SLOT_TRAP | SLOT_HANDLED)))
        return;
    for (unsigned r = 0; r < l->nresults; r++)
        if (!p->zero_slot[l->slot[r]])
            p->arch->slot[l->slot[r]] = l->result[r];
}

static void catch_operands(struct pipe *p)
{
    uint64_t e = pipe_entry(p->st, p->st->turn, p->d->read);
    const struct dinsn *d = e & ENTRY_INSN ? p->dec[ENTRY_SLOT(e)] : NULL;
    for (unsigned s = 0; d && s < d->nsrc; s++)
        p->st->loose[ENTRY_SLOT(e)].caught[s] = p->arch->slot[d->src[s].slot];
}

/* At the end of a cycle: what is in the writing stage is written, what is in the read stage reads. */
void pipe_write_loose(struct pipe *p)
{
    if (p->d->write_before_read)
        write_file(p);
    catch_operands(p);
    if (!p->d->write_before_read)
        write_file(p);
}

void pipe_execute_special(struct pipe *p, struct pipe_slot *c, unsigned i, uint64_t n)
{
    struct pipe_state *st = p->st;
    if (st->wrong) {
        execute_wrong(p, c, i);
        return;
    }
    if (c->key.flags & KEY_FAULT) {
        bool hook = c->status == EXEC_TRAP && core_trap(p->core, c->trap, false, c->trap_value, c->pc);
        set_trap(p, c, hook ? EXEC_OK : (enum exec_status)c->status, c->trap, c->trap_value, n);
        return;
    }
    if (c->key.flags & KEY_ALONE) {
        c->state |= SLOT_ALONE;
        st->serialise = (uint8_t)(i + 1);
        pipe_busy(st, n + 1);
    }
    if (!p->d->interlock) {
        execute_loose(p, c, i, n);
        return;
    }
    struct cost_in in = pipe_operands(p->dec[i], p->arch->slot);
    p->arch->cycle = n;
    enum exec_status status = core_exec(p->core, p->dec[i]);
    pipe_evaluate_unit(p, c, in);
    c->state |= SLOT_DONE;
    if (c->key.flags & (KEY_LOAD | KEY_STORE))
        pipe_note_accesses(p, c, n);
    if (status != EXEC_OK || p->core->out.trapped)
        pipe_execute_status(p, c, i, status, n);
    if (c->state & (SLOT_TRAP | SLOT_HANDLED))
        return;
    note_outcome(p, c, p->arch->pc);
    if (pipe_goes_elsewhere(p, c, c->next, p->core->out.taken))
        pipe_misfetch(p, c);
}

/* Several accesses, or one to a device. */
void pipe_note_more(struct pipe *p, struct pipe_slot *c, uint64_t n)
{
    const struct exec_out *out = &p->core->out;
    for (unsigned a = 0; a < out->naccess; a++) {
        c->access[a] = out->access[a];
        if (!out->access[a].device)
            continue;
        c->state |= SLOT_DEVICE;
        if (p->board_pending && *p->board_pending) {
            c->mark = (uint8_t)*p->board_pending;
            *p->board_pending = 0;
        }
    }
    if (out->naccess > 1 && p->d->flat_data) {
        unsigned s = c->key.flags & KEY_LOAD ? p->d->load : p->d->store;
        c->key.acts |= (uint16_t)(1u << s);
        pipe_busy(p->st, n + s - p->d->exec);
    }
}
