/* type_name.c - types as text: names as in casts, declarations, and what ptype shows. */
#include "debug/type.h"

#include <string.h>

#define NAME_DEPTH 40 /* debugging information may go in circles */

static void prefix(const struct type *t, bool inner, struct str *out, unsigned depth);
static void suffix(const struct type *t, struct str *out, unsigned depth);

static const char *keyword(const struct type *t)
{
    switch (t->kind) {
    case TYPE_STRUCT: return "struct ";
    case TYPE_UNION: return "union ";
    case TYPE_ENUM: return "enum ";
    default: return "";
    }
}

static void base_name(const struct type *t, struct str *out)
{
    if (t->no_debug)
        str_addf(out, "<%s>", t->name);
    else if (t->name)
        str_addf(out, "%s%s", keyword(t), t->name);
    else
        str_addf(out, "%s{...}", keyword(t));
}

/* const and volatile: a typedef without a name. */
static bool qualifies(const struct type *t)
{
    return t->kind == TYPE_TYPEDEF && !t->name;
}

static bool wraps(const struct type *t)
{
    for (unsigned i = 0; i < NAME_DEPTH && qualifies(t); i++)
        t = t->target;
    return t->kind == TYPE_ARRAY || (t->kind == TYPE_FUNCTION && !t->no_debug);
}

static const struct type *void_if_none(const struct type *t)
{
    static const struct type nothing = { .kind = TYPE_VOID, .name = "void", .size = 1 };
    return t ? t : &nothing;
}

/* What stands before the declared name. inner: a star or name follows. */
static void prefix(const struct type *t, bool inner, struct str *out, unsigned depth)
{
    t = void_if_none(t);
    if (depth > NAME_DEPTH) {
        str_add(out, "...");
        return;
    }
    if (t->kind == TYPE_POINTER) {
        const struct type *target = void_if_none(t->target);
        prefix(target, true, out, depth + 1);
        if (wraps(target))
            str_add(out, "(*");
        else
            str_add(out, out->len && out->buf[out->len - 1] == '*' ? "*" : " *");
    } else if (qualifies(t)) {
        const char *word = t->is_const ? "const" : "volatile";
        const struct type *target = t->target;
        if (target->kind != TYPE_POINTER)
            str_addf(out, "%s ", word);
        prefix(target, inner, out, depth + 1);
        if (target->kind == TYPE_POINTER)
            str_addf(out, " %s", word);
    } else if (wraps(t)) {
        prefix(t->target, inner || t->kind == TYPE_FUNCTION, out, depth + 1);
        const struct type *target = void_if_none(t->target);
        if (target->kind != TYPE_POINTER && !wraps(target))
            str_addc(out, ' ');
    } else
        base_name(t, out);
}

static void parameters(const struct type *t, struct str *out, unsigned depth)
{
    str_addc(out, '(');
    for (size_t i = 0; i < t->nfields; i++) {
        str_add(out, i ? ", " : "");
        prefix(t->fields[i].type, false, out, depth + 1);
        suffix(t->fields[i].type, out, depth + 1);
    }
    if (t->varargs)
        str_add(out, t->nfields ? ", ..." : "...");
    else if (!t->nfields && !t->incomplete)
        str_add(out, "void");
    str_addc(out, ')');
}

/* What stands behind the declared name. */
static void suffix(const struct type *t, struct str *out, unsigned depth)
{
    if (!t || depth > NAME_DEPTH)
        return;
    if (t->kind == TYPE_POINTER) {
        if (wraps(void_if_none(t->target)))
            str_addc(out, ')');
        suffix(t->target, out, depth + 1);
    } else if (qualifies(t))
        suffix(t->target, out, depth + 1);
    else if (t->kind == TYPE_ARRAY) {
        if (t->incomplete)
            str_add(out, "[]");
        else
            str_addf(out, "[%llu]", (unsigned long long)t->count);
        suffix(t->target, out, depth + 1);
    } else if (wraps(t)) {
        parameters(t, out, depth);
        suffix(t->target, out, depth + 1);
    }
}

void type_name(const struct type *t, struct str *out)
{
    prefix(t, false, out, 0);
    suffix(t, out, 0);
}

/* The name comes behind "int " and behind "int *". */
static void declare(const struct type *t, const char *name, struct str *out)
{
    prefix(t, true, out, 0);
    if (name) {
        char last = out->len ? out->buf[out->len - 1] : ' ';
        if (last != '*' && last != ' ' && last != '(')
            str_addc(out, ' ');
        str_add(out, name);
    }
    suffix(t, out, 0);
}

void type_declare(const struct type *t, const char *name, struct str *out)
{
    declare(t, name, out);
}

/* ---- ptype ------------------------------------------------------------------------------------------- */

static void describe_members(const struct type *t, struct str *out, unsigned level)
{
    for (size_t i = 0; i < t->nfields; i++) {
        const struct field *f = &t->fields[i];
        const struct type *ft = f->type;
        str_addf(out, "%*s", (int)(4 * (level + 1)), "");
        if ((ft->kind == TYPE_STRUCT || ft->kind == TYPE_UNION) && !ft->name && level < 8) {
            str_addf(out, "%s{\n", keyword(ft));
            describe_members(ft, out, level + 1);
            str_addf(out, "%*s}%s%s", (int)(4 * (level + 1)), "", f->name ? " " : "", f->name ? f->name : "");
        } else {
            struct str one; /* declare() looks at the end of what stands there */
            str_init(&one);
            declare(ft, f->name, &one);
            str_add(out, one.buf);
            str_release(&one);
        }
        if (f->bits)
            str_addf(out, " : %u", f->bits);
        str_add(out, ";\n");
    }
}

static void describe_enum(const struct type *t, struct str *out)
{
    int64_t expected = 0;
    str_addf(out, "enum %s%s{", t->name ? t->name : "", t->name ? " " : "");
    for (size_t i = 0; i < t->nvalues; i++) {
        str_addf(out, "%s%s", i ? ", " : "", t->values[i].name);
        if (t->values[i].value != expected)
            str_addf(out, " = %lld", (long long)t->values[i].value);
        expected = (int64_t)((uint64_t)t->values[i].value + 1);
    }
    str_addc(out, '}');
}

/* What a chain of pointers, arrays and functions ends in. */
static const struct type *innermost(const struct type *t)
{
    for (unsigned i = 0; i < NAME_DEPTH; i++) {
        t = type_strip(t);
        if (t->kind != TYPE_POINTER && !wraps(t))
            break;
        t = void_if_none(t->target);
    }
    return t;
}

/* The same, as it is named: typedefs stand for themselves. */
static const struct type *leaf(const struct type *t)
{
    for (unsigned i = 0; i < NAME_DEPTH && (t->kind == TYPE_POINTER || qualifies(t) || wraps(t)); i++)
        t = void_if_none(t->target);
    return t;
}

static void describe_body(const struct type *t, struct str *out)
{
    if (t->kind == TYPE_ENUM) {
        describe_enum(t, out);
        return;
    }
    str_addf(out, "%s%s%s{\n", keyword(t), t->name ? t->name : "", t->name ? " " : "");
    if (t->incomplete)
        str_add(out, "    <incomplete type>\n");
    else if (!t->nfields)
        str_add(out, "    <no data fields>\n");
    describe_members(t, out, 0);
    str_addc(out, '}');
}

void type_describe(const struct type *t, struct str *out)
{
    const struct type *end = innermost(t);
    t = type_strip(t);
    if (t->no_debug && t->kind == TYPE_FUNCTION) {
        str_add(out, "int (void)");
        return;
    }
    if (end->kind != TYPE_STRUCT && end->kind != TYPE_UNION && end->kind != TYPE_ENUM) {
        type_name(t, out);
        return;
    }
    struct str all, base; /* "const struct P {...} *": the body stands where the name does */
    str_init(&all);
    str_init(&base);
    type_name(t, &all);
    base_name(leaf(t), &base);
    const char *at = strstr(all.buf, base.buf);
    str_addn(out, all.buf, at && end != t ? (size_t)(at - all.buf) : 0);
    describe_body(end, out);
    str_add(out, at && end != t ? at + base.len : "");
    str_release(&all);
    str_release(&base);
}
