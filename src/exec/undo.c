/* undo.c - what an instruction overwrites, noted before it does. Used only when core_want_undo() asked for
 * it. */
#include "exec/code.h"

void core_want_undo(struct core *c, bool want)
{
    c->want_undo = c->careful = want;
}

static void note_register(struct core *c, unsigned slot)
{
    struct exec_undo *u = &c->undo;
    if (u->nregs == EXEC_MAX_UNDO) {
        u->more = true;
        return;
    }
    u->reg[u->nregs].slot = (uint16_t)slot;
    u->reg[u->nregs++].value = c->arch->slot[slot];
}

void undo_begin(struct core *c, const struct dinsn *d)
{
    /* footprints leave out the registers of spaces */
    c->undo = (struct exec_undo){ .more = d->alone || d->kind == KIND_CSR || d->kind == KIND_SYSTEM };
    for (unsigned i = 0; i < d->ndst; i++)
        note_register(c, d->dst[i].slot);
    if (c->arch->delayed_pending)
        note_register(c, c->arch->delayed_slot);
}

/* Only one run of bytes is kept: a second store must follow the first, or hit it. */
void undo_store(struct core *c, uint64_t addr, unsigned size)
{
    struct exec_undo *u = &c->undo;
    uint64_t at = u->nbytes ? addr - u->addr : 0;
    if (!u->nbytes)
        u->addr = addr;
    if (at > u->nbytes || at + size > sizeof u->bytes) {
        u->more = true;
        return;
    }
    for (unsigned i = 0; i < size; i++)
        if (at + i >= u->nbytes && mem_peek(c->mem, addr + i, &u->bytes[u->nbytes], 1))
            u->nbytes++;
}

void core_undo(struct core *c, const struct exec_undo *u)
{
    for (unsigned i = u->nregs; i-- > 0;)
        c->arch->slot[u->reg[i].slot] = u->reg[i].value;
    if (u->nbytes)
        mem_poke(c->mem, u->addr, u->bytes, u->nbytes);
}
