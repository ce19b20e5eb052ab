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

/* A prefix alone: what may follow. */
static enum session_status prefix(struct session *s, const struct call *c)
{
    if (*c->args)
        return fail(s, "Undefined %s command: \"%s\".  Try \"help %s\".", c->command->name, c->args,
                    c->command->name);
    out(s, "List of %s subcommands:\n\n", c->command->name);
    command_each(sub) if (command_is_under(sub, c->command))
        out(s, "%s -- %.*s\n", sub->name, (int)strcspn(sub->help, ".\n"), sub->help);
    return SESSION_OK;
}

#define NONE                 REPEAT_NONE
#define WITH_ARGUMENTS(n)    n, NULL, CLASS_SCREEN, ARG_TEXT, NONE, 0, screen
#define WITHOUT_ARGUMENTS(n) n, NULL, CLASS_SCREEN, ARG_NONE, NONE, COMMAND_ALONE, screen

/* clang-format off */
const struct session_command commands_screen[] = {
    { "layout", "la", CLASS_SCREEN, ARG_TEXT, NONE, 0, screen, "layout [NAME|next|prev]",
      "Show the panes of a layout.  Without a name, list the layouts.", "layout pipe" },
    { "focus", "fs", CLASS_SCREEN, ARG_TEXT, NONE, 0, screen, "focus PANE|NUMBER|next|prev",
      "Give the keys to a pane.", "focus regs" },
    { "winheight", "wh", CLASS_SCREEN, ARG_TEXT, NONE, 0, screen, "winheight [PANE] [+|-]LINES",
      "Change the height of a pane.", "winheight cmd +3" },
    { "winwidth", "ww", CLASS_SCREEN, ARG_TEXT, NONE, 0, screen, "winwidth [PANE] [+|-]COLUMNS",
      "Change the width of a pane.", "winwidth code -5" },
    { WITHOUT_ARGUMENTS("refresh"), "refresh", "Draw the screen anew.", NULL },
    { "info win", NULL, CLASS_SCREEN, ARG_NONE, REPEAT_SAME, 0, screen, "info win",
      "List the panes that are shown, with their sizes.", NULL },
    { WITH_ARGUMENTS("mem"), "mem [N] [/FORMAT] ADDRESS", "Show memory in memory pane N.", "mem 2 /4xw $sp" },
    { "save-display", NULL, CLASS_SCREEN, ARG_FILE, NONE, 0, screen, "save-display [-elements] FILE",
      "Write the screen to a file as text.  With -elements once more, with a letter for the meaning of each cell.",
      NULL },
    { "tui", NULL, CLASS_SCREEN, ARG_SUB, NONE, 0, prefix, "tui WHAT", "Commands of the screen.", NULL },
    { WITHOUT_ARGUMENTS("tui enable"), "tui enable", "Come back to the screen.", NULL },
    { WITHOUT_ARGUMENTS("tui disable"), "tui disable", "Leave the screen for a plain prompt.", NULL },
    { WITH_ARGUMENTS("tui layout"), "tui layout [NAME|next|prev]", "Show the panes of a layout.", NULL },
    { WITH_ARGUMENTS("tui focus"), "tui focus PANE|NUMBER|next|prev", "Give the keys to a pane.", NULL },
    { WITHOUT_ARGUMENTS("tui refresh"), "tui refresh", "Draw the screen anew.", NULL },
    { WITH_ARGUMENTS("tui new-layout"), "tui new-layout NAME PANE WEIGHT [PANE WEIGHT]...",
      "Make a layout.  Panes stand below each other; a list in braces stands for a pane, and after "
      "-horizontal its panes stand side by side.",
      "tui new-layout mine {-horizontal code 3 regs 2} 9 cmd 4" },
    { "tui window", NULL, CLASS_SCREEN, ARG_SUB, NONE, 0, prefix, "tui window height|width ...",
      "Change the size of a pane.", NULL },
    { WITH_ARGUMENTS("tui window height"), "tui window height [PANE] [+|-]LINES", "Change the height of a pane.",
      NULL },
    { WITH_ARGUMENTS("tui window width"), "tui window width [PANE] [+|-]COLUMNS", "Change the width of a pane.",
      NULL },
    { WITH_ARGUMENTS("tui reg"), "tui reg GROUP|next|prev", "Choose the registers that the register pane shows.",
      "tui reg next" },
    { WITH_ARGUMENTS("tui pane"), "tui pane PANE ARGUMENTS", "Give a pane what it understands.", NULL },
    { WITHOUT_ARGUMENTS("tui zoom"), "tui zoom", "The pane in focus alone, or all of them again.", NULL },
    { WITHOUT_ARGUMENTS("tui single-key"), "tui single-key", "Letters are commands, or no longer: SingleKey mode.",
      NULL },
    { WITHOUT_ARGUMENTS("tui help"), "tui help", "Open or close the list of keys and commands.", NULL },
    { WITHOUT_ARGUMENTS("tui search"), "tui search", "Search in the pane in focus.", NULL },
    { WITHOUT_ARGUMENTS("tui guest"), "tui guest", "Type to the program's console, or to the prompt again.", NULL },
    { WITHOUT_ARGUMENTS("tui suspend"), "tui suspend", "Go back to the shell that started the debugger.", NULL },
    { WITH_ARGUMENTS("tui key"), "tui key [PANE] KEY...", "Press keys, in a pane or where the focus is.",
      "tui key F7 C-x 2" },
    { 0 },
};
