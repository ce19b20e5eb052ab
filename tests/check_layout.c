/* check_layout.c - layouts: their text, sizes by weight, what is left out where there is no room, resizing.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include "tui/layout.h"

static const struct pane_kind code = { .name = "code", .min_width = 20, .min_height = 3, .priority = 90 };
static const struct pane_kind regs = { .name = "regs", .min_width = 14, .min_height = 2, .priority = 50 };
static const struct pane_kind pipe_kind = {
    .name = "pipe", .min_width = 30, .min_height = 3, .priority = 70
};
static const struct pane_kind mem = {
    .name = "mem", .min_width = 20, .min_height = 1, .priority = 20, .several = true
};
static const struct pane_kind cmd = { .name = "cmd", .min_width = 1, .min_height = 1, .priority = 100 };
static const struct pane_kind *const kinds[] = { &code, &regs, &pipe_kind, &mem, &cmd, NULL };

static struct str text;
static pane_places at;
static borders lines;

static void setup(void)
{
    str_init(&text);
    at = (pane_places){ 0 };
    lines = (borders){ 0 };
}

static void teardown(void)
{
    str_release(&text);
    vec_release(&at);
    vec_release(&lines);
}

static struct layout *parse(const char *s)
{
    struct layout *l = layout_parse(s, kinds, &text);
    if (!l)
        ck_abort_msg("%s", text.buf);
    return l;
}

/* "code 0,1 30x8; ..." */
static const char *placed(struct layout *l, int width, int height)
{
    layout_place(l, 0, 0, width, height, &at, &lines);
    str_clear(&text);
    for (size_t i = 0; i < at.count; i++) {
        struct pane_place p = at.data[i];
        str_addf(&text, "%s%s", i ? "; " : "", p.kind->name);
        if (p.instance > 1)
            str_addf(&text, "%d", p.instance);
        str_addf(&text, " %d,%d %dx%d", p.x, p.y, p.width, p.height);
    }
    return text.buf;
}

START_TEST(text_both_ways)
{
    static const char *const texts[] = {
        "cmd 1",
        "code 1 cmd 1",
        "{-horizontal code 3 regs 2} 9 pipe 9 cmd 4",
        "-horizontal {code 1 {mem 1 mem2 2} 3} 2 cmd 1",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct layout *l = parse(texts[i]), *copy = layout_copy(l);
        str_clear(&text);
        layout_print(copy, &text);
        ck_assert_str_eq(text.buf, texts[i]);
        layout_free(l);
        layout_free(copy);
    }
    struct layout *l = parse("  cod 2 status 0 {-horizontal re 1  p 2 }  3 cmd 1 ");
    str_clear(&text);
    layout_print(l, &text);
    ck_assert_str_eq(text.buf, "code 2 {-horizontal regs 1 pipe 2} 3 cmd 1");
    layout_free(l);
}
END_TEST

START_TEST(refusals)
{
    static const char *const wrong[][2] = {
        { "", "A list of windows is empty" },
        { "code 1", "New layout does not contain the \"cmd\" window" },
        { "code cmd 1", "Invalid window size \"cmd\"" },
        { "code 1 cmd", "Missing size of a window" },
        { "code 1 cmd 1 code 2", "Window \"code\" seen twice in layout" },
        { "cdoe 1 cmd 1", "Unknown window \"cdoe\"; did you mean 'code'?" },
        { "code2 1 cmd 1", "Unknown window \"code2\"; did you mean 'code'?" },
        { "mem0 1 cmd 1", "Unknown window \"mem0\"; did you mean 'mem'?" },
        { "mem22 1 cmd 1", "Unknown window \"mem22\"" },
        { "c 1 cmd 1", "Unknown window \"c\"" },
        { "{code 1 cmd 1", "Missing '}' in layout" },
        { "code 1} 1 cmd 1", "Extra '}' in layout" },
        { "{} 1 cmd 1", "A list of windows is empty" },
        { "code -1 cmd 1", "Invalid window size \"-1\"" },
        { "code 1000 cmd 1", "Invalid window size \"1000\"" },
        { "{{{{{{{{{{{{cmd 1} 1} 1} 1} 1} 1} 1} 1} 1} 1} 1} 1} 1", "Too many windows" },
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        str_clear(&text);
        ck_assert_ptr_null(layout_parse(wrong[i][0], kinds, &text));
        ck_assert_str_eq(text.buf, wrong[i][1]);
    }
}
END_TEST

START_TEST(sizes_follow_weights)
{
    struct layout *l = parse("{-horizontal code 3 regs 2} 9 pipe 9 cmd 4");
    ck_assert_str_eq(placed(l, 80, 22), "code 0,1 47x8; regs 48,1 32x8; pipe 0,10 80x8; cmd 0,19 80x3");
    ck_assert_uint_eq(lines.count, 3);
    ck_assert(lines.data[0].column == false || lines.data[0].x == 47);
    ck_assert_str_eq(placed(l, 160, 48), "code 0,1 95x18; regs 96,1 64x18; pipe 0,20 160x19; cmd 0,40 160x8");
    layout_free(l);
    l = parse("code 1 regs 0 cmd 0");
    ck_assert_str_eq(placed(l, 80, 22), "code 0,1 80x16; regs 0,18 80x2; cmd 0,21 80x1");
    layout_free(l);
    l = parse("regs 0 cmd 0");
    ck_assert_str_eq(placed(l, 80, 22), "regs 0,1 80x2; cmd 0,4 80x18");
    layout_free(l);
}
END_TEST

START_TEST(the_least_important_goes)
{
    struct layout *l = parse("{-horizontal code 3 {regs 2 mem 1} 2} 9 pipe 9 cmd 4");
    ck_assert_str_eq(placed(l, 40, 20), "code 0,1 23x7; regs 24,1 16x7; pipe 0,9 40x7; cmd 0,17 40x3");
    ck_assert_str_eq(placed(l, 34, 20), "code 0,1 34x7; pipe 0,9 34x7; cmd 0,17 34x3");
    ck_assert_str_eq(placed(l, 34, 8), "code 0,1 34x4; cmd 0,6 34x2");
    ck_assert_str_eq(placed(l, 10, 8), "cmd 0,1 10x7");
    ck_assert_str_eq(placed(l, 0, 0), "cmd 0,1 0x0");
    /* and it comes back */
    ck_assert_str_eq(placed(l, 40, 20), "code 0,1 23x7; regs 24,1 16x7; pipe 0,9 40x7; cmd 0,17 40x3");
    layout_free(l);
}
END_TEST

/* What the layout is for stays longest, however important others are. */
START_TEST(the_leading_one_stays)
{
    struct layout *l = parse("{-horizontal code 3 regs 2} 6 {-horizontal mem 1 mem2 1} 10 cmd 4");
    layout_lead(l, "mem");
    ck_assert_str_eq(placed(l, 40, 7), "mem 0,1 40x4; cmd 0,6 40x1");
    ck_assert_str_eq(placed(l, 41, 8),
                     "code 0,1 24x3; regs 25,1 16x3; mem 0,5 20x1; mem2 21,5 20x1; cmd 0,7 41x1");
    ck_assert_str_eq(placed(l, 40, 3), "cmd 0,1 40x2"); /* no room */
    struct layout *copy = layout_copy(l);
    layout_free(l);
    ck_assert_str_eq(placed(copy, 30, 4), "mem 0,1 30x1; cmd 0,3 30x1");
    layout_free(copy);
    l = parse("pipe 14 {-horizontal code 3 regs 2} 4 cmd 4");
    layout_lead(l, "mine"); /* named otherwise: the first */
    ck_assert_str_eq(placed(l, 40, 7), "pipe 0,1 40x4; cmd 0,6 40x1");
    ck_assert_str_eq(placed(l, 25, 7), "code 0,1 25x3; cmd 0,5 25x2"); /* too narrow for it */
    layout_free(l);
}
END_TEST

/* At every size: inside, not overlapping, adding up, none below its minimum but the command pane. */
static void check_cover(struct layout *l, int width, int height)
{
    layout_place(l, 0, 0, width, height, &at, &lines);
    char *cells = xcalloc((size_t)(width * height) + 1, 1);
    int covered = 0;
    for (size_t i = 0; i < at.count; i++) {
        struct pane_place p = at.data[i];
        ck_assert(p.kind == &cmd || (p.width >= p.kind->min_width && p.height >= p.kind->min_height));
        for (int y = p.y - 1; y < p.y + p.height && height; y++)
            for (int x = p.x; x < p.x + p.width; x++) {
                ck_assert(x < width && y < height && !cells[y * width + x]);
                cells[y * width + x] = 1;
                covered++;
            }
    }
    for (size_t i = 0; i < lines.count; i++)
        if (lines.data[i].column)
            covered += lines.data[i].length;
    ck_assert_int_eq(covered, width * height);
    free(cells);
}

START_TEST(always_covers_the_screen)
{
    static const char *const texts[] = {
        "{-horizontal code 3 {regs 2 mem 1} 2} 9 pipe 9 cmd 4",
        "-horizontal {code 1 cmd 1} 1 {regs 0 {-horizontal mem 0 mem2 0} 0 pipe 0} 1",
        "{-horizontal mem 1 mem2 1 mem3 1 mem4 1} 1 {-horizontal cmd 1 code 1 regs 1} 1 pipe 7",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct layout *l = parse(texts[i]);
        for (int height = 1; height < 40; height++)
            for (int width = 1; width < 130; width += 1 + width / 40)
                check_cover(l, width, height);
        layout_free(l);
    }
}
END_TEST

START_TEST(resizing)
{
    struct layout *l = parse("{-horizontal code 3 regs 2} 9 pipe 9 cmd 4");
    placed(l, 80, 22);
    ck_assert(layout_resize(l, &code, 1, false, 12));
    ck_assert_str_eq(placed(l, 80, 22), "code 0,1 47x11; regs 48,1 32x11; pipe 0,13 80x5; cmd 0,19 80x3");
    ck_assert(layout_resize(l, &regs, 1, true, 100)); /* as far as the others' minimum lets it */
    ck_assert_str_eq(placed(l, 80, 22), "code 0,1 20x11; regs 21,1 59x11; pipe 0,13 80x5; cmd 0,19 80x3");
    ck_assert(layout_resize(l, &cmd, 1, false, 7));
    ck_assert_str_eq(placed(l, 80, 22), "code 0,1 20x11; regs 21,1 59x11; pipe 0,13 80x3; cmd 0,17 80x5");
    ck_assert(!layout_resize(l, &pipe_kind, 1, true, 7)); /* nothing beside it */
    ck_assert(!layout_resize(l, &mem, 1, true, 7));
    for (size_t i = 0; i < lines.count; i++)
        if (!lines.data[i].column && lines.data[i].y == 12) {
            layout_move(lines.data[i].split, lines.data[i].index, -2);
            break;
        }
    ck_assert_str_eq(placed(l, 80, 22), "code 0,1 20x9; regs 21,1 59x9; pipe 0,11 80x5; cmd 0,17 80x5");
    layout_free(l);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("layout");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, text_both_ways);
    tcase_add_test(t, refusals);
    tcase_add_test(t, sizes_follow_weights);
    tcase_add_test(t, the_least_important_goes);
    tcase_add_test(t, the_leading_one_stays);
    tcase_add_test(t, always_covers_the_screen);
    tcase_add_test(t, resizing);
    Suite *s = suite_create("layout");
    suite_add_tcase(s, t);
    SRunner *runner = srunner_create(s);
    srunner_set_tap(runner, "-");
    srunner_run_all(runner, CK_SILENT);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
