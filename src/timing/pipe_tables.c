/* pipe_tables.c - what can be worked out about a pipeline before it runs: where each place is performed,
 * which results can reach which consumer in time, in which stages something happens. See docs/CYCLES.md,
 * "Data hazards", for the rule that blocked_at() spells out. What a machine file may get wrong is
 * pipe_check.c's. */
#include "timing/pipe.h"

#include <string.h>
#include "timing/pipe_check.h"

enum place pipe_root_place(enum kind k)
{
    switch (k) {
    case KIND_MUL:
    case KIND_MUL_HIGH: return PLACE_MUL;
    case KIND_DIV: return PLACE_DIV;
    case KIND_FP:
    case KIND_FP_ADD:
    case KIND_FP_MUL:
    case KIND_FP_FMA:
    case KIND_FP_DIV:
    case KIND_FP_SQRT:
    case KIND_FP_CMP:
    case KIND_FP_CVT: return PLACE_FP;
    case KIND_BRANCH:
    case KIND_JUMP:
    case KIND_JUMP_DIRECT:
    case KIND_JUMP_INDIRECT: return PLACE_BRANCH;
    case KIND_CSR: return PLACE_CSR;
    case KIND_NONE:
    case KIND_ALU:
    case KIND_ALU_SHIFT:
    case KIND_LOAD:
    case KIND_STORE:
    case KIND_AMO:
    case KIND_FENCE:
    case KIND_SYSTEM:
    case KIND_COUNT: break;
    }
    return PLACE_ALU;
}

static enum kind root_kind(enum place p)
{
    switch (p) {
    case PLACE_MUL: return KIND_MUL;
    case PLACE_DIV: return KIND_DIV;
    case PLACE_FP: return KIND_FP;
    case PLACE_BRANCH: return KIND_BRANCH;
    case PLACE_CSR: return KIND_CSR;
    case PLACE_DECODE:
    case PLACE_ALU:
    case PLACE_ADDRESS:
    case PLACE_LOAD:
    case PLACE_STORE:
    case PLACE_COUNT: break;
    }
    return KIND_ALU;
}

unsigned pipe_stage_of(const struct pipe_desc *d, enum kind k, enum place p)
{
    switch (p) {
    case PLACE_DECODE: return d->decode;
    case PLACE_ADDRESS: return d->address;
    case PLACE_LOAD: return d->load;
    case PLACE_STORE: return d->store;
    case PLACE_ALU:
    case PLACE_MUL:
    case PLACE_DIV:
    case PLACE_FP:
    case PLACE_BRANCH:
    case PLACE_CSR:
    case PLACE_COUNT: break;
    }
    return d->kind[pipe_root_place(k) == p ? k : root_kind(p)].stage;
}

/* A kind that is not given is done as its parent is; a jump as a branch; the rest as alu. */
static void inherit(struct pipe_desc *d)
{
    for (unsigned k = 1; k < KIND_COUNT; k++) {
        if (d->kind[k].given)
            continue;
        enum kind parent = kind_parent((enum kind)k);
        if (k == KIND_JUMP)
            parent = KIND_BRANCH;
        else if (parent == KIND_NONE)
            parent = KIND_ALU;
        d->kind[k].stage = d->kind[parent].stage;
        d->kind[k].unit = d->kind[parent].unit;
    }
}

/* jump and its children come before branch is known to be inherited: twice is enough for two levels. */
static void inherit_all(struct pipe_desc *d)
{
    for (int i = 0; i < 3; i++)
        inherit(d);
}

const enum kind pipe_performed[PIPE_PERFORMED] = {
    KIND_ALU,    KIND_ALU_SHIFT, KIND_MUL,    KIND_MUL_HIGH,    KIND_DIV,          KIND_FP,
    KIND_FP_ADD, KIND_FP_MUL,    KIND_FP_FMA, KIND_FP_DIV,      KIND_FP_SQRT,      KIND_FP_CMP,
    KIND_FP_CVT, KIND_CSR,       KIND_BRANCH, KIND_JUMP_DIRECT, KIND_JUMP_INDIRECT
};

/* The stages in which operands are needed, ascending. */
static bool collect_needs(struct pipe_desc *d, struct mistake *m)
{
    uint32_t set = 1u << d->address | 1u << d->store_data;
    for (size_t i = 0; i < PIPE_PERFORMED; i++)
        if (pipe_performed[i] != KIND_JUMP_DIRECT) /* needs nothing but its own bits */
            set |= 1u << d->kind[pipe_performed[i]].stage;
    d->nneeds = 0;
    for (unsigned s = 0; s < d->nstages; s++) {
        if (!(set >> s & 1))
            continue;
        if (s < d->read)
            return pipe_needs_early(d, s, m);
        if (d->nneeds == PIPE_NEEDS)
            return mistake(m, "", "operands are needed in more than %d different stages", PIPE_NEEDS);
        d->need_stage[d->nneeds++] = (uint8_t)s;
    }
    d->needs_here = d->nneeds && d->need_stage[0] == d->read;
    d->exec = d->need_stage[0];
    if (d->load < d->exec)
        d->exec = d->load;
    if (d->kind[KIND_JUMP_DIRECT].stage < d->exec)
        d->exec = d->kind[KIND_JUMP_DIRECT].stage;
    return true;
}

static bool path(const struct pipe_desc *d, unsigned from, unsigned to)
{
    return from < d->nstages && (d->forward[from] >> to & 1);
}

/* A consumer leaves the read stage; a producer of an operand was in q in the cycle before. If nothing stalls:
 * is there a stage on the way to `need` that a forwarding path can reach once the result exists? */
static bool blocked_at(const struct pipe_desc *d, unsigned made, unsigned q, unsigned need)
{
    if (q > d->write || (q == d->write && d->write_before_read && made < d->write))
        return false;
    for (unsigned s = d->read + 1u; s <= need; s++) {
        unsigned from = q + (s - d->read - 1);
        if (from >= made && path(d, from, s))
            return false;
    }
    return true;
}

static void make_blocked(struct pipe_desc *d)
{
    memset(d->blocked, 0, sizeof d->blocked);
    memset(d->blocked_here, 0, sizeof d->blocked_here);
    memset(d->window, 0, sizeof d->window);
    for (unsigned made = 0; made < d->nstages; made++)
        for (unsigned q = d->read; q < d->nstages; q++) {
            for (unsigned k = 0; k < d->nneeds; k++) {
                unsigned need = d->need_stage[k];
                if (need == d->read)
                    d->blocked_here[made][q] |=
                        (uint8_t)((q < d->write && !(q >= made && path(d, q, need))) << k);
                else if (q > d->read && blocked_at(d, made, q, need))
                    d->blocked[made][q] |= (uint8_t)(1 << k);
            }
            if (d->blocked[made][q])
                d->window[made] = (uint8_t)(q - d->read);
        }
    d->widest = 0;
    for (unsigned s = 0; s < d->nstages; s++)
        d->widest = d->window[s] > d->widest ? d->window[s] : d->widest;
}

static void make_work(struct pipe_desc *d)
{
    uint32_t set = 1u << d->exec | 1u << d->load | 1u << d->store;
    for (size_t i = 0; i < PIPE_PERFORMED; i++)
        set |= 1u << d->kind[pipe_performed[i]].stage;
    if (d->flat_data)
        set = (set & ~(1u << d->load | 1u << d->store)) | 1u << d->exec;
    for (size_t i = 0; i < PIPE_PERFORMED; i++)
        set |= 1u << d->kind[pipe_performed[i]].stage;
    if (d->use_predictor && d->predict_on > 0)
        set |= 1u << d->predict_on;
    if (d->resolve)
        set |= 1u << d->resolve;
    for (unsigned s = 0; s < d->nstages; s++)
        if ((d->window[s] || d->pairs) && d->read + 1u < d->nstages)
            set |= 1u << (d->read + 1);
    if (d->needs_here)
        set |= 1u << d->read;
    d->works_at_fetch = set & 1;
    d->nwork = 0;
    for (unsigned s = d->nstages; s-- > 1;)
        if (set >> s & 1)
            d->work_stage[d->nwork++] = (uint8_t)s;
    d->work_stage[d->nwork] = 0;
}

static bool is_compact(const struct pipe_desc *d)
{
    bool compact = d->exec == d->read + 1 && d->load == d->store && d->load > d->exec && d->trap > d->exec;
    for (size_t i = 0; i < PIPE_PERFORMED; i++)
        compact &= d->kind[pipe_performed[i]].stage == d->exec;
    return compact && (!d->resolve || d->resolve == d->exec);
}

static bool same_cost(const struct cost *a, const struct cost *b)
{
    return a->constant == b->constant && (a->constant ? a->value == b->value : strcmp(a->text, b->text) == 0);
}

static bool translates(const struct pipe_desc *d)
{
    return hier_translates(&d->hier, HIER_FETCH) || hier_translates(&d->hier, HIER_DATA);
}

/* Without squeezing, everything up to the last stage that is held stays, and only time, an operand or the
 * data port holds anyone. */
static bool is_lean(const struct pipe_desc *d)
{
    bool lean = d->rigid && !translates(d) && d->width == 1 && !d->squeeze && d->interlock &&
                !d->shared_port && !d->needs_here && !d->works_at_fetch && !d->freezes && !d->pairs &&
                d->exec == d->read + 1 && d->need_stage[0] == d->exec && d->request >= d->exec &&
                d->last > d->exec;
    for (unsigned u = 0; u < d->nunits; u++)
        lean &= same_cost(&d->unit[u].latency, &d->unit[u].interval);
    for (unsigned k = KIND_BRANCH; k <= KIND_JUMP_INDIRECT; k++)
        lean &= !d->kind[k].unit;
    for (unsigned q = 0; q < d->nstages; q++)
        lean &= d->forward[q] >> (d->exec + 1) == 0; /* operands are caught on entering X or not at all */
    return lean;
}

static bool can_stream(const struct pipe_desc *d)
{
    const struct hier_desc *h = &d->hier;
    bool data = d->flat_data || (d->load == d->exec + 1 && h->path[HIER_DATA][0] != HIER_MEMORY &&
                                 h->cache[h->path[HIER_DATA][0]].hit == 1);
    return d->compact && !d->rigid && !translates(d) && !d->freezes && !d->pairs && d->width == 1 &&
           d->interlock && !d->late_loads && !d->use_predictor && !d->shared_port && !d->needs_here &&
           !d->works_at_fetch && d->exec >= 1 && d->exec <= 8 && data && (d->flat_fetch || d->fetch_skips);
}

/* Does the unit keep its stage for as long as it works? */
static bool holds_while_working(const struct pipe_unit *u, bool transfers, unsigned exec)
{
    const struct cost *l = &u->latency, *i = &u->interval;
    bool same =
        l->text && i->text ? strcmp(l->text, i->text) == 0 : !l->text && !i->text && l->value == i->value;
    if (same)
        return true;
    return l->constant && i->constant && i->value >= l->value && (!transfers || exec == 1);
}

static bool can_flow(const struct pipe_desc *d)
{
    bool can = d->width == 1 && d->flat_fetch && d->flat_data && d->interlock && !d->shared_port &&
               !d->works_at_fetch && !d->rigid && !d->resolve && !d->streams && d->exec >= 1 &&
               (d->read == d->exec || d->read + 1u == d->exec) && !d->use_predictor;
    for (unsigned k = KIND_ALU; k < KIND_COUNT; k++) {
        const struct pipe_rule *r = &d->kind[k];
        bool access = k == KIND_LOAD || k == KIND_STORE || k == KIND_AMO;
        can &= r->stage == d->exec || (access && !r->unit);
        can &= !r->unit || holds_while_working(&d->unit[r->unit - 1],
                                               pipe_root_place((enum kind)k) == PLACE_BRANCH, d->exec);
    }
    return can;
}

static void make_flow(struct pipe_desc *d)
{
    d->flows = can_flow(d);
    for (unsigned u = 0; u < d->nunits; u++) {
        struct pipe_unit *unit = &d->unit[u];
        const struct cost *l = &unit->latency, *i = &unit->interval;
        bool simple = !unit->freeze && l->by_taken && i->by_taken && l->value == i->value &&
                      l->taken_value == i->taken_value;
        unit->flow_hold[0] = simple ? l->value : 0;
        unit->flow_hold[1] = simple ? l->taken_value : 0;
    }
    for (unsigned made = 0; made < d->nstages; made++)
        for (unsigned q = d->exec; q < d->nstages; q++)
            if (d->blocked[made][q] || d->blocked_here[made][q])
                d->flow_window[made] = (uint8_t)(q - d->exec + 1);
}

static bool always_one_cycle(const struct hier_desc *h, enum hier_port port, unsigned bytes)
{
    return h->path[port][0] == HIER_MEMORY && !hier_translates(h, port) && h->memory_latency == 0 &&
           h->wait_states == 0 && h->bytes_per_cycle >= bytes && !h->dram.banks;
}

/* pipe_memo.c knows no state of time outside the pipeline's but what it asks for. */
static bool can_memo(const struct pipe_desc *d)
{
    return !d->blocks && d->interlock && (!d->predict_learns || d->predict_fetches);
}

/* When and whether something is predicted; what makes a pipeline rigid. */
static void derive(struct pipe_desc *d)
{
    d->use_predictor =
        d->predict.kind != PREDICT_NOT_TAKEN || d->predict.btb_entries || d->predict.ras_entries;
    if (!d->predict_stage_given)
        d->predict_stage = d->decode;
    d->predict_on = (uint8_t)(d->predict_stage + d->late_redirect);
    for (unsigned k = 0; k < KIND_COUNT; k++)
        d->pairs |= d->after[k];
    for (unsigned u = 0; u < d->nunits; u++) {
        d->freezes |= d->unit[u].freeze;
        d->pauses |= d->unit[u].pause;
    }
    d->rigid = d->pauses || d->late_redirect || d->replay_miss || d->replay_collision || d->tags ||
               d->illegal || d->port_interval > 1;
}

static bool prepare_pipeline(struct pipe_desc *d, struct mistake *m)
{
    d->last = (uint8_t)(d->nstages - 1);
    inherit_all(d);
    derive(d);
    mistake_in(m, "pipeline/place");
    if (!collect_needs(d, m) || !pipe_check(d, m))
        return false;
    make_blocked(d);
    make_work(d);
    d->compact = is_compact(d) && !d->rigid;
    d->lean = is_lean(d);
    d->predict_fetches = !d->lean || d->predict.btb_entries || d->predict_on == 0;
    d->streams = can_stream(d);
    if (!pipe_check_width(d, m))
        return false;
    make_flow(d);
    d->blocks = (d->streams && (d->flat_data || !hier_meddles(&d->hier, HIER_DATA))) || d->flows;
    d->predict_learns = d->use_predictor && !predict_is_plain(&d->predict);
    d->memos = can_memo(d);
    unsigned slots = 2;
    while (slots < (d->nstages + 2) * d->width)
        slots *= 2;
    d->slot_mask = (uint8_t)(slots - 1);
    return true;
}

bool pipe_prepare(struct pipe_desc *d, struct mistake *m)
{
    d->width = d->width ? d->width : 1;
    d->late_loads = hier_mshrs(&d->hier, HIER_DATA);
    d->flat_fetch = always_one_cycle(&d->hier, HIER_FETCH, INSN_MAX_BYTES) || d->tags;
    d->flat_data = always_one_cycle(&d->hier, HIER_DATA, 8) && !d->shared_port;
    d->fetch_line = hier_line(&d->hier, HIER_FETCH);
    unsigned first = d->hier.path[HIER_FETCH][0];
    d->first_fetch = (uint8_t)first;
    d->fetch_skips = d->fetch_line && d->hier.cache[first].hit == 1 && !hier_translates(&d->hier, HIER_FETCH);
    for (unsigned i = 0; i <= CACHES_MAX && d->hier.path[HIER_DATA][i] != HIER_MEMORY; i++)
        d->fetch_skips &= d->hier.path[HIER_DATA][i] != first;
    d->fetch_skips &= !hier_meddles(&d->hier, HIER_FETCH);
    while (d->fetch_line >> d->fetch_bits > 1)
        d->fetch_bits++;
    if (d->cost_table)
        d->nstages = 1;
    unsigned data = d->hier.path[HIER_DATA][0];
    for (unsigned port = 0; port < HIER_PORTS; port++) {
        unsigned at = d->hier.path[port][0];
        d->quick_hits[port] =
            at != HIER_MEMORY && d->hier.cache[at].hit == 1 && !hier_meddles(&d->hier, (enum hier_port)port);
    }
    d->store_hits = data != HIER_MEMORY && d->hier.cache[data].write_back;
    return d->cost_table || prepare_pipeline(d, m);
}
