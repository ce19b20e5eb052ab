/* check_engine_stages.c - what is said of stages, operands and paths, of diagrams, and of branches. */
#include "engine_machines.h"

#include "base/bits.h"
#include "debug/branches.h"
#include "debug/engine_private.h"
#include "machine/state.h"

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
    Suite *s = suite_create("engine_stages");
    TCase *t = tcase_create("engine_stages");
    tcase_add_loop_test(t, branches_are_counted_one_by_one, 0, NMACHINES);
    tcase_add_loop_test(t, diagrams_show_all_that_retires, 0, nmachines());
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
