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

/* Where the line before last was found: lines mostly come in order, and sources may be long. */
struct cursor {
    const struct source *src;
    const char *at;
    int line;
};

static void source_line(struct cursor *c, const struct loc *l, struct str *out)
{
    if (!l->src)
        return;
    const char *end = l->src->text + l->src->size;
    if (c->src != l->src || c->line > l->line)
        *c = (struct cursor){ l->src, l->src->text, 1 };
    for (; c->line < l->line && c->at < end; c->line++) {
        const char *nl = memchr(c->at, '\n', (size_t)(end - c->at));
        c->at = nl ? nl + 1 : end;
    }
    const char *nl = c->at < end ? memchr(c->at, '\n', (size_t)(end - c->at)) : NULL;
    size_t len = (size_t)((nl ? nl : end) - c->at);
    while (len && (c->at[len - 1] == '\r' || c->at[len - 1] == ' '))
        len--;
    str_addn(out, c->at, len);
}

/* At most two rows of bytes; "..." stands for the rest. */
static void record_text(const struct assembler *as, const struct section *s, const struct record *r,
                        const struct image *img, struct cursor *lines, struct str *out)
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
            source_line(lines, &r->at.loc, out);
        }
        str_trim_end(out);
        str_addc(out, '\n');
    }
}

void listing_text(struct assembler *as, const struct image *img, struct str *out)
{
    struct cursor lines = { NULL, NULL, 1 };
    struct section **s;
    const struct record *r;
    vec_each (s, &as->order) {
        if (!(*s)->records.count)
            continue;
        str_addf(out, "%s: section %s\n", (*s)->file->src ? (*s)->file->src->name : "", (*s)->name);
        vec_each (r, &(*s)->records)
            record_text(as, *s, r, img, &lines, out);
    }
}
