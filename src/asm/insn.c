/* insn.c - a statement that is an instruction: which encodings can express it, narrowest first.
 *
 * Every form of the mnemonic that reads the operands gives candidates: the instruction itself, its
 * abbreviations, or the lines of a pseudo-instruction (pseudo.c). What is known now decides now; distances
 * decide in layout.c. */
#include "asm/insn.h"

#include "base/bits.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- one instruction --------------------------------------------------------------------------------- */

/* An operand whose value does not depend on where things end up is checked and settled. */
static bool settle(struct assembler *as, const struct insn *insn, unsigned k, struct opval *v, struct fail *f)
{
    const struct operand *op = &insn->operands[k];
    char why[WHY_MAX];
    int64_t n = 0;
    if (op->reg) {
        if (v->v < op->reg_offset || v->v - op->reg_offset > bits_mask(op->width)) {
            struct str lo, hi;
            str_init(&lo);
            str_init(&hi);
            isa_reg_name(op->reg, op->reg_offset, &lo);
            isa_reg_name(op->reg, op->reg_offset + (unsigned)bits_mask(op->width), &hi);
            fail_set(f, RANK_VALUE, v->offset, "'%s' takes only registers %s to %s here", insn->name, lo.buf,
                     hi.buf);
            str_release(&lo);
            str_release(&hi);
            return false;
        }
        return true;
    }
    if (v->e && (!expr_const(as, v->e, &n) || op->pcrel || op->region))
        return true;
    if (!v->e)
        return true;
    if (!operand_value(as->isa, op, &n, 0, 0, false, &v->normalised, why)) {
        fail_set(f, RANK_VALUE, v->offset, "operand of '%s': %s", as->written ? as->written : insn->name,
                 why);
        return false;
    }
    v->e = NULL;
    v->v = (uint64_t)n;
    return true;
}

static bool all_known(const struct insn *insn, const struct opval *ops)
{
    for (unsigned k = 0; k < insn->noperands; k++) {
        if (ops[k].e)
            return false;
    }
    return true;
}

static bool where_holds(struct assembler *as, const struct insn *insn, const struct opval *ops)
{
    uint64_t fields[INSN_MAX_OPERANDS] = { 0 };
    if (!insn->where || !all_known(insn, ops))
        return true;
    for (unsigned k = 0; k < insn->noperands; k++)
        fields[k] = operand_field(&insn->operands[k], ops[k].v);
    return isa_where(as->isa, insn, fields);
}

static void add_cand(struct assembler *as, struct cands *out, const struct insn *insn,
                     const struct opval *ops)
{
    struct cand *c = vec_push(&out->v);
    memset(c, 0, sizeof *c);
    c->insn = insn;
    c->ops = ARENA_ARRAY(&as->arena, struct opval, insn->noperands + 1u);
    memcpy(c->ops, ops, insn->noperands * sizeof *ops);
}

/* The operands of `longer` as operands of its abbreviation. */
static bool shorten(const struct insn *longer, const struct opval *ops, const struct abbr *a,
                    struct opval *out)
{
    bool bound[INSN_MAX_OPERANDS] = { false };
    memset(out, 0, INSN_MAX_OPERANDS * sizeof *out);
    for (unsigned k = 0; k < longer->noperands; k++) {
        const struct operand_map *m = &a->map[k];
        if (ops[k].normalised || (ops[k].e && (m->is_const || ops[k].e->kind == EX_MOD)))
            return false;
        if (m->is_const) {
            if (operand_field(&longer->operands[k], ops[k].v) !=
                operand_field(&longer->operands[k], m->value))
                return false;
            continue;
        }
        if (ops[k].e && !a->insn->operands[m->from].pcrel)
            return false;
        if (bound[m->from] && (ops[k].e || out[m->from].e || out[m->from].v != ops[k].v))
            return false;
        bound[m->from] = true;
        out[m->from] = ops[k];
    }
    return true;
}

static bool fits_field(const struct assembler *as, const struct insn *insn, const struct opval *ops)
{
    struct ibits raw = insn->value;
    (void)as;
    for (unsigned k = 0; k < insn->noperands; k++) {
        if (!ops[k].e &&
            isa_operand_encode(&insn->operands[k], operand_field(&insn->operands[k], ops[k].v), &raw))
            return false;
    }
    return true;
}

static void add_abbreviations(struct assembler *as, const struct insn *insn, const struct opval *ops,
                              struct cands *out)
{
    for (const struct abbr *a = as->abbr[insn->index]; a && a->insn && !as->no_abbr; a++) {
        struct opval s[INSN_MAX_OPERANDS];
        if (module_enabled(as, a->insn) && shorten(insn, ops, a, s) && fits_field(as, a->insn, s) &&
            where_holds(as, a->insn, s))
            add_cand(as, out, a->insn, s);
    }
}

/* An instruction with these operands, and whatever abbreviates it. */
static bool add_insn(struct assembler *as, const struct insn *insn, struct opval *ops, struct cands *out,
                     struct fail *f)
{
    char why[WHY_MAX];
    if (!module_enabled(as, insn)) {
        fail_set(f, RANK_VALUE, 0, "'%s' is switched off here by an option", insn->name);
        return false;
    }
    for (unsigned k = 0; k < insn->noperands; k++) {
        if (!settle(as, insn, k, &ops[k], f))
            return false;
    }
    if (!where_holds(as, insn, ops)) {
        snprintf(why, sizeof why, "'%s' cannot be encoded with these operands", insn->name);
        fail_set(f, RANK_VALUE, 0, "%s", why);
        return false;
    }
    add_cand(as, out, insn, ops);
    add_abbreviations(as, insn, ops, out);
    return true;
}

static bool from_syntax(struct assembler *as, const struct match *m, struct cands *out, struct fail *f)
{
    const struct insn *insn = m->form->insn;
    struct opval ops[INSN_MAX_OPERANDS];
    bool bound[INSN_MAX_OPERANDS] = { false };
    memcpy(ops, m->vals, sizeof ops);
    for (unsigned k = 0; k < m->form->nparts; k++) {
        if (m->form->parts[k].is_hole)
            bound[m->form->parts[k].hole] = true;
    }
    for (unsigned k = 0; k < insn->noperands; k++) {
        if (!bound[k])
            ops[k] =
                (struct opval){ NULL, insn->operands[k].has_default ? insn->operands[k].default_value : 0,
                                false, 0 };
    }
    for (unsigned k = 0; k < m->form->syntax->nfixed; k++)
        ops[m->form->syntax->fixed[k].operand] =
            (struct opval){ NULL, m->form->syntax->fixed[k].value, false, 0 };
    return add_insn(as, insn, ops, out, f);
}

static bool from_alias(struct assembler *as, const struct match *m, struct cands *out, struct fail *f)
{
    const struct alias *a = m->form->alias;
    struct opval ops[INSN_MAX_OPERANDS];
    for (unsigned k = 0; k < a->insn->noperands; k++) {
        if (a->map[k].is_const)
            ops[k] = (struct opval){ NULL, a->map[k].value, false, 0 };
        else
            ops[k] = m->vals[a->map[k].from];
    }
    return add_insn(as, a->insn, ops, out, f);
}

/* ---- choosing ---------------------------------------------------------------------------------------- */

static uint64_t least(const struct cand *c)
{
    uint64_t n = 0;
    if (c->insn)
        return c->insn->len;
    for (unsigned i = 0; i < c->nseq; i++)
        n += c->seq[i].size;
    return n;
}

/* Narrowest first; among equals the order of the description. */
static void sort_cands(struct cands *c)
{
    for (size_t i = 1; i < c->v.count; i++) {
        struct cand x = c->v.data[i];
        size_t j = i;
        for (; j > 0 && least(&c->v.data[j - 1]) > least(&x); j--)
            c->v.data[j] = c->v.data[j - 1];
        c->v.data[j] = x;
    }
}

enum certainty { UNSURE_DISTANCE, UNSURE_VALUE, SURE };

static enum certainty certainty(const struct cand *c)
{
    enum certainty r = SURE;
    for (unsigned k = 0; c->insn && k < c->insn->noperands; k++) {
        const struct operand *op = &c->insn->operands[k];
        /* the lines of one pseudo-instruction are near each other */
        if (c->ops[k].e && c->ops[k].e->kind != EX_MOD && c->ops[k].e->kind != EX_NODE) {
            if (op->pcrel)
                return UNSURE_DISTANCE;
            r = UNSURE_VALUE;
        }
    }
    return r;
}

/* Drops what can never be chosen: after a sure one, and narrower ones whose value is not known yet. */
static void prune(struct cands *c)
{
    size_t n = 0, widest = 0;
    for (size_t i = 0; i < c->v.count; i++) {
        if (certainty(&c->v.data[i]) == UNSURE_VALUE)
            widest = least(&c->v.data[i]) > widest ? least(&c->v.data[i]) : widest;
    }
    for (size_t i = 0; i < c->v.count; i++) {
        enum certainty how = certainty(&c->v.data[i]);
        if (how == UNSURE_VALUE && least(&c->v.data[i]) < widest)
            continue;
        c->v.data[n++] = c->v.data[i];
        if (how != UNSURE_DISTANCE)
            break;
    }
    c->v.count = n;
}

static bool try_form(struct assembler *as, const struct form *form, const struct stmt_line *l, bool pseudo,
                     bool reg_names, struct cands *out, struct fail *f)
{
    struct match m;
    if ((form->kind == FORM_PSEUDO) != pseudo || !form_match(as, form, l->toks, l->first, l->span, &m, f))
        return false;
    if (m.reg_name != reg_names)
        return false;
    switch (form->kind) {
    case FORM_INSN: return from_syntax(as, &m, out, f);
    case FORM_ALIAS: return from_alias(as, &m, out, f);
    case FORM_PSEUDO: return pseudo_expand(as, &m, l, out, f);
    }
    return false;
}

static bool needs_wider(const struct cands *c)
{
    for (size_t i = 0; i < c->v.count; i++) {
        if (certainty(&c->v.data[i]) != UNSURE_DISTANCE)
            return false;
    }
    return true;
}

/* Instructions and aliases first; pseudo-instructions if those can't express it, or may turn out not to
 * reach. */
int line_build(struct assembler *as, const struct form *forms, const struct stmt_line *l, struct node *node,
               struct fail *f)
{
    struct cands c = { 0 };
    for (int reg_names = 0; reg_names < 2 && !c.v.count; reg_names++) {
        for (int pseudo = 0; pseudo < 2; pseudo++) {
            for (const struct form *form = forms; form && (!pseudo || needs_wider(&c)); form = form->next)
                try_form(as, form, l, pseudo, reg_names, &c, f);
        }
    }
    if (!c.v.count) {
        vec_release(&c.v);
        return -1;
    }
    sort_cands(&c);
    prune(&c);
    node->ncands = (unsigned)c.v.count;
    node->cands = ARENA_ARRAY(&as->arena, struct cand, c.v.count);
    memcpy(node->cands, c.v.data, c.v.count * sizeof *c.v.data);
    node->written = as->written;
    node->size = least(&node->cands[0]);
    node->at = (struct where){ span_loc(l->span, 0), l->span->exp };
    vec_release(&c.v);
    return 0;
}

/* ---- the statement ----------------------------------------------------------------------------------- */

static bool has_mnemonic(const struct isa *isa, const char *name)
{
    bool hit = false;
    for (unsigned i = 0; i < isa->ninsns && !hit; i++) {
        for (unsigned k = 0; k < isa->insns[i].nsyntax && !hit; k++)
            hit = strcasecmp(isa->insns[i].syntax[k].mnemonic, name) == 0;
    }
    for (unsigned i = 0; i < isa->naliases && !hit; i++)
        hit = strcasecmp(isa->aliases[i].syntax.mnemonic, name) == 0;
    for (unsigned i = 0; i < isa->npseudos && !hit; i++)
        hit = strcasecmp(isa->pseudos[i].mnemonic, name) == 0;
    return hit;
}

static bool is_on(const struct isa *isa, const char *option)
{
    bool on = false;
    for (unsigned i = 0; i < isa->noptions_on && !on; i++)
        on = strcmp(isa->options_on[i], option) == 0;
    return on;
}

static void load_others(struct assembler *as)
{
    const struct isa *isa = as->isa;
    as->others = ARENA_ARRAY(&as->arena, struct isa *, isa->noptions + 1u);
    for (unsigned i = 0; i < isa->noptions; i++) {
        const char *with[] = { isa->options[i], NULL };
        const struct isa_request rq = { .target = isa->target, .with = with };
        struct diag d;
        if (is_on(isa, isa->options[i]))
            continue;
        diag_init(&d);
        as->others[i] = isa_load(&rq, &d);
        diag_release(&d);
    }
}

/* The option of the target that is off and would bring an instruction, or NULL. */
static const char *option_with(struct assembler *as, const char *name)
{
    if (!as->others)
        load_others(as);
    for (unsigned i = 0; i < as->isa->noptions; i++)
        if (as->others[i] && has_mnemonic(as->others[i], name))
            return as->isa->options[i];
    return NULL;
}

/* What the ISA's file says of a mnemonic that it doesn't have, or NULL. */
static const char *instead_of(const struct isa *isa, const char *name)
{
    for (unsigned i = 0; i < isa->assembler.ninstead; i++) {
        if (strcasecmp(isa->assembler.instead[i].word, name) == 0)
            return isa->assembler.instead[i].text;
    }
    return NULL;
}

/* alone: nothing else stands on the line. */
static int unknown_mnemonic(struct assembler *as, const char *text, size_t len, size_t offset, bool alone)
{
    const char **names = xcalloc(as->forms.count + 1, sizeof *names);
    char *name = arena_strndup(&as->arena, text, len), buf[DIAG_SUGGEST_MAX];
    const struct map_entry *e;
    size_t n = 0;
    const char *option = option_with(as, name), *instead = instead_of(as->isa, name),
               *suffix = as->isa->assembler.label_suffix;
    map_each (e, &as->forms)
        names[n++] = e->key;
    if (option)
        as_error(as, offset, "'%s' belongs to option %s of target %s, which is off", name, option,
                 as->isa->target);
    else if (instead)
        as_error(as, offset, "unknown instruction '%s': %s", name, instead);
    else if (alone && suffix[0] && !diag_nearest(name, names, n)) {
        as_error(as, offset, "unknown instruction '%s'; a label is followed by '%s'", name, suffix);
        if (sym_get(as, text, len)->state == ASYM_UNDEF) /* so that its uses are not reported, too */
            sym_label(as, text, len, offset);
    } else
        as_error(as, offset, "unknown instruction '%s'%s", name, diag_suggest(buf, name, names, n));
    free(names);
    return -1;
}

/* Length of the mnemonic: the text up to the first blank. */
static size_t mnemonic_length(const struct token *t, const char *end)
{
    size_t n = 0;
    while (t->text + n < end && t->text[n] != ' ' && t->text[n] != '\t')
        n++;
    return n;
}

static int put_fixed(struct assembler *as, const struct node *node)
{
    uint8_t bytes[INSN_MAX_BYTES];
    if (cand_encode(as, &node->cands[0], node, 0, bytes) < 0)
        return -1;
    return section_bytes(as, bytes, node->cands[0].insn->len, true);
}

static int put_node(struct assembler *as, const struct node *node)
{
    const struct cand *c = &node->cands[0];
    bool simple = node->ncands == 1 && c->insn;
    if (as->sec->nobits || !as->sec->alloc)
        return as_error(as, 0, "instructions cannot stand in section %s", as->sec->name);
    if (simple && all_known(c->insn, c->ops))
        return put_fixed(as, node);
    struct item *it = section_item(as, ITEM_INSN);
    if (!it)
        return -1;
    it->node = ARENA_NEW(&as->arena, struct node);
    *it->node = *node;
    it->size = node->size;
    it->fixed = simple;
    section_record(as, true, UINT64_MAX);
    return 0;
}

/* No form takes the operands. */
static int report_operands(struct assembler *as, const struct form *form, const struct fail *f, size_t offset)
{
    struct str s;
    str_init(&s);
    str_add(&s, f->text[0] ? f->text : "no form of this instruction takes these operands");
    if (f->shape) {
        str_add(&s, "; it is written ");
        form_print(form, &s);
    }
    as_error(as, offset, "%s", s.buf);
    str_release(&s);
    return -1;
}

int insn_statement(struct assembler *as, size_t i)
{
    const struct token *t = &as->toks.v.data[i];
    size_t len = mnemonic_length(t, as->stmt.text + as->stmt.len);
    const struct form *forms = form_find(as, t->text, len);
    if (!forms && len > t->len) {
        len = t->len;
        forms = form_find(as, t->text, len);
    }
    if (!forms)
        return unknown_mnemonic(as, t->text, t->len, t->offset, as->toks.v.data[i + 1].kind == TOK_END);
    size_t end = t->offset + len, stmt_start = t->offset;
    while (as->toks.v.data[i].kind != TOK_END && as->toks.v.data[i].offset < end)
        i++;
    struct fail f = { 0 };
    struct node node = { 0 };
    struct stmt_line l = { &as->toks, i, &as->stmt, stmt_start, 0 };
    as->pseudo_nodes = 0;
    as->written = forms->mnemonic;
    int rc = line_build(as, forms, &l, &node, &f);
    as->written = NULL;
    if (rc < 0)
        return report_operands(as, forms, &f, f.offset > stmt_start ? f.offset : stmt_start);
    node.at = as_where(as, stmt_start);
    return put_node(as, &node);
}
