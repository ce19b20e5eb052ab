/* step.c - forwards by instructions and lines, over calls or into what is called. */
#include "debug/step.h"

#include <string.h>
#include "asm/disasm.h"
#include "debug/location.h"
#include "debug/source.h"

#define ANY UINT64_MAX

uint64_t step_sp(struct session *s)
{
    return s->isa->abi.sp_slot == UINT16_MAX ? 0 : engine_slot(s->engine, s->isa->abi.sp_slot);
}

/* ---- calls ------------------------------------------------------------------------------------------- */

/* Has the program, which was within [low, high), called something and stands at the first instruction of it?
 * *back: where it will return to. */
static bool just_called(struct session *s, uint64_t low, uint64_t high, uint64_t *back)
{
    const struct frame *f = look_call(s, 0), *caller = look_call(s, 1);
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
    return s->isa->abi.sp_slot == UINT16_MAX || step_sp(s) >= p->sp;
}

/* Runs until a function that was just entered has returned. */
static enum outcome run_out(struct session *s, uint64_t back)
{
    const struct plan p = { .cycles = ANY,
                            .instructions = ANY,
                            .own = { { .kind = POINT_PC, .addr = back } },
                            .nown = 1,
                            .accept = returned,
                            .sp = step_sp(s) };
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

enum outcome step_over_instruction(struct session *s)
{
    const struct plan one = { .cycles = ANY, .instructions = 1 };
    uint64_t pc = engine_pc(s->engine), back;
    uint64_t high = next_address(s, pc);
    for (unsigned i = 0; i < s->isa->delay_slots; i++)
        high = next_address(s, high);
    enum outcome o = travel(s, &one);
    if (o != CAME_TO_COUNT || !just_called(s, pc, high, &back))
        return o;
    o = run_out(s, back);
    return o == CAME_TO_OWN ? CAME_TO_COUNT : o;
}

/* ---- lines ------------------------------------------------------------------------------------------- */

bool step_range(struct session *s, uint64_t *low, uint64_t *high)
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

/* Into the function that was just entered, behind its prologue. */
static enum outcome into_body(struct session *s)
{
    uint64_t pc = engine_pc(s->engine), body = location_begun(s, pc);
    const struct plan p = {
        .cycles = ANY, .instructions = ANY, .own = { { .kind = POINT_PC, .addr = body } }, .nown = 1
    };
    enum outcome o = body == pc ? CAME_TO_OWN : travel(s, &p);
    return o == CAME_TO_OWN ? CAME_TO_COUNT : o;
}

/* What a step over a line has left to run: [low, high) of it now; row: what it is told apart by, NULL: none.
 */
struct line_run {
    uint64_t low, high;
    const struct line *row;
};

static bool same_line(const struct line *a, const struct line *b)
{
    return a && b && a->line == b->line && !strcmp(a->file, b->file);
}

/* Outside of what was to run: is the program at a place to stop? Else on, with the rest of the line that it
 * is in the middle of (of another one, after a return), or past what is no beginning of a statement. */
static bool line_ended(struct session *s, struct line_run *r)
{
    uint64_t pc = engine_pc(s->engine);
    const struct line *row = image_line_at(s->image, pc);
    if (!row || (row->addr == pc && !row->inside && !same_line(row, r->row)))
        return true;
    if (row->addr != pc)
        r->row = row;
    return !source_line_range(s, pc, &r->low, &r->high);
}

enum outcome step_line(struct session *s, bool over)
{
    struct line_run r = { .row = image_line_at(s->image, engine_pc(s->engine)) };
    uint64_t back;
    if (!step_range(s, &r.low, &r.high))
        return WAS_INTERRUPTED; /* told already */
    for (;;) {
        const struct plan p = { .cycles = ANY,
                                .instructions = ANY,
                                .own = { { .kind = POINT_OUTSIDE, .addr = r.low, .size = r.high - r.low } },
                                .nown = 1 };
        enum outcome o = travel(s, &p);
        if (o == CAME_TO_OWN && just_called(s, r.low, r.high, &back)) {
            if (!over && image_line_at(s->image, engine_pc(s->engine)) && !is_skipped(s))
                return into_body(s);
            o = run_out(s, back);
            if (o == CAME_TO_OWN && engine_pc(s->engine) - r.low < r.high - r.low)
                continue;
        }
        if (o != CAME_TO_OWN || line_ended(s, &r))
            return o == CAME_TO_OWN ? CAME_TO_COUNT : o;
    }
}
