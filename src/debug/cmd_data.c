/* cmd_data.c - values: print and its relatives, x, and what is displayed at every stop. */
#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "debug/commands.h"
#include "debug/location.h"
#include "debug/numbers.h"
#include "debug/watch.h"
#include "debug/text.h"

/* The letters behind the slash, for a command that prints one value. False after reporting. */
static bool value_format(struct session *s, const struct call *c, struct format *f)
{
    struct str error;
    const char *rest;
    *f = (struct format){ .count = 1 };
    str_init(&error);
    bool fine =
        format_parse(c->slash, f, &rest, &error) == 0 && format_check_value(f, c->command->name, &error) == 0;
    if (!fine)
        fail_text(s, error.buf);
    str_release(&error);
    return fine;
}

static enum session_status print(struct session *s, const struct call *c)
{
    struct format f;
    struct value v;
    struct str text;
    if (!value_format(s, c, &f))
        return SESSION_FAILED;
    if (!*c->args) {
        const struct value *last = values_get(&s->home.values, 0);
        if (!last)
            return SESSION_OK;
        value_copy(&v, last);
    } else if (!look_value(s, c->args, &v)) {
        return SESSION_FAILED;
    }
    str_init(&text);
    look_format(s, &v, f.letter, &text);
    if (value_is_void(&v)) {
        out(s, "$%zu = %s\n", s->home.values.v.count + 1, text.buf);
        value_release(&v);
    } else {
        unsigned n = values_add(&s->home.values, &v);
        out(s, "$%u = %s\n", n, text.buf);
    }
    str_release(&text);
    frames_clear(s->home.frames); /* it may have changed something */
    return SESSION_OK;
}

static enum session_status output(struct session *s, const struct call *c)
{
    struct format f;
    struct value v;
    struct str text;
    if (!*c->args)
        return fail(s, "Argument required (expression to compute).");
    if (!value_format(s, c, &f) || !look_value(s, c->args, &v))
        return SESSION_FAILED;
    str_init(&text);
    look_format(s, &v, f.letter, &text);
    out_text(s, text.buf, text.len);
    value_release(&v);
    str_release(&text);
    return SESSION_OK;
}

/* ---- types ------------------------------------------------------------------------------------------- */

static enum session_status type_of(struct session *s, const struct call *c, bool describe)
{
    struct str error, text;
    struct value v = { 0 };
    enum session_status status = SESSION_OK;
    if (!*c->args)
        return fail(s, "Argument required (expression to compute).");
    str_init(&error);
    str_init(&text);
    struct expr *x = eval_parse(look(s), c->args, &error);
    const struct type *named = x ? expr_is_type(x) : NULL, *t = named;
    if (x && !t && eval_type(look(s), x, &v, &error) == 0) {
        t = v.type;
        if (!t)
            str_add(&text, "void");
    } else if (!t) {
        status = fail_text(s, error.buf);
    }
    if (t && describe)
        type_describe(t, &text);
    else if (named && named->kind == TYPE_TYPEDEF && named->name) /* whatis TYPE: what it stands for */
        type_name(named->target, &text);
    else if (t)
        type_name(t, &text);
    if (status == SESSION_OK)
        out(s, "type = %s\n", text.buf);
    expr_free(x);
    str_release(&error);
    str_release(&text);
    return status;
}

static enum session_status whatis(struct session *s, const struct call *c)
{
    return type_of(s, c, false);
}

static enum session_status ptype(struct session *s, const struct call *c)
{
    return type_of(s, c, true);
}

/* ---- memory ------------------------------------------------------------------------------------------ */

/* Shows units from addr on, or from where the last one ended. */
static enum session_status show_memory(struct session *s, const char *slash, const char *expression)
{
    struct str error, text;
    uint64_t addr = s->x.next;
    enum session_status status = SESSION_OK;
    str_init(&error);
    str_init(&text);
    if (examine_parse(&s->x, slash, &error) < 0)
        status = fail_text(s, error.buf);
    else if (*expression && !look_uint(s, expression, &addr))
        status = SESSION_FAILED;
    else {
        int bad = examine(look(s), &s->x, addr, &text, &error);
        out_text(s, text.buf, text.len);
        if (bad)
            status = fail_text(s, error.buf);
        if (s->x.last.type)
            variable_set(&s->home.variables, "__", &s->x.last);
        look_set_int(s, "_", (int64_t)s->x.last_addr);
    }
    str_release(&error);
    str_release(&text);
    return status;
}

static enum session_status x(struct session *s, const struct call *c)
{
    return show_memory(s, c->slash, c->args);
}

/* ---- display ----------------------------------------------------------------------------------------- */

static bool is_memory_format(const char *slash)
{
    for (const char *p = slash; *p; p++)
        if (isdigit((unsigned char)*p) || strchr("is", *p) || (p[0] == '-'))
            return true;
    return slash[0] && strpbrk(slash, "bhwg") != NULL;
}

static void show_display(struct session *s, const struct display *d)
{
    struct str text;
    struct value v;
    const char *rest;
    out(s, "%d: %s%s%s%s", d->number, d->slash[0] ? "/" : "", d->slash, d->slash[0] ? " " : "", d->text);
    if (is_memory_format(d->slash)) {
        struct format kept = s->x.format;
        out(s, "\n");
        show_memory(s, d->slash, d->text);
        s->x.format = kept;
        return;
    }
    struct format f = { .count = 1 };
    struct str error;
    str_init(&text);
    str_init(&error);
    format_parse(d->slash, &f, &rest, &error);
    if (eval_text(look(s), d->text, &v, &error) == 0) {
        look_format(s, &v, f.letter, &text);
        value_release(&v);
        out(s, " = %s\n", text.buf);
    } else {
        out(s, " = <error: %s>\n", error.buf);
    }
    str_release(&error);
    str_release(&text);
}

void displays_show(struct session *s)
{
    for (size_t i = 0; i < s->displays.count; i++)
        if (s->displays.data[i].enabled)
            show_display(s, &s->displays.data[i]);
}

static enum session_status display(struct session *s, const struct call *c)
{
    struct str error;
    struct format f = { .count = 1 };
    const char *rest;
    if (!*c->args) {
        displays_show(s);
        return SESSION_OK;
    }
    str_init(&error);
    struct expr *parsed =
        format_parse(c->slash, &f, &rest, &error) == 0 ? eval_parse(look(s), c->args, &error) : NULL;
    if (!parsed)
        fail_text(s, error.buf);
    str_release(&error);
    if (!parsed)
        return SESSION_FAILED;
    expr_free(parsed);
    *vec_push(&s->displays) =
        (struct display){ ++s->last_display, true, xstrdup(c->slash), xstrdup(c->args) };
    show_display(s, &s->displays.data[s->displays.count - 1]);
    return SESSION_OK;
}

static struct display *find_display(struct session *s, long n)
{
    for (size_t i = 0; i < s->displays.count; i++)
        if (s->displays.data[i].number == n)
            return &s->displays.data[i];
    fail(s, "Arguments must be display numbers; there is no display %ld.", n);
    return NULL;
}

static bool remove_display(struct session *s, long n, void *ctx)
{
    struct display *d = find_display(s, n);
    (void)ctx;
    if (!d)
        return false;
    free(d->slash);
    free(d->text);
    vec_remove(&s->displays, (size_t)(d - s->displays.data));
    return true;
}

void displays_release(struct session *s)
{
    while (s->displays.count)
        remove_display(s, s->displays.data[0].number, NULL);
    vec_release(&s->displays);
}

static enum session_status undisplay(struct session *s, const struct call *c)
{
    if (*c->args)
        return numbers_each(s, c->args, "display", remove_display, NULL);
    if (ask(s, c, "Delete all auto-display expressions? (y or n) "))
        while (s->displays.count)
            remove_display(s, s->displays.data[0].number, NULL);
    return SESSION_OK;
}

static bool switch_display(struct session *s, long n, void *ctx)
{
    struct display *d = find_display(s, n);
    if (d)
        d->enabled = *(bool *)ctx;
    return d != NULL;
}

static enum session_status switch_displays(struct session *s, const struct call *c, bool on)
{
    if (*c->args)
        return numbers_each(s, c->args, "display", switch_display, &on);
    for (size_t i = 0; i < s->displays.count; i++)
        s->displays.data[i].enabled = on;
    return SESSION_OK;
}

static enum session_status enable_display(struct session *s, const struct call *c)
{
    return switch_displays(s, c, true);
}

static enum session_status disable_display(struct session *s, const struct call *c)
{
    return switch_displays(s, c, false);
}

static enum session_status info_display(struct session *s, const struct call *c)
{
    (void)c;
    if (!s->displays.count)
        out(s, "There are no auto-display expressions now.\n");
    else
        out(s, "Auto-display expressions now in effect:\nNum Enb Expression\n");
    for (size_t i = 0; i < s->displays.count; i++) {
        const struct display *d = &s->displays.data[i];
        out(s, "%d:   %c  %s%s%s%s\n", d->number, d->enabled ? 'y' : 'n', d->slash[0] ? "/" : "", d->slash,
            d->slash[0] ? " " : "", d->text);
    }
    return SESSION_OK;
}

/* ---- text -------------------------------------------------------------------------------------------- */

static enum session_status printf_(struct session *s, const struct call *c)
{
    return print_formatted(s, c->args);
}

static enum session_status echo(struct session *s, const struct call *c)
{
    struct str text;
    const char *p = c->args;
    str_init(&text);
    while (*p) {
        if (*p != '\\') {
            str_addc(&text, *p++);
            continue;
        }
        static const char letters[] = "nrtabfve", codes[] = "\n\r\t\a\b\f\v\033";
        const char *known = p[1] ? strchr(letters, p[1]) : NULL;
        if (known)
            str_addc(&text, codes[known - letters]);
        else if (p[1])
            str_addc(&text, p[1]);
        p += p[1] ? 2 : 1;
    }
    out_text(s, text.buf, text.len);
    str_release(&text);
    return SESSION_OK;
}

/* eval "FORMAT", ...: the text as a command. */
static enum session_status eval(struct session *s, const struct call *c)
{
    struct str text;
    enum session_status status = SESSION_FAILED;
    str_init(&text);
    if (formatted(s, c->args, &text)) {
        const char *line = text.buf;
        status = run_lines(s, &line, 1, false);
    }
    str_release(&text);
    return status;
}

#define SAME REPEAT_SAME
#define NONE REPEAT_NONE

const struct session_command commands_data[] = {
    { "print", "p inspect", CLASS_DATA, ARG_EXPRESSION, SAME, COMMAND_SLASH, print,
      "print[/FORMAT] [EXPRESSION]",
      "Print the value of an expression.\nIt goes into the history as $1, $2 ...; $ is the last, $$ the one "
      "before. "
      "FORMAT is a letter: x hexadecimal, d decimal, u unsigned, o octal, t binary, a address, c character, "
      "f "
      "floating point, s string, z hexadecimal with zeros. Without an expression, the last value again.",
      "print $a0\nprint/x arr[2]\nprint *ptr@4" },
    { "output", NULL, CLASS_DATA, ARG_EXPRESSION, NONE, COMMAND_SLASH, output, "output[/FORMAT] EXPRESSION",
      "Print the value of an expression only: no number, no newline.", "output $t0" },
    { "printf", NULL, CLASS_DATA, ARG_EXPRESSION, NONE, 0, printf_, "printf \"FORMAT\",EXPRESSION...",
      "Print text as printf of C does.\n%d %i %u %x %o %c %s %f %e %g %p and %% are known, with flags, width "
      "and "
      "precision.",
      "printf \"t0 is %d\\n\",$t0" },
    { "echo", NULL, CLASS_DATA, ARG_TEXT, NONE, 0, echo, "echo TEXT",
      "Print a text.\nIt has no newline of its own: write \\n; \\ before a space keeps it.", "echo done\\n" },
    { "eval", NULL, CLASS_SUPPORT, ARG_TEXT, NONE, 0, eval, "eval \"FORMAT\",EXPRESSION...",
      "Make a command of a format, as printf does, and run it.", "eval \"break %d\",12" },
    { "whatis", NULL, CLASS_DATA, ARG_EXPRESSION, SAME, 0, whatis, "whatis EXPRESSION",
      "Print the type of an expression.", "whatis $pc" },
    { "ptype", NULL, CLASS_DATA, ARG_EXPRESSION, SAME, 0, ptype, "ptype EXPRESSION|TYPE",
      "Describe a type: the members of a structure, the values of an enumeration.", "ptype struct node" },
    { "x", NULL, CLASS_DATA, ARG_EXPRESSION, REPEAT_BARE, COMMAND_SLASH, x, "x[/NFU] [ADDRESS]",
      "Examine memory.\nN is how many units, backwards if negative; F the format: a letter of \"print\", i "
      "for "
      "instructions, s for strings; U the unit: b, h, w or g for 1, 2, 4 or 8 bytes. Without an address, "
      "what "
      "follows; $_ is the last address, $__ what lies there.",
      "x/4xw &arr\nx/3i $pc\nx/s msg" },
    { "display", NULL, CLASS_DATA, ARG_EXPRESSION, NONE, COMMAND_SLASH, display,
      "display[/FORMAT] [EXPRESSION]",
      "Print an expression now and at each stop.\nFORMAT as for \"print\", or for \"x\" with a unit, i or s. "
      "Without "
      "an expression, print all of them now.",
      "display/i $pc\ndisplay $t0" },
    { "undisplay", NULL, CLASS_DATA, ARG_DISPLAY, NONE, 0, undisplay, "undisplay [N...]",
      "Forget expressions of \"display\", by number, or all.", "undisplay 1" },
    { "delete display", NULL, CLASS_DATA, ARG_DISPLAY, NONE, 0, undisplay, "delete display [N...]",
      "The same as \"undisplay\".", NULL },
    { "enable display", NULL, CLASS_DATA, ARG_DISPLAY, NONE, 0, enable_display, "enable display [N...]",
      "Show expressions of \"display\" again.", NULL },
    { "disable display", NULL, CLASS_DATA, ARG_DISPLAY, NONE, 0, disable_display, "disable display [N...]",
      "Do not show expressions of \"display\" for a while.", NULL },
    { "info display", NULL, CLASS_INFO, ARG_NONE, SAME, COMMAND_ALONE, info_display, "info display",
      "List the expressions of \"display\".", NULL },
    { 0 },
};
