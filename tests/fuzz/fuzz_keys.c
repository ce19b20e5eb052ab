/* fuzz_keys.c - any bytes as what a user does to the screen: keys, the mouse, other sizes of the terminal,
 * commands. It is drawn after each. There is no terminal.
 *
 * A byte below 128 is that character (a new line is Enter); the others are in the table `events`, some with
 * bytes that follow. So a corpus file may be text. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <readline/history.h>
#include <readline/readline.h>
#include "../readline_leaks.h"
#include "fuzz_debugger.h"
#include "tui/screen.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MAX_INPUT  1024 /* bytes: longer ones only take longer */
#define MAX_WIDTH  200
#define MAX_HEIGHT 60

struct input {
    const uint8_t *at, *end;
};

static unsigned next(struct input *in)
{
    return in->at < in->end ? *in->at++ : 0;
}

static void press(struct screen *sc, struct input *in, unsigned i)
{
    (void)in;
    screen_key(sc, (tui_key)i);
}

static void press_special(struct screen *sc, struct input *in, unsigned i)
{
    press(sc, in, K_SPECIAL + 1 + i);
}

static void press_function(struct screen *sc, struct input *in, unsigned i)
{
    press(sc, in, i < 12 ? K_F(1 + i) : K_SHIFT | K_F(i - 11));
}

static void press_alt(struct screen *sc, struct input *in, unsigned i)
{
    (void)i;
    press(sc, in, K_ALT | next(in));
}

static void press_control(struct screen *sc, struct input *in, unsigned i)
{
    press(sc, in, K_CTRL | (K_SPECIAL + 1 + i));
}

/* Any character, a control character too. */
static void press_unicode(struct screen *sc, struct input *in, unsigned i)
{
    press(sc, in, i << 16 | next(in) << 8 | next(in));
}

static void use_mouse(struct screen *sc, struct input *in, unsigned kind)
{
    struct mouse_event m = { .kind = (enum mouse_kind)kind };
    m.x = (int)next(in);
    m.y = (int)(next(in) % (MAX_HEIGHT + 4));
    m.button = 1 + (m.x + m.y) % 3;
    screen_mouse(sc, &m);
}

static void resize(struct screen *sc, struct input *in, unsigned i)
{
    (void)i;
    int width = 1 + (int)(next(in) % MAX_WIDTH);
    screen_resize(sc, width, 1 + (int)(next(in) % MAX_HEIGHT));
}

static void type(struct screen *sc, struct input *in, unsigned i)
{
    static const char *const lines[] = {
        "cycle 7",       "reverse-cycle 3", "continue",        "reverse-continue",
        "stepi 5",       "break loop",      "goto cycle 20",   "layout all",
        "layout pipe",   "layout next",     "tui new-layout ", "tui key ",
        "tui pane mem ", "winheight ",      "focus ",          "set var $sp = ",
    };
    (void)in;
    for (const char *p = lines[i]; *p; p++)
        screen_key(sc, *p);
}

/* From `first` up to the next row's. */
static const struct {
    unsigned first;
    void (*act)(struct screen *sc, struct input *in, unsigned i);
} events[] = {
    { 0x00, press },          { 0x80, press_special }, { 0x8c, press_alt },
    { 0x90, press_function }, { 0xa8, press_control }, { 0xb4, press_unicode },
    { 0xc0, use_mouse },      { 0xc5, resize },        { 0xf0, type },
};

static void act(struct screen *sc, struct input *in)
{
    size_t i = sizeof events / sizeof *events - 1;
    unsigned byte = next(in);
    if (byte == '\n')
        byte = K_ENTER;
    while (byte < events[i].first)
        i--;
    events[i].act(sc, in, byte - events[i].first);
}

static void look(struct screen *sc)
{
    int x, y;
    const struct canvas *c = screen_draw(sc, &x, &y);
    if (x >= c->width || y >= c->height)
        abort();
}

/* Readline remembers from one input to the next: what it can forget, it does. */
static void forget(void)
{
    clear_history();
    rl_variable_bind("editing-mode", "emacs");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_debugger f;
    struct input in = { data, data + size };
    const struct screen_options o = { .width = 80, .height = 24, .ascii = size % 2 };
    if (size > MAX_INPUT)
        return 0;
    setenv("INPUTRC", "/dev/null", 1);
    setenv("TERM", "dumb", 1);
    fuzz_debugger_open(&f);
    engine_interactive_input(f.engine, true);
    struct screen *sc = screen_new(f.session, &o);
    while (in.at < in.end && !screen_has_quit(sc)) {
        act(sc, &in);
        look(sc);
    }
    screen_free(sc);
    fuzz_debugger_close(&f);
    forget();
    return 0;
}
