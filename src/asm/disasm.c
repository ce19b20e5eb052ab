/* disasm.c - instructions as text, from the templates that the assembler reads: abbreviations in full,
 * aliases by the condition that their constants give. See disasm.h. */
#include "asm/disasm.h"

#include "asm/image.h"
#include "base/bits.h"
#include <ctype.h>
#include <string.h>

struct printer {
    const struct isa *isa;
    const struct insn *insn;
    const uint64_t *fields;
    uint64_t pc;
    unsigned len;
    const struct image *img;
    unsigned flags;
    struct str *out;
};

static void print_hex(const struct printer *p, uint64_t v)
{
    const struct asm_desc *desc = &p->isa->assembler;
    str_addf(p->out, "%s%llx", desc->nhex ? desc->hex[0] : "0x", (unsigned long long)v);
}

static void print_address(const struct printer *p, uint64_t addr)
{
    const struct symbol *s = p->img ? image_symbol_at(p->img, addr) : NULL;
    print_hex(p, addr);
    if (!s)
        return;
    str_addf(p->out, " <%s", s->name);
    if (addr != s->addr)
        str_addf(p->out, "+0x%llx", (unsigned long long)(addr - s->addr));
    str_addc(p->out, '>');
}

static void print_letters(const struct printer *p, const struct operand *op, uint64_t v)
{
    size_t n = strlen(op->letters);
    if (!v) {
        str_addc(p->out, '0');
        return;
    }
    for (size_t i = 0; i < n; i++) {
        if (v >> (n - 1 - i) & 1)
            str_addc(p->out, op->letters[i]);
    }
}

static bool print_space(const struct printer *p, const struct regspace *space, uint64_t v)
{
    for (unsigned i = 0; i < space->nregs; i++) {
        if (space->regs[i]->at != v)
            continue;
        str_addf(p->out, "%s%s", space->prefix ? space->prefix : "", space->regs[i]->name);
        return true;
    }
    return false;
}

static int64_t as_signed(const struct operand *op, uint64_t v)
{
    return bits_signed(v, op->sem_width ? op->sem_width : 64);
}

static void print_number(const struct printer *p, const struct operand *op, uint64_t v)
{
    int64_t n = op->is_signed ? as_signed(op, v) : (int64_t)v;
    if (op->asm_shift) {
        uint64_t w = op->asm_shift > 0 ? (uint64_t)(n >> op->asm_shift) : v << -op->asm_shift;
        print_hex(p, op->asm_bits ? w & bits_mask(op->asm_bits) : w);
        return;
    }
    if (op->show_signed)
        n = bits_signed(v, op->width);
    str_addf(p->out, "%lld", (long long)n);
}

static void print_operand(const struct printer *p, unsigned k)
{
    const struct operand *op = &p->insn->operands[k];
    uint64_t v = p->fields[k], mask = bits_mask(p->isa->mem.addr ? p->isa->mem.addr : 64);
    uint64_t next = p->pc + (op->from_next ? p->len : 0);
    if (op->reg)
        isa_reg_name(op->reg, (unsigned)v, p->out);
    else if (op->letters)
        print_letters(p, op, v);
    else if (op->space && print_space(p, op->space, v))
        return;
    else if (op->space)
        print_hex(p, v);
    else if (op->pcrel && p->flags & DISASM_RAW_BRANCH)
        str_addf(p->out, ".%+lld", (long long)as_signed(op, v));
    else if (op->pcrel)
        print_address(p, (next + (uint64_t)as_signed(op, v)) & mask);
    else if (op->region)
        print_address(p, ((p->pc + p->len) & ~bits_mask(op->region)) | v);
    else if (op->code)
        print_address(p, v);
    else
        print_number(p, op, v);
}

/* holes: NULL, or hole number -> operand of the instruction (aliases). */
static void print_syntax(const struct printer *p, const struct syntax *s, const unsigned *holes)
{
    str_add(p->out, s->mnemonic);
    for (unsigned i = 0; i < s->nparts; i++) {
        const struct syntax_part *part = &s->parts[i];
        bool glued = part->kind == PART_OPERAND && i == 0 &&
                     p->insn->operands[holes ? holes[part->operand] : part->operand].glue;
        bool word = i > 0 && part->kind == PART_TEXT && s->parts[i - 1].kind == PART_OPERAND &&
                    isalnum((unsigned char)part->text[0]);
        if ((i == 0 && !glued) || word)
            str_addc(p->out, ' ');
        if (part->kind == PART_TEXT) {
            str_add(p->out, part->text);
            if (part->text[0] == ',' && !part->text[1])
                str_addc(p->out, ' ');
        } else {
            print_operand(p, holes ? holes[part->operand] : part->operand);
        }
    }
}

/* Does the alias stand for these operand values? holes gets an operand for each of its holes. */
static bool alias_matches(const struct printer *p, const struct alias *a, unsigned *holes)
{
    bool bound[INSN_MAX_OPERANDS] = { false };
    if (a->insn != p->insn || a->assemble_only)
        return false;
    for (unsigned k = 0; k < a->insn->noperands; k++) {
        const struct operand_map *m = &a->map[k];
        unsigned w = a->insn->operands[k].sem_width ? a->insn->operands[k].sem_width : 64;
        if (m->is_const) {
            if ((m->value & bits_mask(w)) != p->fields[k])
                return false;
            continue;
        }
        if (bound[m->from] && p->fields[holes[m->from]] != p->fields[k])
            return false;
        bound[m->from] = true;
        holes[m->from] = k;
    }
    return true;
}

/* The first syntax whose fixed operands have these values. */
static const struct syntax *pick_syntax(const struct printer *p)
{
    for (unsigned i = 0; i < p->insn->nsyntax; i++) {
        const struct syntax *s = &p->insn->syntax[i];
        bool ok = true;
        for (unsigned k = 0; k < s->nfixed; k++)
            ok &= s->fixed[k].value == p->fields[s->fixed[k].operand];
        if (ok)
            return s;
    }
    return p->insn->nsyntax ? &p->insn->syntax[0] : NULL;
}

static bool print_alias(const struct printer *p)
{
    unsigned holes[INSN_MAX_OPERANDS] = { 0 };
    for (unsigned i = 0; !(p->flags & DISASM_NO_ALIASES) && i < p->isa->naliases; i++) {
        if (alias_matches(p, &p->isa->aliases[i], holes)) {
            print_syntax(p, &p->isa->aliases[i].syntax, holes);
            return true;
        }
    }
    return false;
}

static void print_insn(const struct printer *p)
{
    const struct syntax *s = pick_syntax(p);
    if (s)
        print_syntax(p, s, NULL);
    else
        str_add(p->out, p->insn->name);
}

static void print_raw(const struct isa *isa, const struct ibits *raw, unsigned len, struct str *out)
{
    uint64_t v = 0;
    for (unsigned i = 0; i < len && i < 8; i++) {
        uint64_t byte = raw->w[0] >> 8 * i & 0xFF;
        v |= byte << 8 * (isa->big_endian ? len - 1 - i : i);
    }
    str_addf(out, ".%s 0x%0*llx",
             len == 1   ? "byte"
             : len == 2 ? "2byte"
             : len == 4 ? "4byte"
                        : "8byte",
             (int)(2 * len), (unsigned long long)v);
}

void disasm_insn(const struct isa *isa, const struct insn *insn, const uint64_t *fields,
                 const struct ibits *raw, unsigned len, uint64_t pc, const struct image *img, unsigned flags,
                 struct str *out)
{
    uint64_t longer[INSN_MAX_OPERANDS];
    if (!insn) {
        print_raw(isa, raw, len, out);
        return;
    }
    struct printer p = { isa, insn, fields, pc, len, img, flags, out };
    if (print_alias(&p))
        return;
    if (insn->expands && !(flags & DISASM_NO_ALIASES)) {
        p.insn = isa_expand(insn, fields, longer);
        p.fields = longer;
    }
    if (p.insn == insn || !print_alias(&p))
        print_insn(&p);
}

unsigned disasm_bytes(const struct isa *isa, const uint8_t *bytes, unsigned n, uint64_t pc,
                      const struct image *img, unsigned flags, struct str *out)
{
    struct ibits raw = { { 0, 0 } };
    uint64_t fields[INSN_MAX_OPERANDS];
    unsigned unit = isa->unit / 8 ? isa->unit / 8 : 1;
    for (unsigned i = 0; i < n && i < INSN_MAX_BYTES; i++)
        raw.w[i / 8] |= (uint64_t)bytes[i] << 8 * (i % 8);
    const struct insn *insn = isa_decode(isa, &raw, fields);
    if (insn && insn->len > n)
        insn = NULL;
    unsigned len = insn ? insn->len : isa_length(isa, &raw);
    len = len <= n ? len : n < unit ? n : unit;
    disasm_insn(isa, insn, fields, &raw, len, pc, img, flags, out);
    return len;
}
