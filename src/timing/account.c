/* account.c - see account.h: the profile's storage, and the table of causes. */
#include "timing/account.h"

#include <stdlib.h>
#include <string.h>
#include "base/str.h"

static const struct {
    const char *name, *label, *doc;
} causes[CAUSE_COUNT] = {
    [CAUSE_BASE] = { "base", "  ", "an instruction retired" },
    [CAUSE_FILL] = { "fill", "  ", "the pipeline fills after reset; nothing has reached its end yet" },
    [CAUSE_ICACHE] = { "icache", ".i", "waiting for instruction bytes from a cache or memory" },
    [CAUSE_ITLB] = { "itlb", ".i", "waiting for the translation of an instruction's address" },
    [CAUSE_MISPREDICT] = { "mispredict", ".b", "fetching again after a branch went the other way" },
    [CAUSE_JUMP] = { "jump", ".b", "fetching again after a jump whose target was known late" },
    [CAUSE_LOAD_USE] = { "load-use", ".r", "an operand is still being loaded" },
    [CAUSE_DATA] = { "data", ".r", "an operand is still being computed or cannot be forwarded" },
    [CAUSE_EXECUTE] = { "execute", ".x", "a unit is busy with the instruction itself" },
    [CAUSE_STRUCTURAL] = { "structural", ".s", "a unit or port is taken by another instruction" },
    [CAUSE_DCACHE] = { "dcache", ".d", "waiting for data from or to a cache or memory" },
    [CAUSE_DTLB] = { "dtlb", ".d", "waiting for the translation of a data address" },
    [CAUSE_STORE] = { "store-buffer", ".d", "the store buffer is full" },
    [CAUSE_SERIALISE] = { "serialise", ".z", "waiting for the pipeline to empty" },
    [CAUSE_TRAP] = { "trap", ".t", "a trap is taken" },
    [CAUSE_IDLE] = { "idle", "  ", "idle after reset, or waiting for an interrupt" },
    [CAUSE_DRAIN] = { "drain", "  ", "after the last instruction" },
};

void cause_legend(struct str *out)
{
    static const struct {
        enum cause cause;
        const char *sign;
    } shown[] = {
        { CAUSE_LOAD_USE, "RAW" }, { CAUSE_ICACHE, "I$" },         { CAUSE_DCACHE, "D$" },
        { CAUSE_EXECUTE, "busy" }, { CAUSE_STRUCTURAL, "struct" }, { CAUSE_SERIALISE, "serialise" }
    };
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
        str_addf(out, "%s %s ", causes[shown[i].cause].label, shown[i].sign);
    str_add(out, "xx flush .. held");
}

const char *cause_name(enum cause c)
{
    return c < CAUSE_COUNT ? causes[c].name : "?";
}

const char *cause_label(enum cause c)
{
    return c < CAUSE_COUNT ? causes[c].label : "?";
}

const char *cause_doc(enum cause c)
{
    return c < CAUSE_COUNT ? causes[c].doc : "?";
}

static uint32_t hash_of(uint64_t pc)
{
    return (uint32_t)((pc * UINT64_C(0x9E3779B97F4A7C15)) >> 32);
}

static void put_index(struct profile *p, uint32_t entry)
{
    uint32_t i = hash_of(p->count[entry].pc) & (p->nindex - 1);
    while (p->index[i])
        i = (i + 1) & (p->nindex - 1);
    p->index[i] = entry;
}

static void grow_index(struct profile *p)
{
    free(p->index);
    p->nindex *= 2;
    p->index = xcalloc(p->nindex, sizeof *p->index);
    for (uint32_t e = 1; e < p->n; e++)
        put_index(p, e);
}

void profile_init(struct profile *p)
{
    p->cap = 256;
    p->count = xcalloc(p->cap, sizeof *p->count);
    p->n = 1;
    p->nindex = 1024;
    p->index = xcalloc(p->nindex, sizeof *p->index);
}

void profile_release(struct profile *p)
{
    free(p->count);
    free(p->index);
    memset(p, 0, sizeof *p);
}

uint32_t profile_entry_of(struct profile *p, uint64_t pc)
{
    for (uint32_t i = hash_of(pc) & (p->nindex - 1); p->index[i]; i = (i + 1) & (p->nindex - 1))
        if (p->count[p->index[i]].pc == pc)
            return p->index[i];
    if (p->n == p->cap) {
        p->cap *= 2;
        p->count = xrealloc(p->count, p->cap * sizeof *p->count);
    }
    memset(&p->count[p->n], 0, sizeof *p->count);
    p->count[p->n].pc = pc;
    p->n++;
    if (p->n * 2 > p->nindex)
        grow_index(p);
    else
        put_index(p, p->n - 1);
    return p->n - 1;
}
