/* pipe_flow_hazard.c - see pipe_flow.h: how long instructions wait for operands, in a pipeline in which
 * nothing stays behind X. */
#include "timing/pipe_flow.h"

/* As reach_of() and reach_here() in pipe_hazard.c. */
bool flow_out_of_reach(const struct pipe *p, struct flow *t, uint64_t n, const struct pipe_key *key,
                       bool here, uint64_t *bubble)
{
    const struct pipe_desc *d = p->d;
    struct stream_block block = { .culprit = NULL };
    uint64_t missing = 0;
    for (unsigned q = d->last + 1u; q-- > d->exec;) {
        const struct stream_entry *e = flow_at(t, n - 1 - (q - d->exec));
        if (!e->key || (!here && q == d->read))
            continue;
        for (unsigned g = 0; g < 2; g++) {
            unsigned made = e->key->make[g];
            unsigned bits = here ? d->blocked_here[made][q] : d->blocked[made][q];
            if (here && q + 1u == d->write && d->write_before_read && made < d->write)
                bits = 0;
            stream_withhold(&block, d, key, e, g, bits);
        }
    }
    for (unsigned k = 0; k < d->nneeds; k++)
        if ((d->need_stage[k] == d->read) == here)
            missing |= key->need[k] & block.from[k];
    if (missing && block.culprit) {
        *bubble = ENTRY_BUBBLE(block.loaded ? CAUSE_LOAD_USE : CAUSE_DATA, key->profile, block.culprit->seq);
        return true;
    }
    const struct stream_entry *elder = flow_at(t, n - 1);
    if (here || d->exec != d->read + 1 || !elder->key || !(d->after[key->kind] >> elder->key->kind & 1))
        return false;
    *bubble = ENTRY_BUBBLE(CAUSE_STRUCTURAL, key->profile, elder->seq);
    return true;
}

unsigned flow_wait_here(const struct pipe *p, struct flow *t, const struct pipe_key *key, uint64_t n)
{
    uint64_t bubble;
    unsigned w = 0;
    while (n + w <= t->hazard_until && flow_out_of_reach(p, t, n + w, key, true, &bubble)) {
        flow_bubble(t, n + w, bubble);
        w++;
    }
    return w;
}

unsigned flow_wait_late(const struct pipe *p, struct flow *t, const struct pipe_key *key, uint64_t n)
{
    uint64_t bubble;
    unsigned v = 0;
    while (n + v <= t->hazard_until && flow_out_of_reach(p, t, n + v, key, false, &bubble)) {
        flow_bubble(t, n + v - 1, bubble);
        v++;
    }
    return v;
}

uint64_t flow_begins(const struct pipe *p, struct flow *t, const struct pipe_key *key)
{
    const struct pipe_desc *d = p->d;
    uint64_t n = t->n + 1, bubble;
    if (d->exec > d->read)
        for (; n <= t->hazard_until && flow_out_of_reach(p, t, n, key, false, &bubble); n++)
            flow_bubble(t, n, bubble);
    return n + (d->needs_here && key->need[0] ? flow_wait_here(p, t, key, n) : 0);
}

uint64_t flow_ends(const struct pipe *p, struct flow *t, const struct pipe_key *key, uint64_t seq,
                   uint64_t begin, unsigned hold)
{
    const struct pipe_desc *d = p->d;
    uint64_t held = begin + hold - 1;
    for (uint64_t n = hold > FLOW_RING ? held - FLOW_RING : begin; n < held; n++)
        flow_bubble(t, n, ENTRY_BUBBLE(CAUSE_EXECUTE, key->profile, seq));
    t->n = held + (d->exec == d->read && d->exec < d->last ? flow_wait_late(p, t, key, held + 1) : 0);
    *flow_at(t, t->n) = (struct stream_entry){ .key = key, .seq = seq };
    flow_hazard(t, key, t->n);
    return t->n;
}
