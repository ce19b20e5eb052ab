/* check_services.c - host services: the table, processes, the console. Files: check_services_files.c. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include "base/str.h"
#include "services_rig.h"

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
    suite_add_tcase(s, t);
    SRunner *r = srunner_create(s);
    srunner_set_tap(r, "-");
    srunner_run_all(r, CK_SILENT);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? 1 : 0;
}
