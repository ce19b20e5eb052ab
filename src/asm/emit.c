/* emit.c - placed sections become bytes, symbols and lines of an image. */
#include "asm/asm.h"

#include "asm/insn.h"
#include "base/bits.h"
#include <stdlib.h>
#include <string.h>

/* ---- modifiers that refer to another instruction's --------------------------------------------------- */

struct hi {
    uint64_t addr;
    const struct expr *e; /* the modifier's EX_MOD */
};
struct pairs {
    VEC(struct hi) v;
};

static void collect_node(struct pairs *p, const struct section *sec, const struct node *n)
{
    const struct cand *c = &n->cands[n->chosen];
    for (unsigned i = 0; !c->insn && i < c->nseq; i++)
        collect_node(p, sec, &c->seq[i]);
    for (unsigned k = 0; c->insn && k < c->insn->noperands; k++) {
        if (c->ops[k].e && c->ops[k].e->kind == EX_MOD)
            *vec_push(&p->v) = (struct hi){ sec->addr + n->addr, c->ops[k].e };
    }
}

static int by_address(const void *a, const void *b)
{
    const struct hi *x = a, *y = b;
    return x->addr < y->addr ? -1 : x->addr > y->addr;
}

static void collect_pairs(struct assembler *as, struct pairs *p)
{
    struct section **s;
    struct item *it;
    vec_each (s, &as->order) {
        vec_each (it, &(*s)->items) {
            if (it->kind == ITEM_INSN)
                collect_node(p, *s, it->node);
        }
    }
    if (p->v.count)
        qsort(p->v.data, p->v.count, sizeof *p->v.data, by_address);
}

static const struct hi *find_pair(const struct assembler *as, const char *modifier, uint64_t label)
{
    const struct hi key = { label, NULL };
    const struct hi *h = as->pairs && as->pairs->v.count
                             ? bsearch(&key, as->pairs->v.data, as->pairs->v.count, sizeof key, by_address)
                             : NULL;
    return h && strcmp(h->e->mod->name, modifier) == 0 ? h : NULL;
}

bool pair_exists(const struct assembler *as, const char *modifier, uint64_t label)
{
    return find_pair(as, modifier, label) != NULL;
}

bool pair_lookup(struct assembler *as, const char *modifier, uint64_t label, uint64_t *s, uint64_t *place)
{
    struct value v;
    const struct hi *h = find_pair(as, modifier, label);
    if (!h || !expr_eval(as, h->e->a, EVAL_PLACED, label, &v))
        return false;
    *s = (uint64_t)v.v;
    *place = label;
    return true;
}

/* ---- bytes ------------------------------------------------------------------------------------------- */

/* `top` is the statement that became n and its neighbours. */
static int emit_node(struct assembler *as, const struct section *sec, const struct node *n,
                     const struct item *top, uint8_t *out)
{
    const struct cand *c = &n->cands[cand_misplaced(as, &n->cands[0], sec->addr + n->addr) ? 0 : n->chosen];
    struct node named = *n;
    int rc = 0;
    if (c->insn) {
        named.at = top->at;
        named.written = top->node->written;
        return cand_encode(as, c, &named, sec->addr + n->addr, out);
    }
    for (unsigned i = 0; i < c->nseq; i++)
        rc |= emit_node(as, sec, &c->seq[i], top, out + (c->seq[i].addr - n->addr));
    return rc;
}

static int emit_fixup(struct assembler *as, const struct section *sec, const struct item *it,
                      const struct fixup *f, uint8_t *out)
{
    struct value v;
    uint64_t addr = sec->addr + it->offset + f->off;
    if (!expr_eval(as, f->e, EVAL_PLACED, addr, &v))
        return expr_report(as, &f->at, f->e, &v);
    unsigned bits = f->size * 8;
    /* an address of a narrow target is a full word of it */
    if (bits < 64 && !bits_fits_s(v.v, bits) && !bits_fits_u((uint64_t)v.v, bits))
        return as_error_at(as, &f->at, "the value 0x%llx does not fit %u bits", (unsigned long long)v.v,
                           bits);
    as_put(as, out + f->off, (uint64_t)v.v, f->size);
    return 0;
}

static int emit_leb(struct assembler *as, const struct item *it, uint8_t *out)
{
    struct value v;
    if (!expr_eval(as, it->e, EVAL_PLACED, 0, &v))
        return expr_report(as, &it->at, it->e, &v);
    int64_t x = v.v;
    for (uint64_t i = 0; i < it->size; i++) {
        out[i] = (uint8_t)((x & 0x7F) | (i + 1 < it->size ? 0x80 : 0));
        x = it->is_signed ? x >> 7 : (int64_t)((uint64_t)x >> 7);
    }
    return 0;
}

/* The pattern once, then what is there doubled until the area is full; zeroes are there already. */
static void fill_with(const struct assembler *as, const struct item *it, uint8_t *out)
{
    unsigned size = it->fill_size ? it->fill_size : 1;
    uint64_t whole = it->size - it->size % size, done = size;
    if (!it->fill || !whole)
        return;
    as_put(as, out, it->fill, size);
    for (uint64_t n; done < whole; done += n) {
        n = done < whole - done ? done : whole - done;
        memcpy(out + done, out, n);
    }
}

static int check_area(struct assembler *as, const struct section *sec, const struct item *it)
{
    struct value v;
    if (it->fixed)
        return 0;
    if (!expr_eval(as, it->e, EVAL_PLACED, 0, &v))
        return expr_report(as, &it->at, it->e, &v);
    if (it->kind == ITEM_SPACE && v.v < 0)
        return as_error_at(as, &it->at, "the count %lld is negative", (long long)v.v);
    if (it->kind == ITEM_SPACE && (uint64_t)v.v * it->fill_size != it->size)
        return as_error_at(as, &it->at, "the count depends on itself, or is too large");
    uint64_t want = (uint64_t)v.v - (v.sec ? sec->addr : 0);
    if (it->kind == ITEM_ORG && want != it->offset + it->size)
        return as_error_at(as, &it->at, ".org cannot go back from 0x%llx to 0x%llx",
                           (unsigned long long)it->offset, (unsigned long long)want);
    return 0;
}

static int emit_item(struct assembler *as, const struct section *sec, const struct item *it, uint8_t *out)
{
    const struct fixup *f;
    int rc = 0;
    switch (it->kind) {
    case ITEM_DATA:
        if (it->bytes.count)
            memcpy(out, it->bytes.data, it->bytes.count);
        vec_each (f, &it->fixups)
            rc |= emit_fixup(as, sec, it, f, out);
        return rc;
    case ITEM_INSN: return emit_node(as, sec, it->node, it, out);
    case ITEM_LEB: return emit_leb(as, it, out);
    case ITEM_ALIGN:
        if (it->code)
            nop_fill(as, it->module_off, out, it->size);
        else
            fill_with(as, it, out);
        return 0;
    case ITEM_SPACE:
    case ITEM_ORG:
        rc = check_area(as, sec, it);
        fill_with(as, it, out);
        return rc;
    }
    return rc;
}

static int check_nobits(struct assembler *as, const struct section *sec)
{
    const struct item *it;
    vec_each (it, &sec->items) {
        bool bad = it->fixups.count || (it->fill && (it->kind == ITEM_SPACE || it->kind == ITEM_ALIGN));
        for (size_t i = 0; i < it->bytes.count && !bad; i++)
            bad = it->bytes.data[i] != 0;
        if (bad)
            return as_error_at(as, &it->at, "section %s holds no bytes: only zeroes can be reserved there",
                               sec->name);
        if ((it->kind == ITEM_SPACE || it->kind == ITEM_ORG) && check_area(as, sec, it) < 0)
            return -1;
    }
    return 0;
}

/* ---- parts -> segments ------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    unsigned flags;
} parts[OUT_COUNT] = {
    { ".text", SEG_R | SEG_X }, { ".rodata", SEG_R }, { ".data", SEG_R | SEG_W }, { ".bss", SEG_R | SEG_W }
};

static int emit_part(struct assembler *as, struct image *img, int part)
{
    uint64_t size = as->part_end[part] - as->part_addr[part];
    uint8_t *data = NULL;
    struct section **s;
    int rc = 0;
    if (!size)
        return 0;
    if (part != OUT_BSS)
        data = arena_alloc(&img->arena, size);
    vec_each (s, &as->order) {
        const struct item *it;
        if ((int)(*s)->out != part)
            continue;
        if (part == OUT_BSS || (*s)->nobits) {
            rc |= check_nobits(as, *s);
            continue;
        }
        vec_each (it, &(*s)->items)
            rc |= emit_item(as, *s, it, data + ((*s)->addr - as->part_addr[part]) + it->offset);
    }
    img->segments[img->nsegments++] =
        (struct segment){ as->part_addr[part], size, data, data ? size : 0, parts[part].flags,
                          parts[part].name };
    return rc;
}

/* ---- symbols and lines ------------------------------------------------------------------------------- */

static bool symbol_of(struct assembler *as, const struct asym *s, struct symbol *out)
{
    struct value v;
    const struct expr e = { .kind = EX_SYM, .sym = (struct asym *)s };
    if (s->state == ASYM_UNDEF || s->link || s->internal || !expr_eval(as, &e, EVAL_PLACED, 0, &v))
        return false;
    bool hidden = s->name[0] == '.' && s->name[1] == 'L' && !s->global;
    if (hidden || (s->state == ASYM_LABEL && !s->pos.sec->alloc))
        return false;
    *out = (struct symbol){ s->name, (uint64_t)v.v, s->size, s->kind, s->global || s->weak };
    if (s->state == ASYM_EQU && v.sec)
        out->kind = SYM_LABEL;
    if (s->size_expr && expr_eval(as, s->size_expr, EVAL_PLACED, 0, &v) && v.v > 0)
        out->size = (uint64_t)v.v;
    return true;
}

static void emit_symbols(struct assembler *as, struct image *img)
{
    struct asm_file **f;
    struct map_entry *e;
    size_t n = as->linker_symbols.count;
    vec_each (f, &as->files)
        n += (*f)->symbols.count;
    img->symbols = ARENA_ARRAY(&img->arena, struct symbol, n + 1);
    vec_each (f, &as->files) {
        map_each (e, &(*f)->symbols) {
            if (symbol_of(as, e->value, &img->symbols[img->nsymbols]))
                img->nsymbols++;
        }
    }
    map_each (e, &as->linker_symbols) {
        const struct asym *s = e->value;
        if (s->used)
            img->symbols[img->nsymbols++] = (struct symbol){ s->name, s->address, 0, SYM_LABEL, true };
    }
    for (size_t i = 0; i < img->nsymbols; i++)
        img->symbols[i].name = arena_strdup(&img->arena, img->symbols[i].name);
    image_sort_symbols(img);
}

static uint64_t record_address(const struct section *s, const struct record *r, uint64_t *len)
{
    const struct item *it = &s->items.data[r->item];
    *len = r->len == UINT64_MAX ? it->size : r->len;
    return s->addr + it->offset + (r->len == UINT64_MAX ? 0 : r->off);
}

/* Which source an address comes from: where the text was written, not where a macro was called. */
static void emit_lines(struct assembler *as, struct image *img)
{
    struct section **s;
    struct record *r;
    size_t n = 0;
    vec_each (s, &as->order)
        n += (*s)->records.count * 2;
    img->lines = ARENA_ARRAY(&img->arena, struct line, n + 1);
    uint64_t end = 0;
    const struct source *last = NULL;
    const char *name = NULL;
    vec_each (s, &as->order) {
        vec_each (r, &(*s)->records) {
            uint64_t len, addr = record_address(*s, r, &len);
            if (!(r->code || (*s)->flags & SEG_X) || !len)
                continue;
            if (img->nlines && addr != end)
                img->lines[img->nlines++] = (struct line){ .addr = end };
            if (r->at.loc.src != last) {
                last = r->at.loc.src;
                name = last ? arena_strdup(&img->arena, last->name) : NULL;
            }
            img->lines[img->nlines++] = (struct line){ .addr = addr, .file = name, .line = r->at.loc.line };
            end = addr + len;
        }
    }
    if (img->nlines)
        img->lines[img->nlines++] = (struct line){ .addr = end };
}

static void emit_sources(struct assembler *as, struct image *img)
{
    img->sources = arena_alloc(&img->arena, (as->d->nsources + 1) * sizeof *img->sources);
    for (size_t i = 0; i < as->d->nsources; i++) {
        const struct source *src = as->d->sources[i];
        bool used = false;
        for (size_t k = 0; k < img->nlines && !used; k++)
            used = img->lines[k].file && strcmp(img->lines[k].file, src->name) == 0;
        if (!used)
            continue;
        struct source *copy = ARENA_NEW(&img->arena, struct source);
        copy->name = arena_strdup(&img->arena, src->name);
        copy->text = arena_strndup(&img->arena, src->text, src->size);
        copy->size = src->size;
        img->sources[img->nsources].path = copy->name;
        img->sources[img->nsources++].text = copy;
    }
}

static uint64_t entry_address(const struct assembler *as, const struct image *img)
{
    static const char *const names[] = { "_start", "main" };
    for (size_t k = 0; k < 2; k++) {
        const struct symbol *s = image_symbol(img, names[k]);
        if (s)
            return s->addr;
    }
    return as->part_addr[OUT_TEXT];
}

int emit_image(struct assembler *as, struct image *img)
{
    struct pairs pairs = { 0 };
    int rc = 0;
    collect_pairs(as, &pairs);
    as->pairs = &pairs;
    img->segments = ARENA_ARRAY(&img->arena, struct segment, OUT_COUNT);
    for (int part = 0; part < OUT_COUNT; part++)
        rc |= emit_part(as, img, part);
    as->pairs = NULL;
    vec_release(&pairs.v);
    if (rc)
        return -1;
    emit_symbols(as, img);
    emit_lines(as, img);
    emit_sources(as, img);
    img->entry = entry_address(as, img);
    img->end = as->end;
    img->from_source = true;
    return 0;
}
