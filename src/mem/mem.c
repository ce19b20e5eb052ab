/* mem.c - regions, permissions, devices and the tables of host pointers; pages themselves are in page.c. */
#include "mem/mem.h"

#include <stdlib.h>
#include <string.h>
#include "base/bits.h"
#include "base/str.h"

static const uint8_t zeros[MEM_PAGE]; /* what a page reads as before its first write */

void mem_flush(struct mem *m)
{
    if (!m->tlb)
        return;
    for (unsigned i = 0; i < MEM_TLB; i++)
        m->tlb->rd[i].tag = m->tlb->wr[i].tag = MEM_NO_TAG;
    for (unsigned i = 0; i < MEM_CTLB; i++)
        m->tlb->code[i].tag = MEM_NO_TAG;
}

void mem_init(struct mem *m, unsigned addr_bits)
{
    *m = (struct mem){ .addr_bits = addr_bits };
    m->tlb = xcalloc(1, sizeof *m->tlb);
    m->live = xcalloc(1, sizeof *m->live);
    mem_flush(m);
}

/* ---- regions ----------------------------------------------------------------------------------------- */

static uint64_t last_addr(const struct region *r)
{
    return r->base + (r->size - 1);
}

const struct region *mem_region(const struct mem *m, uint64_t addr)
{
    size_t lo = 0, hi = m->nregions;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        const struct region *r = &m->regions[mid];
        if (addr < r->base)
            hi = mid;
        else if (addr > last_addr(r))
            lo = mid + 1;
        else
            return r;
    }
    return NULL;
}

/* Is r fit to be a region, and apart from all others than `self`? */
static bool region_fits(const struct mem *m, const struct region *r, const struct region *self,
                        const struct region **clash)
{
    uint64_t top = bits_mask(m->addr_bits);
    if (clash)
        *clash = NULL;
    if (r->size == 0 || r->base > top || r->size - 1 > top - r->base)
        return false;
    for (size_t i = 0; i < m->nregions; i++) {
        const struct region *o = &m->regions[i];
        if (o != self && r->base <= last_addr(o) && o->base <= last_addr(r)) {
            if (clash)
                *clash = o;
            return false;
        }
    }
    return true;
}

bool mem_add_region(struct mem *m, const struct region *r, const struct region **clash)
{
    if (!region_fits(m, r, NULL, clash))
        return false;
    m->regions = xrealloc(m->regions, (m->nregions + 1) * sizeof *m->regions);
    size_t i = m->nregions++;
    for (; i > 0 && m->regions[i - 1].base > r->base; i--)
        m->regions[i] = m->regions[i - 1];
    m->regions[i] = *r;
    mem_flush(m);
    return true;
}

/* Zeros n bytes of what has been written. */
static void wipe(struct mem *m, uint64_t addr, uint64_t n)
{
    for (size_t i = 0; i < m->table_size; i++) {
        if (!m->table[i].page)
            continue;
        uint64_t lo = m->table[i].number << MEM_PAGE_BITS, hi = lo + (MEM_PAGE - 1);
        lo = lo > addr ? lo : addr;
        hi = hi < addr + (n - 1) ? hi : addr + (n - 1);
        if (lo <= hi)
            mem_poke(m, lo, zeros, (size_t)(hi - lo) + 1);
    }
}

bool mem_grow_region(struct mem *m, uint64_t base, uint64_t size)
{
    for (size_t i = 0; i < m->nregions; i++) {
        struct region *r = &m->regions[i], wanted = *r;
        if (r->base != base)
            continue;
        wanted.size = size;
        if (!region_fits(m, &wanted, r, NULL))
            return false;
        if (size < r->size && r->kind != REGION_DEVICE)
            wipe(m, base + size, r->size - size);
        r->size = size;
        mem_flush(m);
        return true;
    }
    return false;
}

/* ---- host pointers ----------------------------------------------------------------------------------- */

static bool permits(const struct region *r, unsigned flag)
{
    return r && r->kind != REGION_DEVICE && (r->flags & flag) && !(flag == MEM_W && r->kind == REGION_ROM);
}

/* How many bytes from addr on, n at most, are RAM or ROM with the permission (0: any)? */
static uint64_t extent(const struct mem *m, uint64_t addr, uint64_t n, unsigned flag)
{
    uint64_t done = 0, top = bits_mask(m->addr_bits);
    while (done < n && done <= top - addr) {
        const struct region *r = mem_region(m, addr + done);
        if (!r || r->kind == REGION_DEVICE || (flag && !permits(r, flag)))
            break;
        uint64_t part = last_addr(r) - (addr + done);
        if (part >= n - done - 1)
            return n;
        done += part + 1;
    }
    return done;
}

static bool page_permits(const struct mem *m, uint64_t addr, unsigned flag)
{
    uint64_t base = addr & ~(uint64_t)(MEM_PAGE - 1);
    return addr <= bits_mask(m->addr_bits) && extent(m, base, MEM_PAGE, flag) == MEM_PAGE;
}

void mem_watch(struct mem *m, const uint64_t *numbers, size_t n)
{
    m->watched = numbers;
    m->nwatched = n;
    mem_flush(m);
}

static void enter(const struct mem *m, struct mem_tlb_entry *e, uint64_t addr, const uint8_t *page)
{
    for (size_t i = 0; i < m->nwatched; i++)
        if (m->watched[i] == addr >> MEM_PAGE_BITS)
            return;
    e->tag = addr & ~(uint64_t)(MEM_PAGE - 1);
    e->addend = (uintptr_t)page - (uintptr_t)e->tag;
}

const uint8_t *mem_host_read(struct mem *m, uint64_t addr)
{
    if (!page_permits(m, addr, MEM_R))
        return NULL;
    const struct mem_slot *s = mem_slot(m, addr >> MEM_PAGE_BITS);
    const uint8_t *page = s ? s->page->bytes : zeros;
    if (m->tlb)
        enter(m, &m->tlb->rd[mem_tlb_index(addr)], addr, page);
    return page + (addr & (MEM_PAGE - 1));
}

static uint8_t *host_write(struct mem *m, uint64_t addr, bool code)
{
    uint64_t number = addr >> MEM_PAGE_BITS;
    const struct mem_slot *s = mem_slot(m, number);
    if ((s && s->code) != code || !page_permits(m, addr, MEM_W))
        return NULL;
    uint8_t *page = mem_own(m, number)->page->bytes;
    if (m->tlb)
        enter(m, code ? &m->tlb->code[number & (MEM_CTLB - 1)] : &m->tlb->wr[mem_tlb_index(addr)], addr,
              page);
    return page + (addr & (MEM_PAGE - 1));
}

uint8_t *mem_host_write(struct mem *m, uint64_t addr)
{
    return host_write(m, addr, false);
}

uint8_t *mem_host_write_code(struct mem *m, uint64_t addr)
{
    return host_write(m, addr, true);
}

/* ---- bytes ------------------------------------------------------------------------------------------- */

static void copy_out(const struct mem *m, uint64_t addr, uint8_t *buf, size_t n)
{
    while (n) {
        size_t in = (size_t)(addr & (MEM_PAGE - 1)), part = MEM_PAGE - in < n ? MEM_PAGE - in : n;
        const struct mem_slot *s = mem_slot(m, addr >> MEM_PAGE_BITS);
        memcpy(buf, (s ? s->page->bytes : zeros) + in, part);
        buf += part;
        addr += part;
        n -= part;
    }
}

static void copy_in(struct mem *m, uint64_t addr, const uint8_t *buf, size_t n)
{
    while (n) {
        size_t in = (size_t)(addr & (MEM_PAGE - 1)), part = MEM_PAGE - in < n ? MEM_PAGE - in : n;
        struct mem_slot *s = mem_own(m, addr >> MEM_PAGE_BITS);
        memcpy(s->page->bytes + in, buf, part);
        if (s->code && m->code_written)
            m->code_written(m->code_ctx, addr, part);
        buf += part;
        addr += part;
        n -= part;
    }
}

bool mem_peek(const struct mem *m, uint64_t addr, void *buf, size_t n)
{
    size_t ok = addr > bits_mask(m->addr_bits) ? 0 : (size_t)extent(m, addr, n, 0);
    copy_out(m, addr, buf, ok);
    return ok == n;
}

bool mem_poke(struct mem *m, uint64_t addr, const void *buf, size_t n)
{
    size_t ok = addr > bits_mask(m->addr_bits) ? 0 : (size_t)extent(m, addr, n, 0);
    copy_in(m, addr, buf, ok);
    return ok == n;
}

size_t mem_fetch(const struct mem *m, uint64_t addr, void *buf, size_t n)
{
    size_t ok = addr > bits_mask(m->addr_bits) ? 0 : (size_t)extent(m, addr, n, MEM_X);
    copy_out(m, addr, buf, ok);
    return ok;
}

/* ---- guest accesses, the slow way -------------------------------------------------------------------- */

enum mem_status mem_probe(const struct mem *m, uint64_t addr, unsigned size, bool write)
{
    unsigned flag = write ? MEM_W : MEM_R;
    const struct region *r = addr > bits_mask(m->addr_bits) ? NULL : mem_region(m, addr);
    if (!r)
        return MEM_FAULT;
    if (r->kind == REGION_DEVICE) {
        bool whole = last_addr(r) - addr >= size - 1 && !(addr & (size - 1));
        return whole && (r->flags & flag) ? MEM_DEVICE : MEM_FAULT;
    }
    return extent(m, addr, size, flag) == size ? MEM_OK : MEM_FAULT;
}

enum mem_status mem_read_slow(struct mem *m, uint64_t addr, unsigned size, uint8_t *buf,
                              uint64_t *device_value)
{
    enum mem_status st = mem_probe(m, addr, size, false);
    if (st == MEM_OK) {
        copy_out(m, addr, buf, size);
    } else if (st == MEM_DEVICE) {
        const struct region *r = mem_region(m, addr);
        *device_value = r->ops->read(r->ctx, addr - r->base, size) & bits_mask(size * 8);
    }
    return st;
}

enum mem_status mem_write_slow(struct mem *m, uint64_t addr, unsigned size, const uint8_t *buf,
                               uint64_t device_value)
{
    enum mem_status st = mem_probe(m, addr, size, true);
    if (st == MEM_OK) {
        copy_in(m, addr, buf, size);
    } else if (st == MEM_DEVICE) {
        const struct region *r = mem_region(m, addr);
        r->ops->write(r->ctx, addr - r->base, size, device_value & bits_mask(size * 8));
    }
    return st;
}
