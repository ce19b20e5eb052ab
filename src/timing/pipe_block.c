/* pipe_block.c - see pipe_block.h: blocks are found, made, counted and dropped here. */
#include "timing/pipe_block.h"

#include <stdlib.h>
#include <string.h>
#include "base/str.h"

#define TRIES 4 /* before a block is made, so that what belongs to it has run */

/* ---- what may stand in a block ----------------------------------------------------------------------- */

static bool is_plain(unsigned code)
{
    return code < U_BREQ_RR || code == U_SKIP;
}

static bool is_access(unsigned code)
{
    return code >= U_LD8U_A32 && code < U_LDN;
}

static bool is_transfer(unsigned code)
{
    return (code >= U_BREQ_RR && code <= U_BRGES64_RI) || (code >= U_JUMP && code <= U_JUMP_SUM64);
}

/* Does its unit keep it in X for a time that is known, and does nothing else go on meanwhile? */
static bool unit_suits(const struct pipe *p, const struct pipe_key *key)
{
    const struct pipe_unit *u = &p->d->unit[key->unit - 1];
    return p->d->flows && u->flow_hold[0] && u->flow_hold[0] < BLOCK_CYCLES / 8 &&
           u->flow_hold[1] < BLOCK_CYCLES / 8;
}

/* An access comes first, so that nothing has happened if it cannot be made here. */
static bool suits(const struct pipe *p, const struct dinsn *d)
{
    const struct pipe_key *key = (const struct pipe_key *)d->timing;
    unsigned accesses = (unsigned)d->loads + d->stores, last = d->ncode - 1u;
    if (!d->ran || !d->insn || d->sys || accesses > 1 || !d->ncode || (key->unit && !unit_suits(p, key)))
        return false;
    if (d->stores && !p->d->flat_data && !p->d->store_hits)
        return false;
    for (unsigned i = 0; i < last; i++)
        if (!is_plain(d->uops[i]) && !(i == 0 && accesses && is_access(d->uops[i])))
            return false;
    if (accesses && (last == 0 || !is_access(d->uops[0])))
        return false;
    return key->flags & KEY_TRANSFER ? is_transfer(d->uops[last]) : d->uops[last] == U_END;
}

/* What cannot be fetched here. */
static bool needs_care(const struct pipe *p, const struct dinsn *d)
{
    unsigned flags = ((const struct pipe_key *)d->timing)->flags;
    return flags & (p->d->flows ? FLOW_CARE : STREAM_CARE);
}

static bool always_goes(const struct dinsn *d)
{
    return ((const struct pipe_key *)d->timing)->flags & KEY_TRANSFER && d->uops[d->ncode - 1] >= U_JUMP;
}

static uint64_t line_of(const struct pipe *p, const struct dinsn *d)
{
    return d->pc >> p->d->fetch_bits;
}

static bool in_one_line(const struct pipe *p, const struct dinsn *d)
{
    return p->d->flat_fetch || (d->pc + d->len - 1) >> p->d->fetch_bits == line_of(p, d);
}

/* What stands in a row from pc on, as far as it is known and needs no care: at most `most`. */
static unsigned collect(const struct pipe *p, uint64_t pc, const struct dinsn **d, unsigned most)
{
    unsigned n = 0;
    while (n < most) {
        d[n] = core_decoded(p->core, pc);
        if (!d[n] || needs_care(p, d[n]))
            break;
        if (n >= p->d->exec && !in_one_line(p, d[n]))
            break;
        pc = d[n++]->next;
    }
    return n;
}

/* ---- making one -------------------------------------------------------------------------------------- */

/* A block's time as it is worked out: with nothing before it. */
struct timing {
    struct flow flow;
    struct block_cycle cycle[BLOCK_CYCLES + BLOCK_CYCLES / 4];
};

static void note_bubbles(struct timing *t, uint64_t from, uint64_t to)
{
    for (uint64_t n = from; n < to; n++) {
        uint64_t bubble = flow_at(&t->flow, n)->bubble;
        t->cycle[n] = (struct block_cycle){ BLOCK_BUBBLE, (uint8_t)ENTRY_CAUSE(bubble),
                                            (uint8_t)ENTRY_SEQ(bubble), ENTRY_PROFILE(bubble) };
    }
}

/* Instruction i comes through X, held for so long. */
static void pass(const struct pipe *p, struct timing *t, const struct pipe_key *key, unsigned i,
                 unsigned hold, struct block_pass *out)
{
    uint64_t from = t->flow.n, begin = flow_begins(p, &t->flow, key), held = begin + hold - 1;
    note_bubbles(t, from + 1, begin);
    uint64_t last = flow_ends(p, &t->flow, key, i, begin, hold);
    for (uint64_t n = begin; n < held; n++)
        t->cycle[n] = (struct block_cycle){ BLOCK_BUBBLE, CAUSE_EXECUTE, (uint8_t)i, key->profile };
    note_bubbles(t, held, last);
    t->cycle[last].insn = (uint8_t)i;
    *out = (struct block_pass){ .cycle = (uint16_t)last,
                                .enter = (uint16_t)(p->d->exec > p->d->read ? begin : from + 1),
                                .avail = (uint16_t)(begin + hold),
                                .hold = (uint16_t)hold,
                                .hazard = (uint16_t)t->flow.hazard_until,
                                .dst = t->flow.hazard_dst };
}

static struct block_cycle *keep(struct pipe *p, const struct timing *t, unsigned cycles)
{
    struct block_cycle *c = ARENA_ARRAY(&p->blocks->memory, struct block_cycle, cycles + 1);
    memcpy(c, t->cycle, (cycles + 1) * sizeof *c);
    return c;
}

/* Of a transfer, how it comes through if it is taken. False: it is decided before it leaves X. */
static bool pass_taken(struct pipe *p, const struct timing *t, struct block *b, unsigned i, unsigned hold)
{
    struct block_insn *x = &b->insn[i];
    struct timing taken = *t;
    struct block_way *way = x->way = ARENA_NEW(&p->blocks->memory, struct block_way);
    way->insn = (uint8_t)i;
    pass(p, &taken, block_key(x), i, hold, &way->pass);
    way->pass.before = keep(p, &taken, way->pass.cycle);
    b->cycles = way->pass.cycle > b->cycles ? way->pass.cycle : b->cycles;
    return way->pass.avail == way->pass.cycle + 1;
}

/* How the instructions come through X, as far as that is known beforehand; how many. */
static unsigned find_passes(struct pipe *p, struct block *b)
{
    struct timing t = { .flow = { .n = 0 } };
    unsigned n = 0;
    for (; n < b->n && t.flow.n < BLOCK_CYCLES; n++) {
        const struct pipe_key *key = block_key(&b->insn[n]);
        const struct pipe_unit *u = key->unit ? &p->d->unit[key->unit - 1] : NULL;
        if ((key->flags & KEY_TRANSFER) && !pass_taken(p, &t, b, n, u ? u->flow_hold[1] : 1))
            break;
        uint64_t need = key->need[0] | key->need[1] | key->need[2] | key->need[3];
        b->need |= t.flow.n < PIPE_STAGES ? need : 0;
        pass(p, &t, key, n, u ? u->flow_hold[0] : 1, &b->insn[n].pass);
    }
    const struct block_cycle *before = keep(p, &t, (unsigned)t.flow.n);
    for (unsigned i = 0; i < n; i++)
        b->insn[i].pass.before = before;
    b->cycles = t.flow.n > b->cycles ? (unsigned)t.flow.n : b->cycles;
    return n;
}

/* The next enters X while the access is made, or waits for just this; it transfers no control, and its own
 * fetch needs no look. */
static bool may_hold(const struct block *b, unsigned i)
{
    const struct block_insn *x = &b->insn[i], *next = x + 1;
    if (i + 1 == b->n || x->crosses || next->crosses || next->way)
        return false;
    const struct pipe_key *key = block_key(x);
    return next->pass.cycle == x->pass.cycle + 1 ||
           ((key->flags & KEY_MADE_LOAD) && (key->dst[key->dst[1] != 0] & block_key(next)->need[0]));
}

static struct uop *add(struct block *b, unsigned *at, unsigned code, const struct uop *from)
{
    struct uop *u = &b->code[(*at)++];
    *u = from ? *from : (struct uop){ .h = NULL };
    u->h = pipe_block_handlers()[code];
    return u;
}

static void add_way(const struct block *b, unsigned i, struct uop *u, unsigned code)
{
    struct block_way *way = b->insn[i].way;
    if (code >= U_JUMP_REG && code <= U_JUMP_SUM64)
        return; /* where to is known when it is taken */
    way->pc = u->x;
    u->x = (uint64_t)(uintptr_t)way;
}

static void copy_code(const struct pipe *p, struct block *b)
{
    struct blocks *all = p->blocks;
    unsigned at = 0;
    for (unsigned i = 0; i < b->n; i++) {
        const struct dinsn *d = b->insn[i].d;
        unsigned last = d->ncode - 1u, code = d->uops[last];
        b->insn[i].start = (uint16_t)at;
        for (unsigned k = 0; k < last; k++)
            add(b, &at, d->uops[k], &d->code[k]);
        if (code != U_END)
            add_way(b, i, add(b, &at, code, &d->code[last]), code);
        if (b->insn[i].crosses)
            add(b, &at, BLOCK_LINE, NULL)->imm = line_of(p, b->insn[i + p->d->exec].d);
        if (d->nwork > all->nwork)
            all->nwork = d->nwork;
    }
    add(b, &at, BLOCK_END, NULL);
}

static void find_lines(const struct pipe *p, struct block *b)
{
    unsigned full = p->d->exec, changes = 0;
    b->refills = true;
    if (p->d->flat_fetch)
        return;
    for (unsigned i = 0; i < full; i++) {
        b->refills &= in_one_line(p, b->insn[i].d);
        changes += i && line_of(p, b->insn[i].d) != line_of(p, b->insn[i - 1].d);
    }
    b->refills &= changes <= 1;
    b->first_line = line_of(p, b->insn[0].d);
    b->last_line = line_of(p, b->insn[full - 1].d);
    for (unsigned i = 0; i < b->n; i++)
        b->insn[i].crosses = line_of(p, b->insn[i + full].d) != line_of(p, b->insn[i + full - 1].d);
}

static void make(struct pipe *p, struct block *b)
{
    const struct dinsn *d[BLOCK_INSNS + PIPE_STAGES];
    struct arena *memory = &p->blocks->memory;
    unsigned full = p->d->exec, known = collect(p, b->pc, d, BLOCK_INSNS + full), n = 0, nuops = 1;
    while (n + full < known && suits(p, d[n]) && !(n && always_goes(d[n - 1])))
        nuops += d[n++]->ncode + 1u;
    if (!n)
        return;
    b->insn = ARENA_ARRAY(memory, struct block_insn, n + full);
    for (unsigned i = 0; i < n + full; i++)
        b->insn[i].d = d[i];
    b->n = n;
    b->n = find_passes(p, b);
    if (!b->n)
        return;
    find_lines(p, b);
    b->code = ARENA_ARRAY(memory, struct uop, nuops);
    copy_code(p, b);
    for (unsigned i = 0; i < b->n; i++)
        b->insn[i].may_hold = may_hold(b, i);
    b->left = ARENA_ARRAY(memory, uint64_t, b->n + 1);
}

/* ---- finding ----------------------------------------------------------------------------------------- */

struct block *pipe_block_at(struct pipe *p, uint64_t pc)
{
    struct block **at = &p->blocks->table[(pc >> 1) & (BLOCKS_HASH - 1)], *b = *at;
    while (b && b->pc != pc)
        b = b->chain;
    if (PIPE_LIKELY(b && b->n))
        return b;
    if (!b) {
        b = ARENA_NEW(&p->blocks->memory, struct block);
        b->pc = pc;
        b->chain = *at;
        *at = b;
        p->blocks->count++;
    }
    if (++b->tries % TRIES == 0)
        make(p, b);
    return b->n ? b : NULL;
}

bool pipe_blocks_begin(struct pipe *p)
{
    if (!p->d->blocks || p->core->careful)
        return false;
    if (!p->blocks) {
        p->blocks = xcalloc(1, sizeof *p->blocks);
        p->blocks->touched = &p->blocks->end;
    }
    if (p->blocks->generation != core_generation(p->core) || p->blocks->count > BLOCKS_MOST)
        pipe_blocks_drop(p);
    p->blocks->generation = core_generation(p->core);
    return true;
}

void pipe_blocks_drop(struct pipe *p)
{
    if (!p->blocks)
        return;
    pipe_blocks_settle(p);
    arena_release(&p->blocks->memory);
    memset(p->blocks->table, 0, sizeof p->blocks->table);
    p->blocks->count = 0;
}

void pipe_blocks_free(struct pipe *p)
{
    pipe_blocks_drop(p);
    free(p->blocks);
    p->blocks = NULL;
}

/* ---- counting ---------------------------------------------------------------------------------------- */

/* Those behind a cycle. */
static void count_bubbles(struct pipe *p, const struct block_pass *pass, unsigned behind, uint64_t by)
{
    for (unsigned c = behind + 1; by && c < pass->cycle; c++)
        stream_count_bubble(p, ENTRY_BUBBLE(pass->before[c].cause, pass->before[c].profile, 0), by);
}

/* Instruction i of a block has run so often; so often it was a transfer that was taken. */
static void count_insn(struct pipe *p, const struct block *b, unsigned i, uint64_t runs, uint64_t taken)
{
    const struct block_insn *x = &b->insn[i];
    const struct pipe_key *key = block_key(x);
    stream_count_insn(p, key, runs);
    stream_count_more(p, key, SLOT_TAKEN | SLOT_MISFETCH, taken);
    stream_count_more(p, key, 0, runs - taken);
    unsigned behind = i ? b->insn[i - 1].pass.cycle : 0;
    count_bubbles(p, &x->pass, behind, runs - taken);
    if (!taken)
        return;
    count_bubbles(p, &x->way->pass, behind, taken);
    stream_count_bubble(p, block_refill(x, 0), taken * p->d->exec);
    p->stats->squashed += taken * p->d->exec;
}

static void settle(struct pipe *p, struct block *b)
{
    uint64_t runs = b->left[b->n];
    for (unsigned i = b->n; i-- > 0;) {
        struct block_way *way = b->insn[i].way;
        uint64_t taken = way ? way->count : 0;
        runs += taken;
        if (runs)
            count_insn(p, b, i, runs, taken);
        runs += b->left[i];
        if (way)
            way->count = 0;
    }
    memset(b->left, 0, (b->n + 1) * sizeof *b->left);
    b->counts = false;
}

void pipe_blocks_settle(struct pipe *p)
{
    if (!p->blocks)
        return;
    struct block *b = p->blocks->touched;
    for (; b != &p->blocks->end; b = b->touched)
        settle(p, b);
    p->blocks->touched = b;
}
