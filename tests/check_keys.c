/* check_keys.c - keys and their names. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include "tui/keys.h"

static void same(const char *name, tui_key key)
{
    struct str s;
    str_init(&s);
    key_print(key, &s);
    ck_assert_str_eq(s.buf, name);
    ck_assert_int_eq(key_parse(name, strlen(name)), key);
    str_release(&s);
}

START_TEST(names_both_ways)
{
    same("a", 'a');
    same("-", '-');
    same("?", '?');
    same("\u00e9", 0xe9);
    same("Space", ' ');
    same("C-x", 24);
    same("C-j", '\n');
    same("C-@", 0);
    same("C-_", 31);
    same("Enter", K_ENTER);
    same("Esc", K_ESCAPE);
    same("M-1", K_ALT | '1');
    same("M-C-x", K_ALT | 24);
    same("C-Left", K_CTRL | K_LEFT);
    same("F12", K_F(12));
    same("S-F7", K_SHIFT | K_F(7));
    same("S-Tab", K_BACKTAB);
    same("PgUp", K_PGUP);
}
END_TEST

START_TEST(every_special_key_has_a_name)
{
    for (tui_key key = K_SPECIAL + 1; key <= K_BACKTAB; key++) {
        struct str s;
        str_init(&s);
        key_print(key, &s);
        ck_assert_int_eq(key_parse(s.buf, s.len), key);
        str_release(&s);
    }
}
END_TEST

START_TEST(not_keys)
{
    static const char *const wrong[] = { "", "F13", "C-", "ab", "X-a", "S-a", "C-1", "f1", "M-" };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        ck_assert_int_eq(key_parse(wrong[i], strlen(wrong[i])), -1);
    struct str s;
    str_init(&s);
    key_print(K_BACKTAB + 1, &s);
    ck_assert_str_eq(s.buf, "?");
    str_release(&s);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("keys");
    tcase_add_test(t, names_both_ways);
    tcase_add_test(t, every_special_key_has_a_name);
    tcase_add_test(t, not_keys);
    Suite *s = suite_create("keys");
    suite_add_tcase(s, t);
    SRunner *runner = srunner_create(s);
    srunner_set_tap(runner, "-");
    srunner_run_all(runner, CK_SILENT);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
