/* ir_eval.c - runs a program of IR operations directly: slow and plain, for `tests:` of ISA files and as an
 * independent model of exec/'s specialised code in tests. Total: any program and any values, no undefined
 * behaviour. */
#include <stdlib.h>
#include "base/bits.h"
#include "base/str.h"
#include "isa/ir_fold.h"
#include "isa/isa.h"

struct eval {
    const struct isa *isa;
    const struct ir *ir;
    struct ir_env *env;
    uint64_t *t;
    bool stop;
};

static uint64_t get(const struct eval *e, uint16_t t)
{
    return t < e->ir->ntemps ? e->t[t] : 0;
}

/* The slot of element `index` of the file op->imm; NULL: it does not exist, or reads as zero. */
static uint64_t *element(const struct eval *e, const struct ir_op *op, uint64_t index)
{
    const struct reg *file = op->imm < e->isa->nregs ? &e->isa->regs[op->imm] : NULL;
    if (!file || index >= file->count || (file->zero >= 0 && index == (uint64_t)file->zero)) {
        return NULL;
    }
    return &e->env->slots[file->slot + index];
}

static void write_element(struct eval *e, const struct ir_op *op)
{
    uint64_t *slot = element(e, op, get(e, op->a));
    if (slot) {
        *slot = get(e, op->b) & bits_mask(e->isa->regs[op->imm].width);
    }
}

static uint64_t load(struct eval *e, const struct ir_op *op)
{
    uint64_t v = 0;
    e->stop = !e->env->load || !e->env->load(e->env->ctx, get(e, op->a), op->w, op->flags, &v);
    return v & bits_mask(op->w);
}

static uint64_t store(struct eval *e, const struct ir_op *op)
{
    uint64_t v = get(e, op->b) & bits_mask(op->w2);
    e->stop = !e->env->store || !e->env->store(e->env->ctx, get(e, op->a), op->w2, op->flags, v);
    return 0;
}

static uint64_t store_conditional(struct eval *e, const struct ir_op *op)
{
    bool reserved = e->env->reserved;
    e->env->reserved = false;
    return reserved ? store(e, op) : 1;
}

static uint64_t counter(const struct eval *e, const struct ir_op *op)
{
    return e->env->counter ? e->env->counter(e->env->ctx, (enum ir_counter)op->imm) : 0;
}

/* The value of an operation that has one. */
static uint64_t value(struct eval *e, const struct ir_op *op)
{
    const uint64_t *slot;
    switch (op->code) {
    case IR_FIELD: return op->imm < INSN_MAX_OPERANDS && e->env->fields ? e->env->fields[op->imm] : 0;
    case IR_PC: return e->env->pc;
    case IR_NEXT_PC: return e->env->next_pc;
    case IR_RAW: return e->env->raw;
    case IR_IN_DELAY_SLOT: return e->env->in_delay_slot;
    case IR_READ: return op->imm < e->isa->nslots ? e->env->slots[op->imm] : 0;
    case IR_READX:
    case IR_PENDING: slot = element(e, op, get(e, op->a)); return slot ? *slot : 0;
    case IR_LOAD: return load(e, op);
    case IR_LOAD_RESERVED: e->env->reserved = true; return load(e, op);
    case IR_STORE_COND: return store_conditional(e, op);
    case IR_COUNTER: return counter(e, op);
    default: return ir_fold(op, get(e, op->a), get(e, op->b), get(e, op->c));
    }
}

static bool has_value(const struct ir_op *op)
{
    return ir_is_pure(op->code) || (op->code >= IR_FIELD && op->code <= IR_READX) || op->code == IR_PENDING ||
           op->code == IR_LOAD || op->code == IR_LOAD_RESERVED || op->code == IR_STORE_COND ||
           op->code == IR_COUNTER;
}

static void jump(struct eval *e, const struct ir_op *op)
{
    e->env->jumped = true;
    e->env->target = get(e, op->a);
}

static void raise(struct eval *e, const struct ir_op *op)
{
    e->env->trapped = true;
    e->env->trap = (unsigned)op->imm;
    e->env->trap_value = get(e, op->a);
    e->stop = true;
}

static void effect(struct eval *e, const struct ir_op *op)
{
    switch (op->code) {
    case IR_WRITE:
        if (op->imm < e->isa->nslots) {
            e->env->slots[op->imm] = get(e, op->a) & bits_mask(op->w ? op->w : 64);
        }
        break;
    case IR_WRITEX:
    case IR_WRITEX_DELAYED:
        write_element(e, op);
        break; /* nothing comes between here and the next instruction */
    case IR_STORE: store(e, op); break;
    case IR_JUMP:
    case IR_JUMP_NOW: jump(e, op); break;
    case IR_RAISE: raise(e, op); break;
    case IR_SYS:
        e->stop =
            !e->env->sys || !e->env->sys(e->env->ctx, (enum ir_sys)op->imm, get(e, op->a), get(e, op->b));
        break;
    default: break; /* no operation, idle, fetch: time only; a counter of the host is not written */
    }
}

void ir_eval(const struct isa *isa, const struct ir *ir, struct ir_env *env)
{
    struct eval e = { .isa = isa, .ir = ir, .env = env };
    e.t = xcalloc(ir->ntemps + 1u, sizeof *e.t);
    env->jumped = env->trapped = false;
    for (unsigned i = 0; i < ir->nops && !e.stop; i++) {
        const struct ir_op *op = &ir->ops[i];
        if (op->code == IR_END) {
            break;
        }
        if (op->code == IR_BR || (op->code == IR_BZ && get(&e, op->a) == 0)) {
            i = op->imm >= ir->nops ? ir->nops
                : op->imm > i       ? (unsigned)op->imm - 1
                                    : i; /* always forwards */
        } else if (has_value(op)) {
            uint64_t v = value(&e, op) & bits_mask(op->w);
            e.t[op->d < ir->ntemps ? op->d : ir->ntemps] = v;
        } else if (op->code != IR_BZ) {
            effect(&e, op);
        }
    }
    free(e.t);
}
