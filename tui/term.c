/* term.c - ncurses: see term.h. Readline's glue is line.c; the two never meet. */
#include "tui/term.h"
#include <langinfo.h>
#include <ncurses.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>
#include "tui/term_guard.h"

static struct {
    SCREEN *screen;
    struct canvas shown; /* what the terminal shows */
    bool all;            /* draw every row */
    bool colors, has_colors, mouse, signals;
    enum color_depth depth;
    enum theme theme;
    cchar_t *row;
    attr_t attributes[EL_COUNT];
    struct termios raw; /* as ncurses has set it */
} term;

bool term_possible(void)
{
    const char *kind = getenv("TERM");
    return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && kind && *kind && strcmp(kind, "dumb") != 0;
}

bool term_is_utf8(void)
{
    return !strcmp(nl_langinfo(CODESET), "UTF-8");
}

/* ---- colours ----------------------------------------------------------------------------------------- */

static enum color_depth depth_of_terminal(void)
{
    if (!term.has_colors || !term.colors)
        return DEPTH_NONE;
    return COLORS >= 256 ? DEPTH_256 : COLORS >= 16 ? DEPTH_16 : COLORS >= 8 ? DEPTH_8 : DEPTH_NONE;
}

static attr_t curses_attributes(unsigned char look)
{
    return (look & LOOK_BOLD ? A_BOLD : 0) | (look & LOOK_DIM ? A_DIM : 0) |
           (look & LOOK_UNDERLINE ? A_UNDERLINE : 0) | (look & LOOK_REVERSE ? A_REVERSE : 0);
}

static void set_theme(void)
{
    term.depth = depth_of_terminal();
    for (int e = 0; e < EL_COUNT; e++) {
        struct look l = theme_look(term.theme, term.depth, (enum element)e);
        term.attributes[e] = curses_attributes(l.attributes);
        if (term.depth != DEPTH_NONE)
            init_pair((short)(e + 1), l.color, l.ground);
    }
    term.all = true;
}

void term_colors(bool on, enum theme theme)
{
    term.colors = on;
    term.theme = theme;
    if (term.screen)
        set_theme();
}

/* ---- opening, closing, suspending -------------------------------------------------------------------- */

static void report_mouse(bool on)
{
    mousemask(on ? ALL_MOUSE_EVENTS | REPORT_MOUSE_POSITION : 0, NULL);
    if (!has_mouse()) /* known only now */
        return;
    /* movement while a button is down, which ncurses does not ask for */
    fputs(on ? "\033[?1002h" : "\033[?1002l", stdout);
    fflush(stdout);
}

void term_mouse(bool on)
{
    term.mouse = on;
    if (term.screen)
        report_mouse(on);
}

bool term_open(void (*interrupt)(void *ctx), void *ctx)
{
    guard_open(interrupt, ctx);
    term.screen = newterm(NULL, stdout, stdin);
    if (!term.screen) {
        guard_close();
        return false;
    }
    set_term(term.screen);
    raw();
    noecho();
    nonl();
    keypad(stdscr, TRUE);
    if (!getenv("ESCDELAY"))
        set_escdelay(25);
    guard_signals();
    term.has_colors = has_colors() && start_color() == OK && use_default_colors() == OK;
    set_theme();
    mouseinterval(0);
    if (term.mouse)
        report_mouse(true);
    tcgetattr(STDIN_FILENO, &term.raw);
    canvas_init(&term.shown, 0, 0);
    return true;
}

void term_close(void)
{
    if (!term.screen)
        return;
    if (term.mouse)
        report_mouse(false);
    endwin();
    delscreen(term.screen);
    term.screen = NULL;
    guard_close();
    canvas_release(&term.shown);
    free(term.row);
    term.row = NULL;
}

void term_signals(bool on)
{
    if (!term.screen || term.signals == on)
        return;
    struct termios mode = term.raw;
    if (on) {
        mode.c_lflag |= ISIG | NOFLSH;
        mode.c_cc[VSUSP] = _POSIX_VDISABLE;
    }
    tcsetattr(STDIN_FILENO, TCSANOW, &mode);
    term.signals = on;
}

void term_suspend(void)
{
    struct sigaction old, sa = { .sa_handler = SIG_DFL };
    bool signals = term.signals;
    if (!term.screen)
        return;
    term_signals(false);
    if (term.mouse)
        report_mouse(false);
    endwin();
    sigemptyset(&sa.sa_mask);
    sigaction(SIGTSTP, &sa, &old);
    kill(0, SIGTSTP);
    sigaction(SIGTSTP, &old, NULL);
    refresh();
    if (term.mouse)
        report_mouse(true);
    term_signals(signals);
    term_repaint();
}

/* ---- showing ----------------------------------------------------------------------------------------- */

void term_size(int *width, int *height)
{
    struct winsize w;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col && w.ws_row &&
        (w.ws_col != COLS || w.ws_row != LINES))
        resizeterm(w.ws_row, w.ws_col);
    *width = COLS;
    *height = LINES;
}

void term_repaint(void)
{
    term.all = true;
    if (term.screen)
        clearok(curscr, TRUE);
}

/* What the host thinks is of another width than we do would shift the rest of the row. */
static wchar_t shown_character(const struct canvas *c, int x, int y)
{
    const struct cell *cell = &c->cells[y * c->width + x];
    int columns = x + 1 < c->width && !cell[1].ch ? 2 : 1;
    return wcwidth((wchar_t)cell->ch) == columns ? (wchar_t)cell->ch : L'?';
}

static void show_row(const struct canvas *c, int y)
{
    int n = 0, columns = 0;
    for (int x = 0; x < c->width; x++) {
        const struct cell *cell = &c->cells[y * c->width + x];
        wchar_t text[2] = { cell->ch ? shown_character(c, x, y) : L' ', 0 };
        if (!cell->ch && columns > x) /* the right half of what was put */
            continue;
        short pair = term.depth == DEPTH_NONE ? 0 : (short)(cell->element + 1);
        setcchar(&term.row[n++], text, term.attributes[cell->element], pair, NULL);
        columns = x + (text[0] >= 0x80 ? wcwidth(text[0]) : 1);
    }
    mvadd_wchnstr(y, 0, term.row, n);
}

void term_show(const struct canvas *c, int cursor_x, int cursor_y)
{
    if (c->width != term.shown.width || c->height != term.shown.height) {
        canvas_resize(&term.shown, c->width, c->height);
        term.row = xrealloc(term.row, ((size_t)c->width + 1) * sizeof *term.row);
        term.all = true;
        erase();
    }
    for (int y = 0; y < c->height && y < LINES; y++) {
        size_t at = (size_t)y * (size_t)c->width, size = (size_t)c->width * sizeof *c->cells;
        if (!term.all && !memcmp(c->cells + at, term.shown.cells + at, size))
            continue;
        show_row(c, y);
        memcpy(term.shown.cells + at, c->cells + at, size);
    }
    term.all = false;
    curs_set(cursor_x >= 0);
    if (cursor_x >= 0)
        move(cursor_y, cursor_x);
    refresh();
}

/* ---- reading ----------------------------------------------------------------------------------------- */

/* Codes of keys with modifiers differ from terminal to terminal; their names do not. */
static tui_key named_key(int code)
{
    static const struct {
        const char *name;
        tui_key key;
    } names[] = {
        { "kLFT5", K_CTRL | K_LEFT },
        { "kRIT5", K_CTRL | K_RIGHT },
        { "kUP5", K_CTRL | K_UP },
        { "kDN5", K_CTRL | K_DOWN },
        { "kLFT3", K_ALT | 'b' },
        { "kRIT3", K_ALT | 'f' },
        { "kUP3", K_UP },
        { "kDN3", K_DOWN },
        { "kDC5", K_ALT | 'd' },
    };
    const char *name = keyname(code);
    for (size_t i = 0; name && i < sizeof names / sizeof *names; i++)
        if (!strcmp(name, names[i].name))
            return names[i].key;
    return -1;
}

static tui_key special_key(int code)
{
    static const struct {
        int code;
        tui_key key;
    } keys[] = {
        { KEY_UP, K_UP },       { KEY_DOWN, K_DOWN },    { KEY_LEFT, K_LEFT },
        { KEY_RIGHT, K_RIGHT }, { KEY_PPAGE, K_PGUP },   { KEY_NPAGE, K_PGDN },
        { KEY_HOME, K_HOME },   { KEY_END, K_END },      { KEY_IC, K_INSERT },
        { KEY_DC, K_DELETE },   { KEY_BTAB, K_BACKTAB }, { KEY_BACKSPACE, K_BACKSPACE },
        { KEY_ENTER, K_ENTER }, { KEY_SR, K_UP },        { KEY_SF, K_DOWN },
        { KEY_SLEFT, K_LEFT },  { KEY_SRIGHT, K_RIGHT }, { KEY_SHOME, K_HOME },
        { KEY_SEND, K_END },
    };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (keys[i].code == code)
            return keys[i].key;
    if (code > KEY_F0 && code <= KEY_F0 + 12)
        return K_F(code - KEY_F0);
    if (code > KEY_F0 + 12 && code <= KEY_F0 + 24)
        return K_SHIFT | K_F(code - KEY_F0 - 12);
    return named_key(code);
}

/* What has arrived already; -1: nothing. */
static int next_character(void)
{
    wint_t ch;
    nodelay(stdscr, TRUE);
    int r = get_wch(&ch);
    nodelay(stdscr, FALSE);
    return r == OK ? (int)ch : -1;
}

/* The rest of a key that this terminal is not known to send: ECMA-48's control sequences, and SS3 with one
 * character. It does nothing. */
static tui_key unknown_sequence(int introducer)
{
    int ch = next_character();
    while (introducer == '[' && ch >= 0x20 && ch < 0x40)
        ch = next_character();
    return -1;
}

/* Esc and a character at once are Alt with it. */
static tui_key escape(void)
{
    int ch = next_character();
    if (ch == K_ESCAPE) /* Esc twice is twice Esc */
        unget_wch((wchar_t)ch);
    if (ch == '[' || ch == 'O')
        return unknown_sequence(ch);
    return ch >= 0 && ch != K_ESCAPE ? K_ALT | (tui_key)ch : K_ESCAPE;
}

/* ncurses makes clicks of presses and releases that arrive together. */
#define PRESSED(n)                                                                                           \
    (BUTTON##n##_PRESSED | BUTTON##n##_CLICKED | BUTTON##n##_DOUBLE_CLICKED | BUTTON##n##_TRIPLE_CLICKED)

static bool read_mouse(struct mouse_event *out)
{
    MEVENT e;
    if (getmouse(&e) != OK)
        return false;
    *out = (struct mouse_event){ .x = e.x, .y = e.y, .button = 1 };
    if (e.bstate & BUTTON4_PRESSED)
        out->kind = MOUSE_WHEEL_UP;
    else if (e.bstate & BUTTON5_PRESSED)
        out->kind = MOUSE_WHEEL_DOWN;
    else if (e.bstate & (PRESSED(1) | PRESSED(2) | PRESSED(3)))
        out->kind = MOUSE_PRESS;
    else if (e.bstate & (BUTTON1_RELEASED | BUTTON2_RELEASED | BUTTON3_RELEASED))
        out->kind = MOUSE_RELEASE;
    else if (e.bstate & REPORT_MOUSE_POSITION)
        out->kind = MOUSE_DRAG;
    else
        return false;
    out->button = e.bstate & (PRESSED(2) | BUTTON2_RELEASED)   ? 2
                  : e.bstate & (PRESSED(3) | BUTTON3_RELEASED) ? 3
                                                               : 1;
    return true;
}

void term_read(struct term_event *out, bool wait)
{
    wint_t ch;
    *out = (struct term_event){ .kind = TERM_NOTHING };
    nodelay(stdscr, !wait);
    int r = get_wch(&ch);
    nodelay(stdscr, FALSE);
    if (r == ERR) {
        if (wait && !isatty(STDIN_FILENO))
            out->kind = TERM_END;
    } else if (r == KEY_CODE_YES && ch == KEY_RESIZE) {
        out->kind = TERM_RESIZE;
    } else if (r == KEY_CODE_YES && ch == KEY_MOUSE) {
        if (read_mouse(&out->mouse))
            out->kind = TERM_MOUSE;
    } else {
        out->key = r == KEY_CODE_YES ? special_key((int)ch) : ch == K_ESCAPE ? escape() : (tui_key)ch;
        if (out->key >= 0)
            out->kind = TERM_KEY;
    }
}
