/* unwind.c - from a frame to its caller, by call frame information or by the calling convention. */
#include "debug/unwind.h"

#include <string.h>
#include "base/bits.h"
#include "debug/dwarf.h"
#include "debug/dwarf_frame.h"

/* ---- what function it is ----------------------------------------------------------------------------- */

static bool begins_function(const struct unwinder *u, const struct symbol *s)
{
    if (s->kind == SYM_LABEL)
        return s->global || s->addr == u->img->entry || (u->called && scan_is_called(u->called, s->addr));
    return s->kind == SYM_FUNC;
}

/* The nearest label that looks like the beginning of a function; else the nearest. */
static const struct symbol *function_symbol(const struct unwinder *u, uint64_t addr)
{
    const struct symbol *nearest = u->img ? image_symbol_at(u->img, addr) : NULL;
    for (const struct symbol *s = nearest; s && s >= u->img->symbols; s--)
        if (s->addr <= addr && begins_function(u, s))
            return s;
    return nearest;
}

void unwind_describe(const struct unwinder *u, struct frame *f)
{
    struct debug_function d;
    /* An older frame stands behind its call, which may be the last instruction of its function. */
    f->look = f->level && f->pc ? f->pc - 1 : f->pc;
    const struct symbol *s = function_symbol(u, f->look);
    if (debug_function_at(u->info, f->look, &d)) {
        f->function = d.name;
        f->start = d.low;
    } else if (s) { /* shown by the nearest label, as gdb does */
        f->function = image_symbol_at(u->img, f->look)->name;
        f->start = s->addr;
    }
}

/* ---- the calling convention -------------------------------------------------------------------------- */

static bool in_code(const struct image *img, uint64_t addr)
{
    for (size_t i = 0; img && i < img->nsegments; i++)
        if (img->segments[i].flags & SEG_X && addr >= img->segments[i].addr &&
            addr - img->segments[i].addr < img->segments[i].size)
            return true;
    return false;
}

static bool register_of(const struct unwinder *u, const struct frame *f, int slot, uint64_t *out)
{
    return slot >= 0 && frame_slot(u->world, u->types, f, (unsigned)slot, u->types->address_bits, out);
}

/* In the first frame the return address may still be in its register; that is all that is known about a
 * function without call frame information. */
static bool by_register(const struct unwinder *u, struct frame *younger, struct frame *older)
{
    uint64_t ra;
    int slot = isa_role_slot(u->isa, "ra");
    if (younger->level || !register_of(u, younger, slot, &ra))
        return false;
    if (!ra || !in_code(u->img, ra - 1) || ra == younger->pc)
        return false;
    const struct symbol *here = function_symbol(u, younger->look), *there = function_symbol(u, ra - 1);
    if (!there || (here && here->addr == there->addr))
        return false;
    older->pc = ra;
    older->regs[slot].how = FRAME_LOST;
    return true;
}

/* Where programs begin: nobody wants to see what called it. */
static bool is_first(const struct frame *f)
{
    return f->function && strcmp(f->function, "main") == 0;
}

bool unwind_step(const struct unwinder *u, struct frame *younger, struct frame *older)
{
    return !is_first(younger) && unwind_caller(u, younger, older);
}

bool unwind_caller(const struct unwinder *u, struct frame *younger, struct frame *older)
{
    int status = dwarf_unwind(u, younger, older);
    if (status == 0)
        status = scan_unwind(u, younger, older);
    if (status == 0)
        status = by_register(u, younger, older);
    if (status <= 0 || !in_code(u->img, older->pc - 1))
        return false;
    unsigned sp = u->isa->abi.sp_slot;
    if (younger->has_cfa && younger->level && sp < u->isa->nslots && older->pc == younger->pc &&
        older->regs[sp].at == younger->regs[sp].at) {
        younger->why_end = "previous frame identical to this frame (corrupt stack?)";
        return false;
    }
    return true;
}
