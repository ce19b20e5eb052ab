/* cmd_time.c - from moment to moment: checkpoints, goto, when, the history. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "debug/commands.h"
#include "debug/location.h"
#include "debug/stops.h"
#include "debug/text.h"

static enum session_status when(struct session *s, const struct call *c)
{
    (void)c;
    out(s, "Cycle %" PRIu64 ", %" PRIu64 " instructions retired.\n", engine_cycle(s->engine),
        engine_instret(s->engine));
    return SESSION_OK;
}

/* ---- goto -------------------------------------------------------------------------------------------- */

static enum session_status arrived(struct session *s, const struct beginning *b, bool reached)
{
    bool interrupted = !reached && s->interrupted;
    look_moved(s);
    s->met.count = 0;
    s->run_serial++;
    out(s, "cycle %" PRIu64 "%s\n", engine_cycle(s->engine),
        reached || interrupted ? "" : " (the program ends here)");
    stoppers_outlived(s, false);
    return tell_stop(s, b, interrupted ? WAS_INTERRUPTED : CAME_TO_COUNT, TELL_PLACE, "goto");
}

/* Further than ever before: the newest moment known, and on, as a run does. */
static enum session_status discover(struct session *s, uint64_t cycle)
{
    struct beginning b;
    uint64_t oldest, newest, bytes;
    begin_journey(s, &b);
    engine_history(s->engine, &oldest, &newest, &bytes);
    engine_seek(s->engine, newest);
    const struct plan p = { .cycles = cycle - engine_cycle(s->engine),
                            .instructions = UINT64_MAX,
                            .only_own = true };
    enum outcome o = travel(s, &p);
    out_begin_line(s);
    out(s, "cycle %" PRIu64 "%s\n", engine_cycle(s->engine),
        o == CAME_TO_END ? " (the program ends here)" : "");
    stoppers_outlived(s, false);
    return tell_stop(s, &b, o == CAME_TO_END ? CAME_TO_COUNT : o, TELL_PLACE, "goto");
}

static enum session_status go_to(struct session *s, const struct call *c)
{
    if (*c->args)
        return fail(s, "Undefined goto command: \"%s\".  Try \"help goto\".", c->args);
    return fail(s, "\"goto\" must be followed by cycle N, instret N, begin or end.");
}

static enum session_status goto_cycle(struct session *s, const struct call *c)
{
    struct beginning b;
    uint64_t n, oldest, newest, bytes;
    if (!*c->args)
        return fail(s, "Argument required (a cycle).");
    if (!look_count(s, c->args, &n))
        return SESSION_FAILED;
    engine_history(s->engine, &oldest, &newest, &bytes);
    if (n > newest)
        return discover(s, n);
    begin_journey(s, &b);
    return arrived(s, &b, engine_seek(s->engine, n));
}

static enum session_status goto_instret(struct session *s, const struct call *c)
{
    struct beginning b;
    uint64_t n;
    if (!*c->args)
        return fail(s, "Argument required (a number of instructions).");
    if (!look_count(s, c->args, &n))
        return SESSION_FAILED;
    begin_journey(s, &b);
    return arrived(s, &b, engine_seek_instret(s->engine, n));
}

static enum session_status goto_begin(struct session *s, const struct call *c)
{
    struct beginning b;
    (void)c;
    begin_journey(s, &b);
    engine_seek(s->engine, 0);
    return arrived(s, &b, true);
}

static enum session_status goto_end(struct session *s, const struct call *c)
{
    struct beginning b;
    const struct plan p = { .cycles = UINT64_MAX, .instructions = UINT64_MAX, .only_own = true };
    (void)c;
    begin_journey(s, &b);
    enum outcome o = travel(s, &p);
    out_begin_line(s);
    out(s, "cycle %" PRIu64 "\n", engine_cycle(s->engine));
    stoppers_outlived(s, false);
    return tell_stop(s, &b, o, TELL_PLACE, "goto");
}

/* ---- checkpoints ------------------------------------------------------------------------------------- */

static void print_checkpoint(struct session *s, const struct checkpoint *p)
{
    struct str at;
    str_init(&at);
    location_address(s, p->pc, &at);
    location_at(s, p->pc, &at);
    out(s, "%s %d cycle %" PRIu64 ", %s\n", p->cycle == engine_cycle(s->engine) ? "*" : " ", p->number,
        p->cycle, at.buf);
    str_release(&at);
}

static enum session_status checkpoint(struct session *s, const struct call *c)
{
    struct str at;
    (void)c;
    const struct checkpoint p = { ++s->last_checkpoint, engine_cycle(s->engine), engine_pc(s->engine) };
    *vec_push(&s->checkpoints) = p;
    str_init(&at);
    location_address(s, p.pc, &at);
    location_at(s, p.pc, &at);
    out(s, "Checkpoint %d: cycle %" PRIu64 ", %s.\n", p.number, p.cycle, at.buf);
    str_release(&at);
    return SESSION_OK;
}

static struct checkpoint *find_checkpoint(struct session *s, const char *args)
{
    uint64_t n;
    if (!*args) {
        fail(s, "Argument required (a checkpoint number).");
        return NULL;
    }
    if (!look_uint(s, args, &n))
        return NULL;
    for (size_t i = 0; i < s->checkpoints.count; i++)
        if ((uint64_t)s->checkpoints.data[i].number == n)
            return &s->checkpoints.data[i];
    fail(s, "Not found: checkpoint id %" PRIu64, n);
    return NULL;
}

static enum session_status restart(struct session *s, const struct call *c)
{
    struct beginning b;
    const struct checkpoint *p = find_checkpoint(s, c->args);
    if (!p)
        return SESSION_FAILED;
    begin_journey(s, &b);
    return arrived(s, &b, engine_seek(s->engine, p->cycle));
}

static enum session_status info_checkpoints(struct session *s, const struct call *c)
{
    (void)c;
    for (size_t i = 0; i < s->checkpoints.count; i++)
        print_checkpoint(s, &s->checkpoints.data[i]);
    if (!s->checkpoints.count)
        out(s, "No checkpoints.\n");
    return SESSION_OK;
}

static enum session_status delete_checkpoint(struct session *s, const struct call *c)
{
    const struct checkpoint *p = find_checkpoint(s, c->args);
    if (!p)
        return SESSION_FAILED;
    vec_remove(&s->checkpoints, (size_t)(p - s->checkpoints.data));
    return SESSION_OK;
}

/* ---- the history ------------------------------------------------------------------------------------- */

static enum session_status info_record(struct session *s, const struct call *c)
{
    uint64_t oldest, newest, bytes;
    (void)c;
    engine_history(s->engine, &oldest, &newest, &bytes);
    out(s, "History from cycle %" PRIu64 " to %" PRIu64 "; now at cycle %" PRIu64 ".\n", oldest, newest,
        engine_cycle(s->engine));
    out(s, "It uses %" PRIu64 " KiB of ", (bytes + 1023) >> 10);
    if (s->set.history_limit == UINT64_MAX)
        out(s, "an unlimited amount.\n");
    else
        out(s, "at most %" PRIu64 " KiB.\n", s->set.history_limit >> 10);
    return SESSION_OK;
}

static enum session_status record(struct session *s, const struct call *c)
{
    if (*c->args)
        return fail(s, "Undefined record command: \"%s\".  Try \"help record\".", c->args);
    out(s, "The history is always recorded.\n");
    return info_record(s, c);
}

static enum session_status record_stop(struct session *s, const struct call *c)
{
    (void)c;
    return fail(s, "The history is always recorded; \"set record limit\" bounds its memory.");
}

#define SAME REPEAT_SAME
#define NONE REPEAT_NONE
#define GO   COMMAND_RESUMES

const struct session_command commands_time[] = {
    { "when", NULL, CLASS_TIME, ARG_NONE, SAME, COMMAND_ALONE, when, "when",
      "Say at which moment the program stands.", NULL },
    { "goto", NULL, CLASS_TIME, ARG_SUB, NONE, COMMAND_OPEN, go_to, "goto cycle N | instret N | begin | end",
      "Go to a moment, forwards or back.\nBreakpoints on the way do not stop it.", "goto cycle 40" },
    { "goto cycle", NULL, CLASS_TIME, ARG_EXPRESSION, NONE, GO, goto_cycle, "goto cycle N",
      "Go to the end of a clock cycle.", "goto cycle 40" },
    { "goto instret", NULL, CLASS_TIME, ARG_EXPRESSION, NONE, GO, goto_instret, "goto instret N",
      "Go to the cycle in which the Nth instruction retires.", "goto instret 13" },
    { "goto begin", NULL, CLASS_TIME, ARG_NONE, NONE, GO | COMMAND_ALONE, goto_begin, "goto begin",
      "Go to cycle 0.", NULL },
    { "goto end", NULL, CLASS_TIME, ARG_NONE, NONE, GO | COMMAND_ALONE, goto_end, "goto end",
      "Run to the end of the program, without looking at breakpoints.", NULL },
    { "checkpoint", NULL, CLASS_TIME, ARG_NONE, NONE, COMMAND_ALONE, checkpoint, "checkpoint",
      "Mark this moment, for \"restart\" to return to.", "checkpoint" },
    { "restart", NULL, CLASS_TIME, ARG_CHECKPOINT, NONE, GO, restart, "restart N",
      "Return to a checkpoint, from wherever the program stands.", "restart 1" },
    { "info checkpoints", NULL, CLASS_TIME, ARG_NONE, SAME, COMMAND_ALONE, info_checkpoints,
      "info checkpoints", "List the checkpoints.\nA star marks those of the present moment.", NULL },
    { "delete checkpoint", NULL, CLASS_TIME, ARG_CHECKPOINT, NONE, 0, delete_checkpoint,
      "delete checkpoint N", "Forget a checkpoint.", "delete checkpoint 1" },
    { "record", "rec", CLASS_TIME, ARG_SUB, NONE, COMMAND_OPEN, record, "record",
      "Say what the history holds.\nIt is always recorded, within the memory that \"set record limit\" "
      "allows.",
      NULL },
    { "record stop", "s", CLASS_TIME, ARG_NONE, NONE, COMMAND_ALONE, record_stop, "record stop",
      "Refused: the history is always recorded.", NULL },
    { "info record", "rec", CLASS_TIME, ARG_NONE, SAME, COMMAND_ALONE, info_record, "info record",
      "Say which cycles can be reached without running on, and how much memory that takes.", NULL },
    { 0 },
};
