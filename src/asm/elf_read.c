/* elf_read.c - ELF executables to images: segments from program headers, symbols, lines from DWARF.
 *
 * Everything in the file is checked before it is used; what is no static executable of the target is refused
 * with a sentence that says why. */
#include "asm/elf_read.h"

#include "base/bits.h"
#include "base/fs.h"
#include "base/vec.h"
#include "isa/isa.h"
#include <dwarf.h>
#include <elfutils/libdw.h>
#include <errno.h>
#include <gelf.h>
#include <libelf.h>
#include <stdlib.h>
#include <string.h>

/* Bytes of memory that a file may ask for. */
#define ELF_MAX_MEMORY (UINT64_C(1) << 30)

struct reader {
    const struct isa *isa;
    const char *name;
    Elf *elf;
    GElf_Ehdr ehdr;
    const char *data;
    size_t size;
    struct image *img;
    struct diag *d;
};

static int refuse(struct reader *r, const char *fmt, ...) PRINTF_LIKE(2, 3);
static int refuse(struct reader *r, const char *fmt, ...)
{
    char text[300];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    return diag_error(r->d, (struct loc){ NULL, 0, 0 }, "%s: %s", r->name, text);
}

/* ---- the header -------------------------------------------------------------------------------------- */

static int check_type(struct reader *r)
{
    switch (r->ehdr.e_type) {
    case ET_EXEC: return 0;
    case ET_REL: return refuse(r, "this is an object file; link it into an executable first");
    case ET_DYN:
        return refuse(
            r, "this is a shared object or position-independent executable; link it with -static -no-pie");
    case ET_CORE: return refuse(r, "this is a core dump, not a program");
    default: return refuse(r, "unknown type of ELF file (%u)", r->ehdr.e_type);
    }
}

static int check_header(struct reader *r)
{
    const struct abi *abi = &r->isa->abi;
    int class = r->ehdr.e_ident[EI_CLASS] == ELFCLASS64 ? 64 : 32;
    bool big = r->ehdr.e_ident[EI_DATA] == ELFDATA2MSB;
    if (abi->elf_machine && r->ehdr.e_machine != abi->elf_machine)
        return refuse(r, "the program is for another machine (ELF machine %u; %s is %d)", r->ehdr.e_machine,
                      r->isa->target, abi->elf_machine);
    if (!abi->elf_machine)
        return refuse(r, "target %s has no ELF programs", r->isa->target);
    if (abi->elf_class && class != abi->elf_class)
        return refuse(r, "this is a %d-bit program; target %s runs %d-bit ones", class, r->isa->target,
                      abi->elf_class);
    if (big != r->isa->mem.big_endian)
        return refuse(r, "the program is %s-endian; target %s is not", big ? "big" : "little",
                      r->isa->target);
    return check_type(r);
}

/* ---- segments ---------------------------------------------------------------------------------------- */

static int load_segment(struct reader *r, const GElf_Phdr *p, size_t i, uint64_t *total)
{
    uint64_t last = bits_mask(r->isa->mem.addr ? r->isa->mem.addr : 64);
    if (p->p_offset > r->size || p->p_filesz > r->size - p->p_offset)
        return refuse(r, "segment %zu lies beyond the end of the file: the file is cut off", i);
    if (p->p_filesz > p->p_memsz)
        return refuse(r, "segment %zu is larger in the file than in memory", i);
    if (p->p_memsz > ELF_MAX_MEMORY || (*total += p->p_memsz) > ELF_MAX_MEMORY)
        return refuse(r, "the program asks for more than %llu MiB of memory",
                      (unsigned long long)(ELF_MAX_MEMORY >> 20));
    if (p->p_vaddr > last || p->p_memsz - 1 > last - p->p_vaddr)
        return refuse(r, "segment %zu at 0x%llx is outside of the address space", i,
                      (unsigned long long)p->p_vaddr);
    for (size_t k = 0; k < r->img->nsegments; k++) {
        const struct segment *s = &r->img->segments[k];
        if (bits_overlap(p->p_vaddr, p->p_memsz, s->addr, s->size))
            return refuse(r, "segments overlap at 0x%llx", (unsigned long long)p->p_vaddr);
    }
    uint8_t *copy = arena_alloc(&r->img->arena, p->p_filesz + 1);
    memcpy(copy, r->data + p->p_offset, p->p_filesz);
    unsigned flags = (p->p_flags & PF_R ? SEG_R : 0u) | (p->p_flags & PF_W ? SEG_W : 0u) |
                     (p->p_flags & PF_X ? SEG_X : 0u);
    r->img->segments[r->img->nsegments++] =
        (struct segment){ p->p_vaddr, p->p_memsz, copy, p->p_filesz, flags, NULL };
    if (p->p_vaddr + p->p_memsz > r->img->end)
        r->img->end = p->p_vaddr + p->p_memsz;
    return 0;
}

static int load_segments(struct reader *r)
{
    size_t n = 0;
    uint64_t total = 0;
    if (elf_getphdrnum(r->elf, &n) < 0 || n > 10000)
        return refuse(r, "the program headers cannot be read: %s", elf_errmsg(-1));
    r->img->segments = ARENA_ARRAY(&r->img->arena, struct segment, n + 1);
    for (size_t i = 0; i < n; i++) {
        GElf_Phdr p;
        if (!gelf_getphdr(r->elf, (int)i, &p))
            return refuse(r, "program header %zu cannot be read", i);
        if (p.p_type == PT_INTERP || p.p_type == PT_DYNAMIC)
            return refuse(r, "the program is dynamically linked; link it with -static");
        if (p.p_type == PT_LOAD && p.p_memsz && load_segment(r, &p, i, &total) < 0)
            return -1;
    }
    if (!r->img->nsegments)
        return refuse(r, "the file has nothing to load");
    return 0;
}

/* ---- sections ---------------------------------------------------------------------------------------- */

static int section_order(const void *a, const void *b)
{
    const struct image_section *x = a, *y = b;
    return x->addr < y->addr ? -1 : x->addr > y->addr;
}

static void load_sections(struct reader *r)
{
    Elf_Scn *scn = NULL;
    GElf_Shdr sh;
    size_t names, count;
    struct image *img = r->img;
    if (elf_getshdrstrndx(r->elf, &names) != 0 || elf_getshdrnum(r->elf, &count) != 0)
        return;
    img->sections = ARENA_ARRAY(&img->arena, struct image_section, count + 1);
    while (img->nsections < count && (scn = elf_nextscn(r->elf, scn)) != NULL) {
        const char *name =
            gelf_getshdr(scn, &sh) && sh.sh_flags & SHF_ALLOC ? elf_strptr(r->elf, names, sh.sh_name) : NULL;
        if (name && sh.sh_size)
            img->sections[img->nsections++] =
                (struct image_section){ .addr = sh.sh_addr,
                                        .size = sh.sh_size,
                                        .name = arena_strdup(&img->arena, name),
                                        .code = sh.sh_flags & SHF_EXECINSTR && sh.sh_type != SHT_NOBITS };
    }
    qsort(img->sections, img->nsections, sizeof *img->sections, section_order);
}

/* ---- symbols ----------------------------------------------------------------------------------------- */

static bool wanted(const GElf_Sym *s, const char *name)
{
    unsigned type = GELF_ST_TYPE(s->st_info);
    return name && name[0] && name[0] != '$' && s->st_shndx != SHN_UNDEF &&
           (type == STT_NOTYPE || type == STT_FUNC || type == STT_OBJECT);
}

static void load_symbol(struct reader *r, const GElf_Sym *s, const char *name)
{
    unsigned type = GELF_ST_TYPE(s->st_info);
    struct symbol *out = &r->img->symbols[r->img->nsymbols++];
    out->name = arena_strdup(&r->img->arena, name);
    out->addr = s->st_value;
    out->size = s->st_size;
    out->global = GELF_ST_BIND(s->st_info) != STB_LOCAL;
    out->kind = s->st_shndx == SHN_ABS ? SYM_ABS
                : type == STT_FUNC     ? SYM_FUNC
                : type == STT_OBJECT   ? SYM_OBJECT
                                       : SYM_LABEL;
}

static void load_symbols(struct reader *r)
{
    Elf_Scn *scn = NULL;
    GElf_Shdr sh;
    while ((scn = elf_nextscn(r->elf, scn)) != NULL) {
        if (!gelf_getshdr(scn, &sh) || sh.sh_type != SHT_SYMTAB || !sh.sh_entsize)
            continue;
        Elf_Data *data = elf_getdata(scn, NULL);
        size_t n = data ? data->d_size / sh.sh_entsize : 0;
        r->img->symbols = ARENA_ARRAY(&r->img->arena, struct symbol, n + 1);
        for (size_t i = 0; i < n; i++) {
            GElf_Sym s;
            if (!gelf_getsym(data, (int)i, &s))
                break;
            const char *name = elf_strptr(r->elf, sh.sh_link, s.st_name);
            if (wanted(&s, name))
                load_symbol(r, &s, name);
        }
        return;
    }
}

/* ---- lines ------------------------------------------------------------------------------------------- */

struct line_vec {
    VEC(struct line) v;
    struct map names;
};

/* One copy of each file name. */
static const char *file_name(struct reader *r, struct line_vec *out, const char *src)
{
    const char *known = map_get(&out->names, src);
    if (!known) {
        known = arena_strdup(&r->img->arena, src);
        map_put(&out->names, known, (void *)(uintptr_t)known);
    }
    return known;
}

static void unit_lines(struct reader *r, Dwarf_Die *die, struct line_vec *out)
{
    Dwarf_Lines *lines;
    size_t n;
    if (dwarf_getsrclines(die, &lines, &n) != 0)
        return;
    for (size_t i = 0; i < n && out->v.count < 1u << 22; i++) {
        Dwarf_Line *l = dwarf_onesrcline(lines, i);
        Dwarf_Addr addr;
        int no = 0;
        bool end = false, begins = true;
        const char *src = dwarf_linesrc(l, NULL, NULL);
        if (dwarf_lineaddr(l, &addr) != 0 || dwarf_lineendsequence(l, &end) != 0)
            continue;
        dwarf_lineno(l, &no);
        dwarf_linebeginstatement(l, &begins);
        bool gap = end || !src || no <= 0;
        *vec_push(&out->v) =
            (struct line){ addr, gap ? NULL : file_name(r, out, src), gap ? 0 : no, !gap && !begins };
    }
}

static void load_lines(struct reader *r)
{
    Dwarf *dw = dwarf_begin_elf(r->elf, DWARF_C_READ, NULL);
    struct line_vec out = { 0 };
    Dwarf_CU *cu = NULL;
    Dwarf_Die die;
    uint8_t type;
    if (!dw)
        return;
    map_init(&out.names);
    while (dwarf_get_units(dw, cu, &cu, NULL, &type, &die, NULL) == 0) {
        if (type == DW_UT_compile)
            unit_lines(r, &die, &out);
    }
    r->img->lines = ARENA_ARRAY(&r->img->arena, struct line, out.v.count + 1);
    if (out.v.count)
        memcpy(r->img->lines, out.v.data, out.v.count * sizeof *out.v.data);
    r->img->nlines = out.v.count;
    vec_release(&out.v);
    map_release(&out.names);
    dwarf_end(dw);
}

/* ---- the whole --------------------------------------------------------------------------------------- */

static int load(struct reader *r, bool lines)
{
    if (elf_kind(r->elf) != ELF_K_ELF || !gelf_getehdr(r->elf, &r->ehdr))
        return refuse(r, "this is no ELF file that can be read: %s", elf_errmsg(-1));
    if (check_header(r) < 0 || load_segments(r) < 0)
        return -1;
    r->img->entry = r->ehdr.e_entry;
    r->img->is_elf = true;
    load_sections(r);
    load_symbols(r);
    if (lines)
        load_lines(r);
    image_sort(r->img);
    return 0;
}

struct image *elf_load_memory(const struct isa *isa, const char *name, char *data, size_t size, bool lines,
                              struct diag *d)
{
    struct reader r = { .isa = isa, .name = name, .data = data, .size = size, .d = d };
    elf_version(EV_CURRENT);
    r.elf = elf_memory(data, size);
    if (!r.elf) {
        refuse(&r, "this is no ELF file that can be read: %s", elf_errmsg(-1));
        return NULL;
    }
    r.img = image_new(name);
    if (load(&r, lines) < 0) {
        image_free(r.img);
        r.img = NULL;
    }
    elf_end(r.elf);
    return r.img;
}

struct image *elf_load(const struct isa *isa, const char *path, struct diag *d)
{
    size_t size;
    char *data = fs_read(path, &size);
    if (!data) {
        diag_error(d, (struct loc){ NULL, 0, 0 }, "cannot read '%s': %s", path, strerror(errno));
        return NULL;
    }
    struct image *img = elf_load_memory(isa, path, data, size, true, d); /* libelf may swap in place */
    free(data);
    return img;
}
