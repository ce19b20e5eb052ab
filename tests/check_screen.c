/* check_screen.c - the whole screen without a terminal: layouts, focus, keys, mouse, what is shown of
 * commands and their output; and ten thousand random keys at random sizes. */
#include <check.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <readline/readline.h>
#include "panes_rig.h"
#include "readline_leaks.h"
#include "tui/screen.h"
#include "tui/screen_private.h"

static struct panes_rig rig;
static struct screen *screen;
static struct str seen, also;

static void also_write(void *ctx, enum session_text kind, const char *text, size_t n)
{
    (void)ctx, (void)kind;
    str_addn(&also, text, n);
}

static const struct session_io also_io = { .write = also_write };

static void open_screen(int width, int height)
{
    struct screen_options o = { .width = width, .height = height, .ascii = true, .also = &also_io };
    screen = screen_new(rig.session, &o);
}

static void setup(void)
{
    setenv("INPUTRC", "/dev/null", 1);
    setenv("TERM", "dumb", 1);
    str_init(&seen);
    str_init(&also);
    rig_open(&rig, "rv32", "classic5", NULL, "tests/screens/sum.s");
    open_screen(80, 24);
}

static void teardown(void)
{
    screen_free(screen);
    rig_close(&rig);
    str_release(&seen);
    str_release(&also);
}

static const char *look(void)
{
    int x, y;
    str_clear(&seen);
    canvas_dump(screen_draw(screen, &x, &y), false, &seen);
    return seen.buf;
}

static bool shows(const char *text)
{
    return strstr(look(), text) != NULL;
}

#define ck_shows(text) ck_assert_msg(shows(text), "no '%s' in\n%s", text, seen.buf)
#define ck_hides(text) ck_assert_msg(!shows(text), "'%s' in\n%s", text, seen.buf)

/* "F7 C-x 2": names of keys. */
static void press(const char *keys)
{
    while (*keys) {
        size_t n = strcspn(keys, " ");
        tui_key key = key_parse(keys, n);
        ck_assert_msg(key >= 0, "%s", keys);
        screen_key(screen, key);
        keys += n + (keys[n] == ' ');
    }
}

static void type(const char *text)
{
    for (; *text; text++)
        screen_key(screen, *text == '\n' ? K_ENTER : *text);
}

START_TEST(keys_are_commands)
{
    ck_shows("cycle 0  retired 0");
    press("F7");
    ck_shows("cycle 1  retired 0");
    ck_shows("cycle\n"); /* the key says what it does */
    ck_assert_ptr_nonnull(strstr(also.buf, "ycle 1"));
    press("F7 F7 S-F7");
    ck_assert_uint_eq(engine_cycle(rig.engine), 2);
    type("cycle 3\n");
    ck_assert_uint_eq(engine_cycle(rig.engine), 5);
    type("\n"); /* once more */
    ck_assert_uint_eq(engine_cycle(rig.engine), 8);
    type("cyc");
    press("F7"); /* what was being typed stays */
    ck_assert_uint_eq(engine_cycle(rig.engine), 9);
    type("le\n");
    ck_assert_uint_eq(engine_cycle(rig.engine), 10);
}
END_TEST

START_TEST(errors_and_interrupts)
{
    type("nonsense\n");
    ck_shows("Undefined command");
    type("half a line");
    press("C-c");
    ck_shows("Quit");
    type("layout nowhere\n");
    ck_shows("Unrecognized layout \"nowhere\"");
    ck_assert(!screen_has_quit(screen));
    type("quit\n");
    ck_assert(screen_has_quit(screen));
}
END_TEST

/* Readline keeps nothing of a line that is never entered. */
START_TEST(half_a_line_at_the_end)
{
    type("half a line");
    ck_assert_ptr_nonnull(rl_undo_list);
    screen_free(screen);
    ck_assert_ptr_null(rl_undo_list);
    open_screen(80, 24);
    ck_hides("half a line");
}
END_TEST

START_TEST(what_may_not_be_written)
{
    type("save-display nowhere.txt\n"); /* this session has no host */
    ck_shows("Cannot write nowhere.txt: not available here.");
    ck_assert_int_ne(access("nowhere.txt", F_OK), 0);
}
END_TEST

/* No blank where more may follow. */
START_TEST(completing)
{
    type("break sum.");
    press("Tab");
    type("9");
    ck_shows("break sum.s:9");
    press("C-c");
    type("continu");
    press("Tab");
    type("2");
    ck_shows("continue 2");
    press("C-c");
    type("winheight ne");
    press("Tab");
    ck_hides("winheight next"); /* which it does not take */
}
END_TEST

START_TEST(focus_moves)
{
    ck_shows("-> 4 cmd");
    press("Tab");
    ck_shows("-> 1 code");
    press("Tab");
    ck_shows("-> 2 regs");
    press("S-Tab S-Tab");
    ck_shows("-> 4 cmd");
    press("M-3");
    ck_shows("-> 3 pipe");
    press("Esc");
    ck_shows("-> 4 cmd");
    press("M-8");
    ck_shows("Pane 8 is not on the screen");
    press("F6");
    ck_hides("Pane 8");
    press(":");
    ck_shows("-> 4 cmd");
    type("focus regs\n");
    ck_shows("-> 2 regs");
    press("C-x o");
    ck_shows("-> 3 pipe");
    press("C-x 1");
    ck_hides("2 regs");
    ck_shows("4 cmd");
    press("F5");
    ck_shows("2 regs");
}
END_TEST

/* The prompt takes nothing away from the zoomed pane; another one is chosen by its number or name. */
START_TEST(zooming)
{
    press("M-3 F5 :");
    ck_shows("3 pipe");
    ck_shows("-> 4 cmd");
    ck_hides("2 regs");
    type("cycle\n");
    ck_shows("3 pipe");
    press("M-2");
    ck_shows("-> 2 regs");
    ck_hides("3 pipe");
    press("Esc");
    type("focus code\n");
    ck_shows("-> 1 code");
    ck_hides("2 regs");
    press("M-8");
    ck_shows("Pane 8 is not on the screen");
    press("M-4 F5");
    ck_shows("2 regs");
    press("F5");
    ck_hides("2 regs");
    ck_hides("1 code");
    press("M-1");
    ck_shows("-> 1 code");
    ck_shows("4 cmd");
}
END_TEST

START_TEST(layouts)
{
    press("C-x 2");
    type("layout sta");
    press("Tab");
    ck_shows("layout stats");
    press("C-c");
    type("focus re");
    press("Tab");
    ck_shows("focus regs");
    press("C-c");
    type("layout all\n");
    ck_shows("8 bpred");
    type("layout prev\n");
    ck_shows("0 stats");
    type("tui new-layout mine {-horizontal code 1 cmd 1} 1\n");
    type("layout mi\n");
    ck_shows("-+-> 4 cmd");
    type("layout\n");
    ck_shows("* mine");
    type("tui new-layout bad code 1\n");
    ck_shows("New layout does not");
    type("layout code\nwinheight code 12\ninfo win\n");
    ck_assert_ptr_nonnull(strstr(also.buf, "code          12      47\n"));
    type("winwidth regs -5\n");
    type("winheight regs -5\n");
    type("info win\n");
    ck_assert_ptr_nonnull(strstr(also.buf, "code           7      52\n"));
}
END_TEST

START_TEST(sizes)
{
    static const int widths[] = { 1, 2, 10, 39, 40, 80, 119, 120, 160, 250 },
                     heights[] = { 1, 2, 7, 8, 9, 24, 36, 50 };
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++)
        for (size_t j = 0; j < sizeof heights / sizeof *heights; j++) {
            screen_resize(screen, widths[i], heights[j]);
            if (widths[i] >= 10)
                ck_shows(heights[j] < 2 ? "" : widths[i] >= 40 && heights[j] >= 8 ? "cmd" : "(");
            if (widths[i] >= 40 && heights[j] >= 8)
                ck_shows("1 code");
            if (widths[i] >= 120 && heights[j] >= 36)
                ck_shows("0 stats");
        }
}
END_TEST

/* A layout shows what it is named after wherever it can; what does not fit is marked. */
START_TEST(small_layouts)
{
    static const char *const names[] = { "pipe", "data", "mem", "cache", "bpred", "stats" };
    static const int at[][2] = { { 40, 8 }, { 40, 12 }, { 60, 10 }, { 80, 24 } };
    char text[40];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        for (size_t k = 0; k < sizeof at / sizeof *at; k++) {
            screen_resize(screen, at[k][0], at[k][1]);
            snprintf(text, sizeof text, "layout %s\n", names[i]);
            type(text);
            snprintf(text, sizeof text, " %s ", names[i]);
            ck_shows(text);
        }
    type("cycle 40\n");
    screen_resize(screen, 40, 8);
    ck_shows("-v\n");
    ck_hides("^");
    press("M-0 G");
    press("C-f C-f C-f C-f C-f C-f C-f C-f");
    ck_shows("-^\n");
    screen_resize(screen, 160, 50);
    ck_hides("-v\n");
}
END_TEST

START_TEST(help_is_found)
{
    press("F1 / Backspace");
    ck_shows("Keys anywhere");
    press("/");
    type("one clock cycle");
    ck_shows("F7");
    ck_hides("F9");
    press("Enter");
    ck_hides("Keys anywhere");
    ck_assert_uint_eq(engine_cycle(rig.engine), 1);
    press("F1 F1");
    ck_hides("Keys anywhere");
    press("F1 / b r e a k Esc");
    ck_shows("Keys anywhere");
    press("G q");
    ck_hides("filters");
}
END_TEST

START_TEST(single_keys)
{
    press("C-x s y y Y");
    ck_assert_uint_eq(engine_cycle(rig.engine), 1);
    ck_shows("SingleKey");
    press("x");
    ck_hides("SingleKey");
    press("Backspace");
    type("cycle 4\n");
    ck_assert_uint_eq(engine_cycle(rig.engine), 5);
    ck_shows("SingleKey"); /* comes back after one command */
    press("q y");
    ck_hides("SingleKey");
}
END_TEST

static void mouse(enum mouse_kind kind, int x, int y)
{
    struct mouse_event m = { kind, x, y, 1 };
    screen_mouse(screen, &m);
}

START_TEST(mouse_does_it)
{
    look();
    mouse(MOUSE_PRESS, 60, 4);
    ck_shows("-> 2 regs");
    struct pane_place before = *screen_place_of(screen, screen_pane_named(screen, "code", 4));
    mouse(MOUSE_PRESS, before.width, 4); /* the line between code and registers */
    mouse(MOUSE_DRAG, before.width - 10, 4);
    mouse(MOUSE_RELEASE, before.width - 10, 4);
    mouse(MOUSE_DRAG, 2, 4); /* nothing is held */
    look();
    struct pane_place after = *screen_place_of(screen, screen_pane_named(screen, "code", 4));
    ck_assert_int_eq(after.width, before.width - 10);
    mouse(MOUSE_PRESS, 3, after.y + after.height); /* the title below */
    mouse(MOUSE_DRAG, 3, after.y + after.height + 2);
    mouse(MOUSE_RELEASE, 3, 0);
    look();
    ck_assert_int_eq(screen_place_of(screen, screen_pane_named(screen, "code", 4))->height, after.height + 2);
    mouse(MOUSE_WHEEL_DOWN, 3, 3);
    mouse(MOUSE_PRESS, 0, 23); /* F1 help */
    ck_shows("Keys anywhere");
    mouse(MOUSE_PRESS, 5, 5);
    ck_hides("Keys anywhere");
    screen_resize(screen, 160, 24);
    type("cycle 30\n");
    const char *line = look(), *bracket = strchr(line, '[');
    ck_assert_ptr_nonnull(bracket);
    mouse(MOUSE_PRESS, (int)(bracket - line) + 1, 0);
    ck_assert_uint_eq(engine_cycle(rig.engine), 0);
}
END_TEST

/* Where the program waits, F12 finds room for its console, and the hints say how to go on. */
START_TEST(input)
{
    screen_free(screen);
    rig_close(&rig);
    rig_open(&rig, "rv32", "classic5", NULL, "tests/screens/echo.s");
    engine_interactive_input(rig.engine, true);
    open_screen(80, 24);
    press("F9");
    ck_shows("stopped: waits for input");
    ck_shows("F12 type the input");
    press("M-3 F12");
    ck_shows("-> 9 console");
    ck_hides("2 regs"); /* the least important one */
    ck_shows("3 pipe");
    type("hi\n");
    ck_shows("The program has the line: F9");
    press("F12");
    ck_shows("2 regs");
    ck_hides("9 console");
    press("M-3 F5 F12");
    ck_shows("-> 9 console");
    press("F12");
    ck_hides("9 console");
    ck_shows("3 pipe");
    ck_hides("2 regs");
    screen_resize(screen, 30, 5);
    type("tui guest\n");
    ck_shows("no room");
    screen_resize(screen, 80, 24);
    press("F12 F9");
    ck_shows("hi");
}
END_TEST

START_TEST(searching)
{
    press("M-1 / Backspace /");
    type("zzz");
    ck_shows("not found");
    press("Esc");
    press("M-4 F3");
    type("li");
    ck_shows("/li");
    press("Enter n N ?");
    press("Backspace Backspace Backspace Backspace");
    type("layout bpred\n");
    type("cycle 40\n");
    press("M-2 /");
    type("sp");
    press("Enter =");
    ck_shows("set var $sp =");
    press("C-c M-8 /");
    type("BTB");
    ck_shows("not found"); /* this machine has none */
    press("Backspace Backspace Backspace");
    type("wrong");
    ck_hides("not found");
    press("Esc Esc");
    type("layout stats\n");
    press("M-0 /");
    type("fetched");
    ck_hides("not found");
    press("Enter n N");
    ck_hides("Not found");
    type("q"); /* a key again */
    ck_shows("q does nothing here");
    ck_hides("?li");
}
END_TEST

/* What is typed into a search are no keys, whatever the pane can do with it. */
START_TEST(searching_types)
{
    type("layout pipe\n");
    type("cycle 40\n");
    uint64_t now = engine_cycle(rig.engine);
    press("M-3 /");
    type("lw\n");
    ck_assert_uint_eq(engine_cycle(rig.engine), now);
    press("n"); /* the one before it: Enter goes to its fetch */
    ck_hides("Not found");
    press("N ? z z Enter n");
    ck_shows("Not found");
    press("Esc");
    type("layout all\n");
    screen_resize(screen, 120, 40);
    press("M-9 F3");
    ck_shows("nothing to search in this pane");
    type("lw\n");
    ck_hides("nothing to search in this pane");
    ck_hides("> lw");
    press("Esc");
}
END_TEST

START_TEST(scrolling_back)
{
    for (int i = 0; i < 30; i++)
        type("info win\n");
    press("PgUp PgUp");
    ck_shows("lines back");
    press("PgDn PgDn PgDn");
    ck_hides("lines back");
    press("PgUp x");
    ck_hides("lines back");
}
END_TEST

START_TEST(keys_that_type_keys)
{
    type("tui key F7 F7\n");
    ck_assert_uint_eq(engine_cycle(rig.engine), 2);
    type("tui key nokey\n");
    ck_shows("No key is named");
    type("tui key Up Up Enter\ntui key Up Enter\n"); /* calls itself: it ends */
    ck_shows("that is enough");
    press("C-c");
    type("cycle\n");
    ck_assert_uint_ge(engine_cycle(rig.engine), 3);
}
END_TEST

/* ---- anything ---------------------------------------------------------------------------------------- */

static uint64_t random_state;

static unsigned random_below(unsigned n)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(random_state >> 33) % n;
}

/* No `!`, `|` and h: the debugger can call a shell. */
static tui_key random_character(void)
{
    tui_key key = (tui_key)(' ' + random_below(95));
    return strchr("!|hH", key) ? 'j' : key;
}

static tui_key random_key(void)
{
    switch (random_below(12)) {
    case 0: return K_ENTER;
    case 1: return K_F(1 + (int)random_below(12));
    case 2: return K_SHIFT | K_F(1 + (int)random_below(12));
    case 3: return K_SPECIAL + 1 + (int)random_below(11);
    case 4: return K_ALT | (tui_key)('0' + (int)random_below(10));
    case 5: return (tui_key)random_below(32);
    case 6: return K_CHAR_CTRL('x');
    case 7: return (tui_key)(0xa0 + random_below(0x3000));
    case 8: return K_TAB;
    default: return random_character();
    }
}

static void random_mouse(void)
{
    struct mouse_event m = { .kind = random_below(5),
                             .x = (int)random_below(170),
                             .y = (int)random_below(60),
                             .button = 1 + (int)random_below(3) };
    screen_mouse(screen, &m);
}

static const char *const phrases[] = {
    "cycle 7\n",  "reverse-cycle 3\n",    "layout all\n",  "layout next\n", "break loop\n",
    "continue\n", "reverse-continue\n",   "focus mem\n",   "info win\n",    "winheight code +3\n",
    "delete\n",   "tui pane mem 0x100\n", "layout code\n", "stepi 5\n",     "goto cycle 20\n",
};

static void random_event(void)
{
    unsigned what = random_below(100);
    if (what < 3)
        screen_resize(screen, (int)random_below(170), (int)random_below(55));
    else if (what < 10)
        random_mouse();
    else if (what < 14)
        type(phrases[random_below(sizeof phrases / sizeof *phrases)]);
    else
        screen_key(screen, random_key());
    int x, y;
    const struct canvas *c = screen_draw(screen, &x, &y);
    ck_assert(x < c->width && y < c->height);
}

START_TEST(ten_thousand_keys)
{
    int n = getenv("TESTS_QUICK") && *getenv("TESTS_QUICK") ? 2000 : 10000;
    random_state = 20240607 + (uint64_t)_i;
    for (int i = 0; i < n; i++) {
        random_event();
        if (screen_has_quit(screen)) { /* it may; another one takes its place */
            screen_free(screen);
            open_screen(80, 24);
        }
    }
    screen_resize(screen, 80, 24);
    press("Esc Esc Esc C-c C-c");
    if (screen->single)
        press("C-x s");
    press("Esc Esc");
    screen_focus(screen, screen_cmd(screen));
    while (session_continuation(rig.session))
        type("end\n");
    type("layout code\nkill\n");
    uint64_t now = engine_cycle(rig.engine);
    type("goto cycle 3\n");
    ck_assert_msg(engine_cycle(rig.engine) == 3, "at cycle %d, was %d:\n%s", (int)engine_cycle(rig.engine),
                  (int)now, look());
    ck_shows("1 code");
}
END_TEST

int main(void)
{
    setlocale(LC_CTYPE, "");
    TCase *t = tcase_create("screen");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, keys_are_commands);
    tcase_add_test(t, errors_and_interrupts);
    tcase_add_test(t, half_a_line_at_the_end);
    tcase_add_test(t, what_may_not_be_written);
    tcase_add_test(t, completing);
    tcase_add_test(t, focus_moves);
    tcase_add_test(t, zooming);
    tcase_add_test(t, layouts);
    tcase_add_test(t, sizes);
    tcase_add_test(t, small_layouts);
    tcase_add_test(t, help_is_found);
    tcase_add_test(t, single_keys);
    tcase_add_test(t, mouse_does_it);
    tcase_add_test(t, input);
    tcase_add_test(t, searching);
    tcase_add_test(t, searching_types);
    tcase_add_test(t, scrolling_back);
    tcase_add_test(t, keys_that_type_keys);
    tcase_add_loop_test(t, ten_thousand_keys, 0, 2);
    Suite *s = suite_create("screen");
    suite_add_tcase(s, t);
    SRunner *runner = srunner_create(s);
    srunner_set_tap(runner, "-");
    srunner_run_all(runner, CK_SILENT);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
