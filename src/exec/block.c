/* block.c - blocks: the operations of instructions that run one after the other, copied together for
 * core_run.
 *
 *     block A: | insn | insn | branch --exit 0--> block B     A block has one way in and many out: a branch
 * that isn't | insn | insn | chain  --exit 1--> block C     taken goes on inside, direct jumps are followed.
 *
 * The run charges a whole block on entering it; an exit gives back what was not run. Exits are linked to
 * blocks when they are first taken. Nothing here frees a block that may still be running: see blocks_flush
 * and blocks_collect. */
#include "exec/code.h"

#include <stdlib.h>
#include <string.h>
#include "base/str.h"

#define MAX_INSNS 64
#define MAX_UOPS  512

/* A block being built. */
struct builder {
    struct core *c;
    VEC(struct uop) code;
    uint64_t pcs[MAX_INSNS];
    uint16_t starts[MAX_INSNS];
    unsigned n, nwork;
    struct {
        uint64_t pc;
        unsigned uop, insn;
    } exits[MAX_INSNS + 2];
    unsigned nexits;
};

void exit_reset(struct core *c, struct exit *e, uint64_t pc, int64_t back)
{
    *e = (struct exit){
        .code = &c->cache->stub_code, .to = &c->cache->stub, .cost = -back, .pc = pc, .back = back
    };
}

static void add(struct builder *b, enum uop_code code, const struct uop *from)
{
    struct uop *u = vec_push(&b->code);
    *u = from ? *from : (struct uop){ .h = NULL };
    u->h = b->c->cache->run_handlers[code];
}

static void add_exit(struct builder *b, uint64_t pc)
{
    b->exits[b->nexits].pc = pc;
    b->exits[b->nexits].uop = (unsigned)b->code.count - 1;
    b->exits[b->nexits++].insn = b->n - 1;
}

static bool inside(const struct builder *b, uint64_t pc)
{
    for (unsigned i = 0; i < b->n; i++)
        if (b->pcs[i] == pc)
            return true;
    return false;
}

static bool has_room(const struct builder *b)
{
    return b->n < MAX_INSNS && b->code.count < MAX_UOPS;
}

/* The last operation of an instruction. True: the block goes on at *next. */
static bool add_last(struct builder *b, const struct dinsn *d, uint64_t *next)
{
    const struct uop *u = &d->code[d->ncode - 1];
    unsigned code = d->uops[d->ncode - 1];
    *next = d->next;
    if (code == U_END || (code == U_END_SLOT && !u->c))
        return true;
    switch (code) {
    case U_JUMP:
    case U_CALL:
        if (has_room(b) && !inside(b, u->x)) {
            if (code == U_CALL)
                add(b, U_MOVI, u);
            *next = u->x;
            return true;
        }
        add(b, (enum uop_code)code, u);
        add_exit(b, u->x);
        return false;
    case U_END_SLOT:
    case U_END_JUMP:
    case U_END_SYS:
        add(b, (enum uop_code)code, u);
        add_exit(b, d->next);
        return false;
    default: break;
    }
    add(b, (enum uop_code)code, u);
    if (code < U_BREQ_RR || code > U_BRGES64_RI)
        return false;
    add_exit(b, u->x);
    return true;
}

static bool add_insn(struct builder *b, struct dinsn *d, uint64_t *next)
{
    d->ran = true;
    b->pcs[b->n] = d->pc;
    b->starts[b->n++] = (uint16_t)b->code.count;
    if (b->nwork < d->nwork)
        b->nwork = d->nwork;
    for (unsigned i = 0; i + 1 < d->ncode; i++)
        add(b, (enum uop_code)d->uops[i], &d->code[i]);
    return add_last(b, d, next);
}

static struct block *finish(struct builder *b)
{
    struct code_cache *cc = b->c->cache;
    size_t nu = b->code.count, exits_at = sizeof(struct block) + nu * sizeof(struct uop),
           pcs_at = exits_at + b->nexits * sizeof(struct exit), starts_at = pcs_at + b->n * sizeof(uint64_t);
    char *mem = xmalloc(starts_at + b->n * sizeof(uint16_t));
    struct block *k = (struct block *)(void *)mem;
    *k = (struct block){
        .next = cc->blocks, .ninsns = b->n, .nuops = (unsigned)nu, .nexits = b->nexits, .nwork = b->nwork
    };
    k->code = (struct uop *)(void *)(mem + sizeof *k);
    k->exits = (struct exit *)(void *)(mem + exits_at);
    k->pcs = (uint64_t *)(void *)(mem + pcs_at);
    k->starts = (uint16_t *)(void *)(mem + starts_at);
    memcpy(k->code, b->code.data, nu * sizeof *k->code);
    memcpy(k->pcs, b->pcs, b->n * sizeof *k->pcs);
    memcpy(k->starts, b->starts, b->n * sizeof *k->starts);
    for (unsigned i = 0; i < b->nexits; i++) {
        exit_reset(b->c, &k->exits[i], b->exits[i].pc, (int64_t)b->n - 1 - b->exits[i].insn);
        k->code[b->exits[i].uop].x = (uint64_t)(uintptr_t)&k->exits[i];
    }
    cc->blocks = k;
    if (cc->nwork < b->nwork)
        cc->nwork = b->nwork;
    vec_release(&b->code);
    return k;
}

static struct dinsn *decoded(struct core *c, uint64_t pc)
{
    return (struct dinsn *)(uintptr_t)core_decode(c, pc); /* ours: only outside of exec/ they are constant */
}

struct block *block_at(struct core *c, uint64_t pc)
{
    struct dinsn *first = decoded(c, pc);
    if (!first || first->block)
        return first ? first->block : NULL;
    struct builder b = { .c = c };
    struct dinsn *d = first;
    uint64_t next;
    while (add_insn(&b, d, &next)) {
        d = has_room(&b) && !inside(&b, next) ? decoded(c, next) : NULL;
        if (d)
            continue;
        add(&b, U_CHAIN, NULL);
        add_exit(&b, next);
        break;
    }
    first->block = finish(&b);
    first->block->first = first;
    return first->block;
}

/* ---- dropping ---------------------------------------------------------------------------------------- */

void blocks_flush(struct core *c)
{
    struct code_cache *cc = c->cache;
    for (struct block *b = cc->blocks, *next; b; b = next) {
        next = b->next;
        b->first->block = NULL;
        b->next = cc->dead_blocks;
        cc->dead_blocks = b;
    }
    if (!cc->blocks)
        return;
    cc->blocks = NULL;
    cc->flushed = true;
    for (unsigned i = 0; i < INDIRECTS; i++)
        exit_reset(c, &cc->indirect[i], 0, 0);
}

void blocks_collect(struct core *c)
{
    struct code_cache *cc = c->cache;
    for (struct block *b = cc->dead_blocks, *next; b; b = next) {
        next = b->next;
        free(b);
    }
    cc->dead_blocks = NULL;
}

unsigned block_insn(const struct block *b, const struct uop *u)
{
    unsigned at = (unsigned)(u - b->code), k = b->ninsns;
    while (k > 1 && b->starts[k - 1] > at)
        k--;
    return k - 1;
}

/* The flushed block that holds operation u: it still runs. */
static struct block *block_of(const struct code_cache *cc, const struct uop *u)
{
    struct block *b = cc->dead_blocks;
    while (b && !((uintptr_t)b->code <= (uintptr_t)u && (uintptr_t)u < (uintptr_t)(b->code + b->nuops)))
        b = b->next;
    return b;
}

void block_cut(struct core *c, const struct uop *u)
{
    struct code_cache *cc = c->cache;
    struct block *b = block_of(cc, u);
    if (!b)
        return;
    cc->entry.to = b;
    cc->cut = block_insn(b, u) + 1;
    if (cc->cut < b->ninsns && b->starts[cc->cut] < b->nuops)
        b->code[b->starts[cc->cut]].h = cc->run_handlers[U_LEAVE];
    for (unsigned i = 0; i < b->nexits; i++)
        exit_reset(c, &b->exits[i], b->exits[i].pc, b->exits[i].back);
}
