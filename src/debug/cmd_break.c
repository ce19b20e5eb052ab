/* cmd_break.c - breakpoints: setting them, and what is done to points of every kind. */
#include <ctype.h>
#include <inttypes.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>
#include "debug/commands.h"
#include "debug/location.h"
#include "debug/numbers.h"
#include "debug/source.h"
#include "debug/stops.h"

/* ---- break ------------------------------------------------------------------------------------------- */

/* "LOCATION stage EX if COND", taken apart; all owned. */
struct request {
    char *place, *stage, *condition;
};

static bool word_at(const char *text, const char *p, const char *word)
{
    size_t n = strlen(word);
    return (p == text || isspace((unsigned char)p[-1])) && !strncmp(p, word, n) &&
           (!p[n] || isspace((unsigned char)p[n]) || p[n] == '(');
}

static char *trimmed(const char *from, const char *to)
{
    while (from < to && isspace((unsigned char)*from))
        from++;
    while (to > from && isspace((unsigned char)to[-1]))
        to--;
    return xstrndup(from, (size_t)(to - from));
}

static void take_apart(const char *text, struct request *r)
{
    const char *end = text + strlen(text), *stage = NULL, *condition = NULL;
    for (const char *p = text; *p && !condition; p++) {
        if (word_at(text, p, "if"))
            condition = p;
        else if (!stage && word_at(text, p, "stage"))
            stage = p;
    }
    const char *place_end = stage ? stage : condition ? condition : end;
    r->place = trimmed(text, place_end);
    r->stage = stage ? trimmed(stage + 5, condition ? condition : end) : NULL;
    r->condition = condition ? trimmed(condition + 2, end) : NULL;
}

static void release(struct request *r)
{
    free(r->place);
    free(r->stage);
    free(r->condition);
}

static int stage_named(struct session *s, const char *name)
{
    for (unsigned i = 0; i < engine_stages(s->engine); i++)
        if (!strcasecmp(engine_stage_name(s->engine, i), name))
            return (int)i;
    return -1;
}

static bool bad_stage(struct session *s, const char *name)
{
    struct str all;
    if (engine_functional(s->engine)) {
        fail(s, "There are no stages with --functional: instructions retire as they execute.");
        return false;
    }
    str_init(&all);
    for (unsigned i = 0; i < engine_stages(s->engine); i++)
        str_addf(&all, "%s%s", i ? ", " : "", engine_stage_name(s->engine, i));
    fail(s, "No stage \"%s\".  The stages are: %s.", name, all.buf);
    str_release(&all);
    return false;
}

static void announce(struct session *s, const struct stopper *st, const struct location *l, size_t n)
{
    const char *kind = st->kind == STOPS_PRINTF         ? "Dprintf"
                       : st->disposition == DELETE_ONCE ? "Temporary breakpoint"
                                                        : "Breakpoint";
    out(s, "%s %d at 0x%" PRIx64, kind, st->number, l->addr);
    if (n > 1)
        out(s, ": %s. (%zu locations)", st->spec, n);
    else if (l->file)
        out(s, ": file %s, line %d.", l->file, l->line);
    out(s, "\n");
}

static void note_others(struct session *s, uint64_t addr)
{
    struct str list;
    unsigned n = 0;
    str_init(&list);
    for (size_t i = 0; i < s->stoppers.count; i++) {
        const struct stopper *st = s->stoppers.data[i];
        if (st->point.kind == POINT_PC && stopper_is_at(st, addr))
            str_addf(&list, "%s%d", n++ ? ", " : "", st->number);
    }
    if (n)
        out(s, "Note: breakpoint%s %s also set at pc 0x%" PRIx64 ".\n", n > 1 ? "s" : "", list.buf, addr);
    str_release(&list);
}

/* A place that means another one elsewhere: "+1", "37". */
static bool is_relative(const char *place)
{
    return *place == '+' || *place == '-' || isdigit((unsigned char)*place);
}

static void take_places(struct stopper *st, const struct location *l, size_t n)
{
    st->point.addr = l->addr;
    st->places.count = 0;
    for (size_t i = 0; i < n; i++)
        *vec_push(&st->places) = (struct stop_place){ l[i].addr, true };
}

/* How it is found by again, and saved: as typed, but nothing that means the present place or file. */
static char *place_of(const struct location *l, const char *typed)
{
    if (is_relative(typed) && l->file)
        return xasprintf("%s:%d", l->file, l->line);
    if (!*typed || is_relative(typed) || (*typed == '*' && strchr(typed, '$')))
        return xasprintf("*0x%" PRIx64, l->addr);
    return xstrdup(typed);
}

/* What "info breakpoints" calls it. */
static char *spec_of(struct session *s, const struct location *l, size_t n, const char *place, int stage)
{
    struct str spec;
    str_init(&spec);
    if (n > 1 && !is_relative(place))
        str_add(&spec, place);
    else if (l->file)
        str_addf(&spec, "%s:%d", l->file, l->line);
    else
        location_symbol(s, l->addr, &spec);
    if (stage >= 0)
        str_addf(&spec, " stage %s", engine_stage_name(s->engine, (unsigned)stage));
    return str_take(&spec);
}

/* l: its n places. */
static struct stopper *make_break(struct session *s, const struct request *r, const struct location *l,
                                  size_t n, enum stop_kind kind, enum disposition disposition)
{
    int stage = r->stage ? stage_named(s, r->stage) : -1;
    struct stopper probe = { 0 };
    if (r->stage && stage < 0 && !bad_stage(s, r->stage))
        return NULL;
    take_places(&probe, l, n);
    if (!stopper_set_condition(s, &probe, r->condition)) {
        vec_release(&probe.places);
        return NULL;
    }
    if (kind == STOPS_BREAK)
        note_others(s, l->addr);
    char *spec = spec_of(s, l, n, r->place, stage);
    struct stopper *st = stopper_add(s, kind, spec);
    free(spec);
    st->place = place_of(l, r->place);
    st->condition = probe.condition;
    st->test = probe.test;
    st->disposition = disposition;
    st->point.kind = r->stage ? POINT_ENTER : POINT_PC;
    st->point.arg = stage;
    st->point.addr = l->addr;
    st->places = probe.places;
    announce(s, st, l, n);
    return st;
}

/* Makes a breakpoint of a request; NULL after reporting. */
static struct stopper *place_break(struct session *s, const struct request *r, enum stop_kind kind,
                                   enum disposition disposition)
{
    struct location *l;
    struct str error;
    struct stopper *st = NULL;
    str_init(&error);
    size_t n = location_parse_all(s, r->place, &l, &error);
    if (n)
        st = make_break(s, r, l, n, kind, disposition);
    else
        fail_text(s, error.buf);
    str_release(&error);
    free(l);
    return st;
}

bool break_again(struct session *s, struct stopper *st, struct str *error)
{
    struct location *l;
    size_t n = location_parse_all(s, st->place, &l, error);
    if (n) {
        free(st->spec);
        st->spec = spec_of(s, l, n, st->place, st->point.kind == POINT_ENTER ? (int)st->point.arg : -1);
        take_places(st, l, n);
    }
    free(l);
    return n > 0;
}

static enum session_status set_break(struct session *s, const struct call *c, enum disposition d)
{
    struct request r;
    take_apart(c->args, &r);
    struct stopper *st = place_break(s, &r, STOPS_BREAK, d);
    release(&r);
    return st ? SESSION_OK : SESSION_FAILED;
}

static enum session_status break_(struct session *s, const struct call *c)
{
    return set_break(s, c, KEEP);
}

static enum session_status tbreak(struct session *s, const struct call *c)
{
    return set_break(s, c, DELETE_ONCE);
}

static enum session_status dprintf_(struct session *s, const struct call *c)
{
    const char *comma = c->args;
    struct request r = { 0 };
    if (!*c->args)
        return fail(s, "Format string required");
    for (; *comma && *comma != ','; comma++)
        ;
    if (*comma != ',' || comma[1 + strspn(comma + 1, " \t")] != '"')
        return fail(s, "Format string required");
    r.place = trimmed(c->args, comma);
    struct stopper *st = place_break(s, &r, STOPS_PRINTF, KEEP);
    release(&r);
    if (!st)
        return SESSION_FAILED;
    st->format = xstrdup(comma + 1 + strspn(comma + 1, " \t"));
    return SESSION_OK;
}

static enum session_status rbreak(struct session *s, const struct call *c)
{
    regex_t re;
    int error = regcomp(&re, *c->args ? c->args : ".", REG_EXTENDED | REG_NOSUB);
    if (error) {
        char why[128];
        regerror(error, &re, why, sizeof why);
        return fail(s, "Invalid regexp: %s", why);
    }
    unsigned found = 0;
    for (size_t i = 0; i < s->image->nsymbols; i++) {
        const struct symbol *sym = &s->image->symbols[i];
        bool code = sym->kind == SYM_FUNC || (sym->kind == SYM_LABEL && sym->global);
        struct request r = { .place = (char *)(uintptr_t)sym->name };
        if (!code || regexec(&re, sym->name, 0, NULL, 0) != 0)
            continue;
        found += place_break(s, &r, STOPS_BREAK, KEEP) != NULL;
        out(s, "%s;\n", sym->name);
    }
    regfree(&re);
    return found ? SESSION_OK : fail(s, "No function matches \"%s\".", c->args);
}

/* ---- taking away ------------------------------------------------------------------------------------- */

static bool is_cleared(struct session *s, const struct stopper *st, const struct location *l, bool by_line)
{
    const char *file;
    int line;
    if (stopper_is_at(st, l->addr))
        return true;
    for (size_t i = 0; by_line && l->file && st->kind == STOPS_BREAK && i < st->places.count; i++)
        if (source_line_at(s, st->places.data[i].addr, &file, &line) && line == l->line &&
            !strcmp(file, l->file))
            return true;
    return false;
}

static unsigned clear_at(struct session *s, const struct location *l, bool by_line, struct str *list)
{
    unsigned n = 0;
    for (size_t i = 0; i < s->stoppers.count;) {
        struct stopper *st = s->stoppers.data[i];
        if (!is_cleared(s, st, l, by_line)) {
            i++;
            continue;
        }
        str_addf(list, "%d ", st->number);
        n++;
        stopper_remove(s, st);
    }
    return n;
}

static enum session_status clear(struct session *s, const struct call *c)
{
    struct location *l;
    struct str error, list;
    unsigned n = 0;
    str_init(&error);
    size_t places = location_parse_all(s, c->args, &l, &error);
    if (!places)
        fail_text(s, error.buf);
    str_release(&error);
    if (!places)
        return SESSION_FAILED;
    str_init(&list);
    for (size_t i = 0; i < places; i++)
        n += clear_at(s, &l[i], *c->args != '*', &list);
    free(l);
    if (n)
        out(s, "Deleted breakpoint%s %s\n", n > 1 ? "s" : "", list.buf);
    str_release(&list);
    return n ? SESSION_OK : fail(s, "No breakpoint at %s.", *c->args ? c->args : "this line");
}

static bool remove_one(struct session *s, long n, void *ctx)
{
    struct stopper *st = stopper_find(s, n);
    (void)ctx;
    if (!st)
        return fail(s, "No breakpoint number %ld.", n), false;
    stopper_remove(s, st);
    return true;
}

static enum session_status delete (struct session *s, const struct call *c) {
    if (*c->args) return numbers_each(s, c->args, "breakpoint", remove_one, NULL);
    if (s->stoppers.count && !ask(s, c, "Delete all breakpoints? (y or n) ")) return SESSION_OK;
    while (s->stoppers.count) stopper_remove(s, s->stoppers.data[0]);
    return SESSION_OK;
}

/* ---- switching on and off ---------------------------------------------------------------------------- */

struct change {
    bool on;
    enum disposition disposition;
    bool set_disposition;
    uint64_t count;
};

static bool change_one(struct session *s, long n, void *ctx)
{
    const struct change *ch = ctx;
    struct stopper *st = stopper_find(s, n);
    if (!st)
        return fail(s, "No breakpoint number %ld.", n), false;
    st->enabled = ch->on;
    st->count = ch->count;
    if (ch->set_disposition)
        st->disposition = ch->disposition;
    return true;
}

/* "2.1" or "2.1-3": places of a breakpoint. */
static bool change_places(struct session *s, const char *word, const struct change *ch)
{
    char *end;
    long n = strtol(word, &end, 10), from, to;
    struct stopper *st = *end == '.' ? stopper_find(s, n) : NULL;
    if (*end != '.' || !isdigit((unsigned char)end[1]))
        return fail(s, "Bad breakpoint number '%s'", word), false;
    const char *places = end + 1;
    if (!st)
        return fail(s, "Bad breakpoint number '%s'", word), false;
    from = to = strtol(places, &end, 10);
    if (*end == '-' && isdigit((unsigned char)end[1]))
        to = strtol(end + 1, &end, 10);
    if (*end || from < 1 || to < from || (size_t)to > st->places.count)
        return fail(s, "Bad breakpoint location number '%s'", places), false;
    for (long i = from; i <= to; i++)
        st->places.data[i - 1].enabled = ch->on;
    return true;
}

static enum session_status change_some(struct session *s, const char *args, struct change *ch)
{
    bool fine = true;
    for (size_t n; *args; args += n, args += strspn(args, " \t")) {
        n = strcspn(args, " \t");
        char *word = xstrndup(args, n);
        if (strchr(word, '.') && !ch->set_disposition && !ch->count)
            fine &= change_places(s, word, ch);
        else
            fine &= numbers_each(s, word, "breakpoint", change_one, ch) == SESSION_OK;
        free(word);
    }
    return fine ? SESSION_OK : SESSION_FAILED;
}

static enum session_status change(struct session *s, const char *args, struct change *ch)
{
    if (*args)
        return change_some(s, args, ch);
    for (size_t i = 0; i < s->stoppers.count; i++)
        change_one(s, s->stoppers.data[i]->number, ch);
    return SESSION_OK;
}

static enum session_status enable(struct session *s, const struct call *c)
{
    return change(s, c->args, &(struct change){ .on = true });
}

static enum session_status disable(struct session *s, const struct call *c)
{
    return change(s, c->args, &(struct change){ .on = false });
}

static enum session_status enable_once(struct session *s, const struct call *c)
{
    return change(s, c->args,
                  &(struct change){ .on = true, .disposition = DISABLE_ONCE, .set_disposition = true });
}

static enum session_status enable_delete(struct session *s, const struct call *c)
{
    return change(s, c->args,
                  &(struct change){ .on = true, .disposition = DELETE_ONCE, .set_disposition = true });
}

static enum session_status enable_count(struct session *s, const struct call *c)
{
    char *end;
    unsigned long long n = strtoull(c->args, &end, 0);
    if (!isdigit((unsigned char)*c->args) || end == c->args || !n || (*end && !isspace((unsigned char)*end)))
        return fail(s, "Argument required (hit count).");
    return change(s, end + strspn(end, " \t"), &(struct change){ .on = true, .count = n });
}

/* ---- conditions, ignore counts, commands ------------------------------------------------------------- */

/* The point that args begins with; *rest: what follows. NULL after reporting. */
static struct stopper *one(struct session *s, const char *args, const char **rest)
{
    char *end;
    long n = *args == '$' ? 0 : strtol(args, &end, 10);
    if (*args == '$') {
        size_t len = strcspn(args, " \t");
        char *name = xstrndup(args, len);
        uint64_t v = 0;
        bool fine = look_uint(s, name, &v);
        free(name);
        if (!fine)
            return NULL;
        n = (long)v;
        end = (char *)(uintptr_t)args + len;
    } else if (end == args) {
        fail(s, "Argument required (breakpoint number).");
        return NULL;
    }
    struct stopper *st = stopper_find(s, n);
    if (!st)
        fail(s, "No breakpoint number %ld.", n);
    *rest = end + strspn(end, " \t");
    return st;
}

static enum session_status condition(struct session *s, const struct call *c)
{
    const char *rest;
    struct stopper *st = one(s, c->args, &rest);
    if (!st || !stopper_set_condition(s, st, rest))
        return SESSION_FAILED;
    if (!*rest)
        out(s, "Breakpoint %d now unconditional.\n", st->number);
    return SESSION_OK;
}

static enum session_status ignore(struct session *s, const struct call *c)
{
    const char *rest;
    uint64_t n;
    struct stopper *st = one(s, c->args, &rest);
    if (!st)
        return SESSION_FAILED;
    if (!*rest)
        return fail(s, "Second argument (specified ignore-count) is missing.");
    if (!look_uint(s, rest, &n))
        return SESSION_FAILED;
    st->ignore = (int64_t)n < 0 ? 0 : n;
    if (!st->ignore)
        out(s, "Will stop next time breakpoint %d is reached.\n", st->number);
    else if (st->ignore == 1)
        out(s, "Will ignore next crossing of breakpoint %d.\n", st->number);
    else
        out(s, "Will ignore next %" PRIu64 " crossings of breakpoint %d.\n", st->ignore, st->number);
    return SESSION_OK;
}

static bool give_commands(struct session *s, long n, void *ctx)
{
    const struct call *c = ctx;
    struct stopper *st = stopper_find(s, n);
    if (!st)
        return fail(s, "No breakpoint number %ld.", n), false;
    lines_release(&st->commands);
    for (size_t i = 0; i < c->nbody; i++) {
        const char *text = c->body[i] + strspn(c->body[i], " \t");
        lines_add(&st->commands, text);
    }
    return true;
}

static enum session_status commands(struct session *s, const struct call *c)
{
    if (*c->args)
        return numbers_each(s, c->args, "breakpoint", give_commands, (void *)(uintptr_t)c);
    if (!s->stoppers.count)
        return fail(s, "No breakpoints specified.");
    return give_commands(s, s->stoppers.data[s->stoppers.count - 1]->number, (void *)(uintptr_t)c)
               ? SESSION_OK
               : SESSION_FAILED;
}

#define NONE REPEAT_NONE

const struct session_command commands_break[] = {
    { "break", "b br bre brea", CLASS_POINTS, ARG_LOCATION, NONE, 0, break_,
      "break [LOCATION] [stage STAGE] [if CONDITION]",
      "Set a breakpoint: stop when the instruction at LOCATION is the next to retire.\n"
      "LOCATION is a line (12, sum.s:12, +1), a function or label, or *ADDRESS; without one, where the "
      "program "
      "stands. Registers and memory are then exactly as before that instruction, whatever younger ones the "
      "pipeline has begun.\n"
      "With \"stage STAGE\", stop in the cycle in which the instruction enters that stage.",
      "break loop\nbreak sum.s:12 if $t0 > 5\nbreak *0x10 stage EX" },
    { "tbreak", "tb thbreak", CLASS_POINTS, ARG_LOCATION, NONE, 0, tbreak,
      "tbreak [LOCATION] [stage STAGE] [if CONDITION]", "Set a breakpoint that is deleted when it is met.",
      "tbreak main" },
    { "hbreak", NULL, CLASS_POINTS, ARG_LOCATION, NONE, 0, break_, "hbreak [LOCATION] [if CONDITION]",
      "Set a breakpoint.\nThe same as \"break\": a simulator needs no other kind for memory that cannot be "
      "written.",
      NULL },
    { "rbreak", NULL, CLASS_POINTS, ARG_TEXT, NONE, 0, rbreak, "rbreak REGEX",
      "Set a breakpoint on every function and global label that matches a regular expression.",
      "rbreak ^print" },
    { "dprintf", NULL, CLASS_POINTS, ARG_LOCATION, NONE, 0, dprintf_,
      "dprintf LOCATION,\"FORMAT\",EXPRESSION...",
      "Print something each time a place is reached, without stopping.\nIt can be made conditional, ignored, "
      "disabled and deleted like a breakpoint.",
      "dprintf loop,\"t0=%d\\n\",$t0" },
    { "clear", "cl", CLASS_POINTS, ARG_LOCATION, NONE, 0, clear, "clear [LOCATION]",
      "Delete the breakpoints of a line or at an address.", "clear loop" },
    { "delete", "d del", CLASS_POINTS, ARG_POINT, NONE, COMMAND_OPEN, delete, "delete [N...]",
      "Delete breakpoints, watchpoints and catchpoints by number, ranges such as 2-4, or all.",
      "delete 2-4" },
    { "delete breakpoints", NULL, CLASS_POINTS, ARG_POINT, NONE, 0, delete, "delete breakpoints [N...]",
      "The same as \"delete\".", NULL },
    { "enable", "en", CLASS_POINTS, ARG_POINT, NONE, COMMAND_OPEN, enable, "enable [N...]",
      "Switch breakpoints on.", "enable 2" },
    { "enable breakpoints", NULL, CLASS_POINTS, ARG_POINT, NONE, 0, enable, "enable breakpoints [N...]",
      "The same as \"enable\".", NULL },
    { "enable once", NULL, CLASS_POINTS, ARG_POINT, NONE, 0, enable_once, "enable once [N...]",
      "Switch breakpoints on until they are met.", "enable once 1" },
    { "enable delete", NULL, CLASS_POINTS, ARG_POINT, NONE, 0, enable_delete, "enable delete [N...]",
      "Switch breakpoints on; they are deleted when they are met.", "enable delete 1" },
    { "enable count", NULL, CLASS_POINTS, ARG_POINT, NONE, 0, enable_count, "enable count COUNT [N...]",
      "Switch breakpoints on until they have been met COUNT times.", "enable count 3 1" },
    { "disable", "dis disa", CLASS_POINTS, ARG_POINT, NONE, COMMAND_OPEN, disable, "disable [N...]",
      "Switch breakpoints off without deleting them.", "disable 2" },
    { "disable breakpoints", NULL, CLASS_POINTS, ARG_POINT, NONE, 0, disable, "disable breakpoints [N...]",
      "The same as \"disable\".", NULL },
    { "condition", NULL, CLASS_POINTS, ARG_POINT, NONE, 0, condition, "condition N [EXPRESSION]",
      "Make a breakpoint stop only if an expression is not zero; without one, always.",
      "condition 1 $t0 > 5" },
    { "ignore", NULL, CLASS_POINTS, ARG_POINT, NONE, 0, ignore, "ignore N COUNT",
      "Let a breakpoint be passed COUNT times.", "ignore 1 10" },
    { "commands", NULL, CLASS_POINTS, ARG_POINT, NONE, COMMAND_BLOCK, commands, "commands [N...]",
      "Give commands to breakpoints, to be run when they stop the program.\nThe lines up to \"end\"; without "
      "a "
      "number, for the last one set. If the first is \"silent\", the stop itself is not printed.",
      "commands 1\nsilent\nprint $t0\ncontinue\nend" },
    { 0 },
};
