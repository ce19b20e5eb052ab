/* cmd_watch.c - watchpoints, and what is said of points of every kind: info, save, skip. */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "debug/commands.h"
#include "debug/dwarf.h"
#include "debug/location.h"
#include "debug/numbers.h"
#include "debug/stops.h"
#include "debug/text.h"

/* ---- watch ------------------------------------------------------------------------------------------- */

/* What a watch is on: one piece of memory (a hardware watchpoint, in gdb's words), or anything else. */
struct watched {
    struct expr *x;
    struct value v;
    struct eval_place place[4];
    size_t n;
    bool by_address;
};

static bool look_at(struct session *s, const char *text, bool by_address, struct watched *w,
                    struct str *error)
{
    *w = (struct watched){ .by_address = by_address };
    w->x = eval_parse(look(s), text, error);
    if (!w->x || eval_run(look(s), w->x, &w->v, error) != 0)
        return false;
    if (by_address) {
        if (w->v.place != LVAL_MEMORY) {
            str_add(error, "Attempt to take address of value not located in memory.");
            return false;
        }
        w->place[0] = (struct eval_place){ w->v.addr, w->v.type->size };
        w->n = 1;
    } else {
        w->n = eval_places(look(s), w->x, w->place, 4);
    }
    return true;
}

static bool is_constant(const struct watched *w, const char *text)
{
    return !w->by_address && w->n == 0 && w->v.place == LVAL_NONE && !strchr(text, '$') &&
           !expr_needs_frame(w->x);
}

static enum session_status refuse(struct session *s, struct watched *w, const char *why, const char *text,
                                  const char *end)
{
    expr_free(w->x);
    value_release(&w->v);
    return why ? fail(s, "%s%s%s", why, text, end) : SESSION_FAILED;
}

static void announce(struct session *s, const struct stopper *st)
{
    const char *kind = st->polled                       ? "Watchpoint"
                       : st->point.kind == POINT_READ   ? "Hardware read watchpoint"
                       : st->point.kind == POINT_ACCESS ? "Hardware access (read/write) watchpoint"
                                                        : "Hardware watchpoint";
    out(s, "%s %d: %s\n", kind, st->number, st->spec);
}

static void take_watched(struct stopper *st, struct watched *w, enum point_kind kind)
{
    st->watched = w->x;
    st->type = w->v.type;
    st->polled = w->n != 1;
    st->point.kind = st->polled ? POINT_POLL : kind;
    st->point.addr = w->place[0].addr;
    st->point.size = w->place[0].size;
}

bool watch_again(struct session *s, struct stopper *st, struct str *error)
{
    static const char location[] = "-location ";
    bool by_address = !strncmp(st->spec, location, sizeof location - 1);
    enum point_kind kind = st->point.kind == POINT_POLL ? POINT_WRITE : st->point.kind;
    struct watched w;
    bool fine = look_at(s, st->spec + (by_address ? sizeof location - 1 : 0), by_address, &w, error);
    if (fine && kind != POINT_WRITE && w.n != 1) {
        str_add(error, "Expression cannot be implemented with read/access watchpoint.");
        fine = false;
    }
    if (fine) {
        expr_free(st->watched);
        take_watched(st, &w, kind);
    } else {
        expr_free(w.x);
    }
    value_release(&w.v);
    return fine;
}

static enum session_status set_watch(struct session *s, const struct call *c, enum point_kind kind)
{
    const char *text = c->args, *cut = NULL;
    bool by_address = false;
    struct watched w;
    if (!strncmp(text, "-l ", 3) || !strncmp(text, "-location ", 10)) {
        by_address = true;
        text += strcspn(text, " ");
        text += strspn(text, " ");
    }
    for (const char *p = text; *p && !cut; p++)
        if (isspace((unsigned char)*p) && !strncmp(p + 1, "if", 2) && strchr(" (\t", p[3]) && p[3])
            cut = p;
    if (!*text)
        return fail(s, "Argument required (expression to compute).");
    char *expression = cut ? xstrndup(text, (size_t)(cut - text)) : xstrdup(text);
    struct stopper probe = { 0 };
    struct str error;
    str_init(&error);
    enum session_status status = SESSION_OK;
    if (!look_at(s, expression, by_address, &w, &error))
        status = refuse(s, &w, error.buf, "", "");
    else if (is_constant(&w, expression))
        status = refuse(s, &w, "Cannot watch constant value `", expression, "'.");
    else if (kind != POINT_WRITE && w.n != 1)
        status =
            refuse(s, &w, "Expression cannot be implemented with read/access watchpoint: ", expression, "");
    else if (!stopper_set_condition(s, &probe, cut ? cut + 3 + strspn(cut + 3, " ") : NULL))
        status = refuse(s, &w, NULL, NULL, NULL);
    str_release(&error);
    if (status != SESSION_OK) {
        free(expression);
        return status;
    }
    char *spec = by_address ? xasprintf("-location %s", expression) : xstrdup(expression);
    struct stopper *st = stopper_add(s, STOPS_WATCH, spec);
    free(spec);
    free(expression);
    st->condition = probe.condition;
    st->test = probe.test;
    take_watched(st, &w, kind);
    st->lives =
        !by_address && expr_names_local(look(s), w.x) && frames_life(s->home.frames, s->frame, &st->life);
    value_release(&w.v);
    announce(s, st);
    return SESSION_OK;
}

static enum session_status watch(struct session *s, const struct call *c)
{
    return set_watch(s, c, POINT_WRITE);
}

static enum session_status rwatch(struct session *s, const struct call *c)
{
    return set_watch(s, c, POINT_READ);
}

static enum session_status awatch(struct session *s, const struct call *c)
{
    return set_watch(s, c, POINT_ACCESS);
}

/* ---- info breakpoints -------------------------------------------------------------------------------- */

static bool is_multiple(const struct stopper *st)
{
    return st->places.count > 1 || (st->places.count && !st->places.data[0].enabled);
}

/* "0x00010000 in main at sum.s:3" */
static void print_place(struct session *s, uint64_t addr, const char *at, struct str *out)
{
    uint64_t offset;
    struct debug_inline in[16];
    size_t inlined = debug_inlines(s->home.info, addr, in, 16);
    const char *name = inlined ? in[inlined - 1].name : location_function(s, addr, &offset);
    location_address(s, addr, out);
    if (name)
        str_addf(out, " in %s", name);
    if (!at)
        location_at(s, addr, out);
    else if (strcmp(at, "") != 0 && at[0] != '<')
        str_addf(out, " at %s", at);
}

static void print_what(struct session *s, const struct stopper *st, struct str *out)
{
    int width = (int)(s->isa->mem.addr + 3) / 4 + 2;
    if (is_multiple(st))
        str_addf(out, "%-*s ", width, "<MULTIPLE>");
    else if (st->places.count)
        print_place(s, st->point.addr, st->spec, out);
    else
        str_addf(out, "%*s %s", width, "", st->spec);
}

static void print_places(struct session *s, const struct stopper *st)
{
    for (size_t i = 0; is_multiple(st) && i < st->places.count; i++) {
        struct str text;
        char number[48];
        str_init(&text);
        snprintf(number, sizeof number, "%d.%zu", st->number, i + 1);
        print_place(s, st->places.data[i].addr, NULL, &text);
        out(s, "%-7s %-15s %-4s %-3s %s\n", number, "", "", st->places.data[i].enabled ? "y" : "n", text.buf);
        str_release(&text);
    }
}

static void print_stopper(struct session *s, const struct stopper *st)
{
    static const char *const dispositions[] = { "keep", "del", "dis" };
    struct str what;
    str_init(&what);
    print_what(s, st, &what);
    out(s, "%-7d %-15s %-4s %-3s %s\n", st->number, stopper_what(st), dispositions[st->disposition],
        st->enabled ? "y" : "n", what.buf);
    if (st->condition)
        out(s, "\tstop only if %s\n", st->condition);
    if (st->hits)
        out(s, "\tbreakpoint already hit %" PRIu64 " time%s\n", st->hits, st->hits == 1 ? "" : "s");
    if (st->ignore)
        out(s, "\tignore next %" PRIu64 " hits\n", st->ignore);
    if (st->format)
        out(s, "        printf %s\n", st->format);
    for (size_t i = 0; i < st->commands.count; i++)
        out(s, "        %s\n", st->commands.data[i]);
    print_places(s, st);
    str_release(&what);
}

struct listing {
    bool only_watches, any;
};

static void print_some(struct session *s, struct listing *l, const struct stopper *st)
{
    if (l->only_watches && st->kind != STOPS_WATCH)
        return;
    if (!l->any)
        out(s, "%-7s %-15s %-4s %-3s %-*s %s\n", "Num", "Type", "Disp", "Enb",
            (int)(s->isa->mem.addr + 3) / 4 + 2, "Address", "What");
    l->any = true;
    print_stopper(s, st);
}

static bool print_number(struct session *s, long n, void *ctx)
{
    const struct stopper *st = stopper_find(s, n);
    if (st)
        print_some(s, ctx, st);
    return true;
}

static enum session_status list_points(struct session *s, const struct call *c, bool only_watches)
{
    struct listing l = { .only_watches = only_watches };
    if (*c->args && numbers_each(s, c->args, "breakpoint", print_number, &l) != SESSION_OK)
        return SESSION_FAILED;
    for (size_t i = 0; !*c->args && i < s->stoppers.count; i++)
        print_some(s, &l, s->stoppers.data[i]);
    if (!l.any && *c->args)
        out(s, "No %s matching '%s'.\n", only_watches ? "watchpoint" : "breakpoint or watchpoint", c->args);
    else if (!l.any)
        out(s, only_watches ? "No watchpoints.\n" : "No breakpoints, watchpoints or catchpoints.\n");
    return SESSION_OK;
}

static enum session_status info_breakpoints(struct session *s, const struct call *c)
{
    return list_points(s, c, false);
}

static enum session_status info_watchpoints(struct session *s, const struct call *c)
{
    return list_points(s, c, true);
}

/* ---- save breakpoints -------------------------------------------------------------------------------- */

static void save_one(const struct session *s, const struct stopper *st, FILE *f)
{
    static const char *const watches[POINT_KINDS] = { [POINT_READ] = "rwatch", [POINT_ACCESS] = "awatch" };
    const char *temporary = st->disposition == DELETE_ONCE ? "t" : "", *stage = strstr(st->spec, " stage ");
    (void)s;
    switch (st->kind) {
    case STOPS_BREAK: fprintf(f, "%sbreak %s%s", temporary, st->place, stage ? stage : ""); break;
    case STOPS_WATCH:
        fprintf(f, "%s %s", watches[st->point.kind] ? watches[st->point.kind] : "watch", st->spec);
        break;
    case STOPS_CATCH: fprintf(f, "%scatch %s", temporary, st->spec); break;
    case STOPS_PRINTF: fprintf(f, "dprintf %s,%s", st->place, st->format); break;
    }
    if (st->condition && st->kind != STOPS_CATCH && st->kind != STOPS_PRINTF)
        fprintf(f, " if %s", st->condition);
    fputc('\n', f);
    if (st->condition && (st->kind == STOPS_CATCH || st->kind == STOPS_PRINTF))
        fprintf(f, "condition $bpnum %s\n", st->condition);
    if (st->ignore)
        fprintf(f, "ignore $bpnum %" PRIu64 "\n", st->ignore);
    if (!st->enabled)
        fputs("disable $bpnum\n", f);
    for (size_t i = 0; i < st->places.count; i++)
        if (!st->places.data[i].enabled)
            fprintf(f, "disable $bpnum.%zu\n", i + 1);
    if (!st->commands.count)
        return;
    fputs("commands\n", f);
    for (size_t i = 0; i < st->commands.count; i++)
        fprintf(f, "  %s\n", st->commands.data[i]);
    fputs("end\n", f);
}

static enum session_status save(struct session *s, const struct call *c)
{
    if (*c->args)
        return fail(s, "Undefined save command: \"%s\".  Try \"help save\".", c->args);
    return fail(s, "\"save\" must be followed by \"breakpoints FILE\".");
}

static enum session_status save_breakpoints(struct session *s, const struct call *c)
{
    if (!*c->args)
        return fail(s, "Argument required (file name in which to save)");
    FILE *f = s->allow_host ? fopen(c->args, "w") : NULL;
    if (!f)
        return fail(s, "Unable to open file '%s' for saving (%s)", c->args,
                    s->allow_host ? strerror(errno) : "not available here");
    for (size_t i = 0; i < s->stoppers.count; i++)
        save_one(s, s->stoppers.data[i], f);
    bool bad = ferror(f);
    if (fclose(f) || bad)
        return fail(s, "Cannot write '%s'.", c->args);
    out(s, "Saved to file '%s'.\n", c->args);
    return SESSION_OK;
}

/* ---- skip -------------------------------------------------------------------------------------------- */

static enum session_status skip(struct session *s, const struct call *c)
{
    uint64_t offset;
    const char *here = location_function(s, session_location(s), &offset);
    const char *name = *c->args ? c->args : here;
    if (!name)
        return fail(s, "No function to skip.");
    lines_add(&s->skips, name);
    out(s, "Function %s will be skipped when stepping.\n", name);
    return SESSION_OK;
}

static enum session_status skip_delete(struct session *s, const struct call *c)
{
    uint64_t n;
    if (!*c->args) {
        lines_release(&s->skips);
        return SESSION_OK;
    }
    if (!look_uint(s, c->args, &n))
        return SESSION_FAILED;
    if (n < 1 || n > s->skips.count)
        return fail(s, "No skiplist entries found with number %s.", c->args);
    free(s->skips.data[n - 1]);
    vec_remove(&s->skips, n - 1);
    return SESSION_OK;
}

static enum session_status info_skip(struct session *s, const struct call *c)
{
    (void)c;
    for (size_t i = 0; i < s->skips.count; i++)
        out(s, "%zu  %s\n", i + 1, s->skips.data[i]);
    if (!s->skips.count)
        out(s, "Not skipping any functions.\n");
    return SESSION_OK;
}

#define NONE REPEAT_NONE

const struct session_command commands_watch[] = {
    { "watch", NULL, CLASS_POINTS, ARG_EXPRESSION, NONE, 0, watch, "watch [-l] EXPRESSION [if CONDITION]",
      "Stop when the value of an expression changes.\nAny expression will do; one that is a single piece of "
      "memory "
      "is watched without a cost. With -l, what lies at its address now is watched.",
      "watch total\nwatch $t0\nwatch -l *ptr" },
    { "rwatch", NULL, CLASS_POINTS, ARG_EXPRESSION, NONE, 0, rwatch, "rwatch [-l] EXPRESSION [if CONDITION]",
      "Stop when an instruction reads a piece of memory.", "rwatch total" },
    { "awatch", NULL, CLASS_POINTS, ARG_EXPRESSION, NONE, 0, awatch, "awatch [-l] EXPRESSION [if CONDITION]",
      "Stop when an instruction reads or writes a piece of memory.", "awatch total" },
    { "info breakpoints", "b", CLASS_INFO, ARG_POINT, REPEAT_SAME, 0, info_breakpoints,
      "info breakpoints [N...]",
      "List breakpoints, watchpoints and catchpoints: state, place, hits, conditions, commands.",
      "info breakpoints" },
    { "info watchpoints", NULL, CLASS_INFO, ARG_POINT, REPEAT_SAME, 0, info_watchpoints,
      "info watchpoints [N...]", "List watchpoints.", NULL },
    { "save", NULL, CLASS_POINTS, ARG_SUB, NONE, COMMAND_OPEN, save, "save breakpoints FILE",
      "Save something to a file.", NULL },
    { "save breakpoints", NULL, CLASS_POINTS, ARG_FILE, NONE, 0, save_breakpoints, "save breakpoints FILE",
      "Write all points as commands to a file, for \"source\" to read.", "save breakpoints points.dbg" },
    { "skip", NULL, CLASS_RUNNING, ARG_SYMBOL, NONE, COMMAND_OPEN, skip, "skip [FUNCTION]",
      "Let \"step\" go over a function, as \"next\" does.\nWithout a name, the one in which the program "
      "stands.",
      "skip print" },
    { "skip function", NULL, CLASS_RUNNING, ARG_SYMBOL, NONE, 0, skip, "skip function [FUNCTION]",
      "The same as \"skip\".", NULL },
    { "skip delete", NULL, CLASS_RUNNING, ARG_TEXT, NONE, 0, skip_delete, "skip delete [N]",
      "Forget an entry of the list of functions to skip, or all.", "skip delete 1" },
    { "info skip", NULL, CLASS_INFO, ARG_NONE, REPEAT_SAME, COMMAND_ALONE, info_skip, "info skip",
      "List the functions that \"step\" goes over.", NULL },
    { 0 },
};
