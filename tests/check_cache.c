/* check_cache.c - caches and memory against numbers worked out by hand; every replacement policy against
 * sequences from the definitions. Whole programs are compared with an independent model by models.py. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include "timing/cache.h"
#include "timing/seen.h"
#include "timing/shadow.h"

struct rig {
    struct hier_desc d;
    struct hier h;
    struct cache_stats stats[CACHES_MAX];
    struct memory_stats memory;
    void *state;
    uint64_t evicted;
    unsigned evictions, last_flags;
};

static void on_event(void *ctx, enum hier_event ev, unsigned cache, uint64_t addr, unsigned flags)
{
    struct rig *r = ctx;
    (void)cache;
    if (ev == HIER_EVICT) {
        r->evicted = addr;
        r->evictions++;
    } else {
        r->last_flags = flags;
    }
}

static struct cache_desc small(unsigned size, unsigned line, unsigned ways, enum replace p)
{
    return (struct cache_desc){ .name = "l1d",
                                .size = size,
                                .line = line,
                                .ways = ways,
                                .hit = 1,
                                .replace = p,
                                .write_back = true,
                                .allocate = true };
}

/* One data cache in front of memory: 20 cycles and 8 bytes a cycle, so a 16-byte line takes 22. */
static void rig_init(struct rig *r, struct cache_desc c)
{
    memset(r, 0, sizeof *r);
    r->d.cache[0] = c;
    r->d.ncaches = 1;
    r->d.path[HIER_FETCH][0] = HIER_MEMORY;
    r->d.path[HIER_DATA][0] = 0;
    r->d.path[HIER_DATA][1] = HIER_MEMORY;
    r->d.memory_latency = 20;
    r->d.bytes_per_cycle = 8;
}

static void rig_start(struct rig *r)
{
    struct mistake m;
    ck_assert_msg(hier_prepare(&r->d, &m), "%s", m.text);
    r->state = calloc(1, r->d.state_size);
    hier_init(&r->h, &r->d, r->state, r->stats, &r->memory);
    r->h.event = on_event;
    r->h.event_ctx = r;
}

static void rig_stop(struct rig *r)
{
    hier_release(&r->h);
    free(r->state);
}

START_TEST(hit_and_miss_times)
{
    struct rig r;
    rig_init(&r, small(64, 16, 1, REPLACE_LRU));
    rig_start(&r);
    ck_assert_uint_eq(hier_load(&r.h, 0x100, 4, 10), 1 + 20 + 2); /* lookup, latency, 16 bytes at 8 a cycle */
    ck_assert_uint_eq(hier_load(&r.h, 0x10c, 4, 100), 1);
    ck_assert_uint_eq(hier_load(&r.h, 0x110, 4, 101), 23); /* the next line */
    /* direct-mapped, 4 sets: 0x140 falls on 0x100's set; the victim is clean, so only the line is moved */
    ck_assert_uint_eq(hier_load(&r.h, 0x140, 4, 200), 23);
    ck_assert_uint_eq(r.evicted, 0x100);
    unsigned wait;
    ck_assert_uint_eq(hier_store(&r.h, 0x144, 4, 300, &wait), 1);
    /* a dirty victim goes first: 22 more */
    ck_assert_uint_eq(hier_load(&r.h, 0x100, 4, 400), 23 + 22);
    ck_assert_uint_eq(r.stats[0].write_backs, 1);
    ck_assert_uint_eq(r.stats[0].reads, 5);
    ck_assert_uint_eq(r.stats[0].read_misses, 4);
    rig_stop(&r);
}
END_TEST

START_TEST(one_transfer_at_a_time)
{
    struct rig r;
    rig_init(&r, small(64, 16, 1, REPLACE_LRU));
    r.d.cache[1] = small(64, 16, 1, REPLACE_LRU);
    r.d.ncaches = 2;
    r.d.path[HIER_FETCH][0] = 1;
    r.d.path[HIER_FETCH][1] = HIER_MEMORY;
    rig_start(&r);
    ck_assert_uint_eq(hier_load(&r.h, 0x100, 4, 10), 23); /* memory busy until 33 */
    ck_assert_uint_eq(hier_fetch(&r.h, 0x200, 4, 12),
                      43); /* looks up in 12, waits for 33, 22 more: done in 55 */
    rig_stop(&r);
}
END_TEST

START_TEST(ports_without_cache_have_their_own_memory)
{
    struct rig r;
    rig_init(&r, small(64, 16, 1, REPLACE_LRU));
    r.d.ncaches = 0;
    r.d.path[HIER_DATA][0] = HIER_MEMORY;
    r.d.memory_latency = 0;
    rig_start(&r);
    ck_assert_uint_eq(hier_fetch(&r.h, 0x100, 4, 5), 1);
    ck_assert_uint_eq(hier_load(&r.h, 0x100, 8, 5), 1);
    ck_assert_uint_eq(hier_load(&r.h, 0x100, 8, 6), 1);
    rig_stop(&r);
}
END_TEST

START_TEST(write_through_without_allocation)
{
    struct rig r;
    struct cache_desc c = small(64, 16, 1, REPLACE_LRU);
    c.write_back = c.allocate = false;
    rig_init(&r, c);
    rig_start(&r);
    unsigned wait;
    ck_assert_uint_eq(hier_store(&r.h, 0x100, 4, 10, &wait), 1 + 21); /* 4 bytes: one beat */
    ck_assert_uint_eq(hier_load(&r.h, 0x100, 4, 100), 23);            /* was not brought in */
    ck_assert_uint_eq(hier_store(&r.h, 0x100, 4, 200, &wait), 22);    /* hit, still goes to memory */
    ck_assert_uint_eq(r.stats[0].write_throughs, 2);
    ck_assert_uint_eq(r.stats[0].write_misses, 1);
    ck_assert_uint_eq(r.stats[0].write_backs, 0);
    rig_stop(&r);
}
END_TEST

START_TEST(store_buffer_hides_and_fills)
{
    struct rig r;
    struct cache_desc c = small(64, 16, 1, REPLACE_LRU);
    c.write_back = c.allocate = false;
    rig_init(&r, c);
    r.d.store_buffer = 2;
    rig_start(&r);
    unsigned wait;
    ck_assert_uint_eq(hier_store(&r.h, 0x100, 4, 10, &wait), 1); /* done in 32 */
    ck_assert_uint_eq(hier_store(&r.h, 0x110, 4, 11, &wait), 1); /* behind it: done in 54 */
    ck_assert_uint_eq(wait, 0);
    ck_assert_uint_eq(hier_store(&r.h, 0x120, 4, 12, &wait), 21); /* both taken until 32 */
    ck_assert_uint_eq(wait, 20);
    /* a load that misses may not overtake: the buffer is empty in 76 */
    ck_assert_uint_eq(hier_load(&r.h, 0x200, 4, 40), 76 - 40 + 23);
    rig_stop(&r);
}
END_TEST

START_TEST(three_kinds_of_miss)
{
    struct rig r;
    rig_init(&r, small(64, 16, 1, REPLACE_LRU)); /* 4 lines */
    rig_start(&r);
    hier_load(&r.h, 0x000, 4, 1);
    hier_load(&r.h, 0x040, 4, 2); /* same set: pushes 0x000 out */
    hier_load(&r.h, 0x000, 4, 3); /* a fully associative cache would have had it */
    ck_assert_uint_eq(r.last_flags >> HIER_F_CLASS_SHIFT, MISS_CONFLICT);
    hier_load(&r.h, 0x010, 4, 4);
    hier_load(&r.h, 0x020, 4, 5);
    hier_load(&r.h, 0x030, 4, 6); /* now 0x040 is the oldest of 5 */
    hier_load(&r.h, 0x040, 4, 7);
    ck_assert_uint_eq(r.last_flags >> HIER_F_CLASS_SHIFT, MISS_CAPACITY);
    ck_assert_uint_eq(r.stats[0].miss[MISS_COMPULSORY], 5);
    ck_assert_uint_eq(r.stats[0].miss[MISS_CONFLICT], 1);
    ck_assert_uint_eq(r.stats[0].miss[MISS_CAPACITY], 1);
    rig_stop(&r);
}
END_TEST

/* What the cache does not take in, a fully associative one would not have had either. */
START_TEST(stores_that_bring_nothing_in)
{
    struct rig r;
    struct cache_desc c = small(64, 16, 4, REPLACE_LRU);
    unsigned wait;
    c.write_back = c.allocate = false;
    rig_init(&r, c);
    rig_start(&r);
    for (uint64_t t = 1; t <= 3; t++)
        hier_store(&r.h, 0x100, 4, 100 * t, &wait);
    ck_assert_uint_eq(r.stats[0].miss[MISS_COMPULSORY], 1);
    ck_assert_uint_eq(r.stats[0].miss[MISS_CAPACITY], 2);
    ck_assert_uint_eq(r.stats[0].miss[MISS_CONFLICT], 0);
    rig_stop(&r);
}
END_TEST

/* A fully associative cache of four lines; letters are lines. Returns the victims in order. */
static void victims(enum replace p, const char *sequence, char *out)
{
    struct rig r;
    rig_init(&r, small(64, 16, 4, p));
    rig_start(&r);
    for (uint64_t t = 1; *sequence; sequence++, t += 100) {
        r.evictions = 0;
        hier_load(&r.h, (uint64_t)(*sequence - 'A') * 16, 4, t);
        if (r.evictions)
            *out++ = (char)('A' + r.evicted / 16);
    }
    *out = 0;
    rig_stop(&r);
}

START_TEST(replacement)
{
    static const struct {
        enum replace p;
        const char *in, *out;
    } t[] = {
        { REPLACE_LRU, "ABCDAEF", "BC" },  /* A was used again */
        { REPLACE_FIFO, "ABCDAEF", "AB" }, /* A came first all the same */
        { REPLACE_LRU, "ABCDDCBAEFGH", "DCBA" },
        /* tree: after A B C D the root points left, A|B points to A; A is touched: victim is in C|D, C */
        { REPLACE_PLRU, "ABCDE", "A" },
        { REPLACE_PLRU, "ABCDAE", "C" },
        { REPLACE_PLRU, "ABCDAEF", "CB" },
        /* nru: D's touch sets all four, so only D stays marked: A goes, then B */
        { REPLACE_NRU, "ABCDE", "A" },
        { REPLACE_NRU, "ABCDAE", "B" },
        { REPLACE_NRU, "ABCDEF", "AB" },
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        char out[16];
        victims(t[i].p, t[i].in, out);
        ck_assert_msg(!strcmp(out, t[i].out), "%s on %s: victims %s, not %s", replace_names()[t[i].p],
                      t[i].in, out, t[i].out);
    }
}
END_TEST

START_TEST(random_is_seeded)
{
    char a[64], b[64];
    victims(REPLACE_RANDOM, "ABCDEFGHIJKLMNOP", a);
    victims(REPLACE_RANDOM, "ABCDEFGHIJKLMNOP", b);
    ck_assert_str_eq(a, b);
    ck_assert_uint_eq(strlen(a), 12);
}
END_TEST

START_TEST(second_level)
{
    struct rig r;
    rig_init(&r, small(32, 16, 1, REPLACE_LRU));
    r.d.cache[1] = small(256, 16, 2, REPLACE_LRU);
    r.d.cache[1].hit = 5;
    r.d.ncaches = 2;
    r.d.path[HIER_DATA][1] = 1;
    r.d.path[HIER_DATA][2] = HIER_MEMORY;
    rig_start(&r);
    ck_assert_uint_eq(hier_load(&r.h, 0x00, 4, 1), 1 + 5 + 22);
    ck_assert_uint_eq(hier_load(&r.h, 0x20, 4, 100), 1 + 5 + 22);
    ck_assert_uint_eq(hier_load(&r.h, 0x00, 4, 200), 1 + 5); /* still in the second */
    unsigned wait;
    ck_assert_uint_eq(hier_store(&r.h, 0x00, 4, 300, &wait), 1);
    ck_assert_uint_eq(hier_load(&r.h, 0x20, 4, 400), 1 + 5 + 5); /* victim into the second, line out of it */
    ck_assert_uint_eq(r.stats[1].writes, 1);
    ck_assert_uint_eq(r.stats[1].reads, 4);
    rig_stop(&r);
}
END_TEST

START_TEST(state_is_flat)
{
    /* a copied state goes on exactly as the original; going back and forth again gives the same classes */
    struct rig r;
    rig_init(&r, small(64, 16, 2, REPLACE_LRU));
    rig_start(&r);
    uint32_t x = 1;
    unsigned first[400], again[400];
    void *saved = malloc(r.d.state_size);
    for (int i = 0; i < 800; i++) {
        if (i == 400)
            memcpy(saved, r.state, r.d.state_size);
        x = x * 1664525 + 1013904223;
        hier_load(&r.h, x >> 20 & 0x1fc, 4, (uint64_t)i * 50);
        if (i >= 400)
            first[i - 400] = r.last_flags;
        if (i == 399)
            again[0] = x;
    }
    memcpy(r.state, saved, r.d.state_size);
    x = again[0];
    for (int i = 400; i < 800; i++) {
        x = x * 1664525 + 1013904223;
        hier_load(&r.h, x >> 20 & 0x1fc, 4, (uint64_t)i * 50);
        again[i - 400] = r.last_flags;
    }
    ck_assert_mem_eq(first, again, sizeof first);
    free(saved);
    rig_stop(&r);
}
END_TEST

START_TEST(refusals)
{
    static const struct {
        unsigned size, line, ways;
        enum replace p;
        const char *say, *key;
    } t[] = {
        { 64, 16, 0, REPLACE_LRU, "at least one way", "ways" },
        { 16, 32, 1, REPLACE_LRU, "larger than the cache", "line" },
        { 96, 16, 1, REPLACE_LRU, "number of sets", "size" },
        { 64, 24, 1, REPLACE_LRU, "power of two", "line" },
        { 96, 16, 3, REPLACE_PLRU, "tree pseudo-LRU", "ways" },
        { 100, 16, 1, REPLACE_LRU, "not a multiple", "size" },
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        struct rig r;
        struct mistake m;
        rig_init(&r, small(t[i].size, t[i].line, t[i].ways, t[i].p));
        ck_assert(!hier_prepare(&r.d, &m));
        ck_assert_msg(strstr(m.text, t[i].say), "%s", m.text);
        ck_assert_msg(strncmp(m.keys, t[i].key, strlen(t[i].key)) == 0, "%s: %s", m.text, m.keys);
    }
}
END_TEST

int main(void)
{
    Suite *s = suite_create("cache");
    TCase *t = tcase_create("cache");
    suite_add_tcase(s, t);
    tcase_add_test(t, hit_and_miss_times);
    tcase_add_test(t, one_transfer_at_a_time);
    tcase_add_test(t, ports_without_cache_have_their_own_memory);
    tcase_add_test(t, write_through_without_allocation);
    tcase_add_test(t, store_buffer_hides_and_fills);
    tcase_add_test(t, three_kinds_of_miss);
    tcase_add_test(t, stores_that_bring_nothing_in);
    tcase_add_test(t, replacement);
    tcase_add_test(t, random_is_seeded);
    tcase_add_test(t, second_level);
    tcase_add_test(t, state_is_flat);
    tcase_add_test(t, refusals);
    SRunner *r = srunner_create(s);
    srunner_set_tap(r, "-");
    srunner_run_all(r, CK_SILENT);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
