/* check_sem.c - the semantics language: tokens, trees and constants (sem_lex.c, sem_parse.c, sem_const.c),
 * kinds. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include "isa/isa.h"
#include "isa/sem.h"

static struct isa *isa;
static struct sem *sem;
static struct diag diag;

static void setup(void)
{
    isa = calloc(1, sizeof *isa);
    arena_init(&isa->arena);
    isa->word = 32;
    diag_init(&diag);
    sem = sem_new(isa);
    sem_set_const(sem, "XLEN", 32);
    sem_set_const(sem, "LXL", 5);
}

static void teardown(void)
{
    diag_release(&diag);
    arena_release(&isa->arena);
    free(isa);
}

static struct yaml *scalar(const char *text)
{
    struct yaml *y = ARENA_NEW(&isa->arena, struct yaml);
    y->style = YAML_PLAIN;
    y->text = arena_strdup(&isa->arena, text);
    y->loc = (struct loc){ diag_source(&diag, "test", text, strlen(text)), 1, 1 };
    return y;
}

static const struct {
    const char *text;
    int64_t value;
} constants[] = {
    { "1 + 2 * 3", 7 },
    { "(1 + 2) * 3", 9 },
    { "10 - 4 - 3", 3 },
    { "0x1F & 0b1010 | 64", 74 },
    { "1 << 4 - 1", 8 },
    { "a_b == 0 || 1 == 1", 1 },
    { "6 & 3 == 2", 1 }, /* (6 & 3) == 2 */
    { "1 | 2 ^ 3 & 6", 1 },
    { "-1", -1 },
    { "~1", -2 },
    { "!0 && !!5", 1 },
    { "-7 / 2", -3 },
    { "-7 % 2", -1 },
    { "-8 >> 1", -4 },
    { "-8 >>_s 1", -4 },
    { "if XLEN == 64 then 6 else 5", 5 },
    { "12 - LXL", 7 },
    { "XLEN - 1", 31 },
    { "8'0xFF + 1", 0 }, /* eight bits wrap */
    { "8'0x80 <_s 0", 1 },
    { "8'0x80 < 0", 0 },
    { "4'3 @ 4'5", 0x35 },
    { "sext<16>(8'0x80)", 0xff80 },
    { "zext<16>(8'0x80)", 0x80 },
    { "0x1234[15:8]", 0x12 },
    { "0x1234[2]", 1 },
    { "0x1234[4 +: 8]", 0x23 },
    { "(8'1 - 8'2) >> 4", 15 },
    { "(8'1 - 8'2) >>_s 4", 255 },
    { "8'7 /_s 8'0", 255 },
    { "8'7 %_s 8'0", 7 },
    { "fits_s(-2048, 12)", 1 },
    { "fits_s(2048, 12)", 0 },
    { "fits_u(4095, 12)", 1 },
    { "fits_u(-1, 12)", 0 },
    { "match 2 { 1 => 10, 2 => 20\n _ => 30 }", 20 },
    { "0xFFFF_FFFF_FFFF_FFFF", -1 },
    { "1 << 63", INT64_MIN },
    { "9223372036854775807 + 1", INT64_MIN }, /* wraps: no C undefined behaviour */
    { "(1 << 63) / -1", INT64_MIN },
    { "(1 << 63) % -1", 0 },
};

START_TEST(test_constants)
{
    int64_t v = 0;
    sem_set_const(sem, "a_b", 1);
    ck_assert_msg(sem_const_yaml(sem, scalar(constants[_i].text), &diag, &v), "%s: %s", constants[_i].text,
                  diag_text(&diag));
    ck_assert_msg(v == constants[_i].value, "%s = %lld", constants[_i].text, (long long)v);
}
END_TEST

static const struct {
    const char *text;
    int col;
    const char *message;
} bad[] = {
    { "1 +", 4, "expected an expression, found the end" },
    { "(1 + 2", 7, "expected ')', found the end" },
    { "1 2", 3, "expected the end of the expression, found '2'" },
    { "a ? b : c", 3, "there is no '?'; write  if c then a else b" },
    { "XLEM + 1", 1, "'XLEM' is not a constant; did you mean 'XLEN'?" },
    { "1 + (XLEN / 0)", 11, "this is not a constant" },
    { "012", 1, "a number does not begin with 0 (hexadecimal is 0x, binary 0b)" },
    { "12a", 3, "this is not a digit of the number" },
    { "0x", 1, "a number without digits" },
    { "0x1_0000_0000_0000_0000", 1, "this number does not fit in 64 bits" },
    { "1 < 2 < 3", 7, "comparisons do not chain; write  a < b && b < c" },
    { "if 1 then 2", 12, "expected 'else' (an if-then always has one), found the end" },
    { "f(1, 2", 7, "expected ')', found the end" },
    { "x[3", 4, "expected ']', found the end" },
    { "$op", 1, "'$op': there is no table here" },
    { "1 # 2", 3, "unexpected character '#'" },
    { "8' + 1", 4, "expected a number after the width (as in 8'0xFF), found '+'" },
    { "'open", 1, "this quote is not closed" },
    { "load<8(1)", 7, "expected '>', found '('" },
    { "1 << 64", 3, "this is not a constant" },
};

static void expect_message(const char *what, int col, const char *message)
{
    ck_assert_msg(diag.count >= 1, "%s: no message", what);
    ck_assert_str_eq(diag.msgs[0].text, message);
    ck_assert_msg(diag.msgs[0].loc.col == col, "%s: column %d", what, diag.msgs[0].loc.col);
}

START_TEST(test_bad)
{
    int64_t v;
    ck_assert(!sem_const_yaml(sem, scalar(bad[_i].text), &diag, &v));
    expect_message(bad[_i].text, bad[_i].col, bad[_i].message);
}
END_TEST

START_TEST(test_deep)
{
    int64_t v;
    char *text = malloc(200001);
    memset(text, '(', 200000);
    text[200000] = 0;
    ck_assert(!sem_const_yaml(sem, scalar(text), &diag, &v));
    for (int i = 0; i < 200000; i++) {
        text[i] = i % 2 ? '+' : '1';
    }
    text[199999] = 0;
    ck_assert(!sem_const_yaml(sem, scalar(text), &diag, &v));
    memset(text, '-', 200000);
    ck_assert(!sem_const_yaml(sem, scalar(text), &diag, &v));
    ck_assert_int_eq(diag.errors, 3);
    free(text);
}
END_TEST

static bool get(const void *ctx, const char *name, int64_t *value)
{
    (void)ctx;
    *value = strcmp(name, "v") == 0 ? -4097 : 7;
    return strcmp(name, "v") == 0 || strcmp(name, "[hl+]") == 0;
}

/* What pseudos and `where:` need: values by name, modes in brackets, 12-bit peeling. */
START_TEST(test_names)
{
    struct sem_names names = { get, NULL };
    int64_t lo = 0, up = 0, mode = 0;
    ck_assert(sem_const(sem, sem_parse_expr(sem, scalar("sext<64>(v[11:0])"), NULL, &diag), &names, &lo));
    ck_assert_int_eq(lo, -1);
    ck_assert(sem_const(sem, sem_parse_expr(sem, scalar("(v - sext<64>(v[11:0])) >>_s 12"), NULL, &diag),
                        &names, &up));
    ck_assert_int_eq(up, -1);
    ck_assert(sem_const(sem, sem_parse_expr(sem, scalar("[hl+] == 7"), NULL, &diag), &names, &mode));
    ck_assert_int_eq(mode, 1);
    ck_assert(!sem_const(sem, sem_parse_expr(sem, scalar("w + 1"), NULL, &diag), &names, &lo));
    ck_assert_int_eq(diag.errors, 0);
}
END_TEST

START_TEST(test_modifier)
{
    int64_t v = 0;
    ck_assert(sem_modifier(sem, sem_parse_expr(sem, scalar("S + 0x800"), NULL, &diag), 0x7ffff801, 0, &v));
    ck_assert_int_eq(v, -0x7fffffff);
    ck_assert(
        sem_modifier(sem, sem_parse_expr(sem, scalar("sext(S[11:0])"), NULL, &diag), 0x12345fff, 0, &v));
    ck_assert_int_eq(v, -1);
    ck_assert(sem_modifier(sem, sem_parse_expr(sem, scalar("sext((S - P)[11:0])"), NULL, &diag), 0x1000,
                           0x1004, &v));
    ck_assert_int_eq(v, -4);
}
END_TEST

START_TEST(test_text)
{
    ck_assert_str_eq(
        sem_text(sem, sem_parse_expr(sem, scalar("if XLEN == 64 then 'w' else ''"), NULL, &diag)), "");
    ck_assert_str_eq(
        sem_text(sem, sem_parse_expr(sem, scalar("if XLEN == 32 then 'w' else ''"), NULL, &diag)), "w");
}
END_TEST

START_TEST(test_kinds)
{
    unsigned n;
    const char *const *names = kind_names(&n);
    for (unsigned i = 0; i < n; i++) {
        enum kind k = kind_by_name(names[i]);
        ck_assert_str_eq(kind_name(k), names[i]);
        const char *dot = strchr(names[i], '.');
        ck_assert_int_eq(kind_parent(k) != KIND_NONE, dot != NULL);
        ck_assert(!dot || strncmp(kind_name(kind_parent(k)), names[i], (size_t)(dot - names[i])) == 0);
    }
    ck_assert_int_eq(kind_by_name("addi"), KIND_NONE);
    ck_assert_int_eq(kind_by_name("none"), KIND_NONE);
    for (int p = 0; p < PLACE_COUNT; p++) {
        ck_assert_str_ne(place_name((enum place)p), "?");
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sem");
    TCase *t = tcase_create("sem");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_loop_test(t, test_constants, 0, sizeof constants / sizeof *constants);
    tcase_add_loop_test(t, test_bad, 0, sizeof bad / sizeof *bad);
    tcase_add_test(t, test_deep);
    tcase_add_test(t, test_names);
    tcase_add_test(t, test_modifier);
    tcase_add_test(t, test_text);
    tcase_add_test(t, test_kinds);
    suite_add_tcase(suite, t);
    SRunner *r = srunner_create(suite);
    srunner_set_tap(r, "-");
    srunner_run_all(r, CK_SILENT);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
