/* emit.c - the last phase of specialisation: workspace slots for temporaries, and the choice of operations.
 */
#include "exec/spec.h"

#include <stdlib.h>
#include <string.h>
#include "base/bits.h"
#include "base/str.h"

#define WORK_MAX 512

struct emit {
    struct spec *s;
    unsigned base; /* first workspace slot */
    uint8_t busy[WORK_MAX];
    uint16_t *slot;  /* of each temporary */
    unsigned *last;  /* last operation that reads or writes it */
    unsigned *start; /* of each sop: its first uop */
    uint16_t scratch[8];
    unsigned nscratch; /* workspace of constants, until the operation is done */
    bool sys, jumps;
};

static unsigned take(struct emit *e)
{
    unsigned n = ARCH_SLOTS - e->base < WORK_MAX ? ARCH_SLOTS - e->base : WORK_MAX;
    for (unsigned i = 0; i < n; i++)
        if (!e->busy[i]) {
            e->busy[i] = 1;
            if (e->s->nwork < i + 1)
                e->s->nwork = i + 1;
            return e->base + i;
        }
    e->s->failed = true;
    return 0;
}

static void give_back(struct emit *e, unsigned slot)
{
    if (slot >= e->base)
        e->busy[slot - e->base] = 0;
}

static struct uop *out(struct emit *e, unsigned code)
{
    *vec_push(&e->s->uops) = (uint16_t)code;
    struct uop *u = vec_push(&e->s->code);
    memset(u, 0, sizeof *u);
    return u;
}

static uint16_t scratch(struct emit *e)
{
    uint16_t slot = (uint16_t)take(e);
    e->scratch[e->nscratch++] = slot;
    return slot;
}

static uint16_t dest(struct emit *e, struct val d)
{
    if (d.kind == V_REG)
        return d.i;
    if (d.kind != V_TEMP) /* a result that nobody wants */
        return scratch(e);
    if (e->slot[d.i] == UOP_NO_SLOT)
        e->slot[d.i] = (uint16_t)take(e);
    return e->slot[d.i];
}

/* The slot that holds v; a constant is put into the workspace first. */
static uint16_t slot_of(struct emit *e, struct val v)
{
    if (v.kind == V_REG)
        return v.i;
    if (v.kind == V_TEMP)
        return dest(e, v);
    uint16_t slot = scratch(e);
    struct uop *u = out(e, U_MOVI);
    u->d = slot;
    u->imm = v.kind == V_CONST ? v.k : 0;
    return slot;
}

/* d = a op b with b a slot or a constant; the RI form follows the RR form. */
static struct uop *binary(struct emit *e, const struct sop *o, unsigned rr)
{
    bool imm = o->b.kind == V_CONST;
    uint16_t a = slot_of(e, o->a), b = imm ? 0 : slot_of(e, o->b);
    struct uop *u = out(e, rr + imm);
    u->d = dest(e, o->d);
    u->a = a;
    u->b = b;
    u->imm = imm ? o->b.k : 0;
    return u;
}

static struct uop *slots(struct emit *e, const struct sop *o, unsigned code)
{
    uint16_t a = o->a.kind ? slot_of(e, o->a) : 0, b = o->b.kind ? slot_of(e, o->b) : 0,
             c = o->c.kind ? slot_of(e, o->c) : 0;
    struct uop *u = out(e, code);
    u->a = a;
    u->b = b;
    u->c = c;
    if (o->d.kind)
        u->d = dest(e, o->d);
    return u;
}

static unsigned width_class(const struct sop *o)
{
    return o->w == 32 ? (o->sx ? 2 : 0) : o->w == 64 ? 4 : 6;
}

static void emit_arith(struct emit *e, const struct sop *o)
{
    unsigned first = o->code == IR_ADD ? U_ADD32_RR : o->code == IR_SUB ? U_SUB32_RR : U_MUL32_RR;
    struct sop t = *o;
    if (o->code == IR_SUB && o->a.kind == V_CONST) { /* SUB_RI is imm - a */
        t.a = o->b;
        t.b = o->a;
    }
    binary(e, &t, first + width_class(o))->x = bits_mask(o->w);
}

static void emit_shift(struct emit *e, const struct sop *o)
{
    unsigned first = o->code == IR_SHL ? U_SHL32_RR : o->code == IR_SHR ? U_SHR32_RR : U_SAR32_RR;
    struct sop t = *o;
    if (o->b.kind == V_CONST && o->b.k >= o->w)
        t.b.k = o->w - 1u; /* arithmetic: the others are constants by now */
    unsigned form = o->b.kind == V_CONST || o->modulo ? width_class(o) : 6;
    struct uop *u = binary(e, &t, first + form);
    u->x = bits_mask(o->w);
    u->c = o->w;
}

static void emit_division(struct emit *e, const struct sop *o)
{
    static const uint16_t first[] = {
        [IR_DIVU] = U_DIVU32_RR,     [IR_DIVS] = U_DIVS32_RR,      [IR_REMU] = U_REMU32_RR,
        [IR_REMS] = U_REMS32_RR,     [IR_MULH_SS] = U_MULHSS32_RR, [IR_MULH_SU] = U_MULHSU32_RR,
        [IR_MULH_UU] = U_MULHUU32_RR
    };
    slots(e, o, first[o->code] + width_class(o) / 2)->c = o->w;
}

static void emit_logic(struct emit *e, const struct sop *o)
{
    binary(e, o, o->code == IR_AND ? U_AND_RR : o->code == IR_OR ? U_OR_RR : U_XOR_RR);
}

static void emit_extract(struct emit *e, const struct sop *o, unsigned low, unsigned from)
{
    struct uop *u = slots(e, o, U_SSLICE);
    u->b = (uint16_t)(64 - (low + from));
    u->c = (uint16_t)(64 - from);
    u->x = bits_mask(o->w);
}

static void emit_concat(struct emit *e, const struct sop *o)
{
    struct sop t = *o;
    if (o->a.kind == V_CONST) {
        t.a = o->b;
        t.b = val_const(o->w2 < 64 ? o->a.k << o->w2 : 0);
        binary(e, &t, U_OR_RR);
        return;
    }
    struct uop *u;
    if (o->b.kind == V_CONST) {
        t.b.kind = V_NONE;
        u = slots(e, &t, U_CONCAT_RI);
        u->x = o->b.k;
    } else {
        u = slots(e, o, U_CONCAT_RR);
    }
    u->c = o->w2;
}

static void emit_select(struct emit *e, const struct sop *o)
{
    struct sop t = *o;
    if (o->b.kind != V_CONST || o->c.kind != V_CONST) {
        slots(e, o, U_SEL);
        return;
    }
    t.b.kind = t.c.kind = V_NONE;
    struct uop *u = slots(e, &t, U_SEL_II);
    u->imm = o->b.k;
    u->x = o->c.k;
}

/* ---- comparisons ------------------------------------------------------------------------------------- */

/* Signed comparisons of odd widths compare sign-extended copies. */
static struct val extended(struct emit *e, struct val v, unsigned w)
{
    if (v.kind == V_CONST)
        return val_const((uint64_t)bits_signed(v.k, w));
    uint16_t a = slot_of(e, v), d = scratch(e);
    struct uop *u = out(e, U_SSLICE);
    u->d = d;
    u->a = a;
    u->b = u->c = (uint16_t)(64 - w);
    u->x = ~UINT64_C(0);
    return val_reg(d);
}

/* family: U_SETEQ_RR, U_SKIPEQ_RR or U_BREQ_RR. */
static struct uop *compare(struct emit *e, const struct sop *o, unsigned cc, unsigned family)
{
    unsigned n = cc == IR_EQ    ? 0
                 : cc == IR_NE  ? 1
                 : cc == IR_LTU ? 2
                 : cc == S_GEU  ? 3
                 : cc == IR_LTS ? 4
                                : 5;
    struct sop t = *o;
    if (n >= 4 && o->w2 != 32) {
        if (o->w2 != 64) {
            t.a = extended(e, o->a, o->w2);
            t.b = extended(e, o->b, o->w2);
        }
        n += 2;
    }
    bool imm = t.b.kind == V_CONST;
    uint16_t a = slot_of(e, t.a), b = imm ? 0 : slot_of(e, t.b), d = family == U_SETEQ_RR ? dest(e, o->d) : 0;
    struct uop *u = out(e, family + 2 * n + imm);
    u->d = d;
    u->a = a;
    u->b = b;
    u->imm = imm ? t.b.k : 0;
    return u;
}

/* ---- memory ------------------------------------------------------------------------------------------ */

/* The slot of a memory address in bytes. */
static uint16_t address(struct emit *e, const struct sop *o)
{
    uint16_t a = slot_of(e, o->a);
    unsigned cell = e->s->in.isa->mem.cell, shift = 0;
    while (8u << shift < cell)
        shift++;
    if (!shift)
        return a;
    uint16_t d = scratch(e);
    struct uop *u = out(e, U_SHL64_RI);
    u->d = d;
    u->a = a;
    u->imm = shift;
    return d;
}

static int log_bytes(unsigned w)
{
    return w == 8 ? 0 : w == 16 ? 1 : w == 32 ? 2 : w == 64 ? 3 : -1;
}

static void emit_load(struct emit *e, const struct sop *o)
{
    /* [size][0 zero-extended, 1 to 32, 2 to 64]; big-endian behind it */
    static const uint16_t code[4][2][3] = {
        { { U_LD8U_A32, U_LD8S32_A32, U_LD8S64_A32 }, { U_LD8U_A32, U_LD8S32_A32, U_LD8S64_A32 } },
        { { U_LD16U_A32, U_LD16S32_A32, U_LD16S64_A32 }, { U_LD16UB_A32, U_LD16S32B_A32, U_LD16S64B_A32 } },
        { { U_LD32U_A32, U_LD32U_A32, U_LD32S64_A32 }, { U_LD32UB_A32, U_LD32UB_A32, U_LD32S64B_A32 } },
        { { U_LD64U_A32, U_LD64U_A32, U_LD64U_A32 }, { U_LD64UB_A32, U_LD64UB_A32, U_LD64UB_A32 } },
    };
    int n = log_bytes(o->w);
    uint16_t a = address(e, o);
    unsigned op = U_LDN;
    if (n >= 0)
        op = code[n][e->s->in.isa->mem.big_endian][o->sx == 64   ? 2
                                                   : o->sx == 32 ? 1
                                                                 : 0] +
             (o->aw == 32 ? 0 : U_LD8U_A64 - U_LD8U_A32);
    struct uop *u = out(e, op);
    u->d = dest(e, o->d);
    u->a = a;
    u->c = o->flags;
    u->imm = o->imm;
    u->x = (o->w + 7u) / 8;
}

static void emit_store(struct emit *e, const struct sop *o)
{
    static const uint16_t code[4][2] = { { U_ST8_A32, U_ST8_A32 },
                                         { U_ST16_A32, U_ST16B_A32 },
                                         { U_ST32_A32, U_ST32B_A32 },
                                         { U_ST64_A32, U_ST64B_A32 } };
    int n = log_bytes(o->w2);
    bool imm = o->b.kind == V_CONST && n >= 0;
    uint16_t a = address(e, o), b = imm ? 0 : slot_of(e, o->b);
    unsigned op = U_STN;
    if (n >= 0)
        op = code[n][e->s->in.isa->mem.big_endian] + imm + (o->aw == 32 ? 0 : U_ST8_A64 - U_ST8_A32);
    struct uop *u = out(e, op);
    u->a = a;
    u->b = b;
    u->c = o->flags;
    u->imm = o->imm;
    u->x = imm ? o->b.k : (o->w2 + 7u) / 8;
}

static void emit_reserved(struct emit *e, const struct sop *o)
{
    bool load = o->code == IR_LOAD_RESERVED;
    uint16_t a = address(e, o), b = load ? 0 : slot_of(e, o->b);
    struct uop *u = out(e, load ? U_LR : U_SC);
    u->d = dest(e, o->d);
    u->a = a;
    u->b = b;
    u->c = o->flags;
    u->x = ((load ? o->w : o->w2) + 7u) / 8;
}

static void emit_element(struct emit *e, const struct sop *o)
{
    const struct reg *r = &e->s->in.isa->regs[o->imm];
    struct uop *u = slots(e, o, o->code == IR_READX ? U_READX : U_WRITEX);
    u->imm = r->slot;
    u->x = r->count ? r->count : 1;
    u->c = r->zero >= 0 ? (uint16_t)r->zero : UOP_NO_SLOT;
}

/* ---- control ----------------------------------------------------------------------------------------- */

/* code takes a slot, code_i a constant (in imm). */
static struct uop *either(struct emit *e, struct val v, unsigned code, unsigned code_i)
{
    uint16_t a = v.kind == V_CONST ? 0 : slot_of(e, v);
    struct uop *u = out(e, v.kind == V_CONST ? code_i : code);
    u->a = a;
    u->imm = v.kind == V_CONST ? v.k : 0;
    return u;
}

static void emit_jump(struct emit *e, const struct sop *o)
{
    bool slots_isa = e->s->in.isa->delay_slots != 0;
    if (o->last) {
        struct uop *u = either(e, o->a, U_JUMP_REG, U_JUMP);
        u->x = u->imm;
        return;
    }
    e->jumps = true;
    if (slots_isa && o->code == IR_JUMP)
        either(e, o->a, U_SLOT_JUMP, U_SLOT_JUMP_I);
    else if (slots_isa)
        out(e, U_JUMP_NOW)->a = slot_of(e, o->a);
    else
        either(e, o->a, U_SETJ, U_SETJ_I);
}

static void emit_call(struct emit *e, const struct sop *o)
{
    bool link = o->d.kind == V_REG;
    uint16_t a = slot_of(e, o->a);
    struct uop *u =
        out(e, o->w == 32 ? (link ? U_CALL_SUM32 : U_JUMP_SUM32) : (link ? U_CALL_SUM64 : U_JUMP_SUM64));
    u->a = a;
    u->imm = o->imm;
    u->c = o->mask;
    u->d = link ? o->d.i : 0;
    u->x = link ? o->b.k : 0;
}

static void emit_end(struct emit *e)
{
    const struct spec_in *in = &e->s->in;
    if (in->late)
        out(e, U_LATE_COMMIT);
    if (in->isa->delay_slots) {
        bool jumps = e->jumps;
        for (unsigned i = 0; i < in->ir->nops; i++)
            jumps |= in->ir->ops[i].code == IR_JUMP;
        out(e, U_END_SLOT)->c = (uint16_t)(jumps | e->sys << 1);
    } else {
        out(e, e->sys ? U_END_SYS : e->jumps ? U_END_JUMP : U_END);
    }
}

static void emit_sys(struct emit *e, const struct sop *o)
{
    if (o->imm == IR_SYS_FENCE || o->imm == IR_SYS_FLUSH_TRANSLATIONS)
        return;
    if (o->imm == IR_SYS_FLUSH_ICACHE) {
        out(e, U_FENCE_CODE);
        return;
    }
    e->sys = true;
    struct sop t = *o;
    if (!t.a.kind)
        t.a = val_const(0);
    if (!t.b.kind)
        t.b = val_const(0);
    slots(e, &t, U_SYS)->c = (uint16_t)o->imm;
}

static void emit_late(struct emit *e, const struct sop *o)
{
    if (o->code == IR_WRITEX_DELAYED) {
        if (o->a.kind != V_CONST) { /* the register would have to be known */
            e->s->failed = true;
            return;
        }
        uint16_t b = slot_of(e, o->b);
        struct uop *u = out(e, U_LATE_WRITE);
        u->d = (uint16_t)o->imm;
        u->b = b;
    } else if (o->a.kind == V_NONE) {
        struct uop *u = out(e, U_LATE_READ);
        u->d = dest(e, o->d);
        u->a = (uint16_t)o->imm;
    } else {
        e->s->failed = true;
    }
}

static void emit_one(struct emit *e, const struct sop *o)
{
    struct uop *u;
    struct sop t = *o;
    switch (o->code) {
    case IR_NOP: break;
    case IR_READ:
        t.a = val_reg((unsigned)o->imm);
        u = slots(e, &t, U_MOV);
        break;
    case IR_WRITE:
    case IR_MOV:
        u = either(e, o->a, U_MOV, U_MOVI);
        u->d = o->code == IR_WRITE ? (uint16_t)o->imm : dest(e, o->d);
        break;
    case IR_ADD:
    case IR_SUB:
    case IR_MUL: emit_arith(e, o); break;
    case IR_AND:
    case IR_OR:
    case IR_XOR: emit_logic(e, o); break;
    case IR_DIVU:
    case IR_DIVS:
    case IR_REMU:
    case IR_REMS:
    case IR_MULH_SS:
    case IR_MULH_SU:
    case IR_MULH_UU: emit_division(e, o); break;
    case IR_SHL:
    case IR_SHR:
    case IR_SAR: emit_shift(e, o); break;
    case IR_ROTL:
    case IR_ROTR: slots(e, o, o->code == IR_ROTL ? U_ROTL : U_ROTR)->c = o->w; break;
    case IR_EQ:
    case IR_NE:
    case IR_LTU:
    case IR_LTS:
    case S_GEU:
    case S_GES: compare(e, o, o->code, U_SETEQ_RR); break;
    case IR_SEXT: emit_extract(e, o, 0, o->w2); break;
    case S_SSLICE: emit_extract(e, o, (unsigned)o->imm, o->w2); break;
    case IR_SLICE:
        u = slots(e, o, U_SLICE);
        u->c = (uint16_t)o->imm;
        u->x = bits_mask(o->w);
        break;
    case IR_DSLICE: slots(e, o, U_DSLICE)->x = bits_mask(o->w); break;
    case IR_CONCAT: emit_concat(e, o); break;
    case IR_SEL: emit_select(e, o); break;
    case IR_CLZ: slots(e, o, U_CLZ)->c = o->w2; break;
    case IR_CTZ: slots(e, o, U_CTZ)->c = o->w2; break;
    case IR_POPCOUNT: slots(e, o, U_POPCOUNT)->c = o->w2; break;
    case IR_BSWAP: slots(e, o, U_BSWAP)->c = o->w2; break;
    case IR_LOAD: emit_load(e, o); break;
    case IR_STORE: emit_store(e, o); break;
    case IR_LOAD_RESERVED:
    case IR_STORE_COND: emit_reserved(e, o); break;
    case IR_READX:
    case IR_WRITEX: emit_element(e, o); break;
    case IR_WRITEX_DELAYED:
    case IR_PENDING: emit_late(e, o); break;
    case S_LATE_CANCEL: out(e, U_LATE_CANCEL)->d = (uint16_t)o->imm; break;
    case IR_BR: out(e, U_SKIP)->x = o->target; break;
    case S_SKIP: compare(e, o, o->cc, U_SKIPEQ_RR)->x = o->target; break;
    case S_BRANCH: compare(e, o, o->cc, U_BREQ_RR)->x = o->imm; break;
    case IR_JUMP:
    case IR_JUMP_NOW: emit_jump(e, o); break;
    case S_CALL:
        u = out(e, U_CALL);
        u->d = o->d.i;
        u->imm = o->b.k;
        u->x = o->a.k;
        break;
    case S_CALL_SUM: emit_call(e, o); break;
    case IR_RAISE:
        either(e, o->a.kind ? o->a : val_const(0), U_RAISE, U_RAISE_I)->c = (uint16_t)o->imm;
        break;
    case IR_COUNTER: slots(e, o, U_COUNTER)->c = (uint16_t)o->imm; break;
    case IR_COUNTER_WRITE: slots(e, o, U_COUNTER_WRITE)->c = (uint16_t)o->imm; break;
    case IR_NEXT_PC: slots(e, o, U_NEXT_PC)->imm = o->imm; break;
    case IR_IN_DELAY_SLOT: slots(e, o, U_IN_SLOT); break;
    case IR_SYS: emit_sys(e, o); break;
    case IR_END: emit_end(e); break;
    default: e->s->failed = true;
    }
}

/* ---- temporaries ------------------------------------------------------------------------------------- */

static void find_lifetimes(struct emit *e)
{
    struct spec *s = e->s;
    for (unsigned t = 0; t < s->ntemps; t++) {
        e->slot[t] = UOP_NO_SLOT;
        e->last[t] = 0;
    }
    for (unsigned i = 0; i < s->ops.count; i++) {
        const struct sop *o = &s->ops.data[i];
        const struct val v[4] = { o->a, o->b, o->c, o->d };
        for (unsigned k = 0; k < 4; k++)
            if (v[k].kind == V_TEMP)
                e->last[v[k].i] = i;
    }
}

static void release(struct emit *e, unsigned i)
{
    const struct sop *o = &e->s->ops.data[i];
    const struct val v[4] = { o->a, o->b, o->c, o->d };
    while (e->nscratch)
        give_back(e, e->scratch[--e->nscratch]);
    for (unsigned k = 0; k < 4; k++)
        if (v[k].kind == V_TEMP && e->last[v[k].i] == i && e->slot[v[k].i] != UOP_NO_SLOT)
            give_back(e, e->slot[v[k].i]);
}

static bool skips(unsigned uop)
{
    return uop == U_SKIP || (uop >= U_SKIPEQ_RR && uop < U_BREQ_RR);
}

/* The targets of skips become distances. */
static void link_skips(struct emit *e)
{
    struct spec *s = e->s;
    for (unsigned i = 0; i < s->code.count; i++) {
        if (!skips(s->uops.data[i]))
            continue;
        unsigned distance = e->start[s->code.data[i].x] - i;
        s->code.data[i].c = (uint16_t)distance;
        s->failed |= distance > UINT16_MAX;
    }
}

/* With hooks the arguments stand in the first workspace slots. */
static void reserve_fields(struct emit *e)
{
    const struct ir *ir = e->s->in.ir;
    for (unsigned i = 0; i < ir->nops; i++)
        if (ir->ops[i].code == IR_FIELD && ir->ops[i].imm < WORK_MAX)
            e->busy[ir->ops[i].imm] = 1;
    for (unsigned i = 0; i < 8; i++)
        e->busy[i] = 1;
    e->s->nwork = 8;
}

void spec_emit(struct spec *s)
{
    struct emit e = { .s = s, .base = s->in.isa->nslots };
    e.slot = xmalloc((s->ntemps + 1) * sizeof *e.slot);
    e.last = xmalloc((s->ntemps + 1) * sizeof *e.last);
    e.start = xmalloc((s->ops.count + 1) * sizeof *e.start);
    s->code.count = s->uops.count = 0;
    s->nwork = 0;
    if (!s->in.fields)
        reserve_fields(&e);
    find_lifetimes(&e);
    for (unsigned i = 0; i < s->ops.count; i++) {
        e.start[i] = (unsigned)s->code.count;
        emit_one(&e, &s->ops.data[i]);
        release(&e, i);
    }
    e.start[s->ops.count] = (unsigned)s->code.count;
    link_skips(&e);
    free(e.slot);
    free(e.last);
    free(e.start);
}
