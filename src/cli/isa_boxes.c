/* isa_boxes.c - an encoding as the manuals draw it: a box for each field, bit numbers (or bytes) above.
 *
 *      31        20 19   15 14 12 11    7 6       0
 *     +------------+-------+-----+-------+---------+
 *     | imm[11:0]  |  rs1  | 000 |  rd   | 0010011 |
 *     +------------+-------+-----+-------+---------+ */
#include "cli/isa.h"

#include <string.h>

#define MAX_BOXES 128

struct box {
    char text[48];
    unsigned hi, lo; /* bits of the word, or of its byte */
};

/* What stands at one bit of memory. */
struct bit_use {
    char fixed;  /* '0', '1', '-' ignored; '\0': an operand's bit */
    int operand; /* and which */
    unsigned bit;
};

static struct bit_use look(const struct insn *insn, unsigned pos)
{
    struct bit_use p = { '-', -1, 0 };
    if (insn->mask.w[pos / 64] >> pos % 64 & 1)
        p.fixed = insn->value.w[pos / 64] >> pos % 64 & 1 ? '1' : '0';
    for (unsigned i = 0; i < insn->noperands; i++)
        for (unsigned s = 0; s < insn->operands[i].nslices; s++) {
            const struct slice *c = &insn->operands[i].slices[s];
            if (pos >= c->pos && pos < (unsigned)c->pos + c->n)
                p = (struct bit_use){ '\0', (int)i, c->op_lo + pos - c->pos };
        }
    return p;
}

/* Position in memory of the i-th bit as written, most significant first. */
static unsigned written(const struct isa *isa, const struct insn *insn, unsigned i)
{
    if (isa->unit > 8 && !isa->big_endian)
        return insn->len * 8u - 1 - i;
    return i / 8 * 8 + 7 - i % 8;
}

static void name_box(struct box *b, const struct insn *insn, const struct bit_use *first,
                     const struct bit_use *last)
{
    const struct operand *op = &insn->operands[first->operand];
    if (first->bit == op->width - 1u && last->bit == 0)
        snprintf(b->text, sizeof b->text, "%s", op->name);
    else if (first->bit == last->bit)
        snprintf(b->text, sizeof b->text, "%s[%u]", op->name, first->bit);
    else
        snprintf(b->text, sizeof b->text, "%s[%u:%u]", op->name, first->bit, last->bit);
}

/* Cuts the bits first..end-1 (as written) into boxes. */
static unsigned cut(const struct isa *isa, const struct insn *insn, unsigned first, unsigned end,
                    struct box *boxes)
{
    unsigned n = 0;
    while (first < end) {
        struct bit_use a = look(insn, written(isa, insn, first)), z = a;
        struct box *b = &boxes[n++];
        unsigned len = 0;
        do {
            if (a.fixed && len < sizeof b->text - 1)
                b->text[len] = z.fixed;
            len++;
            if (first + len == end)
                break;
            struct bit_use next = look(insn, written(isa, insn, first + len));
            if (a.fixed ? !next.fixed || (a.fixed == '-') != (next.fixed == '-')
                        : next.operand != a.operand || next.bit + 1 != z.bit)
                break;
            z = next;
        } while (true);
        b->text[a.fixed ? len : 0] = '\0';
        if (!a.fixed)
            name_box(b, insn, &a, &z);
        b->hi = end - 1 - first;
        b->lo = end - first - len;
        first += len;
    }
    return n;
}

static void line(struct str *out, const unsigned *width, unsigned n)
{
    str_add(out, "    ");
    for (unsigned i = 0; i < n; i++) {
        str_addc(out, '+');
        for (unsigned k = 0; k < width[i] + 2; k++)
            str_addc(out, '-');
    }
    str_add(out, "+\n");
}

/* One row of boxes with the bit numbers above them. */
static void row(struct str *out, const struct box *boxes, unsigned n)
{
    unsigned width[MAX_BOXES] = { 0 };
    str_add(out, "    ");
    for (unsigned i = 0; i < n; i++) {
        char hi[16], lo[16];
        snprintf(hi, sizeof hi, "%u", boxes[i].hi);
        snprintf(lo, sizeof lo, "%u", boxes[i].lo);
        bool one = boxes[i].hi == boxes[i].lo;
        size_t need = one ? strlen(hi) : strlen(hi) + 1 + strlen(lo), have = strlen(boxes[i].text);
        width[i] = (unsigned)(have > need ? have : need);
        if (one)
            str_addf(out, "  %-*s", (int)width[i] + 1, hi);
        else
            str_addf(out, "  %s%*s ", hi, (int)(width[i] - strlen(hi)), lo);
    }
    str_trim_end(out);
    str_addc(out, '\n');
    line(out, width, n);
    str_add(out, "    ");
    for (unsigned i = 0; i < n; i++) {
        unsigned pad = width[i] - (unsigned)strlen(boxes[i].text);
        str_addf(out, "| %*s%s%*s ", (int)(pad / 2), "", boxes[i].text, (int)(pad - pad / 2), "");
    }
    str_add(out, "|\n");
    line(out, width, n);
}

/* The operand whose whole bytes start here, NULL none; *n: how many bytes. */
static const struct operand *tail_at(const struct insn *insn, unsigned byte, unsigned *n)
{
    for (unsigned i = 0; i < insn->noperands; i++) {
        const struct operand *op = &insn->operands[i];
        if (op->tail && op->nslices == 1 && op->slices[0].pos == byte * 8 && op->slices[0].n >= 16) {
            *n = op->slices[0].n / 8u;
            return op;
        }
    }
    return NULL;
}

static void bytes(const struct isa *isa, const struct insn *insn, struct str *out)
{
    struct box boxes[MAX_BOXES];
    for (unsigned byte = 0, n; byte < insn->len; byte += n) {
        const struct operand *op = tail_at(insn, byte, &n);
        if (op) {
            str_addf(out, "    bytes %u-%u: %s, least significant byte first\n", byte, byte + n - 1,
                     op->name);
            continue;
        }
        n = 1;
        str_addf(out, "    byte %u\n", byte);
        row(out, boxes, cut(isa, insn, byte * 8, byte * 8 + 8, boxes));
    }
}

void isa_show_boxes(const struct isa *isa, const struct insn *insn, struct str *out)
{
    struct box boxes[MAX_BOXES];
    if (isa->unit == 8)
        bytes(isa, insn, out);
    else
        row(out, boxes, cut(isa, insn, 0, insn->len * 8u, boxes));
}
