/* access.c - loads and stores that the inline table of host pointers can't answer: first use of a page,
 * misaligned, devices, pages with decoded code, faults. */
#include "exec/code.h"

#include <string.h>
#include "base/bits.h"

static bool fail(struct core *c, int trap, uint64_t addr)
{
    c->status = trap >= 0 ? EXEC_TRAP : EXEC_FAULT;
    c->out.trap = trap >= 0 ? (unsigned)trap : 0;
    c->out.trap_value = addr >> c->cell_shift;
    return false;
}

static bool fault(struct core *c, uint64_t addr, bool store)
{
    return fail(c, store ? c->isa->mem.fault_store : c->isa->mem.fault_load, addr);
}

void exec_fetch_fault(struct core *c, uint64_t pc)
{
    fail(c, c->isa->mem.fault_fetch, pc << c->cell_shift);
}

/* Misaligned and allowed to be? */
static bool aligned(const struct core *c, uint64_t addr, unsigned size)
{
    unsigned cell = 1u << c->cell_shift;
    return size <= cell || !(addr & (size - 1)) || (size & (size - 1));
}

static void note(struct core *c, uint64_t addr, unsigned size, bool store)
{
    unsigned first = size - (unsigned)(addr & (size - 1));
    if (aligned(c, addr, size)) {
        exec_note(c, addr, size, store, false);
        return;
    }
    exec_note(c, addr, first, store, false);
    exec_note(c, addr + first, size - first, store, false);
}

static void tell(struct core *c, uint64_t addr, unsigned size, bool store)
{
    if (c->on_access && !c->dry)
        c->on_access(c->on_access_ctx, addr, size, store);
}

static bool in_page(uint64_t addr, unsigned size)
{
    return (addr & (MEM_PAGE - 1)) + size <= MEM_PAGE;
}

bool exec_load(struct core *c, uint64_t addr, unsigned size, unsigned flags, uint64_t *value)
{
    bool as_store = flags & IRF_AS_STORE, straight = aligned(c, addr, size);
    uint8_t buf[8] = { 0 };
    const uint8_t *host = NULL;
    if (!straight && c->misaligned == MISALIGNED_TRAP)
        return fail(c, as_store ? c->isa->mem.misaligned_store : c->isa->mem.misaligned_load, addr);
    if (in_page(addr, size) && (host = mem_host_read(c->mem, addr))) {
        *value = bits_from_bytes(host, size, c->isa->mem.big_endian);
    } else {
        enum mem_status st = mem_probe(c->mem, addr, size, false);
        if (st == MEM_FAULT || (st == MEM_DEVICE && !straight))
            return fault(c, addr, as_store);
        if (st == MEM_DEVICE) {
            *value = 0;
            if (!c->dry)
                mem_read_slow(c->mem, addr, size, buf, value);
            exec_note(c, addr, size, false, true);
            return true;
        }
        mem_read_slow(c->mem, addr, size, buf, NULL);
        *value = bits_from_bytes(buf, size, c->isa->mem.big_endian);
    }
    tell(c, addr, size, false);
    note(c, addr, size, false);
    return true;
}

/* Stores into a page with decoded code, but beside it, are frequent where code and data share pages. */
static bool store_near_code(struct core *c, uint64_t addr, unsigned size, const uint8_t *buf)
{
    const struct mem_tlb_entry *t = &c->mem->tlb->code[(addr >> MEM_PAGE_BITS) & (MEM_CTLB - 1)];
    uint8_t *host = NULL;
    if (t->tag == (addr & ~(uint64_t)(MEM_PAGE - 1)))
        host = (uint8_t *)(t->addend + (uintptr_t)addr);
    else
        host = mem_host_write_code(c->mem, addr);
    if (!host)
        return false;
    memcpy(host, buf, size);
    if (!code_clean(c, addr, size))
        code_stored(c, addr, size);
    return true;
}

bool exec_store(struct core *c, uint64_t addr, unsigned size, unsigned flags, uint64_t value)
{
    bool straight = aligned(c, addr, size);
    uint8_t buf[8], *host = NULL;
    (void)flags;
    if (!straight && c->misaligned == MISALIGNED_TRAP)
        return fail(c, c->isa->mem.misaligned_store, addr);
    bits_to_bytes(buf, size, c->isa->mem.big_endian, value);
    if (c->on_access && mem_probe(c->mem, addr, size, true) == MEM_OK)
        tell(c, addr, size, true);
    if (c->noting && !c->dry && mem_probe(c->mem, addr, size, true) == MEM_OK)
        c->recorder->store(c->recorder->ctx, addr, size);
    if (!c->dry && in_page(addr, size) && store_near_code(c, addr, size, buf)) {
    } else if (!c->dry && in_page(addr, size) && (host = mem_host_write(c->mem, addr))) {
        memcpy(host, buf, size);
    } else {
        enum mem_status st = mem_probe(c->mem, addr, size, true);
        if (st == MEM_FAULT || (st == MEM_DEVICE && !straight))
            return fault(c, addr, true);
        if (!c->dry)
            mem_write_slow(c->mem, addr, size, buf, value);
        if (st == MEM_DEVICE) {
            exec_note(c, addr, size, true, true);
            return true;
        }
    }
    note(c, addr, size, true);
    return true;
}
