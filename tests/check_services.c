/* Host services, devices and program loading, on a small ISA made by hand: eight registers, one personality
 * of each sort. */
#include <check.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/str.h"
#include "machine/devices.h"
#include "machine/program.h"
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

static void open_world(const char *personality, const char *input, const char *root)
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

static void close_world(void)
{
    services_free(w.s);
    mem_release(&w.mem);
    diag_release(&w.diag);
    close(w.out);
    close(w.reader);
}

static enum service_status call(uint64_t number, uint64_t a, uint64_t b, uint64_t c)
{
    w.slots[7] = number;
    w.slots[0] = a & 0xffffffff;
    w.slots[1] = b & 0xffffffff;
    w.slots[2] = c & 0xffffffff;
    w.call = (struct service_call){ .state = &w.st, .mem = &w.mem, .slots = w.slots, .now_ns = 2500000000u };
    return services_call(w.s, &w.call);
}

/* The result of a call that must come back, as a signed number. */
static int32_t result(uint64_t number, uint64_t a, uint64_t b, uint64_t c)
{
    ck_assert_int_eq(call(number, a, b, c), SERVICE_DONE);
    return (int32_t)w.slots[0];
}

static void poke(uint64_t addr, const char *text)
{
    ck_assert(mem_poke(&w.mem, addr, text, strlen(text) + 1));
}

static void expect_output(const char *text)
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

/* ---- the table --------------------------------------------------------------------------------------- */

START_TEST(table_is_sound)
{
    struct service_info *list;
    size_t n = service_list(&list);
    ck_assert_uint_gt(n, 50);
    for (size_t i = 0; i < n; i++) {
        ck_assert(service_known(list[i].name));
        ck_assert_uint_gt(strlen(list[i].doc), 0);
        for (size_t k = 0; k < i; k++)
            ck_assert_str_ne(list[i].name, list[k].name);
    }
    ck_assert(!service_known("no such service"));
    free(list);
}
END_TEST

/* Every service that a shipped target names exists. */
START_TEST(targets_name_known_services)
{
    size_t n, checked = 0;
    char **targets = isa_targets(&n);
    for (size_t t = 0; t < n; t++) {
        struct diag d;
        diag_init(&d);
        struct isa *target = isa_load(&(struct isa_request){ .target = targets[t] }, &d);
        ck_assert_msg(target != NULL, "%s does not load", targets[t]);
        for (unsigned p = 0; p < target->abi.npersonalities; p++)
            for (unsigned i = 0; i < target->abi.personalities[p].nservices; i++) {
                const char *name = target->abi.personalities[p].services[i].name;
                ck_assert_msg(service_known(name), "%s: service '%s'", targets[t], name);
                checked++;
            }
        isa_free(target);
        diag_release(&d);
        free(targets[t]);
    }
    free(targets);
    ck_assert_uint_gt(checked, 0);
}
END_TEST

START_TEST(unknown_numbers)
{
    open_world("linux", "", NULL);
    ck_assert_int_eq(result(999, 0, 0, 0), -ENOSYS);
    ck_assert_ptr_nonnull(strstr(w.call.hint, "no host service 999"));
    close_world();
    open_world("classroom", "", NULL);
    ck_assert_int_eq(call(999, 0, 0, 0), SERVICE_FAULT);
    ck_assert_int_eq(w.call.signal, SIGSYS);
    close_world();
    open_world("linux", "", NULL);
    ck_assert_ptr_null(service_personality(&isa, "linus", false, &w.diag));
    ck_assert_int_eq(w.diag.errors, 1);
    ck_assert_ptr_nonnull(strstr(w.diag.msgs[0].text, "did you mean 'linux'"));
    ck_assert_str_eq(service_personality(&isa, NULL, true, &w.diag)->name, "classroom");
    close_world();
}
END_TEST

/* ---- process ----------------------------------------------------------------------------------------- */

START_TEST(exit_statuses)
{
    open_world("linux", "", NULL);
    ck_assert_int_eq(call(1, 258, 0, 0), SERVICE_EXIT);
    ck_assert_int_eq(w.call.exit_status, 2);
    close_world();
    open_world("classroom", "", NULL);
    ck_assert_int_eq(call(12, 77, 0, 0), SERVICE_EXIT);
    ck_assert_int_eq(w.call.exit_status, 0);
    close_world();
}
END_TEST

START_TEST(heap_grows_and_reads_zero_again)
{
    uint8_t byte = 0xff;
    open_world("linux", "", NULL);
    ck_assert_int_eq(result(7, 0, 0, 0), 0x20000);
    ck_assert_int_eq(result(7, 0x23010, 0, 0), 0x23010);
    ck_assert(mem_poke(&w.mem, 0x2300f, &byte, 1));
    ck_assert(mem_poke(&w.mem, 0x20100, &byte, 1));
    ck_assert_int_eq(result(7, 0x20080, 0, 0), 0x20080);
    ck_assert(!mem_peek(&w.mem, 0x22000, &byte, 1));
    ck_assert_int_eq(result(7, 0x24000, 0, 0), 0x24000);
    ck_assert(mem_peek(&w.mem, 0x2300f, &byte, 1));
    ck_assert_uint_eq(byte, 0);
    ck_assert(mem_peek(&w.mem, 0x20100, &byte, 1));
    ck_assert_uint_eq(byte, 0);
    ck_assert_int_eq(result(7, 0x50000, 0, 0), 0x24000); /* beyond the limit: unchanged */
    ck_assert_int_eq(result(7, 0x1000, 0, 0), 0x24000);
    close_world();
    open_world("classroom", "", NULL);
    ck_assert_int_eq(result(8, 16, 0, 0), 0x20000);
    ck_assert_int_eq(result(8, 16, 0, 0), 0x20010);
    ck_assert_int_eq(result(8, 0x100000, 0, 0), -1);
    ck_assert_uint_gt(strlen(w.call.hint), 0);
    ck_assert_int_eq(result(8, (uint64_t)-32, 0, 0), 0x20020);
    ck_assert_int_eq(result(8, 0, 0, 0), 0x20000);
    close_world();
}
END_TEST

START_TEST(clocks_are_simulated)
{
    uint64_t t[2];
    open_world("linux", "", NULL);
    memset(t, 0xff, sizeof t);
    ck_assert(mem_poke(&w.mem, RAM, t, sizeof t));
    ck_assert_int_eq(result(10, 0, RAM, 0), 0);
    ck_assert(mem_peek(&w.mem, RAM, t, sizeof t));
    ck_assert_uint_eq(t[0], 2);
    ck_assert_uint_eq(t[1], 500000000);
    ck_assert_int_eq(result(10, 0, 0x100, 0), -EFAULT);
    ck_assert_int_eq(result(10, 0, 0x8000, 0), -EFAULT); /* read-only */
    close_world();
    open_world("classroom", "", NULL);
    ck_assert_int_eq(result(10, 0, 0, 0), 2500);
    ck_assert_uint_eq(w.slots[1], 0);
    ck_assert_int_eq(call(11, 1500, 0, 0), SERVICE_DONE);
    ck_assert_uint_eq(w.slots[0], 1500); /* no result */
    ck_assert_int_eq(result(10, 0, 0, 0), 4000);
    close_world();
}
END_TEST

START_TEST(random_numbers_follow_the_seed)
{
    int32_t first[8];
    open_world("classroom", "", NULL);
    call(13, 0, 42, 0);
    for (int i = 0; i < 8; i++) {
        first[i] = result(9, 0, 10, 0);
        ck_assert(first[i] >= 0 && first[i] < 10);
    }
    struct service_state copy = w.st;
    int32_t next = result(9, 0, 1000, 0);
    w.st = copy; /* flat: going back gives the same again */
    ck_assert_int_eq(result(9, 0, 1000, 0), next);
    call(13, 0, 42, 0);
    for (int i = 0; i < 8; i++)
        ck_assert_int_eq(result(9, 0, 10, 0), first[i]);
    ck_assert_int_eq(call(9, 0, 0, 0), SERVICE_FAULT);
    close_world();
}
END_TEST

/* ---- console ----------------------------------------------------------------------------------------- */

START_TEST(printing)
{
    open_world("classroom", "", NULL);
    call(1, (uint64_t)-5, 0, 0);
    ck_assert_uint_eq(w.slots[0], 0xfffffffb); /* printing leaves registers alone */
    call(14, (uint64_t)-5, 0, 0);
    call(3, 0xbeef, 0, 0);
    call(4, 5, 0, 0);
    poke(RAM, "text\n");
    call(2, RAM, 0, 0);
    expect_output("-542949672910x0000beef00000000000000000000000000000101text\n");
    memset(w.call.hint, 0, sizeof w.call.hint);
    ck_assert_int_eq(call(2, 0x100, 0, 0), SERVICE_FAULT);
    ck_assert_int_eq(w.call.signal, SIGSEGV);
    ck_assert_uint_eq(w.call.value, 0x100);
    close_world();
}
END_TEST

START_TEST(reading)
{
    char buf[16];
    open_world("classroom", "  -42 \nab\nlonger line\nx12\n", NULL);
    ck_assert_int_eq(result(5, 0, 0, 0), -42);
    ck_assert_int_eq(result(7, 0, 0, 0), 'a');
    call(6, RAM, 8, 0);
    ck_assert(mem_peek(&w.mem, RAM, buf, sizeof buf));
    ck_assert_str_eq(buf, "b\n");
    call(6, RAM, 5, 0);
    ck_assert(mem_peek(&w.mem, RAM, buf, sizeof buf));
    ck_assert_str_eq(buf, "long");
    call(6, RAM, 16, 0);
    ck_assert(mem_peek(&w.mem, RAM, buf, sizeof buf));
    ck_assert_str_eq(buf, "er line\n");
    ck_assert_int_eq(call(5, 0, 0, 0), SERVICE_FAULT);
    ck_assert_ptr_nonnull(strstr(w.call.hint, "'x12' is no integer"));
    ck_assert_int_eq(result(7, 0, 0, 0), -1);
    ck_assert_int_eq(call(5, 0, 0, 0), SERVICE_FAULT);
    ck_assert_ptr_nonnull(strstr(w.call.hint, "at its end"));
    ck_assert_int_eq(call(6, 0x100, 5, 0), SERVICE_FAULT);
    close_world();
}
END_TEST

/* A wait that is broken off in the middle of a line has taken nothing of it. */
START_TEST(stopped_in_a_line)
{
    char line[1501], got[1600];
    memset(line, 'x', 1500);
    line[1500] = '\0';
    open_world("classroom", "", NULL);
    services_typed(w.s, &w.st, true);
    services_type(w.s, &w.st, line, 1500);
    ck_assert_int_eq(call(6, RAM, 1600, 0), SERVICE_STOPPED);
    services_type(w.s, &w.st, "y\n", 2);
    ck_assert_int_eq(call(6, RAM, 1600, 0), SERVICE_DONE);
    ck_assert(mem_peek(&w.mem, RAM, got, sizeof got));
    ck_assert_uint_eq(strlen(got), 1502);
    ck_assert_str_eq(got + 1500, "y\n");
    close_world();
}
END_TEST

/* A copied state replays input, and prints nothing twice. */
START_TEST(replay)
{
    open_world("classroom", "1\n2\n3\n", NULL);
    ck_assert_int_eq(result(5, 0, 0, 0), 1);
    struct service_state copy = w.st;
    ck_assert_int_eq(result(5, 0, 0, 0), 2);
    call(1, 7, 0, 0);
    expect_output("7");
    w.st = copy;
    ck_assert_int_eq(result(5, 0, 0, 0), 2);
    call(1, 7, 0, 0);
    call(1, 8, 0, 0);
    expect_output("8");
    close_world();
}
END_TEST

/* ---- files ------------------------------------------------------------------------------------------- */

static char *make_root(void)
{
    char *dir = xstrdup("services.XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(dir));
    return dir;
}

static void in_root(const char *dir, const char *name, char *out, size_t n)
{
    snprintf(out, n, "%s/%s", dir, name);
}

enum { O_RD = 0, O_WR = 1, O_CREATE = 0x40, O_TRUNCATE = 0x200, O_ADD = 0x400 };

START_TEST(files_need_a_root)
{
    open_world("linux", "", NULL);
    poke(RAM, "data.txt");
    ck_assert_int_eq(result(4, RAM, O_RD, 0), -EACCES);
    ck_assert_ptr_nonnull(strstr(w.call.hint, "--root DIR"));
    close_world();
}
END_TEST

START_TEST(files_below_the_root)
{
    char *dir = make_root(), path[64], buf[16];
    open_world("linux", "", dir);
    poke(RAM, "/data.txt");
    poke(RAM + 64, "hello file");
    int fd = result(4, RAM, O_WR | O_CREATE | O_TRUNCATE, 0);
    ck_assert_int_eq(fd, 3);
    ck_assert_int_eq(result(3, 3, RAM + 64, 10), 10);
    ck_assert_int_eq(result(2, 3, RAM + 64, 10), -EBADF); /* write only */
    ck_assert_int_eq(result(5, 3, 0, 0), 0);
    ck_assert_int_eq(result(5, 3, 0, 0), -EBADF);
    ck_assert_int_eq(result(4, RAM, O_RD, 0), 3);
    ck_assert_int_eq(result(6, 3, 6, 0), 6);
    struct service_state copy = w.st;
    ck_assert_int_eq(result(2, 3, RAM + 128, 100), 4);
    ck_assert(mem_peek(&w.mem, RAM + 128, buf, 4));
    ck_assert_int_eq(memcmp(buf, "file", 4), 0);
    ck_assert_int_eq(result(2, 3, RAM + 128, 100), 0);
    ck_assert_int_eq(result(5, 3, 0, 0), 0);
    w.st = copy; /* back to when it was open, at the offset of that time */
    ck_assert_int_eq(result(2, 3, RAM + 128, 100), 4);
    ck_assert_int_eq(result(8, 3, RAM, 0), 0);
    ck_assert(mem_peek(&w.mem, RAM + 48, buf, 8));
    ck_assert_int_eq(buf[0], 10); /* st_size */
    ck_assert_int_eq(result(6, 3, (uint64_t)-1, 0), -EINVAL);
    ck_assert_int_eq(result(6, 1, 0, 0), -ESPIPE);
    poke(RAM, "data.txt");
    ck_assert_int_eq(result(11, RAM, 0, 0), 0);
    close_world();
    in_root(dir, "data.txt", path, sizeof path);
    ck_assert_int_eq(access(path, F_OK), -1);
    ck_assert_int_eq(rmdir(dir), 0);
    free(dir);
}
END_TEST

/* Neither .. nor links lead out of the root; devices are refused. */
START_TEST(no_escape)
{
    static const char *const names[] = { "../services-secret",
                                         "/../services-secret",
                                         "sub/../../services-secret",
                                         "out",
                                         "absolute",
                                         "up/services-secret",
                                         "zero" };
    char *dir = make_root(), path[64];
    FILE *f = fopen("services-secret", "w");
    ck_assert_ptr_nonnull(f);
    fclose(f);
    in_root(dir, "sub", path, sizeof path);
    ck_assert_int_eq(mkdir(path, 0700), 0);
    in_root(dir, "out", path, sizeof path);
    ck_assert_int_eq(symlink("../services-secret", path), 0);
    in_root(dir, "absolute", path, sizeof path);
    ck_assert_int_eq(symlink("/etc/passwd", path), 0);
    in_root(dir, "up", path, sizeof path);
    ck_assert_int_eq(symlink("..", path), 0);
    in_root(dir, "zero", path, sizeof path);
    ck_assert_int_eq(symlink("/dev/zero", path), 0);
    open_world("linux", "", dir);
    for (size_t i = 0; i < COUNT(names); i++) {
        poke(RAM, names[i]);
        ck_assert_msg(result(4, RAM, O_RD, 0) == -EACCES, "%s", names[i]);
        ck_assert_int_lt(result(14, RAM, RAM + 512, 0), 0);
        ck_assert_int_lt(result(4, RAM, O_WR | O_CREATE, 0), 0);
    }
    close_world();
    for (size_t i = 3; i < COUNT(names); i++) {
        in_root(dir, i == 5 ? "up" : names[i], path, sizeof path);
        ck_assert_int_eq(unlink(path), 0);
    }
    in_root(dir, "sub", path, sizeof path);
    ck_assert_int_eq(rmdir(path), 0);
    ck_assert_int_eq(rmdir(dir), 0);
    ck_assert_int_eq(unlink("services-secret"), 0);
    free(dir);
}
END_TEST

START_TEST(bad_addresses_and_lengths)
{
    open_world("linux", "some input\n", NULL);
    ck_assert_int_eq(result(3, 1, 0x100, 5), -EFAULT);
    ck_assert_int_eq(result(3, 1, RAM, 0xffffffff), -EFAULT);
    ck_assert_int_eq(result(3, 1, 0xfffffff0, 0x20), -EFAULT);
    ck_assert_int_eq(result(3, 1, RAM, 0), 0);
    ck_assert_int_eq(result(3, 77, RAM, 1), -EBADF);
    ck_assert_int_eq(result(3, 0, RAM, 1), -EBADF);
    ck_assert_int_eq(result(2, 0, 0x8000, 4), -EFAULT); /* read-only memory */
    ck_assert_int_eq(result(2, 0, RAM, 0x2001), -EFAULT);
    ck_assert_int_eq(result(2, 0, RAM, 0x2000), 11);
    ck_assert_int_eq(result(2, 0, RAM, 0x2000), 0);
    ck_assert_int_eq(result(13, RAM, 0xffffffff, 0), 256);
    ck_assert_int_eq(result(9, 0x8000, 0, 0), -EFAULT);
    ck_assert_int_eq(result(12, 1, 0x100, 2), -EFAULT);
    ck_assert_int_eq(result(12, 1, RAM, 5000), -EINVAL);
    expect_output("");
    close_world();
}
END_TEST

START_TEST(vectored_write)
{
    const uint32_t iov[4] = { RAM + 64, 3, RAM + 80, 4 };
    open_world("linux", "", NULL);
    ck_assert(mem_poke(&w.mem, RAM, iov, sizeof iov));
    poke(RAM + 64, "abc");
    poke(RAM + 80, "defg");
    ck_assert_int_eq(result(12, 1, RAM, 2), 7);
    expect_output("abcdefg");
    close_world();
}
END_TEST

/* ---- devices ----------------------------------------------------------------------------------------- */

START_TEST(console_and_marker)
{
    struct board_state st = { 0 };
    open_world("linux", "hi", NULL);
    struct board board = { &st, w.s, &w.st };
    const struct device_kind *console = device_kind_by_name("console"),
                             *marker = device_kind_by_name("marker");
    ck_assert_ptr_null(device_kind_by_name("toaster"));
    console->ops->write(&board, 0, 1, 'A');
    console->ops->write(&board, 0, 4, 'B');
    expect_output("AB");
    ck_assert_uint_eq(console->ops->read(&board, 8, 4), 3);
    ck_assert_uint_eq(console->ops->read(&board, 4, 4), 'h');
    ck_assert_uint_eq(console->ops->read(&board, 4, 1), 'i');
    ck_assert_uint_eq(console->ops->read(&board, 8, 4), 2);
    ck_assert_uint_eq(console->ops->read(&board, 4, 4), UINT64_MAX);
    marker->ops->write(&board, 0, 4, 0);
    ck_assert_uint_eq(st.pending, BOARD_START);
    marker->ops->write(&board, 4, 4, 0);
    marker->ops->write(&board, 8, 4, 1234);
    ck_assert_uint_eq(st.pending, BOARD_START | BOARD_STOP | BOARD_END);
    ck_assert_uint_eq(st.result, 1234);
    close_world();
}
END_TEST

/* ---- programs ---------------------------------------------------------------------------------------- */

static uint8_t code[] = { 1, 2, 3, 4 };
static struct segment segments[] = {
    { 0x10000, 4, code, 4, SEG_R | SEG_X, ".text" },
    { 0x10ffc, 0x1008, code, 4, SEG_R | SEG_W, ".data" }, /* shares the page of .text */
};

static uint32_t word_at(struct mem *m, uint64_t addr)
{
    uint32_t v = 0xdeadbeef;
    ck_assert(mem_peek(m, addr, &v, 4));
    return v;
}

START_TEST(program_without_board)
{
    const char *const argv[] = { "prog", "one" };
    struct image img = { .entry = 0x10000, .segments = segments, .nsegments = 2 };
    const struct program_request rq = { .isa = &isa, .img = &img, .argc = 2, .argv = argv, .seed = 1 };
    struct program p;
    struct mem m;
    uint64_t slots[8] = { 0 };
    struct diag d;
    char text[8] = "", hint[160];
    diag_init(&d);
    mem_init(&m, 32);
    ck_assert_int_eq(program_load(&rq, &m, slots, &p, &d), 0);
    ck_assert_uint_eq(p.entry, 0x10000);
    ck_assert_uint_eq(mem_region(&m, 0x10000)->flags, MEM_R | MEM_W | MEM_X);
    ck_assert_uint_eq(mem_region(&m, 0x11000)->flags, MEM_R | MEM_W);
    ck_assert_uint_eq(mem_region(&m, 0x12003)->flags, MEM_R | MEM_W);
    ck_assert_uint_eq(p.brk_start, 0x13000);
    ck_assert_uint_eq(p.brk_limit, 0x33000);
    uint64_t sp = slots[6];
    ck_assert_uint_eq(sp % 16, 0);
    ck_assert_uint_eq(word_at(&m, sp), 2);
    ck_assert(mem_peek(&m, word_at(&m, sp + 8), text, 4));
    ck_assert_str_eq(text, "one");
    ck_assert_uint_eq(word_at(&m, sp + 12), 0);
    ck_assert_uint_eq(word_at(&m, sp + 16), 0);
    ck_assert_uint_eq(word_at(&m, sp + 20), 6); /* AT_PAGESZ */
    ck_assert_uint_eq(word_at(&m, sp + 24), 4096);
    program_fault_hint(&p, &m, p.stack_low - 8, hint, sizeof hint);
    ck_assert_ptr_nonnull(strstr(hint, "stack overflow"));
    program_fault_hint(&p, &m, 4, hint, sizeof hint);
    ck_assert_ptr_nonnull(strstr(hint, "null pointer"));
    mem_release(&m);
    diag_release(&d);
}
END_TEST

START_TEST(programs_that_do_not_fit)
{
    struct segment far[] = { { 0xfffffffe, 4, code, 4, SEG_R, ".far" } };
    struct image img = { .entry = 0, .segments = far, .nsegments = 1 };
    struct program_request rq = { .isa = &isa, .img = &img };
    struct program p;
    struct mem m;
    uint64_t slots[8] = { 0 };
    struct diag d;
    diag_init(&d);
    mem_init(&m, 32);
    ck_assert_int_eq(program_load(&rq, &m, slots, &p, &d), -1);
    ck_assert_int_eq(d.errors, 1);
    far[0].addr = 0x7fff8000; /* where the stack is */
    ck_assert_int_eq(program_load(&rq, &m, slots, &p, &d), -1);
    rq.board = true;
    far[0].addr = 0x100;
    mem_release(&m);
    mem_init(&m, 32);
    ck_assert_int_eq(program_load(&rq, &m, slots, &p, &d), -1);
    ck_assert_int_eq(d.errors, 3);
    mem_release(&m);
    diag_release(&d);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("services");
    TCase *t = tcase_create("all");
    tcase_add_test(t, table_is_sound);
    tcase_add_test(t, targets_name_known_services);
    tcase_add_test(t, unknown_numbers);
    tcase_add_test(t, exit_statuses);
    tcase_add_test(t, heap_grows_and_reads_zero_again);
    tcase_add_test(t, clocks_are_simulated);
    tcase_add_test(t, random_numbers_follow_the_seed);
    tcase_add_test(t, printing);
    tcase_add_test(t, reading);
    tcase_add_test(t, stopped_in_a_line);
    tcase_add_test(t, replay);
    tcase_add_test(t, files_need_a_root);
    tcase_add_test(t, files_below_the_root);
    tcase_add_test(t, no_escape);
    tcase_add_test(t, bad_addresses_and_lengths);
    tcase_add_test(t, vectored_write);
    tcase_add_test(t, console_and_marker);
    tcase_add_test(t, program_without_board);
    tcase_add_test(t, programs_that_do_not_fit);
    suite_add_tcase(s, t);
    SRunner *r = srunner_create(s);
    srunner_set_tap(r, "-");
    srunner_run_all(r, CK_SILENT);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? 1 : 0;
}
