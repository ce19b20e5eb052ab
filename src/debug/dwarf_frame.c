/* dwarf_frame.c - call frame information: the caller's registers, as the compiler says they can be found. */
#include "debug/dwarf_frame.h"

#include <dwarf.h>
#include <stdlib.h>
#include "base/bits.h"
#include "debug/dwarf_private.h"

static Dwarf_Frame *frame_at(const struct debug_info *info, uint64_t pc)
{
    Dwarf_Frame *f = NULL;
    if (info && info->frame_cfi && dwarf_cfi_addrframe(info->frame_cfi, pc, &f) == 0)
        return f;
    if (info && info->eh_cfi && dwarf_cfi_addrframe(info->eh_cfi, pc, &f) == 0)
        return f;
    return NULL;
}

static bool compute_cfa(const struct unwinder *u, Dwarf_Frame *cfi, const struct frame *f, uint64_t *cfa)
{
    struct location_context c = { .info = u->info, .u = u, .frame = f };
    struct location at;
    Dwarf_Op *ops;
    size_t n, used;
    if (dwarf_frame_cfa(cfi, &ops, &n) != 0 || !n || !dwarf_locate(&c, ops, n, false, 0, &used, &at))
        return false;
    if (at.kind != LOCATED_MEMORY && at.kind != LOCATED_VALUE)
        return false;
    *cfa = at.value & bits_mask(u->types->address_bits);
    return true;
}

bool dwarf_cfa(const struct unwinder *u, const struct frame *f, uint64_t *cfa)
{
    uint64_t pc = f ? f->look : u->world->pc(u->world->ctx);
    Dwarf_Frame *cfi = frame_at(u->info, pc);
    bool ok = cfi && compute_cfa(u, cfi, f, cfa);
    free(cfi);
    return ok;
}

/* How the older frame finds the register `number`, which has `slot`. */
static struct frame_reg rule(const struct unwinder *u, Dwarf_Frame *cfi, const struct frame *younger,
                             int number, unsigned slot)
{
    const struct frame_reg same = younger->regs ? younger->regs[slot] : (struct frame_reg){ FRAME_SAME, 0 };
    const struct frame_reg lost = { FRAME_LOST, 0 };
    struct location_context c = {
        .info = u->info, .u = u, .frame = younger, .has_cfa = true, .cfa = younger->cfa
    };
    Dwarf_Op mem[3], *ops;
    struct location at;
    size_t n, used;
    if (dwarf_frame_register(cfi, number, mem, &ops, &n) != 0)
        return lost;
    if (!n)
        return ops == mem ? lost : same;
    if (!dwarf_locate(&c, ops, n, false, 0, &used, &at))
        return lost;
    switch (at.kind) {
    case LOCATED_MEMORY:
        return (struct frame_reg){ FRAME_MEMORY, at.value & bits_mask(u->types->address_bits) };
    case LOCATED_VALUE: return (struct frame_reg){ FRAME_VALUE, at.value };
    case LOCATED_REGISTER: {
        int other = dwarf_register(u->isa, (unsigned)at.value);
        if (other < 0)
            return lost;
        struct frame_reg r = younger->regs ? younger->regs[other] : (struct frame_reg){ FRAME_SAME, 0 };
        if (r.how == FRAME_SAME && (unsigned)other != slot)
            r = (struct frame_reg){ FRAME_VALUE, u->world->slot(u->world->ctx, (unsigned)other) };
        return r;
    }
    case LOCATED_NOWHERE: break;
    }
    return lost;
}

static void all_registers(const struct unwinder *u, Dwarf_Frame *cfi, const struct frame *younger,
                          struct frame *older)
{
    const struct isa *isa = u->isa;
    for (unsigned s = 0; s < isa->nslots; s++)
        older->regs[s] = younger->regs ? younger->regs[s] : (struct frame_reg){ FRAME_SAME, 0 };
    for (unsigned i = 0; i < isa->abi.ndwarf; i++) {
        const struct reg *r = isa->abi.dwarf[i].reg;
        for (unsigned k = 0; k < (r->count ? r->count : 1); k++)
            if ((int)k != r->zero)
                older->regs[r->slot + k] =
                    rule(u, cfi, younger, (int)(isa->abi.dwarf[i].number + k), r->slot + k);
    }
    if (isa->abi.sp_slot != UINT16_MAX) /* what the call frame address is */
        older->regs[isa->abi.sp_slot] = (struct frame_reg){ FRAME_VALUE, younger->cfa };
}

int dwarf_unwind(const struct unwinder *u, struct frame *younger, struct frame *older)
{
    Dwarf_Frame *cfi = frame_at(u->info, younger->look);
    Dwarf_Addr from, to;
    bool signal;
    uint64_t ra;
    if (!cfi)
        return 0;
    int number = dwarf_frame_info(cfi, &from, &to, &signal);
    int slot = number < 0 ? -1 : dwarf_register(u->isa, (unsigned)number);
    if (slot < 0 || !compute_cfa(u, cfi, younger, &younger->cfa)) {
        free(cfi);
        return slot < 0 ? 0 : -1;
    }
    younger->has_cfa = true;
    all_registers(u, cfi, younger, older);
    /* libdw does not tell "never saved" from "undefined": in the first frame it is still where the call put
     * it */
    struct frame_reg r = older->regs[slot];
    if (r.how == FRAME_LOST && !younger->level)
        older->regs[slot] = (struct frame_reg){ FRAME_SAME, 0 };
    free(cfi);
    if (!frame_slot(u->world, u->types, older, (unsigned)slot, u->types->address_bits, &ra) || !ra)
        return -1;
    older->pc = ra;
    return 1;
}
