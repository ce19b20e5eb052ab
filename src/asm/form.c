/* form.c - the target's syntax templates, indexed by mnemonic, and reading a statement's operands by one of
 * them. */
#include "asm/form.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- the index --------------------------------------------------------------------------------------- */

static void add_text(struct assembler *as, struct form *f, const char *text, unsigned cap)
{
    struct span s = { text, strlen(text), { NULL, 0, 0 }, true, NULL };
    struct tokens t = { 0 };
    if (lex_span(&as->isa->assembler, &s, false, &as->arena, as->d, &t) == 0) {
        for (size_t i = 0; t.v.data[i].kind != TOK_END && f->nparts < cap; i++)
            f->parts[f->nparts++] = (struct form_part){ false, 0, t.v.data[i] };
    }
    vec_release(&t.v);
}

static void add_form(struct assembler *as, struct form f, const struct syntax_part *parts, unsigned n)
{
    unsigned cap = 0;
    for (unsigned i = 0; i < n; i++)
        cap += parts[i].kind == PART_OPERAND ? 1 : (unsigned)strlen(parts[i].text);
    f.parts = ARENA_ARRAY(&as->arena, struct form_part, cap + 1);
    for (unsigned i = 0; i < n; i++) {
        if (parts[i].kind == PART_OPERAND)
            f.parts[f.nparts++] = (struct form_part){ true, parts[i].operand, { 0 } };
        else
            add_text(as, &f, parts[i].text, cap);
    }
    struct form *copy = ARENA_NEW(&as->arena, struct form), *p;
    *copy = f;
    char *key = arena_strdup(&as->arena, f.mnemonic);
    for (char *c = key; *c; c++)
        *c = (char)tolower((unsigned char)*c);
    copy->mnemonic = key;
    p = map_get(&as->forms, key);
    if (!p) {
        map_put(&as->forms, key, copy);
        return;
    }
    while (p->next)
        p = p->next;
    p->next = copy;
}

static unsigned module_index(const struct isa *isa, const char *module)
{
    for (unsigned m = 0; module && m < isa->nmodules; m++) {
        if (strcmp(isa->modules[m], module) == 0)
            return m;
    }
    return isa->nmodules;
}

static void add_abbr(struct assembler *as, unsigned *count, const struct insn *longer,
                     const struct insn *insn, const struct operand_map *map)
{
    if (!longer || insn->explicit_only || insn->len >= longer->len)
        return;
    struct abbr *list = as->abbr[longer->index];
    unsigned n = count[longer->index]++;
    struct abbr *grown = ARENA_ARRAY(&as->arena, struct abbr, n + 2);
    if (n)
        memcpy(grown, list, n * sizeof *list);
    grown[n] = (struct abbr){ insn, map };
    as->abbr[longer->index] = grown;
}

void forms_build(struct assembler *as)
{
    const struct isa *isa = as->isa;
    unsigned *count = xcalloc(isa->ninsns + 1, sizeof *count);
    map_init(&as->forms);
    as->abbr = ARENA_ARRAY(&as->arena, struct abbr *, isa->ninsns + 1);
    as->insn_module = ARENA_ARRAY(&as->arena, unsigned, isa->ninsns + 1);
    as->module_off = ARENA_ARRAY(&as->arena, bool, isa->nmodules + 1);
    for (unsigned i = 0; i < isa->ninsns; i++) {
        const struct insn *insn = &isa->insns[i];
        as->insn_module[i] = module_index(isa, insn->module);
        for (unsigned k = 0; k < insn->nsyntax; k++)
            add_form(as,
                     (struct form){ FORM_INSN, insn->syntax[k].mnemonic, insn, &insn->syntax[k], NULL, NULL,
                                    NULL, 0, NULL },
                     insn->syntax[k].parts, insn->syntax[k].nparts);
        add_abbr(as, count, insn->expands, insn, insn->expand_map);
        for (unsigned k = 0; k < insn->nalso; k++)
            add_abbr(as, count, insn->also[k].insn, insn, insn->also[k].map);
    }
    for (unsigned i = 0; i < isa->naliases; i++) {
        const struct alias *a = &isa->aliases[i];
        add_form(as,
                 (struct form){ FORM_ALIAS, a->syntax.mnemonic, a->insn, &a->syntax, a, NULL, NULL, 0, NULL },
                 a->syntax.parts, a->syntax.nparts);
    }
    for (unsigned i = 0; i < isa->npseudos; i++) {
        const struct pseudo *p = &isa->pseudos[i];
        add_form(as, (struct form){ FORM_PSEUDO, p->mnemonic, NULL, NULL, NULL, p, NULL, 0, NULL }, p->parts,
                 p->nparts);
    }
    free(count);
}

void forms_release(struct assembler *as)
{
    map_release(&as->forms);
}

const struct form *form_find(const struct assembler *as, const char *mnemonic, size_t len)
{
    char key[64];
    if (len >= sizeof key)
        return NULL;
    for (size_t i = 0; i < len; i++)
        key[i] = (char)tolower((unsigned char)mnemonic[i]);
    key[len] = 0;
    return map_get(&as->forms, key);
}

bool module_enabled(const struct assembler *as, const struct insn *insn)
{
    unsigned m = as->insn_module[insn->index];
    return m >= as->isa->nmodules || !as->module_off[m];
}

/* ---- operands ---------------------------------------------------------------------------------------- */

static void found_instead(struct fail *f, int rank, const struct token *t, const char *wanted)
{
    bool further = rank > f->rank;
    if (t->kind == TOK_END)
        fail_set(f, rank, t->offset, "expected %s, found the end of the line", wanted);
    else if (t->kind == TOK_STRING)
        fail_set(f, rank, t->offset, "expected %s, found a string", wanted);
    else
        fail_set(f, rank, t->offset, "expected %s, found '%.*s'", wanted, (int)t->len, t->text);
    f->shape |= further;
}

/* The register file's names, for suggestions. */
static void wrong_register(struct assembler *as, const struct reg *file, struct fail *f, int rank,
                           const struct token *t)
{
    if (t->kind != TOK_IDENT && t->kind != TOK_PERCENT) {
        found_instead(f, rank, t, "a register");
        return;
    }
    unsigned n = file->count ? file->count : 1, index;
    const char **names = xcalloc(n + 1, sizeof *names);
    for (unsigned i = 0; i < n; i++) {
        struct str s;
        str_init(&s);
        isa_reg_name(file, i, &s);
        names[i] = arena_strdup(&as->arena, s.buf);
        str_release(&s);
    }
    char *name = arena_strndup(&as->arena, t->text, t->len), buf[DIAG_SUGGEST_MAX];
    if (isa_reg_lookup(as->isa, NULL, t->text, t->len, &index))
        fail_set(f, rank, t->offset, "register '%s' cannot stand here; expected one like '%s'", name,
                 names[0]);
    else
        fail_set(f, rank, t->offset, "expected a register, found '%s'%s", name,
                 diag_suggest(buf, name, names, n));
    free(names);
}

struct reader {
    struct assembler *as;
    const struct tokens *t;
    size_t i;
    const struct span *s;
    struct match *m;
    struct fail *f;
};

static const struct token *tok(const struct reader *r)
{
    return &r->t->v.data[r->i];
}

static bool read_register(struct reader *r, const struct reg *file, struct opval *out)
{
    const struct token *t = tok(r);
    unsigned index = 0;
    const struct reg *found = t->kind == TOK_IDENT || t->kind == TOK_PERCENT
                                  ? isa_reg_lookup(r->as->isa, file, t->text, t->len, &index)
                                  : NULL;
    if (!found) {
        wrong_register(r->as, file, r->f, (int)r->i + 1, t);
        return false;
    }
    out->v = index;
    r->i++;
    return true;
}

/* "iorw" as letters in any order; the first letter is the most significant bit. */
static bool read_letters(const struct token *t, const char *letters, uint64_t *v)
{
    size_t n = strlen(letters);
    if (t->kind != TOK_IDENT)
        return false;
    *v = 0;
    for (size_t i = 0; i < t->len; i++) {
        const char *p = strchr(letters, t->text[i]);
        if (!p)
            return false;
        *v |= UINT64_C(1) << (n - 1 - (size_t)(p - letters));
    }
    return true;
}

static bool read_space(const struct isa *isa, const struct regspace *space, const struct token *t,
                       uint64_t *v)
{
    size_t prefix = space->prefix ? strlen(space->prefix) : 0;
    if (t->kind != TOK_IDENT && t->kind != TOK_PERCENT)
        return false;
    for (unsigned i = 0; i < space->nregs; i++) {
        const char *name = space->regs[i]->name;
        if (t->len == prefix + strlen(name) &&
            strncasecmp(t->text, space->prefix ? space->prefix : "", prefix) == 0 &&
            memcmp(t->text + prefix, name, t->len - prefix) == 0) {
            *v = space->regs[i]->at;
            return true;
        }
    }
    (void)isa;
    return false;
}

static bool read_expr(struct reader *r, struct opval *out)
{
    struct expr *e = expr_parse(r->as, r->t, &r->i, r->s, r->f, &r->m->reg_name);
    out->e = e;
    return e != NULL;
}

/* A name that is neither made of an operand's letters nor a symbol so far was meant as letters. */
static bool wrong_letters(struct reader *r, const struct operand *op)
{
    const struct token *t = tok(r);
    if (!op->letters || op->glue || t->kind != TOK_IDENT ||
        sym_get(r->as, t->text, t->len)->state != ASYM_UNDEF)
        return false;
    fail_set(r->f, (int)r->i + 1, t->offset, "expected letters of '%s', found '%.*s'", op->letters,
             (int)t->len, t->text);
    return true;
}

static bool read_operand(struct reader *r, const struct operand *op, struct opval *out)
{
    if (op->reg)
        return read_register(r, op->reg, out);
    if ((op->letters && read_letters(tok(r), op->letters, &out->v)) ||
        (op->space && read_space(r->as->isa, op->space, tok(r), &out->v))) {
        r->i++;
        return true;
    }
    if (wrong_letters(r, op))
        return false;
    return read_expr(r, out);
}

static bool read_hole(struct reader *r, const struct form *f, unsigned hole, struct opval *out)
{
    out->offset = tok(r)->offset;
    switch (f->kind) {
    case FORM_INSN: return read_operand(r, &f->insn->operands[hole], out);
    case FORM_ALIAS: return read_operand(r, &f->insn->operands[f->alias->hole_operand[hole]], out);
    case FORM_PSEUDO: break;
    }
    const struct reg *reg = f->pseudo->holes[hole].reg;
    return reg ? read_register(r, reg, out) : read_expr(r, out);
}

bool form_match(struct assembler *as, const struct form *f, const struct tokens *t, size_t i,
                const struct span *s, struct match *m, struct fail *fail)
{
    struct reader r = { as, t, i, s, m, fail };
    bool fold = as->isa->assembler.case_insensitive;
    memset(m, 0, sizeof *m);
    m->form = f;
    for (unsigned k = 0; k < f->nparts; k++) {
        const struct form_part *p = &f->parts[k];
        if (p->is_hole) {
            m->toks[p->hole] = tok(&r);
            if (!read_hole(&r, f, p->hole, &m->vals[p->hole]))
                return false;
        } else if (tok_same(tok(&r), &p->tok, fold)) {
            r.i++;
        } else {
            char want[64];
            snprintf(want, sizeof want, "'%.*s'", (int)p->tok.len, p->tok.text);
            found_instead(fail, (int)r.i + 1, tok(&r), want);
            return false;
        }
    }
    if (tok(&r)->kind == TOK_END)
        return true;
    bool further = (int)r.i + 1 > fail->rank;
    fail_set(fail, (int)r.i + 1, tok(&r)->offset, "unexpected '%.*s' after the operands of '%s'",
             (int)tok(&r)->len, tok(&r)->text, f->mnemonic);
    fail->shape |= further;
    return false;
}

static const char *hole_name(const struct form *f, unsigned hole)
{
    switch (f->kind) {
    case FORM_INSN: return f->insn->operands[hole].name;
    case FORM_ALIAS: return f->insn->operands[f->alias->hole_operand[hole]].name;
    case FORM_PSEUDO: break;
    }
    return f->pseudo->holes[hole].name;
}

void form_print(const struct form *f, struct str *out)
{
    str_add(out, f->mnemonic);
    for (unsigned k = 0; k < f->nparts; k++) {
        const struct form_part *p = &f->parts[k];
        if (k == 0 || tok_is(&f->parts[k - 1].tok, ","))
            str_addc(out, ' ');
        if (p->is_hole)
            str_add(out, hole_name(f, p->hole));
        else
            str_addf(out, "%.*s", (int)p->tok.len, p->tok.text);
    }
}
