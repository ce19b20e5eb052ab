/* operand.c - operand values <-> encoded bits, conditions on them, abbreviations. */
#include "isa/load.h"

#include <string.h>
#include "base/bits.h"

uint64_t ibits_get(const struct ibits *b, unsigned pos, unsigned n)
{
    unsigned i = pos / 64, s = pos % 64;
    uint64_t v = b->w[i] >> s;
    if (s && s + n > 64 && i == 0)
        v |= b->w[1] << (64 - s);
    return v & bits_mask(n);
}

void ibits_put(struct ibits *b, unsigned pos, unsigned n, uint64_t v)
{
    unsigned i = pos / 64, s = pos % 64;
    v &= bits_mask(n);
    b->w[i] = (b->w[i] & ~(bits_mask(n) << s)) | v << s;
    if (s && s + n > 64 && i == 0)
        b->w[1] = (b->w[1] & ~(bits_mask(n) >> (64 - s))) | v >> (64 - s);
}

uint64_t isa_operand_value(const struct operand *op, const struct ibits *raw)
{
    uint64_t v = 0;
    for (unsigned i = 0; i < op->nslices; i++) {
        const struct slice *s = &op->slices[i];
        v |= ibits_get(raw, s->pos, s->n) << s->op_lo;
    }
    if (op->is_signed)
        return bits_sext(v, op->width, op->sem_width);
    return op->reg ? v + op->reg_offset : v;
}

/* The number in 0..2^width-1 that stands for a value; false: out of range. */
static bool to_field(const struct operand *op, uint64_t value, uint64_t *out)
{
    int64_t s = (int64_t)value;
    if (op->is_signed) {
        if (op->sem_width < 64 && bits_fits_u(value, op->sem_width))
            s = bits_signed(value, op->sem_width);
        *out = (uint64_t)s & bits_mask(op->width);
        return bits_fits_s(s, op->width);
    }
    if (op->reg) {
        if (value < op->reg_offset || value >= op->reg->count)
            return false;
        value -= op->reg_offset;
    }
    *out = value & bits_mask(op->width);
    return bits_fits_u(value, op->width) || (op->tail && s < 0 && bits_fits_s(s, op->width));
}

const char *isa_operand_encode(const struct operand *op, uint64_t value, struct ibits *raw)
{
    uint64_t v;
    if (!to_field(op, value, &v))
        return op->reg ? "is not one of the registers that can stand here" : "is out of range";
    if (v & bits_mask(op->low))
        return "is not a multiple of what the encoding can hold";
    for (unsigned i = 0; i < op->nslices; i++) {
        const struct slice *s = &op->slices[i];
        ibits_put(raw, s->pos, s->n, v >> s->op_lo);
    }
    return NULL;
}

/* ---- conditions -------------------------------------------------------------------------------------- */

struct field_values {
    const struct insn *insn;
    const uint64_t *fields;
};

static bool field_value(const void *ctx, const char *name, int64_t *value)
{
    const struct field_values *v = ctx;
    for (unsigned i = 0; i < v->insn->noperands; i++) {
        const struct operand *op = &v->insn->operands[i];
        if (strcmp(op->name, name) != 0)
            continue;
        *value = op->is_signed ? bits_signed(v->fields[i], op->sem_width) : (int64_t)v->fields[i];
        return true;
    }
    return false;
}

bool isa_where(const struct isa *isa, const struct insn *insn, const uint64_t *fields)
{
    struct field_values v = { insn, fields };
    struct sem_names names = { field_value, &v };
    int64_t holds;
    if (!insn->where)
        return true;
    return sem_const(isa->sem, insn->where, &names, &holds) && holds != 0;
}

/* ---- abbreviations ----------------------------------------------------------------------------------- */

const struct insn *isa_expand(const struct insn *insn, const uint64_t *fields, uint64_t *out)
{
    const struct insn *to = insn->expands;
    if (!to) {
        memcpy(out, fields, INSN_MAX_OPERANDS * sizeof *out);
        return insn;
    }
    for (unsigned i = 0; i < to->noperands; i++) {
        const struct operand_map *m = &insn->expand_map[i];
        const struct operand *op = m->is_const ? NULL : &insn->operands[m->from];
        uint64_t v = op ? fields[m->from] : m->value;
        if (op && op->is_signed)
            v = (uint64_t)bits_signed(v, op->sem_width);
        out[i] = v & bits_mask(to->operands[i].sem_width);
    }
    for (unsigned i = to->noperands; i < INSN_MAX_OPERANDS; i++)
        out[i] = 0;
    return to;
}

/* ---- words as the manual prints them ----------------------------------------------------------------- */

struct ibits ibits_from_word(const struct isa *isa, uint64_t word, unsigned len)
{
    struct ibits b = { { 0, 0 } };
    for (unsigned i = 0; i < len && i < 8; i++) {
        unsigned shift = isa->big_endian || isa->unit == 8 ? (len - 1 - i) * 8 : i * 8;
        ibits_put(&b, i * 8, 8, shift < 64 ? word >> shift : 0);
    }
    return b;
}

uint64_t ibits_to_word(const struct isa *isa, const struct ibits *b, unsigned len)
{
    uint64_t word = 0;
    for (unsigned i = 0; i < len && i < 8; i++) {
        unsigned shift = isa->big_endian || isa->unit == 8 ? (len - 1 - i) * 8 : i * 8;
        if (shift < 64)
            word |= ibits_get(b, i * 8, 8) << shift;
    }
    return word;
}
