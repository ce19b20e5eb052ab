/* tell.c - what a stop looks like: why, where, the line, the displays. In gdb's words. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "asm/disasm.h"
#include "debug/location.h"
#include "debug/source.h"
#include "debug/stops.h"
#include "debug/text.h"
#include "debug/watch.h"
#include "machine/machine.h"
#include "observe/report.h"

/* ---- the place --------------------------------------------------------------------------------------- */

/* "loop (x=1)" with " at sum.s:11" or, without a line, nothing. */
void text_function(struct session *s, unsigned level, struct str *out)
{
    const struct frame *f = look_frame(s, level);
    uint64_t offset, pc = f ? f->look : engine_pc(s->engine);
    const char *name = f && f->function ? f->function : location_function(s, pc, &offset);
    str_addf(out, "%s (", name ? name : "??");
    text_arguments(s, level, out);
    str_addc(out, ')');
}

static void tell_source(struct session *s, uint64_t pc, const char *file, int line, bool with_address)
{
    const char *text;
    size_t n = 0;
    struct str at;
    str_init(&at);
    if (with_address) {
        location_address(s, pc, &at);
        str_addc(&at, '\t');
    }
    text = session_source_line(s, file, line, &n);
    if (text)
        out(s, "%s%d\t%.*s\n", at.buf, line, (int)n, text);
    else
        out(s, "%s%d\tin %s\n", at.buf, line, file);
    str_release(&at);
    s->list.file = file;
    s->list.line = line;
    s->list.first = s->list.last = 0;
}

void text_instruction(struct session *s, uint64_t pc, struct str *out)
{
    uint8_t bytes[INSN_MAX_BYTES] = { 0 };
    size_t n = s->home.eval.world.read(s->home.eval.world.ctx, pc, bytes, s->isa->max_len);
    if (n)
        disasm_bytes(s->isa, bytes, (unsigned)n, pc, s->image, 0, out);
    else
        str_add(out, "(no memory)");
}

static void tell_instruction(struct session *s, uint64_t pc)
{
    struct str text;
    str_init(&text);
    str_add(&text, "=> ");
    location_address(s, pc, &text);
    location_symbol(s, pc, &text);
    str_add(&text, ":\t");
    text_instruction(s, pc, &text);
    out(s, "%s\n", text.buf);
    str_release(&text);
}

void tell_place(struct session *s, unsigned level, enum telling how)
{
    const struct frame *f = look_frame(s, level);
    const char *file;
    int line;
    bool lined = location_line(s, f, &file, &line);
    bool inside = !lined || location_inside(s, f);
    struct str text;
    str_init(&text);
    if (how == TELL_PLACE || !lined) {
        if (inside) {
            location_address(s, f->pc, &text);
            str_add(&text, " in ");
        }
        text_function(s, level, &text);
        if (lined)
            str_addf(&text, " at %s:%d", file, line);
        out(s, "%s\n", text.buf);
        inside = false;
    }
    if (lined)
        tell_source(s, f->look, file, line, inside);
    if (s->set.next_line)
        tell_instruction(s, f->pc);
    str_release(&text);
}

/* ---- the reason -------------------------------------------------------------------------------------- */

static void set_reason(struct session *s, const char *text)
{
    snprintf(s->reason, sizeof s->reason, "%s", text);
}

void tell_outlived(struct session *s, const struct stopper *st)
{
    out(s,
        "\nWatchpoint %d deleted because the program has left the block in\n"
        "which its expression is valid.\n",
        st->number);
}

static void tell_watch(struct session *s, const struct stopper *st)
{
    if (st->left) {
        tell_outlived(s, st);
        return;
    }
    const char *kind = st->point.kind == POINT_READ     ? "Hardware read watchpoint"
                       : st->point.kind == POINT_ACCESS ? "Hardware access (read/write) watchpoint"
                       : st->polled                     ? "Watchpoint"
                                                        : "Hardware watchpoint";
    out(s, "\n%s %d: %s\n\n", kind, st->number, st->spec);
    if (st->new_value && st->old_value && strcmp(st->old_value, st->new_value) != 0)
        out(s, "Old value = %s\nNew value = %s\n", st->old_value, st->new_value);
    else
        out(s, "Value = %s\n", st->new_value ? st->new_value : "<unknown>");
}

static const char *cache_of(const struct session *s, int cache)
{
    const struct machine_desc *d = machine_description(engine_machine(s->engine));
    return cache >= 0 && (unsigned)cache < machine_desc_caches(d)
               ? machine_desc_cache_name(d, (unsigned)cache)
               : "cache";
}

/* "load_fault, value 0x8" */
void text_trap(struct session *s, unsigned trap, uint64_t value, struct str *out)
{
    for (unsigned i = 0; i < s->isa->ntraps; i++)
        if (s->isa->traps[i].number == trap) {
            str_addf(out, "%s, value 0x%" PRIx64, s->isa->traps[i].name, value);
            return;
        }
    str_addf(out, "exception %u, value 0x%" PRIx64, trap, value);
}

/* "Catchpoint 3 (l1d misses at 0x1000), ". */
static void tell_catch(struct session *s, const struct stopper *st)
{
    const struct hit *h = &st->hit;
    struct str text;
    str_init(&text);
    switch (st->point.kind) {
    case POINT_STALL: str_addf(&text, "stall: %s", cause_name((enum cause)h->arg)); break;
    case POINT_FLUSH: str_add(&text, "instructions squashed"); break;
    case POINT_MISPREDICT: str_addf(&text, "#%" PRIu64 " mispredicted", h->seq); break;
    case POINT_MISS:
    case POINT_EVICT:
        str_addf(&text, "%s %s 0x%" PRIx64, cache_of(s, h->arg),
                 st->point.kind == POINT_EVICT ? "evicts"
                 : h->store                    ? "misses a store at"
                                               : "misses at",
                 h->addr);
        break;
    case POINT_SYSTEM: str_addf(&text, "call %d of the environment", h->arg); break;
    case POINT_EXCEPTION: text_trap(s, (unsigned)h->arg, h->addr, &text); break;
    default: break;
    }
    if (h->note[0])
        str_addf(&text, ": %s", h->note);
    out(s, "\n%s %d (%s), ", st->disposition == DELETE_ONCE ? "Temporary catchpoint" : "Catchpoint",
        st->number, text.buf);
    str_release(&text);
}

static bool is_silent(const struct stopper *st)
{
    return st->commands.count && !strcmp(st->commands.data[0], "silent");
}

/* The points of the user that were met. False: nothing is to be printed. */
static bool tell_points(struct session *s)
{
    bool silent = s->met.count > 0, prefixed = false;
    for (size_t i = 0; i < s->met.count; i++)
        silent &= is_silent(s->met.data[i]);
    for (size_t i = 0; i < s->met.count; i++) {
        struct stopper *st = s->met.data[i];
        char reason[64];
        snprintf(reason, sizeof reason, "%s %d",
                 st->kind == STOPS_WATCH   ? "watchpoint"
                 : st->kind == STOPS_CATCH ? "catchpoint"
                                           : "breakpoint",
                 st->number);
        set_reason(s, reason);
        look_set_int(s, "bpnum_hit", st->number);
        if (silent)
            continue;
        if (st->kind == STOPS_WATCH)
            tell_watch(s, st);
        else if (st->kind == STOPS_CATCH)
            tell_catch(s, st);
        else
            out(s, "%s%s %d, ", prefixed ? "" : "\n",
                st->disposition == DELETE_ONCE ? "Temporary breakpoint" : "Breakpoint", st->number);
        prefixed = st->kind == STOPS_BREAK;
    }
    return !silent;
}

static const char *signal_name(int number)
{
    static const struct {
        int number;
        const char *name;
    } names[] = { { 4, "SIGILL" }, { 5, "SIGTRAP" },  { 6, "SIGABRT" }, { 7, "SIGBUS" },
                  { 8, "SIGFPE" }, { 11, "SIGSEGV" }, { 31, "SIGSYS" } };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i].number == number)
            return names[i].name;
    return "a signal";
}

static bool tell_end(struct session *s)
{
    const struct machine_end *e = machine_end(engine_machine(s->engine));
    if (e->stop == STOP_TRAP) {
        struct str what;
        char buf[32];
        str_init(&what);
        if (e->exit_signal)
            str_addf(&what, "signal %s, %s", signal_name(e->exit_signal),
                     signal_text(e->exit_signal, buf, sizeof buf));
        else
            str_add(&what, "an exception");
        out(s, "\nProgram terminated with %s.\n", what.buf);
        str_clear(&what);
        if (e->has_trap)
            text_trap(s, e->trap, e->trap_value, &what);
        if (what.len)
            out(s, "%s\n", what.buf);
        if (e->hint[0])
            out(s, "%s\n", e->hint);
        str_release(&what);
        set_reason(s, "fault");
        return true;
    }
    int status = (e->has_result ? (int)e->result : e->exit_status) & 0xff;
    if (status)
        out(s, "[Program exited with code %d]\n", status);
    else
        out(s, "[Program exited normally]\n");
    look_set_int(s, "_exitcode", status);
    set_reason(s, "exited");
    return false;
}

#define WAITS "waits for input"

bool session_waits(const struct session *s)
{
    return !strcmp(session_stop_reason(s), WAITS);
}

void session_input(struct session *s, const char *text, size_t n)
{
    if (text)
        engine_input(s->engine, text, n);
    else
        engine_input_end(s->engine);
    if (session_waits(s))
        set_reason(s, "has its input");
}

static bool tell_reason(struct session *s, enum outcome o, const char *reason)
{
    switch (o) {
    case CAME_TO_COUNT:
    case CAME_TO_OWN: set_reason(s, reason); return true;
    case CAME_TO_POINT: return tell_points(s);
    case CAME_TO_BEGIN:
        set_reason(s, "beginning");
        out(s, "\nNo more reverse-execution history.\n");
        return true;
    case CAME_TO_END: return tell_end(s);
    case CAME_TO_LIMIT:
        set_reason(s, "limit");
        out(s, "\nStopped at the limit (%s).\n",
            engine_cycle(s->engine) >= s->max_cycles ? "--max-cycles" : "--max-instructions");
        return true;
    case WAS_INTERRUPTED:
        set_reason(s, "interrupted");
        out(s, "\nProgram received signal SIGINT, Interrupt.\n");
        return true;
    case WANTS_INPUT:
        set_reason(s, WAITS);
        out(s, "\nThe program waits for input.\n");
        return true;
    }
    return true;
}

/* ---- the whole stop ---------------------------------------------------------------------------------- */

static bool same_function(struct session *s, const struct beginning *b)
{
    uint64_t offset;
    const struct frame *f = look_frame_known(s);
    const char *name = location_function(s, engine_pc(s->engine), &offset);
    if (name != b->function && (!name || !b->function || strcmp(name, b->function) != 0))
        return false;
    if (f && f->inlined != b->inlined)
        return false;
    return !s->home.info || !f || !f->has_cfa || f->cfa == b->cfa;
}

static void dispose(struct session *s)
{
    for (size_t i = 0; i < s->met.count;) {
        struct stopper *st = s->met.data[i];
        if (st->disposition == DISABLE_ONCE)
            st->enabled = false;
        if (st->disposition != DELETE_ONCE && !st->left) {
            i++;
            continue;
        }
        vec_remove(&s->met, i);
        stopper_remove(s, st);
    }
}

enum session_status tell_stop(struct session *s, const struct beginning *b, enum outcome o, enum telling how,
                              const char *reason)
{
    end_journey(s);
    bool place = tell_reason(s, o, reason);
    bool counted = o == CAME_TO_COUNT || o == CAME_TO_OWN;
    if (place && !(counted && how == TELL_NOT))
        tell_place(s, 0, counted && how == TELL_LINE && same_function(s, b) ? TELL_LINE : TELL_PLACE);
    if (o == CAME_TO_OWN && b->returns)
        tell_returned(s, b->returns);
    if (place)
        displays_show(s);
    s->actions_due = o == CAME_TO_POINT;
    lines kept = { 0 };
    if (s->actions_due) { /* of temporary points, too, which go now */
        stop_commands(s, &kept);
        lines_release(&s->due);
        s->due = kept;
    }
    dispose(s);
    return SESSION_OK;
}
