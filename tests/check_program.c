/* check_program.c - programs are put into memory as Linux would, or refused; devices of a board. */
#include "machine/devices.h"
#include "machine/program.h"
#include "services_rig.h"

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
    Suite *s = suite_create("program");
    TCase *t = tcase_create("all");
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
