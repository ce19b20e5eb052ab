/* check_expr.c - expressions and formats on an assembled program: what is printed, what is refused, what is
 * changed. */
#include "engine_rig.h"

#include "debug/expr.h"
#include "debug/format.h"

static struct engine_rig rig;
static struct eval_home home;
static struct str error, text;

static void setup_for(const char *target)
{
    engine_rig_start(&rig, target, "classic5", NULL, "tests/debug/values.s");
    eval_init(&home, rig.e, rig.isa, rig.img);
    str_init(&error);
    str_init(&text);
}

static void setup(void)
{
    setup_for("rv32");
}

static void teardown(void)
{
    str_release(&error);
    str_release(&text);
    eval_release(&home);
    engine_rig_stop(&rig);
}

/* What "print" would print: "/x EXPR" or "EXPR". */
static const char *print(const char *command)
{
    struct format f = { .count = 1 };
    const char *rest = command;
    struct value v;
    str_clear(&text);
    str_clear(&error);
    if (*command == '/' && format_parse(command + 1, &f, &rest, &error) < 0)
        return error.buf;
    if (format_check_value(&f, "print", &error) < 0 || eval_text(&home.eval, rest, &v, &error) < 0)
        return error.buf;
    format_value(&home.eval, &v, f.letter, &text);
    values_add(&home.values, &v);
    return text.buf;
}

static void expect(const char *command, const char *want)
{
    const char *got = print(command);
    ck_assert_msg(strcmp(got, want) == 0, "print%s: \"%s\", not \"%s\"", command, got, want);
}

static void go(uint64_t instructions)
{
    struct arrival a;
    const struct travel t = { .direction = FORWARD, .cycles = UINT64_MAX, .instructions = instructions };
    engine_go(rig.e, &t, &a);
}

static const char *const table[][2] = {
    /* C */
    { "1 + 2 * 3", "7" },
    { "(1 + 2) * 3", "9" },
    { "10 - 4 - 3", "3" },
    { "1 << 4 + 1", "32" },
    { "7 & 3 == 3", "1" },
    { "1 | 2 ^ 3 & 1", "3" },
    { "5 / 2", "2" },
    { "-5 / 2", "-2" },
    { "-5 % 3", "-2" },
    { "5 / 2.0", "2.5" },
    { "-5 >> 1", "-3" },
    { "~0", "-1" },
    { "~0u", "4294967295" },
    { "!5", "0" },
    { "-1 < 1u", "0" },
    { "-1 < 1", "1" },
    { "1 ? 2 : 3 ? 4 : 5", "2" },
    { "0 ? 2 : 0 ? 4 : 5", "5" },
    { "1, 2", "2" },
    { "0 && 1 / 0", "0" },
    { "1 || 1 / 0", "1" },
    { "0x80000000", "2147483648" },
    { "2147483648", "2147483648" },
    { "2147483647 + 1", "-2147483648" },
    { "4294967296 * 4294967296", "0" },
    { "1 << 32", "0" },
    { "017", "15" },
    { "0b101", "5" },
    { "0xb", "11" },
    { "1e3", "1000" },
    { "0.1", "0.10000000000000001" },
    { "0.1f", "0.100000001" },
    { "'a'", "97 'a'" },
    { "'\\n'", "10 '\\n'" },
    { "'\\0'", "0 '\\000'" },
    { "\"a\" \"b\"", "\"ab\"" },
    { "(char)97", "97 'a'" },
    { "(unsigned short)70000", "4464" },
    { "(signed char)200", "-56 '\\310'" },
    { "(short)40000", "-25536" },
    { "(_Bool)5", "true" },
    { "(int)3.9", "3" },
    { "(int)-3.9", "-3" },
    { "sizeof(int)", "4" },
    { "sizeof(unsigned long long)", "8" },
    { "sizeof (char)1", "1" },
    { "sizeof(int[3])", "12" },
    { "(char *)0", "0x0" },
    { "(int (*)())0", "(int (*)()) 0x0" },
    /* formats */
    { "/x -1", "0xffffffff" },
    { "/x 255", "0xff" },
    { "/o 8", "010" },
    { "/o 0", "0" },
    { "/t 10", "1010" },
    { "/t 0", "0" },
    { "/z 5", "0x00000005" },
    { "/c 65", "65 'A'" },
    { "/u (char)-1", "255" },
    { "/d 0xffffffff", "-1" },
    { "/f 0x3fc00000", "1.5" },
    { "/f 1", "1.40129846e-45" },
    { "/i 1", "Format letter \"i\" is meaningless in \"print\" command." },
    { "/2x 1", "Item count other than 1 is meaningless in \"print\" command." },
    { "/w 1", "Size letters are meaningless in \"print\" command." },
    { "/k 1", "Undefined output format \"k\"." },
    /* memory and symbols */
    { "arr", "1" },
    { "arr[2]", "3" },
    { "arr[-1 + 2]", "2" },
    { "*(int *)&arr@3", "{1, 2, 3}" },
    { "*(int *)&arr", "1" },
    { "(*(int *)&arr)@3", "{1, 2, 3}" },
    { "(int[6])arr", "{1, 2, 3, 0, 0, 0}" },
    { "/x (int[3])arr", "{0x1, 0x2, 0x3}" },
    { "(char[9])msg", "\"hi there\"" },
    { "(char *)&msg == ptr", "1" },
    { "{short}&half", "-32767" },
    { "{unsigned short}&half", "32769" },
    { "&arr[1] - &arr[0]", "1" },
    { "*(char *)ptr@5", "\"hi th\"" },
    { "((char *)ptr)[1]", "105 'i'" },
    { "*0", "Cannot access memory at address 0x0" },
    { "$pc == &main", "1" },
    { "/x $a0 = 0x1234", "0x1234" },
    { "$a0", "4660" },
    { "/x $x10", "0x1234" },
    { "$zero = 5", "5" },
    { "$x0", "0" },
    { "arr[1] = 77", "77" },
    { "arr[1] += 3", "80" },
    { "arr[1]++", "80" },
    { "++arr[1]", "82" },
    { "arr[1] = 2", "2" },
    { "{char}&msg = 72", "72 'H'" },
    /* variables and history */
    { "$nope", "void" },
    { "$foo = 6 * 7", "42" },
    { "$foo + 1", "43" },
    { "$ + 1", "44" },
    { "$$2", "42" },
    { "$foo++", "42" },
    { "$foo", "43" },
    { "$9999", "History has not yet reached $9999." },
    /* errors */
    { "1 / 0", "Division by zero" },
    { "7 % 0", "Division by zero" },
    { "foo", "No symbol \"foo\" in current context." },
    { "ar", "No symbol \"ar\" in current context; did you mean 'arr'?" },
    { "a0", "No symbol \"a0\" in current context; did you mean $a0?" },
    { "1 +", "A syntax error in expression, near `'." },
    { ")", "A syntax error in expression, near `)'." },
    { "1 2", "A syntax error in expression, near `2'." },
    { "1.2.3", "A syntax error in expression, near `.3'." },
    { "3 = 4", "Left operand of assignment is not an lvalue." },
    { "1 @ 3", "Only values in memory can be extended with '@'." },
    { "&1", "Attempt to take address of value not located in memory." },
    { "&$a0", "Attempt to take address of value not located in memory." },
    { "*1.5", "Attempt to take contents of a non-pointer value." },
    { "1.5 % 2", "Integer-only operation on floating point number." },
    { "~1.5", "Argument to complement operation not an integer, boolean." },
    { "08", "Invalid number \"08\"." },
    { "0x", "Invalid number \"0x\"." },
    { "99999999999999999999", "Numeric constant too large." },
    { "\"abc", "Unterminated string in expression." },
    { "\\", "Invalid character '\\' in expression." },
    { "int", "Attempt to use a type name as an expression" },
    { "5 .x", "Attempt to extract a component of a value that is not a structure." },
    { "main(1)", "Functions of the program cannot be called from the debugger." },
    { "(struct P *)0", "No struct type named P." },
    { "main", "{<text variable, no debug info>} 0x10000 <main>" },
};

START_TEST(printed)
{
    setup();
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        expect(table[i][0], table[i][1]);
    teardown();
}
END_TEST

START_TEST(fields)
{
    setup_for("rv32-priv");
    expect("$mstatus.mie", "0");
    expect("$mstatus.MIE = 1", "1");
    expect("$mstatus.mie", "1");
    expect("/x $mstatus & 8", "0x8");
    expect("$mstatus.mpp = 3", "3");
    expect("/x $mstatus & 0x1808", "0x1808");
    expect("$sstatus & 8", "0"); /* a view shows its own fields */
    expect("$mstatus.nope", "Register mstatus has no field named nope.");
    expect("$mtvec = 0x100", "256");
    expect("/x $mtvec", "0x100");
    teardown();
}
END_TEST

START_TEST(pipeline)
{
    setup();
    go(2);
    expect("$instret", "2");
    engine_seek(rig.e, 55);
    expect("$cycle", "55");
    expect("$EX", "(void (*)()) 0x1000a <main+10>");
    expect("$EX.rs1", "2"); /* loaded just before */
    expect("$ID_EX.rs1", "2");
    expect("$EX.a1 + $EX.imm", "42");
    expect("$MEM", "void");
    expect("$MEM.bubble", "1");
    expect("$EX.rs7", "The instruction in EX has no operand named rs7.");
    engine_seek(rig.e, 57);
    expect("$MEM.addr == &arr[2]", "1");
    expect("$MEM.rs2", "42"); /* of the instruction that c.sw abbreviates */
    expect("$WB.rd", "2");    /* read and written: what was read */
    expect("$WB.result", "42");
    expect("$EX_ID", "void"); /* no such latch */
    teardown();
}
END_TEST

/* Nothing that is nested or long takes more than bounded depth. */
START_TEST(bounds)
{
    static const char *const parts[] = { "(",       "-",     "1+",  "*",     "1?", "a[",
                                         "sizeof ", "(int)", "$x=", "{int}", "1," };
    struct str deep;
    struct value v;
    setup();
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        str_init(&deep);
        while (deep.len < EXPR_MAX_TEXT - 20)
            str_add(&deep, parts[i]);
        str_addc(&deep, '1');
        ck_assert_int_eq(eval_text(&home.eval, deep.buf, &v, &error), -1);
        ck_assert_uint_gt(error.len, 0);
        str_release(&deep);
    }
    expect("(*(char *)&msg)@100000", "value requires 100000 bytes, which is more than 65536");
    expect("(*(int *)&arr)@5000000000", "Too many array elements");
    expect("((char *)&msg)[5 - 5]", "104 'h'");
    teardown();
}
END_TEST

START_TEST(places)
{
    struct eval_place p[4];
    struct expr *x;
    setup();
    x = eval_parse(&home.eval, "arr[2] + half", &error);
    ck_assert_uint_eq(eval_places(&home.eval, x, p, 4), 2);
    ck_assert_uint_eq(p[0].size, 4);
    expr_free(x);
    x = eval_parse(&home.eval, "arr[2] + $a0", &error);
    ck_assert_uint_eq(eval_places(&home.eval, x, p, 4), 0);
    expr_free(x);
    x = eval_parse(&home.eval, "arr = 5", &error);
    ck_assert(expr_has_effects(x));
    ck_assert_uint_eq(eval_places(&home.eval, x, p, 4), 0);
    expr_free(x);
    teardown();
}
END_TEST

START_TEST(parts)
{
    const char *rest;
    struct expr *x;
    struct value v;
    setup();
    x = eval_parse_part(&home.eval, "*&main if $a0 > (1, 2)", "if", &rest, &error);
    ck_assert_ptr_nonnull(x);
    ck_assert_str_eq(rest, "if $a0 > (1, 2)");
    expr_free(x);
    x = eval_parse_part(&home.eval, "(1, 2), 3", NULL, &rest, &error);
    ck_assert_str_eq(rest, ", 3");
    ck_assert_int_eq(eval_run(&home.eval, x, &v, &error), 0);
    ck_assert_uint_eq(value_uint(&home.types, &v), 2);
    value_release(&v);
    expr_free(x);
    teardown();
}
END_TEST

/* Runs until a label is the next to retire, `times` times. */
static void run_to(const char *label, unsigned times)
{
    const struct point p = { .kind = POINT_PC, .addr = image_symbol(rig.img, label)->addr };
    const struct travel t = {
        .direction = FORWARD, .cycles = UINT64_MAX, .instructions = UINT64_MAX, .points = &p, .npoints = 1
    };
    struct arrival a;
    while (times-- > 0) {
        engine_go(rig.e, &t, &a);
        ck_assert_int_eq(a.halt, HALT_POINT);
    }
    frames_clear(home.frames);
}

/* "fact fact main": the functions, youngest first. */
static const char *backtrace(void)
{
    const struct frame *f;
    str_clear(&text);
    for (unsigned i = 0; (f = frames_get(home.frames, i)) != NULL; i++)
        str_addf(&text, "%s%s", i ? " " : "", f->function ? f->function : "??");
    return text.buf;
}

START_TEST(callers)
{
    static const char *const saved[] = { "1", "2", "3", "77" };
    engine_rig_start(&rig, "rv32", "classic5", NULL, "tests/debug/calls.s");
    eval_init(&home, rig.e, rig.isa, rig.img);
    str_init(&error);
    str_init(&text);
    run_to("fact", 1);
    ck_assert_str_eq(backtrace(), "fact main");
    run_to("fact", 2);
    ck_assert_str_eq(backtrace(), "fact fact fact main");
    run_to("base", 1); /* a label inside */
    ck_assert_str_eq(backtrace(), "base fact fact main");
    ck_assert_uint_eq(frames_get(home.frames, 0)->start, image_symbol(rig.img, "fact")->addr);
    for (unsigned i = 0; i < 4; i++) {
        home.eval.frame = frames_get(home.frames, i);
        expect("$s0", saved[i]);
    }
    expect("$s0 = 78", "78"); /* where fact has saved it */
    home.eval.frame = NULL;
    run_to("last", 1);
    expect("$s0", "78");
    ck_assert_str_eq(backtrace(), "last main");
    teardown();
}
END_TEST

/* ---- x ----------------------------------------------------------------------------------------------- */

static void examined(struct examine *x, const char *letters, const char *where, const char *want)
{
    const char *rest;
    uint64_t addr = x->next;
    str_clear(&text);
    str_clear(&error);
    x->format.count = 1;
    ck_assert_int_eq(format_parse(letters, &x->format, &rest, &error), 0);
    if (where)
        ck_assert_int_eq(eval_uint(&home.eval, where, &addr, &error), 0);
    examine(&home.eval, x, addr, &text, &error);
    ck_assert_msg(strcmp(text.buf, want) == 0, "x/%s %s: \"%s\", not \"%s\"", letters, where ? where : "",
                  text.buf, want);
}

START_TEST(memory)
{
    struct examine x;
    char want[300];
    setup();
    unsigned a = (unsigned)image_symbol(rig.img, "arr")->addr;
    examine_init(&x);
    snprintf(want, sizeof want,
             "0x%x <arr>:\t0x00000001\t0x00000002\t0x00000003\t0x00000000\n0x%x <arr+16>:\t0x00000000\n", a,
             a + 16);
    examined(&x, "5xw", "&arr", want);
    snprintf(want, sizeof want, "0x%x <arr+20>:\t0\n", a + 20);
    examined(&x, "d", NULL, want);
    snprintf(want, sizeof want, "0x%x <msg>:\t\"hi there\"\n", a + 24);
    examined(&x, "s", NULL, want);
    snprintf(want, sizeof want, "0x%x <msg>:\t104 'h'\t105 'i'\n", a + 24);
    examined(&x, "2cb", "&msg", want);
    snprintf(want, sizeof want, "0x%x <arr>:\t1\t2\n", a);
    examined(&x, "-2dw", "&arr[2]", want);
    snprintf(want, sizeof want, "0x%x <half>:\t0x8001\t0x0005\n",
             (unsigned)image_symbol(rig.img, "half")->addr);
    examined(&x, "2xh", "&half", want);
    examined(&x, "2i", "&main", "=> 0x10000 <main>:\tauipc a0, 0x1\n   0x10004 <main+4>:\tmv a0, a0\n");
    examined(&x, "x", "0", "");
    ck_assert_str_eq(error.buf, "Cannot access memory at address 0x0");
    examine_release(&x);
    teardown();
}
END_TEST

int main(void)
{
    Suite *s = suite_create("expr");
    TCase *t = tcase_create("expr");
    tcase_add_test(t, printed);
    tcase_add_test(t, fields);
    tcase_add_test(t, pipeline);
    tcase_add_test(t, bounds);
    tcase_add_test(t, places);
    tcase_add_test(t, parts);
    tcase_add_test(t, callers);
    tcase_add_test(t, memory);
    suite_add_tcase(s, t);
    SRunner *r = srunner_create(s);
    srunner_set_tap(r, "-");
    srunner_run_all(r, CK_SILENT);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
