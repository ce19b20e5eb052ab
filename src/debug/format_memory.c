/* format_memory.c - the x command: units of memory, strings, instructions. */
#include <string.h>
#include "asm/disasm.h"
#include "base/bits.h"
#include "debug/format_private.h"

void examine_init(struct examine *x)
{
    *x = (struct examine){ .format = { .letter = 'x', .size = 'w', .count = 1 } };
}

void examine_release(struct examine *x)
{
    value_release(&x->last);
}

int examine_parse(struct examine *x, const char *slash, struct str *error)
{
    struct format f = { .letter = x->format.letter, .count = 1 };
    const char *rest;
    char last = x->format.size;
    if (format_parse(slash, &f, &rest, error) < 0)
        return -1;
    if (!f.size && *slash)
        f.size = f.letter == 'c' || f.letter == 's'              ? 'b'
                 : f.letter == 'f' && last != 'w' && last != 'g' ? 'g'
                                                                 : last;
    if (!f.size)
        f.size = last;
    x->format = f;
    return 0;
}

static unsigned size_of(char size)
{
    return size == 'b' ? 1 : size == 'h' ? 2 : size == 'g' ? 8 : 4;
}

static char letter_of_size(unsigned size)
{
    return size == 1 ? 'b' : size == 2 ? 'h' : size == 8 ? 'g' : 'w';
}

/* Bytes of a unit: letters a, c, f and s have their own idea. */
static unsigned unit(struct eval *e, const struct examine *x)
{
    return x->format.letter == 'a' ? e->types->pointer_size : size_of(x->format.size);
}

static unsigned per_line(unsigned size)
{
    return size <= 2 ? 8 : size == 4 ? 4 : 2;
}

static int no_memory(struct str *error, uint64_t addr)
{
    str_clear(error);
    str_addf(error, "Cannot access memory at address 0x%llx", (unsigned long long)addr);
    return -1;
}

static void label(struct eval *e, uint64_t addr, struct str *out)
{
    format_address(e, addr, out);
    str_addc(out, ':');
}

static const struct type *unit_type(struct eval *e, char letter, unsigned size)
{
    if (letter == 'f' && size >= 4)
        return types_basic(e->types, size == 4 ? BASIC_FLOAT : BASIC_DOUBLE);
    if (letter == 'c' && size == 1)
        return types_basic(e->types, BASIC_CHAR);
    return types_int(e->types, size, letter != 'u');
}

static int show_units(struct eval *e, struct examine *x, uint64_t count, struct str *out, struct str *error)
{
    unsigned size = unit(e, x), columns = per_line(size);
    char letter = x->format.letter;
    for (uint64_t i = 0; i < count; i++) {
        struct value v = { .type = unit_type(e, letter, size), .place = LVAL_MEMORY, .addr = x->next };
        bool begins = i % columns == 0;
        if (e->world.read(e->world.ctx, x->next, value_space(&v, NULL), size) < size) {
            str_add(out, begins ? "" : "\n");
            return no_memory(error, x->next);
        }
        if (begins)
            label(e, x->next, out);
        str_addc(out, '\t');
        if (v.type->kind == TYPE_FLOAT)
            format_float(e->types, &v, out);
        else
            format_number(e, bytes_uint(e->types, v.small, size), size * 8, letter != 'u', letter, true, out);
        if (i % columns == columns - 1 || i + 1 == count)
            str_addc(out, '\n');
        x->last = v;
        x->last_addr = x->next;
        x->next += size;
    }
    return 0;
}

static int show_strings(struct eval *e, struct examine *x, uint64_t count, struct str *out, struct str *error)
{
    for (uint64_t i = 0; i < count; i++) {
        unsigned char first;
        size_t length = 0;
        if (e->world.read(e->world.ctx, x->next, &first, 1) < 1)
            return no_memory(error, x->next);
        label(e, x->next, out);
        str_addc(out, '\t');
        format_pointed_string(e, x->next, &length, out);
        str_addc(out, '\n');
        x->last_addr = x->next;
        x->next += length ? length : 1;
    }
    return 0;
}

static int show_instructions(struct eval *e, struct examine *x, uint64_t count, struct str *out,
                             struct str *error)
{
    uint64_t pc = e->frame ? e->frame->pc : e->world.pc(e->world.ctx);
    for (uint64_t i = 0; i < count; i++) {
        uint8_t bytes[INSN_MAX_BYTES];
        size_t n = e->world.read(e->world.ctx, x->next, bytes, sizeof bytes);
        if (!n)
            return no_memory(error, x->next);
        str_add(out, x->next == pc ? "=> " : "   ");
        label(e, x->next, out);
        str_addc(out, '\t');
        unsigned length = disasm_bytes(e->isa, bytes, (unsigned)n, x->next, e->img, 0, out);
        str_addc(out, '\n');
        x->last_addr = x->next;
        x->next += length ? length : 1;
    }
    return 0;
}

/* The address `count` instructions back: from the nearest symbol on, or in steps of the alignment. */
static uint64_t back_instructions(struct eval *e, uint64_t addr, uint64_t count)
{
    const struct symbol *s = e->img && addr ? image_symbol_at(e->img, addr - 1) : NULL;
    unsigned step = e->isa->align >= 8 ? e->isa->align / 8 : 1;
    uint64_t far = count * INSN_MAX_BYTES, from = addr > far ? addr - far : 0, at, ring[64];
    size_t n = 0;
    if (count > 64)
        count = 64;
    at = s && addr - s->addr < 65536 ? s->addr : from - from % step;
    while (at < addr) {
        uint8_t bytes[INSN_MAX_BYTES];
        struct str ignored;
        ring[n++ % 64] = at;
        size_t got = e->world.read(e->world.ctx, at, bytes, sizeof bytes);
        str_init(&ignored);
        unsigned length = got ? disasm_bytes(e->isa, bytes, (unsigned)got, at, NULL, 0, &ignored) : step;
        str_release(&ignored);
        at += length ? length : step;
    }
    if (!n)
        return addr - count * step;
    return ring[(n - (count < n ? count : n)) % 64];
}

static uint64_t start(struct eval *e, const struct examine *x, uint64_t addr, uint64_t count)
{
    if (x->format.letter == 'i')
        return back_instructions(e, addr, count);
    return addr - count * (x->format.letter == 's' ? 1 : unit(e, x));
}

int examine(struct eval *e, struct examine *x, uint64_t addr, struct str *out, struct str *error)
{
    int64_t n = x->format.count;
    uint64_t count = n < 0 ? (uint64_t)-n : (uint64_t)n;
    if (count > 1u << 20)
        count = 1u << 20;
    if (x->format.letter == 'a')
        x->format.size = letter_of_size(e->types->pointer_size);
    x->next = (n < 0 ? start(e, x, addr, count) : addr) & bits_mask(e->types->address_bits);
    uint64_t first = x->next;
    value_release(&x->last);
    int status = x->format.letter == 's'   ? show_strings(e, x, count, out, error)
                 : x->format.letter == 'i' ? show_instructions(e, x, count, out, error)
                                           : show_units(e, x, count, out, error);
    if (n < 0)
        x->next = first; /* goes on backwards */
    return status;
}
