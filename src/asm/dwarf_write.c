/* dwarf_write.c - .debug_line, .debug_info and .debug_abbrev: one unit, one file table, one sequence for each
 * stretch of code. Enough for debuggers to show source lines; there are no types and no variables in
 * assembly. */
#include "asm/dwarf_write.h"

#include <dwarf.h>
#include <string.h>

struct writer {
    struct bytes *b;
    bool big;
    unsigned addr_size;
};

static void put(struct writer *w, uint64_t v, unsigned size)
{
    for (unsigned i = 0; i < size; i++)
        *vec_push(&w->b->v) = (uint8_t)(v >> 8 * (w->big ? size - 1 - i : i));
}

static void put_text(struct writer *w, const char *s)
{
    do
        *vec_push(&w->b->v) = (uint8_t)*s;
    while (*s++);
}

static void put_uleb(struct writer *w, uint64_t v)
{
    do {
        uint8_t byte = v & 0x7F;
        v >>= 7;
        put(w, byte | (v ? 0x80u : 0u), 1);
    } while (v);
}

static void put_sleb(struct writer *w, int64_t v)
{
    for (;;) {
        uint8_t byte = v & 0x7F;
        v >>= 7;
        bool done = (v == 0 && !(byte & 0x40)) || (v == -1 && byte & 0x40);
        put(w, byte | (done ? 0u : 0x80u), 1);
        if (done)
            return;
    }
}

/* A four-byte length at `at` becomes the number of bytes after it. */
static void patch(struct writer *w, size_t at)
{
    uint64_t n = w->b->v.count - at - 4;
    for (unsigned i = 0; i < 4; i++)
        w->b->v.data[at + i] = (uint8_t)(n >> 8 * (w->big ? 3 - i : i));
}

/* ---- lines ------------------------------------------------------------------------------------------- */

struct files {
    VEC(const char *) v;
};

static size_t file_number(struct files *f, const char *name)
{
    for (size_t i = 0; i < f->v.count; i++) {
        if (strcmp(f->v.data[i], name) == 0)
            return i + 1;
    }
    *vec_push(&f->v) = name;
    return f->v.count;
}

static void line_header(struct writer *w, const struct files *f)
{
    static const uint8_t operands[] = { 0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1 };
    put(w, 0, 4);
    put(w, 4, 2);
    size_t at = w->b->v.count;
    put(w, 0, 4);
    put(w, 1, 1);           /* shortest instruction */
    put(w, 1, 1);           /* operations per instruction */
    put(w, 1, 1);           /* is_stmt */
    put(w, (uint8_t)-5, 1); /* line base and range: no special opcodes are used */
    put(w, 14, 1);
    put(w, 13, 1);
    for (size_t i = 0; i < sizeof operands; i++)
        put(w, operands[i], 1);
    put(w, 0, 1); /* no directories */
    for (size_t i = 0; i < f->v.count; i++) {
        put_text(w, f->v.data[i]);
        put(w, 0, 3);
    }
    put(w, 0, 1);
    patch(w, at);
}

static void set_address(struct writer *w, uint64_t addr)
{
    put(w, 0, 1);
    put_uleb(w, 1 + w->addr_size);
    put(w, DW_LNE_set_address, 1);
    put(w, addr, w->addr_size);
}

static void end_sequence(struct writer *w)
{
    put(w, 0, 1);
    put_uleb(w, 1);
    put(w, DW_LNE_end_sequence, 1);
}

static void line_program(struct writer *w, const struct image *img, struct files *f)
{
    bool open = false;
    uint64_t addr = 0;
    int line = 1;
    size_t file = 1;
    for (size_t i = 0; i < img->nlines; i++) {
        const struct line *l = &img->lines[i];
        if (!open && !l->file)
            continue;
        if (!open) {
            set_address(w, l->addr);
            line = 1;
            file = 1;
        } else if (l->addr != addr) {
            put(w, DW_LNS_advance_pc, 1);
            put_uleb(w, l->addr - addr);
        }
        open = l->file != NULL;
        addr = l->addr;
        if (!open) {
            end_sequence(w);
            continue;
        }
        size_t n = file_number(f, l->file);
        if (n != file) {
            put(w, DW_LNS_set_file, 1);
            put_uleb(w, file = n);
        }
        put(w, DW_LNS_advance_line, 1);
        put_sleb(w, l->line - line);
        line = l->line;
        put(w, DW_LNS_copy, 1);
    }
}

static void make_lines(struct writer *w, const struct image *img)
{
    struct files f = { 0 };
    for (size_t i = 0; i < img->nlines; i++) {
        if (img->lines[i].file)
            file_number(&f, img->lines[i].file);
    }
    line_header(w, &f);
    line_program(w, img, &f);
    patch(w, 0);
    vec_release(&f.v);
}

/* ---- the unit ---------------------------------------------------------------------------------------- */

static void make_abbrev(struct writer *w)
{
    static const uint8_t table[] = { 1,
                                     DW_TAG_compile_unit,
                                     0,
                                     DW_AT_stmt_list,
                                     DW_FORM_sec_offset,
                                     DW_AT_language,
                                     DW_FORM_data2,
                                     DW_AT_name,
                                     DW_FORM_string,
                                     DW_AT_low_pc,
                                     DW_FORM_addr,
                                     DW_AT_high_pc,
                                     DW_FORM_addr,
                                     0,
                                     0,
                                     0 };
    for (size_t i = 0; i < sizeof table; i++)
        put(w, table[i], 1);
}

static void make_info(struct writer *w, const struct image *img)
{
    put(w, 0, 4);
    put(w, 4, 2);
    put(w, 0, 4); /* abbreviations */
    put(w, w->addr_size, 1);
    put_uleb(w, 1);
    put(w, 0, 4); /* lines */
    put(w, DW_LANG_Mips_Assembler, 2);
    put_text(w, img->lines[0].file ? img->lines[0].file : img->name);
    put(w, img->lines[0].addr, w->addr_size);
    put(w, img->lines[img->nlines - 1].addr, w->addr_size);
    patch(w, 0);
}

void dwarf_make(const struct image *img, unsigned addr_size, bool big, struct dwarf_sections *out)
{
    memset(out, 0, sizeof *out);
    if (!img->nlines)
        return;
    struct writer w = { &out->line, big, addr_size };
    make_lines(&w, img);
    w.b = &out->abbrev;
    make_abbrev(&w);
    w.b = &out->info;
    make_info(&w, img);
}

void dwarf_release(struct dwarf_sections *s)
{
    vec_release(&s->line.v);
    vec_release(&s->info.v);
    vec_release(&s->abbrev.v);
}
