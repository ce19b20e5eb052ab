/* footprint_kind.c - the kind of an instruction (kind.h), from what its operations do; and the operands that
 * latency expressions speak of. */
#include <stdlib.h>
#include "isa/footprint_int.h"

/* The operation that makes the value a register gets, through wires. */
static const struct ir_op *principal(const struct foot *f, uint16_t t)
{
    const struct ir_op *op = def_of(f->ir, t);
    for (int i = 0; op && is_wire(op) && op->code != IR_CONCAT && i < 16; i++) {
        op = def_of(f->ir, op->a);
    }
    return op;
}

static const struct ir_op *find_principal(const struct foot *f)
{
    const struct ir *ir = f->ir;
    const struct ir_op *best = NULL;
    for (unsigned i = 0; i < ir->nops; i++) {
        const struct ir_op *op = &ir->ops[i];
        if (is_div(op) || (is_mul(op) && !(best && is_div(best)))) {
            best = best && is_div(best) ? best : op;
        }
    }
    for (unsigned i = 0; !best && i < ir->nops; i++) {
        if (is_write(&ir->ops[i])) {
            const struct ir_op *op = principal(f, ir->ops[i].code == IR_WRITE ? ir->ops[i].a : ir->ops[i].b);
            best = op && is_shift(op) && f->state[op->a] ? op : NULL;
        }
    }
    return best;
}

static void set_operation(struct foot *f, struct footprint *fp)
{
    const struct ir_op *op = find_principal(f);
    bool quotient = false, remainder = false, high = false, low = false, is_signed = false,
         any_unsigned = false, mixed = false;
    fp->op_a = fp->op_b = IR_NONE;
    if (!op) {
        return;
    }
    fp->op_a = op->a;
    fp->op_b = op->b;
    for (unsigned i = 0; i < f->ir->nops; i++) {
        enum ir_code c = f->ir->ops[i].code;
        quotient |= c == IR_DIVU || c == IR_DIVS;
        remainder |= c == IR_REMU || c == IR_REMS;
        low |= c == IR_MUL;
        high |= c >= IR_MULH_SS && c <= IR_MULH_UU;
        is_signed |= c == IR_DIVS || c == IR_REMS || c == IR_MULH_SS || c == IR_MULH_SU;
        mixed |= c == IR_MULH_SU;
        any_unsigned |= c == IR_DIVU || c == IR_REMU || c == IR_MULH_UU;
    }
    fp->op_rem = remainder && !quotient;
    fp->op_signed = is_signed || (low && !high && !any_unsigned); /* a low half is the same either way */
    fp->op_b_signed = fp->op_signed && !mixed;
    fp->kind = is_div(op)     ? KIND_DIV
               : is_shift(op) ? KIND_ALU_SHIFT
               : high && !low ? KIND_MUL_HIGH
                              : KIND_MUL;
}

struct summary {
    bool fence, sys, jump, jump_cond, jump_indirect, space, load, store, amo, raises, writes;
};

static void summarise(const struct foot *f, struct summary *s)
{
    const struct ir *ir = f->ir;
    for (unsigned i = 0; i < ir->nops; i++) {
        const struct ir_op *op = &ir->ops[i];
        bool jump = op->code == IR_JUMP || op->code == IR_JUMP_NOW, space_slot = false;
        if (op->code == IR_READ || op->code == IR_WRITE) {
            space_slot = of_space(f->isa, op->imm);
        }
        s->jump |= jump;
        s->jump_cond |= jump && f->guarded[i];
        s->jump_indirect |= jump && f->state[op->a];
        s->space |= space_slot || op->code == IR_COUNTER || op->code == IR_COUNTER_WRITE;
        s->load |= is_load(op);
        s->store |= op->code == IR_STORE || op->code == IR_STORE_COND;
        s->amo |= op->code == IR_LOAD_RESERVED || op->code == IR_STORE_COND ||
                  (is_load(op) && op->flags & IRF_AS_STORE);
        s->raises |= op->code == IR_RAISE && !f->guarded[i];
        s->writes |= is_write(op);
        if (op->code == IR_SYS) {
            bool fence = op->imm == IR_SYS_FENCE || op->imm == IR_SYS_FLUSH_ICACHE ||
                         op->imm == IR_SYS_FLUSH_TRANSLATIONS;
            s->fence |= fence;
            s->sys |= !fence;
        }
    }
}

void foot_set_kind(struct foot *f)
{
    struct footprint *fp = &f->ir->foot;
    struct summary s = { .space = f->uses_space };
    summarise(f, &s);
    fp->kind = KIND_ALU;
    set_operation(f, fp);
    fp->jumps = s.jump;
    fp->sys = s.sys || s.fence;
    if (s.sys || (s.space && s.jump) || (s.raises && !s.writes)) {
        fp->kind = KIND_SYSTEM;
    } else if (s.fence) {
        fp->kind = KIND_FENCE;
    } else if (s.space) {
        fp->kind = KIND_CSR;
    } else if (s.jump) {
        fp->kind = s.jump_cond ? KIND_BRANCH : s.jump_indirect ? KIND_JUMP_INDIRECT : KIND_JUMP_DIRECT;
    } else if (s.amo) {
        fp->kind = KIND_AMO;
    } else if (s.store) {
        fp->kind = KIND_STORE;
    } else if (s.load) {
        fp->kind = KIND_LOAD;
    }
}
