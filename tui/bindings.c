/* bindings.c - the table of keys; see bindings.h. The letters of SingleKey mode are gdb's, capitals go back
 * in time; y and Y are ours. */
#include "tui/bindings.h"
#include <string.h>

const struct binding bindings[] = {
    { KEYS_ANYWHERE, "F1", "tui help", "this help; again or Esc closes it", "help" },
    { KEYS_ANYWHERE, "F2", "tui key code Space", "breakpoint on or off at the code pane's cursor", "brk" },
    { KEYS_ANYWHERE, "F3", "tui search", "search in the pane", "search" },
    { KEYS_ANYWHERE, "F4", "tui key code u", "run to the code pane's cursor", "to-cursor" },
    { KEYS_ANYWHERE, "F5", "tui zoom", "this pane alone, or all of them again", "zoom" },
    { KEYS_ANYWHERE, "F6", "focus next", "next pane", "pane" },
    { KEYS_ANYWHERE, "S-F6", "focus prev", "previous pane", NULL },
    { KEYS_ANYWHERE, "F7", "cycle", "one clock cycle", "cycle" },
    { KEYS_ANYWHERE, "S-F7", "reverse-cycle", "one clock cycle back", "back" },
    { KEYS_ANYWHERE, "F8", "stepi", "one instruction", "stepi" },
    { KEYS_ANYWHERE, "S-F8", "reverse-stepi", "one instruction back", NULL },
    { KEYS_ANYWHERE, "F9", "continue", "continue", "cont" },
    { KEYS_ANYWHERE, "S-F9", "reverse-continue", "back to the last stop", NULL },
    { KEYS_ANYWHERE, "F10", "next", "next source line, over calls", "next" },
    { KEYS_ANYWHERE, "S-F10", "reverse-next", "previous source line, over calls", NULL },
    { KEYS_ANYWHERE, "F11", "step", "next source line, into calls", "step" },
    { KEYS_ANYWHERE, "S-F11", "reverse-step", "previous source line, into calls", NULL },
    { KEYS_ANYWHERE, "F12", "tui guest", "type to the program's console, or to the prompt again", "console" },
    { KEYS_ANYWHERE, "C-x o", "focus next", "next pane", NULL },
    { KEYS_ANYWHERE, "C-x 1", "tui zoom", "this pane alone, or all of them again", NULL },
    { KEYS_ANYWHERE, "C-x 2", "layout next", "next layout", "layout" },
    { KEYS_ANYWHERE, "C-x a", "tui disable", "leave the screen for a plain prompt; there again to return",
      NULL },
    { KEYS_ANYWHERE, "C-x C-a", "tui disable", "the same", NULL },
    { KEYS_ANYWHERE, "C-x s", "tui single-key", "SingleKey mode", "single-key" },
    { KEYS_ANYWHERE, "C-l", "refresh", "draw the screen anew", NULL },
    { KEYS_ANYWHERE, "C-z", "tui suspend", "back to the shell; fg returns", NULL },
    { KEYS_ANYWHERE, "M-0 ... M-9", NULL, "the pane of that number", NULL },
    { KEYS_ANYWHERE, "C-c", NULL, "stop the program; throw away the line being typed", NULL },

    { KEYS_PROMPT, "Enter", NULL, "do the command; an empty line repeats the last one", NULL },
    { KEYS_PROMPT, "Tab", NULL, "complete; next pane when the line is empty", NULL },
    { KEYS_PROMPT, "S-Tab", "focus prev", "previous pane", NULL },
    { KEYS_PROMPT, "Up, Down, C-r", NULL, "earlier commands; search among them", NULL },
    { KEYS_PROMPT, "PgUp, PgDn", NULL, "scroll the output", NULL },
    { KEYS_PROMPT, "C-d", NULL, "quit, on an empty line", NULL },

    { KEYS_PANE, "Esc, :", NULL, "to the prompt", "prompt" },
    { KEYS_PANE, "Tab", "focus next", "next pane", NULL },
    { KEYS_PANE, "S-Tab", "focus prev", "previous pane", NULL },
    { KEYS_PANE, "Enter", NULL, "what is under the cursor; else zoom", NULL },
    { KEYS_PANE, "Up, Down, j, k", NULL, "one line", NULL },
    { KEYS_PANE, "C-d, C-u", NULL, "half a page", NULL },
    { KEYS_PANE, "PgUp, PgDn, C-b, C-f", NULL, "a page", NULL },
    { KEYS_PANE, "Home, End, g g, G", NULL, "first and last", NULL },
    { KEYS_PANE, "/, ?", NULL, "search, down and up", NULL },
    { KEYS_PANE, "n, N", NULL, "the same again, the other way", NULL },

    { KEYS_SINGLE, "c", "continue", "continue", "cont" },
    { KEYS_SINGLE, "C", "reverse-continue", "back to the last stop", NULL },
    { KEYS_SINGLE, "d", "down", "to the frame it has called", NULL },
    { KEYS_SINGLE, "f", "finish", "to the end of this function", "finish" },
    { KEYS_SINGLE, "F", "reverse-finish", "back to where it was called", NULL },
    { KEYS_SINGLE, "n", "next", "next source line, over calls", "next" },
    { KEYS_SINGLE, "N", "reverse-next", "previous source line, over calls", NULL },
    { KEYS_SINGLE, "o", "nexti", "one instruction, over calls", NULL },
    { KEYS_SINGLE, "O", "reverse-nexti", "one instruction back, over calls", NULL },
    { KEYS_SINGLE, "r", "run", "from the beginning", "run" },
    { KEYS_SINGLE, "s", "step", "next source line, into calls", "step" },
    { KEYS_SINGLE, "S", "reverse-step", "previous source line, into calls", NULL },
    { KEYS_SINGLE, "i", "stepi", "one instruction", "stepi" },
    { KEYS_SINGLE, "I", "reverse-stepi", "one instruction back", NULL },
    { KEYS_SINGLE, "u", "up", "to the calling frame", NULL },
    { KEYS_SINGLE, "v", "info locals", "local variables", NULL },
    { KEYS_SINGLE, "w", "where", "the stack of calls", "where" },
    { KEYS_SINGLE, "y", "cycle", "one clock cycle", "cycle" },
    { KEYS_SINGLE, "Y", "reverse-cycle", "one clock cycle back", NULL },
    { KEYS_SINGLE, "q", "tui single-key", "leave SingleKey mode", "leave" },
    { KEYS_SINGLE, "others", NULL, "the prompt, for one command", NULL },
    { 0, NULL, NULL, NULL, NULL },
};

const char *key_context_name(enum key_context c)
{
    static const char *const names[] = { "anywhere", "at the prompt", "in a pane", "in SingleKey mode" };
    return names[c];
}

/* One key, or a key after C-x. */
static bool is_keys(const char *keys, tui_key prefix, tui_key key)
{
    const char *space = strchr(keys, ' ');
    if (prefix < 0)
        return !space && key_parse(keys, strlen(keys)) == key;
    return space && key_parse(keys, (size_t)(space - keys)) == prefix &&
           key_parse(space + 1, strlen(space + 1)) == key;
}

const struct binding *binding_find(enum key_context context, tui_key prefix, tui_key key)
{
    for (const struct binding *b = bindings; b->keys; b++)
        if (b->context == context && b->command && is_keys(b->keys, prefix, key))
            return b;
    return NULL;
}
