/* check_engine.c - a machine in time: going back and forth leads to what a straight run leads to; the view is
 * that of a machine that knows no pipeline; points are met where they should be, in both directions. */
#include "engine_rig.h"

#include "debug/engine_private.h"
#include "machine/state.h"

static bool quick(void)
{
    const char *q = getenv("TESTS_QUICK");
    return q && *q;
}

static uint64_t random_next(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static const struct {
    const char *name;
    const char *sets[4];
    enum { PLAIN, WRONG /* gives wrong values on purpose */, BOARD /* has programs of its own */ } sort;
} machines[] = {
    { "classic5", { NULL }, PLAIN },
    { "single-cycle", { NULL }, PLAIN },
    { "classic5-nointerlock", { NULL }, WRONG },
    { "picorv32", { NULL }, BOARD },
    { "classic5-predict", { NULL }, PLAIN },
    { "classic5-nocache", { NULL }, PLAIN },
    { "classic5-noforward", { NULL }, PLAIN },
    { "classic5-id-branch", { NULL }, PLAIN },
    { "multi-cycle", { NULL }, PLAIN },
    { "picorv32-fast", { NULL }, BOARD },
    { "picorv32-wait1", { NULL }, BOARD },
    { "classic5", { "ports.memory=shared", "memory.store_buffer=2", "l1d.write=through", NULL }, PLAIN },
    { "classic5-predict",
      { "caches.l2={size: 16KiB, line: 64, ways: 4, hit: 4}", "place.branch=MEM", NULL },
      PLAIN },
    { "tests/cycles/nine.yaml", { NULL }, PLAIN },
    { "tests/cycles/two.yaml", { NULL }, PLAIN },
};
#define NMACHINES (sizeof machines / sizeof machines[0])

static const char *const programs[] = { "programs/quicksort.s", "programs/wordcount.s", "programs/hello.s",
                                        "programs/life.s" };
#define NPROGRAMS (sizeof programs / sizeof programs[0])

static const char *program_of(int machine)
{
    static const char *const board[] = { "tests/cores/c_bubble.rv32i.hex", "tests/cores/c_list.rv32i.hex" };
    return machines[machine].sort == BOARD ? board[machine & 1] : programs[(size_t)machine % NPROGRAMS];
}

static void start(struct engine_rig *r, size_t machine, const char *program)
{
    engine_rig_start(r, "rv32", machines[machine].name, machines[machine].sets, program);
    engine_interactive_input(r->e, true);
    engine_input(r->e, "one two\nthree two\n", 18);
    engine_input_end(r->e);
}

static const struct travel forward_all = { .direction = FORWARD,
                                           .cycles = UINT64_MAX,
                                           .instructions = UINT64_MAX };

static enum halt go(struct engine *e, enum direction d, uint64_t cycles, uint64_t instructions)
{
    struct arrival a;
    struct travel t = { .direction = d, .cycles = cycles, .instructions = instructions };
    engine_go(e, &t, &a);
    return a.halt;
}

/* ---- back and forth ---------------------------------------------------------------------------------------
 */

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

#define PLACES 40

START_TEST(any_cycle_is_reached)
{
    const char *program = program_of(_i);
    struct engine_rig r = { 0 };
    uint64_t cycles[PLACES], digests[PLACES], seed = 88172645463325252u + (uint64_t)_i;
    start(&r, (size_t)_i, program);
    struct machine *m = engine_machine(r.e);
    uint64_t span = quick() ? 30000 : 700000;
    go(r.e, FORWARD, span, UINT64_MAX);
    span = engine_cycle(r.e);
    for (size_t i = 0; i < PLACES; i++)
        cycles[i] = i ? random_next(&seed) % (span + 1) : span;
    qsort(cycles, PLACES, sizeof cycles[0], by_value);
    straight((size_t)_i, program, cycles, digests, PLACES);
    for (int k = 0; k < (quick() ? 40 : 200); k++) {
        size_t i = random_next(&seed) % PLACES;
        ck_assert(engine_seek(r.e, cycles[i]));
        ck_assert_uint_eq(engine_cycle(r.e), cycles[i]);
        ck_assert_msg(machine_digest(m) == digests[i], "%s, %s: cycle %llu is not as in a straight run",
                      machines[_i].name, program, (unsigned long long)cycles[i]);
        ck_assert(view_complete(r.e->view));
    }
    engine_rig_stop(&r);
}
END_TEST

/* ---- the view ---------------------------------------------------------------------------------------------
 */

struct model {
    struct engine_rig r;
    struct machine *m;
};

static void model_start(struct model *t, const char *program, bool board)
{
    memset(t, 0, sizeof *t);
    t->r.opt.machine.functional = true;
    engine_rig_start(&t->r, "rv32", board ? "bare-board" : "single-cycle", NULL, program);
    engine_interactive_input(t->r.e, true);
    engine_input(t->r.e, "one two\nthree two\n", 18);
    engine_input_end(t->r.e);
    t->m = engine_machine(t->r.e);
}

static void compare(const struct engine *e, struct model *t, const char *machine, const char *program)
{
    const struct arch *a = machine_arch(t->m);
    uint64_t n = engine_cycle(e);
    static uint8_t mine[4096], its[4096];
    for (unsigned s = 0; s < t->r.isa->nslots; s++)
        ck_assert_msg(engine_slot(e, s) == a->slot[s], "%s, %s, cycle %llu: slot %u", machine, program,
                      (unsigned long long)n, s);
    ck_assert_msg(engine_pc(e) == a->pc, "%s, %s, cycle %llu: pc", machine, program, (unsigned long long)n);
    uint64_t sp = a->slot[isa_role_slot(t->r.isa, "sp")], at = sp - 512;
    size_t size = engine_read(e, at, mine, 1024);
    ck_assert(mem_peek(machine_mem(t->m), at, its, size));
    ck_assert_msg(!memcmp(mine, its, size), "%s, %s, cycle %llu: stack", machine, program,
                  (unsigned long long)n);
    for (size_t i = 0; i < t->r.img->nsegments; i++) {
        at = t->r.img->segments[i].addr + (n * 64) % (t->r.img->segments[i].size + 1);
        size = engine_read(e, at, mine, 128);
        ck_assert(mem_peek(machine_mem(t->m), at, its, size));
        ck_assert(!memcmp(mine, its, size));
    }
}

START_TEST(the_view_is_architectural)
{
    struct engine_rig r = { 0 };
    struct model t;
    const char *program = program_of(_i);
    if (machines[_i].sort == WRONG)
        return;
    start(&r, (size_t)_i, program);
    model_start(&t, program, machines[_i].sort == BOARD);
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

/* ---- what is printed --------------------------------------------------------------------------------------
 */

struct heard {
    size_t n;
};

static void hear(void *ctx, int fd, const char *text, size_t n)
{
    (void)fd;
    (void)text;
    ((struct heard *)ctx)->n += n;
}

START_TEST(output_comes_once)
{
    struct engine_rig r = { 0 };
    struct heard heard = { 0 };
    struct arrival a;
    size_t n, before;
    start(&r, 0, "programs/wordcount.s");
    engine_on_output(r.e, hear, &heard);
    engine_go(r.e, &forward_all, &a);
    ck_assert_int_eq(a.halt, HALT_EXIT);
    const char *console = engine_console(r.e, &n);
    char *text = xstrndup(console, n);
    ck_assert_uint_gt(n, 0);
    ck_assert_uint_eq(heard.n, n);
    uint64_t end = engine_cycle(r.e);
    engine_seek(r.e, 10);
    engine_console(r.e, &before);
    ck_assert_uint_eq(before, 0);
    engine_go(r.e, &forward_all, &a);
    ck_assert_int_eq(a.halt, HALT_EXIT);
    ck_assert_uint_eq(engine_cycle(r.e), end);
    ck_assert_uint_eq(heard.n, n);
    console = engine_console(r.e, &before);
    ck_assert(before == n && !memcmp(text, console, n));
    engine_reset(r.e);
    engine_console(r.e, &before);
    ck_assert_uint_eq(before, 0);
    free(text);
    engine_rig_stop(&r);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("engine");
    TCase *t = tcase_create("engine");
    tcase_add_loop_test(t, any_cycle_is_reached, 0, NMACHINES);
    tcase_add_loop_test(t, the_view_is_architectural, 0, NMACHINES);
    tcase_add_test(t, output_comes_once);
    suite_add_tcase(s, t);
    SRunner *sr = srunner_create(s);
    srunner_set_tap(sr, "-");
    srunner_run_all(sr, CK_SILENT);
    int failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
