/* lines.c - which lines of the program cost most: a profile by address summed by source line, the top of it
 * with the text of each line. Without line information an instruction is its own line. */
#include "observe/report.h"

#include <stdlib.h>
#include <string.h>
#include "asm/disasm.h"
#include "base/fs.h"
#include "base/str.h"

const char *report_where(const struct image *img, uint64_t pc, struct arena *a)
{
    const struct symbol *s = img ? image_symbol_at(img, pc) : NULL;
    if (!s)
        return NULL;
    return pc == s->addr ? arena_strdup(a, s->name)
                         : arena_printf(a, "%s+0x%llx", s->name, (unsigned long long)(pc - s->addr));
}

/* ---- summing ----------------------------------------------------------------------------------------- */

static int by_place(const void *a, const void *b)
{
    const struct report_line *x = a, *y = b;
    if (!x->file || !y->file)
        return x->file ? 1 : y->file ? -1 : (x->pc > y->pc) - (x->pc < y->pc);
    int c = strcmp(x->file, y->file);
    if (c)
        return c;
    return x->line != y->line ? (x->line > y->line) - (x->line < y->line) : (x->pc > y->pc) - (x->pc < y->pc);
}

static int by_cost(const void *a, const void *b)
{
    const struct report_line *x = a, *y = b;
    if (x->cycles != y->cycles)
        return x->cycles < y->cycles ? 1 : -1;
    return (x->pc > y->pc) - (x->pc < y->pc);
}

static void line_of(const struct image *img, const struct profile_entry *e, struct report_line *out)
{
    const struct line *l = img ? image_line_at(img, e->pc) : NULL;
    *out = (struct report_line){ .pc = e->pc, .instructions = e->instructions };
    if (l && l->file) {
        out->file = l->file;
        out->line = l->line;
    }
    for (unsigned c = 0; c < CAUSE_COUNT; c++) {
        out->cause[c] = e->cause[c];
        out->cycles += e->cause[c];
    }
}

static bool same_line(const struct report_line *a, const struct report_line *b)
{
    return a->file && b->file && a->line == b->line && !strcmp(a->file, b->file);
}

/* Sorts and sums in place; returns how many are left. */
static size_t sum_lines(struct report_line *lines, size_t n)
{
    size_t count = 0;
    qsort(lines, n, sizeof *lines, by_place);
    for (size_t i = 0; i < n; i++) {
        struct report_line *last = count ? &lines[count - 1] : NULL;
        if (!last || !same_line(last, &lines[i])) {
            lines[count++] = lines[i];
            continue;
        }
        last->cycles += lines[i].cycles;
        last->instructions += lines[i].instructions;
        for (unsigned c = 0; c < CAUSE_COUNT; c++)
            last->cause[c] += lines[i].cause[c];
    }
    qsort(lines, count, sizeof *lines, by_cost);
    return count;
}

/* ---- text -------------------------------------------------------------------------------------------- */

/* Where a comment starts in [p, end), outside quotes; end if there is none. */
static const char *comment_start(const struct asm_desc *lang, const char *p, const char *end)
{
    char quote = '\0';
    for (; p < end; p++) {
        if (quote && *p == '\\' && p + 1 < end)
            p++;
        else if (quote)
            quote = *p == quote ? '\0' : quote;
        else if (*p == '"' || *p == '\'')
            quote = *p;
        for (unsigned i = 0; !quote && i < lang->ncomments; i++) {
            size_t n = strlen(lang->comments[i]);
            if (n && n <= (size_t)(end - p) && !memcmp(p, lang->comments[i], n))
                return p;
        }
    }
    return end;
}

/* Line number `line` of a text, without the blanks around it and (lang not NULL) without its comment. */
static const char *nth_line(const char *text, size_t size, int line, const struct asm_desc *lang,
                            struct arena *a)
{
    const char *end = text + size;
    for (int i = 1; i < line && text < end; i++) {
        const char *nl = memchr(text, '\n', (size_t)(end - text));
        if (!nl)
            return NULL;
        text = nl + 1;
    }
    const char *stop = memchr(text, '\n', (size_t)(end - text));
    stop = stop ? stop : end;
    stop = lang ? comment_start(lang, text, stop) : stop;
    while (text < stop && (*text == ' ' || *text == '\t'))
        text++;
    while (stop > text && (stop[-1] == ' ' || stop[-1] == '\t' || stop[-1] == '\r'))
        stop--;
    char *copy = arena_strndup(a, text, (size_t)(stop - text));
    for (char *p = copy; *p; p++)
        if (*p == '\t' || (unsigned char)*p < ' ' || *p == 0x7f)
            *p = ' ';
    return copy;
}

static const char *source_text(const struct isa *isa, const struct image *img, const char *file, int line,
                               struct arena *a)
{
    for (size_t i = 0; i < img->nsources; i++)
        if (!strcmp(img->sources[i].path, file))
            return nth_line(img->sources[i].text->text, img->sources[i].text->size, line, &isa->assembler, a);
    size_t size;
    char *text = fs_read(file, &size); /* compiled programs: if the source happens to be there */
    const char *found = text ? nth_line(text, size, line, NULL, a) : NULL;
    free(text);
    return found;
}

unsigned report_instruction(const struct isa *isa, const struct image *img, struct mem *mem, uint64_t pc,
                            struct str *out)
{
    uint8_t bytes[INSN_MAX_BYTES] = { 0 };
    unsigned n = 0;
    while (n < isa->max_len && n < sizeof bytes && mem_peek(mem, pc + n, bytes + n, 1))
        n++;
    return n ? disasm_bytes(isa, bytes, n, pc, img, 0, out) : 0;
}

static const char *disassembly(const struct isa *isa, const struct image *img, struct mem *mem, uint64_t pc,
                               struct arena *a)
{
    struct str s;
    str_init(&s);
    const char *text = report_instruction(isa, img, mem, pc, &s) ? arena_strdup(a, s.buf) : NULL;
    str_release(&s);
    return text;
}

void report_find_lines(struct report *r, const struct isa *isa, const struct image *img, struct mem *mem,
                       const struct profile_entry *profile, size_t n)
{
    struct report_line *lines = xcalloc(n + 1, sizeof *lines);
    for (size_t i = 0; i < n; i++)
        line_of(img, &profile[i], &lines[i]);
    r->nlines_total = sum_lines(lines, n);
    r->nlines = r->nlines_total < REPORT_LINES ? r->nlines_total : REPORT_LINES;
    r->lines = ARENA_ARRAY(&r->arena, struct report_line, r->nlines + 1);
    for (size_t i = 0; i < r->nlines; i++) {
        struct report_line *l = &r->lines[i];
        *l = lines[i];
        l->where = report_where(img, l->pc, &r->arena);
        if (l->file)
            l->text = source_text(isa, img, l->file, l->line, &r->arena);
        if (!l->text)
            l->text = disassembly(isa, img, mem, l->pc, &r->arena);
    }
    free(lines);
}
