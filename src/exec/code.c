/* code.c - decoding, the cache of decoded instructions per guest page, and what happens when code is written.
 */
#include "exec/code.h"

#include <stdlib.h>
#include <string.h>
#include "base/bits.h"
#include "base/str.h"

static size_t page_index(const struct code_cache *cc, uint64_t addr)
{
    return (size_t)(addr & (MEM_PAGE - 1)) >> cc->unit_shift;
}

static struct code_page *find_page(const struct code_cache *cc, uint64_t number)
{
    struct code_page *p = cc->pages[number % CODE_PAGES];
    while (p && p->number != number)
        p = p->next;
    return p;
}

static struct code_page *make_page(struct core *c, uint64_t number)
{
    struct code_cache *cc = c->cache;
    struct code_page *p = find_page(cc, number);
    if (p)
        return p;
    p = xcalloc(1, sizeof *p + (MEM_PAGE >> cc->unit_shift) * sizeof p->d[0]);
    p->number = number;
    p->next = cc->pages[number % CODE_PAGES];
    cc->pages[number % CODE_PAGES] = p;
    mem_mark_code(c->mem, number << MEM_PAGE_BITS, true);
    return p;
}

static void mark_granules(struct core *c, uint64_t addr, unsigned len)
{
    for (uint64_t a = addr; a < addr + len; a++) {
        struct code_page *p = make_page(c, a >> MEM_PAGE_BITS);
        p->granules |= UINT64_C(1) << ((a & (MEM_PAGE - 1)) >> GRANULE_BITS);
    }
}

/* ---- decoding ---------------------------------------------------------------------------------------- */

/* A dinsn with its operations in one piece of memory. */
static struct dinsn *pack(struct core *c, const struct dinsn *head)
{
    const struct spec *s = &c->cache->spec;
    size_t n = s->code.count, code_at = (sizeof *head + 15) & ~(size_t)15,
           uops_at = code_at + n * sizeof(struct uop);
    char *mem = xmalloc(uops_at + n * sizeof(uint16_t));
    struct dinsn *d = (struct dinsn *)(void *)mem;
    struct uop *code = (struct uop *)(void *)(mem + code_at);
    uint16_t *uops = (uint16_t *)(void *)(mem + uops_at);
    *d = *head;
    memcpy(code, s->code.data, n * sizeof *code);
    memcpy(uops, s->uops.data, n * sizeof *uops);
    for (size_t i = 0; i < n; i++)
        code[i].h = c->cache->step_handlers[uops[i]];
    d->code = code;
    d->uops = uops;
    d->ncode = (uint16_t)n;
    d->nwork = (uint16_t)s->nwork;
    return d;
}

/* Specialises into cache->spec; an instruction that needs more than there is becomes an access fault. */
static void specialise(struct core *c, const struct spec_in *in, struct dinsn *d)
{
    struct spec *s = &c->cache->spec;
    spec_run(s, in, d);
    if (!s->failed)
        return;
    s->code.count = s->uops.count = 0;
    s->nwork = 0;
    *vec_push(&s->uops) = U_RAISE_I;
    *vec_push(&s->code) = (struct uop){ .c = 0 };
}

struct dinsn *code_make(struct core *c, const struct spec_in *in, const struct dinsn *head)
{
    struct dinsn d = *head;
    specialise(c, in, &d);
    return pack(c, &d);
}

struct dinsn *code_hook(struct core *c, const struct ir *ir)
{
    const struct spec_in in = { .isa = c->isa, .ir = ir };
    return code_make(c, &in, &(struct dinsn){ .pc = 0 });
}

/* Reads and decodes; false: fetch fault. fields: operand values of d->insn. */
static bool decode(struct core *c, uint64_t pc, struct dinsn *d, uint64_t *fields, uint64_t *raw)
{
    const struct isa *isa = c->isa;
    uint8_t bytes[INSN_MAX_BYTES] = { 0 };
    uint64_t addr = pc << c->cell_shift, encoded[INSN_MAX_OPERANDS] = { 0 };
    unsigned max = isa->max_len < INSN_MAX_BYTES ? isa->max_len : INSN_MAX_BYTES;
    size_t n = addr & ((1u << c->cache->unit_shift) - 1) ? 0 : mem_fetch(c->mem, addr, bytes, max);
    *d = (struct dinsn){ .pc = pc };
    for (unsigned i = 0; i < INSN_MAX_BYTES; i++)
        d->raw.w[i / 8] |= (uint64_t)bytes[i] << (8 * (i % 8));
    d->enc = n ? isa_decode(isa, &d->raw, encoded) : NULL;
    if (n < (isa->unit + 7) / 8 || (d->enc && d->enc->len > n)) {
        exec_fetch_fault(c, pc + (n >> c->cell_shift));
        return false;
    }
    d->len = d->enc ? d->enc->len : (uint8_t)n;
    d->insn = d->enc ? isa_expand(d->enc, encoded, fields) : NULL;
    *raw = bits_from_bytes(bytes, d->len < 8 ? d->len : 8, c->isa->big_endian);
    d->next = (pc + (d->len >> c->cell_shift)) & bits_mask(isa->pc ? isa->pc->width : 64);
    return true;
}

static struct dinsn *decode_new(struct core *c, uint64_t pc)
{
    struct dinsn d, *p;
    uint64_t fields[INSN_MAX_OPERANDS] = { 0 }, raw;
    if (!decode(c, pc, &d, fields, &raw))
        return NULL;
    struct spec_in in = { .isa = c->isa,
                          .ir = d.insn ? d.insn->ir : c->isa->illegal,
                          .insn = d.insn,
                          .fields = fields,
                          .pc = pc,
                          .next = d.next,
                          .raw = raw,
                          .len = d.len,
                          .late = c->cache->late };
    p = code_make(c, &in, &d);
    if (!d.insn)
        p->kind = KIND_NONE;
    if (c->on_decode)
        c->on_decode(c->on_decode_ctx, p);
    return p;
}

const struct dinsn *core_decode_slow(struct core *c, uint64_t pc)
{
    struct code_cache *cc = c->cache;
    uint64_t addr = pc << c->cell_shift;
    struct code_page *page = find_page(cc, addr >> MEM_PAGE_BITS);
    struct dinsn *d = page ? page->d[page_index(cc, addr)] : NULL;
    if (!d || d->pc != pc) {
        if (addr > bits_mask(c->mem->addr_bits) || !(d = decode_new(c, pc))) {
            exec_fetch_fault(c, pc);
            return NULL;
        }
        make_page(c, addr >> MEM_PAGE_BITS)->d[page_index(cc, addr)] = d;
        mark_granules(c, addr, d->len);
    }
    cc->hot[(pc >> 1) & (CORE_HOT - 1)] = d;
    return d;
}

const struct dinsn *core_decoded(const struct core *c, uint64_t pc)
{
    uint64_t addr = pc << c->cell_shift;
    const struct code_page *page = find_page(c->cache, addr >> MEM_PAGE_BITS);
    const struct dinsn *d = page ? page->d[page_index(c->cache, addr)] : NULL;
    return d && d->pc == pc ? d : NULL;
}

void core_each_decoded(const struct core *c, void (*each)(void *ctx, const struct dinsn *d), void *ctx)
{
    size_t units = MEM_PAGE >> c->cache->unit_shift;
    for (size_t i = 0; i < CODE_PAGES; i++)
        for (const struct code_page *p = c->cache->pages[i]; p; p = p->next)
            for (size_t k = 0; k < units; k++)
                if (p->d[k])
                    each(ctx, p->d[k]);
}

/* ---- invalidation ------------------------------------------------------------------------------------ */

uint64_t core_generation(const struct core *c)
{
    return c->cache->generation;
}

static void collect(struct code_cache *cc, uint64_t grace)
{
    while (cc->retired_first < cc->retired.count &&
           cc->retired.data[cc->retired_first].event + grace < cc->events)
        free(cc->retired.data[cc->retired_first++].d);
    if (cc->retired_first * 2 > cc->retired.count) {
        size_t left = cc->retired.count - cc->retired_first;
        memmove(cc->retired.data, cc->retired.data + cc->retired_first, left * sizeof *cc->retired.data);
        cc->retired.count = left;
        cc->retired_first = 0;
    }
}

void core_collect(struct core *c)
{
    c->cache->events++;
    collect(c->cache, 0);
}

static void retire(struct code_cache *cc, struct dinsn *d)
{
    struct dinsn **hot = &cc->hot[(d->pc >> 1) & (CORE_HOT - 1)];
    if (*hot == d)
        *hot = &cc->nothing;
    *vec_push(&cc->retired) = (struct retired){ .d = d, .event = cc->events };
}

enum { DROPPED = 1, HAD_RUN = 2 };

/* Takes instructions of page p that overlap [addr, last] out of use. Returns what there was. */
static unsigned drop_page(struct code_cache *cc, struct code_page *p, uint64_t addr, uint64_t last)
{
    uint64_t page = p->number << MEM_PAGE_BITS, unit = UINT64_C(1) << cc->unit_shift;
    uint64_t lo = addr > page + INSN_MAX_BYTES ? addr - INSN_MAX_BYTES : page, hi = page + (MEM_PAGE - 1);
    unsigned found = 0;
    hi = hi < last ? hi : last;
    for (uint64_t a = lo & ~(unit - 1); a <= hi && a >= page; a += unit) {
        struct dinsn *d = p->d[page_index(cc, a)];
        if (!d || a + d->len <= addr)
            continue;
        p->d[page_index(cc, a)] = NULL;
        retire(cc, d);
        found |= DROPPED | (d->ran ? HAD_RUN : 0);
    }
    return found;
}

/* The same wherever they stand; the first may start in the page before. */
static unsigned drop(struct core *c, uint64_t addr, uint64_t last)
{
    struct code_cache *cc = c->cache;
    uint64_t first = (addr > INSN_MAX_BYTES ? addr - INSN_MAX_BYTES : 0) >> MEM_PAGE_BITS,
             end = last >> MEM_PAGE_BITS;
    unsigned found = 0;
    if (end - first < 4) {
        for (uint64_t n = first; n <= end; n++) {
            struct code_page *p = find_page(cc, n);
            found |= p ? drop_page(cc, p, addr, last) : 0;
        }
        return found;
    }
    for (unsigned i = 0; i < CODE_PAGES; i++)
        for (struct code_page *p = cc->pages[i]; p; p = p->next)
            if (p->number >= first && p->number <= end)
                found |= drop_page(cc, p, addr, last);
    return found;
}

bool code_clean(const struct core *c, uint64_t addr, unsigned size)
{
    const struct code_page *p = find_page(c->cache, addr >> MEM_PAGE_BITS);
    unsigned first = (unsigned)(addr & (MEM_PAGE - 1)) >> GRANULE_BITS,
             last = (unsigned)((addr + size - 1) & (MEM_PAGE - 1)) >> GRANULE_BITS;
    return !p || !((p->granules >> first | p->granules >> last) & 1);
}

static void invalidate(struct core *c, uint64_t addr, uint64_t size, bool by_guest)
{
    struct code_cache *cc = c->cache;
    uint64_t last = addr + (size - 1);
    unsigned found = size ? drop(c, addr, last < addr ? UINT64_MAX : last) : 0;
    if (!found)
        return;
    cc->events++;
    cc->generation++;
    collect(cc, CORE_GRACE);
    blocks_flush(c);
    if (by_guest && (found & HAD_RUN))
        c->code_stores++;
}

void code_stored(struct core *c, uint64_t addr, uint64_t size)
{
    invalidate(c, addr, size, true);
}

void core_invalidate(struct core *c, uint64_t addr, uint64_t size)
{
    invalidate(c, addr, size, false);
}

/* mem.c calls this for every write to a page with code that doesn't come from exec_store's short way. */
static void code_written(void *ctx, uint64_t addr, uint64_t size)
{
    invalidate(ctx, addr, size, false);
}

/* ---- life -------------------------------------------------------------------------------------------- */

static bool has_late_writes(const struct isa *isa)
{
    for (unsigned i = 0; i < isa->ninsns; i++) {
        const struct ir *ir = isa->insns[i].ir;
        for (unsigned k = 0; ir && k < ir->nops; k++)
            if (ir->ops[k].code == IR_WRITEX_DELAYED)
                return true;
    }
    return false;
}

struct code_cache *code_new(struct core *c)
{
    struct code_cache *cc = xcalloc(1, sizeof *cc);
    c->cache = cc;
    while ((8u << cc->unit_shift) < c->isa->unit)
        cc->unit_shift++;
    cc->nothing.pc = UINT64_MAX;
    for (unsigned i = 0; i < CORE_HOT; i++)
        cc->hot[i] = &cc->nothing;
    c->hot = cc->hot;
    cc->late = has_late_writes(c->isa);
    spec_init(&cc->spec);
    cc->step_handlers = step_handlers();
    cc->run_handlers = run_handlers();
    cc->stub_code.h = cc->run_handlers[U_RESOLVE];
    cc->stub.code = &cc->stub_code;
    for (unsigned i = 0; i < INDIRECTS; i++)
        exit_reset(c, &cc->indirect[i], 0, 0);
    c->mem->code_written = code_written;
    c->mem->code_ctx = c;
    return cc;
}

void code_free(struct core *c)
{
    struct code_cache *cc = c->cache;
    blocks_flush(c);
    blocks_collect(c);
    for (unsigned i = 0; i < CODE_PAGES; i++)
        for (struct code_page *p = cc->pages[i], *next; p; p = next) {
            next = p->next;
            for (unsigned k = 0; k < MEM_PAGE >> cc->unit_shift; k++)
                free(p->d[k]);
            mem_mark_code(c->mem, p->number << MEM_PAGE_BITS, false);
            free(p);
        }
    core_collect(c);
    vec_release(&cc->retired);
    spec_release(&cc->spec);
    free(cc->hook_trap);
    free(cc->fault_all);
    c->mem->code_written = NULL;
    free(cc);
}
