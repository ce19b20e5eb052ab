/* command_table.c - all commands, and how a line finds its own: prefixes, abbreviations, aliases. */
#include "debug/command.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "debug/commands.h"
#include "debug/session_private.h"

const struct command_class_doc command_classes[CLASS_COUNT] = {
    [CLASS_RUNNING] = { "running", "Running the program" },
    [CLASS_TIME] = { "time", "Going back, and from moment to moment" },
    [CLASS_POINTS] = { "breakpoints", "Making the program stop at certain points" },
    [CLASS_DATA] = { "data", "Examining and changing data" },
    [CLASS_STACK] = { "stack", "Examining the stack" },
    [CLASS_FILES] = { "files", "Examining source, code and symbols" },
    [CLASS_MACHINE] = { "machine", "Looking into the pipeline, caches and predictors" },
    [CLASS_INFO] = { "status", "Status inquiries" },
    [CLASS_SUPPORT] = { "support", "Scripts, settings and help" },
    [CLASS_SCREEN] = { "screen", "The screen and its panes" },
};

const struct session_command *const command_tables[] = {
    commands_run,     commands_step, commands_time,    commands_break, commands_watch,
    commands_catch,   commands_data, commands_memory,  commands_list,  commands_stack,
    commands_symbols, commands_info, commands_machine, commands_stats, commands_script,
    commands_help,    commands_set,  commands_screen,  NULL,
};

const char *command_word(const struct session_command *c)
{
    const char *space = strrchr(c->name, ' ');
    return space ? space + 1 : c->name;
}

bool command_is_under(const struct session_command *c, const struct session_command *prefix)
{
    size_t n = prefix ? strlen(prefix->name) : 0;
    if (!prefix)
        return !strchr(c->name, ' ');
    return !strncmp(c->name, prefix->name, n) && c->name[n] == ' ' && !strchr(c->name + n + 1, ' ');
}

bool command_is_prefix(const struct session_command *c)
{
    command_each(other) if (command_is_under(other, c)) return true;
    return false;
}

const struct session_command *command_exact(const char *name)
{
    command_each(c) if (!strcmp(c->name, name)) return c;
    return NULL;
}

/* ---- abbreviations ----------------------------------------------------------------------------------- */

static bool is_alias(const struct session_command *c, const char *word, size_t n)
{
    const char *p = c->aliases;
    while (p && *p) {
        size_t m = strcspn(p, " ");
        if (m == n && !strncmp(p, word, n))
            return true;
        p += m + (p[m] == ' ');
    }
    return false;
}

struct choice {
    const struct session_command *exact, *first;
    unsigned count;
    struct str all;
};

static void choose(const struct session_command *prefix, const char *word, size_t n, struct choice *out)
{
    *out = (struct choice){ 0 };
    str_init(&out->all);
    command_each(c)
    {
        if (!command_is_under(c, prefix))
            continue;
        const char *name = command_word(c);
        if ((strlen(name) == n && !strncmp(name, word, n)) || is_alias(c, word, n))
            out->exact = c;
        if (strncmp(name, word, n) != 0)
            continue;
        out->count++;
        if (!out->first)
            out->first = c;
        str_addf(&out->all, "%s%s", out->all.len ? ", " : "", name);
    }
}

static size_t word_length(const char *p)
{
    size_t n = 0;
    if (*p == '!' || *p == '|')
        return 1;
    while (isalnum((unsigned char)p[n]) || (n && p[n] == '-') || p[n] == '_' || (n && p[n] == '.'))
        n++;
    return n;
}

static const char *skip(const char *p)
{
    while (isspace((unsigned char)*p))
        p++;
    return p;
}

static void undefined(const struct session_command *prefix, const char *word, size_t n, struct str *error)
{
    const char *names[512];
    size_t count = 0;
    char hint[DIAG_SUGGEST_MAX], *text = xstrndup(word, n ? n : strcspn(word, " "));
    command_each(c) if (command_is_under(c, prefix) && count < 512) names[count++] = command_word(c);
    diag_suggest(hint, text, names, count);
    if (prefix)
        str_addf(error, "Undefined %s command: \"%s\".  Try \"help %s\"%s", prefix->name, text, prefix->name,
                 hint[0] ? hint : ".");
    else
        str_addf(error, "Undefined command: \"%s\".  Try \"help\"%s", text, hint[0] ? hint : ".");
    free(text);
}

/* One word below `prefix`. NULL: no command, error says why unless `open`. */
static const struct session_command *find_word(const struct session_command *prefix, const char *p, size_t n,
                                               bool open, struct str *error)
{
    struct choice c;
    const struct session_command *found = NULL;
    choose(prefix, p, n, &c);
    if (n && c.exact)
        found = c.exact;
    else if (n && c.count == 1)
        found = c.first;
    else if (!open && n && c.count > 1)
        str_addf(error, "Ambiguous %s%scommand \"%.*s\": %s.", prefix ? prefix->name : "", prefix ? " " : "",
                 (int)n, p, c.all.buf);
    else if (!open)
        undefined(prefix, p, n, error);
    str_release(&c.all);
    return found;
}

/* Where a command has letters, a space may stand before the slash: nothing else can begin with one. */
static const char *take_slash(const struct session_command *c, const char *p, struct found *f,
                              struct str *error)
{
    const char *next = skip(p);
    if (c && c->flags & COMMAND_SLASH && *next == '/')
        p = next;
    if (*p != '/' || (c && c->flags & COMMAND_GLUED))
        return p;
    size_t n = strcspn(p + 1, " \t");
    if (!c || !(c->flags & COMMAND_SLASH)) {
        str_addf(error, "\"%s\" takes no letters after a slash.", c ? c->name : "This command");
        return NULL;
    }
    if (n >= sizeof f->slash) {
        str_add(error, "Too many letters after the slash.");
        return NULL;
    }
    memcpy(f->slash, p + 1, n);
    f->slash[n] = '\0';
    return p + 1 + n;
}

static const struct user_command *user_named(const struct session *s, const char *word, size_t n)
{
    for (size_t i = 0; i < s->user.count; i++)
        if (strlen(s->user.data[i].name) == n && !strncmp(s->user.data[i].name, word, n))
            return &s->user.data[i];
    return NULL;
}

/* Puts the text of an alias in place of its name. */
static const char *expand(struct session *s, const char *p, size_t n, struct found *f)
{
    for (size_t i = 0; i < s->aliases.count; i++) {
        const struct user_alias *a = &s->aliases.data[i];
        if (strlen(a->name) == n && !strncmp(a->name, p, n)) {
            f->expanded = xasprintf("%s%s", a->text, p + n);
            return f->expanded;
        }
    }
    return p;
}

/* Words as long as they name sub-commands. */
static const struct session_command *descend(const char **p, struct str *error)
{
    size_t n = word_length(*p);
    const struct session_command *c = find_word(NULL, *p, n, false, error);
    if (!c)
        return NULL;
    *p += n;
    while (command_is_prefix(c)) {
        const char *next = skip(*p);
        bool open = c->flags & COMMAND_OPEN;
        n = word_length(next);
        if (!*next || next == *p)
            break; /* the prefix by itself, or something glued to it */
        const struct session_command *sub = find_word(c, next, n, open, error);
        if (!sub)
            return open ? c : NULL;
        *p = next + n;
        c = sub;
    }
    return c;
}

bool command_find(struct session *s, const char *line, struct found *f, struct str *error)
{
    const char *p = skip(line);
    size_t n = word_length(p);
    *f = (struct found){ 0 };
    f->user = user_named(s, p, n);
    if (f->user) {
        f->rest = skip(p + n);
        return true;
    }
    p = expand(s, p, n, f);
    f->command = descend(&p, error);
    if (f->command)
        p = take_slash(f->command, p, f, error);
    if (!f->command || !p)
        return command_release(f), false;
    f->rest = skip(p);
    return true;
}

void command_release(struct found *f)
{
    free(f->expanded);
    f->expanded = NULL;
}
