/* check_dwarf.c - programs with debugging information: values and types of C as gdb prints them, scopes,
 * locals and arguments, frames. The programs are tests/debug/elf/types.c in several forms. */
#include "engine_rig.h"

#include "debug/dwarf.h"
#include "debug/expr.h"
#include "debug/format.h"

static struct engine_rig rig;
static struct eval_home home;
static struct str error, text;

static void setup(const char *target, const char *program)
{
    engine_rig_start(&rig, target, "classic5", NULL, program);
    eval_init(&home, rig.e, rig.isa, rig.img);
    str_init(&error);
    str_init(&text);
    ck_assert_ptr_nonnull(home.info);
}

static void teardown(void)
{
    str_release(&error);
    str_release(&text);
    eval_release(&home);
    engine_rig_stop(&rig);
}

static const char *print(const char *command)
{
    struct format f = { .count = 1 };
    const char *rest = command;
    struct value v;
    str_clear(&text);
    if ((*command == '/' && format_parse(command + 1, &f, &rest, &error) < 0) ||
        eval_text(&home.eval, rest, &v, &error) < 0)
        return error.buf;
    format_value(&home.eval, &v, f.letter, &text);
    value_release(&v);
    return text.buf;
}

static void expect(const char *command, const char *want)
{
    const char *got = print(command);
    ck_assert_msg(strcmp(got, want) == 0, "print%s: \"%s\", not \"%s\"", command, got, want);
}

/* Up to the n-th time that the instruction at a function's place behind its prologue is the next to retire.
 */
static void run_to(const char *function, unsigned times)
{
    struct debug_function f;
    struct arrival a;
    ck_assert(debug_function_named(home.info, function, &f));
    struct point p = { .kind = POINT_PC, .addr = debug_after_prologue(home.info, rig.img, f.low) };
    const struct travel t = {
        .direction = FORWARD, .cycles = UINT64_MAX, .instructions = UINT64_MAX, .points = &p, .npoints = 1
    };
    while (times-- > 0) {
        engine_go(rig.e, &t, &a);
        ck_assert_int_eq(a.halt, HALT_POINT);
    }
    frames_clear(home.frames);
    home.eval.frame = frames_get(home.frames, 0);
}

static void select_frame(unsigned level)
{
    home.eval.frame = frames_get(home.frames, level);
    ck_assert_ptr_nonnull(home.eval.frame);
}

#define ZEROS "{x = 0, y = 0, f = 0, g = 0, name = '\\000' <repeats 11 times>, next = 0x0}"

/* What gdb prints of the program for rv32 before it runs. */
static const char *const values[][2] = {
    { "arr", "{1, 2, 3, 0 <repeats 17 times>}" },
    { "pt",
      "{x = 1, y = -2, f = 5, g = -3, name = \"hello\\000\\000\\000\\000\\000\\000\", next = 0x11280 <pt>}" },
    { "pts", "{" ZEROS ", " ZEROS ", " ZEROS "}" },
    { "msg", "\"hi there\"" },
    { "big", "\"abc\", '\\000' <repeats 36 times>" },
    { "s", "0x10228 \"string\"" },
    { "d", "0.10000000000000001" },
    { "f", "0.100000001" },
    { "b", "true" },
    { "col", "BLUE" },
    { "fl", "(FA | FB)" },
    { "bad", "7" },
    { "uc", "200 '\\310'" },
    { "ll", "-1" },
    { "m", "{{1, 2, 3}, {4, 5, 6}}" },
    { "fp", "(int (*)(int)) 0x0" },
    { "vp", "(void *) 0x11234 <arr+4>" },
    { "in", "{{i = 1, f = 1.40129846e-45}, h = 2}" },
    { "u", "4000000000" },
    { "/x pt",
      "{x = 0x1, y = 0xfffffffe, f = 0x5, g = 0xfffffffd, name = {0x68, 0x65, 0x6c, 0x6c, 0x6f, 0x0, "
      "0x0, 0x0, 0x0, 0x0, 0x0, 0x0}, next = 0x11280}" },
    { "/x in", "{{i = 0x1, f = 0x1}, h = 0x2}" },
    { "factorial", "{int (int)} 0x10094 <factorial>" },
    { "&arr", "(int (*)[20]) 0x11230 <arr>" },
    { "&pt", "(struct point *) 0x11280 <pt>" },
    { "*arr@3", "{1, 2, 3}" },
    { "pt.next->x", "1" },
    { "pt.next.x", "1" },
    { "pt.nope", "There is no member named nope." },
    { "&pt.name", "(char (*)[12]) 0x11289 <pt+9>" },
    { "col + 1", "7" },
    { "(enum color)5", "GREEN" },
    { "FA|FB", "3" },
    { "GREEN", "GREEN" },
    { "sizeof(struct point)", "28" },
    { "m[1]", "{4, 5, 6}" },
    { "'types.c'::hidden", "42" },
    { "sum::calls", "0" },
    { "factorial::r", "No frame is currently executing in block factorial." },
    { "factorial::q", "No symbol \"q\" in function \"factorial\"." },
    { "/d fl", "3" },
    { "hw", "65535" },
    { "&in", "(inner *) 0x11318 <in>" },
    { "in.i", "1" },
    { "/c msg", "{104 'h', 105 'i', 32 ' ', 116 't', 104 'h', 101 'e', 114 'r', 101 'e', 0 '\\000'}" },
    { "&factorial", "(int (*)(int)) 0x10094 <factorial>" },
    { "*factorial", "{int (int)} 0x10094 <factorial>" },
    { "(half)70000", "4464" },
    { "&m[1]", "(short (*)[3]) 0x112d6 <m+6>" },
    { "&arr[2] - arr", "2" },
    { "pt + 1", "Structure has no component named operator+." },
    { "!pt", "Structure has no component named operator!." },
    { "s[1]", "116 't'" },
    { "*s@3", "\"str\"" },
    { "-u", "294967296" },
    { "((struct point *)&pt)->name[1]", "101 'e'" },
    /* changes */
    { "pt.g = -7", "-7" },
    { "pt.f", "5" },
    { "pt.g", "-7" },
    { "pt.f += 2", "7" },
    { "pt.f++", "7" },
    { "pt.f", "0" },
    { "pt.g", "-7" },
    { "pts[2] = pt",
      "{x = 1, y = -2, f = 0, g = -7, name = \"hello\\000\\000\\000\\000\\000\\000\", next = 0x11280 <pt>}" },
    { "pts[2].name", "\"hello\\000\\000\\000\\000\\000\\000\"" },
    { "$p = &pts[2]", "(struct point *) 0x11364 <pts+56>" },
    { "$p->y", "-2" },
    { "col = GREEN", "GREEN" },
    { "b = 0", "false" },
    { "f = 2.5", "2.5" },
    { "m[0][1] = 9", "9" },
    { "m", "{{1, 9, 3}, {4, 5, 6}}" },
};

START_TEST(printed)
{
    setup("rv32", "tests/debug/elf/types-rv32-O0.elf");
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        expect(values[i][0], values[i][1]);
    home.eval.print.pretty = true;
    expect("in", "{\n  {\n    i = 1,\n    f = 1.40129846e-45\n  },\n  h = 2\n}");
    home.eval.print.elements = 4;
    expect("arr", "{1, 2, 3, 0 <repeats 17 times>}");
    expect("msg", "\"hi t\"...");
    expect("s", "0x10228 \"stri\"...");
    expect("big", "\"abc\", '\\000' <repeats 36 times>");
    teardown();
}
END_TEST

#define POINT                                                                                                \
    "struct point {\n    int x;\n    int y;\n    unsigned int f : 3;\n    int g : 5;\n    char name[12];\n"  \
    "    struct point *next;\n}"
#define INNER "struct {\n    union {\n        int i;\n        float f;\n    };\n    half h;\n}"

static const struct {
    const char *name, *ptype, *whatis;
} types[] = {
    { "pt", POINT, "struct point" },
    { "struct point", POINT, "struct point" },
    { "in", INNER, "inner" },
    { "&pt", POINT " *", "struct point *" },
    { "fp", "int (*)(int)", "int (*)(int)" },
    { "arr", "int [20]", "int [20]" },
    { "m", "short [2][3]", "short [2][3]" },
    { "s", "const char *", "const char *" },
    { "col", "enum color {RED, GREEN = 5, BLUE}", "enum color" },
    { "main", "int (void)", "int (void)" },
    { "sum", "int (const int *, int)", "int (const int *, int)" },
    { "hw", "unsigned short", "half" },
    { "unsigned long", "unsigned long", "unsigned long" },
    { "int (*)[3]", "int (*)[3]", "int (*)[3]" },
    { "arr[0] + d", "double", "double" },
    { "1 / 0", "int", "int" },
    { "$pc", "void (*)()", "void (*)()" },
    { "$sp", "void *", "void *" },
    { "$a0", "int", "int" },
};

START_TEST(typed)
{
    setup("rv32", "tests/debug/elf/types-rv32-O0.elf");
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        struct value v;
        struct expr *x = eval_parse(&home.eval, types[i].name, &error);
        ck_assert_msg(x && eval_type(&home.eval, x, &v, &error) == 0, "%s: %s", types[i].name, error.buf);
        str_clear(&text);
        type_describe(v.type, &text);
        ck_assert_str_eq(text.buf, types[i].ptype);
        str_clear(&text);
        type_name(v.type, &text);
        ck_assert_str_eq(text.buf, types[i].whatis);
        expr_free(x);
    }
    teardown();
}
END_TEST

/* Locals of a frame: "n = 1; r = 0". */
static const char *locals(void)
{
    struct debug_local *l;
    size_t n = debug_locals(home.info, eval_place(&home.eval), &l);
    str_clear(&text);
    for (size_t i = 0; i < n; i++) {
        struct value v;
        ck_assert_int_eq(debug_local_value(&home.eval, &l[i], &v, &error), 0);
        str_addf(&text, "%s%s%s = ", i ? "; " : "", l[i].is_argument ? "arg " : "", l[i].name);
        format_value(&home.eval, &v, 0, &text);
        value_release(&v);
    }
    free(l);
    return text.buf;
}

static const struct {
    const char *target, *program;
    bool optimized;
} programs[] = {
    { "rv32", "tests/debug/elf/types-rv32-O0.elf", false },
    { "rv64", "tests/debug/elf/types-rv64-O0.elf", false },
    { "rv32", "tests/debug/elf/types-rv32-O2.elf", true },
    { "rv64", "tests/debug/elf/types-rv64-O2.elf", true },
};

START_TEST(frames)
{
    struct debug_function f;
    setup(programs[_i].target, programs[_i].program);
    if (programs[_i].optimized) {
        run_to("main", 1);
        expect("arr[0]", "1");
        ck_assert_str_eq(home.eval.frame->function, "main");
        teardown();
        return;
    }
    run_to("sum", 1);
    ck_assert_str_eq(frames_get(home.frames, 1)->function, "main");
    ck_assert_ptr_null(frames_get(home.frames, 2));
    expect("n", "3");
    expect("v == arr", "1");
    expect("hidden", "42");
    expect("sum::calls", "0");
    select_frame(1);
    expect("local", "3");
    expect("n", "No symbol \"n\" in current context; did you mean 'in'?");
    ck_assert_str_eq(locals(), "local = 3");
    ck_assert(debug_function_at(home.info, home.eval.frame->look, &f));
    ck_assert_str_eq(f.name, "main");
    expect("local = 5", "5"); /* in an older frame */
    expect("main::local", "5");
    expect("$pc == &sum", "0");
    teardown();
}
END_TEST

START_TEST(recursion)
{
    setup(programs[_i].target, programs[_i].program);
    run_to("factorial", 3);
    for (unsigned i = 0; i < 3; i++) {
        char n[8];
        select_frame(i);
        ck_assert_str_eq(home.eval.frame->function, "factorial");
        snprintf(n, sizeof n, "%u", i + 1);
        expect("n", n);
        expect("factorial::n", n);
    }
    expect("arr[1]", "2");
    select_frame(3);
    ck_assert_str_eq(home.eval.frame->function, "main");
    ck_assert_ptr_null(frames_get(home.frames, 4));
    teardown();
}
END_TEST

int main(void)
{
    Suite *s = suite_create("dwarf");
    TCase *t = tcase_create("dwarf");
    tcase_add_test(t, printed);
    tcase_add_test(t, typed);
    tcase_add_loop_test(t, frames, 0, 4);
    tcase_add_loop_test(t, recursion, 0, 2);
    suite_add_tcase(s, t);
    SRunner *r = srunner_create(s);
    srunner_set_tap(r, "-");
    srunner_run_all(r, CK_SILENT);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
