/* pipe_state.c - the state of a pipeline as a whole: how it begins, what stands where, its canonical form. */
#include <string.h>
#include "timing/pipe_parts.h"

/* ---- decoded instructions ---------------------------------------------------------------------------- */

static void decode_slot(struct pipe *p, unsigned i)
{
    struct pipe_slot *c = &p->st->slot[i];
    if ((c->state & SLOT_DONE) || (c->key.flags & KEY_FAULT))
        return;
    const struct dinsn *d = core_decode(p->core, c->pc);
    if (!d)
        c->key.flags |= KEY_FAULT;
    else
        memcpy(&c->key, d->timing, sizeof c->key);
    p->dec[i] = d;
}

/* Decoded code went away: what is in flight and has not executed is decoded again (it sees the new bytes). */
static void decode_again(struct pipe *p)
{
    struct pipe_state *st = p->st;
    p->generation = core_generation(p->core);
    p->code_stores = p->core->code_stores;
    for (unsigned s = 0; s < p->d->nstages; s++) {
        uint64_t e = pipe_entry(st, st->turn, s);
        const struct pipe_slot *c = &st->slot[ENTRY_SLOT(e)];
        for (; (e & ENTRY_INSN) && c; c = pipe_mate(st, c))
            decode_slot(p, (unsigned)(c - st->slot));
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

/* ---- the canonical form ------------------------------------------------------------------------------ */

/* Where none was made only what repairs the return stack means something. */
static void canonical_prediction(const struct pipe *p, struct pipe_slot *c)
{
    struct prediction was = c->pred;
    if (p->d->use_predictor && was.valid)
        return;
    memset(&c->pred, 0, sizeof c->pred);
    if (!p->d->use_predictor || !p->d->predict.ras_entries || !(c->key.flags & KEY_TRANSFER))
        return;
    c->pred.ras_top = was.ras_top;
    c->pred.ras_count = was.ras_count;
}

/* Is what comes behind a delay slot still to be told? */
static bool beyond_counts(const struct pipe *p, const struct pipe_slot *c)
{
    const unsigned both = KEY_DELAYED | KEY_TRANSFER;
    return (c->state & SLOT_DELAYED) ||
           (p->d->use_predictor && (c->state & SLOT_DONE) && (c->key.flags & both) == both);
}

static void canonical_slot(const struct pipe *p, struct pipe_slot *c, uint64_t n)
{
    if (!beyond_counts(p, c))
        c->beyond = 0;
    if (!(c->state & SLOT_DONE)) {
        c->next = 0;
        c->naccess = 0;
    }
    c->key.flags &= (uint16_t)~KEY_BREAK;
    c->until = c->until > n ? c->until : 0;
    c->tlb_until = c->tlb_until > n ? c->tlb_until : 0;
    c->room_until = c->room_until > n ? c->room_until : 0;
    c->decide = c->decide > n ? c->decide : 0;
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
    canonical_prediction(p, c);
    if (!(c->state & SLOT_WAIT)) {
        c->wait_why = 0;
        c->wait_seq = 0;
    }
    if (!(c->key.flags & KEY_LATENCY) || !(c->state & SLOT_DONE))
        c->latency = c->interval = 0;
    if (!(c->state & (SLOT_TRAP | SLOT_HANDLED)) && !(c->key.flags & KEY_FAULT)) {
        c->trap = 0;
        c->trap_value = 0;
        c->status = 0;
    }
    if (!(c->state & SLOT_DONE) || !p->d->replay_collision || !(c->key.flags & KEY_LOAD))
        c->requested = 0;
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
        const struct pipe_slot *c = &p->st->slot[ENTRY_SLOT(e)];
        for (; (e & ENTRY_INSN) && c; c = pipe_mate(p->st, c))
            live |= 1u << (c - p->st->slot);
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
    pipe_late_canonical(out, n);
    out->turn = out->busy_until = out->hazard_until = out->memory_until = 0;
    if (out->fetch_free <= n + 1) {
        out->fetch_free = 0;
        out->fetch_profile = 0;
        out->fetch_cause = 0;
    }
    if (out->port_free <= n + 1)
        out->port_free = out->port_profile = 0;
    if (out->refill_free <= n + 1)
        out->refill_free = out->refill_profile = 0;
    if (out->data_free <= n + 1)
        out->data_free = out->data_profile = out->data_cause = 0;
    if (out->frozen_until <= n)
        out->frozen_until = out->frozen_seq = out->frozen_profile = 0;
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
        for (; c; c = pipe_mate(p->st, c))
            pipe_tell(p, PIPE_EV_STAGE, c->pc, s, c->seq);
    }
}

/* ---- beginning and looking --------------------------------------------------------------------------- */

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
    if ((p->d->rigid && !p->d->lean) || p->d->width > 1)
        st->busy_until = UINT64_MAX;
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
