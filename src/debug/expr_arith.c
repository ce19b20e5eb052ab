/* expr_arith.c - C's operators on values: promotions, conversions, pointer arithmetic. */
#include "debug/expr_tree.h"

#include <math.h>
#include <string.h>
#include "base/bits.h"

static const struct types *types_of(const struct run *r)
{
    return r->e->types;
}

static enum type_kind kind_of(const struct value *v)
{
    return type_strip(v->type)->kind;
}

static bool is_int(const struct value *v)
{
    return type_is_integer(v->type);
}

static bool is_number(const struct value *v)
{
    return is_int(v) || kind_of(v) == TYPE_FLOAT;
}

static double real_of(const struct run *r, const struct value *v)
{
    if (kind_of(v) == TYPE_FLOAT)
        return value_double(types_of(r), v);
    uint64_t n = value_uint(types_of(r), v);
    return type_strip(v->type)->is_signed ? (double)(int64_t)n : (double)n;
}

/* A real number as an integer, without undefined behaviour. */
static uint64_t truncated(double d)
{
    if (isnan(d))
        return 0;
    if (d >= 18446744073709551616.0)
        return UINT64_MAX;
    if (d >= 0)
        return (uint64_t)d;
    return d <= -9223372036854775808.0 ? UINT64_C(1) << 63 : (uint64_t)(int64_t)d;
}

static void set_int(const struct run *r, struct value *out, bool truth)
{
    value_set_uint(types_of(r), out, types_basic(types_of(r), BASIC_INT), truth);
}

bool arith_zero(struct run *r, const struct value *v)
{
    if (kind_of(v) == TYPE_FLOAT)
        return value_double(types_of(r), v) == 0;
    return value_uint(types_of(r), v) == 0;
}

/* ---- types of results -------------------------------------------------------------------------------- */

static const struct type *promoted(const struct run *r, const struct type *t)
{
    const struct type *of_int = types_basic(types_of(r), BASIC_INT);
    t = type_strip(t);
    if (t->size < of_int->size || t->kind == TYPE_BOOL || t->kind == TYPE_CHAR)
        return of_int;
    if (t->kind == TYPE_ENUM || t->no_debug || t->size > 8)
        return types_int(types_of(r), t->size > 8 ? 8 : (unsigned)t->size, t->is_signed);
    return t;
}

static const struct type *common(const struct run *r, const struct value *a, const struct value *b)
{
    const struct type *x = promoted(r, a->type), *y = b ? promoted(r, b->type) : x;
    if (kind_of(a) == TYPE_FLOAT || (b && kind_of(b) == TYPE_FLOAT)) {
        x = kind_of(a) == TYPE_FLOAT ? type_strip(a->type) : NULL;
        y = b && kind_of(b) == TYPE_FLOAT ? type_strip(b->type) : NULL;
        return !y || (x && x->size >= y->size) ? x : y;
    }
    if (x->size != y->size)
        return x->size > y->size ? x : y;
    return x->is_signed ? y : x;
}

/* ---- unary ------------------------------------------------------------------------------------------- */

static const char *unary_name(int op)
{
    return op == '-' ? "negation" : op == '+' ? "positive" : "complement";
}

static bool is_struct(const struct value *v)
{
    return kind_of(v) == TYPE_STRUCT || kind_of(v) == TYPE_UNION;
}

static int no_operator(struct run *r, const char *op)
{
    return expr_fail(r->error, "Structure has no component named operator%s.", op);
}

int arith_unary(struct run *r, int op, struct value *a, struct value *out)
{
    const char text[2] = { (char)op, '\0' };
    if (is_struct(a))
        return no_operator(r, text);
    if (value_is_void(a))
        return expr_fail(r->error, "Argument to arithmetic operation not a number or boolean.");
    if (op == '!') {
        set_int(r, out, arith_zero(r, a));
        return 0;
    }
    if (op == '~' && !is_int(a))
        return expr_fail(r->error, "Argument to complement operation not an integer, boolean.");
    if (!is_number(a))
        return expr_fail(r->error, "Argument to %s operation not a number.", unary_name(op));
    const struct type *t = common(r, a, NULL);
    if (t->kind == TYPE_FLOAT) {
        value_set_double(types_of(r), out, t, op == '-' ? -real_of(r, a) : real_of(r, a));
        return 0;
    }
    uint64_t n = value_uint(types_of(r), a);
    value_set_uint(types_of(r), out, t, op == '-' ? 0 - n : op == '~' ? ~n : n);
    return 0;
}

/* ---- casts ------------------------------------------------------------------------------------------- */

/* An array gets the bytes of what it is made of, as far as they go: a string, or a number in the guest's
 * order. */
static int cast_array(struct run *r, const struct type *to, const struct value *v, struct value *out)
{
    const struct type *t = type_strip(to), *from = v->type ? type_strip(v->type) : NULL;
    bool fits =
        from && (from->kind == TYPE_ARRAY ? from->target->size == t->target->size : from->size >= t->size);
    if (!fits || t->size > VALUE_MAX_SIZE)
        return expr_fail(r->error, "Invalid cast.");
    *out = (struct value){ .type = to };
    memcpy(value_space(out, &r->arena), value_bytes(v), t->size < from->size ? t->size : from->size);
    return 0;
}

int arith_cast(struct run *r, const struct type *to, struct value *v, struct value *out)
{
    const struct type *t = type_strip(to), *from = v->type ? type_strip(v->type) : NULL;
    if (t->kind == TYPE_VOID || t->kind == TYPE_FUNCTION) {
        *out = (struct value){ .type = t->kind == TYPE_VOID ? to : NULL };
        return t->kind == TYPE_VOID ? 0 : expr_fail(r->error, "Invalid cast.");
    }
    if (from && (from == t || from->kind == t->kind) && !type_is_scalar(t) && from->size == t->size) {
        *out = *v;
        out->type = to;
        return 0;
    }
    if (t->kind == TYPE_ARRAY)
        return cast_array(r, to, v, out);
    if (!from || !type_is_scalar(from) || !type_is_scalar(t))
        return expr_fail(r->error, "Invalid cast.");
    if (t->kind == TYPE_FLOAT)
        value_set_double(types_of(r), out, t, real_of(r, v));
    else {
        uint64_t n =
            from->kind == TYPE_FLOAT ? truncated(value_double(types_of(r), v)) : value_uint(types_of(r), v);
        value_set_uint(types_of(r), out, t, t->kind == TYPE_BOOL ? !arith_zero(r, v) : n);
    }
    out->type = to;
    return 0;
}

/* ---- binary ------------------------------------------------------------------------------------------ */

static uint64_t element_size(const struct value *pointer)
{
    const struct type *target = type_strip(pointer->type)->target;
    return target && target->size ? target->size : 1;
}

static int divide(struct run *r, int op, const struct type *t, uint64_t a, uint64_t b, uint64_t *out)
{
    if (b == 0)
        return r->quiet ? 0 : expr_fail(r->error, "Division by zero");
    if (!t->is_signed)
        *out = op == '/' ? a / b : a % b;
    else if ((int64_t)b == -1)
        *out = op == '/' ? 0 - a : 0;
    else
        *out = (uint64_t)(op == '/' ? (int64_t)a / (int64_t)b : (int64_t)a % (int64_t)b);
    return 0;
}

static uint64_t shift(const struct type *t, int op, uint64_t a, uint64_t n)
{
    unsigned width = (unsigned)t->size * 8;
    bool negative = t->is_signed && (int64_t)a < 0;
    if (n >= width)
        return op == OP_SHR && negative ? UINT64_MAX : 0;
    if (op == OP_SHL)
        return a << n;
    return negative ? ~(~a >> n) : a >> n;
}

static int integer_op(struct run *r, int op, const struct type *t, uint64_t a, uint64_t b, uint64_t *out)
{
    switch (op) {
    case '+': *out = a + b; return 0;
    case '-': *out = a - b; return 0;
    case '*': *out = a * b; return 0;
    case '&': *out = a & b; return 0;
    case '|': *out = a | b; return 0;
    case '^': *out = a ^ b; return 0;
    case OP_SHL:
    case OP_SHR: *out = shift(t, op, a, b); return 0;
    default: return divide(r, op, t, a, b, out);
    }
}

/* -1, 0, 1; 2: unordered. */
static int order_int(bool is_signed, uint64_t a, uint64_t b)
{
    if (a == b)
        return 0;
    return (is_signed ? (int64_t)a < (int64_t)b : a < b) ? -1 : 1;
}

static int order_real(double a, double b)
{
    return a < b ? -1 : a > b ? 1 : a == b ? 0 : 2;
}

static bool holds(int op, int order)
{
    switch (op) {
    case '<': return order == -1;
    case '>': return order == 1;
    case OP_LE: return order == -1 || order == 0;
    case OP_GE: return order == 1 || order == 0;
    case OP_EQ: return order == 0;
    default: return order != 0;
    }
}

static bool is_comparison(int op)
{
    return op == '<' || op == '>' || op == OP_LE || op == OP_GE || op == OP_EQ || op == OP_NE;
}

static int pointer_op(struct run *r, int op, struct value *a, struct value *b, struct value *out)
{
    bool pa = kind_of(a) == TYPE_POINTER, pb = kind_of(b) == TYPE_POINTER;
    const struct types *t = types_of(r);
    if (op == '-' && pa && pb) {
        uint64_t size = element_size(a), d = value_uint(t, a) - value_uint(t, b);
        if (size != element_size(b))
            return expr_fail(r->error, "First argument of `-' is a pointer and second argument is neither\n"
                                       "an integer nor a pointer of the same type.");
        int64_t wide = bits_signed(d, t->pointer_size * 8);
        value_set_uint(t, out, types_basic(t, BASIC_LONG), (uint64_t)(wide / (int64_t)size));
        return 0;
    }
    if ((op == '+' && pa != pb) || (op == '-' && pa && !pb)) {
        struct value *p = pa ? a : b, *i = pa ? b : a;
        if (!is_int(i))
            return expr_fail(r->error, "Argument to arithmetic operation not a number or boolean.");
        uint64_t by = value_uint(t, i) * element_size(p);
        value_set_uint(t, out, p->type, op == '+' ? value_uint(t, p) + by : value_uint(t, p) - by);
        return 0;
    }
    return 1;
}

static int real_op(struct run *r, int op, const struct type *t, double a, double b, struct value *out)
{
    double v;
    switch (op) {
    case '+': v = a + b; break;
    case '-': v = a - b; break;
    case '*': v = a * b; break;
    case '/': v = a / b; break;
    default: return expr_fail(r->error, "Integer-only operation on floating point number.");
    }
    if (isnan(v) && !isnan(a) && !isnan(b)) /* hosts differ in the sign of a new one */
        v = (double)NAN;
    value_set_double(types_of(r), out, t, v);
    return 0;
}

static const char *op_text(int op, char *buf)
{
    static const char *const longer[] = { "<<", ">>", "<=", ">=", "==", "!=" };
    buf[0] = (char)op;
    buf[1] = '\0';
    return op >= OP_SHL && op <= OP_NE ? longer[op - OP_SHL] : buf;
}

static int compare(struct run *r, int op, const struct value *a, const struct value *b, struct value *out)
{
    const struct types *t = types_of(r);
    bool pointers = !is_number(a) || !is_number(b);
    if (!pointers && (kind_of(a) == TYPE_FLOAT || kind_of(b) == TYPE_FLOAT)) {
        set_int(r, out, holds(op, order_real(real_of(r, a), real_of(r, b))));
        return 0;
    }
    const struct type *c = pointers ? NULL : common(r, a, b);
    unsigned width = pointers ? t->pointer_size * 8 : (unsigned)c->size * 8;
    uint64_t x = value_uint(t, a) & bits_mask(width), y = value_uint(t, b) & bits_mask(width);
    bool is_signed = c && c->is_signed;
    if (is_signed)
        x = (uint64_t)bits_signed(x, width), y = (uint64_t)bits_signed(y, width);
    set_int(r, out, holds(op, order_int(is_signed, x, y)));
    return 0;
}

int arith_binary(struct run *r, int op, struct value *a, struct value *b, struct value *out)
{
    char buf[2];
    const struct types *t = types_of(r);
    if (!value_is_void(a) && !value_is_void(b) && (is_struct(a) || is_struct(b)))
        return no_operator(r, op_text(op, buf));
    if (value_is_void(a) || value_is_void(b) || !type_is_scalar(a->type) || !type_is_scalar(b->type))
        return expr_fail(r->error, "Argument to %s operation not a number or boolean.",
                         is_comparison(op) ? "comparison" : "arithmetic");
    if (is_comparison(op))
        return compare(r, op, a, b, out);
    int status = kind_of(a) == TYPE_POINTER || kind_of(b) == TYPE_POINTER ? pointer_op(r, op, a, b, out) : 1;
    if (status <= 0)
        return status;
    if (kind_of(a) == TYPE_FLOAT || kind_of(b) == TYPE_FLOAT) {
        if (!is_number(a) || !is_number(b))
            return expr_fail(r->error, "Argument to arithmetic operation not a number or boolean.");
        return real_op(r, op, common(r, a, b), real_of(r, a), real_of(r, b), out);
    }
    bool shifts = op == OP_SHL || op == OP_SHR;
    const struct type *c = common(r, a, shifts ? NULL : b);
    if (c->kind == TYPE_POINTER)
        c = types_int(t, (unsigned)c->size, false);
    struct value x, y = *b;
    uint64_t n = 0;
    value_set_uint(t, &x, c, value_uint(t, a));
    if (!shifts)
        value_set_uint(t, &y, c, value_uint(t, b));
    if (integer_op(r, op, c, value_uint(t, &x), value_uint(t, &y), &n) < 0)
        return -1;
    value_set_uint(t, out, c, n);
    return 0;
}
