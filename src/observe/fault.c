/* fault.c - how a program failed: what happened, at which instruction and line, and the registers then. */
#include "observe/report.h"

#include <inttypes.h>
#include <string.h>
#include "base/bits.h"
#include "base/str.h"

#define ILLEGAL 4 /* the number of the signal */

const char *signal_text(int signal, char *buf, size_t n)
{
    static const struct {
        int signal;
        const char *text;
    } names[] = { { ILLEGAL, "illegal instruction" }, { 5, "breakpoint" },       { 6, "aborted" },
                  { 7, "misaligned access" },         { 8, "arithmetic error" }, { 11, "memory fault" },
                  { 31, "bad host service" } };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i].signal == signal)
            return names[i].text;
    snprintf(buf, n, "signal %d", signal);
    return buf;
}

/* The names of registers differ in length; columns of one width keep the block readable. */
static void print_register(const struct reg *r, unsigned index, uint64_t value, unsigned *column, FILE *out)
{
    struct str name;
    unsigned digits = (r->width + 3) / 4;
    str_init(&name);
    isa_reg_name(r, index, &name);
    unsigned width = 8 + (unsigned)(digits > 8 ? 16 : digits) + 3;
    if (*column + width > 78) {
        fputc('\n', out);
        *column = 0;
    }
    fprintf(out, "  %7s %0*" PRIx64, name.buf, (int)digits, value & bits_mask(r->width));
    *column += width;
    str_release(&name);
}

static void print_registers(const struct isa *isa, const uint64_t *slots, FILE *out)
{
    for (unsigned i = 0; i < isa->nregs; i++) {
        const struct reg *r = &isa->regs[i];
        unsigned column = 0, n = r->count ? r->count : 1;
        if (r->space || r->njoin || r == isa->pc)
            continue;
        for (unsigned k = 0; k < n; k++)
            print_register(r, k, slots[r->slot + k], &column, out);
        if (column)
            fputc('\n', out);
    }
}

static void print_instruction(struct machine *m, uint64_t pc, FILE *out)
{
    struct str s;
    str_init(&s);
    if (report_instruction(machine_isa(m), machine_image(m), machine_mem(m), pc, &s))
        fprintf(out, "  instruction: %s\n", s.buf);
    str_release(&s);
}

/* The failure is that of fetching or decoding what stands at pc: then it matters who went there. */
static bool may_be_lost(const struct machine_end *e)
{
    return e->has_trap && (e->trap_value == e->pc || e->exit_signal == ILLEGAL);
}

/* Where the program came from, unless it just went on to the next instruction. */
static void print_origin(struct machine *m, const struct machine_snapshot *before, struct arena *a, FILE *out)
{
    const struct image *img = machine_image(m);
    const int digits = (int)(machine_isa(m)->mem.addr + 3) / 4;
    const uint64_t pc = machine_end(m)->pc;
    uint64_t from;
    struct str s;
    if (!before || !may_be_lost(machine_end(m)) || !report_find_origin(m, before, &from))
        return;
    str_init(&s);
    unsigned length = report_instruction(machine_isa(m), img, machine_mem(m), from, &s);
    const char *where = report_where(img, from, a);
    const struct line *l = img ? image_line_at(img, from) : NULL;
    if (length && from + length * (1 + machine_isa(m)->delay_slots) != pc) {
        fprintf(out, "  came from 0x%0*" PRIx64, digits, from);
        if (where)
            fprintf(out, " <%s>", where);
        fprintf(out, ": %s", s.buf);
        if (l && l->file)
            fprintf(out, "  (%s:%d)", l->file, l->line);
        fputc('\n', out);
    }
    str_release(&s);
}

/* What many first programs do: nothing ends them. */
static bool past_the_end(const struct image *img, uint64_t pc)
{
    bool after = false;
    for (size_t i = 0; img && i < img->nsegments; i++) {
        const struct segment *s = &img->segments[i];
        if (pc - s->addr < s->size)
            return false;
        after |= (s->flags & SEG_X) && pc == s->addr + s->size;
    }
    return after;
}

void report_fault(struct machine *m, const char *program, const struct machine_snapshot *before, FILE *out)
{
    const struct machine_end *e = machine_end(m);
    const struct isa *isa = machine_isa(m);
    const struct image *img = machine_image(m);
    const struct line *l = img ? image_line_at(img, e->pc) : NULL;
    int digits = (int)(isa->mem.addr + 3) / 4;
    struct arena a;
    char buf[64];
    if (e->stop != STOP_TRAP)
        return;
    arena_init(&a);
    const char *where = report_where(img, e->pc, &a), *trap = report_trap_name(isa, e);
    if (l && l->file)
        fprintf(out, "%s:%d: ", l->file, l->line);
    else
        fprintf(out, "%s: ", program);
    fprintf(out, "%s at pc 0x%0*" PRIx64, signal_text(e->exit_signal, buf, sizeof buf), digits, e->pc);
    if (where)
        fprintf(out, " <%s>", where);
    if (trap)
        fprintf(out, " (%s, value 0x%0*" PRIx64 ")", trap, digits, e->trap_value);
    fputc('\n', out);
    if (e->hint[0])
        fprintf(out, "  %s\n", e->hint);
    print_origin(m, before, &a, out);
    if (past_the_end(img, e->pc))
        fputs("  the program ran past its last instruction: it must ask for its end\n", out);
    else
        print_instruction(m, e->pc, out);
    print_registers(isa, machine_arch(m)->slot, out);
    arena_release(&a);
}
