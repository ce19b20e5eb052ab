/* dwarf_locate.c - location expressions: where a variable is at this moment, and its value there. */
#include "debug/dwarf_private.h"

#include <dwarf.h>
#include <string.h>
#include "base/bits.h"

#define STACK 64
#define STEPS 4096

struct machine_stack {
    uint64_t v[STACK];
    unsigned n;
};

int dwarf_register(const struct isa *isa, unsigned number)
{
    for (unsigned i = 0; i < isa->abi.ndwarf; i++) {
        const struct reg *r = isa->abi.dwarf[i].reg;
        unsigned first = isa->abi.dwarf[i].number, count = r->count ? r->count : 1;
        if (number >= first && number - first < count)
            return (int)(r->slot + number - first);
    }
    return -1;
}

static bool register_value_of(const struct location_context *c, unsigned number, uint64_t *out)
{
    unsigned index;
    int slot = dwarf_register(c->u->isa, number);
    const struct reg *r = slot < 0 ? NULL : isa_slot_reg(c->u->isa, (unsigned)slot, &index);
    return r && frame_slot(c->u->world, c->u->types, c->frame, (unsigned)slot, r->width, out);
}

static bool push(struct machine_stack *s, uint64_t v)
{
    if (s->n == STACK)
        return false;
    s->v[s->n++] = v;
    return true;
}

/* ---- operations -------------------------------------------------------------------------------------- */

static bool frame_base(struct location_context *c, uint64_t *out)
{
    Dwarf_Attribute a;
    Dwarf_Op *ops;
    size_t n, used;
    struct location at;
    if (!c->function || c->depth > 2 || !dwarf_attr_integrate(c->function, DW_AT_frame_base, &a))
        return false;
    uint64_t pc = c->frame ? c->frame->look : c->u->world->pc(c->u->world->ctx);
    if (dwarf_getlocation_addr(&a, pc, &ops, &n, 1) < 1)
        return false;
    c->depth++;
    bool ok = dwarf_locate(c, ops, n, false, 0, &used, &at);
    c->depth--;
    if (!ok || (at.kind != LOCATED_MEMORY && at.kind != LOCATED_REGISTER && at.kind != LOCATED_VALUE))
        return false;
    *out = at.value;
    return at.kind != LOCATED_REGISTER || register_value_of(c, (unsigned)at.value, out);
}

static bool cfa_of(struct location_context *c, uint64_t *out)
{
    if (!c->has_cfa) {
        if (!dwarf_cfa(c->u, c->frame, &c->cfa))
            return false;
        c->has_cfa = true;
    }
    *out = c->cfa;
    return true;
}

static bool read_word(const struct location_context *c, uint64_t addr, size_t size, uint64_t *out)
{
    unsigned char bytes[8];
    if (!size || size > 8 || c->u->world->read(c->u->world->ctx, addr, bytes, size) < size)
        return false;
    *out = bytes_uint(c->u->types, bytes, size);
    return true;
}

static bool binary(unsigned atom, uint64_t a, uint64_t b, uint64_t *out)
{
    int64_t x = (int64_t)a, y = (int64_t)b;
    switch (atom) {
    case DW_OP_plus: *out = a + b; return true;
    case DW_OP_minus: *out = a - b; return true;
    case DW_OP_mul: *out = a * b; return true;
    case DW_OP_and: *out = a & b; return true;
    case DW_OP_or: *out = a | b; return true;
    case DW_OP_xor: *out = a ^ b; return true;
    case DW_OP_shl: *out = b > 63 ? 0 : a << b; return true;
    case DW_OP_shr: *out = b > 63 ? 0 : a >> b; return true;
    case DW_OP_shra: *out = x < 0 ? ~(~a >> (b > 63 ? 63 : b)) : a >> (b > 63 ? 63 : b); return true;
    case DW_OP_div: *out = !b ? 0 : y == -1 ? 0 - a : (uint64_t)(x / y); return b != 0;
    case DW_OP_mod: *out = b ? a % b : 0; return b != 0;
    case DW_OP_eq: *out = a == b; return true;
    case DW_OP_ne: *out = a != b; return true;
    case DW_OP_lt: *out = x < y; return true;
    case DW_OP_le: *out = x <= y; return true;
    case DW_OP_gt: *out = x > y; return true;
    case DW_OP_ge: *out = x >= y; return true;
    default: return false;
    }
}

static bool is_binary(unsigned atom)
{
    return (atom >= DW_OP_and && atom <= DW_OP_mul && atom != DW_OP_abs) || atom == DW_OP_or ||
           atom == DW_OP_plus || (atom >= DW_OP_shl && atom <= DW_OP_xor) ||
           (atom >= DW_OP_eq && atom <= DW_OP_ne);
}

static bool shuffle(struct machine_stack *s, const Dwarf_Op *op)
{
    uint64_t *top = s->v + s->n, t;
    switch (op->atom) {
    case DW_OP_dup: return s->n >= 1 && push(s, top[-1]);
    case DW_OP_drop: return s->n >= 1 && s->n--;
    case DW_OP_over: return s->n >= 2 && push(s, top[-2]);
    case DW_OP_pick: return op->number < s->n && push(s, top[-1 - (int)op->number]);
    case DW_OP_swap:
        if (s->n < 2)
            return false;
        t = top[-1];
        top[-1] = top[-2];
        top[-2] = t;
        return true;
    case DW_OP_rot:
        if (s->n < 3)
            return false;
        t = top[-1];
        top[-1] = top[-2];
        top[-2] = top[-3];
        top[-3] = t;
        return true;
    default: return false;
    }
}

/* Changes the top. */
static bool unary(const struct location_context *c, uint64_t *top, const Dwarf_Op *op)
{
    switch (op->atom) {
    case DW_OP_deref: return read_word(c, *top, c->u->types->pointer_size, top);
    case DW_OP_deref_size: return read_word(c, *top, op->number, top);
    case DW_OP_plus_uconst: *top += op->number; return true;
    case DW_OP_neg: *top = 0 - *top; return true;
    case DW_OP_not: *top = ~*top; return true;
    case DW_OP_abs: *top = (int64_t)*top < 0 ? 0 - *top : *top; return true;
    default: return false;
    }
}

static bool constant(const Dwarf_Op *op, uint64_t *out)
{
    if (op->atom >= DW_OP_lit0 && op->atom <= DW_OP_lit31)
        return *out = op->atom - DW_OP_lit0, true;
    *out = op->number;
    return op->atom == DW_OP_addr || (op->atom >= DW_OP_const1u && op->atom <= DW_OP_consts);
}

static bool operate(struct location_context *c, struct machine_stack *s, const Dwarf_Op *op)
{
    uint64_t v;
    if (op->atom == DW_OP_nop)
        return true;
    if (constant(op, &v))
        return push(s, v);
    if (op->atom >= DW_OP_breg0 && op->atom <= DW_OP_breg31)
        return register_value_of(c, op->atom - DW_OP_breg0, &v) && push(s, v + op->number);
    if (op->atom == DW_OP_bregx)
        return register_value_of(c, (unsigned)op->number, &v) && push(s, v + op->number2);
    if (op->atom == DW_OP_fbreg)
        return frame_base(c, &v) && push(s, v + op->number);
    if (op->atom == DW_OP_call_frame_cfa)
        return cfa_of(c, &v) && push(s, v);
    if (is_binary(op->atom)) {
        if (s->n < 2 || !binary(op->atom, s->v[s->n - 2], s->v[s->n - 1], &v))
            return false;
        s->v[--s->n - 1] = v;
        return true;
    }
    return shuffle(s, op) || (s->n && unary(c, &s->v[s->n - 1], op));
}

/* ---- the end of an expression: where ----------------------------------------------------------------- */

/* True: op names the place itself. */
static bool places(const Dwarf_Op *op, struct location *out)
{
    if (op->atom >= DW_OP_reg0 && op->atom <= DW_OP_reg31)
        *out = (struct location){ .kind = LOCATED_REGISTER, .value = op->atom - DW_OP_reg0 };
    else if (op->atom == DW_OP_regx)
        *out = (struct location){ .kind = LOCATED_REGISTER, .value = op->number };
    else
        return false;
    return true;
}

/* The operation at a branch's target; n: the end. */
static size_t target(const Dwarf_Op *ops, size_t n, size_t i)
{
    uint64_t at = ops[i].offset + 3 + (uint64_t)(int64_t)(int16_t)ops[i].number;
    for (size_t k = 0; k < n; k++)
        if (ops[k].offset == at)
            return k;
    return n;
}

static bool ends(const Dwarf_Op *op)
{
    return op->atom == DW_OP_piece || op->atom == DW_OP_bit_piece;
}

bool dwarf_locate(struct location_context *c, const Dwarf_Op *ops, size_t n, bool push_first,
                  uint64_t initial, size_t *used, struct location *out)
{
    struct machine_stack s = { .n = 0 };
    size_t i = 0;
    bool placed = false;
    if (push_first)
        push(&s, initial);
    *out = (struct location){ .kind = LOCATED_NOWHERE };
    for (unsigned steps = 0; i < n && !ends(&ops[i]); steps++) {
        const Dwarf_Op *op = &ops[i];
        if (steps >= STEPS)
            return false;
        if (op->atom == DW_OP_skip || (op->atom == DW_OP_bra && s.n)) {
            bool jump = op->atom == DW_OP_skip || s.v[--s.n];
            i = jump ? target(ops, n, i) : i + 1;
            continue;
        }
        i++;
        if (op->atom == DW_OP_stack_value) {
            *out = (struct location){ .kind = LOCATED_VALUE, .value = s.n ? s.v[s.n - 1] : 0 };
            placed = s.n > 0;
        } else if (places(op, out))
            placed = true;
        else if (!operate(c, &s, op))
            return false;
    }
    *used = i;
    if (!placed && s.n)
        *out = (struct location){ .kind = LOCATED_MEMORY, .value = s.v[s.n - 1] };
    return true;
}

/* ---- values ------------------------------------------------------------------------------------------ */

static int gone(struct value *out, const struct type *t)
{
    value_release(out);
    *out = (struct value){ .type = t, .optimized_out = true };
    return 0;
}

static bool copy_piece(struct location_context *c, const struct location *at, unsigned char *to, size_t size)
{
    uint64_t v = at->value;
    unsigned char bytes[8];
    if (at->kind == LOCATED_MEMORY)
        return c->u->world->read(c->u->world->ctx, at->value, to, size) == size;
    if (at->kind == LOCATED_REGISTER && !register_value_of(c, (unsigned)at->value, &v))
        return false;
    if (at->kind == LOCATED_NOWHERE || size > 8)
        return false;
    bytes_set(c->u->types, bytes, 8, v);
    memcpy(to, c->u->types->big_endian ? bytes + 8 - size : bytes, size);
    return true;
}

/* A piece in bits, at some bit of its byte or of its place; the least significant ones come first. */
static bool copy_bits(struct location_context *c, const struct location *at, const Dwarf_Op *piece,
                      unsigned char *to, uint64_t from)
{
    uint64_t v = at->value, n = piece->number, offset = piece->number2;
    if (at->kind == LOCATED_NOWHERE || c->u->types->big_endian || n > 64 || offset > 64 - n)
        return false;
    if (at->kind == LOCATED_MEMORY && !read_word(c, at->value, (n + offset + 7) / 8, &v))
        return false;
    if (at->kind == LOCATED_REGISTER && !register_value_of(c, (unsigned)at->value, &v))
        return false;
    for (uint64_t i = 0; i < n; i++)
        to[(from + i) / 8] |= (unsigned char)((v >> (offset + i) & 1) << (from + i) % 8);
    return true;
}

/* n bits are nowhere: the bytes that hold them. False: they cannot be told apart. */
static bool miss(const struct location_context *c, struct value *v, uint64_t from, uint64_t n)
{
    uint64_t first = from / 8, end = (from + n + 7) / 8;
    if (n && (end > 64 || c->u->types->big_endian))
        return false;
    v->missing |= n ? bits_mask((unsigned)(end - first)) << first : 0;
    return true;
}

/* One piece, to bit `from` on. */
static bool take_piece(struct location_context *c, const struct location *at, const Dwarf_Op *piece,
                       uint64_t from, uint64_t n, struct value *out)
{
    unsigned char *to = out->large ? out->large : out->small;
    bool bytes = piece->atom == DW_OP_piece && from % 8 == 0;
    bool known = bytes ? copy_piece(c, at, to + from / 8, n / 8)
                       : piece->atom == DW_OP_bit_piece && copy_bits(c, at, piece, to, from);
    return known || miss(c, out, from, n);
}

/* Of what no piece tells nothing is known. */
static int pieces(struct location_context *c, const Dwarf_Op *ops, size_t n, const struct type *t,
                  struct value *out)
{
    uint64_t filled = 0, all = t->size * 8;
    *out = (struct value){ .type = t };
    if (t->size > VALUE_MAX_SIZE)
        return gone(out, t);
    value_space(out, NULL);
    while (n > 0) {
        struct location at;
        size_t used;
        if (!dwarf_locate(c, ops, n, false, 0, &used, &at) || used >= n || !ends(&ops[used]))
            return gone(out, t);
        uint64_t size = ops[used].number;
        if (size > all || (ops[used].atom == DW_OP_piece && size > t->size))
            return gone(out, t);
        size *= ops[used].atom == DW_OP_piece ? 8 : 1;
        if (size > all - filled || !take_piece(c, &at, &ops[used], filled, size, out))
            return gone(out, t);
        filled += size;
        ops += used + 1;
        n -= used + 1;
    }
    return miss(c, out, filled, all - filled) && !value_is_gone(out) ? 0 : gone(out, t);
}

static int in_register(struct location_context *c, unsigned number, const struct type *t, struct value *out)
{
    uint64_t v;
    int slot = dwarf_register(c->u->isa, number);
    if (slot < 0 || t->size > 8 || !register_value_of(c, number, &v))
        return gone(out, t);
    value_set_uint(c->u->types, out, t, v);
    out->place = LVAL_SLOT;
    out->slot = (uint16_t)slot;
    return 0;
}

static bool has_piece(const Dwarf_Op *ops, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (ends(&ops[i]))
            return true;
    return false;
}

bool dwarf_number(struct location_context *c, Dwarf_Die *die, unsigned attribute, uint64_t *out)
{
    Dwarf_Attribute a;
    Dwarf_Die other;
    Dwarf_Op *ops;
    size_t n, used;
    struct location at;
    uint64_t size = c ? c->u->types->pointer_size : 0;
    if (!c || !dwarf_attr_integrate(die, attribute, &a))
        return false;
    bool variable = dwarf_formref_die(&a, &other) != NULL;
    if (variable) {
        const struct type *t = dwarf_type_of(c->info, &other);
        size = t->size;
        if (!type_is_integer(t) || !dwarf_attr_integrate(&other, DW_AT_location, &a))
            return false;
    }
    uint64_t pc = c->frame ? c->frame->look : c->u->world->pc(c->u->world->ctx);
    if (dwarf_getlocation_addr(&a, pc, &ops, &n, 1) < 1 || has_piece(ops, n) ||
        !dwarf_locate(c, ops, n, false, 0, &used, &at) || at.kind == LOCATED_NOWHERE)
        return false;
    *out = at.value;
    if (at.kind == LOCATED_REGISTER)
        return register_value_of(c, (unsigned)at.value, out);
    return at.kind != LOCATED_MEMORY || !variable || read_word(c, at.value, size, out);
}

static int const_value(const struct debug_info *info, Dwarf_Die *die, const struct type *t, struct value *out)
{
    Dwarf_Attribute a;
    Dwarf_Sword n;
    Dwarf_Block block;
    if (!dwarf_attr_integrate(die, DW_AT_const_value, &a))
        return gone(out, t);
    if (dwarf_formblock(&a, &block) == 0) {
        *out = (struct value){ .type = t };
        if (block.length != t->size || t->size > VALUE_MAX_SIZE)
            return gone(out, t);
        memcpy(value_space(out, NULL), block.data, t->size);
        return 0;
    }
    if (t->size > 8 || dwarf_formsdata(&a, &n) != 0)
        return gone(out, t);
    value_set_uint(info->types, out, t, (uint64_t)n);
    return 0;
}

bool dwarf_is_static(Dwarf_Die *variable)
{
    Dwarf_Attribute a;
    Dwarf_Op *ops;
    size_t n;
    return dwarf_attr_integrate(variable, DW_AT_location, &a) && dwarf_getlocation(&a, &ops, &n) == 0 && n &&
           ops[0].atom == DW_OP_addr;
}

int dwarf_value(struct eval *e, const struct debug_info *info, Dwarf_Die *variable, Dwarf_Die *function,
                struct value *out)
{
    const struct unwinder u = {
        .isa = e->isa, .img = e->img, .info = info, .world = &e->world, .types = e->types
    };
    struct location_context c = { .info = info, .u = &u, .frame = e->frame, .function = function };
    const struct type *t = dwarf_type_here(info, variable, &c);
    uint64_t pc = e->frame ? e->frame->look : e->world.pc(e->world.ctx);
    Dwarf_Attribute a;
    Dwarf_Op *ops;
    size_t n, used;
    struct location at;
    *out = (struct value){ 0 };
    if (!dwarf_attr_integrate(variable, DW_AT_location, &a))
        return const_value(info, variable, t, out);
    if (dwarf_getlocation_addr(&a, pc, &ops, &n, 1) < 1 || !n)
        return gone(out, t);
    if (n == 1 && ops[0].atom == DW_OP_implicit_value)
        return gone(out, t);
    if (has_piece(ops, n))
        return pieces(&c, ops, n, t, out);
    if (!dwarf_locate(&c, ops, n, false, 0, &used, &at) || at.kind == LOCATED_NOWHERE)
        return gone(out, t);
    if (at.kind == LOCATED_REGISTER)
        return in_register(&c, (unsigned)at.value, t, out);
    if (at.kind == LOCATED_VALUE) {
        if (t->size > 8)
            return gone(out, t);
        value_set_uint(e->types, out, t, at.value);
        return 0;
    }
    *out = (struct value){ .type = t, .place = LVAL_MEMORY, .lazy = true };
    out->addr = at.value & bits_mask(e->types->address_bits);
    return 0;
}
