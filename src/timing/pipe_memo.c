/* pipe_memo.c - see pipe_memo.h: moments are found, made, counted and dropped here. */
#include "timing/pipe_memo.h"

#include <stdlib.h>
#include <string.h>
#include "base/str.h"

#define WARM     50 /* times that something begins at an address before what follows is kept */
#define REST     32 /* ticks before the next try where it is not warm yet */
#define FAILURES 4

/* ---- finding ----------------------------------------------------------------------------------------- */

static uint64_t hash_of(const void *data, size_t n)
{
    const uint64_t *w = data;
    uint64_t h = n;
    for (size_t i = 0; i < n / sizeof *w; i++)
        h = (h ^ w[i]) * UINT64_C(0x9E3779B97F4A7C15) ^ h >> 29;
    return h ^ h >> 32;
}

#define STATE_AT offsetof(struct moment, fetch_pc)

/* The moment in all->scratch, as it is kept. */
static struct moment *find(const struct pipe *p, struct memos *all)
{
    size_t size = memo_size(p), bytes = size - STATE_AT;
    const char *state = (const char *)all->scratch + STATE_AT;
    uint64_t hash = hash_of(state, bytes);
    struct moment **at = &all->table[hash & (MEMO_HASH - 1)], *m = *at;
    while (m && (m->hash != hash || memcmp((const char *)m + STATE_AT, state, bytes) != 0))
        m = m->chain;
    if (m)
        return m;
    m = arena_alloc(&all->memory, size);
    memcpy(m, all->scratch, size);
    m->hash = hash;
    m->chain = *at;
    *at = m;
    all->count++;
    return m;
}

/* What begins here has begun often enough. */
static bool is_warm(struct memos *all, uint64_t pc)
{
    uint8_t *warm = &all->warm[(pc >> 1) & (MEMO_WARM - 1)];
    *warm = (uint8_t)(*warm + (*warm < WARM));
    return *warm == WARM;
}

/* ---- counting ---------------------------------------------------------------------------------------------
 *
 * Counters have numbers: the words of run_stats, of predict_stats, of the profile's entries. */

#define STATS_WORDS   (sizeof(struct run_stats) / sizeof(uint64_t))
#define PREDICT_WORDS (sizeof(struct predict_stats) / sizeof(uint64_t))
#define ENTRY_WORDS   (sizeof(struct profile_count) / sizeof(uint64_t))
#define PROFILE_FROM  (STATS_WORDS + PREDICT_WORDS)

static uint64_t *counter_of(struct pipe *p, uint32_t where)
{
    if (where < STATS_WORDS)
        return (uint64_t *)p->stats + where;
    if (where < PROFILE_FROM)
        return (uint64_t *)&p->st->predict + (where - STATS_WORDS);
    return (uint64_t *)p->profile->count + (where - PROFILE_FROM);
}

void pipe_memos_settle(struct pipe *p)
{
    struct memos *all = p->memos;
    if (!all)
        return;
    struct memo_answer *x = all->touched;
    for (; x != &all->end; x = x->touched) {
        for (uint32_t i = 0; i < x->ncounts; i++)
            *counter_of(p, x->counts[i].where) += x->counts[i].by * x->count;
        x->count = 0;
    }
    all->touched = x;
}

#define WORD(type, member) (offsetof(type, member) / sizeof(uint64_t))

#define FIRST_WORD WORD(struct run_stats, cause) /* cycles and instructions are counted at once, */
#define LAST_WORD  WORD(struct run_stats, cache) /* what caches and memory count, as they are asked */

/* What some cycles count, while they are ticked. */
struct tally {
    uint64_t word[LAST_WORD], reads; /* before the cycle */
    struct predict_stats predict;
    struct memo_count count[64];
    uint32_t n;
    bool full;
};

static void add(struct tally *t, uint32_t where, uint64_t by)
{
    uint32_t i = 0;
    if (!by)
        return;
    while (i < t->n && t->count[i].where != where)
        i++;
    if (i == sizeof t->count / sizeof t->count[0]) {
        t->full = true;
        return;
    }
    t->count[i].where = where;
    t->count[i].by += (uint32_t)by;
    t->n += i == t->n;
}

static void tally_begin(struct tally *t, const struct pipe *p)
{
    memcpy(t->word, p->stats, sizeof t->word);
    t->reads = pipe_reads(p);
    t->predict = p->st->predict;
}

static uint32_t entry_word(uint32_t profile, size_t word)
{
    return (uint32_t)(PROFILE_FROM + profile * ENTRY_WORDS + word);
}

static void tally_retired(struct tally *t, const struct pipe_slot *c)
{
    uint32_t at = c->key.profile;
    bool conditional = c->key.flags & KEY_CONDITIONAL, transfer = c->key.flags & KEY_TRANSFER;
    add(t, entry_word(at, WORD(struct profile_count, instructions)), 1);
    add(t, entry_word(at, WORD(struct profile_count, taken)), conditional && (c->state & SLOT_TAKEN));
    add(t, entry_word(at, WORD(struct profile_count, mispredicted)), transfer && (c->state & SLOT_MISFETCH));
}

/* Whom the cycle is charged to, if nothing has retired. */
static uint32_t charged(const struct pipe *p)
{
    uint64_t e = pipe_entry(p->st, p->st->turn, p->d->last), n = p->stats->cycles;
    const struct pipe_slot *c = &p->st->slot[ENTRY_SLOT(e)], *m = pipe_mate(p->st, c);
    if (p->st->frozen_until > n)
        return p->st->frozen_profile;
    if (!(e & ENTRY_INSN))
        return ENTRY_PROFILE(e);
    return m && m->until > n && c->until <= n ? m->key.profile : c->key.profile;
}

/* The same cycle in the profile. */
static void tally_profile(struct tally *t, const struct pipe *p)
{
    const uint64_t *now = (const uint64_t *)p->stats + FIRST_WORD, *was = t->word + FIRST_WORD; /* causes */
    uint64_t e = pipe_entry(p->st, p->st->turn, p->d->last);
    uint64_t retired = p->stats->instructions - t->word[WORD(struct run_stats, instructions)];
    const struct pipe_slot *c = &p->st->slot[ENTRY_SLOT(e)];
    if (retired)
        tally_retired(t, c);
    if (retired > 1) {
        tally_retired(t, pipe_mate(p->st, c));
        add(t, entry_word(pipe_mate(p->st, c)->key.profile, WORD(struct profile_count, beside)), 1);
    }
    for (unsigned w = CAUSE_BASE + 1; w < CAUSE_COUNT && !retired; w++)
        add(t, entry_word(charged(p), WORD(struct profile_count, cause) + w), now[w] - was[w]);
}

static uint32_t reads_word(const struct pipe *p)
{
    return (uint32_t)(LAST_WORD + p->d->first_fetch * sizeof(struct cache_stats) / sizeof(uint64_t) +
                      WORD(struct cache_stats, reads));
}

/* After a cycle. */
static void tally_cycle(struct tally *t, const struct pipe *p)
{
    const uint64_t *now = (const uint64_t *)p->stats;
    const uint64_t *predict = (const uint64_t *)&p->st->predict, *was = (const uint64_t *)&t->predict;
    tally_profile(t, p);
    for (uint32_t w = FIRST_WORD; w < LAST_WORD; w++)
        add(t, w, now[w] - t->word[w]);
    add(t, reads_word(p), pipe_reads(p) - t->reads);
    for (uint32_t w = 0; w < PREDICT_WORDS; w++)
        add(t, (uint32_t)STATS_WORDS + w, predict[w] - was[w]);
    tally_begin(t, p);
}

/* What was counted by who was asked will be counted by them again. */
static void tally_end(struct tally *t, const struct pipe *p, const struct asked_stats *c)
{
    const uint64_t *predict = (const uint64_t *)&c->predict;
    add(t, reads_word(p), 0 - c->reads);
    for (uint32_t w = 0; w < PREDICT_WORDS; w++)
        add(t, (uint32_t)STATS_WORDS + w, 0 - predict[w]);
}

static const struct memo_count *keep_counts(struct memos *all, const struct tally *t, uint32_t *n)
{
    struct memo_count *counts = ARENA_ARRAY(&all->memory, struct memo_count, t->n + 1);
    *n = 0;
    for (uint32_t i = 0; i < t->n; i++)
        if (t->count[i].by)
            counts[(*n)++] = t->count[i];
    return counts;
}

/* ---- making ------------------------------------------------------------------------------------------ */

/* A moment while what follows is ticked. */
struct making {
    struct moment *from;
    uint64_t n, seq, instructions;
    unsigned slot_next;
    uint32_t executions, predictions;
    struct tally tally;
};

/* Which numbers a question's `whose` is of: executions or predictions. */
static uint32_t numbers_of(const struct question *q, uint32_t executions, uint32_t predictions)
{
    return q->ask < ASK_PREDICT_FETCH ? executions : predictions;
}

static struct memo_question *new_question(struct memos *all, const struct making *k, const struct question *q,
                                          struct memo_answer *after)
{
    const struct pipe_key *key = (const struct pipe_key *)q->d->timing;
    uintptr_t room = (uintptr_t)arena_alloc(&all->memory, sizeof(struct memo_question) + MEMO_ALIGN);
    struct memo_question *x =
        (struct memo_question *)((room + MEMO_ALIGN - 1) & ~(uintptr_t)(MEMO_ALIGN - 1));
    x->q = *q;
    x->q.cycle -= k->n;
    x->q.whose -= numbers_of(q, k->executions, k->predictions);
    x->unit = key->flags & KEY_LATENCY;
    x->accesses = key->flags & (KEY_LOAD | KEY_STORE);
    x->transfer = (enum transfer)key->transfer;
    x->after = after;
    return x;
}

/* The place for an answer to q; NULL: there are too many. */
static struct memo_answer *place_for(struct memos *all, struct memo_question *q, const struct answer *is)
{
    struct memo_answer *x = memo_known(q, is);
    if (x || q->answers == MEMO_ANSWERS)
        return x;
    x = &q->answer;
    if (q->answers++) {
        x = ARENA_NEW(&all->memory, struct memo_answer);
        x->other = q->answer.other;
        q->answer.other = x;
    }
    x->is = *is;
    x->of = q;
    return x;
}

/* The log, as a way from the moment to the answer at its end. */
static struct memo_answer *add_way(struct memos *all, const struct making *k, const struct pipe_log *log)
{
    struct memo_question **at = &k->from->first;
    struct memo_answer *x = NULL;
    for (unsigned i = 0; i < log->n; i++) {
        const struct asked *a = &log->asked[i];
        if (!*at)
            *at = new_question(all, k, &a->q, x);
        if ((*at)->q.ask != a->q.ask || !(x = place_for(all, *at, &a->is)))
            return NULL;
        at = &x->next;
    }
    return x;
}

/* Behind the last answer comes the moment that the state is. */
static struct moment *keep(struct pipe *p, struct making *k)
{
    struct memos *all = p->memos;
    struct memo_answer *x;
    tally_end(&k->tally, p, &all->log.counted);
    if (all->log.lost || k->tally.full || !memo_take(p, all->scratch) || !(x = add_way(all, k, &all->log)) ||
        x->moment)
        return NULL;
    x->counts = keep_counts(all, &k->tally, &x->ncounts);
    x->cycles = (uint32_t)(p->stats->cycles - k->n);
    x->seqs = (uint32_t)(p->st->seq - k->seq);
    x->slots = (uint8_t)((p->st->slot_next - k->slot_next) & p->d->slot_mask);
    x->predictions = (uint8_t)(all->log.predictions - k->predictions);
    x->executions = (uint8_t)(all->log.executions - k->executions);
    x->retired = (uint8_t)(p->stats->instructions - k->instructions);
    return x->moment = find(p, all);
}

static void begin_log(struct pipe_log *log)
{
    log->n = log->next = 0;
    log->lost = log->wrong = log->executed = false;
    memset(&log->counted, 0, sizeof log->counted);
}

/* Ticks on from the moment that the state is, to the end of the cycle in which something executes; `log` may
 * hold answers. Returns the next moment, which is known to follow now; NULL: it isn't. */
static struct moment *follow(struct pipe *p, struct moment *from, uint64_t end)
{
    struct pipe_log *log = &p->memos->log;
    struct making k = { .from = from,
                        .n = p->stats->cycles,
                        .seq = p->st->seq,
                        .instructions = p->stats->instructions,
                        .slot_next = p->st->slot_next,
                        .executions = log->executions,
                        .predictions = log->predictions };
    p->log = log;
    tally_begin(&k.tally, p);
    while (p->stats->cycles < end && !log->executed && (!p->st->attention || log->next < log->n)) {
        pipe_tick(p);
        tally_cycle(&k.tally, p);
    }
    p->log = NULL;
    struct moment *next = log->executed && !p->st->attention ? keep(p, &k) : NULL;
    from->failures += log->executed && !next;
    return next;
}

/* The questions up to one, with their answers, as a log that is to be told. */
static void tell(struct memo_run *r)
{
    struct pipe_log *log = &r->all->log;
    const struct memo_question *q = r->asked;
    const struct memo_answer *x;
    unsigned n = 0;
    begin_log(log);
    for (const struct memo_question *w = q; w; w = w->after ? w->after->of : NULL)
        n++;
    log->n = n;
    for (struct answer is = r->is; n--; q = x ? x->of : NULL) {
        struct asked *a = &log->asked[n];
        *a = (struct asked){ q->q, is, q->q.ask == ASK_EXECUTE ? r->status : EXEC_OK };
        a->q.cycle += r->n;
        a->q.whose += numbers_of(&q->q, r->executions, r->predictions);
        x = q->after;
        if (x)
            is = x->is;
    }
}

/* ---- running ----------------------------------------------------------------------------------------- */

static bool memos_begin(struct pipe *p)
{
    if (!p->memos) {
        p->memos = xcalloc(1, sizeof *p->memos);
        p->memos->touched = &p->memos->end;
        p->memos->scratch = xcalloc(1, memo_size(p));
    }
    struct memos *all = p->memos;
    if (all->generation != core_generation(p->core) || all->count > MEMO_MOMENTS)
        pipe_memos_drop(p);
    all->generation = core_generation(p->core);
    return !p->core->careful;
}

/* From the moment that the state is. Returns the one that it is then; NULL: it goes no further here. */
static struct moment *run_from(struct pipe *p, struct moment *m, uint64_t end)
{
    struct memos *all = p->memos;
    struct memo_run r = { .p = p,
                          .all = all,
                          .m = m,
                          .n = p->stats->cycles,
                          .end = end,
                          .seq = p->st->seq,
                          .slot_next = p->st->slot_next,
                          .executions = all->log.executions,
                          .predictions = all->log.predictions };
    memo_run(&r);
    all->log.executions = r.executions;
    all->log.predictions = r.predictions;
    p->stats->instructions += r.retired;
    if (r.n != p->stats->cycles || r.asked)
        memo_put(&r);
    tell(&r);
    if (r.m->failures < FAILURES && is_warm(all, r.m->fetch_pc))
        return follow(p, r.m, end);
    if (r.asked)
        follow(p, r.m, end);
    all->rest = REST;
    return NULL;
}

uint64_t pipe_memo(struct pipe *p, uint64_t ticks)
{
    uint64_t from = p->stats->cycles;
    if (p->memos && p->memos->rest) {
        p->memos->rest--;
        return 0;
    }
    if (!memos_begin(p) || !is_warm(p->memos, p->st->fetch_pc)) {
        p->memos->rest = REST;
        return 0;
    }
    memo_number(p, &p->memos->log);
    if (!memo_take(p, p->memos->scratch)) {
        p->memos->rest = 2;
        return 0;
    }
    struct moment *m = find(p, p->memos);
    while (m && p->stats->cycles < from + ticks && core_generation(p->core) == p->memos->generation)
        m = run_from(p, m, from + ticks);
    return p->stats->cycles - from;
}

void pipe_memos_drop(struct pipe *p)
{
    struct memos *all = p->memos;
    if (!all)
        return;
    pipe_memos_settle(p);
    arena_release(&all->memory);
    memset(all->table, 0, sizeof all->table);
    memset(all->warm, 0, sizeof all->warm);
    all->count = 0;
}

void pipe_memos_free(struct pipe *p)
{
    pipe_memos_drop(p);
    if (p->memos)
        free(p->memos->scratch);
    free(p->memos);
    p->memos = NULL;
}
