/* syntax.c - assembler templates ("lw {rd}, {imm}({rs1})") -> mnemonic, tokens and operands.
 *
 * A template is first resolved to one string: $col, the syntax of modes and registers put in, each operand's
 * hole replaced by two bytes (HOLE, number + 1). Letters glued to the mnemonic (br{nzp}) make one form for
 * each value. */
#include "isa/load.h"

#include <ctype.h>
#include <string.h>

#define HOLE '\001'

struct forms {
    struct loader *l;
    struct proto *p;
    const struct enc_group *groups;
    const struct group_code **chosen;
    unsigned ngroups;
    VEC(struct syntax) out;
};

/* ---- tokens ------------------------------------------------------------------------------------------ */

static bool word_char(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '.';
}

size_t syntax_token(const char **s)
{
    size_t n = 0;
    while (**s == ' ' || **s == '\t')
        ++*s;
    while (word_char((*s)[n]))
        n++;
    return n > 0 || **s == '\0' ? n : 1;
}

/* Splits a resolved text after the mnemonic. */
static struct syntax_part *split(struct loader *l, const char *s, unsigned *count)
{
    struct syntax_part *parts = ARENA_ARRAY(l->a, struct syntax_part, strlen(s) + 1);
    unsigned n = 0;
    size_t len;
    while ((len = syntax_token(&s)) > 0) {
        if (*s == HOLE) {
            parts[n++] = (struct syntax_part){ PART_OPERAND, NULL, (unsigned)(s[1] - 1) };
            s += 2;
        } else {
            parts[n++] = (struct syntax_part){ PART_TEXT, arena_strndup(l->a, s, len), 0 };
            s += len;
        }
    }
    *count = n;
    return parts;
}

/* Two operands with nothing between them can't be told apart when the text is read. */
static bool check_separators(struct loader *l, const struct syntax *s)
{
    for (unsigned k = 1; k < s->nparts; k++)
        if (s->parts[k].kind == PART_OPERAND && s->parts[k - 1].kind == PART_OPERAND) {
            diag_error(l->d, s->loc, "operands need a separator between them, such as ','");
            return false;
        }
    return true;
}

/* ---- resolving --------------------------------------------------------------------------------------- */

static int operand_by_name(const struct insn *insn, const char *name)
{
    for (unsigned i = 0; i < insn->noperands; i++)
        if (strcmp(insn->operands[i].name, name) == 0)
            return (int)i;
    return -1;
}

static bool unknown_hole(struct forms *f, const char *name, struct loc at)
{
    char buf[DIAG_SUGGEST_MAX];
    const char *names[2 * INSN_MAX_OPERANDS];
    unsigned n = 0;
    for (unsigned i = 0; i < f->p->insn.noperands; i++)
        names[n++] = f->p->insn.operands[i].name;
    for (unsigned i = 0; i < f->ngroups; i++)
        names[n++] = f->groups[i].name;
    diag_error(f->l->d, at, "the encoding has no operand '%s'%s", name, diag_suggest(buf, name, names, n));
    return false;
}

static bool resolve(struct forms *f, const struct text *t, size_t end, const char *prefix, struct str *out);

/* The syntax of the mode or register that a group operand stands for. */
static bool resolve_group(struct forms *f, unsigned g, struct loc at, struct str *out)
{
    const struct group_code *c = f->chosen[g];
    struct text t;
    if (c->reg) {
        isa_reg_name(c->reg, 0, out);
        return true;
    }
    const struct yaml *syntax = yaml_get(c->mode, "asm");
    if (!syntax) {
        diag_error(f->l->d, at, "mode '%s' has no `asm`", c->name);
        return false;
    }
    return text_subst(f->l, syntax, NULL, NULL, &t) && resolve(f, &t, strlen(t.s), f->groups[g].name, out);
}

static bool resolve_hole(struct forms *f, const char *name, const char *prefix, struct loc at,
                         struct str *out)
{
    const char *full = prefix ? arena_printf(f->l->a, "%s.%s", prefix, name) : name;
    for (unsigned g = 0; !prefix && g < f->ngroups; g++)
        if (strcmp(f->groups[g].name, name) == 0)
            return resolve_group(f, g, at, out);
    int i = operand_by_name(&f->p->insn, full);
    if (i < 0)
        return unknown_hole(f, full, at);
    f->p->insn.operands[i].in_syntax = true;
    str_addc(out, HOLE);
    str_addc(out, (char)(i + 1));
    return true;
}

static bool resolve(struct forms *f, const struct text *t, size_t end, const char *prefix, struct str *out)
{
    for (size_t i = 0; i < end; i++) {
        if (t->s[i] != '{') {
            if ((unsigned char)t->s[i] < ' ') {
                diag_error(f->l->d, text_loc(t, i), "control characters can't stand in a template");
                return false;
            }
            str_addc(out, t->s[i]);
            continue;
        }
        size_t n = strcspn(t->s + i + 1, "}");
        if (i + 1 + n >= end) {
            diag_error(f->l->d, text_loc(t, i), "'}' is missing");
            return false;
        }
        if (!resolve_hole(f, arena_strndup(f->l->a, t->s + i + 1, n), prefix, text_loc(t, i), out))
            return false;
        i += n + 1;
    }
    return true;
}

/* ---- "| D=0" ----------------------------------------------------------------------------------------- */

static bool fixed_operand(struct forms *f, const struct text *t, size_t at, size_t len, struct syntax *s)
{
    const struct yaml *y = text_scalar(f->l, t, at, len);
    const char *eq = strchr(y->text, '=');
    struct ibits raw = { { 0, 0 } };
    int64_t v;
    if (!eq) {
        diag_error(f->l->d, y->loc, "after '|', operand=value is expected");
        return false;
    }
    char *name = arena_strndup(f->l->a, y->text, (size_t)(eq - y->text));
    int i = operand_by_name(&f->p->insn, name);
    if (i < 0)
        return unknown_hole(f, name, y->loc);
    size_t from = (size_t)(eq - y->text) + 1, n = strlen(eq + 1);
    if (!load_number_n(eq + 1, n, &v) && !load_const(f->l, load_sub(f->l, y, from, n), &v))
        return false;
    const char *why = isa_operand_encode(&f->p->insn.operands[i], (uint64_t)v, &raw);
    if (why) {
        diag_error(f->l->d, yaml_loc_at(y, from), "%lld %s", (long long)v, why);
        return false;
    }
    f->p->insn.operands[i].in_syntax = true;
    s->fixed[s->nfixed].operand = (unsigned)i;
    s->fixed[s->nfixed++].value = isa_operand_value(&f->p->insn.operands[i], &raw);
    return true;
}

/* Everything after " | "; *end is moved to before it. */
static bool fixed_operands(struct forms *f, const struct text *t, size_t *end, struct syntax *s)
{
    const char *bar = strstr(t->s, " | ");
    s->fixed = arena_alloc(f->l->a, sizeof *s->fixed * (INSN_MAX_OPERANDS + 1));
    if (!bar)
        return true;
    *end = (size_t)(bar - t->s);
    for (size_t at = *end + 3; t->s[at];) {
        size_t n = strcspn(t->s + at, ",");
        if (s->nfixed == INSN_MAX_OPERANDS - 1) {
            diag_error(f->l->d, text_loc(t, at), "too many fixed operands");
            return false;
        }
        if (!fixed_operand(f, t, at, n, s))
            return false;
        at += n + (t->s[at + n] == ',');
    }
    return true;
}

/* ---- forms ------------------------------------------------------------------------------------------- */

static bool partial_get(const void *ctx, const char *name, int64_t *value)
{
    const struct operand *const *op = ctx;
    if (strcmp((*op)->name, name) != 0)
        return false;
    *value = (int64_t)(*op)->default_value;
    return true;
}

/* Whether `where` allows operand i to be v, as far as that can be said without the others. */
static bool where_allows(struct forms *f, unsigned i, unsigned v)
{
    struct operand copy = f->p->insn.operands[i];
    const struct operand *op = &copy;
    struct sem_names names = { partial_get, &op };
    int64_t holds;
    copy.default_value = v;
    return !f->p->insn.where || !sem_const(f->l->sem, f->p->insn.where, &names, &holds) || holds != 0;
}

/* The letters of value v, most significant bit first. */
static void add_letters(struct str *out, const char *letters, unsigned v)
{
    size_t n = strlen(letters);
    for (size_t i = 0; i < n; i++)
        if (v >> (n - 1 - i) & 1)
            str_addc(out, letters[i]);
}

/* br{nzp}: one form for each value. */
static bool glued_forms(struct forms *f, const char *mnemonic, const struct syntax *s)
{
    const char *hole = strchr(mnemonic, HOLE);
    unsigned i = (unsigned)(hole[1] - 1);
    const struct operand *op = &f->p->insn.operands[i];
    if (!op->letters || op->width > 8 || strchr(hole + 2, HOLE)) {
        diag_error(f->l->d, s->loc,
                   "only one operand with `letters` can be part of a mnemonic, and '%s' is none", op->name);
        return false;
    }
    for (unsigned v = 0; v < 1u << op->width; v++) {
        struct str name;
        if (!where_allows(f, i, v))
            continue;
        str_init(&name);
        str_addn(&name, mnemonic, (size_t)(hole - mnemonic));
        add_letters(&name, op->letters, v);
        str_add(&name, hole + 2);
        struct syntax form = *s;
        form.mnemonic = arena_strdup(f->l->a, name.buf);
        form.fixed = arena_alloc(f->l->a, sizeof *form.fixed * (s->nfixed + 2u));
        memcpy(form.fixed, s->fixed, sizeof *form.fixed * s->nfixed);
        form.fixed[form.nfixed].operand = i;
        form.fixed[form.nfixed++].value = v;
        *vec_push(&f->out) = form;
        str_release(&name);
    }
    return true;
}

/* Every operand must be written, fixed or have a default. */
static bool check_complete(struct forms *f, const struct syntax *s, const char *mnemonic)
{
    for (unsigned i = 0; i < f->p->insn.noperands; i++) {
        const struct operand *op = &f->p->insn.operands[i];
        bool have = op->has_default;
        for (unsigned k = 0; k < s->nparts; k++)
            have |= s->parts[k].kind == PART_OPERAND && s->parts[k].operand == i;
        for (unsigned k = 0; k < s->nfixed; k++)
            have |= s->fixed[k].operand == i;
        for (const char *h = strchr(mnemonic, HOLE); h; h = strchr(h + 2, HOLE))
            have |= (unsigned)(h[1] - 1) == i;
        if (!have) {
            diag_error(f->l->d, s->loc,
                       "operand '%s' is encoded, but this syntax doesn't say it and it has no `default`",
                       op->name);
            diag_note(f->l->d, op->loc, "'%s' stands here", op->name);
            return false;
        }
    }
    return true;
}

static bool one_form(struct forms *f, const struct yaml *y, const struct sem_cells *cells, bool *used,
                     struct str *buf)
{
    struct syntax s = { .loc = y->loc };
    struct text t;
    if (y->kind == YAML_SCALAR && y->style == YAML_PLAIN) {
        diag_error(f->l->d, y->loc,
                   "`asm` must be in quotes: YAML takes \" #\", \"{\" and others for its own");
        return false;
    }
    if (!text_subst(f->l, y, cells, used, &t))
        return false;
    size_t end = strlen(t.s);
    if (!fixed_operands(f, &t, &end, &s) || !resolve(f, &t, end, NULL, buf))
        return false;
    size_t n = strcspn(buf->buf, " ");
    char *mnemonic = arena_strndup(f->l->a, buf->buf, n);
    if (n == 0) {
        diag_error(f->l->d, y->loc, "the template has no mnemonic");
        return false;
    }
    s.parts = split(f->l, buf->buf + n, &s.nparts);
    if (!check_separators(f->l, &s) || !check_complete(f, &s, mnemonic))
        return false;
    if (strchr(mnemonic, HOLE))
        return glued_forms(f, mnemonic, &s);
    s.mnemonic = mnemonic;
    *vec_push(&f->out) = s;
    return true;
}

bool syntax_read(struct loader *l, struct proto *p, const struct yaml *asm_, const struct sem_cells *cells,
                 bool *used, const struct enc_group *groups, const struct group_code **chosen,
                 unsigned ngroups)
{
    struct forms f = { .l = l, .p = p, .groups = groups, .chosen = chosen, .ngroups = ngroups };
    const struct yaml *list = asm_->kind == YAML_SEQ ? asm_->items : asm_;
    size_t n = asm_->kind == YAML_SEQ ? asm_->count : 1;
    bool ok = true;
    for (size_t i = 0; i < n && ok; i++) {
        struct str buf;
        str_init(&buf);
        ok = one_form(&f, &list[i], cells, used, &buf);
        str_release(&buf);
    }
    if (ok && f.out.count == 0) {
        diag_error(l->d, asm_->loc, "no syntax: the instruction couldn't be written");
        ok = false;
    }
    p->insn.nsyntax = (unsigned)f.out.count;
    p->insn.syntax = ARENA_ARRAY(l->a, struct syntax, f.out.count + 1);
    if (f.out.count)
        memcpy(p->insn.syntax, f.out.data, f.out.count * sizeof *f.out.data);
    vec_release(&f.out);
    return ok;
}

/* ---- templates with free holes ----------------------------------------------------------------------- */

static bool add_hole(struct loader *l, const struct yaml *y, size_t at, size_t n, struct hole *holes,
                     unsigned *nholes, struct str *out)
{
    char *name = arena_strndup(l->a, y->text + at, n);
    unsigned i = 0;
    while (i < *nholes && strcmp(holes[i].name, name) != 0)
        i++;
    if (i == INSN_MAX_OPERANDS) {
        diag_error(l->d, yaml_loc_at(y, at), "at most %d operands", INSN_MAX_OPERANDS);
        return false;
    }
    if (i == *nholes)
        holes[(*nholes)++] = (struct hole){ name, yaml_loc_at(y, at) };
    str_addc(out, HOLE);
    str_addc(out, (char)(i + 1));
    return true;
}

bool syntax_template(struct loader *l, const struct yaml *y, struct syntax *out, struct hole *holes,
                     unsigned *nholes)
{
    struct str buf;
    bool ok = true;
    *nholes = 0;
    *out = (struct syntax){ .loc = y->loc };
    if (!load_is_kind(l, y, YAML_SCALAR, "a template"))
        return false;
    str_init(&buf);
    for (size_t i = 0; ok && y->text[i]; i++) {
        if (y->text[i] != '{') {
            str_addc(&buf, (unsigned char)y->text[i] < ' ' ? ' ' : y->text[i]);
            continue;
        }
        size_t n = strcspn(y->text + i + 1, "}");
        if (!y->text[i + 1 + n]) {
            diag_error(l->d, yaml_loc_at(y, i), "'}' is missing");
            ok = false;
        } else
            ok = add_hole(l, y, i + 1, n, holes, nholes, &buf);
        i += n + 1;
    }
    size_t n = strcspn(buf.buf, " ");
    if (ok && (n == 0 || memchr(buf.buf, HOLE, n))) {
        diag_error(l->d, y->loc, "a template starts with a mnemonic");
        ok = false;
    }
    out->mnemonic = arena_strndup(l->a, buf.buf, n);
    if (ok)
        out->parts = split(l, buf.buf + n, &out->nparts);
    str_release(&buf);
    return ok && check_separators(l, out);
}
