/* check_diag.c - messages: their form on paper, their number, and suggestions. */
#include "base/diag.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "base/str.h"

static struct diag d;

static void setup(void)
{
    diag_init(&d);
}

static void teardown(void)
{
    diag_release(&d);
}

static struct loc at(const char *text, int line, int col)
{
    return (struct loc){ diag_source(&d, "f.s", text, strlen(text)), line, col };
}

static void expect(const char *want)
{
    char *said = diag_text(&d);
    ck_assert_str_eq(said, want);
    free(said);
}

START_TEST(form)
{
    ck_assert_int_eq(diag_error(&d, at("one\ntwo three\n", 2, 5), "no '%s'", "three"), -1);
    diag_note(&d, at("zero\n", 1, 1), "because");
    expect("f.s:2:5: error: no 'three'\n    2 | two three\n      |     ^\n"
           "f.s:1:1: note: because\n    1 | zero\n      | ^\n");
    expect("");
    ck_assert_int_eq(d.errors, 1);
}
END_TEST

START_TEST(places_without_a_line)
{
    diag_warning(&d, at("x", 0, 0), "empty");
    diag_error(&d, (struct loc){ 0 }, "no such option");
    expect("f.s: warning: empty\norrery: error: no such option\n");
    ck_assert_int_eq(d.errors, 1);
}
END_TEST

START_TEST(places_outside_the_text)
{
    diag_error(&d, at("x", 9, 9), "far");
    diag_error(&d, at("", 1, 1), "empty");
    diag_error(&d, at("ab\r\n", 1, 3), "end");
    expect("f.s:9:9: error: far\nf.s:1:1: error: empty\n    1 | \n      | ^\n"
           "f.s:1:3: error: end\n    1 | ab\n      |   ^\n");
}
END_TEST

START_TEST(columns_are_characters)
{
    diag_error(&d, at("\t\xc3\xa4\xe2\x82\xac x", 1, 5), "here");
    expect("f.s:1:5: error: here\n    1 |  \xc3\xa4\xe2\x82\xac x\n      |     ^\n");
}
END_TEST

START_TEST(nothing_raw_reaches_the_terminal)
{
    diag_error(&d, at("a\x1b[31m\xff\xc2\x9b z", 1, 1), "name '\x1b]0;x\x07\n'");
    expect("f.s:1:1: error: name '?]0;x?\?'\n    1 | a?[31m?\? z\n      | ^\n");
}
END_TEST

/* Standard error has no buffer, so a message is one write; here, one packet. */
START_TEST(a_message_is_one_write)
{
    int ends[2];
    char got[256];
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_DGRAM, 0, ends), 0);
    FILE *out = fdopen(ends[0], "w");
    ck_assert_ptr_nonnull(out);
    setvbuf(out, NULL, _IONBF, 0);
    diag_error(&d, at("add\tx", 1, 5), "no register '%s'", "x");
    diag_print(&d, out);
    ssize_t n = recv(ends[1], got, sizeof got - 1, MSG_DONTWAIT);
    got[n < 0 ? 0 : n] = '\0';
    ck_assert_str_eq(got, "f.s:1:5: error: no register 'x'\n    1 | add x\n      |     ^\n");
    fclose(out);
    close(ends[1]);
}
END_TEST

START_TEST(long_lines_show_a_window)
{
    char line[5001];
    memset(line, 'a', 5000);
    line[5000] = '\0';
    line[3000] = 'X';
    diag_error(&d, at(line, 1, 3001), "here");
    char *said = diag_text(&d), *nl = strchr(said, '\n') + 1, *caret = strchr(said, '^');
    ck_assert_uint_lt(strlen(said), 500);
    ck_assert_int_eq(strchr(nl, 'X') - nl, caret - (strchr(nl, '\n') + 1));
    free(said);
}
END_TEST

START_TEST(twenty_errors_a_phase)
{
    for (int i = 0; i < 30; i++) {
        diag_error(&d, (struct loc){ 0 }, "e%d", i);
        diag_note(&d, (struct loc){ 0 }, "n");
    }
    ck_assert_uint_eq(d.count, 41);
    ck_assert_int_eq(d.errors, 30);
    diag_phase(&d);
    diag_error(&d, (struct loc){ 0 }, "next phase");
    ck_assert_uint_eq(d.count, 42);
}
END_TEST

START_TEST(unreadable_files)
{
    struct loc from = at("include x\n", 1, 9);
    ck_assert_ptr_null(diag_read_file(&d, "/nonexistent/x", from));
    ck_assert_ptr_null(diag_read_file(&d, "/", from));
    expect("f.s:1:9: error: cannot read '/nonexistent/x': No such file or directory\n"
           "    1 | include x\n      |         ^\n"
           "f.s:1:9: error: cannot read '/': Is a directory\n"
           "    1 | include x\n      |         ^\n");
}
END_TEST

static const struct {
    const char *name, *nearest;
} near_names[] = {
    { "stagse", "stages" },
    { "stag", NULL } /* two of four letters is too far */,
    { "Stages", "stages" },
    { "X", "x" } /* only the case differs */,
    { "PIPELINE", "pipeline" },
    { "pipline", "pipeline" },
    { "xyz", NULL },
    { "a", NULL },
    { "", NULL },
    { "ad", "add" },
    { "pipelinepipelinepipelinepipelinepipelinepipelinepipelinepipelinepipeline", NULL },
};

START_TEST(suggestions)
{
    static const char *const list[] = { "x", "stages", "pipeline", "add" };
    const char *near = diag_nearest(near_names[_i].name, list, 4);
    ck_assert_pstr_eq(near, near_names[_i].nearest);
    char buf[DIAG_SUGGEST_MAX];
    diag_suggest(buf, near_names[_i].name, list, 4);
    ck_assert_int_eq(near != NULL, strstr(buf, "did you mean '") != NULL);
}
END_TEST

START_TEST(programming_errors_abort)
{
    BUG("on purpose: %d", 1);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("diag");
    TCase *t = tcase_create("diag");
    suite_add_tcase(s, t);
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, form);
    tcase_add_test(t, places_without_a_line);
    tcase_add_test(t, places_outside_the_text);
    tcase_add_test(t, columns_are_characters);
    tcase_add_test(t, nothing_raw_reaches_the_terminal);
    tcase_add_test(t, a_message_is_one_write);
    tcase_add_test(t, long_lines_show_a_window);
    tcase_add_test(t, twenty_errors_a_phase);
    tcase_add_test(t, unreadable_files);
    tcase_add_loop_test(t, suggestions, 0, sizeof near_names / sizeof near_names[0]);
    tcase_add_test_raise_signal(t, programming_errors_abort, 6);
    SRunner *r = srunner_create(s);
    srunner_set_tap(r, "-");
    srunner_run_all(r, CK_SILENT);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
