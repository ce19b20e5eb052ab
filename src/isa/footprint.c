/* footprint.c - what an instruction needs, makes and may do, derived from its IR before anything is
 * specialised.
 *
 * Two passes over forward-only code. Backwards: what does each value reach (a register, memory, an address, a
 * jump)? So each operation gets a place: what only decides about jumps belongs to `branch`, what computes an
 * address to `address`, multiplications and divisions to themselves, the rest to `alu`; bit slices,
 * extensions and joins are wires and have none. A register is needed where its value's consumers are placed.
 * Forwards: where does each value exist? */
#include <stdlib.h>
#include <string.h>
#include "isa/footprint_int.h"
#include "isa/ir_fold.h"
#include "isa/sem_gen.h"

/* ---- what conditions decide -------------------------------------------------------------------------- */

static uint8_t effect_of(const struct foot *f, const struct ir_op *op)
{
    if (op->code == IR_JUMP || op->code == IR_JUMP_NOW) {
        return TO_JUMP;
    }
    if (op->code == IR_RAISE) {
        return TO_TRAP;
    }
    if (op->code == IR_MOV && f->ir->multi[op->d / 64] >> op->d % 64 & 1) {
        return TO_COND;
    }
    return is_write(op) || is_memory(op) || op->code == IR_SYS || op->code == IR_COUNTER_WRITE ? TO_COND : 0;
}

/* Marks what is reached from both ways out of the branch at `at`; what only one reaches depends on it. A trap
 * counts as flowing on, so that nothing depends on a condition that only leads to one. */
static void decide(struct foot *f, unsigned at, uint8_t *mark)
{
    const struct ir *ir = f->ir;
    unsigned last = (unsigned)ir->ops[at].imm, i;
    memset(mark + at, 0, ir->nops - at);
    mark[at + 1] |= 1;
    mark[ir->ops[at].imm] |= 2;
    for (i = at + 1; i < ir->nops && (i < last || mark[i] != 3); i++) {
        const struct ir_op *op = &ir->ops[i];
        if (!mark[i]) {
            continue;
        }
        if (op->code == IR_BZ || op->code == IR_BR) {
            mark[op->imm] |= mark[i];
            last = op->imm > last ? (unsigned)op->imm : last;
        }
        if (op->code != IR_BR && i + 1 < ir->nops) {
            mark[i + 1] |= mark[i];
        }
        if (mark[i] != 3) {
            f->guards[at] |= effect_of(f, op);
            f->guarded[i] = true;
        }
    }
}

static void find_guards(struct foot *f)
{
    uint8_t *mark = xcalloc(f->ir->nops + 1u, 1);
    for (unsigned i = 0; i < f->ir->nops; i++) {
        if (f->ir->ops[i].code == IR_BZ) {
            decide(f, i, mark);
        }
    }
    free(mark);
}

/* ---- backwards: reach and places --------------------------------------------------------------------- */

static void reach(struct foot *f, uint16_t t, uint8_t to)
{
    if (t != IR_NONE) {
        f->reach[t] |= to;
    }
}

static void place(struct foot *f, uint16_t t, unsigned mask)
{
    if (t != IR_NONE) {
        f->places[t] |= (uint16_t)mask;
    }
}

static enum place place_of(const struct foot *f, const struct ir_op *op)
{
    uint8_t to = f->reach[op->d];
    if (is_mul(op)) {
        return PLACE_MUL;
    }
    if (is_div(op)) {
        return PLACE_DIV;
    }
    if ((to & TO_JUMP) && !(to & ~(TO_JUMP | TO_TRAP))) {
        return PLACE_BRANCH;
    }
    if (to & TO_ADDRESS) {
        return PLACE_ADDRESS;
    }
    return to & TO_CSR ? PLACE_CSR : PLACE_ALU;
}

static uint8_t condition_reach(uint8_t guards)
{
    return guards & TO_JUMP && !(guards & TO_COND) ? TO_JUMP
           : guards & TO_COND                      ? TO_COND | (guards & TO_JUMP)
                                                   : TO_TRAP;
}

static void back_effect(struct foot *f, unsigned i, const struct ir_op *op)
{
    uint8_t to;
    switch (op->code) {
    case IR_WRITE:
        to = of_space(f->isa, op->imm) ? TO_CSR : TO_WRITE;
        reach(f, op->a, to);
        place(f, op->a, to == TO_CSR ? 1u << PLACE_CSR : 0);
        break;
    case IR_WRITEX:
    case IR_WRITEX_DELAYED: reach(f, op->b, TO_WRITE); break;
    case IR_COUNTER_WRITE:
        reach(f, op->a, TO_CSR);
        place(f, op->a, 1u << PLACE_CSR);
        break;
    case IR_STORE:
    case IR_STORE_COND:
        reach(f, op->b, TO_DATA);
        place(f, op->b, 1u << PLACE_STORE);
        /* fall through */
    case IR_LOAD:
    case IR_LOAD_RESERVED:
        reach(f, op->a, TO_ADDRESS);
        place(f, op->a, 1u << PLACE_ADDRESS);
        break;
    case IR_JUMP:
    case IR_JUMP_NOW:
        reach(f, op->a, TO_JUMP);
        place(f, op->a, 1u << PLACE_BRANCH);
        break;
    case IR_RAISE: reach(f, op->a, TO_TRAP); break;
    case IR_BZ:
        to = condition_reach(f->guards[i]);
        reach(f, op->a, to);
        place(f, op->a, to == TO_JUMP ? 1u << PLACE_BRANCH : to & TO_COND ? 1u << PLACE_ALU : 0);
        break;
    case IR_SYS:
        reach(f, op->a, TO_SYS);
        reach(f, op->b, TO_SYS);
        place(f, op->a, 1u << PLACE_ALU);
        place(f, op->b, 1u << PLACE_ALU);
        break;
    default: break;
    }
}

static void backwards(struct foot *f)
{
    for (unsigned i = f->ir->nops; i-- > 0;) {
        const struct ir_op *op = &f->ir->ops[i];
        if (!ir_is_pure(op->code) || op->code == IR_CONST) {
            back_effect(f, i, op);
            continue;
        }
        uint8_t to = f->reach[op->d];
        unsigned mask = is_wire(op) ? f->places[op->d] : 1u << place_of(f, op);
        if (to == TO_TRAP && !is_mul(op) && !is_div(op)) {
            mask = 0; /* a check beside the real work, which says where the register is needed */
        }
        uint16_t from[] = { op->a, op->b, op->c };
        for (unsigned k = 0; k < 3; k++) {
            reach(f, from[k], to);
            place(f, from[k], mask);
        }
    }
}

/* ---- forwards: where values exist -------------------------------------------------------------------- */

/* Later means larger. */
static int rank(enum place p)
{
    static const uint8_t ranks[PLACE_COUNT] = {
        [PLACE_DECODE] = 0, [PLACE_BRANCH] = 1, [PLACE_ALU] = 2, [PLACE_ADDRESS] = 2, [PLACE_MUL] = 3,
        [PLACE_DIV] = 3,    [PLACE_FP] = 3,     [PLACE_CSR] = 4, [PLACE_STORE] = 4,   [PLACE_LOAD] = 5
    };
    return ranks[p];
}

static enum place later(enum place a, enum place b)
{
    return rank(b) > rank(a) ? b : a;
}

static enum place made_by_op(const struct foot *f, const struct ir_op *op)
{
    uint16_t from[] = { op->a, op->b, op->c };
    enum place p = is_wire(op) ? PLACE_DECODE : place_of(f, op);
    p = p == PLACE_ADDRESS || p == PLACE_BRANCH ? PLACE_ALU : p;
    for (unsigned k = 0; k < 3; k++) {
        p = from[k] == IR_NONE ? p : later(p, (enum place)f->made[from[k]]);
    }
    return p;
}

static void forwards(struct foot *f)
{
    for (unsigned i = 0; i < f->ir->nops; i++) {
        const struct ir_op *op = &f->ir->ops[i];
        enum place p = PLACE_DECODE;
        bool state = false;
        if (op->d == IR_NONE) {
            continue;
        }
        if (is_memory(op)) {
            p = PLACE_LOAD;
            state = true;
        } else if (op->code == IR_READ || op->code == IR_READX || op->code == IR_PENDING) {
            /* a plain copy passes through the ALU, as in every textbook pipeline */
            p = op->code == IR_READ && of_space(f->isa, op->imm) ? PLACE_CSR : PLACE_ALU;
            state = true;
        } else if (op->code == IR_COUNTER) {
            p = PLACE_CSR;
            state = true;
        } else if (ir_is_pure(op->code) && op->code != IR_CONST) {
            p = made_by_op(f, op);
            state = f->state[op->a] || (op->b != IR_NONE && f->state[op->b]) ||
                    (op->c != IR_NONE && f->state[op->c]);
        }
        f->made[op->d] = (uint8_t)later((enum place)f->made[op->d], p);
        f->state[op->d] = f->state[op->d] || state;
    }
}

/* ---- registers --------------------------------------------------------------------------------------- */

static bool same_index(const struct ir *ir, uint16_t a, uint16_t b)
{
    const struct ir_op *x = def_of(ir, a), *y = def_of(ir, b);
    return a == b ||
           (x && y && x->code == y->code && (x->code == IR_FIELD || x->code == IR_CONST) && x->imm == y->imm);
}

static bool is_zero_register(const struct foot *f, const struct ir_op *op)
{
    const struct reg *file = &f->isa->regs[op->imm];
    const struct ir_op *x = def_of(f->ir, op->a);
    return file->zero >= 0 && x && x->code == IR_CONST && x->imm == (uint64_t)file->zero;
}

/* Adds a register, or merges with the same one. */
static void add_reg(struct foot *f, struct foot_reg *list, uint8_t *n, struct foot_reg r)
{
    for (unsigned i = 0; i < *n; i++) {
        if (list[i].file == r.file &&
            (r.file < 0 ? list[i].slot == r.slot : same_index(f->ir, list[i].index, r.index))) {
            list[i].needs |= r.needs;
            return;
        }
    }
    if (*n == FOOT_MAX) {
        f->ir->foot.alone = true; /* too many to track: waits for an empty pipeline */
        return;
    }
    list[(*n)++] = r;
}

/* A register that is only read to put back the fields that the instruction leaves alone: each field is its
 * own register in hardware, so this is no need. */
static bool only_merged(const struct foot *f, const struct ir_op *read)
{
    bool written = false;
    for (unsigned i = 0; i < f->ir->nops; i++) {
        const struct ir_op *op = &f->ir->ops[i];
        bool uses = op->a == read->d || op->b == read->d || op->c == read->d;
        if (uses && !(op->flags & IRF_WIRE && op->code == IR_AND)) {
            return false;
        }
        written |= op->code == IR_WRITE && op->imm == read->imm;
    }
    return written;
}

static void add_source(struct foot *f, const struct ir_op *op)
{
    struct foot_reg r = { .file = -1, .needs = f->places[op->d] };
    if (op->code == IR_READ) {
        if (of_space(f->isa, op->imm) || only_merged(f, op)) {
            return;
        }
        r.slot = (uint16_t)op->imm;
    } else {
        if (is_zero_register(f, op)) {
            return;
        }
        r.file = (int16_t)op->imm;
        r.index = op->a;
        f->ir->foot.alone |= f->state[op->a];
    }
    /* moved to another register, or only tested for a trap: an ALU operation */
    r.needs = r.needs ? r.needs : 1u << PLACE_ALU;
    add_reg(f, f->ir->foot.src, &f->ir->foot.nsrc, r);
}

static void add_destination(struct foot *f, const struct ir_op *op)
{
    uint16_t value = op->code == IR_WRITE ? op->a : op->b;
    struct foot_reg r = { .file = -1, .needs = (uint16_t)(1u << f->made[value]) };
    if (op->code == IR_WRITE) {
        if (of_space(f->isa, op->imm)) {
            return;
        }
        r.slot = (uint16_t)op->imm;
    } else {
        if (is_zero_register(f, op)) {
            return;
        }
        r.file = (int16_t)op->imm;
        r.index = op->a;
        f->ir->foot.alone |= f->state[op->a];
    }
    add_reg(f, f->ir->foot.dst, &f->ir->foot.ndst, r);
}

/* Several writes of one register: what the last of them makes. */
static void keep_last_producer(struct footprint *fp)
{
    for (unsigned i = 0; i < fp->ndst; i++) {
        enum place last = PLACE_DECODE;
        for (unsigned p = 0; p < PLACE_COUNT; p++) {
            last = fp->dst[i].needs >> p & 1 ? later(last, (enum place)p) : last;
        }
        fp->dst[i].needs = (uint16_t)(1u << last);
    }
}

/* ---- the rest ---------------------------------------------------------------------------------------- */

bool isa_memory_traps(const struct isa *isa)
{
    const struct mem_desc *m = &isa->mem;
    return m->misaligned == MISALIGNED_TRAP || m->fault_load >= 0 || m->fault_store >= 0 || m->fault_all;
}

/* Accesses on the longest path. */
static uint8_t count_longest(const struct ir *ir, bool stores)
{
    uint8_t *n = xcalloc(ir->nops + 1u, 1), longest = 0;
    for (unsigned i = 0; i < ir->nops; i++) {
        const struct ir_op *op = &ir->ops[i];
        bool counts = stores ? op->code == IR_STORE || op->code == IR_STORE_COND : is_load(op);
        uint8_t here = (uint8_t)(n[i] + (counts && n[i] < UINT8_MAX));
        longest = here > longest ? here : longest;
        if (op->code == IR_BZ || op->code == IR_BR) {
            n[op->imm] = here > n[op->imm] ? here : n[op->imm];
        }
        if (op->code != IR_BR && op->code != IR_RAISE) {
            n[i + 1] = here > n[i + 1] ? here : n[i + 1];
        }
    }
    free(n);
    return longest;
}

static void fill(struct foot *f)
{
    struct ir *ir = f->ir;
    struct footprint *fp = &ir->foot;
    memset(fp, 0, sizeof *fp);
    for (unsigned i = 0; i < ir->nops; i++) {
        const struct ir_op *op = &ir->ops[i];
        if (op->code == IR_READ || op->code == IR_READX || op->code == IR_PENDING) {
            add_source(f, op);
        } else if (is_write(op)) {
            add_destination(f, op);
            fp->conditional |= f->guarded[i];
        } else if (op->code == IR_RAISE) {
            fp->traps |= UINT64_C(1) << (op->imm < 63 ? op->imm : 63);
            fp->may_trap = true;
        } else if (op->code == IR_JUMP || op->code == IR_JUMP_NOW) {
            fp->conditional |= f->guarded[i];
        } else if (is_memory(op) && isa_memory_traps(f->isa)) {
            fp->may_trap = true;
        }
    }
    keep_last_producer(fp);
    fp->loads = count_longest(ir, false);
    fp->stores = count_longest(ir, true);
    foot_set_kind(f);
}

void footprint_derive(const struct isa *isa, struct ir *ir, bool uses_space)
{
    size_t nt = ir->ntemps + 1u, no = ir->nops + 1u;
    struct foot f = { .isa = isa, .ir = ir, .uses_space = uses_space };
    f.reach = xcalloc(nt, sizeof *f.reach);
    f.places = xcalloc(nt, sizeof *f.places);
    f.made = xcalloc(nt, sizeof *f.made);
    f.state = xcalloc(nt, sizeof *f.state);
    f.guards = xcalloc(no, sizeof *f.guards);
    f.guarded = xcalloc(no, sizeof *f.guarded);
    find_guards(&f);
    backwards(&f);
    forwards(&f);
    fill(&f);
    free(f.reach);
    free(f.places);
    free(f.made);
    free(f.state);
    free(f.guards);
    free(f.guarded);
}
