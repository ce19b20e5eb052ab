/* keys.h - keys as panes and tables see them, independent of any terminal: a Unicode character (control
 * characters as themselves), or K_*, possibly with K_ALT or K_CTRL; and their names in gdb's and Emacs's
 * style: "a", "Space", "C-x", "M-1", "F7", "S-F7", "PgUp". */
#ifndef TUI_KEYS_H
#define TUI_KEYS_H

#include "base/str.h"

/* A key as panes see it. Negative: none. */
typedef int tui_key;

enum {
    K_TAB = '\t',
    K_ENTER = '\r', /* C-j is '\n' */
    K_ESCAPE = 27,
    K_BACKSPACE = 127,
    K_SPECIAL = 0x110000, /* above Unicode */
    K_UP,
    K_DOWN,
    K_LEFT,
    K_RIGHT,
    K_PGUP,
    K_PGDN,
    K_HOME,
    K_END,
    K_INSERT,
    K_DELETE,
    K_BACKTAB,
    K_F0 = 0x110100, /* K_F0 + 1 to K_F0 + 12 */
    K_ALT = 0x200000,
    K_CTRL = 0x400000, /* with cursor keys; letters have characters of their own */
    K_SHIFT = 0x800000 /* with function keys */
};
#define K_F(n)         (K_F0 + (n))
#define K_CHAR_CTRL(c) ((c)&0x1f)

/* Appends the name. */
void key_print(tui_key key, struct str *out);
/* The key named by text[0 .. n); -1: none. */
tui_key key_parse(const char *text, size_t n);

#endif
