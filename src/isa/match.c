/* match.c - one line of text <-> an instruction's operands, through the syntax templates.
 *
 * The loader needs this much of an assembler itself: targets of aliases and of `expands`, tests, round trips.
 * Numbers only: symbols, expressions and modifiers are the assembler's. */
#include "isa/load.h"

#include <ctype.h>
#include <string.h>
#include "base/bits.h"

struct cursor {
    struct loader *l;
    const struct match_text *t;
    const char *s;
    const char *why;
};

/* ---- the index --------------------------------------------------------------------------------------- */

static char *fold_case(struct loader *l, const char *s, size_t n)
{
    char *c = arena_strndup(l->a, s, n);
    for (char *p = c; l->isa->assembler.case_insensitive && *p; p++)
        *p = (char)tolower((unsigned char)*p);
    return c;
}

static void add_form(struct loader *l, const struct syntax *s, const struct insn *insn,
                     const struct alias *alias)
{
    struct form *f = ARENA_NEW(l->a, struct form), *have;
    char *key = fold_case(l, s->mnemonic, strlen(s->mnemonic));
    *f = (struct form){ s, insn, alias, NULL, NULL };
    have = map_get(&l->mnemonics, key);
    if (have)
        have->last->next = f;
    else
        map_put(&l->mnemonics, key, have = f);
    have->last = f;
}

void match_index(struct loader *l)
{
    for (unsigned i = 0; i < l->isa->ninsns; i++)
        for (unsigned k = 0; k < l->isa->insns[i].nsyntax; k++)
            add_form(l, &l->isa->insns[i].syntax[k], &l->isa->insns[i], NULL);
}

void match_add_alias(struct loader *l, const struct alias *a)
{
    add_form(l, &a->syntax, a->insn, a);
}

const struct form *match_forms(struct loader *l, const char *mnemonic, size_t n)
{
    return map_get(&l->mnemonics, fold_case(l, mnemonic, n));
}

void shape_of_form(const struct form *f, struct shape *out)
{
    *out = (struct shape){ .parts = f->syntax->parts, .nparts = f->syntax->nparts };
    for (unsigned k = 0; k < out->nparts; k++) {
        unsigned n = out->parts[k].operand;
        if (out->parts[k].kind != PART_OPERAND)
            continue;
        out->operands[n] = &f->insn->operands[f->alias ? f->alias->hole_operand[n] : n];
        out->regs[n] = out->operands[n]->reg;
    }
}

void shape_of_pseudo(const struct pseudo *p, struct shape *out)
{
    *out = (struct shape){ .parts = p->parts, .nparts = p->nparts };
    for (unsigned i = 0; i < p->nholes; i++)
        out->regs[i] = p->holes[i].reg;
}

/* ---- operands ---------------------------------------------------------------------------------------- */

static void skip(struct cursor *c)
{
    while (*c->s == ' ' || *c->s == '\t')
        c->s++;
}

static size_t name_length(const char *s)
{
    size_t n = 0;
    while (isalnum((unsigned char)s[n]) || (s[n] && strchr("_.$%", s[n])))
        n++;
    return n;
}

/* A prefix for a base, as the assembler has them: "$" for 16. */
static unsigned prefixed(const struct asm_desc *a, const char *s, size_t *len)
{
    for (unsigned i = 0; i < a->nhex; i++)
        if ((*len = strlen(a->hex[i])) > 0 && strncmp(s, a->hex[i], *len) == 0)
            return 16;
    for (unsigned i = 0; i < a->nbinary; i++)
        if ((*len = strlen(a->binary[i])) > 0 && strncmp(s, a->binary[i], *len) == 0)
            return 2;
    *len = 2;
    return strncmp(s, "0x", 2) == 0 ? 16 : strncmp(s, "0b", 2) == 0 ? 2 : 0;
}

static bool number(struct cursor *c, int64_t *out)
{
    const char *s = c->s;
    bool neg = *s == '-';
    size_t skip_len = 0;
    uint64_t v = 0;
    s += *s == '-' || *s == '+';
    unsigned base = prefixed(&c->l->isa->assembler, s, &skip_len);
    if (base)
        s += skip_len;
    else
        base = 10;
    const char *first = s;
    for (; isxdigit((unsigned char)*s) || *s == '_'; s++) {
        if (*s == '_')
            continue;
        if (digit_value(*s) >= base)
            return false;
        v = v * base + digit_value(*s);
    }
    if (s == first || isalpha((unsigned char)*s))
        return false;
    c->s = s;
    *out = (int64_t)(neg ? 0 - v : v);
    return true;
}

static uint64_t next_address(const struct isa *isa, const struct insn *insn, uint64_t pc)
{
    return pc + insn->len * 8u / (isa->mem.cell ? isa->mem.cell : 8);
}

/* What was written -> the decoded value. */
static bool written_value(struct cursor *c, const struct insn *insn, const struct operand *op, int64_t v,
                          uint64_t *out)
{
    const struct isa *isa = c->l->isa;
    if (op->asm_shift) {
        if (op->asm_bits) {
            if (!bits_fits_u((uint64_t)v, op->asm_bits))
                return false;
            v = bits_signed((uint64_t)v, op->asm_bits);
        }
        if (op->asm_shift > 0)
            v = (int64_t)((uint64_t)v << op->asm_shift);
        else if ((uint64_t)v & bits_mask((unsigned)-op->asm_shift))
            return false;
        else
            v >>= -op->asm_shift;
    }
    if (op->pcrel)
        v = bits_signed((uint64_t)v - (op->from_next ? next_address(isa, insn, c->t->pc) : c->t->pc),
                        isa->mem.addr);
    if (op->region)
        v = (int64_t)((uint64_t)v & bits_mask(op->region));
    *out = (uint64_t)v;
    return true;
}

static bool letters(struct cursor *c, const struct operand *op, int64_t *out)
{
    size_t n = name_length(c->s), count = strlen(op->letters);
    if (n == 0 || isdigit((unsigned char)*c->s))
        return number(c, out);
    *out = 0;
    for (size_t i = 0; i < n; i++) {
        const char *at = strchr(op->letters, c->s[i]);
        if (!at)
            return false;
        *out |= INT64_C(1) << (count - 1 - (size_t)(at - op->letters));
    }
    c->s += n;
    return true;
}

static bool named(struct cursor *c, const struct operand *op, int64_t *out)
{
    size_t n = name_length(c->s);
    unsigned index;
    const struct reg *r = isa_reg_lookup(c->l->isa, op->reg, c->s, n, &index);
    if (op->space) {
        const struct reg *found = NULL;
        for (unsigned i = 0; i < op->space->nregs && !found; i++) {
            size_t p = strlen(op->space->prefix), len = strlen(op->space->regs[i]->name);
            if (p + len == n && memcmp(c->s, op->space->prefix, p) == 0 &&
                memcmp(c->s + p, op->space->regs[i]->name, len) == 0)
                found = op->space->regs[i];
        }
        if (!found) { /* "$12" */
            size_t p = strlen(op->space->prefix);
            c->s += strncmp(c->s, op->space->prefix, p) == 0 ? p : 0;
            return number(c, out);
        }
        *out = found->at;
    } else {
        if (!r)
            return false;
        *out = index;
    }
    c->s += n;
    return true;
}

static bool hole(struct cursor *c, struct bound *b)
{
    size_t n = strcspn(c->s + 1, "}");
    for (unsigned i = 0; i < c->t->nholes; i++)
        if (strlen(c->t->holes[i].name) == n && memcmp(c->t->holes[i].name, c->s + 1, n) == 0) {
            *b = (struct bound){ .set = true, .hole = true, .hole_number = i };
            c->s += n + 2;
            return true;
        }
    return false;
}

static bool operand(struct cursor *c, const struct insn *insn, unsigned i, struct bound *b)
{
    const struct operand *op = &insn->operands[i];
    struct ibits raw = { { 0, 0 } };
    int64_t v;
    skip(c);
    if (*c->s == '{' && c->t->holes)
        return hole(c, b);
    bool ok = op->letters ? letters(c, op, &v) : op->reg || op->space ? named(c, op, &v) : number(c, &v);
    b->set = true;
    b->hole = false;
    if (!ok || !written_value(c, insn, op, v, &b->value))
        return false;
    const char *why = isa_operand_encode(op, b->value, &raw);
    if (why) {
        c->why = why;
        return false;
    }
    b->value = isa_operand_value(op, &raw);
    return true;
}

/* ---- forms ------------------------------------------------------------------------------------------- */

static bool text_token(struct cursor *c, const char *text)
{
    size_t want = strlen(text);
    skip(c);
    const char *s = c->s;
    size_t n = syntax_token(&s);
    bool same = n == want;
    for (size_t i = 0; same && i < n; i++)
        same = c->l->isa->assembler.case_insensitive
                   ? tolower((unsigned char)s[i]) == tolower((unsigned char)text[i])
                   : s[i] == text[i];
    if (same)
        c->s = s + n;
    return same;
}

static void preset(const struct form *f, struct bound *out)
{
    for (unsigned i = 0; i < f->insn->noperands; i++) {
        const struct operand *op = &f->insn->operands[i];
        struct ibits raw = { { 0, 0 } };
        out[i] = (struct bound){ .set = op->has_default };
        if (op->has_default && !isa_operand_encode(op, op->default_value, &raw))
            out[i].value = isa_operand_value(op, &raw);
        if (f->alias && f->alias->map[i].is_const)
            out[i] = (struct bound){ .set = true, .value = f->alias->map[i].value };
    }
    for (unsigned k = 0; k < f->syntax->nfixed; k++)
        out[f->syntax->fixed[k].operand] = (struct bound){ .set = true, .value = f->syntax->fixed[k].value };
}

static bool reads(struct cursor *c, const struct form *f, struct bound *out)
{
    bool all_known = true;
    uint64_t fields[INSN_MAX_OPERANDS] = { 0 };
    preset(f, out);
    for (unsigned k = 0; k < f->syntax->nparts; k++) {
        const struct syntax_part *p = &f->syntax->parts[k];
        if (p->kind == PART_TEXT) {
            if (!text_token(c, p->text))
                return false;
            continue;
        }
        struct bound b = { 0 };
        unsigned i = f->alias ? f->alias->hole_operand[p->operand] : p->operand;
        if (!operand(c, f->insn, i, &b))
            return false;
        for (unsigned o = 0; o < f->insn->noperands; o++)
            if (f->alias ? !f->alias->map[o].is_const && f->alias->map[o].from == p->operand : o == i)
                out[o] = b;
    }
    skip(c);
    for (unsigned i = 0; i < f->insn->noperands; i++) {
        all_known &= out[i].set && !out[i].hole;
        fields[i] = out[i].value;
    }
    return *c->s == '\0' && (!all_known || isa_where(c->l->isa, f->insn, fields));
}

const struct form *match_line(struct loader *l, const struct match_text *t, struct bound *out,
                              const char **why)
{
    const char *s = t->s;
    while (*s == ' ')
        s++;
    size_t n = strcspn(s, " \t");
    const struct form *best = NULL;
    *why = NULL;
    for (const struct form *f = map_get(&l->mnemonics, fold_case(l, s, n)); f; f = f->next) {
        struct bound b[INSN_MAX_OPERANDS];
        struct cursor c = { l, t, s + n, NULL };
        if ((f->alias && !t->aliases) || (t->only && f->insn != t->only) ||
            (t->name && strcmp(f->insn->name, t->name) != 0) || (best && f->insn->len >= best->insn->len))
            continue;
        if (reads(&c, f, b)) {
            best = f;
            memcpy(out, b, sizeof b);
        } else if (c.why)
            *why = c.why;
    }
    return best;
}

bool match_refuse(struct loader *l, struct loc at, const char *text, const char *what, const char *why)
{
    char buf[DIAG_SUGGEST_MAX];
    size_t n = strcspn(text, " ");
    char *mnemonic = arena_strndup(l->a, text, n);
    if (!map_has(&l->mnemonics, mnemonic))
        diag_error(l->d, at, "%s: there is no instruction '%s'%s", what, mnemonic,
                   load_suggest_map(buf, mnemonic, &l->mnemonics));
    else if (why)
        diag_error(l->d, at, "%s matches no form of '%s': an operand %s", what, mnemonic, why);
    else
        diag_error(l->d, at, "%s matches no form of '%s'", what, mnemonic);
    return false;
}

/* ---- printing ---------------------------------------------------------------------------------------- */

static void print_number(const struct isa *isa, const struct insn *insn, const struct operand *op,
                         uint64_t value, uint64_t pc, struct str *out)
{
    int64_t v = op->is_signed || (op->show_signed && op->width == op->sem_width)
                    ? bits_signed(value, op->sem_width)
                    : (int64_t)value;
    if (op->pcrel)
        v = (int64_t)(((op->from_next ? next_address(isa, insn, pc) : pc) + (uint64_t)v) &
                      bits_mask(isa->mem.addr));
    if (op->asm_shift > 0)
        v >>= op->asm_shift;
    if (op->asm_shift < 0)
        v = (int64_t)((uint64_t)v << -op->asm_shift);
    if (op->asm_shift && op->asm_bits)
        v = (int64_t)((uint64_t)v & bits_mask(op->asm_bits));
    if (v < 0 && (op->is_signed || op->show_signed) && !op->pcrel)
        str_addf(out, "-%llu", 0 - (unsigned long long)v);
    else
        str_addf(out, "%llu", (unsigned long long)v);
}

static void print_operand(const struct isa *isa, const struct insn *insn, unsigned i, uint64_t value,
                          uint64_t pc, struct str *out)
{
    const struct operand *op = &insn->operands[i];
    if (op->reg) {
        isa_reg_name(op->reg, (unsigned)value, out);
        return;
    }
    for (unsigned k = 0; op->space && k < op->space->nregs; k++)
        if (op->space->regs[k]->at == value) {
            isa_reg_name(op->space->regs[k], 0, out);
            return;
        }
    size_t n = op->letters ? strlen(op->letters) : 0;
    if (n && value) {
        for (size_t k = 0; k < n; k++)
            if (value >> (n - 1 - k) & 1)
                str_addc(out, op->letters[k]);
        return;
    }
    print_number(isa, insn, op, value, pc, out);
}

void match_print(const struct isa *isa, const struct insn *insn, const struct syntax *s,
                 const uint64_t *fields, uint64_t pc, struct str *out)
{
    str_add(out, s->mnemonic);
    for (unsigned k = 0; k < s->nparts; k++) {
        const struct syntax_part *p = &s->parts[k];
        char last = out->len ? out->buf[out->len - 1] : ' ';
        bool word = p->kind == PART_OPERAND || isalnum((unsigned char)p->text[0]);
        if (k == 0 || last == ',' || (word && isalnum((unsigned char)last)))
            str_addc(out, ' ');
        if (p->kind == PART_TEXT)
            str_add(out, p->text);
        else
            print_operand(isa, insn, p->operand, fields[p->operand], pc, out);
    }
}
