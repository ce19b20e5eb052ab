/* check_session.c - the table of commands, abbreviations, completion, repetition: what scripts cannot see. */
#include "debug/command.h"

#include <stdlib.h>
#include <string.h>
#include "asm/assemble.h"
#include "debug/session_private.h"
#include "debug/settings.h"
#include <check.h> /* last: it makes a macro of `fail` */

static const char program[] =
    "_start: li a0, 1\nloop: addi a0, a0, 1\n li t0, 5\n bne a0, t0, loop\n li a7, 93\n ecall\n ret\n";

static struct diag diag;
static struct isa *isa;
static struct image *image;
static struct machine_desc *desc;
static struct engine *engine;
static struct session *session;
static struct str printed;

static void write_text(void *ctx, enum session_text kind, const char *text, size_t n)
{
    (void)ctx;
    (void)kind;
    str_addn(&printed, text, n);
}

static void setup(void)
{
    const struct isa_request rq = { .target = "rv32" };
    const struct session_io io = { .write = write_text };
    struct engine_options options = { .machine = { .misaligned = -1, .seed = 1 } };
    str_init(&printed);
    diag_init(&diag);
    isa = isa_load(&rq, &diag);
    desc = machine_desc_load("classic5", NULL, &diag);
    image = isa ? asm_assemble_text(isa, "t.s", program, strlen(program), &diag) : NULL;
    engine = desc && image ? engine_new(isa, desc, image, &options, &diag) : NULL;
    ck_assert_ptr_nonnull(engine);
    session = session_new(engine, isa, image, &io);
}

static void teardown(void)
{
    session_free(session);
    engine_free(engine);
    image_free(image);
    machine_desc_free(desc);
    isa_free(isa);
    diag_release(&diag);
    str_release(&printed);
}

/* What a line prints. */
static const char *said(const char *line, bool typed)
{
    str_clear(&printed);
    session_execute(session, line, typed);
    return printed.buf;
}

START_TEST(test_table)
{
    unsigned n = 0;
    command_each(c)
    {
        ck_assert_msg(c->help && c->usage && c->run, "%s", c->name);
        ck_assert_msg(!strncmp(c->usage, c->name, strlen(c->name)), "usage of %s", c->name);
        ck_assert_msg(strchr(c->help, '.') != NULL, "%s: a sentence", c->name);
        ck_assert_msg(command_exact(c->name) == c, "%s stands twice", c->name);
        n++;
    }
    ck_assert_uint_gt(n, 150);
}
END_TEST

/* Short forms mean one command each, below their prefix. */
START_TEST(test_aliases)
{
    command_each(c)
    {
        for (const char *p = c->aliases; p && *p; p += strcspn(p, " "), p += *p == ' ') {
            size_t prefix = (size_t)(command_word(c) - c->name);
            char *line = xasprintf("%.*s%.*s", (int)prefix, c->name, (int)strcspn(p, " "), p);
            struct found f;
            struct str error;
            str_init(&error);
            ck_assert_msg(command_find(session, line, &f, &error), "%s: %s", line, error.buf);
            ck_assert_msg(f.command == c, "%s is %s, not %s", line, f.command->name, c->name);
            command_release(&f);
            str_release(&error);
            free(line);
        }
    }
}
END_TEST

START_TEST(test_gdb_abbreviations)
{
    static const char *const pairs[][2] = {
        { "r", "run" },
        { "c", "continue" },
        { "s", "step" },
        { "n", "next" },
        { "si", "stepi" },
        { "ni", "nexti" },
        { "b", "break" },
        { "tb", "tbreak" },
        { "i b", "info breakpoints" },
        { "i r", "info registers" },
        { "p", "print" },
        { "bt", "backtrace" },
        { "fin", "finish" },
        { "u", "until" },
        { "j", "jump" },
        { "disas", "disassemble" },
        { "d", "delete" },
        { "rc", "reverse-continue" },
        { "cy", "cycle" },
        { "l", "list" },
        { "cond", "condition" },
        { "wat", "watch" },
        { "dis", "disable" },
        { "undisp", "undisplay" },
        { "info li", "info line" },
        { "k", "kill" },
        { "h", "help" },
        { "q", "quit" },
        { "set var", "set variable" },
        { "cat st", "catch stall" },
        { "f", "frame" },
        { "where", "backtrace" },
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct found f;
        struct str error;
        str_init(&error);
        ck_assert_msg(command_find(session, pairs[i][0], &f, &error), "%s: %s", pairs[i][0], error.buf);
        ck_assert_str_eq(f.command->name, pairs[i][1]);
        command_release(&f);
        str_release(&error);
    }
    ck_assert_str_eq(
        said("re", false),
        "Ambiguous command \"re\": reverse-finish, reverse-continue, reverse-step, reverse-next, "
        "reverse-stepi, reverse-nexti, reverse-cycle, restart, record, restore, reverse-search, "
        "refresh.\n");
}
END_TEST

START_TEST(test_settings_table)
{
    const char *last = "";
    for (const struct setting *t = settings_table; t->name; t++) {
        const char *rest;
        struct str error;
        str_init(&error);
        ck_assert_msg(strcmp(last, t->name) < 0, "%s is out of order", t->name);
        ck_assert_ptr_eq(setting_find(t->name, &rest, &error), t);
        ck_assert_msg(strstr(t->show, "%s") != NULL, "%s", t->name);
        last = t->name;
        str_release(&error);
    }
}
END_TEST

START_TEST(test_repeat)
{
    ck_assert_ptr_nonnull(strstr(said("stepi", true), "loop"));
    ck_assert_uint_eq(engine_instret(engine), 1);
    said("", true); /* stepi again */
    ck_assert_uint_eq(engine_instret(engine), 2);
    said("", false); /* nothing: not typed */
    ck_assert_uint_eq(engine_instret(engine), 2);
    said("run", true);
    ck_assert_str_eq(said("", true), ""); /* run is not repeated */
    said("x/2xw $pc", true);
    ck_assert_ptr_null(strstr(said("", true), "Starting"));
}
END_TEST

static void completes(const char *line, const char *want)
{
    size_t from;
    char **words = session_complete(session, line, strlen(line), &from);
    struct str all;
    str_init(&all);
    for (size_t i = 0; words[i]; i++) {
        str_addf(&all, "%s%s", i ? " " : "", words[i]);
        free(words[i]);
    }
    free(words);
    ck_assert_str_eq(all.buf, want);
    str_release(&all);
}

START_TEST(test_completion)
{
    completes("bre", "break");
    completes("info reg", "registers");
    completes("i reg", "registers");
    completes("break lo", "loop");
    completes("print $a0 + lo", "loop");
    completes("print/x $a", "$a0 $a1 $a2 $a3 $a4 $a5 $a6 $a7");
    completes("info registers a", "a0 a1 a2 a3 a4 a5 a6 a7");
    completes("break loop stage E", "EX");
    completes("catch miss l", "l1d l1i");
    completes("catch stall load", "load-use");
    completes("set lo", "logging enabled logging file logging overwrite logging redirect");
    completes("help rev",
              "reverse-continue reverse-cycle reverse-finish reverse-next reverse-nexti reverse-search "
              "reverse-step reverse-stepi");
    completes("nosuch x", "");
    completes("info cache l1", "l1d l1i");
    said("break loop", false);
    completes("delete ", "1 breakpoints checkpoint display");
}
END_TEST

START_TEST(test_continuation)
{
    ck_assert_ptr_null(session_continuation(session));
    said("define foo", true);
    ck_assert_str_eq(session_continuation(session), ">");
    said("if 1", true);
    said("echo x", true);
    said("end", true);
    ck_assert_ptr_nonnull(session_continuation(session));
    said("end", true);
    ck_assert_ptr_null(session_continuation(session));
    ck_assert_str_eq(said("foo", true), "x");
    said("while 1", true);
    session_cancel(session);
    ck_assert_ptr_null(session_continuation(session));
}
END_TEST

/* Without permission nothing of the host is reached. */
START_TEST(test_host)
{
    ck_assert_str_eq(said("shell echo x", false), "The shell is not available here.\n");
    ck_assert_str_eq(said("pipe print 1 | cat", false), "The shell is not available here.\n");
    ck_assert_str_eq(said("source x", false), "Files are not available here.\n");
    ck_assert_ptr_nonnull(strstr(said("dump memory x 0 4", false), "not available"));
    ck_assert_ptr_nonnull(strstr(said("restore x 0", false), "not available"));
    ck_assert_ptr_nonnull(strstr(said("save breakpoints x", false), "not available"));
    ck_assert_ptr_nonnull(strstr(said("set logging enabled on", false), "not available"));
}
END_TEST

START_TEST(test_changes)
{
    int a0 = -1;
    for (unsigned i = 0; i < isa->nslots; i++) {
        unsigned index;
        const struct reg *r = isa_slot_reg(isa, i, &index);
        struct str name;
        str_init(&name);
        if (r)
            isa_reg_name(r, index, &name);
        if (!strcmp(name.buf, "a0"))
            a0 = (int)i;
        str_release(&name);
    }
    ck_assert_int_ge(a0, 0);
    said("stepi", false);
    ck_assert(session_slot_changed(session, (unsigned)a0));
    ck_assert_str_eq(session_stop_reason(session), "step");
    said("stepi 2", false);
    said("stepi", false); /* the branch */
    ck_assert(!session_slot_changed(session, (unsigned)a0));
    const struct session_break *b;
    said("break loop if $a0 == 3", false);
    said("watch $a0", false);
    said("delete 2", false);
    ck_assert_uint_eq(session_breaks(session, &b), 1);
    ck_assert_str_eq(b[0].condition, "$a0 == 3");
    said("continue", false);
    ck_assert_str_eq(session_stop_reason(session), "breakpoint 1");
    struct str why;
    str_init(&why);
    session_why(session, 1000000, &why);
    ck_assert_ptr_nonnull(strstr(why.buf, "not in the pipeline"));
    str_release(&why);
}
END_TEST

START_TEST(test_limit)
{
    session_limit(session, 30, UINT64_MAX);
    ck_assert_ptr_nonnull(strstr(said("continue", false), "Stopped at the limit (--max-cycles)."));
    ck_assert_uint_eq(engine_cycle(engine), 30);
}
END_TEST

/* An instruction set may name a register for return addresses, and none for the stack. */
START_TEST(test_no_stack_pointer)
{
    isa->abi.sp_slot = UINT16_MAX;
    ck_assert_ptr_nonnull(strstr(said("backtrace", false), "#0  _start ()"));
    said("stepi 3", false);
    ck_assert_ptr_nonnull(strstr(said("backtrace", false), "#0  "));
}
END_TEST

/* Lists of numbers end, whatever is in them. */
START_TEST(test_numbers)
{
    said("set var $below = -1", false);
    ck_assert_str_eq(said("delete 99999999999999999999", false),
                     "Bad breakpoint number '99999999999999999999'\n");
    ck_assert_str_eq(said("undisplay 1-2147483648", false), "Bad display number '2147483648'\n");
    ck_assert_str_eq(said("enable 9223372036854775800-9223372036854775807", false),
                     "Bad breakpoint number '9223372036854775800-9223372036854775807'\n");
    ck_assert_str_eq(said("info breakpoints 4294967297", false), "Bad breakpoint number '4294967297'\n");
    ck_assert_str_eq(said("delete $below", false), "Bad breakpoint number '$below'\n");
    ck_assert_str_eq(said("delete 2147483647", false), "No breakpoint number 2147483647.\n");
}
END_TEST

/* What opens a block inside of another may be abbreviated. */
START_TEST(test_else)
{
    static const char *const typed[] = { "if 0",   " comm 1", " end",   " whil 0",     " if 1",
                                         "  else", "  end",   " end",   " document x", "if",
                                         "else",   " end",    " else ", " echo 2",     "end" };
    said("break loop", false);
    str_clear(&printed);
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++)
        session_execute(session, typed[i], false);
    ck_assert_str_eq(printed.buf, "2");
}
END_TEST

int main(void)
{
    Suite *s = suite_create("session");
    TCase *tc = tcase_create("session");
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, test_table);
    tcase_add_test(tc, test_aliases);
    tcase_add_test(tc, test_gdb_abbreviations);
    tcase_add_test(tc, test_settings_table);
    tcase_add_test(tc, test_repeat);
    tcase_add_test(tc, test_completion);
    tcase_add_test(tc, test_continuation);
    tcase_add_test(tc, test_host);
    tcase_add_test(tc, test_changes);
    tcase_add_test(tc, test_limit);
    tcase_add_test(tc, test_else);
    tcase_add_test(tc, test_numbers);
    tcase_add_test(tc, test_no_stack_pointer);
    suite_add_tcase(s, tc);
    SRunner *sr = srunner_create(s);
    srunner_set_tap(sr, "-");
    srunner_run_all(sr, CK_SILENT);
    int failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
