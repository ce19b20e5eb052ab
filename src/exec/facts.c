/* facts.c - what the timing model wants to know of an instruction, found between folding and combining:
 * registers in place of symbolic footprints, operands of slow units, targets of direct jumps. */
#include "exec/spec.h"

#include "base/bits.h"

/* The value of a temporary that is a function of operand fields only, whether or not it is reached; false:
 * isn't. */
static bool field_value(const struct spec *s, unsigned t, unsigned depth, uint64_t *out)
{
    const struct ir *ir = s->in.ir;
    for (unsigned i = 0; i < ir->nops && depth < 32; i++) {
        const struct ir_op *p = &ir->ops[i];
        uint64_t v[3] = { 0, 0, 0 };
        const uint16_t from[3] = { p->a, p->b, p->c };
        if (p->d != t)
            continue;
        if (p->code == IR_CONST || p->code == IR_FIELD) {
            if (p->code == IR_FIELD && !s->in.fields)
                return false;
            *out = (p->code == IR_CONST ? p->imm : s->in.fields[p->imm]) & bits_mask(p->w);
            return true;
        }
        if (!spec_pure(p->code))
            return false;
        for (unsigned k = 0; k < 3; k++)
            if (from[k] != IR_NONE && !field_value(s, from[k], depth + 1, &v[k]))
                return false;
        return spec_eval(p->code, p->w, p->w2, p->imm, v, out);
    }
    return false;
}

static struct dreg resolve(const struct spec *s, const struct foot_reg *f)
{
    struct dreg r = { .slot = f->slot, .needs = f->needs };
    uint64_t index;
    if (f->file < 0)
        return r;
    const struct reg *file = &s->in.isa->regs[f->file];
    r.slot = (uint16_t)file->slot; /* a state-dependent index: any element; such instructions issue alone */
    if (field_value(s, f->index, 0, &index) && index < (file->count ? file->count : 1))
        r.slot = (uint16_t)(file->slot + index);
    return r;
}

static const struct sop *def_of(const struct spec *s, struct val v)
{
    for (size_t i = 0; v.kind == V_TEMP && i < s->ops.count; i++)
        if (s->ops.data[i].d.kind == V_TEMP && s->ops.data[i].d.i == v.i)
            return &s->ops.data[i];
    return NULL;
}

/* Traces temporary t back to a constant or to bits of a register. */
static void latency_operand(const struct spec *s, unsigned t, struct dinsn *d, unsigned which)
{
    const struct ir *ir = s->in.ir;
    if (t == IR_NONE || (ir->multi && (ir->multi[t / 64] >> (t % 64) & 1)))
        return;
    struct val v = s->val.data[t];
    unsigned width = ir->widths ? ir->widths[t] : 64, low = 0;
    const struct sop *o = def_of(s, v);
    if (o && o->code == IR_SLICE) {
        width = o->w;
        low = (unsigned)o->imm;
        v = o->a;
        o = def_of(s, v);
    }
    d->op[which].width = (uint8_t)width;
    d->op[which].shift = (uint8_t)low;
    if (v.kind == V_CONST) {
        d->op[which].known = d->op[which].is_const = true;
        d->op[which].value = v.k >> low & bits_mask(width);
    } else if (o && o->code == IR_READ) {
        d->op[which].known = true;
        d->op[which].slot = (uint16_t)o->imm;
    }
}

static void find_target(struct spec *s, struct dinsn *d)
{
    unsigned known = 0, unknown = 0;
    for (size_t i = 0; i < s->ops.count; i++) {
        const struct sop *o = &s->ops.data[i];
        if (o->code != IR_JUMP && o->code != IR_JUMP_NOW)
            continue;
        if (o->a.kind == V_CONST && (!known || d->target == o->a.k)) {
            d->target = o->a.k;
            known++;
        } else {
            unknown++;
        }
    }
    if (!known && !unknown && d->jumps)
        known = spec_dead_target(s, &d->target);
    d->has_target = known && !unknown;
}

void spec_facts(struct spec *s, struct dinsn *d)
{
    const struct footprint *f = &s->in.ir->foot;
    d->kind = f->kind;
    d->loads = f->loads;
    d->stores = f->stores;
    d->may_trap = f->may_trap;
    d->conditional = f->conditional;
    d->jumps = f->jumps;
    d->sys = f->sys;
    d->alone = f->alone;
    d->op_signed = f->op_signed;
    d->op_b_signed = f->op_b_signed;
    d->op_rem = f->op_rem;
    d->nsrc = f->nsrc;
    d->ndst = f->ndst;
    for (unsigned i = 0; i < f->nsrc; i++)
        d->src[i] = resolve(s, &f->src[i]);
    for (unsigned i = 0; i < f->ndst; i++)
        d->dst[i] = resolve(s, &f->dst[i]);
    latency_operand(s, f->op_a, d, 0);
    latency_operand(s, f->op_b, d, 1);
    find_target(s, d);
}
