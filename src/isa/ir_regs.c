/* ir_regs.c - registers in the IR builder: values known from an earlier read or write, and field writes that
 * wait until the whole register can be written once. */
#include <string.h>
#include "isa/ir_build.h"

uint64_t irb_reg_mask(const struct reg *r)
{
    uint64_t m = bits_mask(r->width);
    return r->mask ? r->mask & m : m;
}

static int file_of(const struct irb *b, const struct reg *r)
{
    return (int)(r - b->isa->regs);
}

/* ---- what is known ----------------------------------------------------------------------------------- */

static struct irb_known *find(struct irb *b, int file, uint16_t slot, uint16_t index)
{
    for (size_t i = 0; i < b->known.count; i++) {
        struct irb_known *k = &b->known.data[i];
        if (k->file == file && (file < 0 ? k->slot == slot : k->index == index)) {
            return k;
        }
    }
    return NULL;
}

static void know(struct irb *b, int file, uint16_t slot, uint16_t index, uint16_t temp)
{
    if (!b->temps.data[temp].multi) {
        *vec_push(&b->known) = (struct irb_known){ file, slot, index, temp };
    }
}

static void forget(struct irb *b, struct irb_known w)
{
    size_t n = 0;
    for (size_t i = 0; i < b->known.count; i++) {
        struct irb_known *k = &b->known.data[i];
        bool lost =
            w.file == INT16_MIN || (w.file >= 0 ? w.file == k->file : k->file < 0 && k->slot == w.slot);
        if (!lost) {
            b->known.data[n++] = *k;
        }
    }
    b->known.count = n;
    *vec_push(&b->written) = w;
}

void irb_forget(struct irb *b)
{
    irb_flush(b);
    forget(b, (struct irb_known){ .file = INT16_MIN });
}

/* ---- whole registers --------------------------------------------------------------------------------- */

static struct irb_pending *pending_of(struct irb *b, const struct reg *r)
{
    for (size_t i = 0; i < b->pending.count; i++) {
        if (b->pending.data[i].reg->slot == r->slot) {
            return &b->pending.data[i];
        }
    }
    return NULL;
}

static uint16_t read_slot(struct irb *b, const struct reg *r)
{
    const struct irb_known *k = find(b, -1, (uint16_t)r->slot, 0);
    if (k) {
        return k->temp;
    }
    uint16_t t = irb_value(b, (struct ir_op){ .code = IR_READ,
                                              .w = (uint8_t)r->width,
                                              .a = IR_NONE,
                                              .b = IR_NONE,
                                              .c = IR_NONE,
                                              .imm = r->slot });
    b->temps.data[t].zeros |= ~irb_reg_mask(r);
    know(b, -1, (uint16_t)r->slot, 0, t);
    return t;
}

static void write_slot(struct irb *b, const struct reg *r, uint16_t v)
{
    v = irb_wire2(b, IR_AND, r->width, v, irb_const(b, r->width, irb_reg_mask(r)));
    v = irb_wire2(b, IR_OR, r->width, v, irb_const(b, r->width, r->ones));
    struct ir_op op = {
        .code = IR_WRITE, .w = (uint8_t)r->width, .a = v, .b = IR_NONE, .c = IR_NONE, .imm = r->slot
    };
    irb_effect(b, op);
    forget(b, (struct irb_known){ .file = -1, .slot = (uint16_t)r->slot });
    know(b, -1, (uint16_t)r->slot, 0, v);
}

uint16_t irb_read(struct irb *b, const struct reg *r)
{
    if (!r->njoin) {
        if (pending_of(b, r)) {
            irb_flush(b);
        }
        return read_slot(b, r);
    }
    uint16_t t = irb_read(b, r->join[0]);
    unsigned w = r->join[0]->width;
    for (unsigned i = 1; i < r->njoin; i++) {
        t = irb_concat(b, t, w, irb_read(b, r->join[i]), r->join[i]->width);
        w += r->join[i]->width;
    }
    return t;
}

void irb_write(struct irb *b, const struct reg *r, uint16_t v)
{
    if (!r->njoin) {
        struct irb_pending *p = pending_of(b, r);
        if (p) { /* overwritten before anyone saw it */
            *p = b->pending.data[--b->pending.count];
        }
        write_slot(b, r, v);
        return;
    }
    v = irb_snapshot(b, v);
    unsigned hi = r->width;
    for (unsigned i = 0; i < r->njoin; i++) {
        unsigned w = r->join[i]->width;
        hi -= w;
        irb_write(b, r->join[i], irb_slice(b, v, r->width, hi + w - 1, hi));
    }
}

/* ---- fields ------------------------------------------------------------------------------------------ */

uint16_t irb_read_field(struct irb *b, const struct reg *r, unsigned hi, unsigned lo)
{
    struct irb_pending *p = r->njoin ? NULL : pending_of(b, r);
    for (unsigned i = 0; p && i < p->n; i++) {
        struct irb_piece *q = &p->piece[i];
        if (q->hi == hi && q->lo == lo) {
            return q->temp;
        }
        if (q->hi >= lo && q->lo <= hi) {
            p = NULL; /* overlaps: needs the whole */
        }
    }
    return irb_slice(b, p ? read_slot(b, r) : irb_read(b, r), r->width, hi, lo);
}

/* Drops the pieces that hi..lo covers; false: one overlaps partly. */
static bool cover(struct irb_pending *p, unsigned hi, unsigned lo)
{
    unsigned n = 0;
    for (unsigned i = 0; i < p->n; i++) {
        struct irb_piece q = p->piece[i];
        if (q.hi >= lo && q.lo <= hi && !(q.hi <= hi && q.lo >= lo)) {
            return false;
        }
    }
    for (unsigned i = 0; i < p->n; i++) {
        if (p->piece[i].hi < lo || p->piece[i].lo > hi) {
            p->piece[n++] = p->piece[i];
        }
    }
    p->n = n;
    return true;
}

void irb_write_field(struct irb *b, const struct reg *r, unsigned hi, unsigned lo, uint16_t v)
{
    v = irb_snapshot(b, v);
    struct irb_pending *p = pending_of(b, r);
    if (p && !cover(p, hi, lo)) {
        irb_flush(b);
        p = NULL;
    }
    if (!p) {
        p = vec_push(&b->pending);
        p->reg = r;
        p->n = 0;
        p->at = b->here;
    }
    p->piece[p->n++] = (struct irb_piece){ (uint8_t)hi, (uint8_t)lo, v };
}

static void complete(struct irb *b, const struct irb_pending *p)
{
    const struct reg *r = p->reg;
    unsigned w = r->width;
    uint64_t fresh = 0, constant = 0;
    uint16_t acc = IR_NONE;
    for (unsigned i = 0; i < p->n; i++) {
        const struct irb_piece *q = &p->piece[i];
        fresh |= bits_mask(q->hi - q->lo + 1u) << q->lo;
        if (irb_is_const(b, q->temp)) {
            constant |= b->temps.data[q->temp].value << q->lo;
            continue;
        }
        uint16_t t = irb_wire2(b, IR_SHL, w, q->temp, irb_const(b, 8, q->lo));
        acc = acc == IR_NONE ? t : irb_wire2(b, IR_OR, w, acc, t);
    }
    if (irb_reg_mask(r) & ~fresh) {
        uint16_t old = read_slot(b, r);
        old = irb_wire2(b, IR_AND, w, old, irb_const(b, w, ~fresh));
        acc = acc == IR_NONE ? old : irb_wire2(b, IR_OR, w, acc, old);
    }
    uint16_t k = irb_const(b, w, constant);
    write_slot(b, r, acc == IR_NONE ? k : irb_wire2(b, IR_OR, w, acc, k));
}

void irb_flush(struct irb *b)
{
    struct place_in here = b->here;
    while (b->pending.count) {
        struct irb_pending p = b->pending.data[--b->pending.count]; /* removed first: writing flushes */
        b->here = p.at;
        complete(b, &p);
    }
    b->here = here;
}

/* ---- files ------------------------------------------------------------------------------------------- */

uint16_t irb_readx(struct irb *b, const struct reg *file, uint16_t index)
{
    int f = file_of(b, file);
    index = irb_snapshot(b, index);
    if (irb_is_const(b, index) && file->zero >= 0 && b->temps.data[index].value == (uint64_t)file->zero) {
        return irb_const(b, file->width, 0);
    }
    const struct irb_known *k = find(b, f, 0, index);
    if (k) {
        return k->temp;
    }
    uint16_t t = irb_value(b, (struct ir_op){ .code = IR_READX,
                                              .w = (uint8_t)file->width,
                                              .a = index,
                                              .b = IR_NONE,
                                              .c = IR_NONE,
                                              .imm = (uint64_t)f });
    know(b, f, 0, index, t);
    return t;
}

void irb_writex(struct irb *b, const struct reg *file, uint16_t index, uint16_t v)
{
    int f = file_of(b, file);
    irb_effect(b, (struct ir_op){ .code = IR_WRITEX,
                                  .w = (uint8_t)file->width,
                                  .a = index,
                                  .b = v,
                                  .c = IR_NONE,
                                  .imm = (uint64_t)f });
    forget(b, (struct irb_known){ .file = f });
    if (file->zero < 0) { /* else the value may not be what is read back */
        know(b, f, 0, irb_snapshot(b, index), v);
    }
}
