/* keys.c - names of keys, both ways; see keys.h. */
#include "tui/keys.h"
#include <string.h>
#include "tui/canvas.h"

static const struct {
    tui_key key;
    const char *name;
} names[] = {
    { K_TAB, "Tab" },     { K_ENTER, "Enter" },   { K_ESCAPE, "Esc" },  { K_BACKSPACE, "Backspace" },
    { ' ', "Space" },     { K_UP, "Up" },         { K_DOWN, "Down" },   { K_LEFT, "Left" },
    { K_RIGHT, "Right" }, { K_PGUP, "PgUp" },     { K_PGDN, "PgDn" },   { K_HOME, "Home" },
    { K_END, "End" },     { K_INSERT, "Insert" }, { K_DELETE, "Del" },  { K_BACKTAB, "S-Tab" },
    { K_F0 + 1, "F1" },   { K_F0 + 2, "F2" },     { K_F0 + 3, "F3" },   { K_F0 + 4, "F4" },
    { K_F0 + 5, "F5" },   { K_F0 + 6, "F6" },     { K_F0 + 7, "F7" },   { K_F0 + 8, "F8" },
    { K_F0 + 9, "F9" },   { K_F0 + 10, "F10" },   { K_F0 + 11, "F11" }, { K_F0 + 12, "F12" },
};

static const struct {
    tui_key bit;
    const char *prefix;
} modifiers[] = { { K_ALT, "M-" }, { K_CTRL, "C-" }, { K_SHIFT, "S-" } };

#define COUNT(a) (sizeof(a) / sizeof *(a))

void key_print(tui_key key, struct str *out)
{
    for (size_t i = 0; i < COUNT(modifiers); i++)
        if (key & modifiers[i].bit)
            str_add(out, modifiers[i].prefix);
    key &= K_ALT - 1;
    for (size_t i = 0; i < COUNT(names); i++)
        if (names[i].key == key) {
            str_add(out, names[i].name);
            return;
        }
    char bytes[4];
    if (key >= 0 && key < ' ')
        str_addf(out, "C-%c", key > 0 && key <= 26 ? key + 'a' - 1 : key + '@');
    else if (key < K_SPECIAL)
        str_addn(out, bytes, text_encode((uint32_t)key, bytes));
    else
        str_addc(out, '?');
}

static tui_key named(const char *text, size_t n)
{
    for (size_t i = 0; i < COUNT(names); i++)
        if (strlen(names[i].name) == n && !memcmp(names[i].name, text, n))
            return names[i].key;
    uint32_t ch;
    int columns;
    if (n && text_next(text, n, &ch, &columns) == n && (n == 1 || ch != '?'))
        return (tui_key)ch;
    return -1;
}

/* C- with a character is a control character; with a cursor key it is a bit. */
static tui_key with_control(tui_key key)
{
    if (key >= '@' && key < K_BACKSPACE)
        return K_CHAR_CTRL(key);
    return key >= K_SPECIAL ? key | K_CTRL : -1;
}

tui_key key_parse(const char *text, size_t n)
{
    tui_key whole = named(text, n);
    if (whole >= 0 || n < 3 || text[1] != '-')
        return whole;
    tui_key rest = key_parse(text + 2, n - 2);
    if (rest < 0)
        return -1;
    switch (text[0]) {
    case 'C': return with_control(rest);
    case 'M': return rest | K_ALT;
    case 'S': return rest > K_F0 && rest <= K_F(12) ? rest | K_SHIFT : -1;
    default: return -1;
    }
}
