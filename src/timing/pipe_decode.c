/* pipe_decode.c - what a decoded instruction asks of the pipeline: struct pipe_key, made once per decoding.
 */
#include <string.h>
#include "timing/pipe_stream.h"

static uint64_t mask_of(const struct pipe *p, unsigned slot)
{
    if (!p->d->compare_zero && slot < ARCH_SLOTS && p->zero_slot[slot])
        return 0;
    return UINT64_C(1) << (slot < 63 ? slot : 63);
}

static unsigned need_class(const struct pipe_desc *d, unsigned stage)
{
    for (unsigned k = 0; k < d->nneeds; k++)
        if (d->need_stage[k] == stage)
            return k;
    return 0;
}

static unsigned alu_class(const struct pipe_desc *d)
{
    return need_class(d, d->kind[KIND_ALU].stage);
}

/* compare: raw. The register that a field of the encoding numbers, whatever the field means there. */
static uint64_t raw_mask(const struct pipe *p, const struct dinsn *i, enum pipe_port port)
{
    const struct pipe_raw_port *r = &p->port[port];
    unsigned width = r->hi - r->lo + 1u;
    if (!r->given || r->hi >= 8u * i->len || r->hi > 63)
        return 0;
    uint64_t n = i->raw.w[0] >> r->lo & ((UINT64_C(1) << width) - 1);
    return n < p->port_count ? mask_of(p, p->port_base + (unsigned)n) : 0;
}

static void add_raw_sources(const struct pipe *p, const struct dinsn *i, struct pipe_key *key)
{
    uint64_t *need = &key->need[alu_class(p->d)];
    *need |= raw_mask(p, i, PORT_A) | raw_mask(p, i, PORT_B);
    if (p->d->compare_waw)
        *need |= raw_mask(p, i, PORT_D);
}

/* The stage of a place as seen by an operand. */
static unsigned needed_in(const struct pipe_desc *d, const struct dinsn *i, enum place pl)
{
    return pl == PLACE_STORE ? d->store_data : pipe_stage_of(d, (enum kind)i->kind, pl);
}

/* An operand used in several places is needed by the earliest. */
static void add_sources(const struct pipe *p, const struct dinsn *i, struct pipe_key *key)
{
    const struct pipe_desc *d = p->d;
    for (unsigned n = 0; n < i->nsrc; n++) {
        unsigned first = PIPE_STAGES;
        for (unsigned pl = PLACE_ALU; pl < PLACE_COUNT; pl++) {
            if (!(i->src[n].needs >> pl & 1) || pl == PLACE_LOAD)
                continue;
            unsigned s = needed_in(d, i, (enum place)pl);
            first = s < first ? s : first;
        }
        if (first < PIPE_STAGES) /* else only wires: a copy is needed when it is written; taken as alu */
            key->need[need_class(d, first)] |= mask_of(p, i->src[n].slot);
        else
            key->need[alu_class(d)] |= mask_of(p, i->src[n].slot);
    }
    if (d->compare_raw)
        add_raw_sources(p, i, key);
}

/* A result may only exist at the end of a later stage than the one that works on it (`result:`). */
static unsigned delivered(const struct pipe_desc *d, const struct dinsn *i, unsigned needs, unsigned made)
{
    unsigned k = needs >> PLACE_LOAD & 1 ? KIND_LOAD : i->kind;
    bool address = i->loads && k != KIND_LOAD; /* written back beside what is loaded */
    return d->result[k] > made + 1u && !address ? d->result[k] - 1u : made;
}

static unsigned made_in(const struct pipe_desc *d, const struct dinsn *i, unsigned needs)
{
    unsigned last = d->decode;
    for (unsigned pl = PLACE_DECODE; pl < PLACE_COUNT; pl++) {
        if (!(needs >> pl & 1) || pl == PLACE_BRANCH || pl == PLACE_ADDRESS)
            continue;
        unsigned s = pipe_stage_of(d, (enum kind)i->kind, (enum place)pl);
        last = s > last ? s : last;
    }
    return delivered(d, i, needs, last);
}

/* Two groups: what is made earliest, and the rest (available with the latest of them). */
static void add_results(const struct pipe *p, const struct dinsn *i, struct pipe_key *key)
{
    const struct pipe_desc *d = p->d;
    unsigned first = PIPE_STAGES, last = 0;
    for (unsigned n = 0; n < i->ndst; n++) {
        unsigned s = made_in(d, i, i->dst[n].needs);
        first = s < first ? s : first;
        last = s > last ? s : last;
    }
    if (!i->ndst)
        first = last = d->decode;
    key->make[0] = (uint8_t)first;
    key->make[1] = (uint8_t)last;
    for (unsigned n = 0; n < i->ndst; n++) {
        bool late = made_in(d, i, i->dst[n].needs) != first;
        key->dst[late] |= mask_of(p, i->dst[n].slot);
        if (i->dst[n].needs & 1u << PLACE_LOAD)
            key->flags |= KEY_MADE_LOAD;
    }
    const uint8_t *window = d->flows ? d->flow_window : d->window;
    uint8_t w0 = key->dst[0] ? window[first] : 0, w1 = key->dst[1] ? window[last] : 0;
    key->window = w0 > w1 ? w0 : w1;
    if ((d->pairs >> i->kind & 1) && !key->window)
        key->window = 1;
    if (d->compare_waw && !d->compare_raw)
        key->need[alu_class(d)] |= key->dst[0] | key->dst[1];
}

static bool writes_slot(const struct dinsn *i, int slot)
{
    for (unsigned n = 0; n < i->ndst; n++)
        if (i->dst[n].slot == slot)
            return true;
    return false;
}

static bool reads_slot(const struct dinsn *i, int slot)
{
    for (unsigned n = 0; n < i->nsrc; n++)
        if (i->src[n].slot == slot)
            return true;
    return false;
}

static enum transfer transfer_of(const struct pipe *p, const struct dinsn *i)
{
    if (!i->jumps)
        return TRANSFER_NONE;
    if (i->kind == KIND_BRANCH)
        return TRANSFER_BRANCH;
    bool link = p->ra_slot >= 0 && writes_slot(i, p->ra_slot);
    if (i->has_target)
        return link ? TRANSFER_CALL : TRANSFER_JUMP;
    if (link)
        return TRANSFER_ICALL;
    return p->ra_slot >= 0 && reads_slot(i, p->ra_slot) ? TRANSFER_RETURN : TRANSFER_INDIRECT;
}

static unsigned resolve_stage(const struct pipe_desc *d, const struct dinsn *i)
{
    enum kind k = (enum kind)i->kind;
    if (k != KIND_BRANCH && k != KIND_JUMP_DIRECT && k != KIND_JUMP_INDIRECT && k != KIND_JUMP)
        k = i->has_target ? KIND_JUMP_DIRECT : KIND_JUMP_INDIRECT;
    unsigned s = d->kind[k].stage;
    return k == KIND_JUMP_INDIRECT && i->loads && d->load > s ? d->load : s;
}

static void add_transfer(const struct pipe *p, const struct dinsn *i, struct pipe_key *key)
{
    const struct pipe_desc *d = p->d;
    key->transfer = (uint8_t)transfer_of(p, i);
    unsigned resolve = resolve_stage(d, i);
    resolve = d->resolve > resolve ? d->resolve : resolve;
    key->resolve = (uint8_t)(resolve + (d->late_redirect && !p->core->isa->delay_slots));
    if (!key->transfer)
        return;
    key->flags |= KEY_TRANSFER;
    if (i->kind == KIND_BRANCH)
        key->flags |= KEY_CONDITIONAL;
    if (!d->use_predictor)
        return;
    key->acts |= (uint16_t)(1u << key->resolve);
    if (d->predict_on > 0 && d->predict_on < key->resolve)
        key->acts |= (uint16_t)(1u << d->predict_on);
}

static void add_unit(const struct pipe_desc *d, const struct dinsn *i, struct pipe_key *key)
{
    const struct pipe_rule *r = &d->kind[i->kind];
    if (!r->unit)
        return;
    const struct pipe_unit *u = &d->unit[r->unit - 1];
    bool fixed = u->latency.constant && u->interval.constant;
    if (fixed && u->latency.value == 1 && u->interval.value == 1)
        return;
    key->unit = r->unit;
    key->acts |= (uint16_t)(1u << r->stage);
    if (!fixed)
        key->flags |= KEY_LATENCY;
    if (u->pause)
        key->flags |= KEY_PAUSE;
}

static void add_accesses(const struct pipe_desc *d, const struct dinsn *i, struct pipe_key *key)
{
    if (i->loads)
        key->flags |= KEY_LOAD;
    if (i->stores)
        key->flags |= KEY_STORE;
    if ((i->loads || i->stores) && (!d->flat_data || i->loads + i->stores > 1))
        key->acts |= (uint16_t)(1u << (i->loads ? d->load : d->store));
    if ((i->loads || i->stores) && d->port_interval > 1)
        key->acts |= (uint16_t)(2u << d->request); /* pipe_request() */
    if (i->loads && (d->replay_miss || d->replay_collision))
        key->acts |= (uint16_t)(2u << d->load); /* pipe_replay() */
}

void pipe_decode(void *ctx, struct dinsn *i)
{
    struct pipe *p = ctx;
    struct pipe_key key;
    memset(&key, 0, sizeof key);
    key.profile = profile_entry_of(p->profile, i->pc);
    key.kind = i->kind;
    key.len = i->len;
    if (i->alone)
        key.flags |= KEY_ALONE;
    if (!i->insn)
        key.flags |= KEY_ILLEGAL;
    if (!p->d->interlock && !p->d->cost_table)
        key.flags |= KEY_NOT_LOCKED;
    if (p->has_region && (i->pc == p->region_from || i->pc == p->region_to))
        key.flags |= KEY_REGION;
    if (pipe_is_break(p, i->pc))
        key.flags |= KEY_BREAK;
    if (!p->d->cost_table) {
        add_sources(p, i, &key);
        add_results(p, i, &key);
        add_unit(p->d, i, &key);
        if (key.window)
            key.acts |= (uint16_t)(1u << (p->d->read + 1));
    }
    add_accesses(p->d, i, &key);
    key.flags |= p->core->isa->delay_slots ? KEY_DELAYED : 0;
    if (!p->d->cost_table)
        add_transfer(p, i, &key);
    else if (i->jumps)
        key.flags |= i->kind == KIND_BRANCH ? KEY_TRANSFER | KEY_CONDITIONAL : KEY_TRANSFER;
    _Static_assert(sizeof key <= sizeof i->timing, "the key must fit into dinsn.timing");
    memcpy(i->timing, &key, sizeof key);
}

/* ---- where runs stop --------------------------------------------------------------------------------- */

bool code_spans_hold(const struct code_span *spans, size_t n, uint64_t pc)
{
    for (size_t i = 0; i < n; i++)
        if (pc >= spans[i].first && pc <= spans[i].last)
            return true;
    return false;
}

bool pipe_is_break(const struct pipe *p, uint64_t pc)
{
    return code_spans_hold(p->breaks, p->nbreaks, pc);
}

struct marking {
    struct pipe *p;
    const struct code_span *old;
    size_t nold;
};

/* What was decoded is marked as pipe_decode() would now. */
static void mark_again(void *ctx, const struct dinsn *d)
{
    const struct marking *m = ctx;
    if (code_spans_hold(m->old, m->nold, d->pc) != pipe_is_break(m->p, d->pc))
        pipe_decode(m->p, (struct dinsn *)(uintptr_t)d);
}

void pipe_break_at(struct pipe *p, const struct code_span *spans, size_t n)
{
    struct marking m = { p, p->breaks, p->nbreaks };
    if (!n && !m.nold)
        return;
    p->breaks = spans;
    p->nbreaks = n;
    pipe_blocks_drop(p);
    pipe_memos_drop(p);
    core_each_decoded(p->core, mark_again, &m);
    for (unsigned i = 0; i < PIPE_SLOTS; i++) {
        struct pipe_slot *c = &p->st->slot[i];
        c->key.flags &= (uint16_t)~KEY_BREAK;
        if (n && pipe_is_break(p, c->pc))
            c->key.flags |= KEY_BREAK;
    }
}

static bool is_break(const struct pipe_slot *c, const struct pipe_slot *mate)
{
    return (c->key.flags | (mate ? mate->key.flags : 0u)) & KEY_BREAK;
}

enum pipe_break pipe_break_state(const struct pipe *p)
{
    bool older = p->st->wrong; /* then what has not executed never will */
    for (unsigned s = p->d->nstages; s-- > 0 && p->nbreaks && !p->d->cost_table;) {
        const struct pipe_slot *c = pipe_stage(p, s, NULL), *m = c ? pipe_mate(p->st, c) : NULL;
        if (!c || (s == p->d->last && c->until <= p->stats->cycles && (!m || m->until <= p->stats->cycles)))
            continue; /* or it has retired */
        if (is_break(c, m))
            return s < p->d->exec          ? (older ? BREAK_COMES : BREAK_NEXT)
                   : c->state & SLOT_WRONG ? BREAK_COMES
                                           : BREAK_NEXT;
        older |= s < p->d->exec;
    }
    return BREAK_NONE;
}
