/* cmd_help.c - help, apropos, complete, quit: what the table says about itself. */
#include <regex.h>
#include <stdlib.h>
#include <string.h>
#include "debug/commands.h"
#include "debug/session_private.h"
#include "debug/settings.h"
#include "debug/stops.h"

static void summary(struct session *s, const struct session_command *c)
{
    out(s, "%s", c->name);
    for (const char *p = c->aliases; p && *p; p += strcspn(p, " "), p += *p == ' ')
        out(s, ", %.*s", (int)strcspn(p, " "), p);
    out(s, " -- %.*s.\n", (int)strcspn(c->help, ".\n"), c->help);
}

static enum session_status classes(struct session *s)
{
    out(s, "List of classes of commands:\n\n");
    for (int i = 0; i < CLASS_COUNT; i++)
        out(s, "%s -- %s.\n", command_classes[i].name, command_classes[i].doc);
    out(s, "user-defined -- Commands of \"define\".\n\n");
    out(s, "Type \"help\" followed by a class name for a list of commands in that class.\n"
           "Type \"help all\" for the list of all commands.\n"
           "Type \"help\" followed by command name for full documentation.\n"
           "Type \"apropos word\" to search for commands related to \"word\".\n"
           "Command name abbreviations are allowed if unambiguous.\n");
    return SESSION_OK;
}

static void class_list(struct session *s, int class)
{
    out(s, "%s.\n\n", command_classes[class].doc);
    command_each(c) if ((int)c->class == class) summary(s, c);
}

static void indented(struct session *s, const char *text)
{
    while (*text) {
        size_t n = strcspn(text, "\n");
        out(s, "  %.*s\n", (int)n, text);
        text += n + (text[n] == '\n');
    }
}

static void whole(struct session *s, const struct session_command *c)
{
    out(s, "%s", c->name);
    for (const char *p = c->aliases; p && *p; p += strcspn(p, " "), p += *p == ' ')
        out(s, ", %.*s", (int)strcspn(p, " "), p);
    out(s, "\n%s\nUsage: %s\n", c->help, c->usage);
    if (c->example) {
        out(s, "\nFor example:\n");
        indented(s, c->example);
    }
    bool any = false;
    command_each(sub)
    {
        if (!command_is_under(sub, c))
            continue;
        out(s, "%s", any ? "" : "\nList of subcommands:\n\n");
        any = true;
        summary(s, sub);
    }
    if (c->arg == ARG_SETTING) {
        out(s, "\nList of settings:\n\n");
        for (const struct setting *t = settings_table; t->name; t++)
            out(s, "%s -- %s\n", t->name, t->help);
    }
}

static bool help_setting(struct session *s, const char *args)
{
    const char *rest = "", *text = strchr(args, ' ');
    struct str error;
    if (strncmp(args, "set ", 4) != 0 && strncmp(args, "show ", 5) != 0)
        return false;
    str_init(&error);
    const struct setting *t = setting_find(text + 1, &rest, &error);
    str_release(&error);
    if (!t || *rest)
        return false;
    out(s, "%s\nUsage: set %s VALUE\n", t->help, t->name);
    if (t->choice) {
        out(s, "VALUE is one of:");
        for (unsigned i = 0; t->choice[i]; i++)
            out(s, " %s", t->choice[i]);
        out(s, "\n");
    }
    return true;
}

static enum session_status help_user(struct session *s, const struct user_command *u)
{
    if (u->doc)
        out(s, "%s", u->doc);
    else
        out(s, "User-defined.\n");
    return SESSION_OK;
}

static enum session_status help(struct session *s, const struct call *c)
{
    struct found f;
    struct str error;
    enum session_status status = SESSION_OK;
    size_t n = strlen(c->args);
    if (!n)
        return classes(s);
    for (int i = 0; i < CLASS_COUNT; i++)
        if (!strcmp(c->args, command_classes[i].name) && !command_exact(c->args)) {
            class_list(s, i);
            return SESSION_OK;
        }
    if (!strcmp(c->args, "all")) {
        for (int i = 0; i < CLASS_COUNT; i++) {
            out(s, "%s", i ? "\n" : "");
            class_list(s, i);
        }
        return SESSION_OK;
    }
    if (!strcmp(c->args, "user-defined")) {
        for (size_t i = 0; i < s->user.count; i++)
            out(s, "%s -- %.*s\n", s->user.data[i].name,
                (int)strcspn(s->user.data[i].doc ? s->user.data[i].doc : "User-defined.", "\n"),
                s->user.data[i].doc ? s->user.data[i].doc : "User-defined.");
        return SESSION_OK;
    }
    str_init(&error);
    if (help_setting(s, c->args))
        status = SESSION_OK;
    else if (!command_find(s, c->args, &f, &error))
        status = fail_text(s, error.buf);
    else {
        if (f.user)
            help_user(s, f.user);
        else if (*f.rest)
            status = fail(s, "Undefined %s command: \"%s\".  Try \"help %s\".", f.command->name, f.rest,
                          f.command->name);
        else
            whole(s, f.command);
        command_release(&f);
    }
    str_release(&error);
    return status;
}

static enum session_status apropos(struct session *s, const struct call *c)
{
    regex_t re;
    bool any = false;
    if (!*c->args)
        return fail(s, "REGEXP string is empty");
    if (regcomp(&re, c->args, REG_NOSUB | REG_ICASE))
        return fail(s, "Invalid regexp: %s", c->args);
    command_each(cmd)
    {
        if (regexec(&re, cmd->name, 0, NULL, 0) != 0 && regexec(&re, cmd->help, 0, NULL, 0) != 0 &&
            regexec(&re, cmd->usage, 0, NULL, 0) != 0)
            continue;
        summary(s, cmd);
        any = true;
    }
    for (const struct setting *t = settings_table; t->name; t++)
        if (!regexec(&re, t->name, 0, NULL, 0) || !regexec(&re, t->help, 0, NULL, 0)) {
            out(s, "set %s -- %s\n", t->name, t->help);
            any = true;
        }
    for (size_t i = 0; i < s->user.count; i++) {
        const struct user_command *u = &s->user.data[i];
        if (!regexec(&re, u->name, 0, NULL, 0) || (u->doc && !regexec(&re, u->doc, 0, NULL, 0))) {
            out(s, "%s -- User-defined.\n", u->name);
            any = true;
        }
    }
    regfree(&re);
    if (!any)
        out(s, "Nothing is about \"%s\".\n", c->args);
    return SESSION_OK;
}

static enum session_status complete(struct session *s, const struct call *c)
{
    size_t from;
    char **words = session_complete(s, c->args, strlen(c->args), &from);
    for (size_t i = 0; words[i]; i++) {
        out(s, "%.*s%s\n", (int)from, c->args, words[i]);
        free(words[i]);
    }
    free(words);
    return SESSION_OK;
}

static enum session_status quit(struct session *s, const struct call *c)
{
    uint64_t status = 0;
    if (*c->args && !look_uint(s, c->args, &status))
        return SESSION_FAILED;
    s->exit_status = (int)(status & 0xff);
    s->quitting = true;
    return SESSION_OK;
}

#define NONE REPEAT_NONE

const struct session_command commands_help[] = {
    { "help", "h", CLASS_SUPPORT, ARG_COMMAND, NONE, 0, help, "help [COMMAND | CLASS | all]",
      "Explain a command, or list those of a class.", "help break" },
    { "apropos", NULL, CLASS_SUPPORT, ARG_TEXT, NONE, 0, apropos, "apropos REGEX",
      "Search the names and help texts of all commands and settings.", "apropos cache" },
    { "complete", NULL, CLASS_SUPPORT, ARG_COMMAND, NONE, COMMAND_SPACES, complete, "complete TEXT",
      "List what the line could be completed to, as the Tab key does.", "complete info re" },
    { "quit", "q exit", CLASS_SUPPORT, ARG_EXPRESSION, NONE, 0, quit, "quit [STATUS]",
      "Leave Orrery, with an exit status if one is given.\nThe end of the input (Ctrl-D) does it, too.",
      "quit" },
    { 0 },
};
