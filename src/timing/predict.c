/* predict.c - see predict.h. The state block: global history, counters (a byte each), target buffer, return
 * stack. */
#include "timing/predict.h"

#include <string.h>
#include "base/bits.h"

#define RAS_MAX 64

struct btb_entry {
    uint64_t pc, target;
    uint64_t stamp; /* of the last use, for LRU */
    uint8_t valid, transfer, pad[6];
};

struct predict_state {
    uint64_t history; /* outcomes of conditional branches, the newest in bit 0 */
    uint64_t uses;    /* of the target buffer */
    uint8_t ras_top, ras_count, pad[6];
    /* counters[entries] follow */
};

const char *const *predict_names(void)
{
    static const char *const names[PREDICT_KINDS] = { "not_taken", "taken",   "btfn",
                                                      "one_bit",   "two_bit", "gshare" };
    return names;
}

static bool power_of_two(unsigned v)
{
    return v && !(v & (v - 1));
}

static bool has_table(const struct predict_desc *d)
{
    return d->kind >= PREDICT_ONE_BIT;
}

static const char *check_btb(const struct predict_desc *d)
{
    if (!d->btb_entries)
        return NULL;
    if (!power_of_two(d->btb_entries) || d->btb_entries > 65536)
        return "the branch target buffer needs a power of two of entries, at most 65536";
    if (!d->btb_ways || d->btb_entries % d->btb_ways || !power_of_two(d->btb_ways))
        return "the ways of the branch target buffer must be a power of two that divides its entries";
    return NULL;
}

static const char *check_table(const struct predict_desc *d)
{
    if (!has_table(d))
        return NULL;
    if (!power_of_two(d->entries) || d->entries > (1u << 24))
        return "a direction table needs a power of two of entries, at most 2^24";
    if (d->kind == PREDICT_GSHARE &&
        (d->history < 1 || d->history > 32 || (UINT64_C(1) << d->history) > d->entries))
        return "the history must have at least one bit and at most log2(entries)";
    if (d->initial > (d->kind == PREDICT_ONE_BIT ? 1u : 3u))
        return "counters start at 0 or 1 (one_bit), or at 0 to 3";
    return NULL;
}

const char *predict_prepare(struct predict_desc *d)
{
    const char *wrong = check_table(d);
    if (!wrong)
        wrong = check_btb(d);
    if (!wrong && d->ras_entries > RAS_MAX)
        wrong = "at most 64 return stack entries";
    if (wrong)
        return wrong;
    size_t at = sizeof(struct predict_state) + (has_table(d) ? (d->entries + 7) & ~7u : 0);
    d->at_btb = at;
    at += d->btb_entries * sizeof(struct btb_entry);
    d->at_ras = at;
    d->state_size = at + d->ras_entries * sizeof(uint64_t);
    return NULL;
}

static uint8_t *counters_of(void *state)
{
    return (uint8_t *)((struct predict_state *)state + 1);
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
    if (has_table(d))
        memset(counters_of(state), (int)d->initial, d->entries);
}

/* ---- direction
 * ---------------------------------------------------------------------------------------------- */

static uint32_t counter_index(const struct predict_desc *d, const struct predict_state *st, uint64_t pc)
{
    uint64_t i = pc >> d->shift;
    if (d->kind == PREDICT_GSHARE)
        i ^= st->history & bits_mask(d->history);
    return (uint32_t)i & (d->entries - 1);
}

static bool direction(const struct predict_desc *d, void *state, uint64_t pc, uint64_t target,
                      struct prediction *p)
{
    switch (d->kind) {
    case PREDICT_NOT_TAKEN:
    case PREDICT_KINDS: return false;
    case PREDICT_TAKEN: return true;
    case PREDICT_BTFN: return target <= pc;
    case PREDICT_ONE_BIT:
    case PREDICT_TWO_BIT:
    case PREDICT_GSHARE: break;
    }
    p->index = counter_index(d, state, pc);
    return counters_of(state)[p->index] >= (d->kind == PREDICT_ONE_BIT ? 1 : 2);
}

static void train(const struct predict_desc *d, void *state, uint64_t pc, bool taken,
                  const struct prediction *p)
{
    struct predict_state *st = state;
    if (has_table(d)) {
        uint8_t *c = &counters_of(state)[p->valid ? p->index : counter_index(d, st, pc)];
        uint8_t top = d->kind == PREDICT_ONE_BIT ? 1 : 3;
        if (taken)
            *c = (uint8_t)(*c + (*c < top));
        else
            *c = (uint8_t)(*c - (*c > 0));
    }
    st->history = st->history << 1 | taken;
}

/* ---- branch target buffer
 * --------------------------------------------------------------------------------------- */

static struct btb_entry *btb_set(const struct predict_desc *d, void *state, uint64_t pc)
{
    unsigned sets = d->btb_entries / d->btb_ways;
    return btb_of(d, state) + ((pc >> d->shift) & (sets - 1)) * d->btb_ways;
}

static struct btb_entry *btb_find(const struct predict_desc *d, void *state, uint64_t pc)
{
    struct btb_entry *set = btb_set(d, state, pc);
    for (unsigned w = 0; w < d->btb_ways; w++)
        if (set[w].valid && set[w].pc == pc)
            return &set[w];
    return NULL;
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
    *e = (struct btb_entry){
        .pc = pc, .target = target, .stamp = ++st->uses, .valid = 1, .transfer = (uint8_t)t
    };
}

/* ---- return stack: circular, overwrites its oldest entry
 * ------------------------------------------------------------ */

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
                    uint64_t *target, struct predict_stats *s)
{
    if (!d->ras_entries)
        return false;
    if (is_call(t)) {
        ras_push(d, state, next_pc);
        s->ras_pushes++;
    }
    if (t != TRANSFER_RETURN || !ras_pop(d, state, target))
        return false;
    s->ras_pops++;
    return true;
}

/* ---- the two questions and the answer
 * --------------------------------------------------------------------------- */

static void begin(void *state, struct prediction *p)
{
    const struct predict_state *st = state;
    memset(p, 0, sizeof *p);
    p->ras_top = st->ras_top;
    p->ras_count = st->ras_count;
}

bool predict_fetch(const struct predict_desc *d, void *state, uint64_t pc, uint64_t next_pc,
                   struct prediction *p, struct predict_stats *s)
{
    struct predict_state *st = state;
    begin(state, p);
    if (!d->btb_entries)
        return false;
    struct btb_entry *e = btb_find(d, state, pc);
    if (!e) {
        s->btb_misses++;
        return false;
    }
    s->btb_hits++;
    e->stamp = ++st->uses;
    p->valid = p->from_btb = 1;
    p->target = e->target;
    p->taken = e->transfer != TRANSFER_BRANCH || direction(d, state, pc, e->target, p);
    use_ras(d, state, (enum transfer)e->transfer, next_pc, &p->target, s);
    return true;
}

bool predict_decode(const struct predict_desc *d, void *state, uint64_t pc, enum transfer t, uint64_t target,
                    uint64_t next_pc, struct prediction *p, struct predict_stats *s)
{
    begin(state, p);
    bool from_ras = use_ras(d, state, t, next_pc, &target, s);
    if (d->kind == PREDICT_NOT_TAKEN && !from_ras)
        return false;
    if ((t == TRANSFER_INDIRECT || t == TRANSFER_ICALL || t == TRANSFER_RETURN) && !from_ras)
        return false;
    p->valid = 1;
    p->target = target;
    p->taken = t != TRANSFER_BRANCH || direction(d, state, pc, target, p);
    return true;
}

void predict_update(const struct predict_desc *d, void *state, uint64_t pc, enum transfer t, bool taken,
                    uint64_t target, const struct prediction *p)
{
    if (t == TRANSFER_BRANCH)
        train(d, state, pc, taken, p);
    if (d->btb_entries && taken)
        btb_learn(d, state, pc, t, target);
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
