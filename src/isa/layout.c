/* layout.c - bits in the order written -> memory order: length, mask, value, and the slices of each operand.
 *
 *   '/' separates chunks, which follow each other in memory. A chunk is written most significant bit first.
 * It is a word of one or more units: of a little-endian ISA with units above 8 bits its least significant
 * byte comes first in memory, otherwise its bytes come in the order written.
 *
 *      written   f f f f f f f 2 2 2 2 2 1 1 1 1 1 ...   (32 bits)
 *      little    bit 31 ............................ 0   -> position 31 - i
 *      big       byte 0, byte 1, ...                     -> position 8 * (i / 8) + 7 - i % 8 */
#include "isa/load.h"

#include <string.h>
#include "base/bits.h"

static unsigned position(const struct enc *e, unsigned start, unsigned len, unsigned i)
{
    const struct isa *isa = e->l->isa;
    if (isa->unit > 8 && !isa->big_endian)
        return start + len - 1 - i;
    return start + i / 8 * 8 + 7 - i % 8;
}

/* Bits of one operand, by their number: where each stands in memory, 255 nowhere. */
struct places {
    uint8_t at[64];
};

static bool add_slices(struct enc *e, struct operand *op, const struct places *p)
{
    op->nslices = 0;
    for (unsigned b = op->low; b < op->width;) {
        unsigned n = 1;
        while (b + n < op->width && p->at[b + n] == p->at[b] + n)
            n++;
        if (op->nslices == sizeof op->slices / sizeof op->slices[0]) {
            diag_error(e->l->d, op->loc, "operand '%s' is scattered over more than %zu places", op->name,
                       sizeof op->slices / sizeof op->slices[0]);
            return false;
        }
        op->slices[op->nslices++] = (struct slice){ (uint8_t)b, p->at[b], (uint8_t)n };
        b += n;
    }
    return true;
}

/* The operand's bits must form a run from the lowest encoded one up. */
static bool check_run(struct enc *e, struct operand *op, uint64_t have)
{
    unsigned lo = 0, hi = 63;
    while (!(have >> lo & 1))
        lo++;
    while (!(have >> hi & 1))
        hi--;
    op->low = (uint8_t)lo;
    op->width = (uint8_t)(hi + 1);
    for (unsigned b = lo; b <= hi; b++)
        if (!(have >> b & 1)) {
            diag_error(e->l->d, op->loc, "bit %u of '%s' is not encoded, but bits above and below are", b,
                       op->name);
            return false;
        }
    return true;
}

static unsigned bits_for(unsigned v)
{
    unsigned n = 1;
    while (n < 32 && v >> n)
        n++;
    return n;
}

/* The width at which the operand's value appears in the semantics. */
static bool sem_width(struct enc *e, struct operand *op)
{
    unsigned w = op->width, word = e->l->isa->word;
    bool immediate = op->sem_width == UINT8_MAX;
    if (op->reg) {
        unsigned top = op->reg_offset + (1u << (op->width < 16 ? op->width : 16)) - 1;
        if (op->width > 12 || op->reg_offset >= op->reg->count) {
            diag_error(e->l->d, op->loc, "operand '%s' is wider than '%s' has registers", op->name,
                       op->reg->name);
            return false;
        }
        w = bits_for(top) > w ? bits_for(top) : w;
    } else if (op->sem_width && !immediate) {
        if (op->sem_width < w) {
            diag_error(e->l->d, op->loc, "operand '%s' has %u bits: `as: %u` would truncate it", op->name, w,
                       op->sem_width);
            return false;
        }
        w = op->sem_width;
    } else if ((op->is_signed || immediate) && word > w)
        w = word;
    op->sem_width = (uint8_t)w;
    return true;
}

/* A byte sequence of its own after the opcode: an assembler writes any value of that size, negative ones too.
 */
static bool is_tail(const struct enc *e, const struct operand *op, const uint8_t *owner)
{
    if (e->l->isa->unit != 8 || op->width % 8 || op->low || op->reg || op->space || op->letters)
        return false;
    uint8_t me = (uint8_t)(op - e->p->insn.operands + 1);
    for (unsigned s = 0; s < op->nslices; s++)
        for (unsigned k = 0; k < op->slices[s].n; k++) {
            unsigned byte = (op->slices[s].pos + k) / 8;
            if (byte == 0 || owner[byte] != me)
                return false;
        }
    return true;
}

static bool check_default(struct enc *e, const struct operand *op)
{
    struct ibits raw = { { 0, 0 } };
    const char *why = op->has_default ? isa_operand_encode(op, op->default_value, &raw) : NULL;
    if (!why)
        return true;
    diag_error(e->l->d, op->loc, "the default of operand '%s' %s", op->name, why);
    return false;
}

/* Fills mask, value and places; owner[byte] = operand number + 1 if one operand has the whole byte, 255 if
 * mixed. */
static bool place_bits(struct enc *e, struct places *places, uint8_t *owner)
{
    struct insn *insn = &e->p->insn;
    for (unsigned c = 0; c < e->nchunks; c++) {
        unsigned start = e->chunk_start[c], end = c + 1 < e->nchunks ? e->chunk_start[c + 1] : e->nbits;
        if (end == start || (end - start) % e->l->isa->unit) {
            diag_error(e->l->d, insn->loc, "%s has %u bits, which is not a multiple of the unit of %u bits",
                       e->nchunks > 1 ? "a part between '/'" : "the encoding", end - start, e->l->isa->unit);
            return false;
        }
        for (unsigned i = start; i < end; i++) {
            unsigned pos = position(e, start, end - start, i - start);
            const struct enc_bit *b = &e->bits[i];
            uint8_t who = b->what == 'f' ? (uint8_t)(b->operand + 1) : 255;
            owner[pos / 8] = owner[pos / 8] == 0 || owner[pos / 8] == who ? who : 255;
            if (b->what == 'f')
                places[b->operand].at[b->bit] = (uint8_t)pos;
            else if (b->what != '-')
                insn->mask.w[pos / 64] |= UINT64_C(1) << pos % 64;
            if (b->what == '1')
                insn->value.w[pos / 64] |= UINT64_C(1) << pos % 64;
        }
    }
    insn->len = (uint8_t)(e->nbits / 8);
    return true;
}

bool enc_layout(struct enc *e)
{
    struct insn *insn = &e->p->insn;
    struct places places[INSN_MAX_OPERANDS];
    uint8_t owner[INSN_MAX_BYTES] = { 0 };
    memset(places, 255, sizeof places);
    insn->mask = insn->value = (struct ibits){ { 0, 0 } };
    if (!place_bits(e, places, owner))
        return false;
    for (unsigned i = 0; i < insn->noperands; i++) {
        struct operand *op = &insn->operands[i];
        if (!check_run(e, op, e->have[i]) || !add_slices(e, op, &places[i]) || !sem_width(e, op))
            return false;
        op->tail = is_tail(e, op, owner);
        if (!check_default(e, op))
            return false;
    }
    return true;
}
