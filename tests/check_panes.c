/* check_panes.c - panes drawn for fixed programs, machines and cycles, compared with
 * tests/screens/panes-*.txt (UPDATE_SCREENS=1 writes these anew: look at the difference). */
#include "panes_rig.h"
#include "fake_session.h"

static struct panes_rig rig;

static const char *const small_machine[] = { "predict.kind=two_bit",
                                             "predict.entries=16",
                                             "l1i={size: 64B, line: 16, ways: 2}",
                                             "l1d={size: 64B, line: 16, ways: 2}",
                                             "memory.latency=4",
                                             NULL };

/* The moment of most drawings: in the loop, its load's value on the way to the addition. */
static void open_sum(uint64_t cycle)
{
    rig_open(&rig, "rv32", "classic5-predict", small_machine, "tests/screens/sum.s");
    ck_assert(engine_seek(rig.engine, cycle));
}

START_TEST(mock_ups)
{
    open_sum(44);
    rig_show(&rig, "code", 47, 8);
    rig_show(&rig, "code", 60, 12);
    rig_show(&rig, "regs", 31, 8);
    rig_show(&rig, "regs", 54, 10);
    rig_show(&rig, "pipe", 80, 9);
    rig_show(&rig, "pipe", 97, 14);
    rig_show(&rig, "data", 86, 9);
    rig_show(&rig, "data", 105, 9);
    rig_show(&rig, "mem", 44, 4);
    rig_show(&rig, "mem", 58, 7);
    rig_show(&rig, "cache", 60, 8);
    rig_show(&rig, "bpred", 38, 6);
    rig_show(&rig, "stats", 40, 12);
    rig_show(&rig, "stats", 80, 12);
    rig_show(&rig, "console", 30, 4);
    rig_show(&rig, "break", 50, 4);
    rig_compare(&rig, "panes-sum");
    rig_close(&rig);
}
END_TEST

/* A machine without prediction, in the cycle in which the wrong path has been fetched, and the next. */
START_TEST(wrong_path)
{
    rig_open(&rig, "rv32", "classic5-nocache", NULL, "tests/screens/sum.s");
    for (uint64_t cycle = 12; cycle <= 14; cycle++) {
        ck_assert(engine_seek(rig.engine, cycle));
        rig_show(&rig, "code", 47, 13);
        rig_show(&rig, "pipe", 80, 10);
        rig_show(&rig, "data", 100, 10);
    }
    rig_compare(&rig, "panes-wrong-path");
    rig_close(&rig);
}
END_TEST

static void show_pipeline(void)
{
    rig_show(&rig, "code", 47, 13);
    rig_show(&rig, "pipe", 80, 12);
    rig_show(&rig, "pipe", 30, 6);
    rig_show(&rig, "data", 105, 16);
    rig_show(&rig, "data", 40, 5);
    rig_show(&rig, "cache", 40, 6);
    rig_show(&rig, "bpred", 38, 6);
}

START_TEST(sixteen_stages)
{
    rig_open(&rig, "rv32", "tests/screens/deep.yaml", NULL, "tests/screens/sum.s");
    ck_assert(engine_seek(rig.engine, 60));
    show_pipeline();
    rig_show(&rig, "data", 250, 10);
    rig_compare(&rig, "panes-deep");
    rig_close(&rig);
}
END_TEST

START_TEST(one_stage)
{
    rig_open(&rig, "rv32", "tests/screens/lone.yaml", NULL, "tests/screens/sum.s");
    ck_assert(engine_seek(rig.engine, 9));
    show_pipeline();
    rig_compare(&rig, "panes-lone");
    rig_close(&rig);
}
END_TEST

START_TEST(cost_machine)
{
    rig_open(&rig, "rv32", "multi-cycle", NULL, "tests/screens/sum.s");
    ck_assert(engine_seek(rig.engine, 19));
    show_pipeline();
    rig_compare(&rig, "panes-cost");
    rig_close(&rig);
}
END_TEST

/* Without line information, and with that of another file: as compiled programs have it. */
START_TEST(without_source)
{
    open_sum(30);
    size_t lines = rig.img->nlines;
    rig.img->nlines = 0;
    rig_show(&rig, "code", 47, 13);
    rig_show(&rig, "stats", 80, 12);
    rig_compare(&rig, "panes-no-source");
    rig.img->nlines = lines;
    rig_close(&rig);
    open_sum(30);
    rig.img->from_source = false;
    str_clear(&rig.screens);
    rig_show(&rig, "code", 60, 24);
    rig_compare(&rig, "panes-mixed");
    rig_close(&rig);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("panes");
    tcase_add_test(t, mock_ups);
    tcase_add_test(t, wrong_path);
    tcase_add_test(t, sixteen_stages);
    tcase_add_test(t, one_stage);
    tcase_add_test(t, cost_machine);
    tcase_add_test(t, without_source);
    Suite *s = suite_create("panes");
    suite_add_tcase(s, t);
    SRunner *runner = srunner_create(s);
    srunner_set_tap(runner, "-");
    srunner_run_all(runner, CK_SILENT);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
