/* check_pseudo.c - whether what pseudo-instructions emit are lines of this ISA. Only the shape is looked at:
 * mnemonic, separators, registers where registers must be. Values are the assembler's business. */
#include "isa/load.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define LINE_MAX_LEN 255 /* longer lines are left to the assembler */

struct line {
    const struct isa *isa;
    const struct pseudo *p;
    const char *s; /* after the mnemonic */
    size_t len;
};

/* ---- one operand ------------------------------------------------------------------------------------- */

static bool balanced(const char *s, size_t n)
{
    int depth = 0;
    for (size_t i = 0; i < n && depth >= 0; i++)
        depth += s[i] == '(' || s[i] == '[' ? 1 : s[i] == ')' || s[i] == ']' ? -1 : 0;
    return depth == 0;
}

/* The register file of a hole that is all of a text, NULL: it is no hole for a register. */
static const struct reg *hole_file(const struct pseudo *p, const char *s, size_t n)
{
    for (unsigned i = 0; i < p->nholes && n > 2; i++)
        if (s[0] == '{' && strlen(p->holes[i].name) == n - 2 && memcmp(p->holes[i].name, s + 1, n - 2) == 0)
            return p->holes[i].reg;
    return NULL;
}

/* Whether the text can be an operand: a register of `file`, or (NULL) an expression. */
static bool is_operand(const struct line *l, size_t from, size_t to, const struct reg *file)
{
    unsigned index;
    while (from < to && l->s[from] == ' ')
        from++;
    while (to > from && l->s[to - 1] == ' ')
        to--;
    const char *s = l->s + from;
    size_t n = to - from;
    if (n == 0)
        return false;
    const struct reg *hole = hole_file(l->p, s, n);
    if (!file)
        return !hole && balanced(s, n);
    return hole ? hole == file : isa_reg_lookup(l->isa, file, s, n, &index) != NULL;
}

/* ---- one line ---------------------------------------------------------------------------------------- */

static size_t skip_blanks(const struct line *l, size_t at)
{
    while (at < l->len && l->s[at] == ' ')
        at++;
    return at;
}

/* Where the line may go on after `part`, from each place where it may start. */
static void advance(const struct line *l, const struct shape *shape, const struct syntax_part *part,
                    const bool *from, bool *to)
{
    memset(to, 0, LINE_MAX_LEN + 1);
    for (size_t i = 0; i <= l->len; i++) {
        if (!from[i])
            continue;
        if (part->kind == PART_TEXT) {
            size_t at = skip_blanks(l, i), n = strlen(part->text);
            if (n <= l->len - at && strncasecmp(l->s + at, part->text, n) == 0)
                to[at + n] = true;
            continue;
        }
        for (size_t end = i + 1; end <= l->len; end++)
            to[end] |= is_operand(l, i, end, shape->regs[part->operand]);
    }
}

static bool has_shape(const struct line *l, const struct shape *shape)
{
    bool at[2][LINE_MAX_LEN + 1] = { { true } };
    for (unsigned k = 0; k < shape->nparts; k++)
        advance(l, shape, &shape->parts[k], at[k & 1], at[~k & 1]);
    for (size_t i = 0; i <= l->len; i++)
        if (at[shape->nparts & 1][i] && skip_blanks(l, i) == l->len)
            return true;
    return false;
}

/* *known: whether the mnemonic is. */
static bool reads_line(struct loader *l, const struct pseudo *p, const char *text, bool *known)
{
    size_t n = strcspn(text, " ");
    struct line line = { l->isa, p, text + n, strlen(text + n) };
    const struct form *f = match_forms(l, text, n);
    struct shape shape;
    *known = f != NULL;
    if (line.len > LINE_MAX_LEN)
        return true;
    for (; f; f = f->next) {
        shape_of_form(f, &shape);
        if (has_shape(&line, &shape))
            return true;
    }
    for (unsigned i = 0; i < l->isa->npseudos; i++) {
        const struct pseudo *q = &l->isa->pseudos[i];
        if (strlen(q->mnemonic) != n || memcmp(q->mnemonic, text, n) != 0)
            continue;
        *known = true;
        shape_of_pseudo(q, &shape);
        if (has_shape(&line, &shape))
            return true;
    }
    return false;
}

static bool check_case(struct loader *l, const struct pseudo *p, const struct pseudo_case *c)
{
    bool known, ok = true;
    int64_t holds;
    if (c->when && sem_const(l->sem, c->when, NULL, &holds) && !holds)
        return true;
    for (unsigned k = 0; k < c->nemit; k++)
        if (!reads_line(l, p, c->emit[k], &known))
            ok = match_refuse(l, c->emit_loc[k], c->emit[k], "this line", NULL);
    return ok;
}

bool check_pseudos(struct loader *l)
{
    bool ok = true;
    for (unsigned i = 0; i < l->isa->npseudos; i++)
        for (unsigned k = 0; k < l->isa->pseudos[i].ncases; k++)
            ok &= check_case(l, &l->isa->pseudos[i], &l->isa->pseudos[i].cases[k]);
    return ok;
}
