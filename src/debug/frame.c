/* frame.c - the chain of frames, and registers as of a frame. How one frame leads to the next older one:
 * unwind.c. */
#include "debug/frame.h"

#include <stdlib.h>
#include <string.h>
#include "base/bits.h"
#include "base/vec.h"
#include "debug/dwarf.h"
#include "debug/unwind.h"

/* A frame as users see it. */
struct shown {
    struct frame *call; /* owned by frames.calls */
    struct frame *own;  /* of what was put into it, owned; NULL: it is the call */
};

struct frames {
    struct unwinder u;
    called_vec called;
    bool looked; /* for what is called */
    VEC(struct frame *) calls;
    VEC(struct shown) v;
};

struct frames *frames_new(const struct isa *isa, const struct image *img, const struct debug_info *info,
                          const struct world *w, const struct types *types)
{
    struct frames *f = xcalloc(1, sizeof *f);
    f->u = (struct unwinder){ .isa = isa, .img = img, .info = info, .world = w, .types = types };
    return f;
}

static void free_frame(struct frame *f)
{
    free(f->regs);
    free(f);
}

void frames_clear(struct frames *f)
{
    for (size_t i = 0; i < f->v.count; i++)
        free(f->v.data[i].own);
    f->v.count = 0;
    for (size_t i = 0; i < f->calls.count; i++)
        free_frame(f->calls.data[i]);
    f->calls.count = 0;
}

void frames_free(struct frames *f)
{
    if (!f)
        return;
    frames_clear(f);
    vec_release(&f->v);
    vec_release(&f->calls);
    vec_release(&f->called);
    free(f);
}

/* ---- calls ------------------------------------------------------------------------------------------- */

static struct frame *call_at(struct frames *f, unsigned level)
{
    if (!f->looked) {
        scan_called(&f->u, &f->called);
        f->u.called = &f->called;
        f->looked = true;
    }
    if (!f->calls.count) {
        struct frame *first = xcalloc(1, sizeof *first);
        first->pc = f->u.world->pc(f->u.world->ctx);
        unwind_describe(&f->u, first);
        *vec_push(&f->calls) = first;
    }
    while (level >= f->calls.count && level < FRAMES_MAX) {
        struct frame *younger = f->calls.data[f->calls.count - 1], *older;
        if (younger->outermost)
            return NULL;
        older = xcalloc(1, sizeof *older);
        older->level = younger->level + 1;
        older->regs = xcalloc(f->u.isa->nslots + 1, sizeof *older->regs);
        if (!unwind_step(&f->u, younger, older)) {
            younger->outermost = true;
            free_frame(older);
            return NULL;
        }
        unwind_describe(&f->u, older);
        *vec_push(&f->calls) = older;
    }
    return level < f->calls.count ? f->calls.data[level] : NULL;
}

const struct frame *frames_call(struct frames *f, unsigned level)
{
    return call_at(f, level);
}

/* ---- what users see ---------------------------------------------------------------------------------- */

#define INLINES 64

/* What was put into a function, the innermost first, and the function. */
static void show(struct frames *f, struct frame *call)
{
    struct debug_inline in[INLINES];
    size_t n = debug_inlines(f->u.info, call->look, in, INLINES);
    for (size_t i = n; i-- > 0;) {
        struct frame *own = xmalloc(sizeof *own);
        *own = *call;
        own->function = in[i].name;
        own->inlined = in[i].offset;
        own->file = i + 1 < n ? in[i + 1].file : NULL;
        own->line = i + 1 < n ? in[i + 1].line : 0;
        *vec_push(&f->v) = (struct shown){ call, own };
    }
    call->file = n ? in[0].file : NULL;
    call->line = n ? in[0].line : 0;
    *vec_push(&f->v) = (struct shown){ call, NULL };
}

const struct frame *frames_get(struct frames *f, unsigned number)
{
    while (number >= f->v.count && number < FRAMES_MAX) {
        struct frame *call = call_at(f, f->v.count ? f->v.data[f->v.count - 1].call->level + 1 : 0);
        if (!call)
            return NULL;
        show(f, call);
    }
    if (number >= f->v.count)
        return NULL;
    struct shown *s = &f->v.data[number];
    if (!s->own)
        return s->call;
    s->own->has_cfa = s->call->has_cfa; /* it may have become known */
    s->own->cfa = s->call->cfa;
    return s->own;
}

bool frames_life(struct frames *f, unsigned number, struct frame_life *out)
{
    const struct frame *of = frames_get(f, number);
    if (!of || !of->start)
        return false;
    struct frame younger = *of, older = { .level = of->level + 1 };
    older.regs = xcalloc(f->u.isa->nslots + 1, sizeof *older.regs);
    bool known = unwind_caller(&f->u, &younger, &older) && younger.has_cfa;
    *out = (struct frame_life){ younger.start, younger.cfa, older.pc, of->inlined };
    free(older.regs);
    return known;
}

bool frames_find(struct frames *f, const struct frame_life *life, unsigned *number)
{
    const struct frame *of;
    for (unsigned i = 0; (of = frames_get(f, i)); i++) {
        struct frame_life this;
        *number = i;
        if (of->start == life->start && of->inlined == life->inlined && frames_life(f, i, &this) &&
            this.cfa == life->cfa)
            return true;
    }
    return false;
}

/* ---- registers --------------------------------------------------------------------------------------- */

bool frame_slot(const struct world *w, const struct types *t, const struct frame *f, unsigned slot,
                unsigned width, uint64_t *value)
{
    unsigned char bytes[8];
    unsigned size = (width + 7) / 8;
    const struct frame_reg *r = f && f->regs ? &f->regs[slot] : NULL;
    switch (r ? r->how : FRAME_SAME) {
    case FRAME_SAME: *value = w->slot(w->ctx, slot); return true;
    case FRAME_VALUE: *value = r->at & bits_mask(width); return true;
    case FRAME_MEMORY:
        if (w->read(w->ctx, r->at, bytes, size) < size)
            return false;
        *value = bytes_uint(t, bytes, size) & bits_mask(width);
        return true;
    case FRAME_LOST: break;
    }
    return false;
}

bool frame_set_slot(const struct world *w, const struct types *t, const struct frame *f, unsigned slot,
                    unsigned width, uint64_t value, const char **why)
{
    unsigned char bytes[8];
    unsigned size = (width + 7) / 8;
    const struct frame_reg *r = f && f->regs ? &f->regs[slot] : NULL;
    switch (r ? r->how : FRAME_SAME) {
    case FRAME_SAME: return w->set_slot(w->ctx, slot, value, why);
    case FRAME_MEMORY: bytes_set(t, bytes, size, value); return w->write(w->ctx, r->at, bytes, size, why);
    case FRAME_VALUE: *why = "The register's value in this frame is computed, not stored."; return false;
    case FRAME_LOST: break;
    }
    *why = "The register's value in this frame is not known.";
    return false;
}
