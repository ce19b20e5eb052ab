/* cmd_screen.c - commands that belong to the screen: the table has them, the screen does them. */
#include <string.h>
#include "debug/commands.h"
#include "debug/session_private.h"

static enum session_status screen(struct session *s, const struct call *c)
{
    struct str error;
    if (!s->io.screen)
        return fail(s, "\"%s\" needs the screen, which is not open.", c->command->name);
    str_init(&error);
    bool fine = s->io.screen(s->io.ctx, c->command->name, c->args, &error);
    if (!fine)
        fail_text(s, error.len ? error.buf : "That is not possible.");
    str_release(&error);
    return fine ? SESSION_OK : SESSION_FAILED;
}

#define NONE REPEAT_NONE

const struct session_command commands_screen[] = {
    { "layout", "la", CLASS_SCREEN, ARG_TEXT, NONE, 0, screen, "layout NAME|next|prev",
      "Show the panes of a layout.", "layout pipe" },
    { "focus", "fs", CLASS_SCREEN, ARG_TEXT, NONE, 0, screen, "focus PANE|next|prev",
      "Give the keys to a pane.", "focus regs" },
    { "winheight", "wh", CLASS_SCREEN, ARG_TEXT, NONE, 0, screen, "winheight PANE [+|-]LINES",
      "Change the height of a pane.", "winheight cmd +3" },
    { "winwidth", NULL, CLASS_SCREEN, ARG_TEXT, NONE, 0, screen, "winwidth PANE [+|-]COLUMNS",
      "Change the width of a pane.", NULL },
    { "refresh", NULL, CLASS_SCREEN, ARG_NONE, NONE, 0, screen, "refresh", "Draw the screen anew.", NULL },
    { "tui", NULL, CLASS_SCREEN, ARG_TEXT, NONE, 0, screen, "tui new-layout|reg|enable|disable ...",
      "Make layouts, choose groups of registers, open and close the screen.",
      "tui new-layout mine code 2 pipe 3 cmd 1" },
    { "info win", NULL, CLASS_SCREEN, ARG_NONE, REPEAT_SAME, 0, screen, "info win",
      "List the panes that are shown, with their sizes.", NULL },
    { 0 },
};
