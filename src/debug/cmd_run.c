/* cmd_run.c - running to a place: the program from its beginning, out of a function, up to a line. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "debug/arguments.h"
#include "debug/commands.h"
#include "debug/dwarf.h"
#include "debug/location.h"
#include "debug/source.h"
#include "debug/step.h"
#include "debug/text.h"

#define ANY UINT64_MAX

/* Cycle 0 with these arguments. Other ones than before make another machine. */
static bool reset(struct session *s, const argument_list *l)
{
    const char *const *argv;
    VEC(const char *) words = { 0 };
    struct diag d;
    if (arguments_same(s->engine, l)) {
        engine_reset(s->engine);
        return true;
    }
    *vec_push(&words) = engine_arguments(s->engine, &argv) ? argv[0] : s->image->name;
    for (size_t i = 0; i < l->count; i++)
        *vec_push(&words) = l->data[i];
    diag_init(&d);
    bool fine = engine_restart(s->engine, s->image, (int)words.count, words.data, &d);
    if (!fine)
        fail(s, "%s", d.count ? d.msgs[0].text : "The program cannot be started with these arguments.");
    diag_release(&d);
    vec_release(&words);
    return fine;
}

static bool begin_with(struct session *s, const struct call *c, const argument_list *words)
{
    if (engine_cycle(s->engine) > 0 &&
        !ask(
            s, c,
            "The program being debugged has been started already.\nStart it from the beginning? (y or n) ")) {
        fail(s, "Program not restarted.");
        return false;
    }
    if (!program_reread(s) || !reset(s, words))
        return false;
    if (*c->args) {
        free(s->set.args);
        s->set.args = xstrdup(c->args);
    }
    stoppers_outlived(s, true);
    vec_release(&s->checkpoints);
    look_moved(s);
    out(s, "Starting program: %s%s%s\n", s->image->name, *s->set.args ? " " : "", s->set.args);
    return true;
}

/* Back to cycle 0. */
static bool begin_anew(struct session *s, const struct call *c)
{
    argument_list words = { 0 };
    struct str error;
    str_init(&error);
    bool fine = arguments_split(*c->args ? c->args : s->set.args, &words, &error);
    if (!fine)
        fail_text(s, error.buf);
    str_release(&error);
    fine = fine && begin_with(s, c, &words);
    arguments_release(&words);
    return fine;
}
static enum session_status go(struct session *s, const struct plan *p, const char *reason)
{
    struct beginning b;
    begin_journey(s, &b);
    enum outcome o = travel(s, p);
    return tell_stop(s, &b, o, TELL_PLACE, reason);
}

static enum session_status run(struct session *s, const struct call *c)
{
    const struct plan p = { .cycles = ANY, .instructions = ANY, .here = true };
    return begin_anew(s, c) ? go(s, &p, "") : SESSION_FAILED;
}

static enum session_status start(struct session *s, const struct call *c)
{
    struct location l;
    struct str error;
    if (!begin_anew(s, c))
        return SESSION_FAILED;
    str_init(&error);
    if (!location_parse(s, "main", &l, &error))
        l.addr = s->image->entry;
    str_release(&error);
    const struct plan p = {
        .cycles = ANY, .instructions = ANY, .own = { { .kind = POINT_PC, .addr = l.addr } }, .nown = 1
    };
    if (engine_pc(s->engine) != l.addr)
        return go(s, &p, "start");
    struct beginning b;
    begin_journey(s, &b);
    return tell_stop(s, &b, CAME_TO_OWN, TELL_PLACE, "start");
}

static enum session_status starti(struct session *s, const struct call *c)
{
    struct beginning b;
    if (!begin_anew(s, c))
        return SESSION_FAILED;
    begin_journey(s, &b);
    return tell_stop(s, &b, CAME_TO_COUNT, TELL_PLACE, "start");
}

static enum session_status kill_(struct session *s, const struct call *c)
{
    if (!ask(s, c, "Kill the program being debugged? (y or n) "))
        return s->interrupted ? SESSION_FAILED : fail(s, "Not confirmed.");
    engine_reset(s->engine);
    stoppers_outlived(s, true);
    vec_release(&s->checkpoints);
    look_moved(s);
    s->met.count = 0;
    out(s, "[Program killed; it stands at cycle 0]\n");
    return SESSION_OK;
}

/* ---- finish, until, advance -------------------------------------------------------------------------- */

/* In the caller, not in a deeper call of the same place. */
static bool is_out(struct session *s, const struct plan *p, const struct hit *h)
{
    (void)h;
    return !p->sp || step_sp(s) >= p->sp;
}

static void tell_finish(struct session *s)
{
    struct str text;
    const struct frame *f = look_frame(s, s->frame);
    str_init(&text);
    str_addf(&text, "Run till exit from #%u  ", s->frame);
    if (s->frame > 0 && f && !f->file) {
        location_address(s, f->pc, &text);
        str_add(&text, " in ");
    }
    text_function(s, s->frame, &text);
    if (f)
        location_of(s, f, &text);
    out(s, "%s\n", text.buf);
    str_release(&text);
}

#define INLINES 64

/* In the frame that a function was put into, outside of that function, or in its caller. */
static bool is_out_of_inlined(struct session *s, const struct plan *p, const struct hit *h)
{
    struct debug_inline in[INLINES];
    size_t n = debug_inlines(s->home.info, h->pc, in, INLINES);
    for (size_t i = 0; i < n; i++)
        if (in[i].offset == p->low)
            return false;
    return is_out(s, p, h);
}

static enum session_status finish_inlined(struct session *s, const struct frame *f)
{
    struct debug_inline in[INLINES];
    size_t i = 0, n = debug_inlines(s->home.info, f->look, in, INLINES);
    while (i < n && in[i].offset != f->inlined)
        i++;
    if (i == n)
        return fail(s, "Cannot find bounds of current function");
    unsigned sp = s->isa->abi.sp_slot;
    uint64_t own = 0;
    if (sp != UINT16_MAX)
        frame_slot(&s->home.eval.world, &s->home.types, f, sp, s->isa->mem.addr, &own);
    const struct plan p = {
        .cycles = ANY,
        .instructions = ANY,
        .own = { { .kind = POINT_OUTSIDE, .addr = in[i].low, .size = in[i].high - in[i].low } },
        .nown = 1,
        .accept = is_out_of_inlined,
        .low = f->inlined,
        .sp = own
    };
    tell_finish(s);
    return go(s, &p, "finish");
}

static enum session_status finish(struct session *s, const struct call *c)
{
    const struct frame *f = look_frame(s, s->frame), *caller = look_caller(s, s->frame);
    (void)c;
    if (f && f->inlined)
        return finish_inlined(s, f);
    if (!caller)
        return fail(s, "\"finish\" not meaningful in the outermost frame.");
    const struct plan p = { .cycles = ANY,
                            .instructions = ANY,
                            .own = { { .kind = POINT_PC, .addr = caller->pc } },
                            .nown = 1,
                            .accept = is_out,
                            .sp = f && f->has_cfa ? f->cfa : 0 };
    const struct type *returns = returns_of(s, f);
    tell_finish(s);
    struct beginning b;
    begin_journey(s, &b);
    b.returns = returns;
    enum outcome o = travel(s, &p);
    return tell_stop(s, &b, o, TELL_PLACE, "finish");
}

static enum session_status reverse_finish(struct session *s, const struct call *c)
{
    const struct frame *f = look_frame(s, s->frame);
    struct beginning b;
    uint64_t entry;
    (void)c;
    if (!look_caller(s, s->frame) || !location_entry(s, f, &entry))
        return fail(s, "\"reverse-finish\" not meaningful in the outermost frame.");
    tell_finish(s);
    begin_journey(s, &b);
    return tell_stop(s, &b, step_to_call(s, s->frame), TELL_PLACE, "finish");
}

/* Back in the caller or, for `advance`, at the place. */
static bool is_out_or_there(struct session *s, const struct plan *p, const struct hit *h)
{
    return h->pc == p->own[0].addr || is_out(s, p, h);
}

/* The same for `until`, whose place does not count in what the function calls. */
static bool is_out_or_here(struct session *s, const struct plan *p, const struct hit *h)
{
    struct frame_life now;
    if (h->pc != p->own[0].addr)
        return is_out(s, p, h);
    frames_clear(s->home.frames);
    return !p->sp || !frames_life(s->home.frames, 0, &now) || now.cfa >= p->sp;
}

/* To a place, or out of the function. */
static enum session_status to_place(struct session *s, const struct call *c, bool inner)
{
    struct location l;
    struct str error;
    struct frame_life life;
    str_init(&error);
    if (!location_parse(s, c->args, &l, &error)) {
        fail_text(s, error.buf);
        str_release(&error);
        return SESSION_FAILED;
    }
    str_release(&error);
    struct plan p = { .cycles = ANY,
                      .instructions = ANY,
                      .own = { { .kind = POINT_PC, .addr = l.addr } },
                      .nown = 1,
                      .accept = inner ? is_out_or_there : is_out_or_here };
    if (frames_life(s->home.frames, 0, &life)) {
        p.own[p.nown++] = (struct point){ .kind = POINT_PC, .addr = life.back };
        p.sp = life.cfa;
    }
    return go(s, &p, "location reached");
}

static enum session_status advance(struct session *s, const struct call *c)
{
    if (!*c->args)
        return fail(s, "Argument required (a location).");
    return to_place(s, c, true);
}

/* Without a place: like next, but no jump goes back. */
static bool is_further(struct session *s, const struct plan *p, const struct hit *h)
{
    (void)h;
    return engine_pc(s->engine) >= p->high || step_sp(s) > p->sp;
}

static enum session_status until(struct session *s, const struct call *c)
{
    uint64_t low, high;
    if (*c->args)
        return to_place(s, c, false);
    if (!source_line_range(s, engine_pc(s->engine), &low, &high))
        return fail(s, "Cannot find bounds of current function");
    const struct plan p = { .cycles = ANY,
                            .instructions = ANY,
                            .own = { { .kind = POINT_OUTSIDE, .addr = low, .size = high - low } },
                            .nown = 1,
                            .accept = is_further,
                            .high = high,
                            .sp = step_sp(s) };
    struct beginning b;
    begin_journey(s, &b);
    enum outcome o = travel(s, &p);
    return tell_stop(s, &b, o, TELL_LINE, "step");
}

static enum session_status jump(struct session *s, const struct call *c)
{
    struct location l;
    struct str error;
    const char *why = NULL;
    enum session_status status = SESSION_OK;
    str_init(&error);
    if (!*c->args)
        status = fail(s, "Argument required (starting address).");
    else if (!location_parse(s, c->args, &l, &error))
        status = fail_text(s, error.buf);
    else if (!engine_set_pc(s->engine, l.addr, &why))
        status = fail(s, "Cannot jump: %s", why ? why : "not possible here.");
    str_release(&error);
    if (status != SESSION_OK)
        return status;
    look_moved(s);
    struct str at;
    str_init(&at);
    location_address(s, l.addr, &at);
    out(s, "Continuing at %s.\n", at.buf);
    str_release(&at);
    const struct plan p = { .cycles = ANY, .instructions = ANY };
    return go(s, &p, "");
}

#define NONE REPEAT_NONE
#define GO   COMMAND_RESUMES

const struct session_command commands_run[] = {
    { "run", "r", CLASS_RUNNING, ARG_TEXT, NONE, GO, run, "run [ARGUMENTS]",
      "Start the program from the beginning.\nArguments stay in force for the next \"run\", as those of "
      "\"set args\" do; quotes and backslashes in them mean what they mean to a shell, nothing is expanded. "
      "The program stands at cycle 0 when Orrery starts: \"continue\" "
      "and the "
      "steps work without \"run\", too.\nA program whose file has changed is read again, and breakpoints are "
      "set again by their places.",
      "run\nrun 3 'two words'" },
    { "start", NULL, CLASS_RUNNING, ARG_TEXT, NONE, GO, start, "start [ARGUMENTS]",
      "Start the program and stop at main, or at its entry if there is no main.", "start" },
    { "starti", NULL, CLASS_RUNNING, ARG_TEXT, NONE, GO, starti, "starti [ARGUMENTS]",
      "Start the program and stop before its first instruction, at cycle 0.", "starti" },
    { "kill", "k", CLASS_RUNNING, ARG_NONE, NONE, COMMAND_ALONE, kill_, "kill",
      "Put the program back to cycle 0 and forget its history.", NULL },
    { "finish", "fin", CLASS_RUNNING, ARG_NONE, REPEAT_SAME, GO | COMMAND_ALONE, finish, "finish",
      "Run until the selected function returns.", "finish" },
    { "until", "u", CLASS_RUNNING, ARG_LOCATION, REPEAT_SAME, GO, until, "until [LOCATION]",
      "Run until a line further down is reached, so that loops are left; or until a place.\nThe place counts "
      "in "
      "this function, not in what it calls. It stops when the function returns, too.",
      "until\nuntil 15" },
    { "advance", NULL, CLASS_RUNNING, ARG_LOCATION, NONE, GO, advance, "advance LOCATION",
      "Run until a place is reached, or the function returns.", "advance loop" },
    { "jump", "j", CLASS_RUNNING, ARG_LOCATION, NONE, GO, jump, "jump LOCATION",
      "Continue the program at another place.\nRegisters and memory stay as they are.", "jump 12" },
    { "reverse-finish", NULL, CLASS_TIME, ARG_NONE, REPEAT_SAME, GO | COMMAND_ALONE, reverse_finish,
      "reverse-finish", "Go back to the call of the selected function.", "reverse-finish" },
    { 0 },
};
