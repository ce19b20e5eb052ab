/* pipe_block.c - see pipe_block.h: blocks are found, made, counted and dropped here. */
#include "timing/pipe_block.h"

#include <stdlib.h>
#include <string.h>
#include "base/str.h"

#define TRIES 4 /* before a block is made, so that what belongs to it has run */

/* ---- what may stand in a block ----------------------------------------------------------------------------
 */

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

/* An access comes first, so that nothing has happened if it cannot be made here. */
static bool suits(const struct pipe *p, const struct dinsn *d)
{
    const struct pipe_key *key = (const struct pipe_key *)d->timing;
    unsigned accesses = (unsigned)d->loads + d->stores, last = d->ncode - 1u;
    if (!d->ran || !d->insn || d->sys || key->unit || accesses > 1 || !d->ncode)
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
        if (!d[n] || (((const struct pipe_key *)d[n]->timing)->flags & STREAM_CARE))
            break;
        if (n >= p->d->exec && !in_one_line(p, d[n]))
            break;
        pc = d[n++]->next;
    }
    return n;
}

/* ---- making one -------------------------------------------------------------------------------------------
 */

/* The cycles, as the stream finds them with nothing before the block. */
static void find_cycles(const struct pipe *p, struct block *b, struct block_cycle *cycle)
{
    struct stream t = { 0 };
    struct stream_hot h = { 0 };
    for (unsigned i = 0; i < b->n; i++) {
        struct block_insn *x = &b->insn[i];
        const struct pipe_key *key = block_key(x);
        uint64_t bubble;
        while (pipe_stream_waits(p, &t, &h, key, &bubble)) {
            cycle[++h.n] = (struct block_cycle){ BLOCK_BUBBLE, (uint8_t)ENTRY_CAUSE(bubble),
                                                 (uint8_t)ENTRY_SEQ(bubble), ENTRY_PROFILE(bubble) };
            t.x[h.n & (STREAM_RING - 1)].key = NULL;
        }
        cycle[++h.n].insn = (uint8_t)i;
        t.x[h.n & (STREAM_RING - 1)] = (struct stream_entry){ .key = key, .d = x->d, .seq = i };
        if (key->window && h.n + key->window > h.hazard_until)
            h.hazard_until = h.n + key->window;
        if (key->window > 1 && h.n + key->window > h.wide_until)
            h.wide_until = h.n + key->window;
        x->cycle = (uint16_t)h.n;
        x->hazard = (uint16_t)h.hazard_until;
        x->wide = (uint16_t)h.wide_until;
    }
    b->cycles = (unsigned)h.n;
}

/* The next enters X while the access is made, or waits for just this; it transfers no control, and its own
 * fetch needs no look. */
static bool may_hold(const struct block *b, unsigned i)
{
    const struct block_insn *x = &b->insn[i], *next = x + 1;
    if (i + 1 == b->n || x->crosses || next->crosses || next->way)
        return false;
    const struct pipe_key *key = block_key(x);
    return next->cycle == x->cycle + 1 ||
           ((key->flags & KEY_MADE_LOAD) && (key->dst[key->dst[1] != 0] & block_key(next)->need[0]));
}

static struct uop *add(struct block *b, unsigned *at, unsigned code, const struct uop *from)
{
    struct uop *u = &b->code[(*at)++];
    *u = from ? *from : (struct uop){ .h = NULL };
    u->h = pipe_block_handlers()[code];
    return u;
}

static void add_way(struct blocks *all, struct block *b, unsigned i, struct uop *u, unsigned code)
{
    struct block_way *way = ARENA_NEW(&all->memory, struct block_way);
    way->insn = (uint8_t)i;
    b->insn[i].way = way;
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
            add_way(all, b, i, add(b, &at, code, &d->code[last]), code);
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
    struct block_cycle cycle[BLOCK_INSNS * (PIPE_STAGES + 1) + 1] = { { 0 } };
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
    find_cycles(p, b, cycle);
    b->cycle = ARENA_ARRAY(memory, struct block_cycle, b->cycles + 1);
    memcpy(b->cycle, cycle, (b->cycles + 1) * sizeof *cycle);
    find_lines(p, b);
    b->code = ARENA_ARRAY(memory, struct uop, nuops);
    copy_code(p, b);
    for (unsigned i = 0; i < n; i++)
        b->insn[i].may_hold = may_hold(b, i);
    b->left = ARENA_ARRAY(memory, uint64_t, n + 1);
    const struct pipe_key *first = block_key(b->insn);
    b->need = first->need[0] | first->need[1] | first->need[2] | first->need[3];
}

/* ---- finding ----------------------------------------------------------------------------------------------
 */

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
    if (!p->d->blocks || p->core->careful || p->core->isa->delay_slots)
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

/* ---- counting ---------------------------------------------------------------------------------------------
 */

/* Instruction i of a block has run so often; so often it was a transfer that was taken. */
static void count_insn(struct pipe *p, const struct block *b, unsigned i, uint64_t runs, uint64_t taken)
{
    const struct block_insn *x = &b->insn[i];
    const struct pipe_key *key = block_key(x);
    stream_count_insn(p, key, runs);
    stream_count_more(p, key, SLOT_TAKEN | SLOT_MISFETCH, taken);
    stream_count_more(p, key, 0, runs - taken);
    for (unsigned c = i ? b->insn[i - 1].cycle + 1u : 1; c < x->cycle; c++)
        stream_count_bubble(p, ENTRY_BUBBLE(b->cycle[c].cause, b->cycle[c].profile, 0), runs);
    if (!taken)
        return;
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
