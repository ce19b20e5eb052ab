/* program.c - see program.h: from an image to memory and registers.
 *
 *   segments (pages, permissions of all segments that touch one) | heap, empty, grows ->   <- stack | top
 */
#include "machine/program.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/bits.h"
#include "base/str.h"
#include "base/vec.h"

#define HEAP_GAP         ((uint64_t)64 << 10) /* between the highest heap and the stack: runs into it are faults */
#define WHOLE_SPACE_BITS 24 /* address spaces up to this size are all memory if nothing else is said */

static const struct loc nowhere;

static uint64_t page_down(uint64_t addr)
{
    return addr & ~(uint64_t)(MEM_PAGE - 1);
}

/* Address bits when counting bytes. */
static unsigned byte_bits(const struct isa *isa)
{
    unsigned bits = isa->mem.addr;
    for (unsigned cell = isa->mem.cell; cell > 8; cell /= 2)
        bits++;
    return bits < 64 ? bits : 64;
}

/* ---- regions of the segments ------------------------------------------------------------------------- */

/* Where a segment's pages begin or end; delta +1 or -1. */
struct edge {
    uint64_t addr;
    int delta;
    const struct segment *seg;
};

static int by_address(const void *a, const void *b)
{
    uint64_t x = ((const struct edge *)a)->addr, y = ((const struct edge *)b)->addr;
    return (x > y) - (x < y);
}

static int add_region(struct mem *mem, const struct region *r, struct diag *d)
{
    const struct region *clash;
    if (mem_add_region(mem, r, &clash))
        return 0;
    return diag_error(d, nowhere, "memory for %s (0x%" PRIx64 ", %" PRIu64 " bytes) %s%s", r->name, r->base,
                      r->size, clash ? "overlaps " : "does not fit into the address space",
                      clash ? clash->name : "");
}

static const char *segment_name(const struct segment *s)
{
    return s->name && *s->name ? s->name : s->flags & SEG_X ? "text" : "data";
}

/* Sweeps over the edges: between two of them every page has the same permissions. */
static int add_swept(struct mem *mem, const struct edge *edges, size_t n, struct diag *d)
{
    size_t count[3] = { 0 }; /* open segments that have SEG_X, SEG_W, SEG_R */
    size_t open = 0;
    struct region r = { .kind = REGION_RAM };
    for (size_t i = 0; i < n; i++) {
        unsigned flags = 0;
        for (unsigned f = 0; f < 3; f++) {
            if (edges[i].seg->flags >> f & 1)
                count[f] += (size_t)edges[i].delta;
            flags |= count[f] ? 1u << f : 0;
        }
        open += (size_t)edges[i].delta;
        if (r.name && (!open || flags != r.flags)) { /* ends here */
            r.size = edges[i].addr - r.base;
            if (r.size && add_region(mem, &r, d) < 0)
                return -1;
            r.name = NULL;
        }
        if (open && !r.name)
            r = (struct region){
                .base = edges[i].addr, .kind = REGION_RAM, .flags = flags, .name = segment_name(edges[i].seg)
            };
    }
    return 0;
}

/* Refuses segments that leave the address space. */
static int check_segment(const struct isa *isa, const struct segment *s, struct diag *d)
{
    uint64_t last = s->addr + (s->size - 1), mask = bits_mask(byte_bits(isa));
    if (last >= s->addr && !(last & ~mask) && last < UINT64_MAX - MEM_PAGE)
        return 0;
    return diag_error(d, nowhere,
                      "%s at 0x%" PRIx64 " (%" PRIu64 " bytes) does not fit into the %u-bit address "
                      "space",
                      segment_name(s), s->addr, s->size, byte_bits(isa));
}

static int add_segments(const struct program_request *rq, struct mem *mem, struct diag *d)
{
    VEC(struct edge) edges = { 0 };
    int status = 0;
    for (size_t i = 0; i < rq->img->nsegments && !status; i++) {
        const struct segment *s = &rq->img->segments[i];
        if (!s->size)
            continue;
        status = check_segment(rq->isa, s, d);
        *vec_push(&edges) = (struct edge){ page_down(s->addr), 1, s };
        *vec_push(&edges) = (struct edge){ page_down(s->addr + s->size - 1) + MEM_PAGE, -1, s };
    }
    if (!status && edges.count) {
        qsort(edges.data, edges.count, sizeof *edges.data, by_address);
        status = add_swept(mem, edges.data, edges.count, d);
    }
    vec_release(&edges);
    return status;
}

static int copy_segments(const struct program_request *rq, struct mem *mem, struct diag *d)
{
    for (size_t i = 0; i < rq->img->nsegments; i++) {
        const struct segment *s = &rq->img->segments[i];
        if (!s->size)
            continue;
        uint8_t byte;
        bool fits = s->addr + (s->size - 1) >= s->addr && mem_poke(mem, s->addr, s->data, s->filled) &&
                    mem_peek(mem, s->addr + (s->size - 1), &byte, 1);
        if (!fits)
            return diag_error(d, nowhere,
                              "%s at 0x%" PRIx64 " (%" PRIu64 " bytes) does not lie in the memory "
                              "of the board",
                              segment_name(s), s->addr, s->size);
    }
    return 0;
}

/* ---- heap and stack ---------------------------------------------------------------------------------- */

static uint64_t end_of_segments(const struct image *img)
{
    uint64_t end = img->end;
    for (size_t i = 0; i < img->nsegments; i++)
        if (img->segments[i].addr + img->segments[i].size > end)
            end = img->segments[i].addr + img->segments[i].size;
    return end;
}

/* The first region that begins at or above addr. */
static uint64_t next_region(const struct mem *mem, uint64_t addr)
{
    for (size_t i = 0; i < mem->nregions; i++)
        if (mem->regions[i].base >= addr)
            return mem->regions[i].base;
    return UINT64_MAX;
}

static int add_stack(const struct isa *isa, struct mem *mem, struct program *p, struct diag *d)
{
    const struct abi *abi = &isa->abi;
    if (!abi->stack_size || !abi->stack_top)
        return 0;
    p->stack_top = abi->stack_top;
    p->stack_low = abi->stack_size < abi->stack_top ? page_down(abi->stack_top - abi->stack_size) : 0;
    const struct region r = { .base = p->stack_low,
                              .size = p->stack_top - p->stack_low,
                              .kind = REGION_RAM,
                              .flags = MEM_R | MEM_W,
                              .name = "stack" };
    return add_region(mem, &r, d);
}

/* From the page after the last segment as far as the target allows and nothing stands in the way. */
static int add_heap(const struct program_request *rq, struct mem *mem, struct program *p, struct diag *d)
{
    uint64_t end = end_of_segments(rq->img), start = page_down(end + MEM_PAGE - 1), limit;
    if (!rq->isa->abi.heap_size || start < end)
        return 0;
    uint64_t next = next_region(mem, start);
    if (__builtin_add_overflow(start, rq->isa->abi.heap_size, &limit) || limit > next)
        limit = next;
    if (next != UINT64_MAX && limit > next - HEAP_GAP)
        limit = next > start + HEAP_GAP ? next - HEAP_GAP : start;
    if (limit < start + MEM_PAGE)
        return 0;
    p->brk_start = start;
    p->brk_limit = limit;
    const struct region r = {
        .base = start, .size = MEM_PAGE, .kind = REGION_RAM, .flags = MEM_R | MEM_W, .name = "heap"
    };
    return add_region(mem, &r, d);
}

/* ---- what stands on the stack ------------------------------------------------------------------------ */

struct stack {
    const struct isa *isa;
    unsigned word;  /* bytes */
    uint64_t words; /* numbers, from the stack pointer up */
    struct str bytes;
};

static void push_word(struct stack *s, uint64_t v)
{
    uint8_t bytes[8];
    bits_to_bytes(bytes, s->word, s->isa->mem.big_endian, v);
    str_addn(&s->bytes, (const char *)bytes, s->word);
}

enum { AT_NULL_ = 0, AT_PAGESZ_ = 6, AT_ENTRY_ = 9, AT_RANDOM_ = 25 };

/* argc, argv[], 0, (no environment) 0, auxiliary vector; the strings above. Returns argc's address, 0 if it
 * does not fit. */
static uint64_t fill_stack(const struct program_request *rq, struct mem *mem, struct program *p,
                           uint64_t *argv_at)
{
    uint64_t strings = 16;
    for (int i = 0; i < rq->argc; i++)
        strings += strlen(rq->argv[i]) + 1;
    struct stack s = { .isa = rq->isa, .word = rq->isa->mem.addr / 8 };
    uint64_t size = (uint64_t)(rq->argc + 11) * s.word + strings;
    if (s.word > 8 || size + 64 > (p->stack_top - p->stack_low) / 2)
        return 0;
    uint64_t text = p->stack_top - strings, sp = (text - (uint64_t)(rq->argc + 11) * s.word) & ~UINT64_C(15);
    uint64_t random = text, at = text + 16, seed = rq->seed;
    uint8_t noise[16];
    for (unsigned i = 0; i < 16; i++) { /* a simple congruence: bytes need to differ, no more */
        seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        noise[i] = (uint8_t)(seed >> 56);
    }
    mem_poke(mem, random, noise, sizeof noise);
    str_init(&s.bytes);
    push_word(&s, (uint64_t)rq->argc);
    for (int i = 0; i < rq->argc; i++) {
        push_word(&s, at);
        mem_poke(mem, at, rq->argv[i], strlen(rq->argv[i]) + 1);
        at += strlen(rq->argv[i]) + 1;
    }
    push_word(&s, 0);
    push_word(&s, 0);
    const uint64_t aux[] = { AT_PAGESZ_, MEM_PAGE, AT_ENTRY_, p->entry, AT_RANDOM_, random, AT_NULL_, 0 };
    for (size_t i = 0; i < sizeof aux / sizeof *aux; i++)
        push_word(&s, aux[i]);
    mem_poke(mem, sp, s.bytes.buf, s.bytes.len);
    str_release(&s.bytes);
    *argv_at = sp + s.word;
    return sp;
}

/* ---- registers --------------------------------------------------------------------------------------- */

static void init_registers(const struct program_request *rq, uint64_t *slots, uint64_t argv_at)
{
    const struct abi *abi = &rq->isa->abi;
    for (unsigned i = 0; i < abi->ninit; i++) {
        const char *text = abi->init[i].value;
        char *end;
        uint64_t v = strtoull(text, &end, 0);
        const struct symbol *sym = image_symbol(rq->img, text);
        unsigned index;
        const struct reg *r = isa_slot_reg(rq->isa, abi->init[i].slot, &index);
        if (!strcmp(text, "@argc"))
            v = (uint64_t)rq->argc;
        else if (!strcmp(text, "@argv"))
            v = argv_at;
        else if (sym)
            v = sym->addr;
        else if (end == text || *end)
            continue; /* a symbol that this program does not define */
        slots[abi->init[i].slot] = v & bits_mask(r ? r->width : 64);
    }
}

/* Programs for targets without a memory map (and no board) get a small address space whole. */
static int add_whole_space(const struct isa *isa, struct mem *mem, struct diag *d)
{
    const struct region r = { .size = UINT64_C(1) << byte_bits(isa),
                              .kind = REGION_RAM,
                              .flags = MEM_R | MEM_W | MEM_X,
                              .name = "memory" };
    return add_region(mem, &r, d);
}

static bool is_empty(const struct image *img)
{
    for (size_t i = 0; i < img->nsegments; i++)
        if (img->segments[i].size)
            return false;
    return true;
}

int program_load(const struct program_request *rq, struct mem *mem, uint64_t *slots, struct program *out,
                 struct diag *d)
{
    const struct abi *abi = &rq->isa->abi;
    uint64_t argv_at = 0;
    *out = (struct program){ .entry = rq->img->entry };
    if (is_empty(rq->img))
        return diag_error(d, nowhere, "the program is empty");
    if (rq->board)
        return copy_segments(rq, mem, d);
    if (!abi->stack_size && byte_bits(rq->isa) <= WHOLE_SPACE_BITS) {
        if (add_whole_space(rq->isa, mem, d) < 0 || copy_segments(rq, mem, d) < 0)
            return -1;
        init_registers(rq, slots, 0);
        return 0;
    }
    if (add_segments(rq, mem, d) < 0 || add_stack(rq->isa, mem, out, d) < 0 ||
        copy_segments(rq, mem, d) < 0 || add_heap(rq, mem, out, d) < 0)
        return -1;
    if (out->stack_top) {
        uint64_t sp = fill_stack(rq, mem, out, &argv_at);
        if (!sp)
            return diag_error(d, nowhere, "the arguments do not fit on the program's stack");
        if (abi->sp_slot != UINT16_MAX)
            slots[abi->sp_slot] = sp;
    }
    init_registers(rq, slots, argv_at);
    return 0;
}

void program_fault_hint(const struct program *p, const struct mem *mem, uint64_t addr, char *buf, size_t n)
{
    const struct region *r = mem_region(mem, addr);
    *buf = '\0';
    if (r && r->kind == REGION_DEVICE)
        snprintf(buf, n, "0x%" PRIx64 " lies in the device %s", addr, r->name);
    else if (r && (~r->flags & (MEM_R | MEM_W | MEM_X)))
        snprintf(buf, n, "0x%" PRIx64 " lies in %s, which is %sreadable, %swritable, %sexecutable", addr,
                 r->name, r->flags & MEM_R ? "" : "not ", r->flags & MEM_W ? "" : "not ",
                 r->flags & MEM_X ? "" : "not ");
    else if (r)
        return; /* memory for everything: it was not for want of permission */
    else if (addr < MEM_PAGE)
        snprintf(buf, n, "no memory at 0x%" PRIx64 ": a null pointer, or a return without an address?", addr);
    else if (p->stack_top != p->stack_low && addr < p->stack_low && p->stack_low - addr <= UINT64_C(1) << 20)
        snprintf(buf, n, "stack overflow: the stack ends at 0x%" PRIx64 " (%" PRIu64 " KiB)", p->stack_low,
                 (p->stack_top - p->stack_low) >> 10);
    else if (p->stack_top != p->stack_low && addr >= p->stack_top && addr - p->stack_top < MEM_PAGE)
        snprintf(buf, n, "above the stack: more was popped than pushed?");
    else if (p->brk_limit && addr >= p->brk_start && addr < p->brk_limit)
        snprintf(buf, n, "in the heap's range, but the program has not asked for so much yet");
    else
        snprintf(buf, n, "no memory at 0x%" PRIx64, addr);
}
