/* fold.c - the first phase of specialisation: known operands make constants, constants remove branches.
 *
 * One forward pass over the IR. For each temporary the pass knows a value: a constant, another temporary, or
 * itself. Temporaries with several definitions are known only until control comes together again. */
#include "exec/spec.h"

#include <string.h>
#include "base/bits.h"
#include "base/str.h"

static bool is_multi(const struct ir *ir, unsigned t)
{
    return t < ir->ntemps && ir->multi && (ir->multi[t / 64] >> (t % 64) & 1);
}

static struct sop *push(struct spec *s, unsigned code, unsigned w)
{
    struct sop *o = vec_push(&s->ops);
    *o = (struct sop){ .code = (uint8_t)code, .w = (uint8_t)w };
    return o;
}

static struct val get(const struct spec *s, unsigned t)
{
    return t == IR_NONE ? (struct val){ .kind = V_NONE } : s->val.data[t];
}

static void set(struct spec *s, unsigned t, struct val v)
{
    s->val.data[t] = v;
}

/* The operation that defines v, if it is a temporary with one definition. */
static const struct sop *def_of(const struct spec *s, struct val v)
{
    if (v.kind != V_TEMP || is_multi(s->in.ir, v.i))
        return NULL;
    for (size_t i = s->ops.count; i-- > 0;)
        if (s->ops.data[i].d.kind == V_TEMP && s->ops.data[i].d.i == v.i)
            return &s->ops.data[i];
    return NULL;
}

/* ---- algebra ----------------------------------------------------------------------------------------- */

/* Puts a constant on the right and turns NOT, NEG, TRUNC, LEU and LES into others. */
static void canonical(struct sop *o)
{
    bool swaps = o->code == IR_ADD || o->code == IR_MUL || o->code == IR_AND || o->code == IR_OR ||
                 o->code == IR_XOR || o->code == IR_EQ || o->code == IR_NE;
    if (swaps && o->a.kind == V_CONST) {
        struct val t = o->a;
        o->a = o->b;
        o->b = t;
    }
    switch (o->code) {
    case IR_NOT:
        o->code = IR_XOR;
        o->b = val_const(bits_mask(o->w));
        break;
    case IR_NEG:
        o->code = IR_SUB;
        o->b = o->a;
        o->a = val_const(0);
        break;
    case IR_SUB:
        if (o->b.kind == V_CONST) {
            o->code = IR_ADD;
            o->b.k = (0 - o->b.k) & bits_mask(o->w);
        }
        break;
    case IR_TRUNC:
        o->code = IR_SLICE;
        o->imm = 0;
        break;
    case IR_DSLICE:
        if (o->b.kind == V_CONST && o->b.k < 64) {
            o->code = IR_SLICE;
            o->imm = o->b.k;
            o->b.kind = V_NONE;
        }
        break;
    default: break;
    }
}

/* Comparisons: only EQ NE LTU GEU LTS GES, constants on the right. */
static void canonical_compare(struct sop *o)
{
    bool sign = o->code == IR_LTS || o->code == IR_LES;
    uint64_t max = sign ? bits_mask(o->w2) >> 1 : bits_mask(o->w2);
    if (o->code == IR_LEU || o->code == IR_LES) { /* a <= b: b >= a, or a < b + 1 */
        if (o->b.kind == V_CONST && o->b.k != max) {
            o->code = sign ? IR_LTS : IR_LTU;
            o->b.k = (o->b.k + 1) & bits_mask(o->w2);
        } else {
            struct val t = o->a;
            o->code = sign ? S_GES : S_GEU;
            o->a = o->b;
            o->b = t;
        }
    } else if ((o->code == IR_LTU || o->code == IR_LTS) && o->a.kind == V_CONST && o->a.k != max) {
        struct val t = o->a; /* k < b: b >= k + 1 */
        o->code = sign ? S_GES : S_GEU;
        o->a = o->b;
        o->b = val_const((t.k + 1) & bits_mask(o->w2));
    }
}

/* Operations that are one of their operands, or a constant. V_NONE: neither. */
static struct val identity(const struct spec *s, const struct sop *o)
{
    uint64_t m = bits_mask(o->w);
    const struct val none = { .kind = V_NONE };
    switch (o->code) {
    case IR_ADD:
    case IR_XOR:
        if (o->code == IR_XOR && val_same(o->a, o->b))
            return val_const(0);
        return val_is(o->b, 0) ? o->a : none;
    case IR_OR: return val_is(o->b, 0) || val_same(o->a, o->b) ? o->a : val_is(o->b, m) ? o->b : none;
    case IR_AND: return val_is(o->b, m) || val_same(o->a, o->b) ? o->a : val_is(o->b, 0) ? o->b : none;
    case IR_SUB: return val_same(o->a, o->b) ? val_const(0) : none;
    case IR_MUL: return val_is(o->b, 1) ? o->a : val_is(o->b, 0) ? o->b : none;
    case IR_SHL:
    case IR_SHR: return val_is(o->b, 0) ? o->a : o->b.kind == V_CONST && o->b.k >= o->w ? val_const(0) : none;
    case IR_SAR:
    case IR_ROTL:
    case IR_ROTR: return val_is(o->b, 0) ? o->a : none;
    case IR_SEXT: return o->w == o->w2 ? o->a : none;
    case IR_SLICE: return o->imm == 0 && o->w2 && o->w >= o->w2 ? o->a : none;
    case IR_CONCAT: return val_is(o->a, 0) ? o->b : none;
    case IR_SEL: return o->a.kind == V_CONST ? (o->a.k ? o->b : o->c) : val_same(o->b, o->c) ? o->b : none;
    case IR_NE: return o->w2 == 1 && val_is(o->b, 0) ? o->a : val_same(o->a, o->b) ? val_const(0) : none;
    case IR_EQ: return o->w2 == 1 && val_is(o->b, 1) ? o->a : val_same(o->a, o->b) ? val_const(1) : none;
    case IR_LTU: return val_is(o->b, 0) || val_same(o->a, o->b) ? val_const(0) : none;
    case S_GEU: return val_is(o->b, 0) || val_same(o->a, o->b) ? val_const(1) : none;
    default: (void)s; return none;
    }
}

/* Two operations with constants into one: (a + k) + l, (a & k) & l, a[..][..]. Only where the first
 * operation's operand can't have changed since: it is a temporary with one definition or there is none. */
static void merge(struct spec *s, struct sop *o)
{
    const struct sop *p = def_of(s, o->a);
    if (!p || p->a.kind != V_TEMP || is_multi(s->in.ir, p->a.i) || p->sx)
        return;
    if ((o->code == IR_ADD || o->code == IR_AND) && p->code == o->code && p->w == o->w &&
        o->b.kind == V_CONST && p->b.kind == V_CONST) {
        o->b.k = o->code == IR_ADD ? (o->b.k + p->b.k) & bits_mask(o->w) : o->b.k & p->b.k;
        o->a = p->a;
    } else if (o->code == IR_SLICE && p->code == IR_SLICE && o->imm + o->w <= p->w) {
        o->imm += p->imm;
        o->a = p->a;
    } else if (o->code == IR_AND && p->code == IR_SLICE && o->b.kind == V_CONST && p->w == o->w) {
        /* nothing: kept apart, shifts want the slice */
    } else if ((o->code == IR_EQ || o->code == IR_NE) && val_is(o->b, 0) && o->w2 == 1 &&
               (p->code == IR_EQ || p->code == IR_NE || p->code == IR_LTU || p->code == S_GEU ||
                p->code == IR_LTS || p->code == S_GES) &&
               o->code == IR_EQ && p->b.kind != V_REG &&
               !(p->b.kind == V_TEMP && is_multi(s->in.ir, p->b.i))) {
        static const uint8_t not [S_CODE_COUNT] = { [IR_EQ] = IR_NE,  [IR_NE] = IR_EQ,  [IR_LTU] = S_GEU,
                                                    [S_GEU] = IR_LTU, [IR_LTS] = S_GES, [S_GES] = IR_LTS };
        o->code = not [p->code];
        o->w2 = p->w2;
        o->a = p->a;
        o->b = p->b;
    }
}

/* ---- one operation of each sort ---------------------------------------------------------------------- */

static void define(struct spec *s, const struct ir_op *p, struct val v)
{
    if (!is_multi(s->in.ir, p->d)) {
        if (v.kind == V_TEMP && is_multi(s->in.ir, v.i)) { /* may change later: take a copy */
            struct sop *o = push(s, IR_MOV, p->w);
            o->d = val_temp(p->d);
            o->a = v;
            v = o->d;
        }
        set(s, p->d, v);
        return;
    }
    struct sop *o = push(s, IR_MOV, p->w);
    o->d = val_temp(p->d);
    o->a = v;
    for (size_t t = 0; t < s->val.count; t++) /* nobody copies a temporary that changes: see above */
        if (is_multi(s->in.ir, (unsigned)t) && val_same(s->val.data[t], o->d))
            s->val.data[t] = val_temp((unsigned)t);
    set(s, p->d, v.kind == V_TEMP && is_multi(s->in.ir, v.i) ? o->d : v);
}

static void fold_pure(struct spec *s, const struct ir_op *p)
{
    struct sop o = { .code = p->code, .w = p->w, .w2 = p->w2, .imm = p->imm, .flags = p->flags };
    o.a = get(s, p->a);
    o.b = get(s, p->b);
    o.c = get(s, p->c);
    bool known = (o.a.kind == V_CONST || o.a.kind == V_NONE) && (o.b.kind == V_CONST || o.b.kind == V_NONE) &&
                 (o.c.kind == V_CONST || o.c.kind == V_NONE);
    const uint64_t v[3] = { o.a.k, o.b.k, o.c.k };
    uint64_t r;
    if (known && spec_eval(o.code, o.w, o.w2, o.imm, v, &r)) {
        define(s, p, val_const(r));
        return;
    }
    if (o.code == IR_SLICE && p->a < s->in.ir->ntemps && s->in.ir->widths)
        o.w2 = s->in.ir->widths[p->a];
    canonical(&o);
    if (o.code >= IR_EQ && o.code <= IR_LES)
        canonical_compare(&o);
    merge(s, &o);
    if (o.code == IR_SLICE && !val_same(o.a, get(s, p->a)))
        o.w2 = 0;
    struct val id = o.code == IR_MOV ? o.a : identity(s, &o);
    if (id.kind != V_NONE) {
        define(s, p, id);
        return;
    }
    o.d = val_temp(p->d);
    *vec_push(&s->ops) = o;
    set(s, p->d, o.d);
}

/* The slot of element `index` of a file; -1 the zero register or none. */
static int element(const struct isa *isa, uint64_t file, uint64_t index)
{
    const struct reg *r = &isa->regs[file];
    if (index >= (r->count ? r->count : 1) || (r->zero >= 0 && index == (uint64_t)r->zero))
        return -1;
    return (int)(r->slot + index);
}

static int zero_of(const struct isa *isa, unsigned slot)
{
    for (unsigned i = 0; i < isa->nregs; i++) {
        const struct reg *r = &isa->regs[i];
        if (r->zero >= 0 && slot == r->slot + (unsigned)r->zero)
            return 1;
    }
    return 0;
}

static void fold_read(struct spec *s, const struct ir_op *p)
{
    const struct isa *isa = s->in.isa;
    struct val index = get(s, p->a);
    int slot = (int)p->imm;
    if (p->code == IR_READ && zero_of(isa, (unsigned)slot))
        slot = -1;
    if (p->code != IR_READ) {
        if (index.kind != V_CONST) {
            struct sop *o = push(s, p->code, p->w);
            o->imm = p->imm;
            o->a = index;
            o->d = val_temp(p->d);
            set(s, p->d, o->d);
            return;
        }
        slot = element(isa, p->imm, index.k);
    }
    if (slot < 0) {
        define(s, p, val_const(0));
        return;
    }
    struct sop *o = push(s, p->code == IR_PENDING ? IR_PENDING : IR_READ, p->w);
    o->imm = (uint64_t)slot;
    o->d = val_temp(p->d);
    set(s, p->d, o->d);
}

static void fold_write(struct spec *s, const struct ir_op *p)
{
    const struct isa *isa = s->in.isa;
    bool late = p->code == IR_WRITEX_DELAYED;
    struct val v = get(s, p->code == IR_WRITE ? p->a : p->b), index = get(s, p->a);
    int slot = (int)p->imm;
    if (p->code == IR_WRITE && zero_of(isa, (unsigned)slot))
        return;
    if (p->code != IR_WRITE) {
        if (index.kind != V_CONST) {
            struct sop *o = push(s, p->code, p->w);
            o->imm = p->imm;
            o->a = index;
            o->b = v;
            return;
        }
        slot = element(isa, p->imm, index.k);
    }
    if (slot < 0)
        return;
    struct sop *o = push(s, late ? IR_WRITEX_DELAYED : IR_WRITE, p->w);
    o->imm = (uint64_t)slot;
    o->a = late ? val_const((uint64_t)slot) : v;
    o->b = late ? v : (struct val){ .kind = V_NONE };
    if (s->in.late && !late)
        push(s, S_LATE_CANCEL, p->w)->imm = (uint64_t)slot;
}

/* Bytes of the operands that are fetched by operations after i (bus timing: pc moves with each). */
static uint64_t fetches_after(const struct spec_in *in, unsigned i)
{
    uint64_t n = 0;
    for (unsigned k = i + 1; in->insn && k < in->ir->nops; k++) {
        const struct ir_op *p = &in->ir->ops[k];
        if (p->code == IR_FETCH && p->imm < in->insn->noperands)
            n += p->w2 ? 1 : (in->insn->operands[p->imm].width + 7u) / 8;
    }
    return n < in->len ? n : 0;
}

static void fold_pc(struct spec *s, unsigned i, const struct ir_op *p)
{
    const struct spec_in *in = &s->in;
    uint64_t v = in->pc;
    if (p->code == IR_NEXT_PC)
        v = in->next;
    else if (p->code == IR_RAW)
        v = in->raw;
    else if (in->isa->pc_next)
        v = in->next - fetches_after(in, i);
    if (p->code == IR_NEXT_PC && in->isa->delay_slots && !in->outside_slot) {
        struct sop *o = push(s, IR_NEXT_PC, p->w);
        o->imm = in->next;
        o->d = val_temp(p->d);
        set(s, p->d, o->d);
        return;
    }
    define(s, p, val_const(v & bits_mask(p->w)));
}

static void fold_field(struct spec *s, const struct ir_op *p)
{
    if (s->in.fields)
        define(s, p, val_const(s->in.fields[p->imm] & bits_mask(p->w)));
    else
        define(s, p, val_reg(s->in.isa->nslots + (unsigned)p->imm));
}

/* Everything that has an effect or reads more than registers: kept as it is. */
static void fold_effect(struct spec *s, const struct ir_op *p)
{
    struct sop *o = push(s, p->code, p->w);
    struct val d = p->d == IR_NONE ? (struct val){ .kind = V_NONE } : val_temp(p->d);
    o->w2 = p->w2;
    o->flags = p->flags;
    o->imm = p->imm;
    o->a = get(s, p->a);
    o->b = get(s, p->b);
    o->c = get(s, p->c);
    o->d = d;
    if (d.kind == V_TEMP)
        set(s, p->d, d);
}

/* ---- control flow ------------------------------------------------------------------------------------ */

static void reach(struct spec *s, unsigned i, unsigned how)
{
    if (s->reach.data[i] < how)
        s->reach.data[i] = (uint8_t)how;
}

/* Control meets at op i: what is known of temporaries with several definitions is forgotten. */
static void meet(struct spec *s)
{
    for (size_t t = 0; t < s->val.count; t++)
        if (is_multi(s->in.ir, (unsigned)t))
            s->val.data[t] = val_temp((unsigned)t);
}

static bool fold_control(struct spec *s, unsigned i, const struct ir_op *p)
{
    struct val a = get(s, p->a);
    bool always = p->code == IR_BR || val_is(a, 0), never = p->code == IR_BZ && a.kind == V_CONST && a.k;
    if (!never) {
        struct sop *o = push(s, always ? IR_BR : IR_BZ, 1);
        o->a = a;
        o->target = (unsigned)p->imm;
        reach(s, (unsigned)p->imm, 2);
    }
    if (!always)
        reach(s, i + 1, 1);
    return true;
}

static void fold_one(struct spec *s, unsigned i, const struct ir_op *p)
{
    bool through = true;
    switch (p->code) {
    case IR_NOP:
    case IR_IDLE:
    case IR_FETCH: break;
    case IR_CONST: define(s, p, val_const(p->imm & bits_mask(p->w))); break;
    case IR_FIELD: fold_field(s, p); break;
    case IR_PC:
    case IR_NEXT_PC:
    case IR_RAW: fold_pc(s, i, p); break;
    case IR_READ:
    case IR_READX:
    case IR_PENDING: fold_read(s, p); break;
    case IR_WRITE:
    case IR_WRITEX:
    case IR_WRITEX_DELAYED: fold_write(s, p); break;
    case IR_BZ:
    case IR_BR:
        fold_control(s, i, p);
        through = false;
        break;
    case IR_RAISE:
    case IR_END:
        fold_effect(s, p);
        through = false;
        break;
    default:
        if (spec_pure(p->code))
            fold_pure(s, p);
        else
            fold_effect(s, p);
    }
    if (through)
        reach(s, i + 1, 1);
}

/* Branch targets become indices into ops; a branch to the next operation disappears. */
static void link_targets(struct spec *s)
{
    for (size_t i = s->ops.count; i-- > 0;) {
        struct sop *o = &s->ops.data[i];
        if (o->code != IR_BR && o->code != IR_BZ)
            continue;
        o->target = s->map.data[o->target];
        if (o->target == i + 1)
            o->code = IR_NOP;
        else
            s->ops.data[o->target].label = true;
    }
}

/* Op i is reached by a branch. If the only one stands right above, there is nothing to do but to drop it. */
static void arrive(struct spec *s, unsigned i)
{
    unsigned ways = 0, n = (unsigned)s->ops.count;
    for (unsigned k = 0; k < n; k++)
        ways += (s->ops.data[k].code == IR_BR || s->ops.data[k].code == IR_BZ) && s->ops.data[k].target == i;
    if (ways != 1 || s->ops.data[n - 1].code != IR_BR || s->ops.data[n - 1].target != i) {
        meet(s);
        return;
    }
    s->ops.count--;
    for (unsigned k = 0; k <= i; k++)
        if (s->map.data[k] == n)
            s->map.data[k] = n - 1;
}

void spec_fold(struct spec *s)
{
    const struct ir *ir = s->in.ir;
    s->ops.count = s->val.count = s->map.count = s->reach.count = 0;
    for (unsigned t = 0; t < ir->ntemps; t++)
        *vec_push(&s->val) = val_temp(t);
    for (unsigned i = 0; i <= ir->nops; i++) {
        *vec_push(&s->map) = 0;
        *vec_push(&s->reach) = 0;
    }
    reach(s, 0, 1);
    for (unsigned i = 0; i < ir->nops; i++) {
        s->map.data[i] = (unsigned)s->ops.count;
        if (s->reach.data[i] == 2)
            arrive(s, i);
        if (s->reach.data[i])
            fold_one(s, i, &ir->ops[i]);
    }
    s->ntemps = ir->ntemps;
    link_targets(s);
}

/* A jump that is never reached (a condition that is false whatever the registers hold) still has a target,
 * which a predictor may look at. */
bool spec_dead_target(struct spec *s, uint64_t *target)
{
    const struct ir *ir = s->in.ir;
    size_t kept = s->ops.count;
    bool found = false;
    for (unsigned i = 0; i < ir->nops; i++) {
        const struct ir_op *p = &ir->ops[i];
        if (s->reach.data[i])
            continue;
        if (p->code == IR_CONST)
            define(s, p, val_const(p->imm & bits_mask(p->w)));
        else if (p->code == IR_FIELD)
            fold_field(s, p);
        else if (p->code == IR_PC || p->code == IR_NEXT_PC || p->code == IR_RAW)
            fold_pc(s, i, p);
        else if (spec_pure(p->code))
            fold_pure(s, p);
        if ((p->code != IR_JUMP && p->code != IR_JUMP_NOW) || get(s, p->a).kind != V_CONST)
            continue;
        *target = get(s, p->a).k;
        found = true;
    }
    s->ops.count = kept;
    return found;
}
