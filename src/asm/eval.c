/* eval.c - what an expression of the assembler's text is worth, while reading and once sections have
 * addresses. */
#include "asm/asm.h"

#include "base/bits.h"

struct eval {
    struct assembler *as;
    enum eval_mode mode;
    uint64_t place; /* address of the instruction, for modifiers */
    int depth, steps;
};

/* Definitions may refer to each other: how deep and how long one evaluation goes. */
enum { EVAL_MAX_DEPTH = 4000, EVAL_MAX_STEPS = 200000 };

static bool eval(struct eval *v, const struct expr *e, struct value *out);

static bool eval_pos(const struct eval *v, const struct pos *p, struct value *out)
{
    const struct item *it = p->item < p->sec->items.count ? &p->sec->items.data[p->item] : NULL;
    out->sec = p->sec;
    if (v->mode == EVAL_PLACED) {
        out->v = (int64_t)pos_address(p);
        return true;
    }
    if (!it) {
        if (p->sec->items.count) /* the place after the last item: does not move against it if that is data */
            return false;
        out->run = 0;
        out->v = 0;
        return true;
    }
    out->run = it->run;
    out->v = (int64_t)(it->run_offset + p->off);
    return true;
}

/* Where the linker's own symbols lie: an address, though of no section. */
static const struct section linked = { .name = "*linked*" };

static bool eval_symbol(struct eval *v, struct asym *s, struct value *out)
{
    if (s->link)
        s = s->link;
    out->weak |= s->weak;
    switch (s->state) {
    case ASYM_LABEL: return eval_pos(v, &s->pos, out);
    case ASYM_LINKER:
        out->v = (int64_t)s->address;
        out->sec = &linked;
        return v->mode == EVAL_PLACED;
    case ASYM_COMMON: return v->mode == EVAL_PLACED && eval_pos(v, &s->pos, out);
    case ASYM_EQU:
        if (s->busy)
            return false;
        s->busy = true;
        bool ok = eval(v, s->equ, out);
        s->busy = false;
        return ok;
    case ASYM_UNDEF: break;
    }
    if (s->weak && v->mode == EVAL_PLACED) { /* an undefined weak symbol is 0 */
        out->v = 0;
        return true;
    }
    out->undef = s;
    return false;
}

static int64_t truth(bool b)
{
    return b ? -1 : 0; /* as GNU as has it */
}

static bool arithmetic(unsigned op, int64_t a, int64_t b, int64_t *r)
{
    uint64_t ua = (uint64_t)a, ub = (uint64_t)b;
    switch (op) {
    case '+': *r = (int64_t)(ua + ub); return true;
    case '-': *r = (int64_t)(ua - ub); return true;
    case '*': *r = (int64_t)(ua * ub); return true;
    case '/':
    case '%':
        if (!b)
            return false;
        if (b == -1)
            *r = op == '/' ? (int64_t)(0 - ua) : 0;
        else
            *r = op == '/' ? a / b : a % b;
        return true;
    case '&': *r = (int64_t)(ua & ub); return true;
    case '|': *r = (int64_t)(ua | ub); return true;
    case '^': *r = (int64_t)(ua ^ ub); return true;
    case '<' | '<' << 8: *r = ub > 63 ? 0 : (int64_t)(ua << ub); return true;
    case '>' | '>' << 8: *r = ub > 63 ? 0 : (int64_t)(ua >> ub); return true;
    case '=' | '=' << 8: *r = truth(a == b); return true;
    case '!' | '=' << 8:
    case '<' | '>' << 8: *r = truth(a != b); return true;
    case '<': *r = truth(a < b); return true;
    case '>': *r = truth(a > b); return true;
    case '<' | '=' << 8: *r = truth(a <= b); return true;
    case '>' | '=' << 8: *r = truth(a >= b); return true;
    case '&' | '&' << 8: *r = a && b; return true;
    case '|' | '|' << 8: *r = a || b; return true;
    default: return false;
    }
}

/* Before addresses are known only number op number, place +- number and place - place of one run have a
 * value. */
static bool eval_binary(struct eval *v, const struct expr *e, struct value *out)
{
    struct value a = { 0 }, b = { 0 };
    bool oka = eval(v, e->a, &a), okb = eval(v, e->b, &b);
    out->undef = a.undef ? a.undef : b.undef;
    out->weak = a.weak || b.weak;
    if (!oka || !okb || !arithmetic(e->op, a.v, b.v, &out->v))
        return false;
    if (!a.sec && !b.sec)
        return true;
    bool same = a.sec == b.sec && (v->mode == EVAL_PLACED || a.run == b.run);
    bool plain = e->op == '+' || e->op == '-';
    if (same && e->op != '+' && v->mode == EVAL_NOW)
        return e->op == '-' || arithmetic(e->op, 1, 1, &a.v); /* comparing places of one run is fine too */
    if (v->mode == EVAL_NOW && !(plain && !(a.sec && b.sec) && !(e->op == '-' && b.sec)))
        return false;
    if (plain && !b.sec) {
        out->sec = a.sec;
        out->run = a.run;
    } else if (e->op == '+' && !a.sec) {
        out->sec = b.sec;
        out->run = b.run;
    }
    return true;
}

static bool eval_unary(struct eval *v, const struct expr *e, struct value *out)
{
    struct value a = { 0 };
    if (!eval(v, e->a, &a)) {
        out->undef = a.undef;
        return false;
    }
    out->weak = a.weak;
    if (a.sec && v->mode == EVAL_NOW)
        return false;
    switch (e->op) {
    case '-': out->v = (int64_t)(0 - (uint64_t)a.v); break;
    case '~': out->v = ~a.v; break;
    case '!': out->v = !a.v; break;
    case 'l': out->v = a.v & 0xFF; break;
    default: out->v = a.v >> 8 & 0xFF; break;
    }
    return true;
}

static bool eval_modifier(struct eval *v, const struct expr *e, struct value *out)
{
    struct value a = { 0 };
    int64_t r;
    if (v->mode == EVAL_NOW || !eval(v, e->a, &a)) {
        out->undef = a.undef;
        return false;
    }
    uint64_t s = (uint64_t)a.v, place = v->place;
    if (e->mod->pair && !pair_lookup(v->as, e->mod->pair, s, &s, &place))
        return false;
    if (!sem_modifier(v->as->isa->sem, e->mod->value, s, place, &r))
        return false;
    out->v = (int64_t)((uint64_t)r & ~bits_mask(e->mod->field_low));
    return true;
}

static bool eval_kind(struct eval *v, const struct expr *e, struct value *out)
{
    switch (e->kind) {
    case EX_NUM: out->v = (int64_t)e->num; return true;
    case EX_SYM: return eval_symbol(v, e->sym, out);
    case EX_POS: return eval_pos(v, &e->pos, out);
    case EX_NODE:
        out->sec = e->pos.sec;
        out->v = (int64_t)(e->pos.sec->addr + e->node->addr);
        return v->mode == EVAL_PLACED;
    case EX_UNARY: return eval_unary(v, e, out);
    case EX_BINARY: return eval_binary(v, e, out);
    case EX_MOD: return eval_modifier(v, e, out);
    }
    return false;
}

static bool eval(struct eval *v, const struct expr *e, struct value *out)
{
    if (v->depth >= EVAL_MAX_DEPTH || ++v->steps > EVAL_MAX_STEPS)
        return false;
    v->depth++;
    bool ok = eval_kind(v, e, out);
    v->depth--;
    return ok;
}

bool expr_eval(struct assembler *as, const struct expr *e, enum eval_mode mode, uint64_t place,
               struct value *out)
{
    struct eval v = { as, mode, place, 0, 0 };
    *out = (struct value){ 0 };
    return eval(&v, e, out);
}

bool expr_const(struct assembler *as, const struct expr *e, int64_t *v)
{
    struct value r;
    if (e->kind == EX_NUM) {
        *v = (int64_t)e->num;
        return true;
    }
    if (!expr_eval(as, e, EVAL_NOW, 0, &r) || r.sec)
        return false;
    *v = r.v;
    return true;
}

/* The first part of an expression that has no value. */
static const struct expr *culprit(struct assembler *as, const struct expr *e)
{
    struct value v;
    for (int guard = 0; guard < ASM_MAX_EXPR_DEPTH; guard++) {
        if (e->a && !expr_eval(as, e->a, EVAL_PLACED, 0, &v))
            e = e->a;
        else if (e->b && !expr_eval(as, e->b, EVAL_PLACED, 0, &v))
            e = e->b;
        else
            return e;
    }
    return e;
}

/* The part of an expression that names a symbol, or NULL. */
static const struct expr *naming(const struct expr *e, const struct asym *sym)
{
    const struct expr *found = NULL;
    if (!e || (e->kind == EX_SYM && e->sym == sym))
        return e;
    if (e->kind == EX_MOD || e->kind == EX_UNARY || e->kind == EX_BINARY)
        found = naming(e->a, sym);
    return !found && e->kind == EX_BINARY ? naming(e->b, sym) : found;
}

int expr_report(struct assembler *as, const struct where *at, const struct expr *e, const struct value *v)
{
    struct value label;
    struct where here = *at;
    if (v->undef) {
        const struct expr *x = naming(e, v->undef);
        here.loc = x && x->loc.src ? x->loc : at->loc;
        return sym_report_undefined(as, &here, v->undef);
    }
    e = culprit(as, e);
    if (e->kind == EX_SYM)
        return as_error_at(as, at, "the definition of '%s' refers to itself", e->sym->name);
    if (e->kind == EX_MOD && e->mod->pair && expr_eval(as, e->a, EVAL_PLACED, 0, &label) &&
        pair_exists(as, e->mod->pair, (uint64_t)label.v))
        return -1; /* that instruction's operand has no value, and is reported */
    if (e->kind == EX_MOD && e->mod->pair)
        return as_error_at(as, at, "%s needs the label of an instruction that uses %s", e->mod->name,
                           e->mod->pair);
    if (e->kind == EX_BINARY && (e->op == '/' || e->op == '%'))
        return as_error_at(as, at, "division by zero");
    return as_error_at(as, at, "this expression has no value");
}
