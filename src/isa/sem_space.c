/* sem_space.c - register spaces (CSRs, coprocessor registers): what software sees when it reads and writes
 * them.
 *
 * space[a] becomes a call of the space's check function and a chain of tests on the number; where the number
 * is a constant (after specialisation: always) one of them remains. A register's own name means its stored
 * bits. */
#include <stdlib.h>
#include <string.h>
#include "isa/sem_gen.h"

/* ---- the loader's side: code and attributes of the registers ----------------------------------------- */

struct adder {
    struct sem *s;
    struct diag *d;
    struct sem_space *sp;
    bool ok;
};

static bool get_const(struct adder *a, const struct yaml *y, uint64_t *out)
{
    int64_t v;
    if (!sem_const_yaml(a->s, y, a->d, &v)) {
        a->ok = false;
        return false;
    }
    *out = (uint64_t)v;
    return true;
}

static struct sem_expr *get_expr(struct adder *a, const struct yaml *y)
{
    if (!y) {
        return NULL;
    }
    struct sem_expr *e = sem_parse_expr(a->s, y, NULL, a->d);
    a->ok = a->ok && e;
    return e;
}

static bool is_true(const struct yaml *y)
{
    return y && y->kind == YAML_SCALAR && strcmp(y->text, "true") == 0;
}

/* Code of the fields: mapping name -> {bits, legal, read, ...}. Fields that `when:` removed are not in
 * reg->fields. */
static void get_fields(struct adder *a, struct space_reg *r, const struct yaml *fields)
{
    r->has_fields = true;
    r->fields = ARENA_ARRAY(a->s->arena, struct space_field, r->reg->nfields + 1u);
    for (unsigned i = 0; i < r->reg->nfields; i++) {
        const struct reg_field *f = &r->reg->fields[i];
        const struct yaml *y = fields->kind == YAML_MAP ? yaml_get(fields, f->name) : NULL;
        struct space_field *sf = &r->fields[r->nfields++];
        sf->f = f;
        sf->legal = get_expr(a, yaml_get(y, "legal"));
        sf->read = get_expr(a, yaml_get(y, "read"));
    }
}

static void get_reg(struct adder *a, struct space_reg *r, const struct yaml *node)
{
    const struct yaml *y;
    bool ok;
    r->mask = r->write_mask = bits_mask(r->reg->width);
    r->read_only = is_true(yaml_get(node, "read_only"));
    if ((y = yaml_get(node, "mask"))) {
        get_const(a, y, &r->mask);
    }
    if ((y = yaml_get(node, "write_mask"))) {
        get_const(a, y, &r->write_mask);
    }
    if ((y = yaml_get(node, "fixed"))) {
        r->fixed = get_const(a, y, &r->fixed_value);
    }
    if ((y = yaml_get(node, "view")) && y->kind == YAML_SCALAR) {
        struct sem_name *n = sem_intern(a->s, y->text, strlen(y->text));
        sem_resolve(a->s, n);
        r->view = n->reg;
        if (!r->view) {
            diag_error(a->d, y->loc, "a view of '%s', which is no register", y->text);
            a->ok = false;
        }
    }
    r->read = get_expr(a, yaml_get(node, "read"));
    if ((y = yaml_get(node, "write"))) {
        r->write = sem_parse_stmts(a->s, y, NULL, a->d, &ok);
        a->ok = a->ok && ok;
        r->has_write = true;
    }
    if ((y = yaml_get(node, "fields"))) {
        get_fields(a, r, y);
    }
}

/* The last number of a range such as "0xB03-0xB1F". */
static void get_range(struct adder *a, struct space_reg *r, const struct yaml *node)
{
    const struct yaml *at = yaml_get(node, "at");
    const char *dash = at && at->kind == YAML_SCALAR && at->text[0] ? strchr(at->text + 1, '-') : NULL;
    uint64_t hi;
    if (!dash) {
        return;
    }
    struct yaml *last = ARENA_NEW(a->s->arena, struct yaml); /* it may end up in a message */
    *last = *at;
    last->text = dash + 1;
    if (get_const(a, last, &hi)) {
        r->hi = (uint32_t)hi;
    }
    if (!r->fixed) {
        diag_error(a->d, at->loc, "a range of numbers needs `fixed`: '%s' is one register", r->reg->name);
        a->ok = false;
    }
}

static void add_named(struct adder *a, const char *name, const struct yaml *node)
{
    struct sem_space *sp = a->sp;
    for (unsigned i = 0; i < sp->space->nregs; i++) {
        const struct reg *reg = sp->space->regs[i];
        if (strcmp(reg->name, name) == 0) {
            struct space_reg *r = &sp->regs[sp->nregs++];
            *r = (struct space_reg){ .reg = reg, .lo = reg->at, .hi = reg->at };
            get_reg(a, r, node);
            get_range(a, r, node);
            return;
        }
    }
}

bool sem_add_space(struct sem *s, struct regspace *space, const struct yaml *node, struct diag *d)
{
    struct sem_space *sp = sem_find_space(s, space);
    if (!sp) {
        sp = ARENA_NEW(s->arena, struct sem_space);
        sp->space = space;
        sp->next = s->spaces;
        s->spaces = sp;
    }
    struct adder a = { s, d, sp, true };
    const struct yaml *y = yaml_get(node, "check"), *regs = yaml_get(node, "regs");
    if (y && y->kind == YAML_SCALAR) {
        sp->check = sem_intern(s, y->text, strlen(y->text));
        sp->check_at = (struct place_in){ .y = y };
    }
    if ((y = yaml_get(node, "missing")))
        get_const(&a, y, &sp->missing);
    struct space_reg *grown = ARENA_ARRAY(s->arena, struct space_reg, sp->nregs + space->nregs + 1u);
    if (sp->nregs) {
        memcpy(grown, sp->regs, sp->nregs * sizeof *grown);
    }
    sp->regs = grown;
    for (size_t i = 0; regs && regs->kind == YAML_MAP && i < regs->count; i++) {
        add_named(&a, regs->keys[i].text, &regs->items[i]);
    }
    return a.ok;
}

struct sem_space *sem_find_space(struct sem *s, const struct regspace *space)
{
    for (struct sem_space *sp = s->spaces; sp; sp = sp->next) {
        if (sp->space == space) {
            return sp;
        }
    }
    return NULL;
}

const struct space_reg *gen_space_reg(struct gen *g, const struct reg *r)
{
    struct sem_space *sp = r->space ? sem_find_space(g->s, r->space) : NULL;
    for (unsigned i = 0; sp && i < sp->nregs; i++) {
        if (sp->regs[i].reg == r) {
            return &sp->regs[i];
        }
    }
    return NULL;
}

/* ---- stored bits ------------------------------------------------------------------------------------- */

static const struct space_field *space_field(const struct space_reg *r, const struct reg_field *f)
{
    for (unsigned i = 0; r && i < r->nfields; i++) {
        if (strcmp(r->fields[i].f->name, f->name) == 0) {
            return &r->fields[i];
        }
    }
    return NULL;
}

static uint64_t field_mask(const struct reg_field *f)
{
    return bits_mask(f->hi - f->lo + 1u) << f->lo;
}

static uint64_t storage_mask(const struct space_reg *r)
{
    uint64_t m = 0;
    for (unsigned i = 0; i < r->nfields; i++) {
        m |= r->fields[i].f->fixed || r->fields[i].read ? 0 : field_mask(r->fields[i].f);
    }
    return (r->has_fields ? m : bits_mask(r->reg->width)) & r->mask;
}

static uint16_t whole_counter(struct gen *g, const struct reg_counter *c)
{
    return irb_value(
        &g->b, (struct ir_op){
                   .code = IR_COUNTER, .w = 64, .a = IR_NONE, .b = IR_NONE, .c = IR_NONE, .imm = c->of });
}

static uint16_t read_counter(struct gen *g, const struct reg_counter *c)
{
    return irb_slice(&g->b, whole_counter(g, c), 64, c->high, c->low);
}

static void write_counter(struct gen *g, const struct reg_counter *c, uint16_t v)
{
    unsigned w = c->high - c->low + 1u;
    if (w < 64) { /* keep the other part */
        uint16_t t = whole_counter(g, c);
        if (c->high < 63) {
            v = irb_concat(&g->b, irb_slice(&g->b, t, 64, 63, c->high + 1u), 63u - c->high, v, w);
            w = 64u - c->low;
        }
        if (c->low) {
            v = irb_concat(&g->b, v, w, irb_slice(&g->b, t, 64, c->low - 1u, 0), c->low);
        }
    }
    irb_effect(&g->b,
               (struct ir_op){ .code = IR_COUNTER_WRITE, .a = v, .b = IR_NONE, .c = IR_NONE, .imm = c->of });
}

/* Evaluates code of a register in a frame of its own, in which its fields are names. */
static void enter_code(struct gen *g, struct frame *f, const struct space_reg *r)
{
    *f = (struct frame){
        .up = g->frame, .fn = g->frame->fn, .reg = r, .base = g->syms.count, .conds = g->conds
    };
    g->frame = f;
}

static void leave_code(struct gen *g, struct frame *f)
{
    g->syms.count = f->base;
    g->frame = f->up;
}

static uint16_t run_read(struct gen *g, const struct space_reg *r, const struct sem_expr *e, unsigned w)
{
    struct frame f;
    struct space_reg *mutable = (struct space_reg *)r;
    if (r->reading) {
        gen_error(g, e->at, "the read code of '%s' reads itself", r->reg->name);
        return gen_zero(g, w);
    }
    mutable->reading = true;
    enter_code(g, &f, r);
    uint16_t v = gen_expr(g, e, w);
    leave_code(g, &f);
    mutable->reading = false;
    return v;
}

uint16_t gen_field_read(struct gen *g, const struct reg *r, const struct reg_field *f, struct place_in at)
{
    const struct space_reg *sr = gen_space_reg(g, r);
    const struct space_field *sf = space_field(sr, f);
    unsigned w = f->hi - f->lo + 1u;
    if (sf && sf->read) {
        return run_read(g, sr, sf->read, w);
    }
    if (f->fixed) {
        return irb_const(&g->b, w, f->fixed_value);
    }
    if (sr && (sr->reg->counter || sr->fixed || sr->view)) {
        return irb_slice(&g->b, gen_reg_read(g, r, at), r->width, f->hi, f->lo);
    }
    return irb_read_field(&g->b, r, f->hi, f->lo);
}

void gen_field_write(struct gen *g, const struct reg *r, const struct reg_field *f, uint16_t v)
{
    const struct space_reg *sr = gen_space_reg(g, r);
    irb_write_field(&g->b, sr && sr->view ? sr->view : r, f->hi, f->lo, v);
}

static uint64_t view_mask(const struct space_reg *r)
{
    uint64_t m = 0;
    for (unsigned i = 0; i < r->nfields; i++) {
        m |= field_mask(r->fields[i].f);
    }
    return r->has_fields ? m : bits_mask(r->reg->width);
}

uint16_t gen_reg_read(struct gen *g, const struct reg *r, struct place_in at)
{
    const struct space_reg *sr = gen_space_reg(g, r);
    (void)at;
    if (!sr) {
        return irb_read(&g->b, r);
    }
    if (sr->reg->counter) {
        return read_counter(g, sr->reg->counter);
    }
    if (sr->fixed) {
        return irb_const(&g->b, r->width, sr->fixed_value);
    }
    if (sr->view) {
        uint16_t m = irb_const(&g->b, r->width, view_mask(sr));
        return irb_wire2(&g->b, IR_AND, r->width, irb_read(&g->b, sr->view), m);
    }
    return irb_read(&g->b, r);
}

void gen_reg_write(struct gen *g, const struct reg *r, uint16_t v, struct place_in at)
{
    const struct space_reg *sr = gen_space_reg(g, r);
    if (!sr) {
        irb_write(&g->b, r, v);
    } else if (sr->reg->counter) {
        write_counter(g, sr->reg->counter, v);
    } else if (sr->fixed) {
        gen_error(g, at, "'%s' is fixed", r->name);
    } else if (sr->view) {
        uint16_t m = irb_const(&g->b, r->width, view_mask(sr)),
                 n = irb_const(&g->b, r->width, ~view_mask(sr));
        uint16_t keep = irb_wire2(&g->b, IR_AND, r->width, irb_read(&g->b, sr->view), n);
        uint16_t put = irb_wire2(&g->b, IR_AND, r->width, v, m);
        irb_write(&g->b, sr->view, irb_wire2(&g->b, IR_OR, r->width, keep, put));
    } else {
        uint16_t m = irb_const(&g->b, r->width, sr->mask);
        irb_write(&g->b, r, irb_wire2(&g->b, IR_AND, r->width, v, m));
    }
}

/* ---- what software sees ------------------------------------------------------------------------------ */

/* The register that holds the bits, and the fields that are seen of it. */
static const struct space_reg *target_of(struct gen *g, const struct space_reg *r)
{
    const struct space_reg *t = r->view ? gen_space_reg(g, r->view) : r;
    return t ? t : r;
}

static uint16_t software_read(struct gen *g, const struct space_reg *r)
{
    unsigned w = r->reg->width;
    const struct space_reg *t = target_of(g, r);
    uint64_t seen = r->view ? view_mask(r) : bits_mask(w), constant = 0;
    if (r->read) {
        return run_read(g, r, r->read, w);
    }
    if (r->fixed || r->reg->counter) {
        return gen_reg_read(g, r->reg, (struct place_in){ 0 });
    }
    uint64_t stored = storage_mask(t) & seen;
    uint16_t v = gen_zero(g, w);
    if (stored) {
        v = irb_wire2(&g->b, IR_AND, w, irb_read(&g->b, t->reg), irb_const(&g->b, w, stored));
    }
    for (unsigned i = 0; i < t->nfields; i++) {
        const struct reg_field *f = t->fields[i].f;
        if (!(field_mask(f) & seen)) {
            continue;
        }
        if (t->fields[i].read) {
            uint16_t x = run_read(g, t, t->fields[i].read, f->hi - f->lo + 1u);
            x = irb_wire2(&g->b, IR_SHL, w, x, irb_const(&g->b, 8, f->lo));
            v = irb_wire2(&g->b, IR_OR, w, v, x);
        } else if (f->fixed) {
            constant |= f->fixed_value << f->lo;
        }
    }
    return irb_wire2(&g->b, IR_OR, w, v, irb_const(&g->b, w, constant));
}

static void run_write(struct gen *g, const struct space_reg *r, uint16_t v)
{
    struct frame f;
    enter_code(g, &f, r);
    gen_push(g, sem_intern(g->s, "v", 1), SYM_LET, r->reg->width, v);
    gen_stmts(g, r->write);
    leave_code(g, &f);
}

/* A field with a `legal` condition: its new bits in place, the old ones where the condition is false. */
static uint16_t legal_field(struct gen *g, const struct space_reg *t, const struct space_field *sf,
                            uint16_t v)
{
    const struct reg_field *f = sf->f;
    unsigned w = f->hi - f->lo + 1u;
    struct frame fr;
    uint16_t fresh = irb_slice(&g->b, v, t->reg->width, f->hi, f->lo);
    enter_code(g, &fr, t);
    gen_push(g, sem_intern(g->s, "v", 1), SYM_LET, w, fresh);
    uint16_t ok = gen_expr(g, sf->legal, 1);
    leave_code(g, &fr);
    uint16_t bits = irb_sel(&g->b, w, ok, fresh, irb_read_field(&g->b, t->reg, f->hi, f->lo));
    return irb_wire2(&g->b, IR_SHL, t->reg->width, bits, irb_const(&g->b, 8, f->lo));
}

static void software_write(struct gen *g, const struct space_reg *r, uint16_t v)
{
    unsigned w = r->reg->width;
    const struct space_reg *t = target_of(g, r);
    uint64_t seen = r->view ? view_mask(r) : bits_mask(w), plain = t->has_fields ? 0 : bits_mask(w),
             legal = 0;
    if (r->has_write) {
        run_write(g, r, v);
        return;
    }
    if (r->fixed || r->read_only || t->read_only || (r->read && !r->reg->counter)) {
        return;
    }
    if (r->reg->counter) {
        write_counter(g, r->reg->counter, v);
        return;
    }
    uint16_t acc = gen_zero(g, w);
    for (unsigned i = 0; i < t->nfields; i++) {
        const struct space_field *sf = &t->fields[i];
        if (sf->f->fixed || sf->f->read_only || sf->read || !(field_mask(sf->f) & seen)) {
            continue;
        }
        if (sf->legal) {
            acc = irb_wire2(&g->b, IR_OR, w, acc, legal_field(g, t, sf, v));
            legal |= field_mask(sf->f);
        } else {
            uint64_t wm = sf->f->write_mask;
            plain |= field_mask(sf->f) & (wm ? wm << sf->f->lo : UINT64_MAX);
        }
    }
    plain &= r->write_mask & t->write_mask & t->mask & seen;
    uint64_t keep = storage_mask(t) & ~plain & ~legal;
    acc = irb_wire2(&g->b, IR_OR, w, acc, irb_wire2(&g->b, IR_AND, w, v, irb_const(&g->b, w, plain)));
    if (keep) {
        uint16_t old = irb_wire2(&g->b, IR_AND, w, irb_read(&g->b, t->reg), irb_const(&g->b, w, keep));
        acc = irb_wire2(&g->b, IR_OR, w, acc, old);
    }
    if (plain || legal) {
        irb_write(&g->b, t->reg, acc);
    }
}

/* ---- access by number -------------------------------------------------------------------------------- */

static void call_check(struct gen *g, struct sem_space *sp, uint16_t number, bool write, struct place_in at)
{
    uint16_t args[2] = { number, irb_const(&g->b, 1, write) };
    if (!sp->check) {
        return;
    }
    struct sem_fn *fn = sp->check->fn;
    if (!fn || fn->nparams != 2 || fn->params[0].width != sp->space->addr || fn->params[1].width != 1 ||
        fn->ret) {
        gen_error(g, sp->check_at, "the check of a register space is a function (a: %u, write: 1)",
                  sp->space->addr);
        return;
    }
    fn->called = true;
    gen_inline(g, fn, NULL, args, at);
}

/* Is the number one of the entry's? */
static uint16_t is_number(struct gen *g, const struct space_reg *r, unsigned bits, uint16_t number)
{
    struct irb *b = &g->b;
    uint16_t lo = irb_const(b, bits, r->lo), hi = irb_const(b, bits, r->hi);
    if (r->lo == r->hi) {
        return irb_op2(b, IR_EQ, 1, bits, number, lo);
    }
    return irb_op2(b, IR_AND, 1, 0, irb_op2(b, IR_LEU, 1, bits, lo, number),
                   irb_op2(b, IR_LEU, 1, bits, number, hi));
}

static struct sem_space *space_of(struct gen *g, const struct sem_expr *e)
{
    struct meaning m = gen_meaning(g, e->a->name, true);
    struct sem_space *sp = sem_find_space(g->s, m.space);
    if (!sp) {
        gen_error(g, e->at, "the register space '%s' has no registers", e->a->name->text);
    }
    g->b.uses_space = true;
    return sp;
}

uint16_t gen_space_read(struct gen *g, const struct sem_expr *e)
{
    struct sem_space *sp = space_of(g, e);
    if (!sp) {
        return gen_zero(g, 1);
    }
    unsigned bits = sp->space->addr, w = sp->space->width;
    uint16_t number = gen_expr(g, e->b, bits), r = irb_var(&g->b, w);
    struct irb_label end = { 0 };
    g->b.here = e->at;
    call_check(g, sp, number, false, e->at);
    g->conds++;
    for (unsigned i = 0; i < sp->nregs; i++) {
        struct irb_label next = { 0 };
        irb_bz(&g->b, is_number(g, &sp->regs[i], bits, number), &next);
        struct irb_mark m = irb_enter(&g->b);
        irb_set(&g->b, r, software_read(g, &sp->regs[i]));
        irb_leave(&g->b, &m, false);
        irb_br(&g->b, &end);
        irb_place(&g->b, &next);
    }
    irb_set(&g->b, r, irb_const(&g->b, w, sp->missing));
    irb_place(&g->b, &end);
    g->conds--;
    return r;
}

void gen_space_write(struct gen *g, const struct sem_expr *e, const struct sem_expr *value)
{
    struct sem_space *sp = space_of(g, e);
    if (!sp) {
        return;
    }
    unsigned bits = sp->space->addr;
    uint16_t number = gen_expr(g, e->b, bits), v = gen_expr(g, value, sp->space->width);
    v = irb_snapshot(&g->b, v);
    struct irb_label end = { 0 };
    g->b.here = e->at;
    call_check(g, sp, number, true, e->at);
    g->conds++;
    for (unsigned i = 0; i < sp->nregs; i++) {
        struct irb_label next = { 0 };
        irb_bz(&g->b, is_number(g, &sp->regs[i], bits, number), &next);
        struct irb_mark m = irb_enter(&g->b);
        software_write(g, &sp->regs[i], v);
        irb_leave(&g->b, &m, false);
        irb_br(&g->b, &end);
        irb_place(&g->b, &next);
    }
    irb_place(&g->b, &end);
    g->conds--;
}

uint16_t gen_space_exists(struct gen *g, struct regspace *space, const struct sem_expr *e)
{
    struct sem_space *sp = sem_find_space(g->s, space);
    uint16_t number = gen_expr(g, e, space->addr), r = gen_zero(g, 1);
    for (unsigned i = 0; sp && i < sp->nregs; i++) {
        r = irb_op2(&g->b, IR_OR, 1, 0, r, is_number(g, &sp->regs[i], space->addr, number));
    }
    return r;
}
