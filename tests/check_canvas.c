/* check_canvas.c - characters, clipping and dumps of the cell grid that everything is drawn into. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include "tui/canvas.h"
#include "tui/wires.h"

static struct canvas canvas;
static struct str dump;

static void setup(void)
{
    canvas_init(&canvas, 10, 3);
    str_init(&dump);
}

static void teardown(void)
{
    canvas_release(&canvas);
    str_release(&dump);
}

static const char *shown(void)
{
    str_clear(&dump);
    canvas_dump(&canvas, false, &dump);
    return dump.buf;
}

START_TEST(text_is_clipped)
{
    struct area a = canvas_area(&canvas);
    ck_assert_int_eq(area_put(a, 0, 0, EL_NORMAL, "hello"), 5);
    ck_assert_int_eq(area_put(a, 7, 1, EL_NORMAL, "beyond"), 13);
    ck_assert_int_eq(area_put(a, -2, 2, EL_NORMAL, "before"), 4);
    area_put(a, 0, 3, EL_NORMAL, "below");
    area_put(a, 0, -1, EL_NORMAL, "above");
    ck_assert_str_eq(shown(), "hello\n       bey\nfore\n");
}
END_TEST

START_TEST(parts_are_clipped)
{
    struct area part = area_part(canvas_area(&canvas), 2, 1, 4, 1);
    area_put(part, 1, 0, EL_NORMAL, "12345");
    area_put(part, 0, 1, EL_NORMAL, "no");
    ck_assert_str_eq(shown(), "\n   123\n\n");
    part = area_part(part, 3, 0, 100, 100);
    ck_assert_int_eq(part.x, 5);
    ck_assert_int_eq(part.width, 1);
    ck_assert_int_eq(part.height, 1);
    part = area_part(part, 50, 50, 3, 3);
    ck_assert_int_eq(part.width, 0);
    ck_assert_int_eq(part.height, 0);
    area_put(part, 0, 0, EL_NORMAL, "nowhere");
    area_fill(part, -9, -9, 99, 99, '#', EL_BAR);
    ck_assert_str_eq(shown(), "\n   123\n\n");
    part = area_part(canvas_area(&canvas), -3, -1, 5, 2);
    ck_assert_int_eq(part.x, 0);
    ck_assert_int_eq(part.width, 2);
    ck_assert_int_eq(part.height, 1);
}
END_TEST

START_TEST(broken_text)
{
    struct area a = canvas_area(&canvas);
    /* stray continuation, overlong, surrogate, cut off at the end, escape */
    area_put(a, 0, 0, EL_NORMAL, "a\x80z");
    area_put(a, 0, 1, EL_NORMAL, "\xc0\xaf|\xed\xa0\x80|");
    area_put(a, 0, 2, EL_NORMAL, "\x1b[m\x7f\xe4\xb8");
    ck_assert_str_eq(shown(), "a?z\n??|\?\?\?|\n?[m\?\?\?\n");
    uint32_t ch;
    int columns;
    ck_assert_uint_eq(text_next("\xc2\x9b", 2, &ch, &columns), 2); /* a control character in two bytes */
    ck_assert_uint_eq(ch, '?');
}
END_TEST

/* Two lines that cross, one that parts, and what lies outside. */
START_TEST(wires_meet)
{
    struct wires w;
    wires_init(&w, 10, 3);
    wires_line(&w, 1, 0, 1, 2);
    wires_line(&w, 0, 0, 1, 0);
    wires_line(&w, 0, 1, 1, 1);
    wires_arrow(&w, 0, 1);
    wires_line(&w, 1, 2, 8, 2);
    wires_line(&w, 8, 2, 8, 1);
    wires_line(&w, 5, 0, 5, 9);
    wires_draw(&w, canvas_area(&canvas), EL_FORWARD);
    ck_assert_str_eq(shown(), "─┐   │\n←┤   │  │\n └───┼──┘\n");
    ck_assert_int_eq(wires_room(&w, 0, 2, 3), 2);
    ck_assert_int_eq(wires_room(&w, 3, 2, 3), 9);
    canvas.ascii = true;
    wires_draw(&w, canvas_area(&canvas), EL_FORWARD);
    ck_assert_str_eq(shown(), "-+   |\n<+   |  |\n +---+--+\n");
    wires_release(&w);
}
END_TEST

START_TEST(pages_are_pasted)
{
    struct canvas page;
    canvas_init(&page, 4, 5);
    for (int y = 0; y < 5; y++)
        area_printf(canvas_area(&page), 0, y, EL_NORMAL, "line%d", y);
    area_paste(area_part(canvas_area(&canvas), 2, 1, 9, 9), &page, 3);
    ck_assert_str_eq(shown(), "\n  line\n  line\n");
    area_paste(canvas_area(&canvas), &page, 4);
    ck_assert_str_eq(shown(), "line\n  line\n  line\n");
    canvas_release(&page);
}
END_TEST

START_TEST(tabs)
{
    struct area a = canvas_area(&canvas);
    ck_assert_int_eq(area_put(a, 1, 0, EL_NORMAL, "a\tb"), 10);
    ck_assert_str_eq(shown(), " a       b\n\n\n");
    ck_assert_int_eq(text_columns("a\tb"), 9);
    ck_assert_int_eq(text_columns("\t\t"), 16);
}
END_TEST

START_TEST(characters_of_two_columns)
{
    struct area a = canvas_area(&canvas);
    ck_assert_int_eq(text_columns("a\u8a9eb\u0301"), 4);
    ck_assert_int_eq(area_put(a, 0, 0, EL_NORMAL, "a\u8a9eb\u0301!"), 5);
    ck_assert_str_eq(shown(), "a\u8a9eb!\n\n\n");
    ck_assert_uint_eq(canvas.cells[2].ch, 0);
    area_put(a, 2, 0, EL_NORMAL, "x"); /* the right half goes: the left half too */
    ck_assert_str_eq(shown(), "a xb!\n\n\n");
    area_put(a, 0, 1, EL_NORMAL, "\u8a9e\u8a9e");
    area_put(a, 1, 1, EL_NORMAL, "\u8a9e"); /* in the middle of two */
    ck_assert_str_eq(shown(), "a xb!\n \u8a9e\n\n");
    area_put(a, 9, 2, EL_NORMAL, "\u8a9e"); /* half outside */
    area_put(a, -1, 2, EL_NORMAL, "\u8a9e-");
    ck_assert_str_eq(shown(), "a xb!\n \u8a9e\n -\n");
}
END_TEST

START_TEST(ascii_only)
{
    canvas.ascii = true;
    struct area a = canvas_area(&canvas);
    ck_assert_int_eq(area_put(a, 0, 0, EL_NORMAL, "\u00e9\u8a9e."), 4);
    for (enum glyph g = 0; g < GLYPH_COUNT; g++)
        area_glyph(a, g % 10, 1 + g / 10, EL_NORMAL, g);
    area_fill(a, 7, 0, 2, 1, 0x2500, EL_NORMAL);
    ck_assert_str_eq(shown(), "\?\?\?.   ?\?\n-|++++++++\n+<>^v#~<>/\n");
    canvas.ascii = false;
    area_glyph(a, 0, 0, EL_NORMAL, GLYPH_VLINE);
    ck_assert_uint_eq(canvas.cells[0].ch, 0x2502);
}
END_TEST

START_TEST(meanings)
{
    struct area a = canvas_area(&canvas);
    area_put(a, 0, 0, EL_TITLE, "ab");
    area_mark(a, 1, 0, 3, EL_CURSOR);
    area_mark(a, -1, 1, 100, EL_ID0 + 3);
    area_mark(a, 0, 99, 1, EL_ERROR);
    str_clear(&dump);
    canvas_dump(&canvas, true, &dump);
    char expected[64];
    snprintf(expected, sizeof expected, "ab\n\n\n%c%c%c%c\n3333333333\n\n", element_letter(EL_TITLE),
             element_letter(EL_CURSOR), element_letter(EL_CURSOR), element_letter(EL_CURSOR));
    ck_assert_str_eq(dump.buf, expected);
    for (int e = 0; e < EL_COUNT; e++)
        for (int f = 0; f < e; f++)
            ck_assert_int_ne(element_letter(e), element_letter(f));
}
END_TEST

START_TEST(formatted)
{
    struct area a = canvas_area(&canvas);
    ck_assert_int_eq(area_printf(a, 0, 0, EL_NORMAL, "%0300d", 7), 300);
    ck_assert_int_eq(area_printf(a, 0, 1, EL_NORMAL, "%s=%x", "v", 255), 4);
    area_fill(a, 3, 2, 4, 4, '.', EL_NORMAL);
    ck_assert_str_eq(shown(), "0000000000\nv=ff\n   ....\n");
    canvas_resize(&canvas, -1, 5);
    area_put(canvas_area(&canvas), 0, 0, EL_NORMAL, "x");
    ck_assert_str_eq(shown(), "\n\n\n\n\n");
    canvas_resize(&canvas, 2, 1);
    ck_assert_str_eq(shown(), "\n");
}
END_TEST

START_TEST(every_character_round_trips)
{
    for (uint32_t ch = 0xa0; ch <= 0x10ffff; ch++) {
        if (ch == 0xd800)
            ch = 0xe000;
        char bytes[4];
        size_t n = text_encode(ch, bytes);
        uint32_t back;
        int columns;
        ck_assert_uint_eq(text_next(bytes, n, &back, &columns), n);
        ck_assert_uint_eq(back, ch);
        ck_assert(columns >= 0 && columns <= 2);
        ck_assert_uint_eq(text_next(bytes, n - 1 ? n - 1 : 1, &back, &columns), 1);
    }
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("canvas");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, text_is_clipped);
    tcase_add_test(t, parts_are_clipped);
    tcase_add_test(t, broken_text);
    tcase_add_test(t, tabs);
    tcase_add_test(t, characters_of_two_columns);
    tcase_add_test(t, ascii_only);
    tcase_add_test(t, meanings);
    tcase_add_test(t, formatted);
    tcase_add_test(t, wires_meet);
    tcase_add_test(t, pages_are_pasted);
    tcase_add_test(t, every_character_round_trips);
    Suite *s = suite_create("canvas");
    suite_add_tcase(s, t);
    SRunner *runner = srunner_create(s);
    srunner_set_tap(runner, "-");
    srunner_run_all(runner, CK_SILENT);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
