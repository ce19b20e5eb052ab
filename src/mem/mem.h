/* mem.h - guest memory: an address space of regions (RAM, ROM, devices) over reference-counted 4 KiB pages.
 *
 * Addresses count bytes, whatever the ISA's cell is. A copy (mem_snapshot) shares pages until one side
 * writes: that is how history is kept. In front of it stand direct-mapped tables of host pointers (derived
 * data, dropped by mem_flush): a load is a compare and an access. Byte order and alignment are the caller's
 * (exec/) business.
 *
 * Speed: only a page that lies whole in regions of RAM or ROM with the permission gets a table entry, so
 * regions had better begin and end at multiples of MEM_PAGE. */
#ifndef MEM_MEM_H
#define MEM_MEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MEM_PAGE_BITS 12
#define MEM_PAGE      (1u << MEM_PAGE_BITS)

enum { MEM_R = 4, MEM_W = 2, MEM_X = 1 };

/* A device: a table of functions. Accesses are 1, 2, 4 or 8 bytes, naturally aligned. The device's state
 * lives in the machine's flat state; ctx finds it. */
struct device_ops {
    const char *name;
    uint64_t (*read)(void *ctx, uint64_t offset, unsigned size);
    void (*write)(void *ctx, uint64_t offset, unsigned size, uint64_t value);
};

enum region_kind { REGION_RAM, REGION_ROM, REGION_DEVICE };

struct region {
    uint64_t base, size;
    enum region_kind kind;
    unsigned flags; /* MEM_R | MEM_W | MEM_X */
    const char *name;
    const struct device_ops *ops; /* REGION_DEVICE */
    void *ctx;
};

struct page {
    uint32_t refs;
    uint8_t bytes[MEM_PAGE];
};

#define MEM_TLB  256 /* entries of each direct-mapped table */
#define MEM_CTLB 16  /* entries of the table for writes to pages with decoded code */

/* tag: guest address of the page, or MEM_NO_TAG. The host address of guest address x is addend + x. */
struct mem_tlb_entry {
    uint64_t tag;
    uintptr_t addend;
};
/* Never equal to address & ~0xFFF plus any of its three lowest bits: a compare of those checks alignment as
 * well. */
#define MEM_NO_TAG UINT64_C(0x800)

struct mem_tlb {
    struct mem_tlb_entry rd[MEM_TLB], wr[MEM_TLB], code[MEM_CTLB];
};

static inline unsigned mem_tlb_index(uint64_t addr)
{
    return (unsigned)(addr >> MEM_PAGE_BITS) & (MEM_TLB - 1);
}

/* One entry of the page table (a hash table by page number). */
struct mem_slot {
    uint64_t number;   /* address >> MEM_PAGE_BITS */
    struct page *page; /* NULL: free entry */
    bool code;         /* decoded code stands here: writes go the slow way */
};

struct mem {
    struct region *regions; /* sorted, disjoint */
    size_t nregions;
    struct mem_slot *table;
    size_t table_size, npages; /* table_size: a power of two, or 0 */
    unsigned addr_bits;
    const uint64_t *watched; /* numbers of pages that the tables of host pointers leave out */
    size_t nwatched;
    size_t *live;        /* pages that exist, in m and in all its copies */
    struct mem_tlb *tlb; /* derived: see mem_flush; NULL in a copy made by mem_snapshot */
    /* a write hit a page marked by mem_mark_code; the bytes have changed already */
    void (*code_written)(void *ctx, uint64_t addr, uint64_t size);
    void *code_ctx;
};

void mem_init(struct mem *m, unsigned addr_bits);
void mem_release(struct mem *m);

/* Regions must not overlap, be empty or pass the end of the address space (returns false, with the other in
 * *clash or NULL). RAM is zero until written. `clash` may be NULL. */
bool mem_add_region(struct mem *m, const struct region *r, const struct region **clash);
const struct region *mem_region(const struct mem *m, uint64_t addr);
/* brk: changes the size of the region that starts at base; false: no such region, or it would overlap. Memory
 * given back reads zero when it comes again. */
bool mem_grow_region(struct mem *m, uint64_t base, uint64_t size);

/* Host pointer to the byte at `addr` for reading / writing RAM (or ROM for reading), NULL if its page isn't
 * whole in such regions, not permitted, or (writing) has code. Valid to the end of the page; fills the table
 * entry. A pointer lives until mem_flush, mem_snapshot, mem_restore or a change of regions. */
const uint8_t *mem_host_read(struct mem *m, uint64_t addr);
uint8_t *mem_host_write(struct mem *m, uint64_t addr);
/* The same for a page with code; the caller does what code_written would. */
uint8_t *mem_host_write_code(struct mem *m, uint64_t addr);
void mem_flush(struct mem *m);
/* From now on accesses to these pages go the slow way; numbers must stay as long. */
void mem_watch(struct mem *m, const uint64_t *numbers, size_t n);

enum mem_status { MEM_OK, MEM_FAULT, MEM_DEVICE };

/* Bytes in address order, any length, RAM and ROM only, ignoring permissions: loaders, host services,
 * debuggers. false: some byte has no memory (those before it are done). */
bool mem_peek(const struct mem *m, uint64_t addr, void *buf, size_t n);
bool mem_poke(struct mem *m, uint64_t addr, const void *buf, size_t n);

/* How many of the n bytes at addr can be fetched as instructions (RAM or ROM with MEM_X); they are copied to
 * buf. */
size_t mem_fetch(const struct mem *m, uint64_t addr, void *buf, size_t n);

/* The slow way of a guest access of 1, 2, 4 or 8 bytes: permissions, devices, code pages; may cross pages
 * (not on a device). Bytes in memory order in buf; MEM_DEVICE: the device's value instead. Nothing is written
 * on MEM_FAULT. */
enum mem_status mem_read_slow(struct mem *m, uint64_t addr, unsigned size, uint8_t *buf,
                              uint64_t *device_value);
enum mem_status mem_write_slow(struct mem *m, uint64_t addr, unsigned size, const uint8_t *buf,
                               uint64_t device_value);
/* What such an access would meet, without doing it. */
enum mem_status mem_probe(const struct mem *m, uint64_t addr, unsigned size, bool write);

/* Decoded code stands (or no longer stands) in the page of addr: exec/ only. */
void mem_mark_code(struct mem *m, uint64_t addr, bool code);

/* A copy that shares pages; for mem_peek, mem_digest and mem_restore only. dst must not be initialised;
 * mem_release frees it, before src. Regions are copied. */
void mem_snapshot(struct mem *dst, struct mem *src);
/* Makes dst equal to an older copy; code_written is called for pages with code that changed. */
void mem_restore(struct mem *dst, const struct mem *src);
/* What copies of m hold beyond what m does; the size of m's page table. */
uint64_t mem_shared_bytes(const struct mem *m);
uint64_t mem_table_bytes(const struct mem *m);
/* Order-independent digest of all bytes, for tests of equality. */
uint64_t mem_digest(const struct mem *m);

/* ---- page.c: the page table, for mem.c only ---------------------------------------------------------- */

/* The page's entry, or NULL. */
struct mem_slot *mem_slot(const struct mem *m, uint64_t number);
/* The page's entry with a page that only m holds: made, or copied if shared. */
struct mem_slot *mem_own(struct mem *m, uint64_t number);

#endif
