/* elf_write.c - an image as a statically linked ELF executable: segments, symbols, a line table.
 *
 * libelf does the byte order and the class; the layout is ours: every segment's offset in the file equals its
 * address modulo the page, as loaders want it. */
#include "asm/image.h"

#include "asm/dwarf_write.h"
#include "isa/isa.h"
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PAGE = 4096 };

struct out {
    const struct isa *isa;
    const struct image *img;
    const char *path;
    struct diag *d;
    Elf *elf;
    int class;
    uint64_t pos;      /* next free byte of the file */
    struct str names;  /* of sections */
    struct str strtab; /* of symbols */
    uint8_t *symtab;
    size_t nsyms;
    Elf_Data *last; /* of the section added last */
    struct dwarf_sections dwarf;
};

static int fail(struct out *o, const char *what)
{
    return diag_error(o->d, (struct loc){ NULL, 0, 0 }, "cannot write '%s': %s", o->path, what);
}

static uint32_t name_offset(struct str *names, const char *name)
{
    uint32_t at = (uint32_t)names->len;
    str_addn(names, name, strlen(name) + 1);
    return at;
}

/* ---- sections ---------------------------------------------------------------------------------------- */

static int add_section(struct out *o, const char *name, GElf_Shdr sh, const void *data, size_t size,
                       Elf_Type type)
{
    Elf_Scn *scn = elf_newscn(o->elf);
    Elf_Data *d = scn ? elf_newdata(scn) : NULL;
    if (!d)
        return -1;
    sh.sh_name = name_offset(&o->names, name);
    if (!sh.sh_offset) {
        uint64_t align = sh.sh_addralign ? sh.sh_addralign : 1;
        sh.sh_offset = (o->pos + align - 1) & ~(align - 1);
        o->pos = sh.sh_offset + (sh.sh_type == SHT_NOBITS ? 0 : size);
    }
    sh.sh_size = size;
    d->d_buf = sh.sh_type == SHT_NOBITS ? NULL : (void *)(uintptr_t)data;
    d->d_size = size;
    d->d_type = type;
    d->d_align = 1;
    d->d_version = EV_CURRENT;
    o->last = d;
    return gelf_update_shdr(scn, &sh) ? 0 : -1;
}

static uint64_t file_offset(struct out *o, uint64_t addr)
{
    uint64_t at = (o->pos & ~(uint64_t)(PAGE - 1)) + (addr & (PAGE - 1));
    return at < o->pos ? at + PAGE : at;
}

static int write_segment(struct out *o, const struct segment *s, size_t i)
{
    GElf_Phdr ph = { .p_type = PT_LOAD,
                     .p_vaddr = s->addr,
                     .p_paddr = s->addr,
                     .p_filesz = s->filled,
                     .p_memsz = s->size,
                     .p_align = PAGE };
    ph.p_flags =
        (s->flags & SEG_R ? PF_R : 0u) | (s->flags & SEG_W ? PF_W : 0u) | (s->flags & SEG_X ? PF_X : 0u);
    ph.p_offset = file_offset(o, s->addr);
    o->pos = ph.p_offset + s->filled;
    if (!gelf_update_phdr(o->elf, (int)i, &ph))
        return -1;
    GElf_Shdr sh = { .sh_type = s->filled ? SHT_PROGBITS : SHT_NOBITS,
                     .sh_addr = s->addr,
                     .sh_offset = ph.p_offset,
                     .sh_addralign = 16,
                     .sh_flags = SHF_ALLOC };
    while (s->addr & (sh.sh_addralign - 1))
        sh.sh_addralign >>= 1;
    sh.sh_flags |= (s->flags & SEG_W ? SHF_WRITE : 0u) | (s->flags & SEG_X ? SHF_EXECINSTR : 0u);
    size_t size = s->filled ? s->filled : s->size;
    return add_section(o, s->name ? s->name : ".image", sh, s->data, size, ELF_T_BYTE);
}

/* ---- symbols ----------------------------------------------------------------------------------------- */

static uint16_t section_of(const struct out *o, const struct symbol *s)
{
    for (size_t i = 0; s->kind != SYM_ABS && i < o->img->nsegments; i++) {
        const struct segment *g = &o->img->segments[i];
        if (s->addr >= g->addr && s->addr - g->addr <= g->size) {
            bool next = i + 1 < o->img->nsegments && o->img->segments[i + 1].addr == s->addr;
            return (uint16_t)(next ? i + 2 : i + 1);
        }
    }
    return SHN_ABS;
}

static int put_symbol(struct out *o, const struct symbol *s)
{
    static const unsigned types[] = {
        [SYM_LABEL] = STT_NOTYPE, [SYM_FUNC] = STT_FUNC, [SYM_OBJECT] = STT_OBJECT, [SYM_ABS] = STT_NOTYPE
    };
    GElf_Sym sym = { .st_name = name_offset(&o->strtab, s->name),
                     .st_value = s->addr,
                     .st_size = s->size,
                     .st_shndx = section_of(o, s) };
    sym.st_info = GELF_ST_INFO(s->global ? STB_GLOBAL : STB_LOCAL, types[s->kind]);
    return gelf_update_sym(o->last, (int)++o->nsyms, &sym) ? 0 : -1;
}

/* Local symbols come first in an ELF file. */
static int write_symbols(struct out *o)
{
    size_t entry = gelf_fsize(o->elf, ELF_T_SYM, 1, EV_CURRENT), n = o->img->nsymbols, locals = 0;
    o->symtab = xcalloc(n + 1, entry);
    str_addn(&o->strtab, "", 1);
    for (size_t i = 0; i < n; i++)
        locals += !o->img->symbols[i].global;
    GElf_Shdr sh = { .sh_type = SHT_SYMTAB,
                     .sh_addralign = 8,
                     .sh_entsize = entry,
                     .sh_info = (GElf_Word)locals + 1,
                     .sh_link = (GElf_Word)o->img->nsegments + 2 };
    if (add_section(o, ".symtab", sh, o->symtab, (n + 1) * entry, ELF_T_SYM) < 0)
        return -1;
    for (int global = 0; global < 2; global++) {
        for (size_t i = 0; i < n; i++) {
            if (o->img->symbols[i].global == (bool)global && put_symbol(o, &o->img->symbols[i]) < 0)
                return -1;
        }
    }
    GElf_Shdr st = { .sh_type = SHT_STRTAB, .sh_addralign = 1 };
    return add_section(o, ".strtab", st, o->strtab.buf, o->strtab.len, ELF_T_BYTE);
}

static int write_debug(struct out *o)
{
    GElf_Shdr sh = { .sh_type = SHT_PROGBITS, .sh_addralign = 1 };
    dwarf_make(o->img, (unsigned)o->class / 8, o->isa->mem.big_endian, &o->dwarf);
    if (!o->dwarf.line.v.count)
        return 0;
    if (add_section(o, ".debug_line", sh, o->dwarf.line.v.data, o->dwarf.line.v.count, ELF_T_BYTE) < 0 ||
        add_section(o, ".debug_info", sh, o->dwarf.info.v.data, o->dwarf.info.v.count, ELF_T_BYTE) < 0)
        return -1;
    return add_section(o, ".debug_abbrev", sh, o->dwarf.abbrev.v.data, o->dwarf.abbrev.v.count, ELF_T_BYTE);
}

/* ---- the whole --------------------------------------------------------------------------------------- */

static int write_header(struct out *o)
{
    const struct abi *abi = &o->isa->abi;
    GElf_Ehdr eh;
    if (!gelf_newehdr(o->elf, o->class == 64 ? ELFCLASS64 : ELFCLASS32) || !gelf_getehdr(o->elf, &eh))
        return -1;
    eh.e_ident[EI_DATA] = o->isa->mem.big_endian ? ELFDATA2MSB : ELFDATA2LSB;
    eh.e_type = ET_EXEC;
    eh.e_machine = (GElf_Half)abi->elf_machine;
    eh.e_flags = abi->elf_flags;
    eh.e_entry = o->img->entry;
    eh.e_version = EV_CURRENT;
    if (!gelf_update_ehdr(o->elf, &eh) || (o->img->nsegments && !gelf_newphdr(o->elf, o->img->nsegments)))
        return -1;
    eh.e_phoff = gelf_fsize(o->elf, ELF_T_EHDR, 1, EV_CURRENT);
    o->pos = eh.e_phoff + o->img->nsegments * gelf_fsize(o->elf, ELF_T_PHDR, 1, EV_CURRENT);
    elf_flagelf(o->elf, ELF_C_SET, ELF_F_LAYOUT);
    return gelf_getehdr(o->elf, &eh) ? 0 : -1;
}

static int finish_header(struct out *o)
{
    GElf_Ehdr eh;
    GElf_Shdr sh = { .sh_type = SHT_STRTAB, .sh_addralign = 1 };
    size_t size = o->names.len + sizeof ".shstrtab"; /* the table holds its own name too */
    Elf_Scn *scn = elf_newscn(o->elf);
    Elf_Data *d = scn ? elf_newdata(scn) : NULL;
    if (!d)
        return -1;
    sh.sh_name = name_offset(&o->names, ".shstrtab");
    sh.sh_size = size;
    sh.sh_offset = o->pos;
    d->d_buf = o->names.buf;
    d->d_size = size;
    d->d_type = ELF_T_BYTE;
    d->d_align = 1;
    d->d_version = EV_CURRENT;
    o->pos = (o->pos + size + 7) & ~UINT64_C(7);
    if (!gelf_update_shdr(scn, &sh) || !gelf_getehdr(o->elf, &eh))
        return -1;
    eh.e_shstrndx = (GElf_Half)elf_ndxscn(scn);
    eh.e_phoff = o->img->nsegments ? gelf_fsize(o->elf, ELF_T_EHDR, 1, EV_CURRENT) : 0;
    eh.e_shoff = o->pos;
    return gelf_update_ehdr(o->elf, &eh) ? 0 : -1;
}

static int write_all(struct out *o)
{
    if (write_header(o) < 0)
        return -1;
    str_addn(&o->names, "", 1);
    for (size_t i = 0; i < o->img->nsegments; i++) {
        if (write_segment(o, &o->img->segments[i], i) < 0)
            return -1;
    }
    if (write_symbols(o) < 0 || write_debug(o) < 0 || finish_header(o) < 0)
        return -1;
    return elf_update(o->elf, ELF_C_WRITE) < 0 ? -1 : 0;
}

static int write_to(struct out *o, int fd)
{
    str_init(&o->names);
    str_init(&o->strtab);
    elf_version(EV_CURRENT);
    o->elf = elf_begin(fd, ELF_C_WRITE, NULL);
    int rc = !o->elf || write_all(o) < 0 ? fail(o, elf_errmsg(-1)) : 0;
    elf_end(o->elf);
    if (close(fd) != 0 && rc == 0)
        rc = fail(o, strerror(errno));
    free(o->symtab);
    str_release(&o->names);
    str_release(&o->strtab);
    dwarf_release(&o->dwarf);
    return rc;
}

/* What stands there stays until the whole file is written; what is no ordinary file is written in place. */
int image_write_elf(const struct isa *isa, const struct image *img, const char *path, struct diag *d)
{
    struct out o = { .isa = isa, .img = img, .path = path, .d = d, .class = isa->abi.elf_class };
    struct stat st;
    if (!isa->abi.elf_machine)
        return diag_error(d, (struct loc){ NULL, 0, 0 }, "target %s has no ELF format", isa->target);
    bool replace = lstat(path, &st) != 0 || S_ISREG(st.st_mode);
    if (replace && access(path, F_OK) == 0 && access(path, W_OK) != 0)
        return fail(&o, strerror(errno));
    char *part = replace ? xasprintf("%s.%ld.part", path, (long)getpid()) : xstrdup(path);
    int fd = open(part, O_RDWR | O_CREAT | (replace ? O_EXCL : O_TRUNC), 0777);
    int rc = fd < 0 ? fail(&o, strerror(errno)) : write_to(&o, fd);
    if (rc == 0 && replace && rename(part, path) != 0)
        rc = fail(&o, strerror(errno));
    if (rc < 0 && replace && fd >= 0)
        unlink(part);
    free(part);
    return rc;
}
