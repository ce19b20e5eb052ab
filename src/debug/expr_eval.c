/* expr_eval.c - evaluates trees. Memory is read when its bytes are needed: arr[3] of a large array reads one
 * element. */
#include "debug/expr_tree.h"

#include <string.h>
#include "debug/dwarf.h"

static enum type_kind kind_of(const struct value *v)
{
    return v->type ? type_strip(v->type)->kind : TYPE_VOID;
}

static const struct types *types_of(const struct run *r)
{
    return r->e->types;
}

static void set_int(struct run *r, struct value *out, bool truth)
{
    value_set_uint(types_of(r), out, types_basic(types_of(r), BASIC_INT), truth);
}

static void set_memory(struct value *out, const struct type *type, uint64_t addr)
{
    *out = (struct value){ .type = type, .place = LVAL_MEMORY, .addr = addr, .lazy = true };
}

/* ---- bytes ------------------------------------------------------------------------------------------- */

static void note_place(struct run *r, const struct value *v)
{
    if (r->nplaces < r->max_places)
        r->places[r->nplaces] = (struct eval_place){ v->addr, v->type->size };
    r->nplaces++;
}

/* A bit-field's number out of the unit that holds it. */
static void extract(const struct types *t, struct value *v)
{
    unsigned char *p = v->large ? v->large : v->small;
    uint64_t unit = bytes_uint(t, p, v->type->size);
    uint64_t mask = v->bits >= 64 ? UINT64_MAX : (UINT64_C(1) << v->bits) - 1;
    bytes_set(t, p, v->type->size, (unit >> v->bit) & mask);
}

int value_fetch(struct eval *e, struct value *v, struct arena *a, struct str *error)
{
    if (!v->lazy || !v->type)
        return 0;
    if (kind_of(v) == TYPE_FUNCTION) {
        v->lazy = false;
        return 0;
    }
    if (v->type->size > VALUE_MAX_SIZE)
        return expr_fail(error, "value requires %llu bytes, which is more than %u",
                         (unsigned long long)v->type->size, VALUE_MAX_SIZE);
    size_t size = v->type->size, got = e->world.read(e->world.ctx, v->addr, value_space(v, a), size);
    if (got < size)
        return expr_fail(error, "Cannot access memory at address 0x%llx",
                         (unsigned long long)(v->addr + got));
    v->lazy = false;
    if (v->bits)
        extract(e->types, v);
    return 0;
}

int run_fetch(struct run *r, struct value *v)
{
    if (value_is_gone(v))
        return expr_fail(r->error, "value has been optimized out");
    if (!v->lazy || !v->type)
        return 0;
    if (r->quiet) {
        if (v->type->size <= VALUE_MAX_SIZE)
            value_space(v, &r->arena);
        v->lazy = false;
        return 0;
    }
    if (kind_of(v) != TYPE_FUNCTION)
        note_place(r, v);
    return value_fetch(r->e, v, &r->arena, r->error);
}

int value_decay(struct run *r, struct value *v)
{
    enum type_kind kind = kind_of(v);
    if (kind != TYPE_ARRAY && kind != TYPE_FUNCTION)
        return run_fetch(r, v);
    if (v->place != LVAL_MEMORY)
        return expr_fail(r->error, "Attempt to take address of value not located in memory.");
    const struct type *t = type_strip(v->type), *of = kind == TYPE_ARRAY ? t->target : v->type;
    value_set_uint(types_of(r), v, types_pointer(r->e->types, of), v->addr);
    return 0;
}

int run_rvalue(struct run *r, const struct node *n, struct value *out)
{
    return run_node(r, n, out) < 0 ? -1 : value_decay(r, out);
}

/* ---- memory ------------------------------------------------------------------------------------------ */

static uint64_t cut(const struct run *r, uint64_t addr)
{
    unsigned bits = types_of(r)->address_bits;
    return bits >= 64 ? addr : addr & ((UINT64_C(1) << bits) - 1);
}

static int dereference(struct run *r, struct value *v, struct value *out)
{
    const struct type *t = v->type ? type_strip(v->type) : NULL;
    if (t && t->kind == TYPE_INT) { /* so that *0x10010 says something: a word */
        set_memory(out, types_basic(types_of(r), BASIC_LONG), cut(r, value_uint(types_of(r), v)));
        return 0;
    }
    if (!t || t->kind != TYPE_POINTER || !t->target || type_strip(t->target)->kind == TYPE_VOID)
        return expr_fail(r->error, "Attempt to take contents of a non-pointer value.");
    set_memory(out, t->target, cut(r, value_uint(types_of(r), v)));
    return 0;
}

static int address_of(struct run *r, struct value *v, struct value *out)
{
    if (v->place != LVAL_MEMORY)
        return expr_fail(r->error, "Attempt to take address of value not located in memory.");
    if (v->bits)
        return expr_fail(r->error, "Attempt to take address of a bit-field.");
    value_set_uint(types_of(r), out, types_pointer(r->e->types, v->type), v->addr);
    return 0;
}

/* Part of a value: in memory still unread, else some of its bytes. */
static int part(struct run *r, const struct value *v, const struct field *f, uint64_t offset,
                struct value *out)
{
    const struct type *type = f->type;
    if (v->place == LVAL_MEMORY && v->lazy) {
        set_memory(out, type, cut(r, v->addr + offset));
        return 0;
    }
    if (offset > v->type->size || type->size > v->type->size - offset)
        return expr_fail(r->error, "no such vector element");
    bool of_variable = v->place == LVAL_VARIABLE || v->place == LVAL_PART;
    *out = (struct value){ .type = type,
                           .place = of_variable               ? LVAL_PART
                                    : v->place == LVAL_MEMORY ? LVAL_MEMORY
                                                              : LVAL_NONE,
                           .bit = f->bit,
                           .bits = f->bits,
                           .variable = v->variable };
    out->addr = v->addr + offset;
    value_part(out, v, offset, &r->arena);
    return 0;
}

static int index_node(struct run *r, const struct node *n, struct value *out)
{
    struct value a, i;
    if (run_node(r, n->a, &a) < 0 || run_rvalue(r, n->b, &i) < 0)
        return -1;
    if (!i.type || !type_is_scalar(i.type))
        return expr_fail(r->error, "Argument to arithmetic operation not a number or boolean.");
    struct value whole;
    if (arith_cast(r, types_basic(types_of(r), BASIC_LLONG), &i, &whole) < 0)
        return -1;
    uint64_t k = value_uint(types_of(r), &whole);
    const struct type *t = a.type ? type_strip(a.type) : NULL;
    if (t && t->kind == TYPE_ARRAY)
        return part(r, &a, &(struct field){ .type = t->target }, k * t->target->size, out);
    if (t && t->no_debug && a.place == LVAL_MEMORY) { /* a label in data: words */
        set_memory(out, a.type, cut(r, a.addr + k * t->size));
        return 0;
    }
    if (!t || t->kind != TYPE_POINTER) {
        struct str name;
        str_init(&name);
        if (t)
            type_name(a.type, &name);
        expr_fail(r->error, "cannot subscript something of type `%s'", t ? name.buf : "void");
        str_release(&name);
        return -1;
    }
    struct value sum;
    return run_fetch(r, &a) < 0 || arith_binary(r, '+', &a, &whole, &sum) < 0 ? -1
                                                                              : dereference(r, &sum, out);
}

static int member_node(struct run *r, const struct node *n, struct value *out)
{
    struct value a;
    uint64_t offset = 0;
    if (n->a->kind == NODE_DOLLAR) {
        int status = dollar_member(r, n->a->text, n->text, out);
        if (status)
            return status < 0 ? -1 : 0;
    }
    if (run_node(r, n->a, &a) < 0)
        return -1;
    if (kind_of(&a) == TYPE_POINTER) { /* p.x is p->x */
        struct value pointer = a;
        if (run_fetch(r, &pointer) < 0 || dereference(r, &pointer, &a) < 0)
            return -1;
    }
    if (kind_of(&a) != TYPE_STRUCT && kind_of(&a) != TYPE_UNION)
        return expr_fail(r->error, "Attempt to extract a component of a value that is not a structure%s.",
                         n->a->kind == NODE_UNARY && n->a->op == '*' ? " pointer" : "");
    const struct field *f = type_member(a.type, n->text, &offset);
    if (!f)
        return expr_fail(r->error, "There is no member named %s.", n->text);
    if (part(r, &a, f, offset, out) < 0)
        return -1;
    out->bit = f->bit;
    out->bits = f->bits;
    if (f->bits && !out->lazy && !out->optimized_out)
        extract(types_of(r), out);
    return 0;
}

static int at_node(struct run *r, const struct node *n, struct value *out)
{
    struct value a, count;
    if (run_node(r, n->a, &a) < 0 || run_rvalue(r, n->b, &count) < 0)
        return -1;
    if (a.place != LVAL_MEMORY || a.bits || kind_of(&a) == TYPE_FUNCTION)
        return expr_fail(r->error, "Only values in memory can be extended with '@'.");
    uint64_t n_of =
        value_is_void(&count) || !type_is_integer(count.type) ? 0 : value_uint(types_of(r), &count);
    if (!r->quiet && (int64_t)n_of <= 0)
        return expr_fail(r->error, "Invalid number %lld of repetitions.", (long long)n_of);
    if (n_of > UINT32_MAX)
        return expr_fail(r->error, "Too many array elements");
    set_memory(out, types_array(r->e->types, a.type, n_of), a.addr);
    return 0;
}

/* ---- assignment -------------------------------------------------------------------------------------- */

/* What a bit-field's unit holds after `bytes` were put into it. */
static void merge_bits(const struct types *t, const struct value *v, unsigned char *unit,
                       const unsigned char *bytes)
{
    size_t size = v->type->size;
    uint64_t mask = v->bits >= 64 ? UINT64_MAX : (UINT64_C(1) << v->bits) - 1;
    uint64_t old = bytes_uint(t, unit, size), value = bytes_uint(t, bytes, size);
    bytes_set(t, unit, size, (old & ~(mask << v->bit)) | (value & mask) << v->bit);
}

static int assign_part(struct eval *e, const struct value *v, const struct value *from, struct str *error)
{
    const struct value *old = variable_get(e->variables, v->variable);
    uint64_t size = v->type->size;
    struct value whole;
    if (!old || v->addr > old->type->size || size > old->type->size - v->addr)
        return expr_fail(error, "Left operand of assignment is not an lvalue.");
    value_copy(&whole, old);
    unsigned char *at = (whole.large ? whole.large : whole.small) + v->addr;
    if (v->bits)
        merge_bits(e->types, v, at, value_bytes(from));
    else
        memcpy(at, value_bytes(from), size);
    variable_set(e->variables, v->variable, &whole);
    value_release(&whole);
    return 0;
}

static int assign_memory(struct eval *e, struct value *v, const struct value *from, struct str *error)
{
    unsigned char unit[8];
    const unsigned char *bytes = value_bytes(from);
    const char *why = NULL;
    size_t size = v->type->size;
    if (v->bits) {
        if (size > 8 || e->world.read(e->world.ctx, v->addr, unit, size) < size)
            return expr_fail(error, "Cannot access memory at address 0x%llx", (unsigned long long)v->addr);
        merge_bits(e->types, v, unit, bytes);
        bytes = unit;
    }
    if (!e->world.write(e->world.ctx, v->addr, bytes, size, &why))
        return expr_fail(error, "%s", why ? why : "Cannot access memory.");
    return 0;
}

static int assign_slot(struct eval *e, struct value *v, uint64_t n, struct str *error)
{
    const char *why = NULL;
    unsigned index;
    const struct reg *reg = isa_slot_reg(e->isa, v->slot, &index);
    unsigned width = reg ? reg->width : 64;
    uint64_t old = 0, mask = width >= 64 ? UINT64_MAX : (UINT64_C(1) << width) - 1;
    if (!frame_slot(&e->world, e->types, e->frame, v->slot, width, &old))
        return expr_fail(error, "value is not available");
    if (v->bits) {
        uint64_t field = v->bits >= 64 ? UINT64_MAX : (UINT64_C(1) << v->bits) - 1;
        n = (old & ~(field << v->bit)) | (n & field) << v->bit;
    }
    if (reg && reg->zero >= 0 && (unsigned)reg->zero == index)
        return 0; /* it reads zero whatever is written */
    if (!frame_set_slot(&e->world, e->types, e->frame, v->slot, width, n & mask, &why))
        return expr_fail(error, "%s", why ? why : "The register cannot be changed.");
    return 0;
}

static int assign_pc(struct eval *e, uint64_t n, struct str *error)
{
    const char *why = NULL;
    if (e->frame && e->frame->level)
        return expr_fail(error, "The pc of an older frame cannot be changed.");
    if (!e->world.set_pc(e->world.ctx, n, &why))
        return expr_fail(error, "%s", why ? why : "The pc cannot be changed.");
    return 0;
}

int value_assign(struct eval *e, struct value *v, const struct value *from, struct str *error)
{
    switch (v->place) {
    case LVAL_MEMORY: return assign_memory(e, v, from, error);
    case LVAL_SLOT: return assign_slot(e, v, value_uint(e->types, from), error);
    case LVAL_PC: return assign_pc(e, value_uint(e->types, from), error);
    case LVAL_VARIABLE: variable_set(e->variables, v->variable, from); return 0;
    case LVAL_PART: return assign_part(e, v, from, error);
    case LVAL_NONE: break;
    }
    return expr_fail(error, "Left operand of assignment is not an lvalue.");
}

/* Converts to the target's type, writes, and gives the target's new value. */
static int store(struct run *r, struct value *target, struct value *from, struct value *out)
{
    struct value converted = *from;
    if (target->place == LVAL_NONE || kind_of(target) == TYPE_FUNCTION)
        return expr_fail(r->error, "Left operand of assignment is not an lvalue.");
    if (target->place != LVAL_VARIABLE && arith_cast(r, target->type, from, &converted) < 0)
        return -1;
    if (!r->quiet && value_assign(r->e, target, &converted, r->error) < 0)
        return -1;
    *out = converted;
    out->place = target->place;
    out->addr = target->addr;
    out->slot = target->slot;
    out->bit = target->bit;
    out->bits = target->bits;
    out->variable = target->variable;
    if (out->bits) {
        uint64_t mask = out->bits >= 64 ? UINT64_MAX : (UINT64_C(1) << out->bits) - 1;
        bytes_set(types_of(r), out->small, out->type->size <= 8 ? out->type->size : 8,
                  value_uint(types_of(r), &converted) & mask);
    }
    return 0;
}

static int assign_node(struct run *r, const struct node *n, struct value *out)
{
    struct value target, old, b, result;
    if (run_node(r, n->a, &target) < 0 || (n->op ? run_rvalue(r, n->b, &b) : run_node(r, n->b, &b)) < 0)
        return -1;
    if (!n->op && kind_of(&b) != TYPE_ARRAY && value_decay(r, &b) < 0)
        return -1;
    if (!n->op && kind_of(&b) == TYPE_ARRAY && run_fetch(r, &b) < 0)
        return -1;
    if (!n->op)
        return store(r, &target, &b, out);
    old = target;
    if (value_decay(r, &old) < 0 || arith_binary(r, n->op, &old, &b, &result) < 0)
        return -1;
    return store(r, &target, &result, out);
}

static int step_node(struct run *r, const struct node *n, struct value *out)
{
    struct value target, old, one, result, now;
    if (run_node(r, n->a, &target) < 0)
        return -1;
    old = target;
    set_int(r, &one, true);
    if (value_decay(r, &old) < 0 || arith_binary(r, n->op, &old, &one, &result) < 0 ||
        store(r, &target, &result, &now) < 0)
        return -1;
    *out = n->postfix ? old : now;
    if (n->postfix)
        out->place = LVAL_NONE;
    return 0;
}

/* ---- the rest ---------------------------------------------------------------------------------------- */

static int unary_node(struct run *r, const struct node *n, struct value *out)
{
    struct value a;
    if (run_node(r, n->a, &a) < 0)
        return -1;
    if (n->op == '&')
        return address_of(r, &a, out);
    if (value_decay(r, &a) < 0)
        return -1;
    return n->op == '*' ? dereference(r, &a, out) : arith_unary(r, n->op, &a, out);
}

static int binary_node(struct run *r, const struct node *n, struct value *out)
{
    struct value a, b;
    if (run_rvalue(r, n->a, &a) < 0 || run_rvalue(r, n->b, &b) < 0)
        return -1;
    return arith_binary(r, n->op, &a, &b, out);
}

static int truth(struct run *r, const struct node *n, bool *out)
{
    struct value v;
    if (run_rvalue(r, n, &v) < 0)
        return -1;
    if (value_is_void(&v) || !type_is_scalar(v.type))
        return expr_fail(r->error, "Argument to comparison operation not a number or boolean.");
    *out = !arith_zero(r, &v);
    return 0;
}

static int logic_node(struct run *r, const struct node *n, struct value *out)
{
    bool a, b;
    if (truth(r, n->a, &a) < 0)
        return -1;
    if (a == (n->kind == NODE_OR) && !r->quiet) {
        set_int(r, out, a);
        return 0;
    }
    if (truth(r, n->b, &b) < 0)
        return -1;
    set_int(r, out, b);
    return 0;
}

static int string_node(struct run *r, const struct node *n, struct value *out)
{
    *out = (struct value){ .type = types_array(r->e->types, types_basic(types_of(r), BASIC_CHAR),
                                               n->length + 1) };
    memcpy(value_space(out, &r->arena), n->text, n->length);
    return 0;
}

static int history_node(struct run *r, const struct node *n, struct value *out)
{
    size_t count = r->e->values->v.count;
    const struct value *v = NULL;
    if (n->number <= INT32_MAX)
        v = values_get(r->e->values, n->relative ? -(long long)n->number : (long long)n->number);
    if (!v && !n->relative && n->number > count)
        return expr_fail(r->error, "History has not yet reached $%llu.", (unsigned long long)n->number);
    if (!v) {
        *out = (struct value){ .type = types_basic(types_of(r), BASIC_VOID) };
        return 0;
    }
    *out = *v;
    out->owned = false;
    return 0;
}

static int sizeof_node(struct run *r, const struct node *n, struct value *out)
{
    struct value v = { .type = n->a->type };
    bool quiet = r->quiet;
    r->quiet = true;
    int status = n->a->kind == NODE_TYPE ? 0 : run_node(r, n->a, &v);
    r->quiet = quiet;
    if (status < 0)
        return -1;
    value_set_uint(types_of(r), out, types_basic(types_of(r), BASIC_ULONG), v.type ? v.type->size : 0);
    return 0;
}

static int cast_node(struct run *r, const struct node *n, struct value *out)
{
    struct value v;
    if (run_node(r, n->a, &v) < 0)
        return -1;
    if (v.type && type_strip(v.type)->no_debug && v.place == LVAL_MEMORY && v.lazy &&
        kind_of(&v) != TYPE_FUNCTION) { /* the declared type of a label */
        set_memory(out, n->type, v.addr);
        return 0;
    }
    const struct type *to = type_strip(n->type);
    bool aggregate = to->kind == TYPE_ARRAY || to->kind == TYPE_STRUCT || to->kind == TYPE_UNION;
    if ((aggregate ? run_fetch(r, &v) : value_decay(r, &v)) < 0)
        return -1;
    return arith_cast(r, n->type, &v, out);
}

static int cond_node(struct run *r, const struct node *n, struct value *out)
{
    bool yes;
    return truth(r, n->a, &yes) < 0 ? -1 : run_node(r, yes ? n->b : n->c, out);
}

static int comma_node(struct run *r, const struct node *n, struct value *out)
{
    struct value ignored;
    return run_node(r, n->a, &ignored) < 0 ? -1 : run_node(r, n->b, out);
}

int run_node(struct run *r, const struct node *n, struct value *out)
{
    switch (n->kind) {
    case NODE_INT: value_set_uint(types_of(r), out, n->type, n->number); return 0;
    case NODE_FLOAT: value_set_double(types_of(r), out, n->type, n->real); return 0;
    case NODE_STRING: return string_node(r, n, out);
    case NODE_NAME:
    case NODE_SCOPE: return name_value(r, n, out);
    case NODE_DOLLAR: return dollar_value(r, n, out);
    case NODE_HISTORY: return history_node(r, n, out);
    case NODE_UNARY: return unary_node(r, n, out);
    case NODE_BINARY: return binary_node(r, n, out);
    case NODE_AND:
    case NODE_OR: return logic_node(r, n, out);
    case NODE_COND: return cond_node(r, n, out);
    case NODE_COMMA: return comma_node(r, n, out);
    case NODE_ASSIGN: return assign_node(r, n, out);
    case NODE_STEP: return step_node(r, n, out);
    case NODE_CAST: return cast_node(r, n, out);
    case NODE_SIZEOF: return sizeof_node(r, n, out);
    case NODE_MEMBER: return member_node(r, n, out);
    case NODE_INDEX: return index_node(r, n, out);
    case NODE_AT: return at_node(r, n, out);
    case NODE_TYPE: return expr_fail(r->error, "Attempt to use a type name as an expression");
    }
    return -1;
}
