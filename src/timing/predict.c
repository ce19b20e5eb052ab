/* predict.c - see predict.h. The state block: global history, direction tables, target buffer, return stack.
 */
#include "timing/predict.h"

#include <string.h>
#include "base/bits.h"
#include "timing/direction.h"

#define RAS_MAX 64

struct btb_entry {
    uint64_t pc, target;
    uint64_t stamp; /* of the last use, for LRU */
    uint8_t valid, transfer, pad[6];
};

struct predict_state {
    uint64_t history;  /* outcomes of conditional branches, the newest in bit 0 */
    uint64_t branches; /* decided */
    uint64_t uses;     /* of the target buffer */
    uint8_t ras_top, ras_count, pad[6];
    /* the block of direction.h follows */
};

const char *const *predict_names(void)
{
    static const char *const names[PREDICT_KINDS] = { "not_taken",  "taken",  "btfn",  "one_bit",
                                                      "two_bit",    "gshare", "local", "tournament",
                                                      "perceptron", "tage" };
    return names;
}

const char *predict_part_name(const struct predict_desc *d, unsigned part)
{
    static const char *const tournament[PREDICT_PARTS] = { "local", "gshare" };
    static const char *const tage[PREDICT_PARTS] = { "base", "tagged 1", "tagged 2", "tagged 3", "tagged 4" };
    if (part >= PREDICT_PARTS)
        return NULL;
    if (d->kind == PREDICT_TOURNAMENT)
        return tournament[part];
    if (d->kind == PREDICT_TAGE)
        return tage[part];
    return part == 0 ? predict_names()[d->kind] : NULL;
}

static bool check_btb(const struct predict_desc *d, struct mistake *m)
{
    if (!d->btb_entries)
        return true;
    if (!bits_power_of_two(d->btb_entries) || d->btb_entries > 65536)
        return mistake(m, "btb/entries",
                       "the branch target buffer needs a power of two of entries, at most 65536");
    if (!d->btb_ways || d->btb_entries % d->btb_ways || !bits_power_of_two(d->btb_ways))
        return mistake(
            m, "btb/ways",
            "the ways of the branch target buffer must be a power of two that divides its entries");
    return true;
}

bool predict_prepare(struct predict_desc *d, struct mistake *m)
{
    mistake_in(m, "pipeline/predict");
    if (!direction_check(d, m) || !check_btb(d, m))
        return false;
    if (d->ras_entries > RAS_MAX)
        return mistake(m, "ras/entries", "at most 64 return stack entries");
    size_t at = sizeof(struct predict_state) + direction_size(d);
    d->btb_mask = d->btb_entries ? d->btb_entries / d->btb_ways - 1 : 0;
    d->at_btb = at;
    at += d->btb_entries * sizeof(struct btb_entry);
    d->at_ras = at;
    d->state_size = at + d->ras_entries * sizeof(uint64_t);
    return true;
}

static void *directions_of(void *state)
{
    return (struct predict_state *)state + 1;
}

static struct btb_entry *btb_of(const struct predict_desc *d, void *state)
{
    return (struct btb_entry *)((char *)state + d->at_btb);
}

static uint64_t *ras_of(const struct predict_desc *d, void *state)
{
    return (uint64_t *)((char *)state + d->at_ras);
}

void predict_reset(const struct predict_desc *d, void *state)
{
    memset(state, 0, d->state_size);
    direction_reset(d, directions_of(state));
}

/* ---- branch target buffer ---------------------------------------------------------------------------- */

static struct btb_entry *btb_set(const struct predict_desc *d, void *state, uint64_t pc)
{
    return btb_of(d, state) + ((pc >> d->shift) & d->btb_mask) * d->btb_ways;
}

static struct btb_entry *btb_find(const struct predict_desc *d, void *state, uint64_t pc)
{
    struct btb_entry *set = btb_set(d, state, pc);
    for (unsigned w = 0; w < d->btb_ways; w++)
        if (set[w].valid && set[w].pc == pc)
            return &set[w];
    return NULL;
}

/* Only where there is a choice does it matter which was used last. */
static void btb_use(const struct predict_desc *d, struct predict_state *st, struct btb_entry *e)
{
    if (d->btb_ways > 1)
        e->stamp = ++st->uses;
}

/* Allocated when a transfer is taken; kept when it is not. Least recently used goes first. */
static void btb_learn(const struct predict_desc *d, void *state, uint64_t pc, enum transfer t,
                      uint64_t target)
{
    struct predict_state *st = state;
    struct btb_entry *set = btb_set(d, state, pc), *e = btb_find(d, state, pc);
    for (unsigned w = 0; !e && w < d->btb_ways; w++)
        if (!set[w].valid)
            e = &set[w];
    if (!e) {
        e = set;
        for (unsigned w = 1; w < d->btb_ways; w++)
            if (set[w].stamp < e->stamp)
                e = &set[w];
    }
    *e = (struct btb_entry){ .pc = pc, .target = target, .valid = 1, .transfer = (uint8_t)t };
    btb_use(d, st, e);
}

/* ---- return stack: circular, overwrites its oldest entry --------------------------------------------- */

static void ras_push(const struct predict_desc *d, void *state, uint64_t addr)
{
    struct predict_state *st = state;
    st->ras_top = (uint8_t)((st->ras_top + 1u) % d->ras_entries);
    ras_of(d, state)[st->ras_top] = addr;
    if (st->ras_count < d->ras_entries)
        st->ras_count++;
}

static bool ras_pop(const struct predict_desc *d, void *state, uint64_t *addr)
{
    struct predict_state *st = state;
    if (!st->ras_count)
        return false;
    *addr = ras_of(d, state)[st->ras_top];
    st->ras_top = (uint8_t)((st->ras_top + d->ras_entries - 1u) % d->ras_entries);
    st->ras_count--;
    return true;
}

static bool is_call(enum transfer t)
{
    return t == TRANSFER_CALL || t == TRANSFER_ICALL;
}

/* Pushes for a call, pops for a return: true if *target was predicted by the stack. */
static bool use_ras(const struct predict_desc *d, void *state, enum transfer t, uint64_t next_pc,
                    uint64_t *target)
{
    if (!d->ras_entries)
        return false;
    if (is_call(t))
        ras_push(d, state, next_pc);
    return t == TRANSFER_RETURN && ras_pop(d, state, target);
}

/* ---- the two questions and the answer ---------------------------------------------------------------- */

/* Does the direction depend on what was? */
static bool learns(const struct predict_desc *d)
{
    return d->kind > PREDICT_BTFN;
}

static void begin(const struct predict_desc *d, void *state, struct prediction *p)
{
    const struct predict_state *st = state;
    memset(p, 0, sizeof *p);
    p->ras_top = st->ras_top;
    p->ras_count = st->ras_count;
    if (!learns(d))
        return;
    p->history = st->history;
    p->index = (uint32_t)(st->branches & (PREDICT_ENTRIES_MAX - 1));
}

bool predict_fetch(const struct predict_desc *d, void *state, uint64_t pc, uint64_t next_pc, bool first,
                   struct prediction *p, struct predict_stats *s)
{
    struct predict_state *st = state;
    begin(d, state, p);
    if (!d->btb_entries || (first && d->btb_not_first))
        return false;
    struct btb_entry *e = btb_find(d, state, pc);
    if (!e) {
        s->btb_misses++;
        return false;
    }
    s->btb_hits++;
    btb_use(d, st, e);
    p->valid = p->from_btb = 1;
    p->target = e->target;
    p->taken = e->transfer != TRANSFER_BRANCH || direction_look(d, directions_of(state), pc, e->target, p);
    p->from_ras = use_ras(d, state, (enum transfer)e->transfer, next_pc, &p->target);
    return true;
}

bool predict_fetch_misses(const struct predict_desc *d, void *state, uint64_t pc, bool first,
                          struct predict_stats *s)
{
    if (!d->btb_entries || (first && d->btb_not_first))
        return true;
    if (btb_find(d, state, pc))
        return false;
    s->btb_misses++;
    return true;
}

bool predict_decode(const struct predict_desc *d, void *state, uint64_t pc, enum transfer t, uint64_t target,
                    uint64_t next_pc, struct prediction *p)
{
    begin(d, state, p);
    bool from_ras = use_ras(d, state, t, next_pc, &target);
    if (d->kind == PREDICT_NOT_TAKEN && !from_ras)
        return false;
    if ((t == TRANSFER_INDIRECT || t == TRANSFER_ICALL || t == TRANSFER_RETURN) && !from_ras)
        return false;
    p->valid = 1;
    p->target = target;
    p->from_ras = from_ras;
    p->taken = t != TRANSFER_BRANCH || direction_look(d, directions_of(state), pc, target, p);
    return true;
}

/* A branch for which no prediction was made trains the entries that it would have been made from now. */
static void learn_direction(const struct predict_desc *d, void *state, uint64_t pc, bool taken,
                            uint64_t target, const struct prediction *p, struct predict_stats *s)
{
    struct predict_state *st = state;
    struct prediction now;
    if (!p->valid) {
        begin(d, state, &now);
        direction_look(d, directions_of(state), pc, target, &now);
    } else {
        s->made[p->part]++;
        s->right[p->part] += p->taken == taken;
    }
    if (!learns(d))
        return;
    direction_train(d, directions_of(state), pc, taken, p->valid ? p : &now, st->branches);
    st->history = st->history << 1 | taken;
    st->branches++;
}

void predict_update(const struct predict_desc *d, void *state, uint64_t pc, enum transfer t, bool taken,
                    uint64_t target, const struct prediction *p, struct predict_stats *s)
{
    if (t == TRANSFER_BRANCH)
        learn_direction(d, state, pc, taken, target, p, s);
    if (p->valid && p->from_ras && p->target == target)
        s->ras_hits++;
    else if (p->valid && p->from_ras)
        s->ras_misses++;
    if (!d->btb_entries)
        return;
    struct btb_entry *e = taken ? NULL : btb_find(d, state, pc);
    if (taken && (!d->btb_backward || (t == TRANSFER_BRANCH && target < pc)))
        btb_learn(d, state, pc, t, target);
    else if (d->btb_clear && p->from_btb && e)
        memset(e, 0, sizeof *e);
}

void predict_recover(const struct predict_desc *d, void *state, enum transfer t, uint64_t next_pc,
                     const struct prediction *p)
{
    struct predict_state *st = state;
    if (!d->ras_entries)
        return;
    st->ras_top = p->ras_top;
    st->ras_count = p->ras_count;
    if (is_call(t))
        ras_push(d, state, next_pc);
    uint64_t dropped;
    if (t == TRANSFER_RETURN)
        ras_pop(d, state, &dropped);
}

/* ---- plain ones -------------------------------------------------------------------------------------- */

bool predict_is_plain(const struct predict_desc *d)
{
    return !learns(d) && d->btb_entries <= 1 && !d->ras_entries;
}

struct predict_entry predict_get_entry(const struct predict_desc *d, const void *state)
{
    const struct btb_entry *e = (const struct btb_entry *)((const char *)state + d->at_btb);
    if (!d->btb_entries)
        return (struct predict_entry){ .valid = 0 };
    return (struct predict_entry){ e->pc, e->target, e->valid, e->transfer };
}

void predict_put_entry(const struct predict_desc *d, void *state, const struct predict_entry *e)
{
    if (d->btb_entries)
        *btb_of(d, state) = (struct btb_entry){
            .pc = e->pc, .target = e->target, .valid = e->valid, .transfer = e->transfer
        };
}

/* ---- views ------------------------------------------------------------------------------------------- */

void predict_view(const struct predict_desc *d, const void *state, uint64_t pc, uint64_t target,
                  struct predict_now *out)
{
    const struct predict_state *st = state;
    struct prediction p = { .history = st->history };
    bool counters = d->kind == PREDICT_ONE_BIT || d->kind == PREDICT_TWO_BIT || d->kind == PREDICT_GSHARE;
    if (!counters)
        p.index = (uint32_t)st->branches & (PREDICT_ENTRIES_MAX - 1);
    *out = (struct predict_now){ .taken = direction_look(d, st + 1, pc, target, &p) };
    out->part = p.part;
    if (!counters)
        return;
    out->has_counter = true;
    out->index = p.index;
    out->value = ((const uint8_t *)(st + 1))[p.index];
    out->top = d->kind == PREDICT_ONE_BIT ? 1 : 3;
}

unsigned predict_view_history(const struct predict_desc *d, const void *state, uint64_t *bits)
{
    bool kept = d->kind == PREDICT_GSHARE || d->kind >= PREDICT_TOURNAMENT;
    *bits = ((const struct predict_state *)state)->history & bits_mask(kept ? d->history : 0);
    return kept ? d->history : 0;
}

bool predict_view_btb(const struct predict_desc *d, const void *state, unsigned i, struct predict_btb *out)
{
    if (i >= d->btb_entries)
        return false;
    const struct btb_entry *e = (const struct btb_entry *)((const char *)state + d->at_btb) + i;
    *out = (struct predict_btb){ .pc = e->pc, .target = e->target, .transfer = (enum transfer)e->transfer };
    return e->valid;
}

bool predict_view_ras(const struct predict_desc *d, const void *state, unsigned i, uint64_t *addr)
{
    const struct predict_state *st = state;
    if (!d->ras_entries || i >= st->ras_count)
        return false;
    *addr = ((const uint64_t *)((const char *)state +
                                d->at_ras))[(st->ras_top + d->ras_entries - i) % d->ras_entries];
    return true;
}
