/* alias.c - aliases (one instruction under another name) and `expands` (one instruction abbreviates another):
 * texts that are read by the templates of the target, with constants and holes. */
#include "isa/load.h"

#include <string.h>
#include "base/bits.h"

static const char *const alias_keys[] = { "asm", "is", "when", "print", "doc", NULL };

/* ---- aliases ----------------------------------------------------------------------------------------- */

static bool alias_maps(struct loader *l, struct alias *a, const struct bound *b, const struct hole *holes,
                       const struct yaml *to)
{
    bool used[INSN_MAX_OPERANDS] = { false };
    for (unsigned i = 0; i < a->insn->noperands; i++) {
        a->map[i] = (struct operand_map){ !b[i].hole, b[i].hole_number, b[i].value };
        if (!b[i].hole)
            continue;
        if (!used[b[i].hole_number])
            a->hole_operand[b[i].hole_number] = i;
        used[b[i].hole_number] = true;
    }
    for (unsigned h = 0; h < a->nholes; h++)
        if (!used[h]) {
            diag_error(l->d, holes[h].loc, "'%s' doesn't appear in what the alias stands for", holes[h].name);
            diag_note(l->d, to->loc, "the target is here");
            return false;
        }
    return true;
}

static bool read_alias(struct loader *l, const struct yaml *from, const struct yaml *to, struct alias *a)
{
    struct hole holes[INSN_MAX_OPERANDS];
    struct bound b[INSN_MAX_OPERANDS];
    const char *why;
    if (!syntax_template(l, from, &a->syntax, holes, &a->nholes) ||
        !load_is_kind(l, to, YAML_SCALAR, "an alias' target"))
        return false;
    struct match_text t = { .y = to, .s = to->text, .holes = holes, .nholes = a->nholes };
    const struct form *f = match_line(l, &t, b, &why);
    if (!f)
        return match_refuse(l, to->loc, to->text, "the alias' target", why);
    a->insn = f->insn;
    a->loc = from->loc;
    return alias_maps(l, a, b, holes, to);
}

static bool one_alias(struct loader *l, const struct yaml *y)
{
    struct alias *a = &l->isa->aliases[l->isa->naliases];
    const struct yaml *from = NULL, *to = NULL, *print = NULL;
    bool prints = true;
    if (y->kind == YAML_SEQ && y->count == 2) {
        from = &y->items[0];
        to = &y->items[1];
    } else if (y->kind == YAML_MAP) {
        if (!yaml_check_keys(y, l->d, alias_keys, "an alias"))
            return false;
        from = yaml_get(y, "asm");
        to = yaml_get(y, "is");
        print = yaml_get(y, "print");
    }
    if (!from || !to) {
        diag_error(l->d, y->loc,
                   "an alias is a pair [\"text\", \"what it stands for\"] or {asm, is, when, print}");
        return false;
    }
    if ((print && !yaml_bool(print, l->d, &prints)) || !read_alias(l, from, to, a))
        return false;
    a->assemble_only = !prints;
    l->isa->naliases++;
    return true;
}

/* ---- expands ----------------------------------------------------------------------------------------- */

/* Whether every value that `from` can hold fits `to`. */
static bool range_fits(struct loader *l, const struct operand *from, const struct operand *to,
                       const struct yaml *at)
{
    bool fits;
    if (to->reg || from->reg)
        fits = to->reg == from->reg;
    else if (to->is_signed)
        fits = from->is_signed ? from->width <= to->width : from->width < to->width;
    else
        fits = !from->is_signed && from->width <= to->width;
    if (fits && from->low >= to->low)
        return true;
    diag_error(l->d, at->loc, "operand '%s' can have values that '%s' of the expansion can't", from->name,
               to->name);
    diag_note(l->d, from->loc, "'%s' has bits %u:%u%s", from->name, from->width - 1u, from->low,
              from->is_signed ? ", signed" : "");
    diag_note(l->d, to->loc, "'%s' has bits %u:%u%s", to->name, to->width - 1u, to->low,
              to->is_signed ? ", signed" : "");
    return false;
}

static bool expansion(struct loader *l, const struct insn *insn, const struct yaml *y, const struct insn **to,
                      struct operand_map *map)
{
    struct hole holes[INSN_MAX_OPERANDS];
    struct bound b[INSN_MAX_OPERANDS];
    const char *why;
    bool ok = true;
    if (!load_is_kind(l, y, YAML_SCALAR, "`expands`"))
        return false;
    for (unsigned i = 0; i < insn->noperands; i++)
        holes[i] = (struct hole){ insn->operands[i].name, insn->operands[i].loc };
    struct match_text t = { .y = y, .s = y->text, .holes = holes, .nholes = insn->noperands };
    const struct form *f = match_line(l, &t, b, &why);
    if (!f)
        return match_refuse(l, y->loc, y->text, "`expands`", why);
    for (unsigned i = 0; i < f->insn->noperands; i++) {
        map[i] = (struct operand_map){ !b[i].hole, b[i].hole_number, b[i].value };
        if (b[i].hole)
            ok &= range_fits(l, &insn->operands[b[i].hole_number], &f->insn->operands[i], y);
    }
    *to = f->insn;
    return ok;
}

static bool read_expands(struct loader *l, struct insn *insn, const struct proto *p)
{
    const struct yaml *y = p->expands;
    const struct yaml *list = y->kind == YAML_SEQ ? y->items : y;
    size_t n = y->kind == YAML_SEQ ? y->count : 1;
    bool ok = n > 0;
    insn->also = arena_alloc(l->a, sizeof *insn->also * (n + 1));
    for (size_t i = 0; i < n; i++) {
        struct expansion_of *e = i ? &insn->also[insn->nalso++] : NULL;
        ok &= expansion(l, insn, &list[i], e ? &e->insn : &insn->expands, e ? e->map : insn->expand_map);
    }
    if (n == 0)
        diag_error(l->d, y->loc, "`expands` is empty");
    for (unsigned i = 0; ok && i < insn->expands->noperands; i++)
        if (!insn->expand_map[i].is_const)
            insn->operands[insn->expand_map[i].from].in_sem = true;
    return ok;
}

/* `expands` must end at an instruction with semantics of its own. */
static bool check_chains(struct loader *l)
{
    bool ok = true;
    for (unsigned i = 0; i < l->isa->ninsns; i++) {
        const struct insn *insn = &l->isa->insns[i];
        if (!insn->expands || !insn->expands->expands)
            continue;
        diag_error(l->d, insn->loc, "'%s' expands to '%s', which itself only expands to '%s'", insn->name,
                   insn->expands->name, insn->expands->expands->name);
        ok = false;
    }
    return ok;
}

bool load_aliases(struct loader *l)
{
    struct isa *isa = l->isa;
    struct item *it;
    bool ok = true;
    match_index(l);
    for (unsigned i = 0; i < isa->ninsns; i++)
        if (l->protos.data[i]->expands)
            ok &= read_expands(l, &isa->insns[i], l->protos.data[i]);
    if (ok)
        ok = check_chains(l);
    isa->aliases = ARENA_ARRAY(l->a, struct alias, l->sec[SEC_ALIASES].items.count + 1);
    vec_each (it, &l->sec[SEC_ALIASES].items)
        ok &= one_alias(l, it->value);
    for (unsigned i = 0; i < isa->naliases; i++)
        match_add_alias(l, &isa->aliases[i]);
    return ok;
}
