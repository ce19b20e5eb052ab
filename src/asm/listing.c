/* listing.c - `--listing`: for every source line that made something its address, its bytes and its text. */
#include "asm/asm.h"

#include <string.h>

enum { BYTES_PER_LINE = 8 };

static const uint8_t *bytes_at(const struct image *img, uint64_t addr, uint64_t *left)
{
    for (size_t i = 0; i < img->nsegments; i++) {
        const struct segment *s = &img->segments[i];
        if (addr >= s->addr && addr - s->addr < s->filled) {
            *left = s->filled - (addr - s->addr);
            return s->data + (addr - s->addr);
        }
    }
    *left = 0;
    return NULL;
}

static void source_line(const struct loc *l, struct str *out)
{
    if (!l->src)
        return;
    const char *p = l->src->text, *end = p + l->src->size;
    for (int n = 1; n < l->line && p < end; n++) {
        const char *nl = memchr(p, '\n', (size_t)(end - p));
        p = nl ? nl + 1 : end;
    }
    const char *nl = p < end ? memchr(p, '\n', (size_t)(end - p)) : NULL;
    size_t len = (size_t)((nl ? nl : end) - p);
    while (len && (p[len - 1] == '\r' || p[len - 1] == ' '))
        len--;
    str_addn(out, p, len);
}

/* At most two rows of bytes; "..." stands for the rest. */
static void record_text(const struct assembler *as, const struct section *s, const struct record *r,
                        const struct image *img, struct str *out)
{
    const struct item *it = &s->items.data[r->item];
    uint64_t len = r->len == UINT64_MAX ? it->size : r->len, left;
    uint64_t addr = s->addr + it->offset + (r->len == UINT64_MAX ? 0 : r->off);
    unsigned digits = as->isa->mem.addr > 32 ? 16 : 8;
    const uint8_t *p = bytes_at(img, addr, &left);
    if (!len)
        return;
    for (uint64_t at = 0; at == 0 || (at < len && p && at < 2 * BYTES_PER_LINE); at += BYTES_PER_LINE) {
        str_addf(out, "%0*llx  ", (int)digits, (unsigned long long)(addr + at));
        for (uint64_t i = at; i < at + BYTES_PER_LINE; i++) {
            if (p && i < len && i < left)
                str_addf(out, "%02x", p[i]);
            else
                str_add(out, "  ");
        }
        str_add(out, at + BYTES_PER_LINE < len && p && at ? ".." : "  ");
        if (at == 0) {
            str_addf(out, "%6d%c ", r->at.loc.line, r->at.exp ? '+' : ' ');
            source_line(&r->at.loc, out);
        }
        while (out->len && out->buf[out->len - 1] == ' ')
            out->buf[--out->len] = 0;
        str_addc(out, '\n');
    }
}

void listing_text(struct assembler *as, const struct image *img, struct str *out)
{
    struct section **s;
    const struct record *r;
    vec_each (s, &as->order) {
        if (!(*s)->records.count)
            continue;
        str_addf(out, "%s: section %s\n", (*s)->file->src ? (*s)->file->src->name : "", (*s)->name);
        vec_each (r, &(*s)->records)
            record_text(as, *s, r, img, out);
    }
}
