/* mem.h - guest memory: an address space of regions (RAM, ROM, devices) over reference-counted 4 KiB pages.
 *
 * A copy (mem_snapshot) shares pages until one side writes: that is how history is kept. In front of it each
 * core has a direct-mapped table of host pointers (derived data, dropped by mem_flush): a load is a compare
 * and an access. Byte order and alignment are the caller's (exec/) business. */
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
    bool (*side_effects)(void *ctx, uint64_t offset); /* may a debugger read it? */
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
    uint32_t has_code; /* decoded code stands here: writes must go the slow way (exec/ sets and clears) */
    uint8_t bytes[MEM_PAGE];
};

#define MEM_TLB 256 /* entries of each direct-mapped table */

/* tag: guest page address, or MEM_NO_TAG. host: pointer to the page's bytes. */
struct mem_tlb_entry {
    uint64_t tag;
    uint8_t *host;
};
#define MEM_NO_TAG UINT64_C(1) /* never equal to a page address */

struct mem {
    struct region *regions; /* sorted, disjoint */
    size_t nregions;
    struct page **table; /* hash of page number -> page; see mem.c */
    uint64_t *table_keys;
    size_t table_size, npages;
    unsigned addr_bits;
    struct mem_tlb_entry rd[MEM_TLB], wr[MEM_TLB];                 /* derived: see mem_flush */
    void (*code_written)(void *ctx, uint64_t addr, unsigned size); /* a write hit a page with has_code */
    void *code_ctx;
};

void mem_init(struct mem *m, unsigned addr_bits);
void mem_release(struct mem *m);

/* Regions must not overlap (returns false, with the other in *clash). RAM is zero until written. */
bool mem_add_region(struct mem *m, const struct region *r, const struct region **clash);
const struct region *mem_region(const struct mem *m, uint64_t addr);
bool mem_grow_region(struct mem *m, uint64_t base, uint64_t size); /* brk: changes a RAM region's size */

/* Host pointer to the page of `addr` for reading / writing RAM (or ROM for reading), NULL if it is a device
 * or nothing or not permitted. Fills the table entry. Writing pointers: pages without code only, private to
 * this copy. */
uint8_t *mem_host_read(struct mem *m, uint64_t addr);
uint8_t *mem_host_write(struct mem *m, uint64_t addr);
void mem_flush(struct mem *m);

enum mem_status { MEM_OK, MEM_FAULT, MEM_DEVICE };

/* Bytes in address order, any length, RAM and ROM only, ignoring permissions: loaders, host services,
 * debuggers. false: some byte has no memory (those before it are done). */
bool mem_peek(struct mem *m, uint64_t addr, void *buf, size_t n);
bool mem_poke(struct mem *m, uint64_t addr, const void *buf, size_t n);

/* The slow way of a guest access of 1, 2, 4 or 8 bytes that does not cross a page: permissions, devices, code
 * pages. Values in the guest's byte order as bytes in buf. */
enum mem_status mem_read_slow(struct mem *m, uint64_t addr, unsigned size, uint8_t *buf,
                              uint64_t *device_value);
enum mem_status mem_write_slow(struct mem *m, uint64_t addr, unsigned size, const uint8_t *buf,
                               uint64_t device_value);

/* A copy that shares pages. dst must not be initialised. Regions are shared by value. */
void mem_snapshot(struct mem *dst, struct mem *src);
/* Makes dst equal to an older copy. */
void mem_restore(struct mem *dst, struct mem *src);
/* Order-independent digest of all bytes, for tests of equality. */
uint64_t mem_digest(const struct mem *m);

#endif
