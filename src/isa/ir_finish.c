/* ir_finish.c - the end of building a program: removes what is unreachable or unused, numbers temporaries
 * densely. */
#include <stdlib.h>
#include <string.h>
#include "isa/ir_build.h"
#include "isa/ir_fold.h"

struct finish {
    struct ir_op *ops;
    unsigned n;
    bool *live;     /* of each op */
    bool *used;     /* of each temporary */
    unsigned *next; /* first live op from here on, filled by index_live() */
};

static bool removable(const struct ir_op *op)
{
    return ir_is_pure(op->code) || (op->code >= IR_FIELD && op->code <= IR_READX) || op->code == IR_PENDING ||
           op->code == IR_COUNTER;
}

static bool is_branch(const struct ir_op *op)
{
    return op->code == IR_BZ || op->code == IR_BR;
}

static void mark_reachable(struct finish *f)
{
    memset(f->live, 0, f->n);
    f->live[0] = true;
    for (unsigned i = 0; i < f->n; i++) {
        const struct ir_op *op = &f->ops[i];
        if (!f->live[i]) {
            continue;
        }
        if (is_branch(op)) {
            f->live[op->imm] = true;
        }
        if (op->code != IR_BR && op->code != IR_RAISE && op->code != IR_END) {
            f->live[i + 1] = true;
        }
    }
}

static void use(struct finish *f, uint16_t t)
{
    if (t != IR_NONE) {
        f->used[t] = true;
    }
}

static void drop_unused(struct finish *f, size_t ntemps)
{
    memset(f->used, 0, ntemps);
    for (unsigned i = f->n; i-- > 0;) {
        struct ir_op *op = &f->ops[i];
        if (op->code == IR_NOP || (f->live[i] && removable(op) && !f->used[op->d])) {
            f->live[i] = false;
        }
        if (f->live[i]) {
            use(f, op->a);
            use(f, op->b);
            use(f, op->c);
        }
    }
}

static void index_live(struct finish *f)
{
    unsigned next = f->n;
    for (unsigned i = f->n; i-- > 0;) {
        next = f->live[i] ? i : next;
        f->next[i] = next;
    }
}

/* Branches to branches, branches to what follows anyway. true: something changed. */
static bool straighten(struct finish *f)
{
    bool changed = false;
    for (unsigned i = f->n; i-- > 0;) {
        struct ir_op *op = &f->ops[i];
        if (!f->live[i] || !is_branch(op)) {
            continue;
        }
        unsigned to = f->next[op->imm];
        if (f->ops[to].code == IR_BR) {
            to = f->next[f->ops[to].imm];
        }
        op->imm = to;
        if (f->next[i + 1] == to) {
            f->live[i] = false;
            changed = true;
        }
    }
    return changed;
}

static void analyse(struct finish *f, size_t ntemps)
{
    bool again = true;
    for (int round = 0; again && round < 8; round++) {
        mark_reachable(f);
        drop_unused(f, ntemps);
        index_live(f);
        again = straighten(f);
        if (again) { /* a removed branch must stay removed: it becomes a no-operation */
            for (unsigned i = 0; i < f->n; i++) {
                if (!f->live[i] && f->ops[i].code != IR_END) {
                    f->ops[i] = (struct ir_op){
                        .code = IR_NOP, .d = IR_NONE, .a = IR_NONE, .b = IR_NONE, .c = IR_NONE
                    };
                }
            }
        }
    }
    f->live[f->n - 1] = true; /* IR_END is always there */
    index_live(f);
}

/* New numbers in the order of first definition. */
static unsigned number_temps(const struct finish *f, uint16_t *number, size_t ntemps)
{
    unsigned n = 0;
    memset(number, 0xff, ntemps * sizeof *number);
    for (unsigned i = 0; i < f->n; i++) {
        uint16_t d = f->live[i] ? f->ops[i].d : IR_NONE;
        if (d != IR_NONE && number[d] == IR_NONE) {
            number[d] = (uint16_t)n++;
        }
    }
    return n;
}

static uint16_t renumber(const uint16_t *number, uint16_t t)
{
    return t == IR_NONE ? IR_NONE : number[t];
}

static struct ir *copy_out(struct irb *b, struct finish *f, struct arena *a, struct place_in **places)
{
    uint16_t *number = xmalloc(b->temps.count * sizeof *number + 1);
    unsigned *position = xmalloc((f->n + 1) * sizeof *position), n = 0;
    for (unsigned i = 0; i < f->n; i++) {
        position[i] = n;
        n += f->live[i];
    }
    struct ir *ir = ARENA_NEW(a, struct ir);
    ir->ops = ARENA_ARRAY(a, struct ir_op, n);
    ir->nops = (uint16_t)n;
    ir->ntemps = (uint16_t)number_temps(f, number, b->temps.count);
    ir->widths = ARENA_ARRAY(a, uint8_t, ir->ntemps + 1u);
    ir->multi = ARENA_ARRAY(a, uint64_t, ir->ntemps / 64 + 1u);
    ir->fields_used = b->fields_used;
    *places = xmalloc(n * sizeof **places);
    for (unsigned i = 0; i < f->n; i++) {
        if (!f->live[i]) {
            continue;
        }
        struct ir_op *op = &ir->ops[position[i]];
        *op = f->ops[i];
        (*places)[position[i]] = b->places.data[i];
        op->imm = is_branch(op) ? position[f->next[op->imm]] : op->imm;
        op->d = renumber(number, op->d);
        op->a = renumber(number, op->a);
        op->b = renumber(number, op->b);
        op->c = renumber(number, op->c);
    }
    for (size_t t = 0; t < b->temps.count; t++) {
        if (number[t] != IR_NONE) {
            ir->widths[number[t]] = b->temps.data[t].width;
            ir->multi[number[t] / 64] |= (uint64_t)b->temps.data[t].multi << number[t] % 64;
        }
    }
    free(number);
    free(position);
    return ir;
}

struct ir *irb_finish(struct irb *b, struct arena *a, struct place_in **places)
{
    irb_effect(b, (struct ir_op){ .code = IR_END, .a = IR_NONE, .b = IR_NONE, .c = IR_NONE });
    if (b->overflow) {
        return NULL;
    }
    unsigned n = (unsigned)b->ops.count;
    struct finish f = { .ops = b->ops.data, .n = n };
    f.live = xcalloc(n + 1, sizeof *f.live);
    f.used = xcalloc(b->temps.count + 1, sizeof *f.used);
    f.next = xcalloc(n + 1, sizeof *f.next);
    f.next[n] = n;
    analyse(&f, b->temps.count);
    struct ir *ir = copy_out(b, &f, a, places);
    free(f.live);
    free(f.used);
    free(f.next);
    return ir;
}
