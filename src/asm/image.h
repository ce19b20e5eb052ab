/* image.h - a program ready to be put into memory: what the assembler, the ELF loader and flat images all
 * make. */
#ifndef ASM_IMAGE_H
#define ASM_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/diag.h"

struct isa;

enum { SEG_R = 4, SEG_W = 2, SEG_X = 1 };

struct segment {
    uint64_t addr, size; /* size >= filled; the rest is zero */
    const uint8_t *data;
    uint64_t filled;
    unsigned flags;   /* SEG_* */
    const char *name; /* ".text" or NULL */
};

/* A named part of the program; of ELF files only, whose segments have no names, may begin with the headers of
 * the file and hold constants beside instructions. */
struct image_section {
    uint64_t addr, size;
    const char *name;
    bool code;
};

enum symbol_kind { SYM_LABEL, SYM_FUNC, SYM_OBJECT, SYM_ABS };

struct symbol {
    const char *name;
    uint64_t addr, size;
    enum symbol_kind kind;
    bool global;
};

struct line { /* addresses [addr, next line's addr) come from file:line; file NULL = gap */
    uint64_t addr;
    const char *file; /* as in the source or DWARF */
    int line;
    bool inside; /* goes on with a statement that began elsewhere: no place to stop */
};

struct image {
    struct arena arena;
    const char *name;
    uint64_t entry;
    struct segment *segments;
    size_t nsegments;
    struct image_section *sections; /* sorted by addr; none: the file has no section headers */
    size_t nsections;
    struct symbol *symbols; /* sorted by addr, then global first, then name */
    size_t nsymbols;
    struct line *lines; /* sorted by addr; of several statements at one the last counts */
    size_t nlines;
    uint64_t end;             /* first free address after data and bss: where a heap may start */
    bool is_elf, from_source; /* from_source: assembled from .s text */
    struct {
        const char *path;
        const struct source *text;
    } * sources; /* texts we have (assembled files) */
    size_t nsources;
};

struct image *image_new(const char *name);
void image_free(struct image *img); /* NULL is fine */
/* Brings symbols, or these and lines, into the order that the look-ups need. For whoever fills an image. */
void image_sort_symbols(struct image *img);
void image_sort(struct image *img);

const struct symbol *image_symbol(const struct image *img, const char *name); /* NULL: none */
const struct symbol *image_symbol_at(const struct image *img, uint64_t addr); /* nearest at or below, NULL */
const struct line *image_line_at(const struct image *img, uint64_t addr);     /* NULL: unknown */
const struct line *image_row_at(const struct image *img, uint64_t addr);      /* the same, or a gap */

/* How a program was given. */
struct image_request {
    const char *const *files; /* one ELF or flat image, or several assembly sources */
    size_t nfiles;
    uint64_t base; /* flat images (.bin, .hex); has_base says it was given */
    bool has_base;
};

/* What kind of file, by content and name; for ELF also class, machine and byte order (to pick a target). */
enum image_kind { IMAGE_UNKNOWN, IMAGE_ELF, IMAGE_ASM, IMAGE_BIN, IMAGE_HEX };
struct image_probe {
    enum image_kind kind;
    int elf_class, elf_machine;
    bool big_endian;
    uint32_t elf_flags;
};
int image_probe(const char *path, struct image_probe *out, struct diag *d);

/* Loads or assembles. NULL after reporting. */
struct image *image_load(const struct isa *isa, const struct image_request *rq, struct diag *d);

/* elf_write.c: a statically linked executable with symbols (and line table when the image has lines). */
int image_write_elf(const struct isa *isa, const struct image *img, const char *path, struct diag *d);

#endif
