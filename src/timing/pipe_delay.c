/* pipe_delay.c - delay slots: a transfer sends the fetch elsewhere behind the instruction after it.
 *
 * In the cycle in which the transfer acts (or is predicted taken) its delay slot may stand in any stage, or
 * still wait for the instruction cache. What is younger than the slot is squashed; if the slot has not been
 * fetched, that is fetched first and the redirect waits. Where transfers act behind X the slot executes
 * before: what follows it is on a wrong path until then. What is in a delay slot, and when it takes effect,
 * the core knows; a transfer in a delay slot is one like any other, not predicted if it is fetched while the
 * first waits for it.
 *
 * On a wrong path, and of what is fetched again after a replay, transfers are followed when their slot has
 * executed.
 * Where transfers act in the last cycle of their stay (rigid pipelines), those with delay slots act in the
 * first.
 */
#include "timing/pipe_parts.h"

/* What was predicted, if c was predicted taken. */
static bool predicted_taken(const struct pipe *p, const struct pipe_slot *c)
{
    return p->d->use_predictor && c->pred.valid && c->pred.taken;
}

/* A slot is as long as its transfer (see exec_end_slot()). */
void pipe_delay_note(const struct pipe *p, struct pipe_slot *c)
{
    c->beyond = p->core->out.taken ? p->arch->jump_target : c->next + c->key.len;
}

/* The slot of a transfer that has executed and will send the fetch elsewhere. */
static bool awaits_redirect(const struct pipe *p, const struct pipe_slot *c)
{
    const struct pipe_slot *elder = &p->st->slot[((unsigned)(c - p->st->slot) - 1) & p->d->slot_mask];
    return elder->state & SLOT_DELAYED;
}

bool pipe_delay_missed(const struct pipe *p, const struct pipe_slot *c, bool taken)
{
    if (c->state & SLOT_WRONG)
        return false;
    if (awaits_redirect(p, c))
        return true;
    if (!(c->key.flags & KEY_TRANSFER))
        return false;
    return taken != predicted_taken(p, c) || (taken && c->pred.target != c->beyond);
}

bool pipe_delay_misfetch(struct pipe *p, struct pipe_slot *c)
{
    if (awaits_redirect(p, c)) {
        p->st->wrong = 1;
        p->st->scratch_valid = 0;
        return true;
    }
    if (c->next != c->expect)
        return false;
    c->state |= SLOT_MISFETCH | SLOT_DELAYED;
    c->key.acts |= (uint16_t)(1u << c->key.resolve);
    return true;
}

bool pipe_delay_transfer(struct pipe *p, unsigned i, unsigned s, uint64_t pc, enum cause why)
{
    if (!pipe_ask_redirect(p->st, i, s, pc, why))
        return false;
    p->st->redirect_beyond = p->st->slot[i].state & SLOT_DELAYED ? BEYOND_DECIDED : BEYOND_PREDICTED;
    return true;
}

bool pipe_delay_find(const struct pipe *p, unsigned *i, unsigned *s)
{
    const struct pipe_state *st = p->st;
    unsigned slot = (st->redirect_slot + 1u) & p->d->slot_mask;
    if (slot == st->slot_next)
        return false;
    *i = slot;
    for (*s = 0; *s < p->d->nstages; (*s)++)
        for (const struct pipe_slot *c = pipe_stage(p, *s, NULL); c; c = pipe_mate(p->st, c))
            if (c == &st->slot[slot])
                return true;
    *s = p->d->nstages; /* it has retired */
    return true;
}
