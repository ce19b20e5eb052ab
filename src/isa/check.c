/* check.c - the costly checks, on request: ambiguous syntax, aliases that are never printed, round trips
 * through the templates. */
#include "isa/load.h"

#include <string.h>
#include "base/bits.h"

#define ROUNDS 8 /* random operand values for each instruction */

/* ---- syntax ------------------------------------------------------------------------------------------ */

/* Whether an assembler can tell two operands apart: by kind, or numbers by width. */
static bool same_operand(const struct operand *a, const struct operand *b)
{
    if (a->reg || b->reg)
        return a->reg == b->reg;
    return a->width == b->width && a->is_signed == b->is_signed;
}

static bool same_text(const struct form *a, const struct form *b)
{
    struct shape x, y;
    shape_of_form(a, &x);
    shape_of_form(b, &y);
    if (x.nparts != y.nparts)
        return false;
    for (unsigned k = 0; k < x.nparts; k++) {
        const struct syntax_part *p = &x.parts[k], *q = &y.parts[k];
        if (p->kind != q->kind)
            return false;
        if (p->kind == PART_TEXT ? strcmp(p->text, q->text) != 0
                                 : !same_operand(x.operands[p->operand], y.operands[q->operand]))
            return false;
    }
    return true;
}

/* The same of a pseudo-instruction. Only registers count: where an instruction refuses a number, the
 * pseudo-instruction of that name has its turn. */
static bool shadows(const struct form *a, const struct pseudo *p)
{
    struct shape x, y;
    shape_of_form(a, &x);
    shape_of_pseudo(p, &y);
    if (x.nparts != y.nparts)
        return false;
    for (unsigned k = 0; k < x.nparts; k++) {
        const struct syntax_part *s = &x.parts[k], *t = &y.parts[k];
        if (s->kind != t->kind ||
            (s->kind == PART_TEXT ? strcmp(s->text, t->text) != 0
                                  : !x.regs[s->operand] || x.regs[s->operand] != y.regs[t->operand]))
            return false;
    }
    return true;
}

static bool check_shadowed(struct loader *l)
{
    bool ok = true;
    for (unsigned i = 0; i < l->isa->npseudos; i++) {
        const struct pseudo *p = &l->isa->pseudos[i];
        for (const struct form *a = match_forms(l, p->mnemonic, strlen(p->mnemonic)); a; a = a->next)
            if (!a->alias && shadows(a, p)) {
                diag_error(l->d, p->loc, "this is written like the instruction '%s', which is tried first",
                           a->insn->name);
                diag_note(l->d, a->syntax->loc, "the instruction");
                ok = false;
                break;
            }
    }
    return ok;
}

/* Two instructions that can be written the same, or an alias that is written like an instruction. `hint`s and
 * other explicit ones step back. */
static bool check_ambiguous(struct loader *l)
{
    const struct map_entry *e;
    bool ok = true;
    map_each (e, &l->mnemonics)
        for (const struct form *a = e->value; a; a = a->next) {
            for (const struct form *b = a->next; b; b = b->next) {
                if (a->alias || (a->insn == b->insn && !b->alias) || a->insn->explicit_only ||
                    b->insn->explicit_only || !same_text(a, b))
                    continue;
                diag_error(l->d, b->syntax->loc,
                           b->alias ? "this is written like the instruction '%s', which is tried first"
                                    : "this is written like another instruction '%s'",
                           a->insn->name);
                diag_note(l->d, a->syntax->loc, "the other one");
                ok = false;
            }
        }
    return ok;
}

/* Whether every instruction that alias b prints is printed by a already. */
static bool covers(const struct alias *a, const struct alias *b)
{
    for (unsigned i = 0; i < a->insn->noperands; i++) {
        const struct operand_map *x = &a->map[i], *y = &b->map[i];
        if (x->is_const && (!y->is_const || y->value != x->value))
            return false;
        for (unsigned k = 0; k < i && !x->is_const;
             k++) /* a hole used twice: both must be equal in b as well */
            if (!a->map[k].is_const && a->map[k].from == x->from &&
                (y->is_const != b->map[k].is_const ||
                 (y->is_const ? y->value != b->map[k].value : y->from != b->map[k].from)))
                return false;
    }
    return true;
}

static bool check_aliases(struct loader *l)
{
    const struct isa *isa = l->isa;
    bool ok = true;
    for (unsigned j = 0; j < isa->naliases; j++)
        for (unsigned i = 0; i < j; i++) {
            const struct alias *a = &isa->aliases[i], *b = &isa->aliases[j];
            if (a->insn != b->insn || a->assemble_only || b->assemble_only || !covers(a, b))
                continue;
            diag_error(l->d, b->loc,
                       "this alias is never printed: an earlier one takes all that it stands for; say "
                       "`print: false` or put it first");
            diag_note(l->d, a->loc, "the earlier alias");
            ok = false;
            break;
        }
    return ok;
}

/* ---- round trips ------------------------------------------------------------------------------------- */

static uint64_t next_random(uint64_t *x)
{
    *x ^= *x << 13;
    *x ^= *x >> 7;
    *x ^= *x << 17;
    return *x;
}

/* Random operand values that the encoding and `where` allow; what a form fixes is set. */
static bool random_fields(const struct isa *isa, const struct insn *insn, const struct syntax *s,
                          uint64_t *seed, struct ibits *raw, uint64_t *fields)
{
    for (unsigned attempt = 0; attempt < 16; attempt++) {
        bool fine = true;
        for (unsigned w = 0; w < 2; w++)
            raw->w[w] = insn->value.w[w];
        for (unsigned i = 0; i < insn->noperands; i++) {
            const struct operand *op = &insn->operands[i];
            uint64_t v = next_random(seed);
            for (unsigned k = 0; k < op->nslices; k++)
                ibits_put(raw, op->slices[k].pos, op->slices[k].n,
                          attempt & 1 ? v >> op->slices[k].op_lo : (v & 31) >> op->slices[k].op_lo);
        }
        for (unsigned k = 0; k < s->nfixed; k++)
            fine &= !isa_operand_encode(&insn->operands[s->fixed[k].operand], s->fixed[k].value, raw);
        for (unsigned i = 0; i < insn->noperands; i++) {
            const struct operand *op = &insn->operands[i];
            bool written = false;
            for (unsigned k = 0; k < s->nparts; k++)
                written |= s->parts[k].kind == PART_OPERAND && s->parts[k].operand == i;
            for (unsigned k = 0; k < s->nfixed; k++)
                written |= s->fixed[k].operand == i;
            if (!written && op->has_default)
                fine &= !isa_operand_encode(op, op->default_value, raw);
            fields[i] = isa_operand_value(op, raw);
            fine &= !op->reg || fields[i] < op->reg->count;
        }
        if (fine && isa_where(isa, insn, fields))
            return true;
    }
    return false;
}

static bool round_trip(struct loader *l, const struct insn *insn, const struct syntax *s,
                       const uint64_t *fields, struct str *text)
{
    struct bound b[INSN_MAX_OPERANDS];
    const char *why;
    uint64_t pc = 0x1000;
    bool same = true;
    str_clear(text);
    match_print(l->isa, insn, s, fields, pc, text);
    struct match_text t = { .s = text->buf, .pc = pc, .only = insn };
    const struct form *f = match_line(l, &t, b, &why);
    for (unsigned i = 0; f && i < insn->noperands; i++)
        same &= b[i].set && b[i].value == fields[i];
    if (f && same)
        return true;
    diag_error(l->d, s->loc, "'%s' can't be read back: printed by this template it %s", text->buf,
               f ? "gives other operands" : "matches no form of the instruction");
    diag_note(l->d, insn->loc, "the encoding of '%s'%s%s", insn->name, insn->variant ? " with " : "",
              insn->variant ? insn->variant : "");
    return false;
}

static bool check_round_trips(struct loader *l)
{
    uint64_t seed = 88172645463325252u, fields[INSN_MAX_OPERANDS];
    struct ibits raw;
    struct str text;
    bool ok = true;
    str_init(&text);
    for (unsigned i = 0; i < l->isa->ninsns; i++) {
        const struct insn *insn = &l->isa->insns[i];
        for (unsigned k = 0; k < insn->nsyntax; k++)
            for (unsigned r = 0; r < ROUNDS; r++)
                if (random_fields(l->isa, insn, &insn->syntax[k], &seed, &raw, fields) &&
                    !round_trip(l, insn, &insn->syntax[k], fields, &text)) {
                    ok = false;
                    break;
                }
    }
    str_release(&text);
    return ok;
}

/* Decoding what an instruction encodes must give that instruction. */
static bool check_decoding(struct loader *l)
{
    uint64_t seed = 362436069u, fields[INSN_MAX_OPERANDS], out[INSN_MAX_OPERANDS];
    struct ibits raw;
    bool ok = true;
    for (unsigned i = 0; i < l->isa->ninsns; i++) {
        const struct insn *insn = &l->isa->insns[i];
        for (unsigned r = 0; r < ROUNDS; r++) {
            if (!random_fields(l->isa, insn, &insn->syntax[0], &seed, &raw, fields))
                continue;
            const struct insn *found = isa_decode(l->isa, &raw, out);
            if (found == insn)
                continue;
            diag_error(l->d, insn->loc, "'%s' decodes as '%s'", insn->name, found ? found->name : "nothing");
            ok = false;
            break;
        }
    }
    return ok;
}

bool load_check(struct loader *l)
{
    bool ok = check_unused(l);
    ok &= check_ambiguous(l);
    ok &= check_shadowed(l);
    ok &= check_pseudos(l);
    ok &= check_aliases(l);
    ok &= check_round_trips(l);
    return check_decoding(l) && ok;
}
