/* link.c - where the sections of all files lie in memory, and the symbols that follow from it. */
#include "asm/asm.h"

#include <string.h>

enum { PART_ALIGN = 4096 }; /* parts with different permissions share no page */

static enum outsec part_of(const struct section *s)
{
    if (!s->alloc)
        return OUT_NONE;
    if (s->flags & SEG_X)
        return OUT_TEXT;
    if (!(s->flags & SEG_W))
        return OUT_RODATA;
    return s->nobits ? OUT_BSS : OUT_DATA;
}

/* In the order of the command line, and within a file in the order in which it enters its sections. */
static void gather_part(struct assembler *as, enum outsec part, bool common)
{
    struct asm_file **f;
    struct section **s;
    vec_each (f, &as->files) {
        vec_each (s, &(*f)->sections) {
            (*s)->out = part_of(*s);
            if ((*s)->out == part && (strcmp((*s)->name, "COMMON") == 0) == common)
                *vec_push(&as->order) = *s;
        }
    }
}

static uint64_t common_align(const struct asym *s)
{
    return s->align ? s->align : s->size >= 8 ? 8 : s->size >= 4 ? 4 : s->size >= 2 ? 2 : 1;
}

static void place_common(struct assembler *as, struct section *sec, struct asym *s)
{
    as->sec = sec;
    struct item *it = section_item(as, ITEM_ALIGN);
    if (!it)
        return;
    it->align = common_align(s);
    if (it->align > sec->align)
        sec->align = it->align;
    it = section_item(as, ITEM_SPACE);
    if (!it)
        return;
    it->fixed = true;
    it->size = s->size;
    it->fill_size = 1;
    s->pos = (struct pos){ sec, sec->items.count - 1, 0 };
}

/* Common symbols become areas: those of one file at the end of its .bss, shared ones after all of them. */
static void gather_common(struct assembler *as)
{
    struct asm_file **f;
    struct asym **s;
    vec_each (f, &as->files) {
        as->file = *f;
        vec_each (s, &(*f)->commons) {
            if (!(*s)->link)
                place_common(as, section_get(as, (*s)->local ? ".bss" : "COMMON"), *s);
        }
    }
}

void link_gather(struct assembler *as)
{
    gather_common(as);
    for (int part = 0; part < OUT_COUNT; part++)
        gather_part(as, (enum outsec)part, false);
    gather_part(as, OUT_BSS, true);
}

static uint64_t round_up(uint64_t v, uint64_t align)
{
    return (v + align - 1) & ~(align - 1);
}

static bool part_name(const void *ctx, const char *name, int64_t *value)
{
    static const char *const names[OUT_COUNT] = { "text", "rodata", "data", "bss" };
    const struct assembler *as = ctx;
    for (int i = 0; i < OUT_COUNT; i++) {
        if (strcmp(name, names[i]) == 0) {
            *value = (int64_t)as->part_addr[i];
            return true;
        }
    }
    *value = (int64_t)as->end;
    return strcmp(name, "end") == 0;
}

/* The names that linkers of ELF programs define, and those of the target. */
static void define_symbols(struct assembler *as)
{
    const struct abi *abi = &as->isa->abi;
    const struct {
        const char *name;
        uint64_t addr;
    } usual[] = {
        { "etext", as->part_end[OUT_TEXT] },
        { "_etext", as->part_end[OUT_TEXT] },
        { "__etext", as->part_end[OUT_TEXT] },
        { "edata", as->part_end[OUT_DATA] },
        { "_edata", as->part_end[OUT_DATA] },
        { "__data_start", as->part_addr[OUT_DATA] },
        { "__bss_start", as->part_addr[OUT_BSS] },
        { "__bss_end", as->end },
        { "__BSS_END__", as->end },
        { "end", as->end },
        { "_end", as->end },
        { "__end", as->end },
    };
    for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++)
        sym_linker(as, usual[i].name, usual[i].addr);
    for (unsigned i = 0; i < abi->nsymbols; i++) {
        struct sem_names names = { part_name, as };
        int64_t v;
        if (sem_const(as->isa->sem, abi->symbols[i].value, &names, &v))
            sym_linker(as, abi->symbols[i].name, (uint64_t)v);
    }
}

void link_place(struct assembler *as)
{
    const struct abi *abi = &as->isa->abi;
    uint64_t at = abi->text_base;
    size_t k = 0;
    for (int p = 0; p < OUT_COUNT; p++) {
        bool empty = k >= as->order.count || as->order.data[k]->out != (enum outsec)p;
        bool data = p == OUT_DATA && k < as->order.count; /* .bss alone starts a page too */
        if (p == OUT_DATA && abi->data_base && abi->data_base >= at)
            at = abi->data_base;
        else if (data || (p == OUT_RODATA && !empty))
            at = round_up(at, PART_ALIGN);
        if (!empty)
            at = round_up(at, as->order.data[k]->align);
        as->part_addr[p] = at;
        for (; k < as->order.count && as->order.data[k]->out == (enum outsec)p; k++) {
            struct section *s = as->order.data[k];
            at = round_up(at, s->align);
            s->addr = at;
            at += s->size;
        }
        as->part_end[p] = at;
    }
    as->end = at;
    define_symbols(as);
}
