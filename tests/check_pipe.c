/* check_pipe.c - laws of the clock: running equals ticking, snapshots come back, causes sum up, values do not
 * depend on the machine, known counts come out; and what machine files are refused for. */
#include "cycle_rig.h"

#include <unistd.h>

static const struct {
    const char *file;
    int status;
    uint64_t instructions, load_use, taken;
} programs[] = { { "tests/cycles/matmul.s", 124, 829711, 112897, 115197 },
                 { "tests/cycles/qsort.s", 58, 861045, 155800, 174116 },
                 { "tests/cycles/sieve.s", 14, 684989, 65788, 206267 },
                 { "tests/cycles/crc.s", 111, 1027918, 20480, 250067 } };
#define NPROGRAMS (sizeof programs / sizeof programs[0])

#define DELAY_STATUS       117 /* of tests/cycles/delay.s */
#define DELAY_INSTRUCTIONS 8903

/* Shipped machines, and others that reach what these don't. */
static const struct {
    const char *name, *sets[4];
    bool wrong; /* gives wrong values */
} machines[] = {
    { "classic5", { NULL }, false },
    { "classic5-nocache", { NULL }, false },
    { "classic5-noforward", { NULL }, false },
    { "classic5-nointerlock", { NULL }, true },
    { "classic5-id-branch", { NULL }, false },
    { "classic5-predict", { NULL }, false },
    { "classic5-dual", { NULL }, false },
    { "classic5", { "l1i={size: 256, line: 4, ways: 1}", "l1d={size: 256, line: 8}", NULL }, false },
    { "classic5", { "caches={l1d: {size: 256, replace: random}}", "memory={latency: 3}", NULL }, false },
    { "classic5",
      { "caches={l1i: {size: 512, line: 8}}", "memory={latency: 0, bytes_per_cycle: 16}" },
      false },
    { "classic5-noforward", { "l1d={size: 256, line: 16}", "l1i.size=512", NULL }, false },
    { "classic5",
      { "l1d={size: 256, victim: {entries: 2}}", "caches.l2={size: 2KiB, ways: 4, hit: 3}",
        "div={latency: 2}" },
      false },
    { "classic5-nocache", { "div={latency: 3}", "place.mul={unit: div, from: EX}", NULL }, false },
    { "classic5-dual",
      { "predict={kind: gshare, btb: {entries: 16}}", "div={latency: 9}", "l1d.size=256", NULL },
      false },
    { "classic5-tlb", { NULL }, false },
    { "classic5-tlb",
      { "tlb.page=256", "dtlb.entries=1", "itlb.entries=2", "memory={latency: 7, store_buffer: 2}" },
      false },
    { "classic5-dual", { "tlb={page: 256, itlb: {entries: 1}, dtlb: {entries: 2, hit: 1}}", NULL }, false },
    { "classic5-nonblocking", { NULL }, false },
    { "classic5-nonblocking",
      { "l1d={size: 256, mshrs: 1}", "memory={latency: 7, store_buffer: 2, pipelined: false}",
        "predict={kind: gshare, btb: {entries: 16}}", NULL },
      false },
    { "classic5-dual", { "l1d={size: 512, mshrs: 3, hit: 2}", "div={latency: 9}", NULL }, false },
    { "classic5-nonblocking", { "l1d.mshrs=2", "forward={}", "write_before_read=false", NULL }, false },
    { "classic5-id-branch", { "caches={l1d: {size: 512, mshrs: 2}}", "memory={latency: 9}", NULL }, false },
    { "tests/cycles/nine.yaml",
      { "caches={l1d: {size: 512, mshrs: 2}}", "memory={latency: 9}", NULL },
      false },
    { "single-cycle", { NULL }, false },
    { "multi-cycle", { NULL }, false },
    { "multi-cycle", { "tlb={page: 256, itlb: {entries: 1}, dtlb: {entries: 2}}", NULL }, false },
    { "classic5", { "ports.memory=shared", "memory.store_buffer=2", "l1d.write=through", NULL }, false },
    { "classic5-predict",
      { "caches.l2={size: 16KiB, line: 64, ways: 4, hit: 4}", "place.branch=MEM", NULL },
      false },
    { "classic5", { "pipeline.squeeze=false", "write_before_read=false", "l1i.hit=2", NULL }, false },
    { "classic5-id-branch",
      { "forward={}", "predict={kind: two_bit, btb: {entries: 8}}", "hazards.waw=true", NULL },
      false },
    { "single-cycle",
      { "caches={l1: {size: 1KiB, replace: random, ways: 4}}", "memory={latency: 9}",
        "costs.div=\"bits - clz(b)\"", NULL },
      false },
    { "tests/cycles/three.yaml", { NULL }, false },
    { "harris", { NULL }, false },
    { "ultraembedded", { NULL }, false },
    { "ultraembedded-xd", { "place.mul={unit: div, from: E1}", NULL }, false },
    { "ultraembedded-nobypass", { "div.holds=stage", NULL }, false },
    { "hazard3", { NULL }, false },
    { "hazard3-rp",
      { "predict.btb={entries: 4, not_taken: keep}", "predict.ras={entries: 4}", NULL },
      false },
    { "ibex-small", { NULL }, false },
    { "ibex-maxperf", { NULL }, false },
    { "ibex-bp", { "place.store_data=WB", NULL }, false },
    { "vexriscv-min", { "board=none", NULL }, false },
    { "vexriscv-lite", { "board=none", NULL }, false },
    { "vexriscv-wait1", { "board=none", NULL }, false },
    { "vexriscv", { "board=none", "l1d.size=128", "l1d.write=back", "l1d.allocate=true" }, false },
    { "classic5-predict",
      { "pipeline={redirect: last_cycle, squeeze: false, replay: {miss: true, collision: 6}}",
        "predict.ras.entries=0", "place={tags: ID, resolve: MEM, illegal: ID}", "memory={latency: 2}" },
      false },
    { "classic5-id-branch",
      { "ports.interval=3", "pipeline.redirect=last_cycle", "l1d.size=64", NULL },
      false },
    { "tests/cycles/two.yaml", { NULL }, false },
    { "tests/cycles/nine.yaml", { NULL }, false },
    { "classic5",
      { "l1d={size: 256, line: 16, write: through, allocate: false}",
        "memory={latency: 9, store_buffer: 3, combine: 16, dram: {row: 128}}", NULL },
      false },
    { "tests/cycles/levels.yaml", { NULL }, false },
    { "classic5",
      { "l1d={size: 256, line: 16, victim: {entries: 2}, prefetch: {kind: stride, degree: 3}}", NULL },
      false },
    { "classic5",
      { "l1d={size: 256, line: 16, prefetch: {degree: 2}}", "memory.store_buffer=2", NULL },
      false },
    { "classic5-predict", { "caches.l2={size: 4KiB, ways: 4, hit: 3, inclusion: exclusive}", NULL }, false },
};
#define NMACHINES (sizeof machines / sizeof machines[0])

static void start(struct rig *r, size_t machine, size_t program)
{
    char *file = rig_file(programs[program].file);
    rig_start(r, machines[machine].name, machines[machine].sets, file);
    free(file);
}

/* ---- laws -------------------------------------------------------------------------------------------- */

START_TEST(run_equals_tick)
{
    for (size_t p = 0; p < NPROGRAMS; p++) {
        struct rig a, b;
        uint64_t cycles = 20011;
        start(&a, (size_t)_i, p);
        start(&b, (size_t)_i, p);
        enum stop stop = STOP_NONE;
        /* in pieces of odd sizes, so that stretches are cut anywhere */
        for (uint64_t n = 0, to = 1; n < cycles && stop == STOP_NONE; to += 1 + n % 97) {
            for (; n < to && stop == STOP_NONE; n++) {
                stop = machine_tick(a.m);
                rig_sums(&a);
            }
            machine_run(b.m, n, UINT64_MAX);
            ck_assert_msg(n % 5 || machine_digest(a.m) == machine_digest(b.m),
                          "%s, %s: run and tick differ in cycle %llu", machines[_i].name, programs[p].file,
                          (unsigned long long)n);
        }
        machine_run(b.m, cycles, UINT64_MAX);
        ck_assert_uint_eq(machine_stats(a.m)->cycles, machine_stats(b.m)->cycles);
        ck_assert_uint_eq(machine_stats(a.m)->instructions, machine_stats(b.m)->instructions);
        ck_assert_msg(machine_digest(a.m) == machine_digest(b.m), "%s, %s: run and tick differ",
                      machines[_i].name, programs[p].file);
        rig_stop(&a);
        rig_stop(&b);
    }
}
END_TEST

/* Transfers that act behind the next instruction. Their machines name no raw fields for this ISA: */
static bool compares_raw(const char *machine)
{
    return !strncmp(machine, "harris", 6) || !strncmp(machine, "ultraembedded", 13);
}

START_TEST(delay_slots)
{
    struct rig a, b;
    struct machine_snapshot *s = NULL;
    enum stop stop = STOP_NONE;
    uint64_t n = 0, digest = 0;
    if (compares_raw(machines[_i].name) || machines[_i].wrong)
        return;
    char *file = rig_file("tests/cycles/delay.s");
    rig_start_delayed(&a, machines[_i].name, machines[_i].sets, file);
    rig_start_delayed(&b, machines[_i].name, machines[_i].sets, file);
    for (uint64_t to = 1; stop == STOP_NONE; to += 1 + n % 97) {
        for (; n < to && stop == STOP_NONE; n++)
            stop = machine_tick(a.m);
        machine_run(b.m, n, UINT64_MAX);
        digest = machine_digest(b.m);
        ck_assert_msg(stop || machine_digest(a.m) == digest, "%s: run and tick differ in cycle %llu",
                      machines[_i].name, (unsigned long long)n);
        if (!s && n > 2000)
            s = machine_snapshot(b.m, NULL);
    }
    ck_assert_int_eq(machine_end(a.m)->exit_status, DELAY_STATUS);
    ck_assert_uint_eq(machine_stats(a.m)->instructions, DELAY_INSTRUCTIONS);
    ck_assert_uint_eq(machine_stats(a.m)->cycles, machine_stats(b.m)->cycles);
    rig_sums(&a);
    digest = machine_digest(b.m);
    machine_restore(b.m, s);
    machine_run(b.m, n, UINT64_MAX);
    ck_assert_msg(machine_digest(b.m) == digest, "%s: from the snapshot on it goes elsewhere",
                  machines[_i].name);
    machine_snapshot_free(s);
    free(file);
    rig_stop(&a);
    rig_stop(&b);
}
END_TEST

START_TEST(snapshots_come_back)
{
    struct rig r;
    uint64_t digest[8];
    struct machine_snapshot *s[8];
    start(&r, (size_t)_i, 1);
    for (unsigned k = 0; k < 8; k++) {
        machine_run(r.m, 1234 * (k + 1) + 7 * k, UINT64_MAX);
        s[k] = machine_snapshot(r.m, k ? s[k - 1] : NULL);
        digest[k] = machine_digest(r.m);
    }
    for (unsigned k = 8; k-- > 0;) {
        machine_restore(r.m, s[k]);
        ck_assert_uint_eq(machine_digest(r.m), digest[k]);
        unsigned to = k + 2 < 8 ? k + 2 : 7;
        machine_run(r.m, 1234 * (to + 1) + 7 * to, UINT64_MAX);
        ck_assert_msg(machine_digest(r.m) == digest[to], "%s: from snapshot %u on it goes elsewhere",
                      machines[_i].name, k);
    }
    for (unsigned k = 0; k < 8; k++)
        machine_snapshot_free(s[k]);
    rig_stop(&r);
}
END_TEST

struct seen {
    uint64_t retired, stalls, hash;
};

static void look(void *ctx, const struct event *e)
{
    struct seen *s = ctx;
    s->retired += e->kind == EV_RETIRE;
    s->stalls += e->kind == EV_STALL ? e->n : 0;
    s->hash = (s->hash ^ e->pc ^ e->cycle << 20 ^ e->a) * UINT64_C(0x9E3779B97F4A7C15);
}

/* Looking changes nothing, and what is seen accounts for every cycle. */
START_TEST(observers_only_read)
{
    struct rig a, b;
    struct seen s = { 0, 0, 0 };
    struct observer o = { .mask = (1u << EV_KINDS) - 1, .event = look, .ctx = &s };
    start(&a, (size_t)_i, 2);
    start(&b, (size_t)_i, 2);
    machine_observe(a.m, &o);
    machine_run(a.m, 30000, UINT64_MAX);
    machine_run(b.m, 30000, UINT64_MAX);
    const struct run_stats *st = machine_stats(a.m);
    ck_assert_uint_eq(s.retired, st->instructions);
    if (!strstr(machines[_i].name, "cycle"))
        ck_assert_uint_eq(s.retired - st->beside + s.stalls, st->cycles);
    ck_assert_msg(memcmp(st, machine_stats(b.m), sizeof *st) == 0, "%s: watched, it counts differently",
                  machines[_i].name);
    rig_stop(&a);
    rig_stop(&b);
}
END_TEST

START_TEST(values_do_not_depend_on_the_machine)
{
    for (size_t p = 0; p < NPROGRAMS && !machines[_i].wrong; p++) {
        struct rig r;
        start(&r, (size_t)_i, p);
        ck_assert_int_eq(machine_run(r.m, UINT64_MAX, UINT64_MAX), STOP_EXIT);
        ck_assert_int_eq(machine_end(r.m)->exit_status, programs[p].status);
        ck_assert_uint_eq(machine_stats(r.m)->instructions, programs[p].instructions);
        rig_sums(&r);
        struct profile_entry *profile;
        size_t n = machine_profile(r.m, &profile);
        uint64_t instructions = 0;
        for (size_t i = 0; i < n; i++)
            instructions += profile[i].instructions;
        ck_assert_uint_eq(instructions, programs[p].instructions);
        free(profile);
        rig_stop(&r);
    }
}
END_TEST

/* ---- known counts ------------------------------------------------------------------------------------ */

START_TEST(textbook_count)
{
    for (size_t p = 0; p < NPROGRAMS; p++) {
        struct rig r;
        start(&r, 1, p);
        machine_run(r.m, UINT64_MAX, UINT64_MAX);
        const struct run_stats *s = machine_stats(r.m);
        ck_assert_uint_eq(s->cycles,
                          programs[p].instructions + programs[p].load_use + 2 * programs[p].taken + 4);
        ck_assert_uint_eq(s->cause[CAUSE_LOAD_USE], programs[p].load_use);
        ck_assert_uint_eq(s->cause[CAUSE_MISPREDICT] + s->cause[CAUSE_JUMP], 2 * programs[p].taken);
        ck_assert_uint_eq(s->cause[CAUSE_FILL], 4);
        rig_stop(&r);
    }
}
END_TEST

static void write_file(const char *name, const char *text)
{
    FILE *f = fopen(name, "w");
    ck_assert_ptr_nonnull(f);
    fputs(text, f);
    fclose(f);
}

/* N instructions that never wait take N + S - 1 cycles with S stages. */
START_TEST(any_depth)
{
    struct str s;
    str_init(&s);
    str_add(&s, "schema: 1\nmachine: deep\npipeline:\n  stages: [");
    for (int i = 0; i < _i; i++)
        str_addf(&s, "%sS%d", i ? ", " : "", i);
    str_addf(&s, "]\n  forward: {");
    const char *comma = "";
    for (int i = _i > 2 ? 2 : _i - 1; i < _i; i++) {
        str_addf(&s, "%sS%d: [S%d]", comma, i, _i > 2 ? 2 : _i - 1);
        comma = ", ";
    }
    str_add(&s, "}\n");
    write_file("./check_pipe.tmp.yaml", s.buf);
    str_release(&s);
    char *file =
        rig_write("check_pipe", " li a0, 1\n addi a0, a0, 1\n addi a0, a0, 1\n nop\n li a7, 93\n ecall");
    struct rig r;
    memset(&r, 0, sizeof r);
    char *cwd = xasprintf("%s", "./check_pipe.tmp.yaml");
    diag_init(&r.diag);
    struct machine_desc *d = machine_desc_load(cwd, NULL, &r.diag);
    rig_check(&r, d != NULL, "machine_desc_load");
    machine_desc_free(d);
    diag_release(&r.diag);
    setenv("SRCDIR", ".", 1);
    rig_start(&r, cwd, NULL, file);
    machine_run(r.m, UINT64_MAX, UINT64_MAX);
    ck_assert_int_eq(machine_end(r.m)->exit_status, 3);
    ck_assert_uint_eq(machine_stats(r.m)->cycles, 6 + (uint64_t)_i - 1);
    rig_stop(&r);
    remove(cwd);
    remove(file);
    free(cwd);
    free(file);
}
END_TEST

/* ---- refusals ---------------------------------------------------------------------------------------- */

static const struct {
    const char *text, *want;
} refused[] = {
    { "schema: 1\nmachine: x\npipeline: { stages: [A, B, A] }\n", ":3:28: error: stage A is named twice" },
    { "schema: 1\nmachine: x\npipeline: { stages: [A, B, C], place: { alu: D } }\n",
      ":3:46: error: there is no stage 'D'" },
    { "schema: 1\nmachine: x\npipeline: { stages: [A, B, C], place: { allu: B } }\n",
      "unknown kind of operation 'allu'; did you mean 'alu'?" },
    { "schema: 1\nmachine: x\npipeline: { stages: [F, D, X, M, W], forward: { F: [X] } }\n",
      "stage F never has a result to forward" },
    { "schema: 1\nmachine: x\npipeline: { stages: [F, D, X, M, W], forward: { X: [M] } }\n",
      "nothing can be forwarded to it" },
    { "schema: 1\nmachine: x\npipeline: { stages: [F, D, X, M, W], place: { alu: F } }\n",
      "works with operands that are only read in D" },
    { "schema: 1\nmachine: x\npipeline: { stages: [F, D, X, M, W], place: { write: X } }\n", "after" },
    { "schema: 1\nmachine: x\npipeline: { stages: [F, D, X, M, W], predict: { kind: btfn, stage: M } }\n",
      "after instructions begin to execute" },
    { "schema: 1\nmachine: x\npipeline: { stages: [F, D, X, M, W], place: { branch: D }, predict: { kind: "
      "btfn } }\n",
      "comes too late" },
    { "schema: 1\nmachine: x\npipeline: { stages: [F, D, X, M, W], predict: { kind: gshare, entries: 1000 } "
      "}\n",
      "power of two" },
    { "schema: 1\nmachine: x\npipeline: { stages: [F, D, X, M, W], units: { u: { latency: 2 } } }\n",
      "unit u performs nothing" },
    { "schema: 1\nmachine: x\npipeline: { stages: [F, D, X, M, W], units: { u: { latency: \"b +\" } }, "
      "place: { mul: { unit: u, from: X } } }\n",
      "expected a number, a name or '('" },
    { "schema: 1\nmachine: x\nkind: cost\ncosts: { div: \"------------------------------------------a\" }\n",
      "this expression is nested too deeply" },
    { "schema: 1\nmachine: x\nkind: cost\ncosts: { div: \"-!-!-!-!-!-!-!-!-!-!-!-!-!-!-!-!-!-!-!-!-!-!-a\" "
      "}\n",
      "this expression is nested too deeply" },
    { "schema: 1\nmachine: x\npipeline: { stages: [F, D, X, M, W], interlok: false }\n",
      "unknown key 'interlok' in pipeline; did you mean 'interlock'?" },
    { "schema: 1\nmachine: x\npipeline: { stages: [] }\n", "1 to 16 names" },
    { "schema: 1\nmachine: x\n", "needs a `pipeline:` section" },
    { "machine: x\n", "begins with `schema: 1`" },
    { "schema: 1\nmachine: x\nkind: cost\npipeline: { stages: [A] }\n",
      "a machine of kind cost has no `pipeline:` section" },
    { "schema: 1\nmachine: x\nkind: cost\ncosts: { alu: 0 }\n", "nothing takes less than one cycle" },
    { "schema: 1\nmachine: x\nkind: cost\ncaches: { l1d: { size: 4KiB, ways: 0 } }\n",
      ":4:36: error: l1d: a cache needs at least one way" },
    { "schema: 1\nmachine: x\nkind: cost\ncaches: { l1d: { size: 16, line: 32 } }\n",
      "l1d: the line is larger than the cache" },
    { "schema: 1\nmachine: x\nkind: cost\ncaches: { l1d: { size: 4KiB, line: 24 } }\n", "power of two" },
    { "schema: 1\nmachine: x\nkind: cost\ncaches: { l1d: { size: 3KiB } }\n", "power of two" },
    { "schema: 1\nmachine: x\nkind: cost\ncaches: { l1d: { size: 4KiB }, path: { data: [memory] } }\n",
      "no path goes through cache l1d" },
    { "schema: 1\nmachine: x\nkind: cost\ncaches: { path: { data: [l1d, memory] } }\n",
      "there is no cache 'l1d'" },
    { "schema: 1\nmachine: x\nkind: cost\ncaches: { l2: { size: 4KiB }, path: { data: [memory, l2] } }\n",
      "nothing can stand behind memory" },
    { "schema: 1\nmachine: x\nkind: cost\nmemory: { bytes_per_cycle: 0 }\n", "at least one byte" },
    { "schema: 1\nmachine: x\nkind: cost\nboard: { a: { at: 0, size: 64KiB }, b: { at: 0x1000, size: 4KiB } "
      "}\n",
      "b overlaps a" },
    { "schema: 1\nmachine: x\nkind: cost\nboard: { a: { at: 0, device: markr } }\n",
      "there is no device 'markr'; did you mean 'marker'?" },
    { "schema: 1\nmachine: x\nkind: cost\nclock: fast\n", "expected a frequency" },
    { "schema: 1\nmachine: x\nextends: clasic5\n",
      "there is no machine 'clasic5'; did you mean 'classic5'?" },
    { "schema: 1\nmachine: x\nextends: ./check_refuse.tmp.yaml\n", "extend each other" },
    { "schema: 1\nmachine: x\npipeline: { stages: [F, D, X, M, W], place: { resolve: D } }\n",
      ":3:56: error: transfers act in D, before they are decided in X" },
    { "schema: 1\nmachine: x\npipeline: { stages: [F, D, X, M, W], place: { tags: X } }\n",
      "tags are compared in the first stage or on entering the second" },
    { "schema: 1\nmachine: x\npipeline: { stages: [F, D, X, M, W], place: { tags: D } }\n",
      "only in a cache of instructions alone" },
    { "schema: 1\nmachine: x\nextends: classic5-nocache\npipeline: { place: { tags: ID } }\n"
      "caches: { l1i: { size: 8, line: 8 } }\n",
      "an instruction in two lines would be fetched for ever" },
    { "schema: 1\nmachine: x\npipeline: { stages: [F, D, X, M, W], place: { request: W }, ports: { interval: "
      "2 } "
      "}\n",
      "accesses are requested in W, which is not before they are made in M" },
    { "schema: 1\nmachine: x\npipeline: { stages: [F, D, X, M, W], ports: { interval: 0 } }\n",
      "0 is out of range: 1 to 1000" },
    { "schema: 1\nmachine: x\npipeline: { stages: [F, D, X, W], place: { load: W }, redirect: last_cycle }\n",
      ":3:65: error: a transfer that acts in its last cycle in W needs a stage behind it" },
    { "schema: 1\nmachine: x\npipeline: { stages: [F, D, X, M, W], redirect: late }\n",
      "unknown time of redirects 'late'" },
    { "schema: 1\nmachine: x\npipeline: { stages: [F, D, X, M, W], replay: { miss: true } }\n",
      ":3:54: error: without a data cache no load is replayed" },
    { "schema: 1\nmachine: x\nextends: classic5-nointerlock\ncaches: { l1d: { size: 1KiB } }\n"
      "pipeline: { replay: { miss: true } }\n",
      ":5:29: error: a machine without interlock does not replay loads" },
    { "schema: 1\nmachine: x\nextends: classic5-predict\npipeline: { replay: { miss: true } }\n",
      ":4:29: error: a return stack cannot be put back" },
    { "schema: 1\nmachine: x\nkind: cost\nmemory: { store_register: true }\n", "and there is none" },
    { "schema: 1\nmachine: x\nkind: bus\n", "unknown kind of machine 'bus'" },
};

START_TEST(refusals)
{
    struct diag d;
    diag_init(&d);
    write_file("./check_refuse.tmp.yaml", refused[_i].text);
    struct machine_desc *m = machine_desc_load("./check_refuse.tmp.yaml", NULL, &d);
    char *text = diag_text(&d);
    ck_assert_msg(m == NULL, "accepted: %s", refused[_i].text);
    ck_assert_msg(strstr(text, refused[_i].want) != NULL, "wanted '%s', got:\n%s", refused[_i].want, text);
    free(text);
    diag_release(&d);
    remove("./check_refuse.tmp.yaml");
}
END_TEST

static const struct {
    const char *set, *want;
} bad_sets[] = { { "l1d.sise=8KiB", "unknown key 'sise' in a cache; did you mean 'size'?" },
                 { "l1d.size", "expected KEY=VALUE" },
                 { "l1d.size=[", "--set l1d.size:" },
                 { "nonsense=1", "unknown key 'nonsense'" },
                 { "=1", "expected KEY=VALUE" },
                 { "predict.kind=oracle", "unknown predictor 'oracle'" } };

START_TEST(set_refusals)
{
    struct diag d;
    const char *const sets[] = { bad_sets[_i].set, NULL };
    diag_init(&d);
    struct machine_desc *m = machine_desc_load("classic5", sets, &d);
    char *text = diag_text(&d);
    ck_assert_msg(m == NULL, "accepted: %s", bad_sets[_i].set);
    ck_assert_msg(strstr(text, bad_sets[_i].want) != NULL, "wanted '%s', got:\n%s", bad_sets[_i].want, text);
    free(text);
    diag_release(&d);
}
END_TEST

/* What is printed is a machine file that means the same. */
START_TEST(printed_is_read_again)
{
    struct diag d;
    struct str a, b;
    diag_init(&d);
    str_init(&a);
    str_init(&b);
    char *path = strchr(machines[_i].name, '/') ? rig_file(machines[_i].name) : xstrdup(machines[_i].name);
    struct machine_desc *m = machine_desc_load(path, machines[_i].sets, &d);
    ck_assert_ptr_nonnull(m);
    machine_desc_print(m, &a);
    machine_desc_free(m);
    write_file("./check_print.tmp.yaml", a.buf);
    m = machine_desc_load("./check_print.tmp.yaml", NULL, &d);
    if (!m)
        diag_print(&d, stderr);
    ck_assert_ptr_nonnull(m);
    machine_desc_print(m, &b);
    machine_desc_free(m);
    ck_assert_str_eq(a.buf, b.buf);
    str_release(&a);
    str_release(&b);
    diag_release(&d);
    remove("./check_print.tmp.yaml");
    free(path);
}
END_TEST

/* A break behind a loop is fetched each time around; the run stops only where it executes. */
/* Being stopped changes nothing: places all over the program, each a few instructions from the next. */
START_TEST(breaks_only_stop)
{
    const uint64_t cycles = 20011;
    struct code_span spans[24];
    for (size_t p = 0; p < NPROGRAMS; p++) {
        struct rig a, b;
        unsigned stops = 0;
        start(&a, (size_t)_i, p);
        start(&b, (size_t)_i, p);
        for (unsigned k = 0; k < 24; k++)
            spans[k].first = spans[k].last = b.img->entry + 20 * k + 4 * (k % 3);
        machine_break_on(b.m, &(struct machine_breaks){ .spans = spans, .nspans = 24 });
        machine_run(a.m, cycles, UINT64_MAX);
        while (machine_run(b.m, cycles, UINT64_MAX) == STOP_BREAK)
            stops++;
        ck_assert_uint_gt(stops, 0);
        ck_assert_uint_eq(machine_stats(a.m)->instructions, machine_stats(b.m)->instructions);
        ck_assert_msg(machine_digest(a.m) == machine_digest(b.m), "%s, %s: stopped, it runs differently",
                      machines[_i].name, programs[p].file);
        rig_stop(&a);
        rig_stop(&b);
    }
}
END_TEST

START_TEST(breaks_on_wrong_paths)
{
    static const char *const loop = "li t0, 500\n1: addi t0, t0, -1\n bnez t0, 1b\nbehind: li a0, 3\n"
                                    " li a7, 93\n ecall\n";
    static const char *const names[] = { "classic5", "classic5-predict", "harris", "ibex-small", "vexriscv" };
    char *path = rig_write("breaks", loop);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        static const char *const base[] = { NULL };
        struct rig r;
        unsigned stops = 0;
        rig_start(&r, names[i], base, path);
        uint64_t behind = image_symbol(r.img, "behind")->addr;
        machine_break_on(
            r.m, &(struct machine_breaks){ .spans = &(struct code_span){ behind, behind }, .nspans = 1 });
        while (machine_run(r.m, UINT64_MAX, UINT64_MAX) == STOP_BREAK)
            stops++;
        ck_assert_msg(stops == 1, "%s: %u stops", names[i], stops);
        rig_stop(&r);
    }
    unlink(path);
    free(path);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("pipe");
    TCase *t = tcase_create("pipe");
    tcase_set_timeout(t, 300);
    tcase_add_loop_test(t, refusals, 0, sizeof refused / sizeof refused[0]);
    tcase_add_loop_test(t, set_refusals, 0, sizeof bad_sets / sizeof bad_sets[0]);
    tcase_add_loop_test(t, printed_is_read_again, 0, NMACHINES);
    tcase_add_test(t, textbook_count);
    tcase_add_test(t, breaks_on_wrong_paths);
    tcase_add_loop_test(t, any_depth, 1, 17);
    tcase_add_loop_test(t, run_equals_tick, 0, NMACHINES);
    tcase_add_loop_test(t, delay_slots, 0, NMACHINES);
    tcase_add_loop_test(t, breaks_only_stop, 0, NMACHINES);
    tcase_add_loop_test(t, snapshots_come_back, 0, NMACHINES);
    tcase_add_loop_test(t, observers_only_read, 0, NMACHINES);
    tcase_add_loop_test(t, values_do_not_depend_on_the_machine, 0, NMACHINES);
    suite_add_tcase(s, t);
    SRunner *r = srunner_create(s);
    srunner_set_fork_status(r, CK_FORK);
    srunner_set_tap(r, "-");
    srunner_run_all(r, CK_SILENT);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed != 0;
}
