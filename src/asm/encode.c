/* encode.c - bits of a chosen instruction at its address, and whether a candidate reaches. */
#include "asm/insn.h"

#include "base/bits.h"
#include <string.h>

uint64_t operand_field(const struct operand *op, uint64_t v)
{
    return op->reg ? v : v & bits_mask(op->sem_width ? op->sem_width : 64);
}

/* A candidate that names another section, file or a weak symbol might be moved away: only the widest will do.
 */
static bool operand_reaches(struct assembler *as, const struct cand *c, unsigned k, const struct section *sec,
                            uint64_t addr)
{
    const struct operand *op = &c->insn->operands[k];
    const struct expr *e = c->ops[k].e;
    char why[WHY_MAX];
    struct value v;
    bool normalised;
    if (!e || e->kind == EX_MOD || !op->pcrel)
        return true;
    if (!expr_eval(as, e, EVAL_PLACED, sec->addr + addr, &v) || v.sec != sec || v.weak)
        return false;
    return operand_value(as->isa, op, &v.v, sec->addr + addr, c->insn->len, false, &normalised, why);
}

bool cand_misplaced(struct assembler *as, const struct cand *c, uint64_t addr)
{
    for (unsigned k = 0; c->insn && k < c->insn->noperands; k++) {
        const struct operand *op = &c->insn->operands[k];
        struct value v;
        if (!c->ops[k].e || c->ops[k].e->kind == EX_MOD || !op->pcrel ||
            !expr_eval(as, c->ops[k].e, EVAL_PLACED, addr, &v))
            continue;
        if (((uint64_t)v.v - addr - (op->from_next ? c->insn->len : 0)) & bits_mask(op->low))
            return true;
    }
    return false;
}

bool cand_fits(struct assembler *as, const struct cand *c, const struct section *sec, uint64_t addr)
{
    for (unsigned k = 0; c->insn && k < c->insn->noperands; k++) {
        if (!operand_reaches(as, c, k, sec, addr))
            return false;
    }
    return true;
}

/* The modifier that takes what the operand can hold of an address. */
static const struct modifier *upper_part(const struct isa *isa, const struct operand *op)
{
    for (unsigned i = 0; i < isa->nmodifiers; i++) {
        if ((int)isa->modifiers[i].field_low == op->asm_shift)
            return &isa->modifiers[i];
    }
    return NULL;
}

/* The value does not fit. An address seldom does: where the target says what loads one, that is what to say.
 */
static int report_value(struct assembler *as, const struct where *at, const char *name, const char *why,
                        const uint64_t *address)
{
    const char *load = as->isa->assembler.load_address;
    if (!address || !load)
        return as_error_at(as, at, "operand of '%s': %s", name, why);
    return as_error_at(as, at, "operand of '%s': the address 0x%llx cannot stand here; %s loads an address",
                       name, (unsigned long long)*address, load);
}

static int operand_number(struct assembler *as, const struct cand *c, unsigned k, const struct node *n,
                          uint64_t addr, uint64_t *out)
{
    const struct operand *op = &c->insn->operands[k];
    const struct expr *e = c->ops[k].e;
    const char *name = n->written ? n->written : c->insn->name;
    char why[WHY_MAX];
    struct value v = { .v = (int64_t)c->ops[k].v };
    struct where at = n->at;
    bool normalised;
    if (e) {
        const struct modifier *part = op->asm_bits ? upper_part(as->isa, op) : NULL;
        at.loc = e->loc.src ? e->loc : at.loc;
        if (!expr_eval(as, e, EVAL_PLACED, addr, &v))
            return expr_report(as, &at, e, &v);
        if (op->asm_bits && v.sec && e->kind != EX_MOD)
            return as_error_at(as, &at, "operand of '%s': an address must be given through a modifier%s%s",
                               name, part ? " such as " : "", part ? part->name : "");
        const uint64_t written = (uint64_t)v.v;
        bool address = v.sec && !op->pcrel && !op->region && e->kind != EX_MOD;
        if (!operand_value(as->isa, op, &v.v, addr, c->insn->len, e->kind == EX_MOD, &normalised, why))
            return report_value(as, &at, name, why, address ? &written : NULL);
    }
    *out = operand_field(op, (uint64_t)v.v);
    return 0;
}

int cand_encode(struct assembler *as, const struct cand *c, const struct node *n, uint64_t addr, uint8_t *out)
{
    struct ibits raw = c->insn->value;
    uint64_t fields[INSN_MAX_OPERANDS] = { 0 };
    for (unsigned k = 0; k < c->insn->noperands; k++) {
        if (operand_number(as, c, k, n, addr, &fields[k]) < 0)
            return -1;
        const char *why = isa_operand_encode(&c->insn->operands[k], fields[k], &raw);
        if (why)
            return as_error_at(as, &n->at, "operand %u of '%s' cannot be encoded: %s", k + 1, c->insn->name,
                               why);
    }
    if (c->insn->where && !isa_where(as->isa, c->insn, fields))
        return as_error_at(as, &n->at, "'%s' cannot be encoded with these operands", c->insn->name);
    for (unsigned i = 0; i < c->insn->len; i++)
        out[i] = (uint8_t)(raw.w[i / 8] >> (8 * (i % 8)));
    return 0;
}

/* ---- padding ----------------------------------------------------------------------------------------- */

struct nop {
    uint8_t bytes[INSN_MAX_BYTES];
    unsigned len;
};

static bool assemble_nop(struct assembler *as, const char *text, struct nop *out)
{
    struct span s = { text, strlen(text), { NULL, 0, 0 }, true, NULL };
    struct tokens toks = { 0 };
    struct fail f = { 0 };
    struct node node = { 0 };
    size_t len = strcspn(text, " \t");
    const struct form *forms = form_find(as, text, len);
    bool ok = forms && lex_span(&as->isa->assembler, &s, false, &as->arena, as->d, &toks) == 0;
    size_t i = 0;
    while (ok && toks.v.data[i].kind != TOK_END && toks.v.data[i].offset < len)
        i++;
    struct stmt_line l = { &toks, i, &s, 0, 0 };
    ok = ok && line_build(as, forms, &l, &node, &f) == 0;
    const struct cand *c = ok ? &node.cands[node.ncands - 1] : NULL;
    ok = ok && c->insn && cand_encode(as, c, &node, 0, out->bytes) == 0;
    out->len = ok ? c->insn->len : 0;
    vec_release(&toks.v);
    return ok;
}

static bool is_wider(const struct nop *a, const struct nop *b)
{
    return a->len > b->len;
}

void nop_fill(struct assembler *as, const bool *module_off, uint8_t *out, uint64_t n)
{
    const struct asm_desc *desc = &as->isa->assembler;
    struct nop nops[4];
    unsigned count = 0;
    bool *now = as->module_off;
    as->module_off = (bool *)module_off;
    as->no_abbr = true; /* each text is wanted at its own length */
    for (unsigned i = 0; i < desc->nnops && count < 4; i++) {
        if (assemble_nop(as, desc->nops[i], &nops[count]))
            count++;
    }
    as->module_off = now;
    as->no_abbr = false;
    for (unsigned i = 0; i + 1 < count; i++) { /* widest last */
        if (is_wider(&nops[i], &nops[i + 1])) {
            struct nop t = nops[i];
            nops[i] = nops[i + 1];
            nops[i + 1] = t;
        }
    }
    memset(out, 0, n);
    if (!count)
        return;
    uint64_t at = n % nops[0].len; /* what no instruction can fill stays zero */
    for (unsigned i = 0; i < count; i++) {
        uint64_t end = i + 1 < count ? at + (n - at) % nops[i + 1].len : n;
        for (; at + nops[i].len <= end; at += nops[i].len)
            memcpy(out + at, nops[i].bytes, nops[i].len);
    }
}
