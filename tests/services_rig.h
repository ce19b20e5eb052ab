/* services_rig.h - a world for host services: a small ISA made by hand, eight registers, one personality of
 * each sort; memory, and a pipe for what is printed. */
#ifndef TESTS_SERVICES_RIG_H
#define TESTS_SERVICES_RIG_H

#include <check.h>
#include <string.h>
#include <unistd.h>
#include "machine/services.h"

#define RAM UINT64_C(0x10000)

/* ---- the world of the tests -------------------------------------------------------------------------- */

static struct reg file = { .name = "r", .width = 32, .count = 8, .zero = -1, .numbered = "r" };

static struct service linux_services[] = {
    { 1, "exit" },    { 2, "read" },    { 3, "write" },      { 4, "open" },  { 5, "close" },
    { 6, "lseek" },   { 7, "brk" },     { 8, "fstat" },      { 9, "uname" }, { 10, "clock_gettime" },
    { 11, "unlink" }, { 12, "writev" }, { 13, "getrandom" }, { 14, "stat" },
};
static struct service classroom_services[] = {
    { 1, "print_int" },    { 2, "print_string" },    { 3, "print_hex" }, { 4, "print_binary" },
    { 5, "read_int" },     { 6, "read_string" },     { 7, "read_char" }, { 8, "sbrk" },
    { 9, "random_range" }, { 10, "time_ms" },        { 11, "sleep_ms" }, { 12, "exit0" },
    { 13, "random_seed" }, { 14, "print_unsigned" },
};
#define COUNT(a) (sizeof(a) / sizeof *(a))

static struct personality personalities[] = {
    { .name = "linux",
      .number_slot = 7,
      .arg_slots = { 0, 1, 2, 3, 4, 5 },
      .nargs = 6,
      .negative_errno = true,
      .services = linux_services,
      .nservices = COUNT(linux_services) },
    { .name = "classroom",
      .number_slot = 7,
      .arg_slots = { 0, 1, 2, 3, 4, 5 },
      .nargs = 6,
      .services = classroom_services,
      .nservices = COUNT(classroom_services) },
};

static struct isa isa = {
    .target = "test",
    .regs = &file,
    .nregs = 1,
    .nslots = 8,
    .mem = { .addr = 32, .cell = 8 },
    .abi = { .personalities = personalities,
             .npersonalities = 2,
             .elf_personality = "linux",
             .asm_personality = "classroom",
             .sp_slot = 6,
             .stack_top = 0x80000000,
             .stack_size = 0x10000,
             .heap_size = 0x20000 },
};

struct world {
    struct diag diag;
    struct mem mem;
    struct services *s;
    struct service_state st;
    uint64_t slots[8];
    struct service_call call;
    int out, reader; /* a pipe that stands for standard output */
};
static struct world w;

static inline void open_world(const char *personality, const char *input, const char *root)
{
    int ends[2];
    memset(&w, 0, sizeof w);
    diag_init(&w.diag);
    mem_init(&w.mem, 32);
    const struct region ram = { .base = RAM, .size = 0x2000, .flags = MEM_R | MEM_W, .name = "ram" };
    const struct region rom = { .base = 0x8000, .size = 0x1000, .flags = MEM_R, .name = "rom" };
    const struct region heap = { .base = 0x20000, .size = 0x1000, .flags = MEM_R | MEM_W, .name = "heap" };
    const struct region *clash;
    ck_assert(mem_add_region(&w.mem, &ram, &clash) && mem_add_region(&w.mem, &rom, &clash) &&
              mem_add_region(&w.mem, &heap, &clash));
    ck_assert_int_eq(pipe(ends), 0);
    w.reader = ends[0];
    w.out = ends[1];
    const struct services_options opt = { .personality =
                                              service_personality(&isa, personality, false, &w.diag),
                                          .root = root,
                                          .stdin_text = input,
                                          .out_fd = w.out,
                                          .err_fd = -1 };
    w.s = services_new(&isa, &opt, &w.diag);
    ck_assert_ptr_nonnull(w.s);
    service_state_init(&w.st, 1, 0x20000, 0x40000);
}

static inline void close_world(void)
{
    services_free(w.s);
    mem_release(&w.mem);
    diag_release(&w.diag);
    close(w.out);
    close(w.reader);
}

static inline enum service_status call(uint64_t number, uint64_t a, uint64_t b, uint64_t c)
{
    w.slots[7] = number;
    w.slots[0] = a & 0xffffffff;
    w.slots[1] = b & 0xffffffff;
    w.slots[2] = c & 0xffffffff;
    w.call = (struct service_call){ .state = &w.st, .mem = &w.mem, .slots = w.slots, .now_ns = 2500000000u };
    return services_call(w.s, &w.call);
}

/* The result of a call that must come back, as a signed number. */
static inline int32_t result(uint64_t number, uint64_t a, uint64_t b, uint64_t c)
{
    ck_assert_int_eq(call(number, a, b, c), SERVICE_DONE);
    return (int32_t)w.slots[0];
}

static inline void poke(uint64_t addr, const char *text)
{
    ck_assert(mem_poke(&w.mem, addr, text, strlen(text) + 1));
}

static inline void expect_output(const char *text)
{
    char buf[1024] = "";
    services_flush(w.s);
    if (*text) {
        ssize_t n = read(w.reader, buf, sizeof buf - 1);
        ck_assert_int_ge((int)n, 0);
        buf[n] = '\0';
    }
    ck_assert_str_eq(buf, text);
}

#endif
