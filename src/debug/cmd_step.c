/* cmd_step.c - going forwards and backwards: on, by cycles, instructions, lines; calls as wholes. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "asm/disasm.h"
#include "debug/commands.h"
#include "debug/location.h"
#include "debug/source.h"
#include "debug/stops.h"
#include "debug/text.h"

#define ANY UINT64_MAX

static uint64_t stack_pointer(struct session *s)
{
    return s->isa->abi.sp_slot == UINT16_MAX ? 0 : engine_slot(s->engine, s->isa->abi.sp_slot);
}

/* The count that a command was given; 1 if none. */
static bool count_of(struct session *s, const struct call *c, uint64_t *n)
{
    *n = 1;
    return !*c->args || look_uint(s, c->args, n);
}

/* As the table says of the command: `stepi` and `reverse-stepi` are one function. */
static enum direction direction(const struct session *s, const struct call *c)
{
    bool back = c->command->flags & COMMAND_BACK;
    return (s->set.reverse != 0) != back ? REVERSE : FORWARD;
}

/* ---- continue, stepi, cycle -------------------------------------------------------------------------------
 */

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

/* ---- calls ------------------------------------------------------------------------------------------------
 */

/* Has the program, which was within [low, high) with stack pointer sp, called something and stands at the
 * first instruction of it? *back: where it will return to. */
static bool just_called(struct session *s, uint64_t low, uint64_t high, uint64_t *back)
{
    const struct frame *f = look_frame(s, 0), *caller = look_frame(s, 1);
    uint64_t offset, pc = engine_pc(s->engine);
    const char *name = location_function(s, pc, &offset);
    bool at_start = (f && f->start == pc) || (name && offset == 0);
    if (!at_start || !caller || caller->pc <= low || caller->pc > high)
        return false;
    *back = caller->pc;
    return true;
}

static bool returned(struct session *s, const struct plan *p, const struct hit *h)
{
    (void)h;
    return s->isa->abi.sp_slot == UINT16_MAX || stack_pointer(s) >= p->sp;
}

/* Runs until a function that was just entered has returned. */
static enum outcome run_out(struct session *s, uint64_t back, uint64_t sp)
{
    const struct plan p = { .cycles = ANY,
                            .instructions = ANY,
                            .own = { { .kind = POINT_PC, .addr = back } },
                            .nown = 1,
                            .accept = returned,
                            .sp = sp };
    return travel(s, &p);
}

static uint64_t next_address(struct session *s, uint64_t pc)
{
    uint8_t bytes[INSN_MAX_BYTES] = { 0 };
    struct str text;
    size_t n = s->home.eval.world.read(s->home.eval.world.ctx, pc, bytes, s->isa->max_len);
    str_init(&text);
    unsigned length = disasm_bytes(s->isa, bytes, (unsigned)n, pc, s->image, 0, &text);
    str_release(&text);
    return pc + length / (s->isa->mem.cell / 8 ? s->isa->mem.cell / 8 : 1);
}

/* One instruction, calls as wholes. */
static enum outcome over_instruction(struct session *s)
{
    const struct plan one = { .cycles = ANY, .instructions = 1 };
    uint64_t pc = engine_pc(s->engine), sp = stack_pointer(s), back;
    uint64_t high = next_address(s, pc);
    for (unsigned i = 0; i < s->isa->delay_slots; i++)
        high = next_address(s, high);
    enum outcome o = travel(s, &one);
    if (o != CAME_TO_COUNT || !just_called(s, pc, high, &back))
        return o;
    o = run_out(s, back, sp);
    return o == CAME_TO_OWN ? CAME_TO_COUNT : o;
}

/* Has going back one instruction from `pc` led into a function that returned to pc? Then on to its call. */
static bool entered_at(struct session *s, const struct plan *p, const struct hit *h)
{
    const struct frame *caller;
    (void)h;
    frames_clear(s->home.frames);
    caller = look_frame(s, 1);
    return caller && caller->pc == p->pc;
}

static enum outcome back_over_call(struct session *s, uint64_t pc)
{
    const struct frame *f = look_frame(s, 0), *caller = look_frame(s, 1);
    const struct plan one = { .direction = REVERSE, .cycles = ANY, .instructions = 1 };
    uint64_t offset, now = engine_pc(s->engine);
    const char *name = location_function(s, now, &offset);
    if (!caller || caller->pc != pc || !(f->start || name))
        return CAME_TO_COUNT;
    const struct plan p = { .direction = REVERSE,
                            .cycles = ANY,
                            .instructions = ANY,
                            .own = { { .kind = POINT_PC, .addr = f->start ? f->start : now - offset } },
                            .nown = 1,
                            .accept = entered_at,
                            .pc = pc };
    if (p.own[0].addr != now) {
        enum outcome o = travel(s, &p);
        if (o != CAME_TO_OWN)
            return o;
    }
    return travel(s, &one);
}

static enum outcome back_instruction(struct session *s, bool over)
{
    const struct plan one = { .direction = REVERSE, .cycles = ANY, .instructions = 1 };
    uint64_t pc = engine_pc(s->engine);
    enum outcome o = travel(s, &one);
    return o == CAME_TO_COUNT && over ? back_over_call(s, pc) : o;
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
        o = direction(s, c) == REVERSE ? back_instruction(s, true) : over_instruction(s);
    return tell_stop(s, &b, o, TELL_LINE, "step");
}

/* ---- lines ------------------------------------------------------------------------------------------------
 */

/* The addresses of the line that runs now; without lines, of the function. False after reporting. */
static bool line_range(struct session *s, uint64_t *low, uint64_t *high)
{
    uint64_t pc = engine_pc(s->engine), offset;
    const char *name = location_function(s, pc, &offset);
    if (source_line_range(s, pc, low, high))
        return true;
    if (!name) {
        fail(s, "Cannot find bounds of current function");
        return false;
    }
    out(s, "Single stepping until exit from function %s,\nwhich has no line number information.\n", name);
    *low = pc - offset;
    const struct symbol *sym = image_symbol(s->image, name);
    const struct symbol *end = s->image->symbols + s->image->nsymbols;
    *high = *low + (sym && sym->size ? sym->size : offset + 1);
    for (const struct symbol *next = sym; sym && !sym->size && next < end; next++)
        if (next->addr > pc) {
            *high = next->addr;
            break;
        }
    return true;
}

static bool is_skipped(struct session *s)
{
    uint64_t offset;
    const char *name = location_function(s, engine_pc(s->engine), &offset);
    for (size_t i = 0; name && i < s->skips.count; i++)
        if (!strcmp(s->skips.data[i], name))
            return true;
    return false;
}

/* One line forwards. over: calls are run as wholes. */
static enum outcome line_forward(struct session *s, bool over)
{
    uint64_t low, high, back, sp = stack_pointer(s), offset;
    const char *file, *start = location_function(s, engine_pc(s->engine), &offset);
    int line;
    if (!line_range(s, &low, &high))
        return WAS_INTERRUPTED; /* told already */
    for (;;) {
        const struct plan p = { .cycles = ANY,
                                .instructions = ANY,
                                .own = { { .kind = POINT_OUTSIDE, .addr = low, .size = high - low } },
                                .nown = 1 };
        enum outcome o = travel(s, &p);
        uint64_t pc = engine_pc(s->engine);
        if (o != CAME_TO_OWN)
            return o;
        bool lined = source_line_at(s, pc, &file, &line);
        if (just_called(s, low, high, &back)) {
            if (!over && lined && !is_skipped(s))
                return CAME_TO_COUNT;
            o = run_out(s, back, sp);
            if (o != CAME_TO_OWN)
                return o;
            pc = engine_pc(s->engine);
            if (pc >= low && pc < high)
                continue;
            lined = source_line_at(s, pc, &file, &line);
        }
        const char *now = location_function(s, pc, &offset);
        bool same = now == start || (now && start && !strcmp(now, start));
        if (!lined || source_line_begins(s, pc) || !same)
            return CAME_TO_COUNT;
        if (!source_line_range(s, pc, &low, &high)) /* the middle of a line: to its end */
            return CAME_TO_COUNT;
    }
}

/* To the beginning of the line that the program stands in. */
static enum outcome back_to_begin(struct session *s, bool over)
{
    uint64_t low, high;
    if (!source_line_range(s, engine_pc(s->engine), &low, &high))
        return CAME_TO_COUNT;
    while (engine_pc(s->engine) != low) {
        uint64_t cycle = engine_cycle(s->engine);
        enum outcome o = back_instruction(s, over);
        uint64_t pc = engine_pc(s->engine);
        if (o != CAME_TO_COUNT)
            return o;
        if (pc >= low && pc < high)
            continue;
        const struct plan one = { .cycles = ANY, .instructions = 1, .only_own = true };
        o = travel(s, &one); /* too far: this was its first instruction */
        return o == CAME_TO_COUNT && engine_cycle(s->engine) <= cycle ? CAME_TO_COUNT : o;
    }
    return CAME_TO_COUNT;
}

/* One line backwards: to the beginning of this line or, at it, of the one before. */
static enum outcome line_back(struct session *s, bool over)
{
    enum outcome o;
    if (source_line_begins(s, engine_pc(s->engine)) || !image_line_at(s->image, engine_pc(s->engine))) {
        o = back_instruction(s, over);
        if (o != CAME_TO_COUNT)
            return o;
    }
    return back_to_begin(s, over);
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
        direction(s, c) == FORWARD && !line_range(s, &low, &high))
        return SESSION_FAILED;
    begin_journey(s, &b);
    for (; n > 0 && o == CAME_TO_COUNT; n--)
        o = direction(s, c) == REVERSE ? line_back(s, over) : line_forward(s, over);
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
