/* check_asm.c - the assembler against bytes that GNU as and ld made (asm/gnu.sh), images through ELF and
 * back, what the disassembler prints, and what users are told. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "asm/assemble.h"
#include "asm/disasm.h"
#include "asm/elf_read.h"
#include "base/fs.h"
#include "base/str.h"
#include "isa/isa.h"

static struct isa *rv32, *rv64;

static struct isa *load(const char *target)
{
    struct diag d;
    const struct isa_request rq = { .target = target };
    diag_init(&d);
    struct isa *isa = isa_load(&rq, &d);
    diag_print(&d, stderr);
    diag_release(&d);
    return isa;
}

/* ---- the corpus -------------------------------------------------------------------------------------- */

/* The form of the expected bytes: ".text 00010000", then rows of 16. */
static void dump(const struct isa *isa, const struct image *img, struct str *out)
{
    for (size_t i = 0; i < img->nsegments; i++) {
        const struct segment *s = &img->segments[i];
        if (!s->filled)
            continue;
        str_addf(out, "%s %0*llx", s->name, isa->abi.elf_class / 4, (unsigned long long)s->addr);
        for (uint64_t k = 0; k < s->filled; k++)
            str_addf(out, "%s%02x", k % 16 ? " " : "\n", s->data[k]);
        str_addc(out, '\n');
    }
}

static void compare(const struct isa *isa, const char *source, const char *expected)
{
    struct diag d;
    struct str out;
    size_t size;
    diag_init(&d);
    str_init(&out);
    struct image *img = asm_assemble(isa, &source, 1, NULL, &d);
    diag_print(&d, stderr);
    ck_assert_msg(img != NULL, "%s does not assemble", source);
    dump(isa, img, &out);
    char *want = fs_read(expected, &size);
    ck_assert_ptr_nonnull(want);
    size_t at = 0, line = 1;
    while (out.buf[at] && out.buf[at] == want[at])
        line += out.buf[at++] == '\n';
    ck_assert_msg(out.buf[at] == want[at], "%s: line %zu differs from %s", source, line, expected);
    free(want);
    image_free(img);
    str_release(&out);
    diag_release(&d);
}

/* NAME.TARGET.hex holds what NAME.s becomes on TARGET. */
START_TEST(test_corpus)
{
    char *dir = xasprintf("%s/tests/asm/corpus", getenv("SRCDIR"));
    size_t n;
    char **names = fs_list(dir, ".hex", &n);
    ck_assert_uint_ge(n, 22);
    for (size_t i = 0; i < n; i++) {
        size_t stem = strlen(names[i]) - strlen(".rv32.hex");
        char *expected = fs_join(dir, names[i]), *name = xasprintf("%.*s.s", (int)stem, names[i]);
        char *source = fs_join(dir, name);
        compare(strstr(names[i], ".rv64.") ? rv64 : rv32, source, expected);
        free(source);
        free(name);
        free(expected);
        free(names[i]);
    }
    free(names);
    free(dir);
}
END_TEST

/* ---- texts in memory --------------------------------------------------------------------------------- */

static struct image *assemble(const struct isa *isa, const char *text, struct diag *d)
{
    diag_init(d);
    return asm_assemble_text(isa, "t.s", text, strlen(text), d);
}

static const struct segment *segment(const struct image *img, const char *name)
{
    for (size_t i = 0; i < img->nsegments; i++) {
        if (strcmp(img->segments[i].name, name) == 0)
            return &img->segments[i];
    }
    return NULL;
}

/* Little-endian words of .data. */
static void check_words(const char *text, size_t n, const uint32_t *want)
{
    struct diag d;
    struct image *img = assemble(rv32, text, &d);
    diag_print(&d, stderr);
    ck_assert_ptr_nonnull(img);
    const struct segment *s = segment(img, ".data");
    ck_assert_ptr_nonnull(s);
    ck_assert_uint_eq(s->filled, 4 * n);
    for (size_t i = 0; i < n; i++) {
        const uint8_t *p = s->data + 4 * i;
        ck_assert_uint_eq(p[0] | p[1] << 8 | p[2] << 16 | (uint32_t)p[3] << 24, want[i]);
    }
    image_free(img);
    diag_release(&d);
}

START_TEST(test_expressions)
{
    static const uint32_t want[] = { 7, 9, 7, 24, 0xFFFFFFFE, 6, 0x10, 65, 3, 0xFFFFFFFF, 0, 1, 12, 2 };
    check_words(
        ".data\n.word 1 + 2 * 3, (1 + 2) * 3, 7 & 3 == 3, 1 + 2 << 3, ~1, 4 | 2 & 6, 1 << 4, 'A', 10 / 3\n"
        ".word 5 == 5, 5 == 4, !0, b - a, -7 + 9\n"
        ".text\na: .space 12\nb:\n",
        14, want);
}
END_TEST

START_TEST(test_symbols_late_and_changing)
{
    static const uint32_t want[] = { 1, 2, 30, 30 };
    check_words(".data\n.set x, 1\n.word x\n.set x, 2\n.word x, late, late2\n.set late, 30\nlate2 = late\n",
                4, want);
}
END_TEST

/* What opens first counts: a comment of the line hides a C comment, and a string hides both. */
START_TEST(test_comments)
{
    static const uint32_t want[] = { 1, 2, 3, 0x2F2A2320, 5, 6, 0x2F };
    check_words(".data # of /* this\n.word 1 // and \" /*\n.word 2 /* # // \" */, 3\n.ascii \" #*/\" # \"\n"
                "# 12 \"file.c\"\n.word 5 /**/ # '\n/* \n*/ .word 6, '/ # */\n",
                7, want);
    struct diag d;
    struct image *img = assemble(rv32, "/* one\n two */ nop # /*\n/* */ ret\n", &d);
    ck_assert_ptr_nonnull(img);
    ck_assert_int_eq(image_line_at(img, img->entry)->line, 2);
    ck_assert_int_eq(image_line_at(img, img->entry + 2)->line, 3);
    image_free(img);
    diag_release(&d);
}
END_TEST

/* ---- symbols, lines, entry --------------------------------------------------------------------------- */

START_TEST(test_image)
{
    struct diag d;
    struct image *img =
        assemble(rv32,
                 "\t.globl main\n\t.type main, @function\nmain:\n\tli a0, 1\n\tret\n\t.size main, .-main\n"
                 ".Lhidden:\nother: nop\n\t.data\nvalue: .word 7\n\t.bss\nroom: .space 100\n",
                 &d);
    ck_assert_ptr_nonnull(img);
    const struct symbol *s = image_symbol(img, "main");
    ck_assert_ptr_nonnull(s);
    ck_assert_uint_eq(s->addr, img->entry);
    ck_assert_int_eq(s->kind, SYM_FUNC);
    ck_assert_uint_eq(s->size, 4);
    ck_assert(s->global);
    ck_assert_ptr_null(image_symbol(img, ".Lhidden"));
    ck_assert_str_eq(image_symbol_at(img, img->entry + 5)->name, "other");
    const struct line *l = image_line_at(img, img->entry + 2);
    ck_assert_ptr_nonnull(l);
    ck_assert_int_eq(l->line, 5);
    ck_assert_str_eq(l->file, "t.s");
    ck_assert_ptr_null(image_line_at(img, image_symbol(img, "value")->addr));
    ck_assert_uint_eq(img->end, image_symbol(img, "room")->addr + 100);
    ck_assert_uint_eq(img->nsources, 1);
    image_free(img);
    diag_release(&d);
}
END_TEST

static void check_same(const struct image *a, const struct image *b)
{
    ck_assert_uint_eq(a->entry, b->entry);
    ck_assert_uint_eq(a->end, b->end);
    ck_assert_uint_eq(a->nsegments, b->nsegments);
    for (size_t i = 0; i < a->nsegments; i++) {
        ck_assert_uint_eq(a->segments[i].addr, b->segments[i].addr);
        ck_assert_uint_eq(a->segments[i].size, b->segments[i].size);
        ck_assert_uint_eq(a->segments[i].flags, b->segments[i].flags);
        ck_assert_uint_eq(a->segments[i].filled, b->segments[i].filled);
        if (a->segments[i].filled)
            ck_assert_mem_eq(a->segments[i].data, b->segments[i].data, a->segments[i].filled);
    }
    ck_assert_uint_eq(a->nsymbols, b->nsymbols);
    for (size_t i = 0; i < a->nsymbols; i++) {
        ck_assert_str_eq(a->symbols[i].name, b->symbols[i].name);
        ck_assert_uint_eq(a->symbols[i].addr, b->symbols[i].addr);
        ck_assert_uint_eq(a->symbols[i].size, b->symbols[i].size);
        ck_assert_int_eq(a->symbols[i].kind, b->symbols[i].kind);
        ck_assert_int_eq(a->symbols[i].global, b->symbols[i].global);
    }
    for (uint64_t at = a->segments[0].addr; at < a->segments[0].addr + a->segments[0].size; at += 2) {
        const struct line *x = image_line_at(a, at), *y = image_line_at(b, at);
        ck_assert(!x == !y);
        ck_assert(!x || (x->line == y->line && strcmp(x->file, y->file) == 0));
    }
}

/* An image through an ELF file is the same image, lines included. */
START_TEST(test_elf_round_trip)
{
    static const char text[] =
        "\t.globl _start\n_start:\n\tla a0, value\n\tlw a1, 0(a0)\n\tbeqz a1, 1f\n\tecall\n1:\tret\n"
        "\t.section .text.far,\"ax\"\nfar:\tnop\n\t.word 1\n\tnop\n\t.section .rodata\n\t.word 1\n"
        "\t.data\nvalue:\t.word 5\n\t.size value, 4\n\t.type value, @object\n\t.bss\n\t.space 40\n"
        "\t.equ number, 12\n";
    const struct isa *isas[] = { rv32, rv64 };
    for (int i = 0; i < 2; i++) {
        struct diag d;
        struct image *img = assemble(isas[i], text, &d);
        char path[] = "check_asm.XXXXXX";
        int fd = mkstemp(path);
        ck_assert_int_ge(fd, 0);
        close(fd);
        ck_assert_ptr_nonnull(img);
        ck_assert_int_eq(image_write_elf(isas[i], img, path, &d), 0);
        struct image *back = elf_load(isas[i], path, &d);
        diag_print(&d, stderr);
        ck_assert_ptr_nonnull(back);
        check_same(img, back);
        const struct image_section *code = &back->sections[0];
        ck_assert_uint_gt(back->nsections, 1);
        ck_assert(code->code && !back->sections[1].code);
        ck_assert_str_eq(code->name, ".text");
        ck_assert_uint_eq(code->addr, img->segments[0].addr);
        ck_assert_uint_eq(code->size, img->segments[0].filled);
        struct image_probe p;
        ck_assert_int_eq(image_probe(path, &p, &d), 0);
        ck_assert_int_eq(p.kind, IMAGE_ELF);
        ck_assert_int_eq(p.elf_class, isas[i]->abi.elf_class);
        ck_assert_int_eq(p.elf_machine, isas[i]->abi.elf_machine);
        unlink(path);
        image_free(img);
        image_free(back);
        diag_release(&d);
    }
}
END_TEST

START_TEST(test_elf_without_bytes)
{
    static const char *const texts[] = { "", ".equ ra5, 5\n", ".section .note.GNU-stack,\"\",@progbits\n",
                                         ".attribute arch, \"rv32i\"\n" };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct diag d;
        struct image_probe p;
        struct image *img = assemble(rv32, texts[i], &d);
        ck_assert_ptr_nonnull(img);
        ck_assert_int_eq(image_write_elf(rv32, img, "check_asm.elf", &d), 0);
        ck_assert_int_eq(image_probe("check_asm.elf", &p, &d), 0);
        ck_assert_int_eq(p.kind, IMAGE_ELF);
        ck_assert_ptr_null(elf_load(rv32, "check_asm.elf", &d));
        ck_assert_str_eq(d.msgs[0].text, "check_asm.elf: the file has nothing to load");
        unlink("check_asm.elf");
        image_free(img);
        diag_release(&d);
    }
}
END_TEST

/* A file that cannot be written leaves what stood there, and no debris. */
START_TEST(test_elf_replaces)
{
    struct diag d;
    struct image *img = assemble(rv32, "nop\n", &d);
    struct segment *s = &img->segments[0];
    size_t size;
    ck_assert_int_eq(image_write_elf(rv32, img, "check_asm.elf", &d), 0);
    char *before = fs_read("check_asm.elf", &size);
    ck_assert_ptr_nonnull(before);
    s->filled = UINT64_C(1) << 50; /* more than a file can be */
    ck_assert_int_eq(image_write_elf(rv32, img, "check_asm.elf", &d), -1);
    s->filled = s->size;
    size_t n, left = 0;
    char *after = fs_read("check_asm.elf", &n), **names = fs_list(".", ".part", &left);
    ck_assert_uint_eq(n, size);
    ck_assert_mem_eq(after, before, size);
    for (size_t i = 0; i < left; i++)
        ck_assert_ptr_null(strstr(names[i], "check_asm.elf"));
    unlink("check_asm.elf");
    free(names);
    free(after);
    free(before);
    image_free(img);
    diag_release(&d);
}
END_TEST

/* ---- disassembly ------------------------------------------------------------------------------------- */

static void check_text(const char *line, unsigned flags, const char *want)
{
    struct diag d;
    struct str out;
    char *text = xasprintf("_start:\n%s\n", line);
    struct image *img = assemble(rv32, text, &d);
    diag_print(&d, stderr);
    ck_assert_ptr_nonnull(img);
    str_init(&out);
    disasm_bytes(rv32, img->segments[0].data, (unsigned)img->segments[0].filled, img->segments[0].addr, img,
                 flags, &out);
    ck_assert_str_eq(out.buf, want);
    str_release(&out);
    image_free(img);
    diag_release(&d);
    free(text);
}

START_TEST(test_disassembly)
{
    check_text("add a0, a1, a2", 0, "add a0, a1, a2");
    check_text("lw a0, -4(s0)", 0, "lw a0, -4(s0)");
    check_text("lui a0, 0xfffff", 0, "lui a0, 0xfffff");
    check_text("lui a0, 0xfffff", DISASM_NO_ALIASES, "c.lui a0, 0xfffff");
    check_text("addi sp, sp, -16", DISASM_NO_ALIASES, "c.addi sp, -16");
    check_text("addi sp, sp, -16", 0, "addi sp, sp, -16");
    check_text("ret", 0, "ret");
    check_text("ret", DISASM_NO_ALIASES, "c.jr ra");
    check_text("nop", 0, "nop");
    check_text("j .", 0, "j 0x10000 <_start>");
    check_text("bne a0, a1, .+8", 0, "bne a0, a1, 0x10008 <_start+0x8>");
    check_text("bne a0, a1, .+8", DISASM_RAW_BRANCH, "bne a0, a1, .+8");
    check_text("csrr a0, cycle", 0, "rdcycle a0");
    check_text("fence rw, w", 0, "fence rw, w");
    check_text("amoadd.w.aq a0, a1, (a2)", 0, "amoadd.w.aq a0, a1, (a2)");
    check_text("mv a0, s0", 0, "mv a0, s0");
    check_text("mv a0, s0", DISASM_NO_ALIASES, "c.mv a0, s0");
    check_text("add a0, zero, s0", 0, "mv a0, s0");
    check_text(".option norvc\nadd a0, zero, s0", 0, "add a0, zero, s0");
    check_text(".option norvc\nmv a0, s0", DISASM_NO_ALIASES, "addi a0, s0, 0");
    check_text("mv a0, zero", DISASM_NO_ALIASES, "c.li a0, 0");
    check_text("mv zero, a0", DISASM_NO_ALIASES, "addi zero, a0, 0");
    check_text(".word 0x0087b787", 0, ".4byte 0x0087b787"); /* the low bits tell the length */
    check_text(".word 0xffffffff", 0, ".4byte 0xffffffff");
    check_text(".eqv count, a1\n.eqv step, 4\naddi a0, count, step", 0, "addi a0, a1, 4");
    check_text(".insn 0x00b50533", 0, "add a0, a0, a1");
    check_text(".insn 2, 0x8082", 0, "ret");
    check_text(".2byte 0x9d41", 0, ".2byte 0x9d41");
    check_text(".2byte 0xb787", 0, ".2byte 0xb787"); /* no more is there */
}
END_TEST

/* ---- refusals ---------------------------------------------------------------------------------------- */

/* The first message, place included. */
static void check_error(const char *text, const char *want)
{
    struct diag d;
    struct image *img = assemble(rv32, text, &d);
    ck_assert_msg(img == NULL, "assembles: %s", text);
    char *all = diag_text(&d);
    all[strcspn(all, "\n")] = 0;
    ck_assert_str_eq(all, want);
    free(all);
    diag_release(&d);
}

START_TEST(test_errors)
{
    check_error("adddi a0, a1, 5\n", "t.s:1:1: error: unknown instruction 'adddi'; did you mean 'addi'?");
    check_error("nop\n\taddi a0, a1, 5000\n",
                "t.s:2:15: error: operand of 'addi': the value 5000 is out of range: -2048 to 2047");
    check_error("addi a0, 5\n",
                "t.s:1:10: error: expected a register, found '5'; it is written addi rd, rs1, imm");
    check_error("addi a0, a1, a2\n", "t.s:1:14: error: expected a number or a symbol, found register 'a2'");
    check_error("add a0, a1\n",
                "t.s:1:11: error: expected ',', found the end of the line; it is written add rd, rs1, rs2");
    check_error("slli a0, a1, 32\n",
                "t.s:1:14: error: operand of 'slli': the value 32 is out of range: 0 to 31");
    check_error("c.lw t0, 4(a0)\n", "t.s:1:6: error: 'c.lw' takes only registers s0 to a5 here");
    check_error("c.addi4spn a0, sp, 6\n",
                "t.s:1:20: error: operand of 'c.addi4spn': the value 6 is not a multiple of 4");
    check_error("j nowhere\n", "t.s:1:3: error: undefined symbol 'nowhere'");
    check_error("main: j mian\n", "t.s:1:9: error: undefined symbol 'mian'; did you mean 'main'?");
    check_error("j 1f\n1f:\n", "t.s:2:1: error: expected an instruction, a directive or a label, found '1f'");
    check_error("j 1f\n", "t.s:1:3: error: there is no label '1:' after this line");
    check_error("j 1b\n", "t.s:1:3: error: there is no label '1:' before this line");
    check_error(".wrod 5\n", "t.s:1:1: error: unknown directive '.wrod'; did you mean '.word'?");
    check_error(".octa 5\n", "t.s:1:1: error: directive '.octa' of GNU as is not supported");
    check_error(".word (1\n", "t.s:1:9: error: ')' is missing");
    check_error("x: x:\n", "t.s:1:4: error: 'x' is already defined");
    check_error(".set a, b\n.set b, a\n.word a\n", "t.s:3:7: error: the definition of 'b' refers to itself");
    check_error("lw a0, %lw(x)(a1)\n", "t.s:1:8: error: unknown modifier '%lw'; did you mean '%lo'?");
    check_error("x: lw a0, %pcrel_lo(x)(a1)\n",
                "t.s:1:11: error: %pcrel_lo needs the label of an instruction that uses %pcrel_hi");
    check_error(".option norvc\nc.nop\n", "t.s:2:1: error: 'c.nop' is switched off here by an option");
    check_error(".if 1\nnop\n", "t.s:1:1: error: this .if has no .endif");
    check_error(".endif\n", "t.s:1:1: error: this .endif belongs to no .if");
    check_error(".macro m\nnop\n", "t.s:1:1: error: this has no '.endm'");
    check_error(".bss\n.word 1\n",
                "t.s:2:1: error: section .bss holds no bytes: only zeroes can be reserved there");
}
END_TEST

/* Messages name what was written, not what it became. */
START_TEST(test_pseudo_errors)
{
    check_error("li a0, 0x1ffffffff\n", "t.s:1:8: error: 'li' cannot take the value 8589934591");
    check_error("ld a0, 5\n", "t.s:1:1: error: 'ld' is no instruction of this target");
    check_error("beq a0, a1, .+3\n",
                "t.s:1:14: error: operand of 'beq': the distance 3 is not a multiple of 2");
    check_error("nop\nbgt a0, a1, .+3\n",
                "t.s:2:14: error: operand of 'bgt': the distance 3 is not a multiple of 2");
    check_error("add a0, a1, 5000\n",
                "t.s:1:13: error: operand of 'add': the value 5000 is out of range: -2048 to 2047");
    check_error("fence rx, w\n", "t.s:1:7: error: expected letters of 'iorw', found 'rx'");
}
END_TEST

/* An address without a value is reported once, not in every part of it. */
START_TEST(test_undefined_once)
{
    struct diag d;
    ck_assert_ptr_null(assemble(rv32, "call nofunc\nla a0, nodata\n", &d));
    ck_assert_int_eq(d.errors, 2);
    diag_release(&d);
}
END_TEST

START_TEST(test_option_off)
{
    const char *without[] = { "M", NULL };
    const struct isa_request rq = { .target = "rv32", .without = without };
    struct diag d;
    diag_init(&d);
    struct isa *isa = isa_load(&rq, &d);
    ck_assert_ptr_nonnull(isa);
    ck_assert_ptr_null(asm_assemble_text(isa, "t.s", "MUL a0, a1, a2\n", 15, &d));
    ck_assert_str_eq(d.msgs[0].text, "'MUL' belongs to option M of target rv32, which is off");
    isa_free(isa);
    diag_release(&d);
}
END_TEST

START_TEST(test_refused_text)
{
    check_error("nop\n é /* never\nnop\n", "t.s:2:4: error: this comment is never closed");
    check_error("lui a0, -1\n",
                "t.s:1:9: error: operand of 'lui': the value -1 is out of range: 0 to 1048575");
    check_error("x: lui a0, x\n",
                "t.s:1:12: error: operand of 'lui': an address must be given through a modifier such as %hi");
    check_error(
        "auipc a0, _end\n",
        "t.s:1:11: error: operand of 'auipc': an address must be given through a modifier such as %hi");
    check_error(".eqv count, t1\n.eqv count, t2\n", "t.s:2:6: error: 't1' is a register already");
    check_error(".insn 2, 0x33\n", "t.s:1:10: error: 0x33 is no instruction of 2 bytes");
    check_error(".insn r 0x33, 0, 0, a0, a1, a2\n",
                "t.s:1:7: error: the formats of .insn are not supported; give the instruction as a number");
    check_error(".text 1\n", "t.s:1:7: error: numbered subsections of GNU as are not supported");
}
END_TEST

START_TEST(test_bounds)
{
    check_error(".macro r\nr\n.endm\nr\n",
                "t.s:2:1: error: macros, repetitions and included files are nested more than 64 deep");
    check_error(".rept 1000000000\nnop\n.endr\n",
                "t.s:1:1: error: this makes more than 1000000 lines in all");
    check_error(".space 0x7fffffffff\n", "t.s:1:8: error: this area is larger than the limit of 1024 MiB");
    check_error(".macro d x\nd \\x\\x\n.endm\nd y\n",
                "t.s:2:1: error: with its arguments filled in this line has more than 65536 characters");
    check_error(".org 100\n.org 50\n", "t.s:2:1: error: .org cannot go back from 0x64 to 0x32");
}
END_TEST

/* ---- several files ----------------------------------------------------------------------------------- */

static const char *write_file(const char *name, const char *text)
{
    FILE *f = fopen(name, "w");
    ck_assert_ptr_nonnull(f);
    fputs(text, f);
    ck_assert_int_eq(fclose(f), 0);
    return name;
}

START_TEST(test_linking)
{
    const char *files[] = {
        write_file("check_asm_a.s",
                   "\t.globl _start\n_start:\tcall f\n\tlw a0, shared\nlocal:\tnop\n\t.comm shared, 8, 8\n"),
        write_file("check_asm_b.s",
                   "\t.globl f\nf:\tj local\nlocal:\tret\n\t.globl shared\n\t.data\nshared: .word 3\n")
    };
    struct diag d;
    diag_init(&d);
    struct image *img = asm_assemble(rv32, files, 2, NULL, &d);
    diag_print(&d, stderr);
    ck_assert_ptr_nonnull(img);
    ck_assert_uint_eq(image_symbol(img, "_start")->addr, 0x10000);
    ck_assert_uint_eq(image_symbol(img, "f")->addr, 0x10012);
    ck_assert_uint_eq(image_symbol(img, "shared")->addr, segment(img, ".data")->addr);
    ck_assert_ptr_null(segment(img, ".bss"));
    image_free(img);
    const char *twice[] = { files[1], files[1] };
    ck_assert_ptr_null(asm_assemble(rv32, twice, 2, NULL, &d));
    ck_assert_str_eq(d.msgs[0].text, "'f' is defined in two files");
    ck_assert_ptr_null(asm_assemble(rv32, files, 1, NULL, &d));
    unlink(files[0]);
    unlink(files[1]);
    diag_release(&d);
}
END_TEST

/* A file that is read piece by piece: nothing may be assumed about any header. */
START_TEST(test_broken_elf)
{
    struct diag d;
    struct image *img = assemble(rv32, "_start: nop\n.data\n.word 1\n", &d);
    char path[] = "check_asm.XXXXXX";
    size_t size;
    close(mkstemp(path));
    ck_assert_int_eq(image_write_elf(rv32, img, path, &d), 0);
    image_free(img);
    char *whole = fs_read(path, &size);
    unlink(path);
    for (size_t n = 0; n < size; n += n < 200 ? 1 : 97) {
        char *part = xmalloc(n + 1);
        memcpy(part, whole, n);
        img = elf_load_memory(rv32, "part", part, n, true, &d);
        ck_assert(img == NULL || n > 52);
        image_free(img);
        free(part);
    }
    for (size_t at = 0; at < 200 && at < size; at++) { /* one byte of the headers wrong */
        char *copy = xmalloc(size);
        memcpy(copy, whole, size);
        copy[at] ^= (char)0xFF;
        img = elf_load_memory(rv32, "wrong", copy, size, true, &d);
        image_free(img);
        free(copy);
    }
    free(whole);
    diag_release(&d);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("asm");
    TCase *t = tcase_create("asm");
    rv32 = load("rv32");
    rv64 = load("rv64");
    if (!rv32 || !rv64)
        return 1;
    tcase_add_test(t, test_corpus);
    tcase_add_test(t, test_expressions);
    tcase_add_test(t, test_symbols_late_and_changing);
    tcase_add_test(t, test_comments);
    tcase_add_test(t, test_image);
    tcase_add_test(t, test_elf_round_trip);
    tcase_add_test(t, test_elf_without_bytes);
    tcase_add_test(t, test_elf_replaces);
    tcase_add_test(t, test_disassembly);
    tcase_add_test(t, test_errors);
    tcase_add_test(t, test_pseudo_errors);
    tcase_add_test(t, test_undefined_once);
    tcase_add_test(t, test_option_off);
    tcase_add_test(t, test_refused_text);
    tcase_add_test(t, test_bounds);
    tcase_add_test(t, test_linking);
    tcase_add_test(t, test_broken_elf);
    suite_add_tcase(s, t);
    SRunner *r = srunner_create(s);
    srunner_set_tap(r, "-");
    srunner_run_all(r, CK_SILENT);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    isa_free(rv32);
    isa_free(rv64);
    return failed != 0;
}
