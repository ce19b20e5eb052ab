/* check_engine.c - a machine in time: going back and forth leads to what a straight run leads to; the view is
 * that of a machine that knows no pipeline; points are met where they should be, in both directions. */
#include "engine_model.h"

#include <dirent.h>

#include "debug/engine_private.h"
#include "machine/state.h"

/* Every machine that is shipped is in the table. */
START_TEST(all_machines_are_tested)
{
    struct dirent *f;
    const char *src = getenv("SRCDIR");
    char *path = xasprintf("%s/machines", src ? src : ".");
    DIR *dir = opendir(path);
    unsigned found = 0;
    ck_assert_ptr_nonnull(dir);
    while ((f = readdir(dir))) {
        size_t n = strlen(f->d_name), i = 0;
        if (n < 5 || strcmp(f->d_name + n - 5, ".yaml") != 0)
            continue;
        while (i < NMACHINES &&
               (strlen(machines[i].name) != n - 5 || memcmp(machines[i].name, f->d_name, n - 5)))
            i++;
        ck_assert_msg(i < NMACHINES, "%s is not tested", f->d_name);
        found++;
    }
    ck_assert_uint_gt(found, 20);
    closedir(dir);
    free(path);
}
END_TEST

/* ---- back and forth ---------------------------------------------------------------------------------- */

/* Digests of a straight run on a machine of its own at some cycles. */
static void straight(size_t machine, const char *program, const uint64_t *cycles, uint64_t *digests, size_t n)
{
    struct engine_rig r = { 0 };
    start(&r, machine, program);
    struct machine *m = engine_machine(r.e);
    for (size_t i = 0; i < n; i++) {
        machine_run(m, cycles[i], UINT64_MAX);
        digests[i] = machine_digest(m);
    }
    engine_rig_stop(&r);
}

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

#define PLACES 200

START_TEST(any_cycle_is_reached)
{
    const char *program = program_of(_i);
    struct engine_rig r = { 0 };
    uint64_t cycles[PLACES], digests[PLACES], seed = 88172645463325252u + (uint64_t)_i;
    start(&r, (size_t)_i, program);
    struct machine *m = engine_machine(r.e);
    uint64_t span = quick() ? 30000 : 700000;
    const size_t places = quick() ? 40 : PLACES;
    go(r.e, FORWARD, span, UINT64_MAX);
    span = engine_cycle(r.e);
    for (size_t i = 0; i < places; i++)
        cycles[i] = i ? random_next(&seed) % (span + 1) : span;
    qsort(cycles, places, sizeof cycles[0], by_value);
    straight((size_t)_i, program, cycles, digests, places);
    for (int k = 0; k < (quick() ? 40 : 200); k++) {
        size_t i = random_next(&seed) % places;
        ck_assert(engine_seek(r.e, cycles[i]));
        ck_assert_uint_eq(engine_cycle(r.e), cycles[i]);
        ck_assert_msg(machine_digest(m) == digests[i], "%s, %s: cycle %llu is not as in a straight run",
                      machines[_i].name, program, (unsigned long long)cycles[i]);
        ck_assert(view_complete(r.e->view));
    }
    engine_rig_stop(&r);
}
END_TEST

START_TEST(history_stays_within_its_memory)
{
    struct engine_rig r = { .opt = { .history_bytes = 1 << 20 } };
    uint64_t oldest, newest, bytes, seed = 5, cycles[PLACES], digests[PLACES];
    const size_t places = 40;
    static const char text[] = "        la s1, words\n        li s0, 300000\n"
                               "1:      andi t0, s0, 2047\n        slli t0, t0, 4\n        add t0, t0, s1\n"
                               "        sw s0, 0(t0)\n        addi s0, s0, -1\n        bnez s0, 1b\n"
                               "        li a0, 0\n        li a7, 93\n        ecall\n"
                               "        .data\nwords:  .space 32768\n";
    char *program = rig_write("engine-history", text);
    engine_rig_start(&r, "rv32", "classic5", NULL, program);
    for (size_t i = 0; i < places; i++)
        cycles[i] = random_next(&seed) % 2000000;
    qsort(cycles, places, sizeof cycles[0], by_value);
    for (size_t i = 0; i < places; i++) {
        engine_seek(r.e, cycles[i]);
        digests[i] = machine_digest(engine_machine(r.e));
        engine_history(r.e, &oldest, &newest, &bytes);
        ck_assert_uint_le(bytes, 1 << 20);
    }
    for (int k = 0; k < 30; k++) {
        size_t i = random_next(&seed) % places;
        ck_assert(engine_seek(r.e, cycles[i]));
        ck_assert(machine_digest(engine_machine(r.e)) == digests[i]);
        engine_history(r.e, &oldest, &newest, &bytes);
        ck_assert_uint_le(bytes, 1 << 20);
    }
    engine_limit_history(r.e, 256 << 10);
    engine_history(r.e, &oldest, &newest, &bytes);
    ck_assert_uint_le(bytes, 400 << 10);
    free(program);
    engine_rig_stop(&r);
}
END_TEST

/* ---- the view ---------------------------------------------------------------------------------------- */

START_TEST(the_view_is_architectural)
{
    struct engine_rig r = { 0 };
    struct model t;
    const char *program = program_of(_i);
    if (machines[_i].sort == WRONG)
        return;
    start(&r, (size_t)_i, program);
    model_start(&t, (size_t)_i, program);
    uint64_t last = quick() ? 5000 : 60000;
    while (engine_cycle(r.e) < last && !engine_over(r.e)) {
        go(r.e, FORWARD, 1, UINT64_MAX);
        machine_run(t.m, UINT64_MAX, engine_instret(r.e));
        ck_assert_uint_eq(machine_stats(t.m)->instructions, engine_instret(r.e));
        compare(r.e, &t, machines[_i].name, program);
    }
    engine_rig_stop(&t.r);
    engine_rig_stop(&r);
}
END_TEST

/* ---- points ------------------------------------------------------------------------------------------ */

struct met {
    uint64_t cycle, pc, seq, addr, instret;
};

#define MET_MAX 10000

/* Every point, as met by a journey that goes on each time. slow: one that cannot but look at each cycle. */
struct meeting {
    struct engine *e;
    struct met met[MET_MAX];
    size_t n;
};

static bool note_hit(void *ctx, const struct hit *h, bool replaying)
{
    struct meeting *m = ctx;
    ck_assert(!replaying);
    if (h->point->kind == POINT_POLL || m->n == MET_MAX)
        return false;
    m->met[m->n++] = (struct met){ h->cycle, h->pc, h->seq, h->addr, engine_instret(m->e) };
    ck_assert_msg(view_complete(m->e->view), "kind %d, addr 0x%llx, cycle %llu: the view is not complete",
                  h->point->kind, (unsigned long long)h->point->addr, (unsigned long long)h->cycle);
    return false;
}

static const enum point_kind kinds[] = { POINT_PC,        POINT_PC,         POINT_WRITE,  POINT_READ,
                                         POINT_ACCESS,    POINT_MISPREDICT, POINT_FLUSH,  POINT_SYSTEM,
                                         POINT_EXCEPTION, POINT_MISS,       POINT_ENTER,  POINT_EVICT,
                                         POINT_STALL,     POINT_INSIDE,     POINT_OUTSIDE };
#define NKINDS (sizeof kinds / sizeof kinds[0])

/* Places that the program comes by. */
static size_t choose_points(struct engine *e, struct point *p, unsigned which, uint64_t *seed)
{
    enum point_kind kind = kinds[which];
    engine_seek(e, random_next(seed) % 5000);
    struct machine *m = engine_machine(e);
    *p = (struct point){ .kind = kind, .arg = kind == POINT_STALL ? (int)CAUSE_LOAD_USE : -1 };
    if (kind == POINT_PC)
        p->addr = engine_pc(e) + (random_next(seed) & 4); /* perhaps within an instruction, which is none */
    if (kind == POINT_INSIDE || kind == POINT_OUTSIDE) {
        p->addr = engine_pc(e) - random_next(seed) % 16;
        p->size = random_next(seed) % 48;
    }
    if (kind == POINT_ENTER) {
        p->addr = engine_pc(e);
        p->arg = (int)(random_next(seed) % engine_stages(e));
    }
    if (kind == POINT_WRITE || kind == POINT_READ || kind == POINT_ACCESS) {
        p->size = 4;
        p->addr =
            machine_image(m)->segments[machine_image(m)->nsegments - 1].addr + random_next(seed) % 256 * 4;
        if (random_next(seed) & 1)
            p->addr = engine_slot(e, (unsigned)isa_role_slot(machine_isa(m), "sp")) - 16;
    }
    engine_seek(e, 0);
    return 1;
}

START_TEST(points_are_met_at_speed_as_by_steps)
{
    static struct meeting fast, slow;
    uint64_t seed = 12345 + (uint64_t)_i, cycles = quick() ? 20000 : 120000;
    for (unsigned which = 0; which < NKINDS; which++) {
        struct engine_rig r = { 0 };
        struct point p[2];
        struct arrival a;
        start(&r, (size_t)_i, program_of(_i));
        choose_points(r.e, p, which, &seed);
        p[1] = (struct point){ .kind = POINT_POLL };
        struct travel t = { FORWARD, cycles, UINT64_MAX, p, 1, note_hit, NULL, &fast };
        fast.e = slow.e = r.e;
        fast.n = slow.n = 0;
        engine_go(r.e, &t, &a);
        uint64_t digest = machine_digest(engine_machine(r.e)), end = engine_cycle(r.e);
        engine_reset(r.e);
        engine_input(r.e, "one two\nthree two\n", 18);
        engine_input_end(r.e);
        t.npoints = 2;
        t.ctx = &slow;
        engine_go(r.e, &t, &a);
        ck_assert_uint_eq(engine_cycle(r.e), end);
        ck_assert(machine_digest(engine_machine(r.e)) == digest);
        for (size_t i = 0; i < fast.n && i < slow.n; i++)
            ck_assert_msg(
                !memcmp(&fast.met[i], &slow.met[i], sizeof fast.met[i]),
                "%s: kind %d, addr 0x%llx, arg %d: hit %zu at cycle %llu, pc 0x%llx, not %llu, 0x%llx",
                machines[_i].name, p[0].kind, (unsigned long long)p[0].addr, p[0].arg, i,
                (unsigned long long)fast.met[i].cycle, (unsigned long long)fast.met[i].pc,
                (unsigned long long)slow.met[i].cycle, (unsigned long long)slow.met[i].pc);
        ck_assert_msg(fast.n == slow.n, "%s: kind %d, addr 0x%llx: %zu hits, not %zu", machines[_i].name,
                      p[0].kind, (unsigned long long)p[0].addr, fast.n, slow.n);
        engine_rig_stop(&r);
    }
}
END_TEST

/* The last hit before the present is where going back leads, hit by hit; also if many moments were kept, with
 * nothing between some of them. */
START_TEST(going_back_finds_the_last_hit)
{
    static struct meeting there;
    uint64_t seed = 777 + (uint64_t)_i;
    for (unsigned which = 0; which < NKINDS; which += quick() ? 3 : 1) {
        struct engine_rig r = { 0 };
        struct point p;
        struct arrival a;
        start(&r, (size_t)_i, program_of(_i));
        choose_points(r.e, &p, which, &seed);
        r.e->keep_every = r.e->keep_at = 16 + random_next(&seed) % 512;
        struct travel t = { FORWARD, 9000, UINT64_MAX, &p, 1, note_hit, NULL, &there };
        there.e = r.e;
        there.n = 0;
        engine_go(r.e, &t, &a);
        uint64_t before = UINT64_MAX;
        t = (struct travel){ REVERSE, UINT64_MAX, UINT64_MAX, &p, 1, NULL, NULL, NULL };
        if (there.n && there.met[there.n - 1].cycle == engine_cycle(r.e))
            before = engine_cycle(r.e);
        size_t left = there.n, rounds = 0;
        while (left && rounds++ < 20) {
            while (left && there.met[left - 1].cycle >= before)
                left--;
            if (!left)
                break;
            engine_go(r.e, &t, &a);
            ck_assert_msg(a.halt == HALT_POINT, "%s: kind %d: no hit before cycle %llu", machines[_i].name,
                          p.kind, (unsigned long long)before);
            ck_assert_msg(engine_cycle(r.e) == there.met[left - 1].cycle, "%s: kind %d: cycle %llu, not %llu",
                          machines[_i].name, p.kind, (unsigned long long)engine_cycle(r.e),
                          (unsigned long long)there.met[left - 1].cycle);
            before = engine_cycle(r.e);
        }
        if (rounds < 20) {
            engine_go(r.e, &t, &a);
            ck_assert_int_eq(a.halt, HALT_BEGIN);
            ck_assert_uint_eq(engine_cycle(r.e), 0);
        }
        engine_rig_stop(&r);
    }
}
END_TEST

static bool only_places(void *ctx, const struct hit *h, bool replaying)
{
    (void)ctx;
    (void)replaying;
    return h->point->kind != POINT_POLL;
}

/* Stretches of the past that are not replayed, because nothing was counted there at a point, have none: also
 * where an instruction is the next to retire when a moment is kept, and retires after it. A point that looks
 * at each retirement has everything replayed. */
START_TEST(what_is_skipped_going_back_has_no_hit)
{
    struct engine_rig r = { 0 };
    uint64_t seed = 4242 + (uint64_t)_i;
    start(&r, (size_t)_i, program_of(_i));
    r.e->keep_every = r.e->keep_at = 24;
    go(r.e, FORWARD, 3000, UINT64_MAX);
    int rounds = r.e->history.moments.count < 4 ? 0 : quick() ? 40 : 150;
    for (int k = 0; k < rounds; k++) {
        size_t i = 1 + random_next(&seed) % (r.e->history.moments.count - 2);
        uint64_t at = r.e->history.moments.data[i].cycle, from = at + 1 + random_next(&seed) % 40;
        struct point p[2] = { { .kind = random_next(&seed) & 1 ? POINT_PC : POINT_INSIDE },
                              { .kind = POINT_POLL } };
        struct arrival fast, slow;
        ck_assert(engine_seek(r.e, at));
        p[0].addr = engine_pc(r.e);
        p[0].size = 1;
        engine_seek(r.e, from);
        engine_go(r.e, &(struct travel){ REVERSE, UINT64_MAX, UINT64_MAX, p, 1, only_places, NULL, NULL },
                  &fast);
        engine_seek(r.e, from);
        engine_go(r.e, &(struct travel){ REVERSE, UINT64_MAX, UINT64_MAX, p, 2, only_places, NULL, NULL },
                  &slow);
        ck_assert_msg(fast.halt == slow.halt, "%s: from cycle %llu to 0x%llx: halt %d, not %d at %llu",
                      machines[_i].name, (unsigned long long)from, (unsigned long long)p[0].addr, fast.halt,
                      slow.halt, (unsigned long long)slow.hit.cycle);
        ck_assert_msg(fast.hit.cycle == slow.hit.cycle, "%s: from cycle %llu to 0x%llx: cycle %llu, not %llu",
                      machines[_i].name, (unsigned long long)from, (unsigned long long)p[0].addr,
                      (unsigned long long)fast.hit.cycle, (unsigned long long)slow.hit.cycle);
    }
    engine_rig_stop(&r);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("engine");
    TCase *t = tcase_create("engine");
    tcase_add_test(t, all_machines_are_tested);
    tcase_add_loop_test(t, any_cycle_is_reached, 0, nmachines());
    tcase_add_test(t, history_stays_within_its_memory);
    tcase_add_loop_test(t, the_view_is_architectural, 0, nmachines());
    tcase_add_loop_test(t, points_are_met_at_speed_as_by_steps, 0, nmachines());
    tcase_add_loop_test(t, going_back_finds_the_last_hit, 0, nmachines());
    tcase_add_loop_test(t, what_is_skipped_going_back_has_no_hit, 0, nmachines());
    suite_add_tcase(s, t);
    SRunner *sr = srunner_create(s);
    srunner_set_tap(sr, "-");
    srunner_run_all(sr, CK_SILENT);
    int failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
