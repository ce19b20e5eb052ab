/* ir_build.c - emission, sharing, scopes and labels; see ir_build.h. */
#include "isa/ir_build.h"

#include <stdlib.h>
#include <string.h>
#include "isa/ir_fold.h"

#define MAX_TEMPS 60000
#define MAX_OPS   60000

void irb_init(struct irb *b, const struct isa *isa)
{
    memset(b, 0, sizeof *b);
    b->isa = isa;
    for (unsigned i = 0; i < IRB_BUCKETS; i++) {
        b->bucket[i] = -1;
    }
}

void irb_release(struct irb *b)
{
    vec_release(&b->ops);
    vec_release(&b->places);
    vec_release(&b->temps);
    vec_release(&b->vn);
    vec_release(&b->known);
    vec_release(&b->written);
    vec_release(&b->pending);
}

uint16_t irb_temp(struct irb *b, unsigned w)
{
    if (b->temps.count >= MAX_TEMPS) {
        b->overflow = true;
        b->temps.data[0].width = (uint8_t)w;
        return 0;
    }
    *vec_push(&b->temps) =
        (struct irb_temp){ .width = (uint8_t)w, .zeros = ~bits_mask(w), .def = (unsigned)b->ops.count };
    return (uint16_t)(b->temps.count - 1);
}

static void emit(struct irb *b, struct ir_op op)
{
    if (b->ops.count >= MAX_OPS) {
        b->overflow = true;
        return;
    }
    *vec_push(&b->ops) = op;
    *vec_push(&b->places) = b->here;
}

uint16_t irb_value(struct irb *b, struct ir_op op)
{
    op.d = irb_temp(b, op.w);
    emit(b, op);
    return op.d;
}

void irb_effect(struct irb *b, struct ir_op op)
{
    irb_flush(b);
    op.d = IR_NONE;
    emit(b, op);
}

uint16_t irb_var(struct irb *b, unsigned w)
{
    uint16_t t = irb_temp(b, w);
    b->temps.data[t].multi = true;
    return t;
}

void irb_set(struct irb *b, uint16_t var, uint16_t value)
{
    struct irb_temp *t = &b->temps.data[var];
    emit(b,
         (struct ir_op){ .code = IR_MOV, .w = t->width, .d = var, .a = value, .b = IR_NONE, .c = IR_NONE });
}

uint16_t irb_snapshot(struct irb *b, uint16_t t)
{
    const struct irb_temp *i = &b->temps.data[t];
    return i->multi
               ? irb_value(
                     b, (struct ir_op){ .code = IR_MOV, .w = i->width, .a = t, .b = IR_NONE, .c = IR_NONE })
               : t;
}

/* ---- sharing ----------------------------------------------------------------------------------------- */

static unsigned bucket_of(const struct ir_op *op)
{
    uint64_t h = op->code + 31u * op->w + 131u * op->a + 1031u * op->b + 8209u * op->c + op->imm * 65537u;
    h ^= h >> 17;
    return (unsigned)(h % IRB_BUCKETS);
}

static bool equal(const struct ir_op *x, const struct ir_op *y)
{
    return x->code == y->code && x->w == y->w && x->w2 == y->w2 && x->flags == y->flags && x->a == y->a &&
           x->b == y->b && x->c == y->c && x->imm == y->imm;
}

static bool is_multi(const struct irb *b, uint16_t t)
{
    return t != IR_NONE && b->temps.data[t].multi;
}

uint16_t irb_shared(struct irb *b, struct ir_op op)
{
    if (is_multi(b, op.a) || is_multi(b, op.b) || is_multi(b, op.c)) {
        return irb_value(b, op);
    }
    unsigned h = bucket_of(&op);
    for (int i = b->bucket[h]; i >= 0; i = b->vn.data[i].next) {
        const struct ir_op *have = &b->ops.data[b->vn.data[i].op];
        if (equal(have, &op)) {
            return have->d;
        }
    }
    unsigned at = (unsigned)b->ops.count;
    uint16_t t = irb_value(b, op);
    if (!b->overflow) {
        *vec_push(&b->vn) = (struct irb_vn){ at, h, b->bucket[h] };
        b->bucket[h] = (int)b->vn.count - 1;
    }
    return t;
}

/* ---- control flow ------------------------------------------------------------------------------------ */

static void branch(struct irb *b, enum ir_code code, uint16_t cond, struct irb_label *l)
{
    irb_flush(b);
    *vec_push(&l->refs) = (unsigned)b->ops.count;
    emit(b, (struct ir_op){ .code = (uint8_t)code, .d = IR_NONE, .a = cond, .b = IR_NONE, .c = IR_NONE });
}

void irb_bz(struct irb *b, uint16_t cond, struct irb_label *l)
{
    if (!irb_is_const(b, cond)) {
        branch(b, IR_BZ, cond, l);
    } else if (b->temps.data[cond].value == 0) {
        branch(b, IR_BR, IR_NONE, l);
    }
}

void irb_br(struct irb *b, struct irb_label *l)
{
    branch(b, IR_BR, IR_NONE, l);
}

void irb_place(struct irb *b, struct irb_label *l)
{
    irb_flush(b);
    for (size_t i = 0; i < l->refs.count; i++) {
        if (l->refs.data[i] < b->ops.count) {
            b->ops.data[l->refs.data[i]].imm = b->ops.count;
        }
    }
    vec_release(&l->refs);
}

struct irb_mark irb_enter(struct irb *b)
{
    irb_flush(b);
    struct irb_mark m = { .vn = b->vn.count, .written = b->written.count, .nknown = b->known.count };
    m.known = xmalloc((m.nknown + 1) * sizeof *m.known);
    if (m.nknown) {
        memcpy(m.known, b->known.data, m.nknown * sizeof *m.known);
    }
    return m;
}

/* Does a write to `w` make what is known of `k` doubtful? */
static bool clobbers(const struct irb_known *w, const struct irb_known *k)
{
    if (w->file == INT16_MIN) { /* everything */
        return true;
    }
    return w->file >= 0 ? w->file == k->file : k->file < 0 && w->slot == k->slot;
}

void irb_leave(struct irb *b, struct irb_mark *m, bool keep)
{
    irb_flush(b);
    if (!keep) {
        while (b->vn.count > m->vn) {
            struct irb_vn *v = &b->vn.data[--b->vn.count];
            b->bucket[v->bucket] = v->next;
        }
        b->known.count = 0;
        for (size_t i = 0; i < m->nknown; i++) {
            bool lost = false;
            for (size_t j = m->written; j < b->written.count && !lost; j++) {
                lost = clobbers(&b->written.data[j], &m->known[i]);
            }
            if (!lost) {
                *vec_push(&b->known) = m->known[i];
            }
        }
    }
    free(m->known);
    m->known = NULL;
}
