/* field.c - fields, formats and groups: the vocabulary of encodings. */
#include "isa/load.h"

#include <string.h>

static const char *const field_keys[] = { "bits",   "reg",       "space",    "signed",  "pcrel",
                                          "from",   "asm_shift", "asm_bits", "letters", "default",
                                          "offset", "code",      "region",   "reloc",   "as",
                                          "glue",   "show",      "doc",      "when",    NULL };
static const char *const group_keys[] = { "bits", "codes", "when", "doc", NULL };

/* ---- attributes -------------------------------------------------------------------------------------- */

static bool attr_reg(struct loader *l, const struct yaml *y, struct operand *op)
{
    char buf[DIAG_SUGGEST_MAX];
    if (!load_is_kind(l, y, YAML_SCALAR, "`reg`"))
        return false;
    op->reg = isa_reg_by_name(l->isa, y->text);
    if (op->reg && op->reg->count && !op->reg->space)
        return true;
    diag_error(l->d, y->loc, "'%s' is no register file%s", y->text,
               op->reg ? "" : load_suggest_section(l, buf, y->text, SEC_REGISTERS));
    return false;
}

static bool attr_space(struct loader *l, const struct yaml *y, struct operand *op)
{
    char buf[DIAG_SUGGEST_MAX];
    if (!load_is_kind(l, y, YAML_SCALAR, "`space`"))
        return false;
    for (unsigned i = 0; i < l->isa->nspaces; i++)
        if (strcmp(l->isa->spaces[i].name, y->text) == 0)
            op->space = &l->isa->spaces[i];
    if (op->space)
        return true;
    diag_error(l->d, y->loc, "there is no register space '%s'%s", y->text,
               load_suggest_section(l, buf, y->text, SEC_REGSPACES));
    return false;
}

/* One of two words. */
static bool attr_word(struct loader *l, const struct yaml *y, const char *on, const char *off, bool *out)
{
    if (!load_is_kind(l, y, YAML_SCALAR, "this"))
        return false;
    *out = strcmp(y->text, on) == 0;
    if (*out || strcmp(y->text, off) == 0)
        return true;
    diag_error(l->d, y->loc, "'%s' must be '%s' or '%s'", y->text, on, off);
    return false;
}

static bool attr_number(struct loader *l, const struct yaml *y, const char *key, int64_t lo, int64_t hi,
                        int64_t *v)
{
    return load_const_in(l, y, arena_printf(l->a, "`%s`", key), lo, hi, v);
}

static bool attr_numbers(struct loader *l, const char *key, const struct yaml *y, struct field *f)
{
    struct operand *op = &f->op;
    int64_t v;
    switch (key[0]) {
    case 'b':
        if (!attr_number(l, y, key, 1, 64, &v))
            return false;
        f->bits = (unsigned)v;
        return true;
    case 'o':
        if (!attr_number(l, y, key, 0, 4096, &v))
            return false;
        op->reg_offset = (unsigned)v;
        return true;
    case 'd':
        op->has_default = true;
        if (!load_const(l, y, &v))
            return false;
        op->default_value = (uint64_t)v;
        return true;
    case 'r':
        if (!attr_number(l, y, key, 1, 63, &v))
            return false;
        op->region = (uint8_t)v;
        return true;
    default: break;
    }
    bool shift = strcmp(key, "asm_shift") == 0, bits = strcmp(key, "asm_bits") == 0;
    if (!attr_number(l, y, key, shift ? -32 : 1, shift ? 32 : 64, &v))
        return false;
    if (shift)
        op->asm_shift = (int8_t)v;
    else if (bits)
        op->asm_bits = (uint8_t)v;
    else
        f->as = (unsigned)v;
    return true;
}

static bool attribute(struct loader *l, const struct yaml *key, const struct yaml *y, struct field *f)
{
    const char *k = key->text;
    struct operand *op = &f->op;
    bool dummy;
    if (strcmp(k, "reg") == 0)
        return attr_reg(l, y, op);
    if (strcmp(k, "space") == 0)
        return attr_space(l, y, op);
    if (strcmp(k, "signed") == 0)
        return yaml_bool(y, l->d, &op->is_signed);
    if (strcmp(k, "pcrel") == 0)
        return yaml_bool(y, l->d, &op->pcrel);
    if (strcmp(k, "code") == 0)
        return yaml_bool(y, l->d, &op->code);
    if (strcmp(k, "glue") == 0)
        return yaml_bool(y, l->d, &op->glue);
    if (strcmp(k, "from") == 0)
        return attr_word(l, y, "next", "current", &op->from_next);
    if (strcmp(k, "show") == 0)
        return attr_word(l, y, "signed", "unsigned", &op->show_signed);
    if (strcmp(k, "letters") == 0)
        return yaml_text(y, l->d, &op->letters);
    if (strcmp(k, "reloc") == 0)
        return yaml_text(y, l->d, &op->reloc);
    if (strcmp(k, "doc") == 0 || strcmp(k, "when") == 0)
        return load_when(l, NULL, &dummy);
    return attr_numbers(l, k, y, f);
}

bool field_parse(struct loader *l, const struct yaml *y, const char *name, struct field *out)
{
    int64_t v;
    bool ok = true;
    memset(out, 0, sizeof *out);
    out->op.name = name;
    out->op.loc = y->loc;
    out->at = y;
    if (y->kind == YAML_SCALAR) {
        if (!load_const_in(l, y, "a field's width", 1, 64, &v))
            return false;
        out->bits = (unsigned)v;
        return true;
    }
    if (!yaml_check_keys(y, l->d, field_keys, "a field"))
        return false;
    yaml_each (i, y)
        ok &= attribute(l, &y->keys[i], &y->items[i], out);
    if (!ok)
        return false;
    if (out->op.reg && out->op.space) {
        diag_error(l->d, y->loc, "a field is an index into a register file or a number in a space, not both");
        return false;
    }
    if (out->op.letters && out->bits && strlen(out->op.letters) != out->bits) {
        diag_error(l->d, y->loc, "%zu letters for %u bits", strlen(out->op.letters), out->bits);
        return false;
    }
    return true;
}

/* ---- sections ---------------------------------------------------------------------------------------- */

static bool read_fields(struct loader *l)
{
    struct item *it;
    bool ok = true;
    vec_each (it, &l->sec[SEC_FIELDS].items) {
        struct field *f = ARENA_NEW(l->a, struct field);
        if (!field_parse(l, it->value, it->name, f)) {
            ok = false;
            continue;
        }
        if (!f->bits) {
            diag_error(l->d, it->key->loc, "field '%s' needs `bits`", it->name);
            ok = false;
        }
        map_put(&l->fields, it->name, f);
    }
    return ok;
}

/* What a format says of its fields. */
static bool read_format_fields(struct loader *l, const struct format *f)
{
    const char *names[ENC_MAX_BITS];
    unsigned n = enc_names(l, f->bits, names), known;
    char buf[DIAG_SUGGEST_MAX];
    struct field field;
    bool ok = true;
    yaml_each (i, f->node) {
        const struct yaml *key = &f->node->keys[i];
        if (strcmp(key->text, "bits") == 0 || strcmp(key->text, "doc") == 0 || strcmp(key->text, "when") == 0)
            continue;
        for (known = 0; known < n && strcmp(names[known], key->text) != 0;)
            known++;
        if (known < n) {
            ok &= field_parse(l, &f->node->items[i], key->text, &field);
            continue;
        }
        diag_error(l->d, key->loc, "format '%s' has no field '%s'%s", f->name, key->text,
                   diag_suggest(buf, key->text, names, n));
        ok = false;
    }
    return ok;
}

static bool read_formats(struct loader *l)
{
    struct item *it;
    bool ok = true;
    vec_each (it, &l->sec[SEC_FORMATS].items) {
        struct format *f = ARENA_NEW(l->a, struct format);
        if (!load_is_kind(l, it->value, YAML_MAP, "a format"))
            return false;
        *f = (struct format){ it->name, yaml_get(it->value, "bits"), it->value, false };
        if (!f->bits || f->bits->kind != YAML_SCALAR) {
            diag_error(l->d, it->key->loc, "format '%s' needs `bits`: a text", it->name);
            ok = false;
            continue;
        }
        ok &= read_format_fields(l, f);
        map_put(&l->formats, it->name, f);
    }
    return ok;
}

static bool read_code(struct loader *l, struct group *g, const struct yaml *key, const struct yaml *y)
{
    struct group_code *c = &g->codes[g->ncodes];
    char buf[DIAG_SUGGEST_MAX];
    int64_t v;
    if (!load_const_in(l, key, "a group's code", 0, (INT64_C(1) << g->bits) - 1, &v) ||
        !load_is_kind(l, y, YAML_SCALAR, "a group's entry"))
        return false;
    *c = (struct group_code){ (unsigned)v, y->text, NULL, y, NULL };
    for (unsigned i = 0; i < g->ncodes; i++)
        if (g->codes[i].code == c->code) {
            diag_error(l->d, key->loc, "code %u stands twice in group '%s'", c->code, g->name);
            return false;
        }
    struct item *mode = load_find(l, SEC_MODES, y->text);
    c->reg = mode ? NULL : isa_reg_by_name(l->isa, y->text);
    if (mode) {
        c->mode = mode->value;
        mode->used = true;
    } else if (!c->reg || c->reg->count) {
        diag_error(l->d, y->loc, "code %u: there is no mode or register '%s'%s", c->code, y->text,
                   load_suggest_section(l, buf, y->text, SEC_MODES));
        return false;
    }
    g->ncodes++;
    return true;
}

static bool read_groups(struct loader *l)
{
    struct item *it;
    bool ok = true;
    vec_each (it, &l->sec[SEC_GROUPS].items) {
        const struct yaml *bits = yaml_get(it->value, "bits"), *codes = yaml_get(it->value, "codes");
        struct group *g = ARENA_NEW(l->a, struct group);
        int64_t v;
        if (!yaml_check_keys(it->value, l->d, group_keys, "a group"))
            return false;
        if (!bits || !codes) {
            diag_error(l->d, it->key->loc, "group '%s' needs `bits` and `codes`", it->name);
            return false;
        }
        if (!load_const_in(l, bits, "a group's `bits`", 1, 8, &v) ||
            !load_is_kind(l, codes, YAML_MAP, "`codes`"))
            return false;
        g->name = it->name;
        g->bits = (unsigned)v;
        g->codes = ARENA_ARRAY(l->a, struct group_code, codes->count + 1);
        yaml_each (i, codes)
            ok &= read_code(l, g, &codes->keys[i], &codes->items[i]);
        map_put(&l->groups, g->name, g);
    }
    return ok;
}

bool load_fields(struct loader *l)
{
    bool ok = read_fields(l);
    ok &= read_formats(l);
    return read_groups(l) && ok;
}
