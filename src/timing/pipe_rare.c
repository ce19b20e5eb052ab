/* pipe_rare.c - what does not happen in most cycles: wrong paths, traps, services, misses, squashes, missing
 * interlocks. See pipe_parts.h. */
#include <string.h>
#include "base/bits.h"
#include "timing/pipe_parts.h"

/* ---- decoded instructions ---------------------------------------------------------------------------------
 */

/* Decoded code went away: what is in flight and has not executed is decoded again (it sees the new bytes). */
static void decode_again(struct pipe *p)
{
    struct pipe_state *st = p->st;
    p->generation = core_generation(p->core);
    p->code_stores = p->core->code_stores;
    for (unsigned s = 0; s < p->d->nstages; s++) {
        uint64_t e = pipe_entry(st, st->turn, s);
        if (!(e & ENTRY_INSN))
            continue;
        unsigned i = ENTRY_SLOT(e);
        struct pipe_slot *c = &st->slot[i];
        if ((c->state & SLOT_DONE) || (c->key.flags & KEY_FAULT))
            continue;
        const struct dinsn *d = core_decode(p->core, c->pc);
        if (!d)
            c->key.flags |= KEY_FAULT;
        else
            memcpy(&c->key, d->timing, sizeof c->key);
        p->dec[i] = d;
    }
}

void pipe_check_code(struct pipe *p)
{
    if (core_generation(p->core) != p->generation)
        decode_again(p);
    p->code_stores = p->core->code_stores;
}

/* Of what executed only the sources are still looked at (no interlock): decoded again as well. */
void pipe_restore(struct pipe *p)
{
    for (unsigned i = 0; i < PIPE_SLOTS; i++)
        p->dec[i] = NULL;
    decode_again(p);
}

/* ---- execution --------------------------------------------------------------------------------------------
 */

static int64_t operand(const struct dinsn *d, unsigned n, const uint64_t *slots)
{
    if (!d->op[n].known)
        return 0;
    unsigned width = d->op[n].width ? d->op[n].width : 64;
    uint64_t v = d->op[n].is_const ? d->op[n].value : slots[d->op[n].slot] >> d->op[n].shift;
    return d->op_signed ? bits_signed(v, width) : (int64_t)(v & bits_mask(width));
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

static void evaluate_unit(struct pipe *p, struct pipe_slot *c, const struct dinsn *d, const uint64_t *slots)
{
    const struct pipe_unit *u = &p->d->unit[c->key.unit - 1];
    struct cost_in in = pipe_operands(d, slots);
    c->latency = cost_eval(&u->latency, &in);
    c->interval = cost_eval(&u->interval, &in);
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
}

/* On registers that are thrown away at the redirect: filled when the wrong path begins. */
static void execute_wrong(struct pipe *p, struct pipe_slot *c, unsigned i)
{
    struct pipe_state *st = p->st;
    c->state |= SLOT_WRONG | SLOT_SCRATCH | SLOT_DONE;
    c->naccess = 0;
    c->next = c->expect;
    if (c->key.flags & KEY_FAULT)
        return;
    if (!st->scratch_valid) {
        memcpy(p->scratch, p->arch->slot, p->core->isa->nslots * sizeof *p->scratch);
        st->scratch_valid = 1;
    }
    if (c->key.flags & KEY_LATENCY)
        evaluate_unit(p, c, p->dec[i], p->scratch);
    struct exec_out saved = p->core->out;
    enum exec_status status = core_exec_scratch(p->core, p->dec[i], p->scratch, false);
    if (status == EXEC_OK) {
        note_outcome(p, c, p->core->out.next_pc);
        c->naccess = p->core->out.naccess;
        memcpy(c->access, p->core->out.access, sizeof c->access);
        if (c->next != c->expect) {
            c->state |= SLOT_MISFETCH;
            if (!(c->key.flags & KEY_TRANSFER))
                c->key.resolve = p->d->exec;
            c->key.acts |= (uint16_t)(1u << c->key.resolve);
        }
    } else {
        st->fetch_free = UINT64_MAX; /* a trap or a service there: nothing is fetched until the redirect */
        st->fetch_profile = c->key.profile;
        st->fetch_cause = CAUSE_TRAP;
    }
    p->core->out = saved;
}

/* ---- no interlock: values as the register file and the forwarding paths hold them
 * ---------------------------
 */

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
    if (c->key.flags & KEY_LATENCY)
        evaluate_unit(p, c, d, p->scratch);
    p->arch->cycle = n;
    enum exec_status status = core_exec_scratch(p->core, d, p->scratch, true);
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
    note_outcome(p, c, p->arch->pc);
    if (c->next != c->expect)
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
    if (c->key.flags & KEY_LATENCY)
        evaluate_unit(p, c, p->dec[i], p->arch->slot);
    p->arch->cycle = n;
    enum exec_status status = core_exec(p->core, p->dec[i]);
    c->state |= SLOT_DONE;
    if (c->key.flags & (KEY_LOAD | KEY_STORE))
        pipe_note_accesses(p, c, n);
    if (status != EXEC_OK || p->core->out.trapped)
        pipe_execute_status(p, c, i, status, n);
    if (c->state & (SLOT_TRAP | SLOT_HANDLED))
        return;
    note_outcome(p, c, p->arch->pc);
    if (c->next != c->expect)
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

/* ---- accesses ---------------------------------------------------------------------------------------------
 */

static unsigned one_access(struct pipe *p, struct pipe_slot *c, const struct access *a, uint64_t at)
{
    unsigned wait = 0;
    if (a->device)
        return 1;
    if (!a->store)
        return hier_load(&p->hier, a->addr, a->size, at);
    unsigned cycles = hier_store(&p->hier, a->addr, a->size, at, &wait);
    if (wait)
        c->store_until = at + wait - 1;
    return cycles;
}

/* One after the other. */
void pipe_data_access(struct pipe *p, struct pipe_slot *c, uint64_t n)
{
    uint64_t from = pipe_stay_from(c, n), at = from;
    p->access_pc = c->pc;
    for (unsigned a = 0; a < c->naccess; a++)
        at += one_access(p, c, &c->access[a], at);
    if (at > from + 1) {
        bool alone = p->d->compact && p->st->busy_until < n && p->d->load < p->d->last;
        c->until = at - 1;
        c->why = CAUSE_DCACHE;
        pipe_busy(p->st, c->until);
        p->st->memory_until = alone ? c->until : 0;
    }
    unsigned g = c->key.dst[1] != 0;
    if ((c->key.flags & KEY_MADE_LOAD) && at > from + 1)
        c->avail[g] = at;
    if (p->d->shared_port && c->naccess) {
        p->st->port_free = at;
        p->st->port_profile = c->key.profile;
    }
}

/* The lines that an instruction stands in, one after the other. */
void pipe_fetch_slow(struct pipe *p, struct pipe_slot *c, uint64_t n)
{
    struct pipe_state *st = p->st;
    unsigned left = c->key.len, line = p->d->fetch_line;
    uint64_t addr = c->pc, at = n;
    p->access_pc = c->pc;
    while (left) {
        unsigned room = line ? line - (unsigned)(addr & (line - 1)) : left;
        unsigned bytes = left < room ? left : room;
        at += hier_fetch(&p->hier, addr, bytes, at);
        addr += bytes;
        left -= bytes;
    }
    st->fetch_line = line ? ((addr - 1) >> p->d->fetch_bits) + 1 : 0;
    if (at > n + 1) {
        c->until = at - 1;
        c->why = CAUSE_ICACHE;
        pipe_busy(st, c->until);
    }
    if (p->d->shared_port) {
        st->fetch_free = at;
        st->fetch_profile = c->key.profile;
        st->fetch_cause = CAUSE_ICACHE;
    }
}

/* Nothing to fetch there: an instruction that will fault if it is reached, and no more after it. */
uint64_t pipe_fetch_fault(struct pipe *p, unsigned i, uint64_t pc)
{
    struct pipe_state *st = p->st;
    struct pipe_slot *c = &st->slot[i];
    memset(c, 0, sizeof *c);
    c->pc = pc;
    c->seq = ++st->seq;
    c->expect = pc;
    c->key.flags = KEY_FAULT;
    c->key.profile = profile_entry_of(p->profile, pc);
    c->key.resolve = p->d->exec;
    c->status = (uint8_t)p->core->status;
    c->trap = p->core->out.trap;
    c->trap_value = p->core->out.trap_value;
    p->dec[i] = NULL;
    st->fetch_free = UINT64_MAX;
    st->fetch_profile = c->key.profile;
    st->fetch_cause = CAUSE_TRAP;
    return ENTRY_INSN | i;
}

/* ---- squashes, traps, retirement
 * ---------------------------------------------------------------------------
 */

/* Throws away what is younger than the slot that asked, and fetches elsewhere from cycle n on. */
void pipe_redirect(struct pipe *p, uint64_t n)
{
    struct pipe_state *st = p->st;
    struct pipe_slot *c = &st->slot[st->redirect_slot];
    uint64_t bubble = ENTRY_BUBBLE(st->redirect_cause, c->key.profile, c->seq), busy = n;
    for (unsigned s = 0; s < st->redirect_stage; s++) {
        uint64_t *e = &st->ring[(st->turn - s) & (PIPE_RING - 1)];
        if (*e & ENTRY_INSN) {
            struct pipe_slot *young = &st->slot[ENTRY_SLOT(*e)];
            p->stats->squashed++;
            pipe_tell(p, PIPE_EV_SQUASH, young->pc, 0, young->seq);
            if (s == 0 && young->until >= n) {
                busy = young->until + 1; /* the line under way still comes */
                st->fetch_profile = young->key.profile;
                st->fetch_cause = CAUSE_ICACHE;
            }
        }
        *e = bubble;
    }
    if (st->fetch_free == UINT64_MAX || st->fetch_free < busy)
        st->fetch_free = busy;
    st->slot_next = (st->redirect_slot + 1u) & p->d->slot_mask;
    st->fetch_pc = st->redirect_pc;
    st->redirect = 0;
    if (!(c->state & SLOT_WRONG))
        st->wrong = 0;
    if (p->d->use_predictor && (c->key.flags & KEY_TRANSFER) && st->redirect_cause != CAUSE_SERIALISE)
        predict_recover(&p->d->predict, p->predictor, (enum transfer)c->key.transfer, c->pc + c->key.len,
                        &c->pred);
}

/* In the trap stage. With a handler (which has run when the instruction executed) the fetch goes on there;
 * else the instruction goes on to the end, where the environment ends the program. */
void pipe_take_trap(struct pipe *p, struct pipe_slot *c, unsigned i, unsigned s)
{
    if (!(c->state & SLOT_HANDLED))
        return;
    pipe_tell(p, PIPE_EV_TRAP, c->pc, c->trap, c->seq);
    pipe_ask_redirect(p->st, i, s, c->next, CAUSE_TRAP);
}

void pipe_retire_special(struct pipe *p, struct pipe_slot *c, unsigned i)
{
    struct pipe_state *st = p->st;
    if (c->state & SLOT_ALONE)
        st->serialise = 0;
    if (c->state & SLOT_SYS)
        st->attention |= PIPE_SYS;
    if (c->mark || (c->key.flags & KEY_REGION))
        st->attention |= PIPE_MARK;
    st->attention_slot = (uint8_t)i;
}

void pipe_release(struct pipe *p, bool refetch)
{
    struct pipe_state *st = p->st;
    st->serialise = 0;
    pipe_busy(st, p->stats->cycles + 1);
    pipe_check_code(p);
    if (refetch && !p->d->cost_table)
        pipe_ask_redirect(st, st->attention_slot, p->d->last, p->arch->pc, CAUSE_SERIALISE);
}

/* ---- how long nothing changes
 * ------------------------------------------------------------------------------
 */

static bool needs_care(const struct pipe_slot *c)
{
    return (c->state & (SLOT_WAIT | SLOT_TRAP | SLOT_HANDLED)) || (c->key.flags & KEY_ALONE);
}

/* Until when the short way through a tick is closed, and until when results may be out of reach, as known in
 * cycle n. */
void pipe_look_ahead(struct pipe *p, uint64_t n)
{
    struct pipe_state *st = p->st;
    uint64_t hazard = n,
             reach = n + 1 + p->d->read; /* less the stage: the cycle after that at the read stage */
    uint64_t busy = st->serialise || p->d->shared_port ? n + 1 : 0;
    if (st->fetch_free != UINT64_MAX && st->fetch_free > busy)
        busy = st->fetch_free - 1;
    for (unsigned s = 0; s < p->d->nstages; s++) {
        uint64_t e = pipe_entry(st, st->turn, s);
        if (!(e & ENTRY_INSN))
            continue;
        const struct pipe_slot *c = &st->slot[ENTRY_SLOT(e)];
        uint64_t until = needs_care(c) ? n + 1 : c->until;
        if (s > p->d->read && reach + c->key.window > hazard + s)
            hazard = reach + c->key.window - s;
        for (unsigned g = 0; g < 2; g++)
            if (c->key.dst[g] && c->avail[g] > until + 1)
                until = c->avail[g] - 1;
        busy = until > busy ? until : busy;
    }
    st->busy_until = busy;
    st->memory_until = 0;
    st->hazard_until = hazard;
}

static void sooner(uint64_t *wake, uint64_t t, uint64_t n)
{
    if (t > n && t < *wake)
        *wake = t;
}

/* The first cycle after n in which a comparison with time comes out differently. */
uint64_t pipe_next_change(const struct pipe *p, uint64_t n)
{
    const struct pipe_state *st = p->st;
    uint64_t wake = UINT64_MAX;
    sooner(&wake, st->fetch_free, n);
    sooner(&wake, st->port_free, n);
    for (unsigned s = 0; s < p->d->nstages; s++) {
        uint64_t e = pipe_entry(st, st->turn, s);
        if (!(e & ENTRY_INSN))
            continue;
        const struct pipe_slot *c = &st->slot[ENTRY_SLOT(e)];
        sooner(&wake, c->until, n); /* the last stage retires in its last cycle, others leave after it */
        sooner(&wake, c->until + 1, n);
        sooner(&wake, c->store_until + 1, n);
        for (unsigned g = 0; g < 2; g++)
            for (unsigned early = 0; c->key.dst[g] && c->avail[g] > n && early <= p->d->nstages; early++)
                sooner(&wake, c->avail[g] - early, n);
    }
    return wake;
}

static void canonical_slot(const struct pipe *p, struct pipe_slot *c, uint64_t n)
{
    if (!(c->state & SLOT_DONE)) {
        c->next = 0;
        c->naccess = 0;
    }
    c->until = c->until > n ? c->until : 0;
    c->store_until = c->store_until > n ? c->store_until : 0;
    for (unsigned g = 0; g < 2; g++)
        c->avail[g] = c->avail[g] > n ? c->avail[g] : 0;
    c->why = c->until ? c->why : 0;
    memset(c->access + c->naccess, 0, (EXEC_MAX_ACCESS - c->naccess) * sizeof c->access[0]);
    for (unsigned a = 0; a < c->naccess; a++) { /* without what lies between the members */
        struct access copy = c->access[a];
        memset(&c->access[a], 0, sizeof copy);
        c->access[a].addr = copy.addr;
        c->access[a].size = copy.size;
        c->access[a].store = copy.store;
        c->access[a].device = copy.device;
    }
    if (!p->d->use_predictor)
        memset(&c->pred, 0, sizeof c->pred);
    if (!(c->state & SLOT_WAIT)) {
        c->wait_why = 0;
        c->wait_seq = 0;
    }
    if (!(c->key.flags & KEY_LATENCY))
        c->latency = c->interval = 0;
    if (!(c->state & (SLOT_TRAP | SLOT_HANDLED)) && !(c->key.flags & KEY_FAULT)) {
        c->trap = 0;
        c->trap_value = 0;
        c->status = 0;
    }
    if (!(c->state & SLOT_SYS)) {
        c->sys = 0;
        c->sys_a = c->sys_b = 0;
    }
}

void pipe_canonical(const struct pipe *p, struct pipe_state *out)
{
    uint64_t n = p->stats->cycles;
    uint32_t live = 0;
    *out = *p->st;
    for (unsigned s = 0; s < p->d->nstages; s++) {
        uint64_t e = pipe_entry(p->st, p->st->turn, s);
        out->ring[s] = e;
        if (e & ENTRY_INSN)
            live |= 1u << ENTRY_SLOT(e);
    }
    memset(out->ring + p->d->nstages, 0, (PIPE_RING - p->d->nstages) * sizeof out->ring[0]);
    for (unsigned i = 0; i < PIPE_SLOTS; i++) {
        if (!(live >> i & 1))
            memset(&out->slot[i], 0, sizeof out->slot[i]);
        else
            canonical_slot(p, &out->slot[i], n);
        if (p->d->interlock || !(live >> i & 1))
            memset(&out->loose[i], 0, sizeof out->loose[i]);
    }
    out->turn = out->busy_until = out->hazard_until = out->memory_until = 0;
    if (out->fetch_free <= n + 1) {
        out->fetch_free = 0;
        out->fetch_profile = 0;
        out->fetch_cause = 0;
    }
    if (out->port_free <= n + 1)
        out->port_free = out->port_profile = 0;
    if (!out->redirect)
        out->redirect_pc = out->redirect_stage = out->redirect_slot = out->redirect_cause = 0;
    if (!out->attention)
        out->attention_slot = 0;
    if (!out->wrong)
        out->scratch_valid = 0;
}

/* For diagrams: what stands where. */
void pipe_tell_stages(const struct pipe *p)
{
    for (unsigned s = p->d->nstages; s-- > 0;) {
        const struct pipe_slot *c = pipe_stage(p, s, NULL);
        if (c)
            pipe_tell(p, PIPE_EV_STAGE, c->pc, s, c->seq);
    }
}

/* ---- beginning and looking
 * ---------------------------------------------------------------------------------
 */

void pipe_reset(struct pipe *p, uint64_t pc)
{
    struct pipe_state *st = p->st;
    memset(st, 0, sizeof *st);
    st->fetch_pc = pc;
    for (unsigned i = 0; i < PIPE_RING; i++)
        st->ring[i] = ENTRY_BUBBLE(CAUSE_FILL, 0, 0);
    if (p->d->reset_cycles) {
        st->fetch_free = p->d->reset_cycles + 1;
        st->fetch_cause = CAUSE_IDLE;
    }
    p->generation = core_generation(p->core);
    if (p->d->use_predictor)
        predict_reset(&p->d->predict, p->predictor);
}

const struct pipe_slot *pipe_stage(const struct pipe *p, unsigned stage, uint64_t *entry)
{
    uint64_t e = pipe_entry(p->st, p->st->turn, stage);
    if (entry)
        *entry = e;
    return e & ENTRY_INSN ? &p->st->slot[ENTRY_SLOT(e)] : NULL;
}
