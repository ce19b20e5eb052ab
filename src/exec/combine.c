/* combine.c - the second phase of specialisation: fewer, larger operations.
 *
 * Register reads and writes become operands, dead values disappear, and pairs become one: address sum and
 * access, compare and branch, 32-bit arithmetic and sign extension, jump and link. Since control flow is
 * forward only, the order of operations in the list is an order of time: an operand may be read later if
 * nothing in between changes it. */
#include "exec/spec.h"

#include "base/bits.h"

#define NO_DEF UINT32_MAX

static struct val *operand(struct sop *o, unsigned k)
{
    return k == 0 ? &o->a : k == 1 ? &o->b : &o->c;
}

static bool is_multi(const struct spec *s, unsigned t)
{
    const struct ir *ir = s->in.ir;
    return t < ir->ntemps && ir->multi && (ir->multi[t / 64] >> (t % 64) & 1);
}

static void count_uses(struct spec *s)
{
    s->uses.count = s->def.count = 0;
    for (unsigned t = 0; t < s->ntemps; t++) {
        *vec_push(&s->uses) = 0;
        *vec_push(&s->def) = NO_DEF;
    }
    for (size_t i = 0; i < s->ops.count; i++) {
        struct sop *o = &s->ops.data[i];
        for (unsigned k = 0; k < 3; k++)
            if (operand(o, k)->kind == V_TEMP)
                s->uses.data[operand(o, k)->i]++;
        if (o->d.kind == V_TEMP)
            s->def.data[o->d.i] = (unsigned)i;
    }
}

static bool removable(const struct sop *o)
{
    return spec_pure(o->code) || o->code == IR_READ || o->code == IR_READX || o->code == IR_PENDING ||
           o->code == IR_COUNTER || o->code == IR_NEXT_PC || o->code == IR_IN_DELAY_SLOT;
}

static void unuse(struct spec *s, struct val v);

static void kill(struct spec *s, struct sop *o)
{
    struct val v[3] = { o->a, o->b, o->c };
    o->code = IR_NOP;
    o->a.kind = o->b.kind = o->c.kind = o->d.kind = V_NONE;
    for (unsigned k = 0; k < 3; k++)
        unuse(s, v[k]);
}

/* One use of v less; its definition goes with the last (if it is the only one: dead `var`s go in
 * remove_dead). */
static void unuse(struct spec *s, struct val v)
{
    if (v.kind != V_TEMP || --s->uses.data[v.i] || is_multi(s, v.i) || s->def.data[v.i] == NO_DEF)
        return;
    struct sop *o = &s->ops.data[s->def.data[v.i]];
    if (removable(o))
        kill(s, o);
}

static void replace(struct spec *s, struct val *at, struct val by)
{
    struct val old = *at;
    if (by.kind == V_TEMP)
        s->uses.data[by.i]++;
    *at = by;
    unuse(s, old);
}

static void remove_dead(struct spec *s)
{
    for (size_t i = s->ops.count; i-- > 0;) {
        struct sop *o = &s->ops.data[i];
        if (o->d.kind == V_TEMP && !s->uses.data[o->d.i] && removable(o))
            kill(s, o);
    }
}

/* May o change register slot v.i, or temporary v.i? */
static bool changes(const struct sop *o, struct val v)
{
    if (v.kind == V_TEMP)
        return val_same(o->d, v);
    if (v.kind != V_REG)
        return false;
    return (o->code == IR_WRITE && o->imm == v.i) || o->code == IR_WRITEX || o->code == IR_WRITEX_DELAYED ||
           (o->d.kind == V_REG && o->d.i == v.i);
}

/* Does v keep its value between operations i and k, both exclusive? */
static bool stable(const struct spec *s, size_t i, size_t k, struct val v)
{
    for (size_t n = i + 1; n < k; n++)
        if (changes(&s->ops.data[n], v))
            return false;
    return true;
}

/* ---- register reads ---------------------------------------------------------------------------------- */

static void forward_reads(struct spec *s)
{
    for (size_t i = 0; i < s->ops.count; i++) {
        struct sop *r = &s->ops.data[i];
        if (r->code != IR_READ || is_multi(s, r->d.i))
            continue;
        struct val from = val_reg((unsigned)r->imm), t = r->d;
        size_t last = i;
        for (size_t k = i + 1; k < s->ops.count; k++)
            for (unsigned n = 0; n < 3; n++)
                if (val_same(*operand(&s->ops.data[k], n), t))
                    last = k;
        if (!stable(s, i, last, from))
            continue;
        for (size_t k = i + 1; k <= last; k++)
            for (unsigned n = 0; n < 3; n++)
                if (val_same(*operand(&s->ops.data[k], n), t))
                    replace(s, operand(&s->ops.data[k], n), from);
    }
}

/* ---- pairs ------------------------------------------------------------------------------------------- */

/* The definition of operand v of operation i, if it may be read again at i; `once`: and i is its only use. */
static struct sop *source(const struct spec *s, size_t i, struct val v, bool once)
{
    if (v.kind != V_TEMP || is_multi(s, v.i) || s->def.data[v.i] == NO_DEF ||
        (once && s->uses.data[v.i] != 1))
        return NULL;
    size_t j = s->def.data[v.i];
    struct sop *o = &s->ops.data[j];
    return stable(s, j, i, o->a) && stable(s, j, i, o->b) ? o : NULL;
}

static bool low_bits(const struct sop *j, unsigned w)
{
    return j && j->code == IR_SLICE && j->imm == 0 && j->w >= w;
}

/* 32-bit operations look at the low half of their operands only. */
static void strip(struct spec *s, size_t i)
{
    struct sop *o = &s->ops.data[i];
    bool shift = o->code == IR_SHL || o->code == IR_SHR || o->code == IR_SAR;
    if (o->w != 32 ||
        !(shift || (o->code >= IR_ADD && o->code <= IR_MUL) || (o->code >= IR_DIVU && o->code <= IR_MULH_UU)))
        return;
    if (shift && !o->modulo && o->b.kind != V_CONST)
        return;
    for (unsigned k = 0; k < 2; k++) {
        struct sop *j = source(s, i, *operand(o, k), false);
        if (low_bits(j, 32))
            replace(s, operand(o, k), j->a);
    }
}

static void combine_shift(struct spec *s, size_t i)
{
    struct sop *o = &s->ops.data[i], *j = source(s, i, o->b, false);
    if (!j || (o->w != 32 && o->w != 64))
        return;
    bool slice = j->code == IR_SLICE && j->imm == 0 && j->w < 8 && 1u << j->w == o->w;
    bool mask = j->code == IR_AND && val_is(j->b, o->w - 1);
    if (slice || mask) {
        o->modulo = true;
        replace(s, &o->b, j->a);
    }
}

/* o's result becomes j's: j computes it itself now. */
static void absorb(struct spec *s, struct sop *o, struct sop *j)
{
    s->def.data[o->d.i] = (unsigned)(j - s->ops.data);
    s->uses.data[j->d.i] = 0;
    j->d = o->d;
    o->code = IR_NOP;
    o->a.kind = o->d.kind = V_NONE;
}

static void combine_slice(struct spec *s, size_t i)
{
    struct sop *o = &s->ops.data[i], *j = source(s, i, o->a, true);
    bool arith = j && (j->code == IR_ADD || j->code == IR_SUB || j->code == IR_MUL);
    if (!arith || o->imm != 0 || o->w != 32 || j->w != 64 || j->sx)
        return;
    j->w = 32;
    for (unsigned k = 0; k < 2; k++)
        operand(j, k)->k &= bits_mask(32);
    size_t at = (size_t)(j - s->ops.data);
    absorb(s, o, j);
    strip(s, at);
}

static void combine_sext(struct spec *s, size_t i)
{
    struct sop *o = &s->ops.data[i], *j = source(s, i, o->a, false);
    if (!j || j->sx)
        return;
    bool once = s->uses.data[j->d.i] == 1;
    bool word = (j->code >= IR_ADD && j->code <= IR_MUL) || (j->code >= IR_DIVU && j->code <= IR_MULH_UU);
    bool shift =
        (j->code == IR_SHL || j->code == IR_SHR || j->code == IR_SAR) && (j->modulo || j->b.kind == V_CONST);
    if (once && (word || shift) && o->w == 64 && o->w2 == 32 && j->w == 32) {
        j->sx = 64;
        absorb(s, o, j);
    } else if (once && j->code == IR_LOAD && j->w == o->w2 && (o->w == 64 || (o->w == 32 && j->w < 32)) &&
               (j->w == 8 || j->w == 16 || j->w == 32)) {
        j->sx = o->w;
        absorb(s, o, j);
    } else if (j->code == IR_SLICE && j->w == o->w2) {
        o->code = S_SSLICE;
        o->imm = j->imm;
        replace(s, &o->a, j->a);
    }
}

static void combine_access(struct spec *s, size_t i)
{
    struct sop *o = &s->ops.data[i], *j = source(s, i, o->a, false);
    if (j && j->code == IR_ADD && j->b.kind == V_CONST && (j->w == 32 || j->w == 64) && !j->sx &&
        s->in.isa->mem.cell == 8) {
        o->aw = j->w;
        o->imm = j->b.k;
        replace(s, &o->a, j->a);
    }
    if (o->code != IR_STORE)
        return;
    j = source(s, i, o->b, false);
    if (low_bits(j, o->w2))
        replace(s, &o->b, j->a);
}

static unsigned negated(unsigned cc)
{
    switch (cc) {
    case IR_EQ: return IR_NE;
    case IR_NE: return IR_EQ;
    case IR_LTU: return S_GEU;
    case S_GEU: return IR_LTU;
    case IR_LTS: return S_GES;
    default: return IR_LTS;
    }
}

static bool is_compare(unsigned code)
{
    return code == IR_EQ || code == IR_NE || code == IR_LTU || code == IR_LTS || code == S_GEU ||
           code == S_GES;
}

static void combine_branch(struct spec *s, size_t i)
{
    struct sop *o = &s->ops.data[i], *j = source(s, i, o->a, true);
    o->code = S_SKIP;
    o->cc = IR_EQ;
    o->w2 = 64;
    if (j && is_compare(j->code)) {
        struct val b = j->b;
        o->cc = (uint8_t)negated(j->code);
        o->w2 = j->w2;
        if (b.kind == V_TEMP)
            s->uses.data[b.i]++;
        o->b = b;
        replace(s, &o->a, j->a);
    } else {
        o->b = val_const(0);
    }
}

static void combine_pairs(struct spec *s)
{
    for (size_t i = 0; i < s->ops.count; i++) {
        switch (s->ops.data[i].code) {
        case IR_SHL:
        case IR_SHR:
        case IR_SAR: combine_shift(s, i); break;
        case IR_SLICE: combine_slice(s, i); break;
        case IR_SEXT: combine_sext(s, i); break;
        case IR_LOAD:
        case IR_STORE: combine_access(s, i); break;
        case IR_BZ: combine_branch(s, i); break;
        default: break;
        }
        strip(s, i);
    }
}

/* ---- jumps at the end -------------------------------------------------------------------------------- */

static bool moves_control(const struct sop *o)
{
    return o->code == IR_BR || o->code == S_SKIP || o->code == IR_BZ || o->code == IR_RAISE ||
           o->code == IR_END;
}

/* The last operation before i that does something; NULL: none, or control comes in between. */
static struct sop *before(struct spec *s, size_t i)
{
    while (!s->ops.data[i].label && i-- > 0)
        if (s->ops.data[i].code != IR_NOP)
            return &s->ops.data[i];
    return NULL;
}

/* if a cc b { jump k }: the whole rest of the instruction. */
static bool end_branch(struct spec *s, size_t jump, size_t end)
{
    struct sop *j = &s->ops.data[jump], *e = &s->ops.data[end], *skip = before(s, jump);
    if (j->a.kind != V_CONST || !skip || skip->code != S_SKIP || skip->target != end)
        return false;
    for (size_t i = jump + 1; i < end; i++)
        if (s->ops.data[i].code != IR_NOP || s->ops.data[i].label)
            return false;
    for (size_t i = 0; i < end; i++)
        if ((s->ops.data[i].code == S_SKIP || s->ops.data[i].code == IR_BR) && s->ops.data[i].target == end &&
            &s->ops.data[i] != skip)
            return false;
    struct sop b = { .code = S_BRANCH,
                     .cc = (uint8_t)negated(skip->cc),
                     .w2 = skip->w2,
                     .a = skip->a,
                     .b = skip->b,
                     .imm = j->a.k,
                     .last = true };
    *e = b;
    skip->code = j->code = IR_NOP;
    skip->a.kind = skip->b.kind = j->a.kind = V_NONE;
    return true;
}

/* Takes the address sum and the clearing of low bits into the jump. */
static void end_indirect(struct spec *s, size_t end, size_t link)
{
    struct sop *e = &s->ops.data[end], *j = source(s, link, e->a, true);
    unsigned w = s->in.isa->pc ? s->in.isa->pc->width : 64;
    struct val base = e->a;
    uint64_t clear = 0, sum = 0;
    if (w != 32 && w != 64)
        return;
    if (j && j->code == IR_AND && j->b.kind == V_CONST && j->w == w) {
        clear = ~j->b.k & bits_mask(w);
        base = j->a;
    }
    if (clear > 255)
        return;
    struct sop *k = source(s, link, base, true);
    if (k && k->code == IR_ADD && k->b.kind == V_CONST && k->w == w && !k->sx) {
        sum = k->b.k;
        base = k->a;
    }
    e->code = S_CALL_SUM;
    e->w = (uint8_t)w;
    e->mask = (uint8_t)clear;
    e->imm = sum;
    replace(s, &e->a, base);
}

/* jump at the end: takes the place of IR_END. */
static void end_jump(struct spec *s, size_t jump, size_t end)
{
    struct sop *j = &s->ops.data[jump], *e = &s->ops.data[end];
    for (size_t i = jump + 1; i <= end; i++)
        if (s->ops.data[i].label || (i < end && moves_control(&s->ops.data[i])))
            return;
    *e = (struct sop){ .code = IR_JUMP, .a = j->a, .last = true };
    if (stable(s, jump, end, j->a)) {
        j->code = IR_NOP;
        j->a.kind = V_NONE;
    } else { /* the register changes after it was read: keep a copy */
        j->code = IR_MOV;
        j->w = 64;
        j->d = e->a = val_temp(s->ntemps++);
        *vec_push(&s->uses) = 1;
        *vec_push(&s->def) = (unsigned)jump;
    }
    struct sop *link = before(s, end);
    bool links = link && link->code == IR_WRITE && link->a.kind == V_CONST;
    if (e->a.kind != V_CONST)
        end_indirect(s, end, links ? (size_t)(link - s->ops.data) : end);
    if (links && (e->a.kind == V_CONST || e->code == S_CALL_SUM)) {
        e->code = e->a.kind == V_CONST ? S_CALL : S_CALL_SUM;
        e->d = val_reg((unsigned)link->imm);
        e->b = link->a;
        link->code = IR_NOP;
        link->a.kind = V_NONE;
    }
}

static void combine_end(struct spec *s)
{
    size_t end = s->ops.count - 1, jump = end, jumps = 0;
    if (s->in.isa->delay_slots || s->ops.data[end].code != IR_END)
        return;
    for (size_t i = 0; i < end; i++) {
        const struct sop *o = &s->ops.data[i];
        if (o->code == IR_JUMP || o->code == IR_JUMP_NOW) {
            jump = i;
            jumps++;
        }
        if (o->code == IR_SYS)
            return;
    }
    if (jumps == 1 && !end_branch(s, jump, end))
        end_jump(s, jump, end);
}

/* ---- register writes --------------------------------------------------------------------------------- */

/* Can the definition of t at i write register r itself, in place of the write at k? */
static bool may_write_early(const struct spec *s, size_t i, size_t k, struct val t, struct val r)
{
    size_t last = k;
    for (size_t n = i + 1; n <= k; n++) {
        const struct sop *o = &s->ops.data[n];
        if (o->label)
            return false;
        if (n == k || o->code == IR_NOP)
            continue;
        bool quiet = (spec_pure(o->code) || o->code == IR_READ || o->code == IR_WRITE) && !changes(o, r);
        bool reads = val_same(o->a, r) || val_same(o->b, r) || val_same(o->c, r) ||
                     (o->code == IR_READ && o->imm == r.i);
        if (!quiet || reads)
            return false;
    }
    for (size_t n = k + 1; n < s->ops.count; n++) {
        const struct sop *o = &s->ops.data[n];
        if (val_same(o->a, t) || val_same(o->b, t) || val_same(o->c, t))
            last = n;
    }
    return stable(s, k, last, r);
}

static void forward_writes(struct spec *s)
{
    for (size_t k = 0; k < s->ops.count; k++) {
        struct sop *w = &s->ops.data[k];
        struct val t = w->a, r = val_reg((unsigned)w->imm);
        if (w->code != IR_WRITE || t.kind != V_TEMP || is_multi(s, t.i) || s->def.data[t.i] == NO_DEF)
            continue;
        size_t i = s->def.data[t.i];
        struct sop *o = &s->ops.data[i];
        if (i > k || o->code == IR_READ || o->d.kind != V_TEMP || !may_write_early(s, i, k, t, r))
            continue;
        o->d = r;
        w->code = IR_NOP;
        w->a.kind = V_NONE;
        for (size_t n = i + 1; n < s->ops.count; n++)
            for (unsigned m = 0; m < 3; m++)
                if (val_same(*operand(&s->ops.data[n], m), t))
                    *operand(&s->ops.data[n], m) = r;
    }
}

void spec_combine(struct spec *s)
{
    count_uses(s);
    remove_dead(s);
    forward_reads(s);
    combine_pairs(s);
    combine_end(s);
    forward_writes(s);
}
