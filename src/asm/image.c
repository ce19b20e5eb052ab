/* image.c - programs ready for memory: look-ups, what kind of file something is, loading by kind. */
#include "asm/image.h"

#include "asm/assemble.h"
#include "asm/elf_read.h"
#include "asm/flat.h"
#include "base/bits.h"
#include "base/fs.h"
#include "base/str.h"
#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct image *image_new(const char *name)
{
    struct image *img = xcalloc(1, sizeof *img);
    arena_init(&img->arena);
    img->name = arena_strdup(&img->arena, name);
    return img;
}

void image_free(struct image *img)
{
    if (!img)
        return;
    arena_release(&img->arena);
    free(img);
}

/* ---- look-ups ---------------------------------------------------------------------------------------- */

static int symbol_order(const void *a, const void *b)
{
    const struct symbol *x = a, *y = b;
    if (x->addr != y->addr)
        return x->addr < y->addr ? -1 : 1;
    if (x->global != y->global)
        return x->global ? -1 : 1;
    return strcmp(x->name, y->name);
}

/* At one address the end of a stretch comes before the line that begins there. */
static int line_order(const void *a, const void *b)
{
    const struct line *x = a, *y = b;
    if (x->addr != y->addr)
        return x->addr < y->addr ? -1 : 1;
    if (!x->file != !y->file)
        return x->file ? 1 : -1;
    return 0;
}

/* Of what lies at one address: the statements that begin there, the last at the end; without any, the last.
 */
static void drop_lines(struct image *img)
{
    size_t n = 0;
    for (size_t i = 0; i < img->nlines; i++) {
        const struct line l = img->lines[i], *before = n ? &img->lines[n - 1] : NULL;
        bool beside = before && before->addr == l.addr, begun = beside && before->file && !before->inside;
        if (begun && l.inside)
            continue;
        if (beside && (!begun || (before->line == l.line && !strcmp(before->file, l.file))))
            n--;
        img->lines[n++] = l;
    }
    img->nlines = n;
}

void image_sort_symbols(struct image *img)
{
    if (img->nsymbols)
        qsort(img->symbols, img->nsymbols, sizeof *img->symbols, symbol_order);
}

void image_sort(struct image *img)
{
    image_sort_symbols(img);
    if (!img->nlines)
        return;
    qsort(img->lines, img->nlines, sizeof *img->lines, line_order);
    drop_lines(img);
}

const struct symbol *image_symbol(const struct image *img, const char *name)
{
    const struct symbol *best = NULL;
    for (size_t i = 0; i < img->nsymbols; i++) {
        const struct symbol *s = &img->symbols[i];
        if (strcmp(s->name, name) == 0 && (!best || (s->global && !best->global)))
            best = s;
    }
    return best;
}

/* Number of symbols at or below the address. */
static size_t symbols_upto(const struct image *img, uint64_t addr)
{
    size_t lo = 0, hi = img->nsymbols;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (img->symbols[mid].addr <= addr)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

/* Prefers, at one address, what is placed there over numbers, functions and objects over plain labels. */
static int worth(const struct symbol *s)
{
    return s->kind == SYM_ABS ? 0 : s->kind == SYM_LABEL ? 1 : 2;
}

const struct symbol *image_symbol_at(const struct image *img, uint64_t addr)
{
    size_t n = symbols_upto(img, addr);
    const struct symbol *best = NULL;
    while (n > 0) {
        const struct symbol *s = &img->symbols[--n];
        if (best && s->addr != best->addr)
            break;
        if (s->kind != SYM_ABS && (!best || worth(s) >= worth(best)))
            best = s;
    }
    return best;
}

const struct line *image_row_at(const struct image *img, uint64_t addr)
{
    size_t lo = 0, hi = img->nlines;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (img->lines[mid].addr <= addr)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo ? &img->lines[lo - 1] : NULL;
}

const struct line *image_line_at(const struct image *img, uint64_t addr)
{
    const struct line *row = image_row_at(img, addr);
    return row && row->file ? row : NULL;
}

/* ---- kinds of files ---------------------------------------------------------------------------------- */

static bool ends_with(const char *s, const char *suffix)
{
    size_t n = strlen(s), m = strlen(suffix);
    return n >= m && strcmp(s + n - m, suffix) == 0;
}

static void probe_elf(const unsigned char *p, size_t size, struct image_probe *out)
{
    out->kind = IMAGE_ELF;
    out->elf_class = p[EI_CLASS] == ELFCLASS64 ? 64 : 32;
    out->big_endian = p[EI_DATA] == ELFDATA2MSB;
    if (size < 20)
        return;
    out->elf_machine = (int)bits_from_bytes(p + 18, 2, out->big_endian);
    size_t at = out->elf_class == 64 ? 48 : 36;
    if (size >= at + 4)
        out->elf_flags = (uint32_t)bits_from_bytes(p + at, 4, out->big_endian);
}

int image_probe(const char *path, struct image_probe *out, struct diag *d)
{
    size_t size;
    char *text = fs_read(path, &size);
    memset(out, 0, sizeof *out);
    if (!text)
        return diag_error(d, (struct loc){ NULL, 0, 0 }, "cannot read '%s': %s", path, strerror(errno));
    if (size >= SELFMAG && memcmp(text, ELFMAG, SELFMAG) == 0 && size > EI_DATA)
        probe_elf((const unsigned char *)text, size, out);
    else if (ends_with(path, ".s") || ends_with(path, ".S") || ends_with(path, ".asm"))
        out->kind = IMAGE_ASM;
    else if (ends_with(path, ".hex"))
        out->kind = IMAGE_HEX;
    else if (ends_with(path, ".bin"))
        out->kind = IMAGE_BIN;
    free(text);
    return 0;
}

static int check_kinds(const struct image_request *rq, const struct image_probe *first, struct diag *d)
{
    struct loc none = { NULL, 0, 0 };
    if (first->kind == IMAGE_UNKNOWN)
        return diag_error(d, none,
                          "'%s' is no ELF file, and its name does not end in .s, .S, .asm, .hex or .bin",
                          rq->files[0]);
    for (size_t i = 1; i < rq->nfiles; i++) {
        struct image_probe p;
        if (image_probe(rq->files[i], &p, d) < 0)
            return -1;
        if (p.kind != IMAGE_ASM || first->kind != IMAGE_ASM)
            return diag_error(d, none, "'%s': only assembly sources can be given together",
                              first->kind == IMAGE_ASM ? rq->files[i] : rq->files[0]);
    }
    bool flat = first->kind == IMAGE_HEX || first->kind == IMAGE_BIN;
    if (flat && !rq->has_base)
        return diag_error(d, none, "'%s' is a flat image: say with --base ADDR where it belongs",
                          rq->files[0]);
    if (!flat && rq->has_base)
        return diag_error(d, none, "'%s' has addresses of its own: --base is for .bin and .hex",
                          rq->files[0]);
    return 0;
}

struct image *image_load(const struct isa *isa, const struct image_request *rq, struct diag *d)
{
    struct image_probe p;
    if (!rq->nfiles) {
        diag_error(d, (struct loc){ NULL, 0, 0 }, "no program was given");
        return NULL;
    }
    if (image_probe(rq->files[0], &p, d) < 0 || check_kinds(rq, &p, d) < 0)
        return NULL;
    switch (p.kind) {
    case IMAGE_ELF: return elf_load(isa, rq->files[0], d);
    case IMAGE_ASM: return asm_assemble(isa, rq->files, rq->nfiles, NULL, d);
    case IMAGE_HEX:
    case IMAGE_BIN: return flat_load(isa, rq->files[0], rq->base, p.kind == IMAGE_HEX, d);
    case IMAGE_UNKNOWN: break;
    }
    return NULL;
}
