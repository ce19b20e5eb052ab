/* flat.c - .bin and .hex: bytes for one address. A .hex file is text, so its mistakes have lines. */
#include "asm/flat.h"

#include "base/bits.h"
#include "base/str.h"
#include "isa/isa.h"
#include <ctype.h>
#include <string.h>

struct hex {
    const struct source *src;
    size_t pos;
    int line;
    struct diag *d;
};

/* The digits of one line, blanks and comments (# or //) aside. -1 error, 0 empty line, 1 a word. */
static int hex_line(struct hex *h, uint32_t *word)
{
    const char *t = h->src->text;
    size_t start = h->pos, i = start, digits = 0;
    uint64_t v = 0;
    while (i < h->src->size && t[i] != '\n' && isspace((unsigned char)t[i]))
        i++;
    if (i + 1 < h->src->size && t[i] == '0' && (t[i + 1] == 'x' || t[i + 1] == 'X'))
        i += 2;
    for (; i < h->src->size && isxdigit((unsigned char)t[i]); i++, digits++)
        v = v << 4 | digit_value(t[i]);
    struct loc at = { h->src, h->line, (int)(i - start) + 1 };
    while (i < h->src->size && t[i] != '\n' && isspace((unsigned char)t[i]))
        i++;
    bool comment =
        i < h->src->size && (t[i] == '#' || (t[i] == '/' && i + 1 < h->src->size && t[i + 1] == '/'));
    if (i < h->src->size && t[i] != '\n' && !comment)
        return diag_error(h->d, at, "expected one 32-bit word in hexadecimal digits");
    if (digits > 8)
        return diag_error(h->d, at,
                          "this word has more than eight digits: one 32-bit word a line is expected");
    while (i < h->src->size && t[i] != '\n')
        i++;
    h->pos = i + 1;
    h->line++;
    *word = (uint32_t)v;
    return digits > 0;
}

static uint8_t *read_hex(const struct isa *isa, const struct source *src, struct arena *a, struct diag *d,
                         size_t *n)
{
    struct hex h = { src, 0, 1, d };
    size_t cap = src->size / 2 + 8;
    uint8_t *out = arena_alloc(a, cap + 4);
    *n = 0;
    while (h.pos < src->size) {
        uint32_t w = 0;
        int rc = hex_line(&h, &w);
        if (rc < 0)
            return NULL;
        if (rc == 0)
            continue;
        if (*n + 4 > cap) { /* one-digit lines: four bytes from two characters */
            uint8_t *more = arena_alloc(a, cap * 2 + 4);
            memcpy(more, out, *n);
            out = more;
            cap *= 2;
        }
        bits_to_bytes(out + *n, 4, isa->mem.big_endian, w);
        *n += 4;
    }
    return out;
}

struct image *flat_load(const struct isa *isa, const char *path, uint64_t base, bool hex, struct diag *d)
{
    const struct loc none = { NULL, 0, 0 };
    const struct source *src = diag_read_file(d, path, none);
    if (!src)
        return NULL;
    struct image *img = image_new(path);
    size_t n = src->size;
    uint8_t *data = arena_alloc(&img->arena, n + 1);
    memcpy(data, src->text, n);
    if (hex)
        data = read_hex(isa, src, &img->arena, d, &n);
    if (data && !n)
        diag_error(d, none, "'%s' is empty", path);
    uint64_t last = bits_mask(isa->mem.addr ? isa->mem.addr : 64);
    bool fits = n && base <= last && n - 1 <= last - base;
    if (data && n && !fits)
        diag_error(d, none, "'%s' has %zu bytes, which do not fit at address 0x%llx", path, n,
                   (unsigned long long)base);
    if (!data || !fits) {
        image_free(img);
        return NULL;
    }
    img->segments = ARENA_NEW(&img->arena, struct segment);
    img->segments[0] = (struct segment){ base, n, data, n, SEG_R | SEG_W | SEG_X, NULL };
    img->nsegments = 1;
    img->entry = base;
    img->end = base + n;
    return img;
}
