/* settings.c - what `set` changes and `show` tells: one table, and nothing anywhere else. */
#include "debug/settings.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "debug/arguments.h"
#include "debug/commands.h"
#include "debug/session_private.h"

static const char *const radixes[] = { "10", "16", "8", NULL };
static const char *const highlights[] = { "last", "cumulative", "off", NULL };
static const char *const themes[] = { "dark", "light", "contrast", "mono", NULL };
static const char *const borders[] = { "acs", "ascii", "space", NULL };
static const char *const directions[] = { "forward", "reverse", NULL };
static const char *const autos[] = { "auto", "on", "off", NULL };

static void limit_changed(struct session *s)
{
    engine_limit_history(s->engine, s->set.history_limit);
}

static void radix_changed(struct session *s)
{
    s->set.radix_in = s->set.radix_out = s->set.radix;
}

/* Opens or closes the log. */
static void logging_changed(struct session *s)
{
    if (s->log)
        fclose(s->log);
    s->log = NULL;
    if (!s->set.logging)
        return;
    if (s->allow_host)
        s->log = fopen(s->set.log_file, s->set.log_overwrite ? "w" : "a");
    if (!s->log) {
        s->set.logging = false;
        fail(s, "Cannot write %s: %s.", s->set.log_file,
             s->allow_host ? strerror(errno) : "not available here");
    }
}

#define AT(member) offsetof(struct settings, member)

const struct setting settings_table[] = {
    { "animate", SETTING_COUNT, AT(animate), NULL,
      "Set the delay in milliseconds between the cycles that the screen shows while the program runs.",
      "The delay between shown cycles is %s ms (0: no animation).", NULL },
    { "args", SETTING_STRING, AT(args), NULL, "Set the program's arguments, for the next \"run\".",
      "Argument list to give program being debugged when it is started is \"%s\".", NULL },
    { "auto-load safe-path", SETTING_STRING, AT(safe_path), NULL,
      "Set the directories, separated by colons, whose .orreryinit may be run.",
      "Files of commands are loaded from: %s", NULL },
    { "confirm", SETTING_BOOL, AT(confirm), NULL, "Set whether to ask before something is lost.",
      "Whether to confirm potentially dangerous operations is %s.", NULL },
    { "disassemble-next-line", SETTING_BOOL, AT(next_line), NULL,
      "Set whether each stop shows the next instruction, even where there is source.",
      "Whether each stop shows the next instruction is %s.", NULL },
    { "exec-direction", SETTING_CHOICE, AT(reverse), directions,
      "Set the direction in which the commands that run the program go.", "Execution direction is %s.",
      NULL },
    { "height", SETTING_COUNT, AT(height), NULL,
      "Set the number of lines after which a long output waits for a key.",
      "Number of lines on the page is %s.", NULL },
    { "highlight", SETTING_CHOICE, AT(highlight), highlights,
      "Set which changes the screen marks: those of the last step, all since it was set, or none.",
      "Marking of changes is \"%s\".", NULL },
    { "history filename", SETTING_STRING, AT(history_file), NULL, "Set the file of the command history.",
      "The command history is kept in \"%s\".", NULL },
    { "history save", SETTING_BOOL, AT(history_save), NULL,
      "Set whether the command history is written at the end.", "Saving of the history record on exit is %s.",
      NULL },
    { "history size", SETTING_COUNT, AT(history_size), NULL, "Set how many lines the command history keeps.",
      "The size of the command history is %s.", NULL },
    { "input-radix", SETTING_CHOICE, AT(radix_in), radixes,
      "Set the base in which numbers without a prefix are read: 10, 16 or 8.", "Default input radix is %s.",
      NULL },
    { "listsize", SETTING_COUNT, AT(listsize), NULL, "Set how many lines \"list\" shows.",
      "Number of source lines \"list\" shows is %s.", NULL },
    { "logging enabled", SETTING_BOOL, AT(logging), NULL, "Set whether output is written to a file too.",
      "Logging is %s.", logging_changed },
    { "logging file", SETTING_STRING, AT(log_file), NULL, "Set the file that output is written to.",
      "The current logfile is \"%s\".", NULL },
    { "logging overwrite", SETTING_BOOL, AT(log_overwrite), NULL,
      "Set whether logging begins the file anew; otherwise it appends.",
      "Whether logging overwrites the log file is %s.", NULL },
    { "logging redirect", SETTING_BOOL, AT(log_redirect), NULL, "Set whether output goes to the file only.",
      "The logging output mode is %s.", NULL },
    { "mouse", SETTING_BOOL, AT(mouse), NULL, "Set whether the screen reacts to the mouse.",
      "The mouse is %s.", NULL },
    { "output-radix", SETTING_CHOICE, AT(radix_out), radixes,
      "Set the base in which numbers are printed: 10, 16 or 8.", "Default output radix is %s.", NULL },
    { "pagination", SETTING_BOOL, AT(pagination), NULL,
      "Set whether a long output waits for a key after each page.", "State of pagination is %s.", NULL },
    { "print elements", SETTING_COUNT, AT(elements), NULL,
      "Set how many elements of an array or characters of a string are printed.",
      "Limit on string chars or array elements to print is %s.", NULL },
    { "print pretty", SETTING_BOOL, AT(pretty), NULL, "Set whether each member of a structure gets a line.",
      "Pretty formatting of structures is %s.", NULL },
    { "print repeats", SETTING_COUNT, AT(repeats), NULL,
      "Set how many equal elements in a row are printed one by one.",
      "Threshold for repeated print elements is %s.", NULL },
    { "prompt", SETTING_STRING, AT(prompt), NULL, "Set the prompt.", "The prompt is \"%s\".", NULL },
    { "radix", SETTING_CHOICE, AT(radix), radixes,
      "Set the base in which numbers are read and printed: 10, 16 or 8.",
      "Input and output radices were set to %s.", radix_changed },
    { "record limit", SETTING_SIZE, AT(history_limit), NULL, "Set how much memory the history may use: 256M.",
      "The limit of the history, in bytes, is %s.", limit_changed },
    { "style enabled", SETTING_CHOICE, AT(style), autos, "Set whether colours are used.",
      "Colours are \"%s\".", NULL },
    { "trace-commands", SETTING_BOOL, AT(trace), NULL, "Set whether each line is printed before it is run.",
      "State of command tracing is %s.", NULL },
    { "tui border-kind", SETTING_CHOICE, AT(border), borders,
      "Set what the borders between panes are drawn with.", "The kind of border is \"%s\".", NULL },
    { "tui theme", SETTING_CHOICE, AT(theme), themes,
      "Set what the colours of the screen are for: a dark or a light ground, strong contrast, or none.",
      "The theme is \"%s\".", NULL },
    { 0 },
};

void settings_init(struct session *s)
{
    s->set = (struct settings){ .confirm = true,
                                .history_save = true,
                                .pagination = true,
                                .mouse = true,
                                .listsize = 10,
                                .elements = 200,
                                .repeats = 10,
                                .history_size = 1000,
                                .history_limit = UINT64_C(256) << 20,
                                .args = arguments_text(s->engine),
                                .prompt = xstrdup("(orrery) "),
                                .log_file = xstrdup("orrery.txt"),
                                .history_file = xstrdup(""),
                                .safe_path = xstrdup("") };
}

void settings_release(struct session *s)
{
    for (const struct setting *t = settings_table; t->name; t++)
        if (t->kind == SETTING_STRING)
            free(*(char **)((char *)&s->set + t->at));
}

/* ---- finding ----------------------------------------------------------------------------------------- */

static const char *skip(const char *p)
{
    return p + strspn(p, " \t");
}

/* Whether text begins with an abbreviation of name, word by word; *exact: nothing was left out. */
static bool matches(const char *name, const char *text, const char **rest, bool *exact)
{
    *exact = true;
    while (*name) {
        size_t n = strcspn(name, " "), m = strcspn(text, " \t=");
        if (!m || m > n || strncmp(name, text, m) != 0)
            return false;
        *exact &= m == n;
        name += n + (name[n] == ' ');
        text = skip(text + m);
    }
    *rest = text;
    return true;
}

const struct setting *setting_find(const char *text, const char **rest, struct str *error)
{
    const struct setting *found = NULL;
    unsigned count = 0;
    struct str all;
    str_init(&all);
    for (const struct setting *t = settings_table; t->name; t++) {
        const char *r;
        bool exact;
        if (!matches(t->name, text, &r, &exact))
            continue;
        if (exact) {
            str_release(&all);
            *rest = r;
            return t;
        }
        count++;
        str_addf(&all, "%s%s", all.len ? ", " : "", t->name);
        found = t;
        *rest = r;
    }
    if (count > 1)
        str_addf(error, "Ambiguous setting \"%s\": %s.", text, all.buf);
    str_release(&all);
    return count == 1 ? found : NULL;
}

/* ---- values ------------------------------------------------------------------------------------------ */

static void *place(const struct session *s, const struct setting *t)
{
    return (char *)(uintptr_t)&s->set + t->at;
}

/* The value as `set` takes it. */
static void value_text(const struct session *s, const struct setting *t, struct str *out)
{
    const void *p = place(s, t);
    switch (t->kind) {
    case SETTING_BOOL: str_add(out, *(const bool *)p ? "on" : "off"); break;
    case SETTING_COUNT:
        if (*(const unsigned *)p || !strcmp(t->name, "animate"))
            str_addf(out, "%u", *(const unsigned *)p);
        else
            str_add(out, "unlimited");
        break;
    case SETTING_SIZE:
        if (*(const uint64_t *)p == UINT64_MAX)
            str_add(out, "unlimited");
        else
            str_addf(out, "%" PRIu64, *(const uint64_t *)p);
        break;
    case SETTING_CHOICE: str_add(out, t->choice[*(const unsigned *)p]); break;
    case SETTING_STRING: str_add(out, *(char *const *)p); break;
    }
}

void setting_print(const struct session *s, const struct setting *t, struct str *out)
{
    struct str value;
    const char *hole = strstr(t->show, "%s");
    str_init(&value);
    value_text(s, t, &value);
    str_addn(out, t->show, (size_t)(hole - t->show));
    str_add(out, value.buf);
    str_addf(out, "%s\n", hole + 2);
    str_release(&value);
}

const char *session_setting(const struct session *s, const char *name, struct str *out)
{
    for (const struct setting *t = settings_table; t->name; t++)
        if (!strcmp(t->name, name)) {
            value_text(s, t, out);
            return out->buf;
        }
    return NULL;
}

static bool take_bool(const char *text, bool *out)
{
    static const char *const yes[] = { "on", "1", "yes", "enable", "" }, *const no[] = { "off", "0", "no",
                                                                                         "disable" };
    for (size_t i = 0; i < 5; i++)
        if (!strcmp(text, yes[i]))
            return *out = true;
    for (size_t i = 0; i < 4; i++)
        if (!strcmp(text, no[i]))
            return *out = false, true;
    return false;
}

static bool take_number(const char *text, uint64_t *out)
{
    char *end;
    uint64_t unit = 1;
    if (!strcmp(text, "unlimited"))
        return *out = 0, true;
    if (!isdigit((unsigned char)*text))
        return false;
    errno = 0;
    *out = strtoull(text, &end, 0);
    if (*end == 'k' || *end == 'K')
        unit = UINT64_C(1) << 10;
    else if (*end == 'M')
        unit = UINT64_C(1) << 20;
    else if (*end == 'G')
        unit = UINT64_C(1) << 30;
    return !errno && !end[unit > 1] && !__builtin_mul_overflow(*out, unit, out);
}

static enum session_status take_choice(struct session *s, const struct setting *t, const char *text)
{
    struct str all;
    str_init(&all);
    for (unsigned i = 0; t->choice[i]; i++) {
        str_addf(&all, "%s%s", i ? ", " : "", t->choice[i]);
        if (strcmp(t->choice[i], text) != 0)
            continue;
        *(unsigned *)place(s, t) = i;
        str_release(&all);
        return SESSION_OK;
    }
    if (*text)
        fail(s, "Undefined item: \"%s\".  It is one of: %s.", text, all.buf);
    else
        fail(s, "Requires an argument. Valid arguments are %s.", all.buf);
    str_release(&all);
    return SESSION_FAILED;
}

static enum session_status assign(struct session *s, const struct setting *t, const char *text)
{
    void *p = place(s, t);
    uint64_t n;
    switch (t->kind) {
    case SETTING_BOOL:
        if (!take_bool(text, p))
            return fail(s, "\"on\" or \"off\" expected.");
        break;
    case SETTING_COUNT:
        if (!take_number(text, &n) || n > 1000000000)
            return fail(s, "A number or \"unlimited\" is expected, not \"%s\".", text);
        *(unsigned *)p = (unsigned)n;
        break;
    case SETTING_SIZE:
        if (!take_number(text, &n))
            return fail(s, "A number of bytes is expected, such as 256M, not \"%s\".", text);
        *(uint64_t *)p = n ? n : UINT64_MAX;
        break;
    case SETTING_CHOICE:
        if (take_choice(s, t, text) != SESSION_OK)
            return SESSION_FAILED;
        break;
    case SETTING_STRING:
        free(*(char **)p);
        *(char **)p = xstrdup(text);
        break;
    }
    if (t->changed)
        t->changed(s);
    if (s->io.setting)
        s->io.setting(s->io.ctx, t->name);
    return SESSION_OK;
}

/* ---- commands ---------------------------------------------------------------------------------------- */

/* `set logging on|off [FILE]`, as older versions of gdb had it and everybody types it. */
static bool set_logging(struct session *s, const char *text)
{
    const char *rest;
    bool on;
    struct str word;
    if (strncmp(text, "logging ", 8) != 0)
        return false;
    str_init(&word);
    rest = skip(text + 8);
    str_addn(&word, rest, strcspn(rest, " "));
    bool fine = (!strcmp(word.buf, "on") || !strcmp(word.buf, "off")) && take_bool(word.buf, &on);
    if (fine) {
        s->set.logging = on;
        logging_changed(s);
    }
    str_release(&word);
    return fine;
}

static enum session_status set(struct session *s, const struct call *c)
{
    const char *rest = "";
    struct str error;
    str_init(&error);
    const struct setting *t = setting_find(c->args, &rest, &error);
    enum session_status status;
    if (!*c->args)
        status = fail(s, "Argument required (a setting, or an expression to assign).");
    else if (set_logging(s, c->args))
        status = SESSION_OK;
    else if (t && *rest != '=')
        status = assign(s, t, rest);
    else if (error.len)
        status = fail_text(s, error.buf);
    else if (strpbrk(c->args, "={[*$"))
        status = look_assign(s, c->args);
    else
        status = fail(s, "No setting \"%s\".  Try \"help set\".", c->args);
    str_release(&error);
    return status;
}

static enum session_status set_var(struct session *s, const struct call *c)
{
    if (!*c->args)
        return fail(s, "Argument required (expression to compute).");
    return look_assign(s, c->args);
}

static enum session_status show(struct session *s, const struct call *c)
{
    const char *rest = "";
    struct str text;
    enum session_status status = SESSION_OK;
    str_init(&text);
    const struct setting *t = *c->args ? setting_find(c->args, &rest, &text) : NULL;
    size_t n = strlen(c->args);
    if (t && *rest)
        status = fail(s, "Junk after the setting: \"%s\"", rest);
    else if (t)
        setting_print(s, t, &text);
    else {
        str_clear(&text);
        for (t = settings_table; t->name; t++)
            if (!strncmp(t->name, c->args, n) && (!n || t->name[n] == ' ')) {
                str_addf(&text, "%s:  ", t->name);
                setting_print(s, t, &text);
            }
        if (!text.len)
            status = fail(s, "Undefined show command: \"%s\".  Try \"help show\".", c->args);
    }
    if (status == SESSION_OK)
        out_text(s, text.buf, text.len);
    str_release(&text);
    return status;
}

const struct session_command commands_set[] = {
    { "set", NULL, CLASS_SUPPORT, ARG_SETTING, REPEAT_NONE, COMMAND_OPEN, set,
      "set SETTING VALUE | set EXPRESSION = VALUE",
      "Change a setting, or something in the program.\nWhat is no setting is an expression that assigns: "
      "registers, variables and memory can be changed. \"show\" lists the settings.",
      "set listsize 20\nset $a0 = 5\nset {int}0x1000 = 7" },
    { "set variable", "var", CLASS_DATA, ARG_EXPRESSION, REPEAT_NONE, 0, set_var,
      "set variable EXPRESSION = VALUE",
      "Change a register, a variable or memory.\nThe change is part of history: going back before it and "
      "forward again makes it again. What lay ahead is forgotten.",
      "set var $a0 = 5" },
    { "show", NULL, CLASS_SUPPORT, ARG_SETTING, REPEAT_NONE, COMMAND_OPEN, show, "show [SETTING]",
      "Show a setting, or all.", "show listsize" },
    { 0 },
};
