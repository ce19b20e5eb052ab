/* sem_rules.c - the static restrictions that make sequential semantics fit a pipeline (DESIGN section 3).
 *
 *  1. No register or memory is written before something that may trap on the same path: traps are precise
 * without an undo log. Not for `timing: bus`, whose ISAs have no synchronous traps.
 *  2. No element of a register file is read after another one was written, unless both are surely the same or
 * surely different: operands can be read at decode.
 *  3. What ends an instruction for the environment (host_call, halt, ...) comes last.
 *
 * All are questions about paths; control flow is forward only, so one pass in order answers them. */
#include <stdlib.h>
#include <string.h>
#include "isa/sem_gen.h"

#define NO_OP UINT16_MAX

struct paths {
    struct gen *g;
    const struct ir *ir;
    const struct place_in *places;
    bool *reached;
    uint16_t *wrote; /* an operation before this one that wrote a register or memory, or NO_OP */
    uint16_t *ended; /* the same for host_call() and its like */
};

static void flow(struct paths *p, unsigned from, unsigned to, uint16_t wrote, uint16_t ended)
{
    (void)from;
    p->reached[to] = true;
    if (p->wrote[to] == NO_OP) {
        p->wrote[to] = wrote;
    }
    if (p->ended[to] == NO_OP) {
        p->ended[to] = ended;
    }
}

static bool writes(const struct ir_op *op)
{
    return op->code == IR_WRITE || op->code == IR_WRITEX || op->code == IR_WRITEX_DELAYED ||
           op->code == IR_COUNTER_WRITE;
}

static bool is_memory(const struct ir_op *op)
{
    return op->code >= IR_LOAD && op->code <= IR_STORE_COND;
}

static bool ends(const struct ir_op *op)
{
    return op->code == IR_SYS && op->imm <= IR_SYS_JAM;
}

static void check_order(struct paths *p, unsigned i, bool traps)
{
    const struct ir_op *op = &p->ir->ops[i];
    bool may_trap = op->code == IR_RAISE || (traps && is_memory(op) && !(op->flags & IRF_PHYS));
    if (may_trap && p->wrote[i] != NO_OP && !p->g->s->isa->bus_timing) {
        if (!gen_error(p->g, p->places[i], "this may trap after a register was written")) {
            sem_note(p->g->d, p->places[p->wrote[i]], "the register is written here; do it last");
        }
    }
    if (p->ended[i] != NO_OP &&
        (writes(op) || is_memory(op) || op->code == IR_RAISE || op->code == IR_JUMP)) {
        gen_error(p->g, p->places[p->ended[i]], "this must be the last thing an instruction does");
    }
}

/* The value of an index, if it is a constant. */
static bool const_index(const struct ir *ir, uint16_t t, uint64_t *v)
{
    for (unsigned i = 0; i < ir->nops; i++) {
        if (ir->ops[i].d == t) {
            *v = ir->ops[i].imm;
            return ir->ops[i].code == IR_CONST;
        }
    }
    return false;
}

static bool same_or_different(const struct ir *ir, uint16_t a, uint16_t b)
{
    uint64_t va, vb;
    return a == b || (const_index(ir, a, &va) && const_index(ir, b, &vb));
}

/* Reads of `file` that op `from`, a write of it, reaches. */
static void check_reads(struct paths *p, unsigned from)
{
    const struct ir *ir = p->ir;
    const struct ir_op *w = &ir->ops[from];
    bool *reach = xcalloc(ir->nops + 1u, sizeof *reach);
    reach[from + 1] = true;
    for (unsigned i = from + 1; i < ir->nops; i++) {
        const struct ir_op *op = &ir->ops[i];
        if (!reach[i]) {
            continue;
        }
        if (op->code == IR_READX && op->imm == w->imm && !same_or_different(ir, w->a, op->a)) {
            if (!gen_error(p->g, p->places[i],
                           "this register is read after another of its file was written, perhaps "
                           "the same one; read it before, with let")) {
                sem_note(p->g->d, p->places[from], "the write");
            }
        }
        if (op->code == IR_BZ || op->code == IR_BR) {
            reach[op->imm] = true;
        }
        if (op->code != IR_BR && op->code != IR_RAISE) {
            reach[i + 1] = true;
        }
    }
    free(reach);
}

bool sem_check_rules(struct gen *g, const struct ir *ir, const struct place_in *places)
{
    size_t n = ir->nops + 1u;
    struct paths p = { .g = g, .ir = ir, .places = places };
    p.reached = xcalloc(n, sizeof *p.reached);
    p.wrote = xmalloc(n * sizeof *p.wrote);
    p.ended = xmalloc(n * sizeof *p.ended);
    memset(p.wrote, 0xff, n * sizeof *p.wrote);
    memset(p.ended, 0xff, n * sizeof *p.ended);
    p.reached[0] = true;
    bool traps = isa_memory_traps(g->s->isa);
    for (unsigned i = 0; i < ir->nops; i++) {
        const struct ir_op *op = &ir->ops[i];
        if (!p.reached[i]) {
            continue;
        }
        check_order(&p, i, traps);
        if (op->code == IR_WRITEX) {
            check_reads(&p, i);
        }
        uint16_t wrote = p.wrote[i] == NO_OP && writes(op) ? (uint16_t)i : p.wrote[i];
        uint16_t ended = p.ended[i] == NO_OP && ends(op) ? (uint16_t)i : p.ended[i];
        if (op->code == IR_BZ || op->code == IR_BR) {
            flow(&p, i, (unsigned)op->imm, wrote, ended);
        }
        if (op->code != IR_BR && op->code != IR_RAISE && op->code != IR_END) {
            flow(&p, i, i + 1, wrote, ended);
        }
    }
    free(p.reached);
    free(p.wrote);
    free(p.ended);
    return !g->failed;
}
