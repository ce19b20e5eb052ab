/* cmd_stack.c - frames: backtrace, frame, up, down, locals, arguments. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "debug/commands.h"
#include "debug/dwarf.h"
#include "debug/location.h"
#include "debug/source.h"
#include "debug/stops.h"
#include "debug/text.h"

/* Evaluates in another frame than the selected one. */
static struct eval *eval_in(struct session *s, unsigned level)
{
    s->home.eval.frame = look_frame(s, level);
    return &s->home.eval;
}

static struct debug_place scope(struct session *s, unsigned level)
{
    return eval_place(eval_in(s, level));
}

static void add_local(struct session *s, unsigned level, const struct debug_local *l, struct str *out)
{
    struct value v;
    struct str error;
    str_init(&error);
    if (debug_local_value(eval_in(s, level), l, &v, &error) == 0) {
        format_member(eval_in(s, level), &v, out);
        value_release(&v);
    } else {
        str_addf(out, "<%s>", error.buf);
    }
    str_release(&error);
}

void text_arguments(struct session *s, unsigned level, struct str *out)
{
    struct debug_local *l = NULL;
    size_t n = debug_locals(s->home.info, scope(s, level), &l);
    bool any = false;
    for (size_t i = 0; i < n; i++) {
        if (!l[i].is_argument)
            continue;
        str_addf(out, "%s%s=", any ? ", " : "", l[i].name);
        add_local(s, level, &l[i], out);
        any = true;
    }
    free(l);
}

static size_t print_locals(struct session *s, unsigned level, bool arguments, const char *indent)
{
    struct debug_local *l = NULL;
    size_t n = debug_locals(s->home.info, scope(s, level), &l), shown = 0;
    for (size_t i = 0; i < n; i++) {
        struct str text;
        if (l[i].is_argument != arguments)
            continue;
        str_init(&text);
        add_local(s, level, &l[i], &text);
        out(s, "%s%s = %s\n", indent, l[i].name, text.buf);
        str_release(&text);
        shown++;
    }
    free(l);
    return shown;
}

/* ---- backtrace --------------------------------------------------------------------------------------- */

static void frame_line(struct session *s, unsigned level)
{
    const struct frame *f = look_frame(s, level);
    struct str text;
    str_init(&text);
    str_addf(&text, "#%-3u", level);
    if (location_inside(s, f)) {
        location_address(s, f->pc, &text);
        str_add(&text, " in ");
    }
    text_function(s, level, &text);
    location_of(s, f, &text);
    out(s, "%s\n", text.buf);
    str_release(&text);
}

static enum session_status backtrace(struct session *s, const struct call *c)
{
    uint64_t n = FRAMES_MAX;
    const char *args = c->args;
    bool full = !strncmp(args, "full", 4);
    args += full ? 4 + strspn(args + 4, " ") : 0;
    if (*args && !look_uint(s, args, &n))
        return SESSION_FAILED;
    unsigned depth = 0;
    while (look_frame(s, depth))
        depth++;
    unsigned from = (int64_t)n < 0 && -n < depth ? depth - (unsigned)-n : 0;
    unsigned to = (int64_t)n < 0 || n > depth ? depth : (unsigned)n;
    for (unsigned i = from; i < to && !s->interrupted; i++) {
        frame_line(s, i);
        if (full)
            print_locals(s, i, false, "        ");
    }
    if (to < depth)
        out(s, "(More stack frames follow...)\n");
    const struct frame *last = depth ? look_frame(s, depth - 1) : NULL;
    if (to == depth && last && last->why_end)
        out(s, "Backtrace stopped: %s\n", last->why_end);
    return SESSION_OK;
}

/* ---- choosing ---------------------------------------------------------------------------------------- */

static enum session_status selected(struct session *s)
{
    const struct frame *f = look_frame(s, s->frame);
    if (!f)
        return fail(s, "No stack.");
    out(s, "#%-3u", s->frame);
    tell_place(s, s->frame, TELL_PLACE);
    return SESSION_OK;
}

static enum session_status frame(struct session *s, const struct call *c)
{
    uint64_t n = s->frame;
    if (*c->args && !look_uint(s, c->args, &n))
        return SESSION_FAILED;
    if (n >= FRAMES_MAX || !look_frame(s, (unsigned)n))
        return fail(s, "No frame at level %s.", *c->args ? c->args : "0");
    s->frame = (unsigned)n;
    return selected(s);
}

/* By n frames outwards (negative: inwards). */
static enum session_status move(struct session *s, const struct call *c, int sign)
{
    uint64_t n = 1;
    if (*c->args && !look_uint(s, c->args, &n))
        return SESSION_FAILED;
    int64_t to = (int64_t)s->frame + sign * (int64_t)n;
    if (to < 0 && s->frame == 0)
        return fail(s, "Bottom (innermost) frame selected; you can't go down.");
    if (to < 0)
        to = 0;
    if (to >= FRAMES_MAX)
        to = FRAMES_MAX - 1;
    unsigned was = s->frame;
    while ((int64_t)s->frame < to && look_frame(s, s->frame + 1))
        s->frame++;
    if ((int64_t)s->frame > to)
        s->frame = (unsigned)to;
    if (s->frame == was && n)
        return fail(s, "Initial frame selected; you can't go up.");
    return selected(s);
}

static enum session_status up(struct session *s, const struct call *c)
{
    return move(s, c, 1);
}

static enum session_status down(struct session *s, const struct call *c)
{
    return move(s, c, -1);
}

/* ---- info -------------------------------------------------------------------------------------------- */

static enum session_status info_frame(struct session *s, const struct call *c)
{
    const struct frame *caller = look_caller(s, s->frame), *f = look_frame(s, s->frame);
    struct str text;
    (void)c;
    if (!f)
        return fail(s, "No stack.");
    str_init(&text);
    str_addf(&text, "Stack level %u", s->frame);
    if (f->has_cfa)
        str_addf(&text, ", frame at 0x%" PRIx64, f->cfa);
    str_add(&text, ":\n pc = ");
    location_address(s, f->pc, &text);
    str_add(&text, " in ");
    text_function(s, s->frame, &text);
    location_of(s, f, &text);
    if (caller) {
        str_add(&text, "; saved pc = ");
        location_address(s, caller->pc, &text);
    }
    str_add(&text, "\n");
    if (f->inlined)
        str_addf(&text, " inlined into frame %u\n", s->frame + 1);
    if (f->outermost)
        str_addf(&text, " outermost: %s\n", f->why_end ? f->why_end : "nobody called it");
    bool any = false;
    for (unsigned i = 0; caller && caller->regs && i < s->isa->nslots; i++) {
        if (caller->regs[i].how != FRAME_MEMORY)
            continue;
        unsigned index;
        const struct reg *r = isa_slot_reg(s->isa, i, &index);
        str_add(&text, any ? ", " : " Saved registers:\n  ");
        if (r)
            isa_reg_name(r, index, &text);
        str_addf(&text, " at 0x%" PRIx64, caller->regs[i].at);
        any = true;
    }
    if (any)
        str_addc(&text, '\n');
    out_text(s, text.buf, text.len);
    str_release(&text);
    return SESSION_OK;
}

static enum session_status locals(struct session *s, bool arguments)
{
    struct debug_function f;
    if (!s->home.info || !debug_function_at(s->home.info, scope(s, s->frame).pc, &f))
        return fail(s, "No symbol table info available.");
    if (!print_locals(s, s->frame, arguments, ""))
        out(s, arguments ? "No arguments.\n" : "No locals.\n");
    return SESSION_OK;
}

static enum session_status info_locals(struct session *s, const struct call *c)
{
    (void)c;
    return locals(s, false);
}

static enum session_status info_args(struct session *s, const struct call *c)
{
    (void)c;
    return locals(s, true);
}

#define SAME REPEAT_SAME

const struct session_command commands_stack[] = {
    { "backtrace", "bt where", CLASS_STACK, ARG_EXPRESSION, SAME, 0, backtrace, "backtrace [full] [N]",
      "Show who called whom.\nWith N, only the innermost N frames, or the outermost -N; with full, also "
      "their local "
      "variables.",
      "backtrace" },
    { "info stack", "s", CLASS_STACK, ARG_EXPRESSION, SAME, 0, backtrace, "info stack [full] [N]",
      "The same as \"backtrace\".", NULL },
    { "frame", "f", CLASS_STACK, ARG_EXPRESSION, SAME, 0, frame, "frame [N]",
      "Select a frame, by its number in \"backtrace\", and show it.\nExpressions then mean its variables and "
      "registers.",
      "frame 1" },
    { "up", NULL, CLASS_STACK, ARG_EXPRESSION, SAME, 0, up, "up [N]",
      "Select the frame that called this one.", "up" },
    { "down", "do dow", CLASS_STACK, ARG_EXPRESSION, SAME, 0, down, "down [N]",
      "Select the frame that this one called.", "down" },
    { "info frame", "f", CLASS_STACK, ARG_NONE, SAME, COMMAND_ALONE, info_frame, "info frame",
      "Say all about the selected frame.", NULL },
    { "info locals", "lo", CLASS_STACK, ARG_NONE, SAME, COMMAND_ALONE, info_locals, "info locals",
      "Show the local variables of the selected frame.", NULL },
    { "info args", NULL, CLASS_STACK, ARG_NONE, SAME, COMMAND_ALONE, info_args, "info args",
      "Show the arguments of the selected frame.", NULL },
    { 0 },
};
