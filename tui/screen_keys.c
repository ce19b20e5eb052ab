/* screen_keys.c - what a key does, in the order in which it is asked: help, search, keys that hold
 * everywhere, SingleKey mode, the command line or the pane in focus. */
#include "tui/screen_private.h"
#include <stdlib.h>
#include <string.h>

#define CTRL_X K_CHAR_CTRL('x')

/* Commands that move time are shown, so that keys teach them; those that arrange the screen are not. */
static bool is_worth_showing(const char *command)
{
    static const char *const quiet[] = { "tui ", "focus ", "layout ", "refresh" };
    for (size_t i = 0; i < sizeof quiet / sizeof *quiet; i++)
        if (!strncmp(command, quiet[i], strlen(quiet[i])))
            return false;
    return true;
}

static void do_binding(struct screen *sc, const struct binding *b)
{
    screen_execute(sc, is_worth_showing(b->command), b->command);
}

/* ---- searching --------------------------------------------------------------------------------------- */

static struct pane *searched_pane(struct screen *sc)
{
    struct pane *p = sc->focus;
    if (p == screen_cmd(sc) && sc->before && screen_place_of(sc, sc->before))
        p = sc->before;
    return p;
}

/* What the search is for, from where the pane is. */
static bool find(struct screen *sc, struct pane *p, bool backward, bool again)
{
    sc->search.pane = p;
    return p->kind->search && p->kind->search(p, sc->search.text.buf, backward, again);
}

void screen_search_open(struct screen *sc, bool backward)
{
    sc->search.open = true;
    sc->search.pane = searched_pane(sc);
    sc->search.failed = false;
    sc->search.backward = backward;
    str_clear(&sc->search.text);
}

static void search_again(struct screen *sc, bool other_way)
{
    struct pane *p = searched_pane(sc);
    if (!p->kind->search)
        sc->host.say(&sc->host, "There is nothing to search in this pane");
    else if (!sc->search.text.len)
        sc->host.say(&sc->host, "Nothing was searched for yet");
    else if (!find(sc, p, sc->search.backward != other_way, true))
        sc->host.say(&sc->host, "Not found");
}

/* Each character searches; Enter keeps the place, Esc and C-c only close. A pane without anything to search
 * has the line, too: what is typed into it must not become keys. */
static void search_key(struct screen *sc, tui_key key)
{
    struct search *s = &sc->search;
    char bytes[4];
    if (key == K_ENTER || key == K_ESCAPE || key == '\n' || key == K_CHAR_CTRL('c')) {
        s->open = false;
        return;
    }
    if (key == K_BACKSPACE || key == K_CHAR_CTRL('h')) {
        if (!s->text.len)
            s->open = false;
        str_drop_char(&s->text);
    } else if (key >= ' ' && key < K_SPECIAL) {
        str_addn(&s->text, bytes, text_encode((uint32_t)key, bytes));
    }
    s->failed = s->text.len && !find(sc, s->pane, s->backward, false);
}

/* ---- panes ------------------------------------------------------------------------------------------- */

static bool scroll_key(struct pane *p, tui_key key)
{
    int page = p->height > 1 ? p->height - 1 : 1, lines;
    if (!p->kind->scroll)
        return false;
    switch (key) {
    case K_UP:
    case 'k': lines = -1; break;
    case K_DOWN:
    case 'j': lines = 1; break;
    case K_PGUP:
    case K_CHAR_CTRL('b'): lines = -page; break;
    case K_PGDN:
    case K_CHAR_CTRL('f'): lines = page; break;
    case K_CHAR_CTRL('u'): lines = -(page + 1) / 2; break;
    case K_CHAR_CTRL('d'): lines = (page + 1) / 2; break;
    case K_HOME: lines = -1000000; break;
    case K_END:
    case 'G': lines = 1000000; break;
    default: return false;
    }
    p->kind->scroll(p, lines);
    return true;
}

static void nothing_bound(struct screen *sc, tui_key key)
{
    struct str s;
    str_init(&s);
    key_print(key, &s);
    str_add(&s, " does nothing here; : is the prompt, F1 is help");
    sc->host.say(&sc->host, s.buf);
    str_release(&s);
}

/* Keys that all panes share, after the pane has not wanted them. */
void screen_pane_key(struct screen *sc, struct pane *p, tui_key key)
{
    if (p->kind->key && p->kind->key(p, key))
        return;
    if (sc->prefix == 'g') {
        sc->prefix = -1;
        if (key == 'g')
            scroll_key(p, K_HOME);
        return;
    }
    if (scroll_key(p, key))
        return;
    switch (key) {
    case K_ESCAPE:
    case ':': screen_focus(sc, screen_cmd(sc)); break;
    case 'g': sc->prefix = 'g'; break;
    case '/': screen_search_open(sc, false); break;
    case '?': screen_search_open(sc, true); break;
    case 'n': search_again(sc, false); break;
    case 'N': search_again(sc, true); break;
    case K_ENTER: screen_execute(sc, false, "tui zoom"); break;
    case K_CHAR_CTRL('c'): screen_interrupt(sc); break;
    default: nothing_bound(sc, key);
    }
}

/* ---- the command line -------------------------------------------------------------------------------- */

static void prompt_key(struct screen *sc, tui_key key)
{
    struct pane *cmd = screen_cmd(sc);
    int page = cmd->height > 2 ? cmd->height - 2 : 1;
    switch (key) {
    case K_PGUP: cmd->kind->scroll(cmd, -page); return;
    case K_PGDN: cmd->kind->scroll(cmd, page); return;
    case K_CHAR_CTRL('c'): screen_interrupt(sc); return;
    case K_TAB:
        if (line_is_empty()) {
            screen_focus_step(sc, 1);
            return;
        }
        break;
    default: break;
    }
    sc->log_back = 0;
    line_key(key);
}

/* In SingleKey mode a letter is a command; what is none goes to the prompt, for one command. */
static void single_key(struct screen *sc, tui_key key)
{
    const struct binding *b = binding_find(KEYS_SINGLE, -1, key);
    if (b) {
        do_binding(sc, b);
    } else if (sc->focus != screen_cmd(sc) && (key >= K_SPECIAL || key == K_TAB || key == K_ESCAPE)) {
        screen_pane_key(sc, sc->focus, key);
    } else if (key == K_ENTER || key == K_CHAR_CTRL('c') || key == K_TAB || key >= K_SPECIAL) {
        prompt_key(sc, key);
    } else if (key >= ' ') {
        sc->single = false;
        sc->single_line = true;
        screen_focus(sc, screen_cmd(sc));
        prompt_key(sc, key);
    }
}

/* ---- all --------------------------------------------------------------------------------------------- */

static void focus_number(struct screen *sc, int number)
{
    struct pane *p = screen_pane_numbered(sc, number);
    if (p) {
        screen_focus(sc, p);
        return;
    }
    struct str s;
    str_init(&s);
    str_addf(&s, "Pane %d is not on the screen; C-x 2 is the next layout", number);
    sc->host.say(&sc->host, s.buf);
    str_release(&s);
}

/* The key after C-x. What is unknown belongs to Readline, which has combinations of its own. */
static void after_prefix(struct screen *sc, tui_key key)
{
    sc->prefix = -1;
    const struct binding *b = binding_find(KEYS_ANYWHERE, CTRL_X, key);
    if (b) {
        do_binding(sc, b);
    } else if (sc->focus == screen_cmd(sc) && !sc->single) {
        line_key(CTRL_X);
        line_key(key);
    } else if (key != K_ESCAPE) {
        nothing_bound(sc, key);
    }
}

/* The guest's console takes what is typed, but for function keys and what leads away. */
static bool takes_text(const struct pane *p)
{
    return !strcmp(p->kind->name, "console");
}

static bool everywhere(struct screen *sc, tui_key key)
{
    if (sc->prefix == CTRL_X) {
        after_prefix(sc, key);
        return true;
    }
    if (key == CTRL_X) {
        sc->prefix = CTRL_X;
        return true;
    }
    if ((key & K_ALT) && (key & ~K_ALT) >= '0' && (key & ~K_ALT) <= '9') {
        focus_number(sc, (key & ~K_ALT) - '0');
        return true;
    }
    const struct binding *b = binding_find(KEYS_ANYWHERE, -1, key);
    if (b)
        do_binding(sc, b);
    return b != NULL;
}

void screen_key(struct screen *sc, tui_key key)
{
    screen_place(sc);
    str_clear(&sc->message);
    if (sc->help.open && key != K_F(1)) {
        help_key(sc, key);
        return;
    }
    if (sc->search.open) {
        search_key(sc, key);
        return;
    }
    if (takes_text(sc->focus) && key < K_SPECIAL && key != CTRL_X && sc->prefix < 0 && sc->focus->kind->key &&
        sc->focus->kind->key(sc->focus, key))
        return;
    if (sc->prefix != 'g' && everywhere(sc, key))
        return;
    if (sc->single) {
        single_key(sc, key);
        return;
    }
    bool at_prompt = sc->focus == screen_cmd(sc);
    const struct binding *b = binding_find(at_prompt ? KEYS_PROMPT : KEYS_PANE, -1, key);
    if (b)
        do_binding(sc, b);
    else if (at_prompt)
        prompt_key(sc, key);
    else
        screen_pane_key(sc, sc->focus, key);
}

bool screen_guest_key(struct screen *sc, tui_key key)
{
    return takes_text(sc->focus) && key < K_SPECIAL && sc->focus->kind->key &&
           sc->focus->kind->key(sc->focus, key);
}
