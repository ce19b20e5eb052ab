/* section.c - sections and what is put into them while the text is read. */
#include "asm/asm.h"

#include <string.h>
#include "base/bits.h"

/* What a section is if only its name is known; ".text.main" is like ".text". */
static const struct {
    const char *name;
    unsigned flags;
    bool nobits;
} habits[] = {
    { ".text", SEG_R | SEG_X, false },
    { ".rodata", SEG_R, false },
    { ".srodata", SEG_R, false },
    { ".data", SEG_R | SEG_W, false },
    { ".sdata", SEG_R | SEG_W, false },
    { ".bss", SEG_R | SEG_W, true },
    { ".sbss", SEG_R | SEG_W, true },
    { "COMMON", SEG_R | SEG_W, true },
    { ".init_array", SEG_R | SEG_W, false },
    { ".fini_array", SEG_R | SEG_W, false },
    { ".eh_frame", SEG_R, false },
};

static bool like(const char *name, const char *stem)
{
    size_t n = strlen(stem);
    return strncmp(name, stem, n) == 0 && (!name[n] || name[n] == '.');
}

static void set_habits(struct section *s)
{
    for (size_t i = 0; i < sizeof habits / sizeof habits[0]; i++) {
        if (like(s->name, habits[i].name)) {
            s->alloc = true;
            s->flags = habits[i].flags;
            s->nobits = habits[i].nobits;
        }
    }
}

struct section *section_get(struct assembler *as, const char *name)
{
    struct section **p;
    vec_each (p, &as->file->sections) {
        if (strcmp((*p)->name, name) == 0)
            return *p;
    }
    struct section *s = ARENA_NEW(&as->arena, struct section);
    s->name = arena_strdup(&as->arena, name);
    s->align = 1;
    s->placed = SIZE_MAX;
    s->file = as->file;
    set_habits(s);
    *vec_push(&as->file->sections) = s;
    return s;
}

void section_enter(struct assembler *as, struct section *sec)
{
    as->previous = as->sec;
    as->sec = sec;
}

bool section_code(const struct section *sec)
{
    return sec->flags & SEG_X;
}

static int too_big(struct assembler *as)
{
    as_error(as, 0, "section %s grows beyond the limit of %d MiB%s", as->sec->name,
             (as->sec->nobits ? ASM_MAX_SECTION : ASM_MAX_FILLED) >> 20,
             as->sec->nobits ? "" : " (use .bss for large areas of zeroes)");
    as->fatal = true;
    return -1;
}

struct item *section_item(struct assembler *as, enum item_kind kind)
{
    struct section *sec = as->sec;
    size_t run = 0;
    uint64_t run_offset = 0;
    if (sec->items.count) {
        const struct item *last = &sec->items.data[sec->items.count - 1];
        bool grows = !last->fixed;
        run = last->run + grows;
        run_offset = grows ? 0 : last->run_offset + last->size;
    }
    if (sec->items.count > ASM_MAX_FILLED / 8) {
        too_big(as);
        return NULL;
    }
    struct item *it = vec_push(&sec->items);
    memset(it, 0, sizeof *it);
    it->kind = kind;
    it->fixed = kind == ITEM_DATA;
    it->run = run;
    it->run_offset = run_offset;
    it->at = as_where(as, 0);
    return it;
}

static struct item *data_item(struct assembler *as)
{
    struct section *sec = as->sec;
    if (sec->items.count && sec->items.data[sec->items.count - 1].kind == ITEM_DATA)
        return &sec->items.data[sec->items.count - 1];
    return section_item(as, ITEM_DATA);
}

/* One record for each statement that makes something; further pieces of the same statement extend it. */
void section_record(struct assembler *as, bool code, uint64_t len)
{
    struct section *sec = as->sec;
    size_t item = sec->items.count - 1;
    const struct item *it = &sec->items.data[item];
    struct where at = as_where(as, 0);
    uint64_t off = len == UINT64_MAX ? 0 : it->size - len;
    if (sec->records.count) {
        struct record *r = &sec->records.data[sec->records.count - 1];
        bool same = r->at.loc.src == at.loc.src && r->at.loc.line == at.loc.line && r->at.exp == at.exp;
        if (same && r->item == item && r->code == code && r->off + r->len == off && len != UINT64_MAX) {
            r->len += len;
            return;
        }
    }
    *vec_push(&sec->records) = (struct record){ item, off, len, at, code };
}

int section_bytes(struct assembler *as, const void *p, size_t n, bool code)
{
    struct section *sec = as->sec;
    struct item *it = data_item(as);
    if (!it || n > ASM_MAX_FILLED || sec->filled + n > ASM_MAX_FILLED)
        return too_big(as);
    for (size_t i = 0; i < n; i++)
        *vec_push(&it->bytes) = p ? ((const uint8_t *)p)[i] : 0;
    it->size += n;
    sec->filled += n;
    if (n)
        section_record(as, code, n);
    return 0;
}

int section_fixup(struct assembler *as, struct expr *e, unsigned size, size_t offset)
{
    if (section_bytes(as, NULL, size, false) < 0)
        return -1;
    struct item *it = &as->sec->items.data[as->sec->items.count - 1];
    *vec_push(&it->fixups) = (struct fixup){ it->size - size, size, e, as_where(as, offset) };
    return 0;
}

void as_put(const struct assembler *as, uint8_t *p, uint64_t v, unsigned size)
{
    bits_to_bytes(p, size, as->isa->mem.big_endian, v);
}
