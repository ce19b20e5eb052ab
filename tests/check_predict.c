/* check_predict.c - predictors on sequences worked out by hand. Whole programs: models.py. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include "timing/predict.h"

struct rig {
    struct predict_desc d;
    void *state;
    struct predict_stats s;
};

static void start(struct rig *r)
{
    struct mistake m;
    ck_assert_msg(predict_prepare(&r->d, &m), "%s", m.text);
    r->state = malloc(r->d.state_size);
    predict_reset(&r->d, r->state);
}

/* Feeds outcomes of one branch at `pc` ("TTNT"); returns how many were mispredicted. */
static int run(struct rig *r, uint64_t pc, uint64_t target, const char *outcomes)
{
    int wrong = 0;
    for (; *outcomes; outcomes++) {
        struct prediction p;
        if (!predict_fetch(&r->d, r->state, pc, pc + 4, false, &p, &r->s))
            predict_decode(&r->d, r->state, pc, TRANSFER_BRANCH, target, pc + 4, &p);
        bool taken = *outcomes == 'T';
        wrong += (p.valid && p.taken) != taken;
        predict_update(&r->d, r->state, pc, TRANSFER_BRANCH, taken, target, &p, &r->s);
    }
    return wrong;
}

START_TEST(fixed)
{
    static const struct {
        enum predict_kind k;
        uint64_t target;
        int wrong;
    } t[] = {
        { PREDICT_NOT_TAKEN, 0x80, 2 },
        { PREDICT_TAKEN, 0x80, 1 },
        { PREDICT_BTFN, 0x80, 1 },
        { PREDICT_BTFN, 0x180, 2 },
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        struct rig r = { .d = { .kind = t[i].k } };
        start(&r);
        ck_assert_int_eq(run(&r, 0x100, t[i].target, "TTN"), t[i].wrong);
        free(r.state);
    }
}
END_TEST

START_TEST(counters)
{
    /* a loop of four, three times: one bit misses the end and the start of each, two bits only the end (once
     * warm) */
    struct rig one = { .d = { .kind = PREDICT_ONE_BIT, .entries = 16, .shift = 2 } };
    start(&one);
    ck_assert_int_eq(run(&one, 0x100, 0x80, "TTTNTTTNTTTN"), 6);
    free(one.state);
    struct rig two = { .d = { .kind = PREDICT_TWO_BIT, .entries = 16, .initial = 1, .shift = 2 } };
    start(&two);
    ck_assert_int_eq(run(&two, 0x100, 0x80, "TTTNTTTNTTTN"), 4);
    free(two.state);
}
END_TEST

START_TEST(gshare_learns_a_pattern)
{
    struct rig r = { .d = {
                         .kind = PREDICT_GSHARE, .entries = 256, .history = 4, .initial = 1, .shift = 2 } };
    start(&r);
    run(&r, 0x100, 0x80, "TNTNTNTNTNTNTNTN");
    ck_assert_int_eq(run(&r, 0x100, 0x80, "TNTNTNTNTNTN"), 0);
    free(r.state);
}
END_TEST

START_TEST(local_learns_its_own_pattern)
{
    /* Two branches in turn: one always as last time but one, the other without a rule that a common history
     * of one bit could tell. Each own history of three outcomes says what comes. */
    struct rig r = {
        .d = { .kind = PREDICT_LOCAL, .entries = 8, .history = 3, .histories = 4, .initial = 1, .shift = 2 }
    };
    start(&r);
    run(&r, 0x100, 0x80, "TTNTTNTTNTTNTTN");
    ck_assert_int_eq(run(&r, 0x100, 0x80, "TTNTTNTTN"), 0);
    /* four histories: 0x110 has the row of 0x100, 0x104 has its own, all share the counters */
    ck_assert_int_eq(run(&r, 0x110, 0x80, "TTN"), 0);
    ck_assert_int_eq(run(&r, 0x104, 0x80, "T"), 0); /* history 000: both others began so, with T */
    free(r.state);
}
END_TEST

START_TEST(tournament_chooses)
{
    /* Starts with the local part (1). The pattern TN: gshare's counters and local's learn it alike; what the
     * parts say differs only while one of them is cold, so the chooser may move, and is never wrong for long.
     */
    struct rig r = { .d = { .kind = PREDICT_TOURNAMENT,
                            .entries = 16,
                            .history = 2,
                            .histories = 4,
                            .initial = 1,
                            .shift = 2 } };
    start(&r);
    run(&r, 0x100, 0x80, "TNTNTNTNTNTN");
    ck_assert_int_eq(run(&r, 0x100, 0x80, "TNTNTNTN"), 0);
    ck_assert_uint_eq(r.s.made[0] + r.s.made[1], 20);
    /* 0x104 goes where 0x100 went last: only the common history knows. Its own (random) tells nothing. */
    uint64_t before = r.s.made[1];
    const char *random = "TTNTNNNTTNTTTNNTNTTNNNTNTTTTNNTNTNNTNTTTNN";
    int wrong = 0;
    for (int round = 0; round < 4; round++)
        for (const char *c = random; *c; c++) {
            char outcome[2] = { *c, 0 };
            run(&r, 0x100, 0x80, outcome);
            int missed = run(&r, 0x104, 0x80, outcome);
            wrong += round == 3 ? missed : 0;
        }
    ck_assert_int_le(wrong, 2);
    ck_assert_uint_gt(r.s.made[1], before);
    free(r.state);
}
END_TEST

START_TEST(perceptron_weighs)
{
    /* Two inputs. All weights 0: the sum is 0, so taken. Each outcome that is N, while not sure (threshold
     * 1.93 * 2 + 14 = 17): the bias falls by one, the weights of past N rise. */
    struct rig r = { .d = { .kind = PREDICT_PERCEPTRON, .entries = 1, .history = 2, .shift = 2 } };
    start(&r);
    ck_assert_int_eq(run(&r, 0x100, 0x80, "N"), 1);        /* bias -1, both weights +1 (inputs -1) */
    ck_assert_int_eq(run(&r, 0x100, 0x80, "NNNNNNNN"), 0); /* -1 - 1 - 1 and falling */
    /* the sum is -9 * 3 = -27 now had it learned each time; it stopped after |-18| > 17: six times. One T:
     * wrong, so the bias becomes -5 and the weights 5: -15, still N, wrong again: -4, and weights 5 - (-1)
     * ... */
    ck_assert_int_eq(run(&r, 0x100, 0x80, "T"), 1);
    free(r.state);
    /* a pattern that is linearly separable: as the last but one */
    struct rig x = { .d = { .kind = PREDICT_PERCEPTRON, .entries = 4, .history = 4, .shift = 2 } };
    start(&x);
    run(&x, 0x100, 0x80, "TTNNTTNNTTNNTTNNTTNN");
    ck_assert_int_eq(run(&x, 0x100, 0x80, "TTNNTTNN"), 0);
    free(x.state);
}
END_TEST

START_TEST(tage_looks_far_back)
{
    /* A loop of twelve: thirteen outcomes decide, more than the shortest two histories (2 and 4 of 16) see.
     */
    struct rig r = {
        .d = { .kind = PREDICT_TAGE, .entries = 16, .history = 16, .tagged = 64, .initial = 1, .shift = 2 }
    };
    start(&r);
    for (int i = 0; i < 30; i++)
        run(&r, 0x100, 0x80, "TTTTTTTTTTTN");
    ck_assert_int_eq(run(&r, 0x100, 0x80, "TTTTTTTTTTTN"), 0);
    uint64_t longest = r.s.made[4];
    ck_assert_int_eq(run(&r, 0x100, 0x80, "TTTTTTTTTTTN"), 0);
    ck_assert_uint_gt(r.s.made[4], longest); /* the longest table knows the end */
    /* two bits would miss each end */
    struct rig two = { .d = { .kind = PREDICT_TWO_BIT, .entries = 16, .initial = 1, .shift = 2 } };
    start(&two);
    run(&two, 0x100, 0x80, "TTTTTTTTTTTN");
    ck_assert_int_eq(run(&two, 0x100, 0x80, "TTTTTTTTTTTN"), 1);
    free(two.state);
    free(r.state);
}
END_TEST

START_TEST(return_stack_counts)
{
    struct rig r = { .d = { .kind = PREDICT_TAKEN, .ras_entries = 4 } };
    struct prediction p, q;
    start(&r);
    predict_decode(&r.d, r.state, 0x100, TRANSFER_CALL, 0x1000, 0x104, &p);
    predict_decode(&r.d, r.state, 0x1000, TRANSFER_RETURN, 0, 0x1004, &q);
    predict_update(&r.d, r.state, 0x100, TRANSFER_CALL, true, 0x1000, &p, &r.s);
    predict_update(&r.d, r.state, 0x1000, TRANSFER_RETURN, true, 0x104, &q, &r.s);
    ck_assert_uint_eq(r.s.ras_hits, 1);
    predict_decode(&r.d, r.state, 0x200, TRANSFER_CALL, 0x1000, 0x204, &p);
    predict_decode(&r.d, r.state, 0x1000, TRANSFER_RETURN, 0, 0x1004, &q);
    predict_update(&r.d, r.state, 0x1000, TRANSFER_RETURN, true, 0x300, &q, &r.s); /* went elsewhere */
    ck_assert_uint_eq(r.s.ras_hits, 1);
    ck_assert_uint_eq(r.s.ras_misses, 1);
    free(r.state);
}
END_TEST

START_TEST(aliasing)
{
    /* 16 counters: 0x100 and 0x140 share one, 0x104 does not */
    struct rig r = { .d = { .kind = PREDICT_TWO_BIT, .entries = 16, .initial = 1, .shift = 2 } };
    start(&r);
    run(&r, 0x100, 0x80, "TTT");
    ck_assert_int_eq(run(&r, 0x140, 0x80, "T"), 0);
    ck_assert_int_eq(run(&r, 0x104, 0x80, "T"), 1);
    free(r.state);
}
END_TEST

START_TEST(target_buffer)
{
    struct rig r = { .d = { .kind = PREDICT_TAKEN, .btb_entries = 4, .btb_ways = 2, .shift = 2 } };
    start(&r);
    struct prediction p;
    ck_assert(!predict_fetch(&r.d, r.state, 0x100, 0x104, false, &p, &r.s));
    p.valid = 0;
    predict_update(&r.d, r.state, 0x100, TRANSFER_BRANCH, false, 0x200, &p,
                   &r.s); /* not taken: not entered */
    ck_assert(!predict_fetch(&r.d, r.state, 0x100, 0x104, false, &p, &r.s));
    predict_update(&r.d, r.state, 0x100, TRANSFER_JUMP, true, 0x200, &p, &r.s);
    predict_update(&r.d, r.state, 0x108, TRANSFER_JUMP, true, 0x300, &p, &r.s); /* same set of two */
    ck_assert(predict_fetch(&r.d, r.state, 0x100, 0x104, false, &p, &r.s));
    ck_assert_uint_eq(p.target, 0x200);
    predict_update(&r.d, r.state, 0x110, TRANSFER_JUMP, true, 0x400, &p,
                   &r.s); /* 0x108 was used longest ago */
    ck_assert(!predict_fetch(&r.d, r.state, 0x108, 0x10c, false, &p, &r.s));
    ck_assert(predict_fetch(&r.d, r.state, 0x100, 0x104, false, &p, &r.s));
    free(r.state);
}
END_TEST

START_TEST(return_stack)
{
    struct rig r = { .d = { .kind = PREDICT_TAKEN, .ras_entries = 2 } };
    start(&r);
    struct prediction p, q;
    predict_decode(&r.d, r.state, 0x100, TRANSFER_CALL, 0x1000, 0x104, &p);
    predict_decode(&r.d, r.state, 0x1000, TRANSFER_CALL, 0x2000, 0x1004, &p);
    predict_decode(&r.d, r.state, 0x2000, TRANSFER_CALL, 0x3000, 0x2004, &p); /* the oldest is lost */
    ck_assert(predict_decode(&r.d, r.state, 0x3000, TRANSFER_RETURN, 0, 0x3004, &p));
    ck_assert_uint_eq(p.target, 0x2004);
    /* the return was on a wrong path behind a branch that q belongs to: everything comes back */
    predict_decode(&r.d, r.state, 0x500, TRANSFER_BRANCH, 0x600, 0x504, &q);
    predict_decode(&r.d, r.state, 0x600, TRANSFER_RETURN, 0, 0x604, &p);
    predict_recover(&r.d, r.state, TRANSFER_BRANCH, 0x504, &q);
    ck_assert(predict_decode(&r.d, r.state, 0x700, TRANSFER_RETURN, 0, 0x704, &p));
    ck_assert_uint_eq(p.target, 0x1004);
    ck_assert(!predict_decode(&r.d, r.state, 0x800, TRANSFER_RETURN, 0, 0x804, &p)); /* empty */
    free(r.state);
}
END_TEST

/* What views show is what would be predicted, and looking changes nothing. */
START_TEST(views)
{
    for (unsigned k = PREDICT_ONE_BIT; k < PREDICT_KINDS; k++) {
        struct rig r = { .d = { .kind = (enum predict_kind)k,
                                .entries = 64,
                                .history = k == PREDICT_TAGE ? 32 : 4,
                                .histories = 16,
                                .tagged = 64,
                                .initial = k == PREDICT_ONE_BIT ? 0 : 1,
                                .ras_entries = 2,
                                .shift = 2 } };
        start(&r);
        uint32_t random = 12345;
        for (int i = 0; i < 500; i++) {
            uint64_t pc = 0x100 + 4 * (random >> 20 & 7);
            struct predict_now now;
            void *before = memcpy(malloc(r.d.state_size), r.state, r.d.state_size);
            predict_view(&r.d, r.state, pc, 0x80, &now);
            ck_assert_mem_eq(before, r.state, r.d.state_size);
            free(before);
            struct prediction p;
            predict_decode(&r.d, r.state, pc, TRANSFER_BRANCH, 0x80, pc + 4, &p);
            ck_assert_int_eq(now.taken, p.taken);
            ck_assert_uint_eq(now.part, p.part);
            if (now.has_counter) {
                ck_assert_uint_eq(now.index, p.index);
                ck_assert_int_eq(now.taken, 2 * now.value > now.top);
            }
            random = random * 1664525 + 1013904223;
            predict_update(&r.d, r.state, pc, TRANSFER_BRANCH, random >> 30 & 1, 0x80, &p, &r.s);
        }
        free(r.state);
    }
}
END_TEST

START_TEST(views_of_targets)
{
    struct rig r = { .d = { .kind = PREDICT_GSHARE,
                            .entries = 16,
                            .history = 3,
                            .btb_entries = 4,
                            .btb_ways = 1,
                            .ras_entries = 2,
                            .shift = 2 } };
    start(&r);
    struct predict_btb e;
    struct prediction p = { 0 };
    uint64_t bits, to;
    ck_assert(!predict_view_btb(&r.d, r.state, 1, &e));
    ck_assert(!predict_view_ras(&r.d, r.state, 0, &to));
    ck_assert_int_eq(run(&r, 0x104, 0x200, "TTN"), 2); /* T and T are learned, N is not expected */
    ck_assert_uint_eq(predict_view_history(&r.d, r.state, &bits), 3);
    ck_assert_uint_eq(bits, 6);
    ck_assert(predict_view_btb(&r.d, r.state, 1, &e));
    ck_assert_uint_eq(e.pc, 0x104);
    ck_assert_uint_eq(e.target, 0x200);
    ck_assert(!predict_view_btb(&r.d, r.state, 4, &e));
    predict_decode(&r.d, r.state, 0x300, TRANSFER_CALL, 0x400, 0x304, &p);
    predict_decode(&r.d, r.state, 0x310, TRANSFER_CALL, 0x400, 0x314, &p);
    ck_assert(predict_view_ras(&r.d, r.state, 0, &to) && to == 0x314);
    ck_assert(predict_view_ras(&r.d, r.state, 1, &to) && to == 0x304);
    ck_assert(!predict_view_ras(&r.d, r.state, 2, &to));
    free(r.state);
}
END_TEST

START_TEST(refusals)
{
    struct {
        struct predict_desc d;
        const char *key;
    } bad[] = {
        { { .kind = PREDICT_TWO_BIT, .entries = 12 }, "entries" },
        { { .kind = PREDICT_GSHARE, .entries = 16, .history = 5 }, "history" },
        { { .kind = PREDICT_GSHARE, .entries = 16, .history = 0 }, "history" },
        { { .kind = PREDICT_TWO_BIT, .entries = 16, .initial = 4 }, "initial" },
        { { .kind = PREDICT_LOCAL, .entries = 16, .history = 4, .histories = 6 }, "histories" },
        { { .kind = PREDICT_LOCAL, .entries = 16, .history = 5, .histories = 8 }, "history" },
        { { .kind = PREDICT_PERCEPTRON, .entries = 16, .history = 63 }, "history" },
        { { .kind = PREDICT_PERCEPTRON, .entries = 3, .history = 8 }, "entries" },
        { { .kind = PREDICT_TAGE, .entries = 16, .history = 12, .tagged = 16 }, "history" },
        { { .kind = PREDICT_TAGE, .entries = 16, .history = 16, .tagged = 12 }, "tagged" },
        { { .kind = PREDICT_TAKEN, .btb_entries = 6, .btb_ways = 1 }, "btb/entries" },
        { { .kind = PREDICT_TAKEN, .btb_entries = 8, .btb_ways = 0 }, "btb/ways" },
        { { .kind = PREDICT_TAKEN, .ras_entries = 65 }, "ras/entries" },
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct mistake m;
        ck_assert(!predict_prepare(&bad[i].d, &m));
        ck_assert_msg(strncmp(m.keys, bad[i].key, strlen(bad[i].key)) == 0, "%s: %s", m.text, m.keys);
    }
}
END_TEST

int main(void)
{
    Suite *s = suite_create("predict");
    TCase *t = tcase_create("predict");
    suite_add_tcase(s, t);
    tcase_add_test(t, fixed);
    tcase_add_test(t, counters);
    tcase_add_test(t, gshare_learns_a_pattern);
    tcase_add_test(t, local_learns_its_own_pattern);
    tcase_add_test(t, tournament_chooses);
    tcase_add_test(t, perceptron_weighs);
    tcase_add_test(t, tage_looks_far_back);
    tcase_add_test(t, return_stack_counts);
    tcase_add_test(t, aliasing);
    tcase_add_test(t, target_buffer);
    tcase_add_test(t, return_stack);
    tcase_add_test(t, views);
    tcase_add_test(t, views_of_targets);
    tcase_add_test(t, refusals);
    SRunner *r = srunner_create(s);
    srunner_set_tap(r, "-");
    srunner_run_all(r, CK_SILENT);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
