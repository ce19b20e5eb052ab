/* operand.c - from the number that was written to an operand's value: relative to the instruction, scaled, in
 * range. */
#include "asm/form.h"

#include "base/bits.h"

static int64_t lowest(const struct operand *op)
{
    return op->is_signed ? -(INT64_C(1) << (op->width - 1)) : 0;
}

static int64_t highest(const struct operand *op)
{
    unsigned w = op->is_signed ? op->width - 1u : op->width;
    return (int64_t)(bits_mask(w > 63 ? 63 : w) & ~bits_mask(op->low));
}

/* Wide plain numbers may also be written as negative ones (`.byte`-like operands). */
static bool in_range(const struct operand *op, int64_t v)
{
    if (op->width >= 64)
        return true;
    if (op->is_signed ? bits_fits_s(v, op->width) : bits_fits_u((uint64_t)v, op->width))
        return true;
    return op->tail && !op->is_signed && bits_fits_s(v, op->width);
}

static bool check_range(const struct operand *op, int64_t v, char *why)
{
    const char *what = op->pcrel ? "the distance" : op->reg ? "the register" : "the value";
    if (!in_range(op, v)) {
        snprintf(why, WHY_MAX, "%s %lld is out of range: %lld to %lld", what, (long long)v,
                 (long long)lowest(op), (long long)highest(op));
        return false;
    }
    if ((uint64_t)v & bits_mask(op->low)) {
        snprintf(why, WHY_MAX, "%s %lld is not a multiple of %u", what, (long long)v, 1u << op->low);
        return false;
    }
    return true;
}

/* The written number times or by 1 << asm_shift; asm_bits: it is given unsigned. */
static bool scale(const struct operand *op, int64_t *v, char *why)
{
    unsigned left = op->asm_shift > 0 ? (unsigned)op->asm_shift : 0;
    unsigned right = op->asm_shift < 0 ? (unsigned)-op->asm_shift : 0;
    if (op->asm_bits) {
        unsigned k = op->asm_bits;
        if (!bits_fits_u((uint64_t)*v, k)) {
            snprintf(why, WHY_MAX, "the value %lld is out of range: 0 to %llu", (long long)*v,
                     (unsigned long long)bits_mask(k));
            return false;
        }
        *v = bits_signed((uint64_t)*v, k);
    }
    if (right && ((uint64_t)*v & bits_mask(right))) {
        snprintf(why, WHY_MAX, "the value %lld is not a multiple of %u", (long long)*v, 1u << right);
        return false;
    }
    if (left && (*v > INT64_MAX >> left || *v < INT64_MIN >> left)) {
        snprintf(why, WHY_MAX, "the value %lld is out of range", (long long)*v);
        return false;
    }
    *v = right ? *v >> right : (int64_t)((uint64_t)*v << left);
    return true;
}

bool operand_value(const struct isa *isa, const struct operand *op, int64_t *v, uint64_t place, unsigned len,
                   bool raw, bool *normalised, char *why)
{
    uint64_t next = place + (op->from_next ? len : 0);
    *normalised = false;
    if (op->pcrel && !raw)
        *v = bits_signed((uint64_t)*v - next, isa->mem.addr ? isa->mem.addr : 64);
    if (op->region) {
        if (((uint64_t)*v ^ (place + len)) & ~bits_mask(op->region) & bits_mask(isa->mem.addr)) {
            snprintf(why, WHY_MAX, "the target 0x%llx is in another region of 2^%u bytes",
                     (unsigned long long)*v, op->region);
            return false;
        }
        *v = (int64_t)((uint64_t)*v & bits_mask(op->region));
    }
    if (!raw && op->asm_shift && !scale(op, v, why))
        return false;
    bool wide =
        isa->word < 64 && *v > (int64_t)bits_mask(isa->word - 1) && *v <= (int64_t)bits_mask(isa->word);
    if (wide && op->is_signed && !in_range(op, *v)) { /* 0xffffffff for -1 */
        *v = bits_signed((uint64_t)*v, isa->word);
        *normalised = true;
    }
    return check_range(op, *v, why);
}
