/* check_engine_changes.c - what the user does is part of the past: values that are set, input that is typed,
 * files; the laws that hold whatever way time is passed; what the guest prints. */
#include "engine_model.h"

#include "debug/engine_private.h"
#include "machine/state.h"

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

int main(void)
{
    Suite *s = suite_create("engine_changes");
    TCase *t = tcase_create("engine_changes");
    tcase_add_test(t, a_start_meets_its_own_place);
    tcase_add_loop_test(t, changes_are_part_of_the_past, 0, nmachines());
    tcase_add_loop_test(t, the_program_counter_can_be_set, 0, nmachines());
    tcase_add_loop_test(t, typed_input_is_waited_for_and_replayed, 0, 5);
    tcase_add_test(t, files_are_replayed_from_a_log);
    tcase_add_loop_test(t, all_ways_take_the_same_cycles, 0, nmachines());
    tcase_add_loop_test(t, all_ways_take_the_same_cycles, 0, NMACHINES);
    tcase_add_test(t, values_alone_can_be_stepped);
    tcase_add_test(t, output_comes_once);
    suite_add_tcase(s, t);
    SRunner *sr = srunner_create(s);
    srunner_set_tap(sr, "-");
    srunner_run_all(sr, CK_SILENT);
    int failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
