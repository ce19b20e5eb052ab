/* page.c - the page table: a hash table of reference-counted pages; sharing, copying, digest.
 *
 * Knows nothing of regions, permissions or devices (mem.c). A page that nobody wrote does not exist and reads
 * as zero. */
#include "mem/mem.h"

#include <stdlib.h>
#include <string.h>
#include "base/bits.h"
#include "base/str.h"

static size_t hash(uint64_t number, size_t size)
{
    return (size_t)((number * UINT64_C(0x9E3779B97F4A7C15)) >> 32) & (size - 1);
}

struct mem_slot *mem_slot(const struct mem *m, uint64_t number)
{
    if (!m->table_size)
        return NULL;
    for (size_t i = hash(number, m->table_size);; i = (i + 1) & (m->table_size - 1)) {
        struct mem_slot *s = &m->table[i];
        if (!s->page)
            return NULL;
        if (s->number == number)
            return s;
    }
}

/* Puts a page that is not there yet; the table has a free entry. */
static struct mem_slot *put(struct mem *m, uint64_t number, struct page *page, bool code)
{
    size_t i = hash(number, m->table_size);
    while (m->table[i].page)
        i = (i + 1) & (m->table_size - 1);
    m->table[i] = (struct mem_slot){ .number = number, .page = page, .code = code };
    m->npages++;
    return &m->table[i];
}

/* At least half of the table stays free. */
static void reserve(struct mem *m, size_t pages)
{
    if (m->table_size && pages * 2 <= m->table_size)
        return;
    struct mem_slot *old = m->table;
    size_t n = m->table_size;
    while (m->table_size < 64 || pages * 2 > m->table_size)
        m->table_size = m->table_size ? m->table_size * 2 : 64;
    m->table = xcalloc(m->table_size, sizeof *m->table);
    m->npages = 0;
    for (size_t i = 0; i < n; i++)
        if (old[i].page)
            put(m, old[i].number, old[i].page, old[i].code);
    free(old);
}

static void page_drop(const struct mem *m, struct page *p)
{
    if (--p->refs)
        return;
    free(p);
    --*m->live;
}

/* Host pointers to the page become stale. */
static void forget(struct mem *m, uint64_t number)
{
    uint64_t addr = number << MEM_PAGE_BITS;
    if (!m->tlb)
        return;
    struct mem_tlb_entry *all[] = { &m->tlb->rd[mem_tlb_index(addr)], &m->tlb->wr[mem_tlb_index(addr)],
                                    &m->tlb->code[number & (MEM_CTLB - 1)] };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i]->tag == addr)
            all[i]->tag = MEM_NO_TAG;
}

struct mem_slot *mem_own(struct mem *m, uint64_t number)
{
    struct mem_slot *s = mem_slot(m, number);
    if (s && s->page->refs == 1)
        return s;
    struct page *p = xmalloc(sizeof *p);
    p->refs = 1;
    ++*m->live;
    if (s) {
        memcpy(p->bytes, s->page->bytes, MEM_PAGE);
        page_drop(m, s->page);
        s->page = p;
    } else {
        memset(p->bytes, 0, MEM_PAGE);
        reserve(m, m->npages + 1);
        s = put(m, number, p, false);
    }
    forget(m, number);
    return s;
}

void mem_mark_code(struct mem *m, uint64_t addr, bool code)
{
    uint64_t number = addr >> MEM_PAGE_BITS;
    struct mem_slot *s = code ? mem_own(m, number) : mem_slot(m, number);
    if (s && s->code != code) {
        s->code = code;
        forget(m, number);
    }
}

static void table_release(struct mem *m)
{
    for (size_t i = 0; i < m->table_size; i++)
        if (m->table[i].page)
            page_drop(m, m->table[i].page);
    free(m->table);
    m->table = NULL;
    m->table_size = m->npages = 0;
}

static void regions_copy(struct mem *dst, const struct mem *src)
{
    free(dst->regions);
    dst->regions = xmalloc((src->nregions + 1) * sizeof *dst->regions);
    if (src->nregions)
        memcpy(dst->regions, src->regions, src->nregions * sizeof *dst->regions);
    dst->nregions = src->nregions;
}

/* dst's table becomes a copy of src's, without marks of code. */
static void table_share(struct mem *dst, const struct mem *src)
{
    dst->table_size = src->table_size;
    dst->npages = src->npages;
    dst->table = xcalloc(src->table_size + 1, sizeof *dst->table);
    for (size_t i = 0; i < src->table_size; i++)
        if (src->table[i].page) {
            dst->table[i] = src->table[i];
            dst->table[i].code = false;
            dst->table[i].page->refs++;
        }
}

void mem_snapshot(struct mem *dst, struct mem *src)
{
    *dst = (struct mem){ .addr_bits = src->addr_bits, .live = src->live };
    regions_copy(dst, src);
    table_share(dst, src);
    mem_flush(src); /* its pages are no longer its own */
}

void mem_restore(struct mem *dst, const struct mem *src)
{
    struct mem old = *dst;
    table_share(dst, src);
    regions_copy(dst, src);
    mem_flush(dst);
    for (size_t i = 0; i < old.table_size; i++) {
        const struct mem_slot *o = &old.table[i];
        if (!o->page || !o->code)
            continue;
        struct mem_slot *s = mem_slot(dst, o->number);
        bool same = s && (s->page == o->page || !memcmp(s->page->bytes, o->page->bytes, MEM_PAGE));
        if (s)
            s->code = same;
        if (!same && dst->code_written)
            dst->code_written(dst->code_ctx, o->number << MEM_PAGE_BITS, MEM_PAGE);
    }
    table_release(&old);
}

uint64_t mem_shared_bytes(const struct mem *m)
{
    return (uint64_t)(*m->live - m->npages) * sizeof(struct page);
}

uint64_t mem_table_bytes(const struct mem *m)
{
    return m->table_size * sizeof *m->table;
}

void mem_release(struct mem *m)
{
    table_release(m);
    free(m->regions);
    if (m->tlb)
        free(m->live);
    free(m->tlb);
    *m = (struct mem){ 0 };
}

/* FNV-like over words, good enough to tell states apart; pages of zeros count as absent. */
static uint64_t page_digest(uint64_t number, const struct page *p)
{
    uint64_t h = number * UINT64_C(0x9E3779B97F4A7C15) + 1, any = 0;
    for (unsigned i = 0; i < MEM_PAGE; i += 8) {
        uint64_t w = bits_from_bytes(p->bytes + i, 8, false);
        any |= w;
        h = (h ^ w) * UINT64_C(0x100000001B3);
        h ^= h >> 29;
    }
    return any ? h * UINT64_C(0xBF58476D1CE4E5B9) : 0;
}

uint64_t mem_digest(const struct mem *m)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < m->table_size; i++)
        if (m->table[i].page)
            sum += page_digest(m->table[i].number, m->table[i].page);
    return sum;
}
