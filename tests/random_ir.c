/* random_ir.c - see random_ir.h. */
#include "random_ir.h"
#include <string.h>
#include "base/bits.h"

uint32_t gen_below(struct gen *g, uint32_t n)
{
    g->seed ^= g->seed << 13;
    g->seed ^= g->seed >> 7;
    g->seed ^= g->seed << 17;
    return (uint32_t)(g->seed >> 24) % n;
}

uint64_t gen_number(struct gen *g)
{
    uint64_t v = (uint64_t)gen_below(g, UINT32_MAX) << 32 | gen_below(g, UINT32_MAX);
    switch (gen_below(g, 5)) {
    case 0: return v;
    case 1: return gen_below(g, 4);
    case 2: return (uint64_t)0 - gen_below(g, 4);
    case 3: return UINT64_C(1) << gen_below(g, 64);
    default: return v & 0xFF;
    }
}

static struct ir_op *put(struct gen *g, enum ir_code code, unsigned w)
{
    struct ir_op *o = &g->ops[g->ir.nops++];
    *o = (struct ir_op){
        .code = code, .w = (uint8_t)w, .d = IR_NONE, .a = IR_NONE, .b = IR_NONE, .c = IR_NONE
    };
    return o;
}

static unsigned temp(struct gen *g, unsigned w)
{
    g->widths[g->ir.ntemps] = (uint8_t)w;
    return g->ir.ntemps++;
}

static struct ir_op *def(struct gen *g, enum ir_code code, unsigned w)
{
    struct ir_op *o = put(g, code, w);
    o->d = (uint16_t)temp(g, w);
    return o;
}

static unsigned konst(struct gen *g, unsigned w, uint64_t v)
{
    struct ir_op *o = def(g, gen_below(g, 8) ? IR_CONST : IR_FIELD, w);
    o->imm = o->code == IR_CONST ? v & bits_mask(w) : gen_below(g, 4);
    return o->d;
}

static unsigned read_reg(struct gen *g)
{
    if (gen_below(g, 2)) {
        struct ir_op *o = def(g, IR_READ, g->w);
        o->imm = gen_below(g, NREGS);
        return o->d;
    }
    unsigned index = konst(g, 3, gen_below(g, NREGS));
    if (!gen_below(g, 6)) { /* known at run time only */
        unsigned from = read_reg(g);
        struct ir_op *s = def(g, IR_SLICE, 4);
        s->a = (uint16_t)from;
        index = s->d;
    }
    struct ir_op *o = def(g, IR_READX, g->w);
    o->a = (uint16_t)index;
    return o->d;
}

/* A temporary of width w that is defined here. */
static unsigned value(struct gen *g, unsigned w)
{
    for (unsigned try = 0; try < 6; try++) {
        unsigned t = gen_below(g, g->ir.ntemps + 1);
        if (t < g->ir.ntemps && !g->gone[t] && g->widths[t] == w)
            return t;
    }
    if (!gen_below(g, 4))
        return konst(g, w, gen_number(g));
    unsigned from = read_reg(g);
    if (w == g->w)
        return from;
    struct ir_op *o;
    if (w < g->w) {
        bool trunc = gen_below(g, 2);
        o = def(g, trunc ? IR_TRUNC : IR_SLICE, w);
        o->w2 = (uint8_t)g->w;
        o->imm = trunc ? 0 : gen_below(g, g->w - w + 1);
    } else {
        o = def(g, IR_SEXT, w);
        o->w2 = (uint8_t)g->w;
    }
    o->a = (uint16_t)from;
    return o->d;
}

static unsigned some_width(struct gen *g)
{
    static const uint8_t usual[] = { 1, 5, 6, 8, 16, 32, 32, 32, 64, 64 };
    return gen_below(g, 8) ? usual[gen_below(g, sizeof usual)] : 1 + gen_below(g, 64);
}

static unsigned boolean(struct gen *g)
{
    unsigned w = gen_below(g, 3) ? g->w : some_width(g);
    unsigned a = value(g, w), b = value(g, w);
    struct ir_op *o = def(g, (enum ir_code)(IR_EQ + gen_below(g, 6)), 1);
    o->w2 = (uint8_t)w;
    o->a = (uint16_t)a;
    o->b = (uint16_t)b;
    return o->d;
}

static void gen_binary(struct gen *g)
{
    unsigned w = gen_below(g, 3) ? g->w : some_width(g);
    enum ir_code code = (enum ir_code)(IR_ADD + gen_below(g, IR_ROTR - IR_ADD + 1));
    bool shift = code >= IR_SHL && code <= IR_ROTR;
    unsigned a = value(g, w), b = value(g, shift && gen_below(g, 2) ? (w == 64 ? 6 : w == 32 ? 5 : 4) : w);
    if (shift && gen_below(g, 2))
        b = konst(g, 8, gen_below(g, 70));
    struct ir_op *o = def(g, code, w);
    o->a = (uint16_t)a;
    o->b = (uint16_t)b;
    if (w == 32 && gen_below(g, 2)) {
        unsigned t = o->d;
        o = def(g, IR_SEXT, 64);
        o->w2 = 32;
        o->a = (uint16_t)t;
    }
}

static void gen_bits(struct gen *g)
{
    unsigned w = some_width(g), w2 = some_width(g), a, b, c;
    struct ir_op *o;
    switch (gen_below(g, 8)) {
    case 0:
        a = value(g, w);
        o = def(g, gen_below(g, 2) ? IR_NOT : IR_NEG, w);
        o->a = (uint16_t)a;
        break;
    case 1:
        if (w > w2) {
            unsigned t = w;
            w = w2;
            w2 = t;
        }
        a = value(g, w2);
        c = gen_below(g, w2 - w + 1);
        o = def(g, IR_SLICE, w);
        o->imm = c;
        o->a = (uint16_t)a;
        break;
    case 2:
        a = value(g, w);
        b = value(g, 8);
        c = 1 + gen_below(g, w);
        o = def(g, IR_DSLICE, c);
        o->a = (uint16_t)a;
        o->b = (uint16_t)b;
        break;
    case 3:
        w = 1 + gen_below(g, 32);
        w2 = 1 + gen_below(g, 32);
        a = value(g, w);
        b = value(g, w2);
        o = def(g, IR_CONCAT, w + w2);
        o->w2 = (uint8_t)w2;
        o->a = (uint16_t)a;
        o->b = (uint16_t)b;
        break;
    case 4:
        a = boolean(g);
        b = value(g, w);
        c = value(g, w);
        o = def(g, IR_SEL, w);
        o->a = (uint16_t)a;
        o->b = (uint16_t)b;
        o->c = (uint16_t)c;
        break;
    case 5:
        a = value(g, w);
        o = def(g, (enum ir_code)(IR_CLZ + gen_below(g, 3)), 8);
        o->w2 = (uint8_t)w;
        o->a = (uint16_t)a;
        break;
    case 6:
        w = 16u << gen_below(g, 3);
        a = value(g, w);
        o = def(g, IR_BSWAP, w);
        o->w2 = (uint8_t)w;
        o->a = (uint16_t)a;
        break;
    default:
        a = value(g, w);
        w2 = w + gen_below(g, 65 - w);
        o = def(g, gen_below(g, 2) ? IR_SEXT : IR_MOV, w2);
        o->w2 = (uint8_t)w;
        o->a = (uint16_t)a;
    }
}

/* An address in (or a little outside of) RAM. */
static unsigned address(struct gen *g)
{
    unsigned w = g->w, mask = konst(g, w, 0), base, offset, t;
    g->ops[g->ir.nops - 1] = (struct ir_op){ .code = IR_CONST,
                                             .w = (uint8_t)w,
                                             .d = (uint16_t)mask,
                                             .a = IR_NONE,
                                             .b = IR_NONE,
                                             .c = IR_NONE,
                                             .imm = gen_below(g, 8) ? 0x1FF8 : 0x2FFF };
    offset = value(g, w);
    struct ir_op *o = def(g, IR_AND, w);
    o->a = (uint16_t)offset;
    o->b = (uint16_t)mask;
    t = o->d;
    o = def(g, IR_CONST, w);
    o->imm = RAM;
    base = o->d;
    o = def(g, IR_ADD, w);
    o->a = (uint16_t)t;
    o->b = (uint16_t)base;
    return o->d;
}

static void gen_access(struct gen *g)
{
    unsigned size = 8u << gen_below(g, g->w == 64 ? 4 : 3), a = address(g), b;
    struct ir_op *o;
    switch (gen_below(g, 8)) {
    case 0:
    case 1:
    case 2:
        b = value(g, size);
        o = put(g, IR_STORE, 0);
        o->w2 = (uint8_t)size;
        o->a = (uint16_t)a;
        o->b = (uint16_t)b;
        return;
    case 3:
        b = value(g, size);
        o = def(g, IR_STORE_COND, 1);
        o->w2 = (uint8_t)size;
        o->a = (uint16_t)a;
        o->b = (uint16_t)b;
        return;
    default: o = def(g, gen_below(g, 6) ? IR_LOAD : IR_LOAD_RESERVED, size); o->a = (uint16_t)a;
    }
    if (size < 64 && gen_below(g, 2)) {
        b = o->d;
        o = def(g, IR_SEXT, gen_below(g, 2) || size == 32 ? 64 : 32);
        o->w2 = (uint8_t)size;
        o->a = (uint16_t)b;
    }
}

static void gen_write(struct gen *g)
{
    unsigned v = value(g, g->w), index;
    struct ir_op *o;
    if (gen_below(g, 2)) {
        o = put(g, IR_WRITE, g->w);
        o->imm = gen_below(g, NREGS);
        o->a = (uint16_t)v;
        return;
    }
    index = gen_below(g, 5) ? konst(g, 3, gen_below(g, NREGS)) : value(g, 5);
    o = put(g, IR_WRITEX, g->w);
    o->a = (uint16_t)index;
    o->b = (uint16_t)v;
}

static void gen_var(struct gen *g)
{
    unsigned t = g->vars[gen_below(g, g->nvars)], v = value(g, g->widths[t]);
    struct ir_op *o = put(g, IR_MOV, g->widths[t]);
    o->d = (uint16_t)t;
    o->a = (uint16_t)v;
}

static void gen_some(struct gen *g, unsigned budget, unsigned depth);

static void forget(struct gen *g, unsigned from)
{
    while (from < g->ir.ntemps)
        g->gone[from++] = true;
}

static void gen_if(struct gen *g, unsigned budget, unsigned depth)
{
    unsigned cond = gen_below(g, 5) ? boolean(g) : value(g, some_width(g));
    unsigned bz = g->ir.nops, inside = g->ir.ntemps;
    put(g, IR_BZ, 1)->a = (uint16_t)cond;
    gen_some(g, budget / 2, depth + 1);
    forget(g, inside);
    if (gen_below(g, 2)) {
        unsigned br = g->ir.nops;
        put(g, IR_BR, 0);
        g->ops[bz].imm = g->ir.nops;
        gen_some(g, budget / 2, depth + 1);
        g->ops[br].imm = g->ir.nops;
    } else {
        g->ops[bz].imm = g->ir.nops;
    }
    forget(g, inside);
}

static void gen_effect(struct gen *g)
{
    unsigned v;
    struct ir_op *o;
    switch (gen_below(g, 4)) {
    case 0:
        v = value(g, g->w);
        o = put(g, IR_RAISE, 0);
        o->imm = gen_below(g, 16);
        o->a = (uint16_t)v;
        break;
    case 1:
        v = value(g, g->w);
        put(g, IR_JUMP, 0)->a = (uint16_t)v;
        break;
    case 2: def(g, IR_COUNTER, 64)->imm = gen_below(g, 3); break;
    default: def(g, gen_below(g, 2) ? IR_PC : IR_NEXT_PC, g->w);
    }
}

static void gen_some(struct gen *g, unsigned budget, unsigned depth)
{
    for (unsigned i = 0; i < budget && g->ir.nops < MAXOPS - 40; i++) {
        unsigned what = gen_below(g, 16);
        if (what < 6)
            gen_binary(g);
        else if (what < 8)
            gen_bits(g);
        else if (what < 10)
            gen_access(g);
        else if (what < 12)
            gen_write(g);
        else if (what < 13)
            gen_var(g);
        else if (what < 15 && depth < 4)
            gen_if(g, budget, depth);
        else if (!gen_below(g, 3))
            gen_effect(g);
    }
}

void gen_program(struct gen *g, uint64_t seed, unsigned w)
{
    memset(g, 0, sizeof *g);
    g->seed = seed * UINT64_C(0x9E3779B97F4A7C15) + 12345;
    g->w = w;
    g->ir.ops = g->ops;
    g->ir.widths = g->widths;
    g->ir.multi = g->multi;
    g->nvars = 3;
    for (unsigned i = 0; i < g->nvars; i++) {
        unsigned v = value(g, i == 0 ? w : some_width(g));
        struct ir_op *o = def(g, IR_MOV, g->widths[v]);
        o->a = (uint16_t)v;
        g->vars[i] = o->d;
        g->multi[o->d / 64] |= UINT64_C(1) << (o->d % 64);
    }
    gen_some(g, 2 + gen_below(g, 12), 0);
    put(g, IR_END, 0);
}
