/* disasm.c - `orrery disasm`: the code of a program as text, with symbols. */
#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "asm/disasm.h"
#include "asm/image.h"
#include "base/str.h"

enum { KEY_NO_ALIASES = 0x1200, KEY_BASE, KEY_ALL };

struct options {
    struct target_options target;
    cli_names files;
    uint64_t base;
    bool has_base, all;
    unsigned flags;
};

static const struct argp_option options[] = {
    { "no-aliases", KEY_NO_ALIASES, NULL, 0, "Real instructions only, as they are encoded", 0 },
    { "all", KEY_ALL, NULL, 0, "Everything that is loaded, not only code", 0 },
    { "base", KEY_BASE, "ADDR", 0, "Where a .bin or .hex image belongs", 0 },
    { 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct options *o = state->input;
    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = &o->target; return 0;
    case KEY_NO_ALIASES: o->flags |= DISASM_NO_ALIASES; return 0;
    case KEY_ALL: o->all = true; return 0;
    case KEY_BASE:
        if (!cli_number(arg, &o->base))
            return cli_option_error(state, "--base needs an address, not '%s'", arg);
        o->has_base = true;
        return 0;
    case ARGP_KEY_ARG: *vec_push(&o->files) = arg; return 0;
    case ARGP_KEY_NO_ARGS: return cli_option_error(state, "no program was given");
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_child children[] = { { &cli_target_argp, 0, "Choosing an ISA:", 1 }, { 0 } };

/* "00010074 <main>:" for the symbols at this address. */
static void print_headers(const struct isa *isa, const struct image *img, uint64_t addr)
{
    const struct symbol *s = image_symbol_at(img, addr);
    if (s && s->addr == addr)
        printf("\n%0*llx <%s>:\n", isa->mem.addr > 32 ? 16 : 8, (unsigned long long)addr, s->name);
}

/* The bytes up to the next symbol, so that no instruction runs over one. */
static unsigned stretch(const struct image *img, const struct segment *s, uint64_t at)
{
    uint64_t left = s->filled - at;
    unsigned n = left < INSN_MAX_BYTES ? (unsigned)left : INSN_MAX_BYTES;
    for (unsigned k = 1; k < n; k++) {
        const struct symbol *next = image_symbol_at(img, s->addr + at + k);
        if (next && next->addr == s->addr + at + k)
            return k;
    }
    return n;
}

static unsigned print_one(const struct isa *isa, const struct image *img, const struct segment *s,
                          uint64_t at, unsigned flags, struct str *text)
{
    str_clear(text);
    unsigned n = disasm_bytes(isa, s->data + at, stretch(img, s, at), s->addr + at, img, flags, text);
    unsigned unit = isa->unit / 8 ? isa->unit / 8 : 1, col = 0;
    printf("%8llx:\t", (unsigned long long)(s->addr + at));
    for (unsigned i = 0; i < n; i += unit) {
        for (unsigned k = 0; k < unit && i + k < n; k++) /* a unit reads as a number */
            col += (unsigned)printf(
                "%02x", s->data[at + i + (isa->big_endian ? k : (n - i < unit ? n - i : unit) - 1 - k)]);
        col += (unsigned)printf(" ");
    }
    printf("%*s\t%s\n", col < 16 ? (int)(16 - col) : 0, "", text->buf);
    return n;
}

static void print_segment(const struct isa *isa, const struct image *img, const struct segment *s,
                          unsigned flags)
{
    struct str text;
    str_init(&text);
    if (s->name)
        printf("\nSection %s:\n", s->name);
    for (uint64_t at = 0; at < s->filled;) {
        print_headers(isa, img, s->addr + at);
        at += print_one(isa, img, s, at, flags, &text);
    }
    str_release(&text);
}

/* The stored bytes of a section, as a segment of its own; filled 0: there are none. */
static struct segment section_segment(const struct image *img, const struct image_section *a)
{
    struct segment r = { .addr = a->addr, .name = a->name };
    for (size_t i = 0; i < img->nsegments && !r.filled; i++) {
        const struct segment *s = &img->segments[i];
        if (a->addr < s->addr || a->addr - s->addr >= s->filled)
            continue;
        uint64_t at = a->addr - s->addr, left = s->filled - at;
        r.data = s->data + at;
        r.filled = r.size = a->size < left ? a->size : left;
    }
    return r;
}

static void print_image(const struct isa *isa, const struct image *img, const struct options *o)
{
    bool sections = false;
    for (size_t i = 0; !o->all && i < img->nsections; i++) {
        struct segment s = section_segment(img, &img->sections[i]);
        sections |= img->sections[i].code;
        if (img->sections[i].code && s.filled)
            print_segment(isa, img, &s, o->flags);
    }
    for (size_t i = 0; !sections && i < img->nsegments; i++) {
        const struct segment *s = &img->segments[i];
        if (s->filled && (o->all || s->flags & SEG_X))
            print_segment(isa, img, s, o->flags);
    }
}

static int disassemble(struct options *o, struct diag *d)
{
    struct isa *isa = cli_load_isa(&o->target, o->files.data[0], d);
    if (!isa)
        return CLI_REFUSED;
    struct image_request rq = { o->files.data, o->files.count, o->base, o->has_base };
    struct image *img = image_load(isa, &rq, d);
    if (img)
        print_image(isa, img, o);
    int rc = img ? CLI_OK : CLI_FAILED;
    image_free(img);
    isa_free(isa);
    return rc;
}

int cmd_disasm(int argc, char **argv)
{
    static const struct argp argp = {
        options,  parse, "FILE...", "Prints the code of a program: ELF, flat image or assembly sources.",
        children, NULL,  NULL
    };
    struct options o = { 0 };
    struct diag d;
    int rc = cli_parse(&argp, 0, argc, argv, &o);
    if (rc < 0) {
        diag_init(&d);
        rc = disassemble(&o, &d);
        diag_print(&d, stderr);
        diag_release(&d);
    }
    target_options_release(&o.target);
    vec_release(&o.files);
    return rc;
}
