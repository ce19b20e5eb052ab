/* branches.c - see branches.h. */
#include "debug/branches.h"

#include <stdlib.h>
#include "base/bits.h"
#include "base/str.h"
#include "debug/engine_private.h"
#include "machine/state.h"

/* Where a transfer of control goes, if its text says so. */
static void find_target(const struct isa *isa, const struct insn *insn, const uint64_t *fields, uint64_t pc,
                        struct code_at *out)
{
    uint64_t longer[INSN_MAX_OPERANDS];
    unsigned len = insn->len;
    if (insn->expands) {
        insn = isa_expand(insn, fields, longer);
        fields = longer;
    }
    const struct footprint *f = insn->ir ? &insn->ir->foot : NULL;
    if (!f || !f->jumps)
        return;
    out->conditional = f->conditional;
    uint64_t mask = bits_mask(isa->mem.addr ? isa->mem.addr : 64);
    for (unsigned k = 0; k < insn->noperands; k++) {
        const struct operand *op = &insn->operands[k];
        uint64_t v = fields[k], from = pc + (op->from_next ? len : 0);
        if (!op->pcrel && !op->region && !op->code)
            continue;
        out->has_target = true;
        if (op->pcrel)
            v = from + (uint64_t)bits_signed(v, op->sem_width ? op->sem_width : 64);
        else if (op->region)
            v |= (pc + len) & ~bits_mask(op->region);
        out->target = v & mask;
    }
}

void code_at(const struct engine *e, const struct isa *isa, uint64_t pc, struct code_at *out)
{
    uint8_t bytes[INSN_MAX_BYTES] = { 0 };
    unsigned most = isa->max_len < sizeof bytes ? isa->max_len : (unsigned)sizeof bytes;
    unsigned n = (unsigned)engine_read(e, pc, bytes, most);
    unsigned unit = isa->unit / 8 ? isa->unit / 8 : 1;
    *out = (struct code_at){ 0 };
    for (unsigned i = 0; i < n; i++)
        out->raw.w[i / 8] |= (uint64_t)bytes[i] << 8 * (i % 8);
    if (n)
        out->insn = isa_decode(isa, &out->raw, out->fields);
    if (out->insn && out->insn->len > n)
        out->insn = NULL;
    out->len = out->insn ? out->insn->len : n < unit ? n : unit;
    if (out->insn)
        find_target(isa, out->insn, out->fields, pc, out);
}

/* ---- those that have run ----------------------------------------------------------------------------- */

static int by_pc(const void *a, const void *b)
{
    const struct branch *x = a, *y = b;
    return x->pc < y->pc ? -1 : x->pc > y->pc;
}

size_t branches_list(struct engine *e, const struct isa *isa, struct branch **out)
{
    const struct profile *f = &e->m->profile;
    size_t n = 0;
    machine_stats(e->m); /* brings its derived counters up to date */
    *out = xcalloc(f->n + 1, sizeof **out);
    for (uint32_t i = 1; i < f->n; i++) {
        const struct profile_count *c = &f->count[i];
        struct code_at at;
        if (!c->instructions)
            continue;
        code_at(e, isa, c->pc, &at);
        if (at.conditional)
            (*out)[n++] = (struct branch){ .pc = c->pc,
                                           .target = at.target,
                                           .has_target = at.has_target,
                                           .runs = c->instructions,
                                           .taken = c->taken,
                                           .mispredicted = c->mispredicted,
                                           .lost = c->cause[CAUSE_MISPREDICT] };
    }
    if (n)
        qsort(*out, n, sizeof **out, by_pc);
    return n;
}
