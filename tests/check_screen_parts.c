/* check_screen_parts.c - the parts of the screen that need neither panes nor a session: what was printed, the
 * line being typed, the tables of keys and looks. */
#include <check.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include "base/fs.h"
#include "tui/bindings.h"
#include "tui/line.h"
#include "tui/log.h"
#include "tui/theme.h"

/* ---- the log ----------------------------------------------------------------------------------------- */

static struct log printed;
static struct canvas canvas;
static struct str text;

static void setup(void)
{
    printed = (struct log){ 0 };
    canvas_init(&canvas, 10, 5);
    str_init(&text);
}

static void teardown(void)
{
    log_release(&printed);
    canvas_release(&canvas);
    str_release(&text);
}

static void print(enum element e, const char *s)
{
    log_add(&printed, e, s, strlen(s));
}

static const char *drawn(int bottom, int back, int *end)
{
    canvas_clear(&canvas);
    *end = log_draw(&printed, canvas_area(&canvas), bottom, back);
    str_clear(&text);
    canvas_dump(&canvas, false, &text);
    return text.buf;
}

START_TEST(log_lines)
{
    int end;
    ck_assert_str_eq(drawn(5, 0, &end), "\n\n\n\n\n");
    ck_assert_int_eq(end, 0);
    print(EL_NORMAL, "one\r\ntw");
    print(EL_NORMAL, "o\n\nlong enough to wrap");
    ck_assert_str_eq(drawn(5, 0, &end), "one\ntwo\n\nlong enoug\nh to wrap\n");
    ck_assert_int_eq(end, 5);
    ck_assert_int_eq(log_rows(&printed, 10, 100), 5);
    ck_assert_int_eq(log_rows(&printed, 5, 100), 7);
    print(EL_ERROR, "error"); /* another sort begins a line */
    ck_assert_str_eq(drawn(3, 0, &end), "long enoug\nh to wrap\nerror\n\n\n");
    log_end_line(&printed);
    print(EL_ERROR, "again\n");
    ck_assert_str_eq(drawn(4, 2, &end), "two\n\nlong enoug\nh to wrap\n\n");
    ck_assert_str_eq(drawn(4, 4, &end), "one\ntwo\n\n\n\n");
    ck_assert_int_eq(end, 3);
    ck_assert_str_eq(drawn(4, 99, &end), "\n\n\n\n\n");
}
END_TEST

START_TEST(log_is_bounded)
{
    int end;
    for (int i = 0; i < 3 * LOG_LINES; i++) {
        char line[16];
        snprintf(line, sizeof line, "%d\n", i);
        print(EL_NORMAL, line);
    }
    ck_assert_uint_le(printed.lines.count, LOG_LINES);
    ck_assert_uint_ge(printed.lines.count, LOG_LINES / 2);
    ck_assert_str_eq(drawn(2, 0, &end), "29998\n29999\n\n\n\n");
}
END_TEST

START_TEST(log_is_searched)
{
    print(EL_NORMAL, "needle\nhay\nhay\nneedle\nhay\n");
    int first = log_search(&printed, 10, -1, "needle", false);
    ck_assert_int_eq(first, 1);
    int second = log_search(&printed, 10, first, "needle", false);
    ck_assert_int_eq(second, 4);
    ck_assert_int_eq(log_search(&printed, 10, second, "needle", false), -1);
    ck_assert_int_eq(log_search(&printed, 10, second, "needle", true), first);
    ck_assert_int_eq(log_search(&printed, 10, -1, "straw", false), -1);
}
END_TEST

/* ---- the line ---------------------------------------------------------------------------------------- */

static struct str accepted, listed;
static int ends;

static void on_accept(void *ctx, const char *s)
{
    (void)ctx;
    if (s)
        str_addf(&accepted, "[%s]", s);
    else
        ends++;
    line_remember(s ? s : "");
}

static char **on_complete(void *ctx, const char *s, size_t point, size_t *from)
{
    static const char *const words[] = { "continue", "condition", "cycle", "$cycle", "$pc" };
    (void)ctx;
    *from = point;
    while (*from && !strchr(" *(", s[*from - 1]))
        --*from;
    char **out = xcalloc(8, sizeof *out);
    size_t n = 0;
    for (size_t i = 0; i < 5; i++)
        if (!strncmp(words[i], s + *from, point - *from))
            out[n++] = xstrdup(words[i]);
    return out;
}

static void on_list(void *ctx, char *const *words, size_t n)
{
    (void)ctx;
    for (size_t i = 0; i < n; i++)
        str_addf(&listed, "%s ", words[i]);
}

static void type(const char *s)
{
    for (size_t n = strlen(s); n;) {
        uint32_t ch;
        int columns;
        size_t used = text_next(s, n, &ch, &columns);
        line_key((tui_key)ch);
        s += used, n -= used;
    }
}

static void line_shows(const char *prompt, const char *before, const char *after)
{
    struct line_view v;
    line_view(&v);
    ck_assert_str_eq(v.prompt, prompt);
    ck_assert_uint_eq(v.point, strlen(before));
    ck_assert_int_eq(strncmp(v.text, before, v.point), 0);
    ck_assert_str_eq(v.text + v.point, after);
}

static void open_line(void)
{
    static const struct line_hooks hooks = { NULL, on_accept, on_complete, on_list };
    setenv("INPUTRC", "/dev/null", 1);
    setenv("TERM", "dumb", 1);
    str_init(&accepted);
    str_init(&listed);
    ends = 0;
    line_open(&hooks, "\001\033[1m\002(p) \001\033[0m\002");
}

static void close_line(void)
{
    line_close();
    str_release(&accepted);
    str_release(&listed);
}

START_TEST(line_editing)
{
    line_shows("(p) ", "", "");
    ck_assert(line_is_empty());
    type("pr\u00efnt \u8a9e");
    line_key(K_LEFT);
    line_shows("(p) ", "pr\u00efnt ", "\u8a9e");
    line_key(K_CTRL | K_LEFT);
    line_key(K_DELETE);
    line_shows("(p) ", "", "r\u00efnt \u8a9e");
    line_key(K_END);
    line_key(K_BACKSPACE);
    line_key(K_ALT | K_BACKSPACE); /* a word */
    line_shows("(p) ", "", "");
    type("one");
    line_key(K_ENTER);
    type("two");
    line_key('\n');
    ck_assert_str_eq(accepted.buf, "[one][two]");
    line_key(K_UP);
    line_key(K_UP);
    line_shows("(p) ", "one", "");
    line_clear();
    ck_assert(line_is_empty());
    line_key(K_CHAR_CTRL('d'));
    ck_assert_int_eq(ends, 1);
    type("x"); /* and it goes on */
    line_shows("(p) ", "x", "");
    line_prompt(">");
    line_set("whole");
    line_shows(">", "whole", "");
}
END_TEST

/* A line that was thrown away is no place in the history. */
START_TEST(line_thrown_away)
{
    static const char *const lines[] = { "print 1", "print 2", "print 3", "print 4" };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        type(lines[i]);
        line_key(K_ENTER);
    }
    line_key(K_UP);
    line_key(K_UP);
    line_key(K_UP);
    line_clear();
    line_key(K_UP);
    line_shows("(p) ", "print 4", "");
    line_clear();
    line_key(K_CHAR_CTRL('r'));
    type("3");
    struct line_view v;
    line_view(&v);
    ck_assert_str_eq(v.text, "print 3");
}
END_TEST

START_TEST(line_search_in_history)
{
    type("caf\u00e9 one");
    line_key(K_ENTER);
    type("other");
    line_key(K_ENTER);
    line_key(K_CHAR_CTRL('r'));
    type("\u00e9 o");
    struct line_view v;
    line_view(&v);
    ck_assert_ptr_nonnull(strstr(v.prompt, "\u00e9 o"));
    ck_assert_str_eq(v.text, "caf\u00e9 one");
    ck_assert(!line_is_empty());
    line_clear(); /* C-c ends the search, too */
    line_shows("(p) ", "", "");
    line_key(K_CHAR_CTRL('r'));
    type("caf");
    line_key(K_ENTER);
    ck_assert_str_eq(accepted.buf, "[caf\u00e9 one][other][caf\u00e9 one]");
}
END_TEST

START_TEST(line_completion)
{
    type("cy");
    line_key(K_TAB);
    line_shows("(p) ", "cycle ", "");
    type("x *$");
    line_key(K_TAB);
    ck_assert_str_eq(listed.buf, "*$cycle *$pc ");
    type("p");
    line_key(K_TAB);
    line_shows("(p) ", "cycle x *$pc ", "");
    line_clear();
    str_clear(&listed);
    type("con");
    line_key(K_TAB);
    ck_assert_str_eq(listed.buf, "condition continue ");
    line_shows("(p) ", "con", "");
    type("zzz");
    line_key(K_TAB);
    line_shows("(p) ", "conzzz", "");
}
END_TEST

/* ---- tables ------------------------------------------------------------------------------------------ */

static void check_keys(const struct binding *b)
{
    if (!b->command)
        return;
    const char *space = strchr(b->keys, ' ');
    tui_key first = key_parse(b->keys, space ? (size_t)(space - b->keys) : strlen(b->keys));
    ck_assert_msg(first >= 0, "%s", b->keys);
    tui_key key = space ? key_parse(space + 1, strlen(space + 1)) : first;
    ck_assert_msg(key >= 0, "%s", b->keys);
    ck_assert_ptr_eq(binding_find(b->context, space ? first : -1, key), b); /* no other one before it */
}

START_TEST(keys_are_keys)
{
    int n = 0;
    for (const struct binding *b = bindings; b->keys; b++, n++) {
        ck_assert(b->help && *b->help);
        ck_assert_int_lt(b->context, KEYS_CONTEXTS);
        check_keys(b);
    }
    ck_assert_int_gt(n, 50);
    ck_assert_str_eq(binding_find(KEYS_SINGLE, -1, 'Y')->command, "reverse-cycle");
    ck_assert_str_eq(binding_find(KEYS_ANYWHERE, 24, '2')->command, "layout next");
    ck_assert_ptr_null(binding_find(KEYS_ANYWHERE, -1, '2'));
    ck_assert_ptr_null(binding_find(KEYS_SINGLE, -1, 'z'));
}
END_TEST

START_TEST(keys_are_documented)
{
    const char *src = getenv("SRCDIR");
    char *path = xasprintf("%s/docs/SCREEN.md", src ? src : ".");
    size_t size;
    char *manual = fs_read(path, &size);
    ck_assert_ptr_nonnull(manual);
    for (const struct binding *b = bindings; b->keys; b++) {
        const char *keys = strncmp(b->keys, "S-F", 3) ? b->keys : b->keys + 2; /* a column of its own */
        if (b->context == KEYS_ANYWHERE && b->command)
            ck_assert_msg(strstr(manual, keys), "%s is not in the manual", keys);
        if (b->context == KEYS_ANYWHERE && *b->keys == 'F')
            ck_assert_msg(strstr(manual, b->command), "%s is not in the manual", b->command);
        if (b->context == KEYS_SINGLE && b->command && strncmp(b->command, "tui ", 4))
            ck_assert_msg(strstr(manual, b->command), "%s is not in the manual", b->command);
    }
    free(manual);
    free(path);
}
END_TEST

START_TEST(every_meaning_has_a_look)
{
    for (int e = 0; e < EL_COUNT; e++) {
        ck_assert_ptr_nonnull(element_name(e));
        for (int f = 0; f < e; f++)
            ck_assert_str_ne(element_name(e), element_name(f));
        for (int t = 0; t < THEME_COUNT; t++) {
            struct look none = theme_look(t, DEPTH_NONE, e);
            ck_assert_int_eq(none.color, -1);
            ck_assert_int_eq(none.ground, -1);
            for (int d = DEPTH_8; d < DEPTH_COUNT; d++)
                ck_assert_int_lt(theme_look(t, d, e).color, d == DEPTH_8 ? 8 : d == DEPTH_16 ? 16 : 256);
        }
        ck_assert_int_eq(theme_look(THEME_MONO, DEPTH_256, e).color, -1);
        ck_assert(!(theme_look(THEME_CONTRAST, DEPTH_256, e).attributes & LOOK_DIM));
    }
    ck_assert_int_eq(theme_named("light"), THEME_LIGHT);
    ck_assert_int_eq(theme_named("contrast"), THEME_CONTRAST);
    ck_assert_int_eq(theme_named("mono"), THEME_MONO);
}
END_TEST

int main(void)
{
    setlocale(LC_CTYPE, ""); /* Readline asks it what a character is */
    Suite *s = suite_create("screen parts");
    TCase *t = tcase_create("log");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, log_lines);
    tcase_add_test(t, log_is_bounded);
    tcase_add_test(t, log_is_searched);
    suite_add_tcase(s, t);
    t = tcase_create("line");
    tcase_add_checked_fixture(t, open_line, close_line);
    tcase_add_test(t, line_editing);
    tcase_add_test(t, line_thrown_away);
    tcase_add_test(t, line_search_in_history);
    tcase_add_test(t, line_completion);
    suite_add_tcase(s, t);
    t = tcase_create("tables");
    tcase_add_test(t, keys_are_keys);
    tcase_add_test(t, keys_are_documented);
    tcase_add_test(t, every_meaning_has_a_look);
    suite_add_tcase(s, t);
    SRunner *runner = srunner_create(s);
    srunner_set_tap(runner, "-");
    srunner_run_all(runner, CK_SILENT);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
