/* cmd_step.c - going forwards and backwards: on, by cycles, instructions, lines. */
#include <inttypes.h>
#include "debug/commands.h"
#include "debug/step.h"
#include "debug/text.h"

#define ANY UINT64_MAX

/* The count that a command was given; 1 if none. */
static bool count_of(struct session *s, const struct call *c, uint64_t *n)
{
    *n = 1;
    return !*c->args || look_count(s, c->args, n);
}

/* As the table says of the command: `stepi` and `reverse-stepi` are one function. */
static enum direction direction(const struct session *s, const struct call *c)
{
    bool back = c->command->flags & COMMAND_BACK;
    return (s->set.reverse != 0) != back ? REVERSE : FORWARD;
}

/* ---- continue, stepi, cycle -------------------------------------------------------------------------- */

static enum session_status go_on(struct session *s, enum direction d)
{
    struct beginning b;
    const struct plan p = { .direction = d, .cycles = ANY, .instructions = ANY };
    begin_journey(s, &b);
    enum outcome o = travel(s, &p);
    return tell_stop(s, &b, o, TELL_PLACE, "");
}

/* continue N: the breakpoint here is ignored N - 1 times. */
static enum session_status continue_(struct session *s, const struct call *c)
{
    uint64_t n;
    if (!count_of(s, c, &n))
        return SESSION_FAILED;
    if (direction(s, c) == REVERSE) {
        while (n-- > 1) {
            const struct plan p = { .direction = REVERSE, .cycles = ANY, .instructions = ANY };
            if (travel(s, &p) != CAME_TO_POINT)
                break;
        }
        return go_on(s, REVERSE);
    }
    if (*c->args && s->met.count && n > 1) {
        s->met.data[0]->ignore = n - 1;
        out(s, "Will ignore next %" PRIu64 " crossings of breakpoint %d.  Continuing.\n", n - 1,
            s->met.data[0]->number);
    } else {
        out(s, "Continuing.\n");
    }
    return go_on(s, FORWARD);
}

static enum session_status cycle(struct session *s, const struct call *c)
{
    struct beginning b;
    struct str text;
    uint64_t n;
    if (!count_of(s, c, &n))
        return SESSION_FAILED;
    const struct plan p = { .direction = direction(s, c), .cycles = n, .instructions = ANY };
    begin_journey(s, &b);
    enum outcome o = travel(s, &p);
    if (o == CAME_TO_COUNT || o == CAME_TO_POINT || engine_cycle(s->engine) != b.cycle) {
        str_init(&text);
        text_cycle(s, &text);
        out(s, "cycle %" PRIu64 "%s%s\n", engine_cycle(s->engine), text.len ? ": " : "", text.buf);
        str_release(&text);
    }
    return tell_stop(s, &b, o, TELL_NOT, "cycle");
}

static enum session_status stepi(struct session *s, const struct call *c)
{
    struct beginning b;
    uint64_t n;
    if (!count_of(s, c, &n))
        return SESSION_FAILED;
    const struct plan p = { .direction = direction(s, c), .cycles = ANY, .instructions = n };
    begin_journey(s, &b);
    enum outcome o = travel(s, &p);
    return tell_stop(s, &b, o, TELL_LINE, "step");
}

static enum session_status nexti(struct session *s, const struct call *c)
{
    struct beginning b;
    uint64_t n;
    enum outcome o = CAME_TO_COUNT;
    if (!count_of(s, c, &n))
        return SESSION_FAILED;
    begin_journey(s, &b);
    for (; n > 0 && o == CAME_TO_COUNT; n--)
        o = direction(s, c) == REVERSE ? step_over_instruction_back(s) : step_over_instruction(s);
    return tell_stop(s, &b, o, TELL_LINE, "step");
}

static enum session_status lines_(struct session *s, const struct call *c, bool over)
{
    struct beginning b;
    uint64_t n;
    enum outcome o = CAME_TO_COUNT;
    if (!count_of(s, c, &n))
        return SESSION_FAILED;
    uint64_t low, high;
    if (!image_line_at(s->image, engine_pc(s->engine)) && !engine_over(s->engine) &&
        direction(s, c) == FORWARD && !step_range(s, &low, &high))
        return SESSION_FAILED;
    begin_journey(s, &b);
    for (; n > 0 && o == CAME_TO_COUNT; n--)
        o = direction(s, c) == REVERSE ? step_line_back(s, over) : step_line(s, over);
    return tell_stop(s, &b, o, TELL_LINE, "step");
}

static enum session_status step(struct session *s, const struct call *c)
{
    return lines_(s, c, false);
}

static enum session_status next(struct session *s, const struct call *c)
{
    return lines_(s, c, true);
}

#define SAME REPEAT_SAME
#define GO   COMMAND_RESUMES
#define BACK (COMMAND_RESUMES | COMMAND_BACK)

const struct session_command commands_step[] = {
    { "continue", "c fg", CLASS_RUNNING, ARG_EXPRESSION, SAME, GO, continue_, "continue [N]",
      "Continue the program until it stops.\nWith N, the breakpoint at which it stands is ignored N - 1 "
      "times.",
      "continue\ncontinue 5" },
    { "step", "s", CLASS_RUNNING, ARG_EXPRESSION, SAME, GO, step, "step [N]",
      "Step the program until it reaches a different source line.\nIt goes into functions that have lines. "
      "With N, "
      "it does so N times.",
      "step" },
    { "next", "n", CLASS_RUNNING, ARG_EXPRESSION, SAME, GO, next, "next [N]",
      "Step the program to the next line, calls as wholes.", "next 3" },
    { "stepi", "si", CLASS_RUNNING, ARG_EXPRESSION, SAME, GO, stepi, "stepi [N]",
      "Step until an instruction has retired, or N.", "stepi 4" },
    { "nexti", "ni", CLASS_RUNNING, ARG_EXPRESSION, SAME, GO, nexti, "nexti [N]",
      "Step until an instruction has retired, calls as wholes.", "nexti" },
    { "cycle", "cy tick", CLASS_RUNNING, ARG_EXPRESSION, SAME, GO, cycle, "cycle [N]",
      "Let one clock cycle pass, or N, and say what happened in the last one.\nThe only running command that "
      "gdb "
      "does not have.",
      "cycle\ncycle 10" },
    { "reverse-continue", "rc", CLASS_TIME, ARG_EXPRESSION, SAME, BACK, continue_, "reverse-continue [N]",
      "Go back to where the program last met a breakpoint, watchpoint or catchpoint.\nWith N, to the Nth. If "
      "there "
      "is none, to the beginning.",
      "reverse-continue" },
    { "reverse-step", "rs", CLASS_TIME, ARG_EXPRESSION, SAME, BACK, step, "reverse-step [N]",
      "Go back to the beginning of the line, or of the one before.", "reverse-step" },
    { "reverse-next", "rn", CLASS_TIME, ARG_EXPRESSION, SAME, BACK, next, "reverse-next [N]",
      "Go back by a line, calls as wholes.", "reverse-next" },
    { "reverse-stepi", "rsi", CLASS_TIME, ARG_EXPRESSION, SAME, BACK, stepi, "reverse-stepi [N]",
      "Go back by an instruction, or N.", "reverse-stepi" },
    { "reverse-nexti", "rni", CLASS_TIME, ARG_EXPRESSION, SAME, BACK, nexti, "reverse-nexti [N]",
      "Go back by an instruction, calls as wholes.", "reverse-nexti" },
    { "reverse-cycle", "rcy", CLASS_TIME, ARG_EXPRESSION, SAME, BACK, cycle, "reverse-cycle [N]",
      "Go back by a clock cycle, or N.", "reverse-cycle 5" },
    { 0 },
};
