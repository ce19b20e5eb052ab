/* pseudo.c - pseudo-instructions (one line becomes several) and modifiers (%hi). Templates stay text: the
 * assembler reads them. */
#include "isa/load.h"

#include <string.h>

static const char *const pseudo_keys[] = { "asm", "emit", "cases", "text", "when", "let", "doc", NULL };
static const char *const case_keys[] = { "when", "let", "emit", NULL };
static const char *const modifier_keys[] = { "value", "field_low", "elf", "pair", "doc", "when", NULL };

/* ---- pseudos ----------------------------------------------------------------------------------------- */

/* `when` and `let` may speak of the operands and of what `let` has named before. */
static bool check_value(struct loader *l, const struct pseudo *p, const struct pseudo_case *c,
                        const struct sem_expr *e)
{
    struct sem_scope_name names[SEM_SCOPE_MAX];
    struct sem_scope scope = { names, 0, 0, "operand or `let` of this pseudo-instruction" };
    for (unsigned i = 0; i < p->nholes; i++)
        names[scope.count++] = (struct sem_scope_name){ p->holes[i].name, INT64_MIN, INT64_MAX };
    for (unsigned i = 0; i < c->nlets; i++)
        names[scope.count++] = (struct sem_scope_name){ c->lets[i].name, INT64_MIN, INT64_MAX };
    return sem_check_scope(l->sem, e, &scope, l->d);
}

static bool read_lets(struct loader *l, const struct pseudo *p, const struct yaml *let, struct pseudo_case *c)
{
    if (!let)
        return true;
    if (!load_is_kind(l, let, YAML_MAP, "`let`"))
        return false;
    if (let->count > PSEUDO_MAX_LETS) {
        diag_error(l->d, let->loc, "at most %d names", PSEUDO_MAX_LETS);
        return false;
    }
    c->lets = arena_alloc(l->a, sizeof *c->lets * (let->count + 1));
    yaml_each (i, let) {
        if (!load_is_kind(l, &let->items[i], YAML_SCALAR, "a value"))
            return false;
        c->lets[c->nlets].name = let->keys[i].text;
        c->lets[c->nlets].text = let->items[i].text;
        c->lets[c->nlets].value = sem_parse_expr(l->sem, &let->items[i], NULL, l->d);
        if (!c->lets[c->nlets].value || !check_value(l, p, c, c->lets[c->nlets].value))
            return false;
        c->nlets++;
    }
    return true;
}

/* Each {name} of an emitted line must be a hole, a `let` or a `text`. */
static bool check_line(struct loader *l, const struct pseudo *p, const struct pseudo_case *c,
                       const struct yaml *y)
{
    for (const char *s = strchr(y->text, '{'); s; s = strchr(s + 1, '{')) {
        size_t n = strcspn(s + 1, "}");
        char *name = arena_strndup(l->a, s + 1, n);
        bool found = false;
        for (unsigned i = 0; i < p->nholes; i++)
            found |= strcmp(p->holes[i].name, name) == 0;
        for (unsigned i = 0; i < c->nlets; i++)
            found |= strcmp(c->lets[i].name, name) == 0;
        for (unsigned i = 0; i < p->ntext; i++)
            found |= strcmp(p->text[i].name, name) == 0;
        if (found)
            continue;
        diag_error(l->d, yaml_loc_at(y, (size_t)(s - y->text)),
                   "'{%s}' is no operand of this pseudo-instruction", name);
        return false;
    }
    return true;
}

/* {W} in a line is replaced as text. */
static const char *fill_text(struct loader *l, const struct pseudo *p, const char *line)
{
    struct str s;
    str_init(&s);
    while (*line) {
        bool hit = false;
        for (unsigned i = 0; *line == '{' && i < p->ntext && !hit; i++) {
            size_t n = strlen(p->text[i].name);
            hit = strncmp(line + 1, p->text[i].name, n) == 0 && line[n + 1] == '}';
            if (hit) {
                str_add(&s, p->text[i].value);
                line += n + 2;
            }
        }
        if (!hit)
            str_addc(&s, *line++);
    }
    const char *r = arena_strndup(l->a, s.buf, s.len);
    str_release(&s);
    return r;
}

static bool read_emit(struct loader *l, const struct pseudo *p, const struct yaml *emit,
                      struct pseudo_case *c)
{
    if (!load_is_kind(l, emit, YAML_SEQ, "`emit`"))
        return false;
    c->emit = ARENA_ARRAY(l->a, const char *, emit->count + 1);
    c->emit_loc = ARENA_ARRAY(l->a, struct loc, emit->count + 1);
    yaml_each (i, emit) {
        const struct yaml *y = &emit->items[i];
        if (!load_is_kind(l, y, YAML_SCALAR, "a line") || !check_line(l, p, c, y))
            return false;
        c->emit_loc[c->nemit] = y->loc;
        c->emit[c->nemit++] = fill_text(l, p, y->text);
    }
    return true;
}

static bool read_case(struct loader *l, struct pseudo *p, const struct yaml *y, bool when)
{
    struct pseudo_case *c = &p->cases[p->ncases];
    const struct yaml *cond = when ? yaml_get(y, "when") : NULL, *emit = yaml_get(y, "emit");
    if (when && !yaml_check_keys(y, l->d, case_keys, "a case"))
        return false;
    if (!emit) {
        diag_error(l->d, y->loc, "`emit` is missing: the lines that this becomes");
        return false;
    }
    if (cond && (!load_is_kind(l, cond, YAML_SCALAR, "`when`") ||
                 !(c->when = sem_parse_expr(l->sem, cond, NULL, l->d)) || !check_value(l, p, c, c->when)))
        return false;
    c->when_text = cond ? cond->text : NULL;
    if (!read_lets(l, p, yaml_get(y, "let"), c) || !read_emit(l, p, emit, c))
        return false;
    p->ncases++;
    return true;
}

static bool read_text(struct loader *l, struct pseudo *p, const struct yaml *text)
{
    if (!text)
        return true;
    if (!load_is_kind(l, text, YAML_MAP, "`text`"))
        return false;
    p->text = arena_alloc(l->a, sizeof *p->text * (text->count + 1));
    yaml_each (i, text) {
        const struct yaml *y = &text->items[i];
        if (!load_is_kind(l, y, YAML_SCALAR, "a text"))
            return false;
        const struct sem_expr *e = sem_parse_expr(l->sem, y, NULL, l->d);
        if (!e)
            return false;
        p->text[p->ntext].name = text->keys[i].text;
        p->text[p->ntext].value = sem_text(l->sem, e);
        if (!p->text[p->ntext++].value) {
            diag_error(l->d, y->loc, "this must choose a text: if CONSTANT then 'a' else 'b'");
            return false;
        }
    }
    return true;
}

static bool read_pseudo(struct loader *l, const struct yaml *y, struct pseudo *p)
{
    const struct yaml *asm_ = yaml_get(y, "asm"), *cases = yaml_get(y, "cases");
    struct hole holes[INSN_MAX_OPERANDS];
    struct syntax s;
    bool ok = true;
    if (!load_is_kind(l, y, YAML_MAP, "a pseudo-instruction") ||
        !yaml_check_keys(y, l->d, pseudo_keys, "a pseudo-instruction"))
        return false;
    if (!asm_) {
        diag_error(l->d, y->loc, "a pseudo-instruction needs `asm`");
        return false;
    }
    if (!syntax_template(l, asm_, &s, holes, &p->nholes) || !read_text(l, p, yaml_get(y, "text")))
        return false;
    p->mnemonic = s.mnemonic;
    p->parts = s.parts;
    p->nparts = s.nparts;
    p->loc = asm_->loc;
    for (unsigned i = 0; i < p->nholes; i++) {
        struct field *f = map_get(&l->fields, holes[i].name);
        p->holes[i].name = holes[i].name;
        p->holes[i].reg = f ? f->op.reg : NULL;
    }
    if (cases && !load_is_kind(l, cases, YAML_SEQ, "`cases`"))
        return false;
    p->cases = ARENA_ARRAY(l->a, struct pseudo_case, (cases ? cases->count : 1) + 1);
    yaml_each (i, cases)
        ok &= read_case(l, p, &cases->items[i], true);
    return cases ? ok : read_case(l, p, y, false);
}

/* ---- modifiers --------------------------------------------------------------------------------------- */

const struct sem_expr *load_relocation(struct loader *l, const struct yaml *value)
{
    static const struct sem_scope_name names[] = { { "S", INT64_MIN, INT64_MAX },
                                                   { "P", INT64_MIN, INT64_MAX } };
    const struct sem_scope scope = { names, 2, l->isa->word,
                                     "part of this: S is the symbol + addend, P the place" };
    const struct sem_expr *e = sem_parse_expr(l->sem, value, NULL, l->d);
    return e && sem_check_scope(l->sem, e, &scope, l->d) ? e : NULL;
}

static bool read_modifier(struct loader *l, const struct item *it, struct modifier *m)
{
    const struct yaml *y = it->value, *value = yaml_get(y, "value"), *low = yaml_get(y, "field_low"),
                      *elf = yaml_get(y, "elf"), *pair = yaml_get(y, "pair");
    int64_t v;
    *m = (struct modifier){ .name = it->name, .elf = -1 };
    if (!load_is_kind(l, y, YAML_MAP, "a modifier") || !yaml_check_keys(y, l->d, modifier_keys, "a modifier"))
        return false;
    if (!value) {
        diag_error(l->d, it->key->loc, "modifier '%s' needs `value`", it->name);
        return false;
    }
    if (!load_is_kind(l, value, YAML_SCALAR, "`value`") || !(m->value = load_relocation(l, value)))
        return false;
    if (low) {
        if (!load_const_in(l, low, "`field_low`", 0, 63, &v))
            return false;
        m->field_low = (unsigned)v;
    }
    if (elf) {
        if (!load_const_in(l, elf, "`elf`", 0, 65535, &v))
            return false;
        m->elf = (int)v;
    }
    return !pair || yaml_text(pair, l->d, &m->pair);
}

static bool check_pairs(struct loader *l)
{
    bool ok = true;
    for (unsigned i = 0; i < l->isa->nmodifiers; i++) {
        const struct modifier *m = &l->isa->modifiers[i];
        if (!m->pair || load_find(l, SEC_MODIFIERS, m->pair))
            continue;
        diag_error(l->d, yaml_get(load_find(l, SEC_MODIFIERS, m->name)->value, "pair")->loc,
                   "there is no modifier '%s'", m->pair);
        ok = false;
    }
    return ok;
}

bool load_pseudos(struct loader *l)
{
    struct isa *isa = l->isa;
    struct item *it;
    bool ok = true;
    isa->pseudos = ARENA_ARRAY(l->a, struct pseudo, l->sec[SEC_PSEUDOS].items.count + 1);
    isa->modifiers = ARENA_ARRAY(l->a, struct modifier, l->sec[SEC_MODIFIERS].items.count + 1);
    vec_each (it, &l->sec[SEC_PSEUDOS].items)
        ok &= read_pseudo(l, it->value, &isa->pseudos[isa->npseudos++]);
    vec_each (it, &l->sec[SEC_MODIFIERS].items)
        ok &= read_modifier(l, it, &isa->modifiers[isa->nmodifiers++]);
    return ok && check_pairs(l);
}
