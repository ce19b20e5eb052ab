/* format.c - values as text: numbers by letter, structures and arrays with repeats, strings, pointers with
 * symbols. */
#include "debug/format.h"

#include <ctype.h>
#include <math.h>
#include <string.h>
#include "base/bits.h"
#include "debug/format_private.h"

#define FORMAT_DEPTH 20

static void show(struct eval *e, const struct value *v, char letter, bool top, unsigned depth,
                 struct str *out);

/* ---- letters ----------------------------------------------------------------------------------------- */

int format_parse(const char *text, struct format *f, const char **rest, struct str *error)
{
    bool negative = *text == '-';
    const char *s = text + negative;
    if (isdigit((unsigned char)*s)) {
        int64_t n = 0;
        for (; isdigit((unsigned char)*s); s++)
            n = n < 1000000000 ? n * 10 + (*s - '0') : n;
        f->count = negative ? -n : n;
        f->has_count = true;
    } else
        s = text;
    for (; *s && !isspace((unsigned char)*s); s++) {
        if (strchr("oxdutfaicsz", *s))
            f->letter = *s;
        else if (strchr("bhwg", *s))
            f->size = *s;
        else if (*s == 'r') /* raw: what values always are here */
            continue;
        else if (isalpha((unsigned char)*s)) {
            str_clear(error);
            str_addf(error, "Undefined output format \"%c\".", *s);
            return -1;
        } else
            break;
    }
    while (isspace((unsigned char)*s))
        s++;
    *rest = s;
    return 0;
}

int format_check_value(const struct format *f, const char *command, struct str *error)
{
    str_clear(error);
    if (f->has_count && f->count != 1)
        str_addf(error, "Item count other than 1 is meaningless in \"%s\" command.", command);
    else if (f->size)
        str_addf(error, "Size letters are meaningless in \"%s\" command.", command);
    else if (f->letter == 'i')
        str_addf(error, "Format letter \"i\" is meaningless in \"%s\" command.", command);
    return error->len ? -1 : 0;
}

/* ---- addresses --------------------------------------------------------------------------------------- */

static bool loaded(const struct image *img, uint64_t addr)
{
    for (size_t i = 0; i < img->nsegments; i++)
        if (addr >= img->segments[i].addr && addr - img->segments[i].addr < img->segments[i].size)
            return true;
    return false;
}

bool format_place(struct eval *e, uint64_t addr, struct str *out)
{
    const struct symbol *s = e->img && loaded(e->img, addr) ? image_symbol_at(e->img, addr) : NULL;
    if (!s || (s->size && addr - s->addr >= s->size))
        return false;
    str_add(out, s->name);
    if (addr > s->addr)
        str_addf(out, "+%llu", (unsigned long long)(addr - s->addr));
    return true;
}

void format_symbol(struct eval *e, uint64_t addr, struct str *out)
{
    size_t before = out->len;
    str_add(out, " <");
    if (format_place(e, addr, out)) {
        str_addc(out, '>');
        return;
    }
    str_cut(out, before);
}

void format_address(struct eval *e, uint64_t addr, struct str *out)
{
    str_addf(out, "0x%llx", (unsigned long long)addr);
    format_symbol(e, addr, out);
}

/* ---- characters and strings -------------------------------------------------------------------------- */

static void add_char(unsigned c, char quote, struct str *out)
{
    static const char names[] = "abfnrtv", values[] = "\a\b\f\n\r\t\v";
    const char *known = c ? strchr(values, (int)c) : NULL;
    if (known && c < 0x80)
        str_addf(out, "\\%c", names[known - values]);
    else if (c == (unsigned char)quote || c == '\\')
        str_addf(out, "\\%c", (char)c);
    else if (c >= 0x20 && c < 0x7f)
        str_addc(out, (char)c);
    else
        str_addf(out, "\\%03o", c & 0xff);
}

void format_char(int64_t value, unsigned c, struct str *out)
{
    str_addf(out, "%lld '", (long long)value);
    add_char(c & 0xff, '\'', out);
    str_addc(out, '\'');
}

void format_string(struct eval *e, const unsigned char *s, size_t n, bool cut, struct str *out)
{
    bool open = false, any = false;
    if (!n)
        str_add(out, "\"\"");
    size_t i = 0, shown = 0;
    for (; i < n && shown < e->print.elements;) {
        size_t same = 1;
        while (i + same < n && s[i + same] == s[i])
            same++;
        bool repeats = same > e->print.repeats;
        if (repeats == open || !any)
            str_add(out, repeats ? (open ? "\", '" : any ? ", '" : "'") : any ? ", \"" : "\"");
        else if (repeats)
            str_add(out, ", '");
        if (repeats) {
            add_char(s[i], '\'', out);
            str_addf(out, "' <repeats %zu times>", same);
            i += same;
            shown += e->print.repeats;
        } else {
            add_char(s[i++], '"', out);
            shown++;
        }
        open = !repeats;
        any = true;
    }
    if (open)
        str_addc(out, '"');
    if (cut || i < n)
        str_add(out, "...");
}

/* What a char pointer points to. */
void format_pointed_string(struct eval *e, uint64_t addr, size_t *length, struct str *out)
{
    unsigned char buf[64];
    struct str all;
    bool end = false, fault = false;
    size_t limit = e->print.elements;
    str_init(&all);
    while (!end && !fault && all.len < limit) {
        size_t want = limit - all.len < sizeof buf ? limit - all.len : sizeof buf;
        size_t n = e->world.read(e->world.ctx, addr + all.len, buf, want);
        const unsigned char *nul = n ? memchr(buf, 0, n) : NULL;
        end = nul != NULL;
        fault = !end && n < want;
        str_addn(&all, (const char *)buf, end ? (size_t)(nul - buf) : n);
    }
    *length = all.len + end;
    if (all.len || end)
        format_string(e, (const unsigned char *)all.buf, all.len, !end && !fault, out);
    if (fault)
        str_addf(out, "<error: Cannot access memory at address 0x%llx>",
                 (unsigned long long)(addr + all.len));
    str_release(&all);
}

/* ---- numbers ----------------------------------------------------------------------------------------- */

void format_float(const struct types *t, const struct value *v, struct str *out)
{
    if (type_strip(v->type)->size == 16) {
        quad_text(value_quad(t, v), out);
        return;
    }
    uint64_t n = bytes_uint(t, value_bytes(v), v->type->size > 8 ? 8 : v->type->size);
    double d = value_double(t, v);
    bool single = type_strip(v->type)->size == 4;
    if (isnan(d))
        str_addf(out, "%snan(0x%llx)", signbit(d) ? "-" : "",
                 (unsigned long long)(n & bits_mask(single ? 23 : 52)));
    else if (isinf(d))
        str_add(out, d < 0 ? "-inf" : "inf");
    else
        str_addf(out, "%.*g", single ? 9 : 17, d);
}

static void add_binary(uint64_t n, unsigned digits, struct str *out)
{
    unsigned top = 64;
    while (top > 1 && !(n >> (top - 1)))
        top--;
    for (unsigned i = digits > top ? digits : top; i-- > 0;)
        str_addc(out, (n >> i) & 1 ? '1' : '0');
}

/* n: `bits` wide, zero-extended. pad: as x shows memory. */
void format_number(struct eval *e, uint64_t n, unsigned bits, bool is_signed, char letter, bool pad,
                   struct str *out)
{
    unsigned bytes = (bits + 7) / 8;
    int64_t s = bits ? bits_signed(n, bits) : 0;
    switch (letter) {
    case 'x': str_addf(out, "0x%0*llx", pad ? (int)bytes * 2 : 1, (unsigned long long)n); break;
    case 'z': str_addf(out, "0x%0*llx", (int)bytes * 2, (unsigned long long)n); break;
    case 'o':
        if (pad)
            str_addf(out, "0%0*llo", (int)(bits + 2) / 3, (unsigned long long)n);
        else
            str_addf(out, n ? "0%llo" : "%llo", (unsigned long long)n);
        break;
    case 't': add_binary(n, pad ? bits : 1, out); break;
    case 'd': str_addf(out, "%lld", (long long)s); break;
    case 'u': str_addf(out, "%llu", (unsigned long long)n); break;
    case 'a': format_address(e, n, out); break;
    case 'c': format_char(is_signed ? (int8_t)n : (int64_t)(n & 0xff), (unsigned)n & 0xff, out); break;
    default:
        if (is_signed)
            str_addf(out, "%lld", (long long)s);
        else
            str_addf(out, "%llu", (unsigned long long)n);
    }
}

/* More than 8 bytes are only known in hexadecimal. */
static void show_wide(struct eval *e, const struct value *v, struct str *out)
{
    const unsigned char *p = value_bytes(v);
    size_t size = v->type->size;
    bool any = false;
    str_add(out, "0x");
    for (size_t i = 0; i < size; i++) {
        unsigned byte = p[e->types->big_endian ? i : size - 1 - i];
        if (any || byte || i + 1 == size)
            str_addf(out, any ? "%02x" : "%x", byte);
        any |= byte != 0;
    }
}

static void show_with_letter(struct eval *e, const struct value *v, char letter, struct str *out)
{
    const struct type *t = type_strip(v->type);
    if (t->size > 8 && letter != 'f') {
        show_wide(e, v, out);
        return;
    }
    unsigned bits = (unsigned)(t->size > 8 ? 8 : t->size) * 8;
    uint64_t n = bytes_uint(e->types, value_bytes(v), bits / 8);
    if (v->bits)
        n = value_uint(e->types, v) & bits_mask(bits);
    if (letter == 'f' && (t->kind == TYPE_FLOAT || bits == 32 || bits == 64)) {
        struct value f = *v;
        f.type = t->kind == TYPE_FLOAT ? t : types_basic(e->types, bits == 32 ? BASIC_FLOAT : BASIC_DOUBLE);
        format_float(e->types, &f, out);
    } else
        format_number(e, n, bits, t->is_signed, letter, false, out);
}

/* ---- by type ----------------------------------------------------------------------------------------- */

static void show_enum(const struct type *t, int64_t n, struct str *out)
{
    uint64_t left = (uint64_t)n;
    bool any = false;
    for (size_t i = 0; i < t->nvalues; i++)
        if (t->values[i].value == n) {
            str_add(out, t->values[i].name);
            return;
        }
    if (!t->is_flags || !n) {
        str_addf(out, "%lld", (long long)n);
        return;
    }
    str_addc(out, '(');
    for (size_t i = 0; i < t->nvalues; i++) {
        uint64_t bit = (uint64_t)t->values[i].value;
        if (bit && (left & bit) == bit) {
            str_addf(out, "%s%s", any ? " | " : "", t->values[i].name);
            left &= ~bit;
            any = true;
        }
    }
    if (left)
        str_addf(out, "%sunknown: 0x%llx", any ? " | " : "", (unsigned long long)left);
    str_addc(out, ')');
}

/* Constant strings follow the code in many programs: they are not part of the last function. */
static bool among_code(const struct eval *e, uint64_t addr)
{
    const struct symbol *s = e->img ? image_symbol_at(e->img, addr) : NULL;
    for (size_t i = 0; s && i < e->img->nsegments; i++)
        if (e->img->segments[i].flags & SEG_X && addr >= e->img->segments[i].addr &&
            addr - e->img->segments[i].addr < e->img->segments[i].size)
            return s->kind != SYM_OBJECT;
    return false;
}

static void show_pointer(struct eval *e, const struct value *v, bool top, struct str *out)
{
    const struct type *target = type_strip(v->type)->target;
    uint64_t addr = value_uint(e->types, v) & bits_mask(e->types->address_bits);
    bool is_char = target && type_strip(target)->kind == TYPE_CHAR;
    size_t length;
    if (top && !is_char) {
        str_addc(out, '(');
        type_name(v->type, out);
        str_add(out, ") ");
    }
    if (is_char && among_code(e, addr))
        str_addf(out, "0x%llx", (unsigned long long)addr);
    else
        format_address(e, addr, out);
    if (is_char && addr) {
        str_addc(out, ' ');
        format_pointed_string(e, addr, &length, out);
    }
}

static struct value part_of(struct eval *e, const struct value *v, const struct field *f)
{
    struct value p = { .type = f->type, .place = v->place == LVAL_MEMORY ? LVAL_MEMORY : LVAL_NONE };
    uint64_t size = v->type->size;
    p.addr = v->addr + f->offset;
    p.bits = f->bits;
    p.bit = f->bit;
    if (f->offset > size || f->type->size > size - f->offset) {
        p.optimized_out = true; /* debugging information that contradicts itself */
        return p;
    }
    value_part(&p, v, f->offset, NULL);
    if (f->bits && !p.optimized_out) {
        unsigned char *b = p.large ? p.large : p.small;
        uint64_t n = bytes_uint(e->types, b, f->type->size) >> f->bit;
        bytes_set(e->types, b, f->type->size, n & bits_mask(f->bits));
    }
    return p;
}

static void show_complex(struct eval *e, const struct value *v, char letter, struct str *out)
{
    const struct type *part = type_strip(v->type)->target;
    for (unsigned i = 0; i < 2; i++) {
        struct field f = { .type = part, .offset = i * part->size };
        struct value p = part_of(e, v, &f);
        str_add(out, i ? " + " : "");
        show(e, &p, letter, false, 0, out);
        value_release(&p);
    }
    str_addc(out, 'i');
}

static void indent(struct eval *e, unsigned depth, struct str *out)
{
    if (e->print.pretty)
        str_addf(out, "\n%*s", (int)depth * 2, "");
}

static void show_struct(struct eval *e, const struct value *v, char letter, unsigned depth, struct str *out)
{
    const struct type *t = type_strip(v->type);
    if (t->incomplete) {
        str_add(out, "<incomplete type>");
        return;
    }
    if (!t->nfields) {
        str_add(out, "{}");
        return;
    }
    str_addc(out, '{');
    for (size_t i = 0; i < t->nfields && i < e->print.elements; i++) {
        const struct field *f = &t->fields[i];
        struct value p = part_of(e, v, f);
        if (i)
            str_add(out, e->print.pretty ? "," : ", ");
        indent(e, depth + 1, out);
        if (f->name)
            str_addf(out, "%s = ", f->name);
        show(e, &p, letter, false, depth + 1, out);
        value_release(&p);
    }
    indent(e, depth, out);
    str_addc(out, '}');
}

static bool is_string(const struct type *array, char letter)
{
    const struct type *el = type_strip(array->target);
    return el->size == 1 &&
           ((el->kind == TYPE_CHAR && (!letter || letter == 's')) || (letter == 's' && el->kind == TYPE_INT));
}

static void show_string(struct eval *e, const struct value *v, struct str *out)
{
    const unsigned char *s = value_bytes(v);
    size_t n = v->type->size;
    if (n && !s[n - 1])
        n--;
    format_string(e, s, n, false, out);
}

static void show_array(struct eval *e, const struct value *v, char letter, unsigned depth, struct str *out)
{
    const struct type *t = type_strip(v->type);
    const unsigned char *bytes = value_bytes(v);
    size_t size = t->target->size, shown = 0;
    uint64_t i = 0;
    if (is_string(t, letter) && !v->missing) {
        show_string(e, v, out);
        return;
    }
    str_addc(out, '{');
    while (i < t->count && size && shown < e->print.elements) {
        uint64_t same = 1;
        while (i + same < t->count && memcmp(bytes + i * size, bytes + (i + same) * size, size) == 0 &&
               value_missing(v, i * size, size) == value_missing(v, (i + same) * size, size))
            same++;
        struct field f = { .type = t->target, .offset = i * size };
        struct value p = part_of(e, v, &f);
        str_add(out, i ? ", " : "");
        show(e, &p, letter, false, depth + 1, out);
        value_release(&p);
        if (same > e->print.repeats) {
            str_addf(out, " <repeats %llu times>", (unsigned long long)same);
            shown += e->print.repeats;
            i += same;
        } else {
            shown++;
            i++;
        }
    }
    str_add(out, i < t->count && size ? "...}" : "}");
}

static void show_plain(struct eval *e, const struct value *v, bool top, struct str *out)
{
    const struct type *t = type_strip(v->type);
    uint64_t n = value_uint(e->types, v);
    if (e->print.radix && (t->kind == TYPE_BOOL || t->kind == TYPE_CHAR || t->kind == TYPE_INT)) {
        show_with_letter(e, v, e->print.radix, out);
        return;
    }
    switch (t->kind) {
    case TYPE_BOOL:
        if (n > 1)
            str_addf(out, "%llu", (unsigned long long)n);
        else
            str_add(out, n ? "true" : "false");
        break;
    case TYPE_CHAR: format_char((int64_t)n, (unsigned)n & 0xff, out); break;
    case TYPE_FLOAT: format_float(e->types, v, out); break;
    case TYPE_ENUM: show_enum(t, (int64_t)n, out); break;
    case TYPE_POINTER: show_pointer(e, v, top, out); break;
    default:
        format_number(e, t->is_signed ? n & bits_mask(v->bits ? v->bits : (unsigned)t->size * 8) : n,
                      v->bits ? v->bits : (unsigned)t->size * 8, t->is_signed, 0, false, out);
    }
}

static void show(struct eval *e, const struct value *v, char letter, bool top, unsigned depth,
                 struct str *out)
{
    bool gone = depth ? v->optimized_out : value_is_gone(v); /* of a part that is gone its parts are shown */
    if (gone || value_is_void(v)) {
        str_add(out, gone ? "<optimized out>" : "void");
        return;
    }
    const struct type *t = type_strip(v->type);
    if (depth > FORMAT_DEPTH || out->len > VALUE_MAX_SIZE * 16)
        str_add(out, "{...}");
    else if (t->kind == TYPE_STRUCT || t->kind == TYPE_UNION)
        show_struct(e, v, letter, depth, out);
    else if (t->kind == TYPE_COMPLEX)
        show_complex(e, v, letter, out);
    else if (t->kind == TYPE_ARRAY)
        show_array(e, v, letter, depth, out);
    else if (t->kind == TYPE_FUNCTION) {
        str_addc(out, '{');
        type_name(v->type, out);
        str_add(out, "} ");
        format_address(e, v->addr, out);
    } else if (letter && letter != 's')
        show_with_letter(e, v, letter, out);
    else
        show_plain(e, v, top, out);
}

void format_member(struct eval *e, const struct value *v, struct str *out)
{
    show(e, v, 0, false, 0, out);
}

void format_value(struct eval *e, const struct value *v, char letter, struct str *out)
{
    show(e, v, letter, true, 0, out);
}
