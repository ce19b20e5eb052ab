/* engine_machines.h - the machines and programs of the tests of a machine in time, and how they are started.
 * Included by check_engine*.c. */
#ifndef TESTS_ENGINE_MACHINES_H
#define TESTS_ENGINE_MACHINES_H

#include "engine_rig.h"

static inline bool quick(void)
{
    const char *q = getenv("TESTS_QUICK");
    return q && *q;
}

static inline uint64_t random_next(uint64_t *seed)
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

static inline int nmachines(void)
{
    return (int)(quick() ? NMACHINES - NVARIANTS : NMACHINES);
}

static const char *const programs[] = { "programs/quicksort.s", "programs/wordcount.s", "programs/hello.s",
                                        "programs/life.s" };
#define NPROGRAMS (sizeof programs / sizeof programs[0])

static inline const char *program_of(int machine)
{
    static const char *const board[] = { "tests/cores/c_bubble.rv32i.hex", "tests/cores/c_list.rv32i.hex" };
    return machines[machine].sort == BOARD ? board[machine & 1] : programs[(size_t)machine % NPROGRAMS];
}

static inline void start(struct engine_rig *r, size_t machine, const char *program)
{
    engine_rig_start(r, "rv32", machines[machine].name, machines[machine].sets, program);
    engine_interactive_input(r->e, true);
    engine_input(r->e, "one two\nthree two\n", 18);
    engine_input_end(r->e);
}

static const struct travel forward_all = { .direction = FORWARD,
                                           .cycles = UINT64_MAX,
                                           .instructions = UINT64_MAX };

static inline enum halt go(struct engine *e, enum direction d, uint64_t cycles, uint64_t instructions)
{
    struct arrival a;
    struct travel t = { .direction = d, .cycles = cycles, .instructions = instructions };
    engine_go(e, &t, &a);
    return a.halt;
}

#endif
