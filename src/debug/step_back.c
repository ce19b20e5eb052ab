/* step_back.c - backwards by instructions and lines, over calls or into what was called. */
#include "debug/dwarf.h"
#include "debug/location.h"
#include "debug/source.h"
#include "debug/step.h"

#define ANY UINT64_MAX

static const struct plan one_back = { .direction = REVERSE, .cycles = ANY, .instructions = 1 };
static const struct plan one_on = { .cycles = ANY, .instructions = 1, .only_own = true };

/* ---- calls ------------------------------------------------------------------------------------------- */

/* Is this the call that is looked for, not a deeper one of the same function? */
static bool is_call(struct session *s, const struct plan *p, const struct hit *h)
{
    (void)h;
    frames_clear(s->home.frames);
    const struct frame *caller = look_call(s, 1), *f = look_call(s, 0);
    if (p->pc && (!caller || caller->pc != p->pc))
        return false;
    return !p->sp || !f->has_cfa || f->cfa == p->sp;
}

enum outcome step_to_call(struct session *s, unsigned number)
{
    const struct frame *caller = look_caller(s, number), *f = look_frame(s, number);
    uint64_t entry;
    if (!f || !location_entry(s, f, &entry))
        return CAME_TO_COUNT;
    const struct plan p = { .direction = REVERSE,
                            .cycles = ANY,
                            .instructions = ANY,
                            .own = { { .kind = POINT_PC, .addr = entry } },
                            .nown = 1,
                            .accept = is_call,
                            .pc = caller ? caller->pc : 0,
                            .sp = f->has_cfa ? f->cfa : 0 };
    enum outcome o = !f->level && f->pc == entry ? CAME_TO_OWN : travel(s, &p);
    return o == CAME_TO_OWN ? travel(s, &one_back) : o;
}

/* Where the function that the program is in will return to; 0: not known. */
static uint64_t return_address(struct session *s)
{
    const struct frame *caller = look_call(s, 1);
    return caller ? caller->pc : 0;
}

/* into: what was called, if it has lines, is not stepped over. */
static enum outcome instruction_back(struct session *s, bool into)
{
    uint64_t pc = engine_pc(s->engine);
    enum outcome o = travel(s, &one_back);
    if (o != CAME_TO_COUNT || return_address(s) != pc)
        return o;
    return into && image_line_at(s->image, engine_pc(s->engine)) ? o : step_to_call(s, 0);
}

enum outcome step_over_instruction_back(struct session *s)
{
    return instruction_back(s, false);
}

/* ---- lines ------------------------------------------------------------------------------------------- */

/* Not in the function as something that this one has called, by the stack, which grows down. */
static bool is_own(struct session *s, const struct plan *p, const struct hit *h)
{
    (void)h;
    return step_sp(s) >= p->sp;
}

/* Back to the first instruction of a line, or to what returned into it. *entered: this is where the line was
 * entered, be it in its middle. */
static enum outcome back_in_line(struct session *s, uint64_t low, uint64_t high, bool over, bool *entered)
{
    struct debug_function f;
    struct plan p = { .direction = REVERSE,
                      .cycles = ANY,
                      .instructions = ANY,
                      .own = { { .kind = POINT_PC, .addr = low },
                               { .kind = POINT_OUTSIDE, .addr = low, .size = high - low } },
                      .nown = 2,
                      .sp = step_sp(s) };
    if (over && p.sp && debug_function_at(s->home.info, low, &f)) {
        p.accept = is_own;
        p.own[1] =
            (struct point){ .kind = POINT_INSIDE, .addr = f.low, .size = low > f.low ? low - f.low : 0 };
        p.own[2] =
            (struct point){ .kind = POINT_INSIDE, .addr = high, .size = f.high > high ? f.high - high : 0 };
        p.nown = 3;
    }
    uint64_t start = engine_cycle(s->engine);
    enum outcome o = travel(s, &p);
    if ((o == CAME_TO_OWN || o == CAME_TO_BEGIN) && engine_pc(s->engine) == low)
        return CAME_TO_COUNT;
    if (o != CAME_TO_OWN)
        return o;
    uint64_t back = return_address(s);
    o = travel(s, &one_on);
    if (o != CAME_TO_COUNT)
        return o;
    *entered = engine_pc(s->engine) != back && engine_cycle(s->engine) < start;
    return *entered ? o : instruction_back(s, !over);
}

enum outcome step_line_back(struct session *s, bool over)
{
    uint64_t low, high, pc = engine_pc(s->engine);
    bool entered = false, lined = source_line_range(s, pc, &low, &high);
    enum outcome o = CAME_TO_COUNT;
    if (!lined || pc == low || pc == location_begun(s, low))
        o = instruction_back(s, !over);
    while (o == CAME_TO_COUNT && !entered) {
        pc = engine_pc(s->engine);
        uint64_t begun = location_begun(s, pc);
        if (begun != pc) {
            o = step_to_call(s, 0);
            continue;
        }
        if (!source_line_range(s, pc, &low, &high))
            break;
        low = location_begun(s, low);
        if (pc == low)
            break;
        o = back_in_line(s, low, high, over, &entered);
    }
    return o;
}
