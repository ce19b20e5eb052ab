/* ir_fold.c - the value of every pure operation. The one definition of the arithmetic of the semantics
 * language. */
#include "isa/ir_fold.h"
#include "base/bits.h"
#include "base/diag.h"

bool ir_is_pure(enum ir_code code)
{
    return code == IR_CONST || (code >= IR_MOV && code <= IR_BSWAP);
}

static uint64_t shift(enum ir_code code, unsigned w, uint64_t a, uint64_t n)
{
    uint64_t m = bits_mask(w);
    a &= m;
    switch (code) {
    case IR_SHL: return n >= w ? 0 : (a << n) & m;
    case IR_SHR: return n >= w ? 0 : a >> n;
    case IR_SAR: {
        uint64_t sign = a >> (w - 1) & 1 ? m : 0;
        return n >= w ? sign : n == 0 ? a : a >> n | (sign & m << (w - n) & m);
    }
    case IR_ROTL: n %= w; return n == 0 ? a : (a << n | a >> (w - n)) & m;
    default: n %= w; return n == 0 ? a : (a >> n | a << (w - n)) & m;
    }
}

static uint64_t divide(enum ir_code code, unsigned w, uint64_t a, uint64_t b)
{
    uint64_t m = bits_mask(w);
    bool rem = code == IR_REMU || code == IR_REMS;
    a &= m;
    b &= m;
    if (b == 0) {
        return rem ? a : m;
    }
    if (code == IR_DIVU || code == IR_REMU) {
        return rem ? a % b : a / b;
    }
    /* on magnitudes: MIN / -1 wraps to MIN, MIN % -1 is 0, without a special case */
    bool na = a >> (w - 1) & 1, nb = b >> (w - 1) & 1;
    uint64_t ua = na ? (0 - a) & m : a, ub = nb ? (0 - b) & m : b;
    uint64_t r = rem ? ua % ub : ua / ub;
    return (rem ? na : na != nb) ? (0 - r) & m : r;
}

/* Bits 127..64 of the 128-bit product of unsigned numbers. */
static uint64_t high64(uint64_t a, uint64_t b)
{
    uint64_t al = a & UINT32_MAX, ah = a >> 32, bl = b & UINT32_MAX, bh = b >> 32;
    uint64_t mid = ah * bl + (al * bl >> 32), mid2 = al * bh + (mid & UINT32_MAX);
    return ah * bh + (mid >> 32) + (mid2 >> 32);
}

static uint64_t mul_high(unsigned w, uint64_t a, uint64_t b, bool sa, bool sb)
{
    uint64_t m = bits_mask(w), h;
    a &= m;
    b &= m;
    if (w == 64) {
        h = high64(a, b);
    } else {
        /* shift the w-bit halves up: a * b = high:low of 2w bits */
        uint64_t lo = a * b, hi = high64(a, b);
        h = lo >> w | hi << (64 - w);
    }
    h -= sa && a >> (w - 1) & 1 ? b : 0;
    h -= sb && b >> (w - 1) & 1 ? a : 0;
    return h & m;
}

uint64_t ir_fold2(enum ir_code code, unsigned w, unsigned w2, uint64_t a, uint64_t b)
{
    uint64_t m = bits_mask(w);
    switch (code) {
    case IR_ADD: return (a + b) & m;
    case IR_SUB: return (a - b) & m;
    case IR_MUL: return (a * b) & m;
    case IR_AND: return a & b & m;
    case IR_OR: return (a | b) & m;
    case IR_XOR: return (a ^ b) & m;
    case IR_DIVU:
    case IR_DIVS:
    case IR_REMU:
    case IR_REMS: return divide(code, w, a, b);
    case IR_MULH_SS: return mul_high(w, a, b, true, true);
    case IR_MULH_SU: return mul_high(w, a, b, true, false);
    case IR_MULH_UU: return mul_high(w, a, b, false, false);
    case IR_SHL:
    case IR_SHR:
    case IR_SAR:
    case IR_ROTL:
    case IR_ROTR: return shift(code, w, a, b);
    case IR_EQ: return ((a ^ b) & bits_mask(w2)) == 0;
    case IR_NE: return ((a ^ b) & bits_mask(w2)) != 0;
    case IR_LTU: return (a & bits_mask(w2)) < (b & bits_mask(w2));
    case IR_LEU: return (a & bits_mask(w2)) <= (b & bits_mask(w2));
    case IR_LTS: return bits_signed(a, w2) < bits_signed(b, w2);
    case IR_LES: return bits_signed(a, w2) <= bits_signed(b, w2);
    case IR_DSLICE: return b >= 64 ? 0 : a >> b & m;
    case IR_CONCAT: return (w2 >= 64 ? 0 : a << w2) | (b & bits_mask(w2));
    default: BUG("ir_fold2: %d", (int)code);
    }
}

static uint64_t count_bits(enum ir_code code, unsigned w, uint64_t a)
{
    unsigned n = 0;
    a &= bits_mask(w);
    switch (code) {
    case IR_CLZ:
        while (n < w && !(a >> (w - 1 - n) & 1)) {
            n++;
        }
        return n;
    case IR_CTZ:
        while (n < w && !(a >> n & 1)) {
            n++;
        }
        return n;
    default:
        for (; a; a &= a - 1) {
            n++;
        }
        return n;
    }
}

/* Reverses the bytes; a width that is no multiple of 8 keeps its odd top bits at the bottom of the first
 * byte. */
static uint64_t bswap(unsigned w, uint64_t a)
{
    uint64_t r = 0;
    for (unsigned i = 0; i < w / 8; i++) {
        r = r << 8 | (a >> 8 * i & 0xff);
    }
    return r;
}

uint64_t ir_fold(const struct ir_op *op, uint64_t a, uint64_t b, uint64_t c)
{
    uint64_t m = bits_mask(op->w);
    switch (op->code) {
    case IR_CONST: return op->imm & m;
    case IR_MOV:
    case IR_TRUNC: return a & m;
    case IR_NOT: return ~a & m;
    case IR_NEG: return (0 - a) & m;
    case IR_SEXT: return bits_sext(a, op->w2, op->w);
    case IR_SLICE: return op->imm >= 64 ? 0 : a >> op->imm & m;
    case IR_SEL: return (a ? b : c) & m;
    case IR_CLZ:
    case IR_CTZ:
    case IR_POPCOUNT: return count_bits(op->code, op->w2, a) & m;
    case IR_BSWAP: return bswap(op->w2, a);
    default: return ir_fold2(op->code, op->w, op->w2, a, b);
    }
}
