/* check_memory.c - what only some hierarchies have (docs/CACHES.md): cycles predicted by hand. What they hold
 * after whole programs is compared with an independent model by models.py. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include "timing/cache.h"

struct rig {
    struct hier_desc d;
    struct hier h;
    struct cache_stats stats[CACHES_MAX];
    struct memory_stats memory;
    void *state;
};

static struct cache_desc cache(unsigned size, unsigned ways, unsigned hit)
{
    return (struct cache_desc){ .name = "c",
                                .size = size,
                                .line = 16,
                                .ways = ways,
                                .hit = hit,
                                .victim_hit = 1,
                                .degree = 1,
                                .strides = 16,
                                .write_back = true,
                                .allocate = true };
}

/* Data go through `first`, fetches and data through `second` if that has a size. Memory takes 20 cycles and
 * moves 8 bytes a cycle, so that a line takes 22. */
static void rig_init(struct rig *r, struct cache_desc first, struct cache_desc second)
{
    memset(r, 0, sizeof *r);
    r->d.cache[0] = first;
    r->d.cache[1] = second;
    r->d.ncaches = second.size ? 2 : 1;
    r->d.path[HIER_DATA][0] = 0;
    r->d.path[HIER_DATA][1] = second.size ? 1 : HIER_MEMORY;
    r->d.path[HIER_DATA][2] = HIER_MEMORY;
    r->d.path[HIER_FETCH][0] = second.size ? 1 : HIER_MEMORY;
    r->d.path[HIER_FETCH][1] = HIER_MEMORY;
    r->d.memory_latency = 20;
    r->d.bytes_per_cycle = 8;
}

static void rig_start(struct rig *r)
{
    struct mistake m;
    ck_assert_msg(hier_prepare(&r->d, &m), "%s", m.text);
    r->state = calloc(1, r->d.state_size);
    hier_init(&r->h, &r->d, r->state, r->stats, &r->memory);
}

static void rig_stop(struct rig *r)
{
    hier_release(&r->h);
    free(r->state);
}

static const struct cache_desc none;

#define LOAD(addr, now)  hier_load(&r.h, addr, 4, now)
#define STORE(addr, now) hier_store(&r.h, addr, 4, now, &(unsigned){ 0 })

START_TEST(victim_buffer)
{
    struct rig r;
    struct cache_desc c = cache(64, 1, 1);
    c.victims = 1;
    rig_init(&r, c, none);
    rig_start(&r);
    ck_assert_uint_eq(LOAD(0x00, 10), 23);
    ck_assert_uint_eq(LOAD(0x40, 100), 23); /* 0x00 goes aside */
    ck_assert_uint_eq(LOAD(0x00, 200), 2);  /* and comes back: lookup, one cycle; 0x40 takes its place */
    ck_assert_uint_eq(STORE(0x00, 300), 1);
    ck_assert_uint_eq(STORE(0x40, 400), 2);
    ck_assert_uint_eq(LOAD(0x80, 500), 45); /* 0x40 goes aside, 0x00 from there to memory: 1 + 22 + 22 */
    ck_assert_uint_eq(LOAD(0x40, 600), 2);
    ck_assert_uint_eq(r.stats[0].victim_hits, 3);
    ck_assert_uint_eq(r.stats[0].write_backs, 1);
    ck_assert_uint_eq(r.stats[0].read_misses + r.stats[0].write_misses, 6); /* they are misses all the same */
    rig_stop(&r);
}
END_TEST

START_TEST(next_line)
{
    struct rig r;
    struct cache_desc c = cache(64, 1, 1);
    c.prefetch = PREFETCH_NEXT_LINE;
    rig_init(&r, c, none);
    rig_start(&r);
    ck_assert_uint_eq(LOAD(0x00, 10), 23);  /* done in 33; 0x10 is on its way until 55 */
    ck_assert_uint_eq(LOAD(0x14, 40), 15);  /* late; then 0x20 until 77 */
    ck_assert_uint_eq(LOAD(0x18, 60), 1);   /* a second use asks for nothing */
    ck_assert_uint_eq(LOAD(0x20, 100), 1);  /* in time; 0x30 until 123 */
    ck_assert_uint_eq(LOAD(0x60, 105), 40); /* lookup, waits for memory until 123, 22 */
    ck_assert_uint_eq(r.stats[0].prefetches, 4);
    ck_assert_uint_eq(r.stats[0].prefetch_useful, 2);
    ck_assert_uint_eq(r.stats[0].prefetch_late, 1);
    /* 0x30 was thrown out by 0x70, which came with 0x60 */
    ck_assert_uint_eq(r.stats[0].prefetch_useless, 1);
    rig_stop(&r);
}
END_TEST

START_TEST(prefetching_stays_in_the_page)
{
    struct rig r;
    struct cache_desc c = cache(64, 1, 1);
    c.prefetch = PREFETCH_NEXT_LINE;
    c.degree = 4;
    rig_init(&r, c, none);
    rig_start(&r);
    LOAD(0xfd0, 10); /* 0xfe0 and 0xff0, but not 0x1000 */
    ck_assert_uint_eq(r.stats[0].prefetches, 2);
    rig_stop(&r);
}
END_TEST

START_TEST(stride)
{
    struct rig r;
    struct cache_desc c = cache(256, 4, 1);
    c.prefetch = PREFETCH_STRIDE;
    rig_init(&r, c, none);
    rig_start(&r);
    r.h.pc = 8;
    ck_assert_uint_eq(LOAD(0x000, 100), 23);
    ck_assert_uint_eq(LOAD(0x020, 200), 23);
    ck_assert_uint_eq(LOAD(0x040, 300), 23); /* 0x20 again: 0x060 comes */
    ck_assert_uint_eq(LOAD(0x060, 400), 1);  /* and 0x080 */
    r.h.pc = 12;                             /* another instruction has its own row */
    ck_assert_uint_eq(LOAD(0x400, 500), 23);
    r.h.pc = 8;
    ck_assert_uint_eq(LOAD(0x080, 600), 1);
    ck_assert_uint_eq(r.stats[0].prefetches, 3);
    ck_assert_uint_eq(r.stats[0].prefetch_useful, 2);
    rig_stop(&r);
}
END_TEST

/* What a line costs whose copy in the second level was thrown out. */
static unsigned after_conflict(enum inclusion inclusion)
{
    struct rig r;
    struct cache_desc second = cache(64, 1, 5);
    second.inclusion = inclusion;
    rig_init(&r, cache(64, 4, 1), second);
    rig_start(&r);
    ck_assert_uint_eq(LOAD(0x00, 100), 28); /* 1 + 5 + 22 */
    ck_assert_uint_eq(STORE(0x00, 150), 1);
    /* where 0x00 must leave the first level, too, it is dirty: 22 more */
    ck_assert_uint_eq(LOAD(0x40, 200), inclusion ? 50 : 28);
    unsigned cycles = LOAD(0x00, 300);
    ck_assert_uint_eq(r.stats[0].invalidations, inclusion ? 2 : 0); /* 0x00; then 0x40 for it */
    rig_stop(&r);
    return cycles;
}

START_TEST(inclusive)
{
    ck_assert_uint_eq(after_conflict(INCLUSION_NONE), 1);
    ck_assert_uint_eq(after_conflict(INCLUSION_INCLUSIVE), 28);
}
END_TEST

START_TEST(exclusive)
{
    struct rig r;
    struct cache_desc second = cache(32, 2, 5);
    second.inclusion = INCLUSION_EXCLUSIVE;
    rig_init(&r, cache(32, 2, 1), second);
    rig_start(&r);
    ck_assert_uint_eq(LOAD(0x00, 100), 28);
    ck_assert_uint_eq(LOAD(0x10, 200), 28);
    ck_assert_uint_eq(LOAD(0x20, 300), 33); /* 0x00 goes down: 1 + 5 + 5 + 22 */
    ck_assert_uint_eq(STORE(0x30, 400), 33);
    ck_assert_uint_eq(LOAD(0x00, 500), 11); /* four lines in caches of two each: 1 + 5 + 5 */
    ck_assert_uint_eq(LOAD(0x10, 600), 11); /* 0x30, dirty, goes down */
    ck_assert_uint_eq(r.stats[0].write_backs, 1);
    ck_assert_uint_eq(r.stats[1].write_backs, 0);
    ck_assert_uint_eq(LOAD(0x30, 700), 11);
    LOAD(0x20, 800);
    LOAD(0x40, 900);
    LOAD(0x50, 1000); /* its dirt came along and went down again */
    ck_assert_uint_eq(r.stats[0].write_backs, 2);
    rig_stop(&r);
}
END_TEST

START_TEST(open_rows)
{
    struct rig r;
    rig_init(&r, cache(64, 1, 1), none);
    r.d.dram = (struct dram_desc){ .banks = 2, .row = 1024, .hit = 3, .miss = 7, .conflict = 12 };
    rig_start(&r);
    ck_assert_uint_eq(LOAD(0x0000, 100), 1 + 20 + 7 + 2);  /* bank 0, closed */
    ck_assert_uint_eq(LOAD(0x0010, 200), 1 + 20 + 3 + 2);  /* the same row */
    ck_assert_uint_eq(LOAD(0x0400, 300), 1 + 20 + 7 + 2);  /* bank 1 */
    ck_assert_uint_eq(LOAD(0x0800, 400), 1 + 20 + 12 + 2); /* bank 0, another row */
    ck_assert_uint_eq(LOAD(0x0410, 500), 1 + 20 + 3 + 2);  /* bank 1 still has its own */
    ck_assert_uint_eq(r.memory.row_hits, 2);
    ck_assert_uint_eq(r.memory.row_misses, 2);
    ck_assert_uint_eq(r.memory.row_conflicts, 1);
    rig_stop(&r);
}
END_TEST

/* Cycles that four stores to one block take, one after the other. */
static unsigned four_stores(unsigned combine)
{
    struct rig r;
    struct cache_desc c = cache(64, 1, 1);
    unsigned cycles = 0;
    c.write_back = c.allocate = false;
    rig_init(&r, c, none);
    r.d.store_buffer = 2;
    r.d.combine = combine;
    rig_start(&r);
    for (unsigned i = 0; i < 4; i++)
        cycles += STORE(0x100 + 4 * i, 10 + cycles);
    ck_assert_uint_eq(r.memory.writes, combine ? 2 : 4);
    ck_assert_uint_eq(r.memory.combined, combine ? 2 : 0);
    rig_stop(&r);
    return cycles;
}

START_TEST(write_combining)
{
    /* 10: its transfer begins, until 32; 11: waits for that, until 54; 12: both entries are taken until 32;
     * 33: until 54 */
    ck_assert_uint_eq(four_stores(0), 1 + 1 + 21 + 22);
    /* the first has begun; the others share the second entry */
    ck_assert_uint_eq(four_stores(16), 4);
}
END_TEST

/* Cycles in the stage, cycle of the data, cycles of waiting for an MSHR. */
#define AHEAD(addr, now, stay, comes, waits)                                                                 \
    do {                                                                                                     \
        uint64_t ready;                                                                                      \
        unsigned wait;                                                                                       \
        ck_assert_uint_eq(hier_load_ahead(&r.h, addr, 4, now, &ready, &wait), stay);                         \
        ck_assert_uint_eq(ready, comes);                                                                     \
        ck_assert_uint_eq(wait, waits);                                                                      \
    } while (0)

START_TEST(non_blocking)
{
    struct rig r;
    struct cache_desc c = cache(64, 1, 1);
    c.mshrs = 2;
    rig_init(&r, c, none);
    rig_start(&r);
    AHEAD(0x00, 10, 1, 33, 0);              /* 1 + 22 */
    AHEAD(0x04, 11, 1, 33, 0);              /* in the same line */
    AHEAD(0x10, 12, 1, 55, 0);              /* memory is busy until 33 */
    AHEAD(0x20, 13, 21, 77, 20);            /* both are taken: waits until 33, lookup, memory until 55, 22 */
    ck_assert_uint_eq(STORE(0x14, 40), 16); /* waits until its line comes in 55 */
    AHEAD(0x00, 100, 1, 101, 0);
    ck_assert_uint_eq(r.stats[0].delayed_hits, 1);
    ck_assert_uint_eq(r.stats[0].read_misses, 3);
    rig_stop(&r);
}
END_TEST

START_TEST(latencies_overlap)
{
    struct rig r;
    struct cache_desc c = cache(64, 1, 1);
    c.mshrs = 2;
    rig_init(&r, c, none);
    r.d.pipelined = true;
    rig_start(&r);
    AHEAD(0x00, 10, 1, 33, 0); /* its bytes come in 31 and 32 */
    AHEAD(0x10, 11, 1, 35, 0); /* could begin in 32, has to wait for 33 */
    ck_assert_uint_eq(LOAD(0x20, 40), 23);
    rig_stop(&r);
}
END_TEST

START_TEST(refusals)
{
    static const struct {
        struct cache_desc first, second; /* changes: what is not 0 */
        const char *say;
    } t[] = {
        { { .victims = 65 }, { 0 }, "victim buffer" },
        { { .prefetch = PREFETCH_STRIDE, .strides = 12 }, { 0 }, "power of two" },
        { { .prefetch = PREFETCH_NEXT_LINE, .degree = 17 }, { 0 }, "1 to 16" },
        { { .inclusion = INCLUSION_INCLUSIVE }, { 0 }, "there are none" },
        { { .line = 32 }, { .inclusion = INCLUSION_INCLUSIVE }, "longer lines" },
        { { .size = 512 }, { .inclusion = INCLUSION_INCLUSIVE }, "larger cache" },
        { { .line = 32 }, { .inclusion = INCLUSION_EXCLUSIVE }, "same size" },
        { { 0 }, { .inclusion = INCLUSION_EXCLUSIVE, .victims = 2 }, "neither" },
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        struct cache_desc c[2] = { cache(64, 1, 1), cache(128, 1, 2) };
        for (unsigned k = 0; k < 2; k++) {
            const struct cache_desc *x = k ? &t[i].second : &t[i].first;
            c[k].size = x->size ? x->size : c[k].size;
            c[k].line = x->line ? x->line : c[k].line;
            c[k].degree = x->degree ? x->degree : c[k].degree;
            c[k].strides = x->strides ? x->strides : c[k].strides;
            c[k].victims = x->victims;
            c[k].prefetch = x->prefetch;
            c[k].inclusion = x->inclusion;
        }
        struct rig r;
        struct mistake m;
        rig_init(&r, c[0], c[1]);
        ck_assert_msg(!hier_prepare(&r.d, &m), "%zu", i);
        ck_assert_msg(strstr(m.text, t[i].say), "%zu: %s", i, m.text);
    }
}
END_TEST

int main(void)
{
    Suite *s = suite_create("memory");
    TCase *t = tcase_create("memory");
    suite_add_tcase(s, t);
    tcase_add_test(t, victim_buffer);
    tcase_add_test(t, next_line);
    tcase_add_test(t, prefetching_stays_in_the_page);
    tcase_add_test(t, stride);
    tcase_add_test(t, inclusive);
    tcase_add_test(t, exclusive);
    tcase_add_test(t, open_rows);
    tcase_add_test(t, write_combining);
    tcase_add_test(t, non_blocking);
    tcase_add_test(t, latencies_overlap);
    tcase_add_test(t, refusals);
    SRunner *r = srunner_create(s);
    srunner_set_tap(r, "-");
    srunner_run_all(r, CK_SILENT);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
