/* pseudo.c - pseudo-instructions: choosing a case, filling its lines in, reading them again as instructions.
 */
#include "asm/insn.h"

#include <string.h>

struct names {
    struct assembler *as;
    const struct match *m;
    const struct pseudo_case *c;
    int64_t lets[INSN_MAX_OPERANDS * 2];
    unsigned nlets;
    bool *asked; /* set when a condition looked at an operand */
};

/* Values that `when` and `let` may use: what came before in `let`, then the operands. */
static bool get_name(const void *ctx, const char *name, int64_t *value)
{
    const struct names *n = ctx;
    const struct pseudo *p = n->m->form->pseudo;
    for (unsigned i = 0; i < n->nlets; i++) {
        if (strcmp(n->c->lets[i].name, name) == 0) {
            *value = n->lets[i];
            return true;
        }
    }
    for (unsigned i = 0; i < p->nholes; i++) {
        if (strcmp(p->holes[i].name, name) != 0)
            continue;
        *n->asked = true;
        if (p->holes[i].reg) {
            *value = (int64_t)n->m->vals[i].v;
            return true;
        }
        return n->m->vals[i].e && expr_const(n->as, n->m->vals[i].e, value);
    }
    return false;
}

static bool lets_hold(struct names *n)
{
    struct sem_names sn = { get_name, n };
    n->nlets = 0;
    for (unsigned i = 0; i < n->c->nlets && i < sizeof n->lets / sizeof n->lets[0]; i++) {
        if (!sem_const(n->as->isa->sem, n->c->lets[i].value, &sn, &n->lets[i]))
            return false;
        n->nlets++;
    }
    return true;
}

enum verdict { CASE_NO, CASE_UNKNOWN, CASE_YES };

/* Does the case apply? Its `let` values are then known. */
static enum verdict judge(struct names *n, const struct pseudo_case *c)
{
    struct sem_names sn = { get_name, n };
    int64_t v = 1;
    n->c = c;
    n->nlets = 0;
    if (c->when && !sem_const(n->as->isa->sem, c->when, &sn, &v))
        return CASE_UNKNOWN;
    if (!v)
        return CASE_NO;
    return lets_hold(n) ? CASE_YES : CASE_UNKNOWN;
}

static bool fill_hole(struct names *n, struct token *t, size_t offset, struct loc loc)
{
    const struct pseudo *p = n->m->form->pseudo;
    for (unsigned i = 0; i < n->nlets; i++) {
        const char *name = n->c->lets[i].name;
        if (strlen(name) == t->len && memcmp(name, t->text, t->len) == 0) {
            t->kind = TOK_EXPR;
            t->expr = expr_num(n->as, (uint64_t)n->lets[i], loc);
            return true;
        }
    }
    for (unsigned i = 0; i < p->nholes; i++) {
        const char *name = p->holes[i].name;
        if (strlen(name) != t->len || memcmp(name, t->text, t->len) != 0)
            continue;
        offset = n->m->vals[i].offset;
        if (p->holes[i].reg) {
            *t = *n->m->toks[i];
        } else {
            t->kind = TOK_EXPR;
            t->expr = n->m->vals[i].e;
        }
        t->offset = offset;
        return true;
    }
    return false;
}

/* Replaces {holes} and @lines; every token points at the user's statement. */
static bool fill(struct names *n, struct tokens *toks, struct cand *seq, const struct stmt_line *l)
{
    struct loc loc = span_loc(l->span, l->offset);
    for (size_t i = 0; i < toks->v.count; i++) {
        struct token *t = &toks->v.data[i];
        t->offset = l->offset;
        if (t->kind == TOK_HOLE && !fill_hole(n, t, l->offset, loc))
            return false;
        if (t->kind != TOK_LINE)
            continue;
        if (t->num < 1 || t->num > seq->nseq + 1u)
            return false;
        t->kind = TOK_EXPR;
        t->expr = expr_new(n->as, EX_NODE, loc);
        t->expr->node = &seq->seq[t->num - 1];
        t->expr->pos.sec = n->as->sec;
    }
    return true;
}

static bool emit_line(struct names *n, unsigned k, struct cand *seq, const struct stmt_line *l,
                      struct fail *f)
{
    struct assembler *as = n->as;
    const struct pseudo *p = n->m->form->pseudo;
    const char *text = n->c->emit[k];
    size_t len = strcspn(text, " \t");
    struct span s = { text + len, strlen(text + len), n->c->emit_loc[k], true, NULL };
    struct tokens toks = { 0 };
    const struct form *forms = form_find(as, text, len);
    bool ok = forms != NULL;
    if (!ok)
        fail_set(f, RANK_BOUND, l->offset, "'%s' expands to '%s', which is no instruction", p->mnemonic,
                 text);
    ok = ok && lex_span(&as->isa->assembler, &s, true, &as->arena, as->d, &toks) == 0;
    if (ok && !fill(n, &toks, seq, l)) {
        fail_set(f, RANK_BOUND, l->offset, "'%s' expands to '%s', which names something unknown", p->mnemonic,
                 text);
        ok = false;
    }
    struct stmt_line inner = { &toks, 0, l->span, l->offset, l->depth + 1 };
    ok = ok && line_build(as, forms, &inner, &seq->seq[k], f) == 0;
    vec_release(&toks.v);
    return ok;
}

/* All lines of the chosen case as one candidate. */
static bool emit_case(struct names *n, const struct stmt_line *l, struct cands *out, struct fail *f)
{
    struct assembler *as = n->as;
    unsigned count = n->c->nemit;
    as->pseudo_nodes += count;
    if (l->depth >= ASM_MAX_PSEUDO_DEPTH || as->pseudo_nodes > ASM_MAX_PSEUDO_NODES) {
        fail_set(f, RANK_BOUND, l->offset, "pseudo-instruction '%s' expands without end",
                 n->m->form->mnemonic);
        return false;
    }
    struct cand seq = { NULL, NULL, ARENA_ARRAY(&as->arena, struct node, count + 1u), count };
    for (unsigned k = 0; k < count; k++) {
        if (!emit_line(n, k, &seq, l, f))
            return false;
    }
    *vec_push(&out->v) = seq;
    return true;
}

/* The value of the last operand, if that is a number. */
static bool last_value(const struct names *n, int64_t *v)
{
    const struct pseudo *p = n->m->form->pseudo;
    const struct expr *e = p->nholes ? n->m->vals[p->nholes - 1].e : NULL;
    return e && expr_const(n->as, e, v);
}

/* The first case that applies and whose lines can be assembled (an option may have switched instructions
 * off). */
bool pseudo_expand(struct assembler *as, const struct match *m, const struct stmt_line *l, struct cands *out,
                   struct fail *f)
{
    const struct pseudo *p = m->form->pseudo;
    bool unknown = false, applied = false, asked = false;
    struct names n = { as, m, NULL, { 0 }, 0, &asked };
    size_t offset = p->nholes ? m->vals[p->nholes - 1].offset : l->offset;
    const char *name = as->written ? as->written : p->mnemonic;
    int64_t v;
    for (unsigned i = 0; i < p->ncases; i++) {
        enum verdict how = judge(&n, &p->cases[i]);
        if (how == CASE_YES && emit_case(&n, l, out, f))
            return true;
        applied |= how == CASE_YES;
        unknown |= how == CASE_UNKNOWN;
    }
    if (unknown)
        fail_set(f, RANK_VALUE, offset, "the operand of '%s' must be a constant whose value is known here",
                 name);
    else if (!applied && asked && last_value(&n, &v))
        fail_set(f, RANK_PSEUDO, offset, "'%s' cannot take the value %lld", name, (long long)v);
    else if (!applied && asked)
        fail_set(f, RANK_VALUE - 1, offset, "'%s' cannot be used with these operands", name);
    else if (!applied)
        fail_set(f, RANK_VALUE - 1, l->offset, "'%s' is no instruction of this target", name);
    return false;
}
