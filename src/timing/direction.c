/* direction.c - see direction.h. A kind is a row of the table at the end. */
#include "timing/direction.h"

#include <string.h>
#include "base/bits.h"

#define WEIGHT_MAX 127
#define WEIGHT_MIN (-128)

struct direction_kind {
    bool (*check)(const struct predict_desc *d, struct mistake *m);
    size_t (*size)(const struct predict_desc *d);
    void (*reset)(const struct predict_desc *d, void *block);
    bool (*look)(const struct predict_desc *d, const void *block, uint64_t pc, uint64_t target,
                 struct prediction *p);
    void (*train)(const struct predict_desc *d, void *block, uint64_t pc, bool taken,
                  const struct prediction *p, uint64_t branches);
};

static size_t round_up(size_t n)
{
    return (n + 7) & ~(size_t)7;
}

/* A saturating counter from 0 to top. */
static void count(uint8_t *c, bool up, uint8_t top)
{
    if (up)
        *c = (uint8_t)(*c + (*c < top));
    else
        *c = (uint8_t)(*c - (*c > 0));
}

/* ---- without a table --------------------------------------------------------------------------------- */

static size_t no_size(const struct predict_desc *d)
{
    (void)d;
    return 0;
}

static bool never(const struct predict_desc *d, const void *block, uint64_t pc, uint64_t target,
                  struct prediction *p)
{
    (void)d, (void)block, (void)pc, (void)target, (void)p;
    return false;
}

static bool always(const struct predict_desc *d, const void *block, uint64_t pc, uint64_t target,
                   struct prediction *p)
{
    (void)d, (void)block, (void)pc, (void)target, (void)p;
    return true;
}

static bool backward(const struct predict_desc *d, const void *block, uint64_t pc, uint64_t target,
                     struct prediction *p)
{
    (void)d, (void)block, (void)p;
    return target < pc;
}

/* ---- one table of counters --------------------------------------------------------------------------- */

static bool check_counters(const struct predict_desc *d, struct mistake *m)
{
    unsigned top = d->kind == PREDICT_ONE_BIT ? 1 : 3;
    if (!bits_power_of_two(d->entries) || d->entries > PREDICT_ENTRIES_MAX)
        return mistake(m, "entries", "a direction table needs a power of two of entries, at most 2^22");
    if (d->initial > top)
        return mistake(m, "initial", "counters start at 0 or 1 (one_bit), or at 0 to 3");
    return true;
}

static bool check_gshare(const struct predict_desc *d, struct mistake *m)
{
    if (!check_counters(d, m))
        return false;
    if (d->history < 1 || d->history > 22 || (1u << d->history) > d->entries)
        return mistake(m, "history entries",
                       "the history must have at least one bit and at most log2(entries)");
    return true;
}

static size_t counters_size(const struct predict_desc *d)
{
    return round_up(d->entries);
}

static void counters_reset(const struct predict_desc *d, void *block)
{
    memset(block, (int)d->initial, d->entries);
}

static uint32_t counter_index(const struct predict_desc *d, uint64_t pc, uint64_t history)
{
    uint64_t i = pc >> d->shift;
    if (d->kind == PREDICT_GSHARE || d->kind == PREDICT_TOURNAMENT)
        i ^= history & bits_mask(d->history);
    return (uint32_t)i & (d->entries - 1);
}

static bool counters_look(const struct predict_desc *d, const void *block, uint64_t pc, uint64_t target,
                          struct prediction *p)
{
    (void)target;
    p->index = counter_index(d, pc, p->history);
    return ((const uint8_t *)block)[p->index] >= (d->kind == PREDICT_ONE_BIT ? 1 : 2);
}

static void counters_train(const struct predict_desc *d, void *block, uint64_t pc, bool taken,
                           const struct prediction *p, uint64_t branches)
{
    (void)pc, (void)branches;
    count((uint8_t *)block + p->index, taken, d->kind == PREDICT_ONE_BIT ? 1 : 3);
}

/* ---- local: a branch's own history selects the counter ----------------------------------------------- */

/* The block: histories[d->histories], then counters[d->entries]. */
static bool check_local(const struct predict_desc *d, struct mistake *m)
{
    if (!bits_power_of_two(d->histories) || d->histories > PREDICT_ENTRIES_MAX)
        return mistake(m, "histories",
                       "the table of local histories needs a power of two of entries, at most 2^22");
    return check_gshare(d, m);
}

static size_t local_size(const struct predict_desc *d)
{
    return round_up(d->histories * sizeof(uint32_t)) + round_up(d->entries);
}

static size_t local_counters(const struct predict_desc *d)
{
    return round_up(d->histories * sizeof(uint32_t));
}

static void local_reset(const struct predict_desc *d, void *block)
{
    memset(block, 0, d->histories * sizeof(uint32_t));
    memset((char *)block + local_counters(d), (int)d->initial, d->entries);
}

static uint64_t local_row(const struct predict_desc *d, uint64_t pc)
{
    return (pc >> d->shift) & (d->histories - 1);
}

/* Where there are more counters than histories, low bits of the address choose among several sets. */
static bool local_look(const struct predict_desc *d, const void *block, uint64_t pc, uint64_t target,
                       struct prediction *p)
{
    (void)target;
    uint64_t own = ((const uint32_t *)block)[local_row(d, pc)] & bits_mask(d->history);
    p->local = (uint32_t)(own | pc >> d->shift << d->history) & (d->entries - 1);
    return ((const uint8_t *)block + local_counters(d))[p->local] >= 2;
}

static void local_train(const struct predict_desc *d, void *block, uint64_t pc, bool taken,
                        const struct prediction *p, uint64_t branches)
{
    (void)branches;
    uint32_t *own = (uint32_t *)block + local_row(d, pc);
    count((uint8_t *)block + local_counters(d) + p->local, taken, 3);
    *own = *own << 1 | taken;
}

/* ---- tournament: local against gshare, chosen by address --------------------------------------------- */

/* The block: as local, then gshare's counters[entries], then choosers[entries] (2 and 3: gshare). */
static size_t tournament_size(const struct predict_desc *d)
{
    return local_size(d) + 2 * round_up(d->entries);
}

static uint8_t *tournament_global(const struct predict_desc *d, const void *block)
{
    return (uint8_t *)(uintptr_t)block + local_size(d);
}

static uint8_t *tournament_chooser(const struct predict_desc *d, const void *block, uint64_t pc)
{
    return tournament_global(d, block) + round_up(d->entries) + ((pc >> d->shift) & (d->entries - 1));
}

static void tournament_reset(const struct predict_desc *d, void *block)
{
    local_reset(d, block);
    memset(tournament_global(d, block), (int)d->initial, d->entries);
    memset(tournament_global(d, block) + round_up(d->entries), 1, d->entries);
}

enum { TOURNAMENT_LOCAL = 1, TOURNAMENT_GLOBAL = 2 }; /* prediction.said: who said taken */

static bool tournament_look(const struct predict_desc *d, const void *block, uint64_t pc, uint64_t target,
                            struct prediction *p)
{
    bool local = local_look(d, block, pc, target, p);
    bool global = tournament_global(d, block)[counter_index(d, pc, p->history)] >= 2;
    p->said = (uint8_t)((local ? TOURNAMENT_LOCAL : 0) | (global ? TOURNAMENT_GLOBAL : 0));
    p->part = *tournament_chooser(d, block, pc) >= 2;
    return p->part ? global : local;
}

static void tournament_train(const struct predict_desc *d, void *block, uint64_t pc, bool taken,
                             const struct prediction *p, uint64_t branches)
{
    bool local = p->said & TOURNAMENT_LOCAL, global = p->said & TOURNAMENT_GLOBAL;
    local_train(d, block, pc, taken, p, branches);
    count(tournament_global(d, block) + counter_index(d, pc, p->history), taken, 3);
    if (local != global)
        count(tournament_chooser(d, block, pc), global == taken, 3);
}

/* ---- perceptron -------------------------------------------------------------------------------------- */

/* The block: weights[entries][history + 1], the first of each row the bias. */
static bool check_perceptron(const struct predict_desc *d, struct mistake *m)
{
    if (!bits_power_of_two(d->entries) || d->entries > 65536)
        return mistake(m, "entries", "a table of perceptrons needs a power of two of entries, at most 65536");
    if (d->history < 1 || d->history > 62)
        return mistake(m, "history", "a perceptron looks at 1 to 62 outcomes");
    return true;
}

static size_t perceptron_size(const struct predict_desc *d)
{
    return round_up((size_t)d->entries * (d->history + 1));
}

static void zero_reset(const struct predict_desc *d, void *block)
{
    memset(block, 0, direction_size(d));
}

static const int8_t *perceptron_row(const struct predict_desc *d, const void *block, uint64_t pc)
{
    return (const int8_t *)block + ((pc >> d->shift) & (d->entries - 1)) * (d->history + 1);
}

static int perceptron_sum(const struct predict_desc *d, const int8_t *w, uint64_t history)
{
    int sum = w[0];
    for (unsigned i = 0; i < d->history; i++)
        sum += history >> i & 1 ? w[i + 1] : -w[i + 1];
    return sum;
}

static bool perceptron_look(const struct predict_desc *d, const void *block, uint64_t pc, uint64_t target,
                            struct prediction *p)
{
    (void)target;
    return perceptron_sum(d, perceptron_row(d, block, pc), p->history) >= 0;
}

static void nudge(int8_t *w, bool up)
{
    if (up ? *w < WEIGHT_MAX : *w > WEIGHT_MIN)
        *w = (int8_t)(*w + (up ? 1 : -1));
}

/* Learns when it was wrong or not sure: |sum| <= 1.93 history + 14. */
static void perceptron_train(const struct predict_desc *d, void *block, uint64_t pc, bool taken,
                             const struct prediction *p, uint64_t branches)
{
    (void)branches;
    int8_t *w = (int8_t *)(uintptr_t)perceptron_row(d, block, pc);
    int sum = perceptron_sum(d, w, p->history), sure = (int)(193 * d->history + 1400) / 100;
    if ((sum >= 0) == taken && (sum < 0 ? -sum : sum) > sure)
        return;
    nudge(&w[0], taken);
    for (unsigned i = 0; i < d->history; i++)
        nudge(&w[i + 1], (p->history >> i & 1) == taken);
}

/* ---- TAGE -------------------------------------------------------------------------------------------- */

/* The block: base counters[entries], then TAGE_TABLES tables of tagged[d->tagged] entries; table t looks at
 * the last d->history >> (TAGE_TABLES - 1 - t) outcomes. */
struct tagged {
    uint16_t tag;
    uint8_t counter; /* 0..7, taken from 4 up */
    uint8_t useful;  /* 0..3; 0: may be replaced */
};

enum { TAGGED_TOP = 7, USEFUL_TOP = 3, WEAKLY_TAKEN = 4, WEAKLY_NOT = 3 };

/* What a look-up found; parts are numbered 0 (base), 1 .. TAGE_TABLES. */
struct tage_found {
    uint32_t row[TAGE_TABLES];
    uint16_t tag[TAGE_TABLES];
    unsigned provider, other; /* the longest matching part, and the next */
    bool provided, instead;   /* what they say */
};

static bool check_tage(const struct predict_desc *d, struct mistake *m)
{
    if (!bits_power_of_two(d->tagged) || d->tagged < 2 || d->tagged > 65536)
        return mistake(m, "tagged", "a tagged table needs a power of two of entries, 2 to 65536");
    if (d->history < 8 || d->history > 64 || d->history % 8)
        return mistake(m, "history", "the longest history of TAGE is a multiple of 8 from 8 to 64");
    return check_counters(d, m);
}

static size_t tage_size(const struct predict_desc *d)
{
    return round_up(d->entries) + TAGE_TABLES * d->tagged * sizeof(struct tagged);
}

static void tage_reset(const struct predict_desc *d, void *block)
{
    memset(block, 0, tage_size(d));
    memset(block, (int)d->initial, d->entries);
    struct tagged *t = (struct tagged *)((char *)block + round_up(d->entries));
    for (size_t i = 0; i < (size_t)TAGE_TABLES * d->tagged; i++)
        t[i].tag = 1 << TAGE_TAG_BITS; /* matches nothing */
}

static struct tagged *tage_table(const struct predict_desc *d, const void *block, unsigned t)
{
    return (struct tagged *)((char *)(uintptr_t)block + round_up(d->entries)) + (size_t)t * d->tagged;
}

/* The last `length` outcomes folded into `bits` by exclusive or. */
static uint64_t fold(uint64_t history, unsigned length, unsigned bits)
{
    uint64_t h = history & bits_mask(length), out = 0;
    for (; h; h >>= bits)
        out ^= h & bits_mask(bits);
    return out;
}

static bool tage_says(const struct predict_desc *d, const void *block, const struct tage_found *f,
                      unsigned part, uint64_t pc)
{
    if (part == 0)
        return ((const uint8_t *)block)[(pc >> d->shift) & (d->entries - 1)] >= 2;
    return tage_table(d, block, part - 1)[f->row[part - 1]].counter >= WEAKLY_TAKEN;
}

static void tage_find(const struct predict_desc *d, const void *block, uint64_t pc, uint64_t history,
                      struct tage_found *f)
{
    uint64_t at = pc >> d->shift;
    unsigned bits = (unsigned)__builtin_ctz(d->tagged);
    *f = (struct tage_found){ .provider = 0 };
    for (unsigned t = 0; t < TAGE_TABLES; t++) {
        unsigned length = d->history >> (TAGE_TABLES - 1 - t);
        uint64_t tag =
            at ^ fold(history, length, TAGE_TAG_BITS) ^ fold(history, length, TAGE_TAG_BITS - 1) << 1;
        f->row[t] = (uint32_t)(at ^ at >> bits ^ fold(history, length, bits)) & (d->tagged - 1);
        f->tag[t] = (uint16_t)(tag & bits_mask(TAGE_TAG_BITS));
        if (tage_table(d, block, t)[f->row[t]].tag != f->tag[t])
            continue;
        f->other = f->provider;
        f->provider = t + 1;
    }
    f->provided = tage_says(d, block, f, f->provider, pc);
    f->instead = tage_says(d, block, f, f->other, pc);
}

static bool tage_look(const struct predict_desc *d, const void *block, uint64_t pc, uint64_t target,
                      struct prediction *p)
{
    (void)target;
    struct tage_found f;
    tage_find(d, block, pc, p->history, &f);
    p->part = (uint8_t)f.provider;
    return f.provided;
}

/* A new entry in the shortest longer table that has a useless one in its place; else all of these age. */
static void tage_allocate(const struct predict_desc *d, void *block, const struct tage_found *f, bool taken)
{
    for (unsigned t = f->provider; t < TAGE_TABLES; t++) {
        struct tagged *e = &tage_table(d, block, t)[f->row[t]];
        if (e->useful)
            continue;
        *e = (struct tagged){ f->tag[t], taken ? WEAKLY_TAKEN : WEAKLY_NOT, 0 };
        return;
    }
    for (unsigned t = f->provider; t < TAGE_TABLES; t++)
        tage_table(d, block, t)[f->row[t]].useful--;
}

/* Every TAGE_PERIOD branches one bit of all useful counters is cleared, the upper and the lower in turn. */
static void tage_age(const struct predict_desc *d, void *block, uint64_t branches)
{
    uint8_t keep = branches / TAGE_PERIOD & 1 ? 1 : 2;
    for (unsigned t = 0; t < TAGE_TABLES; t++)
        for (unsigned i = 0; i < d->tagged; i++)
            tage_table(d, block, t)[i].useful &= keep;
}

static void tage_train(const struct predict_desc *d, void *block, uint64_t pc, bool taken,
                       const struct prediction *p, uint64_t branches)
{
    struct tage_found f;
    tage_find(d, block, pc, p->history, &f);
    if (f.provider) {
        struct tagged *e = &tage_table(d, block, f.provider - 1)[f.row[f.provider - 1]];
        if (f.provided != f.instead)
            count(&e->useful, f.provided == taken, USEFUL_TOP);
        count(&e->counter, taken, TAGGED_TOP);
    } else {
        count((uint8_t *)block + ((pc >> d->shift) & (d->entries - 1)), taken, 3);
    }
    if (f.provided != taken)
        tage_allocate(d, block, &f, taken);
    if (branches && branches % TAGE_PERIOD == 0)
        tage_age(d, block, branches);
}

/* ---- the kinds --------------------------------------------------------------------------------------- */

static const struct direction_kind kinds[PREDICT_KINDS] = {
    [PREDICT_NOT_TAKEN] = { NULL, no_size, NULL, never, NULL },
    [PREDICT_TAKEN] = { NULL, no_size, NULL, always, NULL },
    [PREDICT_BTFN] = { NULL, no_size, NULL, backward, NULL },
    [PREDICT_ONE_BIT] = { check_counters, counters_size, counters_reset, counters_look, counters_train },
    [PREDICT_TWO_BIT] = { check_counters, counters_size, counters_reset, counters_look, counters_train },
    [PREDICT_GSHARE] = { check_gshare, counters_size, counters_reset, counters_look, counters_train },
    [PREDICT_LOCAL] = { check_local, local_size, local_reset, local_look, local_train },
    [PREDICT_TOURNAMENT] = { check_local, tournament_size, tournament_reset, tournament_look,
                             tournament_train },
    [PREDICT_PERCEPTRON] = { check_perceptron, perceptron_size, zero_reset, perceptron_look,
                             perceptron_train },
    [PREDICT_TAGE] = { check_tage, tage_size, tage_reset, tage_look, tage_train },
};

bool direction_check(const struct predict_desc *d, struct mistake *m)
{
    return !kinds[d->kind].check || kinds[d->kind].check(d, m);
}

size_t direction_size(const struct predict_desc *d)
{
    return kinds[d->kind].size(d);
}

void direction_reset(const struct predict_desc *d, void *block)
{
    if (kinds[d->kind].reset)
        kinds[d->kind].reset(d, block);
}

bool direction_look(const struct predict_desc *d, const void *block, uint64_t pc, uint64_t target,
                    struct prediction *p)
{
    return kinds[d->kind].look(d, block, pc, target, p);
}

void direction_train(const struct predict_desc *d, void *block, uint64_t pc, bool taken,
                     const struct prediction *p, uint64_t branches)
{
    if (kinds[d->kind].train)
        kinds[d->kind].train(d, block, pc, taken, p, branches);
}
