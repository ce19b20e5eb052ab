/* check_engine.c - a machine in time: going back and forth leads to what a straight run leads to; the view is
 * that of a machine that knows no pipeline; points are met where they should be, in both directions. */
#include "engine_rig.h"

#include <dirent.h>

#include "base/bits.h"
#include "debug/branches.h"
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
    { "hazard3", { NULL }, BOARD },
    { "ibex-small", { NULL }, BOARD },
    { "ultraembedded", { NULL }, BOARD },
    { "harris", { NULL }, BOARD },
    { "vexriscv", { NULL }, BOARD },
    { "classic5-dual", { NULL }, PLAIN },
    { "classic5-nonblocking", { "l1d.size=512", NULL }, PLAIN },
    { "classic5-tlb", { "tlb.page=256", "dtlb.entries=1", NULL }, PLAIN },
    { "multi-cycle", { "tlb={page: 256, itlb: {entries: 1}, dtlb: {entries: 2}}", NULL }, PLAIN },
    { "tests/cycles/nine.yaml", { NULL }, PLAIN },
    { "tests/cycles/two.yaml", { NULL }, PLAIN },
    /* from here on only without TESTS_QUICK */
    { "hazard3-rp", { NULL }, BOARD },
    { "ibex-bp", { NULL }, BOARD },
    { "ibex-maxperf", { NULL }, BOARD },
    { "ultraembedded-nobypass", { NULL }, BOARD },
    { "ultraembedded-xd", { NULL }, BOARD },
    { "vexriscv-min", { NULL }, BOARD },
    { "vexriscv-lite", { NULL }, BOARD },
    { "vexriscv-lite-wait1", { NULL }, BOARD },
    { "vexriscv-wait1", { NULL }, BOARD },
    { "bare-board", { NULL }, BOARD },
};
#define NMACHINES (sizeof machines / sizeof machines[0])
#define NVARIANTS 10

static int nmachines(void)
{
    return (int)(quick() ? NMACHINES - NVARIANTS : NMACHINES);
}

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

/* ---- the view ---------------------------------------------------------------------------------------------
 */

struct model {
    struct engine_rig r;
    struct machine *m;
};

/* A functional machine; boards have their own places in memory. */
static void model_start(struct model *t, size_t machine, const char *program)
{
    memset(t, 0, sizeof *t);
    t->r.opt.machine.functional = true;
    engine_rig_start(&t->r, "rv32", machines[machine].sort == BOARD ? machines[machine].name : "single-cycle",
                     NULL, program);
    engine_interactive_input(t->r.e, true);
    engine_input(t->r.e, "one two\nthree two\n", 18);
    engine_input_end(t->r.e);
    t->m = engine_machine(t->r.e);
}

/* What a slot is to show: pc and counters are not in the block. */
static uint64_t shown(const struct engine *e, const struct isa *isa, const struct arch *a, unsigned slot)
{
    unsigned index;
    const struct reg *r = isa_slot_reg(isa, slot, &index);
    const struct reg_counter *c = r ? r->counter : NULL;
    if (r == isa->pc)
        return a->pc;
    if (!c)
        return a->slot[slot];
    return (c->of == IR_INSTRET ? engine_instret(e) : engine_cycle(e)) >> c->low & bits_mask(r->width);
}

static void compare(const struct engine *e, struct model *t, const char *machine, const char *program)
{
    const struct arch *a = machine_arch(t->m);
    uint64_t n = engine_cycle(e);
    static uint8_t mine[4096], its[4096];
    for (unsigned s = 0; s < t->r.isa->nslots; s++)
        ck_assert_msg(engine_slot(e, s) == shown(e, t->r.isa, a, s), "%s, %s, cycle %llu: slot %u", machine,
                      program, (unsigned long long)n, s);
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

/* ---- points -----------------------------------------------------------------------------------------------
 */

struct met {
    uint64_t cycle, pc, seq, addr, instret;
};

#define MET_MAX 4000

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

/* Places that the program comes by. */
static size_t choose_points(struct engine *e, struct point *p, unsigned which, uint64_t *seed)
{
    static const enum point_kind kinds[] = { POINT_PC,        POINT_PC,         POINT_WRITE, POINT_READ,
                                             POINT_ACCESS,    POINT_MISPREDICT, POINT_FLUSH, POINT_SYSTEM,
                                             POINT_EXCEPTION, POINT_MISS,       POINT_ENTER, POINT_EVICT,
                                             POINT_STALL };
    enum point_kind kind = kinds[which % (sizeof kinds / sizeof kinds[0])];
    engine_seek(e, random_next(seed) % 5000);
    struct machine *m = engine_machine(e);
    *p = (struct point){ .kind = kind, .arg = kind == POINT_STALL ? (int)CAUSE_LOAD_USE : -1 };
    if (kind == POINT_PC)
        p->addr = engine_pc(e) + (random_next(seed) & 4); /* perhaps within an instruction, which is none */
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
    for (unsigned which = 0; which < 13; which++) {
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

/* The last hit before the present is where going back leads, hit by hit. */
START_TEST(going_back_finds_the_last_hit)
{
    static struct meeting there;
    uint64_t seed = 777 + (uint64_t)_i;
    for (unsigned which = 0; which < 13; which += quick() ? 3 : 1) {
        struct engine_rig r = { 0 };
        struct point p;
        struct arrival a;
        start(&r, (size_t)_i, program_of(_i));
        choose_points(r.e, &p, which, &seed);
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

/* ---- changes ----------------------------------------------------------------------------------------------
 */

/* What the user sets is seen by the instructions after the view, whatever had executed; going back and forth
 * finds it again; what was recorded after it is forgotten. */
/* A program that is started stops at a point on its first instruction; one that goes on from there does not.
 */
START_TEST(a_start_meets_its_own_place)
{
    struct engine_rig r = { 0 };
    engine_rig_start(&r, "rv32", "classic5", NULL, "programs/hello.s");
    struct point first = { .kind = POINT_PC, .addr = engine_pc(r.e) };
    struct travel t = { .cycles = UINT64_MAX, .instructions = UINT64_MAX, .points = &first, .npoints = 1 };
    struct arrival a;
    engine_start(r.e, &t, &a);
    ck_assert_int_eq(a.halt, HALT_POINT);
    ck_assert_uint_eq(engine_cycle(r.e), 0);
    engine_go(r.e, &t, &a);
    ck_assert_int_eq(a.halt, HALT_EXIT);
    engine_rig_stop(&r);
}
END_TEST

START_TEST(changes_are_part_of_the_past)
{
    struct engine_rig r = { 0 };
    struct model t;
    uint64_t seed = 4242 + (uint64_t)_i, digest = 0, end = 0;
    const char *program = program_of(_i), *why = NULL;
    if (machines[_i].sort == WRONG)
        return;
    start(&r, (size_t)_i, program);
    model_start(&t, (size_t)_i, program);
    unsigned sp = (unsigned)isa_role_slot(r.isa, "sp");
    for (int k = 0; k < (quick() ? 6 : 40); k++) {
        go(r.e, FORWARD, 1 + random_next(&seed) % 300, UINT64_MAX);
        if (engine_over(r.e))
            break;
        machine_run(t.m, UINT64_MAX, engine_instret(r.e));
        unsigned slot = 1 + (unsigned)(random_next(&seed) % 31);
        uint64_t value = engine_slot(r.e, slot) ^ 4, at = engine_slot(r.e, sp) - 64;
        uint32_t word = (uint32_t)random_next(&seed);
        uint64_t cycle = engine_cycle(r.e), instret = engine_instret(r.e);
        uint32_t there;
        if (engine_read(r.e, at, &there, sizeof there) < sizeof there)
            break;                   /* an earlier change led the program astray */
        if (slot >= 5 && slot < 8) { /* others may lead to a trap at once, which is another test */
            ck_assert_msg(engine_set_slot(r.e, slot, value, &why), "%s", why);
            engine_set_slot(t.r.e, slot, value, &why);
        }
        ck_assert_msg(engine_write(r.e, at, &word, sizeof word, &why), "%s", why);
        engine_write(t.r.e, at, &word, sizeof word, &why);
        ck_assert_uint_eq(engine_cycle(r.e), cycle);
        ck_assert_uint_eq(engine_instret(r.e), instret);
        compare(r.e, &t, machines[_i].name, program);
        for (int n = 0; n < 60 && !engine_over(r.e); n++) {
            go(r.e, FORWARD, 1, UINT64_MAX);
            machine_run(t.m, UINT64_MAX, engine_instret(r.e));
            if (!engine_over(r.e))
                compare(r.e, &t, machines[_i].name, program);
        }
        end = engine_cycle(r.e);
        digest = machine_digest(engine_machine(r.e));
        engine_seek(r.e, random_next(&seed) % end);
        ck_assert(engine_seek(r.e, end));
        ck_assert(machine_digest(engine_machine(r.e)) == digest);
    }
    uint64_t oldest, newest, bytes;
    engine_seek(r.e, end / 2);
    uint64_t anywhere = machine_image(engine_machine(r.e))->segments[0].addr;
    ck_assert_msg(engine_write(r.e, anywhere, "abcd", 4, &why), "%s", why);
    engine_history(r.e, &oldest, &newest, &bytes);
    ck_assert_uint_eq(newest, end / 2);
    engine_rig_stop(&t.r);
    engine_rig_stop(&r);
}
END_TEST

START_TEST(the_program_counter_can_be_set)
{
    struct engine_rig r = { 0 };
    const char *why;
    start(&r, (size_t)_i, program_of(_i));
    go(r.e, FORWARD, 8, UINT64_MAX);
    uint64_t to = machine_image(engine_machine(r.e))->segments[0].addr;
    ck_assert_msg(engine_set_pc(r.e, to, &why), "cycle %llu: %s", (unsigned long long)engine_cycle(r.e), why);
    ck_assert_uint_eq(engine_pc(r.e), to);
    go(r.e, FORWARD, UINT64_MAX, 1);
    ck_assert_uint_ne(engine_pc(r.e), to);
    uint64_t pc = engine_pc(r.e), cycle = engine_cycle(r.e);
    engine_seek(r.e, 4);
    engine_seek(r.e, cycle);
    ck_assert_uint_eq(engine_pc(r.e), pc);
    for (unsigned i = 0; i < r.isa->nregs; i++)
        if (r.isa->regs[i].zero >= 0)
            ck_assert(!engine_set_slot(r.e, r.isa->regs[i].slot + (unsigned)r.isa->regs[i].zero, 1, &why));
    ck_assert(!engine_write(r.e, UINT64_C(0xfffffff0), "x", 1, &why));
    engine_rig_stop(&r);
}
END_TEST

START_TEST(typed_input_is_waited_for_and_replayed)
{
    struct engine_rig r = { 0 };
    struct arrival a;
    size_t n;
    if (machines[_i].sort != PLAIN)
        return;
    engine_rig_start(&r, "rv32", machines[_i].name, machines[_i].sets, "programs/wordcount.s");
    engine_interactive_input(r.e, true);
    engine_go(r.e, &forward_all, &a);
    ck_assert_int_eq(a.halt, HALT_INPUT);
    uint64_t waited = engine_cycle(r.e);
    engine_go(r.e, &forward_all, &a);
    ck_assert_int_eq(a.halt, HALT_INPUT);
    ck_assert_uint_eq(engine_cycle(r.e), waited);
    engine_input(r.e, "one two\n", 8);
    engine_go(r.e, &forward_all, &a);
    ck_assert_int_eq(a.halt, HALT_INPUT);
    engine_input_end(r.e);
    engine_go(r.e, &forward_all, &a);
    ck_assert_int_eq(a.halt, HALT_EXIT);
    uint64_t end = engine_cycle(r.e), digest = machine_digest(engine_machine(r.e));
    const char *text = engine_console(r.e, &n);
    char *first = xstrndup(text, n);
    engine_seek(r.e, waited / 2);
    engine_go(r.e, &forward_all, &a);
    ck_assert_int_eq(a.halt, HALT_EXIT);
    ck_assert_uint_eq(engine_cycle(r.e), end);
    ck_assert(machine_digest(engine_machine(r.e)) == digest);
    engine_seek(r.e, waited - 1); /* another past: other input */
    engine_input(r.e, "three four five\nsix\n", 20);
    engine_input_end(r.e);
    engine_go(r.e, &forward_all, &a);
    ck_assert_int_eq(a.halt, HALT_EXIT);
    text = engine_console(r.e, &n);
    ck_assert(n != strlen(first) || memcmp(first, text, n) != 0);
    free(first);
    engine_rig_stop(&r);
}
END_TEST

/* A program that reads a file and overwrites it: in a replay it reads again what it read, and the file is
 * left alone. */
START_TEST(files_are_replayed_from_a_log)
{
    static const char text[] =
        "        la a0, name\n        li a1, 0\n        li a7, 1024\n        ecall\n        mv s0, a0\n"
        "        la a1, word\n        li a2, 4\n        li a7, 63\n        ecall\n        mv a0, s0\n"
        "        li a7, 57\n        ecall\n        la a0, word\n        li a7, 4\n        ecall\n"
        "        la a0, name\n        li a1, 1\n        li a7, 1024\n        ecall\n        mv s0, a0\n"
        "        la a1, other\n        li a2, 3\n        li a7, 64\n        ecall\n        mv a0, s0\n"
        "        li a7, 57\n        ecall\n        li a0, 0\n        li a7, 93\n        ecall\n"
        "        .data\nname:   .asciz \"engine-file.tmp\"\nother:  .ascii \"new\"\nword:   .space 8\n";
    char *program = rig_write("engine-files", text), content[8] = "";
    struct engine_rig r = { .opt = { .machine = { .root = "." } } };
    struct arrival a;
    FILE *f = fopen("engine-file.tmp", "w");
    ck_assert(f && fputs("old!", f) >= 0 && !fclose(f));
    engine_rig_start(&r, "rv32", "classic5", NULL, program);
    engine_go(r.e, &forward_all, &a);
    ck_assert_int_eq(a.halt, HALT_EXIT);
    size_t n;
    const char *console = engine_console(r.e, &n);
    ck_assert(n == 4 && !memcmp(console, "old!", 4));
    uint64_t end = engine_cycle(r.e), digest = machine_digest(engine_machine(r.e));
    f = fopen("engine-file.tmp", "w");
    ck_assert(f && fputs("mine", f) >= 0 && !fclose(f));
    engine_seek(r.e, 0);
    engine_go(r.e, &forward_all, &a);
    ck_assert_uint_eq(engine_cycle(r.e), end);
    ck_assert(machine_digest(engine_machine(r.e)) == digest);
    f = fopen("engine-file.tmp", "r");
    ck_assert(f && fgets(content, sizeof content, f) && !fclose(f));
    ck_assert_str_eq(content, "mine");
    engine_reset(r.e); /* a new run is a new run */
    engine_go(r.e, &forward_all, &a);
    console = engine_console(r.e, &n);
    ck_assert(n == 4 && !memcmp(console, "mine", 4));
    remove("engine-file.tmp");
    free(program);
    engine_rig_stop(&r);
}
END_TEST

/* ---- bounds and laws --------------------------------------------------------------------------------------
 */

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

/* However one gets there, the end is the same. */
START_TEST(all_ways_take_the_same_cycles)
{
    static const uint64_t steps[][2] = { { UINT64_MAX, UINT64_MAX },
                                         { 997, UINT64_MAX },
                                         { UINT64_MAX, 61 } };
    uint64_t cycles = 0, instret = 0;
    for (size_t k = 0; k < 3; k++) {
        struct engine_rig r = { 0 };
        start(&r, (size_t)_i, program_of(_i));
        while (!engine_over(r.e) && engine_cycle(r.e) < 40000)
            go(r.e, FORWARD, k ? steps[k][0] : 40000, steps[k][1]);
        if (k == 2)
            engine_seek(r.e, engine_over(r.e) ? engine_cycle(r.e) : 40000);
        if (k == 1 && !engine_over(r.e))
            engine_seek(r.e, 40000);
        ck_assert(!k || engine_cycle(r.e) == cycles);
        ck_assert(!k || engine_instret(r.e) == instret);
        cycles = engine_cycle(r.e);
        instret = engine_instret(r.e);
        uint64_t back = instret < 1000 ? instret : 1000;
        go(r.e, REVERSE, UINT64_MAX, back);
        ck_assert_uint_eq(engine_instret(r.e), instret - back);
        go(r.e, FORWARD, UINT64_MAX, back);
        ck_assert_uint_eq(engine_instret(r.e), instret);
        engine_rig_stop(&r);
    }
}
END_TEST

START_TEST(values_alone_can_be_stepped)
{
    struct model t;
    struct arrival a;
    model_start(&t, 0, "programs/quicksort.s");
    struct engine *e = t.r.e;
    go(e, FORWARD, UINT64_MAX, 1000);
    ck_assert_uint_eq(engine_instret(e), 1000);
    uint64_t pc = engine_pc(e), digest = machine_digest(t.m);
    struct point p = { .kind = POINT_PC, .addr = pc };
    struct travel tr = { FORWARD, UINT64_MAX, UINT64_MAX, &p, 1, NULL, NULL, NULL };
    engine_go(e, &tr, &a);
    ck_assert_int_eq(a.halt, HALT_POINT);
    ck_assert_uint_eq(engine_pc(e), pc);
    ck_assert_uint_gt(engine_instret(e), 1000);
    tr.direction = REVERSE;
    engine_go(e, &tr, &a);
    ck_assert_int_eq(a.halt, HALT_POINT);
    ck_assert_uint_eq(engine_instret(e), 1000);
    ck_assert(machine_digest(t.m) == digest);
    go(e, REVERSE, UINT64_MAX, 1);
    ck_assert_uint_eq(engine_instret(e), 999);
    engine_rig_stop(&t.r);
}
END_TEST

/* ---- stages and diagrams ----------------------------------------------------------------------------------
 */

/* sw's data and the addition's operand come by forwarding; the load holds its user by a cycle. */
START_TEST(stages_and_diagrams_tell_what_happens)
{
    struct engine_rig r = { 0 };
    static const char text[] = "        addi t0, zero, 5\n        addi t1, t0, 1\n        addi sp, sp, -16\n"
                               "        sw t1, 0(sp)\n        lw t2, 0(sp)\n        addi t3, t2, 1\n"
                               "        li a0, 0\n        li a7, 93\n        ecall\n";
    char *program = rig_write("engine-stage", text);
    struct view_stage v;
    struct diagram d;
    static const char *const sets[] = { "caches={}", NULL };
    engine_rig_start(&r, "rv32", "classic5-nocache", sets, program);
    ck_assert_uint_eq(engine_stages(r.e), 5);
    ck_assert_str_eq(engine_stage_name(r.e, 2), "EX");
    engine_seek(r.e, 4); /* the second addition is in EX */
    engine_stage(r.e, 2, &v);
    ck_assert(!v.bubble && v.decided && v.since == 4 && v.nsrc == 1 && v.ndst == 1);
    ck_assert(v.src[0].known && v.src[0].value == 5 && v.src[0].from == 2 && v.src[0].from_seq == v.seq - 1);
    ck_assert(v.dst[0].known && v.dst[0].value == 6);
    engine_stage(r.e, 3, &v);
    ck_assert(v.decided && v.dst[0].value == 5);
    ck_assert_uint_eq(engine_slot(r.e, v.dst[0].slot), 0); /* not retired yet */
    engine_seek(r.e, 8);                                   /* the user of the load stays in ID */
    engine_stage(r.e, 1, &v);
    ck_assert(!v.bubble && v.cause == CAUSE_LOAD_USE && v.since == 7 && v.culprit == v.seq - 1);
    engine_stage(r.e, 2, &v);
    ck_assert(v.bubble && v.cause == CAUSE_LOAD_USE);
    engine_diagram(r.e, 1, 12, &d);
    ck_assert_uint_eq(engine_cycle(r.e), 8);
    ck_assert(d.from == 1 && d.to == 8 && d.nrows >= 7);
    ck_assert(d.rows[0].first == 1 && d.rows[0].last == 5 && d.rows[0].retired && !d.rows[0].squashed);
    for (unsigned s = 0; s < 5; s++)
        ck_assert_int_eq(d.cells[d.rows[0].cell + s].stage, (int)s);
    const struct diagram_cell *held = &d.cells[d.rows[5].cell + (8 - d.rows[5].first)];
    ck_assert(held->stage == 1 && held->cause == CAUSE_LOAD_USE && !held->held);
    const struct diagram_cell *behind = &d.cells[d.rows[6].cell + (8 - d.rows[6].first)];
    ck_assert(behind->stage == 0 && behind->held);
    diagram_release(&d);
    size_t n;
    const struct event *ev = engine_events(r.e, &n);
    ck_assert(n > 0 && ev[0].cycle == 8);
    free(program);
    engine_rig_stop(&r);
}
END_TEST

static struct view_stage in_stage(struct engine *e, uint64_t cycle, unsigned stage)
{
    struct view_stage v;
    engine_seek(e, cycle);
    engine_stage(e, stage, &v);
    return v;
}

/* A branch that is decided in ID: it comes there in cycle 3, when what it compares is being added in EX, and
 * gets it in cycle 4. Nothing is known before the stage that makes it. */
START_TEST(values_are_known_where_they_are_made)
{
    struct engine_rig r = { 0 };
    char *program = rig_write("engine-branch", "        addi t0, zero, 5\n        bnez t0, on\n"
                                               "        nop\non:     li a0, 0\n        li a7, 93\n"
                                               "        ecall\n");
    engine_rig_start(&r, "rv32", "classic5-id-branch", NULL, program);
    struct view_stage v = in_stage(r.e, 2, 1);
    ck_assert(v.ndst == 1 && !v.dst[0].known);
    v = in_stage(r.e, 3, 2);
    ck_assert(v.dst[0].known && !v.dst[0].latched && v.dst[0].value == 5);
    uint64_t maker = v.seq;
    v = in_stage(r.e, 3, 1);
    ck_assert(!v.src[0].known && v.src[0].from == -2 && v.src[0].from_seq == maker);
    ck_assert(v.decides && !v.decided && !v.taken);
    v = in_stage(r.e, 4, 1);
    ck_assert(v.src[0].known && v.src[0].value == 5 && v.src[0].from == 2 && v.src[0].from_seq == maker);
    ck_assert(v.decided && v.taken && v.cause == CAUSE_DATA);
    v = in_stage(r.e, 4, 3);
    ck_assert(v.seq == maker && v.dst[0].latched);
    v = in_stage(r.e, 5, 2);
    ck_assert(v.src[0].from == -2 && v.src[0].known);
    free(program);
    engine_rig_stop(&r);
}
END_TEST

/* The quotient is there in the last of its cycles; whom it waits for is told until then. */
START_TEST(values_take_the_time_of_their_unit)
{
    static const char *const dividing[] = { "classic5-nocache", "ultraembedded", "picorv32", "hazard3" };
    for (size_t i = 0; i < sizeof dividing / sizeof *dividing; i++) {
        struct engine_rig r = { 0 };
        struct view_stage v;
        unsigned known = 0, unknown = 0;
        char *program = rig_write("engine-div", "        li a0, 100\n        li a1, 7\n"
                                                "        div a2, a0, a1\n        li a7, 93\n        ecall\n");
        engine_rig_start(&r, "rv32", dividing[i], NULL, program);
        for (uint64_t n = 1; engine_seek(r.e, n) && !engine_over(r.e); n++)
            for (unsigned s = 0; s < engine_stages(r.e); s++) {
                engine_stage(r.e, s, &v);
                bool div = !v.bubble && v.nsrc == 2 && v.ndst == 1;
                known += div && v.dst[0].known;
                unknown += div && !v.dst[0].known;
                ck_assert(!div || !v.dst[0].known || v.dst[0].value == 14);
            }
        ck_assert_uint_ge(unknown, 32);
        ck_assert(known >= 1 && known <= 4);
        free(program);
        engine_rig_stop(&r);
    }
}
END_TEST

/* Two operands from two elders; each path ends when the value has been caught. */
START_TEST(operands_come_over_the_first_path)
{
    struct engine_rig r = { 0 };
    char *program = rig_write("engine-paths", "        li t0, 5\n        add t1, t0, t0\n"
                                              "        add t2, t1, t0\n        sw t2, -16(sp)\n"
                                              "        li a0, 0\n        li a7, 93\n        ecall\n");
    engine_rig_start(&r, "rv32", "classic5-nocache", NULL, program);
    struct view_stage v = in_stage(r.e, 5, 2);
    ck_assert(v.nsrc == 2 && v.src[0].from + v.src[1].from == 2 + 3);
    v = in_stage(r.e, 5, 1); /* the store: its data is made by who stands in EX */
    for (unsigned i = 0; i < v.nsrc; i++)
        ck_assert(v.src[i].known ? v.src[i].from == -1 : v.src[i].from_seq == v.seq - 1);
    v = in_stage(r.e, 6, 2); /* caught in EX already */
    for (unsigned i = 0; i < v.nsrc; i++)
        ck_assert(v.src[i].known && v.src[i].from == (v.src[i].value == 15 ? 2 : -2));
    v = in_stage(r.e, 7, 3);
    for (unsigned i = 0; i < v.nsrc; i++)
        ck_assert(v.src[i].known && v.src[i].from == -2);
    free(program);
    engine_rig_stop(&r);
}
END_TEST

/* Where operands are needed as they are read, a path that has the value counts before the register file. */
START_TEST(paths_lead_into_the_read_stage)
{
    static const char *const short_ones[] = { "hazard3", "ibex-maxperf", "ultraembedded" };
    for (size_t i = 0; i < sizeof short_ones / sizeof *short_ones; i++) {
        struct engine_rig r = { 0 };
        struct view_stage v;
        unsigned forwarded = 0;
        char *program = rig_write("engine-short", "        li t0, 5\n        add t1, t0, t0\n"
                                                  "        add t2, t1, t0\n        li a7, 93\n"
                                                  "        ecall\n");
        engine_rig_start(&r, "rv32", short_ones[i], NULL, program);
        for (uint64_t n = 1; engine_seek(r.e, n) && !engine_over(r.e); n++)
            for (unsigned s = 0; s < engine_stages(r.e); s++) {
                engine_stage(r.e, s, &v);
                for (unsigned k = 0; !v.bubble && k < v.nsrc; k++) {
                    forwarded += v.src[k].from >= 0;
                    ck_assert(v.src[k].from < 0 || (v.src[k].known && v.src[k].from_seq < v.seq));
                }
            }
        ck_assert_uint_ge(forwarded, 2);
        free(program);
        engine_rig_stop(&r);
    }
}
END_TEST

/* Every retirement has its row. */
START_TEST(diagrams_show_all_that_retires)
{
    struct engine_rig r = { 0 };
    struct diagram d;
    start(&r, (size_t)_i, program_of(_i));
    go(r.e, FORWARD, 3000, UINT64_MAX);
    uint64_t to = engine_cycle(r.e), from = to > 200 ? to - 200 : 0, all = engine_instret(r.e), rows = 0;
    engine_seek(r.e, from);
    all -= engine_instret(r.e);
    engine_seek(r.e, to);
    engine_diagram(r.e, from + 1, to, &d);
    for (size_t i = 0; i < d.nrows; i++)
        rows += d.rows[i].retired;
    ck_assert_msg(rows == all, "%s: %llu rows, %llu retirements", machines[_i].name, (unsigned long long)rows,
                  (unsigned long long)all);
    diagram_release(&d);
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

/* However it ran: in a rush, by steps, with bubbles, two at once. */
START_TEST(branches_are_counted_one_by_one)
{
    struct engine_rig r = { 0 };
    struct branch *list, sum = { 0 };
    start(&r, (size_t)_i, "programs/branches.s");
    go(r.e, FORWARD, 500, UINT64_MAX);
    for (int k = 0; k < 200; k++)
        engine_seek(r.e, engine_cycle(r.e) + 1);
    go(r.e, FORWARD, 20000, UINT64_MAX); /* wrong values may run for ever */
    size_t n = branches_list(r.e, r.isa, &list);
    ck_assert_uint_gt(n, 0);
    for (size_t i = 0; i < n; i++) {
        ck_assert(list[i].taken <= list[i].runs && list[i].mispredicted <= list[i].runs);
        ck_assert(!i || list[i].pc > list[i - 1].pc);
        sum.runs += list[i].runs;
        sum.taken += list[i].taken;
        sum.mispredicted += list[i].mispredicted;
    }
    const struct run_stats *t = machine_stats(engine_machine(r.e));
    ck_assert_uint_eq(sum.runs, t->branches);
    ck_assert_uint_eq(sum.taken, t->taken);
    ck_assert_uint_eq(sum.mispredicted, t->mispredicted);
    free(list);
    engine_rig_stop(&r);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("engine");
    TCase *t = tcase_create("engine");
    tcase_add_test(t, all_machines_are_tested);
    tcase_add_loop_test(t, any_cycle_is_reached, 0, nmachines());
    tcase_add_loop_test(t, the_view_is_architectural, 0, nmachines());
    tcase_add_loop_test(t, points_are_met_at_speed_as_by_steps, 0, nmachines());
    tcase_add_loop_test(t, going_back_finds_the_last_hit, 0, nmachines());
    tcase_add_test(t, a_start_meets_its_own_place);
    tcase_add_loop_test(t, changes_are_part_of_the_past, 0, nmachines());
    tcase_add_loop_test(t, the_program_counter_can_be_set, 0, nmachines());
    tcase_add_loop_test(t, typed_input_is_waited_for_and_replayed, 0, 5);
    tcase_add_test(t, files_are_replayed_from_a_log);
    tcase_add_test(t, history_stays_within_its_memory);
    tcase_add_loop_test(t, all_ways_take_the_same_cycles, 0, nmachines());
    tcase_add_loop_test(t, all_ways_take_the_same_cycles, 0, NMACHINES);
    tcase_add_loop_test(t, branches_are_counted_one_by_one, 0, NMACHINES);
    tcase_add_test(t, values_alone_can_be_stepped);
    tcase_add_loop_test(t, diagrams_show_all_that_retires, 0, nmachines());
    tcase_add_test(t, output_comes_once);
    suite_add_tcase(s, t);
    t = tcase_create("stages");
    tcase_add_test(t, stages_and_diagrams_tell_what_happens);
    tcase_add_test(t, values_are_known_where_they_are_made);
    tcase_add_test(t, values_take_the_time_of_their_unit);
    tcase_add_test(t, operands_come_over_the_first_path);
    tcase_add_test(t, paths_lead_into_the_read_stage);
    suite_add_tcase(s, t);
    SRunner *sr = srunner_create(s);
    srunner_set_tap(sr, "-");
    srunner_run_all(sr, CK_SILENT);
    int failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
