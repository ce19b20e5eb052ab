/* check_panes.c - panes drawn for fixed programs, machines and cycles, compared with
 * tests/screens/panes-*.txt (UPDATE_SCREENS=1 writes these anew: look at the difference). */
#include "panes_rig.h"

static struct panes_rig rig;

/* All but the command line, which is a part of the screen. */
static const char *const kinds[] = { "code",  "regs",  "pipe",    "data",  "mem",
                                     "cache", "bpred", "console", "stats", "break" };
#define KINDS (sizeof kinds / sizeof *kinds)

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
    rig_command(&rig, "goto cycle %llu", (unsigned long long)cycle - 1);
    rig_command(&rig, "cycle");
    ck_assert_uint_eq(engine_cycle(rig.engine), cycle);
}

START_TEST(mock_ups)
{
    rig_open(&rig, "rv32", "classic5-predict", small_machine, "tests/screens/sum.s");
    rig_command(&rig, "break loop if $t0 > 5");
    rig_command(&rig, "tbreak sum.s:15");
    rig_command(&rig, "break 16");
    rig_command(&rig, "disable 3");
    rig_command(&rig, "watch total");
    rig_command(&rig, "run");
    rig_command(&rig, "goto cycle 43");
    rig_command(&rig, "cycle");
    rig_show(&rig, "code", 47, 8);
    rig_show(&rig, "code", 60, 13);
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
    rig_show(&rig, "break", 50, 6);
    rig_compare(&rig, "panes-sum");
    rig_close(&rig);
}
END_TEST

/* What the program has done since it was stopped the last time, and after its end. */
START_TEST(changes)
{
    open_sum(20);
    rig_show(&rig, "mem", 44, 4);
    rig_command(&rig, "continue");
    ck_assert(engine_over(rig.engine));
    rig_show(&rig, "code", 60, 8);
    rig_show(&rig, "regs", 54, 10);
    rig_show(&rig, "mem", 44, 4);
    rig_show(&rig, "pipe", 80, 8);
    rig_show(&rig, "data", 105, 8);
    rig_show(&rig, "cache", 63, 6);
    rig_compare(&rig, "panes-end");
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

/* Two paths into a stage, and what stages and latches have while a division is worked on. */
START_TEST(paths)
{
    rig_open(&rig, "rv32", "classic5-nocache", NULL, "tests/screens/paths.s");
    ck_assert(engine_seek(rig.engine, 5));
    rig_show(&rig, "data", 80, 14);
    rig_show(&rig, "data", 120, 14);
    ck_assert(engine_seek(rig.engine, 8));
    rig_show(&rig, "data", 80, 14);
    rig_compare(&rig, "panes-paths");
    rig_close(&rig);
}
END_TEST

/* A branch that waits in ID for what is being added in EX, and gets it. */
START_TEST(branch_in_decode)
{
    rig_open(&rig, "rv32", "classic5-id-branch", NULL, "tests/screens/paths.s");
    for (uint64_t cycle = 40; cycle <= 42; cycle++) {
        ck_assert(engine_seek(rig.engine, cycle));
        rig_show(&rig, "data", 80, 14);
    }
    rig_compare(&rig, "panes-id-branch");
    rig_close(&rig);
}
END_TEST

/* What there is no room for can be scrolled to, and is told of. */
START_TEST(data_keys)
{
    rig_open(&rig, "rv32", "classic5-dual", small_machine + 2, "tests/screens/sum.s");
    rig_command(&rig, "goto cycle 38");
    rig_show(&rig, "data", 60, 3);
    rig_keys(&rig, "data", "jj");
    rig_show(&rig, "data", 60, 3);
    rig_keys(&rig, "data", "G");
    rig_show(&rig, "data", 60, 3);
    rig_show(&rig, "data", 80, 5);
    rig_keys(&rig, "data", "jjj");
    rig_show(&rig, "data", 80, 5);
    rig_compare(&rig, "panes-data-keys");
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

/* Two in a stage. */
START_TEST(pairs)
{
    rig_open(&rig, "rv32", "classic5-dual", small_machine + 2, "tests/screens/sum.s");
    rig_command(&rig, "goto cycle 38");
    show_pipeline();
    rig_compare(&rig, "panes-dual");
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

/* Every pane at every size, from nothing to more than any terminal has: nothing is drawn outside of the area.
 */
static void draw_at_all_sizes(void)
{
    static const int sizes[] = { 0, 1, 5, 13, 34, 89, 160, 400 };
    struct str out;
    str_init(&out);
    for (size_t k = 0; k < KINDS; k++)
        for (size_t w = 0; w < sizeof sizes / sizeof *sizes; w++)
            for (size_t h = w % 2; h < 6; h += 2) {
                str_clear(&out);
                rig_pane(&rig, kinds[k])->focused = (w + h) % 2;
                rig_draw(&rig, kinds[k], sizes[w], sizes[h], &out);
            }
    str_release(&out);
}

START_TEST(all_sizes)
{
    static const char *const machines[] = { "classic5",
                                            "classic5-dual",
                                            "multi-cycle",
                                            "tests/screens/deep.yaml",
                                            "tests/screens/lone.yaml",
                                            "classic5-predict" };
    for (size_t i = 0; i < sizeof machines / sizeof *machines; i++) {
        rig_open(&rig, "rv32", machines[i], NULL, "tests/screens/sum.s");
        draw_at_all_sizes(); /* before the first cycle */
        ck_assert(engine_seek(rig.engine, 31));
        draw_at_all_sizes();
        engine_seek(rig.engine, 100000);
        ck_assert(engine_over(rig.engine));
        draw_at_all_sizes();
        rig_close(&rig);
    }
}
END_TEST

/* Keys, clicks and the wheel in any order are survived, at any moment. */
START_TEST(anything_goes)
{
    static const tui_key special[] = { K_UP,   K_DOWN, K_LEFT,  K_RIGHT,  K_PGUP, K_PGDN,
                                       K_HOME, K_END,  K_ENTER, K_DELETE, K_F(2), K_F(4) };
    uint64_t random = 88172645463325252u;
    struct str out;
    str_init(&out);
    open_sum(40);
    for (int i = 0; i < 4000; i++) {
        random ^= random << 13, random ^= random >> 7, random ^= random << 17;
        unsigned n = (unsigned)(random >> 20);
        struct pane *p = rig_pane(&rig, kinds[n % KINDS]);
        const struct pane_kind *k = p->kind;
        p->focused = n & 1024;
        str_clear(&out);
        rig_draw(&rig, k->name, (int)(n >> 4) % 100, (int)(n >> 8) % 40, &out);
        unsigned what = n >> 12 & 15;
        if (what < 6 && k->key)
            k->key(p, (tui_key)(n >> 16 & 127));
        else if (what < 10 && k->key)
            k->key(p, special[(n >> 16) % 12]);
        else if (what < 12 && k->scroll)
            k->scroll(p, (int)(n >> 16 & 63) - 32);
        else if (what < 14 && k->click)
            k->click(p, (int)(n >> 16 & 127), (int)(n >> 23 & 31), 1);
        else if (what < 15 && k->search)
            k->search(p, n & 4096 ? "a0" : "7", n & 8192, n & 16384);
        else
            engine_seek(rig.engine, random >> 40 & 127);
        if (rig.did.len > 4000)
            str_clear(&rig.did);
    }
    str_release(&out);
    rig_close(&rig);
}
END_TEST

/* ---- what keys say ----------------------------------------------------------------------------------- */

START_TEST(code_keys)
{
    open_sum(44);
    rig_show(&rig, "code", 47, 8);
    rig_keys(&rig, "code", "k  tt");
    ck_assert_str_eq(rig.did.buf, "break sum.s:11\ndelete 1\ntbreak sum.s:11\ndelete 2\n");
    str_clear(&rig.did);
    rig_pane(&rig, "code")->focused = true;
    rig_keys(&rig, "code", "gj"); /* the second instruction of a line */
    rig_pane(&rig, "code")->kind->key(rig_pane(&rig, "code"), K_F(4));
    ck_assert_str_eq(rig.did.buf, "advance *0x10004\n");
    rig_command(&rig, "goto cycle 44");
    rig_show(&rig, "code", 47, 8);
    rig_keys(&rig, "code", "Gkkk\n"); /* follows the branch */
    rig_show(&rig, "code", 47, 8);
    ck_assert(rig_pane(&rig, "code")->kind->search(rig_pane(&rig, "code"), "total", false, false) == false);
    ck_assert(rig_pane(&rig, "code")->kind->search(rig_pane(&rig, "code"), "exit", false, false));
    str_clear(&rig.did);
    rig_keys(&rig, "code", " u");
    ck_assert_str_eq(rig.did.buf, "break sum.s:16\nuntil sum.s:16\n");
    ck_assert_uint_eq(engine_pc(rig.engine), 0x10024);
    rig_close(&rig);
}
END_TEST

START_TEST(pipe_keys)
{
    open_sum(44);
    struct pane *p = rig_pane(&rig, "pipe");
    p->focused = true;
    rig_show(&rig, "pipe", 80, 9);
    rig_keys(&rig, "pipe", "hkk\nw");
    ck_assert_str_eq(rig.did.buf, "goto cycle 43\nwhy #15\n");
    ck_assert_str_eq(rig.said.buf,
                     "#17 bne  a0,a2,loop at loop+12, cycle 43: not fetched yet\n"
                     "#16 addi a0,a0,4 at loop+8, cycle 43: held in IF behind an older one (#14)\n"
                     "#15 add  a1,a1,t0 at loop+4, cycle 43: stays in ID: an operand is still being "
                     "loaded (#14)\n");
    for (int i = 0; i < 30; i++)
        p->kind->key(p, K_LEFT);
    rig_show(&rig, "pipe", 80, 9);
    rig_keys(&rig, "pipe", "-");
    rig_show(&rig, "pipe", 80, 9);
    rig_keys(&rig, "pipe", "-");
    rig_show(&rig, "pipe", 80, 12);
    p->kind->key(p, K_END);
    rig_show(&rig, "pipe", 80, 12);
    rig_compare(&rig, "panes-pipe-keys");
    rig_close(&rig);
}
END_TEST

START_TEST(register_keys)
{
    open_sum(44);
    rig_keys(&rig, "regs", "d");
    rig_show(&rig, "regs", 54, 10);
    rig_keys(&rig, "regs", "t");
    rig_show(&rig, "regs", 80, 10);
    rig_keys(&rig, "regs", "o]");
    rig_show(&rig, "regs", 54, 4);
    struct str error;
    str_init(&error);
    ck_assert(!rig_pane(&rig, "regs")->kind->command(rig_pane(&rig, "regs"), "y", &error));
    ck_assert_msg(strstr(error.buf, "no group of registers 'y'; there is x,") == error.buf, "%s", error.buf);
    ck_assert(rig_pane(&rig, "regs")->kind->command(rig_pane(&rig, "regs"), "x", &error));
    str_release(&error);
    rig_keys(&rig, "regs", "xjj=");
    ck_assert_str_eq(rig.did.buf, "set var $sp = _\n");
    rig_compare(&rig, "panes-regs-keys");
    rig_close(&rig);
}
END_TEST

static void mem_command(const char *args)
{
    struct str error;
    str_init(&error);
    struct pane *p = rig_pane(&rig, "mem");
    ck_assert_msg(p->kind->command(p, args, &error), "%s", error.buf);
    str_release(&error);
}

START_TEST(memory_formats)
{
    static const char *const formats[] = {
        "x/4dw &arr", "/xg &arr", "/uh",      "/tb",     "/c &arr",
        "x/fw 0",     "/a &arr",  "/i &loop", "/s &arr", "/xb 0x7ffefff0"
    };
    open_sum(44);
    rig_command(&rig, "set {char}0x11001 = 'A'");
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        mem_command(formats[i]);
        rig_show(&rig, "mem", 60, 4);
    }
    mem_command("/xw &arr");
    rig_show(&rig, "mem", 60, 4);
    struct pane *p = rig_pane(&rig, "mem");
    ck_assert(p->kind->search(p, "11", false, false));
    rig_keys(&rig, "mem", "=");
    ck_assert_str_eq(rig.did.buf, "set {int}0x1100c = _\n");
    ck_assert(!p->kind->search(p, "12345678", false, false));
    struct str error;
    str_init(&error);
    ck_assert(!p->kind->command(p, "/y &arr", &error));
    ck_assert_str_eq(error.buf, "no format 'y': formats are x d u o t c a f i s, sizes b h w g");
    str_release(&error);
    rig_compare(&rig, "panes-mem");
    rig_close(&rig);
}
END_TEST

START_TEST(cache_keys)
{
    open_sum(44);
    rig_show(&rig, "cache", 63, 8);
    rig_keys(&rig, "cache", "\n]");
    ck_assert_str_eq(rig.did.buf, "mem x/xb 0x11000\n");
    rig_show(&rig, "cache", 63, 8);
    rig_keys(&rig, "cache", "[");
    rig_show(&rig, "cache", 46, 8); /* two of four words: those around the last access */
    rig_keys(&rig, "cache", "hhhhh");
    rig_show(&rig, "cache", 46, 8);
    rig_keys(&rig, "cache", "l");
    rig_show(&rig, "cache", 46, 8);
    rig_keys(&rig, "cache", ".");
    rig_show(&rig, "cache", 46, 8);
    rig_compare(&rig, "panes-cache");
    rig_close(&rig);
}
END_TEST

/* A TLB holds translations, no words. */
START_TEST(translations)
{
    rig_open(&rig, "rv32", "classic5-tlb", NULL, "tests/screens/sum.s");
    struct str error;
    str_init(&error);
    ck_assert(rig_pane(&rig, "cache")->kind->command(rig_pane(&rig, "cache"), "dtlb", &error));
    str_release(&error);
    rig_command(&rig, "continue");
    rig_show(&rig, "cache", 63, 5);
    rig_show(&rig, "cache", 24, 5);
    rig_compare(&rig, "panes-tlb");
    rig_close(&rig);
}
END_TEST

/* Other instruction sets: nothing is known of any. */
START_TEST(other_isas)
{
    static const struct {
        const char *target, *program;
    } isas[] = { { "mips1", "tests/screens/mips.s" }, { "y86-64", "tests/screens/y86.s" } };
    struct str all;
    str_init(&all);
    for (size_t i = 0; i < sizeof isas / sizeof *isas; i++) {
        rig_open(&rig, isas[i].target, "classic5-nocache", NULL, isas[i].program);
        ck_assert(engine_seek(rig.engine, 12));
        str_addf(&rig.screens, "######## %s\n", isas[i].target);
        rig_show(&rig, "code", 60, 10);
        rig_show(&rig, "regs", 54, 6);
        rig_show(&rig, "pipe", 80, 8);
        rig_show(&rig, "data", 100, 9);
        rig_show(&rig, "mem", 60, 3);
        str_add(&all, rig.screens.buf);
        if (i + 1 == sizeof isas / sizeof *isas) {
            str_clear(&rig.screens);
            str_add(&rig.screens, all.buf);
            rig_compare(&rig, "panes-isas");
        }
        rig_close(&rig);
    }
    str_release(&all);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("panes");
    tcase_add_test(t, mock_ups);
    tcase_add_test(t, changes);
    tcase_add_test(t, wrong_path);
    tcase_add_test(t, paths);
    tcase_add_test(t, branch_in_decode);
    tcase_add_test(t, data_keys);
    tcase_add_test(t, sixteen_stages);
    tcase_add_test(t, one_stage);
    tcase_add_test(t, cost_machine);
    tcase_add_test(t, pairs);
    tcase_add_test(t, without_source);
    tcase_add_test(t, all_sizes);
    tcase_add_test(t, anything_goes);
    tcase_add_test(t, code_keys);
    tcase_add_test(t, pipe_keys);
    tcase_add_test(t, register_keys);
    tcase_add_test(t, memory_formats);
    tcase_add_test(t, cache_keys);
    tcase_add_test(t, translations);
    tcase_add_test(t, other_isas);
    Suite *s = suite_create("panes");
    suite_add_tcase(s, t);
    SRunner *runner = srunner_create(s);
    srunner_set_tap(runner, "-");
    srunner_run_all(runner, CK_SILENT);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
