/* dwarf_inline.c - functions that the compiler put into others: which of them a place lies in, and where a
 * function was put. */
#include <dwarf.h>
#include <stdlib.h>
#include <string.h>
#include "debug/dwarf_private.h"

#define DEPTH 64

static bool holds(Dwarf_Die *block, uint64_t pc)
{
    Dwarf_Attribute a;
    if (!dwarf_attr(block, DW_AT_low_pc, &a) && !dwarf_attr(block, DW_AT_ranges, &a))
        return dwarf_tag(block) == DW_TAG_lexical_block;
    return dwarf_haspc(block, pc) > 0;
}

static bool entry_of(Dwarf_Die *die, uint64_t *out)
{
    Dwarf_Addr entry, base, end;
    if (dwarf_entrypc(die, &entry) != 0 && dwarf_lowpc(die, &entry) != 0 &&
        dwarf_ranges(die, 0, &base, &entry, &end) <= 0)
        return false;
    *out = entry;
    return true;
}

static uint64_t number_of(Dwarf_Die *die, unsigned name)
{
    Dwarf_Attribute a;
    Dwarf_Word n = 0;
    return dwarf_attr(die, name, &a) && dwarf_formudata(&a, &n) == 0 ? n : 0;
}

/* Where the call would stand. */
static void describe_call(Dwarf_Die *die, struct debug_inline *out)
{
    Dwarf_Die unit;
    Dwarf_Files *files;
    size_t n, i = number_of(die, DW_AT_call_file);
    if (dwarf_diecu(die, &unit, NULL, NULL) && dwarf_getsrcfiles(&unit, &files, &n) == 0 && i < n)
        out->file = dwarf_filesrc(files, i, NULL, NULL);
    out->line = (int)number_of(die, DW_AT_call_line);
}

static void describe(Dwarf_Die *die, struct debug_inline *out)
{
    Dwarf_Addr base, from, to;
    *out = (struct debug_inline){ .name = dwarf_diename(die), .offset = dwarf_dieoffset(die) };
    entry_of(die, &out->entry);
    describe_call(die, out);
    out->low = UINT64_MAX;
    for (ptrdiff_t at = 0; (at = dwarf_ranges(die, at, &base, &from, &to)) > 0;) {
        out->low = from < out->low ? from : out->low;
        out->high = to > out->high ? to : out->high;
    }
}

size_t debug_inlines(const struct debug_info *info, uint64_t pc, struct debug_inline *out, size_t max)
{
    const struct entry *f = dwarf_function(info, pc);
    size_t n = 0;
    if (!f)
        return 0;
    Dwarf_Die scope = f->die, child;
    for (unsigned depth = 0; depth < DEPTH && n < max && dwarf_child(&scope, &child) == 0; depth++) {
        bool found = false;
        do {
            int tag = dwarf_tag(&child);
            found = (tag == DW_TAG_lexical_block || tag == DW_TAG_inlined_subroutine) && holds(&child, pc);
        } while (!found && dwarf_siblingof(&child, &child) == 0);
        if (!found)
            break;
        if (dwarf_tag(&child) == DW_TAG_inlined_subroutine)
            describe(&child, &out[n++]);
        scope = child;
    }
    return n;
}

uint64_t debug_block(const struct debug_info *info, uint64_t pc)
{
    struct debug_inline in[DEPTH];
    size_t n = debug_inlines(info, pc, in, DEPTH);
    const struct entry *f = n ? NULL : dwarf_function(info, pc);
    Dwarf_Die die;
    if (n)
        return in[n - 1].offset;
    if (!f)
        return 0;
    die = f->die;
    return dwarf_dieoffset(&die);
}

struct places {
    VEC(uint64_t) v;
};

static int take_instance(Dwarf_Die *die, void *ctx)
{
    struct places *p = ctx;
    uint64_t entry;
    if (dwarf_tag(die) == DW_TAG_inlined_subroutine && entry_of(die, &entry))
        *vec_push(&p->v) = entry;
    return DWARF_CB_OK;
}

size_t debug_inlined_at(const struct debug_info *info, const char *name, uint64_t **out)
{
    struct places p = { 0 };
    for (const struct entry *e = dwarf_first(info, name); e; e = e->next) {
        Dwarf_Die die = e->die;
        if (e->kind == ENTRY_FUNCTION && dwarf_func_inline(&die))
            dwarf_func_inline_instances(&die, take_instance, &p);
    }
    *out = p.v.data;
    return p.v.count;
}
