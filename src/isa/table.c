/* table.c - entries of `instructions` -> concrete instructions: table rows, group codes, overlays. */
#include "isa/load.h"

#include <string.h>

static const char *const insn_keys[] = { "name",   "table",   "enc", "asm",   "sem",  "when",     "where",
                                         "fields", "expands", "doc", "tests", "hint", "explicit", NULL };
static const char *const table_keys[] = { "cols", "rows", NULL };

/* One entry while it is expanded. */
struct entry {
    struct loader *l;
    const struct item *item;
    const struct yaml *y;
    struct sem_cells *cells; /* of the row; NULL: no table */
    const char *const *cols;
    unsigned ncols;
    bool *used; /* per column */
    const struct group_code *chosen[INSN_MAX_OPERANDS];
};

/* ---- one concrete instruction ------------------------------------------------------------------------ */

static int column(const struct entry *t, const char *name)
{
    for (unsigned i = 0; i < t->ncols; i++)
        if (strcmp(t->cols[i], name) == 0)
            return (int)i;
    return -1;
}

/* The item's key, or else the row's cell of that name. */
static const struct yaml *key_or_cell(const struct entry *t, const char *name)
{
    const struct yaml *y = yaml_get(t->y, name);
    int c = t->cells ? column(t, name) : -1;
    if (c >= 0)
        t->used[c] = true;
    return y ? y : c >= 0 ? t->cells->cells[c] : NULL;
}

static const struct yaml *find_tests(struct entry *t, const char *name, bool *ok)
{
    const struct yaml *tests = key_or_cell(t, "tests");
    if (!tests || tests->kind == YAML_SEQ || (tests->kind == YAML_SCALAR && !tests->text[0]))
        return tests && tests->kind == YAML_SEQ ? tests : NULL;
    if (!t->cells || tests->kind != YAML_MAP) {
        diag_error(t->l->d, tests->loc,
                   "`tests` is a list; in a table a map from the instruction's name to a list");
        *ok = false;
        return NULL;
    }
    const struct yaml *list = yaml_get(tests, name);
    if (list && list->kind != YAML_SEQ)
        *ok = load_is_kind(t->l, list, YAML_SEQ, "the tests of an instruction");
    return list;
}

static bool read_flag(struct entry *t, const char *key, bool *out)
{
    const struct yaml *y = key_or_cell(t, key);
    bool v = false;
    if (y && !(y->kind == YAML_SCALAR && !y->text[0]) && !yaml_bool(y, t->l->d, &v))
        return false;
    *out |= v;
    return true;
}

static bool read_name(struct entry *t, struct insn *insn)
{
    const struct yaml *y = key_or_cell(t, "name");
    struct text text;
    if (!y) {
        diag_error(t->l->d, t->y->loc, "an instruction needs a `name`%s",
                   t->cells ? " (a key, or a column)" : "");
        return false;
    }
    if (!text_subst(t->l, y, t->cells, t->used, &text))
        return false;
    if (!text.s[0]) {
        diag_error(t->l->d, y->loc, "the instruction's name is empty");
        return false;
    }
    insn->name = text.s;
    return true;
}

static struct sem_scope_name operand_range(const struct operand *op)
{
    int64_t top = op->width < 63 ? (INT64_C(1) << op->width) - 1 : INT64_MAX;
    if (op->is_signed)
        return (struct sem_scope_name){ op->name, -(top >> 1) - 1, top >> 1 };
    return (struct sem_scope_name){ op->name, op->reg_offset, top + op->reg_offset };
}

/* A condition on operands must have a value, and be true for some word. */
static bool check_where(struct loader *l, const struct proto *p, const struct yaml *at)
{
    const struct insn *insn = &p->insn;
    struct sem_scope_name names[INSN_MAX_OPERANDS];
    const struct sem_scope scope = { names, insn->noperands, 0, "operand of this instruction" };
    for (unsigned i = 0; i < insn->noperands; i++)
        names[i] = operand_range(&insn->operands[i]);
    if (!sem_check_scope(l->sem, insn->where, &scope, l->d))
        return false;
    if (!overlap_where_never(l, insn))
        return true;
    diag_error(l->d, at->loc, "this is never true: no word would be '%s'", insn->name);
    return false;
}

/* `where` with its conditions on modes decided. *keep false: this combination doesn't exist. */
static bool read_where(struct entry *t, struct proto *p, const struct enc *e, bool *keep)
{
    const struct yaml *y = key_or_cell(t, "where");
    struct text text;
    *keep = true;
    if (!y || (y->kind == YAML_SCALAR && !y->text[0]))
        return true;
    if (!text_subst(t->l, y, t->cells, t->used, &text) ||
        !mode_where(t->l, &text, e->groups, t->chosen, e->ngroups, keep, &p->where))
        return false;
    if (!p->where.s || !*keep)
        return true;
    const struct yaml *expr = text_scalar(t->l, &p->where, 0, strlen(p->where.s));
    p->insn.where = sem_parse_expr(t->l->sem, expr, NULL, t->l->d);
    return p->insn.where && check_where(t->l, p, expr);
}

static void bind_modes(struct entry *t, struct proto *p, const struct enc *e)
{
    struct str variant;
    if (e->ngroups == 0)
        return;
    str_init(&variant);
    p->modes = ARENA_ARRAY(t->l->a, struct sem_mode_binding, e->ngroups);
    for (unsigned i = 0; i < e->ngroups; i++) {
        const struct group_code *c = t->chosen[i];
        p->modes[i] =
            (struct sem_mode_binding){ e->groups[i].name, c->name, c->mode, t->l->mode_defaults, c->reg };
        str_addf(&variant, "%s%s=%s", i ? " " : "", e->groups[i].name, c->name);
    }
    p->nmodes = e->ngroups;
    p->insn.variant = arena_strdup(t->l->a, variant.buf);
    str_release(&variant);
}

/* The chosen codes' bits and the modes' tails. */
static bool apply_modes(struct entry *t, struct enc *e)
{
    for (unsigned i = 0; i < e->ngroups; i++) {
        const struct enc_group *g = &e->groups[i];
        for (unsigned b = 0; b < g->group->bits; b++)
            e->bits[g->pos + b].what = (t->chosen[i]->code >> (g->group->bits - 1 - b) & 1) ? '1' : '0';
    }
    const struct yaml *local = e->local;
    for (unsigned i = 0; i < e->ngroups; i++) {
        const struct yaml *tail = yaml_get(t->chosen[i]->mode, "tail");
        e->local = yaml_get(t->chosen[i]->mode, "fields");
        if (tail && !enc_tail(e, tail, e->groups[i].name))
            return false;
    }
    e->local = local;
    return true;
}

/* One combination of group codes. e and base are shared by all, so they are copied. */
static bool make_insn(struct entry *t, const struct enc *shared, const struct proto *base)
{
    struct loader *l = t->l;
    struct proto *p = ARENA_NEW(l->a, struct proto);
    struct enc e = *shared;
    bool keep, ok = true;
    *p = *base;
    e.p = p;
    if (!apply_modes(t, &e) || !enc_layout(&e) || !read_where(t, p, &e, &keep))
        return false;
    if (!keep)
        return true;
    bind_modes(t, p, &e);
    const struct yaml *asm_ = key_or_cell(t, "asm");
    if (!asm_) {
        diag_error(l->d, t->y->loc, "instruction '%s' has no `asm`", p->insn.name);
        return false;
    }
    if (!syntax_read(l, p, asm_, t->cells, t->used, e.groups, t->chosen, e.ngroups))
        return false;
    p->insn.tests = find_tests(t, p->insn.name, &ok);
    if (l->protos.count >= ISA_MAX_INSNS) {
        if (!l->too_many)
            diag_error(l->d, t->y->loc, "more than %d instructions", ISA_MAX_INSNS);
        l->too_many = true;
        return false;
    }
    *vec_push(&l->protos) = p;
    return ok;
}

/* All combinations of the groups' codes. */
static bool combine(struct entry *t, const struct enc *e, const struct proto *base, unsigned g)
{
    if (g == e->ngroups)
        return make_insn(t, e, base);
    for (unsigned i = 0; i < e->groups[g].group->ncodes; i++) {
        t->chosen[g] = &e->groups[g].group->codes[i];
        if (!combine(t, e, base, g + 1))
            return false;
    }
    return true;
}

/* ---- one row, or an entry without table -------------------------------------------------------------- */

static bool check_local_fields(struct entry *t, const struct enc *e)
{
    bool ok = true;
    if (e->local && !load_is_kind(t->l, e->local, YAML_MAP, "`fields`"))
        return false;
    yaml_each (i, e->local) {
        bool found = false;
        for (unsigned k = 0; k < e->p->insn.noperands; k++)
            found |= strcmp(e->p->insn.operands[k].name, e->local->keys[i].text) == 0;
        if (!found) {
            diag_error(t->l->d, e->local->keys[i].loc, "the encoding has no operand '%s'",
                       e->local->keys[i].text);
            ok = false;
        }
    }
    return ok;
}

/* `expands`, a text or a list, with $col replaced. */
static const struct yaml *read_expands(struct entry *t, const struct yaml *y)
{
    struct yaml *list = ARENA_NEW(t->l->a, struct yaml);
    const struct yaml *from = y->kind == YAML_SEQ ? y->items : y;
    struct text text;
    *list = *y;
    list->kind = YAML_SEQ;
    list->count = y->kind == YAML_SEQ ? y->count : 1;
    list->items = ARENA_ARRAY(t->l->a, struct yaml, list->count + 1);
    for (size_t i = 0; i < list->count; i++) {
        if (!text_subst(t->l, &from[i], t->cells, t->used, &text))
            return NULL;
        list->items[i] = *text_scalar(t->l, &text, 0, strlen(text.s));
    }
    return list;
}

static bool read_texts(struct entry *t, struct proto *p)
{
    struct insn *insn = &p->insn;
    const struct yaml *sem = key_or_cell(t, "sem"), *expands = key_or_cell(t, "expands"),
                      *doc = key_or_cell(t, "doc");
    p->sem = sem && sem->kind == YAML_SCALAR ? sem : NULL;
    p->expands = NULL;
    if (expands && !(expands->kind == YAML_SCALAR && !expands->text[0]) &&
        !(p->expands = read_expands(t, expands)))
        return false;
    if ((sem && !load_is_kind(t->l, sem, YAML_SCALAR, "`sem`")) ||
        (doc && !yaml_text(doc, t->l->d, &insn->doc)))
        return false;
    if (!p->sem == !p->expands) {
        diag_error(t->l->d, t->y->loc, "instruction '%s' needs `sem` or `expands`%s", insn->name,
                   p->sem ? ", not both" : "");
        return false;
    }
    if (p->sem) {
        struct text shown; /* as one would write it without the table */
        if (!text_subst(t->l, p->sem, t->cells, t->used, &shown))
            return false;
        insn->sem_text = shown.s;
    }
    return read_flag(t, "hint", &insn->explicit_only) && read_flag(t, "explicit", &insn->explicit_only);
}

static bool one_row(struct entry *t)
{
    struct loader *l = t->l;
    struct proto *p = ARENA_NEW(l->a, struct proto);
    struct enc *e = ARENA_NEW(l->a, struct enc);
    const struct yaml *enc = key_or_cell(t, "enc");
    if (!read_name(t, &p->insn))
        return false;
    if (!enc) {
        diag_error(l->d, t->y->loc, "instruction '%s' has no `enc`", p->insn.name);
        return false;
    }
    if (enc->kind == YAML_SCALAR && enc->style == YAML_PLAIN) {
        diag_error(l->d, enc->loc,
                   "`enc` must be in quotes: YAML takes \" #\", \"[\" and others for its own");
        return false;
    }
    p->item = t->item;
    p->insn.module = t->item->module;
    p->insn.loc = enc->loc;
    p->insn.enc_text = enc->kind == YAML_SCALAR ? enc->text : "";
    p->cells = t->cells;
    if (t->cells) {
        p->row_loc = t->cells->row;
        p->insn.row =
            t->cells->count && t->cells->cells[0]->kind == YAML_SCALAR ? t->cells->cells[0]->text : NULL;
    }
    *e = (struct enc){
        .l = l, .p = p, .local = yaml_get(t->y, "fields"), .cells = t->cells, .used_cols = t->used
    };
    if (!read_texts(t, p) || !enc_read(e, enc) || !check_local_fields(t, e))
        return false;
    p->insn.enc_text = e->text.s;
    return combine(t, e, p, 0);
}

/* Errors of a row get a note that names it. */
static bool noted_row(struct entry *t)
{
    int before = t->l->d->errors;
    bool ok = one_row(t);
    if (t->cells && t->l->d->errors > before) {
        const struct yaml *first = t->cells->count ? t->cells->cells[0] : NULL;
        diag_note(t->l->d, t->cells->row, "in the table's row '%s'",
                  first && first->kind == YAML_SCALAR ? first->text : "");
    }
    return ok;
}

/* ---- tables ------------------------------------------------------------------------------------------ */

static bool read_row(struct entry *t, const struct yaml *row, bool *keep)
{
    const struct yaml **cells = ARENA_ARRAY(t->l->a, const struct yaml *, row->count + 1);
    int64_t v;
    *keep = true;
    if (row->kind != YAML_SEQ || row->count != t->ncols) {
        diag_error(t->l->d, row->loc, "this row has %zu cells, the table has %u columns",
                   row->kind == YAML_SEQ ? row->count : 1, t->ncols);
        return false;
    }
    yaml_each (i, row)
        cells[i] = &row->items[i];
    t->cells = ARENA_NEW(t->l->a, struct sem_cells);
    *t->cells = (struct sem_cells){ t->cols, cells, t->ncols, row->loc };
    int when = column(t, "when");
    if (when >= 0) {
        t->used[when] = true;
        if (cells[when]->kind == YAML_SCALAR && cells[when]->text[0]) {
            if (!load_const(t->l, cells[when], &v))
                return false;
            *keep = v != 0;
        }
    }
    for (unsigned i = 0; i < t->ncols; i++)
        if (cells[i]->kind == YAML_SCALAR)
            text_mark_used(cells[i]->text, t->cells, t->used);
    return true;
}

static bool read_columns(struct entry *t, const struct yaml *cols)
{
    const char **names = ARENA_ARRAY(t->l->a, const char *, cols->count + 1);
    yaml_each (i, cols) {
        if (!load_is_kind(t->l, &cols->items[i], YAML_SCALAR, "a column's name"))
            return false;
        names[i] = cols->items[i].text;
        for (size_t k = 0; k < i; k++)
            if (strcmp(names[k], names[i]) == 0) {
                diag_error(t->l->d, cols->items[i].loc, "column '%s' stands twice", names[i]);
                return false;
            }
    }
    t->cols = names;
    t->ncols = (unsigned)cols->count;
    t->used = ARENA_ARRAY(t->l->a, bool, cols->count + 1);
    return true;
}

/* A `tests` map must name instructions of the table; a column must be of use. */
static bool check_table(struct entry *t, const struct yaml *cols, size_t first)
{
    const struct yaml *tests = yaml_get(t->y, "tests");
    bool ok = true;
    for (unsigned i = 0; i < t->ncols; i++)
        if (!t->used[i]) {
            diag_error(t->l->d, cols->items[i].loc, "column '%s' is not used", t->cols[i]);
            ok = false;
        }
    yaml_each (i, tests && tests->kind == YAML_MAP ? tests : NULL) {
        bool found = false;
        for (size_t p = first; p < t->l->protos.count; p++)
            found |= strcmp(t->l->protos.data[p]->insn.name, tests->keys[i].text) == 0;
        const struct yaml *rows = yaml_get(yaml_get(t->y, "table"), "rows");
        int name = column(t, "name");
        for (size_t r = 0; !found && name >= 0 && r < rows->count; r++) /* rows that `when` leaves out */
            found = rows->items[r].kind == YAML_SEQ && rows->items[r].count > (size_t)name &&
                    rows->items[r].items[name].kind == YAML_SCALAR &&
                    strcmp(rows->items[r].items[name].text, tests->keys[i].text) == 0;
        if (!found) {
            diag_error(t->l->d, tests->keys[i].loc, "tests of '%s', which this table doesn't make",
                       tests->keys[i].text);
            ok = false;
        }
    }
    return ok;
}

static bool table_entry(struct entry *t, const struct yaml *table)
{
    const struct yaml *cols = yaml_get(table, "cols"), *rows = yaml_get(table, "rows");
    size_t first = t->l->protos.count;
    bool ok = true, keep, any = false;
    if (!yaml_check_keys(table, t->l->d, table_keys, "a table"))
        return false;
    if (!cols || !rows || cols->kind != YAML_SEQ || rows->kind != YAML_SEQ) {
        diag_error(t->l->d, table->loc, "a table needs `cols` and `rows`, both lists");
        return false;
    }
    if (!read_columns(t, cols))
        return false;
    yaml_each (i, rows) {
        if (!read_row(t, &rows->items[i], &keep))
            ok = false;
        else if (keep) {
            any = true;
            ok &= noted_row(t);
        }
    }
    return ok && (!any || check_table(t, cols, first));
}

bool load_instructions(struct loader *l)
{
    struct item *it;
    bool ok = true;
    vec_each (it, &l->sec[SEC_INSTRUCTIONS].items) {
        struct entry t = { .l = l, .item = it, .y = it->value };
        if (!load_is_kind(l, it->value, YAML_MAP, "an instruction") ||
            !yaml_check_keys(it->value, l->d, insn_keys, "an instruction")) {
            ok = false;
            continue;
        }
        const struct yaml *table = yaml_get(it->value, "table");
        ok &= table ? table_entry(&t, table) : noted_row(&t);
        if (l->too_many)
            break;
    }
    return ok;
}
